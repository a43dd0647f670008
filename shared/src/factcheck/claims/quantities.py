"""Figures with what they count, their bounds and base units. Dates, clock times, ordinals and names are none.

A range gives two quantities, one for each end, both with `bound` "range" and the same `low` and `high`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from factcheck.claims.base_units import to_base
from factcheck.claims.counted import (
    compound_after,
    fraction_unit,
    is_plural,
    listed_unit,
    noun_after,
    noun_of,
    per,
    singular,
    singular_after,
    unit_names,
    unit_pattern,
)
from factcheck.claims.not_figures import is_no_figure
from factcheck.claims.numbers import Number, data, find_numbers, scaled, units_data
from factcheck.domain.values import Bound, Quantity, Span
from factcheck.text.lexicon import alternatives

_REACH = 48
_REMEMBERED = 1  # sentences
_THOUSAND = 1000
_HUNDRED = 100
_IN_TEN = 10
_DURATIONS = {"day", "week", "month", "year", "hour", "minute"}
# Of no country that can be told, so without a code.
_COINS = {"crown", "krone", "krona", "koruna", "franc", "mark", "lira", "lire", "peso", "rupee", "rouble", "ruble"}
_ISO_4217 = 3  # letters of a currency code
_AMONG = re.compile(
    r"\s+(?:(?P<noun>[a-z]+s|people|men|women|children)\s+)?(?:in|out\s+of|of(?=\s+every))(?P<every>\s+every)?\s+",
    re.IGNORECASE,
)
_YEARS = (1900, 2100)
_OF_A_POINT = re.compile(r"\s+of\s+a\s+(?:percentage\s+)?point\b")
_PART_OF_UNIT = re.compile(r"\s+(?:of\s+)?(?:an?|one)\s+(?=[a-z])")
# "the 100m final", "a 200 metres champion": the name of a race.
_RACE = re.compile(
    r"[\s-]+(?:champion|hurdles|final|finals|freestyle|relay|title|gold|silver|bronze|record|sprint|race|breaststroke|"
    r"backstroke|butterfly|medley|steeplechase|event|runner|heats?|medal|world)\b"
)
_RANGE_MARK = re.compile(r"\s*(?:[-–—]|\bto\b|\band\b|\bor\b)\s*", re.IGNORECASE)
_TO_ABOUT = re.compile(
    r"\s*to\s+(?:(?:not\s+quite|nearly|about|almost|around|over|some|roughly|just\s+(?:under|over))\s+)?", re.IGNORECASE
)
_RISE = re.compile(r"\bfrom\s+(?:\S+\s+){0,2}$", re.IGNORECASE)
_BETWEEN = re.compile(
    r"\b(?:between|anywhere\s+from|ranging\s+from|ranges?\s+from|ranged\s+from|interval\s+of)\s+(?:\S+\s+){0,1}$",
    re.IGNORECASE,
)
_MONEY_WORD = re.compile(r"[\s-](?:euros?|dollars?|pounds?)\b", re.IGNORECASE)
_NUMBER_OF = re.compile(
    r"\bnumber\s+of\s+(?:(?:(?!has\b|was\b|is\b)[\w-])+\s+){0,3}?((?!has\b|was\b|is\b)[\w-]+s|people|men|women|children|sick|dead)\b",
    re.IGNORECASE,
)
# "the workforce shrank from 412 to 268", "a nation of 14 million": words that are made of people.
_MADE_OF_PEOPLE = re.compile(
    r"\b(?:workforce|headcount|payroll|membership|population|attendance|crowds?|audience|enrolment|enrollment|electorate|"
    r"congregation|garrison|following)\b[^.;,]{0,45}$"
    r"|\b(?:nation|country|town|city|village|region|island|republic|metropolis|capital|community|state|province|suburb|"
    r"settlement|jury|panel|gang|workforce|staff|crew|crowd|population|audience|electorate|following|army|team)\s+of\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
_PAST = re.compile(r"\s+[a-z]+ed\b")
_SAME_AGAIN = re.compile(r"\b(?:the|those|these|all|other)\s+$", re.IGNORECASE)
_OF_SAME = re.compile(r"\s+of\s+(?:the|those|these)\s+", re.IGNORECASE)
_TOLL = re.compile(r"\b(?:death\s+toll|toll|deaths|fatalities|casualties|the\s+dead|victims)\b", re.IGNORECASE)
_SUBJECT = re.compile(
    r"[\"“‘']?(?:The\s+|These\s+)?(?P<subject>(?:[\w-]+\s+){0,3}?[\w-]+s)\s+"
    r"(?:(?:in|at|on|across|by|from|to|of)\s+(?:[\w'’-]+\s+){1,7}?)?"
    r"(?:were|are|have|had|numbered|totalled|totaled|reached|rose|fell|grew|dropped|climbed|declined|jumped)\b"
    r"|In\s+(?P<topic>[\w-]+s),"
)
_TOLD = re.compile(r"[^.;“”\"]{3,80}?\b(?:says|said|found|shows|showed|reports|reported|adds|added)\s+that\s+")
_CASUALTY = re.compile(
    r"(?:\s+(?:others?|more|people))?\s+"
    r"(?:(?:was|were|are|is|have|had|has|been|still|feared|confirmed|reported|listed|left|found|also|critically|seriously)\s+){0,3}(\w+)"
)
# "nine years for Orr and two for Falk": what the first counts, the second counts too.
_ELLIPSIS = re.compile(r"\b(?:and|or)\s+$")
_FROM = re.compile(
    r"(?:\bto\s+\S+\s+(?:percent|per\s?cent|%|[\w-]+)|%|,\s+(?:up|down)),?\s+from\s+$|,\s+compared\s+(?:with|to)\s+$"
)
_LISTED = re.compile(r"\b([a-z][\w-]+s):\s+(?:\S+\s+(?:out\s+)?of\s+)?$")  # "not enough lifeguards: 31 of 80"
_ADJUNCT = re.compile(r"\s+(?:for|in|at|on|to|by|from)\b")
_OF_THEM = re.compile(
    r"\s+(?:of|people|adults|voters|men|women|children|pupils|patients|households|families|said|say|says|are|were|is|was|"
    r"have|had|has|believe|think|do|did|want|would|will|now)\b|[,.;]"
)
_BEING = re.compile(r"\s+(?:were|are)\s+([a-z]{4,})(?=\s+(?:who|that|from|of|and|with|under|over|aged)\b|[.,;])")
_WHO = re.compile(r"\s+(?:people\s+)?who\b")
_PAID = re.compile(
    r"\b(?:paid|pays|pay|cost|costs|spent|spends|spend|raised|earned|earns|owes|owed|fined|worth)\s+$"
    r"|\b(?:makes?|totals?|totall?ed|add(?:s|ed)? up to|comes? to|came to|amount(?:s|ed)? to)\s+$"
    r"|\b(?:costs?|prices?|budgets?|bills?|fees?|debts?|sales|profits?|revenues?|incomes?|turnover|loss|spending)\b[^.;]{0,40}$"
)
_AVERAGE = re.compile(r"\b(?:average|mean|median)\s+of\s+$", re.IGNORECASE)
_PRICED = re.compile(
    r"\b(?:prices?|costs?|fees?|bids?|fares?|rents?|salar(?:y|ies)|wages?|premiums?)\b[^.;,]{0,40}"
    r"\b(?:runs?|ranges?|starts?|goes?|rises?|rose|falls?|fell|climbed|from)\s+(?:at\s+|from\s+|to\s+|[\d,]+\s+to\s+)?$",
    re.IGNORECASE,
)
_AS_LONG = re.compile(r"\s+as\s+(?!if\b|a\b|the\b|an\b|part\b)[a-z]+\b")
_TIMES_SIDE = re.compile(r"\s*(?:by|x|×)\s*")
_RANGE_OF_ONE = re.compile(r"\s+(?:and|to)\s+(?:two|three|four|five|\d)", re.IGNORECASE)
_ONLY = re.compile(r"\b(?:only|just)\s+$", re.IGNORECASE)
_THE = re.compile(r"\bthe\s+$", re.IGNORECASE)
_OTHERS = re.compile(r"\s+others\b")
# "control over 1/4 of the city", "anger over 3 cuts": the word belongs to the noun before it.
_OVER_NOUN = re.compile(
    r"\b(?:control|power|authority|advantage|lead|row|dispute|fight|anger|fears?|concerns?|protests?|war|debate|worries"
    r"|talks|question|sprawls?|spreads?|extends?|stretch(?:es)?|rules?|presides?|took|take|takes|passed|hand(?:ed)?)\s+$",
    re.IGNORECASE,
)
_CHILDREN = re.compile(
    r"\b(?:(?P<grand>grand(?:mum|mom|mother|dad|father|parent|ma|pa)|nan|nanny|gran|granny)|"
    r"mum|mom|mother|dad|father|parent|ma|pa)(?:-of-|\s+of\s+)$",
    re.IGNORECASE,
)
_OF_WHOM = re.compile(r"\s+of\s+whom\b", re.IGNORECASE)
_WHOM_AHEAD = re.compile(
    r"\bof\s+(?P<which>whom|which)\s+(?:only\s+|just\s+|at\s+least\s+|some\s+|about\s+|around\s+|nearly\s+|almost\s+)?$",
    re.IGNORECASE,
)
_OF_PRONOUN = re.compile(r"\s+of\s+(?P<which>them|these|those|which)\b(?!\s+[a-z]+s\b)", re.IGNORECASE)
_VOTED = re.compile(
    r"\b(?:vot(?:ed|es?|ing)|passed|approved|adopted|backed|rejected|defeated|carried|ratified)\b[^.;]{0,60}$",
    re.IGNORECASE,
)
_NUMBER = r"(?:\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b)"
_TO_FIGURE = re.compile(rf"\s*(?:-|–|\s+to\s+|\s+against\s+)\s*{_NUMBER}")
_FIGURE_TO = re.compile(rf"{_NUMBER}\s*(?:-|–|\s+to\s+|\s+against\s+)\s*$")


@dataclass(frozen=True, slots=True)
class _Found:
    """A number on its way to a quantity; `end` grows with the unit, `start` with the bound."""

    number: Number
    start: int
    end: int
    unit: str
    inherits: bool = False
    bound: Bound = Bound.EXACT
    low: float | None = None
    high: float | None = None


@cache
def _bound_before() -> re.Pattern[str]:
    groups = "|".join(rf"(?P<{name}>{alternatives(words)})" for name, words in data()["bounds"].items())
    return re.compile(rf"(?<![\w])(?:{groups})(?:\s+(?:a|an|the|only|just|another))?\s*$", re.IGNORECASE)


@cache
def _bound_after() -> re.Pattern[str]:
    groups = "|".join(rf"(?P<{name}>{alternatives(words)})" for name, words in data()["after"].items())
    return re.compile(rf"\s*(?:{groups})(?![\w])", re.IGNORECASE)


def _short_scaled(text: str, number: Number) -> Number:
    """In "1.2m people" m is a million, in "6.8m" it is metres; "180k" is thousands."""
    short = number.short_scale
    if not short or not text.startswith(short, number.end):
        return number
    at = number.end + len(short)
    money = _MONEY_WORD.match(text, at)
    if short not in {"k", "K"} and not money and noun_after(text, at) is None:
        return number
    scale = data()["short_scales"][short]
    return replace(number, value=scaled(number.value, scale), end=at, scaled=True, short_scale="")


def _counted(text: str, number: Number) -> _Found | None:
    """The number with its unit, or with an empty one if the text leaves it to the reader."""
    if number.kind == "fraction" and _AS_LONG.match(text, number.end):
        return _Found(number, number.start, number.end, "time")  # "half as long"
    if number.kind == "fraction":
        whole = _Found(number, number.start, number.end, fraction_unit(text, number.end))
        return _part_of_unit(text, number) or whole
    if number.kind == "multiple":
        return _Found(number, number.start, number.end, "time")
    number = _short_scaled(text, number)
    if number.currency:
        unit, end = per(text, number.currency, number.end)
        return _Found(number, number.start, end, unit)
    parent = _CHILDREN.search(text[max(0, number.start - _REACH) : number.start])
    named = re.match(r"\s+[A-Z]", text[number.end : number.end + _REACH]) is not None
    if parent and (named or noun_after(text, number.end) is None):
        return _Found(number, number.start, number.end, "grandchild" if parent["grand"] else "child")
    return _plain_count(text, number) if number.value != 1 or number.scaled else _single(text, number)


def _single(text: str, number: Number) -> _Found | None:
    """What the number 1 counts; a lone "one" of nothing is no figure."""
    found = listed_unit(text, number)
    if found:
        return _with_rate(text, number, found)
    if _RANGE_OF_ONE.match(text, number.end):
        return _Found(number, number.start, number.end, "", inherits=True)
    few = _ONLY.search(text[max(0, number.start - _REACH) : number.start]) is not None
    one = singular_after(text, number.end, described=few) if number.kind == "words" else None
    return _Found(number, number.start, one[1], one[0]) if one else None


def _plain_count(text: str, number: Number) -> _Found | None:
    verb = _PAST.match(text, number.end)
    if verb and _MADE_OF_PEOPLE.search(text[max(0, number.start - _REACH) : number.start]):
        return _Found(number, number.start, number.end, "", inherits=True)  # "the jury of three watched police footage"
    pair = number.value == len("ab") and _THE.search(text[max(0, number.start - _REACH) : number.start])
    found = (
        listed_unit(text, number)
        or noun_after(text, number.end)
        or compound_after(text, number.end)
        or noun_of(text, number.end)
    )
    if pair and (found is None or found[0] not in units_data()["units"]):
        return None  # "the two companies", "asking the two to move": those who were named
    if found is not None:
        return _with_rate(text, number, found)
    return _Found(number, number.start, number.end, "", inherits=True)


def _with_rate(text: str, number: Number, found: tuple[str, int]) -> _Found | None:
    if found[0] == "fortnight":
        number, found = replace(number, value=2 * number.value), ("week", found[1])
    if found[0] == "metre" and _RACE.match(text, found[1]):
        return None
    unit, end = per(text, *found)
    return _Found(number, number.start, end, unit)


def _part_of_unit(text: str, number: Number) -> _Found | None:
    """“A quarter of a second” is 0.25 seconds, "half a mile" 0.5 miles."""
    point = _OF_A_POINT.match(text, number.end)
    if point:
        return _Found(number, number.start, point.end(), "percentage point")
    opened = _PART_OF_UNIT.match(text, number.end)
    unit = unit_pattern().match(text, opened.end()) if opened else None
    name = unit_names().get(unit["unit"], "") if unit else ""
    if not unit or unit.start("unit") != opened.end() or not name.islower():  # type: ignore[union-attr]
        return None
    return _Found(number, number.start, unit.end(), name)


def _bounded(text: str, found: _Found) -> _Found:
    window = max(0, found.start - _REACH)
    before = _bound_before().search(text[window : found.start])
    after = _bound_after().match(text, found.end)
    name = (before and before.lastgroup) or (after and after.lastgroup)
    if not name or (before and _OVER_NOUN.search(text[window : window + before.start()])):
        return found
    start = window + before.start() if before else found.start
    end = after.end() if after and not before else found.end
    return replace(found, start=start, end=end, bound=Bound.RANGE if found.low is not None else Bound(name))


def _is_range(text: str, low: _Found, high: _Found) -> bool:
    """Whether two numbers are the ends of one range: "between 50 and 53 seats", "12% to 15%", "40-50 people"."""
    between = text[low.end : high.start] if low.end <= high.start else ""
    if not between or not _RANGE_MARK.fullmatch(between) or low.number.kind not in {"digits", "words"}:
        return False
    if low.unit and high.unit and low.unit != high.unit:
        return False
    opened = bool(_BETWEEN.search(text[max(0, low.start - _REACH) : low.start]))
    joiner = between.strip().casefold()
    if joiner in {"and", "or"}:
        return joiner == "and" and opened
    return opened or joiner != "to" or not _rises(text, low)


def _rises(text: str, low: _Found) -> bool:
    """A change "from 3 to 5" is two figures, not a range."""
    return _RISE.search(text[max(0, low.start - _REACH) : low.start]) is not None


def _ranged(text: str, found: Sequence[_Found]) -> list[_Found]:
    out = list(found)
    for i in range(len(out) - 1):
        low, high = out[i], out[i + 1]
        unit, inherits = high.unit or low.unit, high.inherits and low.inherits
        if _is_range(text, low, high):
            first, second = _scaled_alike(low.number, high.number)
            if first.value < second.value:
                ends = (first.value, second.value)
                out[i] = replace(
                    low, number=first, unit=unit, inherits=inherits, bound=Bound.RANGE, low=ends[0], high=ends[1]
                )
                out[i + 1] = replace(
                    high, number=second, unit=unit, inherits=inherits, bound=Bound.RANGE, low=ends[0], high=ends[1]
                )
        elif low.inherits and _TO_ABOUT.fullmatch(text[low.end : high.start]) and _rises(text, low):
            first, _ = _scaled_alike(low.number, high.number)
            out[i] = replace(low, number=first, unit=high.unit, inherits=high.inherits)
        elif low.inherits and high.unit and _TIMES_SIDE.fullmatch(text[low.end : high.start]):
            out[i] = replace(low, unit=high.unit, inherits=False)  # "31 by 24 centimetres"
    return out


def _scaled_alike(low: Number, high: Number) -> tuple[Number, Number]:
    """In "8 to 10 million" the scale is that of both."""
    if high.kind == low.kind == "words" and low.value < _HUNDRED <= _THOUSAND <= high.value < _THOUSAND * _THOUSAND:
        share = high.value / _THOUSAND  # "forty-five to sixty thousand"
        if low.value < share and float(share).is_integer() and share < _THOUSAND:
            return replace(low, value=scaled(low.value, _THOUSAND)), high
    if high.scaled and not low.scaled and low.value < _THOUSAND and high.kind == "digits":
        mantissa = high.value
        while mantissa >= _THOUSAND:
            mantissa /= _THOUSAND
        return replace(low, value=scaled(low.value, round(high.value / mantissa)), scaled=True), high
    return low, high


def _is_share(unit: str) -> bool:
    return unit == "percent" or unit.startswith("fraction")


def _is_money(unit: str) -> bool:
    code = unit.split(" per ", maxsplit=1)[0]
    return (code.isupper() and len(code) == _ISO_4217) or code.casefold() in _COINS


def _names_people(unit: str) -> bool:
    head = unit.split(" per ", maxsplit=1)[0].rsplit(" ", maxsplit=1)[-1]
    return head in data()["people"]


class _Memory:
    """What the last figures counted, for those that leave it out ("…300 shells when 2,000 had been promised")."""

    def __init__(self) -> None:
        self._count = ""
        self._people = ""
        self._since = 0
        self._money = ""
        self._last = ""
        self._here = ""
        self._by_value: dict[float, str] = {}
        self._first = self._before = ""  # what the first figure of this sentence, and of one before it, counts

    @property
    def money(self) -> str:
        """The currency of the article's last sum; "" before the first."""
        return self._money.split(" per ", maxsplit=1)[0]

    def new_sentence(self, text: str) -> None:
        """Forget what only the last sentence can lend; look for what this one is about."""
        self._last = ""
        self._here = ""
        self._before, self._first = self._first or (self._before if self._since < 1 else ""), ""
        self._since += 1
        if self._since > _REMEMBERED:
            self._count = ""
        told = _TOLD.match(text)
        subject = _SUBJECT.match(text[: 2 * _REACH]) or (
            told and _SUBJECT.match(text[told.end() : told.end() + 2 * _REACH])
        )
        if subject and next(find_numbers(subject.group()), None) is None:
            words = (subject["subject"] or subject["topic"]).split()
            self._here = " ".join([*words[:-1], singular(words[-1])])
            self._here = self._here[0].lower() + self._here[1:]

    def keep(self, unit: str, value: float) -> None:
        """Remember what a figure counted."""
        self._last = unit
        if _is_money(unit):
            self._money = unit.split(" per ", maxsplit=1)[0]
        elif not _is_share(unit) and unit != "percentage point" and unit not in units_data()["units"]:
            self._count = self._here = unit
            self._first = self._first or unit
            self._since = 0
            if value > len("ab"):
                self._by_value[value] = unit
            if _names_people(unit):
                self._people = unit

    def unit_for(self, text: str, found: _Found) -> str:
        """The unit of a figure that stands without one; "" if there is nothing to go by."""
        casualty = _CASUALTY.match(text, found.end)
        others = _OTHERS.match(text, found.end) is not None
        if others or (casualty and casualty[1].casefold() in data()["casualty"]):
            return self._here or (self._count if others else "") or "person"
        ahead = text[max(0, found.start - _REACH) : found.start]
        again = self._again(text, found)
        if again:
            return again
        if self._is_sum(found, ahead):
            return self._money
        named = self._named(text, found) or self._elliptical(text, found) or self._compared(text, found)
        if named:
            return named
        whole = float(found.number.value).is_integer()
        if (_is_share(self._last) or self._last in {"percentage point", "point"}) and (not whole or not self._here):
            return "percent" if found.number.value <= _HUNDRED else self._count
        last = "" if self._last == "time" or (found.number.scaled and self._last in _DURATIONS) else self._last
        return self._here or last or self._count

    @staticmethod
    def _is_tally(text: str, found: _Found, ahead: str) -> bool:
        """“voted by 91 to 88”, "passed 7-2"."""
        paired = _TO_FIGURE.match(text, found.end) or _FIGURE_TO.search(ahead)
        return found.number.kind in {"digits", "words"} and paired is not None and _VOTED.search(ahead) is not None

    def _is_sum(self, found: _Found, ahead: str) -> bool:
        """Whether a figure without a unit is money: "made 3.2 million", "prices run from 17,000"."""
        if found.number.scaled and ((self._money and not self._here) or _PAID.search(ahead)):
            return True
        if found.number.scaled and _is_money(self._last) and _AVERAGE.search(ahead):
            return True
        return bool(self._money) and found.number.value >= _THOUSAND and _PRICED.search(ahead) is not None

    def _again(self, text: str, found: _Found) -> str:
        """“Three of the eleven”, "the eleven": a figure that was counted before; a workforce is made of people."""
        ahead = text[max(0, found.start - 2 * _REACH) : found.start]
        if _MADE_OF_PEOPLE.search(ahead):
            return "person"
        if self._is_tally(text, found, ahead):
            return "vote"
        those = _WHOM_AHEAD.search(ahead) or _OF_WHOM.match(text, found.end) or _OF_PRONOUN.match(text, found.end)
        if those:
            whom = those.group().split()[1].casefold() == "whom"
            return (self._people or "person") if whom else (self._first or self._before)
        if _SAME_AGAIN.search(text[max(0, found.start - _REACH) : found.start]):
            return self._by_value.get(found.number.value, "")
        whole = _OF_SAME.match(text, found.end)
        number = next(find_numbers(text[whole.end() : whole.end() + _REACH]), None) if whole else None
        return self._by_value.get(number.value, "") if number and number.start == 0 else ""

    def _compared(self, text: str, found: _Found) -> str:
        """“to 21 percent from 19”, "12 seats, down from 15": what the figure just before counts."""
        return self._last if _FROM.search(text[max(0, found.start - _REACH) : found.start]) else ""

    def _elliptical(self, text: str, found: _Found) -> str:
        elliptical = _ELLIPSIS.search(text[max(0, found.start - _REACH) : found.start])
        return self._last if elliptical and _ADJUNCT.match(text, found.end) else ""

    def _named(self, text: str, found: _Found) -> str:
        """What "the number of people killed … to five", "the death toll" and "212 who" say that they count."""
        if _WHO.match(text, found.end):
            return self._people or "person"
        ahead = text[max(0, found.start - 2 * _REACH) : found.start]
        being = _BEING.match(text, found.end)
        if being and found.number.kind in {"digits", "words"} and is_plural(being[1]):
            return singular(being[1])  # "no fewer than 45 were conscripts"
        number_of = _NUMBER_OF.search(ahead)
        if number_of:
            if number_of[1].casefold() in {"sick", "dead"}:
                return "person"
            return singular(number_of[1])
        listed = _LISTED.search(ahead)
        if listed and is_plural(listed[1]):
            return singular(listed[1])
        return "person" if _TOLL.search(ahead) else ""


