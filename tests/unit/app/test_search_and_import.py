"""Fact-checks go in, and searches find them beside the claims of articles."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.builders import NOON
from tests.world import World

from factcheck.domain.errors import StoreUnavailableError
from factcheck.domain.factchecks import FactCheck, factcheck_id
from factcheck.domain.values import Caller, Submission, VerdictLabel

EVERYBODY = Caller(None, frozenset({"read", "submit", "contribute", "admin"}))
ARTICLE = "Varlow banned dogs from all of its parks on Monday. The harbour at Ostvik has four cranes."


def factcheck(claim="Varlow banned dogs from its parks.", number=1, **fields):
    url = f"https://facts.example/{number}"
    given = {
        "id": factcheck_id(claim=claim, source="facts.example", url=url, title=None),
        "claim": claim,
        "source": "facts.example",
        "rating": "False",
        "url": url,
        "published_at": NOON,
    }
    return FactCheck(**(given | fields))


@pytest.fixture
def world():
    return World()


def submit(world, text=ARTICLE, **fields):
    outcome = world.submit_article(
        Submission(text=text, source="mail.example", **fields),
        caller=EVERYBODY,
        respond_async=False,
        idempotency_key=None,
        body_sha256="",
    )
    return outcome.report


def test_an_import_counts_what_is_new_and_what_was_there(world):
    first = world.import_factchecks([factcheck(), factcheck("Ostvik has nine cranes.", 2)])
    again = world.import_factchecks([factcheck(), factcheck("Cats drink milk.", 3), factcheck("Cats drink milk.", 3)])

    assert (first.imported, first.unchanged) == (2, 0)
    assert (again.imported, again.unchanged) == (1, 2)


def test_a_review_that_has_changed_is_imported_anew(world):
    world.import_factchecks([factcheck()])
    outcome = world.import_factchecks([factcheck(rating="Half True")])

    assert outcome.imported == 1
    (found,) = world.search_claims("Varlow banned dogs", limit=5)
    assert found.verdict is VerdictLabel.CONFLICTING


def test_an_import_that_was_cut_off_goes_on_where_it_stopped(world, monkeypatch):
    monkeypatch.setattr("factcheck.app.import_factchecks.PORTION", 2)
    many = [factcheck(f"Crane number {n} fell.", n) for n in range(5)]
    encoder, texts = world.encoder, []

    class Once:
        version = encoder.version

        def encode(self, given):
            texts.extend(given)
            if len(texts) > 2:
                raise KeyboardInterrupt
            return encoder.encode(given)

    world.encoder = Once()
    with pytest.raises(KeyboardInterrupt):
        world.import_factchecks(many)
    fresh = World()
    fresh.factchecks = world.factchecks
    outcome = fresh.import_factchecks(many)

    assert (outcome.imported, outcome.unchanged) == (3, 2)


def test_an_import_that_runs_out_of_time_says_so_and_goes_on_when_asked_again(world, monkeypatch):
    monkeypatch.setattr("factcheck.app.import_factchecks.PORTION", 2)
    many = [factcheck(f"Crane number {n} fell.", n) for n in range(5)]
    asked = iter([True, False])

    with pytest.raises(StoreUnavailableError):
        world.import_factchecks(many, in_time=lambda: next(asked))
    outcome = world.import_factchecks(many)

    assert (outcome.imported, outcome.unchanged) == (1, 4)


def test_two_hundred_fact_checks_read_no_article_that_none_of_them_is_near(world):
    for number in range(12):
        submit(world, f"Kestrel {number} nested on the tower of Brenning. The town counted {number} eggs.")
    loaded = []
    load = world.index.load
    world.index.load = lambda ids: load([loaded.append(each) or each for each in ids])

    world.import_factchecks([factcheck(f"Lighthouse {n} at Ostvik was painted green.", n) for n in range(200)])

    assert loaded == []


def test_a_search_finds_claims_and_factchecks_best_first(world):
    report = submit(world)
    world.import_factchecks([factcheck(), factcheck("Cats drink milk.", 2)])

    found = world.search_claims("Varlow banned dogs from its parks.", limit=10)
    now = world.read_report.article(report.article.header.id, caller=EVERYBODY)

    assert (found[0].kind, found[0].text, found[0].verdict) == (
        "factcheck",
        "Varlow banned dogs from its parks.",
        VerdictLabel.REFUTED,
    )
    assert [r.similarity for r in found] == sorted((r.similarity for r in found), reverse=True)
    claims = {r.id: r for r in found if r.kind == "claim"}
    assert set(claims) == {entry.claim.id for entry in report.claims}
    first = report.claims[0].claim
    assert (claims[first.id].text, claims[first.id].source) == (first.text, "mail.example")
    assert {r.id: r.verdict for r in claims.values()} == {c.claim.id: c.verdict.label for c in now.claims}


def test_no_more_is_found_than_asked_for(world):
    world.import_factchecks([factcheck(f"Crane number {n} fell.", n) for n in range(9)])

    assert len(world.search_claims("crane fell", limit=4)) == 4


def test_only_what_is_of_the_time_asked_for_is_found(world):
    world.import_factchecks(
        [
            factcheck("Crane one fell.", 1, published_at=NOON),
            factcheck("Crane two fell.", 2, published_at=NOON - timedelta(days=9)),
            factcheck("Crane three fell.", 3, published_at=None),
        ]
    )

    def texts(**period):
        return {r.text for r in world.search_claims("crane fell", limit=9, **period)}

    assert texts(since=NOON - timedelta(days=1)) == {"Crane one fell."}
    assert texts(until=NOON - timedelta(days=1)) == {"Crane two fell."}
    assert len(texts()) == 3


@pytest.mark.parametrize("years", [-30, -2, 5])
def test_claims_of_any_year_are_found_in_a_small_store(world, years):
    submit(world, published_at=NOON.replace(year=NOON.year + years))

    found = world.search_claims("Varlow banned dogs from its parks.", limit=9)
    assert found[0].kind == "claim"
    assert world.search_claims("Varlow banned dogs from its parks.", limit=9, since=NOON, until=NOON) == ()


def test_what_was_submitted_privately_is_not_found(world):
    private = replace(EVERYBODY, key_id="key_1", scopes=frozenset({"read", "submit"}))
    world.submit_article(
        Submission(text=ARTICLE, source="mail.example"),
        caller=private,
        respond_async=False,
        idempotency_key=None,
        body_sha256="",
    )

    assert world.search_claims("Varlow banned dogs from its parks.", limit=9) == ()


def test_an_article_that_is_still_being_written_is_not_found(world, monkeypatch):
    monkeypatch.setattr(world.articles, "commit", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        submit(world)

    assert world.search_claims("Varlow banned dogs from its parks.", limit=9) == ()


def test_an_empty_store_has_no_answer(world):
    assert world.search_claims("🙈 https://t.co/x", limit=9) == ()
