"""What every JobQueue does, and what the local one does besides: nothing that was sent is lost."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

import factcheck
from factcheck.domain.errors import StoreUnavailableError
from factcheck.local.queue import ANALYZE, CHANGES, FETCH, LocalJobQueue
from factcheck.store.memory import MemoryJobQueue
from factcheck.store.queue import SqsJobQueue


class Seconds:
    """Unix time that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1_900_000_000.0

    def __call__(self) -> float:
        return self.now


class RecordedSqs:
    """As much of an SQS client as a sender uses."""

    def __init__(self) -> None:
        self.sent = []

    def send_message(self, *, QueueUrl, MessageBody):  # noqa: N803 - AWS's names
        self.sent.append((json.loads(MessageBody)["job_id"], QueueUrl == "https://sqs.example/fetch"))


@pytest.fixture
def clock() -> Seconds:
    return Seconds()


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "data" / "queue.db"


@pytest.fixture
def queue(path, clock):
    queue = LocalJobQueue(path, visibility_seconds=30, max_receives=5, clock=clock)
    yield queue
    queue.close()


def job_ids(messages) -> list[str]:
    return [json.loads(message.body)["job_id"] for message in messages]


@pytest.mark.parametrize("kind", ["memory", "sqs", "local"])
def test_a_job_goes_to_the_worker_it_is_for(kind, queue):
    sqs, memory = RecordedSqs(), MemoryJobQueue()
    sender = {
        "memory": memory,
        "sqs": SqsJobQueue(sqs, "https://sqs.example/analyze", "https://sqs.example/fetch"),
        "local": queue,
    }[kind]
    sender.send("job_a", fetch=False)
    sender.send("job_f", fetch=True)

    local = [
        (job, name == FETCH) for name in (ANALYZE, FETCH) for job in job_ids(queue.consumer(name).receive(limit=10))
    ]
    arrived = {"memory": memory.sent, "sqs": sqs.sent, "local": local}[kind]
    assert arrived == [("job_a", False), ("job_f", True)]


def test_messages_come_in_the_order_they_were_sent(queue, clock):
    for number in range(5):
        queue.send(f"job_{number}", fetch=False)
        clock.now += 1
    consumer = queue.consumer(ANALYZE)

    assert job_ids(consumer.receive(limit=3)) == ["job_0", "job_1", "job_2"]
    assert job_ids(consumer.receive(limit=3)) == ["job_3", "job_4"]
    assert consumer.receive() == []


def test_a_message_says_when_it_was_sent_and_how_often_it_came(queue, clock):
    queue.send("job_a", fetch=False)
    consumer = queue.consumer(ANALYZE)
    first = consumer.receive()[0]
    clock.now += 30
    second = consumer.receive()[0]

    assert (first.receives, second.receives) == (1, 2)
    assert first.message_id == second.message_id
    assert first.receipt != second.receipt
    assert second.sent_at == datetime.fromtimestamp(1_900_000_000, UTC)


def test_a_message_in_hand_is_hidden_until_its_time_is_over(queue, clock):
    queue.send("job_a", fetch=False)
    consumer = queue.consumer(ANALYZE)
    consumer.receive()
    clock.now += 29.9
    assert consumer.receive() == []
    clock.now += 0.1
    assert job_ids(consumer.receive()) == ["job_a"]


def test_a_deleted_message_never_comes_back(queue, clock):
    queue.send("job_a", fetch=False)
    consumer = queue.consumer(ANALYZE)
    consumer.delete(consumer.receive()[0].receipt)
    clock.now += 1000

    assert consumer.receive() == []
    assert queue.dead_letters(ANALYZE) == []


def test_a_receipt_of_an_earlier_delivery_changes_nothing(queue, clock):
    queue.send("job_a", fetch=False)
    consumer = queue.consumer(ANALYZE)
    late = consumer.receive()[0].receipt
    clock.now += 30
    consumer.receive()
    consumer.delete(late)
    consumer.retry_in(late, 0)
    consumer.bury(late)
    assert consumer.receive() == []
    clock.now += 30

    assert job_ids(consumer.receive()) == ["job_a"]


def test_a_message_can_be_asked_for_again_sooner_or_later(queue, clock):
    queue.send("job_a", fetch=False)
    consumer = queue.consumer(ANALYZE)
    consumer.retry_in(consumer.receive()[0].receipt, 2)
    assert consumer.receive() == []
    clock.now += 2
    consumer.retry_in(consumer.receive()[0].receipt, 100)
    clock.now += 99
    assert consumer.receive() == []
    clock.now += 1
    assert job_ids(consumer.receive()) == ["job_a"]


