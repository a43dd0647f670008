"""What the cloud's event source mappings do, as threads: queue and stream come in, worker functions are called.

Both pumps deliver at least once. A queue message leaves the queue only after its function succeeded; the position in
the stream is stored only after the change behind it was handled. A process killed at any point goes on where it was.
"""

import base64
import json
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

from factcheck.local.environments import Event, Invoker
from factcheck.local.queue import Message

if TYPE_CHECKING:
    from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient

_log = logging.getLogger("local.workers")  # not under "factcheck", whose lines are the functions' JSON

IDLE_SECONDS = 0.1
LONGEST_IDLE_SECONDS = 0.2
"""A look at an empty stream costs 1.7 ms, so five a second are 1 % of a core; a change waits at most this long."""
WORKER_TIMEOUT_SECONDS = 900.0


class Worker(threading.Thread):
    """Calls `step` until it is told to stop; waits between calls that found nothing to do, longer after errors."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self._stopping = threading.Event()
        self._turn = threading.Condition()
        self._steps_begun = 0
        self._idle_since = -1

    def step(self) -> bool:
        """Do what there is to do; True if there may be more at once."""
        raise NotImplementedError

    def run(self) -> None:
        """The thread's life."""
        idle, failures = IDLE_SECONDS, 0
        while not self._stopping.is_set():
            self._steps_begun += 1
            try:
                busy = self.step()
                failures = 0
                if not busy:
                    with self._turn:
                        self._idle_since = self._steps_begun
                        self._turn.notify_all()
            except Exception as error:  # noqa: BLE001 - the edge: a worker outlives whatever its surroundings do
                failures += 1
                busy, idle = False, IDLE_SECONDS
                if not self._stopping.is_set():
                    _log.log(
                        logging.DEBUG if failures == 1 else logging.WARNING,
                        "%s: %s: %s (failure %d in a row)", self.name, type(error).__name__, error, failures,
                    )  # fmt: skip
            if busy:
                idle = IDLE_SECONDS
                continue
            self._stopping.wait(backoff_seconds(failures) if failures else idle)
            idle = min(idle * 1.2, LONGEST_IDLE_SECONDS)

    def wait_until_idle(self, seconds: float) -> bool:
        """Wait for a step that began after this call and found nothing to do. False if there is none in time."""
        with self._turn:
            begun = self._steps_begun
            return self._turn.wait_for(lambda: self._idle_since > begun, seconds)

    def stop(self) -> None:
        """Ask the thread to end after the step in hand."""
        self._stopping.set()


def backoff_seconds(failures: int, first: float = 0.25, longest: float = 10.0) -> float:
    """How long to wait after so many failures in a row: doubling, with an upper end."""
    return min(first * 2.0 ** min(failures - 1, 30), longest)


# The job queue


class MessageQueue(Protocol):
    """The consuming end of a queue."""

    def receive(self, limit: int) -> Sequence[Message]:
        """Take up to `limit` visible messages; they stay hidden until deleted or made visible."""

    def delete(self, receipt: str) -> None:
        """The message is done."""

    def retry_in(self, receipt: str, seconds: float) -> None:
        """Make the message visible again after a while."""

    def bury(self, receipt: str) -> None:
        """Move the message to the dead letters."""


class QueuePump(Worker):
    """Feeds one queue to one function, like an SQS event source mapping with partial batch responses."""

    def __init__(
        self,
        function: str,
        messages: MessageQueue,
        invoker: Invoker,
        *,
        batch_size: int = 1,
        max_receives: int = 5,
        retry_seconds: float = 2.0,
    ) -> None:
        super().__init__(f"queue-{function}")
        self._function = function
        self._messages = messages
        self._invoker = invoker
        self._batch_size = batch_size
        self._max_receives = max_receives
        self._retry_seconds = retry_seconds

    def step(self) -> bool:
        """Deliver one batch."""
        batch = self._messages.receive(self._batch_size)
        if not batch:
            return False
        failed = failed_items(
            self._invoker.submit(self._function, queue_event(self._function, batch), WORKER_TIMEOUT_SECONDS),
            [delivery.message_id for delivery in batch],
            self._function,
        )
        for delivery in batch:
            if delivery.message_id not in failed:
                self._messages.delete(delivery.receipt)
            elif delivery.receives >= self._max_receives:
                _log.error("%s: message %s failed %d times, moved to the dead letters",
                           self._function, delivery.message_id, delivery.receives)  # fmt: skip
                self._messages.bury(delivery.receipt)
            else:
                self._messages.retry_in(delivery.receipt, backoff_seconds(delivery.receives, self._retry_seconds, 60.0))
        return True


