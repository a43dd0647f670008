"""What the README says of the interface is what there is."""

import re
from dataclasses import fields
from pathlib import Path

from factcheck.api.routes import ROUTES
from factcheck.settings import Settings

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")


def test_every_setting_stands_in_the_readme_with_its_default():
    rows = dict(re.findall(r"^\| `FACTCHECK_(\w+)` \| ([^|]*)\|", README, re.MULTILINE))
    assert set(rows) == {field.name.upper() for field in fields(Settings)}
    for field in fields(Settings):
        default = "0" if field.default is False else field.default
        assert rows[field.name.upper()].strip("` ") == ("" if default is None else str(default)), field.name


def test_every_path_stands_in_the_readme():
    assert [r.path for r in ROUTES if r.path not in README] == []
