"""Get a feed of published fact-checks from the web: guarded download, bounded in time and size."""

from factcheck.sources.clients import ClientFactory
from factcheck.sources.fetch import download

_CONNECT_S = 3.0
_READ_S = 8.0
_TOTAL_S = 12.0
_JSON = ("application/json", "application/ld+json", "application/feed+json", "text/json", "text/plain")
_ACCEPT = "application/ld+json,application/json;q=0.9,text/plain;q=0.1"


class HttpFeedFetcher:
    """Implements `factcheck.app.ports.FeedFetcher` with httpx."""

    def __init__(self, clients: ClientFactory | None = None) -> None:
        self._clients = clients if clients is not None else ClientFactory()

    def fetch(self, url: str) -> bytes:
        """Download: at most 5 redirects, 5 MB and 12 s.

        Raises:
            FetchError: refused address, no answer, or nothing that could be JSON.
        """
        with self._clients.open(connect_s=_CONNECT_S, read_s=_READ_S, total_s=_TOTAL_S) as client:
            return download(self._clients.guard, client, url, accept=_ACCEPT, types=_JSON).body
