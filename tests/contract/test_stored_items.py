"""What lies in the tables: the keys, the stamp of every item, the listings, the expiry."""

from dataclasses import replace

import pytest
from tests.contract import values as make

from factcheck.domain import values as v
from factcheck.store import keys
from factcheck.store.dynamodb import Table
from factcheck.store.items import ITEM_LIMIT_BYTES, decode, epoch_seconds, item_size, new_item
from factcheck.store.packing import pack_changes
from factcheck.store.tables import DAY_INDEX, SOURCE_INDEX

pytestmark = pytest.mark.engine

DAY = 86_400


def everything(stores, table: str) -> list[dict]:
    pages = stores.client.get_paginator("scan").paginate(TableName=table)
    return [decode(item) for page in pages for item in page["Items"]]


def commit(stores, article):
    reading = make.reading(article)
    stores.articles.save_reading(article, reading, make.VERSIONS)
    stores.articles.save_edges([make.edge_group(article, make.article("Other."))])
    assert stores.articles.commit(article, make.sheet(reading), make.lone(article))
    return reading


def listed(stores, index: str, partition: str) -> list[str]:
    name = "GSI1PK" if index == SOURCE_INDEX else "GSI2PK"
    found = stores.client.query(
        TableName=stores.names.main,
        IndexName=index,
        KeyConditionExpression=f"{name} = :partition",
        ExpressionAttributeValues={":partition": {"S": partition}},
    )
    return [keys.article_of_partition(item["PK"]["S"]) for item in found["Items"]]


def test_every_item_says_what_it_is_and_holds_no_float(dynamodb):
    article, job = make.article(), make.job()
    reading = commit(dynamodb, article)
    change = make.change(reading.claims[0].id, 2, v.VerdictLabel.NOT_ENOUGH, v.VerdictLabel.SUPPORTED)
    dynamodb.articles.save_sheet(article.header.id, make.sheet(reading, 2), [change])
    dynamodb.articles.save_origin(article.header.id, make.lone(article), 0)
    dynamodb.index.put(make.entry(article))
    dynamodb.jobs.create(job, v.Submission(make.TEXT))
    dynamodb.jobs.advance(job.id, "analyze", 1, 3)
    dynamodb.jobs.complete(job.id, article.header.id, "{}")
    dynamodb.idempotency.claim("k", "body", make.NOON)
    dynamodb.keys.put("aa", v.ApiKey("key_1", frozenset({"read"})))
    dynamodb.keys.count_call("key_1", 1)

    names = dynamodb.names
    found = {
        table: everything(dynamodb, table)
        for table in (names.main, names.index, names.changes, names.idempotency, names.keys)
    }
    items = [item for items in found.values() for item in items]
    assert all(found.values())
    assert all(isinstance(item["type"], str) and item["schema"] == 1 and "created_at" in item for item in items)
    assert {item["type"] for item in found[names.main]} == {
        "article", "text", "reading", "edges", "verdicts", "verdict_changes", "job", "job_chunk", "calendar",
    }  # fmt: skip
    assert {item["type"] for item in found[names.keys]} == {"api_key", "call_count"}


def test_a_commit_leaves_one_change_that_expires_in_a_week(dynamodb):
    article = make.article()
    commit(dynamodb, article)
    dynamodb.articles.commit(article, v.VerdictSheet(1), make.lone(article))

    [change] = everything(dynamodb, dynamodb.names.changes)
    assert (change["article_id"], change["kind"]) == (article.header.id, "committed")
    assert change["at"] == make.NOON.isoformat()
    assert change["expires_at"] == epoch_seconds(make.NOON) + 7 * DAY


def test_jobs_expire_with_all_that_belongs_to_them(dynamodb):
    job = make.job()
    dynamodb.jobs.create(job, v.Submission(make.TEXT))

    items = everything(dynamodb, dynamodb.names.main)
    assert [item["expires_at"] for item in items] == [epoch_seconds(job.expires_at)] * 2


