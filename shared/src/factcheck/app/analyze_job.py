"""The analysing worker's use-case."""

from factcheck.app.analyze_article import AnalyzeArticle
from factcheck.app.deliver_report import DeliverReport
from factcheck.app.job_steps import STEPS, leave
from factcheck.app.ports import ArticleStore, Clock, JobStore, RenderReport
from factcheck.app.submit_article import JOB_LIFETIME, article_of
from factcheck.domain.errors import InvalidInputError, PayloadTooLargeError
from factcheck.domain.values import Article, JobProblem, Provenance, Report, Submission


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
            leave(self._jobs, job_id, "analyze")
            return
        article = article_of(submission, text, self._clock, _provenance(submission))
        if not self._jobs.advance(job_id, "analyze", 1, STEPS, article.header.id if submission.store else None):
            return
        if submission.fetched and submission.store:  # until it was fetched, nobody knew its id
            self._jobs.announce(job_id, article.header, article.header.received_at + JOB_LIFETIME)
        try:
            report = self._report(article, submission)
        except (InvalidInputError, PayloadTooLargeError) as error:
            self._jobs.fail(job_id, JobProblem(error.code, error.detail))  # another try would end the same way
            return
        overlay = bool(submission.evidence) or not submission.store
        self._deliver.queue(submission.callback_url, report, stored=submission.store)
        kept = self._render(report, stored=submission.store) if overlay else None
        self._jobs.complete(job_id, article.header.id if submission.store else None, kept)

    def _report(self, article: Article, submission: Submission) -> Report:
        stored = self._articles.load(article.header.id)
        if stored is not None:
            return self._analyze.report(stored, submission.evidence)
        return self._analyze(article, store=submission.store, evidence=submission.evidence).report


def _provenance(submission: Submission) -> Provenance:
    return Provenance.FETCHED if submission.fetched else Provenance.CALLER
