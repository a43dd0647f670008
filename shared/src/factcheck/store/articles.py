"""Articles in DynamoDB: one partition an article, a report in one Query, the commit in one transaction."""

import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from factcheck.app.ports import Clock
from factcheck.domain.ids import article_of_claim, origin_id
from factcheck.domain.values import (
    Article,
    ArticleCard,
    ArticleHeader,
    ChangeKind,
    EdgeGroup,
    Origin,
    Provenance,
    Reading,
    StoredArticle,
    VerdictChange,
    VerdictSheet,
)
from factcheck.store import keys, packing
from factcheck.store.clients import ConditionFailedError
from factcheck.store.dynamodb import Pause, Table, delete_action, put_action, transact
from factcheck.store.items import Item, Plain, decode, epoch_seconds, new_item, split, time_of, time_text, utc_now
from factcheck.store.tables import TableNames

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

CHANGE_LIFETIME = timedelta(days=7)

_ENTERED = 10_000
"""Days and months of sources that a process remembers having entered."""


class DynamoArticleStore:
    """`factcheck.app.ports.ArticleStore` over MainTable and ChangesTable."""

    def __init__(
        self, client: "DynamoDBClient", tables: TableNames, *, clock: Clock = utc_now, pause: Pause = time.sleep
    ) -> None:
        self._client = client
        self._tables = tables
        self._table = Table(client, tables.main, pause=pause)
        self._clock = clock
        self._pause = pause
        self._entered: set[tuple[str, str]] = set()

    def load(self, article_id: str) -> StoredArticle | None:
        """See `ArticleStore`."""
        items = {item["SK"]["S"]: item for item in self._table.query(keys.article(article_id), keys.REPORT_RANGE)}
        meta = items.get(keys.meta(article_id)["SK"])
        if meta is None:
            return None
        # A Query that runs beside the commit may see one of its items without the other; a GetItem does not.
        verdicts = items.get(keys.sheet(article_id)["SK"]) or self._table.get(keys.sheet(article_id))
        if verdicts is None:
            return None
        card = _card(decode(meta))
        text = packing.unpack_text(item["data"]["B"] for name, item in items.items() if name.startswith("TXT#"))
        article = Article(card.header, text)
        reading, versions = packing.unpack_reading(_reading(items, card.header), article)
        return StoredArticle(
            article=article,
            reading=reading,
            origin=card.origin,
            sheet=_sheet(verdicts),
            edges=tuple(_edges(item) for name, item in items.items() if name.startswith("EDG#")),
            versions=versions,
        )

    def cards(self, article_ids: Iterable[str]) -> dict[str, ArticleCard]:
        """See `ArticleStore`."""
        found = (_card(decode(item)) for item in self._table.get_many(keys.meta(each) for each in article_ids))
        return {card.header.id: card for card in found}

    def save_reading(self, article: Article, reading: Reading, versions: dict[str, str]) -> None:
        """See `ArticleStore`."""
        article_id, now = article.header.id, self._clock()
        variant = keys.variant(article.header)
        packed = packing.pack_reading(article, reading, versions)
        content = keys.digest(packed)
        first, *more = split(packed)
        chunks = [
            new_item(keys.text(article_id, number), "text", now, {"data": chunk})
            for number, chunk in enumerate(packing.pack_text(article.text))
        ]
        chunks += [
            new_item(keys.reading(article_id, variant, content, number), "reading_chunk", now, {"data": chunk})
            for number, chunk in enumerate(more, 1)
        ]
        head: dict[str, Plain] = {"data": first, "chunks": 1 + len(more), "content": content}
        head_item = new_item(keys.reading(article_id, variant), "reading", now, head)
        if more:  # the head names its chunks, so it comes after them
            self._table.write_many(chunks)
            self._table.put(head_item)
        else:
            self._table.write_many([*chunks, head_item])

    def save_edges(self, groups: Iterable[EdgeGroup]) -> None:
        """See `ArticleStore`."""
        now = self._clock()
        self._table.write_many(
            new_item(
                keys.edges(group.article_id, group.other.id),
                "edges",
                now,
                {"data": packing.pack_edges(group), "copy": group.copy},
            )
            for group in groups
        )

    def edges(self, article_id: str) -> tuple[EdgeGroup, ...]:
        """See `ArticleStore`."""
        found = self._table.query(keys.article(article_id), keys.EDGE_RANGE, ("data",))
        return tuple(_edges(item) for item in found)

    def neighbours(self, article_id: str) -> dict[str, bool]:
        """See `ArticleStore`."""
        items = list(self._table.query(keys.article(article_id), keys.EDGE_RANGE, ("SK", "copy")))
        if any("copy" not in item for item in items):  # written before the mark stood beside the data
            return {group.other.id: group.copy for group in self.edges(article_id)}
        return {keys.article_of_edges(item["SK"]["S"]): item["copy"]["BOOL"] for item in items}

    def commit(self, article: Article, sheet: VerdictSheet, origin: Origin) -> bool:
        """See `ArticleStore`."""
        header, now = article.header, self._clock()
        attributes: dict[str, Plain] = {**_header_attributes(header), "origin_version": 0}
        if origin != _own_origin(header):
            attributes |= _origin_attributes(origin)
        change: dict[str, Plain] = {
            "article_id": header.id,
            "kind": ChangeKind.COMMITTED.value,
            "at": time_text(now),
            "expires_at": epoch_seconds(now + CHANGE_LIFETIME),
        }
        self._enter(header, now)
        meta_item = new_item({**keys.meta(header.id), **keys.listing(header)}, "article", now, attributes)
        try:
            transact(
                self._client,
                [
                    put_action(self._tables.main, meta_item, condition="attribute_not_exists(PK)"),
                    put_action(self._tables.main, self._sheet_item(header.id, sheet)),
                    put_action(
                        self._tables.changes,
                        new_item(keys.change(header.id, ChangeKind.COMMITTED), "change", now, change),
                    ),
                ],
                pause=self._pause,
            )
        except ConditionFailedError:
            return False
        return True

    def _enter(self, header: ArticleHeader, now: datetime) -> None:
        """Note that there is something to list: once for a day, and for a month of a source, in each process."""
        for key in keys.calendar(header):
            name = (key["PK"], key["SK"])
            if name not in self._entered:
                self._table.put(new_item(key, "calendar", now, {}))
                if len(self._entered) >= _ENTERED:
                    self._entered.clear()
                self._entered.add(name)

    def sheets(self, article_ids: Iterable[str]) -> dict[str, VerdictSheet]:
        """See `ArticleStore`."""
        found = self._table.get_many(map(keys.sheet, article_ids))
        return {keys.article_of_partition(item["PK"]["S"]): _sheet(item) for item in found}

    def sheet(self, article_id: str) -> VerdictSheet | None:
        """See `ArticleStore`."""
        item = self._table.get(keys.sheet(article_id))
        return None if item is None else _sheet(item)

    def save_sheet(self, article_id: str, sheet: VerdictSheet, changes: Sequence[VerdictChange]) -> None:
        """See `ArticleStore`.

        Sheet and history go in one transaction: two writers of the same version would else leave the sheet of the one
        with the history of the other.
        """
        history: dict[str, Plain] = {"version": sheet.version, "data": packing.pack_changes(changes)}
        key = keys.sheet_changes(article_id, sheet.version)
        transact(
            self._client,
            [
                put_action(
                    self._tables.main,
                    self._sheet_item(article_id, sheet),
                    condition="#version = :before",
                    values={"before": sheet.version - 1},
                ),
                put_action(self._tables.main, new_item(key, "verdict_changes", self._clock(), history)),
            ],
            pause=self._pause,
        )

    def save_origin(self, article_id: str, origin: Origin, expected_version: int) -> None:
        """See `ArticleStore`."""
        attributes = _origin_attributes(origin)
        gone = [name for name, value in attributes.items() if value is None]
        kept = [name for name, value in attributes.items() if value is not None]
        expression = "SET " + ", ".join(f"#{name} = :{name}" for name in [*kept, "origin_version"])
        if gone:
            expression += " REMOVE " + ", ".join(f"#{name}" for name in gone)
        self._table.update(
            keys.meta(article_id),
            expression,
            condition="#origin_version = :expected",
            values={
                **{name: attributes[name] for name in kept},
                "origin_version": expected_version + 1,
                "expected": expected_version,
            },
        )

    def history(self, claim_id: str) -> tuple[VerdictChange, ...]:
        """See `ArticleStore`."""
        try:
            article_id = article_of_claim(claim_id)
        except ValueError:
            return ()
        items = {item["SK"]["S"]: item for item in self._table.query(keys.article(article_id), keys.VERDICT_RANGE)}
        verdicts = items.pop(keys.sheet(article_id)["SK"], None)
        if verdicts is None:
            return ()
        # A Query that runs beside a change may see its history without its sheet: what is not in force is not told.
        version = int(verdicts["version"]["N"])
        return tuple(
            change
            for item in items.values()
            if int(item["version"]["N"]) <= version
            for change in packing.unpack_changes(item["data"]["B"])
            if change.claim_id == claim_id
        )

    def withdraw(self, article_id: str) -> bool:
        """See `ArticleStore`."""
        now = self._clock()
        change: dict[str, Plain] = {
            "article_id": article_id,
            "kind": ChangeKind.DELETED.value,
            "at": time_text(now),
            "expires_at": epoch_seconds(now + CHANGE_LIFETIME),
        }
        try:
            transact(
                self._client,
                [
                    delete_action(self._tables.main, keys.meta(article_id), condition="attribute_exists(PK)"),
                    delete_action(self._tables.main, keys.sheet(article_id)),
                    put_action(self._tables.main, new_item(keys.gone(article_id), "withdrawal", now, {})),
                    put_action(
                        self._tables.changes,
                        new_item(keys.change(article_id, ChangeKind.DELETED), "change", now, change),
                    ),
                ],
                pause=self._pause,
            )
        except ConditionFailedError:
            return False
        return True

    def withdrawing(self, article_id: str) -> bool:
        """See `ArticleStore`."""
        return self._table.get(keys.gone(article_id)) is not None

    def drop_edges(self, article_ids: Iterable[str], other_id: str) -> None:
        """See `ArticleStore`."""
        self._table.write_many((), delete=[keys.edges(article_id, other_id) for article_id in article_ids])

    def purge(self, article_id: str) -> None:
        """See `ArticleStore`."""
        if not self.withdrawing(article_id):
            return
        mark = keys.gone(article_id)
        found = self._table.query(keys.article(article_id), keys.WHOLE_PARTITION, ("PK", "SK"))
        names = [item["SK"]["S"] for item in found]
        # The mark goes last: as long as it is there, a retry finds the rest.
        self._table.write_many((), delete=[{**mark, "SK": name} for name in names if name != mark["SK"]])
        self._table.write_many((), delete=[mark])

    def _sheet_item(self, article_id: str, sheet: VerdictSheet) -> Item:
        attributes: dict[str, Plain] = {"version": sheet.version, "data": packing.pack_verdicts(sheet.verdicts)}
        return new_item(keys.sheet(article_id), "verdicts", self._clock(), attributes)


