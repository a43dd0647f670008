"""Find the stored articles that speak of the same things, and judge the pairs of claims that are near."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from factcheck.app.ports import CellMap, ClaimIndex, RelationJudge
from factcheck.crosscheck import candidates, filing, origins
from factcheck.crosscheck.event import Event
from factcheck.crosscheck.similarity import mean_vector
from factcheck.domain.values import (
    Article,
    ArticleHeader,
    Claim,
    Edge,
    EdgeGroup,
    IndexedClaim,
    IndexEntry,
    Relation,
    Vector,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RELATED_LIMIT = 1000
"""Articles whose claims are compared with a new one's: the nearest, by (nearness, id). As many as are read of a list
whole, so an event that fewer articles report is compared in full whatever the order of their arrival."""

EDGES_PER_CLAIM = 3
"""Edges kept from one claim to the claims of one other article, the strongest."""

SHORTLIST_FROM = 40
"""Pairs of claims of two articles from which on a shortlist of them takes less time than it saves."""

READINGS = 48
"""Pairs of claims that a network reads for one answer, half a second at the most: the nearest."""

CELLS_PER_STATEMENT = 16
"""A lone statement lies further from the articles that speak of it than they lie from one another: look wider. Full
cells tell little, and of those few articles are read."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The edges between an article and others: at its own end, and at theirs."""

    own: tuple[EdgeGroup, ...]
    theirs: tuple[EdgeGroup, ...]


