"""How sure the voice is that carries a claim: asserted, hedged, unverified or denied."""

import re
from functools import cache

from factcheck.domain.values import Certainty
from factcheck.text.cues import Cues
from factcheck.text.lexicon import load, words

_LONGEST = 400  # characters; a longer sentence says more than that

# A cue in a relative clause at the end ("…, which could limit its use") does not reach the main clause.
_ASIDE = re.compile(r",\s+(?:which|who|although|though)\b[^,;]*[.!]?[\"”’]*$")


# "The two will sign on 15 January – which has yet to be confirmed": what is doubted stands in the sentence itself.
_SAID_FIRST = re.compile(
    r"(?:\S+\s+){6,}?\S*(?:,|\s[–—-])\s+(?:which|who|that|although|though|while|but|"
    r"(?:an?|the) (?:\w+ )?(?:claim|charge|account|allegation|figure|number|version|assertion|statement|report)"
    r" (?:that|which))\b"
)

_MONTH_OR_NAME = re.compile(r"\bMay\b")

# "He could not confirm it, but said that a meteorite was likely".
_SAID_AFTER = re.compile(r"\bbut (?:\w+ ){0,2}(?:said|added|noted|told|insisted|stressed|called|believed|suspected)\b")


@cache
def _pattern(key: str) -> Cues:
    return Cues(load("factcheck.claims", "certainty.json")[key])


def is_hedging_cue(word: str) -> bool:
    """Whether a cue or a word of a source says no more than that somebody thinks so ("believe", "projection")."""
    return word in words("factcheck.claims", "certainty.json", "hedging_cues")


def names_what_it_doubts(sentence: str) -> bool:
    """Whether a sentence of doubt says itself what it speaks of: “Reports of a burst dam could not be confirmed”."""
    return _pattern("own_object").search(sentence) is not None


def speaks_of_exhibit(sentence: str) -> bool:
    """Whether a sentence names footage, a document or the like, which can be genuine or not."""
    return _pattern("exhibits").search(sentence) is not None


def doubts_authenticity(sentence: str) -> bool:
    """Whether a sentence of doubt asks if a thing is genuine: it speaks of what was shown last, no further back."""
    return _pattern("authenticity").search(sentence) is not None


def doubts_figures(sentence: str) -> bool:
    """Whether a sentence of doubt speaks of figures alone: “The figures could not be verified”."""
    return _pattern("doubted_figures").search(sentence) is not None


def doubts_all_sides(sentence: str) -> bool:
    """Whether a sentence of doubt speaks of more than one voice: “Neither account could be verified”."""
    return _pattern("both_accounts").search(sentence) is not None


def only_says_unverified(sentence: str) -> bool:
    """Whether the sentence says no more than that something could not be verified."""
    if len(sentence) > _LONGEST:
        return False
    doubt = _pattern("unverified_sentence").search(sentence)
    if doubt is None or _SAID_FIRST.match(sentence[: doubt.start()]):
        return False
    return _SAID_AFTER.search(sentence[doubt.end() :]) is None


def certainty_of(content: str, whole: str, *, denying: bool, reported: bool) -> Certainty:
    """The certainty of a claim.

    Args:
        content: The claim without the words that name its source and cue.
        whole: The claim as it stands.
        denying: Whether its outermost cue denies ("X denied that …").
        reported: Whether it is told indirectly, where "would" is only the past of "will".
    """
    if (
        denying
        or _pattern("branded").search(whole)
        or _pattern("denial").search(_pattern("not_denials").sub(" ", content))
    ):
        return Certainty.DENIED
    if _pattern("unverified_inline").search(whole):
        return Certainty.UNVERIFIED
    cleaned = _pattern("not_hedges").sub(" ", _ASIDE.sub(" ", _MONTH_OR_NAME.sub(" ", content)))
    if reported:
        cleaned = _pattern("reported_future").sub(" ", cleaned)
    return Certainty.HEDGED if _pattern("hedges").search(cleaned) else Certainty.ASSERTED
