"""How many of how many."""

import pytest

from factcheck.crosscheck.parts import part_of


@pytest.mark.parametrize(
    ("text", "count", "of", "noun"),
    [
        ("He was convicted on all seven counts.", 7, 7, "count"),
        ("Four of seven counts were proved.", 4, 7, "count"),
        ("All six of the district's libraries are safe.", 6, 6, "library"),
        ("Two of the borough’s six libraries will close.", 2, 6, "library"),
        ("None of the three men was hurt.", 0, 3, "man"),
        ("All 40 of the jobs will go.", 40, 40, "job"),
    ],
)
def test_a_part_is_read_with_its_whole(text, count, of, noun):
    part = part_of(text)
    assert part is not None
    assert (part.count, part.of, part.noun) == (count, of, noun)


@pytest.mark.parametrize(
    "text",
    [
        "All of the 450 people left.",
        "Four of the 12-year-old boys ran.",
        "Nine of seven counts.",
        "All one hall was lit.",
    ],
)
def test_what_is_no_part_of_a_counted_whole_is_left(text):
    assert part_of(text) is None
