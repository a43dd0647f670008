"""Fits what joins the check-worthiness learned on debates to news: what the rules see, and what the encoder sees.

    PYTHONPATH=shared/src:benchmarks .venv-train/bin/python training/fit_checkworthiness_signs.py [--write] [--misses]

A logistic regression over the log-odds of the trained head, the signs of `factcheck.claims.checkworthiness`, and, held
much shorter, the sentence's vector and its words as the head pools them. The signs' part is written beside the rules,
the encoder's part as a correction into the head's calibration. Fitted on the claims of the public story sets, of those
in tests/quality, and of `news_checkworthiness.toml` (invented sentences, with an intercept of their own). Each
set is then judged by a regression that has not seen it: these are the figures to believe. The public scorer's matching
decides which claim answers for which sentence.
"""

import argparse
import json
import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import corpora
import numpy as np
import reading
from manifest import record
from scoring import expected_calibration_error
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from factcheck.app.read_article import read_article, read_statement, signs_of
from factcheck.claims.article import read_draft
from factcheck.claims.checkworthiness import Signs
from factcheck.domain.ids import article_id
from factcheck.domain.values import Claim, EncodedSentence, Sentence
from factcheck.models.encoder import WEIGHTS, OnnxEncoder, read_calibration

OWN = corpora.ROOT / "tests" / "quality" / "stories"
RELATED = corpora.ROOT / "tests" / "quality" / "related"
"""Those whose relations are annotated too. Not fitted on here: their annotators call more of the claims worth checking,
and with them the public sets left out fall from 0.916 to 0.907 (all sets: 0.933)."""
AUTHORED = Path(__file__).with_name("news_checkworthiness.toml")
TO = corpora.ROOT / "shared" / "src" / "factcheck" / "claims" / "checkworthiness.json"
NAMES = [field.name for field in fields(Signs) if field.name != "asserts"]
STRENGTH = 0.03
LEASH = 4.0  # how far the encoder's many dimensions weigh, all of one kind together, beside one sign
MARK = 3.0  # how freely the invented sentences may have another share of what is worth checking
DECIMALS = 3
VECTOR = 384
CALIBRATION = "checkworthiness.json"


@dataclass(frozen=True)
class Read:
    """An article with its gold rows and what was read."""

    rows: list[tuple[dict[str, Any], tuple[int, int]]]
    claims: tuple[Claim, ...]
    sentences: tuple[Sentence, ...]
    seen: list[np.ndarray]


class Encoding:
    """The encoder, remembering what it saw: the calibrated log-odds for debates, the vector, the words in one."""

    def __init__(self) -> None:
        self._encoder = OnnxEncoder()
        self._calibration = read_calibration(WEIGHTS / CALIBRATION)
        self.seen: dict[str, np.ndarray] = {}

    def __call__(self, texts: Sequence[str]) -> list[EncodedSentence]:
        """As `Encode`; the score is none that the product gives."""
        for text, one in zip(texts, self._encoder.passes(texts), strict=True):
            odds = self._calibration.debate(one) + self._calibration.prior_shift
            self.seen[text] = np.concatenate([[odds], one.vector, one.pooled])
        return [EncodedSentence(bytes(VECTOR), 0.5) for _ in texts]


def read_set(file: Path, encode: Encoding) -> list[Read]:
    story = json.loads(file.read_text("utf-8"))
    out = []
    for article in story["articles"]:
        text, at = article["text"], 0
        result = read_article(
            article_id=article_id(text, article["source"]),
            text=text,
            title=article["title"],
            published_at=datetime.fromisoformat(article["published_at"]),
            language=None,
            encode=encode,
        ).reading
        rows = []
        for row in (r for r in story["gold"]["claims"] if r["article"] == article["key"]):
            start = text.find(row["sentence"], at)
            start = text.find(row["sentence"]) if start < 0 else start
            at = start + len(row["sentence"])
            rows.append((row, (start, at)))
        seen = [encode.seen[claim.standalone] for claim in result.claims]
        out.append(Read(rows, result.claims, result.sentences, seen))
    return out


def features(claim: Claim, seen: np.ndarray, place: tuple[int, int] | None = None) -> np.ndarray:
    """Log-odds, signs, vector, pooled words."""
    signs = signs_of(claim, claim.text)
    if place:
        signs = signs.placed(*place)
    return np.concatenate([seen[:1], [float(getattr(signs, name)) for name in NAMES], seen[1:]])


def features_of(read: Read) -> list[np.ndarray]:
    """Of each claim of an article."""
    of = len(read.claims)
    return [features(c, seen, (i, of)) for i, (c, seen) in enumerate(zip(read.claims, read.seen, strict=True))]


def label(read: Read, claim: Claim) -> bool:
    """Whether the gold sentence that the claim lies in is worth checking."""
    span = (claim.span.start, claim.span.end)
    best = max(read.rows, key=lambda r: min(r[1][1], span[1]) - max(r[1][0], span[0]))
    return bool(best[0]["checkworthy"])


