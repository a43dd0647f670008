"""Whatever the order or concurrency of arrival, the verdicts at the end are those of a run from scratch."""

import threading
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.builders import NOON
from tests.world import World

from factcheck.domain.errors import StoreUnavailableError
from factcheck.domain.values import Caller, Submission

EVERYBODY = Caller(None, frozenset({"read", "submit", "contribute", "admin"}))

WIRE = (
    "A fire at the Torvald paper mill killed seven people on Monday, the fire service said. "
    "The blaze began in a drying hall shortly after midnight. "
    "About 140 workers were brought to safety. "
    "The mill was not insured against fire, its owner said."
)
ARTICLES = [
    ("wire.example", WIRE),
    ("copy.example", "(WIRE) " + WIRE + " More to follow."),
    (
        "daily.example",
        "A fire at the Torvald paper mill killed twelve people on Monday. The mill was insured against fire.",
    ),
    (
        "local.example",
        "Seven people were killed by a fire at the Torvald paper mill. The blaze began in a drying hall after midnight.",
    ),
    (
        "tabloid.example",
        "Twelve people were killed in the fire at the Torvald paper mill. About 140 workers were brought to safety.",
    ),
    ("wire.example", "The Torvald paper mill fire killed seven people on Monday. Investigators arrived on Tuesday."),
    ("other.example", "The council of Brenning voted to raise the parking fee to four crowns. The vote was narrow."),
]


def submit(world: World, number: int) -> str:
    source, text = ARTICLES[number]
    submission = Submission(text=text, source=source, published_at=NOON + timedelta(hours=number))
    outcome = world.submit_article(
        submission, caller=EVERYBODY, respond_async=False, idempotency_key=None, body_sha256=""
    )
    assert outcome.report is not None
    return outcome.report.article.header.id


def judged(world: World, articles: list[str]) -> dict[str, object]:
    """Everything of the verdicts and origins but the times."""
    result: dict[str, object] = {}
    for article in sorted(articles):
        report = world.read_report.article(article, caller=EVERYBODY)
        result[article] = report.origin
        for claim in report.claims:
            verdict = claim.verdict
            result[claim.claim.id] = (
                verdict.label,
                verdict.confidence,
                verdict.supporting,
                verdict.refuting,
                verdict.explanation,
                claim.evidence,
            )
    return result


@pytest.fixture(scope="module")
def from_scratch() -> dict[str, object]:
    world = World()
    ids = [submit(world, n) for n in range(len(ARTICLES))]
    world.run_changes()
    return judged(world, ids)


def test_the_set_is_not_trivial(from_scratch):
    labels = {str(v[0]) for v in from_scratch.values() if isinstance(v, tuple)}
    assert {"Supported", "Conflicting Evidence", "Not Enough Evidence"} <= labels


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(range(len(ARTICLES))), st.data())
def test_any_order_ends_in_the_same_verdicts(from_scratch, order, data):
    world = World()
    ids = []
    for number in order:
        ids.append(submit(world, number))
        if data.draw(st.booleans(), label="the change worker runs now"):
            world.run_changes()
    world.run_changes()
    assert judged(world, ids) == from_scratch


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(range(len(ARTICLES))))
def test_changes_delivered_twice_and_in_any_order_change_nothing(from_scratch, order):
    world = World()
    ids = [submit(world, n) for n in range(len(ARTICLES))]
    changes = world.take_changes()
    for number in [*order, *order]:
        world.cross_check(changes[number])
    assert judged(world, ids) == from_scratch


