"""The pumps deliver at least once: what failed comes again, and the position moves only behind what was handled."""

import json
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from factcheck.local.queue import Message
from factcheck.local.workers import (
    ChangePump,
    ChangeRetryError,
    DynamoChangeStream,
    QueuePump,
    StreamBatch,
    Worker,
    backoff_seconds,
    stream_record,
)

NOW = datetime(2031, 9, 19, 11, 30, tzinfo=UTC)


class Function:
    """A function that notes its events; `answer` makes its result."""

    def __init__(self, answer: Callable[[dict[str, Any]], Any] = lambda _: {"batchItemFailures": []}) -> None:
        self.answer = answer
        self.events: list[dict[str, Any]] = []

    def submit(self, function: str, event: dict[str, Any], timeout_seconds: float) -> "Future[Any]":
        self.events.append(event)
        future: Future[Any] = Future()
        try:
            future.set_result(self.answer(event))
        except Exception as error:  # noqa: BLE001 - the future carries it
            future.set_exception(error)
        return future


def failing(*identifiers: str) -> Callable[[dict[str, Any]], Any]:
    return lambda _: {"batchItemFailures": [{"itemIdentifier": i} for i in identifiers]}


def raising(_: dict[str, Any]) -> None:
    raise RuntimeError("broken")


class FakeQueue:
    """A queue that keeps its messages and notes what became of them."""

    def __init__(self, *bodies: str) -> None:
        self.waiting = [Message(f"m{i}", f"r{i}", body, 1, NOW) for i, body in enumerate(bodies)]
        self.deleted: list[str] = []
        self.retried: list[tuple[str, float]] = []
        self.buried: list[str] = []

    def receive(self, limit: int) -> Sequence[Message]:
        taken, self.waiting = self.waiting[:limit], self.waiting[limit:]
        return taken

    def delete(self, receipt: str) -> None:
        self.deleted.append(receipt)

    def retry_in(self, receipt: str, seconds: float) -> None:
        self.retried.append((receipt, seconds))

    def bury(self, receipt: str) -> None:
        self.buried.append(receipt)


def test_handled_message_leaves_the_queue():
    queue, function = FakeQueue("job_a"), Function()

    assert QueuePump("analyze_article", queue, function).step()

    assert queue.deleted == ["r0"]
    record = function.events[0]["Records"][0]
    assert (record["body"], record["eventSource"], record["attributes"]["ApproximateReceiveCount"]) == (
        "job_a",
        "aws:sqs",
        "1",
    )


def test_only_the_failed_messages_of_a_batch_come_again():
    queue = FakeQueue("job_a", "job_b", "job_c")

    QueuePump("analyze_article", queue, Function(failing("m1")), batch_size=3).step()

    assert queue.deleted == ["r0", "r2"]
    assert queue.retried == [("r1", 2.0)]


def test_every_message_of_a_batch_comes_again_when_the_function_raises():
    queue = FakeQueue("job_a", "job_b")

    QueuePump("analyze_article", queue, Function(raising), batch_size=2).step()

    assert queue.deleted == []
    assert [receipt for receipt, _ in queue.retried] == ["r0", "r1"]


def test_unknown_name_among_the_failures_fails_the_batch():
    queue = FakeQueue("job_a")

    QueuePump("analyze_article", queue, Function(failing("somebody-else"))).step()

    assert queue.deleted == []
    assert len(queue.retried) == 1


def test_message_that_failed_too_often_goes_to_the_dead_letters():
    queue = FakeQueue("job_a")
    queue.waiting = [replace(queue.waiting[0], receives=5)]

    QueuePump("analyze_article", queue, Function(failing("m0")), max_receives=5).step()

    assert queue.buried == ["r0"]
    assert queue.retried == []


def test_pauses_between_deliveries_grow():
    assert [backoff_seconds(n, 2.0, 60.0) for n in (1, 2, 3, 9)] == [2.0, 4.0, 8.0, 60.0]


def test_empty_queue_calls_nothing():
    function = Function()

    assert not QueuePump("analyze_article", FakeQueue(), function).step()

    assert function.events == []


