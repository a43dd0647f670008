"""The gateway's translation: what a client sends arrives in the event, what a function returns arrives at the client."""

import asyncio
import base64
import json
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2
from hypothesis import given
from hypothesis import strategies as st

from factcheck.local import gateway
from factcheck.local.gateway import Match, Request, RouteTable, from_result, to_event
from factcheck.local.server import GatewayApplication

NOW = datetime(2031, 9, 19, 11, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    method: str
    path: str
    function: str


ROWS = [
    Row("POST", "/v1/articles", "submit_article"),
    Row("GET", "/v1/articles/{id}", "read_report"),
    Row("GET", "/v1/claims/{id}", "read_report"),
    Row("GET", "/v1/claims/search", "check_claim"),
]
ROUTES = RouteTable(ROWS, "read_report")


def event_of(request: Request, match: Match | None = None) -> dict[str, Any]:
    return to_event(request, match or Match("f", "$default", {}), request_id="req-1", now=NOW)


def test_event_has_the_gateways_version_stage_and_request_context():
    event = event_of(
        Request("GET", "/health", headers=(("Host", "127.0.0.1:8000"), ("User-Agent", "curl")), client="127.0.0.9"),
        Match("read_report", "GET /health", {}),
    )

    assert event["version"] == "2.0"
    assert event["routeKey"] == event["requestContext"]["routeKey"] == "GET /health"
    assert event["requestContext"]["stage"] == "$default"
    assert event["requestContext"]["requestId"] == "req-1"
    assert event["requestContext"]["timeEpoch"] == int(NOW.timestamp() * 1000)
    assert event["requestContext"]["http"] == {
        "method": "GET",
        "path": "/health",
        "protocol": "HTTP/1.1",
        "sourceIp": "127.0.0.9",
        "userAgent": "curl",
    }
    assert "body" not in event


def test_powertools_reads_the_event_as_an_http_api_request():
    request = Request(
        "POST",
        "/v1/articles",
        "a=1&b=x%20y",
        (("content-type", "application/json"), ("X-Api-Key", "k")),
        b'{"t":"\xc3\xa9"}',
    )

    event = APIGatewayProxyEventV2(event_of(request))

    assert event.path == "/v1/articles"
    assert event.http_method == "POST"
    assert event.json_body == {"t": "é"}
    assert event.headers["x-api-key"] == "k"
    assert event.query_string_parameters == {"a": "1", "b": "x y"}


def test_header_names_are_lower_case_and_repeated_headers_are_joined():
    event = event_of(Request("GET", "/", headers=(("Accept", "text/html"), ("X-Tag", "a"), ("x-tag", "b"))))

    assert event["headers"] == {"accept": "text/html", "x-tag": "a,b"}


def test_cookies_leave_the_headers_for_their_own_list():
    event = event_of(Request("GET", "/", headers=(("Cookie", "a=1; b=2"), ("cookie", "c=3"))))

    assert event["cookies"] == ["a=1", "b=2", "c=3"]
    assert "cookie" not in event["headers"]


def test_query_string_stays_encoded_and_its_parameters_are_decoded():
    event = event_of(Request("GET", "/", query="q=caf%C3%A9+au%26lait&q=2&empty="))

    assert event["rawQueryString"] == "q=caf%C3%A9+au%26lait&q=2&empty="
    assert event["queryStringParameters"] == {"q": "café au&lait,2", "empty": ""}


@given(st.text(min_size=1, max_size=200))
def test_any_json_text_comes_through_unchanged(text: str):
    body = json.dumps({"text": text}, ensure_ascii=True).encode()

    event = event_of(Request("POST", "/", headers=(("content-type", "application/json; charset=utf-8"),), body=body))

    assert not event["isBase64Encoded"]
    assert json.loads(event["body"])["text"] == text


@given(st.binary(min_size=1, max_size=200), st.sampled_from(["application/json", "application/octet-stream", ""]))
def test_any_bytes_come_through_unchanged(body: bytes, content_type: str):
    event = event_of(Request("POST", "/", headers=(("content-type", content_type),), body=body))

    sent = base64.b64decode(event["body"]) if event["isBase64Encoded"] else event["body"].encode()
    assert sent == body


def test_body_of_unknown_type_is_base64_even_if_it_is_text():
    event = event_of(Request("POST", "/", headers=(("content-type", "application/octet-stream"),), body=b"plain"))

    assert event["isBase64Encoded"]


@pytest.mark.parametrize(
    ("method", "path", "function", "key", "parameters"),
    [
        ("GET", "/v1/articles/art_é x", "read_report", "GET /v1/articles/{id}", {"id": "art_é x"}),
        ("GET", "/v1/claims/search", "check_claim", "GET /v1/claims/search", {}),
        ("GET", "/v1/claims/clm_1", "read_report", "GET /v1/claims/{id}", {"id": "clm_1"}),
        ("POST", "/v1/claims/clm_1", "read_report", "$default", {}),
        ("GET", "/v1/articles/a/b", "read_report", "$default", {}),
        ("GET", "/v1/articles/", "read_report", "$default", {}),
        ("GET", "/nowhere", "read_report", "$default", {}),
    ],
)
def test_route_is_found_or_falls_to_the_default(
    method: str, path: str, function: str, key: str, parameters: dict[str, str]
):
    match = ROUTES.match(method, path)

    assert (match.function, match.route_key, match.parameters) == (function, key, parameters)


def test_handler_result_becomes_the_response():
    response = from_result(
        {
            "statusCode": 201,
            "headers": {"Content-Type": "application/json", "Location": "/v1/articles/a"},
            "cookies": ["a=1; Secure"],
            "body": '{"é":1}',
        }
    )

    assert response.status == 201
    assert dict(response.headers) == {"content-type": "application/json", "location": "/v1/articles/a"}
    assert response.cookies == ("a=1; Secure",)
    assert response.body == '{"é":1}'.encode()


def test_base64_result_is_decoded():
    result = {"statusCode": 200, "isBase64Encoded": True, "body": base64.b64encode(b"\x00\xff").decode()}

    assert from_result(result).body == b"\x00\xff"


def test_result_over_lambdas_limit_is_refused():
    with pytest.raises(ValueError, match="Lambda allows"):
        from_result({"statusCode": 200, "body": "x" * (gateway.RESPONSE_LIMIT_BYTES + 1)})


class DirectInvoker:
    """Runs a handler at once, in the caller's thread."""

    def __init__(self, handler: Callable[[dict[str, Any]], Any]) -> None:
        self.handler = handler
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def submit(self, function: str, event: dict[str, Any], timeout_seconds: float) -> "Future[Any]":
        self.calls.append((function, event))
        future: Future[Any] = Future()
        try:
            future.set_result(self.handler(event))
        except Exception as error:  # noqa: BLE001 - the future carries it
            future.set_exception(error)
        return future


class NeverInvoker:
    """A function that never answers."""

    def submit(self, function: str, event: dict[str, Any], timeout_seconds: float) -> "Future[Any]":
        return Future()


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def ask(
    application: GatewayApplication, method: str, path: str, *, headers: dict[str, str] | None = None, body: bytes = b""
) -> Answer:
    sent: list[Any] = []
    half = len(body) // 2
    incoming = [
        {"type": "http.request", "body": body[:half], "more_body": True},
        {"type": "http.request", "body": body[half:], "more_body": False},
    ]

    async def receive() -> dict[str, Any]:
        return incoming.pop(0)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": [(k.encode(), v.encode()) for k, v in (headers or {}).items()],
        "client": ("127.0.0.1", 5),
        "http_version": "1.1",
    }
    asyncio.run(application(scope, receive, send))
    return Answer(sent[0]["status"], {k.decode(): v.decode() for k, v in sent[0]["headers"]}, sent[1]["body"])


