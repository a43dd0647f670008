"""Whether a look-up finds what exact search finds, and what it costs, at 10,000, 100,000 and 1,000,000 stored claims.

    export PYTHONPATH=shared/src
    python benchmarks/candidates_corpus.py --articles 5000        # once: reads real articles
    python benchmarks/candidates.py [--claims 10000 100000] [--json benchmarks/results/candidates.json]

Sixty real articles of 300 to 600 words are looked up. Of each four variants are stored, in other words and in part
(`candidates_variants.py`), so that it is known which claims are related; further reports of its event, where FNC-1 has
any, are stored too. The rest are real articles, and when these are used up, others derived from them: vectors displaced
as far as paraphrases are, names and rare words exchanged, the packed entry that of the real one. All speak from within
44 days, so that every stored article lies in the window of every look-up: the densest case, whatever the years.

Everything is written to the embedded DynamoDB as `DynamoClaimIndex` makes it, and read through it; units are those that
the engine says it consumed. `--store memory` takes a table in memory that counts them by DynamoDB's rules, and times
look-ups through botocore's own client, which that table answers. Exact search compares a claim with every stored one: a
related claim counts if it is among the `EXACT` nearest.

Times are taken at the end, of all sizes side by side, so that whatever else the machine does falls on all alike: each
size has a table of its own, every article is looked up in one after the other, `ROUNDS` times, without what an index
remembers of entries that it has read, and without garbage collection, whose passes over millions of items in memory are
none of the product's.
"""

import argparse
import gc
import itertools
import json
import random
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from candidates_corpus import NOON, ROOT, SEED, RealArticle, kept
from candidates_variants import KINDS, Variant, invented_name, variant
from counting_table import CountingClient, client_over
from store import Meter

from factcheck.app.compare_articles import CompareArticles
from factcheck.crosscheck import filing
from factcheck.crosscheck.judge import EventJudge
from factcheck.domain import ids
from factcheck.domain.values import IndexEntry
from factcheck.local.engine import open_database
from factcheck.models.cells import Cells
from factcheck.models.encoder import OnnxEncoder
from factcheck.settings import Settings
from factcheck.store import keys
from factcheck.store.claim_index import DynamoClaimIndex
from factcheck.store.clients import dynamodb_client
from factcheck.store.dynamodb import Table
from factcheck.store.items import Item, microseconds, new_item
from factcheck.store.tables import TableNames, create_tables

QUERIES = 60
ROUNDS = 5

EXACT = 100
"""Nearest claims that exact search gives back for one claim: a new article's claims have a dozen related ones each."""

SIZES = (10_000, 100_000, 1_000_000)
SPREAD = timedelta(days=22)
RENAMED = 0.5
EXCHANGED = 0.3
"""Share of the derived articles whose names are others, and odds of a rare word to be another."""

_BATCH = 2000


def tables_of(claims: int) -> TableNames:
    return TableNames(*(f"bench-{claims}-{name}" for name in ("main", "index", "changes", "idempotency", "keys")))


@dataclass(frozen=True, slots=True)
class Query:
    """An article to be looked up, and the stored articles with claims that say the same."""

    entry: IndexEntry
    variants: tuple[Variant, ...]
    siblings: tuple[IndexEntry, ...]


@dataclass(slots=True)
class Stored:
    """What exact search needs of the stored claims: their vectors, and whose they are."""

    vectors: list[np.ndarray] = field(default_factory=list)
    claims: dict[str, int] = field(default_factory=dict)
    articles: int = 0
    count: int = 0

    def add(self, vectors: np.ndarray, claims: Sequence[str] = ()) -> None:
        for i, claim in enumerate(claims):
            self.claims[claim] = self.count + i
        self.vectors.append(vectors)
        self.count += len(vectors)
        self.articles += 1


def moved(entry: IndexEntry, when: datetime) -> IndexEntry:
    return replace(entry, header=replace(entry.header, published_at=when, received_at=when))


def some_day(rng: random.Random) -> datetime:
    seconds = int(SPREAD.total_seconds())
    return NOON + timedelta(seconds=rng.randint(-seconds, seconds))


def filed(entry: IndexEntry, cells: Cells) -> IndexEntry:
    lists = filing.lists(entry.claims, entry.vector, cells.assign(entry.vector, filing.CELL_LISTS))
    return replace(entry, cells=tuple(lists), marks=tuple(lists.values()))


