"""What the queue workers share. Each takes a job id and brings the job on, however often it is called."""

from factcheck.app.ports import JobStore
from factcheck.domain.errors import NotFoundError, StoreUnavailableError
from factcheck.domain.values import JobProblem

STEPS = 3
"""Fetch, analyse, done."""


def leave(jobs: JobStore, job_id: str, stage: str) -> None:
    """A job without a payload has ended, or was stored just after the payload was looked for.

    Raises:
        NotFoundError: it has not ended; the message must come again, for it is the only one.
    """
    if jobs.advance(job_id, stage, 0, STEPS):
        raise NotFoundError("The job was being stored while its message arrived.")


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
