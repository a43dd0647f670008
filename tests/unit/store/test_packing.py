"""What a packed value holds and what it leaves out."""

from dataclasses import replace

import pytest
from tests.builders import claim, header

from factcheck.domain import values as v
from factcheck.store import packing

TEXT = "Seven people died. Four were hurt."


def article() -> v.Article:
    return v.Article(header("a"), TEXT)


def reading(of: v.Article) -> v.Reading:
    return v.Reading((), (claim("Seven people died.", 0, of.header.id), claim("Four were hurt.", 19, of.header.id)))


def dictionary(text: str) -> bytes:
    return text.encode()


def test_the_words_of_a_claim_are_not_written_again():
    packed = packing.unpack_json(packing.pack_reading(article(), reading(article()), {}), dictionary(TEXT))

    assert all("text" not in each and "id" not in each for each in packed["claims"])
    assert all("quantities" not in each for each in packed["claims"])


def test_words_and_ids_come_back_from_the_article():
    whole = article()
    assert packing.unpack_reading(packing.pack_reading(whole, reading(whole), {"a": "1"}), whole) == (
        reading(whole),
        {"a": "1"},
    )


def test_a_claim_whose_words_are_not_those_of_its_span_keeps_them():
    whole = article()
    odd = v.Reading((), (replace(reading(whole).claims[0], text="Other words.", id="clm_other"),))

    assert packing.unpack_reading(packing.pack_reading(whole, odd, {}), whole)[0] == odd


def test_an_index_entry_needs_no_article_to_be_read():
    whole = article()
    entry = v.IndexEntry(
        whole.header,
        bytes(384),
        (1, 2),
        (5, 2**32 - 1),
        tuple(v.IndexedClaim(each, bytes([n]) * 384) for n, each in enumerate(reading(whole).claims)),
    )
    assert packing.unpack_entry(packing.pack_entry(entry)) == entry


def test_a_text_longer_than_a_chunk_is_cut_between_characters():
    text = "ü😀" * packing.TEXT_CHUNK_CHARACTERS
    chunks = packing.pack_text(text)

    assert len(chunks) == 2
    assert packing.unpack_text(chunks) == text
    assert packing.unpack_text(packing.pack_text("")) == ""


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), 1e308, 5e-324, 0.1 + 0.2])
def test_a_figure_of_any_size_survives(number):
    quantity = v.Quantity("x", number, "unit", True, v.Bound.EXACT, number, None, None, v.Span(0, 1))
    whole = article()
    odd = v.Reading((), (replace(reading(whole).claims[0], quantities=(quantity,)),))

    assert packing.unpack_reading(packing.pack_reading(whole, odd, {}), whole)[0] == odd


def test_a_damaged_pack_is_not_taken_for_another_value():
    packed = bytearray(packing.pack_reading(article(), reading(article()), {}))
    packed[len(packed) // 2] ^= 0xFF
    with pytest.raises(Exception, match=r"."):  # zlib's checksum, or what it unpacked is no JSON
        packing.unpack_reading(bytes(packed), article())
