"""DynamoDB items: attribute values, sizes, times. No float ever becomes an attribute."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from factcheck.domain.errors import PayloadTooLargeError

Item: TypeAlias = dict[str, Any]
"""An item as the low-level API takes it: attribute name to `{"S": …}`, `{"N": …}`, `{"B": …}` …"""

Plain: TypeAlias = str | int | bool | bytes | list[str] | list[int] | None

SCHEMA = 1
"""Version of the items' form; raise it when old items could be misread."""

ITEM_LIMIT_BYTES = 400 * 1024

CHUNK_BYTES = 350 * 1024
"""Packed values are cut here, so that keys and the other attributes fit beside a chunk."""


def utc_now() -> datetime:
    """The current time, aware UTC."""
    return datetime.now(UTC)


def encode(attributes: Mapping[str, Plain]) -> Item:
    """Attribute values for plain ones; None is left out.

    Raises:
        TypeError: a value of another type, floats among them.
    """
    return {name: _encode(value) for name, value in attributes.items() if value is not None}


def decode(item: Mapping[str, Any]) -> dict[str, Any]:
    """Plain values for attribute values."""
    return {name: _decode(value) for name, value in item.items()}


def new_item(key: Mapping[str, str], kind: str, created_at: datetime, attributes: Mapping[str, Plain]) -> Item:
    """An item with the attributes that every item has."""
    stamp: dict[str, Plain] = {"type": kind, "schema": SCHEMA, "created_at": time_text(created_at)}
    return encode({**key, **stamp, **attributes})


def time_text(moment: datetime) -> str:
    """ISO 8601 in UTC; text order is time order for moments of the same precision."""
    return moment.astimezone(UTC).isoformat()


def time_of(text: str) -> datetime:
    """The moment that `time_text` wrote."""
    return datetime.fromisoformat(text).astimezone(UTC)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(moment: datetime) -> int:
    """Whole microseconds since 1970, computed without floats."""
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def moment_of(micros: int) -> datetime:
    """The moment that `microseconds` counted."""
    return _EPOCH + timedelta(microseconds=micros)


def epoch_seconds(moment: datetime) -> int:
    """Whole seconds since 1970, rounded up: what a TTL attribute holds."""
    return -(-microseconds(moment) // 1_000_000)


def item_size(item: Mapping[str, Any]) -> int:
    """Bytes that DynamoDB counts for an item: names in UTF-8 and values (AWS, "DynamoDB item sizes and formats")."""
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


def check_size(item: Mapping[str, Any]) -> None:
    """Refuse an item that DynamoDB would refuse.

    Raises:
        PayloadTooLargeError: over 400 KB.
    """
    size = item_size(item)
    if size > ITEM_LIMIT_BYTES:
        kind = item.get("type", {}).get("S", "untyped")
        raise PayloadTooLargeError(f"An item of type {kind} would take {size} bytes; {ITEM_LIMIT_BYTES} can be stored.")


def split(packed: bytes) -> list[bytes]:
    """Chunks that fit an item each; one empty chunk for nothing."""
    return [packed[i : i + CHUNK_BYTES] for i in range(0, len(packed), CHUNK_BYTES)] or [b""]


def _encode(value: object) -> dict[str, Any]:
    match value:
        case bool():
            return {"BOOL": value}
        case str():
            return {"S": value}
        case int():
            return {"N": str(value)}
        case bytes():
            return {"B": value}
        case list():
            return {"L": [_encode(element) for element in value]}
    raise TypeError(f"{type(value).__name__} has no place in an item")


def _decode(value: Mapping[str, Any]) -> Any:  # noqa: ANN401 - whatever the attribute holds
    kind, inner = next(iter(value.items()))
    match kind:
        case "N":
            return int(inner)
        case "B":
            return bytes(inner)
        case "L":
            return [_decode(element) for element in inner]
    return inner


def _value_size(value: Mapping[str, Any]) -> int:
    kind, inner = next(iter(value.items()))
    match kind:
        case "S":
            return len(inner.encode())
        case "N":
            return len(inner.strip("-0.")) // 2 + 2
        case "B":
            return len(inner)
        case "L":
            return 3 + sum(1 + _value_size(element) for element in inner)
    return 1
