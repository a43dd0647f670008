"""The index is built anew beside the old one: nothing is missing at any moment, and a rebuild that dies goes on."""

import zlib
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.contract import values as make
from tests.world import OneCell, WordEncoder

from factcheck.app.compare_articles import CompareArticles
from factcheck.app.import_factchecks import under
from factcheck.app.rebuild_index import RebuildIndex
from factcheck.crosscheck.search import CELLS_FILED, filed_words, signs
from factcheck.domain.errors import VersionConflictError
from factcheck.domain.factchecks import FactCheck, factcheck_id
from factcheck.domain.values import IndexState
from factcheck.store.claim_index import DynamoClaimIndex
from factcheck.store.factchecks import DynamoFactCheckStore
from factcheck.store.index_versions import FIRST, REMEMBERED_SECONDS, DynamoIndexVersions, VersionedClaimIndex
from factcheck.store.listing import DynamoArticleListing

pytestmark = pytest.mark.engine

DAY = timedelta(days=1)


class Seconds:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def move(self, by: float) -> None:
        self.now += by


class NoJudge:
    """Nothing is judged here."""

    version = "none"

    def judge(self, claim, evidence, similarity, event):
        raise AssertionError


class SomeCells:
    """Another vector lies in other cells."""

    def assign(self, vector, count):
        return tuple(range(first := zlib.crc32(vector) % 30, first + count))


class KilledError(Exception):
    """Stands for the end of the process."""


class Deployment:
    """Processes that share the tables of one deployment."""

    def __init__(self, dynamodb) -> None:
        self.stores = dynamodb
        self.seconds = Seconds()
        self.versions = self._versions()
        self.index = VersionedClaimIndex(self._versions(), self.of)
        self.compare = CompareArticles(index=self.index, cells=OneCell(), judge=NoJudge())

        self.factchecks = self.factcheck_store(self._versions())

    def _versions(self):
        return DynamoIndexVersions(self.stores.client, self.stores.names, seconds=self.seconds)

    def of(self, version):
        return DynamoClaimIndex(self.stores.client, self.stores.names, version=version, clock=self.stores.clock)

    def factcheck_store(self, versions=None):
        return DynamoFactCheckStore(
            self.stores.client, self.stores.names, signs=signs, versions=versions, clock=self.stores.clock
        )

    def review(self, number, *, vector=None, store=None):
        claim = f"Dam number {number} of Ostvik holds 40 million cubic metres."
        identity = factcheck_id(claim=claim, source="facts.example", url=None, title="Dams")
        factcheck = FactCheck(identity, claim, "facts.example", title="Dams", published_at=make.NOON)
        own = vector or WordEncoder().encode([claim])[0].vector
        (store or self.factchecks).put([under(factcheck, own, SomeCells())])
        return factcheck

    def reviews_found(self, reviews):
        """By their words, and by the cells of their vectors."""
        words = {i for r in reviews for i in self.factchecks.by_words(filed_words(r.claim))["ostvik"]}
        cells = {c for r in reviews for c in SomeCells().assign(self.vector_of(r), CELLS_FILED)}
        return words, set(self.factchecks.by_cells(cells))

    def vector_of(self, review):
        return WordEncoder().encode([review.claim])[0].vector

    def filed_in(self, version):
        """How many blocks of fact-checks a version holds."""
        held = self.stores.client.scan(TableName=self.stores.names.index)["Items"]
        return sum(item["PK"]["S"].startswith((f"FWRD#{version}#", f"FCEL#{version}#")) for item in held)

    def entry(self, article):
        claims = make.reading(article).claims
        vectors = {c.id: WordEncoder().encode([c.standalone])[0].vector for c in claims}
        return self.compare.entry(article, claims, vectors)

    def store(self, number, *, indexed=True):
        article = make.article(f"{number} {make.TEXT}")
        header = replace(article.header, received_at=make.NOON + timedelta(minutes=number))
        article = replace(article, header=header)
        reading = make.reading(article)
        self.stores.articles.save_reading(article, reading, make.VERSIONS)
        if indexed:
            self.index.put(self.entry(article))
        assert self.stores.articles.commit(article, make.sheet(reading), make.lone(article))
        return article.header.id

    def rebuild(self, wait=None):
        return RebuildIndex(
            articles=self.stores.articles,
            listing=DynamoArticleListing(self.stores.client, self.stores.names),
            factchecks=self.factchecks,
            factcheck_cells=SomeCells(),
            versions=self.versions,
            of=self.of,
            compare=self.compare,
            encoder=WordEncoder(),
            clock=self.stores.clock,
            wait=wait or self.seconds.move,
            page=3,
            factchecks_page=2,
            most_cells=40,
        )

    def found(self, version=None):
        index = self.index if version is None else self.of(version)
        return {hit.article_id for hit in index.related([0], make.NOON - DAY, make.NOON + DAY)}