def queue_event(function: str, batch: Sequence[Message]) -> Event:
    """The SQS event for a batch."""
    return {
        "Records": [
            {
                "messageId": delivery.message_id,
                "receiptHandle": delivery.receipt,
                "body": delivery.body,
                "attributes": {
                    "ApproximateReceiveCount": str(delivery.receives),
                    "SentTimestamp": str(int(delivery.sent_at.timestamp() * 1000)),
                    "SenderId": "local",
                    "ApproximateFirstReceiveTimestamp": str(int(delivery.sent_at.timestamp() * 1000)),
                },
                "messageAttributes": {},
                "md5OfBody": "",
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:local:123456789012:{function}",
                "awsRegion": "local",
            }
            for delivery in batch
        ],
    }


def failed_items(running: Any, identifiers: Sequence[str], function: str) -> set[str]:  # noqa: ANN401 - a Future
    """Which records of a batch were not handled: those that the function names, or all if it raised.

    A name that is not in the batch counts as failure of the whole batch, as it does in Lambda.
    """
    try:
        result = running.result()
    except Exception:  # noqa: BLE001 - the edge: a raised batch is a failed batch
        _log.exception("%s failed", function)
        return set(identifiers)
    failures = (result.get("batchItemFailures") or []) if isinstance(result, Mapping) else []
    known = set(identifiers)
    named = {str(entry.get("itemIdentifier") or "") for entry in failures}
    return named if known.issuperset(named) else known


# The change stream


class Checkpoints(Protocol):
    """Keeps small values across restarts; a value is on disk when `set` returns."""

    def get(self, key: str) -> str | None:
        """The value, or None."""

    def set(self, key: str, value: str) -> None:
        """Replace the value."""


@dataclass(frozen=True, slots=True)
class StreamBatch:
    """Records of one shard in order. `shard` names it for `ChangeStream.done`."""

    shard: str
    records: tuple[Event, ...]


class ChangeStream(Protocol):
    """Reads a table's stream from a durable position."""

    def read(self) -> StreamBatch | None:
        """The records after the last that was marked done; None if there are none now."""

    def done(self, shard: str, sequence_number: str) -> None:
        """Go on after this record from now on, also after a restart."""


class ChangePump(Worker):
    """Feeds the change stream to one function in order, like a stream's event source mapping."""

    def __init__(
        self,
        function: str,
        stream: ChangeStream,
        invoker: Invoker,
        *,
        max_attempts: int = 50,
        given_up: Callable[[str], None] = lambda _: None,
    ) -> None:
        super().__init__(f"stream-{function}")
        self._given_up = given_up
        self._function = function
        self._stream = stream
        self._invoker = invoker
        self._max_attempts = max_attempts
        self._attempts: dict[tuple[str, str], int] = {}

    def step(self) -> bool:
        """Deliver one batch; a failed record holds back those behind it.

        Raises:
            ChangeRetryError: a record failed and is to be delivered again.
        """
        batch = self._stream.read()
        if batch is None:
            return False
        numbers = [str(record["dynamodb"]["SequenceNumber"]) for record in batch.records]
        event = {"Records": list(batch.records)}
        running = self._invoker.submit(self._function, event, WORKER_TIMEOUT_SECONDS)
        failed = failed_items(running, numbers, self._function)
        first_failed = next((i for i, number in enumerate(numbers) if number in failed), len(numbers))
        if first_failed > 0:
            self._stream.done(batch.shard, numbers[first_failed - 1])
            self._attempts.clear()
        if first_failed == len(numbers):
            return True
        self._count_failure(batch.shard, batch.records[first_failed])
        return True

    def _count_failure(self, shard: str, record: Event) -> None:
        number = str(record["dynamodb"]["SequenceNumber"])
        attempts = self._attempts[shard, number] = self._attempts.get((shard, number), 0) + 1
        if attempts < self._max_attempts:
            raise ChangeRetryError(f"change {number} failed, attempt {attempts}")
        _log.error("change %s failed %d times, moved to the dead letters", number, attempts)
        self._given_up(json.dumps(record, default=str))
        self._stream.done(shard, number)
        self._attempts.clear()


