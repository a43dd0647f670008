"""What one claim does to another: by words, figures and the event they stand in, and by a trained cross-encoder.

Two regressions: the first, on what needs no model, finds the few pairs worth a pass of the network; the second adds
what the network says of the pair in both directions. Rules have the last word: they forbid what figures and updates
exclude. The answer is the same for a pair and its reverse but for the reason's wording.
"""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from factcheck.crosscheck import event as events
from factcheck.crosscheck import figures
from factcheck.crosscheck.event import Event, Meeting
from factcheck.crosscheck.words import content, negations, stem, tokens
from factcheck.domain.values import Certainty, Claim, IndexedClaim, Relation, Stance

Probabilities = tuple[float, float, float]
"""Entailment, neutrality, contradiction."""

FEATURES = (*events.FEATURES, "entails", "entails_both_ways", "contradicts", "contradicts_both_ways")

_REMEMBERED = 4096
"""Pairs whose probabilities are kept: each pair is judged from both its ends, in a row."""

_SURE = 0.005
"""Probabilities are clipped here and at its complement: beyond it the model's confidence says nothing more."""

_HEDGE_DISCOUNT = 0.85
_SHOWN_WORDS = 3


@dataclass(frozen=True, slots=True)
class Weights:
    """Two logistic regressions, and the probabilities from which on a pair is read and a stance taken.

    `promise` is binary, over `event.FEATURES`; `supports` and `refutes` (against neither) are over `FEATURES`.
    """

    promise: tuple[float, ...]
    promise_intercept: float
    least_promise: float
    supports: tuple[float, ...]
    refutes: tuple[float, ...]
    intercepts: tuple[float, float]
    least_support: float
    least_refutation: float


@cache
def fitted_weights() -> Weights:
    """Those of `judge.json`, read once; training/relation_judge.py makes them for one model."""
    raw = json.loads(resources.files(__package__).joinpath("judge.json").read_text("utf-8"))
    return Weights(
        promise=tuple(float(raw["promise"][name]) for name in events.FEATURES),
        promise_intercept=float(raw["intercepts"]["promise"]),
        least_promise=float(raw["least_promise"]),
        supports=tuple(float(raw["supports"][name]) for name in FEATURES),
        refutes=tuple(float(raw["refutes"][name]) for name in FEATURES),
        intercepts=(float(raw["intercepts"]["supports"]), float(raw["intercepts"]["refutes"])),
        least_support=float(raw["least_support"]),
        least_refutation=float(raw["least_refutation"]),
    )


class EntailmentJudge:
    """`factcheck.app.ports.RelationJudge` over a model of entailment.

    Args:
        probabilities: (premise, hypothesis) → (entailment, neutral, contradiction), a pure function.
        model: Name and version of what computes them.
        weights: The regressions; those of `judge.json` if not given.
    """

    def __init__(
        self,
        probabilities: Callable[[str, str], Probabilities],
        model: str = "model",
        weights: Weights | None = None,
    ) -> None:
        self._probabilities = lru_cache(maxsize=_REMEMBERED)(probabilities)
        self._weights = weights or fitted_weights()
        self.version = f"entailment-2+{model}"

    def judge(self, claim: IndexedClaim, evidence: IndexedClaim, similarity: float, event: Event) -> Relation | None:
        """What `evidence` does to `claim`; None if neither. `event` is that of the articles in which they stand."""
        mine, its, weights = claim.claim, evidence.claim, self._weights
        near = event.meeting(mine, its, similarity)
        if promise(near.features, weights) < weights.least_promise:
            return None
        forward = self._probabilities(its.standalone, mine.standalone)
        backward = self._probabilities(mine.standalone, its.standalone)
        supports, refutes = stances(features(near, forward, backward), weights)
        if refutes >= weights.least_refutation and refutes >= supports:
            if may_both_hold(mine, its, near):
                return None
            return _relation(Stance.REFUTES, refutes, similarity, its, _why_not(mine, its, near, forward, backward))
        if supports >= weights.least_support and supports > refutes and not figures_forbid(near):
            return _relation(Stance.SUPPORTS, supports, similarity, its, _why(mine, its, near, forward, backward))
        return None


