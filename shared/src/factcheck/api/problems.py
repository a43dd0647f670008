"""Errors as clients see them: problem documents (RFC 9457), never with article text, input values or stack traces."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.exceptions import ServiceError
from aws_lambda_powertools.event_handler.openapi.exceptions import (
    RequestUnsupportedContentType,
    RequestValidationError,
)

from factcheck.api.routes import PROBLEM
from factcheck.domain.errors import (
    FactcheckError,
    FetchError,
    ForbiddenError,
    IdempotencyConflictError,
    InvalidInputError,
    MalformedRequestError,
    NotFoundError,
    PayloadTooLargeError,
    RateLimitedError,
    StoreUnavailableError,
    UnauthenticatedError,
    UnsupportedMediaTypeError,
    VersionConflictError,
)

_STATUS: dict[type[FactcheckError], int] = {
    MalformedRequestError: 400,
    UnauthenticatedError: 401,
    ForbiddenError: 403,
    NotFoundError: 404,
    IdempotencyConflictError: 409,
    PayloadTooLargeError: 413,
    UnsupportedMediaTypeError: 415,
    InvalidInputError: 422,
    FetchError: 422,
    RateLimitedError: 429,
    # Somebody else kept winning the race for the item; the same request may well succeed in a moment.
    VersionConflictError: 503,
    StoreUnavailableError: 503,
}

TITLES: dict[int, str] = {
    400: "Malformed request",
    401: "No valid API key",
    403: "Not allowed",
    404: "Not found",
    409: "Idempotency key reused with another body",
    413: "Too large",
    415: "Unsupported media type",
    422: "Invalid field",
    429: "Too many requests",
    500: "Internal error",
    503: "Temporarily unavailable",
}

_CODES: dict[int, str] = {
    400: MalformedRequestError.code,
    401: UnauthenticatedError.code,
    403: ForbiddenError.code,
    404: NotFoundError.code,
    409: IdempotencyConflictError.code,
    413: PayloadTooLargeError.code,
    415: UnsupportedMediaTypeError.code,
    422: InvalidInputError.code,
    429: RateLimitedError.code,
    503: StoreUnavailableError.code,
}

_JOB_TITLES = {FetchError.code: "The article could not be fetched"}
"""What only a job can end in, so that its status alone does not name it."""

_RETRY_AFTER_SECONDS = 2
_MOST_ERRORS = 50
_LONGEST_NAME = 64
"""Names of unknown fields are the caller's words: they are shortened before they are shown."""

_WORDING = {
    "missing": "This field is required.",
    "extra_forbidden": "There is no such field.",
    "string_unicode": "Not valid Unicode text: it holds a lone surrogate.",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem document before it is written out."""

    status: int
    code: str
    detail: str
    errors: tuple[dict[str, Any], ...] | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def document(self, instance: str | None = None) -> dict[str, Any]:
        """The members in their fixed order; `instance` is left out where there is no request (a failed job)."""
        body: dict[str, Any] = {
            "type": f"urn:factcheck:problem:{self.code}",
            "title": _JOB_TITLES.get(self.code) or TITLES.get(self.status) or HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
        }
        if instance is not None:
            body["instance"] = instance
        if self.errors is not None:
            body["errors"] = list(self.errors)
        return body


def problem_of(error: Exception) -> Problem:
    """The one mapping from what is raised to what a client reads."""
    if isinstance(error, FactcheckError):
        return _of_own(error)
    if isinstance(error, RequestValidationError):
        return problem_of_fields(error.errors())
    if isinstance(error, RequestUnsupportedContentType):
        return Problem(415, UnsupportedMediaTypeError.code, "The body has to be application/json.")
    if isinstance(error, ServiceError):
        status = int(error.status_code)
        if status == HTTPStatus.NOT_FOUND:
            return Problem(404, NotFoundError.code, "There is nothing at this path for this method.")
        return Problem(status, _CODES.get(status, FactcheckError.code), HTTPStatus(status).phrase)
    return Problem(500, FactcheckError.code, "Something went wrong on our side. The same request may work later.")


def problem_of_fields(errors: Iterable[dict[str, Any]]) -> Problem:
    """The problem of one value among several, from what pydantic says of it."""
    return Problem(422, InvalidInputError.code, "Some fields cannot be used.", _field_errors(errors))


def _of_own(error: FactcheckError) -> Problem:
    status = next((_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), 500)
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        return problem_of(RuntimeError())
    if isinstance(error, InvalidInputError):
        errors = ({"location": _location(error.location), "message": error.detail},)
        return Problem(status, error.code, error.detail, errors)
    headers: dict[str, str] = {}
    if isinstance(error, RateLimitedError | StoreUnavailableError):
        headers["Retry-After"] = str(error.retry_after)
    elif status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = str(_RETRY_AFTER_SECONDS)
    if isinstance(error, UnauthenticatedError):
        # RFC 9110 wants a challenge with every 401; there is no registered scheme for a key in a header of its own.
        headers["WWW-Authenticate"] = 'ApiKey realm="factcheck", header="X-Api-Key"'
    return Problem(status, error.code, error.detail, None, headers)


def _field_errors(errors: Iterable[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    found = []
    for error in errors:
        kind = str(error.get("type", ""))
        message = _WORDING.get(kind) or str(error.get("msg", "This value cannot be used."))
        found.append({"location": _location(error.get("loc", ())), "message": message.removeprefix("Value error, ")})
        if len(found) == _MOST_ERRORS:
            break
    return tuple(found)


def _location(parts: Iterable[str | int]) -> list[str | int]:
    return [part if isinstance(part, int) else _printable(part) for part in parts]


def _printable(name: str) -> str:
    shown = name if len(name) <= _LONGEST_NAME else name[:_LONGEST_NAME] + "…"
    return shown.encode("utf-8", "replace").decode("utf-8")


def problem_response(problem: Problem, instance: str) -> Response[str]:
    """The problem as an HTTP answer."""
    return Response(
        status_code=problem.status,
        content_type=PROBLEM,
        body=json.dumps(problem.document(instance), ensure_ascii=False, separators=(",", ":")),
        headers={"Cache-Control": "no-store", **problem.headers},
    )