def application(handler: Callable[[dict[str, Any]], Any]) -> tuple[GatewayApplication, DirectInvoker]:
    invoker = DirectInvoker(handler)
    made = GatewayApplication(ROUTES, invoker)
    made.ready = True
    return made, invoker


def test_request_reaches_its_function_and_the_answer_comes_back():
    app, invoker = application(lambda event: {"statusCode": 201, "body": event["body"]})

    answer = ask(app, "POST", "/v1/articles", headers={"content-type": "application/json"}, body=b'{"text": "x"}')

    assert (answer.status, answer.body) == (201, b'{"text": "x"}')
    assert [function for function, _ in invoker.calls] == ["submit_article"]


def test_nothing_is_answered_before_the_service_is_ready():
    app, invoker = application(lambda _: {"statusCode": 200})
    app.ready = False

    answer = ask(app, "GET", "/health")

    assert answer.status == 503
    assert answer.headers["retry-after"] == "1"
    assert not invoker.calls


def test_preflight_is_answered_by_the_gateway_itself():
    app, invoker = application(lambda _: {"statusCode": 200})

    answer = ask(
        app, "OPTIONS", "/v1/articles", headers={"origin": "https://a.example", "access-control-request-method": "POST"}
    )

    assert answer.status == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "x-api-key" in answer.headers["access-control-allow-headers"]
    assert not invoker.calls


def test_cors_headers_are_the_gateways_also_on_errors():
    app, _ = application(
        lambda _: {"statusCode": 404, "headers": {"Access-Control-Allow-Origin": "https://else.example"}}
    )

    answer = ask(app, "GET", "/nowhere", headers={"origin": "https://a.example"})

    assert answer.headers["access-control-allow-origin"] == "*"
    assert {"etag", "location", "retry-after"} <= set(answer.headers["access-control-expose-headers"].split(", "))
    assert "access-control-allow-origin" not in ask(app, "GET", "/nowhere").headers


def test_body_over_the_gateways_limit_is_413_and_reaches_no_function():
    app, invoker = application(lambda _: {"statusCode": 200})

    answer = ask(app, "POST", "/v1/articles", body=b"x" * (gateway.BODY_LIMIT_BYTES + 1))

    assert answer.status == 413
    assert not invoker.calls


def test_exception_of_a_handler_is_a_500_without_its_words():
    def fail(_: dict[str, Any]) -> None:
        raise RuntimeError("secret article text")

    app, _ = application(fail)

    answer = ask(app, "GET", "/v1/articles/a")

    assert answer.status == 500
    assert b"secret" not in answer.body


def test_function_that_takes_too_long_is_a_503():
    app = GatewayApplication(ROUTES, NeverInvoker(), timeout_seconds=0.01)
    app.ready = True

    assert ask(app, "GET", "/v1/articles/a").status == 503
