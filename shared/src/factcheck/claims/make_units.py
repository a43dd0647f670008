"""Writes `base_units.json` from `units.json`: python -m factcheck.claims.make_units. Needs pint; the product does not.

Each unit of measure becomes a straight line to its base unit: value × factor + offset.
"""

import json
import sys
from pathlib import Path

from pint import UnitRegistry

from factcheck.text.lexicon import load

_NOTE = "Made by factcheck.claims.make_units from units.json through pint. Unit -> [factor, offset, base unit]."


def lines() -> dict[str, tuple[float, float, str]]:
    """(factor, offset, base unit) of every unit that pint can bring to a base unit that `units.json` names."""
    lists = load("factcheck.claims", "units.json")
    registry: UnitRegistry[float] = UnitRegistry(cache_folder=None, autoconvert_offset_to_baseunit=True)
    found: dict[str, tuple[float, float, str]] = {}
    for unit, (name, _) in lists["units"].items():
        if name is None:
            continue
        zero = registry.Quantity(0.0, name).to_base_units()
        one = registry.Quantity(1.0, name).to_base_units()
        base = lists["base"].get(str(one.units))
        if base is not None:
            found[unit] = (float(one.magnitude) - float(zero.magnitude), float(zero.magnitude), base)
    return found


def main() -> int:
    """Write the file beside this module."""
    rows = ",\n".join(f"  {json.dumps(unit)}: {json.dumps(line)}" for unit, line in lines().items())
    text = f'{{\n "_origin": {json.dumps(_NOTE)},\n "units": {{\n{rows}\n }}\n}}\n'
    Path(__file__).with_name("base_units.json").write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
