import subprocess
import sys

import pytest

from factcheck.claims.base_units import to_base
from factcheck.claims.make_units import lines
from factcheck.text.lexicon import load


def test_the_written_factors_are_those_of_pint():
    written = {unit: tuple(line) for unit, line in load("factcheck.claims", "base_units.json")["units"].items()}
    assert written == lines()


@pytest.mark.parametrize(
    ("value", "unit", "expected", "base"),
    [(9.4, "square kilometre", 9_400_000, "square metre"), (212, "degree Fahrenheit", 373.15, "kelvin")],
)
def test_values_are_brought_to_base_units(value, unit, expected, base):
    found = to_base(value, unit)
    assert found is not None
    assert (found.value, found.unit) == (expected, base)


def test_counts_have_no_base_unit():
    assert to_base(3, "prisoner") is None


def test_reading_figures_imports_no_pint():
    code = (
        "import sys; from factcheck.claims.quantities import QuantityReader as Q; Q().read('It is 5 km long.', 0);"
        "sys.exit('pint' in sys.modules)"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], check=False, env={"PYTHONPATH": ":".join(sys.path)}).returncode
        == 0
    )
