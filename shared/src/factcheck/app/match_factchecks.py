"""Find the published fact-checks that check the very claims of an article, and the stored claims that one checks."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from factcheck.app.ports import CellMap, ClaimIndex, FactCheckStore
from factcheck.app.read_article import read_statement
from factcheck.crosscheck import filing, search
from factcheck.crosscheck.same_claim import SIMILARITY, same_claim
from factcheck.crosscheck.similarity import cosines
from factcheck.domain.factchecks import FactCheck
from factcheck.domain.values import (
    ArticleHeader,
    Claim,
    Edge,
    EdgeGroup,
    EncodedSentence,
    IndexedClaim,
    IndexEntry,
    Provenance,
    Relation,
    Span,
    Stance,
    Vector,
    VerdictLabel,
)

CLAIMS = 16
"""Claims of an article that fact-checks are matched with, in either direction: the most check-worthy. Looking one up
costs a cell, and claims of one article share cells."""

CELLS_PER_CLAIM = 1
CELLS_PER_STATEMENT = 4

ARTICLES = 20
"""Articles whose claims are compared with a new fact-check."""

_ARTICLE_CELLS = 2
"""Whoever says the very same shares words with it, or a name; cells are for the few that share neither."""

_ARTICLE_NEAR = 0.30
"""Floor of the nearness of a fact-check and an article of which one claim may be the same."""

_EVER = (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC))
_UNDATED = datetime(1970, 1, 1, tzinfo=UTC)

_STANCES = {
    VerdictLabel.SUPPORTED: (Stance.SUPPORTS,),
    VerdictLabel.REFUTED: (Stance.REFUTES,),
    # A mixed rating speaks for the claim and against it.
    VerdictLabel.CONFLICTING: (Stance.REFUTES, Stance.SUPPORTS),
}


class MatchFactChecks:
    """Compares claims with fact-checks, in either direction."""

    def __init__(self, *, factchecks: FactCheckStore, cells: CellMap) -> None:
        self._factchecks = factchecks
        self._cells = cells

    def article(self, entry: IndexEntry) -> tuple[EdgeGroup, ...]:
        """The edges from fact-checks to the claims of an article."""
        return self._groups(entry.header, _matched(entry), CELLS_PER_CLAIM)

    def statement(self, entry: IndexEntry) -> tuple[EdgeGroup, ...]:
        """The edges from fact-checks to a lone statement, however little worth checking."""
        return self._groups(entry.header, entry.claims, CELLS_PER_STATEMENT)

    def _groups(self, header: ArticleHeader, claims: Sequence[IndexedClaim], cells: int) -> tuple[EdgeGroup, ...]:
        wanted = {cell for c in claims for cell in self._cells.assign(c.vector, cells)}
        signs = self._factchecks.by_cells(wanted) if wanted else {}
        near = search.near_by_signs([c.vector for c in claims], signs, SIMILARITY)
        groups = (edges_from(factcheck, vector, header, claims) for factcheck, vector in self._factchecks.load(near))
        return tuple(group for group in groups if group.edges)


class FindChecked:
    """Finds the stored articles that a new fact-check is about."""

    def __init__(self, *, index: ClaimIndex, cells: CellMap) -> None:
        self._index = index
        self._cells = cells

    def __call__(self, factcheck: FactCheck, vector: Vector) -> tuple[EdgeGroup, ...]:
        """The edges from the fact-check, at the ends of the articles with such a claim."""
        lists = filing.statement_lists(factcheck.claim, vector, self._cells.assign(vector, _ARTICLE_CELLS))
        when = factcheck.published_at
        place = None if when is None else (when, factcheck.id)
        hits = self._index.related(lists, *_EVER, around=place, vector=vector)
        near = sorted((-filing.closeness(lists, hit), hit.article_id) for hit in hits)[:ARTICLES]
        entries = self._index.load(article for negated, article in near if -negated >= _ARTICLE_NEAR)
        groups = (edges_from(factcheck, vector, entry.header, _matched(entry)) for entry in entries)
        return tuple(group for group in groups if group.edges)

    def again(self, factcheck: FactCheck, vector: Vector, article_ids: Iterable[str]) -> tuple[EdgeGroup, ...]:
        """The edges to articles that an earlier version of the fact-check met; empty groups where there are none."""
        entries = self._index.load(article_ids)
        return tuple(edges_from(factcheck, vector, entry.header, _matched(entry)) for entry in entries)


def _matched(entry: IndexEntry) -> list[IndexedClaim]:
    """The same claims whichever comes first, article or fact-check."""
    return sorted(entry.claims, key=lambda c: (-c.claim.checkworthiness, c.claim.id))[:CLAIMS]


def reverse_edges(header: ArticleHeader, groups: Iterable[EdgeGroup]) -> tuple[EdgeGroup, ...]:
    """What stands at the fact-checks' ends: which articles they check, so that a changed rating reaches them."""
    return tuple(EdgeGroup(group.other.id, header, ()) for group in groups)


def edges_from(
    factcheck: FactCheck, vector: Vector, header: ArticleHeader, claims: Sequence[IndexedClaim]
) -> EdgeGroup:
    """What a fact-check does to the claims that it checks."""
    near = cosines([vector], [c.vector for c in claims])
    checked: Claim | None = None
    edges: list[Edge] = []
    for i, each in enumerate(claims):
        similarity = float(near[0, i])
        if similarity < SIMILARITY:
            continue
        checked = checked or _statement(factcheck, vector)
        if same_claim(each.claim, checked, similarity):
            edges += [_edge(factcheck, each.claim, stance, similarity) for stance in _STANCES[factcheck.verdict]]
    return EdgeGroup(header.id, _header(factcheck), tuple(edges))


def _edge(factcheck: FactCheck, claim: Claim, stance: Stance, similarity: float) -> Edge:
    rated = (
        f"{factcheck.source} rated it “{factcheck.rating}”" if factcheck.rating else f"{factcheck.source} checked it"
    )
    near = round(similarity, 3)
    return Edge(
        claim_id=claim.id,
        other_claim_id=f"{factcheck.id}#{stance.value}",
        other_span=Span(0, len(factcheck.claim)),
        other_text=factcheck.claim,
        relation=Relation(stance, near, near, rated),
    )


def _header(factcheck: FactCheck) -> ArticleHeader:
    """A fact-check in the place of an article at the other end of an edge."""
    return ArticleHeader(
        id=factcheck.id,
        source=factcheck.source,
        received_at=factcheck.published_at or _UNDATED,
        title=factcheck.title,
        url=factcheck.url,
        published_at=factcheck.published_at,
        provenance=Provenance.IMPORT,
    )


def _statement(factcheck: FactCheck, vector: Vector) -> Claim:
    claim, _ = read_statement(
        text=factcheck.claim,
        published_at=factcheck.published_at,
        encode=lambda texts: [EncodedSentence(vector, 1.0) for _ in texts],
    )
    return claim
