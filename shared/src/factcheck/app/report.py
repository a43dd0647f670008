"""The report of an article from what is stored: no model, no look-up, so that reading stays light."""

from collections.abc import Iterable

from factcheck.app.provided_source import is_provided
from factcheck.domain.factchecks import is_factcheck
from factcheck.domain.values import (
    ArticleHeader,
    ClaimReport,
    Edge,
    EdgeGroup,
    Evidence,
    EvidenceKind,
    EvidenceRef,
    Notice,
    Report,
    StoredArticle,
)


def build_report(stored: StoredArticle, notices: tuple[Notice, ...] = ()) -> Report:
    """Join claims, verdicts and the edges that the verdicts rest on."""
    edges = edges_by_pair(stored.edges)
    claims = []
    for claim in stored.reading.claims:
        judged = stored.sheet.verdicts[claim.id]
        claims.append(ClaimReport(claim, judged.verdict, evidence_of(claim.id, judged.evidence, edges)))
    return Report(
        article=stored.article,
        origin=stored.origin,
        reading=stored.reading,
        claims=tuple(claims),
        notices=stored.reading.warnings + notices,
        versions=stored.versions,
    )


def edges_by_pair(groups: Iterable[EdgeGroup]) -> dict[tuple[str, str], tuple[Edge, ArticleHeader]]:
    """Edges with the article at their other end, by (claim id, other claim id)."""
    return {(edge.claim_id, edge.other_claim_id): (edge, group.other) for group in groups for edge in group.edges}


def evidence_of(
    claim_id: str, refs: Iterable[EvidenceRef], edges: dict[tuple[str, str], tuple[Edge, ArticleHeader]]
) -> tuple[Evidence, ...]:
    """The evidence entries that a stored verdict names, in its order.

    One whose edge is gone (its article was withdrawn a moment ago and the change worker has not come by) is left out.
    """
    entries = []
    for ref in refs:
        found = edges.get((claim_id, ref.other_claim_id))
        if found is None:
            continue
        edge, other = found
        provided, review = is_provided(other.id), is_factcheck(other.id)
        elsewhere = provided or review
        entries.append(
            Evidence(
                stance=edge.relation.stance,
                confidence=edge.relation.confidence,
                kind=EvidenceKind.PROVIDED if provided else EvidenceKind.FACTCHECK if review else EvidenceKind.ARTICLE,
                text=edge.other_text,
                span=None if review else edge.other_span,
                article_id=None if elsewhere else other.id,
                claim_id=None if elsewhere else edge.other_claim_id,
                origin=None if elsewhere else ref.origin,
                provenance=other.provenance,
                title=other.title,
                source=other.source,
                url=other.url,
                published_at=other.published_at,
                reason=edge.relation.reason,
            )
        )
    return tuple(entries)
