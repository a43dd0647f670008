"""How sure the voice is that carries a claim: asserted, hedged, unverified or denied."""

import re
from functools import cache

from factcheck.domain.values import Certainty
from factcheck.text.lexicon import load


@cache
def _pattern(key: str) -> re.Pattern[str]:
    return re.compile(
        "|".join(f"(?:{entry})" for entry in load("factcheck.claims", "certainty.json")[key]), re.IGNORECASE
    )


def only_says_unverified(sentence: str) -> bool:
    """Whether the sentence says no more than that something could not be verified."""
    return (
        len(sentence) <= 400
        and _pattern("unverified_sentence").search(sentence) is not None
        and _pattern("verification_subject").search(sentence) is not None
    )  # noqa: PLR2004 - longer ones say more


def certainty_of(content: str, whole: str, *, denying: bool) -> Certainty:
    """The certainty of a claim.

    Args:
        content: The claim without the words that name its source and cue.
        whole: The claim as it stands.
        denying: Whether its outermost cue denies ("X denied that …").
    """
    if denying or _pattern("denial").search(content):
        return Certainty.DENIED
    if _pattern("unverified_inline").search(whole):
        return Certainty.UNVERIFIED
    cleaned = _pattern("not_hedges").sub(" ", content)
    return Certainty.HEDGED if _pattern("hedges").search(cleaned) else Certainty.ASSERTED
