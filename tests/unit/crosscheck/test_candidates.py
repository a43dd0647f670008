import random
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.builders import NOON, claim, header

from factcheck.crosscheck.candidates import CLAIM_SIMILARITY, NEAREST, WINDOW, comparable, pairs
from factcheck.crosscheck.similarity import mean_vector
from factcheck.domain.values import IndexedClaim, IndexEntry


def entry(name, vectors, **fields):
    claims = tuple(IndexedClaim(claim(f"{name} {n}", start=n), v) for n, v in enumerate(vectors))
    return IndexEntry(header(name, **fields), mean_vector(vectors), (0,), (), claims)


def vectors(seed, count, kinds):
    rng = random.Random(seed)
    made = [bytes(rng.randrange(256) for _ in range(32)) for _ in range(kinds)]
    return [rng.choice(made) for _ in range(count)]


def chosen(a, b):
    return {(p.own.claim.text, p.other.claim.text, p.similarity) for p in pairs(a.claims, b.claims)}


@given(st.integers(0, 99), st.integers(1, 40), st.integers(1, 40), st.integers(1, 6))
def test_the_same_pairs_come_out_whichever_article_came_first(seed, m, n, kinds):
    a, b = entry("a", vectors(seed, m, kinds)), entry("b", vectors(seed, n, kinds))
    assert chosen(a, b) == {(x, y, s) for y, x, s in chosen(b, a)}
    assert all(s >= CLAIM_SIMILARITY for _, _, s in chosen(a, b))


def test_articles_that_repeat_themselves_make_no_square_of_pairs():
    same = vectors(1, 1, 1) * 300
    assert len(chosen(entry("a", same), entry("b", same))) <= 2 * NEAREST * 300


def test_articles_outside_the_window_are_not_compared():
    same = vectors(1, 3, 1)
    early, late = entry("a", same), entry("b", same, published_at=NOON + WINDOW + timedelta(seconds=1))
    assert comparable(early, entry("b", same, published_at=NOON + WINDOW))
    assert not comparable(early, late)
    assert not comparable(early, early)
