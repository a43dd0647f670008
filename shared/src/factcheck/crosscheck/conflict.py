"""What a reader can see that two claims of one event disagree on: figures, a denial, opposites, a negation.

However likely a refutation looks to a regression, without such a sign in claims alike enough it would be an accusation
that nobody can check. How often the signs are wrong on real news is measured by benchmarks/false_refutes.py.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from factcheck.crosscheck import event as events
from factcheck.crosscheck import figures
from factcheck.crosscheck.event import FEATURES, Meeting
from factcheck.crosscheck.parts import part_of
from factcheck.crosscheck.reading import Read, taken_back
from factcheck.crosscheck.words import negations, sense, senses, stem, tokens, word_classes
from factcheck.domain.values import Certainty, Claim, Quantity

_SOME_OF = re.compile(r"[\w-]*\s+(?:of\s+(?:the|its|his|her|their|them|those|these)|others?|more)\b", re.IGNORECASE)
_FURTHER = re.compile(r"(?<!^)\b(?:more|others?|another|additional|further)\b(?!\s+than)", re.IGNORECASE)
_FROM_THEN = re.compile(r"\s+(ago|off|away|later|earlier|before|after|old)\b", re.IGNORECASE)
_NOT = re.compile(
    r"\b(?:not|rather than|instead of)\s+(?:just |only )?(?:(?:at|in|by|on|of|from|to|the) )*$", re.IGNORECASE
)

_OTHER_TIME = 7
"""Days between what two claims date; a report is dated within a few days of what it tells."""

# Least shares of words in common, of the shorter claim's and of both's, before a difference between them counts.
_FIGURES = (0.50, 0.25)
_SEVERAL_FIGURES = (0.75, 0.60)
_DENIAL = (0.50, 0.25)
_OPPOSITES = (0.60, 0.40)
_NEGATION = (0.80, 0.65)
_FEWEST_WORDS = 3
"""Content words that the shorter claim must have: "He was held for 44 days" fits too many events."""

# Least features of two claims that say the same thing in words of their own; found on the story sets, the events
# written for training and real news (docs/models/relation.md).
_SLOT = {"similarity": 0.30, "overlap": 0.20, "slot": 0.25, "lone": 0.30, "articles": 0.60, "margin_least": -0.10}
_SLOT_MAGNITUDES = 0.30
"""Decimal orders between figures: a factor of two."""

_MUTUAL = {
    "similarity": 0.40,
    "overlap": 0.25,
    "slot": 0.25,
    "lone": 0.40,
    "articles": 0.55,
    "margin_least": 0.05,
    "margin_most": 0.15,
}
_MUTUAL_MAGNITUDES = 1.0
_NEAREST = {"similarity": 0.30, "overlap": 0.30, "articles": 0.50, "margin_least": 0.15, "margin_most": 0.20}

_PARTS = {"similarity": 0.30, "articles": 0.60}

# The same where both give somebody's full name, where a figure is a rate ("a week"), and where one of two figures that
# the one sets against each other ("12 stations, not 212") is the other's.
_OF_ONE_NAMED = {
    "similarity": 0.40,
    "overlap": 0.30,
    "slot": 0.25,
    "lone": 0.20,
    "articles": 0.60,
    "margin_least": -0.05,
}
_FATE = {"similarity": 0.40, "articles": 0.60, "margin_least": 0.10}
_RATE = {"similarity": 0.40, "lone": 0.30, "articles": 0.65, "rare_names": 0.50, "margin_least": 0.0}
_SET_AGAINST = {"similarity": 0.40, "articles": 0.60}

_NAMES_OF_AN_EVENT = 0.40
"""The least that the names in two articles weigh which tell of one event; on real news two supports in three between
articles of different events are below, one in fourteen of those of one event (docs/models/relation.md)."""

_TINY = 1e-9
_FULL_NAME = 2  # words
_SAME_SENTENCE = 0.90
"""Cosine from which on two claims say the same whatever else their articles name."""

# From which on a network reads whether what is denied follows from the other claim, the share of its words that this
# must have, and the probability asked for: short statements ("the patient is ill") seem to follow from much.
_READ_DENIAL = {"similarity": 0.40, "articles": 0.60}
_TOLD_AGAIN = 0.5
_FOLLOWS = 0.75


@dataclass(frozen=True, slots=True)
class Conflict:
    """What two claims visibly disagree on.

    `plain` says that the sign by itself shows them to speak of the same fact; else their likeness has to.
    """

    reason: str
    plain: bool = False


def conflict(mine: Claim, its: Claim, near: Meeting, read: Read | None = None) -> Conflict | None:
    """The sign of a conflict between claim and evidence; None if nothing shows, or if it may be another matter.

    Args:
        mine: The claim.
        its: The evidence.
        near: How they lie to one another.
        read: Reads what is denied beside what the other says; if it is not given, their words alone decide.
    """
    denied = (mine.certainty is Certainty.DENIED) != (its.certainty is Certainty.DENIED)
    if mine.text.casefold() == its.text.casefold() and not denied:
        return None
    named = bool(events.rare_names(mine.standalone) & events.rare_names(its.standalone))
    shown = _parts_differ(mine, its, near) or _rates_differ(mine, its, near) or _set_against(mine, its, near)
    if not (named or denied or shown) or _days_apart(mine, its) > _OTHER_TIME:
        return None  # reports of one sort in the same words, or of what was true then and what is true now
    return (
        shown
        or _figure_rejected(mine, its, near)
        or _figures_differ(mine, its, near)
        or (_denial(mine, its, near, read, named=named) if denied else None)
        or _words_differ(mine, its, near)
    )


def forbids_support(mine: Claim, its: Claim, near: Meeting) -> bool:
    """Whether the one cannot support the other, however near they lie.

    Figures of the same kind differ and none agrees; one is denied; their predicates are opposites; or one names a
    figure only to reject it ("at 12 stations, not 212").
    """
    return (
        (bool(near.differing) and not near.agreeing)
        or near.denied
        or events.opposites(mine.standalone, its.standalone) is not None
        or _rejected(mine, its, near) is not None
    )


def in_own_words(near: Meeting) -> bool:
    """Whether the two have neither nearly the same sentence nor a figure in common: words alone make them alike."""
    value = dict(zip(FEATURES, near.features, strict=True))
    return not near.agreeing and not value["same_numbers"] and value["similarity"] < _SAME_SENTENCE


def may_be_another(mine: Claim, its: Claim, near: Meeting, *, slight: bool) -> bool:
    """Whether nothing shows that the two speak of one event: reports of a kind say much the same of many.

    “Shr 38 cts vs 30 cts” and "Shr loss 7 cts vs loss 11 cts" are of two companies; so are claims of articles that
    share next to no names, in words of their own, without a figure or a full name in common.

    Args:
        mine: The claim.
        its: The evidence.
        near: How the two lie to one another.
        slight: Whether one of the articles has too few claims to have many names in common with another.
    """
    value = dict(zip(FEATURES, near.features, strict=True))
    if not (near.agreeing or value["same_numbers"] or value["names"]) and near.words < _FEWEST_WORDS:
        return True
    if not in_own_words(near) or value["rare_names"] >= (_TINY if slight else _NAMES_OF_AN_EVENT):
        return False
    return not _full_name(mine, its)


def _full_name(mine: Claim, its: Claim) -> bool:
    """Whether both name somebody or something in full."""
    return len(events.rare_names(mine.standalone) & events.rare_names(its.standalone)) >= _FULL_NAME


def alike(near: Meeting, floor: tuple[float, float]) -> bool:
    """Whether two claims share enough words: of the shorter one's, and of both's."""
    return near.words >= _FEWEST_WORDS and near.overlap >= floor[0] and near.jaccard >= floor[1]


def _figure_rejected(mine: Claim, its: Claim, near: Meeting) -> Conflict | None:
    figure = _rejected(mine, its, near)
    if not figure:
        return None
    if _is_rejected(its, figure.evidence):
        return Conflict(f"it rejects “{figures.said(figure.evidence)}”", plain=True)
    return Conflict(f"it states “{figures.said(figure.evidence)}”, which the claim rejects", plain=True)


def _rejected(mine: Claim, its: Claim, near: Meeting) -> figures.Comparison | None:
    """The figure that one of the two states and the other rejects in so many words."""
    return next(
        (c for c in near.agreeing if _is_rejected(mine, c.claim) != _is_rejected(its, c.evidence)),
        None,
    )


def _is_rejected(claim: Claim, figure: Quantity) -> bool:
    return _NOT.search(claim.text[: max(0, figure.span.start - claim.span.start)]) is not None


def _parts_differ(mine: Claim, its: Claim, near: Meeting) -> Conflict | None:
    """“convicted on all seven counts” and "guilty on four of seven counts": the same is told of other parts."""
    own, other = part_of(mine.text), part_of(its.text)
    if own is None or other is None or (own.of, own.noun) != (other.of, other.noun) or own.count == other.count:
        return None
    told = senses(mine.text) & senses(its.text) - senses(own.text) - senses(other.text)
    if not told or not _reaches(near, _PARTS) or negations(mine.text) or negations(its.text):
        return None
    if _not_told_alike(mine, its):
        return None
    return Conflict(f"the claim says “{own.text}”, it says “{other.text}”", plain=True)


def _rates_differ(mine: Claim, its: Claim, near: Meeting) -> Conflict | None:
    """So much a week against so much a week: what has a rate is soon told apart, and two articles tell of few."""
    differing = [c for c in near.differing if " per " in figures.unit(c.claim)]
    if not differing or near.agreeing or not _reaches(near, _RATE) or _not_told_alike(mine, its):
        return None
    return Conflict(_figures_said(differing[0]), plain=True)


def _set_against(mine: Claim, its: Claim, near: Meeting) -> Conflict | None:
    """“at 212 stations” and "at 12 of 3,140 stations, not 212"."""
    figure = _rejected(mine, its, near)
    if figure is None or not _reaches(near, _SET_AGAINST):
        return None
    rejecting, rejected = (its, figure.evidence) if _is_rejected(its, figure.evidence) else (mine, figure.claim)
    instead = any(q.value != rejected.value and figures.same_kind(q, rejected) for q in rejecting.quantities)
    return _figure_rejected(mine, its, near) if instead else None


def _figures_differ(mine: Claim, its: Claim, near: Meeting) -> Conflict | None:
    """Figure against figure; a newer one that says so refutes no older one, nor what came of it what was asked."""
    differing = [
        c
        for c in near.differing
        if not (_partitive(mine, c.claim) or _partitive(its, c.evidence))
        and _reckoned(mine, c.claim) == _reckoned(its, c.evidence)
    ]
    if not differing:
        return None
    several = near.agreeing or max(_of_kind(mine, differing), _of_kind(its, differing)) > 1
    slot = _one_slot(mine, its, near, differing)
    if not slot and not alike(near, _SEVERAL_FIGURES if several else _FIGURES):
        return None
    return None if _not_told_alike(mine, its) else Conflict(_figures_said(differing[0]), plain=slot)


def _not_told_alike(mine: Claim, its: Claim) -> bool:
    """Whether one tells what has changed, or only one what is asked, planned or possible."""
    return any(events.announces_update(c.text) for c in (mine, its)) or _wished(mine) != _wished(its)


def _figures_said(differing: figures.Comparison) -> str:
    return f"the claim says “{figures.said(differing.claim)}”, it says “{figures.said(differing.evidence)}”"


def _denial(mine: Claim, its: Claim, near: Meeting, read: Read | None, *, named: bool) -> Conflict | None:
    """Who denies what the other says; "denied that it burst" and "it has not burst" are one side."""
    evidence_denies = its.certainty is Certainty.DENIED
    denying, other = (its, mine) if evidence_denies else (mine, its)
    close = named and _reaches(near, _NEAREST)
    if negations(other.standalone):
        return None
    if not (close or alike(near, _DENIAL)):
        close = read is not None and _says_what_is_denied(denying, other, near, read)
        if not close:
            return None
    who = its.attribution[-1].source if its.attribution else "a party"
    return Conflict(
        f"{who} denies it" if evidence_denies else "it reports as a fact what the claim denies", plain=close
    )


def _says_what_is_denied(denying: Claim, other: Claim, near: Meeting, read: Read) -> bool:
    """Whether what the one denies follows from the other, which has most of its words."""
    said = taken_back(denying.standalone) if _reaches(near, _READ_DENIAL) else None
    if said is None:
        return False
    words = senses(said)
    known = len(words) >= _FEWEST_WORDS and len(words & senses(other.standalone)) >= _TOLD_AGAIN * len(words)
    return known and read(other.standalone, said)[0] >= _FOLLOWS


def _words_differ(mine: Claim, its: Claim, near: Meeting) -> Conflict | None:
    opposite = events.opposites(mine.standalone, its.standalone)
    fate = _full_name(mine, its) and _reaches(near, _FATE) and not (negations(mine.text) or negations(its.text))
    if opposite and (fate or alike(near, _OPPOSITES)):
        said = f"the claim says “{_written(mine, opposite[0])}”, it says “{_written(its, opposite[1])}”"
        return Conflict(said, plain=fate)
    if sorted((negations(mine.standalone), negations(its.standalone))) == [0, 1] and alike(near, _NEGATION):
        return Conflict("one says that it happened, the other that it did not")
    return None


def _written(claim: Claim, meant: str) -> str:
    """The first word of a claim that has this sense."""
    return next(word for word in tokens(claim.standalone) if sense(stem(word.removesuffix("'s"))) == meant)


def _wished(claim: Claim) -> bool:
    """Whether a claim tells what is asked, planned or possible."""
    folded = f" {' '.join(tokens(claim.text))} "
    return any(f" {cue} " in folded for cue in word_classes().wishes)


def _one_slot(mine: Claim, its: Claim, near: Meeting, differing: Sequence[figures.Comparison]) -> bool:
    """Whether figures that differ are given for the same thing in other words.

    There are few like them and their surroundings are the same: figures within a factor of two, or of ten where the
    two claims are nearest to one another.
    """
    apart = min((figures.magnitudes_apart(c) for c in differing), default=math.inf)
    if near.agreeing:
        return False
    one = _reaches(near, _SLOT) or (_reaches(near, _OF_ONE_NAMED) and _full_name(mine, its))
    return (apart <= _SLOT_MAGNITUDES and one) or (apart <= _MUTUAL_MAGNITUDES and _reaches(near, _MUTUAL))


def _reaches(near: Meeting, floors: dict[str, float]) -> bool:
    value = dict(zip(FEATURES, near.features, strict=True))
    return near.words >= _FEWEST_WORDS and all(value[name] >= least for name, least in floors.items())


def _days_apart(mine: Claim, its: Claim) -> int:
    """Days between the nearest dates of the two; 0 if one has none."""
    gaps = [max((b.start - a.end).days, (a.start - b.end).days, 0) for a in mine.dates for b in its.dates]
    return min(gaps, default=0)


def _reckoned(claim: Claim, figure: Quantity) -> str:
    """How a span of time is reckoned: "two years off" is another matter than "twenty years ago" or "for twenty"."""
    found = _FROM_THEN.match(claim.text, figure.span.end - claim.span.start)
    return found.group(1).casefold() if found else ""


def _partitive(claim: Claim, figure: Quantity) -> bool:
    """Whether the figure counts some of several, or more of them: "two of the soldiers", "fourteen more"."""
    after = figure.span.end - claim.span.start
    if figure.base is not None or figure.unit == "percent":
        return False
    return _SOME_OF.match(claim.text, after) is not None or _FURTHER.search(figure.text) is not None


def _of_kind(claim: Claim, differing: Sequence[figures.Comparison]) -> int:
    """How many figures of the claim are of the kind of the first that differs."""
    return sum(figures.same_kind(differing[0].claim, q) for q in claim.quantities)