# The change stream


def change(number: int) -> dict[str, Any]:
    return {"eventID": str(number), "dynamodb": {"SequenceNumber": str(number)}}


class FakeStream:
    """Changes in order; `position` is what a restart would find."""

    def __init__(self, *numbers: int) -> None:
        self.numbers = numbers
        self.position = 0
        self.marked: list[int] = []

    def read(self) -> StreamBatch | None:
        behind = tuple(change(n) for n in self.numbers if n > self.position)
        return StreamBatch("shard", behind) if behind else None

    def done(self, shard: str, sequence_number: str) -> None:
        self.position = int(sequence_number)
        self.marked.append(self.position)


def test_changes_arrive_in_order_and_the_position_follows():
    stream, function = FakeStream(1, 2, 3), Function()

    ChangePump("cross_check", stream, function).step()

    assert [record["dynamodb"]["SequenceNumber"] for record in function.events[0]["Records"]] == ["1", "2", "3"]
    assert stream.marked == [3]


def test_position_is_not_stored_before_the_function_has_answered():
    stream = FakeStream(1)
    positions: list[int] = []

    def look(_: dict[str, Any]) -> dict[str, Any]:
        positions.append(stream.position)
        return {"batchItemFailures": []}

    ChangePump("cross_check", stream, Function(look)).step()

    assert positions == [0]
    assert stream.position == 1


def test_failed_change_holds_back_those_behind_it_and_comes_again():
    stream, function = FakeStream(1, 2, 3), Function(failing("2"))
    pump = ChangePump("cross_check", stream, function)

    with pytest.raises(ChangeRetryError):
        pump.step()
    assert stream.position == 1

    function.answer = failing()
    pump.step()
    assert [record["dynamodb"]["SequenceNumber"] for record in function.events[1]["Records"]] == ["2", "3"]
    assert stream.position == 3


def test_nothing_is_marked_done_when_the_function_raises():
    stream = FakeStream(1, 2)

    with pytest.raises(ChangeRetryError):
        ChangePump("cross_check", stream, Function(raising)).step()

    assert stream.marked == []


def test_change_that_never_succeeds_ends_among_the_dead_letters():
    stream, lost = FakeStream(1, 2), []
    pump = ChangePump("cross_check", stream, Function(failing("1")), max_attempts=3, given_up=lost.append)

    for _ in range(2):
        with pytest.raises(ChangeRetryError):
            pump.step()
    pump.step()

    assert stream.position == 1
    assert [json.loads(record) for record in lost] == [change(1)]


class DictCheckpoints(dict[str, str]):
    """Checkpoints in memory."""

    def set(self, key: str, value: str) -> None:
        self[key] = value


class FakeStreamsClient:
    """DynamoDB Streams in memory: shards with their parent and records; an open shard never ends."""

    class exceptions:  # noqa: N801 - botocore's name
        class TrimmedDataAccessException(Exception):  # noqa: N818 - botocore's name
            pass

    def __init__(self) -> None:
        self.shards: dict[str, tuple[str | None, list[int], bool]] = {}
        self.oldest = 0

    def describe_stream(self, **_: object) -> dict[str, Any]:
        shards = [
            {"ShardId": name, **({"ParentShardId": parent} if parent else {})}
            for name, (parent, _, _) in self.shards.items()
        ]
        return {"StreamDescription": {"Shards": shards}}

    def get_shard_iterator(self, *, ShardId: str, SequenceNumber: str = "0", **_: object) -> dict[str, str]:  # noqa: N803
        if 0 < int(SequenceNumber) < self.oldest:
            raise self.exceptions.TrimmedDataAccessException
        return {"ShardIterator": f"{ShardId}/{SequenceNumber}"}

    def get_records(self, *, ShardIterator: str, Limit: int) -> dict[str, Any]:  # noqa: N803
        shard, _, position = ShardIterator.partition("/")
        _, numbers, is_open = self.shards[shard]
        found = [n for n in numbers if n > int(position) and n >= self.oldest][:Limit]
        last = found[-1] if found else int(position)
        exhausted = not is_open and not [n for n in numbers if n > last]
        following = {} if exhausted else {"NextShardIterator": f"{shard}/{last}"}
        return {"Records": [change(n) for n in found], **following}


