"""Analyses queued articles."""

from typing import Any

from factcheck.api.batches import run_jobs
from factcheck.bootstrap import container
from factcheck.observability import LambdaContext, observed


@observed
def lambda_handler(event: dict[str, Any], _: LambdaContext) -> dict[str, Any]:
    """Entry point: a batch of queue messages, each the id of a job."""
    return run_jobs(event, container().analyze_job)