def authored(encode: Encoding) -> tuple[np.ndarray, np.ndarray]:
    listed = tomllib.loads(AUTHORED.read_text("utf-8"))
    rows, labels = [], []
    for name, worthy in (("worthy", 1), ("not_worthy", 0)):
        for text in listed[name]:
            if read_draft(text, english=True).claims:
                claim, _ = read_statement(text=text, published_at=None, encode=encode)
                rows.append(features(claim, encode.seen[claim.standalone]))
                labels.append(worthy)
    return np.array(rows), np.array(labels)


def leash(columns: int) -> np.ndarray:
    """What each standardised column is multiplied by."""
    out = np.ones(columns)
    few = 1 + len(NAMES)
    for part in (slice(few, few + VECTOR), slice(few + VECTOR, columns)):
        out[part] = LEASH / math.sqrt(len(out[part]))
    return out


def fitted(
    rows: np.ndarray, labels: np.ndarray, invented: np.ndarray, invented_labels: np.ndarray
) -> tuple[np.ndarray, float]:
    """Weights and bias on the features as they are."""
    scale, held = StandardScaler().fit(np.vstack([rows, invented])), leash(rows.shape[1])
    inside = np.hstack([scale.transform(rows) * held, np.zeros((len(rows), 1))])
    beside = np.hstack([scale.transform(invented) * held, np.full((len(invented), 1), MARK)])
    model = LogisticRegression(C=STRENGTH, max_iter=3000)
    model.fit(np.vstack([inside, beside]), np.concatenate([labels, invented_labels]))
    weights = model.coef_[0][:-1] * held / scale.scale_
    return weights, float(model.intercept_[0] - weights @ scale.mean_)


def judged(reads: list[Read], weights: np.ndarray, bias: float, board: reading.Board) -> None:
    """Scores the claims anew and counts them."""
    for read in reads:
        claims = tuple(
            replace(c, checkworthiness=float(1 / (1 + math.exp(-(row @ weights + bias)))))
            for c, row in zip(read.claims, features_of(read), strict=True)
        )
        sentences = tuple(
            replace(s, checkworthiness=max([c.checkworthiness for c in claims if s.span.overlap(c.span)] + [0.0]))
            if any(s.span.overlap(c.span) for c in claims)
            else s
            for s in read.sentences
        )
        for row, span in read.rows:
            board.row(row, span, claims, sentences)


def figures(board: reading.Board) -> dict[str, Any]:
    result = board.result()
    gold = np.array([worthy for _, worthy in board.worth], dtype=np.int64)
    scores = np.array([score for score, _ in board.worth])
    return {
        "sentences": len(gold),
        **result["checkworthy"],
        "average_precision": result["checkworthy_average_precision"],
        "expected_calibration_error": round(expected_calibration_error(gold, scores), 4),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    corpora.require(corpora.STORIES)
    encode = Encoding()
    public = sorted(corpora.STORIES.glob("C*.json"))
    sets = {file.stem: read_set(file, encode) for file in [*public, *sorted(OWN.glob("*.json"))]}
    rows = {n: np.array([row for r in reads for row in features_of(r)]) for n, reads in sets.items()}
    labels = {n: np.array([label(r, c) for r in reads for c in r.claims]) for n, reads in sets.items()}
    invented, invented_labels = authored(encode)
    scorer = reading.load_scorer()
    boards = {name: reading.Board(scorer) for name in ("all", "public", "own")}
    for name, reads in sets.items():
        others = [other for other in sets if other != name]
        weights, bias = fitted(
            np.vstack([rows[o] for o in others]), np.concatenate([labels[o] for o in others]), invented, invented_labels
        )
        kind = "public" if name in {file.stem for file in public} else "own"
        for board in (boards["all"], boards[kind]):
            judged(reads, weights, bias, board)
    report: dict[str, Any] = {
        "invented_sentences": len(invented_labels),
        "each_set_unseen": {name: figures(board) for name, board in boards.items()},
    }
    weights, bias = fitted(
        np.vstack(list(rows.values())), np.concatenate(list(labels.values())), invented, invented_labels
    )
    seen = reading.Board(scorer)
    for reads in sets.values():
        judged(reads, weights, bias, seen)
    report["as_fitted"] = figures(seen)
    few = 1 + len(NAMES)
    found = {
        "_origin": "Made by training/fit_checkworthiness_signs.py; docs/models/checkworthiness.md.",
        "bias": round(bias, DECIMALS),
        "shifts": {name: round(float(w), DECIMALS) for name, w in zip(NAMES, weights[1:few], strict=True)},
    }
    print(json.dumps(report | found, indent=1))
    if options.misses:
        worth = zip(
            boards["all"].worth, (row for reads in sets.values() for r in reads for row, _ in r.rows), strict=True
        )
        for (score, gold), row in worth:
            if (score >= 0.5) != gold:
                print(round(score, 2), gold, row["type"], row["sentence"][:160])
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    if options.write:
        TO.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
        path = corpora.WEIGHTS / CALIBRATION
        calibration = json.loads(path.read_text("utf-8"))
        calibration["news_slope"] = round(float(weights[0]), 5)
        calibration["by_vector"] = [round(float(w), 5) for w in weights[few : few + VECTOR]]
        calibration["by_pooled"] = [round(float(w), 5) for w in weights[few + VECTOR :]]
        path.write_text(json.dumps(calibration) + "\n", "utf-8")
        record(CALIBRATION)


if __name__ == "__main__":
    main()