def promise(values: tuple[float, ...], weights: Weights) -> float:
    """Probability that the two speak of the same fact, before the model is asked."""
    return _logistic(
        math.fsum((weights.promise_intercept, *(w * v for w, v in zip(weights.promise, values, strict=True))))
    )


def features(near: Meeting, forward: Probabilities, backward: Probabilities) -> tuple[float, ...]:
    """In the order of `FEATURES`; the same for a pair and its reverse."""
    entails, contradicts = ((_log_odds(forward[i]), _log_odds(backward[i])) for i in (0, 2))
    return (*near.features, max(entails), min(entails), max(contradicts), min(contradicts))


def stances(values: tuple[float, ...], weights: Weights) -> tuple[float, float]:
    """Probabilities that the evidence supports and that it refutes."""
    supports, refutes = (
        math.exp(math.fsum((intercept, *(w * v for w, v in zip(row, values, strict=True)))))
        for intercept, row in zip(weights.intercepts, (weights.supports, weights.refutes), strict=True)
    )
    return supports / (1.0 + supports + refutes), refutes / (1.0 + supports + refutes)


def _logistic(power: float) -> float:
    return 1.0 / (1.0 + math.exp(-power))


def _log_odds(probability: float) -> float:
    clipped = min(max(probability, _SURE), 1.0 - _SURE)
    return math.log(clipped / (1.0 - clipped))


def may_both_hold(mine: Claim, its: Claim, near: Meeting) -> bool:
    """A newer figure refutes no older one; and where all comparable figures agree, a difference must be in words."""
    if near.differing and (events.announces_update(mine.text) or events.announces_update(its.text)):
        return True
    denied = (mine.certainty is Certainty.DENIED) != (its.certainty is Certainty.DENIED)
    negated = negations(mine.standalone) % 2 != negations(its.standalone) % 2
    opposed = events.opposites(mine.standalone, its.standalone) is not None
    return bool(near.agreeing) and not (near.differing or denied or negated or opposed)


def figures_forbid(near: Meeting) -> bool:
    """Figures of the same kind that differ, and none that agrees: the one cannot support the other."""
    return bool(near.differing) and not near.agreeing


def _why_not(mine: Claim, its: Claim, near: Meeting, forward: Probabilities, backward: Probabilities) -> str:
    if near.differing:
        first = near.differing[0]
        return f"“{figures.said(first.claim)}” against “{figures.said(first.evidence)}”"
    denied = (mine.certainty is Certainty.DENIED, its.certainty is Certainty.DENIED)
    if denied[0] != denied[1]:
        who = its.attribution[-1].source if its.attribution else "a party"
        return f"{who} denies it" if denied[1] else "what the claim denies is reported as a fact"
    opposite = events.opposites(mine.standalone, its.standalone)
    if opposite:
        return f"“{opposite[0]}” against “{opposite[1]}”"
    if negations(mine.standalone) % 2 != negations(its.standalone) % 2:
        return "one says that it happened, the other that it did not"
    sure = max(forward[2], backward[2])
    return f"both cannot be true at once, the language model finds ({sure:.2f}){_in_both(mine, its)}"


def _why(mine: Claim, its: Claim, near: Meeting, forward: Probabilities, backward: Probabilities) -> str:
    if near.agreeing:
        first = near.agreeing[0]
        return f"the figures agree: “{figures.said(first.claim)}” and “{figures.said(first.evidence)}”"
    sure = max(forward[0], backward[0])
    return f"one follows from the other, the language model finds ({sure:.2f}){_in_both(mine, its)}"


def _in_both(mine: Claim, its: Claim) -> str:
    """What the two have in common, in the claim's words."""
    common = content(mine.standalone) & content(its.standalone)
    shown = [f"“{word}”" for word in dict.fromkeys(tokens(mine.standalone)) if stem(word.removesuffix("'s")) in common]
    return f"; both speak of {', '.join(shown[:_SHOWN_WORDS])}" if shown else ""


def _relation(stance: Stance, sure: float, similarity: float, its: Claim, reason: str) -> Relation:
    confidence = min(0.95, sure)
    if its.certainty in {Certainty.HEDGED, Certainty.UNVERIFIED}:
        confidence *= _HEDGE_DISCOUNT
        reason += " (the evidence is hedged)" if its.certainty is Certainty.HEDGED else " (not verified)"
    return Relation(stance, round(confidence, 3), round(similarity, 3), reason)