def _reading(items: Mapping[str, Item], header: ArticleHeader) -> bytes:
    variant = keys.variant(header)
    head = decode(items[keys.reading(header.id, variant)["SK"]])
    names = [keys.reading(header.id, variant, head["content"], number)["SK"] for number in range(1, head["chunks"])]
    return b"".join([head["data"], *(items[name]["data"]["B"] for name in names)])


def _edges(item: Item) -> EdgeGroup:
    return packing.unpack_edges(item["data"]["B"])


def _sheet(item: Item) -> VerdictSheet:
    return packing.unpack_sheet(int(item["version"]["N"]), item["data"]["B"])


def _own_origin(header: ArticleHeader) -> Origin:
    return Origin(origin_id(header.id), None, (header.source,))


def _origin_attributes(origin: Origin) -> dict[str, Plain]:
    return {"origin": origin.id, "copy_of": origin.copy_of, "outlets": list(origin.outlets)}


def _header_attributes(header: ArticleHeader) -> dict[str, Plain]:
    return {
        "article_id": header.id,
        "source": header.source,
        "received_at": time_text(header.received_at),
        "title": header.title,
        "url": header.url,
        "published_at": None if header.published_at is None else time_text(header.published_at),
        "language": header.language,
        "characters": header.characters,
        "words": header.words,
        "provenance": header.provenance.value,
        "owner": header.owner,
    }


def _card(meta: Mapping[str, Any]) -> ArticleCard:
    published = meta.get("published_at")
    header = ArticleHeader(
        id=meta["article_id"],
        source=meta["source"],
        received_at=time_of(meta["received_at"]),
        title=meta.get("title"),
        url=meta.get("url"),
        published_at=None if published is None else time_of(published),
        language=meta.get("language"),
        characters=meta["characters"],
        words=meta["words"],
        provenance=Provenance(meta["provenance"]),
        owner=meta.get("owner"),
    )
    origin = _own_origin(header)
    if "origin" in meta:
        origin = Origin(meta["origin"], meta.get("copy_of"), tuple(meta["outlets"]))
    return ArticleCard(header, origin, meta["origin_version"])
