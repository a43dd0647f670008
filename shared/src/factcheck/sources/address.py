"""Which addresses of the web this service may call: the guard against server-side request forgery.

A caller chooses the URL, so without a guard it could have this service read the cloud's metadata, a database or a
neighbour in the private network. Names are judged by what they resolve to, each name is resolved once per connection,
and the connection goes to an address that was judged (`factcheck.sources.transport`), so a name that changes its answer
between check and use (DNS rebinding) gains nothing.
"""

import queue
import re
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING

from factcheck.domain.errors import FetchError

if TYPE_CHECKING:
    from httpx import URL

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolver = Callable[[str, int], list[str]]

# Longer ones are attacks or mistakes; browsers' bars and most servers stop at 8,192, article URLs stay below 500.
MAX_URL_CHARACTERS = 4096
# getaddrinfo knows no timeout of its own and may wait 5 s per server and attempt.
RESOLVE_TIMEOUT_S = 3.0

# RFC 6052 well-known prefix: the last 32 bits are an IPv4 address. What a DNS64 resolver answers for an IPv4-only site.
_NAT64 = IPv6Network("64:ff9b::/96")
# ISATAP (RFC 5214): any prefix, then 0000:5efe or 0200:5efe, then an IPv4 address.
_ISATAP = 0x00005EFE
# The only block from which the IANA assigns public IPv6 addresses (RFC 4291, 2.4).
_GLOBAL_UNICAST = IPv6Network("2000::/3")
# Public by their number, or only so in some versions of Python's tables, but not to be called.
_REFUSED: tuple[Network, ...] = (
    IPv4Network("168.63.129.16/32"),  # Azure's platform address (metadata, DNS)
    IPv4Network("192.0.0.0/24"),  # IETF protocol assignments; 192.0.0.192 is Oracle's metadata
    IPv4Network("192.88.99.0/24"),  # 6to4 relays, RFC 7526
    IPv6Network("2001::/23"),  # IETF protocol assignments, with Teredo, ORCHID and benchmarking
    IPv6Network("2001:db8::/32"),  # documentation
    IPv6Network("3fff::/20"),  # documentation, RFC 9637
)
# Names that never belong to the public web: RFC 6761, RFC 6762, RFC 8375, the ICANN's ".internal", Tor.
_PRIVATE_SUFFIXES = ("localhost", "local", "internal", "intranet", "lan", "home.arpa", "onion", "invalid")
_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
# "0x7f.1", "2130706433", "0177.0.0.1": the last label is a number, so old resolvers read an IPv4 address (WHATWG URL).
_NUMBER_LABEL = re.compile(r"(?:\d+|0x[0-9a-f]*)\Z")


def is_public(address: Address) -> bool:
    """Whether an address is a public unicast one, judging IPv4 addresses wrapped into IPv6 by themselves."""
    if any(address in network for network in _REFUSED if network.version == address.version):
        return False
    if isinstance(address, IPv6Address):
        if address.scope_id:
            return False
        inner = _wrapped(address)
        if inner is not None:
            return is_public(inner)
        if address not in _GLOBAL_UNICAST:
            return False
    return address.is_global and not (
        address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_multicast
        or address.is_reserved
        or address.is_unspecified
    )


def _wrapped(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if (int(address) >> 32) & 0xFDFFFFFF == _ISATAP:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def system_resolver(host: str, port: int) -> list[str]:
    """The addresses of a name by the system's resolver, within `RESOLVE_TIMEOUT_S`.

    Raises:
        FetchError: the name does not exist, or (retryable) the resolver does not answer.
    """
    answers: queue.SimpleQueue[list[str] | OSError | UnicodeError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            answers.put(error)
        else:
            answers.put([str(entry[4][0]) for entry in found])

    # A daemon: a resolver that hangs must hold up neither the caller nor the end of the process.
    threading.Thread(target=ask, name="resolve", daemon=True).start()
    try:
        answer = answers.get(timeout=RESOLVE_TIMEOUT_S)
    except queue.Empty:
        raise FetchError("The name server did not answer in time.", retryable=True) from None
    if isinstance(answer, list):
        return answer
    later = isinstance(answer, socket.gaierror) and answer.errno == socket.EAI_AGAIN
    raise FetchError("The host name does not resolve.", retryable=later) from answer


@dataclass(frozen=True, slots=True)
class AddressGuard:
    """Decides which URLs and hosts may be called.

    `networks` are allowed although they are not public, for tests and for a service inside a company's network.
    """

    ports: frozenset[int] = frozenset({80, 443})
    networks: tuple[Network, ...] = ()
    resolve: Resolver = system_resolver

    def check(self, url: str) -> "URL":
        """The URL as it will be requested: host in ASCII without a trailing dot, no fragment.

        Raises:
            FetchError: it is no http(s) URL of an allowed port without credentials, or its host is refused already by
                its name. What the name resolves to is judged when the connection is made.
        """
        from httpx import URL, InvalidURL  # noqa: PLC0415

        if len(url) > MAX_URL_CHARACTERS:
            raise FetchError(f"The URL is longer than {MAX_URL_CHARACTERS} characters.")
        try:
            parsed = URL(url)
            # The IDNA and port rules of httpx are applied when these are read.
            host = parsed.raw_host.decode("ascii").lower()
            port = {"http": 80, "https": 443}.get(parsed.scheme) if parsed.port is None else parsed.port
            userinfo = parsed.userinfo
        except (InvalidURL, ValueError, TypeError):
            raise FetchError("The URL cannot be read.") from None
        if parsed.scheme not in ("http", "https") or not host:
            raise FetchError("Only absolute http and https URLs can be called.")
        if userinfo:
            raise FetchError("A URL with credentials is refused.")
        if port not in self.ports:
            raise FetchError("The port of the URL is refused.")
        host = host.removesuffix(".")
        self._check_name(host)
        try:
            return parsed.copy_with(host=host, fragment=None)
        except (InvalidURL, ValueError, TypeError):
            raise FetchError("The URL cannot be read.") from None

    def addresses(self, host: str, port: int) -> tuple[str, ...]:
        """The addresses to connect to, IPv4 first; all of the host's addresses were judged.

        Raises:
            FetchError: the host does not resolve, or one of its addresses is not public.
        """
        literal = _literal(host)
        if literal is None:
            self._check_name(host)
        found = [host] if literal is not None else self.resolve(host, port)
        judged = set()
        for text in found:
            try:
                address = ip_address(text)
            except ValueError:
                raise FetchError("The host name does not resolve to an address.") from None
            # One bad address among good ones is how rebinding by a list of answers works.
            if not self._allowed(address):
                raise FetchError("The host is not on the public internet.")
            judged.add(address)
        if not judged:
            raise FetchError("The host name does not resolve.")
        # IPv4 first: Lambda outside of a VPC has no way out by IPv6.
        return tuple(str(a) for a in sorted(judged, key=lambda a: (a.version, int(a))))

    def _check_name(self, host: str) -> None:
        literal = _literal(host)
        if literal is not None:
            if not self._allowed(literal):
                raise FetchError("The host is not on the public internet.")
            return
        if not _HOST.fullmatch(host) or _NUMBER_LABEL.match(host.rpartition(".")[2]):
            raise FetchError("The host of the URL cannot be read.")
        if self.networks:
            return
        if "." not in host or host.endswith(tuple("." + suffix for suffix in _PRIVATE_SUFFIXES)):
            raise FetchError("The host is not on the public internet.")

    def _allowed(self, address: Address) -> bool:
        return is_public(address) or any(address in n for n in self.networks if n.version == address.version)


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
