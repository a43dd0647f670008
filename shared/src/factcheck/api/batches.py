"""Queue and stream batches: the records that failed are reported and come again, the others do not."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from factcheck.bootstrap import container
from factcheck.domain.errors import FactcheckError
from factcheck.domain.values import Change, ChangeKind
from factcheck.observability import log_failure, logger

_SPARE_MS = 10_000
"""Of the change worker's time: what one more group of articles may take."""


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


class ApplyChanges(Protocol):
    """The use-case of the change worker."""

    def __call__(self, change: Change, /) -> None:
        """Apply one change."""

    def batch(self, changes: Sequence[Change], *, in_time: Callable[[], bool]) -> Mapping[int, FactcheckError]:
        """Apply several together; returns those that have to come again, by position."""


def apply_changes(event: dict[str, Any], apply: ApplyChanges, remaining_ms: Callable[[], int]) -> dict[str, Any]:
    """Apply the changes of a batch of the stream together; those that failed are reported and come again.

    Records that expired or were removed carry nothing to do. What cannot be read, and what nobody expected, must not
    hold up the others: then each record is tried on its own.

    Args:
        event: A batch of the change table's stream.
        apply: The use-case.
        remaining_ms: Until the function is stopped; what is not done some time before comes again.
    """
    records = [record for record in event["Records"] if record["dynamodb"].get("NewImage")]
    try:
        changes = [_change(DynamoDBRecord(record)) for record in records]
        failed = apply.batch(changes, in_time=lambda: remaining_ms() > _SPARE_MS)
    except Exception as error:  # noqa: BLE001 - the edge: one record that nobody expected is found by trying each
        _log(error, records=str(len(records)))
        return _partial(event, EventType.DynamoDBStreams, lambda record: _apply_one(record, apply))
    for code in sorted({reason.code for reason in failed.values()}):
        those = [position for position in sorted(failed) if failed[position].code == code]
        _log(failed[those[0]], article_id=changes[those[0]].article_id, changes=str(len(those)))
    return {"batchItemFailures": [_name(records[position]) for position in sorted(failed)]}


def _apply_one(record: DynamoDBRecord, apply: ApplyChanges) -> None:
    if record.dynamodb is None or not record.dynamodb.new_image:
        return
    try:
        apply(_change(record))
    except Exception as error:
        _log(error, sequence=record.dynamodb.sequence_number or "")
        raise


def _change(record: DynamoDBRecord) -> Change:
    image = (record.dynamodb and record.dynamodb.new_image) or {}
    return Change(image["article_id"], ChangeKind(image["kind"]), datetime.fromisoformat(image["at"]))


def _name(record: Mapping[str, Any]) -> dict[str, str]:
    return {"itemIdentifier": record["dynamodb"]["SequenceNumber"]}


def _partial(event: dict[str, Any], kind: EventType, process: Callable[[Any], None]) -> dict[str, Any]:
    # A processor remembers its batch, so each batch has its own. The runtime needs no exception to see that all failed.
    processor = BatchProcessor(event_type=kind, raise_on_entire_batch_failure=False)
    return dict(process_partial_response(event, record_handler=process, processor=processor))


def _log(error: Exception, **keys: str) -> None:
    if isinstance(error, FactcheckError):
        logger().warning("the record has to come again", extra={"code": error.code, **keys})
    else:
        log_failure("the record failed", error, **keys)
