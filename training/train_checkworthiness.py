"""Trains the check-worthiness head: a logistic regression on frozen vectors of the int8 encoder, calibrated.

    .venv-train/bin/python training/train_checkworthiness.py

Trained on the ClaimBuster crowd-sourced sentences, calibrated on held-out debates of it (split by File_id), shifted to
the prior of news on the story sets, and measured on the ClaimBuster ground truth, which nothing above has seen.
"""

import json
import random

import corpora
import numpy as np
from manifest import record
from scoring import average_precision, best_f1, expected_calibration_error, f1
from sentence_vectors import encode
from sklearn.linear_model import LogisticRegression

STRENGTHS = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
# The strongest regularisation that costs no more than this on held-out debates: what a weakly regularised head gains
# there is knowledge of debates, and news loses by it (average precision on the story sets 0.90 against 0.89).
TOLERANCE = 0.02


def worthy(rows: list[dict[str, str]]) -> np.ndarray:
    return np.array([row["Verdict"] == "1" for row in rows], dtype=np.int64)


def split_by_file(rows: list[dict[str, str]], share: float) -> tuple[list[int], list[int]]:
    """Row numbers of training and of held-out debates, whole debates each."""
    names = sorted({row["File_id"] for row in rows})
    random.Random(11).shuffle(names)  # noqa: S311
    held, wanted = set(), share * len(rows)
    for name in names:
        if sum(row["File_id"] in held for row in rows) >= wanted:
            break
        held.add(name)
    inside = [i for i, row in enumerate(rows) if row["File_id"] not in held]
    outside = [i for i, row in enumerate(rows) if row["File_id"] in held]
    return inside, outside


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def measure(gold: np.ndarray, probabilities: np.ndarray) -> dict[str, float]:
    threshold, best = best_f1(gold, probabilities)
    return {
        "sentences": len(gold),
        "positive": round(float(gold.mean()), 3),
        "average_precision": round(average_precision(gold, probabilities), 3),
        "f1_at_0.5": round(f1(gold, probabilities >= 0.5), 3),
        "best_f1": round(best, 3),
        "best_threshold": round(threshold, 3),
        "expected_calibration_error": round(expected_calibration_error(gold, probabilities), 3),
    }


def main() -> None:
    rows = corpora.claimbuster("claimbuster_crowdsourced.csv")
    truth = corpora.claimbuster("claimbuster_groundtruth.csv")
    # A few ground-truth sentences stand in the crowd-sourced file too: they must not train what they measure.
    seen = {row["Text"].strip().lower() for row in truth}
    rows = [row for row in rows if row["Text"].strip().lower() not in seen]
    print(f"{len(rows)} sentences of {len({row['File_id'] for row in rows})} debates")
    vectors = encode("claimbuster", [row["Text"] for row in rows])
    gold = worthy(rows)
    inside, outside = split_by_file(rows, 0.2)

    def fit(strength: float) -> LogisticRegression:
        return LogisticRegression(C=strength, max_iter=2000).fit(vectors[inside], gold[inside])

    scores = {c: average_precision(gold[outside], fit(c).decision_function(vectors[outside])) for c in STRENGTHS}
    strength = min(c for c in STRENGTHS if scores[c] >= max(scores.values()) - TOLERANCE)
    print("average precision on held-out debates by C:", {c: round(s, 4) for c, s in scores.items()})
    model = fit(strength)
    weights, bias = model.coef_[0], float(model.intercept_[0])

    platt = LogisticRegression(C=1e6).fit(model.decision_function(vectors[outside])[:, None], gold[outside])
    slope, intercept = float(platt.coef_[0, 0]), float(platt.intercept_[0])

    def log_odds(of: np.ndarray) -> np.ndarray:
        return slope * (of @ weights + bias) + intercept

    claims = [claim for story in corpora.stories() for claim in story["gold"]["claims"]]
    news = np.array([claim["checkworthy"] for claim in claims], dtype=np.int64)
    news_log_odds = log_odds(encode("stories", [claim["sentence"] for claim in claims]))
    prior_shift = shift_to_prior(news_log_odds, float(news.mean()))

    truth_log_odds = log_odds(encode("groundtruth", [row["Text"] for row in truth]))
    figures = {
        "C": strength,
        "prior_shift": round(prior_shift, 3),
        "held_out_debates": measure(gold[outside], sigmoid(log_odds(vectors[outside]))),
        "claimbuster_ground_truth": measure(worthy(truth), sigmoid(truth_log_odds)),
        "story_sets": measure(news, sigmoid(news_log_odds + prior_shift)),
        "story_sets_unshifted": measure(news, sigmoid(news_log_odds)),
        "story_sets_all_positive_f1": round(f1(news, np.ones_like(news)), 3),
    }
    print(json.dumps(figures, indent=1))
    head = {
        "_": "Check-worthiness head; docs/models/encoder.md. Made by training/train_checkworthiness.py.",
        "weights": [round(float(w), 6) for w in weights],
        "bias": round(bias, 6),
        "slope": round(slope, 6),
        "intercept": round(intercept, 6),
        "prior_shift": round(prior_shift, 6),
    }
    (corpora.WEIGHTS / "checkworthiness.json").write_text(json.dumps(head) + "\n", "utf-8")
    record("checkworthiness.json")


def shift_to_prior(log_odds: np.ndarray, prior: float) -> float:
    """What to add to the log-odds to make the mean probability `prior`; of the labels only their share is used."""
    low, high = -10.0, 10.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if sigmoid(log_odds + middle).mean() < prior else (low, middle)
    return (low + high) / 2


if __name__ == "__main__":
    main()
