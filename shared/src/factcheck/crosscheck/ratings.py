"""What a publisher's rating comes to, by the table of `ratings.json`."""

import json
import re
from functools import lru_cache
from importlib import resources

from factcheck.domain.values import VerdictLabel

_NOT_WORDS = re.compile(r"[^\w]+")
_LONGEST = 5  # words of a rating in the table, with one to spare
_LOW, _HIGH = 0.2, 0.8


@lru_cache(maxsize=1)
def _table() -> dict[str, VerdictLabel]:
    raw = json.loads(resources.files(__package__).joinpath("ratings.json").read_text("utf-8"))
    labels = (VerdictLabel.REFUTED, VerdictLabel.SUPPORTED, VerdictLabel.CONFLICTING)
    return {_folded(words): label for label in labels for words in raw[label.value]}


def verdict_of(rating: str | None, *, score: float | None = None) -> VerdictLabel:
    """Supported, Refuted, or Conflicting Evidence for whatever is mixed or not in the table.

    Args:
        rating: The publisher's words. They may go on after the rating: "False. The photo is from 2012."
        score: Where there are no words: the numeric rating between its worst (0) and its best (1).
    """
    words = _folded(rating or "").split()
    for length in range(min(_LONGEST, len(words)), 0, -1):
        found = _table().get(" ".join(words[:length]))
        # A longer rating of which the table knows only the first word or two says more than that word.
        if found is not None and (length == len(words) or _ends_sentence(rating or "", length)):
            return found
    if not words and score is not None:
        if score <= _LOW:
            return VerdictLabel.REFUTED
        if score >= _HIGH:
            return VerdictLabel.SUPPORTED
    return VerdictLabel.CONFLICTING


def _folded(rating: str) -> str:
    return " ".join(_NOT_WORDS.sub(" ", rating.casefold()).split())


def _ends_sentence(rating: str, words: int) -> bool:
    """Whether a stop, colon or dash follows the first `words` words."""
    head = re.match(rf"\W*(?:\w+\W+?){{{words - 1}}}\w+(\s*[.:;!—–]|\s+-\s)", rating)
    return head is not None
