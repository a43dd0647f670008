"""The one error tree. Each error has a stable `code`; `factcheck.api.problems` maps them to RFC 9457 documents.

FactcheckError
├── InvalidInputError        the caller's value cannot be used (422)
├── MalformedRequestError    the request is no JSON, has a bad cursor … (400)
├── UnauthenticatedError     no key, or one that is not known (401)
├── ForbiddenError           the key lacks the scope, or the call comes from an origin it is not for (403)
├── NotFoundError            no such article, claim, job, source (404)
├── IdempotencyConflictError the same Idempotency-Key with another body (409)
├── PayloadTooLargeError     over the documented size (413)
├── UnsupportedMediaTypeError (415)
├── RateLimitedError         too many calls with this key (429)
├── VersionConflictError     somebody else wrote the item first; callers read again and retry (never reaches a client)
├── OutOfTimeError           a worker's time was over; the rest comes again (never reaches a client)
├── FetchError               an article could not be fetched or had no text (job problem)
└── StoreUnavailableError    the database or queue cannot be reached or throttles (503)
"""


class FactcheckError(Exception):
    """Base of every error that this package raises on purpose."""

    code = "internal_error"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class InvalidInputError(FactcheckError):
    """A field of the request holds a value that cannot be used."""

    code = "invalid_field"

    def __init__(self, detail: str, location: tuple[str | int, ...] = ("body",)) -> None:
        super().__init__(detail)
        self.location = location


class MalformedRequestError(FactcheckError):
    """The request as a whole cannot be read."""

    code = "malformed_request"


class UnauthenticatedError(FactcheckError):
    """No API key, or an unknown one."""

    code = "unauthenticated"


class ForbiddenError(FactcheckError):
    """The key is known but not for this."""

    code = "forbidden"


class NotFoundError(FactcheckError):
    """Nothing is stored under this id."""

    code = "not_found"


class IdempotencyConflictError(FactcheckError):
    """An Idempotency-Key came a second time with another body."""

    code = "idempotency_conflict"


class PayloadTooLargeError(FactcheckError):
    """The body or a field is over the documented size."""

    code = "payload_too_large"


class UnsupportedMediaTypeError(FactcheckError):
    """The body is not JSON."""

    code = "unsupported_media_type"


class RateLimitedError(FactcheckError):
    """The key made too many calls; `retry_after` is in seconds."""

    code = "rate_limited"

    def __init__(self, detail: str, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class VersionConflictError(FactcheckError):
    """A conditional write lost: the item changed since it was read."""

    code = "version_conflict"


class OutOfTimeError(FactcheckError):
    """A worker's time was over; what it did not come to is delivered again (never reaches a client)."""

    code = "out_of_time"


class FetchError(FactcheckError):
    """The article behind a URL could not be had; `retryable` says whether a later try may succeed."""

    code = "fetch_failed"

    def __init__(self, detail: str, *, retryable: bool = False) -> None:
        super().__init__(detail)
        self.retryable = retryable


class StoreUnavailableError(FactcheckError):
    """The database or the queue did not answer; `retry_after` is in seconds."""

    code = "store_unavailable"

    def __init__(self, detail: str, retry_after: int = 2) -> None:
        super().__init__(detail)
        self.retry_after = retry_after
