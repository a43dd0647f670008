"""The tables of a deployment in the embedded DynamoDB, under their logical ids, with the key that events/ uses."""

from factcheck.app.authenticate import hash_secret
from factcheck.domain.values import ApiKey
from factcheck.store.callers import DynamoKeyStore
from factcheck.store.clients import dynamodb_client
from factcheck.store.tables import TableNames, create_tables

TABLES = TableNames("MainTable", "IndexTable", "ChangesTable", "IdempotencyTable", "KeysTable")
KEY_OF_THE_EVENTS = "fck_example_key_of_the_tests"


def make_tables_and_key(endpoint: str) -> None:
    """Make what is missing."""
    client = dynamodb_client("eu-central-1", endpoint)
    create_tables(client, TABLES)
    key = ApiKey("key_of_the_events", frozenset({"read", "submit", "contribute", "admin"}))
    DynamoKeyStore(client, TABLES).put(hash_secret(KEY_OF_THE_EVENTS), key)
