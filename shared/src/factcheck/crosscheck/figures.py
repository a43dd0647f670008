"""Do two figures of the same kind agree? Bounds, ranges, rounding and units are taken into account."""

import math
from dataclasses import dataclass

from factcheck.crosscheck.words import senses
from factcheck.domain.values import Bound, Claim, Quantity

_ABOUT = 0.06
"""Relative slack of "about", "some", "nearly"."""

_FEW = 9
_ONE = 1.0
"""Slack of an approximate count above nine: "nearly a dozen" may be eleven."""

_WIDE = 2.0
"""Ratio of the ends of a range from which on what lies in it says little."""

_ROUNDED = 0.04
"""The most that rounding may hide: 1.26 million is 1.3 million, 250 is not "300"."""

_HUNDREDTH = 0.01


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two comparable figures, and whether both can be true."""

    claim: Quantity
    evidence: Quantity
    agree: bool

    def turned(self) -> "Comparison":
        """The same with the roles of claim and evidence exchanged."""
        return Comparison(self.evidence, self.claim, self.agree)


def compare(claims: tuple[Quantity, ...], evidence: tuple[Quantity, ...]) -> list[Comparison]:
    """For each figure of the claim that has a counterpart of the same kind: the agreeing one, else the nearest."""
    found = []
    for mine in claims:
        same = [theirs for theirs in evidence if same_kind(mine, theirs) and not _says_little(mine, theirs)]
        if same:
            best = min(same, key=lambda q: (not _agree(mine, q), abs(_value(mine) - _value(q)), q.span))
            found.append(Comparison(mine, best, _agree(mine, best)))
    return found


def _value(q: Quantity) -> float:
    if q.base is not None:
        return q.base.value
    return q.value * _HUNDREDTH if q.unit == "percent" else q.value


def unit(q: Quantity) -> str:
    """What a figure counts or measures, in the base unit; "share" for parts of a whole."""
    said = q.base.unit if q.base is not None else q.unit
    return "share" if said == "percent" or said.startswith("fraction") else said


def same_kind(a: Quantity, b: Quantity) -> bool:
    """Whether two figures count the same sort of thing, in whatever unit."""
    ua, ub = unit(a), unit(b)
    if ua == ub:
        return True
    if a.base is not None or b.base is not None or "share" in {ua, ub}:
        return False
    wa, wb = senses(ua), senses(ub)
    return bool(wa and wb) and (wa <= wb or wb <= wa)


def kinds(claim: Claim) -> frozenset[str]:
    """What the figures of a claim count; two claims without one of these in common have none of the same kind."""
    return frozenset(kind for q in claim.quantities for kind in (unit(q), *senses(unit(q))))


def _says_little(a: Quantity, b: Quantity) -> bool:
    """Whether they agree only because a range is so wide ("between two and ten years")."""
    wide = any(q.bound is Bound.RANGE and (q.high or 0) > _WIDE * abs(q.low or 0) for q in (a, b))
    return wide and _agree(a, b)


def _interval(q: Quantity) -> tuple[float, float]:
    """The values for which the statement is true, in the unit of `_value`."""
    value = _value(q)
    scale = value / q.value if q.value else 1.0
    if q.bound is Bound.RANGE and q.low is not None and q.high is not None:
        low, high = sorted((q.low * scale, q.high * scale))
        return low, high
    slack = min(_rounding(q) * abs(scale), _ROUNDED * abs(value))
    if q.bound is Bound.ABOUT or (q.approximate and q.bound is Bound.EXACT):
        slack = max(
            slack, _ABOUT * abs(value), _ONE if q.base is None and q.unit != "percent" and abs(value) > _FEW else 0.0
        )
    if q.bound is Bound.AT_LEAST:
        return value - slack, math.inf
    if q.bound is Bound.AT_MOST:
        return -math.inf, value + slack
    return value - slack, value + slack


def _rounding(q: Quantity) -> float:
    """Just under half a unit of the last significant digit: 9.4 may be 9.35 to 9.45, 1.3 million 1.25 to 1.35 million.

    Whole numbers below a hundred are counts and taken as exact.
    """
    value = abs(q.value)
    if value == 0 or (value < 100 and value == int(value)):  # noqa: PLR2004 - the docstring's own number
        return 0.0
    digits = f"{value:.6g}"
    if "e" in digits:
        digits = f"{value:.0f}"
    if "." in digits:
        return 0.499 * 10.0 ** -len(digits.split(".")[1])
    zeros = len(digits) - len(digits.rstrip("0"))
    return 0.499 * 10.0**zeros if zeros else 0.0


def _agree(a: Quantity, b: Quantity) -> bool:
    (a_low, a_high), (b_low, b_high) = _interval(a), _interval(b)
    tiny = 1e-9 * max(1.0, abs(_value(a)), abs(_value(b)))
    return a_low <= b_high + tiny and b_low <= a_high + tiny


def magnitudes_apart(c: Comparison) -> float:
    """How many decimal orders lie between two figures; infinite if one is zero or they have other signs."""
    a, b = _value(c.claim), _value(c.evidence)
    return abs(math.log10(a / b)) if a * b > 0 else math.inf


def said(q: Quantity) -> str:
    """The figure as the text has it, for an explanation."""
    return q.text.strip()
