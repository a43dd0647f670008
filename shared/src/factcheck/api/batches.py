"""Queue and stream batches: each record on its own, those that failed are reported and come again."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from factcheck.bootstrap import container
from factcheck.domain.errors import FactcheckError
from factcheck.domain.values import Change, ChangeKind
from factcheck.observability import log_failure, logger


def run_jobs(event: dict[str, Any], run: Callable[[str], None]) -> dict[str, Any]:
    """Run the job that each message names (`{"job_id": …}`).

    A job whose message was delivered too often is given up; the message goes on to the dead-letter queue.
    """

    def process(record: SQSRecord) -> None:
        job_id = str(json.loads(record.body)["job_id"])
        try:
            run(job_id)
        except Exception as error:
            _log(error, job_id=job_id, receives=record.attributes.approximate_receive_count or "1")
            if int(record.attributes.approximate_receive_count or 1) >= container().settings.max_receives:
                container().abandon_job(job_id)
            raise

    return _partial(event, EventType.SQS, process)


def apply_changes(event: dict[str, Any], apply: Callable[[Change], None]) -> dict[str, Any]:
    """Apply each change of the stream; records that expired or were removed carry nothing to do."""

    def process(record: DynamoDBRecord) -> None:
        image = record.dynamodb.new_image if record.dynamodb else None
        if not image:
            return
        change = Change(image["article_id"], ChangeKind(image["kind"]), datetime.fromisoformat(image["at"]))
        try:
            apply(change)
        except Exception as error:
            _log(error, article_id=change.article_id, change=change.kind.value)
            raise

    return _partial(event, EventType.DynamoDBStreams, process)


def _partial(event: dict[str, Any], kind: EventType, process: Callable[[Any], None]) -> dict[str, Any]:
    # A processor remembers its batch, so each batch has its own. The runtime needs no exception to see that all failed.
    processor = BatchProcessor(event_type=kind, raise_on_entire_batch_failure=False)
    return dict(process_partial_response(event, record_handler=process, processor=processor))


def _log(error: Exception, **keys: str) -> None:
    if isinstance(error, FactcheckError):
        logger().warning("the record has to come again", extra={"code": error.code, **keys})
    else:
        log_failure("the record failed", error, **keys)
