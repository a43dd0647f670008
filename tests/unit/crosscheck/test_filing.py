"""Which lists an article is filed under, and which of those that share one are compared."""

import random
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from tests.builders import NOON, claim

from factcheck.crosscheck import filing
from factcheck.domain.values import IndexedClaim, RelatedArticle

_ROWS = np.random.default_rng(7).normal(size=(400, 384))


def vector(number, *, like=None, near=0.0):
    """Rows of noise are as good as at right angles; `near` is the cosine with another one."""
    row = _ROWS[number] / np.linalg.norm(_ROWS[number])
    if like is not None:
        row = near * _ROWS[like] / np.linalg.norm(_ROWS[like]) + np.sqrt(1 - near**2) * row
    return np.rint(row * 127 / np.abs(row).max()).astype(np.int8).tobytes()


def said(text, number=0, **of):
    return IndexedClaim(claim(text), vector(number, **of))


def hit(lists, article_id="art_b"):
    return RelatedArticle(article_id, NOON, tuple(sorted(lists.items())))


def words_of(lists):
    return {number for number in lists if number >= filing.CELL_NUMBERS}


def test_claims_that_say_the_same_in_other_words_share_a_list():
    one = filing.lists([said("The Torvald paper mill was destroyed by a blaze.")], vector(1), [3])
    two = filing.lists([said("A blaze has destroyed the paper mill of Torvald, officials said.")], vector(2), [9])
    assert words_of(one) & words_of(two)


def test_articles_about_different_things_share_no_list_of_words():
    one = filing.lists([said("The Torvald paper mill was destroyed by a blaze.")], vector(1), [3])
    two = filing.lists([said("Parking fees in Brenning rise to four crowns.")], vector(2), [9])
    assert not words_of(one) & words_of(two)


def test_units_of_measure_make_no_list():
    one = filing.lists([said("Net 4.2 mln dlrs vs 3.9 mln dlrs.")], vector(1), [])
    two = filing.lists([said("Net 17 mln dlrs vs 16 mln.")], vector(2), [])
    assert not words_of(one) & words_of(two)


def test_an_article_is_filed_under_so_many_lists_at_the_most():
    names = [f"{a}{b}ovsk" for a in "BDFGKLMNPRSTVZ" for b in ("ar", "el", "or", "im")]
    claims = [said(f"The mayor of {name} inspected {other} bridges.", i) for i, (name, other) in
              enumerate(zip(names, reversed(names), strict=True))]  # fmt: skip
    lists = filing.lists(claims, vector(1), range(filing.CELL_LISTS))
    assert len(lists) == filing.WORD_LISTS + filing.NAME_LISTS + filing.CELL_LISTS


def test_the_lists_do_not_depend_on_the_order_of_names_and_cells():
    claims = [said("The Torvald mill burned.", 1), said("Quenby visited Brackenholm.", 2)]
    one, two = filing.lists(claims, vector(1), [1, 2]), filing.lists(claims[::-1], vector(1), [2, 1])
    assert one == two


def test_a_statement_is_looked_for_where_an_article_with_it_is_filed():
    text = "The Torvald paper mill burned down."
    filed = filing.lists([said(text)], vector(0), [4])
    assert words_of(filed) <= set(filing.statement_lists(text, vector(0), [4]))


@pytest.mark.parametrize(
    ("near", "words", "compared"), [(0.95, 0, True), (0.9, 0, True), (0.1, 0, False), (0.1, 3, True), (0.75, 1, True)]
)
def test_near_articles_and_those_that_share_many_lists_are_compared(near, words, compared):
    own = dict.fromkeys([1, *range(1 << 20, (1 << 20) + words)], filing.mark_of(9, vector(1)))
    other = dict.fromkeys(own, filing.mark_of(9, vector(2, like=1, near=near)))
    assert (filing.worth_comparing(own, [hit(other)], NOON) == ["art_b"]) is compared


