"""Which language a text is in, as far as the commonest words tell."""

import re
from collections import Counter

from factcheck.text.lexicon import load

_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 20_000
_FEW_WORDS = 12
_ENOUGH = 0.12
_ENOUGH_ENGLISH = 0.07  # market reports and lists of results have few function words
_LATIN_END = 0x250
UNDETERMINED = "und"


def detect(text: str) -> str:
    """Language code (ISO 639-1) of `text`, or "und"; a few words without any foreign letters pass for English."""
    found = [word.casefold() for word in _WORD.findall(text[:_SAMPLE])]
    if not found:
        return UNDETERMINED
    counts = Counter(found)
    shares = {
        code: sum(counts[word] for word in listed) / len(found)
        for code, listed in load("factcheck.text", "languages.json").items()
    }
    best = max(sorted(shares), key=lambda code: (shares[code], code == "en"))
    if shares[best] >= (_ENOUGH_ENGLISH if best == "en" else _ENOUGH):
        return best
    latin = all(ord(char) < _LATIN_END for word in found for char in word)
    return "en" if latin and len(found) <= _FEW_WORDS and shares["en"] >= shares[best] else UNDETERMINED
