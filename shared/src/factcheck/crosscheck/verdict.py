"""The verdict rule of the API contract: a pure function of a claim's edges and of the origins behind them.

`s` and `r` count independent sources. Two articles are one source when they come from the same outlet or are copies of
one another; the claim's own outlet, copies of its article, and the outlets it was copied from never count.
"""

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib import resources

from factcheck.domain.factchecks import is_factcheck
from factcheck.domain.values import (
    ArticleCard,
    ArticleHeader,
    Edge,
    EdgeGroup,
    EvidenceRef,
    Origin,
    Stance,
    StoredVerdict,
    Verdict,
    VerdictLabel,
)

UNKNOWN_SOURCE = "unknown"

EVIDENCE_LIMIT = 100
"""Entries kept per claim, strongest first; the counts are made before the cut."""

_IT = re.compile(r"\bit\b(?= (?:too |says|reports|rejects|states))")
_NAMED_SOURCES = 4
"""An explanation names this many sources of a side at the most, then says how many more there are."""

_FACTCHECK_CONFIDENCE = 0.95
"""32 of 33 fact-checks that `crosscheck.same_claim` matches with the posts of CheckThat! 2022 2A are the right ones."""

STRENGTHS = (0.5, 0.7, 0.9)
"""Bounds of the bins by which confidence is looked up in `confidence.json`."""


@dataclass(frozen=True, slots=True)
class Witness:
    """An edge with the committed article at its other end."""

    edge: Edge
    card: ArticleCard


def label(supporting: int, refuting: int, *, one_refuter_suffices: bool = False) -> VerdictLabel:
    """The table of the contract. `one_refuter_suffices` holds where the claim has no article of its own."""
    if supporting == refuting == 0:
        return VerdictLabel.NOT_ENOUGH
    if refuting == 0:
        return VerdictLabel.SUPPORTED
    if supporting == 0 and (refuting >= 2 or one_refuter_suffices):  # noqa: PLR2004 - the rule's own number
        return VerdictLabel.REFUTED
    return VerdictLabel.CONFLICTING


def counts_for(own: ArticleCard, other: ArticleCard) -> bool:
    """Whether `other` may be a witness for or against a claim of `own`."""
    return not (
        other.header.id == own.header.id
        or (other.header.owner is not None and other.header.owner != own.header.owner)
        or other.origin.id == own.origin.id
        or _outlet(own.header) in _outlets(other)
        or _outlet(other.header) in _outlets(own)
    )


def _outlet(header: ArticleHeader) -> str:
    return header.id if header.source == UNKNOWN_SOURCE else header.source


def _outlets(card: ArticleCard) -> set[str]:
    return {o for o in card.origin.outlets if o != UNKNOWN_SOURCE} | {_outlet(card.header)}


def _independent(cards: Iterable[ArticleCard]) -> int:
    """How many sources these articles are: connected by the same outlet or the same origin."""
    parent: dict[str, str] = {}

    def root(x: str) -> str:
        while parent.setdefault(x, x) != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    outlets = set()
    for card in cards:
        outlet = "outlet " + _outlet(card.header)
        outlets.add(outlet)
        parent[root("origin " + card.origin.id)] = root(outlet)
    return len({root(o) for o in outlets})


def decide(
    own: ArticleCard, witnesses: Sequence[Witness], now: datetime, *, one_refuter_suffices: bool = False
) -> StoredVerdict:
    """Judge one claim. Every article takes one stance: that of its strongest edge."""
    counted = [w for w in witnesses if counts_for(own, w.card)]
    counted.sort(key=lambda w: (-w.edge.relation.confidence, -w.edge.relation.similarity, w.edge.other_claim_id))
    reviews = [w for w in counted if is_factcheck(w.card.header.id)]
    if reviews:
        return _decide_by_factchecks(reviews, now)
    stance_of: dict[str, Stance] = {}
    for w in counted:
        stance_of.setdefault(w.card.header.id, w.edge.relation.stance)
    counted = [w for w in counted if stance_of[w.card.header.id] is w.edge.relation.stance]
    sides = {s: [w for w in counted if w.edge.relation.stance is s] for s in Stance}
    supporting, refuting = (_independent(w.card for w in sides[s]) for s in (Stance.SUPPORTS, Stance.REFUTES))
    what = label(supporting, refuting, one_refuter_suffices=one_refuter_suffices)
    verdict = Verdict(
        label=what,
        confidence=_confidence(what, counted),
        supporting=supporting,
        refuting=refuting,
        decided_by="sources",
        explanation=_explanation(what, supporting, refuting, sides),
        as_of=now,
    )
    return StoredVerdict(
        verdict, tuple(EvidenceRef(w.edge.other_claim_id, w.card.origin.id) for w in counted[:EVIDENCE_LIMIT])
    )


def _decide_by_factchecks(reviews: Sequence[Witness], now: datetime) -> StoredVerdict:
    """Fact-checks of this very claim decide, whatever articles say. One with a mixed rating stands on both sides."""
    sides = {s: [w for w in reviews if w.edge.relation.stance is s] for s in Stance}
    supporting, refuting = (_independent(w.card for w in sides[s]) for s in (Stance.SUPPORTS, Stance.REFUTES))
    what = label(supporting, refuting, one_refuter_suffices=True)
    said = list(dict.fromkeys(w.edge.relation.reason for w in reviews))
    verdict = Verdict(
        label=what,
        confidence=_FACTCHECK_CONFIDENCE,
        supporting=supporting,
        refuting=refuting,
        decided_by="factcheck",
        explanation=f"This very claim was fact-checked: {'; '.join(said[:_NAMED_SOURCES])}.",
        as_of=now,
    )
    refs = tuple(EvidenceRef(w.edge.other_claim_id, w.card.origin.id) for w in reviews[:EVIDENCE_LIMIT])
    return StoredVerdict(verdict, refs)