def make_queries(articles: Sequence[RealArticle], encoder: OnnxEncoder, cells: Cells) -> list[Query]:
    rng = random.Random(SEED)  # noqa: S311
    fit = [a for a in articles if 300 <= a.words <= 600 and len(a.entry.claims) >= 8]
    one_of_each = list({a.event or a.entry.header.id: a for a in fit}.values())[:QUERIES]
    events = {a.event for a in one_of_each if a.event}
    foreign = [a.entry for a in articles if len(a.entry.claims) >= 8 and (a.event is None or a.event not in events)]
    taken = {a.entry.header.id for a in one_of_each}
    foreign = [entry for entry in foreign if entry.header.id not in taken]

    def encode(texts: Sequence[str]) -> list[bytes]:
        return [each.vector for each in encoder.encode(texts)]

    queries = []
    for original in one_of_each:
        made = tuple(
            variant(original.entry, rng.choice(foreign), kind, encode=encode, rng=rng, when=some_day(rng))
            for kind in KINDS
        )
        siblings = [
            a.entry
            for a in articles
            if a.event and a.event == original.event and a.entry.header.id != original.entry.header.id
        ][:4]
        queries.append(
            Query(
                filed(moved(original.entry, some_day(rng)), cells),
                tuple(replace(v, entry=filed(v.entry, cells)) for v in made),
                tuple(filed(moved(s, some_day(rng)), cells) for s in siblings),
            )
        )
    return queries


