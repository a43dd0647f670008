"""Which pairs of claims are worth judging: cheap, symmetric, and a function of the pair alone.

A pair is judged if and only if its articles lie within `WINDOW` of one another, and their vectors and the claims' are
near enough. Nothing depends on which of the two arrived first, so the order of arrival cannot change a verdict.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from factcheck.crosscheck.similarity import cosine, cosines
from factcheck.domain.values import IndexedClaim, IndexEntry

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WINDOW = timedelta(days=45)
"""Articles further apart than this are not compared: the same words then speak of another event more often than not."""

ARTICLE_SIMILARITY = 0.30
"""Floor of the cosine of two articles' mean vectors."""

CLAIM_SIMILARITY = 0.18
"""Floor of the cosine of two claims; below it the judge finds nothing (`make bench-relations` prints what is lost)."""

NEAREST = 8
"""Claims of another article that one claim is judged against at the most, besides those that choose it themselves."""


HELD_AGAINST = 2
"""Claims of a text that is held against a statement that are read beside it."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two claims of two articles, to be judged in both directions."""

    own: IndexedClaim
    other: IndexedClaim
    similarity: float


def comparable(a: IndexEntry, b: IndexEntry) -> bool:
    """Whether the claims of two articles are compared at all; symmetric."""
    return (
        a.header.id != b.header.id
        and abs(a.header.when - b.header.when) <= WINDOW
        and cosine(a.vector, b.vector) >= ARTICLE_SIMILARITY
    )


def pairs(
    own: Sequence[IndexedClaim],
    other: Sequence[IndexedClaim],
    among: "NDArray[np.bool_] | None" = None,
    near: "NDArray[np.float64] | None" = None,
) -> Iterator[Pair]:
    """The pairs of claims of two articles of one event that are worth judging, in the order of the claims.

    Near enough, and among the `NEAREST` of one of the two claims: articles that repeat themselves would else make pairs
    by the square of their length. The same pairs come out whichever of the two articles is `own`. Of these only such
    as are marked in `among`, where it is given (`shortlist.Shortlist`). `near`: their cosines, where they are at hand.
    """
    if not own or not other:
        return
    if near is None:
        near = cosines([c.vector for c in own], [c.vector for c in other])
    chosen = near >= CLAIM_SIMILARITY
    if min(near.shape) > NEAREST:  # else either the row or the column holds no more
        chosen &= _nearest(near) | _nearest(near.T).T
    for i, j in zip(*(chosen if among is None else chosen & among).nonzero(), strict=True):
        yield Pair(own[int(i)], other[int(j)], round(float(near[i, j]), 6))


def nearest(own: Sequence[IndexedClaim], other: Sequence[IndexedClaim]) -> Iterator[Pair]:
    """Of every claim the `HELD_AGAINST` nearest claims of another text, if near enough; the earlier of equals."""
    if not own or not other:
        return
    near = cosines([c.vector for c in own], [c.vector for c in other])
    for claim, row in zip(own, near, strict=True):
        for j in (-row).argsort(kind="stable")[:HELD_AGAINST]:
            if row[j] >= CLAIM_SIMILARITY:
                yield Pair(claim, other[int(j)], round(float(row[j]), 6))


def _nearest(near: "NDArray[np.float64]") -> "NDArray[np.bool_]":
    """In every row the `NEAREST` largest, the earlier of equals."""
    import numpy as np  # noqa: PLC0415 - with the vectors, not before

    order = np.argsort(-near, axis=1, kind="stable")[:, :NEAREST]
    chosen = np.zeros(near.shape, dtype=np.bool_)
    np.put_along_axis(chosen, order, True, axis=1)
    return chosen
