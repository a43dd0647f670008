"""Versions of the search index side by side: one is read, and while another is built, both are written."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from factcheck.app.ports import ClaimIndex, Clock
from factcheck.domain.values import IndexEntry, IndexState, RelatedArticle, Vector
from factcheck.store import keys
from factcheck.store.claim_index import DynamoClaimIndex
from factcheck.store.clients import ConditionFailedError
from factcheck.store.dynamodb import Pause, Table
from factcheck.store.items import Plain, decode, new_item, utc_now
from factcheck.store.tables import TableNames

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

FIRST = "2"
"""The version of an index that was never rebuilt."""

REMEMBERED_SECONDS = 5.0
"""For how long a process goes by what it read of the versions: after twice this every process knows of a change."""


class DynamoIndexVersions:
    """`factcheck.app.ports.IndexVersions`: one item of IndexTable, swapped by condition.

    Args:
        client: From `factcheck.store.clients`.
        tables: Names of the tables.
        clock: For `created_at`.
        pause: Waits between tries, in seconds.
        seconds: A clock that only moves on.
    """

    def __init__(
        self,
        client: "DynamoDBClient",
        tables: TableNames,
        *,
        clock: Clock = utc_now,
        pause: Pause = time.sleep,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._table = Table(client, tables.index, pause=pause)
        self._clock = clock
        self._seconds = seconds
        self._known: tuple[float, IndexState] | None = None

    def read(self) -> IndexState:
        """See `IndexVersions`."""
        item = self._table.get(keys.INDEX_STATE)
        if item is None:
            return IndexState(FIRST)
        held = decode(item)
        return IndexState(
            held["current"], held.get("beside"), held.get("stage"), held.get("place"), held["done"], held["revision"]
        )

    def recent(self) -> IndexState:
        """See `IndexVersions`."""
        if self._known is None or self._known[0] <= self._seconds():
            # The age is counted from before the read.
            until = self._seconds() + REMEMBERED_SECONDS
            self._known = (until, self.read())
        return self._known[1]

    def write(self, state: IndexState) -> bool:
        """See `IndexVersions`."""
        attributes: dict[str, Plain] = {
            "current": state.current,
            "beside": state.beside,
            "stage": state.stage,
            "place": state.place,
            "done": state.done,
            "revision": state.revision,
        }
        first = state.revision == 1
        try:
            self._table.put(
                new_item(keys.INDEX_STATE, "index_state", self._clock(), attributes),
                condition="attribute_not_exists(PK)" if first else "#revision = :before",
                values=None if first else {"before": state.revision - 1},
            )
        except ConditionFailedError:
            return False
        return True


@dataclass(frozen=True, slots=True)
class _Of:
    """Makes the index of one version."""

    client: "DynamoDBClient"
    tables: TableNames
    clock: Clock
    pause: Pause

    def __call__(self, version: str) -> DynamoClaimIndex:
        return DynamoClaimIndex(self.client, self.tables, version=version, clock=self.clock, pause=self.pause)


class VersionedClaimIndex:
    """`factcheck.app.ports.ClaimIndex` over whichever version is in force; what is written goes into both of two.

    Args:
        versions: Which there are.
        of: Makes the index of a version.
    """

    def __init__(self, versions: DynamoIndexVersions, of: Callable[[str], ClaimIndex]) -> None:
        self._versions = versions
        self._make = of
        self._made: dict[str, ClaimIndex] = {}

    def of(self, version: str) -> ClaimIndex:
        """One version alone."""
        if version not in self._made:
            self._made[version] = self._make(version)
        return self._made[version]

    def put(self, entry: IndexEntry) -> None:
        """See `ClaimIndex`."""
        for version in self._versions.recent().written:
            self.of(version).put(entry)

    def remove(self, article_id: str) -> None:
        """See `ClaimIndex`."""
        for version in self._versions.recent().written:
            self.of(version).remove(article_id)

    def related(
        self,
        cells: Iterable[int],
        since: datetime,
        until: datetime,
        *,
        around: tuple[datetime, str] | None = None,
        vector: Vector | None = None,
    ) -> list[RelatedArticle]:
        """See `ClaimIndex`."""
        return self.of(self._versions.recent().current).related(cells, since, until, around=around, vector=vector)

    def load(self, article_ids: Iterable[str]) -> list[IndexEntry]:
        """See `ClaimIndex`."""
        return self.of(self._versions.recent().current).load(article_ids)


def versioned_index(
    client: "DynamoDBClient",
    tables: TableNames,
    *,
    versions: DynamoIndexVersions | None = None,
    clock: Clock = utc_now,
    pause: Pause = time.sleep,
) -> VersionedClaimIndex:
    """The index of a deployment in DynamoDB."""
    known = versions or DynamoIndexVersions(client, tables, clock=clock, pause=pause)
    return VersionedClaimIndex(known, _Of(client, tables, clock, pause))
