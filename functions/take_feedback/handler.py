"""POST /v1/feedback: what readers say is wrong. Loads no model."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from factcheck.api import http
from factcheck.api.models import FeedbackModel, FeedbackTakenModel
from factcheck.bootstrap import container
from factcheck.observability import LambdaContext, observed

app = http.make_resolver(reads_bodies=True)


@app.endpoint("take_feedback")
def take(body: FeedbackModel) -> Response[str]:
    """Kept for the operator; changes nothing by itself."""
    taken = container().take_feedback(body.claim_id, body.kind, body.comment or None, caller=app.caller)
    return http.json_answer(FeedbackTakenModel(id=taken.id, claim_id=taken.claim_id, kind=taken.kind), 202)


@observed
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Entry point."""
    return app.resolve(event, context)
