"""How often real articles are told that others refute them: the false accusations that readers would see.

    python benchmarks/false_refutes.py --articles 1000 [--show] [--json benchmarks/results/false_refutes.json]

Takes whole events of the news data (several outlets on one story), a run of wire reports of the same days, and others;
compares every article with every other of its time exactly, with no index between, and counts claims that get a
refutation. `--show` prints each pair for a human eye; the results keep counts, never text.
"""

import argparse
import gzip
import itertools
import json
import pickle
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tqdm import tqdm

from factcheck.app.ports import RelationJudge
from factcheck.app.read_article import read_article
from factcheck.bootstrap import Container
from factcheck.crosscheck import candidates, origins
from factcheck.crosscheck.event import Event
from factcheck.crosscheck.similarity import cosines, mean_vector
from factcheck.domain.ids import article_id
from factcheck.domain.values import IndexedClaim, Stance
from factcheck.settings import Settings

NEWS = Path(__file__).parents[2] / "shared" / "data" / "news" / "articles.jsonl.gz"
SEED = 11
LONGEST = 20_000
UNDATED = datetime(2014, 10, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Read:
    """An article as the product reads it."""

    source: str
    event: str | None
    when: datetime
    claims: tuple[IndexedClaim, ...]
    sketch: tuple[int, ...]
    vector: bytes


def chosen(count: int) -> list[dict]:
    """Two fifths whole events, two fifths wire reports that follow one another, one fifth others."""
    chance = random.Random(SEED)  # noqa: S311
    with gzip.open(NEWS, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    events = defaultdict(list)
    for row in rows:
        if row.get("event_id"):
            events[row["event_id"]].append(row)
    several = sorted((e for e, found in events.items() if len(found) > 1), key=str)
    chance.shuffle(several)
    picked: list[dict] = []
    for event in several:
        if len(picked) < 2 * count // 5:
            picked += events[event][:15]
    wire = sorted((r for r in rows if r["source"] == "reuters21578"), key=lambda r: (r.get("date") or "", r["id"]))
    start = chance.randrange(len(wire) - 2 * count // 5)
    picked += wire[start : start + 2 * count // 5]
    others = [r for r in rows if r["source"] != "reuters21578" and not r.get("event_id")]
    return picked + chance.sample(others, min(count - len(picked), len(others)))


def read(container: Container, row: dict) -> Read | None:
    text = row["text"][:LONGEST]
    try:
        when = datetime.fromisoformat(row.get("date") or "").replace(tzinfo=UTC)
    except ValueError:
        when = UNDATED
    result = read_article(
        article_id=article_id(text, row.get("outlet") or row["source"]),
        text=text,
        title=row.get("title"),
        published_at=when,
        language=None,
        encode=container.encoder.encode,
    )
    claims = tuple(IndexedClaim(c, result.vectors[c.id]) for c in result.reading.claims)
    if not claims:
        return None
    vector = mean_vector([c.vector for c in claims])
    return Read(row["source"], row.get("event_id"), when, claims, origins.sketch(text), vector)


def near(articles: list[Read]) -> Iterator[tuple[Read, Read]]:
    """Pairs of articles that the product would compare; copies refute nothing."""
    similar = cosines([a.vector for a in articles], [a.vector for a in articles])
    for i, j in itertools.combinations(range(len(articles)), 2):
        a, b = articles[i], articles[j]
        close = similar[i, j] >= candidates.ARTICLE_SIMILARITY and abs(a.when - b.when) <= candidates.WINDOW
        if close and not origins.are_copies(a.sketch, b.sketch):
            yield a, b


def compared(articles: list[Read], judge: RelationJudge, *, show: bool) -> tuple[Counter[str], set[str]]:
    """Counts of pairs and stances, and the claims that are refuted."""
    counts: Counter[str] = Counter()
    refuted: set[str] = set()
    for a, b in tqdm(near(articles), "comparing", disable=None):
        counts["pairs of articles"] += 1
        event = Event(a.claims, b.claims)
        if not event.one:
            continue
        counts["of one event, as found"] += 1
        same = "same event" if a.event and a.event == b.event else "not known to be of one event"
        for pair in candidates.pairs(a.claims, b.claims):
            counts["pairs of claims"] += 1
            relation = judge.judge(pair.own, pair.other, pair.similarity, event)
            if relation is None:
                continue
            counts[f"{relation.stance}, {same}"] += 1
            if relation.stance is Stance.REFUTES:
                refuted |= {pair.own.claim.id, pair.other.claim.id}
                if show:
                    print(f"\n{relation.confidence:.2f} {same} ({a.source}, {b.source}): {relation.reason}")
                    print(f"   {pair.own.claim.standalone}\n   {pair.other.claim.standalone}")
    return counts, refuted


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--cache", type=Path, help="keep the articles as read here")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if not NEWS.exists():
        print(f"no news data at {NEWS}: skipped", file=sys.stderr)
        return
    container = Container(Settings())
    if options.cache and options.cache.exists():
        articles = pickle.loads(options.cache.read_bytes())  # noqa: S301 - our own file
    else:
        rows = tqdm(chosen(options.articles), "reading", disable=None)
        articles = [found for found in (read(container, row) for row in rows) if found]
        if options.cache:
            options.cache.write_bytes(pickle.dumps(articles))
    counts, refuted = compared(articles, container.judge, show=options.show)
    counts["claims"] = sum(len(a.claims) for a in articles)
    counts["claims with a refutation"] = len(refuted)
    result = {"articles": len(articles), "judge": container.judge.version, **dict(sorted(counts.items()))}
    print(json.dumps(result, indent=1))
    if options.json:
        options.json.write_text(json.dumps(result, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