def strength(what: VerdictLabel, evidence: Iterable[tuple[Stance, str | None, float]]) -> float:
    """How much speaks for the verdict, 0 to 1, from (stance, origin, confidence): the chance that not all of it errs.

    An origin counts with its strongest entry. A conflict is as strong as its weaker side; no evidence has no strength.
    """
    doubts: dict[Stance, dict[str | None, float]] = {stance: {} for stance in Stance}
    for stance, origin, confidence in evidence:
        side = doubts[stance]
        side[origin] = min(side.get(origin, 1.0), 1.0 - confidence)
    sides = [1.0 - math.prod(side.values()) for side in doubts.values() if side]
    if not sides or what is VerdictLabel.NOT_ENOUGH:
        return 0.0
    return min(sides)


@cache
def _calibration() -> dict[str, float]:
    raw = json.loads(resources.files(__package__).joinpath("confidence.json").read_text("utf-8"))
    return {name: float(value) for name, value in raw["confidence"].items()}


def _confidence(what: VerdictLabel, counted: Sequence[Witness]) -> float:
    """The share of verdicts of this label and strength that were right where it was measured."""
    value = strength(what, ((w.edge.relation.stance, w.card.origin.id, w.edge.relation.confidence) for w in counted))
    return _calibration()[f"{what} {sum(value >= floor for floor in STRENGTHS)}"]


def _names(witnesses: Sequence[Witness]) -> str:
    """Who says it, and when: copies of one text stand together."""
    groups: dict[str, dict[str, datetime | None]] = {}
    for one in witnesses:
        header = one.card.header
        if header.source == UNKNOWN_SOURCE or not any(header.source in names for names in groups.values()):
            groups.setdefault(one.card.origin.id, {})[_shown(header)] = header.published_at
    shown = [_copies(names) for names in list(groups.values())[:_NAMED_SOURCES]]
    if len(groups) > _NAMED_SOURCES:
        shown.append(f"{len(groups) - _NAMED_SOURCES} more")
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + " and " + shown[-1]


def _shown(header: ArticleHeader) -> str:
    return header.source if header.source != UNKNOWN_SOURCE else "an unnamed source"


def _copies(names: Mapping[str, datetime | None]) -> str:
    """Outlets of one text, with the day of the first one dated."""
    first, *others = names
    day = min((at for at in names.values() if at), default=None)
    notes = [f"{day.day} {day:%B %Y}"] if day else []
    if others:
        notes.append("the same text in " + (others[0] if len(others) == 1 else f"{len(others)} others"))
    return f"{first} ({'; '.join(notes)})" if notes else first


def _side(count: int, verb: str, witnesses: Sequence[Witness]) -> str:
    lead = f"One independent source {verb}s" if count == 1 else f"{count} independent sources {verb}"
    reason = witnesses[0].edge.relation.reason
    if len({w.card.origin.id for w in witnesses}) > 1:  # then "it" would be anybody
        reason = _IT.sub(_shown(witnesses[0].card.header), reason, count=1)
    # A name of an outlet is written as it is.
    capital = reason if reason.startswith(_shown(witnesses[0].card.header)) else reason[:1].upper() + reason[1:]
    return f"{lead} this: {_names(witnesses)}. {capital}."


def _explanation(what: VerdictLabel, supporting: int, refuting: int, sides: Mapping[Stance, Sequence[Witness]]) -> str:
    if what is VerdictLabel.NOT_ENOUGH:
        return "No other independent source in the store supports or refutes this."
    said = []
    if supporting:
        said.append(_side(supporting, "support", sides[Stance.SUPPORTS]))
    if refuting:
        said.append(_side(refuting, "refute", sides[Stance.REFUTES]))
    if what is VerdictLabel.CONFLICTING and not supporting:
        said.append("One source against the article's own word settles nothing.")
    return " ".join(said)


def witnesses_by_claim(groups: Iterable[EdgeGroup], cards: Mapping[str, ArticleCard]) -> dict[str, list[Witness]]:
    """The edges whose other end is committed, by the claim they end at."""
    found: dict[str, list[Witness]] = {}
    for group in groups:
        card = _review_card(group.other) if is_factcheck(group.other.id) else cards.get(group.other.id)
        if card is not None:
            for edge in group.edges:
                found.setdefault(edge.claim_id, []).append(Witness(edge, card))
    return found


def _review_card(header: ArticleHeader) -> ArticleCard:
    """A fact-check is nobody's copy, and whatever is stored of it is in force."""
    return ArticleCard(header, Origin(header.id, None, (header.source,)))


def decide_all(
    own: ArticleCard,
    claim_ids: Iterable[str],
    groups: Iterable[EdgeGroup],
    cards: Mapping[str, ArticleCard],
    now: datetime,
    *,
    before: Mapping[str, StoredVerdict] | None = None,
) -> dict[str, StoredVerdict]:
    """The verdicts of all claims of an article. One that says what it said before keeps its `as_of`."""
    witnesses = witnesses_by_claim(groups, cards)
    decided = {}
    for claim in claim_ids:
        new = decide(own, witnesses.get(claim, ()), now)
        old = (before or {}).get(claim)
        if old is not None and replace(new.verdict, as_of=old.verdict.as_of) == old.verdict:
            new = replace(new, verdict=old.verdict)
        decided[claim] = new
    return decided
