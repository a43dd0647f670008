"""Build the search index anew from the articles that are stored, while the service goes on.

Two versions stand side by side. Stages, each of which a new call takes up where an earlier one was cut off:

1. `announce`: from now on every process writes new articles into both (one may take a while to hear of it).
2. `fill`: all stored articles, newest first, go into the new version.
3. `catch up`: once more those that came since the start, from processes that had not heard of it.
4. `switch`: one conditional write, and the new version is read. Both are still written, so one can go back.
5. `drop`: the old version is removed.

Nothing is lost whichever process dies when: putting an entry twice changes nothing.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from factcheck.app.compare_articles import CompareArticles
from factcheck.app.ports import ArticleListing, ArticleStore, ClaimIndex, Clock, Encoder, IndexVersions
from factcheck.domain.errors import VersionConflictError
from factcheck.domain.values import IndexEntry, IndexState, StoredArticle, Vector

PAGE = 50

LONGEST_REQUEST = timedelta(minutes=16)
"""A worker that began before the announcement may still write into the old version alone; Lambda ends it by then."""

ANNOUNCE, FILL, CATCH_UP, DROP = "announce", "fill", "catch up", "drop"

Report = Callable[[str, int], None]


class RebuildIndex:
    """Rebuilds the index.

    Args:
        articles: What the index is made from.
        listing: Which there are.
        versions: Of the index.
        of: The index of one version.
        compare: Makes the entries.
        encoder: Makes vectors where no version has them.
        clock: "Now".
        wait: Waits so many seconds until every process has heard of a change.
        page: Articles between two notes of how far the work has come.
    """

    def __init__(
        self,
        *,
        articles: ArticleStore,
        listing: ArticleListing,
        versions: IndexVersions,
        of: Callable[[str], ClaimIndex],
        compare: CompareArticles,
        encoder: Encoder,
        clock: Clock,
        wait: Callable[[float], None],
        page: int = PAGE,
    ) -> None:
        self._articles = articles
        self._listing = listing
        self._versions = versions
        self._of = of
        self._compare = compare
        self._encoder = encoder
        self._clock = clock
        self._wait = wait
        self._page = page

    def __call__(self, report: Report, *, heard_seconds: float = 10.0) -> IndexState:
        """Rebuild, or go on with a rebuild that was cut off.

        Args:
            report: Told the stage and how many articles of it are done.
            heard_seconds: After which every process goes by a change of the versions.

        Raises:
            VersionConflictError: another process is rebuilding.
            StoreUnavailableError: call again, and it goes on.
        """
        state = self._versions.read()
        if state.stage is None:
            new = str(int(state.current) + 1)
            state = self._step(state, beside=new, stage=ANNOUNCE, place=self._clock().isoformat())
        if state.stage == ANNOUNCE:
            report(ANNOUNCE, 0)
            self._wait(heard_seconds)
            state = self._step(state, stage=FILL, place=f"{state.place}|", done=0)
        if state.stage == FILL:
            state = self._walk(state, self._copy, None, report)
            state = self._step(state, stage=CATCH_UP, place=_started(state) + "|", done=0)
        if state.stage == CATCH_UP:
            since = datetime.fromisoformat(_started(state)) - LONGEST_REQUEST
            state = self._walk(state, self._copy, since, report)
            new, old = state.written[1], state.current
            state = self._step(state, current=new, beside=old, stage=DROP, place=_started(state) + "|", done=0)
            report("switch", 0)
        if state.stage == DROP:
            self._wait(heard_seconds)
            state = self._walk(state, self._drop, None, report)
            state = self._step(state, beside=None, stage=None, place=None, done=0)
        return state

    def _step(self, state: IndexState, **changes: str | int | None) -> IndexState:
        after = replace(state, revision=state.revision + 1, **changes)  # type: ignore[arg-type]
        if not self._versions.write(after):
            raise VersionConflictError("Another process is rebuilding the index.")
        return after

    def _walk(
        self, state: IndexState, work: Callable[[IndexState, str], None], since: datetime | None, report: Report
    ) -> IndexState:
        """Do `work` for every listed article, page after page, and note after each how far it has come."""
        while True:
            after = (state.place or "|").partition("|")[2] or None
            page, following = self._listing.page(None, since=since, until=None, after=after, limit=self._page)
            for article_id in page:
                work(state, article_id)
            place = f"{_started(state)}|{following or after or ''}"
            state = self._step(state, place=place, done=state.done + len(page))
            report(state.stage or "", state.done)
            if following is None:
                return state

    def _copy(self, state: IndexState, article_id: str) -> None:
        stored = self._articles.load(article_id)
        if stored is None:
            return
        new = self._of(state.written[1])
        new.put(self._entry(stored, state.current))
        if not self._articles.cards([article_id]):  # withdrawn in between, and perhaps removed before it was put
            new.remove(article_id)

    def _drop(self, state: IndexState, article_id: str) -> None:
        self._of(state.written[1]).remove(article_id)

    def _entry(self, stored: StoredArticle, current: str) -> IndexEntry:
        claims = stored.reading.claims
        vectors: dict[str, Vector] = {}
        if stored.versions.get("encoder") == self._encoder.version:
            vectors = {
                c.claim.id: c.vector for e in self._of(current).load([stored.article.header.id]) for c in e.claims
            }
        missing = [claim for claim in claims if claim.id not in vectors]
        encoded = self._encoder.encode([claim.standalone for claim in missing])
        vectors |= {claim.id: each.vector for claim, each in zip(missing, encoded, strict=True)}
        return self._compare.entry(stored.article, claims, vectors)


def _started(state: IndexState) -> str:
    return (state.place or "").partition("|")[0]
