"""A durable queue with SQS's semantics on SQLite: at least once, visibility timeout, dead letters. Also small values.

What `send` or `set` returned from is on disk (WAL, `synchronous=FULL`). Processes and threads may share the file.
"""

import sqlite3
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from factcheck.domain.errors import StoreUnavailableError
from factcheck.store.queue import job_message

ANALYZE = "analyze"
FETCH = "fetch"
CHANGES = "changes"
"""Has dead letters only: changes of the stream that were given up."""

VISIBILITY_SECONDS = 30.0
MAX_RECEIVES = 5

_BUSY_SECONDS = 5.0
_POLL_SECONDS = 0.01

_SCHEMA = """
CREATE TABLE IF NOT EXISTS messages (
    id TEXT PRIMARY KEY,
    queue TEXT NOT NULL,
    body TEXT NOT NULL,
    sent_ms INTEGER NOT NULL,
    visible_ms INTEGER NOT NULL,
    receives INTEGER NOT NULL DEFAULT 0,
    receipt TEXT,
    dead INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX IF NOT EXISTS next ON messages (queue, dead, visible_ms);
CREATE INDEX IF NOT EXISTS receipts ON messages (receipt);
CREATE TABLE IF NOT EXISTS checkpoints (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
"""

Clock = Callable[[], float]
"""Unix time in seconds; not monotonic time, since it must mean the same after a restart."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message in hand. `receipt` belongs to this delivery alone."""

    message_id: str
    receipt: str
    body: str
    receives: int
    sent_at: datetime


