"""Fits how the type of a claim follows from the encoder's vector, the rules' type and their signs.

    PYTHONPATH=shared/src:benchmarks .venv-train/bin/python training/fit_claim_types.py [--write] [--json FILE]

A multinomial regression over the claims of the public story sets, of those in tests/quality, and of `claim_types.toml`
(invented sentences, with intercepts of their own); the public scorer's matching decides which claim answers for which
sentence. Each set is judged by a regression that has not seen it, beside the rules alone. The rules' cues were widened
on most of these sets, so both figures are kind there, the more so the more the regression trusts them; so part of each
sentence counts as one that the cues missed. Not so the sets of tests/quality/related: their figure is that of an
article never seen. The vector's part is written beside the encoder's weights, that of the signs beside the rules.
"""

import argparse
import json
import sys
import tomllib
from pathlib import Path

import corpora
import fit_checkworthiness_signs as worthiness
import numpy as np
from manifest import CLAIM_TYPES, record
from sklearn.linear_model import LogisticRegression

from factcheck.app.read_article import read_statement
from factcheck.claims.claim_types import SIGNS, claim_type, signs_of_type
from factcheck.domain.values import Claim, ClaimType

TO = corpora.ROOT / "shared" / "src" / "factcheck" / "claims" / "claim_type_signs.json"
AUTHORED = Path(__file__).with_name("claim_types.toml")
STRENGTH = 0.15
INVENTED = 1.0  # what an invented sentence weighs beside an annotated one
OTHERS = 5.0  # what a sentence weighs that others than the authors of the rules annotated
MARK = 3.0  # how freely the invented sentences may have other shares of the types
MISSED = 0.6  # the share of a sentence read as if the cues had missed it, where they were widened on its set
FRESH = 2.0  # what a sentence of an untouched set weighs
TUNED = ("rule", "prediction", "reported_future", "rule_weak", "strong_cause", "causation", "compared", "taking_time")
WEIGHT = 4.0  # of the unit vector beside a sign that holds
DECIMALS = 3
VECTOR = worthiness.VECTOR
MOST = 0.5


def row_of(claim: Claim, vector: np.ndarray) -> np.ndarray:
    """The vector, made heavier, then the signs."""
    rule = claim_type(claim.text, claim.quantities, claim.attribution)
    signs = signs_of_type(claim.text, claim.quantities, claim.attribution, rule, dated=bool(claim.dates))
    return np.concatenate([vector * WEIGHT, np.asarray(signs, dtype=float)])


def rows_of(read: worthiness.Read) -> list[tuple[np.ndarray, str]]:
    """Features and gold type of each annotated sentence in which a claim was read."""
    found = []
    for gold, (start, end) in read.rows:

        def shared(claim: Claim, start: int = start, end: int = end) -> int:
            return min(claim.span.end, end) - max(claim.span.start, start)

        near = [
            (shared(c), -i)
            for i, c in enumerate(read.claims)
            if shared(c) >= MOST * min(c.span.end - c.span.start, end - start)
        ]
        if near and gold["type"] != "not_a_claim":
            at = -max(near)[1]
            found.append((row_of(read.claims[at], read.seen[at][1 : 1 + VECTOR]), gold["type"]))
    return found


def authored(encode: worthiness.Encoding) -> tuple[np.ndarray, np.ndarray]:
    """Features and types of the invented sentences."""
    rows, labels = [], []
    for kind, texts in tomllib.loads(AUTHORED.read_text("utf-8")).items():
        for text in texts:
            claim, _ = read_statement(text=text, published_at=None, encode=encode)
            rows.append(row_of(claim, encode.seen[claim.standalone][1 : 1 + VECTOR]))
            labels.append(kind)
    return np.asarray(rows), np.asarray(labels)


def unmarked(rows: np.ndarray) -> np.ndarray:
    """Rows of sentences that nobody invented."""
    return np.hstack([rows, np.zeros((len(rows), 1))])


