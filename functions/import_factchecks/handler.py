"""POST /v1/factchecks: published fact-checks in schema.org's form."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from factcheck.api import http
from factcheck.api.claimreview import read_feed
from factcheck.api.models import ImportedModel, RejectedModel
from factcheck.bootstrap import container
from factcheck.observability import LambdaContext, observed

_PORTION_MS = 12_000
"""What a portion may take, with a store behind it that is slow."""

app = http.make_resolver()


@app.endpoint("import_factchecks")
def import_factchecks() -> Response[str]:
    """How many were new; a review that cannot be used keeps none of the others out."""
    reviews, rejected = read_feed(http.read_json_value(app.current_event))
    left = app.lambda_context.get_remaining_time_in_millis
    outcome = container().import_factchecks(reviews, in_time=lambda: left() > _PORTION_MS)
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
