import pytest
from tests.builders import quantity

from factcheck.crosscheck.figures import compare
from factcheck.domain.values import BaseQuantity, Bound

KM2 = "square metre"


def area(value: float, unit: str, square_metres: float, **fields: object):
    return quantity(value, unit, base=BaseQuantity(square_metres, KM2), **fields)


@pytest.mark.parametrize(
    ("mine", "theirs", "agree"),
    [
        (quantity(7, "dead"), quantity(12, "dead"), False),
        (quantity(300, bound=Bound.AT_LEAST), quantity(412), True),
        (quantity(300, bound=Bound.AT_LEAST), quantity(250), False),
        (quantity(250, bound=Bound.AT_MOST), quantity(240), True),
        (quantity(1_260_000), quantity(1_300_000), True),
        (quantity(1_200_000), quantity(1_300_000), False),
        (quantity(63), quantity(64), False),
        (quantity(63), quantity(60, bound=Bound.ABOUT, approximate=True), True),
        (quantity(45), quantity(45, bound=Bound.RANGE, low=40.0, high=50.0), True),
        (area(7.8, "square kilometre", 7.8e6), area(3, "square mile", 7.77e6, approximate=True), True),
        (quantity(20, "percent"), quantity(0.2, "fraction of the city"), True),
        (quantity(20, "percent"), quantity(1 / 3, "fraction of the city"), False),
    ],
)
def test_figures_agree_within_their_bounds_and_rounding(mine, theirs, agree):
    assert [c.agree for c in compare((mine,), (theirs,))] == [agree]
    assert [c.agree for c in compare((theirs,), (mine,))] == [agree]


def test_figures_of_another_kind_are_not_compared():
    assert compare((quantity(7, "soldier"),), (quantity(12, "village"),)) == []
    assert compare((quantity(7, "percent"),), (quantity(12, "village"),)) == []


def test_the_agreeing_counterpart_is_preferred():
    found = compare((quantity(82, "case"),), (quantity(12, "case"), quantity(82, "case")))
    assert [c.agree for c in found] == [True]
