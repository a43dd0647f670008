"""Listing, sources, reviews, batches and feedback, event by event."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from tests.handlers.fakes import ARTICLE_ID, job, report

from factcheck.api.claimreview import read_feed
from factcheck.api.models import (
    ArticlesModel,
    BatchModel,
    BatchProblemModel,
    FeedbackTakenModel,
    JobModel,
    SourceModel,
)
from factcheck.crosscheck.ratings import verdict_of
from factcheck.domain.errors import IdempotencyConflictError, NotFoundError, StoreUnavailableError
from factcheck.domain.feedback import FeedbackKind


@pytest.fixture
def listed(call, event):
    def send(**parameters):
        given = event("list_articles")
        given["queryStringParameters"] = parameters
        return call("read_report", given)

    return send


def test_articles_are_listed_with_their_summaries(call, container):
    answer = call("read_report", "list_articles")

    assert answer.status == 200
    (shown,) = ArticlesModel.model_validate_json(answer.text, by_alias=True).articles
    assert (shown.id, shown.summary.claims) == (ARTICLE_ID, 3)
    assert shown.links.claimreview == f"/v1/articles/{ARTICLE_ID}/claimreview"
    assert "text" not in answer.json["articles"][0]["article"] or answer.json["articles"][0]["article"]["text"] is None
    ((_, _, options),) = container.asked
    assert (options["source"], options["limit"], options["after"]) == ("varlowmail.example", 2, None)


def test_a_cursor_leads_to_the_next_page_of_the_same_listing(listed, container):
    period = {"from": "2031-06-01", "to": "2031-06-03"}
    cursor = listed(**period).json["next"]
    answer = listed(**period, cursor=cursor)

    assert answer.json["next"] is None
    assert container.asked[1][2]["after"] == "2031-06-03T16:04:11+00:00#" + ARTICLE_ID
    assert container.asked[1][2]["since"] == datetime(2031, 6, 1, tzinfo=UTC)
    assert ARTICLE_ID not in cursor


def test_a_source_is_named_as_it_is_stored(listed, container):
    listed(source="WWW.VarlowMail.Example")
    listed(source="The  Other Mail")

    assert [options["source"] for _, _, options in container.asked] == ["varlowmail.example", "The Other Mail"]


@pytest.mark.parametrize("cursor", ["", "x", "🙈", "W10", "WyJhIiwiYiJd", "eyJhIjoxfQ", "x" * 2000])
def test_a_cursor_that_was_never_given_out_is_malformed(listed, container, cursor):
    answer = listed(cursor=cursor)

    assert answer.status == 400
    assert container.asked == []


def test_a_cursor_of_another_listing_is_malformed(listed):
    cursor = listed(source="a.example").json["next"]

    assert listed(source="b.example", cursor=cursor).status == 400
    assert listed(source="a.example", cursor=cursor).status == 200


def test_a_limit_that_is_none_is_named(listed):
    assert listed(limit="0").json["errors"][0]["location"] == ["query", "limit"]


def test_an_outlet_has_a_record(call, container, event):
    def asked(name):
        given = event("read_source")
        given["rawPath"] = given["requestContext"]["http"]["path"] = f"/v1/sources/{name}"
        return call("read_report", given)

    assert SourceModel.model_validate_json(asked("Unheard.example").text).corroborated == 12
    assert asked("The%20Other%20Mail").status == 404
    assert container.asked[-1][1] == ("The Other Mail",)


def test_a_report_can_be_published_as_reviews(call, container):
    answer = call("read_report", "read_claimreview")

    assert answer.status == 200
    assert answer.headers["content-type"] == "application/ld+json"
    supported, disputed = answer.json
    assert supported["@type"] == "ClaimReview"
    assert supported["url"].startswith("https://")
    assert supported["url"].endswith(f"/v1/articles/{ARTICLE_ID}")
    assert supported["reviewRating"]["ratingValue"] == 5
    assert supported["itemReviewed"]["author"]["name"] == "harbour engineer Tomas Eklund"
    assert disputed["itemReviewed"]["author"]["name"] == "varlowmail.example"
    assert disputed["reviewRating"]["alternateName"] == "Conflicting Evidence"
    assert supported["citation"][0]["text"].startswith("Cracks were found")


def test_what_is_published_can_be_imported_elsewhere(call):
    reviews, rejected = read_feed(call("read_report", "read_claimreview").json)

    assert rejected == []
    assert [verdict_of(r.rating, score=r.score).value for r in reviews] == ["Supported", "Conflicting Evidence"]


def test_reviews_have_an_etag(call):
    tag = call("read_report", "read_claimreview").headers["etag"]

    assert call("read_report", "read_claimreview", headers={"if-none-match": tag}).status == 304


def test_reviews_of_an_article_that_is_not_there_are_404(call, container):
    container.read_report.raises = NotFoundError("No article is stored under this id.")
    assert call("read_report", "read_claimreview").status == 404


@pytest.fixture
def batch(call, container):
    container.outcome = SimpleNamespace(report=None, created=True, job=job())
    return lambda name="submit_articles", **changes: call("submit_article", name, **changes)


def test_each_article_of_a_batch_is_its_own_job_or_problem(batch, container):
    answer = batch()

    assert answer.status == 202
    first, second, third = BatchModel.model_validate_json(answer.text, by_alias=True).jobs
    assert isinstance(first, JobModel)
    assert isinstance(third, JobModel)
    assert isinstance(second, BatchProblemModel)
    assert (second.problem.status, second.problem.type) == (422, "urn:factcheck:problem:invalid_field")
    assert [options["respond_async"] for _, _, options in container.asked] == [True, True]


def test_the_articles_of_a_batch_are_distinct_under_one_key(batch, container):
    batch(headers={"idempotency-key": "k"})

    keys = [options["idempotency_key"] for _, _, options in container.asked]
    assert len(set(keys)) == 2
    assert len({options["body_sha256"] for _, _, options in container.asked}) == 2


@pytest.mark.parametrize(
    ("error", "status"), [(IdempotencyConflictError("used before"), 409), (StoreUnavailableError("gone"), 503)]
)
def test_an_article_that_is_refused_says_why_in_its_place(batch, container, error, status):
    container.raises = error
    assert [entry["problem"]["status"] for entry in batch().json["jobs"]] == [status, 422, status]


@pytest.mark.parametrize(
    "body", ["{}", '{"articles": []}', '{"articles": 3}', "[]", '{"articles": [{"text": "a"}], "more": 1}']
)
def test_what_is_no_batch_is_refused(batch, container, body):
    assert batch(body=body).status == 422
    assert container.asked == []


def test_a_batch_of_too_many_is_refused(batch):
    assert batch(body=json.dumps({"articles": [{"text": "a"}] * 101})).status == 422


@pytest.mark.parametrize("entry", [None, 3, "text", [], {"text": "a", "surprise": 1}, {"text": "\ud800"}])
def test_an_entry_that_is_no_article_is_a_problem(batch, entry):
    (found,) = batch(body=json.dumps({"articles": [entry]})).json["jobs"]
    assert found["problem"]["status"] == 422


def test_feedback_is_kept(call, container):
    answer = call("take_feedback", "take_feedback")

    assert answer.status == 202
    assert FeedbackTakenModel.model_validate_json(answer.text).kind is FeedbackKind.WRONG_VERDICT
    ((_, (claim, kind, comment), _),) = container.asked
    assert claim.startswith("clm_")
    assert kind is FeedbackKind.WRONG_VERDICT
    assert comment


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "other"},
        {"claim_id": "clm_x", "kind": "angry"},
        {"claim_id": "clm_x", "kind": "other", "comment": "x" * 2001},
        {"claim_id": "clm_x", "kind": "other", "stars": 5},
    ],
)
def test_feedback_that_cannot_be_used_is_refused(call, container, body):
    assert call("take_feedback", "take_feedback", body=body).status == 422
    assert container.asked == []


def test_no_comment_reaches_the_logs(call, logs):
    call("take_feedback", "take_feedback")
    assert "council" not in logs.getvalue()


def test_each_takes_its_scope(call, container):
    for function, name in [
        ("read_report", "list_articles"),
        ("read_report", "read_source"),
        ("read_report", "read_claimreview"),
        ("take_feedback", "take_feedback"),
        ("submit_article", "submit_articles"),
    ]:
        container.outcome = SimpleNamespace(report=None, created=True, job=job())
        call(function, name)
    assert [scope for _, _, scope in container.authenticated] == ["read", "read", "read", "read", "submit"]


def test_the_fake_report_has_a_claim_without_a_verdict():
    assert len(report().claims) == 3