def test_a_message_that_came_five_times_is_a_dead_letter(queue, clock):
    queue.send("job_a", fetch=False)
    consumer = queue.consumer(ANALYZE)
    for _ in range(5):
        assert job_ids(consumer.receive()) == ["job_a"]
        clock.now += 30

    assert consumer.receive() == []
    assert [(m.receives, *job_ids([m])) for m in queue.dead_letters(ANALYZE)] == [(5, "job_a")]
    assert queue.dead_letters(FETCH) == []


def test_a_message_can_be_buried_at_once(queue, clock):
    queue.send("job_a", fetch=False)
    consumer = queue.consumer(ANALYZE)
    consumer.bury(consumer.receive()[0].receipt)
    clock.now += 1000

    assert consumer.receive() == []
    assert job_ids(queue.dead_letters(ANALYZE)) == ["job_a"]


def test_what_came_another_way_can_be_buried_too(queue):
    queue.bury(CHANGES, '{"job_id": "change_1"}')

    assert queue.consumer(CHANGES).receive() == []
    assert job_ids(queue.dead_letters(CHANGES)) == ["change_1"]


def test_of_many_consumers_each_message_reaches_one(path, queue, clock):
    others = [LocalJobQueue(path, clock=clock) for _ in range(3)]
    for number in range(40):
        queue.send(f"job_{number}", fetch=False)

    def drain(each):
        taken = []
        while messages := each.consumer(ANALYZE).receive(limit=2):
            taken += job_ids(messages)
        return taken

    with ThreadPoolExecutor(8) as pool:
        taken = [job for jobs in pool.map(drain, [queue, *others] * 2) for job in jobs]
    for other in others:
        other.close()
    assert sorted(taken) == sorted(f"job_{number}" for number in range(40))


def test_many_may_be_the_first_to_use_the_file(path):
    queues, start = [LocalJobQueue(path) for _ in range(8)], threading.Barrier(8)

    def send(queue):
        start.wait()
        queue.send("job_a", fetch=False)
        queue.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(send, queues))
    assert len(queues[0].consumer(ANALYZE).receive(limit=100)) == 8
    queues[0].close()


SENDER = """
import sys
from pathlib import Path
from factcheck.local.queue import LocalJobQueue
queue = LocalJobQueue(Path(sys.argv[1]))
number = 0
while True:
    queue.send(f"job_{number}", fetch=False)
    queue.set("last", str(number))
    print(number, flush=True)
    number += 1
"""


def test_what_was_sent_survives_the_killing_of_the_sender(path, queue):
    environment = {**os.environ, "PYTHONPATH": str(Path(factcheck.__file__).parents[1])}
    sender = subprocess.Popen(
        [sys.executable, "-c", SENDER, str(path)], stdout=subprocess.PIPE, text=True, env=environment
    )
    answered = [int(sender.stdout.readline()) for _ in range(25)]
    sender.send_signal(signal.SIGKILL)
    answered += [int(line) for line in sender.stdout if line.endswith("\n")]
    sender.wait()
    sender.stdout.close()

    queue._clock = lambda: 4_000_000_000.0  # the sender used the real one
    received = job_ids(queue.consumer(ANALYZE).receive(limit=100_000))
    assert set(received) >= {f"job_{number}" for number in answered}
    assert int(queue.get("last")) >= answered[-1]


def test_small_values_are_kept_across_a_restart(path, queue):
    assert queue.get("stream") is None
    queue.set("stream", "000123")
    queue.set("stream", "000124")
    queue.close()

    again = LocalJobQueue(path)
    assert again.get("stream") == "000124"
    again.close()


def test_messages_in_hand_come_back_after_a_restart(path, queue, clock):
    queue.send("job_a", fetch=False)
    queue.consumer(ANALYZE).receive()
    queue.close()
    clock.now += 30

    assert job_ids(queue.consumer(ANALYZE).receive()) == ["job_a"]


def test_every_write_is_on_disk_before_it_is_answered(path, queue):
    queue.send("job_a", fetch=False)

    assert queue._connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert queue._connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_file_that_is_no_database_is_told(tmp_path):
    path = tmp_path / "queue.db"
    path.write_bytes(b"no database at all " * 100)
    queue = LocalJobQueue(path)
    with pytest.raises(StoreUnavailableError):
        queue.send("job_a", fetch=False)
    queue.close()


def test_a_locked_file_is_told_and_works_again_afterwards(path, queue, monkeypatch):
    monkeypatch.setattr("factcheck.local.queue._BUSY_SECONDS", 0.05)
    queue.send("job_a", fetch=False)
    queue.close()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreUnavailableError):
        queue.send("job_b", fetch=False)
    other.execute("ROLLBACK")
    other.close()
    queue.send("job_c", fetch=False)

    assert sorted(job_ids(queue.consumer(ANALYZE).receive(limit=9))) == ["job_a", "job_c"]
