"""Fits the regressions of `crosscheck/judge.json` on the story sets, and measures them with one set left out at a time.

    PYTHONPATH=shared/src .venv-train/bin/python training/relation_judge.py [--floors 0.1 0.25 --write]

Scored as the examination scores: over the pairs that annotators list (supports, refutes, unrelated); pairs that they do
not list are counted as false alarms.
"""

import argparse
import itertools
import json
import pickle
import random
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import authored_pairs as authored
import corpora
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.preprocessing import StandardScaler

sys.path.insert(0, str(corpora.ROOT / "benchmarks"))

from relations import Read, covering, gold_pairs, paired, read_story
from reliability import drawing, reliability

from factcheck.app.read_article import read_article
from factcheck.crosscheck import JUDGE_VERSION, candidates, origins
from factcheck.crosscheck import conflict as conflicts
from factcheck.crosscheck import event as events
from factcheck.crosscheck import judge as judging
from factcheck.crosscheck.event import Event, Meeting
from factcheck.domain.ids import article_id
from factcheck.domain.values import Claim, IndexedClaim
from factcheck.models.encoder import OnnxEncoder

TARGET = corpora.ROOT / "shared" / "src" / "factcheck" / "crosscheck" / "judge.json"
LABELS = ("neither", "supports", "refutes")
SCORED = ("supports", "refutes", "unrelated")
STRENGTH = 0.1  # of the regression (sklearn's C): some two dozen features, some two hundred related pairs
LEAST_PROMISE = 0.03
AUTHORED = "authored, "
FITTED_ON = "e*.json"
"""The first written events. The later ones say the same thing in words too unlike for a regression over words: with 85
of them the average precision of supports falls from 0.70 to 0.57."""

BACKGROUND = f"{AUTHORED}real articles"
BACKGROUND_STEP = 8  # every eighth article
BACKGROUND_PAIRS = 1500
ONE_EVENT = 0.8  # articles nearer than this may be of one event after all
SUPPORT_FLOORS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5)
REFUTE_FLOORS = (0.05, 0.08, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6)
PRECISIONS = (0.0, 0.7, 0.8, 0.88)


@dataclass(frozen=True)
class Listed:
    """A pair of claims of a set, once, with what the annotators say of it."""

    story: str
    claim: Claim
    evidence: Claim
    near: Meeting
    label: str

    @property
    def ids(self) -> tuple[str, str]:
        """Of claim and evidence."""
        return self.claim.id, self.evidence.id


