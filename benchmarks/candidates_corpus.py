"""Real articles, read once and kept: what the benchmark of the candidate index is made of.

    PYTHONPATH=shared/src python benchmarks/candidates_corpus.py [--articles 6000]

Reads articles of `../shared/data/news` as the service does and keeps their index entries, packed, under
`benchmarks/.work/candidates` (ignored by git). Goes on where it was stopped. FNC-1 bodies and articles of 2020 take
turns with Reuters 1987, each in a fixed shuffled order.
"""

import argparse
import gzip
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from factcheck.app.compare_articles import CompareArticles
from factcheck.app.read_article import read_article
from factcheck.crosscheck.judge import EventJudge
from factcheck.domain.ids import article_id
from factcheck.domain.values import Article, ArticleHeader, IndexEntry
from factcheck.models.cells import Cells
from factcheck.models.encoder import OnnxEncoder
from factcheck.store.memory import MemoryClaimIndex
from factcheck.store.packing import pack_entry, unpack_entry

ROOT = Path(__file__).parents[1]
NEWS = ROOT.parent / "shared" / "data" / "news" / "articles.jsonl.gz"
WORK = ROOT / "benchmarks" / ".work" / "candidates"
SEED = 20311123
NOON = datetime(2031, 3, 2, 12, tzinfo=UTC)
_SHARD = 50
_LONGEST = 3500
"""Characters of an article that are read: some bodies are whole reports."""


@dataclass(frozen=True, slots=True)
class RealArticle:
    """A real article as the index knows it; `event` is FNC-1's, None for the others."""

    entry: IndexEntry
    words: int
    event: str | None


def rows() -> list[dict[str, Any]]:
    """All rows of the news data, in the order in which they are read."""
    with gzip.open(NEWS, "rt", encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    random.Random(SEED).shuffle(found)  # noqa: S311 - an order, no secret

    def kind(row: dict[str, Any]) -> int:
        return int(str(row.get("source")).startswith("reuters"))

    kinds = [[row for row in found if kind(row) == wanted] for wanted in (0, 1)]
    mixed = [row for pair in zip(*kinds, strict=False) for row in pair]
    taken = {id(row) for row in mixed}
    return mixed + [row for row in found if id(row) not in taken]


def read_all(count: int) -> None:
    """Read what is not kept yet, up to `count` articles."""
    WORK.mkdir(parents=True, exist_ok=True)
    encoder = OnnxEncoder()
    compare = CompareArticles(index=MemoryClaimIndex(), cells=Cells(), judge=EventJudge())
    chosen = rows()[:count]
    for start in range(0, len(chosen), _SHARD):
        path = WORK / f"read-{start:06d}.jsonl.gz"
        if path.exists():
            continue
        beside = path.with_suffix(".part")
        with gzip.open(beside, "wt", compresslevel=1, encoding="ascii") as out:
            for row in chosen[start : start + _SHARD]:
                text = row["text"][:_LONGEST]
                if len(text.split()) < 40:
                    continue
                source = str(row.get("outlet") or "news.example")
                identity = article_id(text, source)
                read = read_article(
                    article_id=identity,
                    text=text,
                    title=row.get("title"),
                    published_at=NOON,
                    language="en",
                    encode=encoder.encode,
                )
                header = ArticleHeader(
                    id=identity,
                    source=source,
                    received_at=NOON,
                    title=row.get("title"),
                    published_at=NOON,
                    language="en",
                    characters=len(text),
                    words=len(text.split()),
                )
                entry = compare.entry(Article(header, text), read.reading.claims, read.vectors)
                kept = {"entry": pack_entry(entry).hex(), "event": row.get("event_id"), "words": header.words}
                out.write(json.dumps(kept) + "\n")
        beside.rename(path)
        print(f"{min(start + _SHARD, len(chosen))} of {len(chosen)}", flush=True)


def kept() -> Iterator[RealArticle]:
    """The articles that were read, in a fixed order."""
    for path in sorted(WORK.glob("read-*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="ascii") as lines:
            for row in map(json.loads, lines):
                entry = unpack_entry(bytes.fromhex(row["entry"]))
                if entry.claims:
                    yield RealArticle(entry, row["words"], None if row["event"] is None else str(row["event"]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--articles", type=int, default=6000)
    options = parser.parse_args()
    if not NEWS.exists():
        sys.exit("The news data is not there (../shared/data/news); nothing is read.")
    read_all(options.articles)


if __name__ == "__main__":
    main()
