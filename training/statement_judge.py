"""Fits the regressions of `crosscheck/statement_judge.json`, and measures them on what they have not seen.

    PYTHONPATH=shared/src:benchmarks .venv-train/bin/python training/statement_judge.py --write

A statement is held against a text, as `POST /v1/claims/check` does: hypotheses of the public development pairs against
their premises, and against the premise of another pair; claims of the story sets against each other article of their
set. The public pairs are judged by regressions of the other half, a story set by those that have not seen it.
"""

import argparse
import gzip
import hashlib
import json
import pickle
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import corpora
import numpy as np
from relation_judge import fitted, shares
from relations import gold_pairs, read_story
from reliability import drawing, reliability
from sklearn.metrics import average_precision_score

from factcheck.app.read_article import read_article, read_statement
from factcheck.crosscheck import candidates
from factcheck.crosscheck import statement_judge as judging
from factcheck.crosscheck.event import Event
from factcheck.crosscheck.judge import EventJudge, Weights
from factcheck.domain.values import IndexedClaim, Relation
from factcheck.models.encoder import OnnxEncoder
from factcheck.models.relation import CrossEncoder

TARGET = corpora.ROOT / "shared" / "src" / "factcheck" / "crosscheck" / "statement_judge.json"
DAY = datetime(2031, 5, 14, tzinfo=UTC)
SEED = 7
STRENGTH = 0.3  # of the regression (sklearn's C)
OTHERS = 6  # one statement in so many is also held against the premise of another pair
UNRELATED = "another pair's text"
STORY = "story "
TWO_WAY = "not_entailment"
NAMES = {"entailment": "supports", "contradiction": "refutes", "neutral": "neither", TWO_WAY: TWO_WAY}


@dataclass(frozen=True)
class Held:
    """A claim of a text, beside a statement: the reading, the features, and what it does to it."""

    statement: IndexedClaim
    evidence: IndexedClaim
    similarity: float
    read: tuple[float, float, float]
    values: tuple[float, ...]
    label: str


@dataclass(frozen=True)
class Question:
    """A statement and a text: the claims that the product would read, and what the text as a whole does to it."""

    source: str
    fold: str
    label: str
    event: Event | None
    held: tuple[Held, ...]


class Reader:
    """Reads texts and pairs with the product's own models."""

    def __init__(self) -> None:
        self._encoder, self._network = OnnxEncoder(), CrossEncoder()

    def statement(self, text: str) -> IndexedClaim:
        """As a caller's claim is read."""
        return IndexedClaim(*read_statement(text=text, published_at=DAY, encode=self._encoder.encode))

    def text(self, text: str) -> tuple[IndexedClaim, ...]:
        """As a caller's evidence is read."""
        result = read_article(
            article_id="art_held",
            text=text,
            title=None,
            published_at=DAY,
            language="en",
            encode=self._encoder.encode,
        )
        return tuple(IndexedClaim(c, result.vectors[c.id]) for c in result.reading.claims)

    def held(
        self, statement: IndexedClaim, text: tuple[IndexedClaim, ...], event: Event, labels: dict[str, str] | str
    ) -> Iterator[Held]:
        """What `CompareArticles` would read of the text; `labels` by claim id, or of the text as a whole."""
        for pair in candidates.nearest((statement,), text):
            near = event.meeting(pair.own.claim, pair.other.claim, pair.similarity)
            read = self._network.probabilities(pair.other.claim.standalone, statement.claim.standalone)
            label = labels if isinstance(labels, str) else labels.get(pair.other.claim.id, "neither")
            yield Held(statement, pair.other, pair.similarity, read, judging.values(read, near), label)


