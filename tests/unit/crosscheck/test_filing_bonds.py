"""Which articles that share lists are compared, however many there are of them."""

from datetime import timedelta

from tests.builders import NOON

from factcheck.crosscheck import filing
from factcheck.domain.values import RelatedArticle


def vector(differing: int) -> bytes:
    """384 signs, of which the first so many are turned."""
    return bytes([129]) * differing + bytes([127]) * (384 - differing)


def hits(count: int, names: tuple[str, ...], differing: int) -> list[RelatedArticle]:
    mark = filing.mark_of(5, vector(differing))
    marks = tuple(sorted((filing.name_list(name), mark) for name in names))
    return [RelatedArticle(f"art_{number:02d}", NOON, marks) for number in range(count)]


OWN = {filing.name_list(name): filing.mark_of(5, vector(0)) for name in ("lund", "tarnholm", "riksen")}
FAR = 154  # four tenths of the signs: a cosine of 0.31


def test_all_reports_that_share_two_names_are_compared_and_not_the_nearest_few():
    assert len(filing.worth_comparing(OWN, hits(40, ("lund", "tarnholm"), FAR), NOON)) == 40


def test_of_those_that_share_one_name_and_are_half_near_those_of_the_same_days_and_the_nearest_are():
    near = hits(40, ("lund",), 120)
    assert len(filing.worth_comparing(OWN, near, NOON + timedelta(days=30))) == filing.LOOSE
    assert len(filing.worth_comparing(OWN, near, NOON)) == 40


def test_those_that_share_one_name_and_nothing_else_are_not():
    assert filing.worth_comparing(OWN, hits(40, ("lund",), FAR), NOON) == []
