"""Who publishes under a URL: its registrable domain by the Public Suffix List (publicsuffix.org)."""

import re
from functools import cache, lru_cache
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

_LABEL = re.compile(r"[a-z0-9_-]{1,63}")
# A last label that is a number makes the host an IPv4 address in some notation (WHATWG URL, "ends in a number").
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
_MAX_HOST = 253


@lru_cache(maxsize=1024)
def registrable_domain(url: str) -> str | None:
    """The part of the host that somebody registered: "outlet.co.uk" of "https://news.outlet.co.uk/a".

    Lower-case ASCII, internationalised names in their "xn--" form, so that both spellings are one source. Suffixes that
    a company lets to others (github.io) count as suffixes: two blogs there are two sources. None for IP addresses,
    "localhost", bare suffixes and what is no http(s) URL.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    host = _ascii(host.removesuffix("."))
    if host is None:
        return None
    labels = host.split(".")
    if labels[-1] == "localhost" or _NUMBER.fullmatch(labels[-1]) or not all(map(_LABEL.fullmatch, labels)):
        return None
    found = _suffixes().privatesuffix(host)
    return found if isinstance(found, str) else None


def _ascii(host: str) -> str | None:
    try:
        ip_address(host)
    except ValueError:
        pass
    else:
        return None
    if not host.isascii():
        import idna  # noqa: PLC0415

        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except (idna.IDNAError, ValueError):
            return None
    host = host.lower().removesuffix(".")
    return host if len(host) <= _MAX_HOST else None


@cache
def _suffixes() -> "PublicSuffixList":
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415

    return PublicSuffixList()
