"""The search index over Amazon S3 Vectors, for stores of tens of millions of articles.

One vector an article, the mean of its claims, with its lists as metadata. A look-up asks twice: for the nearest, and
for the nearest that share a list of words or names. The entries themselves lie in IndexTable, as they do without it.
"""

import base64
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from factcheck.app.ports import ClaimIndex
from factcheck.domain.values import CELL_NUMBERS, IndexEntry, RelatedArticle, Vector
from factcheck.store.clients import translated_errors
from factcheck.store.dynamodb import in_parallel
from factcheck.store.items import microseconds, moment_of

NEAREST = 30
"""Hits of one query: what every version of the service allows."""

_NUMBER_BYTES = 7


class S3VectorsClaimIndex:
    """`factcheck.app.ports.ClaimIndex` over a vector index and a table of entries.

    Args:
        client: From `factcheck.store.clients`.
        index_arn: Of a vector index of 384 dimensions, float32, cosine, with `marks` as metadata that no filter names.
        entries: Where the entries lie.
    """

    def __init__(self, client: Any, index_arn: str, entries: ClaimIndex) -> None:  # noqa: ANN401 - it has no stubs here
        self._client = client
        self._arn = index_arn
        self._entries = entries

    def put(self, entry: IndexEntry) -> None:
        """See `ClaimIndex`. The entry comes first: what is found can be loaded."""
        self._entries.put(replace(entry, cells=(), marks=()))
        if not any(entry.vector):  # no claims, or none that has a direction: the service takes no zero vector
            self._delete(entry.header.id)
            return
        marks = dict(zip(entry.cells, entry.marks or (b"",) * len(entry.cells), strict=True))
        metadata: dict[str, Any] = {"when": microseconds(entry.header.when), "marks": _packed(marks)}
        if lists := [_name(number) for number in sorted(marks) if number >= CELL_NUMBERS]:
            metadata["lists"] = lists
        vector = {"key": entry.header.id, "data": {"float32": _floats(entry.vector)}, "metadata": metadata}
        with translated_errors():
            self._client.put_vectors(indexArn=self._arn, vectors=[vector])

    def remove(self, article_id: str) -> None:
        """See `ClaimIndex`."""
        self._delete(article_id)
        self._entries.remove(article_id)

    def _delete(self, article_id: str) -> None:
        with translated_errors():
            self._client.delete_vectors(indexArn=self._arn, keys=[article_id])

    def related(
        self,
        cells: Iterable[int],
        since: datetime,
        until: datetime,
        *,
        around: tuple[datetime, str] | None = None,  # noqa: ARG002 - the nearest in meaning, not in time
        vector: Vector | None = None,
    ) -> list[RelatedArticle]:
        """See `ClaimIndex`; the nearest of all, and the nearest of those in one of the lists."""
        wanted = sorted(set(cells))
        if vector is None or not any(vector) or not wanted:
            return []
        window: list[dict[str, Any]] = [
            {"when": {"$gte": microseconds(since)}},
            {"when": {"$lte": microseconds(until)}},
        ]
        filters: list[dict[str, Any]] = [{"$and": window}]
        if lists := [_name(number) for number in wanted if number >= CELL_NUMBERS]:
            filters.append({"$and": [*window, {"lists": {"$in": lists}}]})
        answers = in_parallel(lambda chosen: self._query(vector, chosen), filters)
        found = {hit["key"]: hit["metadata"] for hits in answers for hit in hits}
        return [self._hit(article_id, found[article_id], wanted) for article_id in sorted(found)]

    def _query(self, vector: Vector, chosen: Mapping[str, Any]) -> list[dict[str, Any]]:
        with translated_errors():
            answer: Any = self._client.query_vectors(
                indexArn=self._arn,
                topK=NEAREST,
                queryVector={"float32": _floats(vector)},
                filter=dict(chosen),
                returnMetadata=True,
            )
        hits: list[dict[str, Any]] = answer["vectors"]
        return hits

    def _hit(self, article_id: str, metadata: Mapping[str, Any], wanted: list[int]) -> RelatedArticle:
        marks = _unpacked(metadata["marks"])
        shared = tuple((number, marks[number]) for number in wanted if number in marks)
        # One that shares no list was found by its vector, as if the two lay in one cell.
        if not shared and marks:
            shared = ((wanted[0], next(iter(marks.values()))),)
        return RelatedArticle(article_id, moment_of(int(metadata["when"])), shared)

    def load(self, article_ids: Iterable[str]) -> list[IndexEntry]:
        """See `ClaimIndex`."""
        return self._entries.load(article_ids)


def _floats(vector: Vector) -> list[float]:
    return [float(each) for each in memoryview(vector).cast("b")]


def _name(number: int) -> str:
    return f"{number:x}"


def _packed(marks: Mapping[int, bytes]) -> str:
    """The lists with their marks as text: metadata holds no bytes."""
    packed = b"".join(
        number.to_bytes(_NUMBER_BYTES, "big") + bytes([len(mark)]) + mark for number, mark in sorted(marks.items())
    )
    return base64.b64encode(packed).decode("ascii")


def _unpacked(text: str) -> dict[int, bytes]:
    raw, marks, at = base64.b64decode(text), dict[int, bytes](), 0
    while at < len(raw):
        start = at + _NUMBER_BYTES + 1
        end = start + raw[start - 1]
        marks[int.from_bytes(raw[at : start - 1], "big")] = raw[start:end]
        at = end
    return marks
