"""Numbers as prose writes them: digits, words, fractions, glyphs, scales. No units yet."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from factcheck.domain.numerals import CARDINALS
from factcheck.text.lexicon import alternatives, load

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?"


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a text. `kind`: digits, words, fraction or multiple; `currency` is an ISO code or ""."""

    start: int
    end: int
    value: float
    kind: str
    currency: str = ""
    scaled: bool = False
    short_scale: str = ""


def scaled(value: float, scale: float) -> float:
    """`value` × `scale` without the noise of binary fractions: 32.63 billion is 32630000000, not …000.000004."""
    return float(Decimal(repr(value)) * Decimal(repr(scale)))


def data() -> dict[str, Any]:
    """The lists of `quantities.json`."""
    return load("factcheck.claims", "quantities.json")


def units_data() -> dict[str, Any]:
    """The lists of `units.json`."""
    return load("factcheck.claims", "units.json")


@cache
def _pattern() -> re.Pattern[str]:
    lists = data()
    symbols = alternatives(list(units_data()["symbols"]))
    codes = "|".join(units_data()["codes"])
    # "$US200", "EUR5bn": the currency ends in a letter, which no other number may follow.
    lettered = [
        symbol for symbol in units_data()["symbols"] if symbol[-1].isalpha() or symbol[-1] == "."
    ] + units_data()["codes"]
    after_letters = "(?:" + "|".join(rf"(?<={re.escape(symbol)})" for symbol in lettered) + ")"
    cardinal = alternatives(list(CARDINALS))
    scale = alternatives(list(lists["scales"]))
    part = alternatives(list(lists["fractions"]))
    whole = rf"(?:{cardinal}|{scale})"
    return re.compile(
        rf"(?P<glyph>(?P<whole>\d+)?\s?[{''.join(lists['glyphs'])}])"
        rf"|(?<![\w/.])(?P<ratio>[1-9]\d?/[1-9]\d{{0,2}})(?![\w/])"
        rf"|(?P<currency>(?:(?<![^\W\d_])(?i:{symbols})|\b(?:{codes}))\s?)?(?P<sign>(?<![\w.)])[-−]|\b[Mm]inus\s)?"
        rf"(?:(?<![\w.,])|{after_letters})(?P<digits>{_DIGITS})(?:(?P<half>\s+and\s+a\s+half\b)|[-\s](?P<eighths>[1-9]\d?/(?:2|4|8|16|32))(?![\w/]))?"
        rf"(?:(?:\s*|-)(?P<scale>(?i:{scale})s?)\b|\s?(?P<short>k|K|mn|mln|bln|m|M|bn|b|B|trn|tn)(?![\w²³/]))?"
        rf"|(?<![\w'’])(?i:(?P<fraction>(?:(?P<top>an?|one|two|three|four|five|six|seven|eight|nine)(?:\s+|-))(?P<part>{part})|half)\b)(?:\s+of\s+a\s+(?P<large>(?i:million|billion|trillion))\b)?"
        rf"(?!-|(?:\s+(?:a\s+)?(?:dozen|hundred|thousand|million|billion))\b)"
        rf"|(?<![\w'’])(?P<dozen>(?i:half\s+a\s+(?:dozen|million|billion)|half-a-dozen))\b"
        rf"|(?<![\w'’])(?P<pair>(?i:an?\s+(?:pair|couple))(?=\s+of\s+[a-z]))"
        rf"|(?<![\w'’])(?P<single>(?i:(?:an?|one)\s+(?:single|solitary)|an?(?=\s+fortnight\b)|(?:(?<=\bthan\s)|(?<=\bbarely\s)|(?<=\bwithin\s)|(?<=\btake\s)|(?<=\btook\s)|(?<=\blast\s)|(?<=\blasted\s)|(?<=\balmost\s)|(?<=\bnearly\s)|(?<=\babout\s))an?(?=\s+(?:hour|day|week|month|year|decade|century|minute|inch|foot|fortnight|mile|kilometre|metre|tonne)\b)|(?<=\bin\s)a(?=\s+(?:decade|century)\b)))(?!\w)"
        rf"|(?<![\w'’])(?P<words>(?i:(?:(?:an?\s+)(?={scale}\b))?{whole}(?:(?:-|\s+and\s+|\s+){whole})*(?:\s+and\s+a\s+half(?:\s+{scale})?)?))(?![\w'’])"
        rf"|(?<![\w'’])(?P<multiple>(?i:{alternatives(list(lists['multiples']))}))(?![\w'’-])"
    )


def _spoken(words: list[str]) -> float | None:
    """Value of number words; None if they form no number ("one two")."""
    lists = data()
    total = current = 0.0
    last = 0.0
    for word in words:
        if word in CARDINALS:
            value = float(CARDINALS[word])
            if current and not (last >= 100 or (20 <= last <= 90 and value < 10)):  # noqa: PLR2004 - grammar of number words
                return None
            current += value
            last = value
        else:
            scale = float(lists["scales"][word])
            current = (current or 1.0) * scale
            last = scale
            if scale >= 1000:  # noqa: PLR2004 - thousand closes a group, hundred and dozen do not
                total += current
                current = 0.0
    return total + current


