"""Publishers' ratings and what they come to."""

import pytest

from factcheck.crosscheck.ratings import verdict_of
from factcheck.domain.values import VerdictLabel


@pytest.mark.parametrize("rating", ["False", "FALSE", "Pants on Fire!", "Mostly False", "False. The photo is older."])
def test_what_is_rated_false_is_refuted(rating):
    assert verdict_of(rating) is VerdictLabel.REFUTED


@pytest.mark.parametrize("rating", ["True", "Mostly True", "Correct Attribution", "True: he said so"])
def test_what_is_rated_true_is_supported(rating):
    assert verdict_of(rating) is VerdictLabel.SUPPORTED


@pytest.mark.parametrize(
    "rating", ["Half True", "Mixture", "Misleading", "true but misleading", "Falsch zitiert", "falsely dated", "", None]
)
def test_what_is_mixed_or_not_in_the_table_is_conflicting(rating):
    assert verdict_of(rating) is VerdictLabel.CONFLICTING


@pytest.mark.parametrize(
    ("score", "label"),
    [(0.0, VerdictLabel.REFUTED), (0.5, VerdictLabel.CONFLICTING), (1.0, VerdictLabel.SUPPORTED)],
)
def test_a_number_counts_where_there_are_no_words(score, label):
    assert verdict_of(None, score=score) is label
    assert verdict_of("Half True", score=score) is VerdictLabel.CONFLICTING
