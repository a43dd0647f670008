import gzip
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpcore
import pytest

from factcheck.sources.address import AddressGuard
from factcheck.sources.clients import ClientFactory

PAGES = Path(__file__).parents[3] / "events" / "pages"
PUBLIC = "93.184.215.14"


def page(name: str) -> bytes:
    return (PAGES / f"{name}.html").read_bytes()


def answer(
    body: bytes = b"",
    *,
    status: int = 200,
    content_type: str | None = "text/html; charset=utf-8",
    headers: dict[str, str] | None = None,
) -> bytes:
    fields = {"Content-Length": str(len(body)), "Connection": "close"} | (headers or {})
    if content_type is not None:
        fields["Content-Type"] = content_type
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value != "")
    return f"HTTP/1.1 {status} X\r\n{head}\r\n".encode("latin-1") + body


def redirect(location: str, status: int = 302) -> bytes:
    return answer(status=status, headers={"Location": location})


def zipped(body: bytes) -> bytes:
    return answer(gzip.compress(body), headers={"Content-Encoding": "gzip"})


class FakeClock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class FakeStream(httpcore.NetworkStream):
    def __init__(self, web: "FakeWeb") -> None:
        self.web = web
        self.sent = b""
        self.waiting: bytes | None = None

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self.waiting is None:
            self.waiting = self.web.respond(self.sent)
        self.web.read_timeouts.append(timeout)
        if timeout is not None and self.web.seconds_per_read > timeout:
            self.web.clock.now += timeout
            raise httpcore.ReadTimeout
        self.web.clock.now += self.web.seconds_per_read
        size = min(max_bytes, self.web.bytes_per_read)
        part, self.waiting = self.waiting[:size], self.waiting[size:]
        self.web.bytes_read += len(part)
        return part

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.sent += buffer

    def close(self) -> None:
        self.web.closed += 1

    def start_tls(
        self, ssl_context, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        self.web.tls_names.append(server_hostname)
        if self.web.tls_failure is not None:
            # As httpcore's own backend does it.
            try:
                raise self.web.tls_failure
            except OSError as error:
                raise httpcore.ConnectError(error) from error
        return self

    def get_extra_info(self, info: str) -> None:
        return None


@dataclass
class FakeWeb(httpcore.NetworkBackend):
    """A web of names, addresses and answers; what the code under test does to it can be read afterwards."""

    names: dict[str, list[str]] = field(default_factory=dict)
    answers: dict[str, bytes | Callable[[], bytes]] = field(default_factory=dict)
    unreachable: dict[str, Exception] = field(default_factory=dict)
    tls_failure: OSError | None = None
    clock: FakeClock = field(default_factory=FakeClock)
    bytes_per_read: int = 1 << 20
    seconds_per_read: float = 0.0
    resolved: list[str] = field(default_factory=list)
    connected: list[tuple[str, int]] = field(default_factory=list)
    requests: list[bytes] = field(default_factory=list)
    tls_names: list[str | None] = field(default_factory=list)
    read_timeouts: list[float | None] = field(default_factory=list)
    bytes_read: int = 0
    closed: int = 0

    def resolve(self, host: str, port: int) -> list[str]:
        self.resolved.append(host)
        return self.names.get(host, [PUBLIC])

    def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None) -> FakeStream:
        self.connected.append((host, port))
        if host in self.unreachable:
            raise self.unreachable[host]
        return FakeStream(self)

    def respond(self, request: bytes) -> bytes:
        self.requests.append(request)
        lines = request.decode("latin-1").split("\r\n")
        path = lines[0].split(" ")[1]
        host = next(line.partition(": ")[2] for line in lines if line.lower().startswith("host:"))
        found = self.answers.get(host + path, answer(b"no such page", status=404))
        return found() if callable(found) else found

    def factory(self, **changes) -> ClientFactory:
        return ClientFactory(guard=AddressGuard(resolve=self.resolve, **changes), backend=self, monotonic=self.clock)


@pytest.fixture(autouse=True)
def _no_network(socket_disabled) -> None:
    """Every test of this room runs with sockets off."""


@pytest.fixture
def web() -> FakeWeb:
    return FakeWeb()
