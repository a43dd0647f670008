"""Fits the regression of `crosscheck/judge.json` on the story sets, and measures it with one set left out at a time.

    PYTHONPATH=shared/src .venv-train/bin/python training/relation_judge.py [--weights FOLDER] [--write]

Scored as the examination scores: over the pairs that annotators list (supports, refutes, unrelated); pairs that they do
not list are counted as false alarms. The sets fit 3 × 15 numbers here, never the network.
"""

import argparse
import itertools
import json
import pickle
import sys
from collections import Counter
from pathlib import Path

import corpora
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

sys.path.insert(0, str(corpora.ROOT / "benchmarks"))

from relations import covering, gold_pairs, read_story

from factcheck.crosscheck import judge as judging
from factcheck.crosscheck.relation import RuleJudge, likeness
from factcheck.crosscheck.similarity import cosines
from factcheck.models.encoder import OnnxEncoder
from factcheck.models.relation import WEIGHTS, CrossEncoder

TARGET = corpora.ROOT / "shared" / "src" / "factcheck" / "crosscheck" / "judge.json"
LEAST_SIMILARITY = 0.25
LABELS = ("neither", "supports", "refutes")
SCORED = ("supports", "refutes", "unrelated")
STRENGTH = 0.1  # of the regression (sklearn's C): fifteen features, some two hundred related pairs
SUPPORT_FLOORS = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5)
REFUTE_FLOORS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6)
LEAST_PRECISION = 0.85
# Probabilities of the classes are those of listed and unlisted pairs; the verdict suffers from false alarms.


class Sets:
    """All pairs of claims of different articles, and the rows that the annotators listed."""

    def __init__(self) -> None:
        self.pairs: dict[tuple[str, str], tuple] = {}  # (claim, evidence) → set, claim, evidence, similarity, label
        self.rows: list[tuple[str, str, list[tuple[str, str]]]] = []
        encoder = OnnxEncoder()
        for path in sorted(corpora.require(corpora.STORIES).glob("C*.json")):
            self._add(path, encoder)

    def _add(self, path: Path, encoder: OnnxEncoder) -> None:
        story, articles = read_story(path, encoder)
        gold = gold_pairs(story, articles)
        groups = [set(group) for group in story["gold"]["copies"]]
        for a, b in itertools.permutations(articles.values(), 2):
            if any({a.key, b.key} <= group for group in groups):
                continue
            near = cosines([c.vector for c in a.claims], [c.vector for c in b.claims])
            for (i, x), (j, y) in itertools.product(enumerate(a.claims), enumerate(b.claims)):
                ids = (x.claim.id, y.claim.id)
                label = gold.get(ids) or gold.get(ids[::-1]) or "neither"
                if near[i, j] >= LEAST_SIMILARITY:
                    self.pairs[ids] = (story["id"], x, y, float(near[i, j]), label)
        for row in story["gold"]["relations"]:
            (ka, sa), (kb, sb) = row["a"], row["b"]
            if not any({ka, kb} <= group for group in groups):
                found = itertools.product(covering(articles[ka], sa), covering(articles[kb], sb))
                self.rows.append((story["id"], row["relation"], list(found)))

    def score(self, said: dict[tuple[str, str], str]) -> dict:
        """The examination's figures for stances by pair."""
        confusion: Counter[tuple[str, str]] = Counter()
        for _, label, pairs in self.rows:
            got = {said.get(pair) for pair in pairs}
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


def probabilities(sets: Sets, model: CrossEncoder, cache: Path) -> dict[tuple[str, str], tuple[float, float, float]]:
    """Of every pair of texts, both ways; kept by the model's version."""
    kept = pickle.loads(cache.read_bytes()) if cache.exists() else {}  # noqa: S301  our own file
    found = kept.get(model.version, {})
    for _, x, y, _, _ in sets.pairs.values():
        key = (y.claim.standalone, x.claim.standalone)
        if key not in found:
            found[key] = model.probabilities(*key)
    cache.write_bytes(pickle.dumps({model.version: found}))
    return found


def matrix(sets: Sets, found: dict, *, model: bool) -> np.ndarray:
    rows = []
    for _, x, y, similarity, _ in sets.pairs.values():
        a, b = x.claim, y.claim
        forward, backward = found[b.standalone, a.standalone], found[a.standalone, b.standalone]
        rows.append(judging.features(a, b, likeness(a, b, similarity), forward, backward))
    values = np.asarray(rows)
    return values if model else values[:, : judging.FEATURES.index("entails")]


