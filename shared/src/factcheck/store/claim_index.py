"""The search index in DynamoDB: an inverted file over articles, and one packed entry an article."""

import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TYPE_CHECKING, Any

from factcheck.app.ports import Clock
from factcheck.domain.errors import StoreUnavailableError
from factcheck.domain.values import IndexEntry, RelatedArticle
from factcheck.store import keys, packing
from factcheck.store.dynamodb import Pause, Table, backoff_seconds
from factcheck.store.items import Plain, decode, microseconds, moment_of, new_item, split, utc_now
from factcheck.store.tables import TableNames

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_READS = 4
"""Reads of an entry whose further chunks are being replaced by another writer."""


class DynamoClaimIndex:
    """`factcheck.app.ports.ClaimIndex` over IndexTable.

    Args:
        client: From `factcheck.store.clients`.
        tables: Names of the tables.
        version: Of the index: cells and entries of different versions lie side by side.
        clock: For `created_at`.
        pause: Waits between tries, in seconds.
    """

    def __init__(
        self,
        client: "DynamoDBClient",
        tables: TableNames,
        *,
        version: str = "1",
        clock: Clock = utc_now,
        pause: Pause = time.sleep,
    ) -> None:
        self._table = Table(client, tables.index, pause=pause)
        self._version = version
        self._clock = clock
        self._pause = pause

    def put(self, entry: IndexEntry) -> None:
        """See `ClaimIndex`."""
        article_id, when, now = entry.header.id, entry.header.when, self._clock()
        packed = packing.pack_entry(entry)
        content = keys.digest(packed)
        first, *more = split(packed)
        self._table.write_many(
            new_item(keys.entry(article_id, self._version, content, number), "entry_chunk", now, {"data": chunk})
            for number, chunk in enumerate(more, 1)
        )
        head: dict[str, Plain] = {
            "data": first,
            "chunks": 1 + len(more),
            "content": content,
            "cells": sorted(set(entry.cells)),
            "when": microseconds(when),
        }
        hit: dict[str, Plain] = {"vector": entry.vector, "when": microseconds(when)}
        hits = [new_item(self._cell(cell, when, article_id), "cell", now, hit) for cell in set(entry.cells)]
        with ThreadPoolExecutor(1, thread_name_prefix="store") as beside:
            writing = beside.submit(self._table.write_many, hits)
            old = self._table.put(new_item(keys.entry(article_id, self._version), "entry", now, head))
            writing.result()
        if old is not None:
            current = {tuple(self._cell(cell, when, article_id).values()) for cell in entry.cells}
            current |= {tuple(key.values()) for key in self._chunk_keys(article_id, head)}
            stale = [key for key in self._keys_of(article_id, decode(old)) if tuple(key.values()) not in current]
            self._table.write_many((), delete=stale)

    def remove(self, article_id: str) -> None:
        """See `ClaimIndex`."""
        key = keys.entry(article_id, self._version)
        head = self._table.get(key)
        if head is None:
            return
        # The head goes last: as long as it is there, a retry finds the rest.
        self._table.write_many((), delete=self._keys_of(article_id, decode(head)))
        self._table.write_many((), delete=[key])

    def related(self, cells: Iterable[int], since: datetime, until: datetime) -> list[RelatedArticle]:
        """See `ClaimIndex`."""
        partitions = [keys.cell(self._version, cell) for cell in sorted(set(cells))]
        found: dict[str, RelatedArticle] = {}
        items = self._table.query_many(partitions, keys.cell_range(since, until), ("SK", "vector", "when"))
        for item in map(decode, items):
            article_id = keys.article_of_cell_entry(item["SK"])
            hit = RelatedArticle(article_id, item["vector"], moment_of(item["when"]))
            known = found.get(hit.article_id)
            if since <= hit.when <= until and (known is None or known.when < hit.when):
                found[hit.article_id] = hit
        return [found[article_id] for article_id in sorted(found)]

    def load(self, article_ids: Iterable[str]) -> list[IndexEntry]:
        """See `ClaimIndex`."""
        wanted, found = set(article_ids), list[IndexEntry]()
        for attempt in range(_READS):
            torn = set[str]()
            for article_id, packed in self._packed(wanted):
                if packed is None:
                    torn.add(article_id)
                else:
                    found.append(packing.unpack_entry(packed))
            if not torn:
                return sorted(found, key=lambda entry: entry.header.id)
            wanted = torn
            self._pause(backoff_seconds(attempt))
        raise StoreUnavailableError("Index entries kept being replaced while they were read.")

    def _packed(self, article_ids: Iterable[str]) -> list[tuple[str, bytes | None]]:
        """The packed entries of those that are indexed; None for one whose chunks were replaced meanwhile."""
        items = self._table.get_many(
            (keys.entry(article_id, self._version) for article_id in article_ids), ("PK", "data", "chunks", "content")
        )
        heads = {keys.article_of_partition(item["PK"]["S"]): decode(item) for item in items}
        wanted = [key for article_id, head in heads.items() for key in self._chunk_keys(article_id, head)]
        chunks = {(c["PK"]["S"], c["SK"]["S"]): c["data"]["B"] for c in self._table.get_many(wanted)} if wanted else {}
        packed: list[tuple[str, bytes | None]] = []
        for article_id, head in heads.items():
            more = [chunks.get((key["PK"], key["SK"])) for key in self._chunk_keys(article_id, head)]
            whole = [chunk for chunk in more if chunk is not None]
            packed.append((article_id, b"".join([head["data"], *whole]) if len(whole) == len(more) else None))
        return packed

    def _cell(self, cell: int, when: datetime, article_id: str) -> keys.Key:
        return keys.cell_entry(self._version, cell, when, article_id)

    def _chunk_keys(self, article_id: str, head: Mapping[str, Any]) -> list[keys.Key]:
        numbers = range(1, head["chunks"])
        return [keys.entry(article_id, self._version, head["content"], number) for number in numbers]

    def _keys_of(self, article_id: str, head: Mapping[str, Any]) -> list[keys.Key]:
        when = moment_of(head["when"])
        return [self._cell(cell, when, article_id) for cell in head["cells"]] + self._chunk_keys(article_id, head)
