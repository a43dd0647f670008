"""Everything that is only read, event by event."""

import gzip
import hashlib
import importlib.util
import json
import re
import threading
from base64 import b64decode, b64encode
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.handlers.fakes import ARTICLE_ID, JOB_ID, TEXT, job, report

from factcheck.api import docs
from factcheck.api.models import ClaimDossierModel, HealthModel, JobModel, ReportModel
from factcheck.domain.errors import ForbiddenError, RateLimitedError, StoreUnavailableError, UnauthenticatedError
from factcheck.domain.values import Caller, JobProblem, JobStatus, Notice, Provenance, Reading

READ = [("read_report", "read"), ("read_job", "submit"), ("cancel_job", "submit"), ("read_claim", "read")]


@pytest.fixture
def read(call):
    return lambda name="read_report", **changes: call("read_report", name, **changes)


def test_a_report_is_read_as_the_contract_says(read, container):
    answer = read()
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/json"
    assert ReportModel.model_validate_json(answer.text, by_alias=True).id == ARTICLE_ID
    assert answer.json["status"] == "complete"


@pytest.mark.parametrize("status", [JobStatus.QUEUED, JobStatus.RUNNING, JobStatus.FAILED])
def test_an_article_whose_job_has_not_ended_well_is_told_with_its_status(read, container, status):
    problem = JobProblem("processing_failed", "It was given up.") if status is JobStatus.FAILED else None
    waiting = replace(report(), reading=Reading((), ()), claims=(), notices=(), status=status, problem=problem)
    container.read_report.reports[ARTICLE_ID] = waiting
    answer = read()
    shown = ReportModel.model_validate_json(answer.text, by_alias=True)
    assert (answer.status, shown.status, shown.claims) == (200, status, [])
    assert ("retry-after" in answer.headers) == (status is not JobStatus.FAILED)
    assert (shown.problem is not None) == (status is JobStatus.FAILED)
    assert shown.summary.headline.startswith("This article")
    assert shown.summary.headline in read("read_report_page").text


@pytest.fixture
def huge(container):
    first = container.read_report.reports[ARTICLE_ID]
    notices = tuple(Notice("long", f"{n:06d} " + "word " * 20) for n in range(50_000))
    container.read_report.reports[ARTICLE_ID] = replace(first, notices=notices)


def test_an_answer_that_lambda_could_not_give_is_a_problem_that_says_what_to_do(read, huge):
    answer = read(headers={"accept-encoding": None})
    assert answer.status == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert "gzip" in answer.json["detail"]
    assert "x-correlation-id" in answer.headers


def test_the_same_answer_is_given_compressed(read, huge):
    answer = read(headers={"accept-encoding": "gzip"})
    assert (answer.status, answer.headers["content-encoding"]) == (200, "gzip")
    assert len(gzip.decompress(b64decode(answer.text))) > 6_000_000


def test_the_etag_is_the_sha256_of_the_body(read):
    answer = read()
    assert answer.headers["etag"] == '"' + hashlib.sha256(answer.text.encode()).hexdigest() + '"'


@pytest.mark.parametrize("form", ["{}", 'W/{}, "x"', '"x", {}', "*"])
def test_who_has_the_report_gets_304_without_a_body(read, form):
    tag = read().headers["etag"]
    answer = read(headers={"if-none-match": form.format(tag)})
    assert (answer.status, answer.text) == (304, "")
    assert answer.headers["etag"] == tag


def test_a_changed_report_has_another_etag(read, container):
    tag = read().headers["etag"]
    first = container.read_report.reports[ARTICLE_ID]
    container.read_report.reports[ARTICLE_ID] = replace(first, notices=())
    answer = read(headers={"if-none-match": tag})
    assert answer.status == 200
    assert answer.headers["etag"] != tag


def test_the_text_is_given_only_where_it_was_fetched(read, container):
    assert read().json["article"]["text"] is None
    container.read_report.reports[ARTICLE_ID] = report(Provenance.FETCHED)
    article = read().json["article"]
    assert article["text"] == TEXT


def test_a_browser_gets_a_page_that_runs_nothing_and_loads_nothing(read):
    answer = read("read_report_page")
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/html")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    (style,) = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    assert b64encode(hashlib.sha256(style.encode()).digest()).decode() in policy
    assert not re.search(r"<(script|link|img|iframe)\b| style=| on\w+=|url\(|@import", answer.text)
    assert "etag" in answer.headers