def quiet(_stage, _done):
    """Nobody listens."""


@pytest.fixture
def deployment(dynamodb):
    return Deployment(dynamodb)


def test_a_rebuild_fills_a_new_version_puts_it_in_force_and_removes_the_old(deployment):
    # Given articles of which the index has lost some
    stored = {deployment.store(n, indexed=n % 2 == 0) for n in range(6)}
    assert deployment.found() < stored

    # When it is rebuilt
    told = []
    state = deployment.rebuild()(lambda stage, done: told.append((stage, done)))

    # Then the new version has all of them, alone
    deployment.seconds.move(REMEMBERED_SECONDS + 1)
    assert (state.current, state.beside, state.stage) == ("3", None, None)
    assert deployment.found() == stored
    assert deployment.found(FIRST) == set()
    assert deployment.of(FIRST).load(stored) == []
    assert [entry.claims for entry in deployment.index.load(stored)] != []
    assert ("fill", 6) in told
    stages = ["announce", "fill", "fill fact-checks", "catch up", "catch up fact-checks", "switch"]
    assert list(dict.fromkeys(stage for stage, _ in told)) == [*stages, "drop", "drop fact-checks"]


def test_a_rebuild_files_all_factchecks_anew(deployment):
    # Given fact-checks, one with a vector of another encoder
    reviews = [deployment.review(n) for n in range(5)]
    reviews.append(deployment.review(5, vector=bytes(range(1, 128)) * 3 + bytes(3)))
    ids = {r.id for r in reviews}
    assert deployment.reviews_found(reviews) == (ids, ids - {reviews[5].id})

    # When the index is rebuilt
    told = []
    deployment.rebuild()(lambda stage, done: told.append((stage, done)))
    deployment.seconds.move(REMEMBERED_SECONDS + 1)

    # Then all are found by their words and by the cells of the present encoder, and nothing of the old filing is left
    assert deployment.reviews_found(reviews) == (ids, ids)
    assert ("fill fact-checks", 6) in told
    assert deployment.filed_in(FIRST) == 0
    assert dict(deployment.factchecks.load(ids)) == {r: deployment.vector_of(r) for r in reviews}
    # And what was imported counts as stored
    assert deployment.factchecks.unchanged(reviews) == ids


def test_a_factcheck_that_is_imported_meanwhile_is_found_before_and_after_the_switch(deployment):
    reviews = [deployment.review(n) for n in range(3)]

    def arrive(stage, _done):
        deployment.seconds.move(REMEMBERED_SECONDS + 1)
        if len(reviews) < 12:
            reviews.append(deployment.review(len(reviews)))
        ids = {r.id for r in reviews}
        assert deployment.reviews_found(reviews) == (ids, ids), stage

    deployment.rebuild()(arrive)


