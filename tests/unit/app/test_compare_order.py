"""Which articles are compared with one another does not depend on the order in which they arrive."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.builders import NOON, claim, header
from tests.world import OneCell, WordEncoder

from factcheck.app.compare_articles import CompareArticles
from factcheck.domain import ids
from factcheck.domain.values import Article, Span
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


def test_of_two_that_arrive_at_once_either_finds_the_other(event):
    one, two = event[0], event[1]
    index = MemoryClaimIndex()
    compare = CompareArticles(index=index, cells=OneCell(), judge=Unjudged())
    index.put(one)
    index.put(two)
    assert compare.related(one) == [two.header.id]
    assert compare.related(two) == [one.header.id]
