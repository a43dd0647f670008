"""What all HTTP functions share: the resolver, who may call, what a body may be, conditional answers."""

import base64
import binascii
import hashlib
import json
import re
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import quote

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

from factcheck.api import routes
from factcheck.api.problems import problem_of, problem_response
from factcheck.bootstrap import container
from factcheck.domain.errors import (
    InvalidInputError,
    MalformedRequestError,
    NotFoundError,
    PayloadTooLargeError,
    UnsupportedMediaTypeError,
)
from factcheck.observability import count_request, log_failure, logger

if TYPE_CHECKING:
    # Loading either takes longer than answering what needs neither.
    from pydantic import BaseModel

    from factcheck.domain.values import Caller

MAX_BODY_BYTES = 5_000_000

_METHODS_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
_CORRELATION_ID = re.compile(r"[\w.:/=+-]{1,128}", re.ASCII)
_IDEMPOTENCY_KEY = re.compile(r"[\x20-\x7e]{1,255}")
_LONGEST_INSTANCE = 256
_SAFE_IN_PATH = "/%:@!$&'()*+,;=~"
_LARGE = 256 * 1024
"""Bytes from which an answer is worth compressing; Lambda cannot answer more than 6 MB."""
ANSWER_LIMIT_BYTES = 6_000_000
"""Lambda takes 6 MB (6,291,456 bytes) of an answer as the JSON of body and headers; the headers have the rest."""
_SERVER_ERROR = 500
_LOOPBACK = frozenset({"127.0.0.1", "localhost"})

_CALLER = "caller"


