"""Articles by arrival in DynamoDB. Days and months that have any are known by name, so no empty one is looked at."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from factcheck.domain.feedback import Feedback
from factcheck.store import keys
from factcheck.store.dynamodb import Pause, Table, in_parallel
from factcheck.store.items import Plain, new_item, time_text
from factcheck.store.tables import DAY_INDEX, SOURCE_INDEX, TableNames

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_CALENDAR_PAGE = 200


class DynamoArticleListing:
    """`factcheck.app.ports.ArticleListing` over MainTable's secondary indexes."""

    def __init__(self, client: "DynamoDBClient", tables: TableNames, *, pause: Pause = time.sleep) -> None:
        self._table = Table(client, tables.main, pause=pause)

    def page(
        self,
        source: str | None,
        *,
        since: datetime | None,
        until: datetime | None,
        after: str | None,
        limit: int,
    ) -> tuple[list[str], str | None]:
        """See `ArticleListing`."""
        first = "0" if since is None else time_text(since)
        last = "~" if until is None else f"{time_text(until)}#~"
        if after is not None:
            last = min(last, after)
        if first > last:
            return [], None
        found: list[str] = []
        for partitions in self._partitions(source, first, last):
            found += self._newest(
                partitions, DAY_INDEX if source is None else SOURCE_INDEX, (first, last), after, limit + 1
            )
            if len(found) > limit:
                break
        page = found[:limit]
        return [name.partition("#")[2] for name in page], page[-1] if len(found) > limit else None

    def _newest(
        self, partitions: list[str], index: str, between: tuple[str, str], after: str | None, count: int
    ) -> list[str]:
        # One more than asked for: the one that the last page ended with is in the range too.
        held = in_parallel(
            lambda partition: self._table.newest(partition, between, limit=count + 1, index=index),
            partitions,
        )
        names = [item[f"{index}SK"]["S"] for items in held for item in items]
        return sorted((name for name in names if name != after), reverse=True)[:count]

    def _partitions(self, source: str | None, first: str, last: str) -> Iterator[list[str]]:
        """Partitions to look through, in groups, newest first; a group is all of a day or a month."""
        calendar = keys.DAYS if source is None else keys.source_months(source)
        size = len("2031-03-02" if source is None else "2031-03")
        newest = last[:size] if last[:1].isdigit() else "~"
        while True:
            entries = self._table.newest(calendar, (first[:size], newest), limit=_CALENDAR_PAGE)
            for entry in entries:
                name = entry["SK"]["S"]
                moment = datetime.fromisoformat(name if source is None else f"{name}-01").replace(tzinfo=UTC)
                if source is None:
                    yield [keys.day_shard(moment, shard) for shard in range(keys.DAY_SHARDS)]
                else:
                    yield [keys.source_month(source, moment)]
            if len(entries) < _CALENDAR_PAGE:
                return
            # Everything before the oldest of these: "." sorts before every digit and after "-".
            newest = _before(entries[-1]["SK"]["S"])


def _before(name: str) -> str:
    """The greatest calendar entry below `name`: digits only ever get smaller, so dropping the last one will do."""
    return name[:-1] + "/" if name[-1] == "0" else f"{name[:-1]}{int(name[-1]) - 1}~"


class DynamoFeedbackStore:
    """`factcheck.app.ports.FeedbackStore` over MainTable."""

    def __init__(self, client: "DynamoDBClient", tables: TableNames, *, pause: Pause = time.sleep) -> None:
        self._table = Table(client, tables.main, pause=pause)

    def put(self, feedback: Feedback) -> None:
        """See `FeedbackStore`."""
        attributes: dict[str, Plain] = {
            "claim_id": feedback.claim_id,
            "kind": feedback.kind.value,
            "comment": feedback.comment,
            "key_id": feedback.key_id,
        }
        key = keys.feedback(feedback.received_at, feedback.id)
        self._table.put(new_item(key, "feedback", feedback.received_at, attributes))
