"""Lines that a web page puts around an article: forms, credits, calls to subscribe."""

import re
from functools import cache

from factcheck.text.lexicon import load

_LONGEST = 300
_STRIP = " \t\u00a0*•-–—|>»›→▸►📲👉📩✉️🔔👇⬇️"


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(
        "|".join(f"(?:{entry})" for entry in load("factcheck.text", "boilerplate.json")["whole"]), re.IGNORECASE
    )


def is_boilerplate(sentence: str) -> bool:
    """Whether a whole sentence is furniture of the page. Longer ones are read as prose."""
    line = sentence[: _LONGEST + 1].strip(_STRIP)
    return 0 < len(line) <= _LONGEST and _pattern().fullmatch(line) is not None
