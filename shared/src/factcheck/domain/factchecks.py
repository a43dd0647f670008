"""Published fact-checks: statements that somebody has checked and rated, and what a search finds."""

from dataclasses import dataclass
from datetime import datetime

from factcheck.domain import ids
from factcheck.domain.values import Vector, VerdictLabel

_PREFIX = "fck_"


@dataclass(frozen=True, slots=True)
class FactCheck:
    """One review of one statement (schema.org `ClaimReview`). `verdict` is what its rating comes to."""

    id: str
    claim: str
    """The statement that was checked, as the reviewer words it."""
    source: str
    """Who checked it: a domain where the review has an address, else the publisher's name."""
    verdict: VerdictLabel = VerdictLabel.CONFLICTING
    rating: str | None = None
    """The publisher's own words: "Pants on Fire"."""
    score: float | None = None
    """The publisher's rating as a number, between its worst (0) and its best (1)."""
    title: str | None = None
    summary: str | None = None
    url: str | None = None
    published_at: datetime | None = None
    claimant: str | None = None
    """Who made the statement."""


@dataclass(frozen=True, slots=True)
class FiledFactCheck:
    """A fact-check with what it is found by: its statement's vector, the cells of that, and its words."""

    factcheck: FactCheck
    vector: Vector
    cells: tuple[int, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One entry of an answer to a search; `kind` is "claim" or "factcheck"."""

    kind: str
    id: str
    text: str
    similarity: float
    source: str
    verdict: VerdictLabel
    url: str | None = None
    title: str | None = None
    published_at: datetime | None = None


def is_factcheck(other_id: str) -> bool:
    """Whether what stands at the other end of an edge is a fact-check, not an article."""
    return other_id.startswith(_PREFIX)


def factcheck_id(*, claim: str, source: str, url: str | None, title: str | None) -> str:
    """`fck_…`: a review is known by its address and the statement; without one, by who checked it under what title.

    One page may review several statements, and one statement may be reviewed by many.
    """
    if url is not None:
        return ids.digest_id("fck", "url", url, claim)
    return ids.digest_id("fck", "source", source, title or "", claim)
