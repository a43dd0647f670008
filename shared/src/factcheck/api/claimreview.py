"""schema.org `ClaimReview` JSON-LD: reading what others publish.

Feeds differ in every detail that the vocabulary leaves open, so whatever can be understood is taken, and what cannot is
refused with a reason, one by one. https://schema.org/ClaimReview, https://www.datacommons.org/factcheck
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from factcheck.domain.errors import InvalidInputError
from factcheck.domain.factchecks import FactCheck, factcheck_id
from factcheck.sources.domains import registrable_domain

MOST = 500
"""Reviews a call."""

MOST_PUBLISHED = 2_000
"""Reviews of a publisher's feed: what was there before is only looked up."""

MAX_CLAIM = 5_000
MAX_TITLE = 1_000
MAX_SUMMARY = 5_000
MAX_URL = 2_048
MAX_NAME = 253

UNKNOWN_SOURCE = "unknown"

_CONTAINERS = {"ItemList": "itemListElement", "DataFeed": "dataFeedElement"}
_WRAPPERS = {"ListItem", "DataFeedItem"}
_GRAPH = "@graph"
_DATES = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y")
_NOT_IN_URL = re.compile(r"[\x00-\x20\x7f<>\"\\^`{|}]")


@dataclass(frozen=True, slots=True)
class Rejected:
    """A review that cannot be used: its place in the feed, and why."""

    index: int
    reason: str


class _UnusableError(Exception):
    """Why a review cannot be used."""


def read_published(value: object) -> tuple[list[FactCheck], list[Rejected]]:
    """The first `MOST_PUBLISHED` reviews of a feed that a publisher keeps; such feeds begin with the newest.

    Raises:
        InvalidInputError: it is no feed.
    """
    return _sorted_out(list(islice(_entries(value), MOST_PUBLISHED)))


def read_feed(value: object) -> tuple[list[FactCheck], list[Rejected]]:
    """The reviews of a `ClaimReview`, an array of them, an `ItemList`, a `DataFeed` or a `@graph`.

    Raises:
        InvalidInputError: it is none of these, or holds more than `MOST` reviews.
    """
    entries = list(_entries(value))
    if len(entries) > MOST:
        raise InvalidInputError(f"At most {MOST} reviews can be imported in one call; here are {len(entries)}.")
    return _sorted_out(entries)


def _sorted_out(entries: list[object]) -> tuple[list[FactCheck], list[Rejected]]:
    good: list[FactCheck] = []
    rejected: list[Rejected] = []
    for index, entry in enumerate(entries):
        try:
            good.append(_review(entry))
        except _UnusableError as reason:
            rejected.append(Rejected(index, str(reason)))
    return good, rejected


def _entries(value: object) -> Iterator[object]:
    if isinstance(value, list):
        for element in value:
            yield from _unwrapped(element)
    elif isinstance(value, dict):
        container = next((_CONTAINERS[kind] for kind in _types(value) if kind in _CONTAINERS), None)
        if container is None and _GRAPH in value and not _types(value):
            container = _GRAPH
        if container is None:
            yield from _unwrapped(value)
            return
        elements = value.get(container, [])
        for element in elements if isinstance(elements, list) else [elements]:
            yield from _unwrapped(element)
    else:
        raise InvalidInputError("The body has to be a ClaimReview, an array of them, an ItemList or a DataFeed.")


def _unwrapped(element: object) -> Iterator[object]:
    if isinstance(element, dict) and _WRAPPERS & set(_types(element)) and "item" in element:
        items = element["item"]
        yield from items if isinstance(items, list) else [items]
    else:
        yield element


def _types(value: dict[str, Any]) -> list[str]:
    given = value.get("@type", [])
    kinds = given if isinstance(given, list) else [given]
    return [kind.rpartition("/")[2].removeprefix("schema:") for kind in kinds if isinstance(kind, str)]


def _review(entry: object) -> FactCheck:
    if not isinstance(entry, dict):
        raise _UnusableError("It is no JSON object.")
    if "ClaimReview" not in _types(entry):
        raise _UnusableError("Its @type is not ClaimReview.")
    claim = _text(entry.get("claimReviewed"), MAX_CLAIM, "claimReviewed")
    if claim is None:
        raise _UnusableError("claimReviewed is missing: the statement that was checked.")
    url = _address(entry.get("url"))
    title = _text(entry.get("headline"), MAX_TITLE, "headline") or _text(entry.get("name"), MAX_TITLE, "name")
    rating, score = _rating(entry.get("reviewRating"))
    source = _source(entry, url)
    return FactCheck(
        id=factcheck_id(claim=claim, source=source, url=url, title=title),
        claim=claim,
        source=source,
        rating=rating,
        score=score,
        title=title,
        summary=_summary(entry),
        url=url,
        published_at=_moment(entry.get("datePublished")),
        claimant=_claimant(entry.get("itemReviewed")),
    )


