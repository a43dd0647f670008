"""Whether a published fact-check checks the very same claim: entailment both ways, polarity, figures and dates.

A verdict hangs on the answer, so it is strict: what one statement says and the other does not speaks against it, and
any figure, name, day or denial that differs settles it.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from factcheck.crosscheck import figures
from factcheck.crosscheck.rarity import rarity
from factcheck.crosscheck.words import content, names, negations, stem, tokens, word_classes
from factcheck.domain.values import Certainty, Claim, DateMention

SIMILARITY = 0.70
"""Floor of the cosine; below it a pair is not looked at."""

_COVERED = 0.7
"""Share of the words of each statement, by rarity, that the other has too."""

_TELLING = 0.42
"""Rarity from which on a word says what a statement is about. Where both have one that the other lacks, something may
stand in the place of something else, "cats" of "dogs"."""

_PARAPHRASE = 0.93
"""Cosine from which on that is another word for the same: "highway" for "freeway"."""

_FEWEST_WORDS = 3
_SMALL_NUMBER = 10


@dataclass(frozen=True, slots=True)
class _Words:
    reversed: frozenset[frozenset[str]]
    frames: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    raw = json.loads(resources.files(__package__).joinpath("same_claim.json").read_text("utf-8"))
    return _Words(
        reversed=frozenset(map(frozenset, raw["reversed"])) | word_classes().opposites,
        frames=frozenset(map(stem, raw["frames"])),
    )


def same_claim(claim: Claim, checked: Claim, similarity: float) -> bool:
    """Whether `checked`, the statement of a fact-check, says what `claim` says, no more and no less.

    Args:
        claim: A claim of an article, or a lone statement.
        checked: The fact-check's statement, read like one.
        similarity: The cosine of their vectors.
    """
    if similarity < SIMILARITY or not _alike(claim, checked, similarity):
        return False
    if (claim.certainty is Certainty.DENIED) != (checked.certainty is Certainty.DENIED):
        return False
    if negations(claim.standalone) % 2 != negations(checked.standalone) % 2:
        return False
    return (
        _same_figures(claim, checked)
        and _same_names(claim, checked)
        and _same_days(claim.dates, checked.dates)
        and not _opposed(claim, checked)
    )


def _alike(claim: Claim, checked: Claim, similarity: float) -> bool:
    mine, its = _said(claim), _said(checked)
    if min(len(mine), len(its)) < _FEWEST_WORDS:
        return False
    shared = sum(rarity(word) for word in sorted(mine & its))
    covered = min(shared / sum(rarity(word) for word in sorted(side)) for side in (mine, its))
    apart = min(max((rarity(word) for word in left), default=0.0) for left in (mine - its, its - mine))
    return covered >= _COVERED and (apart < _TELLING or similarity >= _PARAPHRASE)


def _said(claim: Claim) -> frozenset[str]:
    """The words of what is claimed, without who says it and how it is introduced."""
    voices = frozenset(word for a in claim.attribution for word in content(f"{a.source} {a.cue}"))
    words = content(claim.standalone)
    return frozenset(words - voices - _words().frames) or words


def _same_figures(claim: Claim, checked: Claim) -> bool:
    """Every figure has its like on the other side, and none differs."""
    both = (claim.quantities, checked.quantities)
    for mine, its in (both, both[::-1]):
        compared = figures.compare(mine, its)
        if len(compared) < len(mine) or not all(each.agree for each in compared):
            return False
    telling = [
        {q.value for q in quantities if q.value >= _SMALL_NUMBER or q.value != int(q.value)} for quantities in both
    ]
    return bool(telling[0]) == bool(telling[1])


def _same_names(claim: Claim, checked: Claim) -> bool:
    """No name stands on one side while another stands in its place on the other."""
    mine, its = names(claim.standalone), names(checked.standalone)
    words = [frozenset(stem(t.removesuffix("'s")) for t in tokens(c.standalone)) for c in (claim, checked)]
    voices = frozenset(t for a in claim.attribution for t in tokens(a.source))
    only_mine = {n for n in mine - voices if stem(n) not in words[1]}
    only_its = {n for n in its if stem(n) not in words[0]}
    return not (only_mine and only_its)


def _same_days(mine: tuple[DateMention, ...], its: tuple[DateMention, ...]) -> bool:
    """Where both name days, one of them at least is the same."""
    if not mine or not its:
        return True
    return any(a.start <= b.end and b.start <= a.end for a in mine for b in its)


def _opposed(claim: Claim, checked: Claim) -> bool:
    """Whether one turns the other round by a single word."""
    mine, its = (frozenset(stem(token) for token in tokens(c.standalone)) for c in (claim, checked))
    pairs = _words().reversed
    return any(frozenset((a, b)) in pairs for a in sorted(mine - its) for b in sorted(its - mine))
