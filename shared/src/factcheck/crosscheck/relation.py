"""What one claim does to another: by the encoder's similarity and rules on words, figures and negation.

It stands behind the port `RelationJudge`; a trained cross-encoder takes its place, and the rules stay on top of it.
Precision of "refutes" comes first: a difference counts only where the two claims demonstrably speak of the same thing.
"""

from dataclasses import dataclass

from factcheck.crosscheck import figures
from factcheck.crosscheck.words import content, names, negations, tokens, word_classes
from factcheck.domain.values import Certainty, Claim, IndexedClaim, Relation, Stance

# Each floor is the best F1 (supports) or precision >= 0.8 (refutes) on the story sets: `make bench-relations`.
_SUPPORT_FLOOR = 0.62
_REFUTE_FLOOR = 0.62
_FIGURE_BONUS = 0.10
_NAME_BONUS = 0.04
_HEDGE_DISCOUNT = 0.85


@dataclass(frozen=True, slots=True)
class _Likeness:
    """How near two claims are in words, 0 to 1 each."""

    similarity: float
    overlap: float
    """Content words in common, over those of the shorter claim."""
    jaccard: float
    names: float

    @property
    def score(self) -> float:
        return 0.6 * self.similarity + 0.3 * self.overlap + 0.1 * self.jaccard


def _likeness(a: Claim, b: Claim, similarity: float) -> _Likeness:
    wa, wb = content(a.standalone), content(b.standalone)
    na, nb = names(a.standalone), names(b.standalone)
    both = len(wa & wb)
    return _Likeness(
        similarity=similarity,
        overlap=both / min(len(wa), len(wb)) if wa and wb else 0.0,
        jaccard=both / len(wa | wb) if wa or wb else 0.0,
        names=len(na & nb) / min(len(na), len(nb)) if na and nb else 0.0,
    )


class RuleJudge:
    """Similarity with rules on figures, negation, opposites and denials."""

    version = "rules-1"

    def judge(self, claim: IndexedClaim, evidence: IndexedClaim, similarity: float) -> Relation | None:
        """What `evidence` does to `claim`; None if neither."""
        mine, its = claim.claim, evidence.claim
        near = _likeness(mine, its, similarity)
        compared = figures.compare(mine.quantities, its.quantities)
        agreeing = [c for c in compared if c.agree]
        differing = [c for c in compared if not c.agree]
        score = near.score + _FIGURE_BONUS * bool(agreeing) + _NAME_BONUS * near.names
        against = self._against(mine, its, differing, agreeing)
        if against is not None and score >= _REFUTE_FLOOR:
            return self._relation(Stance.REFUTES, score, similarity, its, against)
        if against is None and not differing and score >= _SUPPORT_FLOOR:
            if agreeing:
                first = agreeing[0]
                reason = f"the figures agree: {figures.said(first.claim)} and {figures.said(first.evidence)}"
            else:
                reason = "both say the same in near words"
            return self._relation(Stance.SUPPORTS, score, similarity, its, reason)
        return None

    @staticmethod
    def _against(
        mine: Claim, its: Claim, differing: list[figures.Comparison], agreeing: list[figures.Comparison]
    ) -> str | None:
        """Why the two cannot both be true; None if nothing says so."""
        if its.certainty is Certainty.DENIED and mine.certainty is not Certainty.DENIED:
            who = its.attribution[-1].source if its.attribution else "a party"
            return f"{who} denies it"
        if mine.certainty is Certainty.DENIED and its.certainty is not Certainty.DENIED:
            return "what the claim denies is reported as a fact"
        if differing and not agreeing:
            if _announces_update(mine.text) or _announces_update(its.text):
                return None
            first = differing[0]
            return f"{figures.said(first.claim)} against {figures.said(first.evidence)}"
        if (negations(mine.standalone) % 2) != (negations(its.standalone) % 2):
            return "one says that it happened, the other that it did not"
        opposite = _opposites(mine.standalone, its.standalone)
        return f"“{opposite[0]}” against “{opposite[1]}”" if opposite else None

    @staticmethod
    def _relation(stance: Stance, score: float, similarity: float, its: Claim, reason: str) -> Relation:
        confidence = min(0.95, max(0.5, score))
        if its.certainty in {Certainty.HEDGED, Certainty.UNVERIFIED}:
            confidence = max(0.5, confidence * _HEDGE_DISCOUNT)
            reason += " (the evidence is hedged)" if its.certainty is Certainty.HEDGED else " (not verified)"
        return Relation(stance, round(confidence, 3), round(similarity, 3), reason)


def _announces_update(text: str) -> bool:
    folded = f" {' '.join(tokens(text))} "
    return any(f" {cue} " in folded for cue in word_classes().updates)


def _opposites(a: str, b: str) -> tuple[str, str] | None:
    wa, wb = content(a), content(b)
    for x in sorted(wa - wb):
        for y in sorted(wb - wa):
            if frozenset((x, y)) in word_classes().opposites:
                return x, y
    return None