class LocalJobQueue:
    """`factcheck.app.ports.JobQueue` on a file, with the consuming ends (`consumer`) and `checkpoints` beside it.

    Args:
        path: The SQLite file; its folder is made if missing.
        visibility_seconds: How long a received message stays hidden unless it is deleted.
        max_receives: Deliveries after which a message that comes back goes to the dead letters.
        clock: Unix time in seconds.

    Raises:
        StoreUnavailableError: every method, if the file cannot be read or written.
    """

    def __init__(
        self,
        path: Path,
        *,
        visibility_seconds: float = VISIBILITY_SECONDS,
        max_receives: int = MAX_RECEIVES,
        clock: Clock = time.time,
    ) -> None:
        self._path = path
        self._visibility_seconds = visibility_seconds
        self._max_receives = max_receives
        self._clock = clock
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def send(self, job_id: str, *, fetch: bool) -> None:
        """See `JobQueue`."""
        self._send(FETCH if fetch else ANALYZE, job_message(job_id))

    def consumer(self, queue: str) -> "QueueConsumer":
        """The consuming end of one queue: `ANALYZE` or `FETCH`."""
        return QueueConsumer(self, queue)

    def get(self, name: str) -> str | None:
        """A value that `set` stored."""
        with self._transaction() as db:
            row = db.execute("SELECT value FROM checkpoints WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def set(self, name: str, value: str) -> None:
        """Store a value, replacing the one before."""
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO checkpoints (name, value) VALUES (?, ?)", (name, value))

    def bury(self, queue: str, body: str) -> None:
        """Put a message to the dead letters at once: one that came another way and was given up."""
        now = self._now_ms()
        with self._transaction() as db:
            db.execute(
                "INSERT INTO messages (id, queue, body, sent_ms, visible_ms, dead) VALUES (?, ?, ?, ?, ?, 1)",
                (str(uuid.uuid4()), queue, body, now, now),
            )

    def dead_letters(self, queue: str) -> list[Message]:
        """The messages that were given up, oldest first."""
        with self._transaction() as db:
            rows = db.execute(
                "SELECT id, '', body, receives, sent_ms FROM messages WHERE queue = ? AND dead = 1"
                " ORDER BY sent_ms, id",
                (queue,),
            ).fetchall()
        return [_message(row) for row in rows]

    def close(self) -> None:
        """Close the file. The queue opens it again when it is used."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _send(self, queue: str, body: str) -> None:
        now = self._now_ms()
        with self._transaction() as db:
            db.execute(
                "INSERT INTO messages (id, queue, body, sent_ms, visible_ms) VALUES (?, ?, ?, ?, ?)",
                (str(uuid.uuid4()), queue, body, now, now),
            )

    def _receive(self, queue: str, limit: int) -> list[Message]:
        now = self._now_ms()
        with self._transaction() as db:
            db.execute(
                "UPDATE messages SET dead = 1, receipt = NULL"
                " WHERE queue = ? AND dead = 0 AND visible_ms <= ? AND receives >= ?",
                (queue, now, self._max_receives),
            )
            rows = db.execute(
                "SELECT id FROM messages WHERE queue = ? AND dead = 0 AND visible_ms <= ?"
                " ORDER BY visible_ms, sent_ms, id LIMIT ?",
                (queue, now, limit),
            ).fetchall()
            received = []
            for (message_id,) in rows:
                row = db.execute(
                    "UPDATE messages SET receipt = ?, visible_ms = ?, receives = receives + 1 WHERE id = ?"
                    " RETURNING id, receipt, body, receives, sent_ms",
                    (str(uuid.uuid4()), now + int(self._visibility_seconds * 1000), message_id),
                ).fetchone()
                received.append(_message(row))
        return received

    def _change(self, statement: str, *arguments: object) -> None:
        with self._transaction() as db:
            db.execute(statement, arguments)

    def _now_ms(self) -> int:
        return int(self._clock() * 1000)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """A transaction that holds the write lock from its start, so that no two readers take the same message."""
        with self._lock:
            try:
                if self._connection is None:
                    self._connection = self._open()
                db = self._connection
                db.execute("BEGIN IMMEDIATE")
                try:
                    yield db
                except BaseException:
                    db.execute("ROLLBACK")
                    raise
                db.execute("COMMIT")
            except sqlite3.Error as error:
                raise StoreUnavailableError(f"The local queue cannot be used ({error}).") from error

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(self._path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            db.execute("PRAGMA synchronous = FULL")
            _prepare(db)
        except BaseException:
            db.close()
            raise
        return db


def _prepare(db: sqlite3.Connection) -> None:
    """Make the tables. SQLite does not wait for others that change a new file to WAL too, so this does."""
    deadline = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
            db.executescript(_SCHEMA)
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(_POLL_SECONDS)
        else:
            return


class QueueConsumer:
    """The consuming end of one queue. A receipt that is no longer the message's last one changes nothing."""

    def __init__(self, queues: LocalJobQueue, queue: str) -> None:
        self._queues = queues
        self._queue = queue

    def receive(self, limit: int = 1) -> Sequence[Message]:
        """Take up to `limit` visible messages; they stay hidden until deleted or their time is over."""
        return self._queues._receive(self._queue, limit)  # noqa: SLF001 - the two ends of one thing

    def delete(self, receipt: str) -> None:
        """The message is done."""
        self._queues._change("DELETE FROM messages WHERE receipt = ?", receipt)  # noqa: SLF001

    def retry_in(self, receipt: str, seconds: float) -> None:
        """Make the message visible again after a while."""
        visible = self._queues._now_ms() + int(seconds * 1000)  # noqa: SLF001
        self._queues._change("UPDATE messages SET visible_ms = ? WHERE receipt = ?", visible, receipt)  # noqa: SLF001

    def bury(self, receipt: str) -> None:
        """Move the message to the dead letters."""
        self._queues._change("UPDATE messages SET dead = 1, receipt = NULL WHERE receipt = ?", receipt)  # noqa: SLF001


def _message(row: tuple[str, str, str, int, int]) -> Message:
    message_id, receipt, body, receives, sent_ms = row
    return Message(message_id, receipt, body, receives, datetime.fromtimestamp(sent_ms / 1000, UTC))
