"""Fact-checks and feedback in memory: same answers, nothing kept. For tests and trials."""

import threading
from collections.abc import Callable, Iterable, Sequence

from factcheck.domain.factchecks import FactCheck, FiledFactCheck
from factcheck.domain.feedback import Feedback
from factcheck.domain.values import Vector


class MemoryFactCheckStore:
    """`factcheck.app.ports.FactCheckStore` in memory. Thread-safe."""

    def __init__(self, *, signs: Callable[[Vector], bytes]) -> None:
        self._signs = signs
        self._lock = threading.Lock()
        self._filed: dict[str, FiledFactCheck] = {}
        self._settled: set[str] = set()

    def put(self, filed: Sequence[FiledFactCheck], *, settled: bool = True) -> None:
        """See `FactCheckStore`."""
        with self._lock:
            self._filed |= {each.factcheck.id: each for each in filed}
            self._settled -= {each.factcheck.id for each in filed}
        if settled:
            self.settle(filed)

    def settle(self, filed: Sequence[FiledFactCheck]) -> None:
        """See `FactCheckStore`."""
        with self._lock:
            self._settled |= {each.factcheck.id for each in filed}

    def unchanged(self, factchecks: Sequence[FactCheck]) -> set[str]:
        """See `FactCheckStore`."""
        with self._lock:
            return {f.id for f in factchecks if f.id in self._settled and self._filed[f.id].factcheck == f}

    def load(self, factcheck_ids: Iterable[str]) -> list[tuple[FactCheck, Vector]]:
        """See `FactCheckStore`."""
        with self._lock:
            found = [self._filed[each] for each in sorted(set(factcheck_ids)) if each in self._filed]
        return [(each.factcheck, each.vector) for each in found]

    def by_words(self, words: Iterable[str]) -> dict[str, list[str]]:
        """See `FactCheckStore`."""
        with self._lock:
            return {
                word: sorted(each for each, filed in self._filed.items() if word in filed.words) for word in set(words)
            }

    def by_cells(self, cells: Iterable[int]) -> dict[str, bytes]:
        """See `FactCheckStore`."""
        wanted = set(cells)
        with self._lock:
            return {each: self._signs(filed.vector) for each, filed in self._filed.items() if wanted & set(filed.cells)}


class MemoryFeedbackStore:
    """`factcheck.app.ports.FeedbackStore` in memory; `kept` is by id."""

    def __init__(self) -> None:
        self.kept: dict[str, Feedback] = {}

    def put(self, feedback: Feedback) -> None:
        """See `FeedbackStore`."""
        self.kept[feedback.id] = feedback
