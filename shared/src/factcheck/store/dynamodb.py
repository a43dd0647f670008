"""One DynamoDB table through the low-level API: every loop that its limits ask for, in one place."""

import os
import random
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Any, Literal

from factcheck.domain.errors import StoreUnavailableError
from factcheck.store.clients import POOL_CONNECTIONS, ConditionFailedError, translated_errors
from factcheck.store.items import Item, Plain, check_size, encode

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_GET_LIMIT = 100
_WRITE_LIMIT = 25
_GET_BATCH = 50
"""Keys a request of many: two requests side by side are done before one of twice the size."""

_ROUNDS = 8
"""Tries of what was left unprocessed or collided: about 3 seconds in all."""

_THREADS = 8

Pause = Callable[[float], None]


def backoff_seconds(attempt: int) -> float:
    """Full jitter: up to 50 ms, 100 ms … at most 1 s (AWS Architecture Blog, "Exponential backoff and jitter")."""
    return random.random() * min(1.0, 0.05 * 2.0**attempt)  # noqa: S311 - spreads load, guards nothing


class Table:
    """One table. Methods raise `StoreUnavailableError`, and `ConditionFailedError` where a condition is given."""

    def __init__(self, client: "DynamoDBClient", name: str, *, pause: Pause = time.sleep) -> None:
        self._client = client
        self.name = name
        self._pause = pause

    def get(self, key: Mapping[str, str], *, consistent: bool = True) -> Item | None:
        """The item, or None."""
        with translated_errors():
            return self._client.get_item(TableName=self.name, Key=encode(key), ConsistentRead=consistent).get("Item")

    def put(
        self, item: Item, *, condition: str | None = None, values: Mapping[str, Plain] | None = None
    ) -> Item | None:
        """Write an item and return the one it replaced. In `condition`, `#name` stands for the attribute `name`."""
        check_size(item)
        with translated_errors():
            return self._client.put_item(
                TableName=self.name, Item=item, ReturnValues="ALL_OLD", **_conditional(condition, values)
            ).get("Attributes")

    def update(
        self,
        key: Mapping[str, str],
        expression: str,
        *,
        condition: str | None = None,
        values: Mapping[str, Plain] | None = None,
        returning: Literal["ALL_OLD", "ALL_NEW"] = "ALL_OLD",
    ) -> Item:
        """Change attributes and return the old item, or the new one (`returning="ALL_NEW"`)."""
        arguments = _conditional(condition, values, expression)
        with translated_errors():
            return self._client.update_item(
                TableName=self.name, Key=encode(key), UpdateExpression=expression, ReturnValues=returning, **arguments
            ).get("Attributes", {})

    def query(self, partition: str, between: tuple[str, str], attributes: Sequence[str] = ()) -> Iterator[Item]:
        """The items of a partition in a range of sort keys (both ends included), page after page, consistently.

        `attributes` leaves the others out: it saves no read units, but botocore takes 3 µs for each one it parses.
        """
        start: dict[str, Any] = {}
        wanted = _projection(attributes)
        while True:
            with translated_errors():
                page = self._client.query(
                    TableName=self.name,
                    KeyConditionExpression="PK = :pk AND SK BETWEEN :first AND :last",
                    ExpressionAttributeValues=encode({":pk": partition, ":first": between[0], ":last": between[1]}),
                    ConsistentRead=True,
                    **wanted,
                    **start,
                )
            yield from page["Items"]
            if not page.get("LastEvaluatedKey"):
                return
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    def some(
        self,
        partition: str,
        between: tuple[str, str],
        *,
        limit: int,
        backwards: bool = False,
        attributes: Sequence[str] = (),
    ) -> list[Item]:
        """The first `limit` items of a range of sort keys, or the last of them, last first; consistently."""
        found: list[Item] = []
        start: dict[str, Any] = {}
        wanted = _projection(attributes)
        while True:
            with translated_errors():
                page = self._client.query(
                    TableName=self.name,
                    KeyConditionExpression="PK = :pk AND SK BETWEEN :first AND :last",
                    ExpressionAttributeValues=encode({":pk": partition, ":first": between[0], ":last": between[1]}),
                    ConsistentRead=True,
                    ScanIndexForward=not backwards,
                    Limit=limit - len(found),
                    **wanted,
                    **start,
                )
            found += page["Items"]
            if len(found) >= limit or not page.get("LastEvaluatedKey"):
                return found
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    def query_many(
        self, partitions: Sequence[str], between: tuple[str, str], attributes: Sequence[str] = ()
    ) -> list[Item]:
        """The same range of several partitions at once."""
        found = in_parallel(lambda partition: list(self.query(partition, between, attributes)), partitions)
        return [item for items in found for item in items]

    def newest(
        self,
        partition: str,
        between: tuple[str, str],
        *,
        limit: int,
        attributes: Sequence[str] = (),
        index: str | None = None,
    ) -> list[Item]:
        """At most `limit` items (and 1 MB) of the end of a range of sort keys, last first, eventually consistently.

        `index` names a secondary index, whose keys are called `<index>PK` and `<index>SK`.
        """
        of = index or ""
        chosen: dict[str, Any] = {"IndexName": index} if index else {}
        with translated_errors():
            page = self._client.query(
                TableName=self.name,
                KeyConditionExpression=f"{of}PK = :pk AND {of}SK BETWEEN :first AND :last",
                **chosen,
                ExpressionAttributeValues=encode({":pk": partition, ":first": between[0], ":last": between[1]}),
                ScanIndexForward=False,
                Limit=limit,
                **_projection(attributes),
            )
        return page["Items"]

    def get_many(
        self, keys: Iterable[Mapping[str, str]], attributes: Sequence[str] = (), *, consistent: bool = True
    ) -> list[Item]:
        """The items that there are, in no order; `attributes` as for `query`."""
        unique = list({tuple(sorted(key.items())): key for key in keys}.values())
        batches = [unique[i : i + _GET_BATCH] for i in range(0, len(unique), _GET_BATCH)]
        found = in_parallel(lambda batch: self._get_batch(batch, attributes, consistent=consistent), batches)
        return [item for items in found for item in items]

    def write_many(self, items: Iterable[Item], delete: Iterable[Mapping[str, str]] = ()) -> None:
        """Write and delete items, in no order and not as one; of two with the same key the last counts."""
        requests: dict[tuple[str, str | None], dict[str, Any]] = {}
        for item in items:
            check_size(item)
            requests[_identity(item)] = {"PutRequest": {"Item": item}}
        for key in delete:
            encoded = encode(key)
            requests[_identity(encoded)] = {"DeleteRequest": {"Key": encoded}}
        pending = list(requests.values())
        in_parallel(self._write_batch, [pending[i : i + _WRITE_LIMIT] for i in range(0, len(pending), _WRITE_LIMIT)])

    def _get_batch(
        self, keys: Sequence[Mapping[str, str]], attributes: Sequence[str], *, consistent: bool
    ) -> list[Item]:
        found: list[Item] = []
        wanted = _projection(attributes)
        pending: Any = [encode(key) for key in keys]
        for attempt in range(_ROUNDS):
            request: Any = {"Keys": pending, "ConsistentRead": consistent, **wanted}
            with translated_errors():
                answer = self._client.batch_get_item(RequestItems={self.name: request})
            got = answer.get("Responses", {}).get(self.name, [])
            found.extend(got)
            left: Any = answer.get("UnprocessedKeys", {})
            pending = left.get(self.name, {}).get("Keys", [])
            if not pending:
                return found
            if not got:  # a full answer of 16 MB is no reason to wait, one without any item is
                self._pause(backoff_seconds(attempt))
        raise StoreUnavailableError("The database left keys unread.")

    def _write_batch(self, requests: Sequence[Mapping[str, Any]]) -> None:
        pending: Any = list(requests)
        for attempt in range(_ROUNDS):
            with translated_errors():
                answer = self._client.batch_write_item(RequestItems={self.name: pending})
            pending = answer.get("UnprocessedItems", {}).get(self.name, [])
            if not pending:
                return
            self._pause(backoff_seconds(attempt))
        raise StoreUnavailableError("The database left items unwritten.")


