"""The client of the command line: waits for jobs, and says what went wrong in words."""

from collections.abc import Callable

import httpx
import pytest

from factcheck.local.client import ServiceClient, ServiceError

REPORT = {"id": "art_1", "status": "complete"}


def client(answer: Callable[[httpx.Request], httpx.Response]) -> ServiceClient:
    return ServiceClient(
        "http://service", http=httpx.Client(base_url="http://service", transport=httpx.MockTransport(answer))
    )


def test_report_of_a_short_article_comes_at_once():
    with client(lambda _: httpx.Response(201, json=REPORT)) as service:
        assert service.submit({"text": "x"}) == REPORT


def test_queued_article_is_waited_for():
    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(202, json={"id": "job_1", "status": "queued"})
        if request.url.path == "/v1/jobs/job_1":
            return httpx.Response(200, json={"id": "job_1", "status": "complete", "article_id": "art_1"})
        assert request.url.path == "/v1/articles/art_1"
        return httpx.Response(200, json=REPORT)

    with client(answer) as service:
        assert service.submit({"text": "x"}) == REPORT


def test_failed_job_gives_its_reason():
    def answer(request: httpx.Request) -> httpx.Response:
        job = {"id": "job_1", "status": "failed", "problem": {"detail": "The page has no text."}}
        return httpx.Response(202 if request.method == "POST" else 200, json=job)

    with client(answer) as service, pytest.raises(ServiceError, match="The page has no text"):
        service.submit({"url": "https://a.example"})


def test_refusal_names_the_fields():
    problem = {
        "detail": "Some fields cannot be used.",
        "errors": [{"location": ["body", "text"], "message": "too long"}],
    }

    with (
        client(lambda _: httpx.Response(422, json=problem)) as service,
        pytest.raises(ServiceError, match=r"422: Some fields cannot be used\.; body\.text: too long"),
    ):
        service.submit({"text": "x"})


def test_service_that_is_not_there_is_named():
    def refuse(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("connection refused")

    with client(refuse) as service, pytest.raises(ServiceError, match="http://service cannot be reached"):
        service.report("art_1")
