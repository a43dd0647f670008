"""What one claim does to another: by their words and figures, and by the event in which both stand.

Two regressions over what two claims share within their event say how likely the one supports or refutes the other;
rules have the last word: nothing is refuted without a sign that a reader can check (`conflict.py`), and they forbid
what figures and updates exclude. The answer is the same for a pair and its reverse but for the reason's wording.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from operator import mul
from typing import Self

from factcheck.crosscheck import JUDGE_VERSION, figures
from factcheck.crosscheck.conflict import Conflict, alike, conflict, forbids_support, in_own_words, may_be_another
from factcheck.crosscheck.event import FEATURES, Event, Meeting
from factcheck.crosscheck.reading import Read
from factcheck.crosscheck.words import WORD, content, stem
from factcheck.domain.values import Certainty, Claim, IndexedClaim, Relation, Stance

_HEDGE_DISCOUNT = 0.85
_MOST_SURE = 0.95
_SHOWN_PHRASES = 2

_EVEN = 0.5
"""How sure a plain conflict is at the least: on real news about as often right as not."""

_SAME_FACT = 0.5
"""Probability of speaking of the same fact from which on a sign of conflict alone decides."""

_READINGS = 4096
"""Readings that are remembered, some 2 MB of text."""

_FOLLOWS = 0.25
_FOLLOWS_ALONE = 0.35
"""The least probability that one of two claims in words of their own follows from the other; more where one article
has hardly any other claim that shows what it is about. What it costs and spares is in docs/models/relation.md."""

_SAME_WORDS = (0.60, 0.40)
_SAME_WORDS_FEWEST = 5


@dataclass(frozen=True, slots=True)
class Weights:
    """Two logistic regressions over named values, and the probabilities from which on a stance is taken."""

    supports: tuple[float, ...]
    refutes: tuple[float, ...]
    intercepts: tuple[float, float]
    least_support: float
    least_refutation: float

    @classmethod
    def read(cls, file: str, names: Sequence[str]) -> Self:
        """From a JSON file of this package, which has a number for every name."""
        raw = json.loads(resources.files(__package__).joinpath(file).read_text("utf-8"))
        return cls(
            supports=tuple(float(raw["supports"][name]) for name in names),
            refutes=tuple(float(raw["refutes"][name]) for name in names),
            intercepts=(float(raw["intercepts"]["supports"]), float(raw["intercepts"]["refutes"])),
            least_support=float(raw["least_support"]),
            least_refutation=float(raw["least_refutation"]),
        )


@cache
def fitted_weights() -> Weights:
    """Those of `judge.json` over `event.FEATURES`, read once; training/relation_judge.py makes them."""
    return Weights.read("judge.json", FEATURES)


class EventJudge:
    """`factcheck.app.ports.RelationJudge` by two regressions.

    Args:
        weights: The regressions; those of `judge.json` if not given.
        read: Reads what is denied beside what another source says (`reading.py`), and what words alone make alike;
            they decide without.
    """

    version = JUDGE_VERSION

    def __init__(self, weights: Weights | None = None, read: Read | None = None) -> None:
        self._weights = weights or fitted_weights()
        # Both directions of a pair ask for the same reading, and outlets of one text for the same again.
        self._read = lru_cache(maxsize=_READINGS)(read) if read else None
        self._last: tuple[tuple[float, ...], tuple[float, float]] | None = None

    def judge(self, claim: IndexedClaim, evidence: IndexedClaim, similarity: float, event: Event) -> Relation | None:
        """What `evidence` does to `claim`; None if neither. `event` is that of the articles in which they stand."""
        mine, its, weights = claim.claim, evidence.claim, self._weights
        near = event.meeting(mine, its, similarity)
        last = self._last  # the two directions of a pair are asked for in a row, and have the same features
        if last is None or last[0] is not near.features:
            last = self._last = (near.features, stances(near.features, weights))
        supports, refutes = last[1]
        against = conflict(mine, its, near, self._read)
        if against:
            sure = refuted(supports, refutes, near, weights, against)
            return relation_of(Stance.REFUTES, sure, similarity, its, against.reason) if sure else None
        slight = event.slight
        if supports < weights.least_support or forbids_support(mine, its, near):
            return None
        if may_be_another(mine, its, near, slight=slight):
            return None
        if in_own_words(near) and not self._reads_alike(mine, its, _FOLLOWS_ALONE if slight else _FOLLOWS):
            return None
        return relation_of(Stance.SUPPORTS, supports, similarity, its, why(mine, its, near))

    def _reads_alike(self, mine: Claim, its: Claim, least: float) -> bool:
        """Whether one of the two may follow from the other, as a network reads them: neighbouring facts do not."""
        if self._read is None:
            return True
        first, second = mine.standalone, its.standalone
        return self._read(first, second)[0] >= least or self._read(second, first)[0] >= least


def stances(values: tuple[float, ...], weights: Weights) -> tuple[float, float]:
    """Probabilities that the evidence supports and that it refutes."""
    first, second = (
        1.0 / (1.0 + math.exp(-math.fsum((intercept, *map(mul, row, values)))))
        for intercept, row in zip(weights.intercepts, (weights.supports, weights.refutes), strict=True)
    )
    return first, second


def refuted(supports: float, refutes: float, near: Meeting, weights: Weights, against: Conflict) -> float:
    """How sure it is that claims with a sign of conflict contradict one another; 0 if too little.

    Claims that would support one another but for the sign speak of the same fact, which is what makes it a conflict; so
    do claims in the same words, and those whose sign says so itself.
    """
    if near.words >= _SAME_WORDS_FEWEST and alike(near, _SAME_WORDS):
        return max(refutes, near.jaccard)
    if against.plain:
        return max(refutes, _EVEN)
    if refutes >= max(supports, weights.least_refutation):
        return refutes
    same = min(1.0, supports + refutes)
    return same if same >= _SAME_FACT else 0.0


def why(mine: Claim, its: Claim, near: Meeting) -> str:
    """What shows that the two say the same: figures that agree, else words in common."""
    if near.agreeing:
        own, other = figures.said(near.agreeing[0].claim), figures.said(near.agreeing[0].evidence)
        same = own.casefold() == other.casefold()
        return f"it too says “{other}”" if same else f"it says “{other}”, which agrees with “{own}”"
    shown = _in_both(mine, its)
    return f"it reports the same and speaks of {shown} too" if shown else "it reports the same"


def _in_both(mine: Claim, its: Claim) -> str:
    """The longest phrases of the claim whose words the two have in common, as the claim writes them."""
    common = content(mine.standalone) & content(its.standalone)
    phrases: list[str] = []
    end = -1
    for match in WORD.finditer(mine.text):
        if stem(match.group().casefold().replace("’", "'").removesuffix("'s")) not in common:
            continue
        if mine.text[end : match.start()] == " " and end > 0:
            phrases[-1] += f" {match.group()}"
        else:
            phrases.append(match.group())
        end = match.end()
    chosen = sorted(dict.fromkeys(phrases), key=lambda phrase: -len(phrase.split()))[:_SHOWN_PHRASES]
    return " and ".join(f"“{phrase}”" for phrase in chosen)


def relation_of(stance: Stance, sure: float, similarity: float, its: Claim, reason: str) -> Relation:
    """A relation whose confidence a hedge of the evidence lowers, and whose reason says so."""
    confidence = min(_MOST_SURE, sure)
    if its.certainty in {Certainty.HEDGED, Certainty.UNVERIFIED}:
        confidence *= _HEDGE_DISCOUNT
        reason += " (the evidence is hedged)" if its.certainty is Certainty.HEDGED else " (not verified)"
    return Relation(stance, round(confidence, 3), round(similarity, 3), reason)
