"""DynamoDB in memory, as far as the search index uses it, counting units as DynamoDB does.

A million claims take the embedded engine most of an hour to write; this takes minutes. `benchmarks/candidates.py`
measures the smaller sizes on both, and the units are the same.
"""

import base64
import bisect
import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from factcheck.store.clients import dynamodb_client
from factcheck.store.items import item_size

_READ_BYTES = 4096
_WRITE_BYTES = 1024
_PAGE_BYTES = 1 << 20


class CountingClient:
    """The methods of a DynamoDB client that `factcheck.store.claim_index` calls; `read` and `write` are units."""

    def __init__(self) -> None:
        self.read = self.write = 0.0
        self._partitions: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
        self._sorted: dict[str, list[str]] = {}
        self._sizes: dict[int, int] = {}

    def take(self) -> dict[str, float]:
        """The units since the last call."""
        taken = {"read": self.read, "write": self.write}
        self.read = self.write = 0.0
        return taken

    def query(self, **asked: Any) -> dict[str, Any]:  # noqa: ANN401 - as boto3
        values = asked["ExpressionAttributeValues"]
        partition = values[":pk"]["S"]
        held = self._partitions.get(partition, {})
        if partition not in self._sorted:
            self._sorted[partition] = sorted(held)
        order = self._sorted[partition]
        first = bisect.bisect_left(order, values[":first"]["S"])
        last = bisect.bisect_right(order, values[":last"]["S"])
        forward = asked.get("ScanIndexForward", True)
        if start := asked.get("ExclusiveStartKey"):
            name = start["SK"]["S"]
            first, last = (
                (bisect.bisect_right(order, name), last) if forward else (first, bisect.bisect_left(order, name))
            )
        chosen = range(first, last) if forward else range(last - 1, first - 1, -1)
        items: list[dict[str, Any]] = []
        size = 0
        for place in chosen:
            if size >= _PAGE_BYTES or len(items) == asked.get("Limit"):
                break
            items.append(held[order[place]])
            size += self._size(items[-1])
        self.read += max(1, -(-size // _READ_BYTES)) * (1 if asked.get("ConsistentRead") else 0.5)
        more = {"LastEvaluatedKey": _key(items[-1])} if items and len(items) < len(chosen) else {}
        return {"Items": items, **more}

    def batch_get_item(self, *, RequestItems: dict[str, Any]) -> dict[str, Any]:  # noqa: N803 - as boto3
        ((table, asked),) = RequestItems.items()
        found = []
        for key in asked["Keys"]:
            item = self._partitions.get(key["PK"]["S"], {}).get(key["SK"]["S"])
            self.read += -(-self._size(item) // _READ_BYTES) if item else 1
            if item:
                found.append(item)
        return {"Responses": {table: found}}

    def batch_write_item(self, *, RequestItems: dict[str, Any]) -> dict[str, Any]:  # noqa: N803
        for requests in RequestItems.values():
            for request in requests:
                if "PutRequest" in request:
                    self._put(request["PutRequest"]["Item"])
                else:
                    self._delete(request["DeleteRequest"]["Key"])
        return {}

    def put_item(self, **asked: Any) -> dict[str, Any]:  # noqa: ANN401
        old = self._put(asked["Item"])
        return {"Attributes": old} if old else {}

    def get_item(self, **asked: Any) -> dict[str, Any]:  # noqa: ANN401
        item = self._partitions.get(asked["Key"]["PK"]["S"], {}).get(asked["Key"]["SK"]["S"])
        self.read += -(-self._size(item) // _READ_BYTES) if item else 1
        return {"Item": item} if item else {}

    def _size(self, item: dict[str, Any]) -> int:
        """Of a stored item; counted once, for a look-up is also timed."""
        known = self._sizes.get(id(item))
        if known is None:
            known = self._sizes[id(item)] = item_size(item)
        return known

    def _put(self, item: dict[str, Any]) -> dict[str, Any] | None:
        partition, name = item["PK"]["S"], item["SK"]["S"]
        old = self._partitions[partition].get(name)
        self._sizes.pop(id(old), None)
        self._partitions[partition][name] = item
        if old is None and partition in self._sorted:
            bisect.insort(self._sorted[partition], name)
        self.write += -(-max(item_size(item), item_size(old) if old else 0) // _WRITE_BYTES)
        return old

    def _delete(self, key: dict[str, Any]) -> None:
        partition, name = key["PK"]["S"], key["SK"]["S"]
        old = self._partitions[partition].pop(name, None)
        self._sizes.pop(id(old), None)
        if old is not None and partition in self._sorted:
            order = self._sorted[partition]
            del order[bisect.bisect_left(order, name)]
        self.write += -(-item_size(old) // _WRITE_BYTES) if old else 1


def _key(item: dict[str, Any]) -> dict[str, Any]:
    return {"PK": item["PK"], "SK": item["SK"]}


class _Body:
    """What `AWSResponse` reads an answer from."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self) -> Iterator[bytes]:
        """All of it at once."""
        yield self._content


class _Answers:
    """Answers the requests of a botocore client from a table in memory, as DynamoDB would."""

    def __init__(self, table: CountingClient) -> None:
        self._table = table
        self._written: dict[tuple[int, str], str] = {}

    def __call__(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        """The handler of `before-send`, which keeps the request from the network."""
        action = request.headers["X-Amz-Target"].decode().partition(".")[2]
        asked = json.loads(request.body)
        if action == "Query":
            found = self._table.query(**asked)
            more = {name: value for name, value in found.items() if name != "Items"}
            answer = json.dumps(more)[:-1] + (", " if more else "") + f'"Items": {self._items(found["Items"], asked)}}}'
        else:
            assert action == "BatchGetItem", action
            ((name, wanted),) = asked["RequestItems"].items()
            items = self._items(self._table.batch_get_item(**asked)["Responses"][name], wanted)
            answer = f'{{"Responses": {{{json.dumps(name)}: {items}}}, "UnprocessedKeys": {{}}}}'
        return AWSResponse(request.url, 200, {}, _Body(answer.encode()))

    def _items(self, items: list[dict[str, Any]], asked: dict[str, Any]) -> str:
        """As JSON; each item is written once, for that is the work of the database."""
        names = sorted(asked["ExpressionAttributeNames"].values())
        return "[" + ", ".join(self._item(item, names) for item in items) + "]"

    def _item(self, item: dict[str, Any], names: list[str]) -> str:
        place = (id(item), names[0])
        if place not in self._written:
            shown = {name: item[name] for name in names if name in item}
            self._written[place] = json.dumps(shown, default=lambda value: base64.b64encode(value).decode())
        return self._written[place]


def client_over(table: CountingClient) -> Any:  # noqa: ANN401 - a botocore client
    """A client of botocore. Through it a look-up costs a process what it costs it in AWS, but for the network."""
    client = dynamodb_client("eu-central-1", "http://localhost")
    client.meta.events.register("before-send.dynamodb", _Answers(table))
    return client
