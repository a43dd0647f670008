"""The httpx transport of every client in this package: connects only to judged addresses and ends at a deadline.

It imports httpx, so import it only where a call is made (`factcheck.sources.clients` does).
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import httpcore
import httpx

from factcheck.sources.address import AddressGuard

if TYPE_CHECKING:
    import ssl

# A site publishes more addresses than are worth waiting for: each may cost the whole connect timeout.
_MAX_ATTEMPTS = 2


class Deadline:
    """A point in time, in seconds of `monotonic`, after which nothing is waited for."""

    def __init__(self, seconds: float, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._ends = monotonic() + seconds

    def left(self) -> float:
        """Seconds until the deadline; negative after it."""
        return self._ends - self._monotonic()

    def cap(self, timeout: float | None) -> float:
        """The timeout, or what is left if that is less.

        Raises:
            httpcore.ReadTimeout: nothing is left.
        """
        left = self.left()
        if left <= 0:
            raise httpcore.ReadTimeout("the time for the whole call is over")
        return left if timeout is None else min(left, timeout)


class _BoundedStream(httpcore.NetworkStream):
    # A timeout of httpx counts from the last byte: a server that sends one every few seconds would hold us forever.

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.cap(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.cap(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: "ssl.SSLContext", server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.cap(timeout))
        return _BoundedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 (httpcore's signature)
        return self._stream.get_extra_info(info)


class GuardedBackend(httpcore.NetworkBackend):
    """Opens TCP connections to judged addresses only, whatever URL led here.

    Host header, SNI and certificate check stay those of the name: only the connection knows the address.
    """

    def __init__(self, guard: AddressGuard, deadline: Deadline, backend: httpcore.NetworkBackend) -> None:
        self._guard = guard
        self._deadline = deadline
        self._backend = backend

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of `host` that answers.

        Raises:
            FetchError: the host does not resolve or is not public.
            httpcore.ConnectError, httpcore.ConnectTimeout: nobody answers.
        """
        addresses = self._guard.addresses(host.strip("[]"), port)[:_MAX_ATTEMPTS]
        for address in addresses[:-1]:
            try:
                return self._connect(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connect(addresses[-1], port, timeout, local_address, socket_options)

    def _connect(
        self,
        address: str,
        port: int,
        timeout: float | None,
        local_address: str | None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None,
    ) -> httpcore.NetworkStream:
        stream = self._backend.connect_tcp(address, port, self._deadline.cap(timeout), local_address, socket_options)
        return _BoundedStream(stream, self._deadline)


class _Body(httpx.SyncByteStream):
    def __init__(self, stream: Iterable[bytes]) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        with _as_httpx_errors():
            yield from self._stream

    def close(self) -> None:
        if hasattr(self._stream, "close"):
            self._stream.close()


class GuardedTransport(httpx.BaseTransport):
    """httpx's own transport takes no network backend, hence this one on the same httpcore pool."""

    def __init__(self, backend: GuardedBackend) -> None:
        # HTTP/1.1 only: one request a connection, and h11 bounds the size of headers (100 KiB).
        self._pool = httpcore.ConnectionPool(ssl_context=_tls(), network_backend=backend, max_connections=4)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; the body of the response is streamed.

        Raises:
            FetchError: the host is refused.
            httpx.TransportError: the call failed.
        """
        url = request.url
        with _as_httpx_errors():
            response = self._pool.handle_request(
                httpcore.Request(
                    method=request.method,
                    url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                    headers=request.headers.raw,
                    content=request.stream,
                    extensions=request.extensions,
                )
            )
        stream = response.stream
        if not isinstance(stream, Iterable):
            raise TypeError("a synchronous pool gives synchronous streams")
        return httpx.Response(
            response.status, headers=response.headers, stream=_Body(stream), extensions=response.extensions
        )

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()


@cache
def _tls() -> "ssl.SSLContext":
    # Loading the certificates takes 20 to 40 ms, so once a process; not from the environment's variables.
    return httpx.create_ssl_context(trust_env=False)


@contextmanager
def _as_httpx_errors() -> Iterator[None]:
    try:
        yield
    except httpcore.TimeoutException as error:
        raise httpx.ReadTimeout(str(error)) from error
    except httpcore.NetworkError as error:
        raise httpx.ConnectError(str(error)) from error
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
        raise httpx.RemoteProtocolError(str(error)) from error