def _with_inherited(text: str, found: Iterable[_Found], memory: _Memory) -> Iterator[_Found]:
    for one in found:
        unit = one.unit or memory.unit_for(text, one)
        if unit.split(" per ")[0] == "cent" and memory.money:  # "35 cents a share" of an article about dollars
            unit = memory.money + unit.removeprefix("cent")
            one = replace(one, number=replace(one.number, value=scaled(one.number.value, 0.01)))  # noqa: PLW2901
        if unit:
            memory.keep(unit, one.number.value)
            yield replace(one, unit=unit)


def _quantity(text: str, found: _Found, offset: int) -> Quantity:
    value = found.number.value
    return Quantity(
        text=text[found.start : found.end],
        value=value,
        unit=found.unit,
        approximate=found.bound not in {Bound.EXACT, Bound.RANGE},
        bound=found.bound,
        low=found.low,
        high=found.high,
        base=to_base(value, found.unit),
        span=Span(found.start + offset, found.end + offset),
    )


def _one_in_many(text: str, numbers: Iterable[Number]) -> list[Number]:
    """Joins "one in five" and "3 out of 10" to fractions."""
    out: list[Number] = []
    for number in numbers:
        if out and _is_ratio(text, out[-1], number):
            out[-1] = replace(out[-1], end=number.end, value=out[-1].value / number.value, kind="fraction")
        else:
            out.append(number)
    return out


