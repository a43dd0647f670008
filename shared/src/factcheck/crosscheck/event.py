"""Two articles taken together: do they speak of one event, and which of their claims lie on one another?

A pair of claims says little by itself: "eight years" against "six years" is a contradiction in two reports of one
sentence, and nothing in reports of two. What the pair shares is therefore weighed against what all claims of the two
articles share, and a figure that differs against whether it stands elsewhere in the other article.

Everything here is symmetric in the two articles and exact in its sums, so the order of arrival changes nothing.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING

from factcheck.crosscheck import figures
from factcheck.crosscheck.rarity import rarity
from factcheck.crosscheck.similarity import cosine, cosines, mean_vector
from factcheck.crosscheck.words import capitalised, content, names, negations, sense, senses, stem, tokens, word_classes
from factcheck.domain.values import Certainty, Claim, IndexedClaim, Quantity, Vector

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEATURES = (
    "similarity", "margin_least", "margin_most", "overlap", "jaccard", "rare_overlap", "rare_jaccard",
    "own_overlap", "own_shared", "names", "names_apart", "strange_names", "length",
    "articles", "rare_names", "common_ground",
    "agreeing", "same_numbers", "differing", "unechoed", "lone", "slot",
    "denied", "negation", "opposites", "update",
)  # fmt: skip

_RARE = 0.62
"""Rarity from which on a capitalised word names something; a sentence's first word must be rarer still."""

_RARE_AT_START = 0.75
_MOST_NAMES = 6.0
MOST = 2
MOST_SHARED = 3.0
MARGIN = 0.3
_NEAR = 60  # characters
_SMALL_NUMBER = 10
LONG = 10.0

# An article pair is worth its claims' comparison when articles + 0.06 × rare names reach this; found on the story
# sets (`training/relation_judge.py` prints what is lost).
_GROUND = 0.56
_STATEMENTS = 2
_STATEMENT_GROUND = 0.47

_FEWEST_CLAIMS = 20
"""What is rare is counted among at least as many claims: two lone statements would share nothing rare."""

_NAME_WEIGHT = 0.06


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two claims beside one another: values in the order of `FEATURES`, comparisons with the claim's figure first.

    `words` are the content words of the shorter claim, those of its figures left out.
    """

    features: tuple[float, ...]
    agreeing: tuple[figures.Comparison, ...]
    differing: tuple[figures.Comparison, ...]
    words: int

    @property
    def overlap(self) -> float:
        """Share of the shorter claim's content words that both have."""
        return self.features[FEATURES.index("overlap")]

    @property
    def denied(self) -> bool:
        """Whether one of the two is denied and the other not."""
        return self.features[FEATURES.index("denied")] > 0

    @property
    def jaccard(self) -> float:
        """Share of all their content words that both have."""
        return self.features[FEATURES.index("jaccard")]


@dataclass(frozen=True, slots=True)
class _Alone:
    """What a claim brings to each of its pairs.

    `weights` are of its senses, in general and in this event; `nearest` the cosines of the two claims of the other
    article that lie nearest, `figures` all of that article; `words` the senses beside its figures.
    """

    senses: frozenset[str]
    names: frozenset[str]
    weights: tuple[float, float]
    nearest: tuple[float, float]
    figures: tuple[Quantity, ...]
    strange: float
    telling: frozenset[float]
    words: int