def test_an_ended_job_leaves_no_payload_behind(dynamodb):
    job = make.job()
    dynamodb.jobs.create(job, v.Submission(make.TEXT))
    dynamodb.jobs.replace_payload(job.id, v.Submission(make.TEXT * 2))
    dynamodb.jobs.complete(job.id, "art_a", "{}")
    assert sorted(item["SK"][:4] for item in everything(dynamodb, dynamodb.names.main)) == ["META", "REP#"]

    dynamodb.jobs.cancel(job.id)
    assert [item["SK"] for item in everything(dynamodb, dynamodb.names.main)] == ["META"]


def test_common_articles_are_listed_and_private_ones_are_not(dynamodb):
    common = make.article()
    private = make.article("Mine. " + make.TEXT)
    private = replace(private, header=replace(private.header, owner="key_1"))
    commit(dynamodb, common)
    commit(dynamodb, private)

    assert listed(dynamodb, SOURCE_INDEX, keys.source_month(common.header.source, make.NOON)) == [common.header.id]
    days = [listed(dynamodb, DAY_INDEX, keys.day_shard(make.NOON, shard)) for shard in range(keys.DAY_SHARDS)]
    assert [each for day in days for each in day] == [common.header.id]


def test_only_half_of_an_article_is_listed_nowhere(dynamodb):
    article = make.article()
    dynamodb.articles.save_reading(article, make.reading(article), {})

    assert listed(dynamodb, SOURCE_INDEX, keys.source_month(article.header.source, make.NOON)) == []


def test_history_that_is_not_in_force_is_not_told(dynamodb):
    article = make.article()
    claim = commit(dynamodb, article).claims[0].id
    change = make.change(claim, 2, v.VerdictLabel.NOT_ENOUGH, v.VerdictLabel.SUPPORTED)
    early = {"version": 2, "data": pack_changes([change])}
    Table(dynamodb.client, dynamodb.names.main).put(
        new_item(keys.sheet_changes(article.header.id, 2), "verdict_changes", make.NOON, early)
    )
    assert dynamodb.articles.history(claim) == ()

    dynamodb.articles.save_sheet(article.header.id, make.sheet(make.reading(article), 2), [change])
    assert dynamodb.articles.history(claim) == (change,)


def test_an_article_and_its_index_entry_cost_few_write_units(dynamodb):
    """The budget of DESIGN is 70 for 24 claims, edges included; these four cost 20."""
    article = make.article()
    used = []

    def measure(params, **_):
        params["ReturnConsumedCapacity"] = "TOTAL"

    def count(parsed, **_):
        consumed = parsed.get("ConsumedCapacity", [])
        used.extend(each["CapacityUnits"] for each in (consumed if isinstance(consumed, list) else [consumed]))

    events = dynamodb.client.meta.events
    for operation in ("PutItem", "BatchWriteItem", "TransactWriteItems"):
        events.register(f"provide-client-params.dynamodb.{operation}", measure)
        events.register(f"after-call.dynamodb.{operation}", count)
    dynamodb.articles.save_reading(article, make.reading(article), make.VERSIONS)
    dynamodb.index.put(make.entry(article))
    dynamodb.articles.commit(article, make.sheet(make.reading(article)), make.lone(article))

    assert 0 < sum(used) <= 20


def test_no_item_is_larger_than_an_item_may_be(dynamodb):
    article = make.article((make.TEXT * 1000)[:200_000])
    claims = tuple(make.claim(article, start, start + 90) for start in range(0, 199_900, 100))
    dynamodb.articles.save_reading(article, v.Reading((), claims), {})
    dynamodb.index.put(replace(make.entry(article), claims=tuple(v.IndexedClaim(c, make.vector(1)) for c in claims)))

    for table in (dynamodb.names.main, dynamodb.names.index):
        for page in dynamodb.client.get_paginator("scan").paginate(TableName=table):
            assert all(item_size(item) <= ITEM_LIMIT_BYTES for item in page["Items"])
