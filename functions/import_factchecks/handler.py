"""Published fact-checks in schema.org's form: POST /v1/factchecks, and publishers' feeds on a schedule."""

from dataclasses import asdict
from typing import Any

from aws_lambda_powertools.event_handler import Response

from factcheck.api import http
from factcheck.api.claimreview import read_feed
from factcheck.api.models import ImportedModel, RejectedModel
from factcheck.bootstrap import container
from factcheck.observability import LambdaContext, count_feed, logger, observed

_SCHEDULE = "aws.events"
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
    """Entry point: a request, or the schedule's event."""
    if event.get("source") == _SCHEDULE:
        return _import_feeds(context)
    return app.resolve(event, context)


def _import_feeds(context: LambdaContext) -> dict[str, Any]:
    outcomes = container().import_feeds(in_time=lambda: context.get_remaining_time_in_millis() > _PORTION_MS)
    for outcome in outcomes:
        told = asdict(outcome)
        if outcome.problem is None:
            logger().info("a feed was imported", extra=told)
        else:
            logger().warning("a feed could not be imported", extra=told)
        count_feed(failed=outcome.problem is not None, imported=outcome.imported)
    return {"feeds": [asdict(outcome) for outcome in outcomes]}