def blinded(rows: np.ndarray) -> np.ndarray:
    """The rows as if no cue of the rules had fired, which on text that they were not widened on is common."""
    out = rows.copy()
    for name in (*TUNED, *(f"rules: {kind}" for kind in ClaimType)):
        out[:, VECTOR + SIGNS.index(name)] = 0
    figures = out[:, VECTOR + SIGNS.index("about_figures")] > 0
    out[figures, VECTOR + SIGNS.index(f"rules: {ClaimType.QUANTITY}")] = 1
    out[~figures, VECTOR + SIGNS.index(f"rules: {ClaimType.OTHER}")] = 1
    return out


def fitted(
    rows: np.ndarray,
    labels: np.ndarray,
    weights: np.ndarray,
    missed: np.ndarray,
    authored_rows: tuple[np.ndarray, np.ndarray],
) -> LogisticRegression:
    """The last coefficient is that of the mark of invented sentences; `missed` is the share of a row read blinded."""
    invented, invented_labels = authored_rows
    every = np.vstack(
        [unmarked(rows), unmarked(blinded(rows)), np.hstack([invented, np.full((len(invented), 1), MARK)])]
    )
    weighed = np.concatenate([weights * (1 - missed), weights * missed, np.full(len(invented), INVENTED)])
    known = weighed > 0
    model = LogisticRegression(C=STRENGTH, max_iter=1000)
    return model.fit(every[known], np.concatenate([labels, labels, invented_labels])[known], weighed[known])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    encode = worthiness.Encoding()
    files = sorted(corpora.require(corpora.STORIES).glob("C*.json"))
    related = sorted(worthiness.RELATED.glob("*.json"))
    own = [*sorted(worthiness.OWN.glob("*.json")), *related]
    sets = {f.stem: [pair for read in worthiness.read_set(f, encode) for pair in rows_of(read)] for f in (*files, *own)}
    names = np.asarray([name for name, pairs in sets.items() for _ in pairs])
    rows = np.asarray([row for pairs in sets.values() for row, _ in pairs])
    labels = np.asarray([label for pairs in sets.values() for _, label in pairs])
    invented = authored(encode)
    kinds = [str(kind) for kind in ClaimType]
    rules = np.asarray([kinds[int(i)] for i in rows[:, -len(kinds) :].argmax(1)])
    public = np.isin(names, [f.stem for f in files])
    fresh = np.isin(names, [f.stem for f in related])
    weights, missed = np.where(public, OTHERS, np.where(fresh, FRESH, 1.0)), np.where(fresh, 0.0, MISSED)
    guessed = np.empty(len(labels), dtype=object)
    for name in sets:
        held = names == name
        model = fitted(rows[~held], labels[~held], weights[~held], missed[~held], invented)
        guessed[held] = model.predict(unmarked(rows[held]))
    report = {
        board: {
            "claims": int(part.sum()),
            "rules": round(float((rules == labels)[part].mean()), 3),
            "regression, a set left out": round(float((guessed == labels)[part].mean()), 3),
        }
        for board, part in (
            ("public sets", public),
            ("own sets", ~public & ~fresh),
            ("own sets on which no cue was widened", fresh),
        )
    }
    print(json.dumps(report, indent=1))
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    if options.write:
        model = fitted(rows, labels, weights, missed, invented)
        order = [list(model.classes_).index(kind) for kind in kinds]
        coefficients, intercepts = model.coef_[order], model.intercept_[order]
        by_vector = {
            kind: [round(float(w) * WEIGHT, DECIMALS) for w in row[:VECTOR]]
            for kind, row in zip(kinds, coefficients, strict=True)
        }
        (corpora.WEIGHTS / CLAIM_TYPES).write_text(json.dumps(by_vector) + "\n", "utf-8")
        record(CLAIM_TYPES)
        signs = {
            kind: {
                "intercept": round(float(intercept), DECIMALS),
                "signs": {n: round(float(w), DECIMALS) for n, w in zip(SIGNS, row[VECTOR:-1], strict=True)},
            }
            for kind, row, intercept in zip(kinds, coefficients, intercepts, strict=True)
        }
        note = "Made by training/fit_claim_types.py from the annotated story sets; the vector's part is in models."
        TO.write_text(json.dumps({"note": note, **signs}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
