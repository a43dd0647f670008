"""POST /v1/factchecks: published fact-checks in schema.org's form."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from factcheck.api import http
from factcheck.api.claimreview import read_feed
from factcheck.api.models import ImportedModel, RejectedModel
from factcheck.bootstrap import container
from factcheck.observability import LambdaContext, observed

app = http.make_resolver()


@app.endpoint("import_factchecks")
def import_factchecks() -> Response[str]:
    """How many were new; a review that cannot be used keeps none of the others out."""
    reviews, rejected = read_feed(http.read_json_value(app.current_event))
    outcome = container().import_factchecks(reviews)
    return http.json_answer(
        ImportedModel(
            imported=outcome.imported,
            unchanged=outcome.unchanged,
            rejected=[RejectedModel(index=r.index, reason=r.reason) for r in rejected],
        )
    )


@observed
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Entry point."""
    return app.resolve(event, context)
