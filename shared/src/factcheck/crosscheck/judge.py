"""What one claim does to another: by their words and figures, and by the event in which both stand.

Two regressions over what two claims share within their event say how likely the one supports or refutes the other;
rules have the last word: they forbid what figures and updates exclude. The answer is the same for a pair and its
reverse but for the reason's wording.
"""

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib import resources

from factcheck.crosscheck import JUDGE_VERSION, figures
from factcheck.crosscheck import event as events
from factcheck.crosscheck.event import FEATURES, Event, Meeting
from factcheck.crosscheck.words import content, negations, stem, tokens
from factcheck.domain.values import Certainty, Claim, IndexedClaim, Relation, Stance

_HEDGE_DISCOUNT = 0.85
_MOST_SURE = 0.95
_SHOWN_WORDS = 3

_SAME_FACT = 0.5
"""Probability of speaking of the same fact from which on a sign of conflict alone decides."""

# Least shares of words in common, of the shorter claim's and of both's, before a difference between them counts.
_FIGURES = (0.50, 0.25)
_SEVERAL_FIGURES = (0.75, 0.60)
_DENIAL = (0.50, 0.25)
_OPPOSITES = (0.60, 0.40)
_NEGATION = (0.80, 0.65)
_SAME_WORDS = (0.60, 0.40)
_SAME_WORDS_FEWEST = 5
_FEWEST_WORDS = 3
"""Content words that the shorter claim must have: "He was held for 44 days" fits too many events."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Two logistic regressions over `event.FEATURES`, and the probabilities from which on a stance is taken."""

    supports: tuple[float, ...]
    refutes: tuple[float, ...]
    intercepts: tuple[float, float]
    least_support: float
    least_refutation: float


@cache
def fitted_weights() -> Weights:
    """Those of `judge.json`, read once; training/relation_judge.py makes them."""
    raw = json.loads(resources.files(__package__).joinpath("judge.json").read_text("utf-8"))
    return Weights(
        supports=tuple(float(raw["supports"][name]) for name in FEATURES),
        refutes=tuple(float(raw["refutes"][name]) for name in FEATURES),
        intercepts=(float(raw["intercepts"]["supports"]), float(raw["intercepts"]["refutes"])),
        least_support=float(raw["least_support"]),
        least_refutation=float(raw["least_refutation"]),
    )


class EventJudge:
    """`factcheck.app.ports.RelationJudge` by two regressions.

    Args:
        weights: The regressions; those of `judge.json` if not given.
    """

    version = JUDGE_VERSION

    def __init__(self, weights: Weights | None = None) -> None:
        self._weights = weights or fitted_weights()

    def judge(self, claim: IndexedClaim, evidence: IndexedClaim, similarity: float, event: Event) -> Relation | None:
        """What `evidence` does to `claim`; None if neither. `event` is that of the articles in which they stand."""
        mine, its, weights = claim.claim, evidence.claim, self._weights
        near = event.meeting(mine, its, similarity)
        supports, refutes = stances(near.features, weights)
        against = conflict(mine, its, near)
        if against:
            sure = refuted(supports, refutes, near, weights)
            return _relation(Stance.REFUTES, sure, similarity, its, against) if sure else None
        if supports >= weights.least_support and not figures_forbid(near):
            return _relation(Stance.SUPPORTS, supports, similarity, its, _why(mine, its, near))
        return None


def stances(values: tuple[float, ...], weights: Weights) -> tuple[float, float]:
    """Probabilities that the evidence supports and that it refutes."""
    first, second = (
        1.0 / (1.0 + math.exp(-math.fsum((intercept, *(w * v for w, v in zip(row, values, strict=True))))))
        for intercept, row in zip(weights.intercepts, (weights.supports, weights.refutes), strict=True)
    )
    return first, second


def refuted(supports: float, refutes: float, near: Meeting, weights: Weights) -> float:
    """How sure it is that claims with a sign of conflict contradict one another; 0 if too little.

    Claims that would support one another but for the sign speak of the same fact, which is what makes it a conflict; so
    do claims in the same words.
    """
    if near.words >= _SAME_WORDS_FEWEST and _alike(near, _SAME_WORDS):
        return max(refutes, near.jaccard)
    same = min(1.0, supports + refutes)
    if refutes >= max(supports, weights.least_refutation):
        return refutes
    return same if same >= _SAME_FACT else 0.0


def conflict(mine: Claim, its: Claim, near: Meeting) -> str | None:
    """What a reader can see that the two disagree on; None if nothing shows, or if it may be another matter.

    However likely a refutation looks, without such a sign in claims alike enough in words it would be an accusation
    that nobody can check. A newer figure that says so refutes no older one.
    """
    denied = (mine.certainty is Certainty.DENIED, its.certainty is Certainty.DENIED)
    named = events.rare_names(mine.standalone) & events.rare_names(its.standalone)
    if not named and denied[0] == denied[1]:
        return None  # reports of one sort in the same words: whose they are nobody says
    if near.differing and _alike(near, _SEVERAL_FIGURES if near.agreeing else _FIGURES):
        first = near.differing[0]
        updated = events.announces_update(mine.text) or events.announces_update(its.text)
        return None if updated else f"“{figures.said(first.claim)}” against “{figures.said(first.evidence)}”"
    if denied[0] != denied[1] and _alike(near, _DENIAL):
        who = its.attribution[-1].source if its.attribution else "a party"
        return f"{who} denies it" if denied[1] else "what the claim denies is reported as a fact"
    opposite = events.opposites(mine.standalone, its.standalone)
    if opposite and _alike(near, _OPPOSITES):
        return f"“{opposite[0]}” against “{opposite[1]}”"
    negated = sorted((negations(mine.standalone), negations(its.standalone)))
    if negated == [0, 1] and _alike(near, _NEGATION):
        return "one says that it happened, the other that it did not"
    return None


def _alike(near: Meeting, floor: tuple[float, float]) -> bool:
    return near.words >= _FEWEST_WORDS and near.overlap >= floor[0] and near.jaccard >= floor[1]


def figures_forbid(near: Meeting) -> bool:
    """Figures of the same kind that differ, and none that agrees: the one cannot support the other."""
    return bool(near.differing) and not near.agreeing


def _why(mine: Claim, its: Claim, near: Meeting) -> str:
    if near.agreeing:
        first = near.agreeing[0]
        return f"the figures agree: “{figures.said(first.claim)}” and “{figures.said(first.evidence)}”"
    return f"both report the same{_in_both(mine, its)}"


def _in_both(mine: Claim, its: Claim) -> str:
    """What the two have in common, in the claim's words."""
    common = content(mine.standalone) & content(its.standalone)
    shown = [f"“{word}”" for word in dict.fromkeys(tokens(mine.standalone)) if stem(word.removesuffix("'s")) in common]
    return f"; both speak of {', '.join(shown[:_SHOWN_WORDS])}" if shown else ""


def _relation(stance: Stance, sure: float, similarity: float, its: Claim, reason: str) -> Relation:
    confidence = min(_MOST_SURE, sure)
    if its.certainty in {Certainty.HEDGED, Certainty.UNVERIFIED}:
        confidence *= _HEDGE_DISCOUNT
        reason += " (the evidence is hedged)" if its.certainty is Certainty.HEDGED else " (not verified)"
    return Relation(stance, round(confidence, 3), round(similarity, 3), reason)
