"""The composition root: the one place where ports meet their implementations.

Nothing is read or built at import. `container()` is made on first use from the environment, and each part of it on
first use too, so that a function pays only for what it calls: reading a report loads no model and no HTTP client. That
is why the imports stand inside the properties.
"""
# ruff: noqa: PLC0415

import json
import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from factcheck.crosscheck import JUDGE_VERSION
from factcheck.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from factcheck.app.analyze_article import AnalyzeArticle
    from factcheck.app.analyze_job import AnalyzeJob
    from factcheck.app.authenticate import Authenticate
    from factcheck.app.check_claim import CheckClaim, ScoreSentences
    from factcheck.app.compare_articles import CompareArticles
    from factcheck.app.cross_check import CrossCheck
    from factcheck.app.deliver_report import DeliverReport
    from factcheck.app.fetch_job import FetchJob
    from factcheck.app.import_factchecks import ImportFactChecks
    from factcheck.app.import_feeds import ImportFeeds
    from factcheck.app.job_steps import AbandonJob
    from factcheck.app.list_articles import ListArticles, ReadSource
    from factcheck.app.match_factchecks import MatchFactChecks
    from factcheck.app.ports import (
        ArticleFetcher,
        ArticleListing,
        ArticleStore,
        CallbackSender,
        CellMap,
        ClaimIndex,
        Clock,
        Encoder,
        FactCheckStore,
        FeedbackStore,
        FeedFetcher,
        IdempotencyStore,
        JobQueue,
        JobStore,
        KeyStore,
        RelationJudge,
    )
    from factcheck.app.read_stored import ReadStored
    from factcheck.app.rebuild_index import RebuildIndex
    from factcheck.app.search_claims import SearchClaims
    from factcheck.app.submit_article import SubmitArticle
    from factcheck.app.take_feedback import TakeFeedback
    from factcheck.app.withdraw_article import WithdrawArticle
    from factcheck.crosscheck.statement_judge import StatementJudge
    from factcheck.domain.values import Report
    from factcheck.models.relation import CrossEncoder
    from factcheck.store.factchecks import DynamoFactCheckStore
    from factcheck.store.index_versions import DynamoIndexVersions
    from factcheck.store.tables import TableNames

PIPELINE_VERSION = "0.1.0"
"""Changes whenever the same article may get another report with the same models."""


