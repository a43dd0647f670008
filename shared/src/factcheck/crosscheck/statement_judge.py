"""What a text does to a statement that is held against it: a network reads both, rules have the last word.

Somebody asks about this very statement, or brings this very text: little has to be shown before the two are compared.
What stored articles say of one another is judged by `judge.py`, which must first be sure that they speak of one fact.
"""

import math
from collections.abc import Callable
from functools import cache

from factcheck.crosscheck import JUDGE_VERSION
from factcheck.crosscheck.conflict import alike, conflict, forbids_support
from factcheck.crosscheck.event import FEATURES, Event, Meeting
from factcheck.crosscheck.judge import Weights, relation_of, stances, why
from factcheck.domain.values import IndexedClaim, Relation, Stance

WEIGHED = ("follows", "excluded", *FEATURES)
"""Log-odds that the statement follows from the text and that it is excluded by it, and what two claims share."""

_MOST_ODDS = 7.0
_TINY = 1e-9
_SIGNED = 0.5
"""How sure a conflict of figures or denials in the same words is at the least."""

_SAME_WORDS = (0.60, 0.40)
_SAME = (0.99, 0.005, 0.005)
_BORNE_OUT = 0.15


@cache
def fitted_weights() -> Weights:
    """Those of `statement_judge.json` over `WEIGHED`, read once; training/statement_judge.py makes them."""
    return Weights.read("statement_judge.json", WEIGHED)


class StatementJudge:
    """`factcheck.app.ports.RelationJudge` by a network and two regressions.

    Args:
        read: A text and a statement to the probabilities that the statement follows, is open, and is excluded.
        weights: The regressions; those of `statement_judge.json` if not given.
    """

    version = JUDGE_VERSION

    def __init__(self, read: Callable[[str, str], tuple[float, float, float]], weights: Weights | None = None) -> None:
        self._read = read
        self._weights = weights or fitted_weights()

    def judge(self, claim: IndexedClaim, evidence: IndexedClaim, similarity: float, event: Event) -> Relation | None:
        """What `evidence` does to `claim`; None if neither. `event` is that of the texts in which they stand."""
        mine, its, weights = claim.claim, evidence.claim, self._weights
        near = event.meeting(mine, its, similarity)
        supports, refutes = self._shares(claim, evidence, near)
        against = conflict(mine, its, near)
        if against and (against.plain or alike(near, _SAME_WORDS)):
            return relation_of(Stance.REFUTES, max(refutes, _SIGNED), similarity, its, against.reason)
        if refutes >= max(supports, weights.least_refutation):
            reason = against.reason if against else "read together, the two cannot both be true"
            return relation_of(Stance.REFUTES, refutes, similarity, its, reason)
        if supports >= weights.least_support and not forbids_support(mine, its, near):
            return relation_of(Stance.SUPPORTS, supports, similarity, its, why(mine, its, near))
        return None

    def bears_out(self, claim: IndexedClaim, evidence: IndexedClaim, similarity: float, event: Event) -> bool:
        """Whether a support found otherwise stands once both are read: likelier than its contrary, and not unlikely."""
        near = event.meeting(claim.claim, evidence.claim, similarity)
        supports, refutes = self._shares(claim, evidence, near)
        return supports >= max(refutes, _BORNE_OUT)

    def _shares(self, claim: IndexedClaim, evidence: IndexedClaim, near: Meeting) -> tuple[float, float]:
        text, statement = evidence.claim.standalone, claim.claim.standalone
        # No network need be asked about the same words, and one that has only seen different ones errs there.
        read = _SAME if _folded(text) == _folded(statement) else self._read(text, statement)
        return stances(values(read, near), self._weights)


class LoneStatementJudge:
    """`factcheck.app.ports.RelationJudge` of what stored articles do to a statement without an article of its own.

    The judge of articles, whose supports are read once more: of a lone statement too little is known to tell a support
    from its contrary by words alone.

    Args:
        judge: What the judge of articles says of two claims (`EventJudge.judge`).
        reader: What reads its supports.
    """

    version = JUDGE_VERSION

    def __init__(
        self, judge: Callable[[IndexedClaim, IndexedClaim, float, Event], Relation | None], reader: StatementJudge
    ) -> None:
        self._judge = judge
        self._reader = reader

    def judge(self, claim: IndexedClaim, evidence: IndexedClaim, similarity: float, event: Event) -> Relation | None:
        """What `evidence` does to `claim`; None if neither."""
        relation = self._judge(claim, evidence, similarity, event)
        if relation is None or relation.stance is Stance.REFUTES:
            return relation
        return relation if self._reader.bears_out(claim, evidence, similarity, event) else None


def _folded(text: str) -> list[str]:
    return text.casefold().rstrip(" .!").split()


def values(read: tuple[float, float, float], near: Meeting) -> tuple[float, ...]:
    """What the regressions weigh, in the order of `WEIGHED`."""
    return (_odds(read[0]), _odds(read[2]), *near.features)


def _odds(share: float) -> float:
    return max(-_MOST_ODDS, min(_MOST_ODDS, math.log(max(share, _TINY) / max(1.0 - share, _TINY))))