def drain(stream: DynamoChangeStream, reads: int = 10) -> list[str]:
    seen: list[str] = []
    for _ in range(reads):
        batch = stream.read()
        if batch:
            numbers = [record["dynamodb"]["SequenceNumber"] for record in batch.records]
            seen += numbers
            stream.done(batch.shard, numbers[-1])
    return seen


def test_stream_is_read_from_its_oldest_record_and_goes_on_from_the_checkpoint_after_a_restart():
    client, checkpoints = FakeStreamsClient(), DictCheckpoints()
    client.shards["s"] = (None, [1, 2, 3], True)
    assert drain(DynamoChangeStream(client, "arn", checkpoints, limit=2)) == ["1", "2", "3"]

    client.shards["s"][1].append(4)

    assert drain(DynamoChangeStream(client, "arn", checkpoints)) == ["4"]


def test_records_that_were_not_marked_done_are_read_again():
    client = FakeStreamsClient()
    client.shards["s"] = (None, [1, 2], True)
    stream = DynamoChangeStream(client, "arn", DictCheckpoints())

    first = stream.read()

    assert first is not None
    assert stream.read() == first


def test_partly_done_batch_goes_on_behind_the_mark():
    client = FakeStreamsClient()
    client.shards["s"] = (None, [1, 2, 3], True)
    stream = DynamoChangeStream(client, "arn", DictCheckpoints())
    stream.read()

    stream.done("s", "1")

    assert drain(stream) == ["2", "3"]


def test_child_shard_waits_until_its_parent_is_read():
    client = FakeStreamsClient()
    client.shards["child"] = ("parent", [5], True)
    client.shards["parent"] = (None, [1, 2], False)

    assert drain(DynamoChangeStream(client, "arn", DictCheckpoints(), limit=1)) == ["1", "2", "5"]


def test_position_older_than_the_stream_starts_at_the_oldest_record():
    client, checkpoints = FakeStreamsClient(), DictCheckpoints()
    client.shards["s"] = (None, [1, 2, 8, 9], True)
    client.oldest = 8
    checkpoints.set("stream:arn:s", "2")

    assert drain(DynamoChangeStream(client, "arn", checkpoints)) == ["8", "9"]


def test_record_becomes_plain_json_as_in_a_lambda_event():
    record = {
        "dynamodb": {"ApproximateCreationDateTime": NOW, "NewImage": {"b": {"B": b"\x00\xff"}, "s": {"SS": ["x"]}}}
    }

    event = stream_record(record, "arn")

    assert event["eventSourceARN"] == "arn"
    assert event["dynamodb"]["ApproximateCreationDateTime"] == NOW.timestamp()
    assert event["dynamodb"]["NewImage"] == {"b": {"B": "AP8="}, "s": {"SS": ["x"]}}


class Counting(Worker):
    """Has work for the first `busy` steps; raises on the steps in `broken`."""

    def __init__(self, busy: int, broken: frozenset[int] = frozenset()) -> None:
        super().__init__("counting")
        self.steps = 0
        self._busy = busy
        self._broken = broken

    def step(self) -> bool:
        self.steps += 1
        if self.steps in self._broken:
            raise RuntimeError("broken")
        return self.steps <= self._busy


def test_worker_is_idle_only_after_all_its_work():
    worker = Counting(busy=20)
    worker.start()
    try:
        assert worker.wait_until_idle(5)
        assert worker.steps > 20
    finally:
        worker.stop()
        worker.join(5)


def test_worker_outlives_an_error():
    worker = Counting(busy=3, broken=frozenset({2}))
    worker.start()
    try:
        assert worker.wait_until_idle(5)
    finally:
        worker.stop()
        worker.join(5)
    assert not worker.is_alive()
