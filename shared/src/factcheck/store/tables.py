"""The tables as data, for the embedded engine and the tests; `template.yaml` declares the same for AWS."""

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Any

from factcheck.store.clients import translated_errors

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TTL_ATTRIBUTE = "expires_at"
"""Epoch seconds; DynamoDB may take two days longer, so readers filter by themselves."""

SOURCE_INDEX = "GSI1"
DAY_INDEX = "GSI2"


@dataclass(frozen=True, slots=True)
class TableNames:
    """What the tables of one deployment are called."""

    main: str
    index: str
    changes: str
    idempotency: str
    keys: str


@dataclass(frozen=True, slots=True)
class TableDefinition:
    """One table. All keys are strings; secondary indexes hold keys only and have a hash and a range key."""

    hash_key: str = "PK"
    range_key: str | None = "SK"
    indexes: tuple[tuple[str, str, str], ...] = ()
    ttl: bool = False
    stream: bool = False

    def parameters(self) -> dict[str, Any]:
        """The arguments of CreateTable, without the name."""
        attributes = [self.hash_key, *([self.range_key] if self.range_key else [])]
        attributes += [attribute for index in self.indexes for attribute in index[1:]]
        parameters: dict[str, Any] = {
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in attributes],
            "KeySchema": _key_schema(self.hash_key, self.range_key),
        }
        if self.indexes:
            parameters["GlobalSecondaryIndexes"] = [
                {
                    "IndexName": name,
                    "KeySchema": _key_schema(hash_key, range_key),
                    "Projection": {"ProjectionType": "KEYS_ONLY"},
                }
                for name, hash_key, range_key in self.indexes
            ]
        if self.stream:
            parameters["StreamSpecification"] = {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
        return parameters


MAIN = TableDefinition(
    indexes=((SOURCE_INDEX, "GSI1PK", "GSI1SK"), (DAY_INDEX, "GSI2PK", "GSI2SK")),
    ttl=True,
)
INDEX = TableDefinition()
CHANGES = TableDefinition(range_key=None, ttl=True, stream=True)
IDEMPOTENCY = TableDefinition(range_key=None, ttl=True)
KEYS = TableDefinition(range_key=None, ttl=True)


def create_tables(client: "DynamoDBClient", names: TableNames) -> None:
    """Make the tables that are missing. For the embedded engine and tests; on AWS the template makes them.

    Raises:
        StoreUnavailableError: the database does not answer.
    """
    for name, definition in zip(astuple(names), (MAIN, INDEX, CHANGES, IDEMPOTENCY, KEYS), strict=True):
        with translated_errors():
            try:
                client.create_table(TableName=name, **definition.parameters())
            except client.exceptions.ResourceInUseException:
                pass
            else:
                client.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
            if definition.ttl:
                _enable_ttl(client, name)


def _enable_ttl(client: "DynamoDBClient", name: str) -> None:
    status = client.describe_time_to_live(TableName=name)["TimeToLiveDescription"].get("TimeToLiveStatus")
    if status not in {"ENABLED", "ENABLING"}:
        client.update_time_to_live(
            TableName=name, TimeToLiveSpecification={"Enabled": True, "AttributeName": TTL_ATTRIBUTE}
        )


def _key_schema(hash_key: str, range_key: str | None) -> list[dict[str, str]]:
    schema = [{"AttributeName": hash_key, "KeyType": "HASH"}]
    return schema + ([{"AttributeName": range_key, "KeyType": "RANGE"}] if range_key else [])