class Derived:
    """Articles that nobody wrote, made of real ones; deterministic."""

    def __init__(
        self, bases: Sequence[IndexEntry], noise: Sequence[float], index: DynamoClaimIndex, cells: Cells
    ) -> None:
        self._bases = bases
        self._noise = np.asarray(noise)
        self._index = index
        self._cells = cells
        self._rng = random.Random(SEED + 1)  # noqa: S311
        self._numbers = np.random.default_rng(SEED + 1)
        self._names = [invented_name(self._rng).lower() for _ in range(20_000)]
        words = [w for entry in bases for c in entry.claims for w in _rarest(c.claim.standalone)[:2]]
        self._words = words

    def __iter__(self) -> Iterator[tuple[np.ndarray, list[Item]]]:
        for number, base in enumerate(itertools.cycle(self._bases)):
            yield self._one(base, number)

    def _one(self, base: IndexEntry, number: int) -> tuple[np.ndarray, list[Item]]:
        rows = np.stack([np.frombuffer(c.vector, dtype=np.int8) for c in base.claims]).astype(np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        near = np.minimum(self._numbers.choice(self._noise, len(rows)), 0.999)[:, None]
        away = self._numbers.normal(size=rows.shape).astype(np.float32)
        away /= np.linalg.norm(away, axis=1, keepdims=True)
        rows = near * rows + np.sqrt(1 - near**2) * away
        mean = rows.mean(axis=0)
        vectors, vector = _int8(rows), _int8(mean[None])[0]
        identity = ids.article_id(f"derived {number}", base.header.id)
        when = some_day(self._rng)
        other = self._exchange(base)
        signs = filing.mark_of(len(base.claims), vector.tobytes())
        lists = dict.fromkeys(self._cells.assign(vector.tobytes(), filing.CELL_LISTS), signs)
        for name in _names_of(base)[: filing.NAME_LISTS]:
            lists[filing.name_list(other.get(name, name))] = signs
        pairs: dict[tuple[str, ...], int] = {}
        for i, claim in enumerate(base.claims):
            words = _rarest(claim.claim.standalone)[:2]
            if len(words) == 2:
                pairs.setdefault(tuple(sorted(other.get(w, w) for w in words)), i)
        for pair in sorted(pairs, key=lambda p: (-sum(map(filing.rarity, p)), p))[: filing.WORD_LISTS]:
            lists[filing.word_list(pair)] = signs + filing.signs_of(vectors[pairs[pair]].tobytes())
        head, _, _ = _packed(self._index, base)
        head = head | {"PK": {"S": keys.article(identity)}}
        places = [
            new_item(keys.cell_entry("2", n, when, identity), "cell", NOON, {"mark": m, "when": microseconds(when)})
            for n, m in lists.items()
        ]
        return vectors, [head, *places]

    def _exchange(self, base: IndexEntry) -> dict[str, str]:
        other = {}
        if self._rng.random() < RENAMED:
            other = {name: self._rng.choice(self._names) for name in _names_of(base)}
        for claim in base.claims:
            for word in _rarest(claim.claim.standalone)[:2]:
                if word not in other and self._rng.random() < EXCHANGED:
                    other[word] = self._rng.choice(self._words)
        return other


@cache
def _rarest(text: str) -> tuple[str, ...]:
    return tuple(filing.rarest(text)[:2])


_known: dict[str, Any] = {}


def _names_of(entry: IndexEntry) -> list[str]:
    key = "names " + entry.header.id
    if key not in _known:
        _known[key] = filing.names_of(c.claim.standalone for c in entry.claims)
    return _known[key]


def _packed(index: DynamoClaimIndex, entry: IndexEntry) -> Any:  # noqa: ANN401 - as `items`
    key = "items " + entry.header.id
    if key not in _known:
        _known[key] = index.items(entry)
    return _known[key]


def _int8(rows: np.ndarray) -> np.ndarray:
    return np.rint(rows * (127 / np.abs(rows).max(axis=1, keepdims=True))).astype(np.int8)


def matrix(entry: IndexEntry) -> np.ndarray:
    return np.stack([np.frombuffer(c.vector, dtype=np.int8) for c in entry.claims])


def fill(
    tables: Sequence[Table],
    corpus: Iterator[tuple[np.ndarray, list[Item]]],
    stored: Stored,
    claims: int,
) -> None:
    """Write further articles into each of the tables until so many claims are stored."""
    pending: list[Item] = []
    for vectors, items in corpus:
        stored.add(vectors)
        pending += items
        if len(pending) >= _BATCH or stored.count >= claims:
            for table in tables:
                table.write_many(pending)
            pending = []
        if stored.count >= claims:
            return


def write(tables: Sequence[Table], index: DynamoClaimIndex, entry: IndexEntry, stored: Stored) -> None:
    head, chunks, places = index.items(entry)
    for table in tables:
        table.write_many([head, *chunks, *places])
    stored.add(matrix(entry), [c.claim.id for c in entry.claims])


def found_exactly(queries: Sequence[Query], stored: Stored) -> set[tuple[str, str]]:
    """Which known pairs are among the `EXACT` nearest of the new claim, by comparing it with every stored one."""
    everything = np.concatenate(stored.vectors).astype(np.float32)
    everything /= np.linalg.norm(everything, axis=1, keepdims=True)
    found = set()
    for query in queries:
        rows = matrix(query.entry).astype(np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        near = rows @ everything.T
        floor = np.partition(near, -EXACT, axis=1)[:, -EXACT]
        place = {c.claim.id: i for i, c in enumerate(query.entry.claims)}
        for mine, its in {pair for v in query.variants for pair in v.pairs}:
            i = place[mine]
            if near[i, stored.claims[its]] >= floor[i]:
                found.add((mine, its))
    return found


def measure(
    queries: Sequence[Query],
    compare: CompareArticles,
    index: DynamoClaimIndex,
    stored: Stored,
    meter: Meter | CountingClient,
) -> dict[str, Any]:
    exact = found_exactly(queries, stored)
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    reads, lookups, loaded, writes, lists = [], [], [], [], []
    for rounds in range(2):  # the first warms the process: which lists are long is known after it
        for query in queries:
            meter.take()
            related = compare.related(query.entry)
            looked_up = meter.take()["read"]
            entries = index.load(related)
            read = meter.take()["read"]
            if rounds == 0:
                continue
            lookups.append(looked_up)
            reads.append(looked_up + read)
            loaded.append(len(entries))
            lists.append(len(query.entry.cells))
            index.put(query.entry)
            writes.append(meter.take()["write"])
            index.remove(query.entry.header.id)
            meter.take()
            near = set(related)
            for v in query.variants:
                for pair in v.pairs:
                    kinds[v.kind]["pairs"] += 1
                    if pair in exact:
                        kinds[v.kind]["exact"] += 1
                        kinds[v.kind]["found"] += v.entry.header.id in near
            kinds["same event"]["pairs"] += len(query.siblings)
            kinds["same event"]["found"] += sum(s.header.id in near for s in query.siblings)
    known = [kinds[kind] for kind in KINDS]
    return {
        "claims": stored.count,
        "articles": stored.articles,
        "related_pairs": sum(k["pairs"] for k in known),
        "found_by_exact_search": sum(k["exact"] for k in known),
        "recall": round(sum(k["found"] for k in known) / sum(k["exact"] for k in known), 4),
        "recall_by_kind": {kind: round(kinds[kind]["found"] / max(1, kinds[kind]["exact"]), 4) for kind in KINDS},
        "articles_of_the_same_event_found": round(
            kinds["same event"]["found"] / max(1, kinds["same event"]["pairs"]), 4
        ),
        "lists_per_article": round(statistics.mean(lists), 1),
        "articles_loaded": {"median": statistics.median(loaded), "mean": round(statistics.mean(loaded), 1)},
        "read_units": _spread(reads),
        "of_these_in_lists": _spread(lookups),
        "write_units_of_the_index": _spread(writes),
    }


def timed(queries: Sequence[Query], sides: Sequence[tuple[CompareArticles, DynamoClaimIndex]]) -> list[dict[str, Any]]:
    """How long the same look-ups take in each of several tables, in turn; clock and processor time."""
    taken: list[tuple[list[float], list[float]]] = [([], []) for _ in sides]
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        for rounds in range(1 + ROUNDS):
            for query in queries:
                for (compare, index), (seconds, processor) in zip(sides, taken, strict=True):
                    began, worked = time.perf_counter(), time.process_time()
                    index.load(compare.related(query.entry))
                    busy, passed = time.process_time() - worked, time.perf_counter() - began
                    if rounds:
                        seconds.append(passed * 1000)
                        processor.append(busy * 1000)
    finally:
        gc.enable()
        gc.unfreeze()
    return [
        {"milliseconds": _spread(seconds), "processor_milliseconds": _spread(processor)} for seconds, processor in taken
    ]


def _spread(values: Sequence[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {
        "median": round(statistics.median(ordered), 1),
        "mean": round(statistics.mean(ordered), 1),
        "p95": round(ordered[int(0.95 * (len(ordered) - 1))], 1),
    }


@contextmanager
def database(kind: str) -> Iterator[Callable[[int], tuple[Any, Any]]]:
    """A function that gives a client for the table of a size, and what counts its units."""
    if kind == "memory":
        made: dict[int, CountingClient] = defaultdict(CountingClient)
        yield lambda claims: (made[claims], made[claims])
        return
    with tempfile.TemporaryDirectory(dir=ROOT / "benchmarks" / ".work") as folder:  # noqa: SIM117 - in this order
        with open_database(Settings(data_dir=folder)) as endpoint:

            def connect(claims: int) -> tuple[Any, Any]:
                client = dynamodb_client("eu-central-1", endpoint)
                create_tables(client, tables_of(claims))
                return client, Meter(client)

            yield connect


def run(
    kind: str,
    sizes: Sequence[int],
    queries: Sequence[Query],
    *,
    others: Sequence[IndexEntry],
    cosines: Sequence[float],
    cells: Cells,
) -> list[dict[str, Any]]:
    """The figures of each size."""
    results: list[dict[str, Any]] = []
    sides = []
    with database(kind) as connect:
        clients = [connect(claims) for claims in sizes]
        tables = [Table(client, tables_of(claims).index) for (client, _), claims in zip(clients, sizes, strict=True)]
        index, stored = DynamoClaimIndex(clients[0][0], tables_of(sizes[0])), Stored()
        for query in queries:
            for entry in [*(v.entry for v in query.variants), *query.siblings]:
                write(tables, index, entry, stored)
        rng = random.Random(SEED + 2)  # noqa: S311

        def real() -> Iterator[tuple[np.ndarray, list[Item]]]:
            for entry in others:
                head, chunks, places = index.items(filed(moved(entry, some_day(rng)), cells))
                yield matrix(entry), [head, *chunks, *places]

        corpus = itertools.chain(real(), Derived(others, cosines, index, cells))
        for number, (claims, (client, meter)) in enumerate(zip(sizes, clients, strict=True)):
            began = time.perf_counter()
            fill(tables[number:], corpus, stored, claims)
            print(f"{stored.count} claims of {stored.articles} articles after {time.perf_counter() - began:.0f} s")
            fresh = DynamoClaimIndex(client, tables_of(claims), remembered=0)
            compare = CompareArticles(index=fresh, cells=cells, judge=EventJudge())
            told = DynamoClaimIndex(client_over(client), tables_of(claims), remembered=0) if kind == "memory" else fresh
            sides.append((CompareArticles(index=told, cells=cells, judge=EventJudge()), told))
            results.append({"store": kind, **measure(queries, compare, fresh, stored, meter)})
            print(json.dumps(results[-1], indent=1), flush=True)
        for result, times in zip(results, timed(queries, sides), strict=True):
            result.update(times)
            print(result["claims"], times, flush=True)
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--claims", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--store", choices=("engine", "memory"), default="engine", help="memory: counting_table.py")
    parser.add_argument("--json", type=Path, help="write the figures here")
    options = parser.parse_args()
    articles = list(kept())
    if not articles:
        sys.exit("No articles were read yet: run benchmarks/candidates_corpus.py first (it needs ../shared/data).")
    encoder, cells = OnnxEncoder(), Cells()
    queries = make_queries(articles, encoder, cells)
    events = {a.event for a in articles if any(q.entry.header.id == a.entry.header.id for q in queries)} - {None}
    used = {q.entry.header.id for q in queries}
    others = [a.entry for a in articles if a.entry.header.id not in used and a.event not in events]
    cosines = []
    for query in queries:
        mine = {c.claim.id: np.frombuffer(c.vector, dtype=np.int8).astype(float) for c in query.entry.claims}
        for v in query.variants:
            its = {c.claim.id: np.frombuffer(c.vector, dtype=np.int8).astype(float) for c in v.entry.claims}
            cosines += [float(mine[a] @ its[b] / np.linalg.norm(mine[a]) / np.linalg.norm(its[b])) for a, b in v.pairs]
    print(f"{len(articles)} real articles; paraphrases: cosine {np.percentile(cosines, [5, 25, 50, 75]).round(2)}")
    results = run(options.store, options.claims, queries, others=others, cosines=cosines, cells=cells)
    if options.json:
        options.json.write_text(json.dumps(results, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
