"""The one place where clients that call the web are made: guarded addresses, bounded time, no surprises."""

import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from factcheck.domain.errors import FetchError
from factcheck.sources.address import AddressGuard

if TYPE_CHECKING:
    import httpcore
    import httpx

USER_AGENT = "factcheck/0.1 (fact-checking service; fetches single articles that a user submitted)"

_TOO_MANY_REQUESTS = 429
_REQUEST_TIMEOUT = 408
_SERVER_ERROR = 500


@dataclass(frozen=True, slots=True)
class ClientFactory:
    """Makes httpx clients. `backend` and `monotonic` (seconds) stand in for the network and the clock in tests."""

    guard: AddressGuard = field(default_factory=AddressGuard)
    backend: "httpcore.NetworkBackend | None" = None
    monotonic: Callable[[], float] = time.monotonic

    @contextmanager
    def open(self, *, connect_s: float, read_s: float, total_s: float) -> Iterator["httpx.Client"]:
        """A client for one task: every call in it, redirects included, ends `total_s` seconds from now.

        It follows no redirects and reads no proxy, netrc or certificate settings from the environment.

        Raises:
            FetchError: in place of each error that httpx raises inside the block.
        """
        import httpcore  # noqa: PLC0415
        import httpx  # noqa: PLC0415

        from factcheck.sources.transport import (  # noqa: PLC0415
            Deadline,
            GuardedBackend,
            GuardedTransport,
        )

        backend = self.backend if self.backend is not None else httpcore.SyncBackend()
        transport = GuardedTransport(GuardedBackend(self.guard, Deadline(total_s, self.monotonic), backend))
        try:
            with httpx.Client(
                transport=transport,
                trust_env=False,
                follow_redirects=False,
                timeout=httpx.Timeout(read_s, connect=connect_s),
                headers={"User-Agent": USER_AGENT},
            ) as client:
                yield client
        except httpx.TimeoutException as error:
            raise FetchError("The server did not answer in time.", retryable=True) from error
        except httpx.NetworkError as error:
            if _is_tls_failure(error):
                raise FetchError("The server's certificate or encryption was not accepted.") from error
            raise FetchError("The connection to the server failed.", retryable=True) from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, httpx.CookieConflict) as error:
            raise FetchError("The server's answer is not valid HTTP.") from error


def status_error(status: int) -> FetchError:
    """What an HTTP status other than success means: 408, 429 and 5xx may pass with time."""
    retryable = status in (_REQUEST_TIMEOUT, _TOO_MANY_REQUESTS) or status >= _SERVER_ERROR
    return FetchError(f"The server answered with status {status}.", retryable=retryable)


def _is_tls_failure(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False