class Event:
    """What the claims of two articles have in common.

    Args:
        mine: All claims of one article, at least one.
        its: All claims of the other, at least one.
    """

    def __init__(self, mine: Sequence[IndexedClaim], its: Sequence[IndexedClaim]) -> None:
        self.sides = (tuple(c.claim for c in mine), tuple(c.claim for c in its))
        self.articles = cosine(*(_mean(tuple(c.vector for c in side)) for side in (mine, its)))
        rare = [frozenset(n for claim in side for n in rare_names(claim.standalone)) for side in self.sides]
        self._names = rare
        self.rare_names = min(_MOST_NAMES, math.fsum(rarity(name) for name in rare[0] & rare[1])) / _MOST_NAMES
        self._vectors = ([c.vector for c in mine], [c.vector for c in its])
        self._last: tuple[tuple[str, str, float], Meeting] | None = None
        self._of_claim: dict[str, _Alone] = {}

    @property
    def one(self) -> bool:
        """Whether the two may speak of the same event at all. A lone statement shows less of it: a name is enough."""
        if self.slight:
            return self.rare_names > 0.0 or self.articles >= _STATEMENT_GROUND
        return self.articles + _NAME_WEIGHT * _MOST_NAMES * self.rare_names >= _GROUND

    @property
    def slight(self) -> bool:
        """Whether one of the two is a lone statement or hardly more."""
        return min(len(side) for side in self.sides) <= _STATEMENTS

    # What follows is only for pairs: made when it is asked for, since most articles are not of one event.

    @cached_property
    def near(self) -> "NDArray[np.float64]":
        """Cosines of the claims, shape (mine, its)."""
        return cosines(*self._vectors)

    @cached_property
    def common_ground(self) -> float:
        """What the words of both articles weigh, of those of the one with fewer."""
        every = [frozenset().union(*(senses(claim.standalone) for claim in side)) for side in self.sides]
        squares = [math.fsum(rarity(w) ** 2 for w in side) for side in (*every, every[0] & every[1])]
        return squares[2] / min(squares[:2]) if min(squares[:2]) else 0.0

    @cached_property
    def _own(self) -> dict[str, float]:
        """Rarity of words among the claims of the two."""
        spread = Counter(word for side in self.sides for claim in side for word in senses(claim.standalone))
        count = self._count
        rarities = {n: math.log(count / n) / math.log(count) for n in set(spread.values())}
        return {word: rarities[n] for word, n in spread.items()}

    @property
    def _count(self) -> int:
        return max(_FEWEST_CLAIMS, len(self.sides[0]) + len(self.sides[1]))

    @cached_property
    def _places(self) -> dict[str, tuple[int, int]]:
        """The side of a claim and its number there."""
        return {claim.id: (i, n) for i, side in enumerate(self.sides) for n, claim in enumerate(side)}

    @cached_property
    def _all_figures(self) -> tuple[tuple[Quantity, ...], ...]:
        return tuple(tuple(q for claim in side for q in claim.quantities) for side in self.sides)

    def _alone(self, claim: Claim) -> "_Alone":
        """What a claim brings to each of its pairs."""
        known = self._of_claim.get(claim.id)
        if known is None:
            side, number = self._places[claim.id]
            words, row = senses(claim.standalone), self.near[number] if side == 0 else self.near[:, number]
            best = sorted(row.tolist(), reverse=True)[:2]
            known = self._of_claim[claim.id] = _Alone(
                senses=words,
                names=names(claim.standalone),
                weights=(_weight(rarity, words), _weight(self.rarity_here, words)),
                nearest=(best[0], best[1] if len(best) > 1 else 0.0),
                figures=self._all_figures[1 - side],
                strange=self.strangeness(claim),
                telling=telling(claim),
                words=len(words - _counted(claim)) if claim.quantities else len(words),
            )
        return known

    def meeting(self, claim: Claim, evidence: Claim, similarity: float) -> Meeting:
        """How two claims of the two articles lie to one another; the features do not depend on which is which."""
        first, second = (claim, evidence) if claim.id <= evidence.id else (evidence, claim)
        pair = (first.id, second.id, similarity)
        if self._last is None or self._last[0] != pair:  # the two directions of a pair are asked for in a row
            self._last = (pair, self._meet(first, second, similarity))
        met = self._last[1]
        if first is claim or not (met.agreeing or met.differing):
            return met
        agreeing, differing = (tuple(c.turned() for c in side) for side in (met.agreeing, met.differing))
        return Meeting(met.features, agreeing, differing, met.words)

    def _meet(self, claim: Claim, evidence: Claim, similarity: float) -> Meeting:
        one, other = self._alone(claim), self._alone(evidence)
        a, b, na, nb = one.senses, other.senses, one.names, other.names
        both, either, shorter = a & b, a | b, min(len(a), len(b))
        compared = figures.compare(claim.quantities, evidence.quantities)
        agreeing, differing = ([c for c in compared if c.agree is wanted] for wanted in (True, False))
        unechoed = [
            c
            for c in differing
            if not (_echoed(c.claim, among=one.figures) or _echoed(c.evidence, among=other.figures))
        ]
        lone = max(
            (1 / math.sqrt(_kin(c.claim, one.figures) * _kin(c.evidence, other.figures)) for c in unechoed), default=0.0
        )
        margins = sorted((_margin(one.nearest, similarity), _margin(other.nearest, similarity)))
        denied = (claim.certainty is Certainty.DENIED) != (evidence.certainty is Certainty.DENIED)
        shared, rare = _weight(self.rarity_here, both), _weight(rarity, both)
        values = (
            similarity,
            margins[0],
            margins[1],
            len(both) / shorter if shorter else 0.0,
            len(both) / len(either) if either else 0.0,
            _part(rare, min(one.weights[0], other.weights[0])),
            _part(rare, _weight(rarity, either)) if both else 0.0,
            _part(shared, min(one.weights[1], other.weights[1])),
            min(MOST_SHARED, shared),
            len(na & nb) / min(len(na), len(nb)) if na and nb else 0.0,
            float(bool(na - nb) and bool(nb - na) and not na & nb),
            max(one.strange, other.strange),
            shorter / LONG,
            self.articles,
            self.rare_names,
            self.common_ground,
            float(min(len(agreeing), MOST)),
            float(min(len(one.telling & other.telling), MOST)),
            float(min(len(differing), MOST)),
            float(bool(unechoed)),
            lone,
            max((_slot(claim, c.claim, evidence, c.evidence) for c in unechoed), default=0.0),
            float(denied),
            float(negations(claim.standalone) % 2 != negations(evidence.standalone) % 2),
            float(opposites(claim.standalone, evidence.standalone) is not None),
            float(announces_update(claim.text) or announces_update(evidence.text)),
        )
        return Meeting(values, tuple(agreeing), tuple(differing), min(one.words, other.words))

    def strangeness(self, claim: Claim) -> float:
        """Share of the claim's rare names that the other article never mentions: it may speak of others."""
        named = rare_names(claim.standalone)
        return len(named - self._names[1 - self._places[claim.id][0]]) / len(named) if named else 0.0

    def rarity_here(self, word: str) -> float:
        """How rare a word is among the claims of the two articles, 0 to 1."""
        return self._own.get(word, 1.0)

    def rarity_of_spread(self, claims: "NDArray[np.float64]") -> "NDArray[np.float64]":
        """As `rarity_here`, of words that stand in so many claims of the two; to within rounding."""
        import numpy as np  # noqa: PLC0415 - with the vectors, not before

        rarities: NDArray[np.float64] = np.log(self._count / claims) / math.log(self._count)
        return rarities


