"""POST /v1/articles: analyse now, or queue."""

from typing import Any, cast

from aws_lambda_powertools.event_handler import Response

from factcheck.api import http
from factcheck.api.models import SubmitArticleModel
from factcheck.api.render import article_path, job_model, job_path, report_json
from factcheck.bootstrap import container
from factcheck.domain.values import Job
from factcheck.observability import LambdaContext, observed

JOB_RETRY_SECONDS = "2"

app = http.make_resolver(reads_bodies=True)


@app.endpoint("submit_article")
def submit(body: SubmitArticleModel) -> Response[str]:
    """A report if the article is short enough to be read while the caller waits, else a job."""
    outcome = container().submit_article(
        body.submission(),
        caller=app.caller,
        respond_async=http.prefers_async(app),
        idempotency_key=http.idempotency_key(app),
        body_sha256=http.body_sha256(app.current_event),
    )
    if outcome.report is not None:
        text = report_json(outcome.report, stored=body.store)
        if not outcome.created:
            return http.json_answer(text)
        location = {"Location": article_path(outcome.report.article.header.id)} if body.store else {}
        return http.json_answer(text, 201, location)
    job = cast("Job", outcome.job)  # an outcome is one or the other
    headers = {"Location": job_path(job.id), "Retry-After": JOB_RETRY_SECONDS}
    return http.json_answer(job_model(job), 202, headers)


@observed
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Entry point."""
    return app.resolve(event, context)
