"""Jobs in DynamoDB: a small state item that changes, and payload chunks that do not."""

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from factcheck.app.ports import Clock
from factcheck.domain.errors import NotFoundError
from factcheck.domain.values import ArticleHeader, Job, JobProblem, JobStatus, Submission
from factcheck.store import keys, packing
from factcheck.store.clients import ConditionFailedError
from factcheck.store.dynamodb import Pause, Table
from factcheck.store.items import Item, Plain, decode, epoch_seconds, new_item, split, time_of, time_text, utc_now
from factcheck.store.tables import TableNames

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_CANCELLED = "cancelled"
"""A status that no `Job` has: the tombstone of a cancelled one."""

_ACTIVE = "#status IN (:queued, :running) AND #expires_at > :now"

_ChunkKey = Callable[[str, str, int], keys.Key]


class DynamoJobStore:
    """`factcheck.app.ports.JobStore` over MainTable."""

    def __init__(
        self, client: "DynamoDBClient", tables: TableNames, *, clock: Clock = utc_now, pause: Pause = time.sleep
    ) -> None:
        self._table = Table(client, tables.main, pause=pause)
        self._clock = clock

    def create(self, job: Job, submission: Submission) -> bool:
        """See `JobStore`."""
        content, chunks = self._write(job.id, keys.job_request, packing.pack_submission(submission), job.expires_at)
        attributes: dict[str, Plain] = {
            "status": job.status.value,
            "expires_at": epoch_seconds(job.expires_at),
            "expires": time_text(job.expires_at),
            "owner": job.owner,
            "article_id": job.article_id,
            "stage": job.stage,
            "done": job.done,
            "total": job.total,
            "problem_code": None if job.problem is None else job.problem.code,
            "problem_detail": None if job.problem is None else job.problem.detail,
            "request": content,
            "request_chunks": chunks,
        }
        try:
            self._table.put(
                new_item(keys.job(job.id), "job", job.created_at, attributes),
                condition="attribute_not_exists(PK) OR #expires_at <= :now",
                values={"now": epoch_seconds(job.created_at)},
            )
        except ConditionFailedError:
            return False
        return True

    def find(self, job_id: str, now: datetime) -> Job | None:
        """See `JobStore`."""
        state = self._live(self._table.get(keys.job(job_id)), now)
        return None if state is None else _job(job_id, state)

    def announce(self, job_id: str, header: ArticleHeader, expires_at: datetime) -> None:
        """See `JobStore`."""
        attributes: dict[str, Plain] = {
            "job_id": job_id,
            "header": packing.pack_header(header),
            "expires": time_text(expires_at),
            "expires_at": epoch_seconds(expires_at),
        }
        self._table.put(new_item(keys.announcement(header.id), "announcement", self._clock(), attributes))

    def announced(self, article_id: str) -> tuple[str, ArticleHeader] | None:
        """See `JobStore`."""
        item = self._table.get(keys.announcement(article_id))
        if item is None or time_of(item["expires"]["S"]) <= self._clock():
            return None
        return item["job_id"]["S"], packing.unpack_header(item["header"]["B"])

    def payload(self, job_id: str) -> Submission | None:
        """See `JobStore`."""
        packed = self._read(job_id, "request", keys.REQUEST_RANGE, keys.job_request)
        return None if packed is None else packing.unpack_submission(packed)

    def replace_payload(self, job_id: str, submission: Submission) -> None:
        """See `JobStore`."""
        state = self._live(self._table.get(keys.job(job_id)), self._clock())
        if state is None or "request" not in state:
            return
        packed = packing.pack_submission(submission)
        content, chunks = self._write(job_id, keys.job_request, packed, time_of(state["expires"]))
        if content == state["request"]:
            return
        try:
            old = self._table.update(
                keys.job(job_id),
                "SET #request = :request, #request_chunks = :chunks",
                condition=_ACTIVE,
                values={"request": content, "chunks": chunks, **self._active_values()},
            )
        except ConditionFailedError:  # it ended meanwhile
            self._table.write_many((), delete=_chunk_keys(job_id, keys.job_request, content, chunks))
        else:
            self._drop(job_id, decode(old))

    def advance(self, job_id: str, stage: str, done: int, total: int, article_id: str | None = None) -> bool:
        """See `JobStore`."""
        expression = "SET #status = :running, #stage = :stage, #done = :done, #total = :total"
        values: dict[str, Plain] = {"stage": stage, "done": done, "total": total, **self._active_values()}
        if article_id is not None:
            expression += ", #article_id = :article_id"
            values["article_id"] = article_id
        try:
            self._table.update(keys.job(job_id), expression, condition=_ACTIVE, values=values)
        except ConditionFailedError as error:
            if error.item is None:
                raise NotFoundError("This job is not stored.") from None
            return False
        return True

    def complete(self, job_id: str, article_id: str | None, report: str | None = None) -> None:
        """See `JobStore`."""
        expression = "SET #status = :complete, #stage = :complete, #done = #total"
        values: dict[str, Plain] = {"complete": JobStatus.COMPLETE.value}
        if article_id is not None:
            expression += ", #article_id = :article_id"
            values["article_id"] = article_id
        if report is not None:
            state = self._live(self._table.get(keys.job(job_id)), self._clock())
            if state is None:
                return
            content, chunks = self._write(
                job_id, keys.job_report, packing.pack_report(report), time_of(state["expires"])
            )
            expression += ", #report = :report, #report_chunks = :chunks"
            values |= {"report": content, "chunks": chunks}
        self._end(job_id, expression, values)

    def fail(self, job_id: str, problem: JobProblem) -> None:
        """See `JobStore`."""
        self._end(
            job_id,
            "SET #status = :failed, #problem_code = :code, #problem_detail = :detail",
            {"failed": JobStatus.FAILED.value, "code": problem.code, "detail": problem.detail},
        )

    def report(self, job_id: str) -> str | None:
        """See `JobStore`."""
        packed = self._read(job_id, "report", keys.REPORT_OF_JOB_RANGE, keys.job_report)
        return None if packed is None else packing.unpack_report(packed)

    def cancel(self, job_id: str) -> bool:
        """See `JobStore`."""
        try:
            old = self._table.update(
                keys.job(job_id),
                "SET #status = :cancelled REMOVE #request, #request_chunks, #report, #report_chunks",
                condition="#status <> :cancelled AND #expires_at > :now",
                values={"cancelled": _CANCELLED, "now": epoch_seconds(self._clock())},
            )
        except ConditionFailedError:
            return False
        self._drop(job_id, decode(old))
        return True

    def _end(self, job_id: str, expression: str, values: Mapping[str, Plain]) -> None:
        """End a job that has not ended; the first end stands."""
        try:
            old = self._table.update(
                keys.job(job_id),
                f"{expression} REMOVE #request, #request_chunks",
                condition=_ACTIVE,
                values={**values, **self._active_values()},
            )
        except ConditionFailedError:
            return
        self._drop(job_id, decode(old))

    def _active_values(self) -> dict[str, Plain]:
        return {
            "queued": JobStatus.QUEUED.value,
            "running": JobStatus.RUNNING.value,
            "now": epoch_seconds(self._clock()),
        }

    def _write(self, job_id: str, key: _ChunkKey, packed: bytes, expires_at: datetime) -> tuple[str, int]:
        """Write the chunks under a name made from their content: what another call wrote is never overwritten."""
        content, chunks = keys.digest(packed), split(packed)
        now, expiry = self._clock(), epoch_seconds(expires_at)
        self._table.write_many(
            new_item(key(job_id, content, number), "job_chunk", now, {"data": chunk, "expires_at": expiry})
            for number, chunk in enumerate(chunks)
        )
        return content, len(chunks)

    def _read(self, job_id: str, name: str, between: tuple[str, str], key: _ChunkKey) -> bytes | None:
        state_key = keys.job(job_id)
        items = {item["SK"]["S"]: item for item in self._table.query(state_key["PK"], between)}
        state = self._live(items.get(state_key["SK"]), self._clock())
        if state is None or name not in state:
            return None
        wanted = _chunk_keys(job_id, key, state[name], state[f"{name}_chunks"])
        found = [items[each["SK"]]["data"]["B"] for each in wanted if each["SK"] in items]
        # Chunks are dropped when the payload is: whoever read the state just before takes it for dropped as well.
        return b"".join(found) if len(found) == len(wanted) else None

    def _drop(self, job_id: str, old: Mapping[str, Any]) -> None:
        """Delete the chunks that a state item named before it changed."""
        stale: list[keys.Key] = []
        if "request" in old:
            stale += _chunk_keys(job_id, keys.job_request, old["request"], old["request_chunks"])
        if "report" in old:
            stale += _chunk_keys(job_id, keys.job_report, old["report"], old["report_chunks"])
        self._table.write_many((), delete=stale)

    @staticmethod
    def _live(item: Item | None, now: datetime) -> dict[str, Any] | None:
        state = None if item is None else decode(item)
        if state is None or state["status"] == _CANCELLED or time_of(state["expires"]) <= now:
            return None
        return state


def _chunk_keys(job_id: str, key: _ChunkKey, content: str, chunks: int) -> list[keys.Key]:
    return [key(job_id, content, number) for number in range(chunks)]


def _job(job_id: str, state: Mapping[str, Any]) -> Job:
    code = state.get("problem_code")
    return Job(
        id=job_id,
        status=JobStatus(state["status"]),
        created_at=time_of(state["created_at"]),
        expires_at=time_of(state["expires"]),
        owner=state.get("owner"),
        article_id=state.get("article_id"),
        stage=state["stage"],
        done=state["done"],
        total=state["total"],
        problem=None if code is None else JobProblem(code, state["problem_detail"]),
    )
