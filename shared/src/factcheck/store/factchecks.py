"""Fact-checks in DynamoDB: one item each, and blocks by word and by cell that lead to them.

A call of `put` writes one block for each word and each cell that occurs in it, so importing many at once is cheap, and
importing the same again in other company only repeats ids. The item itself comes last: what is there can be found.

The blocks belong to a version of the index (`index_versions`): while another one is built, both are written.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

from factcheck.app.ports import Clock, IndexVersions
from factcheck.domain.factchecks import FactCheck, FiledFactCheck
from factcheck.domain.values import IndexState, Vector, VerdictLabel
from factcheck.store import keys
from factcheck.store.clients import ConditionFailedError
from factcheck.store.dynamodb import Pause, Table, in_parallel
from factcheck.store.index_versions import FIRST
from factcheck.store.items import Item, Plain, new_item, time_of, time_text, utc_now
from factcheck.store.packing import pack_json, unpack_json
from factcheck.store.tables import SOURCE_INDEX, TableNames

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

BLOCKS_READ = 300
"""Of a word or a cell, newest first. A block of a bulk import holds up to a few hundred, one of a daily feed a few."""

_ID = 30
"""Characters of an id: `fck_` and 26."""
_SIGNS = 48
"""Bytes: one bit for each of 384 dimensions."""

_DICTIONARY = (
    b'{"claim":"A photograph shows a video of the president of the United States said that ","source":".org",'
    b'"title":"Did Is Does Was This Really ","summary":"The claim is that ","url":"https://www.fact-check/",'
    b'"published_at":"2021-01-01T00:00:00+00:00","claimant":"","rating":"False","verdict":"Supported"'
    b'"Conflicting Evidence""Refuted"}'
)


class DynamoFactCheckStore:
    """`factcheck.app.ports.FactCheckStore` and `FactCheckFiling` over MainTable and IndexTable.

    Args:
        client: From `factcheck.store.clients`.
        tables: Names of the tables.
        versions: Of the index, whose words and cells lie side by side; without them the first one alone.
        signs: Makes the signs of a vector.
        clock: For `created_at`.
        pause: Waits between tries, in seconds.
    """

    def __init__(
        self,
        client: "DynamoDBClient",
        tables: TableNames,
        *,
        signs: Callable[[Vector], bytes],
        versions: IndexVersions | None = None,
        clock: Clock = utc_now,
        pause: Pause = time.sleep,
    ) -> None:
        self._main = Table(client, tables.main, pause=pause)
        self._index = Table(client, tables.index, pause=pause)
        self._signs = signs
        self._versions = versions
        self._clock = clock

    def put(self, filed: Sequence[FiledFactCheck], *, settled: bool = True) -> None:
        """See `FactCheckStore`."""
        now = self._clock()
        for version in self._state().written:
            self._file(version, filed, now)
        self._main.write_many(_item(each, now, settled=settled) for each in filed)

    def settle(self, filed: Sequence[FiledFactCheck]) -> None:
        """See `FactCheckStore`."""
        now = self._clock()
        self._main.write_many(_item(each, now, settled=True) for each in filed)

    def unchanged(self, factchecks: Sequence[FactCheck]) -> set[str]:
        """See `FactCheckStore`."""
        wanted = {each.id: _content(each) for each in factchecks}
        found = self._main.get_many(map(keys.factcheck, wanted), ("PK", "content"))
        stored = {item["PK"]["S"].removeprefix("FCK#"): item["content"]["S"] for item in found if "content" in item}
        return {each for each, content in wanted.items() if stored.get(each) == content}

    def load(self, factcheck_ids: Iterable[str]) -> list[tuple[FactCheck, Vector]]:
        """See `FactCheckStore`."""
        found = self._main.get_many(map(keys.factcheck, factcheck_ids), ("PK", "data", "vector"), consistent=False)
        loaded = [(_factcheck(item), bytes(item["vector"]["B"])) for item in found]
        return sorted(loaded, key=lambda pair: pair[0].id)

    def by_words(self, words: Iterable[str]) -> dict[str, list[str]]:
        """See `FactCheckStore`."""
        wanted = sorted(set(words))
        version = self._state().current
        blocks = in_parallel(lambda word: self._blocks(keys.factcheck_word(version, word)), wanted)
        return {
            word: sorted({block[i : i + _ID].decode("ascii") for block in held for i in range(0, len(block), _ID)})
            for word, held in zip(wanted, blocks, strict=True)
        }

    def by_cells(self, cells: Iterable[int]) -> dict[str, bytes]:
        """See `FactCheckStore`."""
        wanted = sorted(set(cells))
        version = self._state().current
        blocks = in_parallel(lambda cell: self._blocks(keys.factcheck_cell(version, cell)), wanted)
        size = _ID + _SIGNS
        return {
            block[i : i + _ID].decode("ascii"): block[i + _ID : i + size]
            for held in blocks
            # A statement that was reviewed anew may stand in two blocks: the newer one, which comes first, counts.
            for block in reversed(held)
            for i in range(0, len(block), size)
        }

    def page(
        self, *, since: datetime | None, after: str | None, limit: int
    ) -> tuple[list[tuple[FactCheck, Vector]], str | None]:
        """See `FactCheckFiling`. Partition after partition, the ids of each in descending order."""
        shard, _, last = (after or "0/~").partition("/")
        listing = self._main.newest(keys.factcheck_shard(int(shard)), ("0", last), limit=limit + 1, index=SOURCE_INDEX)
        # The one that the last page ended with is in the range too.
        found = [name for item in listing if (name := item[f"{SOURCE_INDEX}SK"]["S"]) != last][:limit]
        items = self._main.get_many(map(keys.factcheck, found), ("PK", "data", "vector", "created_at"))
        loaded = [
            (_factcheck(item), bytes(item["vector"]["B"]))
            for item in items
            if since is None or time_of(item["created_at"]["S"]) >= since
        ]
        following: str | None = f"{shard}/{found[-1]}" if len(listing) > limit else None
        if following is None and int(shard) + 1 < keys.FACTCHECK_SHARDS:
            following = f"{int(shard) + 1}/~"
        return sorted(loaded, key=lambda pair: pair[0].id), following

    def file(self, version: str, filed: Sequence[FiledFactCheck]) -> None:
        """See `FactCheckFiling`."""
        self._file(version, filed, self._clock())
        stored = dict(self.load(each.factcheck.id for each in filed))
        for each in filed:
            before = stored.get(each.factcheck)
            if before is not None and before != each.vector:
                self._replace_vector(each, before)

    def unfile(self, version: str, *, words: Iterable[str], cells: Iterable[int]) -> None:
        """See `FactCheckFiling`."""
        partitions = [keys.factcheck_word(version, word) for word in sorted(set(words))]
        partitions += [keys.factcheck_cell(version, cell) for cell in sorted(set(cells))]
        held = self._index.query_many(partitions, keys.WHOLE_PARTITION, ("PK", "SK"))
        self._index.write_many((), delete=[{"PK": item["PK"]["S"], "SK": item["SK"]["S"]} for item in held])

    def _replace_vector(self, filed: FiledFactCheck, before: Vector) -> None:
        # Another one may have imported it anew meanwhile, with a vector of its own.
        with suppress(ConditionFailedError):
            self._main.update(
                keys.factcheck(filed.factcheck.id),
                "SET #vector = :vector",
                condition="#vector = :before",
                values={"vector": filed.vector, "before": before},
            )

    def _state(self) -> IndexState:
        return IndexState(FIRST) if self._versions is None else self._versions.recent()

    def _file(self, version: str, filed: Sequence[FiledFactCheck], now: datetime) -> None:
        by_partition: dict[str, list[FiledFactCheck]] = defaultdict(list)
        for each in sorted(filed, key=lambda f: f.factcheck.id):
            for word in set(each.words):
                by_partition[keys.factcheck_word(version, word)].append(each)
            for cell in set(each.cells):
                by_partition[keys.factcheck_cell(version, cell)].append(each)
        self._index.write_many(self._block(partition, held, now) for partition, held in by_partition.items())

    def _blocks(self, partition: str) -> list[bytes]:
        found = self._index.newest(partition, keys.WHOLE_PARTITION, limit=BLOCKS_READ, attributes=("held",))
        return [bytes(item["held"]["B"]) for item in found]

    def _block(self, partition: str, held: Sequence[FiledFactCheck], now: datetime) -> Item:
        signed = partition.startswith("FCEL#")
        packed = b"".join(
            each.factcheck.id.encode("ascii") + (self._signs(each.vector).ljust(_SIGNS, b"\0") if signed else b"")
            for each in held
        )
        dates = [each.factcheck.published_at for each in held if each.factcheck.published_at is not None]
        key = keys.factcheck_block(partition, max(dates, default=None), packed)
        attributes: dict[str, Plain] = {"held": packed}
        return new_item(key, "factchecks", now, attributes)


def _item(filed: FiledFactCheck, now: datetime, *, settled: bool) -> Item:
    factcheck = filed.factcheck
    attributes: dict[str, Plain] = {
        "data": pack_json(_plain(factcheck), _DICTIONARY),
        "content": _content(factcheck) if settled else None,
        "vector": filed.vector,
    }
    key = {**keys.factcheck(factcheck.id), **keys.factcheck_listing(factcheck.id)}
    return new_item(key, "factcheck", now, attributes)


def _plain(factcheck: FactCheck) -> dict[str, Any]:
    plain = {
        "claim": factcheck.claim,
        "source": factcheck.source,
        "verdict": factcheck.verdict.value,
        "rating": factcheck.rating,
        "score": factcheck.score,
        "title": factcheck.title,
        "summary": factcheck.summary,
        "url": factcheck.url,
        "published_at": None if factcheck.published_at is None else time_text(factcheck.published_at),
        "claimant": factcheck.claimant,
    }
    return {name: value for name, value in plain.items() if value is not None}


def _content(factcheck: FactCheck) -> str:
    return keys.digest(*(f"{name}={value}" for name, value in _plain(factcheck).items()))


def _factcheck(item: Item) -> FactCheck:
    plain = unpack_json(bytes(item["data"]["B"]), _DICTIONARY)
    published = plain.pop("published_at", None)
    return FactCheck(
        id=item["PK"]["S"].removeprefix("FCK#"),
        verdict=VerdictLabel(plain.pop("verdict")),
        published_at=None if published is None else time_of(published),
        **plain,
    )