def _words_value(phrase: str) -> float | None:
    lower = re.sub(r"[\s-]+", " ", phrase.casefold())
    half = re.search(r" and a half(?: (\w+))?$", lower)
    base = lower[: half.start()] if half else lower
    if base.split()[0] in data()["scales"]:
        return None  # "several dozen", "a few hundred": nobody counted
    listed = [word for word in base.split() if word not in {"and", "a", "an"}]
    value = _spoken(listed)
    if value is None or not half:
        return value
    scale = float(data()["scales"].get(half.group(1), 1)) if half.group(1) else 1.0
    return (value + 0.5) * scale


def _digits_number(match: re.Match[str]) -> Number:
    lists = data()
    value = float(match["digits"].replace(",", ""))
    if match["half"]:
        value += 0.5
    if match["eighths"]:
        top, bottom = match["eighths"].split("/")
        value += int(top) / int(bottom)
    if match["sign"]:
        value = -value
    symbol = (match["currency"] or "").strip()
    symbols = units_data()["symbols"]
    currency = symbols.get(symbol) or symbols.get(symbol.upper()) or symbol
    end = max(match.end("digits"), match.end("half"), match.end("eighths"))
    is_scaled = False
    short = match["short"] or ""
    if match["scale"]:
        value = scaled(value, lists["scales"][match["scale"].casefold().removesuffix("s")])
        is_scaled, end = True, match.end("scale")
    elif short and (currency or short in {"bn", "tn", "trn", "mn", "mln", "bln"}):
        value = scaled(value, lists["short_scales"][short])
        is_scaled, end, short = True, match.end("short"), ""
    return Number(match.start(), end, value, "digits", currency, is_scaled, short)


def _fraction_number(match: re.Match[str]) -> Number | None:
    lists = data()
    if match["glyph"]:
        value = lists["glyphs"][match["glyph"][-1]] + float(match["whole"] or 0)
        return Number(match.start(), match.end(), value, "digits" if match["whole"] else "fraction")
    if match["ratio"]:
        top, bottom = (int(part) for part in match["ratio"].split("/"))
        return Number(match.start(), match.end(), top / bottom, "fraction") if top < bottom <= 10 else None  # noqa: PLR2004
    value = 0.5
    if match["part"]:
        top_word = match["top"].casefold()
        value = (1 if top_word in {"a", "an"} else CARDINALS[top_word]) / lists["fractions"][match["part"].casefold()]
    if match["large"]:
        value = scaled(value, lists["scales"][match["large"].casefold()])
        return Number(match.start(), match.end(), value, "words", scaled=True)
    return Number(match.start(), match.end(), value, "fraction")


def _number(match: re.Match[str]) -> Number | None:
    lists = data()
    if match["digits"]:
        return _digits_number(match)
    if match["glyph"] or match["ratio"] or match["fraction"]:
        return _fraction_number(match)
    if match["multiple"]:
        value = float(lists["multiples"][match["multiple"].casefold()])
        return Number(match.start(), match.end(), value, "multiple")
    return _words_number(match)


def _words_number(match: re.Match[str]) -> Number | None:
    if match["dozen"]:
        scale = re.split(r"[\s-]", match["dozen"].casefold())[-1]
        return Number(match.start(), match.end(), data()["scales"][scale] / 2, "words", scaled=True)
    if match["pair"]:
        return Number(match.start(), match.end(), 2.0, "words")
    spoken = 1.0 if match["single"] else _words_value(match["words"])
    if spoken is None:
        return None
    large = any(scale in match.group().casefold() for scale in ("million", "billion", "trillion"))
    return Number(match.start(), match.end(), spoken, "words", scaled=large)


@cache
def _starts() -> tuple[re.Pattern[str], frozenset[str]]:
    """Where a number can begin: a digit, a sign, a symbol or a word; the large pattern is tried only there."""
    lists, units = data(), units_data()
    symbols = "".join(sorted({symbol[0] for symbol in units["symbols"] if not symbol[0].isalpha()}))
    words = {"a", "an", "half", "minus", *CARDINALS, *lists["scales"], *lists["multiples"]}
    words |= {code.casefold() for code in units["codes"]}
    words |= {symbol.split("$")[0].strip().casefold() for symbol in units["symbols"] if symbol[0].isalpha()}
    light = rf"[\d{''.join(lists['glyphs'])}{re.escape(symbols)}]|[-−](?=[\d{re.escape(symbols)}])|[A-Za-z]+"
    return re.compile(light), frozenset(words)


def find_numbers(text: str) -> Iterator[Number]:
    """All numbers of `text` in order; whether each is a quantity is for others to say."""
    light, words = _starts()
    whole = _pattern()
    at = 0
    for start in light.finditer(text):
        if start.start() < at or (start.group()[0].isalpha() and start.group().casefold() not in words):
            continue
        match = whole.match(text, start.start())
        if match is None:
            continue
        at = match.end()
        number = _number(match)
        if number is not None:
            yield number
        elif match["words"]:
            yield from _apart(match["words"], match.start())


def _apart(phrase: str, start: int) -> Iterator[Number]:
    """“two and ten” is no number but two of them."""
    at = 0
    for part in re.split(r"(\s+and\s+)", phrase):
        value = None if part.strip().casefold() == "and" or part == phrase else _words_value(part)
        if value is not None:
            yield Number(start + at, start + at + len(part), value, "words")
        at += len(part)
