"""The use-case of the worker that reaches the web: fetches articles, and delivers finished reports."""

from collections.abc import Callable
from dataclasses import replace

from factcheck.app.job_steps import STEPS, leave
from factcheck.app.ports import ArticleFetcher, CallbackSender, JobQueue, JobStore
from factcheck.domain.errors import FetchError
from factcheck.domain.values import JobProblem, Submission


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
            leave(self._jobs, job_id, "fetch")
            return
        delivering = submission.text is not None and submission.url is None
        if not self._jobs.advance(job_id, "delivery" if delivering else "fetch", 0, STEPS):
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
        self._jobs.complete(job_id, None)
