"""How well the shipped encoder's vectors tell subjective news sentences: a linear probe, not a part of the product.

    .venv-train/bin/python training/measure_subjectivity.py [--json FILE]

Trained on NewsSD's training sentences, measured on its development sentences and by ten-fold cross-validation.
"""

import argparse
import csv
import json
from pathlib import Path

import corpora
import numpy as np
from scoring import f1
from sentence_vectors import encode
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

STRENGTH = 0.3


def macro_f1(gold: np.ndarray, found: np.ndarray) -> float:
    return round((f1(gold, found) + f1(1 - gold, 1 - found)) / 2, 4)


def rows(part: str) -> tuple[np.ndarray, np.ndarray]:
    with corpora.require(corpora.DATA / "language" / f"newssd_{part}.csv").open(encoding="utf-8") as file:
        listed = list(csv.DictReader(file))
    return encode(f"newssd-{part}", [row["sentence"] for row in listed]), np.array([int(r["label"]) for r in listed])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    (train, labels), (dev, gold) = rows("train"), rows("dev")
    model = LogisticRegression(C=STRENGTH, max_iter=2000, class_weight="balanced")
    folds = cross_val_predict(model, train, labels, cv=10)
    report = {
        "training_sentences": len(labels),
        "development_sentences": len(gold),
        "macro_f1_development": macro_f1(gold, model.fit(train, labels).predict(dev)),
        "macro_f1_ten_folds": macro_f1(labels, folds),
    }
    print(json.dumps(report, indent=1))
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
