"""Read what is stored: reports, claims, jobs. Nothing here loads a model or reaches the web."""

from factcheck.app.find_origin import lone_origin
from factcheck.app.ports import ArticleStore, Clock, JobStore
from factcheck.app.report import build_report
from factcheck.domain import ids
from factcheck.domain.errors import NotFoundError
from factcheck.domain.values import Article, Caller, ClaimDossier, Job, JobStatus, Reading, Report


class ReadStored:
    """Look-ups by id. What the caller may not see is answered as if it were not there."""

    def __init__(self, *, articles: ArticleStore, jobs: JobStore, clock: Clock) -> None:
        self._articles = articles
        self._jobs = jobs
        self._clock = clock

    def article(self, article_id: str, *, caller: Caller) -> Report:
        """The report as it stands now.

        Raises:
            NotFoundError: no such article, or not the caller's.
        """
        stored = self._articles.load(article_id) if ids.is_id(article_id) else None
        if stored is None or not caller.may_see(stored.article.header):
            raise NotFoundError("No article is stored under this id.")
        return build_report(stored)

    def report(self, article_id: str, *, caller: Caller) -> Report:
        """As `article`; of one whose job has not ended well, what was submitted with the job's status.

        Raises:
            NotFoundError: no such article and no job that makes it, or not the caller's.
        """
        try:
            return self.article(article_id, caller=caller)
        except NotFoundError:
            announced = self._jobs.announced(article_id) if ids.is_id(article_id) else None
            if announced is None or not caller.may_see(announced[1]):
                raise
            job = self._jobs.find(announced[0], self._clock())
            if job is None:
                raise
            if job.status is JobStatus.COMPLETE:  # a moment ago
                return self.article(article_id, caller=caller)
            header = announced[1]
            return Report(
                article=Article(header, ""),
                origin=lone_origin(header),
                reading=Reading((), ()),
                claims=(),
                notices=(),
                versions={},
                status=job.status,
                problem=job.problem,
            )

    def claim(self, claim_id: str, *, caller: Caller) -> ClaimDossier:
        """One claim with its evidence and the history of its verdict.

        Raises:
            NotFoundError: no such claim, or not the caller's.
        """
        try:
            report = self.article(ids.article_of_claim(claim_id), caller=caller)
            found = next(c for c in report.claims if c.claim.id == claim_id)
        except (ValueError, NotFoundError, StopIteration):
            raise NotFoundError("No claim is stored under this id.") from None
        return ClaimDossier(report.article.header, found, self._articles.history(claim_id))

    def job(self, job_id: str, *, caller: Caller) -> tuple[Job, str | None]:
        """A job, and its report as JSON where no stored article can answer for it.

        Raises:
            NotFoundError: unknown, expired, cancelled, or not the caller's.
        """
        job = self._jobs.find(job_id, self._clock()) if ids.is_id(job_id) else None
        if job is None or not (job.owner is None or job.owner == caller.key_id or "admin" in caller.scopes):
            raise NotFoundError("No job is stored under this id.")
        return job, self._jobs.report(job_id) if job.status is JobStatus.COMPLETE else None

    def cancel(self, job_id: str, *, caller: Caller) -> None:
        """Cancel a job. An article that was committed before stays.

        Raises:
            NotFoundError: as for `job`.
        """
        self.job(job_id, caller=caller)
        self._jobs.cancel(job_id)
