"""Puts the local service together: database, queue, worker threads and HTTP server around the very same handlers."""

import logging
import sys
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from factcheck import bootstrap
from factcheck.api import routes
from factcheck.domain.errors import StoreUnavailableError
from factcheck.local.data_lock import DataLock
from factcheck.local.engine import open_database
from factcheck.local.environments import Environments
from factcheck.local.gateway import RouteTable
from factcheck.local.http_server import HttpServer
from factcheck.local.queue import ANALYZE, CHANGES, FETCH, LocalJobQueue
from factcheck.local.server import GatewayApplication
from factcheck.local.workers import ChangePump, DynamoChangeStream, QueuePump, Worker
from factcheck.observability import configure
from factcheck.settings import Settings
from factcheck.store.clients import streams_client
from factcheck.store.tables import create_tables

ROOT = Path(__file__).resolve().parents[4]
"""The checkout: the local service runs from it, never from an installed package."""
FUNCTIONS = ROOT / "functions"

_WORKER_FUNCTIONS = ("analyze_article", "fetch_article", "cross_check")
_USE_CASES = (
    "submit_article",
    "analyze_job",
    "fetch_job",
    "cross_check",
    "read_report",
    "check_claim",
    "search_claims",
    "import_factchecks",
    "withdraw_article",
    "list_articles",
    "read_source",
    "take_feedback",
    "authenticate",
)
_VISIBILITY_SECONDS = 10.0
"""How long a job waits that was in hand when the service was killed; with one consumer a queue it may be short."""
_JOIN_SECONDS = 10.0

_log = logging.getLogger("local.service")  # not under "factcheck", whose lines are the functions' JSON


class ServiceStartError(Exception):
    """The service cannot run; the message says what to do about it."""


class Service:
    """The whole product in one process, on 127.0.0.1.

    The port is open as soon as the object is made; `/health` answers 200 from the end of `start` on.

    Args:
        settings: `data_dir`, `dynamodb_endpoint` and the rest, as in the cloud.
        port: 0 takes any free one.

    Raises:
        PortTakenError: the port cannot be had.
    """

    def __init__(self, settings: Settings, port: int = 0) -> None:
        self._settings = settings
        table = RouteTable(routes.ROUTES, routes.DEFAULT_FUNCTION)
        self._functions = dict.fromkeys([*table.functions, *_WORKER_FUNCTIONS])
        self._environments = Environments(FUNCTIONS)
        self._application = GatewayApplication(table, self._environments)
        self._server = HttpServer(self._application, port)
        self._changes: ChangePump | None = None
        self._running = ExitStack()

    @property
    def url(self) -> str:
        """Where it answers."""
        return self._server.url

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Bring everything up; what was left undone by a service that was killed goes on.

        Raises:
            DataInUseError: another service has the data folder.
            EngineUnavailableError: the embedded database cannot be started.
            ServiceStartError: the database that the settings name does not answer.
        """
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Finish what is in hand, then end workers, functions and database. Idempotent."""
        self._application.ready = False
        self._running.close()

    def wait_for_changes(self, seconds: float = 60.0) -> bool:
        """Wait until the change worker has seen every article that is stored now. False if it takes longer."""
        return self._changes is not None and self._changes.wait_until_idle(seconds)

    def _start(self) -> None:
        data = Path(self._settings.data_dir)
        configure(stage=self._settings.stage, level=self._settings.log_level)
        # Closed in reverse: first no more requests, then no more work, then the database, and the folder last.
        lock = DataLock(data)
        lock.acquire()
        self._running.callback(lock.release)
        endpoint = self._running.enter_context(open_database(self._settings))
        self._running.callback(bootstrap.use, None)
        jobs = LocalJobQueue(
            data / "queue.db", visibility_seconds=_VISIBILITY_SECONDS, max_receives=self._settings.max_receives
        )
        self._running.callback(jobs.close)
        container = bootstrap.Container(replace(self._settings, dynamodb_endpoint=endpoint))
        container.queue = jobs
        bootstrap.use(container)
        self._running.callback(self._environments.close)
        self._server.start()
        self._running.callback(self._server.stop)
        stream_arn = self._open_tables(container)
        self._prepare(container)
        self._start_workers(jobs, container, stream_arn)
        self._application.ready = True

    def _open_tables(self, container: bootstrap.Container) -> str:
        try:
            create_tables(container.dynamodb, container.tables)
            table = container.dynamodb.describe_table(TableName=container.tables.changes)["Table"]
        except StoreUnavailableError as error:
            raise ServiceStartError(
                f"The database at {container.settings.dynamodb_endpoint} does not answer: {error.detail}"
            ) from error
        stream_arn = table.get("LatestStreamArn")
        if not stream_arn:
            raise ServiceStartError(
                f"The table {container.tables.changes} has no stream, so verdicts would never change. "
                "Enable one (new images), or delete the table and start again."
            )
        return stream_arn

    def _prepare(self, container: bootstrap.Container) -> None:
        """Do what the first requests would wait for, and build shared parts before two threads could."""
        if str(FUNCTIONS) not in sys.path:
            sys.path.append(str(FUNCTIONS))
        for use_case in _USE_CASES:
            getattr(container, use_case)
        container.score_sentences("The harbour has four cranes.")
        for function in self._functions:
            self._environments.prepare(function)

    def _start_workers(self, jobs: LocalJobQueue, container: bootstrap.Container, stream_arn: str) -> None:
        settings = container.settings
        client = streams_client(settings.region, settings.dynamodb_endpoint)
        lost = len(jobs.dead_letters(CHANGES))
        if lost:
            _log.warning("%d changes were given up; the verdicts that they touch may be out of date", lost)
        self._changes = ChangePump(
            "cross_check",
            DynamoChangeStream(client, stream_arn, jobs),
            self._environments,
            given_up=partial(jobs.bury, CHANGES),
        )
        workers: list[Worker] = [
            QueuePump(function, jobs.consumer(queue), self._environments, max_receives=settings.max_receives)
            # Two that analyse: a book-length text must not hold up the short ones behind it.
            for function, queue in (
                ("analyze_article", ANALYZE),
                ("analyze_article", ANALYZE),
                ("fetch_article", FETCH),
            )
        ]
        workers.append(self._changes)
        for worker in workers:
            worker.start()
        self._running.callback(_end, workers)


def _end(workers: list[Worker]) -> None:
    for worker in workers:
        worker.stop()
    for worker in workers:
        worker.join(_JOIN_SECONDS)
        if worker.is_alive():
            _log.warning("%s is still busy; what it has in hand comes again at the next start", worker.name)
