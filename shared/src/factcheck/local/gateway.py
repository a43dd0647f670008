"""Translates between an HTTP exchange and API Gateway's HTTP API events (payload format 2.0), as AWS documents them.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

import base64
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol
from urllib.parse import parse_qsl

DEFAULT_ROUTE = "$default"
BODY_LIMIT_BYTES = 10 * 1024 * 1024
"""What the gateway takes; Lambda itself takes 6 MB, so functions refuse earlier with a problem document."""
RESPONSE_LIMIT_BYTES = 6 * 1024 * 1024
"""What a function may answer; more becomes a 500."""
TIMEOUT_SECONDS = 30.0
"""After this the gateway answers 503 in the function's place."""

_TEXT_TYPES = re.compile(
    r"^(text/|application/([\w.+-]*[+])?(json|xml|javascript)\b|application/x-www-form-urlencoded\b)"
)
_CORS_METHODS = "GET, POST, DELETE, OPTIONS"
_CORS_HEADERS = "content-type, x-api-key, idempotency-key, prefer, if-none-match, authorization"
_CORS_EXPOSED = "etag, location, retry-after"


class RouteRow(Protocol):
    """One row of `factcheck.api.routes`."""

    @property
    def method(self) -> str:
        """The method in capitals."""

    @property
    def path(self) -> str:
        """`/v1/articles/{article_id}`: a name in braces stands for one segment."""

    @property
    def function(self) -> str:
        """The folder under `functions/` that answers."""


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, before it becomes an event. `path` is percent-decoded, `query` is as sent, without its "?"."""

    method: str
    path: str
    query: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    client: str = "127.0.0.1"
    protocol: str = "HTTP/1.1"

    def header(self, name: str) -> str | None:
        """The first header of this (lower-case) name."""
        return next((value for key, value in self.headers if key.lower() == name), None)


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP response. `cookies` are whole Set-Cookie values."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    cookies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """Where a request goes."""

    function: str
    route_key: str
    parameters: dict[str, str]


class RouteTable:
    """Finds the function that answers; what no row matches goes to the `$default` route's function."""

    def __init__(self, rows: Iterable[RouteRow], default_function: str) -> None:
        # Like the gateway, prefer the more specific: /v1/claims/search before /v1/claims/{claim_id}.
        ordered = sorted(rows, key=lambda row: row.path.count("{"))
        self._rows = [(row.method.upper(), _pattern(row.path), row) for row in ordered]
        self._default = default_function

    @property
    def functions(self) -> tuple[str, ...]:
        """Every function that a request can reach."""
        return tuple(dict.fromkeys([*(row.function for _, _, row in self._rows), self._default]))

    def match(self, method: str, path: str) -> Match:
        """The row for a request."""
        for row_method, pattern, row in self._rows:
            found = pattern.fullmatch(path) if row_method == method else None
            if found:
                return Match(row.function, f"{row_method} {row.path}", found.groupdict())
        return Match(self._default, DEFAULT_ROUTE, {})


def _pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\+?\}", path)
    return re.compile(
        "".join(re.escape(part) if i % 2 == 0 else f"(?P<{part}>[^/]+)" for i, part in enumerate(parts)),
    )


def to_event(request: Request, match: Match, *, request_id: str, now: datetime) -> dict[str, Any]:
    """The event that the gateway would send for `request`."""
    headers = _folded(request.headers)
    cookies = [part.strip() for part in headers.pop("cookie", "").split(";") if part.strip()]
    host = headers.get("host", "127.0.0.1")
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": match.route_key,
        "rawPath": request.path,
        "rawQueryString": request.query,
        "headers": headers,
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "local",
            "domainName": host.partition(":")[0],
            "domainPrefix": "local",
            "http": {
                "method": request.method,
                "path": request.path,
                "protocol": request.protocol,
                "sourceIp": request.client,
                "userAgent": headers.get("user-agent", ""),
            },
            "requestId": request_id,
            "routeKey": match.route_key,
            "stage": DEFAULT_ROUTE,
            "time": now.astimezone(UTC).strftime("%d/%b/%Y:%H:%M:%S +0000"),
            "timeEpoch": int(now.timestamp() * 1000),
        },
        "isBase64Encoded": False,
    }
    if cookies:
        event["cookies"] = cookies
    if request.query:
        event["queryStringParameters"] = _parameters(request.query)
    if match.parameters:
        event["pathParameters"] = dict(match.parameters)
    if request.body:
        text = _as_text(request.body, headers.get("content-type", ""))
        event["body"] = base64.b64encode(request.body).decode("ascii") if text is None else text
        event["isBase64Encoded"] = text is None
    return event


def _folded(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    folded: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()
        joint = "; " if key == "cookie" else ","
        folded[key] = f"{folded[key]}{joint}{value}" if key in folded else value
    return folded


def _parameters(query: str) -> dict[str, str]:
    parameters: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True, errors="replace"):
        parameters[name] = f"{parameters[name]},{value}" if name in parameters else value
    return parameters


def _as_text(body: bytes, content_type: str) -> str | None:
    if not _TEXT_TYPES.match(content_type.lower()):
        return None
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return None


def from_result(result: object) -> Response:
    """The HTTP response for what a handler returned, by the gateway's rules of inference.

    Raises:
        ValueError: the value is no response, and the gateway would answer 500.
    """
    if not isinstance(result, Mapping) or "statusCode" not in result:
        return Response(200, (("content-type", "application/json"),), json.dumps(result).encode())
    body = result.get("body") or ""
    if not isinstance(body, str):
        raise ValueError("the body of a response is a string")  # noqa: TRY004 - the caller tells one error
    raw = base64.b64decode(body, validate=True) if result.get("isBase64Encoded") else body.encode()
    headers = {str(name).lower(): str(value) for name, value in (result.get("headers") or {}).items()}
    for name, values in (result.get("multiValueHeaders") or {}).items():
        headers[str(name).lower()] = ",".join(map(str, values))
    if len(raw) > RESPONSE_LIMIT_BYTES:
        raise ValueError(f"the response has {len(raw)} bytes, over the {RESPONSE_LIMIT_BYTES} that Lambda allows")
    if raw:
        headers.setdefault("content-type", "text/plain; charset=utf-8")
    return Response(int(result["statusCode"]), tuple(headers.items()), raw, tuple(result.get("cookies") or ()))


def own_response(status: int, message: str, *headers: tuple[str, str]) -> Response:
    """A response that the gateway makes itself, when no function answers."""
    body = json.dumps({"message": message}).encode()
    return Response(status, (("content-type", "application/json"), *headers), body)


def preflight(request: Request) -> Response | None:
    """The gateway's own answer to a CORS preflight; None if the request is none."""
    if request.method != "OPTIONS" or request.header("origin") is None:
        return None
    return Response(
        204,
        (
            ("access-control-allow-origin", "*"),
            ("access-control-allow-methods", _CORS_METHODS),
            ("access-control-allow-headers", _CORS_HEADERS),
            ("access-control-expose-headers", _CORS_EXPOSED),
            ("access-control-max-age", "3600"),
        ),
        b"",
    )


def with_cors(request: Request, response: Response) -> Response:
    """The response with the gateway's CORS headers, which replace any that the function set."""
    kept = tuple(pair for pair in response.headers if not pair[0].startswith("access-control-"))
    if request.header("origin") is not None:
        kept += (("access-control-allow-origin", "*"), ("access-control-expose-headers", _CORS_EXPOSED))
    return Response(response.status, kept, response.body, response.cookies)
