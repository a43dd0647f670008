"""Fits how the type of a claim follows from the encoder's vector, the rules' type and their signs.

    PYTHONPATH=shared/src:benchmarks .venv-train/bin/python training/fit_claim_types.py [--write] [--json FILE]

A multinomial regression over the claims of the public story sets and of those in tests/quality/stories; the public
scorer's matching decides which claim answers for which sentence. Each set is judged by a regression that has not seen
it, beside the rules alone. The rules' cues were widened on these sets, so both figures are kind; what the difference is
on sets read for the first time stands in docs/reading.md. The vector's part is written beside the encoder's weights,
that of the signs beside the rules.
"""

import argparse
import json
import sys
from pathlib import Path

import corpora
import fit_checkworthiness_signs as worthiness
import numpy as np
from manifest import CLAIM_TYPES, record
from sklearn.linear_model import LogisticRegression

from factcheck.claims.claim_types import SIGNS, claim_type, signs_of_type
from factcheck.domain.values import Claim, ClaimType

TO = corpora.ROOT / "shared" / "src" / "factcheck" / "claims" / "claim_type_signs.json"
STRENGTH = 0.3
WEIGHT = 5.0  # of the unit vector beside a sign that holds
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


def fitted(rows: np.ndarray, labels: np.ndarray) -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, max_iter=3000).fit(rows, labels)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    encode = worthiness.Encoding()
    files = sorted(corpora.require(corpora.STORIES).glob("C*.json"))
    own = sorted(worthiness.OWN.glob("*.json"))
    sets = {f.stem: [pair for read in worthiness.read_set(f, encode) for pair in rows_of(read)] for f in (*files, *own)}
    names = np.asarray([name for name, pairs in sets.items() for _ in pairs])
    rows = np.asarray([row for pairs in sets.values() for row, _ in pairs])
    labels = np.asarray([label for pairs in sets.values() for _, label in pairs])
    kinds = [str(kind) for kind in ClaimType]
    rules = np.asarray([kinds[int(i)] for i in rows[:, -len(kinds) :].argmax(1)])
    guessed = np.empty(len(labels), dtype=object)
    for name in sets:
        held = names == name
        guessed[held] = fitted(rows[~held], labels[~held]).predict(rows[held])
    public = np.isin(names, [f.stem for f in files])
    report = {
        board: {
            "claims": int(part.sum()),
            "rules": round(float((rules == labels)[part].mean()), 3),
            "regression, a set left out": round(float((guessed == labels)[part].mean()), 3),
        }
        for board, part in (("public sets", public), ("own sets", ~public))
    }
    print(json.dumps(report, indent=1))
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    if options.write:
        model = fitted(rows, labels)
        order = [list(model.classes_).index(kind) for kind in kinds]
        weights, intercepts = model.coef_[order], model.intercept_[order]
        by_vector = {
            kind: [round(float(w) * WEIGHT, DECIMALS) for w in row[:VECTOR]]
            for kind, row in zip(kinds, weights, strict=True)
        }
        (corpora.WEIGHTS / CLAIM_TYPES).write_text(json.dumps(by_vector) + "\n", "utf-8")
        record(CLAIM_TYPES)
        signs = {
            kind: {
                "intercept": round(float(intercept), DECIMALS),
                "signs": {n: round(float(w), DECIMALS) for n, w in zip(SIGNS, row[VECTOR:], strict=True)},
            }
            for kind, row, intercept in zip(kinds, weights, intercepts, strict=True)
        }
        note = "Made by training/fit_claim_types.py from the annotated story sets; the vector's part is in models."
        TO.write_text(json.dumps({"note": note, **signs}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
