"""Take an article in: answer at once, or queue it."""

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

from factcheck.app.analyze_article import AnalyzeArticle
from factcheck.app.deliver_report import DeliverReport
from factcheck.app.ports import ArticleStore, Clock, IdempotencyStore, JobQueue, JobStore
from factcheck.domain import ids
from factcheck.domain.errors import IdempotencyConflictError
from factcheck.domain.values import (
    Article,
    ArticleHeader,
    Caller,
    Job,
    JobStatus,
    Notice,
    Provenance,
    Report,
    Submission,
)

SYNC_LIMIT = 20_000
"""Characters up to which an article is analysed while the caller waits."""

JOB_LIFETIME = timedelta(days=7)

_UNKNOWN_SOURCE = "unknown"


@dataclass(frozen=True, slots=True)
class SubmitOutcome:
    """A report (new if `created`) or a job."""

    report: Report | None
    created: bool
    job: Job | None


def article_of(submission: Submission, text: str, clock: Clock, provenance: Provenance = Provenance.CALLER) -> Article:
    """The article that a submission makes, with its content-addressed id."""
    source = submission.source or _UNKNOWN_SOURCE
    header = ArticleHeader(
        id=ids.article_id(text, source, submission.owner),
        source=source,
        received_at=clock(),
        title=submission.title,
        url=submission.url,
        published_at=submission.published_at,
        language=submission.language,
        characters=len(text),
        words=len(text.split()),
        provenance=provenance,
        owner=submission.owner,
    )
    return Article(header, text)


def differing_metadata(given: ArticleHeader, stored: ArticleHeader) -> tuple[Notice, ...]:
    """A notice for a repeat that brings another title, URL or date than the first submission: the first is kept."""
    differing = [
        name
        for name in ("title", "url", "published_at")
        if getattr(given, name) is not None and getattr(given, name) != getattr(stored, name)
    ]
    if not differing:
        return ()
    detail = f"This article was stored before with another {', '.join(differing)}; the first submission's is kept."
    return (Notice("metadata_differs", detail),)


class SubmitArticle:
    """Analyses an article now, or stores a job and queues it."""

    def __init__(
        self,
        *,
        analyze: AnalyzeArticle,
        articles: ArticleStore,
        jobs: JobStore,
        queue: JobQueue,
        idempotency: IdempotencyStore,
        deliver: DeliverReport,
        clock: Clock,
    ) -> None:
        self._analyze = analyze
        self._articles = articles
        self._jobs = jobs
        self._queue = queue
        self._idempotency = idempotency
        self._deliver = deliver
        self._clock = clock
        self._flights = _Flights()

    def __call__(
        self,
        submission: Submission,
        *,
        caller: Caller,
        respond_async: bool,
        idempotency_key: str | None,
        body_sha256: str,
    ) -> SubmitOutcome:
        """Analyse or queue.

        Raises:
            IdempotencyConflictError: the key came before with another body.
            InvalidInputError: a callback is asked for and the service has no secret to sign with.
            StoreUnavailableError: nothing was accepted.
        """
        self._deliver.check(submission.callback_url)
        key = None if idempotency_key is None else f"{caller.key_id or ''}:{idempotency_key}"
        if key is not None and not self._idempotency.claim(key, body_sha256, self._clock()):
            raise IdempotencyConflictError("This Idempotency-Key was used with another body in the last 24 hours.")
        submission = replace(submission, owner=caller.owner)
        text = submission.text
        if text is None or len(text) > SYNC_LIMIT or respond_async:
            # The same key and body name the same job, so a repeat finds it; without a key each call is a job.
            token = secrets.token_hex(16) if key is None else f"{key}:{body_sha256}"
            return SubmitOutcome(None, created=True, job=self._enqueue(submission, ids.job_id(token)))
        article = article_of(submission, text, self._clock)
        with self._flights.alone(article.header.id):
            stored = self._articles.load(article.header.id)
            if stored is not None:
                notices = differing_metadata(article.header, stored.article.header)
                report, created = self._analyze.report(stored, submission.evidence, notices=notices), False
            else:
                analysis = self._analyze(article, store=submission.store, evidence=submission.evidence)
                report, created = analysis.report, analysis.created or not submission.store
        self._deliver.queue(submission.callback_url, report, stored=submission.store)
        return SubmitOutcome(report, created, None)

    def _enqueue(self, submission: Submission, job_id: str) -> Job:
        """Queue first, store second: a message without a job is delivered again, a job without a message never runs."""
        now = self._clock()
        # One that is not to be stored has no address but its job's.
        known = submission.text is not None and submission.store
        header = article_of(submission, submission.text or "", self._clock).header if known else None
        job = Job(
            id=job_id,
            status=JobStatus.QUEUED,
            created_at=now,
            expires_at=now + JOB_LIFETIME,
            owner=submission.owner,
            article_id=None if header is None else header.id,
        )
        self._queue.send(job.id, fetch=submission.text is None)
        if not self._jobs.create(job, submission):
            return self._jobs.find(job.id, now) or job
        if header is not None:
            self._jobs.announce(job.id, header, job.expires_at)
        return job


class _Flights:
    """Lets one thread of this process at a time analyse a given article; the others then find it stored."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._locks: dict[str, tuple[threading.Lock, int]] = {}

    @contextmanager
    def alone(self, article_id: str) -> Iterator[None]:
        with self._guard:
            lock, waiting = self._locks.get(article_id, (threading.Lock(), 0))
            self._locks[article_id] = (lock, waiting + 1)
        try:
            with lock:
                yield
        finally:
            with self._guard:
                lock, waiting = self._locks[article_id]
                if waiting == 1:
                    del self._locks[article_id]
                else:
                    self._locks[article_id] = (lock, waiting - 1)
