"""What one claim does to another: by the encoder's similarity and rules on words, figures and negation.

It stands behind the port `RelationJudge`; a trained cross-encoder takes its place, and the rules stay on top of it.
Precision of "refutes" comes first: a difference counts only where the two claims demonstrably speak of the same thing.
"""

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib import resources

from factcheck.crosscheck import figures
from factcheck.crosscheck.event import Event
from factcheck.crosscheck.words import content, names, negations, numbered, tokens, word_classes
from factcheck.domain.values import Certainty, Claim, IndexedClaim, Relation, Stance

FEATURES = ("similarity", "overlap", "jaccard", "names", "agreeing", "differing", "same_numbers", "length")

_SAME_FACT = 0.35
"""Probability of speaking of the same fact from which on two claims support one another."""

_HEDGE_DISCOUNT = 0.85
_MOST = 2
_SMALL_NUMBER = 10
_LONG = 10.0


@dataclass(frozen=True, slots=True)
class _Floor:
    """How alike two claims must be in words before a difference between them counts."""

    overlap: float
    jaccard: float


# Found on the story sets, for precision of "refutes" (`make bench-relations`).
_FIGURES_DIFFER = _Floor(overlap=0.55, jaccard=0.30)
_ONE_OF_SEVERAL_DIFFERS = _Floor(overlap=0.75, jaccard=0.60)
_NEGATION_DIFFERS = _Floor(overlap=0.80, jaccard=0.65)
_OPPOSITES = _Floor(overlap=0.60, jaccard=0.40)
_DENIAL = _Floor(overlap=0.55, jaccard=0.30)

_FEWEST_WORDS = 3
"""Content words that the shorter claim must have: "He was held for 44 days" fits too many events."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How near two claims are; `overlap`, `jaccard` and `names` are shares of words, 0 to 1."""

    similarity: float
    overlap: float
    jaccard: float
    names: float
    agreeing: tuple[figures.Comparison, ...]
    differing: tuple[figures.Comparison, ...]
    same_numbers: int
    length: int

    @property
    def features(self) -> tuple[float, ...]:
        """In the order of `FEATURES`."""
        return (
            self.similarity,
            self.overlap,
            self.jaccard,
            self.names,
            float(min(len(self.agreeing), _MOST)),
            float(min(len(self.differing), _MOST)),
            float(min(self.same_numbers, _MOST)),
            self.length / _LONG,
        )

    def reaches(self, floor: _Floor) -> bool:
        """Whether the two are alike enough in words."""
        return self.length >= _FEWEST_WORDS and self.overlap >= floor.overlap and self.jaccard >= floor.jaccard


def likeness(mine: Claim, its: Claim, similarity: float) -> Likeness:
    """Compare two claims word by word and figure by figure."""
    wa, wb = content(mine.standalone), content(its.standalone)
    na, nb = names(mine.standalone), names(its.standalone)
    both, shorter = len(wa & wb), min(len(wa), len(wb))
    compared = figures.compare(mine.quantities, its.quantities)
    telling = [
        {q.value for q in claim.quantities if q.value >= _SMALL_NUMBER or q.value != int(q.value)}
        for claim in (mine, its)
    ]
    return Likeness(
        similarity=similarity,
        overlap=both / shorter if shorter else 0.0,
        jaccard=both / len(wa | wb) if wa or wb else 0.0,
        names=len(na & nb) / min(len(na), len(nb)) if na and nb else 0.0,
        agreeing=tuple(c for c in compared if c.agree),
        differing=tuple(c for c in compared if not c.agree),
        same_numbers=len(telling[0] & telling[1]),
        length=shorter,
    )


@cache
def _weights() -> tuple[float, tuple[float, ...]]:
    """Intercept and one weight a feature: a logistic regression, see `relation.json` for what it was fitted on."""
    raw = json.loads(resources.files(__package__).joinpath("relation.json").read_text("utf-8"))
    return float(raw["intercept"]), tuple(float(raw["weights"][name]) for name in FEATURES)


def same_fact(near: Likeness) -> float:
    """Probability that two claims speak of the same fact, whatever each says of it."""
    intercept, weights = _weights()
    return 1.0 / (1.0 + math.exp(-intercept - sum(w * f for w, f in zip(weights, near.features, strict=True))))


class RuleJudge:
    """A small regression for "the same fact", and rules on figures, negation, opposites and denials for the stance."""

    version = "rules-1"

    def judge(
        self, claim: IndexedClaim, evidence: IndexedClaim, similarity: float, event: Event | None = None
    ) -> Relation | None:
        """What `evidence` does to `claim`; None if neither."""
        del event  # the rules look at the pair alone
        mine, its = claim.claim, evidence.claim
        near = likeness(mine, its, similarity)
        sure = same_fact(near)
        against = _against(mine, its, near)
        if against is not None:
            return _relation(Stance.REFUTES, max(sure, near.jaccard), similarity, its, against)
        if near.differing or sure < _SAME_FACT or not may_agree(mine, its):
            return None
        if near.agreeing:
            first = near.agreeing[0]
            reason = f"the figures agree: “{figures.said(first.claim)}” and “{figures.said(first.evidence)}”"
        else:
            reason = "both say the same in near words"
        return _relation(Stance.SUPPORTS, sure, similarity, its, reason)


def _against(mine: Claim, its: Claim, near: Likeness) -> str | None:
    """Why the two cannot both be true; None if nothing says so."""
    if near.differing and near.reaches(_ONE_OF_SEVERAL_DIFFERS if near.agreeing else _FIGURES_DIFFER):
        if _announces_update(mine.text) or _announces_update(its.text):
            return None
        first = near.differing[0]
        return f"“{figures.said(first.claim)}” against “{figures.said(first.evidence)}”"
    denied = (mine.certainty is Certainty.DENIED, its.certainty is Certainty.DENIED)
    if denied[0] != denied[1] and near.reaches(_DENIAL):
        who = its.attribution[-1].source if its.attribution else "a party"
        return f"{who} denies it" if denied[1] else "what the claim denies is reported as a fact"
    if sorted((negations(mine.standalone), negations(its.standalone))) == [0, 1] and near.reaches(_NEGATION_DIFFERS):
        return "one says that it happened, the other that it did not"
    if near.reaches(_OPPOSITES):
        opposite = _opposites(mine.standalone, its.standalone)
        return f"“{opposite[0]}” against “{opposite[1]}”" if opposite else None
    return None


def may_agree(mine: Claim, its: Claim) -> bool:
    """Whether nothing on the surface forbids that one supports the other.

    "Said" and "not said", "in 1974" and "in 1984", "silo 7" and "silo 9" are near in every other way.
    """
    if negations(mine.standalone) % 2 != negations(its.standalone) % 2:
        return False
    ours, theirs = _labels(mine), _labels(its)
    return all(ours[word] & theirs[word] for word in ours.keys() & theirs.keys())


def _labels(claim: Claim) -> dict[str, frozenset[str]]:
    """Numbers that count nothing, by the word before them; figures are compared as figures."""
    amounts = {word for quantity in claim.quantities for word in quantity.text.split()}
    left = {word: numbers - amounts for word, numbers in numbered(claim.standalone).items()}
    return {word: numbers for word, numbers in left.items() if numbers}


def _relation(stance: Stance, sure: float, similarity: float, its: Claim, reason: str) -> Relation:
    confidence = min(0.95, max(0.5, sure))
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
