"""Figures with what they count, their bounds and base units. Dates, clock times, ordinals and names are none.

A range gives two quantities, one for each end, both with `bound` "range" and the same `low` and `high`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from factcheck.claims.base_units import to_base
from factcheck.claims.numbers import Number, data, find_numbers, units_data
from factcheck.domain.values import Bound, Quantity, Span
from factcheck.text.lexicon import alternatives

_TOKEN = re.compile(r"[^\W_]+(?:[-'’.&][^\W_]+)*|[^\s\w]|_")
_REACH = 48
_MAX_NOUN_WORDS = 4
_YEAR = range(1000, 2200)
_CLOCK = re.compile(
    r"\s?(?:[ap]\.?\s?m\b\.?|o['’]clock\b|(?:GMT|UTC|BST|CET|EST|EDT)\b|hrs\b|noon\b|midnight\b)", re.IGNORECASE
)
_CLOCK_COLON = re.compile(r"\d[:.]\d\d(?:\s?[ap]\.?m|\b)")
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b|[^\W\d_]*\d", re.IGNORECASE)
_AGE_AFTER = re.compile(r"[\s-](?:years?|months?|weeks?|days?)[\s-]olds?\b", re.IGNORECASE)
_AGE_BEFORE = re.compile(r"\b(?:aged?|ages)\s+(?:between\s+|from\s+)?$", re.IGNORECASE)
_NAME_BEFORE = re.compile(r"[^\W\d_][\w'’-]*\s*,\s*$")
_MODEL = re.compile(r"[^\W\d_][\w]*[-–]$")
_EXPONENT = re.compile(r"[²³]")
_THERE = re.compile(r"[^\W\d_]")
_AMONG = re.compile(r"\s+(?:(?:in|out\s+of)(?:\s+every)?)\s+", re.IGNORECASE)
_RANGE_MARK = re.compile(r"\s*(?:[-–—]|\bto\b|\band\b|\bor\b)\s*", re.IGNORECASE)
_RISE = re.compile(r"\bfrom\s+(?:\S+\s+){0,2}$", re.IGNORECASE)
_BETWEEN = re.compile(
    r"\b(?:between|anywhere\s+from|ranging\s+from|ranges?\s+from|ranged\s+from)\s+(?:\S+\s+){0,1}$", re.IGNORECASE
)


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
    after_unit: int = 0


@cache
def _unit_names() -> dict[str, str]:
    lists = units_data()
    names = {spelling: name for name, (_, spellings) in lists["units"].items() for spelling in spellings}
    return names | dict(lists["money"]) | {code: code for code in lists["codes"]}


@cache
def _unit_pattern() -> re.Pattern[str]:
    return re.compile(rf"[\s\u00a0\u202f-]?(?P<unit>{alternatives(list(_unit_names()))})(?![^\W_]|[²³/])")


@cache
def _per_pattern() -> re.Pattern[str]:
    per = alternatives(units_data()["per"])
    return re.compile(
        rf"\s+(?:an?|per|each|every|for\s+every)\s+(?P<per>{per})\b(?!-)|\s?/\s?(?P<slash>{per})\b", re.IGNORECASE
    )


@cache
def _bound_before() -> re.Pattern[str]:
    bounds = data()["bounds"]
    groups = "|".join(rf"(?P<{name}>{alternatives(words)})" for name, words in bounds.items())
    return re.compile(rf"(?<![\w])(?:{groups})(?:\s+(?:a|an|the|only|just|another))?\s*$", re.IGNORECASE)


@cache
def _bound_after() -> re.Pattern[str]:
    after = data()["after"]
    groups = "|".join(rf"(?P<{name}>{alternatives(words)})" for name, words in after.items())
    return re.compile(rf"\s*(?:{groups})(?![\w])", re.IGNORECASE)


def singular(noun: str) -> str:
    """The singular of an English noun, by its ending."""
    lower = noun.casefold()
    irregular = data()["irregular_plurals"].get(lower)
    if irregular:
        return str(irregular)
    if lower.endswith("ies") and len(lower) > 4:  # noqa: PLR2004 - "ties", "pies"
        return noun[:-3] + "y"
    if lower.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return noun[:-2]
    return noun[:-1] if is_plural(noun) and not lower in data()["irregular_plurals"] else noun


def is_plural(word: str) -> bool:
    """Whether a word looks like a plural noun."""
    lower = word.casefold()
    if lower in data()["irregular_plurals"]:
        return True
    return (
        len(lower) > 3  # noqa: PLR2004 - "gas", "bus"
        and lower.endswith("s")
        and not lower.endswith(("ss", "us", "is", "'s", "’s", "ous"))
        and lower not in data()["not_plural"]
    )


def _is_stop(word: str) -> bool:
    return word.casefold() in data()["stops"] or not word[0].isalnum()


def _noun_after(text: str, at: int) -> tuple[str, int] | None:
    """The plural noun phrase that starts at `at`: ("polling station", end); None if there is none."""
    taken: list[str] = []
    for match in _TOKEN.finditer(text, at, min(len(text), at + 80)):
        word = match.group()
        gap = text[at : match.start()] if not taken else ""
        if _is_stop(word) or word[0].isdigit() or "\n\n" in gap:
            return None
        if not taken and word.casefold() in data()["transparent"]:
            continue
        taken.append(word)
        if is_plural(word):
            return _unit_of(taken), match.end()
        if len(taken) >= _MAX_NOUN_WORDS:
            return None
    return None


def _unit_of(words: Sequence[str]) -> str:
    return " ".join([*words[:-1], singular(words[-1])])


def _compound_after(text: str, at: int) -> tuple[str, int] | None:
    """ "300-page report" counts pages, "two-line statement" lines."""
    match = re.compile(r"-([^\W\d_]{3,})(?=[\s-])").match(text, at)
    if not match or match[1].casefold() in data()["stops"] or match[1].casefold() in {"year", "thirds", "third"}:
        return None
    return match[1].casefold(), match.end(1)


def _singular_after(text: str, at: int) -> tuple[str, int] | None:
    """What "one" or "a single" counts: the next word, if it can be a noun."""
    match = _TOKEN.search(text, at, min(len(text), at + 40))
    if not match or text[at : match.start()].strip() or not match.group()[0].isalpha():
        return None
    word = match.group()
    if word.casefold() in data()["one_is_no_count"] or _is_stop(word) or not word[0].islower():
        return None
    return word, match.end()


def _of_noun(text: str, at: int) -> tuple[str, int] | None:
    """ "12 of the country's 3,140 polling stations" counts polling stations; a pronoun counts what came before."""
    match = re.compile(r"\s+of\s+(?P<rest>[^.;:!?]{1,60})").match(text, at)
    if not match:
        return None
    start = match.start("rest")
    for token in _TOKEN.finditer(text, start, match.end()):
        word = token.group().casefold()
        if word in {"them", "us", "those", "which", "whom", "these"}:
            return None
        number = next(find_numbers(text[token.start() : token.start() + 30]), None)
        if number is not None and number.start == 0 and number.kind in {"digits", "words"}:
            return _noun_after(text, token.start() + number.end)
        if word in data()["determiner_like"] or word.endswith(("'s", "’s")):
            continue
        noun = _noun_after(text, token.start())
        # The span stays with the figure: what it is of may be far away.
        return (noun[0], at) if noun else None
    return None


def _fraction_unit(text: str, at: int) -> str:
    """ "a third of the city" is of unit "fraction of the city"."""
    match = re.compile(
        r"\s+(?:of\s+)?((?:all|the|its|their|his|her|our|those|these|it|them)?\s*(?:[\w'’-]+\s*){0,3})"
    ).match(text, at)
    if not match or not re.match(r"\s+of\s|\s+(?:the|its|their|his|her|our|all)\s", text[at:]):
        return "fraction"
    words: list[str] = []
    for word in match[1].split():
        if words and (_is_stop(word) and word.casefold() not in {"the", "its", "their"}):
            break
        words.append(word)
    return " ".join(["fraction of", *words]) if words else "fraction"


def _is_year(text: str, number: Number) -> bool:
    written = text[number.start : number.end]
    if number.kind != "digits" or not re.fullmatch(r"\d{4}", written) or int(written) not in _YEAR or number.currency:
        return False
    before = re.search(r"([\w’']+)[\s(]*$", text[max(0, number.start - _REACH) : number.start])
    opener = before[1].casefold() if before else ""
    if opener in data()["months"] or opener in data()["year_openers"]:
        return not (
            opener in {"the", "to", "of", "for", "from", "and", "between", "than", "around", "after"}
            and _counts_plural(text, number.end)
        )
    return not _counts_plural(text, number.end)


def _counts_plural(text: str, at: int) -> bool:
    return _noun_after(text, at) is not None or _unit_pattern().match(text, at) is not None


def _is_date_or_time(text: str, number: Number) -> bool:
    after = text[number.end : number.end + _REACH]
    before = text[max(0, number.start - _REACH) : number.start]
    months = alternatives(data()["months"])
    if re.match(
        rf"(?:st|nd|rd|th)?\s+(?:of\s+)?(?i:{months})\b\.?(?!\s+(?:have|has|can|could|be)\b)", after
    ) and _is_day(number):
        return True
    if re.search(rf"(?<!\w)(?i:{months})\.?\s+(?:the\s+)?$", before) and _is_day(number):
        return before.rstrip()[-3:].casefold() != "may" or bool(re.search(r"May\s+$", before))
    if _CLOCK.match(after) and number.value <= 2400:  # noqa: PLR2004 - 2400 hrs
        return True
    if (
        re.match(r"[:h]\d\d\b", after)
        or re.search(r"\d[:h]$", before)
        or re.match(r"/\d", after)
        or re.search(r"\d/$", before)
    ):
        return True
    if number.kind == "words" and re.search(
        r"\b(?:at|by|until|till|after|before|from)\s+(?:about\s+)?$", before, re.IGNORECASE
    ):
        return bool(re.match(r"\s+(?:in\s+the\s+(?:morning|afternoon|evening)|at\s+night)", after)) or (
            number.value <= 12
            and not _counts_plural(text, number.end)
            and re.match(r"\s*(?:and|[,.;]|$)", after) is not None  # noqa: PLR2004
            and re.search(r"\bat\s+$", before) is not None
        )
    return _is_year(text, number)


def _is_day(number: Number) -> bool:
    return (
        number.kind == "digits" and float(number.value).is_integer() and 1 <= number.value <= 31 and not number.scaled
    )  # noqa: PLR2004


def _is_label(text: str, number: Number) -> bool:
    """Part of a name, an ordinal, a score, an address: no figure."""
    before = text[max(0, number.start - _REACH) : number.start]
    after = text[number.end : number.end + _REACH]
    if number.kind != "digits" or number.currency:
        return _is_word_label(before, after, number)
    if _ORDINAL.match(after) or _MODEL.search(before) or re.search(r"[\w@#/]$|\w\.$|№\s?$", before):
        return True
    if re.match(r"\.\d+|@|\.[a-z]{2,}", after):
        return True
    if (
        re.match(r"[-–:]\d{1,3}\b(?!\s*(?:%|[a-z]))", after)
        or re.search(r"\d[-–:]$", before)
        and not _counts_plural(text, number.end)
    ):
        return (
            not _counts_plural(text, number.end)
            and number.value < 20
            and not re.match(r"[-–]\d+\s*(?:%|\w+s\b)", after)
        )  # noqa: PLR2004
    word = re.search(r"([^\W\d_][\w’'&.-]*)\s+$", before)
    if word is None or number.scaled:
        return False
    if word[1].casefold().rstrip(".") in data()["labels"] and not _counts_plural(text, number.end):
        return word[1].casefold() not in {"top", "under"} or word[1][0].isupper()
    named = (
        word[1][0].isupper()
        and before[: word.start()].strip() != ""
        and not re.search(r"[.!?:”\"—–]\s*$", before[: word.start()])
    )
    return (
        named
        and not _counts_plural(text, number.end)
        and number.value < 1000
        and word[1].casefold() not in data()["stops"]
    )  # noqa: PLR2004


def _is_word_label(before: str, after: str, number: Number) -> bool:
    if number.kind == "multiple":
        word = re.match(r"[\s-]+([\w'’-]+)", after)
        # "a double bed", "to double check", "twice"; only a verb or "twice/double the …" is a ratio.
        return (
            bool(re.search(r"\b(?:an?|the|body|his|her|in)\s+$", before, re.IGNORECASE))
            and not re.match(r"\s+(?:the|its|their|what|that)\b", after)
            or (
                word is not None
                and word[1].casefold()
                in {"check", "bed", "room", "agent", "standard", "decker", "glazing", "act", "bill"}
            )
        )
    if number.kind == "fraction":
        return (
            bool(re.match(r"[\s-]+(?:time|hearted|way|brother|sister|century|day)\b", after))
            or bool(
                re.search(r"\b(?:the|first|second|other)\s+$", before, re.IGNORECASE)
                and not re.match(r"\s+of\b|,?\s+(?:a|the|got)\b", after)
                and re.match(r"\s+[a-z]", after)
            )
            or bool(
                re.match(
                    r"\s+(?:term|time|party|person|place|quarter|generation|straight|consecutive|successive|child|reading|world|rail)\b",
                    after,
                )
                and re.search(r"(?:^|\s)(?:a|an)\s*$", before + " a "[:0]) is None
                and number.value < 0.5
                and re.match(
                    r"\s+(?:term|time|party|person|place|straight|consecutive|successive|child|reading|generation|world|rail)\b",
                    after,
                )
            )
        )  # noqa: PLR2004
    if number.value == 0:
        return True
    if re.match(
        r"-(?:way|sided|handed|party|time|storey|story|off|man|woman|person|star|seater|piece|bedroom|bed|wheel|door|eyed|legged)\b",
        after,
    ):
        return number.value <= 2  # noqa: PLR2004 - "one-off", "two-way": set phrases
    return bool(re.search(r"\b(?:number|chapter|phase|day|part|no)\s+$", before, re.IGNORECASE)) or bool(
        re.match(r"\s+(?:by\s+one|another)\b", after)
    )


def _is_age(text: str, number: Number) -> bool:
    before = text[max(0, number.start - _REACH) : number.start]
    after = text[number.end : number.end + 1]
    if _AGE_AFTER.match(text, number.end) or _AGE_BEFORE.search(before):
        return True
    named = _NAME_BEFORE.search(before)
    return bool(
        named
        and named.group()[0].isupper()
        and after in {",", ".", ")"}
        and 1 <= number.value <= 110
        and not number.scaled
        and not number.currency
    )  # noqa: PLR2004


def _per(text: str, unit: str, end: int) -> tuple[str, int]:
    match = _per_pattern().match(text, end)
    if not match or " per " in unit:
        return unit, end
    return f"{unit} per {(match['per'] or match['slash']).casefold()}", match.end()


def _with_currency(text: str, number: Number) -> _Found:
    end = number.end
    unit, end = _per(text, number.currency, end)
    return _Found(number, number.start, end, unit, after_unit=end)


def _with_listed_unit(text: str, number: Number) -> _Found | None:
    match = _unit_pattern().match(text, number.end)
    if not match:
        return None
    spelling = re.sub(r"\s+", " ", match["unit"])
    unit = _unit_names().get(spelling) or _unit_names().get(match["unit"], "")
    glued = match.start("unit") == number.end
    if not unit or (spelling in {"C", "F", "x", "in.", "g", "ha", "m", "B"} and number.kind != "digits"):
        return None
    if spelling in {"C", "F", "in."} and not glued and number.kind == "digits":
        return None
    if unit == "GBP" and re.match(
        r"\s+of\s|\s+(?:heavier|lighter|in weight|weight)\b", text[match.end() : match.end() + 20]
    ):
        unit = "pound"
    # "40 minutes" is a time; "five-year contract" too; "9 mile runs" is not asked for.
    unit, end = _per(text, unit, match.end())
    return _Found(number, number.start, end, unit, after_unit=end)


def _short_scaled(text: str, number: Number) -> Number:
    """ "1.2m people" are millions, "6.8m" metres; "180k" is thousands."""
    short = number.short_scale
    if not short:
        return number
    at = number.end + len(short) + (1 if text[number.end : number.end + 1].isspace() else 0)
    glued = text.startswith(short, number.end)
    money = re.match(r"[\s-](?:euros?|dollars?|pounds?)\b", text[at : at + 12], re.IGNORECASE)
    counted = glued and _noun_after(text, at) is not None
    if short in {"k", "K"} and glued or short in {"m", "M", "b", "B"} and glued and (counted or money):
        scale = data()["short_scales"][short]
        return replace(number, value=round(number.value * scale, 6), end=at, scaled=True, short_scale="")
    return number


def _counted(text: str, number: Number) -> _Found | None:
    """The number with its unit, or with an empty one if the text leaves it to the reader."""
    if number.kind == "fraction":
        return _Found(number, number.start, number.end, _fraction_unit(text, number.end), after_unit=number.end)
    if number.kind == "multiple":
        return _Found(number, number.start, number.end, "time", after_unit=number.end)
    number = _short_scaled(text, number)
    if number.currency:
        return _with_currency(text, number)
    listed = _with_listed_unit(text, number)
    if listed:
        return listed
    noun = _noun_after(text, number.end) or _compound_after(text, number.end)
    if noun is None and number.value == 1 and not number.scaled:
        noun = _singular_after(text, number.end)
        return (
            _Found(number, number.start, noun[1], noun[0], after_unit=noun[1])
            if noun and number.kind == "words"
            else None
        )
    noun = noun or _of_noun(text, number.end)
    if noun is None:
        return _Found(number, number.start, number.end, "", inherits=True, after_unit=number.end)
    unit, end = _per(text, noun[0], noun[1])
    return _Found(number, number.start, end, unit, after_unit=end)


def _bounded(text: str, found: _Found) -> _Found:
    window = max(0, found.start - _REACH)
    before = _bound_before().search(text[window : found.start])
    after = _bound_after().match(text, found.after_unit)
    name = (before and before.lastgroup) or (after and after.lastgroup)
    if not name:
        return found
    if before and re.search(r"\b(?:the|a)\s+$", text[window : window + before.start()]) and name == "about":
        pass
    start = window + before.start() if before else found.start
    end = after.end() if after and not before else found.end
    return replace(found, start=start, end=end, bound=Bound(name))


def _ranged(text: str, found: list[_Found]) -> list[_Found]:
    """Joins "between 50 and 53 seats", "12% to 15%", "40-50 people"; a change "from 3 to 5" is two figures."""
    out = list(found)
    for i in range(len(out) - 1):
        low, high = out[i], out[i + 1]
        between = text[low.end : high.start] if low.end <= high.start else ""
        if not between or not _RANGE_MARK.fullmatch(between) or low.number.kind not in {"digits", "words"}:
            continue
        before = text[max(0, low.start - _REACH) : low.start]
        opened = bool(_BETWEEN.search(before))
        joiner = between.strip().casefold()
        if joiner in {"and", "or"} and not (joiner == "and" and opened):
            continue
        if joiner == "to" and _RISE.search(before) and not opened:
            if not low.unit or low.inherits:
                out[i] = replace(low, unit=high.unit, inherits=high.inherits)
            continue
        unit = high.unit or low.unit
        first, second = _scaled_alike(low.number, high.number)
        if first.value >= second.value:
            continue
        ends = {"bound": Bound.RANGE, "low": first.value, "high": second.value}
        inherits = high.inherits and low.inherits
        out[i] = replace(low, number=first, unit=unit, inherits=inherits, **ends)
        out[i + 1] = replace(high, number=second, unit=unit, inherits=inherits, **ends)
    return out


def _scaled_alike(low: Number, high: Number) -> tuple[Number, Number]:
    """ "8 to 10 million": the scale is that of both."""
    if high.scaled and not low.scaled and low.value < 1000 and high.kind == "digits":  # noqa: PLR2004
        mantissa = high.value
        while mantissa >= 1000:  # noqa: PLR2004
            mantissa /= 1000
        return replace(low, value=round(low.value * (high.value / mantissa), 6), scaled=True), high
    return low, high


def _is_share(unit: str) -> bool:
    return unit == "percent" or unit.startswith("fraction")


class _Memory:
    """What the last figures counted, for those that leave it out ("…300 shells when 2,000 had been promised")."""

    def __init__(self) -> None:
        self.count = ""
        self.money = ""
        self.last = ""
        self.sentence_count = ""

    def new_sentence(self) -> None:
        self.sentence_count = ""
        self.last = ""

    def keep(self, unit: str) -> None:
        if not unit:
            return
        self.last = unit
        if unit.split(" per ")[0].isupper() and len(unit.split(" per ")[0]) == 3:  # noqa: PLR2004 - ISO 4217
            self.money = unit
        elif not _is_share(unit) and unit not in {"time", "percentage point"} and unit not in units_data()["units"]:
            self.count = self.sentence_count = unit

    def unit_for(self, text: str, found: _Found) -> str:
        after = text[found.end : found.end + 40]
        casualty = re.match(
            r"(?:\s+(?:others?|more|people))?\s+(?:(?:was|were|are|is|have|had|has|been|still|feared|confirmed|also|critically|seriously)\s+){0,3}(\w+)",
            after,
        )
        if casualty and casualty[1].casefold() in data()["casualty"]:
            return self.sentence_count or "person"
        if re.match(r"\s+others\b", after):
            return self.sentence_count or self.count or "person"
        if found.number.scaled and self.money and not self.sentence_count:
            return self.money.split(" per ")[0]
        if (
            self.last
            and _is_share(self.last)
            and (not float(found.number.value).is_integer() or not self.sentence_count)
        ):
            return "percent" if found.number.value <= 100 else self.count  # noqa: PLR2004
        if self.sentence_count:
            return self.sentence_count
        if self.last and self.last != "time":
            return self.last
        return self.count


def _with_inherited(text: str, found: Iterable[_Found], memory: _Memory) -> Iterable[_Found]:
    for one in found:
        current = one
        if one.inherits and not one.unit:
            unit = memory.unit_for(text, one)
            if not unit:
                continue
            current = replace(one, unit=unit)
        memory.keep(current.unit)
        yield current


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


def _one_in_many(text: str, numbers: list[Number]) -> list[Number]:
    """ "one in five" and "3 out of 10" are fractions."""
    out: list[Number] = []
    for number in numbers:
        last = out[-1] if out else None
        if (
            last is not None
            and last.kind in {"words", "digits"}
            and not last.currency
            and not last.scaled
            and 0 < last.value < number.value <= 100  # noqa: PLR2004
            and _AMONG.fullmatch(text[last.end : number.start])
            and (last.value == 1 or "out" in text[last.end : number.start])
            and number.value not in range(1900, 2100)
            and not _counts_unit(text, number)
        ):
            out[-1] = replace(last, end=number.end, value=last.value / number.value, kind="fraction")
        else:
            out.append(number)
    return out


def _counts_unit(text: str, number: Number) -> bool:
    """Whether a time or length follows: "one in 24 hours" is no fraction."""
    return _unit_pattern().match(text, number.end) is not None


class QuantityReader:
    """Reads the figures of one article, sentence after sentence; keeps what earlier figures counted."""

    def __init__(self) -> None:
        self._memory = _Memory()

    def read(self, text: str, offset: int) -> tuple[Quantity, ...]:
        """The quantities of the sentence `text`, which starts at code point `offset` of the article."""
        self._memory.new_sentence()
        numbers = [
            number
            for number in _one_in_many(text, list(find_numbers(text)))
            if not (_is_label(text, number) or _is_date_or_time(text, number) or _is_age(text, number))
        ]
        counted = [found for number in numbers if (found := _counted(text, number)) is not None]
        bounded = [_bounded(text, one) for one in _ranged(text, counted)]
        bounded = [replace(one, bound=Bound.RANGE) if one.low is not None else one for one in bounded]
        return tuple(_quantity(text, one, offset) for one in _with_inherited(text, bounded, self._memory))
