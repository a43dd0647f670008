"""Send a finished report to the caller's `callback_url`.

Each delivery is a job of its own, so that it is retried and the report is not held up.
"""

import secrets
from datetime import timedelta

from factcheck.app.ports import Clock, JobQueue, JobStore, RenderReport
from factcheck.domain import ids
from factcheck.domain.errors import InvalidInputError
from factcheck.domain.values import Job, JobStatus, Report, Submission

_LIFETIME = timedelta(days=1)


class DeliverReport:
    """Queues deliveries; `FetchJob` carries them out, since it is the function that reaches the web."""

    def __init__(self, *, jobs: JobStore, queue: JobQueue, render: RenderReport, clock: Clock, can_sign: bool) -> None:
        self._jobs = jobs
        self._queue = queue
        self._render = render
        self._clock = clock
        self._can_sign = can_sign

    def check(self, callback_url: str | None) -> None:
        """Refuse early what could not be signed.

        Raises:
            InvalidInputError: a callback is asked for and the service has no secret.
        """
        if callback_url is not None and not self._can_sign:
            raise InvalidInputError("This service signs no callbacks: no secret is set.", ("body", "callback_url"))

    def queue(self, callback_url: str | None, report: Report, *, stored: bool) -> None:
        """Queue the delivery of `report` (`stored`: it can be read again); nothing to do without a `callback_url`."""
        if callback_url is None:
            return
        now = self._clock()
        job = Job(
            id=ids.job_id("delivery", secrets.token_hex(16)),
            status=JobStatus.QUEUED,
            created_at=now,
            expires_at=now + _LIFETIME,
            owner=report.article.header.owner,
            article_id=report.article.header.id,
            stage="delivery",
        )
        self._queue.send(job.id, fetch=True)
        body = self._render(report, stored=stored)
        self._jobs.create(job, Submission(text=body, callback_url=callback_url, owner=job.owner))
