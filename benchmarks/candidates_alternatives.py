"""Other ways to find related claims, side by side on the same articles: what each finds, and what it would cost.

    PYTHONPATH=shared/src python benchmarks/candidates_alternatives.py [--json FILE] [--svg docs/images/candidates.svg]

A simulation: every way is a rule that names the lists under which an article is filed, and those that are read for it.
An article is found if it stands in one of these. Queries, their variants and the other articles are those of
`benchmarks/candidates.py`, with real articles alone; read units at other sizes follow from lists that grow in step with
the store, each read whole (4 KB a unit, one at the least). Only the last way bounds what it reads, and only for it are
read units of loading what was found counted: `candidates.py` measures those.
"""

import argparse
import itertools
import json
import math
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from candidates import KINDS, SIZES, Query, filed, make_queries, matrix, moved
from candidates_corpus import NOON, SEED, kept

from factcheck.crosscheck import filing
from factcheck.crosscheck.rarity import rarity
from factcheck.crosscheck.words import content
from factcheck.domain.values import IndexEntry
from factcheck.models.cells import Cells
from factcheck.models.encoder import OnnxEncoder

ID_BYTES = 150
"""Key, stamp and date of a posting."""

FLAT_CELLS = 1024
FLAT_PROBES = 4
BANDS, BITS = 8, 16
LEXICAL = 16
Lists = Iterable[Any]


@dataclass(frozen=True)
class Way:
    """A way to file and to look up; `size` is what a posting takes in bytes."""

    name: str
    filed: Callable[[IndexEntry], Lists]
    read: Callable[[IndexEntry], Lists]
    size: int


def unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def kmeans(rows: np.ndarray, cells: int, rounds: int = 6) -> np.ndarray:
    numbers = np.random.default_rng(SEED)
    centroids = rows[numbers.choice(len(rows), cells, replace=False)].copy()
    for _ in range(rounds):
        near = (rows @ centroids.T).argmax(axis=1)
        sums = np.zeros_like(centroids)
        np.add.at(sums, near, rows)
        empty = np.linalg.norm(sums, axis=1) == 0
        sums[empty] = rows[numbers.choice(len(rows), int(empty.sum()))]
        centroids = unit(sums)
    return centroids


def ways(entries: Sequence[IndexEntry]) -> list[Way]:
    coarse = Cells()
    sample = unit(np.concatenate([matrix(e) for e in entries[:1500]]).astype(np.float32))
    centroids = kmeans(sample, FLAT_CELLS)
    planes = np.random.default_rng(SEED).normal(size=(384, BANDS * BITS)).astype(np.float32)

    def means(entry: IndexEntry) -> Lists:
        return coarse.assign(entry.vector, 6)

    def claim_cells(count: int) -> Callable[[IndexEntry], Lists]:
        def of(entry: IndexEntry) -> Lists:
            near = unit(matrix(entry).astype(np.float32)) @ centroids.T
            return {int(c) for c in np.argpartition(-near, count, axis=1)[:, :count].ravel()}

        return of

    def every_claim(entry: IndexEntry) -> Lists:
        near = unit(matrix(entry).astype(np.float32)) @ centroids.T
        return [int(c) for c in near.argmax(axis=1)]

    def bands(entry: IndexEntry) -> Lists:
        bits = (matrix(entry).astype(np.float32) @ planes > 0).reshape(-1, BANDS, BITS)
        keys = np.packbits(bits, axis=2)
        return [(band, bytes(row[band])) for row in keys for band in range(BANDS)]

    def names(entry: IndexEntry) -> Lists:
        return filing.names_of(c.claim.standalone for c in entry.claims)

    def words(entry: IndexEntry) -> Lists:
        count = Counter(w for c in entry.claims for w in content(c.claim.standalone))
        return sorted(count, key=lambda w: (-(1 + math.log(count[w])) * rarity(w), w))[:LEXICAL]

    def ours(entry: IndexEntry) -> Lists:
        return entry.cells

    return [
        Way("means in 6 of 128 cells (before)", means, means, ID_BYTES + 384),
        Way("flat inverted file over claims, 4 of 1,024 cells", every_claim, claim_cells(FLAT_PROBES), ID_BYTES + 384),
        Way("the same with product quantisation", every_claim, claim_cells(FLAT_PROBES), ID_BYTES + 48),
        Way("LSH, 8 bands of 16 bits a claim", bands, bands, ID_BYTES + 48),
        Way("names", names, names, ID_BYTES + 48),
        Way("the 16 rarest words of an article", words, words, ID_BYTES + 48),
        Way("word pairs, names, cells (chosen)", ours, ours, ID_BYTES + 72),
    ]


