"""Who is calling, and may they?"""

import hashlib

from factcheck.app.ports import Clock, KeyStore
from factcheck.domain.errors import ForbiddenError, RateLimitedError, UnauthenticatedError
from factcheck.domain.values import Caller

SCOPES = frozenset({"read", "submit", "contribute", "admin"})

_SECONDS = 60


def hash_secret(secret: str) -> str:
    """What is stored of a key: keys are random and long, so one round of SHA-256 is enough."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


class Authenticate:
    """Checks an API key: known, of the right scope, from the right origin, within its rate."""

    def __init__(self, *, keys: KeyStore, clock: Clock, require_key: bool) -> None:
        self._keys = keys
        self._clock = clock
        self._require_key = require_key

    def __call__(self, secret: str | None, origin: str | None, scope: str) -> Caller:
        """The caller, allowed to do what needs `scope`.

        Args:
            secret: The `X-Api-Key` header.
            origin: The `Origin` header, set by browsers.
            scope: One of `SCOPES`.

        Raises:
            UnauthenticatedError: no key where one is needed, or an unknown one.
            ForbiddenError: the key lacks the scope, or is not for this origin.
            RateLimitedError: more calls this minute than the key may make.
        """
        if secret is None:
            if self._require_key:
                raise UnauthenticatedError("An API key is needed: send it in the X-Api-Key header.")
            return Caller(None, SCOPES)
        key = self._keys.find(hash_secret(secret))
        if key is None:
            raise UnauthenticatedError("This API key is not known.")
        if key.origins and origin not in key.origins:
            raise ForbiddenError("This API key may not be used from here.")
        if scope not in key.scopes and "admin" not in key.scopes:
            raise ForbiddenError(f"This API key lacks the scope “{scope}”.")
        if key.rate_per_minute is not None:
            seconds = int(self._clock().timestamp())
            if self._keys.count_call(key.id, seconds // _SECONDS) > key.rate_per_minute:
                raise RateLimitedError("Too many calls with this key in this minute.", _SECONDS - seconds % _SECONDS)
        return Caller(key.id, key.scopes)
