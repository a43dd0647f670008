"""Take the fact-checks in that publishers' feeds list, on a schedule."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from factcheck.app.import_factchecks import ImportFactChecks
from factcheck.app.ports import FeedFetcher, ReadFeed
from factcheck.domain.errors import FactcheckError, FetchError


@dataclass(frozen=True, slots=True)
class FeedOutcome:
    """What became of one feed. `host` names it in logs; `problem` is the code of what went wrong, None if nothing."""

    host: str
    imported: int = 0
    unchanged: int = 0
    rejected: int = 0
    problem: str | None = None


class ImportFeeds:
    """Fetches each feed and imports what is new in it; one that fails keeps none of the others out."""

    def __init__(
        self,
        *,
        feeds: Sequence[str],
        fetcher: Callable[[], FeedFetcher],
        read: ReadFeed,
        import_factchecks: ImportFactChecks,
    ) -> None:
        self._feeds = feeds
        self._fetcher = fetcher
        self._read = read
        self._import = import_factchecks

    def __call__(self, *, in_time: Callable[[], bool] = lambda: True) -> tuple[FeedOutcome, ...]:
        """Import all feeds, one after another.

        Args:
            in_time: Asked before each feed and each portion of one; what is left comes with the next call, which finds
                the rest unchanged.
        """
        return tuple(self._one(url, in_time) for url in self._feeds)

    def _one(self, url: str, in_time: Callable[[], bool]) -> FeedOutcome:
        host = urlsplit(url).hostname or "?"
        if not in_time():
            return FeedOutcome(host, problem="out_of_time")
        try:
            reviews, rejected = self._read(_json(self._fetcher().fetch(url)))
            done = self._import(reviews, in_time=in_time)
        except FactcheckError as error:
            return FeedOutcome(host, problem=error.code)
        return FeedOutcome(host, done.imported, done.unchanged, len(rejected))


def _json(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise FetchError("The feed is not JSON.") from None