def _text(value: object, longest: int, name: str) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise _UnusableError(f"{name} is no text.")
    _check(value, name)
    if len(value) > longest:
        raise _UnusableError(f"{name} is longer than {longest:,} characters.")
    return value.strip() or None


def _check(value: str, name: str) -> None:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise _UnusableError(f"{name} is not valid Unicode text.") from None
    if "\0" in value:
        raise _UnusableError(f"{name} holds a null character.")


def _address(value: object) -> str | None:
    if isinstance(value, dict):
        value = value.get("@id")
    if value is None or value == "":
        return None
    if not isinstance(value, str) or len(value) > MAX_URL:
        raise _UnusableError("url is no address.")
    _check(value, "url")
    try:
        parts = urlsplit(value)
        usable = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or _NOT_IN_URL.search(value):
        raise _UnusableError("url is no absolute http or https address.")
    return value


def _source(entry: dict[str, Any], url: str | None) -> str:
    """Who checked it: the domain of the review's or the publisher's address, else a name."""
    parties = [p for key in ("author", "publisher", "creator") for p in _parties(entry.get(key))]
    addresses = [url, *(_web(party.get("url")) for party in parties)]
    for address in filter(None, addresses):
        domain = registrable_domain(address)
        if domain:
            return domain
    names = (_name(party) for party in parties)
    return next(filter(None, names), UNKNOWN_SOURCE)


def _parties(value: object) -> list[dict[str, Any]]:
    given = value if isinstance(value, list) else [value]
    return [{"name": each} if isinstance(each, str) else each for each in given if isinstance(each, str | dict)]


def _name(party: dict[str, Any]) -> str | None:
    name = party.get("name")
    if not isinstance(name, str) or not name.strip():
        return None
    _check(name, "a name")
    return " ".join(name.split())[:MAX_NAME]


def _web(value: object) -> str | None:
    try:
        return _address(value)
    except _UnusableError:
        return None


def _claimant(item: object) -> str | None:
    """Who made the statement; `CreativeWork`, as older reviews have it, names its author likewise."""
    if isinstance(item, list):
        item = item[0] if item else None
    if not isinstance(item, dict):
        return None
    return next(filter(None, map(_name, _parties(item.get("author")))), None)


def _summary(entry: dict[str, Any]) -> str | None:
    for name in ("description", "abstract", "reviewBody"):
        value = entry.get(name)
        if isinstance(value, str) and value.strip():
            _check(value, name)
            return value.strip()[:MAX_SUMMARY]
    return None


def _rating(value: object) -> tuple[str | None, float | None]:
    """The publisher's words, and the number between worst (0) and best (1)."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, str):
        value = {"alternateName": value}
    if not isinstance(value, dict):
        return None, None
    number = _number(value.get("ratingValue"))
    words = next((w for key in ("alternateName", "name", "ratingExplanation") if (w := _words(value.get(key)))), None)
    if words is None and number is None:
        words = _words(value.get("ratingValue"))
    best, worst = _number(value.get("bestRating")), _number(value.get("worstRating"))
    score = None
    if number is not None and best is not None and worst is not None and best > worst:
        score = round(min(1.0, max(0.0, (number - worst) / (best - worst))), 3)
    return words, score


def _words(value: object) -> str | None:
    if not isinstance(value, str) or not value.strip():
        return None
    _check(value, "reviewRating")
    return " ".join(value.split())[:MAX_TITLE]


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        return float(value)
    except ValueError:
        return None


def _moment(value: object) -> datetime | None:
    """A date or time in ISO 8601 or in words; without an offset in UTC. What cannot be read is left out."""
    if not isinstance(value, str):
        return None
    text = value.strip()
    try:
        moment = datetime.fromisoformat(text.upper() if "T" in text.upper() else text)
    except ValueError:
        moment = None
        for form in _DATES:
            try:
                moment = datetime.strptime(text, form)  # noqa: DTZ007 - dates have no offset
            except ValueError:
                continue
            break
    if moment is None:
        return None
    try:
        aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        return None
    return aware.replace(microsecond=aware.microsecond // 1000 * 1000)
