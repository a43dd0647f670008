"""Fact-checks decide the very claims that they check: whichever comes first, and after every change."""

from dataclasses import replace

import pytest
from tests.builders import NOON
from tests.unit.app.test_search_and_import import EVERYBODY, factcheck, submit
from tests.world import World

from factcheck.domain.values import EvidenceKind, Provenance, Stance, Submission, VerdictLabel

CLAIM = "Varlow banned dogs from its parks."
ARTICLE = "Varlow banned dogs from its parks. The harbour at Ostvik has four cranes."


@pytest.fixture
def world():
    return World()


def read(world, report):
    return world.read_report.article(report.article.header.id, caller=EVERYBODY).claims[0]


def check(world, claim=CLAIM, evidence=()):
    return world.check_claim(claim, published_at=NOON, evidence=evidence, caller=EVERYBODY)


@pytest.mark.parametrize("first", ["article", "factcheck"])
def test_a_factcheck_decides_whichever_comes_first(world, first):
    if first == "factcheck":
        world.import_factchecks([factcheck()])
    report = submit(world, ARTICLE)
    if first == "article":
        world.import_factchecks([factcheck()])
    world.run_changes()

    found = read(world, report)
    verdict = found.verdict
    assert (verdict.label, verdict.decided_by) == (VerdictLabel.REFUTED, "factcheck")
    assert (verdict.supporting, verdict.refuting) == (0, 1)
    assert "facts.example rated it “False”" in verdict.explanation
    (evidence,) = found.evidence
    assert (evidence.kind, evidence.stance, evidence.provenance) == (
        EvidenceKind.FACTCHECK,
        Stance.REFUTES,
        Provenance.IMPORT,
    )
    assert (evidence.text, evidence.span, evidence.article_id, evidence.claim_id) == (CLAIM, None, None, None)
    assert (evidence.source, evidence.url) == ("facts.example", "https://facts.example/1")


def test_the_other_claims_are_judged_as_before(world):
    world.import_factchecks([factcheck()])
    report = submit(world, ARTICLE)

    assert report.claims[1].verdict.decided_by == "sources"


def test_a_factcheck_of_another_claim_decides_nothing(world):
    world.import_factchecks([factcheck("Varlow banned cats from its parks."), factcheck("Varlow loves its dogs.", 2)])
    report = submit(world, ARTICLE)

    assert report.claims[0].verdict.label is VerdictLabel.NOT_ENOUGH


def test_a_factcheck_decides_against_what_articles_say(world):
    report = submit(world, ARTICLE)
    submit(world, "Varlow banned dogs from its parks. It did so on Monday, the council said.")
    world.import_factchecks([factcheck()])
    world.run_changes()

    assert read(world, report).verdict.label is VerdictLabel.REFUTED


@pytest.mark.parametrize(
    ("ratings", "label"),
    [
        (["True"], VerdictLabel.SUPPORTED),
        (["Half True"], VerdictLabel.CONFLICTING),
        (["Pinoccio of the week"], VerdictLabel.CONFLICTING),
        (["True", "False"], VerdictLabel.CONFLICTING),
        (["False", "False"], VerdictLabel.REFUTED),
    ],
)
def test_ratings_map_by_the_table_and_may_disagree(world, ratings, label):
    report = submit(world, ARTICLE)
    world.import_factchecks(
        [factcheck(CLAIM, n, rating=rating, source=f"facts{n}.example") for n, rating in enumerate(ratings)]
    )

    verdict = read(world, report).verdict
    assert (verdict.label, verdict.decided_by) == (label, "factcheck")
    assert verdict.supporting + verdict.refuting >= len(ratings)
    assert read(world, report).evidence


def test_a_changed_rating_changes_the_verdict_and_the_history_names_the_review(world):
    report = submit(world, ARTICLE)
    world.import_factchecks([factcheck()])
    world.import_factchecks([factcheck(rating="True")])

    assert read(world, report).verdict.label is VerdictLabel.SUPPORTED
    history = world.read_report.claim(report.claims[0].claim.id, caller=EVERYBODY).history
    assert [change.caused_by for change in history] == [factcheck().id] * 2


def test_an_outlet_does_not_check_its_own_claims(world):
    world.import_factchecks([factcheck(source="mail.example")])
    report = submit(world, ARTICLE)

    assert report.claims[0].verdict.label is VerdictLabel.NOT_ENOUGH


def test_an_import_that_dies_before_it_has_judged_does_so_when_repeated(world, monkeypatch):
    report = submit(world, ARTICLE)
    with monkeypatch.context() as patch:
        patch.setattr(world.cross_check, "judge", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            world.import_factchecks([factcheck()])

    outcome = world.import_factchecks([factcheck()])

    assert outcome.imported == 1
    assert read(world, report).verdict.label is VerdictLabel.REFUTED


def test_a_lone_statement_is_decided_by_a_factcheck_too(world):
    world.import_factchecks([factcheck()])
    checked = check(world)

    assert (checked.verdict.label, checked.verdict.decided_by) == (VerdictLabel.REFUTED, "factcheck")
    assert [e.kind for e in checked.evidence] == [EvidenceKind.FACTCHECK]
    assert check(world, "The harbour at Ostvik has four cranes.").verdict.label is VerdictLabel.NOT_ENOUGH


def test_a_private_article_is_checked_and_not_noted_at_the_factcheck(world):
    world.import_factchecks([factcheck()])
    outcome = world.submit_article(
        Submission(text=ARTICLE, source="mail.example"),
        caller=replace(EVERYBODY, key_id="key_1", scopes=frozenset({"read", "submit"})),
        respond_async=False,
        idempotency_key=None,
        body_sha256="",
    )

    assert outcome.report.claims[0].verdict.label is VerdictLabel.REFUTED
    assert world.articles.edges(factcheck().id) == ()


def test_a_withdrawn_article_is_not_noted_at_the_factcheck_any_more(world):
    world.import_factchecks([factcheck()])
    article = submit(world, ARTICLE).article.header.id
    assert [g.other.id for g in world.articles.edges(factcheck().id)] == [article]
    world.withdraw_article(article, caller=EVERYBODY)
    world.run_changes()

    assert world.articles.edges(factcheck().id) == ()
