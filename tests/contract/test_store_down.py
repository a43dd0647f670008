"""A database that is not there, or does not speak, is told soon and by one error."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.contract import values as make
from tests.contract.conftest import on_dynamodb, table_names

from factcheck.domain import values as v
from factcheck.domain.errors import StoreUnavailableError
from factcheck.store.clients import dynamodb_client, sqs_client
from factcheck.store.queue import SqsJobQueue
from factcheck.store.tables import create_tables

LONGEST_SECONDS = 15.0
"""Three attempts of 1 s to connect and 3 s to read, and the pauses between them."""


def every_call(stores):
    article = make.article()
    reading, job = make.reading(article), make.job()
    articles, index, jobs = stores.articles, stores.index, stores.jobs
    return [
        lambda: articles.load("art_x"),
        lambda: articles.cards(["art_x"]),
        lambda: articles.save_reading(article, reading, {}),
        lambda: articles.save_edges([make.edge_group(article, article)]),
        lambda: articles.edges("art_x"),
        lambda: articles.commit(article, make.sheet(reading), make.lone(article)),
        lambda: articles.sheet("art_x"),
        lambda: articles.save_sheet("art_x", make.sheet(reading, 2), []),
        lambda: articles.save_origin("art_x", make.lone(article), 0),
        lambda: articles.history(reading.claims[0].id),
        lambda: index.put(make.entry(article)),
        lambda: index.remove("art_x"),
        lambda: index.related([1, 2, 3], make.NOON, make.NOON),
        lambda: index.load(["art_x"]),
        lambda: jobs.create(job, v.Submission("Text.")),
        lambda: jobs.find("job_x", make.NOON),
        lambda: jobs.payload("job_x"),
        lambda: jobs.replace_payload("job_x", v.Submission("Text.")),
        lambda: jobs.advance("job_x", "fetch", 1, 2),
        lambda: jobs.complete("job_x", "art_x"),
        lambda: jobs.fail("job_x", v.JobProblem("a", "b")),
        lambda: jobs.report("job_x"),
        lambda: jobs.cancel("job_x"),
        lambda: stores.idempotency.claim("k", "b", make.NOON),
        lambda: stores.keys.find("aa"),
        lambda: stores.keys.put("aa", v.ApiKey("key_1", frozenset())),
        lambda: stores.keys.count_call("key_1", 1),
        lambda: create_tables(stores.client, stores.names),
    ]


def all_unavailable(endpoint: str) -> float:
    """Make every call at once; the seconds until the last one was answered."""
    stores = on_dynamodb(dynamodb_client("eu-central-1", endpoint), table_names())
    queue = SqsJobQueue(sqs_client("eu-central-1", endpoint), f"{endpoint}/1/analyze", f"{endpoint}/1/fetch")
    calls = [*every_call(stores), lambda: queue.send("job_x", fetch=False)]
    started = time.monotonic()
    with ThreadPoolExecutor(len(calls)) as pool:
        for running in [pool.submit(call) for call in calls]:
            with pytest.raises(StoreUnavailableError):
                running.result()
    return time.monotonic() - started


def test_a_refused_connection_is_told():
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        assert all_unavailable(f"http://127.0.0.1:{reserved.getsockname()[1]}") < LONGEST_SECONDS


def test_a_database_that_never_answers_is_told():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(512)
        assert all_unavailable(f"http://127.0.0.1:{silent.getsockname()[1]}") < LONGEST_SECONDS


@pytest.mark.engine
def test_a_missing_table_is_told(endpoint):
    stores = on_dynamodb(dynamodb_client("eu-central-1", endpoint), table_names())
    with pytest.raises(StoreUnavailableError, match="ResourceNotFound"):
        stores.articles.load("art_x")
