"""How many of how many: "four of seven counts" and "all seven counts" are parts of one whole, and differ."""

import re
from dataclasses import dataclass
from functools import cache

from factcheck.crosscheck.words import sense, stem
from factcheck.domain.numerals import CARDINALS

_MOST = 100
"""Parts of more are told as figures or shares."""


@dataclass(frozen=True, slots=True)
class Part:
    """So many `of` a whole of things that `noun` means; `text` as it is written."""

    count: int
    of: int
    noun: str
    text: str


def part_of(text: str) -> Part | None:
    """The first part of a counted whole in a sentence; None if there is none.

    "all seven counts", "all six of the district's libraries", "four of seven counts", "two of the town's six pools",
    "none of the three men".
    """
    for match in _pattern().finditer(text):
        whole = _number(match["whole"] or match["whole_of_all"])
        told = (match["part"] or match["all"]).casefold()
        count = {"all": whole, "none": 0}.get(told)
        count = _number(told) if count is None else count
        if 1 < whole <= _MOST and count <= whole:
            noun = sense(stem(match["noun"].casefold()))
            return Part(count, whole, noun, re.sub(r"\s+", " ", match[0]))
    return None


@cache
def _pattern() -> re.Pattern[str]:
    number = rf"(?:{'|'.join(CARDINALS)}|\d{{1,3}})"
    owner = r"(?:the|its|his|her|their|our|these|those|all)"
    owned = rf"(?:\s+{owner})?(?:\s+[\w-]+['’]s?)?"
    return re.compile(
        rf"\b(?:(?P<all>all)(?:\s+of)?{owned}\s+(?P<whole_of_all>{number})(?:\s+of{owned})?|"
        rf"(?P<part>{number}|none)\s+of{owned}\s+(?P<whole>{number}))\s+(?!of\b)(?P<noun>[^\W\d_][\w-]+)",
        re.IGNORECASE,
    )


def _number(word: str) -> int:
    return int(word) if word.isdigit() else CARDINALS[word.casefold()]
