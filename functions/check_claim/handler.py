"""One statement, one search or one page at a time; stores nothing."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from factcheck.api import http, queries
from factcheck.api.models import CheckClaimModel, ScoreSentencesModel
from factcheck.api.render import checked_claim_model, scored_sentences_model, search_model
from factcheck.bootstrap import container
from factcheck.observability import LambdaContext, observed

app = http.make_resolver(reads_bodies=True)


@app.endpoint("check_claim")
def check(body: CheckClaimModel) -> Response[str]:
    """Verdict and evidence for one statement."""
    checked = container().check_claim(
        body.claim,
        published_at=body.published_at,
        evidence=tuple(entry.value() for entry in body.evidence),
        caller=app.caller,
    )
    return http.json_answer(checked_claim_model(checked))


@app.endpoint("search_claims")
def search() -> Response[str]:
    """Claims and fact-checks nearest in meaning."""
    query, limit = queries.required_text(app, "q", queries.MAX_QUERY), queries.limit(app)
    since, until = queries.period(app)
    return http.json_answer(search_model(container().search_claims(query, limit=limit, since=since, until=until)))


@app.endpoint("score_sentences")
def score(body: ScoreSentencesModel) -> Response[str]:
    """Every sentence with its check-worthiness."""
    return http.json_answer(scored_sentences_model(body.text, container().score_sentences(body.text)))


@observed
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Entry point."""
    return app.resolve(event, context)
