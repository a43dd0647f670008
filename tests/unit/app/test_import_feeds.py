"""Feeds of fact-checks: each on its own, whatever the others do."""

import json

import pytest
from tests.world import World

from factcheck.app.import_feeds import FeedOutcome
from factcheck.domain.errors import FetchError


def review(number: int) -> dict[str, object]:
    return {
        "@type": "ClaimReview",
        "url": f"https://facts.example/{number}",
        "claimReviewed": f"Crane number {number} fell.",
        "datePublished": "2031-02-01",
        "reviewRating": {"@type": "Rating", "alternateName": "False"},
    }


class FakeFeeds:
    """What stands behind each URL; an exception is raised."""

    def __init__(self, **bodies: object) -> None:
        self.bodies = bodies
        self.asked: list[str] = []

    def fetch(self, url: str) -> bytes:
        self.asked.append(url)
        body = self.bodies[url.removeprefix("https://").partition(".")[0]]
        if isinstance(body, Exception):
            raise body
        return body if isinstance(body, bytes) else json.dumps(body).encode()


def world(**bodies: object) -> World:
    made = World(feeds=" ".join(f"https://{name}.example/feed" for name in bodies))
    feeds = FakeFeeds(**bodies)
    made.feed_fetcher = lambda: feeds
    return made


def test_every_feed_is_imported_and_a_second_time_nothing_is_new():
    made = world(a={"@type": "DataFeed", "dataFeedElement": [review(1), review(2), {"@type": "Thing"}]}, b=[review(3)])
    assert made.import_feeds() == (
        FeedOutcome("a.example", imported=2, rejected=1),
        FeedOutcome("b.example", imported=1),
    )
    assert made.import_feeds() == (
        FeedOutcome("a.example", unchanged=2, rejected=1),
        FeedOutcome("b.example", unchanged=1),
    )


@pytest.mark.parametrize(
    ("body", "code"),
    [(FetchError("no answer", retryable=True), "fetch_failed"), (b"<html>", "fetch_failed"), (b"7", "invalid_field")],
)
def test_a_feed_that_fails_keeps_none_of_the_others_out(body, code):
    outcomes = world(a=body, b=[review(3)]).import_feeds()
    assert [(o.host, o.imported, o.problem) for o in outcomes] == [("a.example", 0, code), ("b.example", 1, None)]


def test_a_long_feed_is_read_from_its_beginning():
    many = [review(n) for n in range(2_100)]
    made = world(a=many)
    (outcome,) = made.import_feeds()
    assert outcome.imported == 2_000


def test_what_time_does_not_allow_is_left_for_the_next_call():
    made = world(a=[review(1)], b=[review(2)])
    asked = iter([True])
    outcomes = made.import_feeds(in_time=lambda: next(asked, False))
    assert [o.problem for o in outcomes] == [None, "out_of_time"]
    assert [o.unchanged + o.imported for o in made.import_feeds()] == [1, 1]


def test_no_feeds_are_asked_for_where_none_are_named():
    assert World().import_feeds() == ()