def telling(claim: Claim) -> frozenset[float]:
    """The numbers of a claim that tell claims apart: small whole ones stand everywhere."""
    return frozenset(q.value for q in claim.quantities if q.value >= _SMALL_NUMBER or q.value != int(q.value))


def _margin(nearest: tuple[float, float], similarity: float) -> float:
    """How much nearer a pair is than the claim's nearest other one; negative if another is nearer."""
    best, second = nearest
    return max(-MARGIN, min(MARGIN, similarity - (second if similarity >= best - 1e-6 else best)))


def _echoed(figure: Quantity, among: Sequence[Quantity]) -> bool:
    """Whether the other article has a figure that agrees with this one."""
    return any(c.agree for c in figures.compare((figure,), tuple(among)))


def _kin(figure: Quantity, among: Sequence[Quantity]) -> int:
    """How many figures of the other article count the same thing; at least one."""
    return max(1, sum(figures.same_kind(figure, other) for other in among))


@lru_cache(maxsize=64)
def _mean(vectors: tuple[Vector, ...]) -> Vector:
    """As `mean_vector`; one article meets many others in a row."""
    return mean_vector(vectors)


def _counted(claim: Claim) -> frozenset[str]:
    """Senses of the words of a claim's figures: units and what is counted."""
    return senses(" ; ".join(figure.text for figure in claim.quantities))


def _slot(claim: Claim, figure: Quantity, evidence: Claim, other: Quantity) -> float:
    """Share of the words around one figure that also stand around the other: what they count, in what respect."""
    first, second = _around(claim, figure), _around(evidence, other)
    return _part(_weight(rarity, first & second), min(_weight(rarity, first), _weight(rarity, second)))


def _around(claim: Claim, figure: Quantity) -> frozenset[str]:
    """Senses of the words near a figure, its own left out."""
    start, end = figure.span.start - claim.span.start, figure.span.end - claim.span.start
    before, after = claim.text[max(0, start - _NEAR) : max(0, start)], claim.text[end : end + _NEAR]
    return senses(f"{before} ; {after}") - senses(figure.text)


def _weight(of: Callable[[str], float], words: Iterable[str]) -> float:
    return math.fsum(map(of, words))


def _part(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


@lru_cache(maxsize=8192)
def rare_names(text: str) -> frozenset[str]:
    """Stems of capitalised words that are rare enough to name someone or something."""
    folded = ((i, stem(word)) for i, word in capitalised(text))
    rare = frozenset(word for i, word in folded if rarity(word) > (_RARE if i else _RARE_AT_START))
    return rare & content(text)  # never a stop word: those were not counted


@lru_cache(maxsize=8192)
def announces_update(text: str) -> bool:
    """Whether the text says that a figure has changed: “rose to”, “up from”."""
    folded = f" {' '.join(tokens(text))} "
    return any(cue in folded for cue in _update_cues())


@cache
def _update_cues() -> tuple[str, ...]:
    return tuple(f" {cue} " for cue in word_classes().updates)


@cache
def _opposing() -> dict[str, frozenset[str]]:
    """The senses that cannot hold where a sense does."""
    pairs = [[sense(word) for word in pair] for pair in word_classes().opposites]
    return {
        word: frozenset(b for a, b in (*pairs, *(p[::-1] for p in pairs)) if a == word) for p in pairs for word in p
    }


@lru_cache(maxsize=8192)
def opposable(text: str) -> frozenset[str]:
    """The senses of a text's words that have an opposite."""
    return senses(text) & _opposing().keys()


def opposites(a: str, b: str) -> tuple[str, str] | None:
    """The sense of the first word of `a` whose opposite stands in `b`, with that of the opposite.

    A sense that stands in both is no difference between them.
    """
    wa, wb = opposable(a), opposable(b)
    if not wa or not wb:
        return None
    for x in sorted(wa - wb):
        for y in sorted(_opposing()[x] & (wb - wa)):
            return x, y
    return None
