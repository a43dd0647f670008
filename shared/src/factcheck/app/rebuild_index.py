"""Build the search index anew from the articles and fact-checks that are stored, while the service goes on.

Two versions stand side by side. Stages, each of which a new call takes up where an earlier one was cut off:

1. `announce`: from now on every process writes what is new into both (one may take a while to hear of it).
2. `fill`: all stored articles, newest first, go into the new version; then all fact-checks.
3. `catch up`: once more those that came since the start, from processes that had not heard of it.
4. `switch`: one conditional write, and the new version is read. Both are still written, so one can go back.
5. `drop`: the old version is removed.

Nothing is lost whichever process dies when: putting an entry twice changes nothing.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from factcheck.app.compare_articles import CompareArticles
from factcheck.app.import_factchecks import under
from factcheck.app.ports import (
    ArticleListing,
    ArticleStore,
    CellMap,
    ClaimIndex,
    Clock,
    Encoder,
    FactCheckFiling,
    IndexVersions,
)
from factcheck.domain.errors import VersionConflictError
from factcheck.domain.factchecks import FactCheck
from factcheck.domain.values import IndexEntry, IndexState, StoredArticle, Vector

PAGE = 50

FACTCHECKS_PAGE = 200
"""Fact-checks of a page share the blocks of its words: the more, the fewer are written."""

MOST_CELLS = 1024
"""More cells than any quantiser of fact-checks had: what may have been filed by another encoder is removed too."""

LONGEST_REQUEST = timedelta(minutes=16)
"""A worker that began before the announcement may still write into the old version alone; Lambda ends it by then."""

ANNOUNCE, FILL, CATCH_UP, DROP = "announce", "fill", "catch up", "drop"
OF_FACTCHECKS = " fact-checks"
"""Behind the name of a stage: the same for them, when the articles are done."""

Report = Callable[[str, int], None]


class RebuildIndex:
    """Rebuilds the index.

    Args:
        articles: What the index is made from.
        listing: Which there are.
        factchecks: The published fact-checks, which it is made from too.
        factcheck_cells: Their quantiser.
        versions: Of the index.
        of: The index of one version.
        compare: Makes the entries.
        encoder: Makes vectors where no version has them.
        clock: "Now".
        wait: Waits so many seconds until every process has heard of a change.
        page: Articles between two notes of how far the work has come.
        factchecks_page: Fact-checks between two notes.
        most_cells: Cells that fact-checks may have been filed under.
    """

    def __init__(
        self,
        *,
        articles: ArticleStore,
        listing: ArticleListing,
        factchecks: FactCheckFiling,
        factcheck_cells: CellMap,
        versions: IndexVersions,
        of: Callable[[str], ClaimIndex],
        compare: CompareArticles,
        encoder: Encoder,
        clock: Clock,
        wait: Callable[[float], None],
        page: int = PAGE,
        factchecks_page: int = FACTCHECKS_PAGE,
        most_cells: int = MOST_CELLS,
    ) -> None:
        self._articles = articles
        self._listing = listing
        self._factchecks = factchecks
        self._factcheck_cells = factcheck_cells
        self._versions = versions
        self._of = of
        self._compare = compare
        self._encoder = encoder
        self._clock = clock
        self._wait = wait
        self._page = page
        self._factchecks_page = factchecks_page
        self._most_cells = most_cells

    def __call__(self, report: Report, *, heard_seconds: float = 10.0) -> IndexState:
        """Rebuild, or go on with a rebuild that was cut off.

        Args:
            report: Told the stage and how many articles or fact-checks of it are done.
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
            state = self._next(state, FILL + OF_FACTCHECKS)
        if state.stage == FILL + OF_FACTCHECKS:
            state = self._walk_factchecks(state, self._file, None, report)
            state = self._next(state, CATCH_UP)
        since = datetime.fromisoformat(_started(state)) - LONGEST_REQUEST
        if state.stage == CATCH_UP:
            state = self._walk(state, self._copy, since, report)
            state = self._next(state, CATCH_UP + OF_FACTCHECKS)
        if state.stage == CATCH_UP + OF_FACTCHECKS:
            state = self._walk_factchecks(state, self._file, since, report)
            new, old = state.written[1], state.current
            state = self._next(state, DROP, current=new, beside=old)
            report("switch", 0)
        if state.stage == DROP:
            self._wait(heard_seconds)
            state = self._walk(state, self._drop, None, report)
            state = self._next(state, DROP + OF_FACTCHECKS)
        if state.stage == DROP + OF_FACTCHECKS:
            state = self._walk_factchecks(state, self._unfile, None, report)
            self._factchecks.unfile(state.written[1], words=(), cells=range(self._most_cells))
            state = self._step(state, beside=None, stage=None, place=None, done=0)
        return state

    def _next(self, state: IndexState, stage: str, **changes: str | None) -> IndexState:
        return self._step(state, stage=stage, place=_started(state) + "|", done=0, **changes)

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

    def _walk_factchecks(
        self,
        state: IndexState,
        work: Callable[[IndexState, list[tuple[FactCheck, Vector]]], None],
        since: datetime | None,
        report: Report,
    ) -> IndexState:
        """As `_walk`, for the fact-checks of a page together."""
        while True:
            after = (state.place or "|").partition("|")[2] or None
            page, following = self._factchecks.page(since=since, after=after, limit=self._factchecks_page)
            if page:
                work(state, page)
            place = f"{_started(state)}|{following or after or ''}"
            state = self._step(state, place=place, done=state.done + len(page))
            report(state.stage or "", state.done)
            if following is None:
                return state

    def _file(self, state: IndexState, page: list[tuple[FactCheck, Vector]]) -> None:
        encoded = self._encoder.encode([factcheck.claim for factcheck, _ in page])  # nothing says what made the vectors
        filed = [under(f, e.vector, self._factcheck_cells) for (f, _), e in zip(page, encoded, strict=True)]
        self._factchecks.file(state.written[1], filed)

    def _unfile(self, state: IndexState, page: list[tuple[FactCheck, Vector]]) -> None:
        # The cells go at the end: by another encoder they may have been others.
        words = {word for f, vector in page for word in under(f, vector, self._factcheck_cells).words}
        self._factchecks.unfile(state.written[1], words=words, cells=())

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
