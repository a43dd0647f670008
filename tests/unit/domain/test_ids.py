import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.domain import ids


@given(st.text(), st.text())
def test_an_article_id_depends_on_text_and_source_only(text, source):
    first = ids.article_id(text, source)
    assert first == ids.article_id(text, source)
    assert ids.is_id(first)


def test_text_and_source_do_not_run_together():
    assert ids.article_id("ab", "c") != ids.article_id("a", "bc")


def test_a_private_article_has_another_id_than_the_common_one():
    assert len({ids.article_id("t", "s"), ids.article_id("t", "s", "key-1"), ids.article_id("t", "s", "key-2")}) == 3


def test_a_claim_is_found_from_its_id():
    article = ids.article_id("t", "s")
    assert ids.article_of_claim(ids.claim_id(article, 120)) == article


@pytest.mark.parametrize(
    "bad",
    ["", "clm_", "clm_x_1", "art_" + "a" * 26, "clm_" + "a" * 26, "clm_" + "a" * 26 + "_٣", "clm_" + "A" * 26 + "_1"],
)
def test_what_is_no_claim_id_is_refused(bad):
    with pytest.raises(ValueError, match="not a claim id"):
        ids.article_of_claim(bad)
