"""Makes an API key of a deployment and prints its secret, once: only a hash is stored.

    python -m tools.api_key --table NAME --id newsroom --scope read --scope submit --scope contribute
    python -m tools.api_key --table NAME --id extension --scope read --origin chrome-extension://… --rate 60

Credentials and region are found as the AWS CLI finds them; --endpoint names another DynamoDB.
"""

import argparse
import os
import secrets
import sys

from factcheck.app.authenticate import SCOPES, hash_secret
from factcheck.domain.values import ApiKey
from factcheck.store.callers import DynamoKeyStore
from factcheck.store.clients import dynamodb_client
from factcheck.store.keys import api_key
from factcheck.store.tables import TableNames

_SECRET_BYTES = 24


def main(arguments: list[str] | None = None) -> int:
    """Store the hash, print the secret and how to revoke it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--table", required=True, help="the stack's output KeysTableName")
    parser.add_argument("--id", required=True, help="public name of the key: stands in logs, owns private articles")
    parser.add_argument("--scope", action="append", required=True, choices=sorted(SCOPES))
    parser.add_argument("--origin", action="append", default=[], help="web origin it may be used from; default any")
    parser.add_argument("--rate", type=int, help="calls a minute; default unlimited")
    parser.add_argument("--region", default=os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION"))
    parser.add_argument("--endpoint")
    given = parser.parse_args(arguments)
    if not given.region:
        parser.error("no region: set AWS_REGION or give --region")
    secret = f"fck_{secrets.token_urlsafe(_SECRET_BYTES)}"
    store = DynamoKeyStore(dynamodb_client(given.region, given.endpoint), TableNames("", "", "", "", given.table))
    store.put(hash_secret(secret), ApiKey(given.id, frozenset(given.scope), tuple(given.origin), given.rate))
    stored_under = api_key(hash_secret(secret))["PK"]
    sys.stdout.write(f"{secret}\n")
    sys.stderr.write(
        f"This is shown once. To revoke it: aws dynamodb delete-item --table-name {given.table} "
        f'--key \'{{"PK": {{"S": "{stored_under}"}}}}\'\n'
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
