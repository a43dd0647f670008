"""The type of a claim in Full Fact's scheme (Konstantinovskiy et al., 2018).

Rules name a type; where the encoder has read the claim too, a regression over what it says, the rules' type and their
signs decides. training/fit_claim_types.py fits it and tells what it is worth on sets that neither has seen.
"""

import json
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib import resources

from factcheck.domain.values import Attribution, ClaimType, Quantity, SpeechKind
from factcheck.text.cues import Cues
from factcheck.text.lexicon import load

_SMALL = 3
_LONG = {"year", "month"}
_LONG_WHILE = 20
_ASIDE = re.compile(r",\s+(?:which|who|whose)\b[^,;]*,")
_DURATIONS = {"night", "day", "week", "month", "year", "hour", "minute", "second", "decade", "century", "time"}


@cache
def _pattern(key: str) -> Cues | re.Pattern[str]:
    entries = load("factcheck.claims", "claim_types.json")[key]
    # "I" and "Me." differ from "i" and "me": case counts.
    return re.compile("|".join(f"(?:{entry})" for entry in entries)) if key == "first_person" else Cues(entries)


@lru_cache(maxsize=256)
def _holds(key: str, text: str) -> bool:
    """Whether a cue of that name stands in the text; rules and signs ask the same of one claim."""
    return _pattern(key).search(text) is not None


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
    weighty = weighty or bool(quantities and _holds("compared", text))
    weighty = weighty or any(
        q.unit.split(" per ", maxsplit=1)[0] in _DURATIONS and _holds("taking_time", text) for q in quantities
    )
    still_open = _holds("open_question", text)
    in_order = (
        (ClaimType.PERSONAL_EXPERIENCE, _is_experience(text, quantities, attribution)),
        (ClaimType.RULE, _holds("rule", text)),
        (ClaimType.PREDICTION, not still_open and _holds("prediction", text)),
        (ClaimType.PREDICTION, not still_open and indirect and _holds("reported_future", text)),
        (ClaimType.RULE, _holds("rule_weak", text)),
        (ClaimType.CAUSATION, _holds("strong_cause", text)),
        (ClaimType.QUANTITY, weighty),
        (ClaimType.CAUSATION, _holds("causation", text)),
    )
    return next((kind for kind, holds in in_order if holds), ClaimType.OTHER)


_CUES = (
    "rule",
    "prediction",
    "reported_future",
    "rule_weak",
    "strong_cause",
    "causation",
    "compared",
    "taking_time",
    "open_question",
    "sensed",
    "first_person",
    "leans_cause",
    "leans_future",
    "leans_rule",
    "leans_count",
)
_BRIEF = 9  # words
_LENGTHY = 22  # words
SIGNS = (
    *_CUES,
    "figure",
    "figures",
    "many_figures",
    "weighty_figure",
    "about_figures",
    "percent",
    "measure",
    "reported",
    "quoted",
    "brief",
    "lengthy",
    "dated",
    "quotation",
    "opens_quotation",
    *(f"rules: {kind}" for kind in ClaimType),
)
"""What the regression weighs beside the encoder's leanings."""


def signs_of_type(
    text: str, quantities: Sequence[Quantity], attribution: Sequence[Attribution], rule: ClaimType, *, dated: bool
) -> tuple[bool, ...]:
    """Whether each of `SIGNS` holds for a claim; `rule` is what `claim_type` says of it, `dated` whether it dates."""
    weighty = any(map(is_weighty, quantities))
    words = len(text.split())
    return (
        *(_holds(cue, text) for cue in _CUES),
        len(quantities) > 0,
        len(quantities) > 1,
        len(quantities) > 2,  # noqa: PLR2004 - one, two, many
        weighty,
        weighty and _is_about_figures(text, quantities),
        any(quantity.unit == "percent" for quantity in quantities),
        any(quantity.base is not None for quantity in quantities),
        bool(attribution),
        bool(attribution) and attribution[0].kind is SpeechKind.DIRECT,
        words < _BRIEF,
        words > _LENGTHY,
        dated,
        "“" in text,
        text.strip().startswith("“"),
        *(rule is kind for kind in ClaimType),
    )


@cache
def _regression() -> tuple[tuple[tuple[float, ...], float], ...]:
    """Weights of `SIGNS` and intercept, for each of `ClaimType`."""
    raw = json.loads(resources.files(__package__).joinpath("claim_type_signs.json").read_text("utf-8"))
    return tuple(
        (tuple(float(raw[kind]["signs"][name]) for name in SIGNS), float(raw[kind]["intercept"])) for kind in ClaimType
    )


def decided(rule: ClaimType, signs: Sequence[bool], leanings: Sequence[float]) -> ClaimType:
    """The likeliest type; that of the rules where the encoder says nothing (`EncodedSentence.types` is empty)."""
    if not leanings:
        return rule
    odds = [
        leaning + intercept + sum(weight for weight, holds in zip(weights, signs, strict=True) if holds)
        for leaning, (weights, intercept) in zip(leanings, _regression(), strict=True)
    ]
    return list(ClaimType)[odds.index(max(odds))]


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