def transact(client: "DynamoDBClient", actions: Sequence[Mapping[str, Any]], *, pause: Pause = time.sleep) -> None:
    """Carry out all actions or none.

    Raises:
        ConditionFailedError: one of the conditions did not hold.
        StoreUnavailableError: not reached, or other transactions kept colliding with this one.
    """
    for action in actions:
        if "Put" in action:
            check_size(action["Put"]["Item"])
    for attempt in range(_ROUNDS):
        try:
            with translated_errors():
                client.transact_write_items(TransactItems=list(actions))  # type: ignore[arg-type]
        except client.exceptions.TransactionCanceledException as error:
            # A collision says nothing about the conditions; only a failed condition does.
            reasons = {reason.get("Code") for reason in error.response.get("CancellationReasons", [])} - {"None", None}
            if "ConditionalCheckFailed" in reasons:
                raise ConditionFailedError("A condition of the transaction did not hold.") from error
            if not reasons <= {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}:
                raise
            pause(backoff_seconds(attempt))
        else:
            return
    raise StoreUnavailableError("The transaction kept colliding with others.")


def put_action(
    table: str, item: Item, *, condition: str | None = None, values: Mapping[str, Plain] | None = None
) -> dict[str, Any]:
    """A put as part of a transaction."""
    arguments = _conditional(condition, values)
    arguments.pop("ReturnValuesOnConditionCheckFailure", None)
    return {"Put": {"TableName": table, "Item": item, **arguments}}


