"""POST /v1/claims/check and POST /v1/sentences/score, event by event."""

from datetime import UTC, datetime

import pytest

from factcheck.api.models import CheckedClaimModel, ScoredSentencesModel
from factcheck.domain.errors import ForbiddenError, RateLimitedError, StoreUnavailableError, UnauthenticatedError

BOTH = ["check_claim", "score_sentences"]


@pytest.fixture
def check(call):
    return lambda name="check_claim", **changes: call("check_claim", name, **changes)


def test_a_statement_gets_its_verdict_and_evidence(check, container):
    answer = check()
    assert answer.status == 200
    shown = CheckedClaimModel.model_validate_json(answer.text, by_alias=True)
    assert shown.claim == "14 of the bridge's 60 hangers are cracked."
    assert answer.json["verdict"]["confidence"] == 0.812
    ((_, (claim,), options),) = container.asked
    assert claim == shown.claim
    assert options["published_at"] == datetime(2031, 6, 3, 16, tzinfo=UTC)
    assert [e.source for e in options["evidence"]] == ["sennepost.example"]


def test_sentences_come_in_order_with_rounded_scores(check, event):
    answer = check("score_sentences")
    assert answer.status == 200
    shown = ScoredSentencesModel.model_validate_json(answer.text, by_alias=True)
    assert [s.checkworthiness for s in shown.sentences] == [0.834, 0.1]
    assert shown.sentences[0].text == "Inspectors found cracks in 14 of its 60 hangers."


@pytest.mark.parametrize("name", BOTH)
def test_both_need_the_scope_read(check, container, name):
    check(name)
    assert [given[2] for given in container.authenticated] == ["read"]


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"body": '{"claim": '}, 400),
        ({"body": '{"text": "' + "a" * 5_000_000 + '"}'}, 413),
        ({"headers": {"content-type": "text/plain"}}, 415),
        ({"body": {"title": "x"}}, 422),
        ({"body": {"claim": "", "text": ""}}, 422),
        ({"body": {"claim": 7, "text": True}}, 422),
    ],
)
def test_a_bad_body_is_a_problem(check, container, name, changes, status):
    answer = check(name, **changes)
    assert (answer.status, answer.headers["content-type"]) == (status, "application/problem+json")
    assert not container.asked


def test_a_blank_claim_is_422(check):
    (error,) = check("check_claim_empty").json["errors"]
    assert error["location"] == ["body", "claim"]


def test_an_error_deep_in_the_evidence_names_its_place(check):
    answer = check(body={"claim": "It rained.", "evidence": [{"text": "ok"}, {"text": "ok", "url": "ftp://x.example"}]})
    assert answer.status == 422
    (error,) = answer.json["errors"]
    assert error["location"] == ["body", "evidence", 1, "url"]


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize(
    ("error", "status"),
    [
        (UnauthenticatedError("No key."), 401),
        (ForbiddenError("Not with this key."), 403),
        (RateLimitedError("Too many.", 9), 429),
        (StoreUnavailableError("No answer."), 503),
        (RuntimeError("words"), 500),
    ],
)
def test_refusals_and_failures_are_problems(check, container, name, error, status):
    container.refuses = error
    answer = check(name)
    assert (answer.status, answer.headers["content-type"]) == (status, "application/problem+json")
