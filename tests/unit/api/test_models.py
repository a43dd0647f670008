"""What a request may hold."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from factcheck.api.models import (
    MAX_EVIDENCE,
    CheckClaimModel,
    ScoreSentencesModel,
    SubmitArticleModel,
    shown_time,
)

TEXT = "The ferry to Oskholm was cancelled."


def submission(**fields):
    return SubmitArticleModel.model_validate({"text": TEXT, **fields}).submission()


def refused(**fields):
    with pytest.raises(ValidationError) as caught:
        SubmitArticleModel.model_validate({"text": TEXT, **fields})
    return [(error["loc"], error["type"]) for error in caught.value.errors()]


def test_all_but_the_text_may_be_left_out():
    made = submission()
    assert made.text == TEXT
    assert made.source == "unknown"
    assert (made.title, made.url, made.published_at, made.language) == (None, None, None, None)
    assert made.store is True
    assert made.evidence == ()


def test_null_is_as_good_as_leaving_out():
    nothing = dict.fromkeys(("title", "url", "source", "published_at", "language", "callback_url"))
    assert submission(**nothing) == submission()


def test_neither_text_nor_url_is_refused():
    with pytest.raises(ValidationError, match="url to fetch"):
        SubmitArticleModel.model_validate({"title": "Ferry"})


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://news.outlet.example/a", "outlet.example"),
        ("https://www.outlet.co.uk:8443/a", "outlet.co.uk"),
        ("https://first.blogspot.com/a", "first.blogspot.com"),
        ("http://192.0.2.7/a", "unknown"),
        ("http://[2001:db8::1]/a", "unknown"),
        ("https://MÜNCHEN.example./", "xn--mnchen-3ya.example"),
        ("http://localhost:8000/", "unknown"),
    ],
)
def test_the_source_defaults_to_the_registrable_domain(url, domain):
    assert submission(url=url).source == domain


@pytest.mark.parametrize(
    ("given_source", "kept"),
    [
        ("NorthCoastHerald.EXAMPLE", "northcoastherald.example"),
        ("www.outlet.example", "outlet.example"),
        ("outlet.example.", "outlet.example"),
        ("Unknown", "unknown"),
        ("  The   Oskholm Post ", "The Oskholm Post"),
    ],
)
def test_one_outlet_has_one_name(given_source, kept):
    assert submission(source=given_source, url="https://other.example/").source == kept


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2031-03-02T08:00:00Z", datetime(2031, 3, 2, 8, tzinfo=UTC)),
        ("2031-03-02t08:00:00z", datetime(2031, 3, 2, 8, tzinfo=UTC)),
        ("2031-03-02T10:00:00.1239+02:00", datetime(2031, 3, 2, 8, 0, 0, 123_000, tzinfo=UTC)),
        ("2031-03-02 08:00+0000", datetime(2031, 3, 2, 8, tzinfo=UTC)),
    ],
)
def test_times_are_kept_in_utc_to_the_millisecond(value, moment):
    assert submission(published_at=value).published_at == moment


@pytest.mark.parametrize(
    "value",
    [
        "2031-03-02T08:00:00",
        "2031-03-02",
        "2031-02-30T08:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "yesterday",
        1930000000,
        True,
        "",
    ],
)
def test_other_times_are_refused(value):
    assert [loc for loc, _ in refused(published_at=value)] == [("published_at",)]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.example/",
        "javascript:alert(1)",
        "//a.example/",
        "https://",
        "https:///a",
        "http://a b.example/",
        "https://a.example/\x00",
        "http://a.example:99999/",
        "http://[::1/",
        "https://a.example/" + "x" * 2048,
    ],
)
def test_only_web_addresses_are_urls(url):
    for field in ("url", "callback_url"):
        assert [loc for loc, _ in refused(**{field: url})] == [(field,)]


@pytest.mark.parametrize("language", ["en", "de-AT", "zh-Hant-TW", "sr-Latn-RS"])
def test_language_tags_are_kept(language):
    assert submission(language=language).language == language


@pytest.mark.parametrize("language", ["", "e", "en_GB", "englisch und deutsch", "en\n"])
def test_other_languages_are_refused(language):
    assert refused(language=language)


@pytest.mark.parametrize(
    "fields",
    [
        {"text": ""},
        {"text": " \n\t"},
        {"text": "a\0b"},
        {"text": "\ud83d"},
        {"text": 7},
        {"text": ["a"]},
        {"text": "a" * 200_001},
        {"title": "a" * 1001},
        {"title": "\udc00"},
        {"source": ""},
        {"source": " "},
        {"source": "a" * 254},
        {"store": "false"},
        {"store": 1},
        {"evidence": [{"text": "a"}] * (MAX_EVIDENCE + 1)},
        {"evidence": [{"text": "a" * 50_001}]},
        {"evidence": [{"text": ""}]},
        {"evidence": ["a"]},
        {"evidence": [{"text": "a", "weight": 2}]},
        {"evidence": {"text": "a"}},
        {"headline": "a"},
    ],
)
def test_what_is_out_of_bounds_is_refused(fields):
    assert refused(**fields)


def test_the_bounds_themselves_are_within():
    made = submission(
        text="a" * 200_000, title="t" * 1000, source="s" * 253, evidence=[{"text": "e" * 50_000}] * MAX_EVIDENCE
    )
    assert len(made.evidence) == MAX_EVIDENCE


def test_evidence_takes_its_source_from_its_url():
    made = submission(evidence=[{"text": "a", "url": "https://www.sennepost.example/x"}, {"text": "b"}])
    assert [e.source for e in made.evidence] == ["sennepost.example", None]


@given(st.text(min_size=1, max_size=50))
def test_any_text_is_either_kept_to_the_letter_or_refused(text):
    body = json.loads(json.dumps({"text": text}))
    try:
        kept = SubmitArticleModel.model_validate(body).text
    except ValidationError:
        assert "\0" in text or not text.strip()
    else:
        assert kept == text


def test_the_other_requests_are_bounded_too():
    for model, body in (
        (CheckClaimModel, {"claim": "a" * 5_001}),
        (CheckClaimModel, {"claim": "It rained.", "published_at": "2031-03-02"}),
        (CheckClaimModel, {"claim": "It rained.", "limit": 3}),
        (ScoreSentencesModel, {"text": ""}),
        (ScoreSentencesModel, {"text": "a", "url": "https://a.example/"}),
    ):
        with pytest.raises(ValidationError):
            model.model_validate(body)


def test_times_are_shown_with_milliseconds_only_where_there_are_some():
    assert shown_time(datetime(2031, 3, 2, 8, tzinfo=UTC)) == "2031-03-02T08:00:00Z"
    assert shown_time(datetime(2031, 3, 2, 8, 0, 0, 7_000, tzinfo=UTC)) == "2031-03-02T08:00:00.007Z"
