"""DELETE /v1/articles/{id}: takes an article out of the store. Loads no model."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from factcheck.api import http
from factcheck.bootstrap import container
from factcheck.observability import LambdaContext, observed

app = http.make_resolver()


@app.endpoint("withdraw_article")
def withdraw(id: str) -> Response[str]:  # noqa: A002 - the contract's name
    """Invisible from now on; the change worker undoes what it weighed."""
    container().withdraw_article(id, caller=app.caller)
    return http.empty_answer(204)


@observed
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Entry point."""
    return app.resolve(event, context)