def delete_action(table: str, key: Mapping[str, str], *, condition: str | None = None) -> dict[str, Any]:
    """A deletion as part of a transaction."""
    arguments = _conditional(condition, None)
    arguments.pop("ReturnValuesOnConditionCheckFailure", None)
    return {"Delete": {"TableName": table, "Key": encode(key), **arguments}}


_helpers = ThreadPoolExecutor(POOL_CONNECTIONS, thread_name_prefix="store")
"""Kept for the life of the process, for to start threads anew took two fifths of a look-up. It starts none before they
are needed."""


def _renew_helpers() -> None:
    """A forked process has the pool, but none of its threads."""
    global _helpers  # noqa: PLW0603 - the one of this process
    _helpers = ThreadPoolExecutor(POOL_CONNECTIONS, thread_name_prefix="store")


os.register_at_fork(after_in_child=_renew_helpers)


def in_parallel(call: Callable[[Any], Any], arguments: Sequence[Any]) -> list[Any]:
    """The results of `call`, in order; a few at a time, since one after another adds up the waiting.

    The caller's own thread works too, and waits for no helper that has not begun: calls within calls, and more callers
    than there are helpers, are slower but get done.
    """
    if len(arguments) <= 1:
        return [call(argument) for argument in arguments]
    results: list[Any] = [None] * len(arguments)
    places = iter(range(len(arguments)))  # one for all threads: to take the next is a single step of the interpreter

    def work() -> None:
        try:
            for place in places:
                results[place] = call(arguments[place])
        except BaseException:
            for _ in places:  # nobody begins another
                pass
            raise

    helpers = [_helpers.submit(work) for _ in range(min(_THREADS, len(arguments)) - 1)]
    try:
        work()
    finally:
        begun = [helper for helper in helpers if not helper.cancel()]
        wait(begun)
    for helper in begun:
        helper.result()
    return results


_NAME = re.compile(r"#(\w+)")


def _conditional(condition: str | None, values: Mapping[str, Plain] | None, expression: str = "") -> dict[str, Any]:
    arguments: dict[str, Any] = {}
    if condition is not None:
        arguments["ConditionExpression"] = condition
        arguments["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
    names = set(_NAME.findall(f"{condition or ''} {expression}"))
    if names:
        arguments["ExpressionAttributeNames"] = {f"#{name}": name for name in names}
    if values:
        arguments["ExpressionAttributeValues"] = encode({f":{name}": value for name, value in values.items()})
    return arguments


def _projection(attributes: Sequence[str]) -> dict[str, Any]:
    if not attributes:
        return {}
    names = {f"#{name}": name for name in attributes}
    return {"ProjectionExpression": ", ".join(names), "ExpressionAttributeNames": names}


def _identity(item: Mapping[str, Any]) -> tuple[str, str | None]:
    return item["PK"]["S"], item.get("SK", {}).get("S")