def _is_ratio(text: str, part: Number, whole: Number) -> bool:
    between = _AMONG.fullmatch(text[part.end : whole.start])
    if between is None or part.currency or part.scaled or part.kind not in {"words", "digits"}:
        return False
    if not 0 < part.value < whole.value or whole.currency or unit_pattern().match(text, whole.end):
        return False
    if "out" in between[0] or between["every"]:
        return whole.value <= _HUNDRED
    if between["noun"]:  # "nine homes in ten"
        return whole.value in {_IN_TEN, _HUNDRED} and noun_after(text, whole.end) is None
    return _is_one_in(text, part, whole)


def _is_one_in(text: str, part: Number, whole: Number) -> bool:
    """“One in five”, "6 in 10 green cards"."""
    if whole.value == _IN_TEN and part.value > 1:
        return True
    if part.value > 1:  # "three in five of them"; not so "two in four games"
        return whole.value <= _IN_TEN and _OF_THEM.match(text, whole.end) is not None
    return part.value == 1 and not (_YEARS[0] <= whole.value <= _YEARS[1] and "," not in text[whole.start : whole.end])


class QuantityReader:
    """Reads the figures of one article, sentence after sentence; keeps what earlier figures counted."""

    def __init__(self) -> None:
        self._memory = _Memory()

    def read(self, text: str, offset: int) -> tuple[Quantity, ...]:
        """The quantities of the sentence `text`, which starts at code point `offset` of the article."""
        self._memory.new_sentence(text)
        numbers = [n for n in _one_in_many(text, find_numbers(text)) if not is_no_figure(text, n)]
        counted = [found for number in numbers if (found := _counted(text, number)) is not None]
        bounded = [_bounded(text, one) for one in _ranged(text, counted)]
        return tuple(_quantity(text, one, offset) for one in _with_inherited(text, bounded, self._memory))
