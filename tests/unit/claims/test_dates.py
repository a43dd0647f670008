from datetime import date

import pytest

from factcheck.claims.dates import read_dates
from factcheck.domain.values import Span

FRIDAY = date(2031, 10, 10)


def dates(text: str, published: date | None = FRIDAY):
    return [(d.start, d.end) for d in read_dates(text, Span(0, len(text)), published)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("It burned on Tuesday.", date(2031, 10, 7)),
        ("It burned on Friday.", FRIDAY),
        ("It burned last Friday.", date(2031, 10, 3)),
        ("It will open on Tuesday.", date(2031, 10, 14)),
        ("Talks begin next Friday.", date(2031, 10, 17)),
        ("The bank said on Tuesday it will close.", date(2031, 10, 7)),
        ("According to a study released on Tuesday, heat will kill.", date(2031, 10, 7)),
        ("The mayor on Tuesday said she would stay.", date(2031, 10, 7)),
        ("The study will be released on Tuesday.", date(2031, 10, 14)),
        ("It burned yesterday.", date(2031, 10, 9)),
        ("It burned last night.", date(2031, 10, 9)),
        ("It opens tomorrow.", date(2031, 10, 11)),
        ("They met on 4 October 2030.", date(2030, 10, 4)),
        ("They met on October 4th, 2030.", date(2030, 10, 4)),
        ("They met on 30 December.", date(2031, 12, 30)),
        ("They met on Jan. 5.", date(2032, 1, 5)),
    ],
)
def test_days_are_resolved_against_the_date_of_publication(text, day):
    assert dates(text) == [(day, day)]


def test_years_and_months_are_ranges():
    assert dates("It closed in 2019 and opened again in May 2024.") == [
        (date(2019, 1, 1), date(2019, 12, 31)),
        (date(2024, 5, 1), date(2024, 5, 31)),
    ]


@pytest.mark.parametrize("text", ["It burned on Tuesday.", "It burned yesterday.", "They met on 30 December."])
def test_nothing_is_guessed_without_a_date_of_publication(text):
    assert dates(text, None) == []


@pytest.mark.parametrize(
    "text", ["They may meet.", "On 31 February nothing happened.", "In 2000 homes the light went out.", "March 12% up"]
)
def test_what_is_no_date_is_left_alone(text):
    assert dates(text) == []
