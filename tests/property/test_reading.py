"""Whatever the text, it is read without a crash, and every span says exactly what it spans."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factcheck.app.read_article import read_article
from factcheck.domain.ids import article_id
from factcheck.domain.values import EncodedSentence

PIECES = st.sampled_from(
    [
        "“", "”", '"', "'", "’", "(", ")", "—", ":", ";", ",", ". ", "? ", "! ", "…", "\n", "\n\n", "\r\n", "\u2028",
        "said", "denied", "according to", "citing", "Mr.", "Ana Ruiz", "she", "the city", "which", "who", "and",
        "12", "3.2 million", "€", "%", "one in", "half a", "between", "1/4", "41.6km²", "2031", "on Tuesday",
        "👀", "שלום", "مرحبا", "日本語。", "e\u0301", "\u200b", "\ud800", "<b>", "&amp;", "ALL CAPITALS", "\x00",
    ]
)  # fmt: skip
MIXED = st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=60).map(" ".join)


def encode(texts):
    return [EncodedSentence(bytes(8), 0.5) for _ in texts]


def read(text, title=None, language="en"):
    return read_article(
        article_id=article_id(text, "property.example"),
        text=text,
        title=title,
        published_at=None,
        language=language,
        encode=encode,
    ).reading


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(MIXED, st.none() | MIXED, st.sampled_from(["en", None, "de"]))
def test_any_text_is_read_and_every_span_is_what_it_says(text, title, language):
    reading = read(text, title, language)
    ends = [0, *(sentence.span.end for sentence in reading.sentences)]
    for sentence, before in zip(reading.sentences, ends, strict=False):
        assert before <= sentence.span.start < sentence.span.end <= len(text)
        assert 0 <= sentence.checkworthiness <= 1
    for claim in reading.claims:
        assert claim.text == text[claim.span.start : claim.span.end]
        assert claim.standalone.strip()
        for quantity in claim.quantities:
            assert quantity.text == text[quantity.span.start : quantity.span.end]
        for date in claim.dates:
            assert date.text == text[date.span.start : date.span.end]
    for word in reading.loaded_language:
        assert word.text == text[word.span.start : word.span.end]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(MIXED)
def test_the_same_text_reads_the_same_twice(text):
    assert read(text) == read(text)


@pytest.mark.parametrize(
    "text",
    [
        "the men who said that the boat had sunk and " * 1_200,  # one sentence of 50,000 characters
        "seven men said it " * 11_000,
        "TWO MEN DIED IN VELM ON TUESDAY, POLICE SAID. " * 400,
        "שבעה אנשים נהרגו אתמול בעיר. " * 200,
        "<p class='x'>Two <b>men</b> died, police said.</p>\n" * 200,
        "👀🔥😱 " * 2_000,
        "“" * 20_000,
        "1,234 " * 5_000,
        "a" * 200_000,
    ],
    ids=["one sentence", "no marks", "capitals", "right to left", "html", "emoji", "quotes", "digits", "one word"],
)
def test_hard_texts_are_read(text):
    reading = read(text, language=None)
    assert all(claim.text == text[claim.span.start : claim.span.end] for claim in reading.claims)


def test_another_language_is_said_to_be_one():
    reading = read(
        "Sieben Menschen sind bei einem Brand in der Fabrik von Velm gestorben und es ist nicht klar. " * 3, None, None
    )
    assert [warning.code for warning in reading.warnings] == ["language_not_supported"]
