"""Values in base units, through pint; the library is imported with the first measured quantity."""

from functools import cache
from typing import TYPE_CHECKING, Any

from factcheck.domain.values import BaseQuantity
from factcheck.text.lexicon import load

if TYPE_CHECKING:
    from pint import UnitRegistry

_DIGITS = 9


@cache
def _registry() -> "UnitRegistry[Any]":
    from pint import UnitRegistry  # noqa: PLC0415 - a fifth of a second that most calls need not pay

    return UnitRegistry(cache_folder=None, autoconvert_offset_to_baseunit=True)


@cache
def _line(unit: str) -> tuple[float, float, str] | None:
    """(factor, offset, base unit) of the straight line from `unit` to its base unit; None if it has none."""
    lists = load("factcheck.claims", "units.json")
    entry = lists["units"].get(unit)
    if not entry or entry[0] is None:
        return None
    registry = _registry()
    zero = registry.Quantity(0.0, entry[0]).to_base_units()
    one = registry.Quantity(1.0, entry[0]).to_base_units()
    name = lists["base"].get(str(one.units))
    if name is None:
        return None
    return float(one.magnitude) - float(zero.magnitude), float(zero.magnitude), name


def to_base(value: float, unit: str) -> BaseQuantity | None:
    """`value` of `unit` in base units, rounded to nine significant digits; None for counts, money and shares."""
    line = _line(unit)
    if line is None:
        return None
    factor, offset, name = line
    return BaseQuantity(float(f"{value * factor + offset:.{_DIGITS}g}"), name)
