"""Who may withdraw what, and what is left of it."""

import pytest
from tests.world import World

from factcheck.domain import ids
from factcheck.domain.errors import ForbiddenError, NotFoundError
from factcheck.domain.values import Caller, Submission, VerdictLabel

ADMIN = Caller(None, frozenset({"read", "submit", "contribute", "admin"}))
PRIVATE = Caller("key_1", frozenset({"read", "submit"}))
OTHER = Caller("key_2", frozenset({"read", "submit"}))
TEXT = (
    "A fire at the Torvald paper mill killed seven people on Monday, the fire service said. "
    "The blaze began in a drying hall shortly after midnight. About 140 workers were brought to safety."
)
SAME = "Seven people were killed by a fire at the Torvald paper mill. The blaze began in a drying hall after midnight."


@pytest.fixture
def world():
    return World()


def submit(world, caller=ADMIN, source="wire.example", text=TEXT):
    outcome = world.submit_article(
        Submission(text=text, source=source), caller=caller, respond_async=False, idempotency_key=None, body_sha256=""
    )
    return outcome.report.article.header.id


def test_a_withdrawn_article_is_found_by_nobody_at_once(world):
    article = submit(world)
    claim = world.read_report.article(article, caller=ADMIN).claims[0].claim.id
    world.withdraw_article(article, caller=ADMIN)

    with pytest.raises(NotFoundError):
        world.read_report.article(article, caller=ADMIN)
    with pytest.raises(NotFoundError):
        world.read_report.claim(claim, caller=ADMIN)
    assert world.search_claims(TEXT, limit=5) == ()


def test_its_weight_goes_and_the_history_says_why(world):
    first = submit(world)
    second = submit(world, source="daily.example", text=SAME)
    world.run_changes()
    claim = world.read_report.article(first, caller=ADMIN).claims[0]
    assert claim.verdict.label is VerdictLabel.SUPPORTED

    world.withdraw_article(second, caller=ADMIN)
    world.run_changes()

    dossier = world.read_report.claim(claim.claim.id, caller=ADMIN)
    assert (dossier.claim.verdict.label, dossier.claim.evidence) == (VerdictLabel.NOT_ENOUGH, ())
    assert dossier.history[-1].caused_by == second


def test_one_may_withdraw_ones_own_and_no_other(world):
    own = submit(world, PRIVATE)
    common = submit(world)

    with pytest.raises(NotFoundError):
        world.withdraw_article(own, caller=OTHER)
    with pytest.raises(ForbiddenError):
        world.withdraw_article(common, caller=PRIVATE)
    world.withdraw_article(own, caller=PRIVATE)
    with pytest.raises(NotFoundError):
        world.read_report.article(own, caller=PRIVATE)


def test_a_repeat_changes_nothing_and_is_told_no_lie(world):
    article = submit(world)
    world.withdraw_article(article, caller=ADMIN)
    world.withdraw_article(article, caller=ADMIN)
    assert len([c for c in world.take_changes() if c.kind == "deleted"]) == 1
    world.articles.purge(article)

    with pytest.raises(NotFoundError):
        world.withdraw_article(article, caller=ADMIN)


@pytest.mark.parametrize("unknown", ["art_" + "a" * 26, "art_x", "", "META", ids.origin_id("art_" + "a" * 26)])
def test_what_is_not_there_cannot_be_withdrawn(world, unknown):
    with pytest.raises(NotFoundError):
        world.withdraw_article(unknown, caller=ADMIN)
