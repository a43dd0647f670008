"""Which sentences assert a fact. Questions, wishes, opinions, fragments and furniture of the page do not."""

import re
from functools import cache

from factcheck.claims.certainty import only_says_unverified
from factcheck.text.boilerplate import is_boilerplate
from factcheck.text.cues import Cues
from factcheck.text.lexicon import load

_QUOTED_QUESTION = re.compile(r"^[\"“‘'][^\"“”]{3,200}\?[\"”’'],?\s+\S+(?:\s+\S+){0,6}$")  # "“Why?” asked Ana Ruiz."
_QUESTION = re.compile(r"[?؟？]+[\"'”’»)\]]*\W*$")
_LETTERS = re.compile(r"[^\W\d_]")
_FEW = 3
_FEW_SIGNS = 12  # for scripts without blanks between words
_STOPPED = 5  # words; a longer line with a full stop is taken for a sentence
_PROSE = 9  # words; longer sentences have a verb even where our list does not know it
_PLAIN = 14  # words; a longer sentence in the article's own voice tells more than what it thinks of it
_CLOSING = "\"'”’»)]"


@cache
def _pattern(key: str) -> Cues:
    return Cues(load("factcheck.claims", "detection.json")[key])


@cache
def _verb() -> re.Pattern[str]:
    # As one pattern: nearly every sentence has one of its words near the start.
    return re.compile("|".join(load("factcheck.claims", "detection.json")["verbs"]), re.IGNORECASE)


def has_verb(sentence: str) -> bool:
    """Whether an English verb can be seen in the sentence."""
    return _verb().search(sentence) is not None


def tells_of_silence(sentence: str) -> bool:
    """Whether the sentence says no more than that somebody did not comment."""
    return _pattern("silence").search(sentence) is not None


def asserts(sentence: str, *, english: bool, has_figure: bool, quoted: bool, direct: bool, attributed: bool) -> bool:
    """Whether `sentence` makes a factual assertion.

    Args:
        sentence: The sentence as it stands.
        english: Whether the rules of English may be applied; else only marks and length decide.
        has_figure: Whether it holds a quantity.
        quoted: Whether all of it stands in quotation marks.
        direct: Whether what somebody says in it stands there.
        attributed: Whether somebody is named who says it.
    """
    if not _LETTERS.search(sentence) or is_boilerplate(sentence):
        return False
    if _QUESTION.search(sentence) or _QUOTED_QUESTION.match(sentence):
        return False
    words = len(sentence.split())
    if not english:
        return words >= _FEW or len(sentence) >= _FEW_SIGNS
    if only_says_unverified(sentence) or _pattern("wish").search(sentence) or _pattern("empty").search(sentence):
        return False
    if has_figure:
        return True
    stopped = sentence.rstrip(_CLOSING).endswith((".", "!"))
    verbless = words < _FEW or (words < (_STOPPED if stopped else _PROSE) and not has_verb(sentence))
    fragment = not attributed and verbless
    addressed = (quoted or direct) and _pattern("addressed").search(sentence)
    judged = (quoted or direct or (not attributed and words <= _PLAIN)) and _pattern("opinion").search(sentence)
    judged = judged or (attributed and words <= _PLAIN and _pattern("judged_as").search(sentence))
    return not (fragment or addressed or judged)
