"""Take published fact-checks in, so that searches and reports find them."""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from factcheck.app.cross_check import CrossCheck
from factcheck.app.match_factchecks import FindChecked
from factcheck.app.ports import ArticleListing, ArticleStore, CellMap, Encoder, FactCheckStore
from factcheck.crosscheck import search
from factcheck.crosscheck.ratings import verdict_of
from factcheck.domain.errors import StoreUnavailableError
from factcheck.domain.factchecks import FactCheck, FiledFactCheck
from factcheck.domain.values import EdgeGroup, Vector

PORTION = 200
"""Fact-checks that are encoded and written together: a call that is cut off loses no more than so many. The more, the
fewer blocks of words are written: 9 for each with 200, 11 with 100."""

_AT_ONCE = 8
"""Fact-checks whose claims are looked up at the same time: each waits for the database most of its time."""


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """How many were new or had changed, and how many were there before."""

    imported: int
    unchanged: int


def under(factcheck: FactCheck, vector: Vector, cells: CellMap) -> FiledFactCheck:
    """A fact-check with the words and cells that it is filed under."""
    return FiledFactCheck(
        factcheck=factcheck,
        vector=vector,
        cells=cells.assign(vector, search.CELLS_FILED),
        # Summary and claimant count when hits are ranked; filing their words too finds no more, and costs a third.
        words=search.filed_words(factcheck.claim, factcheck.title),
    )


class ImportFactChecks:
    """Maps the ratings, encodes and files what is not stored yet."""

    def __init__(
        self,
        *,
        factchecks: FactCheckStore,
        encoder: Encoder,
        cells: CellMap,
        articles: ArticleStore,
        listing: ArticleListing,
        find: FindChecked,
        cross_check: CrossCheck,
    ) -> None:
        self._factchecks = factchecks
        self._encoder = encoder
        self._cells = cells
        self._articles = articles
        self._listing = listing
        self._find = find
        self._cross_check = cross_check

    def __call__(self, factchecks: Sequence[FactCheck], *, in_time: Callable[[], bool] = lambda: True) -> ImportOutcome:
        """Import in portions; a repeat of the same call goes on where an earlier one was cut off.

        Args:
            factchecks: Any number of them.
            in_time: Asked before each portion but the first; False ends the call.

        Raises:
            StoreUnavailableError: some portions may be stored; the same call again imports the rest.
        """
        # Of several reviews with one id in one call the last is the latest.
        distinct = {f.id: replace(f, verdict=verdict_of(f.rating, score=f.score)) for f in factchecks}
        known = self._factchecks.unchanged(list(distinct.values()))
        fresh = [each for each in distinct.values() if each.id not in known]
        anything, _ = self._listing.page(None, since=None, until=None, after=None, limit=1)
        for start in range(0, len(fresh), PORTION):
            if start and not in_time():
                raise StoreUnavailableError(f"{start} were imported; the same call again imports the rest.")
            portion = fresh[start : start + PORTION]
            encoded = self._encoder.encode([each.claim for each in portion])
            filed = [under(f, e.vector, self._cells) for f, e in zip(portion, encoded, strict=True)]
            before = {f.id for f, _ in self._factchecks.load(each.id for each in portion)}
            self._factchecks.put(filed, settled=not anything)
            if anything:
                # It can be found before it looks for claims, as an article before it looks for fact-checks: of two that
                # arrive at once one sees the other. And it settles afterwards: a call that is cut off does it again.
                self._judge_anew(filed, before)
                self._factchecks.settle(filed)
        return ImportOutcome(len(fresh), len(factchecks) - len(fresh))

    def _judge_anew(self, filed: Sequence[FiledFactCheck], before: AbstractSet[str]) -> None:
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="import") as threads:
            touched = list(threads.map(lambda each: self._meet(each, known=each.factcheck.id in before), filed))
        for article, cause in sorted({pair for pairs in touched for pair in pairs}):
            self._cross_check.judge(article, cause)

    def _meet(self, filed: FiledFactCheck, *, known: bool) -> set[tuple[str, str]]:
        """Write the edges to the claims that it checks; returns (article, what caused it) for those to be judged."""
        factcheck, vector = filed.factcheck, filed.vector
        groups = {group.article_id: group for group in self._find(factcheck, vector)}
        if known:
            earlier = {group.other.id for group in self._articles.edges(factcheck.id)} - groups.keys()
            again = {group.article_id: group for group in self._find.again(factcheck, vector, earlier)}
            groups |= {article: group for article, group in again.items() if group.edges}
            self._articles.drop_edges(sorted(earlier - groups.keys()), factcheck.id)
        else:
            earlier = set()
        cards = self._articles.cards(groups)
        met = [group for article, group in groups.items() if article in cards]
        back = [EdgeGroup(factcheck.id, cards[group.article_id].header, ()) for group in met]
        self._articles.save_edges([*met, *back])
        return {(article, factcheck.id) for article in {*cards, *earlier}}