def test_a_factcheck_from_a_process_that_had_not_heard_of_the_rebuild_is_caught_up(deployment):
    late = []

    def arrive(stage, _done):
        if stage == "catch up" and not late:
            late.append(deployment.review(9, store=deployment.factcheck_store()))

    deployment.rebuild()(arrive)
    deployment.seconds.move(REMEMBERED_SECONDS + 1)
    assert deployment.reviews_found(late) == ({late[0].id}, {late[0].id})


def test_an_article_that_arrives_meanwhile_is_in_both_versions(deployment):
    deployment.store(0)
    arrived = []

    def arrive(stage, _done):
        deployment.seconds.move(REMEMBERED_SECONDS + 1)
        if stage == "fill":
            arrived.append(deployment.store(10))
            assert arrived[0] in deployment.found(FIRST)
            assert arrived[0] in deployment.found("3")
        assert deployment.found() >= set(arrived)

    deployment.rebuild()(arrive)
    assert deployment.found() >= set(arrived)


def test_an_article_from_a_process_that_had_not_heard_of_the_rebuild_is_caught_up(deployment):
    deployment.store(0)
    stale = DynamoClaimIndex(deployment.stores.client, deployment.stores.names, version=FIRST)
    late = []

    def arrive(stage, _done):
        if stage == "fill":
            late.append(deployment.store(11, indexed=False))
            (article,) = [make.article(f"11 {make.TEXT}")]
            stale.put(deployment.entry(article))

    deployment.rebuild()(arrive)
    deployment.seconds.move(REMEMBERED_SECONDS + 1)
    assert late[0] in deployment.found()


@pytest.mark.parametrize("dies_at", [*range(1, 12), 20, 27, 30, 36, 42])
def test_a_rebuild_that_is_killed_goes_on_where_it_was(deployment, dies_at):
    # Given more articles than a page holds
    stored = {deployment.store(n, indexed=n > 0) for n in range(5)}
    reviews = [deployment.review(n) for n in range(5)]
    reviewed = {r.id for r in reviews}
    indexed = deployment.found()
    steps = []

    def die(*_):
        steps.append(1)
        if len(steps) == dies_at:
            raise KilledError

    # When the process dies at its n-th step, and another takes over
    try:
        deployment.rebuild(wait=die)(die)
    except KilledError:
        # Then whatever was found before still is
        deployment.seconds.move(REMEMBERED_SECONDS + 1)
        assert deployment.found() >= indexed
        assert deployment.reviews_found(reviews) == (reviewed, reviewed)
    state = deployment.rebuild()(quiet)

    # And the end is the same
    deployment.seconds.move(REMEMBERED_SECONDS + 1)
    assert (state.current, state.beside, state.stage) == ("3", None, None)
    assert deployment.found() == stored
    assert deployment.reviews_found(reviews) == (reviewed, reviewed)
    assert deployment.filed_in(FIRST) == 0


def test_what_was_withdrawn_does_not_come_back(deployment):
    stays, goes = deployment.store(0), deployment.store(1)

    def withdraw(stage, _done):
        deployment.seconds.move(REMEMBERED_SECONDS + 1)
        if stage == "fill":
            deployment.stores.articles.withdraw(goes)
            deployment.index.remove(goes)

    deployment.rebuild()(withdraw)
    assert deployment.found() == {stays}


def test_of_two_rebuilds_at_once_one_gives_up(deployment):
    deployment.store(0)

    def interfere(stage, _done):
        if stage == "fill":
            state = deployment.versions.read()
            assert deployment.versions.write(replace(state, revision=state.revision + 1))

    with pytest.raises(VersionConflictError):
        deployment.rebuild()(interfere)


def test_of_two_changes_of_the_versions_one_counts(deployment):
    assert deployment.versions.read() == IndexState(FIRST)
    assert deployment.versions.write(IndexState("2", "3", "announce", "now|", 0, 1))
    assert not deployment.versions.write(IndexState("2", "4", "announce", "now|", 0, 1))
    assert deployment.versions.read().beside == "3"
