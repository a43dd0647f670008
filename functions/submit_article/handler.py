"""POST /v1/articles and /v1/articles/batch: analyse now, or queue."""

from typing import Any, cast

from aws_lambda_powertools.event_handler import Response
from pydantic import ValidationError

from factcheck.api import http
from factcheck.api.batch import batch_problem, read_batch, submission_of
from factcheck.api.models import BatchModel, BatchProblemModel, JobModel, SubmitArticleModel
from factcheck.api.problems import problem_of, problem_of_fields
from factcheck.api.render import article_path, job_model, job_path, report_json
from factcheck.bootstrap import container
from factcheck.domain.errors import FactcheckError
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


@app.endpoint("submit_articles")
def submit_many() -> Response[str]:
    """Every article on its own: one that cannot be taken keeps none of the others out."""
    entries = read_batch(http.read_json(app.current_event))
    key = http.idempotency_key(app)
    jobs = [_queue(entry, None if key is None else f"{key} #{number}") for number, entry in enumerate(entries)]
    return http.json_answer(BatchModel(jobs=jobs), 202)


def _queue(entry: object, key: str | None) -> JobModel | BatchProblemModel:
    try:
        outcome = container().submit_article(
            submission_of(entry),
            caller=app.caller,
            respond_async=True,
            idempotency_key=key,
            body_sha256=http.value_sha256(entry),
        )
    except FactcheckError as error:
        return batch_problem(problem_of(error))
    except ValidationError as error:
        return batch_problem(problem_of_fields(error.errors()))
    return job_model(cast("Job", outcome.job))


@observed
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Entry point."""
    return app.resolve(event, context)
