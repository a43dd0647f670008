"""The workers' use-cases: each takes a job id from the queue and brings the job on, however often it is called."""

from collections.abc import Callable
from dataclasses import replace

from factcheck.app.analyze_article import AnalyzeArticle
from factcheck.app.deliver_report import DeliverReport
from factcheck.app.ports import (
    ArticleFetcher,
    ArticleStore,
    CallbackSender,
    Clock,
    JobQueue,
    JobStore,
    RenderReport,
)
from factcheck.app.submit_article import article_of
from factcheck.domain.errors import FetchError, NotFoundError, StoreUnavailableError
from factcheck.domain.values import Article, JobProblem, Provenance, Report, Submission

_STEPS = 3  # fetch, analyse, done


class AnalyzeJob:
    """Analyses a queued article."""

    def __init__(
        self,
        *,
        analyze: AnalyzeArticle,
        articles: ArticleStore,
        jobs: JobStore,
        deliver: DeliverReport,
        render: RenderReport,
        clock: Clock,
    ) -> None:
        self._analyze = analyze
        self._articles = articles
        self._jobs = jobs
        self._deliver = deliver
        self._render = render
        self._clock = clock

    def __call__(self, job_id: str) -> None:
        """Run one job to its end.

        Raises:
            NotFoundError: the job is not stored yet; let the message come again.
            StoreUnavailableError: let the message come again.
        """
        submission = self._jobs.payload(job_id)
        text = None if submission is None else submission.text
        if submission is None or text is None:
            _leave(self._jobs, job_id, "analyze")
            return
        article = article_of(submission, text, self._clock, _provenance(submission))
        if not self._jobs.advance(job_id, "analyze", 1, _STEPS, article.header.id):
            return
        report = self._report(article, submission)
        overlay = bool(submission.evidence) or not submission.store
        self._deliver.queue(submission.callback_url, report, stored=submission.store)
        kept = self._render(report, stored=submission.store) if overlay else None
        self._jobs.complete(job_id, article.header.id, kept)

    def _report(self, article: Article, submission: Submission) -> Report:
        stored = self._articles.load(article.header.id)
        if stored is not None:
            return self._analyze.report(stored, submission.evidence)
        return self._analyze(article, store=submission.store, evidence=submission.evidence).report


class FetchJob:
    """Fetches a queued URL and passes the text on; also delivers finished reports to callback URLs."""

    def __init__(
        self,
        *,
        jobs: JobStore,
        queue: JobQueue,
        fetcher: Callable[[], ArticleFetcher],
        sender: Callable[[], CallbackSender],
        secret: str,
    ) -> None:
        self._jobs = jobs
        self._queue = queue
        self._fetcher = fetcher
        self._sender = sender
        self._secret = secret

    def __call__(self, job_id: str) -> None:
        """Run one step of a job.

        Raises:
            NotFoundError: the job is not stored yet; let the message come again.
            FetchError: retryable; let the message come again.
            StoreUnavailableError: let the message come again.
        """
        submission = self._jobs.payload(job_id)
        if submission is None:
            _leave(self._jobs, job_id, "fetch")
            return
        delivering = submission.text is not None and submission.url is None
        if not self._jobs.advance(job_id, "delivery" if delivering else "fetch", 0, _STEPS):
            return
        try:
            if submission.text is None:
                self._fetch(job_id, submission)
            elif delivering:
                self._send(job_id, submission)
            else:  # fetched before, and the message to the analysing worker may have been lost
                self._queue.send(job_id, fetch=False)
        except FetchError as error:
            if error.retryable:
                raise
            self._jobs.fail(job_id, JobProblem(error.code, error.detail))

    def _fetch(self, job_id: str, submission: Submission) -> None:
        found = self._fetcher().fetch(submission.url or "")
        self._jobs.replace_payload(
            job_id,
            replace(
                submission,
                text=found.text,
                title=submission.title or found.title,
                published_at=submission.published_at or found.published_at,
                language=submission.language or found.language,
                fetched=True,
            ),
        )
        self._queue.send(job_id, fetch=False)

    def _send(self, job_id: str, submission: Submission) -> None:
        self._sender().send(submission.callback_url or "", (submission.text or "").encode(), self._secret)
        self._jobs.complete(job_id, "")


class AbandonJob:
    """Ends a job whose message was delivered too often."""

    def __init__(self, *, jobs: JobStore) -> None:
        self._jobs = jobs

    def __call__(self, job_id: str) -> None:
        """Mark it failed, unless it ended well meanwhile; the message goes on to the dead-letter queue."""
        try:
            self._jobs.fail(job_id, JobProblem("processing_failed", "The job failed repeatedly and was given up."))
        except StoreUnavailableError:
            return


def _leave(jobs: JobStore, job_id: str, stage: str) -> None:
    """A job without a payload has ended, or was stored just after the payload was looked for.

    Raises:
        NotFoundError: it has not ended; the message must come again, for it is the only one.
    """
    if jobs.advance(job_id, stage, 0, _STEPS):
        raise NotFoundError("The job was being stored while its message arrived.")


def _provenance(submission: Submission) -> Provenance:
    return Provenance.FETCHED if submission.fetched else Provenance.CALLER
