"""Fits the regression of the rule judge: do two claims speak of the same fact?

    .venv-train/bin/python training/fit_relation.py ../shared/stories/C*.json

Pairs of claims of the development story sets, labelled as in `benchmarks/relations.py`; features are those of
`factcheck.crosscheck.relation`. Leave-one-set-out average precision is printed and kept beside the weights.
"""

import argparse
import itertools
import json
import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "shared" / "src"), str(ROOT / "benchmarks")]

import relations  # noqa: E402

from factcheck.crosscheck.relation import FEATURES, likeness  # noqa: E402
from factcheck.crosscheck.similarity import cosines  # noqa: E402
from factcheck.models.encoder import OnnxEncoder  # noqa: E402

TARGET = ROOT / "shared" / "src" / "factcheck" / "crosscheck" / "relation.json"


def rows(paths: list[Path]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    features, labels, sets = [], [], []
    encoder = OnnxEncoder()
    for number, path in enumerate(paths):
        story, articles = relations.read_story(path, encoder)
        gold = relations.gold_pairs(story, articles)
        copies = [set(group) for group in story["gold"]["copies"]]
        for a, b in itertools.permutations(articles.values(), 2):
            if any({a.key, b.key} <= group for group in copies):
                continue
            near = cosines([c.vector for c in a.claims], [c.vector for c in b.claims])
            for (i, x), (j, y) in itertools.product(enumerate(a.claims), enumerate(b.claims)):
                features.append(likeness(x.claim, y.claim, float(near[i, j])).features)
                labels.append((x.claim.id, y.claim.id) in gold or (y.claim.id, x.claim.id) in gold)
                sets.append(number)
    return np.array(features), np.array(labels), np.array(sets)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stories", nargs="+", type=Path)
    options = parser.parse_args()
    x, y, sets = rows(options.stories)
    held_out = np.zeros(len(y))
    for left in np.unique(sets):
        model = LogisticRegression(max_iter=1000).fit(x[sets != left], y[sets != left])
        held_out[sets == left] = model.predict_proba(x[sets == left])[:, 1]
    model = LogisticRegression(max_iter=1000).fit(x, y)
    result = {
        "note": "Logistic regression over pairs of claims of development story sets; made by training/fit_relation.py.",
        "pairs": len(y),
        "same_fact": int(y.sum()),
        "average_precision_leave_one_set_out": round(float(average_precision_score(y, held_out)), 3),
        "average_precision_similarity_alone": round(float(average_precision_score(y, x[:, 0])), 3),
        "intercept": round(float(model.intercept_[0]), 3),
        "weights": {name: round(float(w), 3) for name, w in zip(FEATURES, model.coef_[0], strict=True)},
    }
    TARGET.write_text(json.dumps(result, indent=2) + "\n", "utf-8")
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
