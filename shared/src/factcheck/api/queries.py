"""Query parameters, read without pydantic: the functions that only read must start fast."""

import base64
import hashlib
import json
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from factcheck.domain.errors import InvalidInputError, MalformedRequestError

if TYPE_CHECKING:
    from factcheck.api.http import HttpResolver

MAX_QUERY = 2_000
MAX_SOURCE = 253
MAX_LIMIT = 100
DEFAULT_LIMIT = 10

_LONGEST_CURSOR = 512
_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:?\d\d)", re.ASCII)
_WHOLE_DAY = timedelta(days=1) - timedelta(milliseconds=1)


def text(app: "HttpResolver", name: str, longest: int) -> str | None:
    """A parameter as it was sent; None if it was not.

    Raises:
        InvalidInputError: it is longer than `longest`, or no text that can be stored or compared.
    """
    value = app.current_event.query_string_parameters.get(name)
    if value is None:
        return None
    if len(value) > longest:
        raise InvalidInputError(f"It is longer than {longest:,} characters.", ("query", name))
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise InvalidInputError("It is not valid Unicode text.", ("query", name))
    return str(value)


def required_text(app: "HttpResolver", name: str, longest: int) -> str:
    """A parameter that has to be there.

    Raises:
        InvalidInputError: it is missing, blank, or cannot be used.
    """
    value = text(app, name, longest)
    if value is None or not value.strip():
        raise InvalidInputError("This parameter is required.", ("query", name))
    return value


def cursor(app: "HttpResolver", *bound: object) -> str | None:
    """Where a listing goes on; `bound` is what the listing was asked for, and a cursor of another one is refused.

    Raises:
        MalformedRequestError: it is none that was given out for this listing.
    """
    value = app.current_event.query_string_parameters.get("cursor")
    if value is None:
        return None
    try:
        given = json.loads(base64.urlsafe_b64decode(value[:_LONGEST_CURSOR].encode("ascii") + b"=="))
        position, seal = given
    except (ValueError, TypeError):
        position, seal = None, None
    if not isinstance(position, str) or seal != _seal(position, bound):
        raise MalformedRequestError("This cursor belongs to no page of this listing.")
    return position


def sealed(position: str, *bound: object) -> str:
    """The cursor for a position: opaque, and good for this listing alone."""
    plain = json.dumps([position, _seal(position, bound)], separators=(",", ":"))
    return base64.urlsafe_b64encode(plain.encode()).decode("ascii").rstrip("=")


def _seal(position: str, bound: tuple[object, ...]) -> str:
    return hashlib.sha256(repr((position, *map(str, bound))).encode("utf-8", "replace")).hexdigest()[:12]


def limit(app: "HttpResolver") -> int:
    """How many entries to answer with.

    Raises:
        InvalidInputError: it is no number from 1 to `MAX_LIMIT`.
    """
    value = text(app, "limit", 20)
    if value is None:
        return DEFAULT_LIMIT
    if not _NUMBER.fullmatch(value) or not 1 <= int(value) <= MAX_LIMIT:
        raise InvalidInputError(f"It must be a whole number from 1 to {MAX_LIMIT}.", ("query", "limit"))
    return int(value)


def period(app: "HttpResolver") -> tuple[datetime | None, datetime | None]:
    """`from` and `to`, both included.

    Raises:
        InvalidInputError: one of them is no date, or they are the wrong way round.
    """
    since, until = _moment(app, "from", last=False), _moment(app, "to", last=True)
    if since is not None and until is not None and since > until:
        raise InvalidInputError("It lies after `to`.", ("query", "from"))
    return since, until


def _moment(app: "HttpResolver", name: str, *, last: bool) -> datetime | None:
    value = text(app, name, 40)
    if value is None:
        return None
    try:
        if _DAY.fullmatch(value):
            day = datetime.fromisoformat(value).replace(tzinfo=UTC)
            return day + _WHOLE_DAY if last else day
        # A "+" in a query is a blank unless it was escaped.
        sent = re.sub(r" (?=\d\d:?\d\d$)", "+", value)
        if _MOMENT.fullmatch(sent):
            return datetime.fromisoformat(sent.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise InvalidInputError(
        "It must be a date, or a time with an offset, such as 2031-03-02T08:00:00Z.", ("query", name)
    )
