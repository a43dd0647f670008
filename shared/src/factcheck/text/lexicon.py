"""Word lists that live beside the modules: read once, when first needed."""

import json
from functools import cache
from importlib import resources
from typing import Any


@cache
def load(package: str, name: str) -> dict[str, Any]:
    """The JSON file `name` of `package`; keys that start with "_" are notes for people and are left out."""
    raw = json.loads(resources.files(package).joinpath(name).read_text("utf-8"))
    return {key: value for key, value in raw.items() if not key.startswith("_")}


@cache
def words(package: str, name: str, key: str) -> frozenset[str]:
    """One list of the file, as a set."""
    return frozenset(load(package, name)[key])


def alternatives(entries: list[str] | frozenset[str]) -> str:
    """The entries as one regular-expression group, longest first, blanks matching any run of blanks."""
    import re  # noqa: PLC0415 - only needed while patterns are built

    ordered = sorted(entries, key=lambda entry: (-len(entry), entry))
    return "(?:" + "|".join(re.escape(entry).replace(r"\ ", r"\s+") for entry in ordered) + ")"
