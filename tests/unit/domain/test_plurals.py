"""Units as clients see them."""

import pytest

from factcheck.domain.plurals import plural, shown_unit
from factcheck.domain.values import BaseQuantity, Bound, Quantity, Span


def quantity(value, unit, base=None):
    return Quantity("x", value, unit, False, Bound.EXACT, None, None, base, Span(0, 1))


@pytest.mark.parametrize(
    ("one", "several"),
    [
        ("prisoner", "prisoners"),
        ("polling station", "polling stations"),
        ("country", "countries"),
        ("league match", "league matches"),
        ("person per day", "people per day"),
        ("fireman", "firemen"),
        ("grandchild", "grandchildren"),
        ("life", "lives"),
        ("EUR", "EUR"),
        ("percent", "percent"),
        ("percentage point", "percentage points"),
        ("fraction of the city", "fraction of the city"),
        ("degree Celsius", "degrees Celsius"),
    ],
)
def test_plural_of_what_is_counted(one, several):
    assert plural(one) == several


def test_measures_stand_in_the_singular_and_counts_as_english_writes_them():
    area = quantity(9.4, "square kilometre", BaseQuantity(9.4e6, "square metre"))

    assert shown_unit(area) == "square kilometre"
    assert shown_unit(quantity(3.0, "battery")) == "batteries"
    assert shown_unit(quantity(1.0, "battery")) == "battery"
