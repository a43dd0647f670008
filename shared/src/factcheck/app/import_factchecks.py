"""Take published fact-checks in, so that searches and reports find them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from factcheck.app.ports import CellMap, Encoder, FactCheckStore
from factcheck.crosscheck import search
from factcheck.crosscheck.ratings import verdict_of
from factcheck.domain.factchecks import FactCheck, FiledFactCheck

PORTION = 100
"""Fact-checks that are encoded and written together: a call that is cut off loses no more than so many."""


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """How many were new or had changed, and how many were there before."""

    imported: int
    unchanged: int


class ImportFactChecks:
    """Maps the ratings, encodes and files what is not stored yet."""

    def __init__(self, *, factchecks: FactCheckStore, encoder: Encoder, cells: CellMap) -> None:
        self._factchecks = factchecks
        self._encoder = encoder
        self._cells = cells

    def __call__(self, factchecks: Sequence[FactCheck]) -> ImportOutcome:
        """Import in portions; a repeat of the same call goes on where an earlier one was cut off.

        Raises:
            StoreUnavailableError: some portions may be stored; the same call again imports the rest.
        """
        # Of several reviews with one id in one call the last is the latest.
        distinct = {f.id: replace(f, verdict=verdict_of(f.rating, score=f.score)) for f in factchecks}
        known = self._factchecks.unchanged(list(distinct.values()))
        fresh = [each for each in distinct.values() if each.id not in known]
        for start in range(0, len(fresh), PORTION):
            portion = fresh[start : start + PORTION]
            encoded = self._encoder.encode([each.claim for each in portion])
            self._factchecks.put([self._filed(f, e.vector) for f, e in zip(portion, encoded, strict=True)])
        return ImportOutcome(len(fresh), len(factchecks) - len(fresh))

    def _filed(self, factcheck: FactCheck, vector: bytes) -> FiledFactCheck:
        return FiledFactCheck(
            factcheck=factcheck,
            vector=vector,
            cells=self._cells.assign(vector, search.CELLS_FILED),
            words=search.filed_words(factcheck.claim, factcheck.title, factcheck.summary, factcheck.claimant),
        )