def measure(way: Way, queries: Sequence[Query], others: Sequence[IndexEntry]) -> dict[str, Any]:
    length: Counter[Any] = Counter()
    postings = claims = 0
    for entry in others:
        under = list(way.filed(entry))
        length.update(under)
        postings += len(under)
        claims += len(entry.claims)
    found: dict[str, Counter[str]] = defaultdict(Counter)
    units: dict[int, list[float]] = {size: [] for size in SIZES}
    writes, seconds = [], []
    for query in queries:
        began = time.perf_counter()
        wanted = set(way.read(query.entry))
        seconds.append(time.perf_counter() - began)
        writes.append(len(list(way.filed(query.entry))))
        for v in query.variants:
            found[v.kind]["pairs"] += len(v.pairs)
            found[v.kind]["found"] += len(v.pairs) * bool(wanted & set(way.filed(v.entry)))
        for sibling in query.siblings:
            found["same event"]["pairs"] += 1
            found["same event"]["found"] += bool(wanted & set(way.filed(sibling)))
        for size in SIZES:
            held = (length[key] * size / claims * way.size for key in wanted)
            units[size].append(sum(max(1, math.ceil(b / 4096)) for b in held))
    pairs = sum(found[kind]["pairs"] for kind in KINDS)
    return {
        "way": way.name,
        "related_pairs_found": round(sum(found[kind]["found"] for kind in KINDS) / pairs, 4),
        "one_claim_in_another_article": round(found["one claim"]["found"] / found["one claim"]["pairs"], 4),
        "articles_of_the_same_event": round(found["same event"]["found"] / found["same event"]["pairs"], 4),
        "read_units_of_lists": {str(size): round(float(np.median(units[size])), 1) for size in SIZES},
        "write_units": round(float(np.mean(writes)), 1),
        "bytes_an_article": round(float(np.mean(writes)) * way.size),
        "milliseconds_to_name_the_lists": round(float(np.median(seconds)) * 1000, 2),
    }


def drawing(rows: Sequence[dict[str, Any]]) -> str:
    """Read units by size of the store, both on logarithmic scales, as SVG."""
    width, height, left, top = 760, 420, 70, 20
    right, bottom = 430, 370
    lowest, highest = 0.7, max(math.log10(max(r["read_units_of_lists"].values())) for r in rows)
    colours = ("#777777", "#b35806", "#e08214", "#8073ac", "#4393c3", "#1b7837", "#c51b7d")

    def x(size: float) -> float:
        return left + (math.log10(size) - 4) / 2 * (right - left)

    def y(units: float) -> float:
        return bottom - (math.log10(units) - lowest) / (highest - lowest) * (bottom - top)

    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
            f'font-size="12"><rect width="{width}" height="{height}" fill="white"/>'
        )
    ]
    parts += [f'<text x="{x(size):.0f}" y="{bottom + 20}" text-anchor="middle">{size:,}</text>' for size in SIZES]
    for power in range(1, int(highest) + 1):
        level = y(10**power)
        parts.append(f'<line x1="{left}" x2="{right}" y1="{level:.0f}" y2="{level:.0f}" stroke="#dddddd"/>')
        parts.append(f'<text x="{left - 8}" y="{level + 4:.0f}" text-anchor="end">{10**power:,}</text>')
    parts.append(f'<text x="{(left + right) / 2:.0f}" y="{bottom + 42}" text-anchor="middle">stored claims</text>')
    parts.append(
        f'<text transform="translate(18 {(top + bottom) / 2:.0f}) rotate(-90)" text-anchor="middle">'
        "read units of the lists</text>"
    )
    ends = sorted(range(len(rows)), key=lambda i: rows[i]["read_units_of_lists"][str(SIZES[-1])])
    place = dict.fromkeys(ends, 0.0)
    last = float(height)
    for n in ends:
        last = place[n] = min(y(rows[n]["read_units_of_lists"][str(SIZES[-1])]) + 4, last - 16)
    for n, (row, colour) in enumerate(zip(rows, itertools.cycle(colours))):
        points = " ".join(f"{x(s):.1f},{y(row['read_units_of_lists'][str(s)]):.1f}" for s in SIZES)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        share = f"{row['related_pairs_found']:.2f}"
        parts.append(f'<text x="{right + 8}" y="{place[n]:.0f}" fill="{colour}">{row["way"]}: {share}</text>')
    return "\n".join([*parts, "</svg>\n"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--svg", type=Path, help="draw them here")
    options = parser.parse_args()
    articles = list(kept())
    if not articles:
        sys.exit("No articles were read yet: run benchmarks/candidates_corpus.py first (it needs ../shared/data).")
    cells = Cells()
    queries = make_queries(articles, OnnxEncoder(), cells)
    used = {q.entry.header.id for q in queries}
    events = {a.event for a in articles if a.entry.header.id in used} - {None}
    others = [
        filed(moved(a.entry, NOON), cells) for a in articles if a.entry.header.id not in used and a.event not in events
    ]
    rows = []
    for way in ways(others):
        rows.append(measure(way, queries, others))
        print(json.dumps(rows[-1]), flush=True)
    if options.json:
        options.json.write_text(json.dumps(rows, indent=2) + "\n", "utf-8")
    if options.svg:
        options.svg.write_text(drawing(rows), "utf-8")


if __name__ == "__main__":
    main()
