"""What the README says of the interface is what there is."""

import re
from pathlib import Path

from factcheck.api.routes import ROUTES
from factcheck.settings import Settings

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")


def test_every_setting_stands_in_the_readme_with_its_default():
    rows = dict(re.findall(r"^\| `FACTCHECK_(\w+)` \| ([^|]*)\|", README, re.MULTILINE))
    assert set(rows) == {name.upper() for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        default = "0" if field.default is False else field.default
        assert rows[name.upper()].strip("` ") == ("" if default is None else str(default)), name


def test_every_path_stands_in_the_readme():
    assert [r.path for r in ROUTES if r.path not in README] == []
