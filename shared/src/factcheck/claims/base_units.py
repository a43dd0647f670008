"""Values in base units. The factors are pint's, written down by `make_units`, so that the product needs no pint."""

from factcheck.domain.values import BaseQuantity
from factcheck.text.lexicon import load

_DIGITS = 9


def to_base(value: float, unit: str) -> BaseQuantity | None:
    """`value` of `unit` in base units, rounded to nine significant digits; None for counts, money and shares."""
    line = load("factcheck.claims", "base_units.json")["units"].get(unit)
    if line is None:
        return None
    factor, offset, name = line
    return BaseQuantity(float(f"{value * factor + offset:.{_DIGITS}g}"), name)
