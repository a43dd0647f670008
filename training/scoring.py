"""Figures of a binary classifier, written out so that the training scripts agree on them."""

import numpy as np


def average_precision(gold: np.ndarray, scores: np.ndarray) -> float:
    """Mean precision at the rank of each positive, ties in the order given."""
    order = np.argsort(-scores, kind="stable")
    hits = gold[order].astype(bool)
    return float((np.cumsum(hits) / np.arange(1, len(hits) + 1))[hits].mean())


def f1(gold: np.ndarray, predicted: np.ndarray) -> float:
    right = int((gold.astype(bool) & predicted.astype(bool)).sum())
    return 2 * right / max(1, int(gold.sum()) + int(predicted.sum()))


def best_f1(gold: np.ndarray, scores: np.ndarray) -> tuple[float, float]:
    """(threshold, F1) of the best threshold: an upper bound, chosen on the data that it is measured on."""
    return max(((float(t), f1(gold, scores >= t)) for t in np.linspace(0.02, 0.98, 97)), key=lambda pair: pair[1])


def expected_calibration_error(gold: np.ndarray, probabilities: np.ndarray, bins: int = 10) -> float:
    """Mean distance of probability and share of positives over equally wide bins, weighted by their size."""
    which = np.minimum((probabilities * bins).astype(int), bins - 1)
    total = 0.0
    for b in range(bins):
        inside = which == b
        if inside.any():
            total += inside.mean() * abs(float(gold[inside].mean() - probabilities[inside].mean()))
    return total