def test_an_article_that_shares_one_claim_is_compared_however_far_it_is_otherwise():
    word = 1 << 20
    own = {word: filing.mark_of(9, vector(1)) + filing.signs_of(vector(3))}
    same = {word: filing.mark_of(9, vector(2)) + filing.signs_of(vector(4, like=3, near=0.9))}
    other = {word: filing.mark_of(9, vector(2)) + filing.signs_of(vector(4))}
    assert filing.worth_comparing(own, [hit(same, "art_b"), hit(other, "art_c")], NOON) == ["art_b"]


CELL, NAME = 1, filing.name_list("lund")


def loose(number, after=timedelta(days=30), lists=(CELL,)):
    turned = np.frombuffer(vector(0), dtype=np.int8).copy()
    turned[: 115 + number // 4] *= -1  # cosines of 0.59 down to 0.48 by the signs
    found = hit(dict.fromkeys(lists, filing.mark_of(9, turned.tobytes())), f"art_{number}")
    return replace(found, when=NOON + after)


def test_of_loose_bonds_the_nearest_are_compared_in_whatever_order_they_come():
    own = {1: filing.mark_of(9, vector(0))}
    hits = [loose(number) for number in range(10, 60)]
    first = filing.worth_comparing(own, hits, NOON)
    random.Random(3).shuffle(hits)
    assert len(first) == filing.LOOSE
    assert filing.worth_comparing(own, hits, NOON) == first


def test_loose_bonds_of_the_same_days_are_never_cut_where_a_name_is_shared():
    own = dict.fromkeys((CELL, NAME), filing.mark_of(9, vector(0)))
    near = [loose(n, timedelta(minutes=n), (CELL, NAME)) for n in range(10, 60)]
    assert sorted(filing.worth_comparing(own, near, NOON)) == [f"art_{n}" for n in range(10, 60)]


def test_of_those_of_the_same_days_that_share_but_a_cell_the_nearest_are_compared():
    own = {CELL: filing.mark_of(9, vector(0))}
    near = [loose(n, timedelta(minutes=n)) for n in range(4, 24)]
    assert len(filing.worth_comparing(own, near, NOON)) == filing.LOOSE


def test_where_few_are_of_the_same_days_the_nearest_others_are_compared_too():
    own = dict.fromkeys((CELL, NAME), filing.mark_of(9, vector(0)))
    hits = [
        *(loose(n, lists=(CELL, NAME)) for n in range(10, 40)),
        *(loose(n, timedelta(hours=40), (CELL, NAME)) for n in (50, 51)),
    ]
    found = filing.worth_comparing(own, hits, NOON)
    assert len(found) == filing.LOOSE
    assert {"art_50", "art_51"} < set(found)


def test_firm_bonds_are_never_cut():
    own = {1: filing.mark_of(9, vector(0))}
    hits = [hit({1: filing.mark_of(9, vector(n, like=0, near=0.97))}, f"art_{n:03d}") for n in range(1, 400)]
    assert len(filing.worth_comparing(own, hits, NOON)) == 399


@pytest.mark.parametrize("seed", range(20))
def test_either_of_two_articles_finds_the_other_or_neither_does(seed):
    rng = random.Random(seed)
    marks = [filing.mark_of(rng.choice((1, 9)), vector(rng.randrange(400), like=0, near=rng.random())) for _ in "ab"]
    shared = rng.sample([1, 2, 1 << 20, (1 << 20) + 1, 1 << 52, (1 << 52) + 1], rng.randint(1, 6))
    one, two = (dict.fromkeys(shared, mark) for mark in marks)
    assert bool(filing.worth_comparing(one, [hit(two)], NOON)) == bool(filing.worth_comparing(two, [hit(one)], NOON))


def test_an_article_of_few_claims_is_compared_with_one_that_shares_a_name():
    name = filing.name_list("torvald")
    own, far = {name: filing.mark_of(1, vector(1))}, {name: filing.mark_of(20, vector(2, like=1, near=0.35))}
    assert filing.worth_comparing(own, [hit(far)], NOON) == ["art_b"]
    many = {name: filing.mark_of(20, vector(1))}
    assert filing.worth_comparing(many, [hit(far)], NOON) == []


def test_marks_of_another_make_count_as_far(monkeypatch):
    assert filing.worth_comparing({1: filing.mark_of(9, vector(1))}, [replace(hit({1: b""}))], NOON) == []
