"""A feed of fact-checks: JSON from a judged address, bounded."""

import pytest

from factcheck.domain.errors import FetchError
from factcheck.sources.feed import HttpFeedFetcher

from .conftest import answer

FEED = "https://facts.example.com/feed.json"


@pytest.mark.parametrize("kind", ["application/json", "application/ld+json; charset=utf-8", "text/plain"])
def test_a_feed_is_downloaded(web, kind):
    web.answers["facts.example.com/feed.json"] = answer(b'[{"@type": "ClaimReview"}]', status=200, content_type=kind)
    assert HttpFeedFetcher(web.factory()).fetch(FEED) == b'[{"@type": "ClaimReview"}]'


@pytest.mark.parametrize(("status", "retryable"), [(404, False), (503, True)])
def test_a_status_that_is_no_success_is_an_error(web, status, retryable):
    web.answers["facts.example.com/feed.json"] = answer(b"no", status=status, content_type="application/json")
    with pytest.raises(FetchError) as caught:
        HttpFeedFetcher(web.factory()).fetch(FEED)
    assert caught.value.retryable is retryable


def test_a_page_is_no_feed(web):
    web.answers["facts.example.com/feed.json"] = answer(b"<html>", status=200, content_type="text/html")
    with pytest.raises(FetchError, match="JSON"):
        HttpFeedFetcher(web.factory()).fetch(FEED)


def test_a_feed_at_a_private_address_is_refused(web):
    web.names["facts.example.com"] = ["10.0.0.7"]
    with pytest.raises(FetchError):
        HttpFeedFetcher(web.factory()).fetch(FEED)
    assert web.requests == []


def test_a_feed_that_never_ends_is_given_up(web):
    web.answers["facts.example.com/feed.json"] = answer(b" " * 6_000_000, status=200, content_type="application/json")
    with pytest.raises(FetchError, match="larger"):
        HttpFeedFetcher(web.factory()).fetch(FEED)
