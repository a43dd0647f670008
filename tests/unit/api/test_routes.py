"""The routing table, the resolvers and the OpenAPI document say the same."""

import importlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from factcheck.api import openapi, routes

ROOT = Path(__file__).parents[3]
FUNCTIONS = sorted({operation.function for operation in routes.ROUTES})

CONTRACT = {
    ("POST", "/v1/articles"): "submit",
    ("GET", "/v1/jobs/{id}"): "submit",
    ("DELETE", "/v1/jobs/{id}"): "submit",
    ("GET", "/v1/articles/{id}"): "read",
    ("GET", "/v1/claims/search"): "read",
    ("POST", "/v1/articles/batch"): "submit",
    ("GET", "/v1/articles"): "read",
    ("GET", "/v1/articles/{id}/claimreview"): "read",
    ("GET", "/v1/sources/{domain}"): "read",
    ("POST", "/v1/feedback"): "read",
    ("DELETE", "/v1/articles/{id}"): "submit",
    ("GET", "/v1/claims/{id}"): "read",
    ("POST", "/v1/claims/check"): "read",
    ("POST", "/v1/sentences/score"): "read",
    ("POST", "/v1/factchecks"): "admin",
    ("GET", "/health"): None,
    ("GET", "/openapi.json"): None,
    ("GET", "/docs"): None,
}


@pytest.fixture(scope="module")
def document():
    return json.loads((ROOT / "shared/src/factcheck/api/openapi.json").read_text("utf-8"))


def refs(node):
    if isinstance(node, dict):
        yield from ([node["$ref"]] if isinstance(node.get("$ref"), str) else [])
        for value in node.values():
            yield from refs(value)
    elif isinstance(node, list):
        for value in node:
            yield from refs(value)


def test_the_table_is_the_contracts():
    assert {(o.method, o.path): o.scope for o in routes.ROUTES} == CONTRACT


@pytest.mark.parametrize("function", FUNCTIONS)
def test_each_function_answers_exactly_its_rows(function):
    app = importlib.import_module(f"{function}.handler").app
    registered = {(r.method, r.openapi_path) for r in [*app._static_routes, *app._dynamic_routes]}
    assert registered == {(o.method, o.path) for o in routes.ROUTES if o.function == function}


def test_the_committed_document_is_what_the_handlers_say(document):
    assert openapi.document() == document, "run python -m factcheck.api.openapi"


def test_every_operation_documents_every_status_it_returns(document):
    for operation in routes.ROUTES:
        described = document["paths"][operation.path][operation.method.lower()]
        assert set(described["responses"]) == {str(s) for s in (*operation.answers, *operation.problems)}
        for status in operation.problems:
            assert list(described["responses"][str(status)]["content"]) == ["application/problem+json"]
        assert described["security"] == ([] if operation.scope is None else [{"ApiKey": []}])


def test_every_documented_path_parameter_is_in_the_path(document):
    for path, methods in document["paths"].items():
        for described in methods.values():
            named = {p["name"] for p in described.get("parameters", []) if p["in"] == "path"}
            assert named == set(re.findall(r"{(\w+)}", path))


def test_every_reference_of_the_document_leads_somewhere(document):
    for ref in refs(document):
        assert ref.removeprefix("#/components/schemas/") in document["components"]["schemas"], ref


def test_requests_refuse_unknown_fields_in_the_document_too(document):
    for name in ("SubmitArticleModel", "CheckClaimModel", "ScoreSentencesModel", "ProvidedEvidenceModel"):
        assert document["components"]["schemas"][name]["additionalProperties"] is False


def test_reading_imports_no_model_no_client_and_no_template_engine():
    code = (
        "import sys, read_report.handler\n"
        "heavy = {'numpy', 'onnxruntime', 'tokenizers', 'httpx', 'boto3', 'jinja2', 'publicsuffixlist'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
        "assert 'aws_lambda_powertools.event_handler.middlewares.openapi_validation' not in sys.modules\n"
    )
    path = f"{ROOT / 'functions'}:{ROOT / 'shared' / 'src'}"
    run = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": path}, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
