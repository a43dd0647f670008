"""Each store is tested twice: in memory, and on the embedded DynamoDB engine."""

import itertools
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from factcheck.app.ports import ArticleStore, ClaimIndex, IdempotencyStore, JobStore, KeyStore
from factcheck.local.engine import open_database
from factcheck.settings import Settings
from factcheck.store import memory
from factcheck.store.articles import DynamoArticleStore
from factcheck.store.callers import DynamoIdempotencyStore, DynamoKeyStore
from factcheck.store.claim_index import DynamoClaimIndex
from factcheck.store.clients import dynamodb_client
from factcheck.store.jobs import DynamoJobStore
from factcheck.store.tables import TableNames, create_tables


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            # Nothing but this machine: the engine listens on it, and a test of a dead database talks to it in vain.
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1"]))
            item.add_marker(pytest.mark.enable_socket)


@dataclass
class Hand:
    """A clock that stands until it is moved."""

    now: datetime = datetime(2031, 3, 2, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Stores:
    """All stores of one deployment."""

    clock: Hand
    articles: ArticleStore
    index: ClaimIndex
    jobs: JobStore
    idempotency: IdempotencyStore
    keys: KeyStore
    client: object = None
    names: TableNames | None = None
    extra: dict[str, object] = field(default_factory=dict)


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory) -> Iterator[str]:
    """The embedded engine, or the server that FACTCHECK_DYNAMODB_ENDPOINT names."""
    given = Settings.from_environment(os.environ)
    with open_database(replace(given, data_dir=str(tmp_path_factory.mktemp("engine")))) as running:
        yield running


_RUN = secrets.token_hex(4)
_numbers = itertools.count()


def table_names() -> TableNames:
    return TableNames(
        *(f"test-{_RUN}-{next(_numbers)}-{table}" for table in ("main", "index", "changes", "idempotency", "keys"))
    )


def in_memory() -> Stores:
    clock = Hand()
    return Stores(
        clock=clock,
        articles=memory.MemoryArticleStore(clock=clock),
        index=memory.MemoryClaimIndex(),
        jobs=memory.MemoryJobStore(clock=clock),
        idempotency=memory.MemoryIdempotencyStore(),
        keys=memory.MemoryKeyStore(),
    )


def on_dynamodb(client, names: TableNames) -> Stores:
    clock = Hand()
    return Stores(
        clock=clock,
        articles=DynamoArticleStore(client, names, clock=clock),
        index=DynamoClaimIndex(client, names, clock=clock),
        jobs=DynamoJobStore(client, names, clock=clock),
        idempotency=DynamoIdempotencyStore(client, names),
        keys=DynamoKeyStore(client, names, clock=clock),
        client=client,
        names=names,
    )


@pytest.fixture
def dynamodb(endpoint) -> Stores:
    """Stores on fresh tables of the engine."""
    client = dynamodb_client("eu-central-1", endpoint)
    names = table_names()
    create_tables(client, names)
    return on_dynamodb(client, names)


@pytest.fixture(params=["memory", pytest.param("engine", marks=pytest.mark.engine)])
def stores(request) -> Stores:
    """Each kind of stores in turn, empty."""
    return in_memory() if request.param == "memory" else request.getfixturevalue("dynamodb")