def fitted(values: np.ndarray, labels: np.ndarray, strength: float) -> tuple[np.ndarray, np.ndarray]:
    """Weights (2, features) of supports and refutes against neither, and their intercepts, for unscaled features."""
    scaler = StandardScaler().fit(values)
    model = LogisticRegression(C=strength, max_iter=3000).fit(scaler.transform(values), labels)
    weights = (model.coef_[1:] - model.coef_[0]) / scaler.scale_
    return weights, (model.intercept_[1:] - model.intercept_[0]) - weights @ scaler.mean_


def shares(values: np.ndarray, weights: np.ndarray, intercepts: np.ndarray) -> np.ndarray:
    powers = np.exp(values @ weights.T + intercepts)
    return powers / (1.0 + powers.sum(1, keepdims=True))


def stance(pair: tuple, share: np.ndarray, floors: tuple[float, float]) -> str | None:
    """What EntailmentJudge says for these probabilities."""
    _, x, y, similarity, _ = pair
    near = likeness(x.claim, y.claim, similarity)
    if judging.strangers(near):
        return None
    supports, refutes = share
    if refutes >= floors[1] and refutes >= supports and not judging.may_both_hold(x.claim, y.claim, near):
        return "refutes"
    if supports >= floors[0] and supports > refutes and not judging.figures_forbid(near):
        return "supports"
    return None


def searched(sets: Sets, share: np.ndarray, least_similarity: float) -> list[tuple[float, tuple[float, float], dict]]:
    """Scores for all floors, best first."""
    results = []
    for floors in itertools.product(SUPPORT_FLOORS, REFUTE_FLOORS):
        said = {}
        for (ids, pair), row in zip(sets.pairs.items(), share, strict=True):
            if pair[3] >= least_similarity:
                answer = stance(pair, row, floors)
                if answer:
                    said[ids] = answer
        score = sets.score(said)
        results.append((score["relation_macro_f1"], floors, score))
    return sorted(results, key=lambda r: -r[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--strength", type=float, default=STRENGTH)
    parser.add_argument("--floors", type=float, nargs=2, help="of supports and refutes; searched if not given")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    sets, model = Sets(), CrossEncoder(options.weights)
    found = probabilities(sets, model, corpora.WORK / "relation_stories.pickle")
    labels = np.asarray([LABELS.index(pair[4]) for pair in sets.pairs.values()])
    names = np.asarray([pair[0] for pair in sets.pairs.values()])
    rules, result = RuleJudge(), {"version": model.version, "sets": len(set(names)), "pairs": len(labels)}
    for floor in (0.30, 0.25):
        near = {ids: pair for ids, pair in sets.pairs.items() if pair[3] >= floor}
        said = {ids: rules.judge(x, y, s) for ids, (_, x, y, s, _) in near.items()}
        result[f"rules at similarity {floor}"] = sets.score({k: str(r.stance) for k, r in said.items() if r})
    for with_model in (False, True):
        values = matrix(sets, found, model=with_model)
        share = np.zeros((len(labels), 2))
        for name in sorted(set(names)):
            held = names == name
            share[held] = shares(values[held], *fitted(values[~held], labels[~held], options.strength))
        for floor in (0.30, 0.25):
            every = searched(sets, share, floor)
            precise = [r for r in every if (r[2]["refutes_precision"] or 0) >= LEAST_PRECISION]
            title = f"{'with' if with_model else 'without'} the model, a set left out, similarity {floor}"
            for kind, results in (("best", every), ("precise", precise)):
                if results:
                    result[f"{title}, {kind}"] = {"floors": results[0][1], **results[0][2]}
            if options.floors:
                result[f"{title}, given floors"] = next(
                    (r[2] for r in every if r[1] == tuple(options.floors)), "not searched"
                )
    print(json.dumps(result, indent=1))
    if options.json:
        options.json.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    if options.write:
        weights, intercepts = fitted(matrix(sets, found, model=True), labels, options.strength)
        rows = [dict(zip(judging.FEATURES, (round(float(w), 4) for w in row), strict=True)) for row in weights]
        kept = {
            "note": "Made by training/relation_judge.py --write on the development story sets.",
            "model": model.version,
            "least_support": options.floors[0],
            "least_refutation": options.floors[1],
            "intercepts": {"supports": round(float(intercepts[0]), 4), "refutes": round(float(intercepts[1]), 4)},
            "supports": rows[0],
            "refutes": rows[1],
        }
        TARGET.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
