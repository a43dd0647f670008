"""The one place where what the rules see is put together with the trained check-worthiness.

The trained score was learned on debates; in news, the form of a sentence says more: figures and named sources lift it,
personal experience, a bare quotation, a very short sentence or a report that somebody kept silent lower it, and an
article tells first what matters most. Each sign shifts the log-odds by a fixed amount, so a higher trained score never
gives a lower result. The shifts are fitted by training/fit_checkworthiness_signs.py, which also says what they reach on
sets that they were not fitted on.
"""

import math
from dataclasses import dataclass, replace
from functools import cache

from factcheck.text.lexicon import load

_NO_CLAIM = 0.2
_DECIMALS = 3
_FLOOR = 1e-4
_FEWEST, _USUAL, _MOST = 8, 10, 13  # claims of an article: the range that the shifts are fitted on


@dataclass(frozen=True, slots=True)
class Signs:
    """What the rules see in a sentence.

    `asserts`: it states a fact at all. `depth`: where in the article it stands, -0.5 first to 0.5 last. `length`: log
    of the article's claims over the usual number.
    """

    asserts: bool = True
    figure: bool = False
    weighty_figure: bool = False
    experience: bool = False
    prediction: bool = False
    rule_or_cause: bool = False
    quoted: bool = False
    reported: bool = False
    short: bool = False
    hedged: bool = False
    silence: bool = False
    first_person: bool = False
    named: bool = False
    long: bool = False
    depth: float = 0.0
    length: float = 0.0

    def placed(self, at: int, of: int) -> "Signs":
        """The signs of claim `at`, counted from 0, among `of` claims of an article; without, a statement on its own."""
        return replace(
            self,
            depth=at / (of - 1) - 0.5 if of > 1 else 0.0,
            length=math.log(min(max(of, _FEWEST), _MOST) / _USUAL),
        )


@dataclass(frozen=True, slots=True)
class _Fitted:
    bias: float
    shifts: dict[str, float]


@cache
def _fitted() -> _Fitted:
    fields = load("factcheck.claims", "checkworthiness.json")
    return _Fitted(fields["bias"], fields["shifts"])


def adjusted(trained: float, signs: Signs) -> float:
    """Check-worthiness from the trained score and the signs: 0 to 1, rounded to 3 decimals, monotone in `trained`."""
    score = min(1.0, max(0.0, trained))
    if not signs.asserts:
        return round(score * _NO_CLAIM, _DECIMALS)
    odds = math.log(max(score, _FLOOR) / max(1.0 - score, _FLOOR))
    fitted = _fitted()
    shifted = odds + fitted.bias + sum(by * getattr(signs, name) for name, by in fitted.shifts.items())
    return round(1.0 / (1.0 + math.exp(-shifted)), _DECIMALS)
