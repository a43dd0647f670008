"""Find stored claims and published fact-checks that are nearest in meaning to a query."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from factcheck.app.ports import ArticleStore, CellMap, ClaimIndex, Clock, Encoder, FactCheckStore
from factcheck.crosscheck import filing, search
from factcheck.crosscheck.similarity import cosines
from factcheck.domain import ids
from factcheck.domain.factchecks import FactCheck, SearchResult
from factcheck.domain.values import ArticleHeader, IndexedClaim, Vector, VerdictLabel, VerdictSheet

RECENT = timedelta(days=365)
"""Unless the caller says from when, articles of the last year are looked through first, and all only if these are few:
the index is read by day, and an archive of decades need not be read for what the last months speak about."""

_EVER = (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC))

ARTICLE_CELLS = 8
ARTICLES = 20
"""Articles whose claims are ranked: those nearest to the query."""


class SearchClaims:
    """One search over both kinds. What was submitted privately is in no index, so nobody finds it."""

    def __init__(
        self,
        *,
        articles: ArticleStore,
        index: ClaimIndex,
        cells: CellMap,
        factchecks: FactCheckStore,
        factcheck_cells: CellMap,
        encoder: Encoder,
        clock: Clock,
    ) -> None:
        self._articles = articles
        self._index = index
        self._cells = cells
        self._factchecks = factchecks
        self._factcheck_cells = factcheck_cells
        self._encoder = encoder
        self._clock = clock

    def __call__(
        self, query: str, *, limit: int, since: datetime | None = None, until: datetime | None = None
    ) -> tuple[SearchResult, ...]:
        """The best `limit` results, best first; what has no date is found only where no dates are asked for."""
        read = search.read_query(query)
        whole, *sentences = (e.vector for e in self._encoder.encode([read.text, *read.sentences]))
        reviews = {f.id: (f, vector) for f, vector in self._found(read, whole) if _within(f.published_at, since, until)}
        claims = {c.claim.id: (header, c) for header, c in self._claims(read.text, whole, since, until)}
        candidates = [
            search.Candidate(f.id, f.claim, " ".join(filter(None, (f.title, f.summary, f.claimant))), v, f.published_at)
            for f, v in reviews.values()
        ]
        candidates += [
            search.Candidate(c.claim.id, c.claim.standalone, "", c.vector, header.when) for header, c in claims.values()
        ]
        sheets: dict[str, VerdictSheet | None] = {}
        results: list[SearchResult] = []
        for similarity, hit in search.rank(read, whole, sentences, candidates):
            if len(results) == limit:
                break
            if hit.id in reviews:
                results.append(_review(reviews[hit.id][0], similarity))
                continue
            article_id = ids.article_of_claim(hit.id)
            if article_id not in sheets:
                sheets[article_id] = self._articles.sheet(article_id)
            sheet = sheets[article_id]
            # An article that is still being written, or was withdrawn, has none.
            if sheet is not None and hit.id in sheet.verdicts:
                results.append(_claim(*claims[hit.id], similarity, sheet.verdicts[hit.id].verdict.label))
        return tuple(results)

    def _found(self, read: search.SearchQuery, whole: Vector) -> list[tuple[FactCheck, Vector]]:
        words: dict[str, Iterable[str]] = dict(self._factchecks.by_words(search.searched_words(read)))
        near = self._factchecks.by_cells(self._factcheck_cells.assign(whole, search.CELLS_SEARCHED))
        return self._factchecks.load({*search.by_words(words), *search.by_signs(whole, near)})

    def _claims(
        self, text: str, whole: Vector, since: datetime | None, until: datetime | None
    ) -> list[tuple[ArticleHeader, IndexedClaim]]:
        lists = filing.statement_lists(text, whole, self._cells.assign(whole, ARTICLE_CELLS))
        last = _EVER[1] if until is None else until
        first = min(self._clock(), last) - RECENT if since is None else since
        hits = self._index.related(lists, first, last, vector=whole)
        if since is None and len(hits) < ARTICLES:
            hits = self._index.related(lists, _EVER[0], last, vector=whole)
        near = sorted(hits, key=lambda hit: (-filing.closeness(lists, hit), hit.article_id))[:ARTICLES]
        entries = self._index.load(hit.article_id for hit in near)
        claims = [(entry.header, claim) for entry in entries for claim in entry.claims]
        return [claims[i] for i in _nearest(whole, [claim.vector for _, claim in claims], search.HITS)]


def _nearest(query: Vector, vectors: Sequence[Vector], count: int) -> list[int]:
    near = cosines([query], vectors)
    return sorted(range(len(vectors)), key=lambda i: (-float(near[0, i]), i))[:count]


def _within(when: datetime | None, since: datetime | None, until: datetime | None) -> bool:
    if when is None:
        return since is None and until is None
    return (since is None or since <= when) and (until is None or when <= until)


def _review(factcheck: FactCheck, similarity: float) -> SearchResult:
    return SearchResult(
        kind="factcheck",
        id=factcheck.id,
        text=factcheck.claim,
        similarity=similarity,
        source=factcheck.source,
        verdict=factcheck.verdict,
        url=factcheck.url,
        title=factcheck.title,
        published_at=factcheck.published_at,
    )


def _claim(header: ArticleHeader, found: IndexedClaim, similarity: float, label: VerdictLabel) -> SearchResult:
    return SearchResult(
        kind="claim",
        id=found.claim.id,
        text=found.claim.text,
        similarity=similarity,
        source=header.source,
        verdict=label,
        url=header.url,
        title=header.title,
        published_at=header.published_at,
    )
