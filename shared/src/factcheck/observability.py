"""Logs and metrics. Everything is made on first use; no article text goes into either.

A log line is key-value JSON. What is logged of an exception is its type and where it was raised: messages of foreign
exceptions can hold the text that was being worked on.
"""

import functools
import traceback
from collections.abc import Callable
from typing import Any, Protocol, TypeAlias

from aws_lambda_powertools import Logger

SERVICE = "factcheck"
LOCAL_STAGE = "local"
"""The stage of a laptop: nobody reads metrics there, so none are written."""

_counting = [False]

Event: TypeAlias = dict[str, Any]


class LambdaContext(Protocol):
    """What is used of the context that Lambda passes."""

    @property
    def aws_request_id(self) -> str:
        """Id of the invocation."""

    @property
    def function_name(self) -> str:
        """Name of the function."""

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the function is stopped."""


Handler: TypeAlias = Callable[[Event, LambdaContext], dict[str, Any]]


@functools.cache
def logger() -> Logger:
    """The one logger; its level comes from `configure`, before that from Powertools' own variables."""
    return Logger(service=SERVICE, utc=True, use_rfc3339=True)


def configure(*, stage: str, level: str) -> None:
    """Set the level and the name of the deployment; called by the composition root."""
    logger().setLevel(level)
    logger().append_keys(stage=stage)
    _counting[0] = stage != LOCAL_STAGE


def log_failure(message: str, error: BaseException, **keys: object) -> None:
    """Log an unexpected exception: its type and its frames, never its message."""
    frames = [
        f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)
    ]
    logger().error(message, extra={"error": type(error).__name__, "frames": frames, **keys})


def count_request(route: str, *, failed: bool, milliseconds: float) -> None:
    """Write the metrics of one answered request (CloudWatch embedded metric format; milliseconds, counts)."""
    if not _counting[0]:
        return
    from aws_lambda_powertools.metrics import Metrics, MetricUnit  # noqa: PLC0415

    metrics = Metrics(namespace=SERVICE, service=SERVICE)
    metrics.add_dimension("route", route)
    metrics.add_metric("Latency", MetricUnit.Milliseconds, milliseconds)
    metrics.add_metric("Failed", MetricUnit.Count, int(failed))
    metrics.flush_metrics()


def count_feed(*, failed: bool, imported: int) -> None:
    """Write the metrics of one feed that was fetched on the schedule."""
    if not _counting[0]:
        return
    from aws_lambda_powertools.metrics import Metrics, MetricUnit  # noqa: PLC0415

    metrics = Metrics(namespace=SERVICE, service=SERVICE)
    metrics.add_metric("FeedFailed", MetricUnit.Count, int(failed))
    metrics.add_metric("FactChecksImported", MetricUnit.Count, imported)
    metrics.flush_metrics()


def observed(handler: Handler) -> Handler:
    """Give every log line of an invocation its ids, and log what escapes the handler."""

    @functools.wraps(handler)
    def run(event: Event, context: LambdaContext) -> dict[str, Any]:
        log = logger()
        # Thread-safe keys: the local service runs several functions in one process.
        log.thread_safe_clear_keys()
        log.thread_safe_append_keys(function=context.function_name, invocation=context.aws_request_id)
        try:
            return handler(event, context)
        except Exception as error:
            log_failure("the handler failed", error)
            raise
        finally:
            log.thread_safe_clear_keys()

    return run