class CompareArticles:
    """Compares an article with those in the index, or with others brought along.

    Args:
        index: Where the others are.
        cells: Cells of vectors.
        judge: Judges pairs of claims of articles.
        statement_judge: Judges what a text that somebody brings does to a claim; `judge` if not given.
        lone_judge: Judges what stored articles do to a statement without an article of its own; `judge` if not given.
        shortlist: Which pairs of an event the judge may say something of (`crosscheck.shortlist`); all if not given.
    """

    def __init__(
        self,
        *,
        index: ClaimIndex,
        cells: CellMap,
        judge: RelationJudge,
        statement_judge: RelationJudge | None = None,
        lone_judge: RelationJudge | None = None,
        shortlist: Callable[[Event], "NDArray[np.bool_]"] | None = None,
    ) -> None:
        self._index = index
        self._cells = cells
        self._judge = judge
        self._statement_judge = statement_judge or judge
        self._lone_judge = lone_judge or judge
        self._shortlist = shortlist

    def entry(self, article: Article, claims: Iterable[Claim], vectors: dict[str, Vector]) -> IndexEntry:
        """An article as the index knows it. One without claims lies in no list: there is nothing to compare."""
        indexed = tuple(IndexedClaim(claim, vectors[claim.id]) for claim in claims)
        vector = mean_vector([claim.vector for claim in indexed]) if indexed else b""
        lists = filing.lists(indexed, vector, self._cells.assign(vector, filing.CELL_LISTS)) if indexed else {}
        return IndexEntry(
            header=article.header,
            vector=vector,
            cells=tuple(lists),
            sketch=origins.sketch(article.text),
            claims=indexed,
            marks=tuple(lists.values()),
        )

    def statement(self, header: ArticleHeader, claim: Claim, vector: Vector) -> IndexEntry:
        """A lone claim in the form of an article, to look others up with; it is never put into the index."""
        indexed = IndexedClaim(claim, vector)
        lists = filing.statement_lists(claim.standalone, vector, self._cells.assign(vector, CELLS_PER_STATEMENT))
        return IndexEntry(header, vector, tuple(lists), (), (indexed,), tuple(lists.values()))

    def with_stored(self, entry: IndexEntry) -> Comparison:
        """The edges between `entry` and the articles of the index (strongly consistent)."""
        return self._with_stored(entry, self._judge)

    def statement_with_stored(self, entry: IndexEntry) -> tuple[EdgeGroup, ...]:
        """The edges of a lone statement (`statement`) from the articles of the index."""
        return self._with_stored(entry, self._lone_judge).own

    def _with_stored(self, entry: IndexEntry, judge: RelationJudge) -> Comparison:
        if not entry.claims:
            return Comparison((), ())
        own, theirs = [], []
        for other in self._index.load(self.related(entry)):
            if candidates.comparable(entry, other):
                # Two copies share an origin, so what they say of one another never counts: the link is enough.
                copy = origins.are_copies(entry.sketch, other.sketch)
                mine, its = ((), ()) if copy else self._edges(entry, other, judge)
                if mine or copy:
                    own.append(EdgeGroup(entry.header.id, other.header, mine, copy))
                if its or copy:
                    theirs.append(EdgeGroup(other.header.id, entry.header, its, copy))
        return Comparison(tuple(own), tuple(theirs))

    def related(self, entry: IndexEntry) -> list[str]:
        """The stored articles that are worth comparing with `entry`, nearest first (`filing.worth_comparing`)."""
        place = (entry.header.when, entry.header.id)
        window = (place[0] - candidates.WINDOW, place[0] + candidates.WINDOW)
        lists = dict(zip(entry.cells, entry.marks, strict=True))
        hits = (
            h
            for h in self._index.related(lists, *window, around=place, vector=entry.vector)
            if h.article_id != entry.header.id
        )
        return filing.worth_comparing(lists, hits, place[0])[:RELATED_LIMIT]

    def with_provided(self, entry: IndexEntry, others: Iterable[IndexEntry]) -> tuple[EdgeGroup, ...]:
        """The edges at `entry`'s end from texts that the caller brings. A copy of the article itself says nothing."""
        return self._held_against(entry, [o for o in others if not origins.are_copies(entry.sketch, o.sketch)])

    def _held_against(self, entry: IndexEntry, others: Sequence[IndexEntry]) -> tuple[EdgeGroup, ...]:
        """Each claim beside the nearest claims of other texts: somebody asks whether these bear on one another."""
        found = [(pair, n) for n, other in enumerate(others) for pair in candidates.nearest(entry.claims, other.claims)]
        found.sort(key=lambda f: (-f[0].similarity, f[1], f[0].own.claim.id, f[0].other.claim.id))
        events: dict[int, Event] = {}
        edges: dict[int, list[Edge]] = {}
        for pair, n in found[:READINGS]:
            event = events.setdefault(n, Event(entry.claims, others[n].claims))
            relation = self._statement_judge.judge(pair.own, pair.other, pair.similarity, event)
            if relation is not None:
                edges.setdefault(n, []).append(_edge(pair.own, pair.other, relation))
        return tuple(EdgeGroup(entry.header.id, others[n].header, _strongest(edges[n])) for n in sorted(edges))

    def _edges(
        self, own: IndexEntry, other: IndexEntry, judge: RelationJudge
    ) -> tuple[tuple[Edge, ...], tuple[Edge, ...]]:
        mine: list[Edge] = []
        its: list[Edge] = []
        if not own.claims or not other.claims:
            return (), ()
        event = Event(own.claims, other.claims)
        if not event.one:
            return (), ()
        many = len(own.claims) * len(other.claims) >= SHORTLIST_FROM
        among = self._shortlist(event) if self._shortlist and many else None
        for pair in candidates.pairs(own.claims, other.claims, among, event.near):
            relation = judge.judge(pair.own, pair.other, pair.similarity, event)
            if relation is not None:
                mine.append(_edge(pair.own, pair.other, relation))
            back = judge.judge(pair.other, pair.own, pair.similarity, event)
            if back is not None:
                its.append(_edge(pair.other, pair.own, back))
        return _strongest(mine), _strongest(its)


def _edge(claim: IndexedClaim, other: IndexedClaim, relation: Relation) -> Edge:
    return Edge(claim.claim.id, other.claim.id, other.claim.span, other.claim.text, relation)


def _strongest(edges: Iterable[Edge]) -> tuple[Edge, ...]:
    """At most `EDGES_PER_CLAIM` for each claim, in the order of the claims: an article takes one stance anyway."""
    by_claim: dict[str, list[Edge]] = {}
    for edge in edges:
        by_claim.setdefault(edge.claim_id, []).append(edge)
    return tuple(
        edge
        for found in by_claim.values()
        for edge in sorted(found, key=lambda e: (-e.relation.confidence, -e.relation.similarity, e.other_claim_id))[
            :EDGES_PER_CLAIM
        ]
    )
