"""The one place where rules touch the trained check-worthiness.

Each rule only caps or lifts the score, so a higher trained score never gives a lower one:
- no factual assertion (question, boilerplate, wish): at most 0.2;
- personal experience: at most 0.45;
- a figure, a denial or a named source raises a score part of the way to 1.
"""

from dataclasses import dataclass

_NO_CLAIM = 0.2
_EXPERIENCE = 0.45
_FIGURE = 0.35
_SOURCE = 0.1
_DECIMALS = 3


@dataclass(frozen=True, slots=True)
class Signs:
    """What the rules look at."""

    asserts: bool = True
    experience: bool = False
    figure: bool = False
    attributed: bool = False


def adjusted(trained: float, signs: Signs) -> float:
    """Check-worthiness from the trained score and the signs, 0 to 1, rounded to 3 decimals; monotone in `trained`."""
    score = min(1.0, max(0.0, trained))
    if not signs.asserts:
        return round(min(score, _NO_CLAIM) * 1.0, _DECIMALS)
    if signs.figure:
        score += (1.0 - score) * _FIGURE
    if signs.attributed:
        score += (1.0 - score) * _SOURCE
    if signs.experience:
        score = min(score, _EXPERIENCE)
    return round(score, _DECIMALS)