def public(reader: Reader, each: int) -> Iterator[Question]:
    """At the most `each` pairs of every source, and some of their statements against another pair's text."""
    by_source = defaultdict(list)
    with gzip.open(corpora.require(corpora.DATA / "nli" / "dev.jsonl.gz"), "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["kind"] != "table":
                by_source[row["source"]].append(row)
    for source, rows in sorted(by_source.items()):
        chance = random.Random(SEED)  # noqa: S311
        chosen = chance.sample(rows, min(each, len(rows)))
        asked = [(row, row["premise"], source, NAMES[row["label"]]) for row in chosen]
        asked += [(row, chance.choice(chosen)["premise"], UNRELATED, "neither") for row in chosen[::OTHERS]]
        for row, premise, name, label in asked:
            half = str(hashlib.sha256(row["hypothesis"].encode()).digest()[0] % 2)
            if name != UNRELATED or premise != row["premise"]:
                statement, text = reader.statement(row["hypothesis"]), reader.text(premise)
                event = Event((statement,), text) if text else None
                held = tuple(reader.held(statement, text, event, label)) if event else ()
                yield Question(name, half, label, event, held)
        print(source, len(asked), flush=True)


def stories(reader: Reader) -> Iterator[Question]:
    """Every claim that a set's annotators list, against each other article that is no copy."""
    encoder = OnnxEncoder()
    for path in sorted(corpora.require(corpora.STORIES).glob("C*.json")):
        story, articles = read_story(path, encoder)
        gold = gold_pairs(story, articles)
        gold |= {pair[::-1]: label for pair, label in gold.items()}
        copies = [set(group) for group in story["gold"]["copies"]]
        listed = {claim for pair in gold for claim in pair}
        for key, article in articles.items():
            for claim in (c for c in article.claims if c.claim.id in listed):
                statement = reader.statement(claim.claim.standalone)
                for other, text in articles.items():
                    if other == key or not text.claims or any({key, other} <= group for group in copies):
                        continue
                    labels = {c.claim.id: gold.get((claim.claim.id, c.claim.id), "neither") for c in text.claims}
                    event = Event((statement,), text.claims)
                    told = set(labels.values()) - {"neither"}
                    if len(told) < 2:  # one that both supports and refutes has no one answer
                        held = tuple(reader.held(statement, text.claims, event, labels)) if event.one else ()
                        yield Question(f"{STORY}{story['id']}", story["id"], next(iter(told), "neither"), event, held)
        print(story["id"], flush=True)


class Fit:
    """Regressions fitted on some questions."""

    def __init__(self, questions: list[Question]) -> None:
        # Of a public text the claim nearest to the statement stands for the whole; of a story each claim is labelled.
        held = [h for q in questions for h in (q.held if q.source.startswith(STORY) else q.held[:1])]
        self.rows = []
        for label in ("supports", "refutes"):
            told = [h for h in held if label == "supports" or h.label != TWO_WAY]
            values = np.asarray([h.values for h in told])
            self.rows.append(fitted(values, np.asarray([h.label == label for h in told]).astype(int), STRENGTH))

    def weights(self, floors: tuple[float, float]) -> Weights:
        """As the product takes them."""
        (first, a), (second, b) = self.rows
        return Weights(tuple(first), tuple(second), (a, b), *floors)

    def share(self, held: Held) -> tuple[float, float]:
        """Probabilities that it supports and that it refutes."""
        return tuple(float(shares(np.asarray(held.values), *row)) for row in self.rows)


def said(question: Question, weights: Weights | None) -> str:
    """The stance of the surest relation that the product would find; without weights that of the judge of articles."""
    found: list[Relation] = []
    for held in question.held:
        judge = judging.StatementJudge(lambda *_, read=held.read: read, weights) if weights else EventJudge()
        if weights or question.event.one:
            relation = judge.judge(held.statement, held.evidence, held.similarity, question.event)
            found += [relation] if relation else []
    return max(found, key=lambda r: r.confidence).stance.value if found else "neither"


def measured(questions: list[Question], fits: dict[str, Fit] | None, floors: tuple[float, float] = (0.0, 0.0)) -> dict:
    """Accuracy by source, and how many of the stances taken are right; of the judge of articles without `fits`."""
    right, taken, due = defaultdict(list), Counter(), Counter()
    for q in questions:
        answer = said(q, fits[q.fold].weights(floors) if fits else None)
        kind = "stories" if q.source.startswith(STORY) else "public"
        hit = (answer == "supports") == (q.label == "supports") if q.label == TWO_WAY else answer == q.label
        two_way = q.source in {"begin", "covidfact", "wice_oracle", "dnc_megaveridicality", "dnc_verbnet"}
        right["stories" if kind == "stories" else q.source].append(
            (answer == "supports") == (q.label == "supports") if two_way else hit
        )
        due[kind, q.label] += 1
        if answer != "neither" and not (answer == "refutes" and q.label == TWO_WAY):
            taken[kind, answer, "right" if answer == q.label else "wrong"] += 1
    result: dict = {
        "floors": floors if fits else None,
        "accuracy": {s: round(float(np.mean(hits)), 3) for s, hits in right.items()},
    }
    for kind in ("public", "stories"):
        for stance in ("supports", "refutes"):
            hits, misses = taken[kind, stance, "right"], taken[kind, stance, "wrong"]
            result[f"{stance}, {kind}"] = {
                "taken": hits + misses,
                "precision": round(hits / max(1, hits + misses), 3),
                "recall": round(hits / max(1, due[kind, stance]), 3),
            }
    return result


def collected(kept: Path | None, each: int) -> list[Question]:
    """All questions, read once; from `kept` where it exists."""
    if kept and kept.exists():
        found: list[Question] = pickle.loads(kept.read_bytes())  # noqa: S301  our own file
        return found
    reader = Reader()
    questions = [*public(reader, each), *stories(reader)]
    if kept:
        kept.write_bytes(pickle.dumps(questions))
    return questions


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--kept", type=Path, help="keep what was read in this file, or take it from there")
    parser.add_argument("--each", type=int, default=200, help="pairs of a public source at the most")
    parser.add_argument("--floors", type=float, nargs=2, default=(0.45, 0.7), help="of supports and refutes")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--plot", type=Path, help="draw how reliable the probabilities are")
    options = parser.parse_args()
    questions = collected(options.kept, options.each)
    folds = sorted({q.fold for q in questions})
    fits = {fold: Fit([q for q in questions if q.fold != fold]) for fold in folds}
    first = [(q, q.held[0]) for q in questions if q.held]
    given = np.asarray([fits[q.fold].share(held) for q, held in first])
    curves, precision = {}, {}
    for i, stance in enumerate(("supports", "refutes")):
        clear = np.asarray([stance == "supports" or held.label != TWO_WAY for _, held in first])
        true = np.asarray([held.label == stance for _, held in first])[clear]
        curves[stance] = reliability(given[clear, i], true.astype(int))
        precision[stance] = round(float(average_precision_score(true, given[clear, i])), 3)
    result = {
        "questions": len(questions),
        "average_precision": precision,
        "calibration": curves,
        "by the judge of articles": measured(questions, None),
        "by floors": [
            measured(questions, fits, floors) for floors in ((0.4, 0.5), (0.45, 0.6), (0.5, 0.7), (0.6, 0.7))
        ],
        "in use": measured(questions, fits, tuple(options.floors)),
    }
    print(json.dumps(result, indent=1))
    if options.json:
        options.json.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    if options.plot:
        options.plot.write_text(drawing(curves), "utf-8")
    if options.write:
        kept: dict[str, object] = {
            "note": "Made by training/statement_judge.py --write on public development pairs and the story sets.",
            "least_support": options.floors[0],
            "least_refutation": options.floors[1],
        }
        rows = Fit(questions).rows
        for name, (weights, _) in zip(("supports", "refutes"), rows, strict=True):
            kept[name] = dict(zip(judging.WEIGHED, (round(float(w), 4) for w in weights), strict=True))
        kept["intercepts"] = {name: round(b, 4) for name, (_, b) in zip(("supports", "refutes"), rows, strict=True)}
        TARGET.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
