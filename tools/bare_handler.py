"""What a cold start is compared with: Powertools, one route, nothing else."""

from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

app = APIGatewayHttpResolver()
logger = Logger(service="bare")


@app.get("/health")
def health() -> dict[str, str]:
    """The one route."""
    return {"status": "ok"}


def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401
    """Entry point."""
    logger.info("answered")
    return app.resolve(event, context)
