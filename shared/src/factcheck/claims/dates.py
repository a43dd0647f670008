"""Dates of a sentence, resolved against the date of publication.

Only what a calendar settles: full dates, days of the week, "yesterday" and its like, months and years. A weekday is
the last one up to the day of publication, or the next one after "next" or in a sentence about the future. Without a
date of publication only what names its year is resolved.
"""

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from factcheck.domain.values import DateMention, Span
from factcheck.text.lexicon import alternatives, load

_FUTURE = re.compile(
    r"\b(?:will|shall|due|expected to|scheduled|booked|is to|are to|would|plans to|[\w]+['’]ll)\b", re.IGNORECASE
)
# "said on Monday it will close", "on Monday said it will": the day is that of what has happened.
_HAPPENED = re.compile(
    r"(?<!\bbe )(?<!\bbeen )(?<!\bbeing )\b(?:(?!(?:expected|scheduled|planned|slated|postponed|delayed|booked|needed"
    r"|projected|listed|timetabled)\b)\w{2,}ed|said|told(?: \w+){1,3}|wrote|met|won|lost|began|broke|fell|rose|struck"
    r"|left|went|took|made|gave|sent|shot)\s+(?:late |early )?(?:on |last )?$",
    re.IGNORECASE,
)
_THEN_SAID = re.compile(r"\s+(?:said|told|announced|warned|confirmed|vowed|pledged|urged|denied|reported|revealed)\b")
_LOOKBACK = 40  # characters
_WEEK = 7
_YEARS = (1800, 2199)


@cache
def _pattern() -> re.Pattern[str]:
    lists = load("factcheck.claims", "dates.json")
    month = "|".join(name.capitalize() for name in sorted(lists["months"], key=len, reverse=True))
    weekday = "|".join(name.capitalize() for name in lists["weekdays"])
    return re.compile(
        rf"(?<![\w.])(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{month})\.?(?:,?\s+(?P<year>\d{{4}}))?"
        rf"|(?P<month2>{month})\.?\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?![\d%.,]\d|\s?%)(?:,?\s+(?P<year2>\d{{4}}))?"
        rf"|(?P<month3>{month})\.?\s+(?P<year3>\d{{4}})"
        rf"|(?:(?P<which>next|last)\s+)?(?P<weekday>{weekday})"
        rf"|(?P<relative>{alternatives(list(lists['relative']))})"
        rf"|(?:in|since|by|until|during|of)\s+(?P<year4>(?:1[89]|20|21)\d\d)(?!\s+[a-z]+s\b))(?!\w)"
    )


def _day(year: int, month: int, day: int) -> date | None:
    in_range = _YEARS[0] <= year <= _YEARS[1] and 1 <= day <= calendar.monthrange(year, month)[1]
    return date(year, month, day) if in_range else None


def _month(name: str) -> int:
    return int(load("factcheck.claims", "dates.json")["months"][name.casefold()])


def _nearest_year(month: int, day: int, anchor: date) -> date | None:
    """The day of that month nearest to the anchor: "30 September" said in January lies in the past."""
    found = [_day(anchor.year + shift, month, day) for shift in (-1, 0, 1)]
    return min((d for d in found if d is not None), key=lambda d: abs((d - anchor).days), default=None)


def _calendar_day(match: re.Match[str], anchor: date | None) -> tuple[date, date] | None:
    name, day = match["month"] or match["month2"], int(match["day"] or match["day2"])
    year = match["year"] or match["year2"]
    found: date | None = None
    if year:
        found = _day(int(year), _month(name), day)
    elif anchor:
        found = _nearest_year(_month(name), day, anchor)
    return (found, found) if found else None


def _weekday(match: re.Match[str], anchor: date, *, future: bool) -> tuple[date, date]:
    number = load("factcheck.claims", "dates.json")["weekdays"].index(match["weekday"].casefold())
    back = (anchor.weekday() - number) % _WEEK
    if match["which"] == "next" or (future and match["which"] is None):
        found = anchor + timedelta(days=(_WEEK - back) % _WEEK or (_WEEK if match["which"] else 0))
    else:
        found = anchor - timedelta(days=back or (_WEEK if match["which"] else 0))
    return found, found


def _resolved(match: re.Match[str], anchor: date | None, *, future: bool) -> tuple[date, date] | None:
    if match["day"] or match["day2"]:
        return _calendar_day(match, anchor)
    if match["month3"]:
        year, month = int(match["year3"]), _month(match["month3"])
        first = _day(year, month, 1)
        return (first, first.replace(day=calendar.monthrange(year, month)[1])) if first else None
    if match["year4"]:
        return date(int(match["year4"]), 1, 1), date(int(match["year4"]), 12, 31)
    if anchor is None:
        return None
    if match["weekday"]:
        return _weekday(match, anchor, future=future)
    shift = load("factcheck.claims", "dates.json")["relative"][re.sub(r"\s+", " ", match["relative"]).casefold()]
    found = anchor + timedelta(days=int(shift))
    return found, found


def read_dates(text: str, span: Span, published: date | None) -> Iterator[DateMention]:
    """The dates that `text[span]` names, in order."""
    words = span.of(text)
    future = _FUTURE.search(words) is not None
    anchor = published if published and _YEARS[0] < published.year < _YEARS[1] else None
    for match in _pattern().finditer(words):
        told = _HAPPENED.search(words[max(0, match.start() - _LOOKBACK) : match.start()]) or _THEN_SAID.match(
            words, match.end()
        )
        found = _resolved(match, anchor, future=future and not told)
        if found:
            here = Span(match.start(), match.end()).shifted(span.start)
            yield DateMention(match.group(), found[0], found[1], here)