class Sets:
    """The pairs that the product would judge, and the rows that the annotators listed."""

    def __init__(self) -> None:
        self.pairs: list[Listed] = []
        self.rows: list[tuple[str, str, list[tuple[str, str]]]] = []
        self.lost = Counter()
        encoder = OnnxEncoder()
        for path in sorted(corpora.require(corpora.STORIES).glob("C*.json")):
            self._add(path, encoder)
        for number, event in enumerate(authored.events(FITTED_ON)):
            self._add_authored(number, event, encoder)

    def add_background(self, weights: tuple[np.ndarray, float]) -> None:
        """Pairs of different real articles on one subject: nearly all are neither, however much they share.

        PolNeAR's training articles are of one election campaign, so names and words recur across events. Only pairs
        that the first regression finds promising are of use, and of those a fixed number, drawn by a fixed seed.
        """
        encoder, read = OnnxEncoder(), []
        for number, text in enumerate(sorted(corpora.polnear_articles("train"))[::BACKGROUND_STEP]):
            vectors = read_plain(text, f"background{number}.example", encoder)
            read.append(Read(str(number), text, vectors, origins.sketch(text)))
        found = []
        for a, b in itertools.combinations(read, 2):
            if not a.claims or not b.claims or origins.are_copies(a.sketch, b.sketch):
                continue
            event = Event(a.claims, b.claims)
            if not event.one or event.articles > ONE_EVENT:
                continue
            for pair in candidates.pairs(a.claims, b.claims):
                near = event.meeting(pair.own.claim, pair.other.claim, pair.similarity)
                if shares(np.asarray([near.features]), *weights)[0] >= LEAST_PROMISE:
                    found.append(Listed(BACKGROUND, pair.own.claim, pair.other.claim, near, "neither"))
        chance = random.Random(BACKGROUND_PAIRS)  # noqa: S311
        self.pairs += chance.sample(found, min(BACKGROUND_PAIRS, len(found)))

    def _add_authored(self, number: int, event: dict, encoder: OnnxEncoder) -> None:
        """Made articles of an event written for training; its pairs fit the regressions and are not scored."""
        name = f"{AUTHORED}{'held' if authored.is_held(event) else 'seen'} {number}"
        read = []
        for turn, told in enumerate(authored.articles(event, number)):
            text = "\n\n".join(one.text for one in told)
            article = Read(str(turn), text, read_plain(text, f"outlet{turn}.example", encoder), ())
            places = {claim: one for one in told for claim in covering(article, one.text)}
            read.append((article, places))
        for (a, in_a), (b, in_b) in itertools.combinations(read, 2):
            if not a.claims or not b.claims:
                continue
            between = Event(a.claims, b.claims)
            for pair in paired(a, b):
                x, y = pair.own.claim, pair.other.claim
                label = authored.label_of(in_a[x.id], in_b[y.id]) if x.id in in_a and y.id in in_b else None
                if label:
                    self.pairs.append(Listed(name, x, y, between.meeting(x, y, pair.similarity), label))

    def _add(self, path: Path, encoder: OnnxEncoder) -> None:
        story, articles = read_story(path, encoder)
        gold = gold_pairs(story, articles)
        groups = [set(group) for group in story["gold"]["copies"]]
        seen = set()
        for a, b in itertools.combinations(articles.values(), 2):
            if any({a.key, b.key} <= group for group in groups):
                continue
            event, pairs = Event(a.claims, b.claims), paired(a, b)
            for pair in pairs:
                x, y = pair.own.claim, pair.other.claim
                label = gold.get((x.id, y.id)) or gold.get((y.id, x.id)) or "neither"
                self.pairs.append(Listed(story["id"], x, y, event.meeting(x, y, pair.similarity), label))
                seen |= {(x.id, y.id), (y.id, x.id)}
        self.lost.update(label for ids, label in gold.items() if ids not in seen)
        for row in story["gold"]["relations"]:
            (ka, sa), (kb, sb) = row["a"], row["b"]
            if not any({ka, kb} <= group for group in groups):
                found = itertools.product(covering(articles[ka], sa), covering(articles[kb], sb))
                self.rows.append((story["id"], row["relation"], list(found)))

    def score(self, said: dict[tuple[str, str], str]) -> dict:
        """The examination's figures for stances by pair, in either order."""
        confusion: Counter[tuple[str, str]] = Counter()
        for _, label, pairs in self.rows:
            got = {said.get(pair) or said.get(pair[::-1]) for pair in pairs}
            confusion[label, next((s for s in ("refutes", "supports") if s in got), "unrelated")] += 1
        scores = []
        for label in SCORED:
            hit = confusion[label, label]
            given, true = (sum(n for k, n in confusion.items() if k[i] == label) for i in (1, 0))
            scores.append(2 * hit / (given + true) if hit else 0.0)
        refuted = sum(n for (_, p), n in confusion.items() if p == "refutes")
        listed = {p for _, _, pairs in self.rows for p in pairs} | {p[::-1] for _, _, pairs in self.rows for p in pairs}
        alarms = Counter(stance for pair, stance in said.items() if pair not in listed)
        return {
            "relation_macro_f1": round(sum(scores) / 3, 3),
            "f1": {label: round(f, 3) for label, f in zip(SCORED, scores, strict=True)},
            "refutes_precision": round(confusion["refutes", "refutes"] / refuted, 3) if refuted else None,
            "unlisted_supports": alarms["supports"],
            "unlisted_refutes": alarms["refutes"],
            "confusion": {f"{g}->{p}": n for (g, p), n in sorted(confusion.items())},
        }


def read_plain(text: str, outlet: str, encoder: OnnxEncoder) -> tuple[IndexedClaim, ...]:
    """The claims of an article without a title, of a fixed day."""
    result = read_article(
        article_id=article_id(text, outlet),
        text=text,
        title="",
        published_at=datetime(2031, 5, 14, tzinfo=UTC),
        language="en",
        encode=encoder.encode,
    )
    return tuple(IndexedClaim(c, result.vectors[c.id]) for c in result.reading.claims)


def matrix(pairs: list[Listed]) -> np.ndarray:
    """(pairs, features)."""
    return np.asarray([pair.near.features for pair in pairs])


def fitted(values: np.ndarray, labels: np.ndarray, strength: float) -> tuple[np.ndarray, float]:
    """Weights (features,) and intercept of a binary regression, for unscaled features."""
    scaler = StandardScaler().fit(values)
    model = LogisticRegression(C=strength, max_iter=3000).fit(scaler.transform(values), labels)
    weights = model.coef_[0] / scaler.scale_
    return weights, float(model.intercept_[0] - weights @ scaler.mean_)


def shares(values: np.ndarray, weights: np.ndarray, intercept: float) -> np.ndarray:
    """Probabilities."""
    return 1.0 / (1.0 + np.exp(-(values @ weights + intercept)))


def stance(pair: Listed, share: np.ndarray, floors: tuple[float, float]) -> str | None:
    """What EventJudge says for these probabilities."""
    supports, refutes = share
    against = conflicts.conflict(pair.claim, pair.evidence, pair.near)
    if against:
        weights = judging.Weights((), (), (0.0, 0.0), *floors)
        return "refutes" if judging.refuted(supports, refutes, pair.near, weights, against) else None
    forbidden = conflicts.forbids_support(pair.claim, pair.evidence, pair.near)
    return "supports" if supports >= floors[0] and not forbidden else None