def test_the_page_shows_the_article_with_its_claims_and_the_quoted_evidence(read):
    page = read("read_report_page").text
    assert "<mark>inspectors found cracks in 14 of its 60 hangers</mark>" in page
    assert "Conflicting Evidence" in page
    assert "3.1 million against 2.3 million" in page
    assert "The bill will be 3.1 million crowns." in page
    assert "14 of 60 is 23 %, not 30 %" in page


def test_the_page_escapes_what_others_wrote_and_links_only_to_the_web(read):
    page = read("read_report_page").text
    assert "<b>too late</b>" not in page
    assert "&lt;b&gt;too late&lt;/b&gt;" in page
    assert "javascript:" not in page
    outward = re.findall(r'<a href="(https?:[^"]*)" rel="([^"]*)"', page)
    assert outward
    assert all(rel == "noopener nofollow" for _, rel in outward)
    assert len(outward) == len(re.findall(r'href="https?:', page))


def test_the_page_and_the_json_have_their_own_etags(read):
    assert read("read_report_page").headers["etag"] != read().headers["etag"]


def test_a_large_report_is_compressed_under_a_tag_of_its_own(read, container, invoke, event):
    container.read_report.reports[ARTICLE_ID] = replace(report(), notices=(Notice("long", "words " * 60_000),))
    plain = read(headers={"accept-encoding": None})
    result = invoke("read_report", event("read_report"))
    assert gzip.decompress(b64decode(result["body"])).decode() == plain.text
    assert result["headers"]["ETag"] != plain.headers["etag"]
    assert read(headers={"if-none-match": result["headers"]["ETag"]}).status == 304


def test_an_unknown_article_is_404(read):
    answer = read("read_report_unknown")
    assert (answer.status, answer.headers["content-type"]) == (404, "application/problem+json")


def test_a_job_says_how_far_it_is_and_when_to_ask_again(read, container):
    answer = read("read_job")
    assert answer.status == 200
    assert "retry-after" in answer.headers
    shown = answer.json
    assert {"id", "status", "article_id", "progress", "links"} <= set(shown)
    assert shown["links"] == {"self": f"/v1/jobs/{JOB_ID}", "article": f"/v1/articles/{ARTICLE_ID}"}
    assert shown["progress"] == {"stage": "queued", "done": 0, "total": 0}


def test_a_job_whose_text_is_not_known_yet_links_no_article(read, container):
    container.read_report.jobs[JOB_ID] = (job(article_id=None), None)
    shown = read("read_job").json
    assert shown["article_id"] is None
    assert shown["links"]["article"] is None


def test_a_job_with_a_report_of_its_own_carries_it(read, container, call):
    kept = read().text
    container.read_report.jobs[JOB_ID] = (job(status=JobStatus.COMPLETE), kept)
    answer = read("read_job")
    assert "retry-after" not in answer.headers
    assert answer.json["report"] == json.loads(kept)
    JobModel.model_validate_json(answer.text, by_alias=True)


def test_a_failed_job_carries_its_problem(read, container):
    failed = job(status=JobStatus.FAILED, problem=JobProblem("fetch_failed", "The page holds no article."))
    container.read_report.jobs[JOB_ID] = (failed, None)
    shown = read("read_job").json
    assert shown["status"] == "failed"
    assert shown["problem"]["detail"] == "The page holds no article."
    assert shown["problem"]["type"].endswith("fetch_failed")
    assert shown["problem"]["title"] == "The article could not be fetched"


def test_a_job_is_cancelled_with_204(read, container):
    answer = read("cancel_job")
    assert (answer.status, answer.text) == (204, "")
    assert container.read_report.cancelled == [JOB_ID]


@pytest.mark.parametrize("name", ["read_job", "cancel_job"])
def test_an_unknown_job_is_404(read, container, name):
    container.read_report.jobs.clear()
    assert read(name).status == 404


def test_a_claim_has_its_article_and_the_history_of_its_verdict(read):
    answer = read("read_claim")
    assert answer.status == 200
    dossier = ClaimDossierModel.model_validate_json(answer.text, by_alias=True)
    assert dossier.article.source == "varlowmail.example"
    (change,) = dossier.history
    assert change.before.label == "Not Enough Evidence"
    assert change.after.label == "Supported"


