"""Values for tests, with sensible defaults."""

from datetime import UTC, datetime

from factcheck.domain import ids
from factcheck.domain.values import (
    ArticleCard,
    ArticleHeader,
    Bound,
    Certainty,
    Claim,
    ClaimType,
    Edge,
    IndexedClaim,
    Origin,
    Quantity,
    Relation,
    Span,
    Stance,
)

NOON = datetime(2031, 3, 2, 12, tzinfo=UTC)


def header(name: str = "a", source: str | None = None, **fields: object) -> ArticleHeader:
    source = source or f"{name}.example"
    given = {"id": ids.article_id(name, source), "source": source, "received_at": NOON, "published_at": NOON}
    return ArticleHeader(**(given | fields))


def card(name: str = "a", source: str | None = None, origin: Origin | None = None, **fields: object) -> ArticleCard:
    head = header(name, source, **fields)
    return ArticleCard(head, origin or Origin(ids.origin_id(head.id), None, (head.source,)))


def quantity(value: float, unit: str = "person", text: str | None = None, **fields: object) -> Quantity:
    given = {
        "text": text or f"{value:g} {unit}",
        "value": value,
        "unit": unit,
        "approximate": False,
        "bound": Bound.EXACT,
        "low": None,
        "high": None,
        "base": None,
        "span": Span(0, 1),
    }
    return Quantity(**(given | fields))


def claim(
    text: str = "Seven people died.", start: int = 0, article: str = "art_" + "a" * 26, **fields: object
) -> Claim:
    given = {
        "id": ids.claim_id(article, start),
        "text": text,
        "span": Span(start, start + len(text)),
        "standalone": text,
        "type": ClaimType.OTHER,
        "checkworthiness": 0.7,
        "certainty": Certainty.ASSERTED,
    }
    return Claim(**(given | fields))


def indexed(text: str, **fields: object) -> IndexedClaim:
    return IndexedClaim(claim(text, **fields), bytes(384))


def edge(stance: Stance, confidence: float = 0.8, other: str = "clm_" + "b" * 26 + "_0", **fields: object) -> Edge:
    relation = Relation(stance, confidence, 0.8, str(fields.pop("reason", "both say the same in near words")))
    given = {
        "claim_id": "clm_" + "a" * 26 + "_0",
        "other_claim_id": other,
        "other_span": Span(0, 5),
        "other_text": "Words",
        "relation": relation,
    }
    return Edge(**(given | fields))
