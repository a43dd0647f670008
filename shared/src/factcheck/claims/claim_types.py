"""The type of a claim in Full Fact's scheme (Konstantinovskiy et al., 2018)."""

import re
from collections.abc import Sequence
from functools import cache

from factcheck.domain.values import Attribution, ClaimType, Quantity, SpeechKind
from factcheck.text.lexicon import load

_SMALL = 3
_LONG = {"year", "month"}
_DURATIONS = {"night", "day", "week", "month", "year", "hour", "minute", "second", "decade", "century", "time"}


@cache
def _pattern(key: str) -> re.Pattern[str]:
    flags = re.IGNORECASE if key != "first_person" else 0
    return re.compile("|".join(f"(?:{entry})" for entry in load("factcheck.claims", "claim_types.json")[key]), flags)


def is_weighty(quantity: Quantity) -> bool:
    """Whether a figure is what the claim is about: not a lone "two", "one night" or "12 months"."""
    if quantity.unit in _LONG:
        return quantity.value > _SMALL
    return quantity.unit not in _DURATIONS and (abs(quantity.value) > _SMALL or not float(quantity.value).is_integer())


def claim_type(text: str, quantities: Sequence[Quantity], attribution: Sequence[Attribution]) -> ClaimType:
    """The one type that says most about what checking the claim takes."""
    indirect = bool(attribution) and attribution[0].kind is not SpeechKind.DIRECT
    weighty = any(is_weighty(quantity) for quantity in quantities)
    in_order = (
        (ClaimType.PERSONAL_EXPERIENCE, _is_experience(text, quantities, attribution)),
        (ClaimType.RULE, _pattern("rule").search(text)),
        (ClaimType.PREDICTION, _pattern("prediction").search(text)),
        (ClaimType.PREDICTION, indirect and _pattern("reported_future").search(text)),
        (ClaimType.RULE, _pattern("rule_weak").search(text)),
        (ClaimType.QUANTITY, weighty),
        (ClaimType.CAUSATION, _pattern("causation").search(text)),
    )
    return next((kind for kind, holds in in_order if holds), ClaimType.OTHER)


def _is_experience(text: str, quantities: Sequence[Quantity], attribution: Sequence[Attribution]) -> bool:
    if not _pattern("first_person").search(text):
        return False
    direct = bool(attribution) and attribution[0].kind is SpeechKind.DIRECT
    return (direct or not attribution) and sum(map(is_weighty, quantities)) <= 1