def test_a_claim_of_an_unknown_article_is_404(read, container):
    container.read_report.reports.clear()
    assert read("read_claim").status == 404


def test_health_needs_no_key_and_tells_the_versions(read, container):
    answer = read("health")
    assert answer.status == 200
    health = HealthModel.model_validate_json(answer.text)
    assert health.versions.models == {"encoder": "e1"}
    assert not container.authenticated


def test_the_openapi_document_is_served_as_committed(read, container):
    answer = read("openapi")
    assert answer.status == 200
    assert answer.json["openapi"].startswith("3.1")
    assert not container.authenticated


def test_the_documentation_is_one_page_without_other_files(container, invoke, event):
    result = invoke("read_report", event("docs"))
    assert result["statusCode"] == 200
    assert result["headers"]["Content-Encoding"] == "gzip"
    page = gzip.decompress(b64decode(result["body"])).decode()
    assert "SwaggerUIBundle" in page
    assert not re.search(r"<(script|link|img)[^>]*\b(src|href)=", page)
    policy = result["headers"]["Content-Security-Policy"]
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert len(scripts) == 2
    for script in scripts:
        assert b64encode(hashlib.sha256(script.encode()).digest()).decode() in policy


@pytest.mark.parametrize("name", ["unknown_route", "wrong_method"])
def test_what_no_route_matches_is_404_as_a_problem(read, container, name):
    answer = read(name)
    assert (answer.status, answer.headers["content-type"]) == (404, "application/problem+json")
    assert answer.json["status"] == 404
    assert not container.authenticated


@pytest.mark.parametrize(("name", "scope"), READ)
def test_each_route_asks_for_its_scope(read, container, name, scope):
    read(name)
    assert [given[2] for given in container.authenticated] == [scope]


@pytest.mark.parametrize("name", [name for name, _ in READ])
@pytest.mark.parametrize(
    ("error", "status"),
    [
        (UnauthenticatedError("No key."), 401),
        (ForbiddenError("Not with this key."), 403),
        (RateLimitedError("Too many.", 9), 429),
        (StoreUnavailableError("No answer."), 503),
        (KeyError("words"), 500),
    ],
)
def test_refusals_and_failures_are_problems(read, container, name, error, status):
    container.refuses = error
    answer = read(name)
    assert (answer.status, answer.headers["content-type"]) == (status, "application/problem+json")
    assert ("retry-after" in answer.headers) == (status in {429, 503})


def test_health_that_fails_is_500_without_detail(read, container):
    del container.versions
    answer = read("health")
    assert answer.status == 500
    assert "versions" not in answer.json["detail"]


@pytest.mark.parametrize("name", ["openapi", "docs"])
def test_a_description_that_cannot_be_read_is_500(read, monkeypatch, name):
    monkeypatch.setattr("factcheck.api.docs.openapi_text", lambda: 1 / 0)
    docs._docs_page.cache_clear()
    answer = read(name)
    assert (answer.status, answer.headers["content-type"]) == (500, "application/problem+json")


def test_copies_of_a_handler_that_run_at_once_do_not_mix_their_requests(container, event):
    """The local service runs several copies of each handler in the threads of one process."""
    both_inside = threading.Barrier(2, timeout=20)

    def slowly(secret, origin, scope):
        both_inside.wait()
        return Caller(secret, frozenset({scope}))

    container.authenticate = slowly

    def answer(name):
        source = Path(importlib.import_module("read_report.handler").__file__)
        spec = importlib.util.spec_from_file_location(f"read_report_copy_of_{name}", source)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        context = SimpleNamespace(aws_request_id=name, function_name="factcheck-read")
        given = event(name)
        given["headers"]["x-correlation-id"] = name
        return module.lambda_handler(given, context)

    with ThreadPoolExecutor(2) as threads:
        page, unknown = threads.map(answer, ["read_report_page", "read_report_unknown"])
    assert page["headers"]["X-Correlation-Id"] == "read_report_page"
    assert page["headers"]["Content-Type"].startswith("text/html")
    assert unknown["headers"]["X-Correlation-Id"] == "read_report_unknown"
    assert json.loads(unknown["body"])["instance"] == event("read_report_unknown")["rawPath"]
