"""Which sentences assert a fact. Questions, wishes, opinions, fragments and furniture of the page do not."""

import re
from functools import cache

from factcheck.claims.certainty import only_says_unverified
from factcheck.text.boilerplate import is_boilerplate
from factcheck.text.lexicon import load

_QUESTION = re.compile(r"[?؟？]+[\"'”’»)\]]*\W*$")
_LETTERS = re.compile(r"[^\W\d_]")
_FEW = 4
_PROSE = 9  # words; longer sentences have a verb even where our list does not know it
_CLOSING = "\"'”’»)]"


@cache
def _pattern(key: str) -> re.Pattern[str]:
    return re.compile(
        "|".join(f"(?:{entry})" for entry in load("factcheck.claims", "detection.json")[key]), re.IGNORECASE
    )


def has_verb(sentence: str) -> bool:
    """Whether an English verb can be seen in the sentence."""
    return _pattern("verbs").search(sentence) is not None


def asserts(sentence: str, *, english: bool, has_figure: bool, quoted: bool, attributed: bool) -> bool:
    """Whether `sentence` makes a factual assertion.

    Args:
        sentence: The sentence as it stands.
        english: Whether the rules of English may be applied; else only marks and length decide.
        has_figure: Whether it holds a quantity.
        quoted: Whether all of it stands in quotation marks.
        attributed: Whether somebody is named who says it.
    """
    if not _LETTERS.search(sentence) or _QUESTION.search(sentence) or is_boilerplate(sentence):
        return False
    words = sentence.split()
    if not english:
        return len(words) >= _FEW or len(sentence) > 12  # noqa: PLR2004 - scripts without blanks
    if only_says_unverified(sentence):
        return False
    if (
        not has_figure
        and not attributed
        and len(words) < _PROSE
        and ((len(words) < _FEW and not (len(words) > 2 and has_verb(sentence))) or not has_verb(sentence))
    ):
        return False
    if _pattern("wish").search(sentence) and not attributed:
        return False
    if quoted and not has_figure and _pattern("addressed").search(sentence):
        return False
    return not (_pattern("opinion").search(sentence) and not has_figure and (quoted or not attributed))
