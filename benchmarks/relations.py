"""How well the relation judge does on pairs of claims of story sets, and what the candidate floor loses.

    python benchmarks/relations.py ../shared/stories/C*.json

Gold are the `relations` of the sets: pairs named supports or refutes; every other pair of claims of two articles of a
set that are not copies counts as "neither" (annotators list all clear pairs). Copies are left out, as the verdict
leaves them out.
"""

import argparse
import itertools
import json
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from factcheck.app.read_article import read_article
from factcheck.crosscheck import candidates, origins
from factcheck.crosscheck.event import Event
from factcheck.crosscheck.judge import EventJudge
from factcheck.domain.ids import article_id
from factcheck.domain.values import IndexedClaim
from factcheck.models.encoder import OnnxEncoder
from factcheck.models.relation import CrossEncoder

LABELS = ("supports", "refutes", "neither")
JUDGE = EventJudge(read=CrossEncoder().probabilities)


@dataclass(frozen=True)
class Read:
    """An article of a set as the product reads it."""

    key: str
    text: str
    claims: tuple[IndexedClaim, ...]
    sketch: tuple[int, ...]


def read_story(path: Path, encoder: OnnxEncoder) -> tuple[dict, dict[str, Read]]:
    story = json.loads(path.read_text("utf-8"))
    articles = {}
    for row in story["articles"]:
        result = read_article(
            article_id=article_id(row["text"], row["source"]),
            text=row["text"],
            title=row["title"],
            published_at=datetime.fromisoformat(row["published_at"]),
            language=None,
            encode=encoder.encode,
        )
        claims = tuple(IndexedClaim(c, result.vectors[c.id]) for c in result.reading.claims)
        articles[row["key"]] = Read(row["key"], row["text"], claims, origins.sketch(row["text"]))
    return story, articles


def gold_pairs(story: dict, articles: dict[str, Read]) -> dict[tuple[str, str], str]:
    """(claim id, evidence claim id) → label, where claim and gold sentence overlap by half of the shorter."""
    found = {}
    for row in story["gold"]["relations"]:
        (ka, sa), (kb, sb) = row["a"], row["b"]
        if row["relation"] != "unrelated":
            for a in covering(articles[ka], sa):
                for b in covering(articles[kb], sb):
                    found[a, b] = row["relation"]
    return found


def covering(article: Read, sentence: str) -> list[str]:
    start = article.text.find(sentence)
    end = start + len(sentence)
    return [
        c.claim.id
        for c in article.claims
        if min(end, c.claim.span.end) - max(start, c.claim.span.start)
        >= 0.5 * min(end - start, c.claim.span.end - c.claim.span.start)
    ]


def paired(a: Read, b: Read) -> list[candidates.Pair]:
    """The pairs that the product would judge."""
    return list(candidates.pairs(a.claims, b.claims)) if Event(a.claims, b.claims).one else []


def f1(confusion: Counter, label: str) -> tuple[float, float, float]:
    hit = confusion[label, label]
    said = sum(n for (_, p), n in confusion.items() if p == label)
    true = sum(n for (g, _), n in confusion.items() if g == label)
    precision, recall = hit / said if said else 0.0, hit / true if true else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if hit else 0.0


class Tally:
    """What the judge said of every pair, against what the annotators say."""

    def __init__(self) -> None:
        self.confusion: Counter = Counter()
        self.lost = self.gold = 0
        self.copies: list[float] = []
        self.others: list[float] = []
        self.misses: list[tuple] = []

    def add(self, story: dict, articles: dict[str, Read]) -> None:
        gold = gold_pairs(story, articles)
        groups = [set(group) for group in story["gold"]["copies"]]
        for a, b in itertools.permutations(articles.values(), 2):
            together = any({a.key, b.key} <= group for group in groups)
            if a.key < b.key:
                (self.copies if together else self.others).append(origins.resemblance(a.sketch, b.sketch))
            if not together:
                self._compare(a, b, gold)

    def _compare(self, a: Read, b: Read, gold: dict[tuple[str, str], str]) -> None:
        judged = {(p.own.claim.id, p.other.claim.id): p.similarity for p in paired(a, b)}
        event = Event(a.claims, b.claims)
        for x, y in itertools.product(a.claims, b.claims):
            # A relation is listed in one direction; it holds in both.
            label = gold.get((x.claim.id, y.claim.id)) or gold.get((y.claim.id, x.claim.id)) or "neither"
            similarity, said = judged.get((x.claim.id, y.claim.id)), "neither"
            self.gold += label != "neither"
            if similarity is not None:
                relation = JUDGE.judge(x, y, similarity, event)
                said = str(relation.stance) if relation else "neither"
            else:
                self.lost += label != "neither"
            self.confusion[label, said] += 1
            if label != said:
                self.misses.append((label, said, similarity, x.claim.standalone, y.claim.standalone))

    def result(self, sets: int) -> dict:
        scores = {}
        for label in LABELS:
            precision, recall, f = f1(self.confusion, label)
            scores[label] = {"precision": round(precision, 3), "recall": round(recall, 3), "f1": round(f, 3)}
        return {
            "story_sets": sets,
            "judge": JUDGE.version,
            "scores": scores,
            "confusion": {f"{g}->{p}": n for (g, p), n in sorted(self.confusion.items())},
            "lost_by_candidate_floor": {"pairs": self.lost, "of": self.gold},
            "resemblance": {
                "copies_min": round(min(self.copies, default=1.0), 3),
                "others_max": round(max(self.others, default=0.0), 3),
            },
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stories", nargs="+", type=Path)
    parser.add_argument("--misses", type=int, default=0, help="print this many wrong answers")
    parser.add_argument("--json", type=Path, help="write the figures here")
    options = parser.parse_args()
    missing = [path for path in options.stories if not path.exists()]
    if missing:
        print(f"no story sets at {missing[0]}: skipped", file=sys.stderr)
        return
    encoder, tally = OnnxEncoder(), Tally()
    for path in options.stories:
        tally.add(*read_story(path, encoder))
    result = tally.result(len(options.stories))
    print(json.dumps(result, indent=1))
    if options.json:
        options.json.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    for miss in tally.misses[: options.misses]:
        print(*miss, sep=" | ")


if __name__ == "__main__":
    main()
