"""What a query says, how statements are filed, and what stands first."""

from datetime import UTC, date, datetime

import pytest
from tests.world import WordEncoder

from factcheck.crosscheck import search

POST = (
    "Unbelievable!! The mayor of #NewVarlow banned all dogs from its parks https://t.co/abc123pic.twitter.com/Xy1 "
    "— Jana Holm (@JanaHolmNews) March 4, 2031"
)


def vectors(*texts):
    return [e.vector for e in WordEncoder().encode(texts)]


def ranked(query, *candidates):
    read = search.read_query(query)
    whole, *sentences = vectors(read.text, *read.sentences)
    made = [search.Candidate(f"fck_{n}", text, "", vectors(text)[0], when) for n, (text, when) in enumerate(candidates)]
    return [(round(similarity, 3), hit.text) for similarity, hit in search.rank(read, whole, sentences, made)]


def test_a_pasted_post_is_read_without_its_links_and_with_its_date():
    read = search.read_query(POST)

    assert read.text == "Unbelievable!! The mayor of New Varlow banned all dogs from its parks"
    assert read.sentences == ("The mayor of New Varlow banned all dogs from its parks",)
    assert read.written_on == date(2031, 3, 4)
    assert {"varlow", "jana", "holm"} <= set(read.words)
    assert not {"http", "pic", "twitter", "co"} & set(read.words)


@pytest.mark.parametrize("signature", ["— A B (@ab) February 30, 2031", "— A B (@ab) Mars 3, 2031"])
def test_a_day_that_is_none_is_no_date(signature):
    assert search.read_query(f"The tower fell. {signature}").written_on is None


def test_a_date_inside_the_words_is_not_when_they_were_written():
    assert search.read_query("The tower fell on March 4, 2031").written_on is None


@pytest.mark.parametrize("query", ["https://t.co/abc", "🙈", '""', "@", "."])
def test_a_query_of_nothing_but_signs_is_still_a_query(query):
    assert search.read_query(query).text


def test_the_rarest_words_are_looked_up_first():
    found = search.searched_words(search.read_query("President Trump said the Xylograph of Ostvik shows a video"))

    assert set(found[:2]) == {"xylograph", "ostvik"}
    assert len(search.searched_words(search.read_query(" ".join(f"word{n}x" for n in range(200))))) == (
        search.WORDS_SEARCHED
    )


def test_what_is_filed_under_its_words_is_found_by_them():
    filed = search.filed_words("All 60 hangers were cracked.", "No, not all hangers were cracked", None)

    assert set(search.searched_words(search.read_query("are the bridge's 60 hangers cracking?"))) >= {"hang", "60"}
    assert {"hang", "60"} <= set(filed)
    assert filed == tuple(sorted(set(filed)))


def test_a_word_too_long_for_a_key_is_not_filed():
    assert search.filed_words("x" * 3000) == ()


def test_words_decide_by_their_rarity():
    assert search.by_words({"trump": ["a", "b"], "xylograph": ["c"]})[0] == "c"
    assert search.by_words({}) == []


def test_signs_find_the_nearest_vector():
    near, far, query = vectors("the bridge is shut", "seven cats drink milk", "the bridge is shut today")

    assert search.by_signs(query, {"far": search.signs(far), "near": search.signs(near)}) == ["near", "far"]
    assert search.by_signs(query, {}) == []


def test_the_same_words_come_first_and_every_similarity_is_a_probability():
    found = ranked(
        "dogs are banned from the parks of Varlow",
        ("Cats drink milk.", None),
        ("Varlow banned dogs from its parks.", None),
    )

    assert found[0][1] == "Varlow banned dogs from its parks."
    assert 0 <= found[1][0] < found[0][0] <= 1


def test_of_two_that_are_alike_the_one_that_came_out_soon_after_the_post_stands_first():
    then, long_before = datetime(2031, 3, 6, tzinfo=UTC), datetime(2019, 3, 6, tzinfo=UTC)
    text = "New Varlow banned dogs from its parks."

    assert ranked(POST, (text + " ", long_before), (text, then))[0][1] == text
    assert ranked(POST, (text, then), (text + " ", long_before))[0][1] == text


def test_one_common_word_in_an_empty_store_is_no_match():
    ((similarity, _),) = ranked("president of Ostvik resigns", ("The president drinks milk.", None))

    assert similarity < 0.1


def test_nothing_found_is_nothing_ranked():
    assert ranked("anything") == []
