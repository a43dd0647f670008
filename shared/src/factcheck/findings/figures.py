"""How figures are compared and written down in findings."""

import re

from factcheck.domain.plurals import plural
from factcheck.domain.values import Bound, Quantity

_EXACT = 1e-9
_ROUGH_PERCENT = 0.04  # "about" and words such as "a third" stand for what is this near (in shares of the whole)
_ROUGH = 0.12
_CUT = 1e6


def is_share(quantity: Quantity) -> bool:
    """Whether it is a percentage or a fraction."""
    return quantity.unit == "percent" or quantity.unit.startswith("fraction")


def share_of(quantity: Quantity) -> float:
    """The share as a number from 0 to 1 (or more)."""
    return quantity.value / 100 if quantity.unit == "percent" else quantity.value


def is_loose(quantity: Quantity) -> bool:
    """Whether the figure claims no more than nearness, or only one side."""
    return quantity.bound is not Bound.EXACT


def same_unit(a: Quantity, b: Quantity) -> bool:
    """Whether both count the same."""
    if a.base is not None and b.base is not None:
        return a.base.unit == b.base.unit and a.unit == b.unit
    return a.unit.casefold() == b.unit.casefold()


def half_step(quantity: Quantity) -> float:
    """Half a unit of the last digit written, in the quantity's own unit: 9.4 → 0.05, 1.2 million → 50,000."""
    match = re.search(r"\d[\d,]*(?:\.(\d+))?", quantity.text)
    if not match or not quantity.value:
        return 0.5
    written = float(match.group().replace(",", ""))
    scale = abs(quantity.value) / written if written else 1.0
    digits = len(match[1]) if match[1] else 0
    trailing = (
        len(match.group().replace(",", "")) - len(match.group().replace(",", "").rstrip("0")) if not digits else 0
    )
    return 0.5 * 10.0 ** (-digits) * scale * (10.0 ** min(trailing, 3) if trailing > 1 else 1.0)


def agrees(stated: Quantity, low: float, high: float) -> bool:
    """Whether a stated share may stand for a share between `low` and `high`."""
    value = share_of(stated)
    if stated.unit == "percent":
        slack = half_step(stated) / 100
        if is_loose(stated):
            slack = max(slack, _ROUGH_PERCENT)
    else:
        slack = max(_ROUGH_PERCENT if not is_loose(stated) else 1.5 * _ROUGH_PERCENT, value * _ROUGH)
    if stated.bound is Bound.AT_LEAST:
        return high + _EXACT >= value - slack
    if stated.bound is Bound.AT_MOST:
        return low - _EXACT <= value + slack
    return low - slack - _EXACT <= value <= high + slack + _EXACT


def number(value: float) -> str:
    """A number for a reader with a pencil."""
    if abs(value) >= _CUT:
        return f"{value / _CUT:,.1f}".removesuffix(".0") + " million"
    rounded = round(value, 1)
    return f"{rounded:,.0f}" if float(rounded).is_integer() else f"{rounded:,.1f}"


def percent(share: float) -> str:
    """A share as a percentage."""
    return f"{number(100 * share)} %"


def counted(unit: str, value: float) -> str:
    """The unit after a number."""
    return unit if value == 1 else plural(unit)
