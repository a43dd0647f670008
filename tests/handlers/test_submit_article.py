"""POST /v1/articles, event by event."""

import hashlib
import json
from datetime import UTC, datetime

import pytest
from tests.handlers.fakes import ARTICLE_ID, JOB_ID, SubmitOutcome, job, report

from factcheck.api.models import JobModel, ReportModel
from factcheck.domain.errors import (
    FactcheckError,
    ForbiddenError,
    IdempotencyConflictError,
    InvalidInputError,
    RateLimitedError,
    StoreUnavailableError,
    UnauthenticatedError,
)

PROBLEM = "application/problem+json"


@pytest.fixture
def submit(call):
    return lambda name="submit_article", **changes: call("submit_article", name, **changes)


def asked(container):
    ((name, (submission,), options),) = container.asked
    assert name == "submit_article"
    return submission, options


def test_a_new_article_gets_201_with_its_report_and_where_it_is(submit, container):
    answer = submit()
    assert answer.status == 201
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["location"] == f"/v1/articles/{ARTICLE_ID}"
    ReportModel.model_validate_json(answer.text, by_alias=True)
    submission, options = asked(container)
    assert submission.text.startswith("VARLOW — The footbridge")
    assert submission.published_at == datetime(2031, 6, 3, 16, tzinfo=UTC)
    assert options["caller"].key_id == "key_1"
    assert (options["respond_async"], options["idempotency_key"]) == (False, None)


def test_the_key_is_checked_for_the_scope_submit_and_the_callers_origin(submit, container):
    submit(headers={"origin": "https://reader.example"})
    assert container.authenticated == [("fck_example_key_of_the_tests", "https://reader.example", "submit")]


def test_a_repeat_gets_200_with_the_report(submit, container):
    container.outcome = SubmitOutcome(report(), created=False, job=None)
    answer = submit()
    assert answer.status == 200
    assert answer.json["id"] == ARTICLE_ID


def test_a_queued_article_gets_202_with_location_and_retry_after(submit, container, event):
    container.outcome = SubmitOutcome(None, created=True, job=job())
    answer = submit("submit_article_async")
    assert answer.status == 202
    assert answer.headers["location"] == f"/v1/jobs/{JOB_ID}"
    assert int(answer.headers["retry-after"]) > 0
    assert JobModel.model_validate_json(answer.text, by_alias=True).status == "queued"
    _, options = asked(container)
    assert options["respond_async"] is True
    assert options["idempotency_key"] == "varlow-footbridge-1"
    body = event("submit_article_async")["body"]
    assert options["body_sha256"] == hashlib.sha256(body.encode()).hexdigest()


def test_a_url_alone_is_enough_and_names_the_source(submit, container):
    submit("submit_article_url")
    submission, _ = asked(container)
    assert submission.text is None
    assert submission.source == "varlowmail.example"


def test_evidence_of_ones_own_reaches_the_use_case_and_what_is_not_stored_links_nowhere(submit, container):
    answer = submit("submit_article_evidence")
    submission, _ = asked(container)
    assert submission.store is False
    assert [e.source for e in submission.evidence] == ["sennepost.example"]
    assert answer.status == 201
    assert answer.json["links"] == {"self": None, "html": None, "claimreview": None}
    assert "location" not in answer.headers


def test_a_base64_body_is_the_same_body(submit, container):
    submit("submit_article_base64")
    encoded, options = asked(container)
    container.asked.clear()
    submit("submit_article")
    plain, plain_options = asked(container)
    assert encoded == plain
    assert options["body_sha256"] == plain_options["body_sha256"]


@pytest.mark.parametrize("prefer", ["respond-async", "wait=10, respond-async", "Respond-Async; foo=1"])
def test_prefer_is_read_as_a_list_of_preferences(submit, container, prefer):
    submit(headers={"prefer": prefer})
    assert asked(container)[1]["respond_async"] is True


@pytest.mark.parametrize("key", ["", "x" * 256, "schlüssel", "tab\tkey"])
def test_an_unusable_idempotency_key_is_400(submit, container, key):
    answer = submit(headers={"idempotency-key": key})
    assert (answer.status, answer.headers["content-type"]) == (400, PROBLEM)
    assert not container.asked


