"""What every ArticleListing does."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.contract import values as make

from factcheck.store.listing import DynamoArticleListing


@pytest.fixture
def listing(stores):
    return stores.articles if stores.client is None else DynamoArticleListing(stores.client, stores.names)


def commit(stores, text, *, days=0.0, source="valley-post.example", owner=None):
    article = make.article(text, source, owner=owner, received_at=make.NOON - timedelta(days=days))
    reading = replace(make.reading(article), claims=())
    stores.articles.save_reading(article, reading, make.VERSIONS)
    assert stores.articles.commit(article, make.sheet(reading), make.lone(article))
    return article.header.id


def page(listing, source=None, **asked):
    given = {"since": None, "until": None, "after": None, "limit": 10}
    return listing.page(source, **(given | asked))


def test_articles_come_newest_first_over_days_and_years(stores, listing):
    ids = [commit(stores, f"{n} {make.TEXT}", days=days) for n, days in enumerate((900, 0, 40, 0.001, 39.5, 4000))]

    assert page(listing) == ([ids[n] for n in (1, 3, 4, 2, 0, 5)], None)
    assert page(listing, "valley-post.example") == ([ids[n] for n in (1, 3, 4, 2, 0, 5)], None)


@pytest.mark.parametrize("source", [None, "valley-post.example"])
def test_pages_go_on_where_the_last_one_ended(stores, listing, source):
    ids = [commit(stores, f"{n} {make.TEXT}", days=n // 3) for n in range(11)]

    seen, after, pages = [], None, 0
    while True:
        found, after = page(listing, source, after=after, limit=3)
        seen += found
        pages += 1
        if after is None:
            break
    assert (sorted(seen), len(seen), pages) == (sorted(ids), 11, 4)


@pytest.mark.parametrize("source", [None, "valley-post.example"])
def test_a_period_includes_both_its_ends(stores, listing, source):
    ids = [commit(stores, f"{n} {make.TEXT}", days=n) for n in range(5)]

    def period(newest, oldest, shift=0):
        by = timedelta(microseconds=shift)
        until, since = make.NOON - timedelta(days=newest) - by, make.NOON - timedelta(days=oldest) + by
        return page(listing, source, since=since, until=until)[0]

    assert period(1, 3) == ids[1:4]
    assert period(1, 3, shift=1) == ids[2:3]
    assert period(3, 1) == []
    assert page(listing, source, until=make.NOON - timedelta(days=9)) == ([], None)


def test_sources_are_told_apart_and_private_articles_left_out(stores, listing):
    one = commit(stores, make.TEXT, source="a.example")
    commit(stores, make.TEXT, source="a.example.org")
    commit(stores, "Private. " + make.TEXT, source="a.example", owner="key_1")

    assert page(listing, "a.example") == ([one], None)
    assert page(listing, "nobody.example") == ([], None)
    assert len(page(listing)[0]) == 2


def test_a_position_that_was_never_given_out_does_no_harm(stores, listing):
    one = commit(stores, make.TEXT)

    assert page(listing, after="")[0] == []
    assert page(listing, after="~")[0] == [one]


@pytest.mark.engine
def test_more_days_than_a_page_of_the_calendar_are_walked(dynamodb, monkeypatch):
    monkeypatch.setattr("factcheck.store.listing._CALENDAR_PAGE", 2)
    ids = [commit(dynamodb, f"{n} {make.TEXT}", days=n) for n in range(13)]

    assert page(DynamoArticleListing(dynamodb.client, dynamodb.names), limit=20) == (ids, None)
