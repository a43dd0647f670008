"""Reviews as publishers mark them up."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factcheck.api.claimreview import MOST, read_feed
from factcheck.domain.errors import InvalidInputError

REVIEW = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "url": "https://www.sennefacts.example/bridge",
    "datePublished": "2031-06-05",
    "claimReviewed": "All 60 hangers were cracked.",
    "headline": "No, not all",
    "description": "Fourteen were.",
    "author": {"@type": "Organization", "name": "Senne Facts"},
    "itemReviewed": {"@type": "Claim", "author": {"@type": "Person", "name": "Jana Holm"}},
    "reviewRating": {"@type": "Rating", "ratingValue": 1, "bestRating": 5, "worstRating": 1, "alternateName": "False"},
}


def one(**changes):
    (review,), rejected = read_feed({**REVIEW, **changes})
    assert rejected == []
    return review


def reason(**changes):
    reviews, (rejected,) = read_feed({**REVIEW, **changes})
    assert reviews == []
    return rejected.reason


def test_a_review_is_read_whole():
    review = one()

    assert review.claim == "All 60 hangers were cracked."
    assert review.source == "sennefacts.example"
    assert (review.title, review.summary, review.claimant) == ("No, not all", "Fourteen were.", "Jana Holm")
    assert (review.rating, review.score) == ("False", 0.0)
    assert review.published_at == datetime(2031, 6, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "feed",
    [
        REVIEW,
        [REVIEW],
        {**REVIEW, "@type": ["Review", "ClaimReview"]},
        {**REVIEW, "@type": "https://schema.org/ClaimReview"},
        {"@type": "ItemList", "itemListElement": [REVIEW]},
        {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "position": 1, "item": REVIEW}]},
        {"@type": "DataFeed", "dataFeedElement": [{"@type": "DataFeedItem", "item": [REVIEW]}]},
        {"@type": "DataFeed", "dataFeedElement": {"@type": "DataFeedItem", "item": REVIEW}},
        {"@context": "https://schema.org", "@graph": [REVIEW]},
    ],
)
def test_every_form_of_a_feed_holds_the_same_review(feed):
    reviews, rejected = read_feed(feed)

    assert reviews == [one()]
    assert rejected == []


@pytest.mark.parametrize(
    ("date", "day"),
    [("2031-06-05T08:00:00+02:00", 5), ("2031-06-05T08:00:00", 5), ("5 June 2031", 5), ("June 5, 2031", 5)],
)
def test_dates_are_read_as_they_come(date, day):
    moment = one(datePublished=date).published_at
    assert (moment.year, moment.month, moment.day, moment.tzinfo) == (2031, 6, day, UTC)


@pytest.mark.parametrize("date", ["soon", 5, None, "2031-13-01", "0001-01-01T00:00:00+14:00"])
def test_a_date_that_cannot_be_read_is_left_out(date):
    assert one(datePublished=date).published_at is None


def test_who_checked_it_is_a_domain_or_else_a_name():
    assert one(url=None, author={"name": "Senne Facts", "url": "https://sennefacts.example"}).source == (
        "sennefacts.example"
    )
    assert one(url=None, author=[{"name": " Senne  Facts "}]).source == "Senne Facts"
    assert one(url=None, author="Senne Facts").source == "Senne Facts"
    assert one(url=None, author=None).source == "unknown"


@pytest.mark.parametrize(
    ("rating", "words", "score"),
    [
        ({"ratingValue": "2", "bestRating": "5", "worstRating": "1"}, None, 0.25),
        ({"ratingValue": "False"}, "False", None),
        ("Mostly True", "Mostly True", None),
        ({"ratingValue": 9, "bestRating": 5, "worstRating": 1}, None, 1.0),
        ({"ratingValue": 1, "bestRating": 1, "worstRating": 1}, None, None),
        (None, None, None),
        ([], None, None),
    ],
)
def test_a_rating_is_words_or_a_share(rating, words, score):
    review = one(reviewRating=rating)
    assert (review.rating, review.score) == (words, score)


def test_the_same_review_has_one_id_and_another_statement_of_the_page_another():
    assert one(headline="Another headline").id == one().id
    assert one(claimReviewed="Another statement.").id != one().id
    assert one(url="https://www.sennefacts.example/other").id != one().id
    assert one(url=None).id != one(url=None, headline="Another").id


@pytest.mark.parametrize(
    "changes",
    [
        {"claimReviewed": None},
        {"claimReviewed": " "},
        {"claimReviewed": 5},
        {"claimReviewed": "x" * 5001},
        {"claimReviewed": "a\0b"},
        {"claimReviewed": "\ud800"},
        {"@type": "Review"},
        {"@type": 7},
        {"url": "javascript:alert(1)"},
        {"url": "https://a.example/ b"},
        {"url": 7},
        {"headline": ["x"]},
    ],
)
def test_what_cannot_be_used_is_refused_with_a_reason(changes):
    assert reason(**changes)


def test_a_refused_review_keeps_no_other_out():
    reviews, rejected = read_feed([REVIEW, "text", {**REVIEW, "claimReviewed": ""}, {**REVIEW, "url": None}])

    assert len(reviews) == 2
    assert [r.index for r in rejected] == [1, 2]


@pytest.mark.parametrize("body", ["text", 5, None, [REVIEW] * (MOST + 1)])
def test_what_is_no_feed_or_too_much_is_refused_as_a_whole(body):
    with pytest.raises(InvalidInputError):
        read_feed(body)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*REVIEW, "name", "url"]), inner),
    max_leaves=8,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(sorted(REVIEW)), _JSON))
def test_no_form_of_any_member_breaks_the_reading(changes):
    reviews, rejected = read_feed([{**REVIEW, **changes}])
    assert len(reviews) + len(rejected) == 1
