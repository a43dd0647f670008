"""Which pairs of claims of two articles the judge need look at: bounds on what it can find, for all pairs at once.

Of the pairs that two articles of one event make the judge says something of one in seventy, and each costs it a tenth
of a millisecond. Most of its features are sums over words that both have, which a few matrix products give for all
pairs together; what hangs on figures is taken at the most that it can add. A pair stays if its probabilities may reach
`LEAST`, far below where the judge takes a stance, or if a sign of conflict may show. So the judge says what it would
say if it were asked of all (tests/unit/crosscheck/test_shortlist.py), and nothing depends on who came first.
"""

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from factcheck.crosscheck import event as events
from factcheck.crosscheck import figures
from factcheck.crosscheck.event import FEATURES, Event
from factcheck.crosscheck.judge import Weights, fitted_weights
from factcheck.crosscheck.rarity import rarity
from factcheck.crosscheck.words import names, negations, senses
from factcheck.domain.values import Certainty, Claim

LEAST = 0.10
"""Probability of a support or of a refutation that must be within reach; `judge.json` asks for 0.2 at the least."""

_ROUNDING = 1e-4
"""What sums in another order, and a similarity cut to six digits, may change."""

_ALIKE = (0.60, 0.40)
"""Least shares of words in common (of the shorter claim's, of both's) for opposites and a negation (`conflict.py`)."""

_FIGURES_ALIKE = 0.20
"""The same for figures that differ, of the shorter claim's."""

_CLOSE, _CLOSE_ARTICLES = 0.40, 0.60
"""Least cosines of claims and of articles for figures without a name in common, and for opposites of one named."""

_AT_MOST = frozenset({"agreeing", "differing", "unechoed", "lone", "slot", "opposites"})
"""Features that are not known here, but at the most."""

Matrix = NDArray[np.float64]
Mask = NDArray[np.bool_]


class Shortlist:
    """Chooses the pairs of an event that are worth judging.

    Args:
        weights: Those of the judge; those of `judge.json` if not given.
        least: Probability that must be within reach.
    """

    def __init__(self, weights: Weights | None = None, least: float = LEAST) -> None:
        weights = weights or fitted_weights()
        # What is known of a feature only at the most counts where it adds something.
        self._rows = np.asarray(
            [
                [max(0.0, w) if name in _AT_MOST else w for name, w in zip(FEATURES, row, strict=True)]
                for row in (weights.supports, weights.refutes)
            ]
        )
        self._floors = np.asarray([math.log(least / (1.0 - least)) - _ROUNDING - each for each in weights.intercepts])

    def __call__(self, event: Event) -> Mask:
        """Which pairs stay, shape (claims of the one article, claims of the other)."""
        values, signs = bounds(event)
        shape = values[0].shape
        reach = self._rows @ np.stack([value.ravel() for value in values])
        stay: Mask = (reach >= self._floors[:, None]).any(axis=0).reshape(shape) | signs
        return stay


