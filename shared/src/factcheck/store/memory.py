"""The ports in memory: same conditions, same answers, nothing kept. Thread-safe. For tests and trials."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from factcheck.app.ports import Clock
from factcheck.domain.errors import NotFoundError, VersionConflictError
from factcheck.domain.ids import article_of_claim
from factcheck.domain.values import (
    ApiKey,
    Article,
    ArticleCard,
    ArticleHeader,
    Change,
    ChangeKind,
    EdgeGroup,
    IndexEntry,
    Job,
    JobProblem,
    JobStatus,
    Origin,
    Reading,
    RelatedArticle,
    StoredArticle,
    Submission,
    Vector,
    VerdictChange,
    VerdictSheet,
)
from factcheck.store.callers import IDEMPOTENCY_LIFETIME
from factcheck.store.items import time_text, utc_now
from factcheck.store.keys import variant


@dataclass(slots=True)
class _Committed:
    card: ArticleCard
    sheet: VerdictSheet
    history: list[VerdictChange] = field(default_factory=list)


class MemoryArticleStore:
    """`factcheck.app.ports.ArticleStore` in memory. `changes` is what the change stream would have told."""

    def __init__(self, *, clock: Clock = utc_now) -> None:
        self.changes: list[Change] = []
        self._clock = clock
        self._lock = threading.RLock()
        self._texts: dict[str, str] = {}
        self._readings: dict[tuple[str, str], tuple[Reading, dict[str, str]]] = {}
        self._edges: dict[str, dict[str, EdgeGroup]] = {}
        self._committed: dict[str, _Committed] = {}
        self._gone: set[str] = set()

    def load(self, article_id: str) -> StoredArticle | None:
        """See `ArticleStore`."""
        with self._lock:
            committed = self._committed.get(article_id)
            if committed is None:
                return None
            header = committed.card.header
            reading, versions = self._readings[article_id, variant(header)]
            return StoredArticle(
                article=Article(header, self._texts[article_id]),
                reading=reading,
                origin=committed.card.origin,
                sheet=_own_copy(committed.sheet),
                edges=self.edges(article_id),
                versions=dict(versions),
            )

    def cards(self, article_ids: Iterable[str]) -> dict[str, ArticleCard]:
        """See `ArticleStore`."""
        with self._lock:
            return {each: self._committed[each].card for each in article_ids if each in self._committed}

    def save_reading(self, article: Article, reading: Reading, versions: dict[str, str]) -> None:
        """See `ArticleStore`."""
        with self._lock:
            self._texts[article.header.id] = article.text
            self._readings[article.header.id, variant(article.header)] = (reading, dict(versions))

    def save_edges(self, groups: Iterable[EdgeGroup]) -> None:
        """See `ArticleStore`."""
        with self._lock:
            for group in groups:
                self._edges.setdefault(group.article_id, {})[group.other.id] = group

    def edges(self, article_id: str) -> tuple[EdgeGroup, ...]:
        """See `ArticleStore`."""
        with self._lock:
            groups = self._edges.get(article_id, {})
            return tuple(groups[other] for other in sorted(groups))

    def neighbours(self, article_id: str) -> dict[str, bool]:
        """See `ArticleStore`."""
        return {group.other.id: group.copy for group in self.edges(article_id)}

    def commit(self, article: Article, sheet: VerdictSheet, origin: Origin) -> bool:
        """See `ArticleStore`."""
        with self._lock:
            article_id = article.header.id
            if article_id in self._committed:
                return False
            self._committed[article_id] = _Committed(ArticleCard(article.header, origin), _own_copy(sheet))
            self.changes.append(Change(article_id, ChangeKind.COMMITTED, self._clock()))
            return True

    def sheet(self, article_id: str) -> VerdictSheet | None:
        """See `ArticleStore`."""
        with self._lock:
            committed = self._committed.get(article_id)
            return None if committed is None else _own_copy(committed.sheet)

    def sheets(self, article_ids: Iterable[str]) -> dict[str, VerdictSheet]:
        """See `ArticleStore`."""
        found = {each: self.sheet(each) for each in article_ids}
        return {each: sheet for each, sheet in found.items() if sheet is not None}

    def page(
        self,
        source: str | None,
        *,
        since: datetime | None,
        until: datetime | None,
        after: str | None,
        limit: int,
    ) -> tuple[list[str], str | None]:
        """See `ArticleListing`."""
        with self._lock:
            headers = [committed.card.header for committed in self._committed.values()]
        found = sorted(
            (
                f"{time_text(h.received_at)}#{h.id}"
                for h in headers
                if h.owner is None
                and (source is None or h.source == source)
                and (since is None or since <= h.received_at)
                and (until is None or h.received_at <= until)
            ),
            reverse=True,
        )
        rest = [name for name in found if after is None or name < after]
        page = rest[:limit]
        return [name.partition("#")[2] for name in page], page[-1] if len(rest) > limit else None

    def save_sheet(self, article_id: str, sheet: VerdictSheet, changes: Sequence[VerdictChange]) -> None:
        """See `ArticleStore`."""
        with self._lock:
            committed = self._committed.get(article_id)
            if committed is None or committed.sheet.version != sheet.version - 1:
                raise VersionConflictError("The sheet has another version.")
            committed.sheet = _own_copy(sheet)
            committed.history.extend(changes)

    def save_origin(self, article_id: str, origin: Origin, expected_version: int) -> None:
        """See `ArticleStore`."""
        with self._lock:
            committed = self._committed.get(article_id)
            if committed is None or committed.card.origin_version != expected_version:
                raise VersionConflictError("The origin has another version.")
            committed.card = replace(committed.card, origin=origin, origin_version=expected_version + 1)

    def withdraw(self, article_id: str) -> bool:
        """See `ArticleStore`."""
        with self._lock:
            if self._committed.pop(article_id, None) is None:
                return False
            self._gone.add(article_id)
            self.changes.append(Change(article_id, ChangeKind.DELETED, self._clock()))
            return True

    def withdrawing(self, article_id: str) -> bool:
        """See `ArticleStore`."""
        with self._lock:
            return article_id in self._gone

    def drop_edges(self, article_ids: Iterable[str], other_id: str) -> None:
        """See `ArticleStore`."""
        with self._lock:
            for article_id in article_ids:
                self._edges.get(article_id, {}).pop(other_id, None)

    def purge(self, article_id: str) -> None:
        """See `ArticleStore`."""
        with self._lock:
            if article_id in self._gone:
                self._texts.pop(article_id, None)
                self._readings = {key: kept for key, kept in self._readings.items() if key[0] != article_id}
                self._edges.pop(article_id, None)
                self._gone.discard(article_id)

    def history(self, claim_id: str) -> tuple[VerdictChange, ...]:
        """See `ArticleStore`."""
        try:
            article_id = article_of_claim(claim_id)
        except ValueError:
            return ()
        with self._lock:
            committed = self._committed.get(article_id)
            changes = () if committed is None else committed.history
            return tuple(change for change in changes if change.claim_id == claim_id)


def _own_copy(sheet: VerdictSheet) -> VerdictSheet:
    return replace(sheet, verdicts=dict(sheet.verdicts))


class MemoryClaimIndex:
    """`factcheck.app.ports.ClaimIndex` in memory."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: dict[str, IndexEntry] = {}

    def put(self, entry: IndexEntry) -> None:
        """See `ClaimIndex`."""
        with self._lock:
            self._entries[entry.header.id] = entry

    def remove(self, article_id: str) -> None:
        """See `ClaimIndex`."""
        with self._lock:
            self._entries.pop(article_id, None)

    def related(
        self,
        cells: Iterable[int],
        since: datetime,
        until: datetime,
        *,
        around: tuple[datetime, str] | None = None,  # noqa: ARG002 - no list is too long here
        vector: Vector | None = None,  # noqa: ARG002 - this index goes by lists
    ) -> list[RelatedArticle]:
        """See `ClaimIndex`; lists of any length are read whole."""
        wanted = sorted(set(cells))
        found: list[RelatedArticle] = []
        with self._lock:
            for article_id, entry in sorted(self._entries.items()):
                filed = dict(zip(entry.cells, entry.marks or (b"",) * len(entry.cells), strict=True))
                marks = tuple((number, filed[number]) for number in wanted if number in filed)
                if marks and since <= entry.header.when <= until:
                    found.append(RelatedArticle(article_id, entry.header.when, marks))
        return found

    def load(self, article_ids: Iterable[str]) -> list[IndexEntry]:
        """See `ClaimIndex`."""
        with self._lock:
            return [self._entries[each] for each in sorted(set(article_ids)) if each in self._entries]


