"""The HTTP side of the local service: an ASGI application that stands where API Gateway stands in the cloud."""

import asyncio
import logging
import time
import uuid
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import UTC, datetime
from typing import Any, TypeAlias

from factcheck.local import gateway
from factcheck.local.environments import Invoker

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]

_log = logging.getLogger("local.server")  # not under "factcheck", whose lines are the functions' JSON


class GatewayApplication:
    """Turns each request into an event, has the function run, and turns what it returns into the response.

    Until `ready` is set every path, `/health` too, answers 503: the socket is open, the service is not.
    """

    def __init__(
        self,
        routes: gateway.RouteTable,
        invoker: Invoker,
        *,
        timeout_seconds: float = gateway.TIMEOUT_SECONDS,
    ) -> None:
        self._routes = routes
        self._invoker = invoker
        self._timeout_seconds = timeout_seconds
        self.ready = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One HTTP exchange."""
        if scope["type"] != "http":
            raise ValueError(f"this service speaks HTTP, not {scope['type']}")
        started = time.monotonic()
        body = await _read_body(receive)
        request = _request(scope, body or b"")
        if body is None:
            response = gateway.with_cors(request, gateway.own_response(413, "Request Entity Too Large"))
        else:
            response = gateway.preflight(request) or gateway.with_cors(request, await self._answer(request))
        await _send(send, response)
        _log.info("%s %s %d %d ms", request.method, request.path, response.status, (time.monotonic() - started) * 1000)

    async def _answer(self, request: gateway.Request) -> gateway.Response:
        if not self.ready:
            return gateway.own_response(503, "Service Unavailable", ("retry-after", "1"))
        match = self._routes.match(request.method, request.path)
        event = gateway.to_event(request, match, request_id=uuid.uuid4().hex, now=datetime.now(UTC))
        running = asyncio.wrap_future(self._invoker.submit(match.function, event, self._timeout_seconds))
        try:
            result = await asyncio.wait_for(asyncio.shield(running), self._timeout_seconds)
            return gateway.from_result(result)
        except TimeoutError:
            running.add_done_callback(_retrieve)
            _log.warning("%s did not answer within %.0f s", match.function, self._timeout_seconds)
            return gateway.own_response(503, "Service Unavailable")
        except Exception:  # noqa: BLE001 - the edge: whatever a handler lets through is a 500 of the gateway
            _log.exception("%s failed", match.function)
            return gateway.own_response(500, "Internal Server Error")


def _retrieve(late: "asyncio.Future[Any]") -> None:
    if not late.cancelled() and late.exception() is not None:
        _log.error("a function failed after its time was over", exc_info=late.exception())


async def _read_body(receive: Receive) -> bytes | None:
    """The whole body; None if it is over the gateway's limit (then it is read to its end and thrown away)."""
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        chunk: bytes = message.get("body", b"")
        size += len(chunk)
        if size <= gateway.BODY_LIMIT_BYTES:
            chunks.append(chunk)
        if not message.get("more_body", False):
            break
    return b"".join(chunks) if size <= gateway.BODY_LIMIT_BYTES else None


def _request(scope: Scope, body: bytes) -> gateway.Request:
    client = scope.get("client")
    return gateway.Request(
        method=scope["method"].upper(),
        path=scope["path"],
        query=scope.get("query_string", b"").decode("latin-1"),
        headers=tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]),
        body=body,
        client=client[0] if client else "127.0.0.1",
        protocol=f"HTTP/{scope.get('http_version', '1.1')}",
    )


async def _send(send: Send, response: gateway.Response) -> None:
    headers = [
        (name.encode("latin-1", "replace"), value.encode("latin-1", "replace")) for name, value in response.headers
    ]
    headers += [(b"set-cookie", cookie.encode("latin-1", "replace")) for cookie in response.cookies]
    if response.status not in {204, 304}:
        headers = [pair for pair in headers if pair[0] != b"content-length"]
        headers.append((b"content-length", str(len(response.body)).encode()))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": response.body})
