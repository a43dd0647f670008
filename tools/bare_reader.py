"""What a cold start that reads the database is compared with: Powertools, one route, one item, nothing else."""

import os
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from botocore.session import get_session

app = APIGatewayHttpResolver()
logger = Logger(service="bare")
client = get_session().create_client("dynamodb", endpoint_url=os.environ["FACTCHECK_DYNAMODB_ENDPOINT"])


@app.get("/v1/articles/<id>")
def read(id: str) -> dict[str, Any]:  # noqa: A002 - the name in the route
    """The one route."""
    found = client.get_item(TableName=os.environ["FACTCHECK_MAIN_TABLE"], Key={"PK": {"S": id}, "SK": {"S": "META"}})
    return {"found": "Item" in found}


def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401
    """Entry point."""
    logger.info("answered")
    return app.resolve(event, context)