def test_an_idempotency_key_with_a_comma_stays_whole(submit, container):
    submit(headers={"idempotency-key": "a,b"})
    assert asked(container)[1]["idempotency_key"] == "a,b"


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("submit_article_malformed", 400),
        ("submit_article_form", 415),
        ("submit_article_unknown_field", 422),
        ("submit_article_empty_text", 422),
        ("submit_article_naive_date", 422),
        ("submit_article_lone_surrogate", 422),
    ],
)
def test_a_bad_body_is_a_problem_and_reaches_no_use_case(submit, container, name, status):
    answer = submit(name)
    assert answer.status == status
    assert answer.headers["content-type"] == PROBLEM
    problem = answer.json
    assert problem["status"] == status
    assert {"type", "title", "status", "detail", "instance"} <= set(problem)
    assert problem["instance"] == "/v1/articles"
    assert "footbridge" not in answer.text
    assert not container.asked


def test_422_names_the_field_and_says_why(submit):
    answer = submit("submit_article_unknown_field")
    assert answer.json["errors"] == [{"location": ["body", "headline"], "message": "There is no such field."}]


def test_a_lone_surrogate_is_named(submit):
    (error,) = submit("submit_article_lone_surrogate").json["errors"]
    assert error["location"] == ["body", "text"]
    assert "surrogate" in error["message"]


@pytest.mark.parametrize("body", ["", "   ", '{"text": NaN}', "[" * 100_000, '{"text": "a"}x', "\ufeff{}"])
def test_what_is_no_json_is_400(submit, body):
    assert submit(body=body or " ").status == 400


@pytest.mark.parametrize("body", ["[]", '[{"text": "Words."}]', '"text"', "null", "7"])
def test_json_that_is_no_object_is_422(submit, container, body):
    assert submit(body=body).status == 422
    assert not container.asked


def test_a_body_that_is_no_utf8_is_400(container, invoke, event):
    given = event("submit_article_base64")
    given["body"] = "/w=="
    assert invoke("submit_article", given)["statusCode"] == 400


def test_an_unknown_media_type_is_415_and_a_charset_is_none(submit):
    assert submit(headers={"content-type": "text/plain"}).status == 415
    assert submit(headers={"content-type": "Application/JSON; charset=utf-8"}).status == 201


def test_a_body_over_5_mb_is_413(submit, container):
    answer = submit(body=json.dumps({"text": "a" * 5_000_000}))
    assert (answer.status, answer.headers["content-type"]) == (413, PROBLEM)
    assert not container.asked


def test_a_text_over_200_000_characters_is_422_and_one_of_200_000_is_not(submit):
    assert submit(body={"text": "🙈" * 200_000}).status == 201
    answer = submit(body={"text": "a" * 200_001})
    assert answer.status == 422
    assert "aaaa" not in answer.text


def test_who_may_not_call_learns_nothing_about_the_body(submit, container):
    container.refuses = UnauthenticatedError("This call needs an API key in X-Api-Key.")
    answer = submit("submit_article_malformed", headers={"x-api-key": None})
    assert answer.status == 401
    assert "www-authenticate" in answer.headers


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (ForbiddenError("The key lacks the scope."), 403, "forbidden"),
        (IdempotencyConflictError("Used with another body."), 409, "idempotency_conflict"),
        (InvalidInputError("No callbacks.", ("body", "callback_url")), 422, "invalid_field"),
        (RateLimitedError("Too many.", 17), 429, "rate_limited"),
        (StoreUnavailableError("The store does not answer.", 3), 503, "store_unavailable"),
        (FactcheckError("secret words of the article"), 500, "internal_error"),
        (ZeroDivisionError("secret words of the article"), 500, "internal_error"),
    ],
)
def test_every_error_of_the_tree_has_its_status(submit, container, error, status, code, logs):  # noqa: PLR0917
    container.raises = error
    answer = submit()
    assert answer.status == status
    assert answer.headers["content-type"] == PROBLEM
    assert answer.json["type"].endswith(code)
    if status in {429, 503}:
        assert int(answer.headers["retry-after"]) == error.retry_after
    if status == 500:
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text
        assert "secret" not in logs.getvalue()


def test_the_logs_hold_no_word_of_the_article(submit, container, event, logs):
    body = json.loads(event("submit_article")["body"])
    submit()
    submit("submit_article_empty_text")
    container.raises = ValueError(body["text"])
    submit()
    logged = logs.getvalue()
    assert "answered" in logged
    for words in ("footbridge", "Eklund", "crowns", "Varlow"):
        assert words not in logged


def test_every_answer_carries_a_correlation_id(submit):
    assert submit(headers={"x-correlation-id": "desk-7"}).headers["x-correlation-id"] == "desk-7"
    answer = submit("submit_article_malformed", headers={"x-correlation-id": "a b\n"})
    assert answer.headers["x-correlation-id"] == "JKJaXmPLvHcESHA="