@dataclass(slots=True)
class _JobState:
    job: Job
    request: Submission | None
    report: str | None = None
    cancelled: bool = False


class MemoryJobStore:
    """`factcheck.app.ports.JobStore` in memory."""

    def __init__(self, *, clock: Clock = utc_now) -> None:
        self._clock = clock
        self._lock = threading.RLock()
        self._jobs: dict[str, _JobState] = {}
        self._announced: dict[str, tuple[str, ArticleHeader, datetime]] = {}

    def create(self, job: Job, submission: Submission) -> bool:
        """See `JobStore`."""
        with self._lock:
            known = self._jobs.get(job.id)
            if known is not None and known.job.expires_at > job.created_at:
                return False
            self._jobs[job.id] = _JobState(job, submission)
            return True

    def find(self, job_id: str, now: datetime) -> Job | None:
        """See `JobStore`."""
        with self._lock:
            state = self._live(job_id, now)
            return None if state is None else state.job

    def announce(self, job_id: str, header: ArticleHeader, expires_at: datetime) -> None:
        """See `JobStore`."""
        with self._lock:
            self._announced[header.id] = (job_id, header, expires_at)

    def announced(self, article_id: str) -> tuple[str, ArticleHeader] | None:
        """See `JobStore`."""
        with self._lock:
            job_id, header, expires_at = self._announced.get(article_id, ("", None, self._clock()))
            return None if header is None or expires_at <= self._clock() else (job_id, header)

    def payload(self, job_id: str) -> Submission | None:
        """See `JobStore`."""
        with self._lock:
            state = self._live(job_id, self._clock())
            return None if state is None else state.request

    def replace_payload(self, job_id: str, submission: Submission) -> None:
        """See `JobStore`."""
        with self._lock:
            state = self._active(job_id)
            if state is not None:
                state.request = submission

    def advance(self, job_id: str, stage: str, done: int, total: int, article_id: str | None = None) -> bool:
        """See `JobStore`."""
        with self._lock:
            if job_id not in self._jobs:
                raise NotFoundError("This job is not stored.")
            state = self._active(job_id)
            if state is None:
                return False
            known = state.job.article_id if article_id is None else article_id
            state.job = replace(
                state.job, status=JobStatus.RUNNING, stage=stage, done=done, total=total, article_id=known
            )
            return True

    def complete(self, job_id: str, article_id: str | None, report: str | None = None) -> None:
        """See `JobStore`."""
        with self._lock:
            state = self._active(job_id)
            if state is not None:
                ended, total = JobStatus.COMPLETE, state.job.total
                state.job = replace(state.job, status=ended, stage=ended.value, done=total, article_id=article_id)
                state.request, state.report = None, report

    def fail(self, job_id: str, problem: JobProblem) -> None:
        """See `JobStore`."""
        with self._lock:
            state = self._active(job_id)
            if state is not None:
                state.job = replace(state.job, status=JobStatus.FAILED, problem=problem)
                state.request = None

    def report(self, job_id: str) -> str | None:
        """See `JobStore`."""
        with self._lock:
            state = self._live(job_id, self._clock())
            return None if state is None else state.report

    def cancel(self, job_id: str) -> bool:
        """See `JobStore`."""
        with self._lock:
            state = self._live(job_id, self._clock())
            if state is None:
                return False
            state.cancelled, state.request, state.report = True, None, None
            return True

    def _live(self, job_id: str, now: datetime) -> _JobState | None:
        state = self._jobs.get(job_id)
        return None if state is None or state.cancelled or state.job.expires_at <= now else state

    def _active(self, job_id: str) -> _JobState | None:
        state = self._live(job_id, self._clock())
        return state if state is not None and state.job.status in {JobStatus.QUEUED, JobStatus.RUNNING} else None


