"""The search index in DynamoDB: lists of articles, and one packed entry an article.

A list is read whole up to `LIST_READ` articles of the window. Of a longer one only those nearest in time are read, so a
look-up costs the same however long lists get.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from factcheck.app.ports import Clock
from factcheck.domain.errors import StoreUnavailableError
from factcheck.domain.values import CELL_NUMBERS, IndexEntry, RelatedArticle, Vector
from factcheck.store import keys, packing
from factcheck.store.dynamodb import Pause, Table, backoff_seconds, in_parallel
from factcheck.store.items import Item, Plain, decode, microseconds, moment_of, new_item, split, utc_now
from factcheck.store.tables import TableNames

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

LIST_READ = 1000
"""Articles of one list and window that are read: all of an event that so many outlets report, about 50 read units."""

CELL_READ = 64
"""The same for a cell: it fills however little its articles have in common, and what else relates two is in the other
lists."""

LONG_READ = 6
"""Articles of a longer list that are read before and after. With 18, no more related pairs were found of a million
claims."""

_REACH = 9
"""As many on either side are aimed at when both sides are read by one request, and twice as many read at the most, as
many of a cell as fit one read unit. Of 9 that come at random hours 6 are nearly always there."""

REMEMBERED = 512
_REMEMBERED_BYTES = 32 * 1024
"""Entries that a process keeps unpacked, and how large they may be: 10 kB are a usual one, and 60 kB as objects."""

_LONG_SECONDS = 600
_LONG_LISTS = 4096
"""For how long a process remembers that a list is long, and how many of them."""

_READS = 4
"""Reads of an entry whose further chunks are being replaced by another writer."""


_MONTH = len("203103")


@dataclass(frozen=True, slots=True)
class _Window:
    """From when to when a list is read, and around which place in it."""

    since: datetime
    until: datetime
    moment: datetime
    place: str

    @property
    def ends(self) -> tuple[str, str]:
        return keys.cell_range(self.since, self.until)


@dataclass(frozen=True, slots=True)
class _LongList:
    """That a list is long, until when that is taken for granted, and how far `_REACH` articles reach."""

    known_until: float
    reach: timedelta


_POSTING = ("SK", "mark", "when")


def _reach_of(nearest: Sequence[Item]) -> timedelta:
    """How far from a place `_REACH` articles of its list reach, by how far apart those near it are."""
    moments = [int(item["when"]["N"]) for item in nearest]
    apart = (max(moments) - min(moments)) / max(1, len(moments) - 1) if moments else 0
    return timedelta(seconds=1, microseconds=round(_REACH * apart))


class DynamoClaimIndex:
    """`factcheck.app.ports.ClaimIndex` over IndexTable.

    Args:
        client: From `factcheck.store.clients`.
        tables: Names of the tables.
        version: Of the index: lists and entries of different versions lie side by side.
        clock: For `created_at`.
        pause: Waits between tries, in seconds.
        seconds: A clock that only moves on, for how long something is remembered.
        remembered: Entries that are kept unpacked.
    """

    def __init__(
        self,
        client: "DynamoDBClient",
        tables: TableNames,
        *,
        version: str = "2",
        clock: Clock = utc_now,
        pause: Pause = time.sleep,
        seconds: Callable[[], float] = time.monotonic,
        remembered: int = REMEMBERED,
    ) -> None:
        self._table = Table(client, tables.index, pause=pause)
        self._version = version
        self._clock = clock
        self._pause = pause
        self._seconds = seconds
        self._long: dict[tuple[int, str], _LongList] = {}
        self._remembered = remembered
        self._unpacked: dict[tuple[str, str], IndexEntry] = {}

    def put(self, entry: IndexEntry) -> None:
        """See `ClaimIndex`."""
        head, chunks, places = self.items(entry)
        self._table.write_many(chunks)
        with ThreadPoolExecutor(1, thread_name_prefix="store") as beside:
            writing = beside.submit(self._table.write_many, places)
            old = self._table.put(head)
            writing.result()
        if old is not None:
            current = {(item["PK"]["S"], item["SK"]["S"]) for item in [*chunks, *places]}
            keys_before = self._keys_of(entry.header.id, decode(old))
            self._table.write_many((), delete=[key for key in keys_before if tuple(key.values()) not in current])

    def items(self, entry: IndexEntry) -> tuple[Item, list[Item], list[Item]]:
        """What an entry is in the table: its head, the chunks that did not fit there, and its place in each list."""
        article_id, when, now = entry.header.id, entry.header.when, self._clock()
        packed = packing.pack_entry(entry)
        content = keys.digest(packed)
        first, *more = split(packed)
        head: dict[str, Plain] = {
            "data": first,
            "chunks": 1 + len(more),
            "content": content,
            "cells": sorted(set(entry.cells)),
            "when": microseconds(when),
        }
        chunks = [
            new_item(keys.entry(article_id, self._version, content, number), "entry_chunk", now, {"data": chunk})
            for number, chunk in enumerate(more, 1)
        ]
        marks = dict(zip(entry.cells, entry.marks or (b"",) * len(entry.cells), strict=True))
        places = [
            new_item(self._cell(cell, when, article_id), "cell", now, {"mark": mark, "when": microseconds(when)})
            for cell, mark in marks.items()
        ]
        return new_item(keys.entry(article_id, self._version), "entry", now, head), chunks, places

    def remove(self, article_id: str) -> None:
        """See `ClaimIndex`."""
        key = keys.entry(article_id, self._version)
        head = self._table.get(key)
        if head is None:
            return
        # The head goes last: as long as it is there, a retry finds the rest.
        self._table.write_many((), delete=self._keys_of(article_id, decode(head)))
        self._table.write_many((), delete=[key])

    def related(
        self,
        cells: Iterable[int],
        since: datetime,
        until: datetime,
        *,
        around: tuple[datetime, str] | None = None,
        vector: Vector | None = None,  # noqa: ARG002 - this index goes by lists
    ) -> list[RelatedArticle]:
        """See `ClaimIndex`."""
        wanted = sorted(set(cells))
        ends = keys.cell_range(since, until)
        place = ends[1] if around is None else min(max(keys.cell_place(*around), ends[0]), ends[1])
        moment = until if around is None else min(max(around[0], since), until)
        window = _Window(since, until, moment, place)
        held = in_parallel(lambda cell: self._list(cell, window), wanted)
        first, last = microseconds(since), microseconds(until)
        found: dict[str, tuple[int, dict[int, bytes]]] = {}
        for cell, items in zip(wanted, held, strict=True):
            for item in items:
                when = int(item["when"]["N"])
                if first <= when <= last:
                    article_id = keys.article_of_cell_entry(item["SK"]["S"])
                    known = found.get(article_id)
                    # An article that is filed anew under another date stands in both places for a moment.
                    if known is None or known[0] < when:
                        known = found[article_id] = (when, {})
                    if known[0] == when:
                        known[1][cell] = item["mark"]["B"]
        return [
            RelatedArticle(each, moment_of(when), tuple(marks.items())) for each, (when, marks) in sorted(found.items())
        ]

    def _list(self, cell: int, window: _Window) -> list[Item]:
        """One list: all of its window, or of a long one those nearest to the place."""
        partition = keys.cell(self._version, cell)
        name = (cell, window.place[:_MONTH])
        known = self._long.get(name)
        if known is None or known.known_until <= self._seconds():
            most = CELL_READ if cell < CELL_NUMBERS else LIST_READ
            found = self._table.some(partition, window.ends, limit=most + 1, attributes=_POSTING)
            if len(found) <= most:
                return found
            if len(self._long) >= _LONG_LISTS:
                self._long.clear()
            known, until = None, self._seconds() + _LONG_SECONDS
        else:
            until = known.known_until
        nearest = self._nearest(partition, window, known.reach if known else None)
        reach = _reach_of(nearest)
        self._long[name] = _LongList(until, (reach + known.reach) / 2 if known else reach)
        return nearest

    def _nearest(self, partition: str, window: _Window, reach: timedelta | None) -> list[Item]:
        """The `LONG_READ` before and after a place: by one request if `reach` was far enough, else by one for each."""
        before = after = None
        if reach is not None:
            before, after = self._within(partition, window, reach)
        ends, place = window.ends, window.place
        if before is None:
            before = self._table.some(partition, (ends[0], place), limit=LONG_READ, backwards=True, attributes=_POSTING)
        if after is None:
            after = self._table.some(partition, (place, ends[1]), limit=LONG_READ, attributes=_POSTING)
        return [*before, *after]

    def _within(self, partition: str, window: _Window, reach: timedelta) -> tuple[list[Item] | None, list[Item] | None]:
        """The same as far as one request tells it; None for a side that it does not tell."""
        since = window.moment - min(reach, window.moment - window.since)
        until = window.moment + min(reach, window.until - window.moment)
        held = self._table.some(partition, keys.cell_range(since, until), limit=2 * _REACH, attributes=_POSTING)
        cut = len(held) == 2 * _REACH
        if cut and held[-1]["SK"]["S"] < window.place:
            return None, None
        before = [item for item in held if item["SK"]["S"] <= window.place][-LONG_READ:]
        after = [item for item in held if item["SK"]["S"] >= window.place][:LONG_READ]
        return (
            before if len(before) == LONG_READ or since == window.since else None,
            after if len(after) == LONG_READ or (until == window.until and not cut) else None,
        )

    def load(self, article_ids: Iterable[str]) -> list[IndexEntry]:
        """See `ClaimIndex`."""
        wanted, found = set(article_ids), list[IndexEntry]()
        for attempt in range(_READS):
            torn = set[str]()
            for article_id, content, packed in self._packed(wanted):
                if packed is None:
                    torn.add(article_id)
                else:
                    found.append(self._entry(article_id, content, packed))
            if not torn:
                return sorted(found, key=lambda entry: entry.header.id)
            wanted = torn
            self._pause(backoff_seconds(attempt))
        raise StoreUnavailableError("Index entries kept being replaced while they were read.")

    def _entry(self, article_id: str, content: str, packed: bytes) -> IndexEntry:
        """An entry, unpacked once: on a busy event every new article meets the ones before."""
        known = self._unpacked.get((article_id, content))
        if known is None:
            known = packing.unpack_entry(packed)
            if self._remembered and len(packed) <= _REMEMBERED_BYTES:
                while len(self._unpacked) >= self._remembered:
                    self._unpacked.pop(next(iter(self._unpacked), ("", "")), None)
                self._unpacked[article_id, content] = known
        return known

    def _packed(self, article_ids: Iterable[str]) -> list[tuple[str, str, bytes | None]]:
        """The packed entries of those that are indexed, each after the digest of its content.

        None for one whose chunks were replaced meanwhile.
        """
        items = self._table.get_many(
            (keys.entry(article_id, self._version) for article_id in article_ids), ("PK", "data", "chunks", "content")
        )
        heads = {keys.article_of_partition(item["PK"]["S"]): decode(item) for item in items}
        wanted = [key for article_id, head in heads.items() for key in self._chunk_keys(article_id, head)]
        chunks = {(c["PK"]["S"], c["SK"]["S"]): c["data"]["B"] for c in self._table.get_many(wanted)} if wanted else {}
        packed: list[tuple[str, str, bytes | None]] = []
        for article_id, head in heads.items():
            more = [chunks.get((key["PK"], key["SK"])) for key in self._chunk_keys(article_id, head)]
            whole = [chunk for chunk in more if chunk is not None]
            data = b"".join([head["data"], *whole]) if len(whole) == len(more) else None
            packed.append((article_id, head["content"], data))
        return packed

    def _cell(self, cell: int, when: datetime, article_id: str) -> keys.Key:
        return keys.cell_entry(self._version, cell, when, article_id)

    def _chunk_keys(self, article_id: str, head: Mapping[str, Any]) -> list[keys.Key]:
        numbers = range(1, head["chunks"])
        return [keys.entry(article_id, self._version, head["content"], number) for number in numbers]

    def _keys_of(self, article_id: str, head: Mapping[str, Any]) -> list[keys.Key]:
        when = moment_of(head["when"])
        return [self._cell(cell, when, article_id) for cell in head["cells"]] + self._chunk_keys(article_id, head)
