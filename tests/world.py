"""The whole product in memory, with an encoder that needs no weights."""

import hashlib
import re
import threading
from collections.abc import Sequence

from tests.builders import NOON

from factcheck.bootstrap import Container
from factcheck.crosscheck.judge import EventJudge
from factcheck.crosscheck.search import signs
from factcheck.crosscheck.similarity import mean_vector
from factcheck.crosscheck.statement_judge import StatementJudge
from factcheck.domain.values import Change, EncodedSentence, Vector
from factcheck.settings import Settings
from factcheck.store.memory import (
    MemoryArticleStore,
    MemoryClaimIndex,
    MemoryIdempotencyStore,
    MemoryJobQueue,
    MemoryJobStore,
    MemoryKeyStore,
)
from factcheck.store.memory_factchecks import MemoryFactCheckStore, MemoryFeedbackStore

_MOST = 0.7
_WORD = re.compile(r"\w+")


def word_vector(word: str) -> Vector:
    """384 pseudo-random signs made from the word."""
    bits = hashlib.shake_256(word.encode("utf-8", "surrogatepass")).digest(48)
    return b"".join(
        (127 if byte >> bit & 1 else -127).to_bytes(1, "big", signed=True) for byte in bits for bit in range(8)
    )


class WordEncoder:
    """The mean of word vectors: texts with the same words are near, and nothing has to be loaded."""

    version = "words"

    def encode(self, texts: Sequence[str]) -> list[EncodedSentence]:
        return [
            EncodedSentence(mean_vector([word_vector(w) for w in _WORD.findall(t.casefold())] or [bytes(384)]), 0.7)
            for t in texts
        ]


def read_words(premise: str, hypothesis: str) -> tuple[float, float, float]:
    """What the network of relations is taken to read: that a text says what it has most words of."""
    said, asked = (set(_WORD.findall(text.casefold())) for text in (premise, hypothesis))
    return (0.98, 0.01, 0.01) if len(asked & said) >= _MOST * len(asked) else (0.2, 0.6, 0.2)


class OneCell:
    """Everything lies in one cell."""

    def assign(self, vector: Vector, count: int) -> tuple[int, ...]:
        return (0,)


class World(Container):
    """A container whose ports are the in-memory ones."""

    def __init__(self, **settings: object) -> None:
        super().__init__(Settings(**settings), clock=lambda: NOON)
        self.articles = MemoryArticleStore(clock=self.clock)
        self.index = MemoryClaimIndex()
        self.listing = self.articles
        self.feedback = MemoryFeedbackStore()
        self.factchecks = MemoryFactCheckStore(signs=signs)
        self.factcheck_cells = OneCell()
        self.jobs = MemoryJobStore(clock=self.clock)
        self.queue = MemoryJobQueue()
        self.idempotency = MemoryIdempotencyStore()
        self.keys = MemoryKeyStore()
        self.encoder = WordEncoder()
        self.cells = OneCell()
        self.judge = EventJudge(read=read_words)
        self.statement_judge = StatementJudge(read_words)
        self._taken = 0
        self._taking = threading.Lock()

    def take_changes(self) -> list[Change]:
        """What the change stream has told since the last call."""
        with self._taking:
            changes = self.articles.changes[self._taken :]
            self._taken += len(changes)
            return changes

    def run_changes(self) -> None:
        """Do what the change worker does."""
        for change in self.take_changes():
            self.cross_check(change)

    def run_jobs(self) -> None:
        """Do what the queue workers do, until the queue is empty."""
        while self.queue.sent:
            job_id, fetch = self.queue.sent.pop(0)
            (self.fetch_job if fetch else self.analyze_job)(job_id)