def searched(sets: Sets, share: np.ndarray) -> list[tuple[float, tuple[float, float], dict]]:
    """Scores for all floors, best first."""
    results = []
    for floors in itertools.product(SUPPORT_FLOORS, REFUTE_FLOORS):
        scored = ((p, row) for p, row in zip(sets.pairs, share, strict=True) if not p.story.startswith(AUTHORED))
        said = {pair.ids: stance(pair, row, floors) for pair, row in scored}
        score = sets.score({ids: answer for ids, answer in said.items() if answer})
        results.append((score["relation_macro_f1"], floors, score))
    return sorted(results, key=lambda r: -r[0])


def learned_from(names: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which pairs fit supports and refutes.

    Of refutations written for training only few show in words or figures; without a network that reads them they teach
    a regression to accuse, so refutes is fitted on the story sets and the background alone.
    """
    own = np.asarray([name.startswith(AUTHORED) and name != BACKGROUND for name in names])
    return np.ones(len(names), dtype=bool), ~own


def left_out(values: np.ndarray, labels: np.ndarray, names: np.ndarray, strength: float) -> np.ndarray:
    """Probabilities (pairs, 2) of supports and refutes for each story set by regressions that have not seen it."""
    share = np.zeros((len(labels), 2))
    for name in sorted({name for name in names if not name.startswith(AUTHORED)}):
        held = names == name
        for i, usable in enumerate(learned_from(names)):
            learned = usable & ~held
            share[held, i] = shares(values[held], *fitted(values[learned], labels[learned] == i + 1, strength))
    return share


def collected(options: argparse.Namespace) -> Sets:
    """All pairs; taken from --pairs where it exists, else kept there."""
    if options.pairs and options.pairs.exists():
        sets: Sets = pickle.loads(options.pairs.read_bytes())  # noqa: S301  our own file
        return sets
    sets = Sets()
    listed = np.asarray([pair.label != "neither" for pair in sets.pairs]).astype(int)
    sets.add_background(fitted(matrix(sets.pairs), listed, options.strength))
    if options.pairs:
        options.pairs.write_bytes(pickle.dumps(sets))
    return sets


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--pairs", type=Path, help="keep the pairs as read in this file, or take them from it")
    parser.add_argument("--strength", type=float, default=STRENGTH)
    parser.add_argument("--floors", type=float, nargs=2, help="of supports and refutes; searched if not given")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--plot", type=Path, help="draw how reliable the probabilities are")
    options = parser.parse_args()
    sets = collected(options)
    labels = np.asarray([LABELS.index(pair.label) for pair in sets.pairs])
    names = np.asarray([pair.story for pair in sets.pairs])
    values = matrix(sets.pairs)
    stories = np.asarray([not name.startswith(AUTHORED) for name in names])
    share = left_out(values, labels, names, options.strength)
    result = {
        "judge": JUDGE_VERSION,
        "sets": len(set(names[stories])),
        "pairs": int(stories.sum()),
        "authored_and_background_pairs": int((~stories).sum()),
        "lost_before": dict(sets.lost),
        "average_precision": {
            name: round(float(average_precision_score(labels[stories] == i, share[stories, i - 1])), 3)
            for i, name in enumerate(LABELS)
            if i
        },
    }
    curves = {name: reliability(share[stories, i], labels[stories] == i + 1) for i, name in enumerate(LABELS[1:])}
    result["calibration, a set left out"] = curves
    if options.plot:
        options.plot.write_text(drawing(curves), "utf-8")
    every = searched(sets, share)
    for least in PRECISIONS:
        precise = [r for r in every if (r[2]["refutes_precision"] or 0) >= least]
        if precise:
            result[f"a set left out, precision of refutes {least}"] = {"floors": precise[0][1], **precise[0][2]}
    if options.floors:
        result["a set left out, given floors"] = next(
            (r[2] for r in every if r[1] == tuple(options.floors)), "not searched"
        )
    print(json.dumps(result, indent=1))
    if options.json:
        options.json.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    if options.write:
        kept: dict[str, object] = {
            "note": "Made by training/relation_judge.py --write on the development story sets, events written for "
            "training and real articles as background.",
            "least_support": options.floors[0],
            "least_refutation": options.floors[1],
        }
        intercepts = {}
        for i, usable in enumerate(learned_from(names)):
            weights, intercept = fitted(values[usable], labels[usable] == i + 1, options.strength)
            intercepts[LABELS[i + 1]] = round(intercept, 4)
            kept[LABELS[i + 1]] = dict(zip(events.FEATURES, (round(float(w), 4) for w in weights), strict=True))
        TARGET.write_text(json.dumps(kept | {"intercepts": intercepts}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
