"""Everything that is only read: reports, jobs, claims, health, the API's description. Loads no model.

What an answer is made with is imported when it is made: a cold start pays for what it is asked and nothing else.
"""
# ruff: noqa: PLC0415

from typing import Any

from aws_lambda_powertools.event_handler import Response

from factcheck.api import http
from factcheck.bootstrap import container
from factcheck.observability import LambdaContext, observed

JOB_RETRY_SECONDS = "2"

app = http.make_resolver()


@app.endpoint("read_article")
def read_article(id: str) -> Response[str]:  # noqa: A002 - the contract's name
    """The report as it stands now, as JSON or as a page; while it is being made, with its job's status."""
    from factcheck.domain.values import JobStatus

    report = container().read_report.report(id, caller=app.caller)
    if http.wants_html(app.header("accept")):
        from factcheck.api.page import page_answer

        answer = page_answer(report)
    else:
        from factcheck.api.render import report_json

        answer = http.json_answer(report_json(report))
    if report.status in {JobStatus.QUEUED, JobStatus.RUNNING}:
        answer.headers["Retry-After"] = JOB_RETRY_SECONDS
    return http.conditional(app, answer)


@app.endpoint("read_job")
def read_job(id: str) -> Response[str]:  # noqa: A002
    """A job; while it runs, with the seconds after which to ask again."""
    from factcheck.api.render import job_model
    from factcheck.domain.values import JobStatus

    job, kept_report = container().read_report.job(id, caller=app.caller)
    running = job.status in {JobStatus.QUEUED, JobStatus.RUNNING}
    return http.json_answer(job_model(job, kept_report), headers={"Retry-After": JOB_RETRY_SECONDS} if running else {})


@app.endpoint("cancel_job")
def cancel_job(id: str) -> Response[str]:  # noqa: A002
    """Stop a job and drop what it was given."""
    container().read_report.cancel(id, caller=app.caller)
    return http.empty_answer(204)


@app.endpoint("read_claim")
def read_claim(id: str) -> Response[str]:  # noqa: A002
    """One claim with its evidence and history."""
    from factcheck.api.render import dossier_model

    return http.json_answer(dossier_model(container().read_report.claim(id, caller=app.caller)))


@app.endpoint("read_claimreview")
def read_claimreview(id: str) -> Response[str]:  # noqa: A002
    """The claims with a verdict, as others may publish them."""
    from factcheck.api.reviews import reviews_json
    from factcheck.api.routes import LD_JSON

    report = container().read_report.article(id, caller=app.caller)
    return http.conditional(app, Response(200, LD_JSON, reviews_json(report, http.base_url(app))))


@app.endpoint("list_articles")
def list_articles() -> Response[str]:
    """A page of the common store, newest first."""
    from factcheck.api import queries
    from factcheck.api.models import outlet_name
    from factcheck.api.render import articles_model

    given, limit = queries.text(app, "source", queries.MAX_SOURCE), queries.limit(app)
    source = None if given is None else outlet_name(given)
    since, until = queries.period(app)
    asked = (source, since, until)
    after = queries.cursor(app, *asked)
    reports, position = container().list_articles(source=source, since=since, until=until, after=after, limit=limit)
    further = None if position is None else queries.sealed(position, *asked)
    return http.json_answer(articles_model(reports, further))


@app.endpoint("read_source")
def read_source(domain: str) -> Response[str]:
    """An outlet's record."""
    from urllib.parse import unquote

    from factcheck.api.models import outlet_name
    from factcheck.api.render import source_model

    return http.json_answer(source_model(container().read_source(outlet_name(unquote(domain)))))


@app.endpoint("health")
def health() -> Response[str]:
    """Liveness and versions."""
    from factcheck.api.health import health_json

    return http.json_answer(health_json(container().versions))


@app.endpoint("openapi")
def openapi() -> Response[str]:
    """The committed document, as it is."""
    from factcheck.api.docs import openapi_answer

    return openapi_answer()


@app.endpoint("docs")
def docs() -> Response[str]:
    """The documentation as a page."""
    from factcheck.api.docs import docs_answer

    return docs_answer()


@observed
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Entry point."""
    return app.resolve(event, context)