class MemoryJobQueue:
    """`factcheck.app.ports.JobQueue` in memory: `sent` holds (job id, fetch?) in order; take from it to deliver."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, bool]] = []

    def send(self, job_id: str, *, fetch: bool) -> None:
        """See `JobQueue`."""
        self.sent.append((job_id, fetch))


class MemoryIdempotencyStore:
    """`factcheck.app.ports.IdempotencyStore` in memory."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._bound: dict[str, tuple[str, datetime]] = {}

    def claim(self, key: str, body_hash: str, now: datetime) -> bool:
        """See `IdempotencyStore`."""
        with self._lock:
            bound = self._bound.get(key)
            if bound is None or bound[1] <= now:
                self._bound[key] = (body_hash, now + IDEMPOTENCY_LIFETIME)
                return True
            return bound[0] == body_hash


class MemoryKeyStore:
    """`factcheck.app.ports.KeyStore` in memory."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._keys: dict[str, ApiKey] = {}
        self._calls: dict[tuple[str, int], int] = {}

    def find(self, secret_sha256: str) -> ApiKey | None:
        """See `KeyStore`."""
        with self._lock:
            return self._keys.get(secret_sha256)

    def put(self, secret_sha256: str, key: ApiKey) -> None:
        """See `KeyStore`."""
        with self._lock:
            self._keys[secret_sha256] = key

    def count_call(self, key_id: str, minute: int) -> int:
        """See `KeyStore`."""
        with self._lock:
            calls = self._calls[key_id, minute] = self._calls.get((key_id, minute), 0) + 1
            return calls
