"""Get an article from the web: guarded download, bounded in time and size, then extraction."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from factcheck.domain.errors import FetchError
from factcheck.domain.values import FetchedArticle
from factcheck.sources.address import AddressGuard
from factcheck.sources.clients import ClientFactory, status_error
from factcheck.sources.extract import extract_html, extract_plain

if TYPE_CHECKING:
    from httpx import URL, Client, Response

# A parsed page takes up to 30 times its size in memory (4.9 MB of links: 150 MB).
MAX_BYTES = 5_000_000
MAX_REDIRECTS = 5

_CONNECT_S = 3.0
_READ_S = 8.0
_TOTAL_S = 15.0
_HTML = ("text/html", "application/xhtml+xml")
_PLAIN = "text/plain"
_ACCEPT = "text/html,application/xhtml+xml;q=0.9,text/plain;q=0.5"
# 200, and 203: the same through a proxy that changed it. 206 and the like are not whole pages.
_WHOLE = (200, 203)
# zlib's window: 31 reads gzip, 15 zlib's own format (what "deflate" means in RFC 9110).
_WINDOWS = {"gzip": 31, "x-gzip": 31, "deflate": 15}


class HttpArticleFetcher:
    """Implements `factcheck.app.ports.ArticleFetcher` with httpx and trafilatura."""

    def __init__(self, clients: ClientFactory | None = None) -> None:
        self._clients = clients if clients is not None else ClientFactory()

    def fetch(self, url: str) -> FetchedArticle:
        """Download and extract: at most 5 redirects, 5 MB and 15 s.

        Raises:
            FetchError: refused address, no answer, no HTML, no text in it. Retryable: timeouts, failed connections,
                408, 429 and 5xx.
        """
        with self._clients.open(connect_s=_CONNECT_S, read_s=_READ_S, total_s=_TOTAL_S) as client:
            page = download(self._clients.guard, client, url, accept=_ACCEPT, types=(*_HTML, _PLAIN))
        extract = extract_plain if page.content_type == _PLAIN else extract_html
        return extract(page.body, page.charset, page.url)


@dataclass(frozen=True, slots=True)
class Downloaded:
    """What a URL led to in the end."""

    url: str
    content_type: str
    charset: str | None
    body: bytes


def download(guard: AddressGuard, client: "Client", url: str, *, accept: str, types: Sequence[str]) -> Downloaded:
    """GET with at most 5 redirects and 5 MB, each address judged by `guard`.

    Raises:
        FetchError: refused address, no success, another type than one of `types`, or too large.
    """
    target = guard.check(url)
    for _ in range(MAX_REDIRECTS + 1):
        headers = {"Accept": accept, "Accept-Encoding": "gzip, deflate"}
        with client.stream("GET", target, headers=headers) as response:
            if not response.has_redirect_location:
                if response.status_code not in _WHOLE:
                    raise status_error(response.status_code)
                content_type = _content_type(response, types)
                return Downloaded(str(target), content_type, response.charset_encoding, _read(response))
            following = response.headers["Location"]
        target = guard.check(_following(target, following))
    raise FetchError(f"The URL redirects more than {MAX_REDIRECTS} times.")


def _following(target: "URL", location: str) -> str:
    from httpx import InvalidURL  # noqa: PLC0415

    try:
        return str(target.join(location))
    except (InvalidURL, ValueError, TypeError):
        raise FetchError("The URL redirects to something that cannot be read.") from None


def _content_type(response: "Response", types: Sequence[str]) -> str:
    content_type: str = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if content_type not in types:
        wanted = "HTML or plain text" if _HTML[0] in types else "JSON"
        raise FetchError(f"The URL does not lead to {wanted}.")
    return content_type


def _read(response: "Response") -> bytes:
    # httpx would decompress each chunk whole, and layer on layer: 64 KB may become 64 MB, then 64 GB. So by zlib with a
    # bound on each step, and one layer only.
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in _WINDOWS and encoding not in ("", "identity"):
        raise FetchError("The page is compressed in a way that was not asked for.")
    inflate = zlib.decompressobj(_WINDOWS[encoding]) if encoding in _WINDOWS else None
    body = bytearray()
    received = 0
    for chunk in response.iter_raw():
        received += len(chunk)
        if inflate is None:
            body += chunk
        else:
            try:
                # One byte over the bound is enough to see that the page is too large.
                body += inflate.decompress(chunk, MAX_BYTES - len(body) + 1)
            except zlib.error:
                if encoding != "deflate" or body:
                    raise FetchError("The page's compression is broken.") from None
                # Some servers send bare deflate data without zlib's header.
                encoding, inflate = "bare", zlib.decompressobj(-15)
                body += _bare(inflate, chunk)
        # Empty compressed blocks can go on without end and give nothing, so the raw size has the same bound.
        if len(body) > MAX_BYTES or received > MAX_BYTES:
            raise FetchError(f"The page is larger than {MAX_BYTES:,} bytes.")
    if inflate is not None and not inflate.eof:
        raise FetchError("The page ended too early.", retryable=True)
    return bytes(body)


def _bare(inflate: "zlib._Decompress", chunk: bytes) -> bytes:
    try:
        return inflate.decompress(chunk, MAX_BYTES + 1)
    except zlib.error:
        raise FetchError("The page's compression is broken.") from None