class ChangeRetryError(Exception):
    """A change was not handled and comes again after a pause."""


class DynamoChangeStream:
    """The stream of one table through the DynamoDB Streams API, shard after shard, parents before children.

    Args:
        client: made with parameter validation off: the embedded engine's shard ids can be shorter than boto3 allows.
        stream_arn: of the table's latest stream.
        checkpoints: where the position is kept.
    """

    _SHARD_CLOSED = "closed"
    _LOOK_FOR_SHARDS_EVERY = 50  # empty reads, about ten seconds

    def __init__(
        self, client: "DynamoDBStreamsClient", stream_arn: str, checkpoints: Checkpoints, *, limit: int = 250
    ) -> None:
        self._client = client
        self._arn = stream_arn
        self._checkpoints = checkpoints
        self._limit = limit
        self._iterators: dict[str, str] = {}
        self._shards: list[str] = []
        self._reads = 0
        self._pending: tuple[str, str | None] | None = None

    def read(self) -> StreamBatch | None:
        """The next records of the first shard that has some."""
        if not self._shards or self._reads >= self._LOOK_FOR_SHARDS_EVERY:
            self._shards, self._reads = self._open_shards(), 0
        self._reads += 1
        for shard in list(self._shards):
            batch = self._read_shard(shard)
            if batch is not None:
                return batch
        return None

    def done(self, shard: str, sequence_number: str) -> None:
        """Store the position; the next read starts behind it."""
        self._checkpoints.set(self._key(shard), sequence_number)
        self._iterators.pop(shard, None)
        pending, self._pending = self._pending, None
        last, following = pending or (None, None)
        if following and sequence_number == last:
            self._iterators[shard] = following

    def _read_shard(self, shard: str) -> StreamBatch | None:
        # An iterator is taken out before use: unless the records in hand are marked done, the stored position rules.
        iterator = self._iterators.pop(shard, None) or self._iterator(shard)
        answer = self._client.get_records(ShardIterator=iterator, Limit=self._limit)
        following = answer.get("NextShardIterator")
        records = answer["Records"]
        if records:
            last = str(records[-1]["dynamodb"]["SequenceNumber"])
            self._pending = (last, following)
            return StreamBatch(shard, tuple(stream_record(record, self._arn) for record in records))
        if following:
            self._iterators[shard] = following
        else:
            self._checkpoints.set(self._key(shard), self._SHARD_CLOSED)
            self._shards.remove(shard)
        return None

    def _iterator(self, shard: str) -> str:
        position = self._checkpoints.get(self._key(shard))
        if position:
            try:
                return self._client.get_shard_iterator(
                    StreamArn=self._arn,
                    ShardId=shard,
                    ShardIteratorType="AFTER_SEQUENCE_NUMBER",
                    SequenceNumber=position,
                )["ShardIterator"]
            except self._client.exceptions.TrimmedDataAccessException:
                _log.warning("the stream no longer reaches back to the stored position; starting at its oldest record")
        return self._client.get_shard_iterator(StreamArn=self._arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")[
            "ShardIterator"
        ]

    def _open_shards(self) -> list[str]:
        """Shards that are not read to their end, parents first; a child waits until its parent is."""
        parents: dict[str, str | None] = {}
        start: dict[str, str] = {}
        while True:
            found = self._client.describe_stream(StreamArn=self._arn, **start)["StreamDescription"]  # type: ignore[arg-type]
            parents |= {shard["ShardId"]: shard.get("ParentShardId") for shard in found.get("Shards", [])}
            last = found.get("LastEvaluatedShardId")
            if not last:
                break
            start = {"ExclusiveStartShardId": last}
        unread = [shard for shard in parents if self._checkpoints.get(self._key(shard)) != self._SHARD_CLOSED]
        return [shard for shard in unread if parents[shard] not in unread]

    def _key(self, shard: str) -> str:
        return f"stream:{self._arn}:{shard}"


def stream_record(record: Mapping[str, Any], stream_arn: str) -> Event:
    """A record as it stands in a Lambda event: epoch seconds and base64 in the place of Python's types."""
    return {**_plain(record), "eventSourceARN": stream_arn}


def _plain(value: object) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(inner) for inner in value]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, datetime):
        return value.astimezone(UTC).timestamp()
    return value
