"""Listing the common store, an outlet's record, and feedback."""

from datetime import timedelta

import pytest
from tests.builders import NOON
from tests.world import World

from factcheck.domain.errors import NotFoundError
from factcheck.domain.feedback import FeedbackKind
from factcheck.domain.values import Caller, Submission

EVERYBODY = Caller(None, frozenset({"read", "submit", "contribute", "admin"}))
PRIVATE = Caller("key_1", frozenset({"read", "submit"}))
WIRE = (
    "A fire at the Torvald paper mill killed seven people on Monday, the fire service said. "
    "The blaze began in a drying hall shortly after midnight. About 140 workers were brought to safety."
)
SAME = "Seven people were killed by a fire at the Torvald paper mill. The blaze began in a drying hall after midnight."


@pytest.fixture
def world():
    return World()


def submit(world, text, source="wire.example", caller=EVERYBODY):
    outcome = world.submit_article(
        Submission(text=text, source=source, published_at=NOON),
        caller=caller,
        respond_async=False,
        idempotency_key=None,
        body_sha256="",
    )
    return outcome.report


def listed(world, **asked):
    given = {"source": None, "since": None, "until": None, "after": None, "limit": 10}
    reports, further = world.list_articles(**(given | asked))
    return [r.article.header.id for r in reports], further


def test_pages_hold_every_article_once(world):
    ids = {submit(world, f"Crane number {n} fell on Monday.").article.header.id for n in range(7)}

    seen, after = [], None
    for _ in range(4):
        page, after = listed(world, limit=2, after=after)
        seen += page
    assert (set(seen), len(seen), after) == (ids, 7, None)


def test_only_articles_of_the_source_and_time_are_listed(world):
    one = submit(world, WIRE).article.header.id
    submit(world, SAME, "other.example")

    assert listed(world, source="wire.example") == ([one], None)
    assert listed(world, source="nobody.example") == ([], None)
    assert listed(world, until=NOON - timedelta(seconds=1)) == ([], None)
    assert listed(world, since=NOON + timedelta(seconds=1)) == ([], None)
    assert len(listed(world, since=NOON, until=NOON)[0]) == 2


def test_what_is_private_or_withdrawn_is_not_listed(world):
    submit(world, WIRE, caller=PRIVATE)
    gone = submit(world, SAME).article.header.id
    world.withdraw_article(gone, caller=EVERYBODY)

    assert listed(world) == ([], None)


def test_an_outlets_record_counts_what_became_of_its_claims(world):
    first = submit(world, WIRE)
    submit(world, SAME, "local.example")
    submit(world, "(WIRE) " + WIRE + " More to follow.", "copy.example")
    world.run_changes()

    record = world.read_source("wire.example")
    assert (record.articles, record.counted, record.claims) == (1, 1, len(first.claims))
    assert record.corroborated >= 1
    assert (record.refuted, record.conflicting) == (0, 0)
    assert record.copied + world.read_source("copy.example").copied == 1
    assert record.first_received_at == record.last_received_at == NOON


def test_an_outlet_without_articles_has_no_record(world):
    with pytest.raises(NotFoundError):
        world.read_source("nobody.example")


def test_feedback_is_kept_once_and_changes_nothing(world):
    report = submit(world, WIRE)
    claim = report.claims[0].claim.id
    for _ in range(2):
        world.take_feedback(claim, FeedbackKind.WRONG_VERDICT, "It was eight.", caller=EVERYBODY)

    (kept,) = world.feedback.kept.values()
    assert (kept.claim_id, kept.comment, kept.received_at) == (claim, "It was eight.", NOON)
    assert world.read_report.article(report.article.header.id, caller=EVERYBODY).claims == report.claims


def test_feedback_needs_a_claim_that_one_may_see(world):
    private = submit(world, WIRE, caller=PRIVATE).claims[0].claim.id
    other = Caller("key_2", frozenset({"read"}))
    for claim in (private, private[:-1] + "999", "clm_x", ""):
        with pytest.raises(NotFoundError):
            world.take_feedback(claim, FeedbackKind.OTHER, None, caller=other)
    assert world.feedback.kept == {}