class HttpResolver(APIGatewayHttpResolver):
    """The resolver of one HTTP function.

    Powertools keeps the current event in a class attribute that all resolvers of a process share; the local service
    runs many at once, so here each keeps its own.
    """

    def __init__(self) -> None:
        super().__init__()
        self._event: APIGatewayProxyEventV2 | None = None
        self.correlation_id = ""
        self.exception_handler(Exception)(self._refuse)

    @property  # type: ignore[override]  # an attribute there
    def current_event(self) -> APIGatewayProxyEventV2:
        """The request being answered."""
        if self._event is None:
            raise RuntimeError("no request is being answered")
        return self._event

    @current_event.setter
    def current_event(self, value: APIGatewayProxyEventV2) -> None:
        self._event = value

    def resolve(self, event: Mapping[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - Lambda's
        """Answer one event of the gateway's HTTP API (payload format 2.0)."""
        started = time.perf_counter()
        self._event = APIGatewayProxyEventV2(dict(event))
        self.correlation_id = _correlation_id(self._event)
        logger().thread_safe_append_keys(correlation_id=self.correlation_id)
        found: dict[str, str] = {}
        self.context["_answered"] = found
        answer = super().resolve(event, context)
        if _too_large(answer):
            answer = self._no_room()
        answer["headers"] = {
            **(answer.get("headers") or {}),
            "X-Correlation-Id": self.correlation_id,
            "X-Content-Type-Options": "nosniff",
        }
        status, route = int(answer["statusCode"]), found.get("route", "none")
        milliseconds = (time.perf_counter() - started) * 1000
        logger().info(
            "answered", method=self._event.http_method, route=route, status=status, milliseconds=round(milliseconds, 1)
        )
        count_request(route, failed=status >= _SERVER_ERROR, milliseconds=milliseconds)
        return answer

    def endpoint(self, name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Register a function as the operation `name` of `factcheck.api.routes`."""
        operation = routes.operation(name)
        return self.route(
            operation.rule,
            method=operation.method,
            summary=operation.summary,
            operation_id=operation.name,
            status_code=min(operation.answers),
        )

    @property
    def caller(self) -> "Caller":
        """Who is asking."""
        caller: Caller = self.context[_CALLER]
        return caller

    def header(self, name: str) -> str | None:
        """A request header, by any case."""
        value = self.current_event.headers.get(name)
        return None if value is None else str(value)

    def _no_room(self) -> dict[str, Any]:
        error = PayloadTooLargeError(
            f"The answer is over {ANSWER_LIMIT_BYTES:,} bytes. Ask for it compressed: Accept-Encoding: gzip."
        )
        refused = self._refuse(error)
        headers = {"Content-Type": str(refused.content_type), **refused.headers}
        return {"statusCode": refused.status_code, "body": refused.body, "isBase64Encoded": False, "headers": headers}

    def _refuse(self, error: Exception) -> Response[str]:
        problem = problem_of(error)
        if problem.status >= _SERVER_ERROR:
            log_failure("the request failed", error, status=problem.status, code=problem.code)
        return problem_response(
            problem, instance=quote(self.current_event.path[:_LONGEST_INSTANCE], safe=_SAFE_IN_PATH)
        )


def make_resolver(*, reads_bodies: bool = False) -> HttpResolver:
    """A resolver whose calls are authenticated, and whose bodies, if it reads any, are validated.

    The gate stands before the validation, so that who may not call learns nothing about fields. Powertools' own order
    (`enable_validation=True`) is the other way round; validation costs 70 ms of import, so functions that take no body
    go without.
    """
    app = HttpResolver()
    app.use(middlewares=[_gate])
    if reads_bodies:
        from aws_lambda_powertools.event_handler.middlewares.openapi_validation import (  # noqa: PLC0415
            OpenAPIRequestValidationMiddleware,
        )

        class _StrictJson(OpenAPIRequestValidationMiddleware):
            def _get_body(self, app: Any) -> dict[str, Any]:  # noqa: ANN401 - Powertools' protocol
                return read_json(app.current_event)

        app.use(middlewares=[_StrictJson()])  # type: ignore[no-untyped-call]
    return app


def _gate(app: HttpResolver, next_middleware: NextMiddleware) -> Response[Any]:
    """Who may pass, and with how much."""
    event = app.current_event
    operation = routes.find(app.request.method, app.request.route)
    if operation is None:
        raise NotFoundError("There is nothing at this path for this method.")
    app.context["_answered"]["route"] = f"{operation.method} {operation.path}"
    if operation.scope is not None:
        secret, origin = app.header("x-api-key"), app.header("origin")
        app.context[_CALLER] = container().authenticate(secret, origin, operation.scope)
    if operation.method in _METHODS_WITH_BODY:
        _check_body(event)
    answer: Response[Any] = next_middleware(app)
    return answer


def _check_body(event: APIGatewayProxyEventV2) -> None:
    media_type = str(event.headers.get("content-type") or routes.JSON).partition(";")[0].strip().lower()
    if media_type != routes.JSON:
        raise UnsupportedMediaTypeError("The body has to be application/json.")
    if len(raw_body(event)) > MAX_BODY_BYTES:
        raise PayloadTooLargeError(f"The body is over {MAX_BODY_BYTES:,} bytes.")


def raw_body(event: APIGatewayProxyEventV2) -> bytes:
    """The body's bytes as they were sent.

    Raises:
        MalformedRequestError: the gateway's base64 is none.
    """
    body = event.body or ""
    if not event.is_base64_encoded:
        return body.encode("utf-8", "surrogatepass")
    try:
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        raise MalformedRequestError("The body cannot be decoded.") from None


def body_sha256(event: APIGatewayProxyEventV2) -> str:
    """What an Idempotency-Key is bound to."""
    return hashlib.sha256(raw_body(event)).hexdigest()


def value_sha256(value: object) -> str:
    """What an Idempotency-Key is bound to for one value of several."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def read_json(event: APIGatewayProxyEventV2) -> dict[str, Any]:
    """The body as a JSON object.

    Raises:
        MalformedRequestError: it is no JSON.
        InvalidInputError: it is JSON, but no object.
    """
    value = read_json_value(event)
    if not isinstance(value, dict):
        raise InvalidInputError("The body has to be a JSON object.")
    return value


def read_json_value(event: APIGatewayProxyEventV2) -> object:
    """The body as JSON (RFC 8259, so no NaN).

    Raises:
        MalformedRequestError: it is no JSON.
    """
    raw = raw_body(event)
    if not raw.strip():
        raise MalformedRequestError("The body is empty.")
    try:
        return json.loads(raw.decode("utf-8", "surrogatepass"), parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise MalformedRequestError(f"The body is not JSON (line {error.lineno}, column {error.colno}).") from None
    except (ValueError, RecursionError):
        raise MalformedRequestError("The body is not JSON.") from None


def _no_constant(_: str) -> NoReturn:
    raise ValueError("JSON knows no NaN or Infinity")


def base_url(app: HttpResolver) -> str:
    """Scheme and host under which the caller reached the service."""
    host = app.header("host") or str(app.current_event.request_context.domain_name)
    scheme = app.header("x-forwarded-proto") or ("http" if host.partition(":")[0] in _LOOPBACK else "https")
    return f"{'http' if scheme == 'http' else 'https'}://{host}"


def idempotency_key(app: HttpResolver) -> str | None:
    """The Idempotency-Key header.

    Raises:
        MalformedRequestError: it is empty, too long, or not printable ASCII.
    """
    key = app.header("idempotency-key")
    if key is not None and not _IDEMPOTENCY_KEY.fullmatch(key):
        raise MalformedRequestError("An Idempotency-Key is 1 to 255 printable ASCII characters.")
    return key


def prefers_async(app: HttpResolver) -> bool:
    """Whether the caller asks for a job with `Prefer: respond-async` (RFC 7240)."""
    preferences = (app.header("prefer") or "").split(",")
    return any(p.partition(";")[0].strip().lower() == "respond-async" for p in preferences)


def wants_html(accept: str | None) -> bool:
    """Whether a page is preferred to JSON: `text/html` is asked for by name, and JSON is not asked for more."""
    weights: dict[str, float] = {}
    for entry in (accept or "").split(","):
        media_type, *parameters = (part.strip().lower() for part in entry.split(";"))
        weights[media_type] = _weight(parameters)
    html = weights.get("text/html", 0.0)
    named_json = weights.get("application/json")
    if named_json is not None:
        return html > named_json
    return html > 0 and html >= max(weights.get("application/*", 0.0), weights.get("*/*", 0.0))


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(1.0, max(0.0, float(value)))
            except ValueError:
                return 0.0
    return 1.0


def json_answer(
    body: "BaseModel | str", status: int = 200, headers: Mapping[str, str] | None = None, *, cache: str = "no-store"
) -> Response[str]:
    """A JSON answer; nothing of it is kept by caches unless `cache` says so."""
    text = body if isinstance(body, str) else body.model_dump_json()
    return Response(
        status_code=status,
        content_type=routes.JSON,
        body=text,
        headers={"Cache-Control": cache, **(headers or {})},
        compress=len(text) >= _LARGE,
    )


def empty_answer(status: int, headers: Mapping[str, str] | None = None) -> Response[str]:
    """An answer without a body."""
    return Response(status_code=status, headers=dict(headers or {}))


def conditional(app: HttpResolver, answer: Response[str]) -> Response[str]:
    """`answer` with a strong ETag; 304 if the caller has these very bytes (RFC 9110, 13.1.2)."""
    body = answer.body or ""
    answer.compress = len(body) >= _LARGE
    # Compressed bytes are others (RFC 9110, 8.8.3.3), so they have a tag of their own.
    coding = "-gzip" if answer.compress and "gzip" in (app.header("accept-encoding") or "") else ""
    tag = f'"{hashlib.sha256(body.encode()).hexdigest()}{coding}"'
    shared = {
        "ETag": tag,
        # Only the caller may keep it, and has to ask again each time: verdicts change as articles arrive.
        "Cache-Control": "private, no-cache",
        "Vary": "Accept, X-Api-Key",
    }
    given = [t.strip().removeprefix("W/") for t in (app.header("if-none-match") or "").split(",")]
    if tag in given or "*" in given:
        return empty_answer(304, shared)
    answer.headers.update(shared)
    return answer


def _too_large(answer: Mapping[str, Any]) -> bool:
    """Whether Lambda would refuse the answer. Its JSON is at most six times as long as the body, which is escaped."""
    body = answer.get("body") or ""
    if len(body) * 6 <= ANSWER_LIMIT_BYTES:
        return False
    return len(json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass")) > ANSWER_LIMIT_BYTES


def _correlation_id(event: APIGatewayProxyEventV2) -> str:
    given = event.headers.get("x-correlation-id")
    if given and _CORRELATION_ID.fullmatch(given):
        return str(given)
    return str(event.request_context.request_id)
