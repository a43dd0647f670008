"""Which articles are compared with one another does not depend on the order in which they arrive."""

import itertools
import random
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.builders import NOON, claim, header
from tests.world import OneCell, WordEncoder

from factcheck.app.compare_articles import CompareArticles
from factcheck.crosscheck import filing
from factcheck.domain import ids
from factcheck.domain.values import Article, IndexedClaim, IndexEntry, RelatedArticle, Span
from factcheck.store.memory import MemoryClaimIndex

ARTICLES = 310
"""More than were once compared at the most."""

SAYINGS = (
    "A fire at the Torvald paper mill in Brackenholm killed {n} people.",
    "The fire brigade of Brackenholm fought the blaze at the Torvald mill for {n} hours.",
    "{n} workers of the Torvald mill were taken to the Quenby hospital.",
    "Damage at the Torvald paper mill is put at {n} million crowns, said Anselm Quist.",
    "Anselm Quist, who owns the Torvald mill, met {n} families in Brackenholm.",
)


class Unjudged:
    """Only what is compared matters here."""

    version = "none"

    def judge(self, claim, evidence, similarity, event):
        return None


def entries():
    rng = random.Random(11)
    compare = CompareArticles(index=MemoryClaimIndex(), cells=OneCell(), judge=Unjudged())
    made = []
    for number in range(ARTICLES):
        texts = [saying.format(n=rng.randint(2, 90)) for saying in rng.sample(SAYINGS, 4)]
        head = header(f"event {number}", published_at=NOON + timedelta(minutes=number))
        claims = [
            replace(claim(text, article=head.id), id=ids.claim_id(head.id, 1000 * i), span=Span(0, 9))
            for i, text in enumerate(texts)
        ]
        vectors = {c.id: WordEncoder().encode([c.text])[0].vector for c in claims}
        made.append(compare.entry(Article(head, " ".join(texts)), claims, vectors))
    return made


@pytest.fixture(scope="module")
def event():
    return entries()


def compared(arrivals):
    """The pairs that are compared when the articles arrive one after another."""
    index = MemoryClaimIndex()
    compare = CompareArticles(index=index, cells=OneCell(), judge=Unjudged())
    pairs = set()
    for entry in arrivals:
        index.put(entry)
        pairs |= {frozenset((entry.header.id, other)) for other in compare.related(entry)}
    return pairs


def test_all_articles_of_a_large_event_are_compared_whatever_the_order(event):
    shuffled = list(event)
    random.Random(5).shuffle(shuffled)
    assert len(compared(shuffled)) == ARTICLES * (ARTICLES - 1) // 2


def signs(rng):
    """A vector of which one sign in six is turned: of two a quarter differ, a cosine of about 0.6."""
    return bytes(129 if rng.random() < 0.17 else 127 for _ in range(384))


def loosely_bound():
    """Articles that share a cell and a name and little else, all of the same days."""
    rng = random.Random(3)
    made = []
    for number in range(24):
        hours = rng.uniform(0, 48)
        head = header(f"loose {number}", published_at=NOON + timedelta(hours=hours))
        indexed = IndexedClaim(claim("It rained.", article=head.id), signs(rng))
        mark = filing.mark_of(9, indexed.vector)
        made.append(IndexEntry(head, indexed.vector, (1, filing.name_list("lund")), (), (indexed,), (mark, mark)))
    return made


LOOSE = loosely_bound()


def firm(one, other):
    """Whether the two would be compared from whatever days they speak."""
    far = RelatedArticle(
        other.header.id, one.header.when + 30 * filing.SAME_DAYS, tuple(zip(other.cells, other.marks, strict=True))
    )
    lists = dict(zip(one.cells, one.marks, strict=True))
    twins = [replace(far, article_id=f"twin {n}") for n in range(filing.LOOSE + 1)]
    return len(filing.worth_comparing(lists, twins, one.header.when)) > filing.LOOSE


def test_the_loosely_bound_are_just_that():
    bonds = [firm(one, other) for one, other in itertools.combinations(LOOSE, 2)]
    assert 3 * sum(bonds) < len(bonds)


@settings(max_examples=40, deadline=None)
@given(st.permutations(LOOSE))
def test_of_loosely_bound_articles_of_the_same_days_the_same_pairs_are_compared_in_any_order(order):
    assert compared(order) == compared(LOOSE)
    assert len(compared(order)) > filing.LOOSE * len(LOOSE)


def test_of_two_that_arrive_at_once_either_finds_the_other(event):
    one, two = event[0], event[1]
    index = MemoryClaimIndex()
    compare = CompareArticles(index=index, cells=OneCell(), judge=Unjudged())
    index.put(one)
    index.put(two)
    assert compare.related(one) == [two.header.id]
    assert compare.related(two) == [one.header.id]
