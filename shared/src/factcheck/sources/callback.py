"""Deliver a finished report to the caller's URL, signed so that the receiver can tell it from a forgery."""

import hmac
import time
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from factcheck.domain.errors import FetchError
from factcheck.sources.clients import ClientFactory, status_error

SIGNATURE_HEADER = "X-Factcheck-Signature"
TOLERANCE_S = 300

_CONNECT_S = 3.0
_READ_S = 8.0
_TOTAL_S = 10.0
_SUCCESS = range(200, 300)


class CallbackSender:
    """Implements `factcheck.app.ports.CallbackSender`; `unix_time` is in seconds."""

    def __init__(self, clients: ClientFactory | None = None, *, unix_time: Callable[[], float] = time.time) -> None:
        self._clients = clients if clients is not None else ClientFactory()
        self._unix_time = unix_time

    def send(self, url: str, body: bytes, secret: str) -> None:
        """POST `body` (JSON) once, within 10 s; the answer's body is not read and redirects are not followed.

        Raises:
            FetchError: refused address or no success; `retryable` says whether the queue should try again.
            ValueError: `secret` is empty.
        """
        target = self._clients.guard.check(url)
        headers = {
            "Content-Type": "application/json",
            SIGNATURE_HEADER: sign(body, secret, int(self._unix_time())),
        }
        with (
            self._clients.open(connect_s=_CONNECT_S, read_s=_READ_S, total_s=_TOTAL_S) as client,
            client.stream("POST", target, content=body, headers=headers) as response,
        ):
            if response.is_redirect:
                raise FetchError("The callback URL redirects; redirects are not followed.")
            if response.status_code not in _SUCCESS:
                raise status_error(response.status_code)


def sign(body: bytes, secret: str, unix_time: int) -> str:
    """The value of the header `X-Factcheck-Signature`: `t=<unix_time>,v1=<hex>`.

    `hex` is HMAC-SHA256 (RFC 2104) with `secret` in UTF-8 over the time in decimal, a full stop and the body.

    Raises:
        ValueError: `secret` is empty.
    """
    if not secret:
        raise ValueError("a callback is signed with a secret")
    return f"t={unix_time},v1={_digest(body, secret, unix_time)}"


def verify(header: str, body: bytes, secret: str, now: datetime, tolerance: int = TOLERANCE_S) -> bool:
    """Whether a received callback is genuine and fresh. Receivers may copy this function.

    Args:
        header: the value of `X-Factcheck-Signature`.
        body: the request's body, byte for byte as received, before any JSON is parsed.
        secret: the secret that the service signs with.
        now: the receiver's time, aware.
        tolerance: seconds that the signature's time may lie before or after `now`. Within them a message can be
            replayed, and the queue may deliver twice anyway: treat a report with the same ids as a repeat.

    Returns:
        False for any header that is malformed, too old, or signed over something else.
    """
    fields: dict[str, list[str]] = {}
    for part in header.split(","):
        name, _, value = part.strip().partition("=")
        fields.setdefault(name, []).append(value)
    times, signatures = fields.get("t", []), fields.get("v1", [])
    # 11 digits last until the year 5138; int() of an endless string would cost time.
    if len(times) != 1 or not (times[0].isascii() and times[0].isdigit() and len(times[0]) <= 11) or not secret:  # noqa: PLR2004
        return False
    signed_at = int(times[0])
    if abs(now.timestamp() - signed_at) > tolerance:
        return False
    expected = _digest(body, secret, signed_at).encode()
    # More than one v1 lets a service change its secret without a gap.
    return any(hmac.compare_digest(expected, signature.encode()) for signature in signatures)


def _digest(body: bytes, secret: str, unix_time: int) -> str:
    return hmac.new(secret.encode(), b"%d." % unix_time + body, sha256).hexdigest()
