"""Attribute values, sizes, keys."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.domain.values import ArticleHeader
from factcheck.store import keys
from factcheck.store.items import (
    CHUNK_BYTES,
    decode,
    encode,
    epoch_seconds,
    item_size,
    microseconds,
    moment_of,
    new_item,
    split,
    time_of,
    time_text,
)

NOON = datetime(2031, 3, 2, 12, tzinfo=UTC)
moments = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 28), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
plain = st.text() | st.integers() | st.booleans() | st.binary() | st.lists(st.text()) | st.lists(st.integers())


@given(st.dictionaries(st.text(min_size=1), plain))
def test_attributes_survive_the_round_trip(attributes):
    assert decode(encode(attributes)) == attributes


@pytest.mark.parametrize("value", [0.5, [0.5], {"a": 1}, {1}])
def test_no_float_and_nothing_odd_becomes_an_attribute(value):
    with pytest.raises(TypeError):
        encode({"score": value})


def test_none_is_no_attribute():
    assert encode({"title": None, "empty": ""}) == {"empty": {"S": ""}}


def test_every_item_says_what_it_is_and_since_when():
    assert decode(new_item({"PK": "p"}, "text", NOON, {"data": b"x"})) == {
        "PK": "p",
        "type": "text",
        "schema": 1,
        "created_at": "2031-03-02T12:00:00+00:00",
        "data": b"x",
    }


def test_sizes_are_counted_as_dynamodb_counts_them():
    assert item_size(encode({"PK": "abc"})) == 5
    assert item_size(encode({"ü": "ü"})) == 4
    assert item_size(encode({"b": bytes(10)})) == 11
    assert item_size(encode({"t": True})) == 2
    assert item_size(encode({"l": ["ab", "c"]})) == 1 + 3 + 3 + 2


@given(st.binary(max_size=50))
def test_small_values_are_one_chunk(packed):
    assert split(packed) == [packed]


def test_large_values_are_cut():
    packed = bytes(range(256)) * 4000
    chunks = split(packed)
    assert b"".join(chunks) == packed
    assert [len(chunk) for chunk in chunks] == [CHUNK_BYTES, CHUNK_BYTES, len(packed) - 2 * CHUNK_BYTES]


@given(moments)
def test_times_survive_the_round_trip_to_the_microsecond(moment):
    assert time_of(time_text(moment)) == moment
    assert moment_of(microseconds(moment)) == moment


def test_times_are_written_in_utc():
    there = datetime(2031, 3, 2, 14, tzinfo=timezone(timedelta(hours=2)))
    assert time_text(there) == time_text(NOON)


def test_expiry_is_rounded_up():
    assert epoch_seconds(NOON) == int(NOON.timestamp())
    assert epoch_seconds(NOON + timedelta(microseconds=1)) == int(NOON.timestamp()) + 1


def header(**fields: object) -> ArticleHeader:
    return ArticleHeader(**({"id": "art_" + "a" * 26, "source": "a.example", "received_at": NOON} | fields))


def test_a_report_is_one_range_that_leaves_the_history_out():
    article = "art_" + "a" * 26
    first, last = keys.REPORT_RANGE
    inside = [
        keys.reading(article, "0" * 16),
        keys.reading(article, "f" * 16, "f" * 16, 9999),
        keys.edges(article, "art_" + "z" * 26),
        keys.meta(article),
        keys.text(article, 9999),
        keys.sheet(article),
    ]
    assert all(first <= key["SK"] <= last for key in inside)
    assert not first <= keys.sheet_changes(article, 1)["SK"] <= last


def test_private_articles_are_listed_nowhere():
    assert keys.listing(header(owner="key_1")) == {}


def test_common_articles_are_listed_by_source_and_month_and_by_day():
    listing = keys.listing(header(published_at=datetime(2031, 2, 28, 23, 30, tzinfo=UTC)))

    assert listing["GSI1PK"] == "SRC#a.example#2031-03"
    assert listing["GSI1SK"] == listing["GSI2SK"]
    assert listing["GSI2PK"].rpartition("#")[0] == "DAY#2031-03-02"
    assert int(listing["GSI2PK"].rpartition("#")[2]) in range(keys.DAY_SHARDS)


def test_the_days_articles_are_spread_over_all_shards():
    shards = {keys.listing(header(id=f"art_{n:026d}"))["GSI2PK"] for n in range(200)}
    assert len(shards) == keys.DAY_SHARDS


def test_a_source_of_any_length_makes_a_key_that_fits():
    long, longer = "ü" * 5000, "ü" * 5001
    assert len(keys.source_month(long, NOON).encode()) < 2048
    assert keys.source_month(long, NOON) != keys.source_month(longer, NOON)


@given(moments, moments)
def test_days_sort_as_moments_do(one, other):
    assert (keys.day(one) <= keys.day(other)) or one > other


def test_a_variant_tells_none_from_empty_and_one_field_from_the_next():
    variants = {
        keys.variant(header(**fields))
        for fields in ({}, {"title": ""}, {"language": ""}, {"title": "en"}, {"language": "en"}, {"published_at": NOON})
    }
    assert len(variants) == 6
    assert keys.variant(header(received_at=NOON, url="https://a.example/")) == keys.variant(header())
