"""Sources that the caller brings: read as articles are, weighed in one answer, never kept."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from factcheck.app.compare_articles import CompareArticles
from factcheck.app.find_origin import lone_origin
from factcheck.app.provided_source import provided_id
from factcheck.app.read_article import read_article
from factcheck.domain.values import (
    Article,
    ArticleCard,
    ArticleHeader,
    Encode,
    IndexEntry,
    ProvidedEvidence,
)


def read_provided(
    evidence: Sequence[ProvidedEvidence], compare: CompareArticles, encode: Encode, now: datetime
) -> tuple[IndexEntry, ...]:
    """Read each text as an article. Those of one `source` count as one; one without a source is its own."""
    entries = []
    for number, item in enumerate(evidence):
        header = ArticleHeader(
            id=provided_id(number),
            source=item.source or f"evidence {number + 1} of the caller",
            received_at=now,
            title=item.title,
            url=item.url,
            published_at=item.published_at,
        )
        read = read_article(
            article_id=header.id,
            text=item.text,
            title=item.title,
            published_at=item.published_at,
            language=None,
            encode=encode,
        )
        entries.append(compare.entry(Article(header, item.text), read.reading.claims, read.vectors))
    return tuple(entries)


def provided_cards(entries: Iterable[IndexEntry]) -> dict[str, ArticleCard]:
    """What the verdict needs to know of them."""
    return {e.header.id: ArticleCard(e.header, lone_origin(e.header)) for e in entries}
