"""The type of a claim in Full Fact's scheme (Konstantinovskiy et al., 2018)."""

import re
from collections.abc import Sequence
from functools import cache

from factcheck.domain.values import Attribution, ClaimType, Quantity, SpeechKind
from factcheck.text.lexicon import load

_SMALL = 3
_LONG = {"year", "month"}
_LONG_WHILE = 20
_ASIDE = re.compile(r",\s+(?:which|who|whose)\b[^,;]*,")
_DURATIONS = {"night", "day", "week", "month", "year", "hour", "minute", "second", "decade", "century", "time"}


@cache
def _pattern(key: str) -> re.Pattern[str]:
    flags = re.IGNORECASE if key != "first_person" else 0
    return re.compile("|".join(f"(?:{entry})" for entry in load("factcheck.claims", "claim_types.json")[key]), flags)


def speaks_of_self(text: str) -> bool:
    """Whether the words say "I", "my" or "me"."""
    return _pattern("first_person").search(text) is not None


def is_weighty(quantity: Quantity) -> bool:
    """Whether a figure is what the claim is about: not a lone "two", "one night" or "12 months"."""
    if quantity.unit in _LONG:
        return quantity.value > _SMALL
    if quantity.unit == "percent" or (quantity.base is not None and quantity.unit not in _DURATIONS):
        return True
    if quantity.unit in _DURATIONS and quantity.value > _LONG_WHILE:
        return True
    return quantity.unit not in _DURATIONS and (abs(quantity.value) > _SMALL or not float(quantity.value).is_integer())


def claim_type(text: str, quantities: Sequence[Quantity], attribution: Sequence[Attribution]) -> ClaimType:
    """The one type that says most about what checking the claim takes."""
    indirect = bool(attribution) and attribution[0].kind is not SpeechKind.DIRECT
    weighty = any(map(is_weighty, quantities)) and _is_about_figures(text, quantities)
    weighty = weighty or bool(quantities and _pattern("compared").search(text))
    weighty = weighty or any(
        q.unit.split(" per ", maxsplit=1)[0] in _DURATIONS and _pattern("taking_time").search(text) for q in quantities
    )
    still_open = _pattern("open_question").search(text) is not None
    in_order = (
        (ClaimType.PERSONAL_EXPERIENCE, _is_experience(text, quantities, attribution)),
        (ClaimType.RULE, _pattern("rule").search(text)),
        (ClaimType.PREDICTION, not still_open and _pattern("prediction").search(text)),
        (ClaimType.PREDICTION, not still_open and indirect and _pattern("reported_future").search(text)),
        (ClaimType.RULE, _pattern("rule_weak").search(text)),
        (ClaimType.CAUSATION, _pattern("strong_cause").search(text)),
        (ClaimType.QUANTITY, weighty),
        (ClaimType.CAUSATION, _pattern("causation").search(text)),
    )
    return next((kind for kind, holds in in_order if holds), ClaimType.OTHER)


def _is_about_figures(text: str, quantities: Sequence[Quantity]) -> bool:
    """Whether a weighty figure stands outside the asides, as in "The firm, which employs 1,150, disputes it"."""
    main = _ASIDE.sub(" ", text)
    return main == text or any(quantity.text in main for quantity in quantities if is_weighty(quantity))


def _is_experience(text: str, quantities: Sequence[Quantity], attribution: Sequence[Attribution]) -> bool:
    direct = bool(attribution) and attribution[0].kind is SpeechKind.DIRECT
    if not quantities and (attribution or text.startswith("We ")) and _pattern("sensed").search(text):
        return True
    if not _pattern("first_person").search(_pattern("addressee").sub(" ", text)):
        return False
    return (direct or not attribution) and sum(map(is_weighty, quantities)) <= 1
