"""What every ClaimIndex does."""

import random
from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from tests.contract import values as make

from factcheck.domain import values as v

DAY = timedelta(days=1)
LONG = v.CELL_NUMBERS + 7
ALWAYS = (make.NOON - 400 * DAY, make.NOON + 400 * DAY)


def hit(entry: v.IndexEntry, *cells: int) -> v.RelatedArticle:
    marks = dict(zip(entry.cells, entry.marks or (b"",) * len(entry.cells), strict=True))
    return v.RelatedArticle(entry.header.id, entry.header.when, tuple((cell, marks[cell]) for cell in cells))


def by_id(items):
    return sorted(items, key=lambda item: getattr(item, "article_id", None) or item.header.id)


def test_an_entry_is_loaded_as_it_was_put(stores):
    entry = make.entry(make.article())
    stores.index.put(entry)

    assert stores.index.load([entry.header.id, entry.header.id]) == [entry]


def test_entries_that_share_a_cell_are_related(stores):
    one = make.entry(make.article("One " + make.TEXT), cells=(1, 2))
    two = make.entry(make.article("Two " + make.TEXT), cells=(2, 3), seed=9)
    far = make.entry(make.article("Far " + make.TEXT), cells=(12, 22))
    for entry in (one, two, far):
        stores.index.put(entry)

    assert stores.index.related([1, 2, 2, 3], *ALWAYS) == by_id([hit(one, 1, 2), hit(two, 2, 3)])
    assert stores.index.related([12], *ALWAYS) == [hit(far, 12)]
    assert stores.index.related([], *ALWAYS) == []
    assert stores.index.related([4000], *ALWAYS) == []


def test_a_cell_is_not_its_longer_namesake(stores):
    stores.index.put(make.entry(make.article(), cells=(11,)))

    assert stores.index.related([1, 111], *ALWAYS) == []


def test_only_what_speaks_from_within_the_window_is_related_to_the_moment(stores):
    moments = [make.NOON + timedelta(microseconds=n) for n in (-1, 0, 1)] + [make.NOON + DAY]
    entries = [
        make.entry(make.article(f"{n} {make.TEXT}"), cells=(5,), published_at=moment)
        for n, moment in enumerate(moments)
    ]
    for entry in entries:
        stores.index.put(entry)

    assert stores.index.related([5], make.NOON, make.NOON) == [hit(entries[1], 5)]
    assert stores.index.related([5], moments[0], moments[2]) == by_id(hit(each, 5) for each in entries[:3])
    assert stores.index.related([5], make.NOON, make.NOON + DAY) == by_id(hit(each, 5) for each in entries[1:])


def test_an_article_without_a_date_speaks_from_its_arrival(stores):
    entry = make.entry(make.article(), cells=(5,), published_at=None)
    stores.index.put(entry)

    assert stores.index.related([5], make.NOON, make.NOON) == [hit(entry, 5)]


def test_putting_an_entry_again_leaves_nothing_of_the_old_one(stores):
    old = make.entry(make.article(), cells=(1, 2))
    new = make.entry(make.article(), cells=(2, 3), seed=5, published_at=make.NOON + 3 * DAY)
    stores.index.put(old)
    stores.index.put(new)
    stores.index.put(new)

    assert stores.index.related([1], *ALWAYS) == []
    assert stores.index.related([2], make.NOON - DAY, make.NOON + DAY) == []
    assert stores.index.related([1, 2, 3], *ALWAYS) == [hit(new, 2, 3)]
    assert stores.index.load([new.header.id]) == [new]


def test_a_removed_entry_is_gone_from_everywhere(stores):
    entry = make.entry(make.article(), cells=(1, 2))
    stores.index.put(entry)
    for _ in range(2):
        stores.index.remove(entry.header.id)

    assert stores.index.related([1, 2], *ALWAYS) == []
    assert stores.index.load([entry.header.id]) == []


def test_an_entry_without_claims_lies_in_no_cell(stores):
    entry = v.IndexEntry(make.article().header, b"", (), (), ())
    stores.index.put(entry)

    assert stores.index.load([entry.header.id]) == [entry]


def big_entry(noise: random.Random) -> v.IndexEntry:
    """2,000 claims: the vectors alone take 768,000 bytes."""
    article = make.article((make.TEXT * 1000)[:200_000])
    claims = tuple(
        v.IndexedClaim(make.claim(article, start, start + 90), noise.randbytes(384)) for start in range(0, 199_900, 100)
    )
    return replace(make.entry(article), claims=claims)


def test_an_entry_larger_than_an_item_is_kept_replaced_and_removed(stores):
    noise = random.Random(3)
    first, second = big_entry(noise), big_entry(noise)
    for entry in (first, second):
        stores.index.put(entry)
        assert stores.index.load([entry.header.id]) == [entry]

    small = replace(second, claims=second.claims[:1])
    stores.index.put(small)
    assert stores.index.load([small.header.id]) == [small]
    stores.index.remove(small.header.id)
    assert stores.index.load([small.header.id]) == []


def test_a_list_of_more_than_a_megabyte_is_read_whole(stores):
    noise = random.Random(5)
    entries = [
        replace(
            make.entry(make.article(f"{n} {make.TEXT}"), cells=(LONG, LONG + 1)),
            marks=(noise.randbytes(3000), b""),
            claims=(),
        )
        for n in range(450)
    ]
    for entry in entries:
        stores.index.put(entry)

    assert stores.index.related([LONG, LONG + 1], *ALWAYS) == by_id(hit(each, LONG, LONG + 1) for each in entries)
    assert stores.index.load(entry.header.id for entry in entries) == by_id(entries)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(entry=make.entries)
def test_any_entry_survives_the_round_trip(stores, entry):
    stores.index.put(entry)

    assert stores.index.load([entry.header.id]) == [entry]
    when = entry.header.when
    assert stores.index.related(entry.cells, when, when) == (
        [hit(entry, *sorted(set(entry.cells)))] if entry.cells else []
    )
    stores.index.remove(entry.header.id)
