"""Brings the verdicts of stored claims up to date when an article arrives or goes."""

from typing import Any

from factcheck.api.batches import apply_changes
from factcheck.bootstrap import container
from factcheck.observability import LambdaContext, observed


@observed
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Entry point: a batch of the change table's stream."""
    return apply_changes(event, container().cross_check, context.get_remaining_time_in_millis)