def utc_now() -> datetime:
    """The current time, aware UTC, whole milliseconds."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


class Container:
    """Everything the handlers call, and what that is made of. A part is replaced by assigning it before its first use.

    Args:
        settings: The environment.
        clock: Where "now" comes from.
    """

    def __init__(self, settings: Settings, *, clock: "Clock" = utc_now) -> None:
        self.settings = settings
        self.clock = clock

    # What the handlers call.

    @cached_property
    def submit_article(self) -> "SubmitArticle":
        """Analyse an article now, or queue it."""
        from factcheck.app.submit_article import SubmitArticle

        return SubmitArticle(
            analyze=self.analyze_article,
            articles=self.articles,
            jobs=self.jobs,
            queue=self.queue,
            idempotency=self.idempotency,
            deliver=self.deliver_report,
            clock=self.clock,
        )

    @cached_property
    def analyze_job(self) -> "AnalyzeJob":
        """Run a queued analysis."""
        from factcheck.app.analyze_job import AnalyzeJob

        return AnalyzeJob(
            analyze=self.analyze_article,
            articles=self.articles,
            jobs=self.jobs,
            deliver=self.deliver_report,
            render=_render,
            clock=self.clock,
        )

    @cached_property
    def fetch_job(self) -> "FetchJob":
        """Fetch a queued URL, or deliver a report."""
        from factcheck.app.fetch_job import FetchJob

        return FetchJob(
            jobs=self.jobs,
            queue=self.queue,
            fetcher=self.fetcher,
            sender=self.callback_sender,
            secret=self.settings.callback_secret,
        )

    @cached_property
    def abandon_job(self) -> "AbandonJob":
        """Give a job up."""
        from factcheck.app.job_steps import AbandonJob

        return AbandonJob(jobs=self.jobs)

    @cached_property
    def cross_check(self) -> "CrossCheck":
        """Judge anew what a change touches."""
        from factcheck.app.cross_check import CrossCheck

        return CrossCheck(articles=self.articles, index=self.index, clock=self.clock)

    @cached_property
    def read_report(self) -> "ReadStored":
        """Read reports, claims and jobs."""
        from factcheck.app.read_stored import ReadStored

        return ReadStored(articles=self.articles, jobs=self.jobs, clock=self.clock)

    @cached_property
    def list_articles(self) -> "ListArticles":
        """List the common store."""
        from factcheck.app.list_articles import ListArticles

        return ListArticles(articles=self.articles, listing=self.listing)

    @cached_property
    def read_source(self) -> "ReadSource":
        """What is stored about an outlet."""
        from factcheck.app.list_articles import ReadSource

        return ReadSource(articles=self.articles, listing=self.listing)

    @cached_property
    def take_feedback(self) -> "TakeFeedback":
        """Keep what readers report."""
        from factcheck.app.take_feedback import TakeFeedback

        return TakeFeedback(articles=self.articles, feedback=self.feedback, clock=self.clock)

    @cached_property
    def withdraw_article(self) -> "WithdrawArticle":
        """Take an article out of the store."""
        from factcheck.app.withdraw_article import WithdrawArticle

        return WithdrawArticle(articles=self.articles)

    @cached_property
    def check_claim(self) -> "CheckClaim":
        """Judge one statement."""
        from factcheck.app.check_claim import CheckClaim

        return CheckClaim(
            articles=self.articles,
            encoder=self.encoder,
            compare=self.compare,
            match=self.match_factchecks,
            clock=self.clock,
        )

    @cached_property
    def search_claims(self) -> "SearchClaims":
        """Find claims and fact-checks by meaning."""
        from factcheck.app.search_claims import SearchClaims

        return SearchClaims(
            articles=self.articles,
            index=self.index,
            cells=self.cells,
            factchecks=self.factchecks,
            factcheck_cells=self.factcheck_cells,
            encoder=self.encoder,
            clock=self.clock,
        )

    @cached_property
    def import_factchecks(self) -> "ImportFactChecks":
        """Take published fact-checks in."""
        from factcheck.app.import_factchecks import ImportFactChecks
        from factcheck.app.match_factchecks import FindChecked

        return ImportFactChecks(
            factchecks=self.factchecks,
            encoder=self.encoder,
            cells=self.factcheck_cells,
            articles=self.articles,
            listing=self.listing,
            find=FindChecked(index=self.index, cells=self.cells),
            cross_check=self.cross_check,
        )

    @cached_property
    def import_feeds(self) -> "ImportFeeds":
        """Take in what publishers' feeds list."""
        from factcheck.api.claimreview import read_published
        from factcheck.app.import_feeds import ImportFeeds

        return ImportFeeds(
            feeds=self.settings.feeds.split(),
            fetcher=self.feed_fetcher,
            read=read_published,
            import_factchecks=self.import_factchecks,
        )

    @cached_property
    def score_sentences(self) -> "ScoreSentences":
        """Check-worthiness of sentences."""
        from factcheck.app.check_claim import ScoreSentences

        return ScoreSentences(encoder=self.encoder)

    @cached_property
    def authenticate(self) -> "Authenticate":
        """Who is calling."""
        from factcheck.app.authenticate import Authenticate

        return Authenticate(keys=self.keys, clock=self.clock, require_key=self.settings.require_key)

    @cached_property
    def versions(self) -> dict[str, str]:
        """What made a report: the pipeline and each model. Read from files; loads no model."""
        manifest = json.loads((Path(__file__).parent / "models/weights/manifest.json").read_text("utf-8"))
        return {
            "pipeline": PIPELINE_VERSION,
            "encoder": str(manifest["version"]),
            "relation": JUDGE_VERSION,
            "statement": str(manifest["relation_version"]),
        }

    def rebuild_index(self, *, wait: "Callable[[float], None]" = time.sleep) -> "RebuildIndex":
        """Build the search index anew; for the command line, never in a function."""
        from factcheck.app.rebuild_index import RebuildIndex
        from factcheck.store.index_versions import versioned_index

        return RebuildIndex(
            articles=self.articles,
            listing=self.listing,
            factchecks=self._factcheck_store,
            factcheck_cells=self.factcheck_cells,
            versions=self._index_versions,
            of=versioned_index(self.dynamodb, self.tables, clock=self.clock).of,
            compare=self.compare,
            encoder=self.encoder,
            clock=self.clock,
            wait=wait,
        )

    # Use-cases that others are made of.

    @cached_property
    def analyze_article(self) -> "AnalyzeArticle":
        """Read, compare, judge and commit an article."""
        from factcheck.app.analyze_article import AnalyzeArticle

        return AnalyzeArticle(
            articles=self.articles,
            index=self.index,
            encoder=self.encoder,
            compare=self.compare,
            match=self.match_factchecks,
            clock=self.clock,
            versions=self.versions,
        )

    @cached_property
    def compare(self) -> "CompareArticles":
        """Find related articles and judge pairs of claims."""
        from factcheck.app.compare_articles import CompareArticles
        from factcheck.crosscheck.shortlist import Shortlist
        from factcheck.crosscheck.statement_judge import LoneStatementJudge

        return CompareArticles(
            index=self.index,
            cells=self.cells,
            judge=self.judge,
            statement_judge=self.statement_judge,
            lone_judge=LoneStatementJudge(self.judge.judge, self.statement_judge),
            shortlist=Shortlist(),
        )

    @cached_property
    def match_factchecks(self) -> "MatchFactChecks":
        """Find the fact-checks of claims."""
        from factcheck.app.match_factchecks import MatchFactChecks

        return MatchFactChecks(factchecks=self.factchecks, cells=self.factcheck_cells)

    @cached_property
    def deliver_report(self) -> "DeliverReport":
        """Queue reports for callback URLs."""
        from factcheck.app.deliver_report import DeliverReport

        return DeliverReport(
            jobs=self.jobs,
            queue=self.queue,
            render=_render,
            clock=self.clock,
            can_sign=bool(self.settings.callback_secret),
        )

    # Ports.

    @cached_property
    def articles(self) -> "ArticleStore":
        """MainTable and ChangesTable."""
        from factcheck.store.articles import DynamoArticleStore

        return DynamoArticleStore(self.dynamodb, self.tables, clock=self.clock)

    @cached_property
    def index(self) -> "ClaimIndex":
        """IndexTable, in the version that is in force; or S3 Vectors, where an index of it is named."""
        from factcheck.store.index_versions import versioned_index

        index = versioned_index(self.dynamodb, self.tables, versions=self._index_versions, clock=self.clock)
        if not self.settings.vector_index_arn:
            return index
        from factcheck.store.clients import s3vectors_client
        from factcheck.store.vector_index import S3VectorsClaimIndex

        return S3VectorsClaimIndex(s3vectors_client(self.settings.region), self.settings.vector_index_arn, index)

    @cached_property
    def _index_versions(self) -> "DynamoIndexVersions":
        """Which version of the index is in force: one read serves all that go by it."""
        from factcheck.store.index_versions import DynamoIndexVersions

        return DynamoIndexVersions(self.dynamodb, self.tables, clock=self.clock)

    @cached_property
    def listing(self) -> "ArticleListing":
        """MainTable's secondary indexes."""
        from factcheck.store.listing import DynamoArticleListing

        return DynamoArticleListing(self.dynamodb, self.tables)

    @cached_property
    def feedback(self) -> "FeedbackStore":
        """Feedback in MainTable."""
        from factcheck.store.listing import DynamoFeedbackStore

        return DynamoFeedbackStore(self.dynamodb, self.tables)

    @cached_property
    def factchecks(self) -> "FactCheckStore":
        """Fact-checks in MainTable and IndexTable."""
        return self._factcheck_store

    @cached_property
    def _factcheck_store(self) -> "DynamoFactCheckStore":
        from factcheck.crosscheck.search import signs
        from factcheck.store.factchecks import DynamoFactCheckStore

        return DynamoFactCheckStore(
            self.dynamodb, self.tables, versions=self._index_versions, signs=signs, clock=self.clock
        )

    @cached_property
    def factcheck_cells(self) -> "CellMap":
        """The coarse quantiser of fact-checks."""
        from factcheck.models.cells import FACTCHECK_CENTROIDS, Cells

        return Cells(FACTCHECK_CENTROIDS)

    @cached_property
    def jobs(self) -> "JobStore":
        """Jobs in MainTable."""
        from factcheck.store.jobs import DynamoJobStore

        return DynamoJobStore(self.dynamodb, self.tables, clock=self.clock)

    @cached_property
    def queue(self) -> "JobQueue":
        """The two SQS queues."""
        from factcheck.store.clients import sqs_client
        from factcheck.store.queue import SqsJobQueue

        settings = self.settings
        return SqsJobQueue(sqs_client(settings.region), settings.analyze_queue_url, settings.fetch_queue_url)

    @cached_property
    def idempotency(self) -> "IdempotencyStore":
        """IdempotencyTable."""
        from factcheck.store.callers import DynamoIdempotencyStore

        return DynamoIdempotencyStore(self.dynamodb, self.tables)

    @cached_property
    def keys(self) -> "KeyStore":
        """KeysTable."""
        from factcheck.store.callers import DynamoKeyStore

        return DynamoKeyStore(self.dynamodb, self.tables, clock=self.clock)

    @cached_property
    def encoder(self) -> "Encoder":
        """The sentence encoder; its session starts with the first text."""
        from factcheck.models.encoder import OnnxEncoder

        return OnnxEncoder()

    @cached_property
    def cells(self) -> "CellMap":
        """The coarse quantiser."""
        from factcheck.models.cells import Cells

        return Cells()

    @cached_property
    def judge(self) -> "RelationJudge":
        """The relation judge."""
        from factcheck.crosscheck.judge import EventJudge

        return EventJudge(read=self.cross_encoder.probabilities)

    @cached_property
    def statement_judge(self) -> "StatementJudge":
        """The judge of texts held against a statement."""
        from factcheck.crosscheck.statement_judge import StatementJudge

        return StatementJudge(self.cross_encoder.probabilities)

    @cached_property
    def cross_encoder(self) -> "CrossEncoder":
        """The network that reads two texts; it loads with the first of them."""
        from factcheck.models.relation import CrossEncoder

        return CrossEncoder()

    def fetcher(self) -> "ArticleFetcher":
        """A new fetcher: only the fetching worker needs one."""
        from factcheck.sources.fetch import HttpArticleFetcher

        return HttpArticleFetcher()

    def feed_fetcher(self) -> "FeedFetcher":
        """A new fetcher."""
        from factcheck.sources.feed import HttpFeedFetcher

        return HttpFeedFetcher()

    def callback_sender(self) -> "CallbackSender":
        """A new sender."""
        from factcheck.sources.callback import CallbackSender

        return CallbackSender()

    # Clients.

    @cached_property
    def tables(self) -> "TableNames":
        """The names of the tables."""
        from factcheck.store.tables import TableNames

        settings = self.settings
        return TableNames(
            main=settings.main_table,
            index=settings.index_table,
            changes=settings.changes_table,
            idempotency=settings.idempotency_table,
            keys=settings.keys_table,
        )

    @cached_property
    def dynamodb(self) -> "DynamoDBClient":
        """The one DynamoDB client of the process; it is thread-safe."""
        from factcheck.store.clients import dynamodb_client

        return dynamodb_client(self.settings.region, self.settings.dynamodb_endpoint)


def _render(report: "Report", *, stored: bool) -> str:
    from factcheck.api.render import report_json

    return report_json(report, stored=stored)


class _Current:
    """The container of this process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.container: Any = None


_current = _Current()


def container() -> Container:
    """The container of this process; the first call makes it from the environment.

    Raises:
        SettingsError: a `FACTCHECK_…` variable holds no value of its type.
    """
    with _current.lock:
        if _current.container is None:
            settings = Settings.from_environment(os.environ)
            from factcheck import observability

            observability.configure(stage=settings.stage, level=settings.log_level)
            _current.container = Container(settings)
        made: Container = _current.container
        return made


def use(replacement: Container | None) -> None:
    """Put another container in its place (the local service, tests); None makes the next call read the environment."""
    with _current.lock:
        _current.container = replacement
