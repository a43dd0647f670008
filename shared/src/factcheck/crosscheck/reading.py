"""A denial taken back, for a network to read: does what is denied follow from what another source says?

A network tells far better whether one sentence follows from another than whether two contradict one another.
"""

import re
from collections.abc import Callable

Read = Callable[[str, str], tuple[float, float, float]]
"""A text and a statement to the probabilities that the statement follows, is open, and is excluded."""

_FEWEST_WORDS = 3

_TOLD = (
    r"(?:reports?|claims?|suggestions?|allegations?|accusations?|assertions?|rumou?rs?|speculation|talk|stor(?:y|ies)|"
    r"idea|notion)"
)
_DENIED = re.compile(
    rf"\b(?:den(?:y|ies|ied|ying)|(?:dismiss|reject|refut|rebutt?|disput|rubbish)(?:e|es|ed|s|ing)?)\s+"
    rf"(?:(?:[\w-]+\s+){{0,3}}{_TOLD}\s+(?:that|of)|that)\s+(?P<said>.+)",
    re.IGNORECASE,
)
_DENIED_DOING = re.compile(
    rf"\bden(?:y|ies|ied|ying)\s+(?!(?:[\w-]+\s+){{0,2}}{_TOLD}\b)(?P<said>[\w“‘'’-]+ing\b.+|(?:any|having|an?)\s.+)",
    re.IGNORECASE,
)
_FALSE = re.compile(
    rf"\b{_TOLD}\s+(?:that|of)\s+(?P<said>.+?),?\s+(?:is|are|was|were)\s+(?:[\w-]+ly\s+)?"
    r"(?:false|untrue|not true|fake|a hoax|baseless|unfounded|fabricated|wrong|incorrect|nonsense)\b",
    re.IGNORECASE,
)


def taken_back(text: str) -> str | None:
    """What a sentence says is not so: "the dam had burst" of "She denied that the dam had burst"; None if unclear."""
    found = _FALSE.search(text) or _DENIED.search(text) or _DENIED_DOING.search(text)
    if found is None:
        return None
    said = found["said"].strip()
    return said[:1].upper() + said[1:] if len(said.split()) >= _FEWEST_WORDS else None
