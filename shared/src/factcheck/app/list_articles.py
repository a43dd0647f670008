"""What is in the common store: articles by arrival, and what an outlet's record looks like."""

from datetime import datetime

from factcheck.app.ports import ArticleListing, ArticleStore
from factcheck.app.report import build_report
from factcheck.domain.errors import NotFoundError
from factcheck.domain.feedback import SourceRecord
from factcheck.domain.values import Report, VerdictLabel

COUNTED = 200
"""Articles whose verdicts make up an outlet's record: the newest."""

_PAGE = 1_000
_MOST = 20_000
"""Articles that are counted at the most; an outlet with more is told as having this many."""


class ListArticles:
    """Lists articles with their reports. What was submitted privately is never listed."""

    def __init__(self, *, articles: ArticleStore, listing: ArticleListing) -> None:
        self._articles = articles
        self._listing = listing

    def __call__(
        self, *, source: str | None, since: datetime | None, until: datetime | None, after: str | None, limit: int
    ) -> tuple[tuple[Report, ...], str | None]:
        """Articles received in a period, newest first, and where the next page goes on (None: that is all)."""
        ids, further = self._listing.page(source, since=since, until=until, after=after, limit=limit)
        # The listing lags behind a withdrawal for a moment.
        found = (self._articles.load(article) for article in ids)
        return tuple(build_report(stored) for stored in found if stored is not None), further


class ReadSource:
    """What is stored about an outlet."""

    def __init__(self, *, articles: ArticleStore, listing: ArticleListing) -> None:
        self._articles = articles
        self._listing = listing

    def __call__(self, source: str) -> SourceRecord:
        """The outlet's record.

        Raises:
            NotFoundError: no article of it is stored.
        """
        ids: list[str] = []
        after: str | None = None
        while len(ids) < _MOST:
            page, after = self._listing.page(source, since=None, until=None, after=after, limit=_PAGE)
            ids += page
            if after is None:
                break
        newest = ids[:COUNTED]
        cards = self._articles.cards({*newest, *ids[-1:]})
        sheets = self._articles.sheets(newest)
        labels = [
            judged.verdict.label
            for article in newest
            if article in cards and article in sheets
            for judged in sheets[article].verdicts.values()
        ]
        if not cards:
            raise NotFoundError("No article of this source is stored.")
        received = [card.header.received_at for card in cards.values()]
        return SourceRecord(
            source=source,
            articles=len(ids),
            counted=sum(article in cards for article in newest),
            claims=len(labels),
            corroborated=labels.count(VerdictLabel.SUPPORTED),
            refuted=labels.count(VerdictLabel.REFUTED),
            conflicting=labels.count(VerdictLabel.CONFLICTING),
            copied=sum(cards[a].origin.copy_of is not None for a in newest if a in cards),
            first_received_at=min(received),
            last_received_at=max(received),
        )
