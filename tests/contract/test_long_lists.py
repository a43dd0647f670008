"""Of a long list of the index those nearest in time are read, from either side the same, at a bounded cost."""

from datetime import timedelta

import pytest
from tests.contract import values as make

from factcheck.domain.values import CELL_NUMBERS
from factcheck.store.claim_index import CELL_READ, LONG_READ, DynamoClaimIndex
from factcheck.store.dynamodb import Table

pytestmark = pytest.mark.engine

CELL, NAME = 5, CELL_NUMBERS + 5
WINDOW = (make.NOON - timedelta(days=45), make.NOON + timedelta(days=45))


@pytest.fixture
def crowded(dynamodb):
    """More articles in a cell and in a list than a cell is read whole with, an hour apart."""
    entries = [
        make.entry(make.article(f"{n} {make.TEXT}"), cells=(CELL, NAME), published_at=make.NOON + timedelta(hours=n))
        for n in range(CELL_READ + 10)
    ]
    places = [item for entry in entries for item in dynamodb.index.items(entry)[2]]
    Table(dynamodb.client, dynamodb.names.index).write_many(places)
    return entries


def place(entry):
    return entry.header.when, entry.header.id


def found(stores, cell, around):
    return {hit.article_id for hit in stores.index.related([cell], *WINDOW, around=around)}


def test_of_a_crowded_cell_the_articles_around_a_moment_are_found(dynamodb, crowded):
    middle = len(crowded) // 2
    near = {e.header.id for e in crowded[middle - LONG_READ + 1 : middle + LONG_READ]}
    assert found(dynamodb, CELL, place(crowded[middle])) == near


def test_without_a_moment_the_newest_are_found(dynamodb, crowded):
    assert found(dynamodb, CELL, None) == {e.header.id for e in crowded[-LONG_READ:]}


def test_of_two_articles_in_a_crowded_cell_each_finds_the_other_or_neither_does(dynamodb, crowded):
    sees = {e.header.id: found(dynamodb, CELL, place(e)) for e in crowded[::7]}
    for one, those in sees.items():
        for other, its in sees.items():
            assert (other in those) == (one in its)


def test_a_list_of_a_name_is_read_whole_where_a_cell_is_not(dynamodb, crowded):
    assert found(dynamodb, NAME, place(crowded[0])) == {e.header.id for e in crowded}


def test_that_a_list_is_long_is_remembered_for_a_while(dynamodb, crowded, monkeypatch):
    now = [0.0]
    index = DynamoClaimIndex(dynamodb.client, dynamodb.names, seconds=lambda: now[0])
    limits = []
    some = Table.some

    def counted(self, *args, limit, **more):
        limits.append(limit)
        return some(self, *args, limit=limit, **more)

    monkeypatch.setattr(Table, "some", counted)
    around = place(crowded[30])
    first = index.related([CELL], *WINDOW, around=around)
    assert limits == [CELL_READ + 1, LONG_READ, LONG_READ]
    limits.clear()
    assert index.related([CELL], *WINDOW, around=around) == first
    assert len(limits) == 1  # both sides at once
    assert limits[0] <= 4 * LONG_READ
    limits.clear()
    now[0] = 3600.0
    index.related([CELL], *WINDOW, around=around)
    assert limits == [CELL_READ + 1, LONG_READ, LONG_READ]


@pytest.mark.parametrize(
    "hours", [[0] * 90, [n * n for n in range(32)], [*range(20), *range(700, 705), *range(900, 925)]]
)
def test_what_is_found_does_not_depend_on_what_a_process_knows_of_a_list(dynamodb, hours):
    """Articles may come in bursts, so that as many as were there the last time are not in the same span."""
    entries = [
        make.entry(
            make.article(f"{n} {make.TEXT}"), cells=(CELL,), published_at=make.NOON - timedelta(days=20, hours=-hour)
        )
        for n, hour in enumerate(hours * (1 + CELL_READ // len(hours)))
    ]
    places = [item for entry in entries for item in dynamodb.index.items(entry)[2]]
    Table(dynamodb.client, dynamodb.names.index).write_many(places)
    for entry in entries[::5]:
        fresh = DynamoClaimIndex(dynamodb.client, dynamodb.names)
        assert found(dynamodb, CELL, place(entry)) == {
            hit.article_id for hit in fresh.related([CELL], *WINDOW, around=place(entry))
        }
