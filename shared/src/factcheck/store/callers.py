"""What is kept about callers: API keys as hashes, their calls a minute, and their Idempotency-Keys."""

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from factcheck.app.ports import Clock
from factcheck.domain.values import ApiKey
from factcheck.store import keys
from factcheck.store.clients import ConditionFailedError
from factcheck.store.dynamodb import Pause, Table
from factcheck.store.items import Plain, decode, epoch_seconds, new_item, utc_now
from factcheck.store.tables import TableNames

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

IDEMPOTENCY_LIFETIME = timedelta(hours=24)

_COUNT_LIFETIME = timedelta(minutes=5)


class DynamoIdempotencyStore:
    """`factcheck.app.ports.IdempotencyStore` over IdempotencyTable."""

    def __init__(self, client: "DynamoDBClient", tables: TableNames, *, pause: Pause = time.sleep) -> None:
        self._table = Table(client, tables.idempotency, pause=pause)

    def claim(self, key: str, body_hash: str, now: datetime) -> bool:
        """See `IdempotencyStore`."""
        attributes: dict[str, Plain] = {"body_hash": body_hash, "expires_at": epoch_seconds(now + IDEMPOTENCY_LIFETIME)}
        try:
            self._table.put(
                new_item(keys.idempotency(key), "idempotency", now, attributes),
                condition="attribute_not_exists(PK) OR #expires_at <= :now",
                values={"now": epoch_seconds(now)},
            )
        except ConditionFailedError as error:
            # The 24 hours run from the first use: the same body again changes nothing.
            return error.item is not None and decode(error.item)["body_hash"] == body_hash
        return True


class DynamoKeyStore:
    """`factcheck.app.ports.KeyStore` over KeysTable."""

    def __init__(
        self, client: "DynamoDBClient", tables: TableNames, *, clock: Clock = utc_now, pause: Pause = time.sleep
    ) -> None:
        self._table = Table(client, tables.keys, pause=pause)
        self._clock = clock

    def find(self, secret_sha256: str) -> ApiKey | None:
        """See `KeyStore`."""
        item = self._table.get(keys.api_key(secret_sha256), consistent=False)
        if item is None:
            return None
        found = decode(item)
        return ApiKey(
            id=found["key_id"],
            scopes=frozenset(found["scopes"]),
            origins=tuple(found["origins"]),
            rate_per_minute=found.get("rate_per_minute"),
        )

    def put(self, secret_sha256: str, key: ApiKey) -> None:
        """See `KeyStore`."""
        attributes: dict[str, Plain] = {
            "key_id": key.id,
            "scopes": sorted(key.scopes),
            "origins": list(key.origins),
            "rate_per_minute": key.rate_per_minute,
        }
        self._table.put(new_item(keys.api_key(secret_sha256), "api_key", self._clock(), attributes))

    def count_call(self, key_id: str, minute: int) -> int:
        """See `KeyStore`."""
        started = datetime.fromtimestamp(minute * 60, UTC)
        stamp = decode(new_item({}, "call_count", started, {"expires_at": epoch_seconds(started + _COUNT_LIFETIME)}))
        new = self._table.update(
            keys.call_count(key_id, minute),
            "ADD #calls :one SET " + ", ".join(f"#{name} = if_not_exists(#{name}, :{name})" for name in stamp),
            values={"one": 1, **stamp},
            returning="ALL_NEW",
        )
        return int(new["calls"]["N"])
