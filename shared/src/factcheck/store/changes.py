"""Records of ChangesTable's stream."""

from collections.abc import Mapping
from typing import Any

from factcheck.domain.values import Change, ChangeKind
from factcheck.store.items import time_of


def change_of(record: Mapping[str, Any]) -> Change | None:
    """The change in a stream record, as Lambda or GetRecords gives it; None for a removal (the TTL's)."""
    if record.get("eventName") == "REMOVE":
        return None
    image = record["dynamodb"]["NewImage"]
    return Change(image["article_id"]["S"], ChangeKind(image["kind"]["S"]), time_of(image["at"]["S"]))