def bounds(event: Event) -> tuple[list[Matrix], Mask]:
    """For all pairs of an event the values of `FEATURES`, and which pairs may show a sign of conflict.

    Of the features in `_AT_MOST` the values are no smaller than they are.
    """
    words = _shared(event, lambda c: senses(c.standalone))
    plain, own = words.counted(), words.weighed(event.rarity_of_spread(words.spread()))
    rare = words.weighed(np.asarray([rarity(word) for word in words.things]))
    named = _shared(event, lambda c: names(c.standalone)).counted()
    same_names = _shared(event, lambda c: events.rare_names(c.standalone)).counted().both > 0
    numbers = _shared(event, events.telling).counted()
    shorter = np.minimum.outer(*plain.sizes)
    overlap, jaccard = _part(plain.both, shorter), _part(plain.both, plain.either)
    either_named = np.logical_and.outer(*(size > 0 for size in named.sizes))
    comparable = _shared(event, figures.kinds).counted().both > 0
    counted = np.minimum(events.MOST, np.maximum.outer(*_each(event, lambda c: len(c.quantities)))) * comparable
    opposite = np.logical_and.outer(*_each(event, lambda c: bool(events.opposable(c.standalone))))
    negated = np.logical_xor.outer(*_each(event, lambda c: negations(c.standalone) % 2 == 1))
    denied = np.logical_xor.outer(*_each(event, lambda c: c.certainty is Certainty.DENIED))
    update = np.logical_or.outer(*_each(event, lambda c: events.announces_update(c.text)))
    margins = _margins(event.near)
    everywhere = np.ones(event.near.shape)
    values = {
        "similarity": event.near,
        "margin_least": np.minimum(*margins),
        "margin_most": np.maximum(*margins),
        "overlap": overlap,
        "jaccard": jaccard,
        "rare_overlap": _part(rare.both, np.minimum.outer(*rare.sizes)),
        "rare_jaccard": _part(rare.both, rare.either),
        "own_overlap": _part(own.both, np.minimum.outer(*own.sizes)),
        "own_shared": np.minimum(events.MOST_SHARED, own.both),
        "names": _part(named.both, np.minimum.outer(*named.sizes)),
        "names_apart": either_named & (named.both == 0),
        "strange_names": np.maximum.outer(*_each(event, event.strangeness)),
        "length": shorter / events.LONG,
        "articles": event.articles * everywhere,
        "rare_names": event.rare_names * everywhere,
        "common_ground": event.common_ground * everywhere,
        "same_numbers": np.minimum(events.MOST, numbers.both),
        "denied": denied,
        "negation": negated,
        "update": update,
        "opposites": opposite,
        "agreeing": counted,
        "differing": counted,
        "unechoed": comparable,
        "lone": comparable,
        "slot": comparable,
    }
    alike = (overlap >= _ALIKE[0]) & (jaccard >= _ALIKE[1])
    close = (event.near >= _CLOSE - _ROUNDING) & (event.articles >= _CLOSE_ARTICLES)
    signs = (same_names & ((comparable & (overlap >= _FIGURES_ALIKE)) | ((opposite | negated) & alike))) | denied
    signs |= close & (comparable | (same_names & opposite))
    return [np.asarray(values[name], dtype=np.float64) for name in FEATURES], signs


@dataclass(frozen=True, slots=True)
class _Weighed:
    """What the things of the claims weigh, and what those weigh that two claims have in common or together."""

    sizes: tuple[Matrix, Matrix]
    both: Matrix

    @property
    def either(self) -> Matrix:
        """What the things of one or the other weigh."""
        together: Matrix = np.add.outer(*self.sizes) - self.both
        return together


@dataclass(frozen=True, slots=True)
class _Shared:
    """Which things stand in which claims of the two articles."""

    things: Sequence[Any]
    rows: tuple[Matrix, Matrix]

    def counted(self) -> _Weighed:
        """Every thing weighs one."""
        mine, its = self.rows
        return _Weighed((mine.sum(axis=1), its.sum(axis=1)), mine @ its.T)

    def weighed(self, weights: Matrix) -> _Weighed:
        """By what each thing weighs."""
        mine, its = self.rows
        return _Weighed((mine @ weights, its @ weights), (mine * weights) @ its.T)

    def spread(self) -> Matrix:
        """In how many claims each thing stands."""
        mine, its = self.rows
        total: Matrix = mine.sum(axis=0) + its.sum(axis=0)
        return total


def _shared(event: Event, things: Callable[[Claim], Collection[Any]]) -> _Shared:
    found = [[things(claim) for claim in side] for side in event.sides]
    places: dict[Any, int] = {}
    flat = [[places.setdefault(t, len(places)) for of in side for t in of] for side in found]
    rows = []
    for side, columns in zip(found, flat, strict=True):
        row = np.zeros((len(side), len(places)))
        if columns:
            row[np.repeat(np.arange(len(side)), [len(of) for of in side]), columns] = 1.0
        rows.append(row)
    return _Shared(list(places), (rows[0], rows[1]))


def _each(event: Event, of: Callable[[Claim], float]) -> tuple[NDArray[Any], NDArray[Any]]:
    first, second = (np.asarray([of(claim) for claim in side]) for side in event.sides)
    return first, second


def _margins(near: Matrix) -> tuple[Matrix, Matrix]:
    """How much nearer each pair is than the nearest other pair of its one claim, and of its other."""
    return _margin(near), _margin(near.T).T


def _margin(near: Matrix) -> Matrix:
    if near.shape[1] == 1:
        best, second = near[:, 0], np.zeros(len(near))
    else:
        second, best = np.partition(near, near.shape[1] - 2, axis=1)[:, -2:].T
    # A similarity cut to six digits may fall on either side of the largest; the nearer of the two is the bound.
    nearest = near >= best[:, None] - 2e-6
    margin: Matrix = np.clip(near - np.where(nearest, second[:, None], best[:, None]), -events.MARGIN, events.MARGIN)
    return margin


def _part(part: Matrix, whole: Matrix) -> Matrix:
    share: Matrix = np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
    return share