@pytest.mark.parametrize("round_", range(5))
def test_all_at_once_ends_in_the_same_verdicts(from_scratch, round_):
    world = World()
    ids: list[str] = []
    barrier = threading.Barrier(len(ARTICLES))

    def arrive(number: int) -> None:
        barrier.wait()
        ids.append(submit(world, number))
        world.run_changes()

    threads = [threading.Thread(target=arrive, args=(n,)) for n in range(len(ARTICLES))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == len(ARTICLES)
    assert judged(world, ids) == from_scratch


def test_two_hundred_submissions_of_one_article_are_one_article():
    world = World()
    ids: list[str] = []
    threads = [threading.Thread(target=lambda: ids.append(submit(world, 0))) for _ in range(200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 200
    assert len(set(ids)) == 1
    assert len(world.take_changes()) == 1


def test_a_contradiction_changes_the_older_verdict_and_leaves_a_history():
    world = World()
    first = submit(world, 0)
    world.run_changes()
    claim = world.read_report.article(first, caller=EVERYBODY).claims[0]
    assert str(claim.verdict.label) == "Not Enough Evidence"
    submit(world, 2)
    submit(world, 4)
    world.run_changes()
    dossier = world.read_report.claim(claim.claim.id, caller=EVERYBODY)
    assert str(dossier.claim.verdict.label) == "Refuted"
    assert dossier.claim.verdict.refuting == 2
    assert [str(change.after.label) for change in dossier.history][-1] == "Refuted"
    assert dossier.history[0].before is not None
    assert str(dossier.history[0].before.label) == "Not Enough Evidence"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(range(len(ARTICLES))), st.sets(st.sampled_from(range(len(ARTICLES)))), st.data())
def test_what_is_withdrawn_leaves_no_trace_in_the_others(order, withdrawn, data):
    kept = [n for n in range(len(ARTICLES)) if n not in withdrawn]
    scratch = World()
    expected_ids = [submit(scratch, n) for n in kept]
    scratch.run_changes()

    world = World()
    ids: dict[int, str] = {}
    gone: set[int] = set()
    for number in order:
        ids[number] = submit(world, number)
        if data.draw(st.booleans(), label="the change worker runs now"):
            world.run_changes()
        for other in sorted((withdrawn & ids.keys()) - gone):
            if data.draw(st.booleans(), label=f"{other} is withdrawn now"):
                world.withdraw_article(ids[other], caller=EVERYBODY)
                gone.add(other)
    for other in sorted(withdrawn - gone):
        world.withdraw_article(ids[other], caller=EVERYBODY)
    world.run_changes()

    assert judged(world, [ids[n] for n in kept]) == judged(scratch, expected_ids)
    assert world.articles.cards(ids[n] for n in withdrawn) == {}
    assert not [ids[n] for n in withdrawn if world.articles.edges(ids[n]) or world.index.load([ids[n]])]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(range(len(ARTICLES))), st.integers(1, 12))
def test_a_withdrawal_that_dies_half_way_is_finished_by_the_next_delivery(number, calls):
    world = World()
    ids = [submit(world, n) for n in range(len(ARTICLES))]
    world.run_changes()
    world.withdraw_article(ids[number], caller=EVERYBODY)
    (change,) = world.take_changes()
    failing = _Failing(world.articles, calls)
    world.cross_check._articles = failing
    try:
        world.cross_check(change)
    except StoreUnavailableError:
        failing.left = 10**9
        world.cross_check(change)

    scratch = World()
    kept = [submit(scratch, n) for n in range(len(ARTICLES)) if n != number]
    scratch.run_changes()
    assert judged(world, kept) == judged(scratch, kept)
    assert world.articles.edges(ids[number]) == ()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(range(len(ARTICLES))), st.integers(1, 60))
def test_a_batch_of_changes_that_dies_half_way_is_finished_by_the_next_delivery(from_scratch, order, calls):
    world = World()
    ids = [submit(world, n) for n in order]
    changes = world.take_changes()
    world.cross_check._articles = _Failing(world.articles, calls)
    failed = world.cross_check.batch(changes)
    world.cross_check._articles = world.articles
    assert world.cross_check.batch([changes[position] for position in sorted(failed)]) == {}

    assert judged(world, ids) == from_scratch


class _Failing:
    """A store that is gone after so many calls."""

    def __init__(self, store, left):
        self._store, self.left = store, left

    def __getattr__(self, name):
        self.left -= 1
        if self.left < 0:
            raise StoreUnavailableError("The database did not answer.")
        return getattr(self._store, name)


def test_a_withdrawn_article_may_be_submitted_again(from_scratch):
    world = World()
    ids = [submit(world, n) for n in range(len(ARTICLES))]
    world.withdraw_article(ids[2], caller=EVERYBODY)
    with pytest.raises(StoreUnavailableError):
        submit(world, 2)
    world.run_changes()
    assert submit(world, 2) == ids[2]
    world.run_changes()

    assert judged(world, ids) == from_scratch
