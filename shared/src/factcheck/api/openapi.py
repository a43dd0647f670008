"""`python -m factcheck.api.openapi`: write the one OpenAPI 3.1 document of all HTTP functions.

Parameters and request bodies are what Powertools reads off the handlers; answers, problems, headers and scopes are
those of `factcheck.api.routes`. The document is committed and served as it is; a test compares. Run it from the
project's root, where `functions/` lies; `--check` only compares.
"""

import importlib
import json
import sys
from pathlib import Path
from typing import Any

from aws_lambda_powertools.event_handler.openapi.merge import OpenAPIMerge
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from factcheck.api import examples, models, queries, routes
from factcheck.api.problems import TITLES

TITLE = "Fact-check API"
API_VERSION = "1"
DESCRIPTION = (
    "An article in, every factual claim in it out: where it stands, who says it, how sure they are, what numbers it "
    "rests on, and a verdict from what other independent sources say, with the evidence quoted. Spans count Unicode "
    "code points of the submitted text. Every error is a problem document (RFC 9457)."
)
_REF = "#/components/schemas/{model}"
_KEY = "ApiKey"

_REQUEST_HEADERS: dict[str, dict[str, Any]] = {
    "Idempotency-Key": {
        "description": "Makes a repeat within 24 hours safe: the same key with the same body is the same submission, "
        "with another body it is refused (`409`).",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
    },
    "Prefer": {
        "description": "`respond-async` (RFC 7240) asks for a job in place of the report.",
        "schema": {"type": "string", "examples": ["respond-async"]},
    },
    "If-None-Match": {
        "description": "The ETag of the report one has; `304` if it is still the same.",
        "schema": {"type": "string"},
    },
}

_QUERY: dict[str, dict[str, Any]] = {
    "q": {
        "required": True,
        "description": "What to look for, in plain words.",
        "schema": {"type": "string", "minLength": 1, "maxLength": queries.MAX_QUERY},
    },
    "source": {"description": "Only articles of this outlet.", "schema": {"type": "string", "maxLength": 253}},
    "cursor": {"description": "What an earlier page gave as `next`.", "schema": {"type": "string", "maxLength": 512}},
    "limit": {
        "description": "How many entries to answer with.",
        "schema": {"type": "integer", "minimum": 1, "maximum": queries.MAX_LIMIT, "default": queries.DEFAULT_LIMIT},
    },
    "from": {
        "description": "Not before this day or moment (RFC 3339).",
        "schema": {"type": "string", "examples": ["2031-03-02", "2031-03-02T08:00:00Z"]},
    },
    "to": {
        "description": "Not after this day or moment (RFC 3339); a day is taken whole.",
        "schema": {"type": "string", "examples": ["2031-03-02", "2031-03-02T08:00:00Z"]},
    },
}

_ANSWER_HEADERS: dict[str, dict[str, Any]] = {
    "Location": {"description": "Where it is from now on.", "schema": {"type": "string", "format": "uri-reference"}},
    "Retry-After": {"description": "Seconds after which to ask again.", "schema": {"type": "integer"}},
    "ETag": {"description": "Strong; the SHA-256 of the body.", "schema": {"type": "string"}},
    "WWW-Authenticate": {"description": "The challenge.", "schema": {"type": "string"}},
}

_PROBLEM_HEADERS = {401: ("WWW-Authenticate",), 429: ("Retry-After",), 503: ("Retry-After",)}

_PATH_IDS = {
    "/v1/articles/{id}": ("An article's id.", "art_…"),
    "/v1/articles/{id}/claimreview": ("An article's id.", "art_…"),
    "/v1/sources/{domain}": ("The outlet, as reports name it.", "varlowmail.example"),
    "/v1/jobs/{id}": ("A job's id.", "job_…"),
    "/v1/claims/{id}": ("A claim's id.", "clm_…"),
}


def document() -> dict[str, Any]:
    """The whole document. The handlers have to be importable."""
    merge = OpenAPIMerge(title=TITLE, version=API_VERSION, description=DESCRIPTION, on_conflict="error")
    for function in dict.fromkeys(operation.function for operation in routes.ROUTES):
        handler = importlib.import_module(f"{function}.handler")
        merge.add_schema(json.loads(handler.app.get_openapi_json_schema(title=TITLE, version=API_VERSION)))
    merged = merge.get_openapi_schema()
    merged["servers"] = [{"url": "/"}]
    merged["components"] = {
        "schemas": _schemas(_bodies(merged["paths"])),
        "securitySchemes": {
            _KEY: {
                "type": "apiKey",
                "in": "header",
                "name": "X-Api-Key",
                "description": "Scopes: `read`, `submit`, `contribute`, `admin`. None is needed on a local service.",
            }
        },
    }
    read = merged["paths"]
    merged["paths"] = {}
    for operation in routes.ROUTES:
        method = operation.method.lower()
        merged["paths"].setdefault(operation.path, {})[method] = _operation(read[operation.path][method], operation)
    merged.pop("tags", None)
    return merged


def _operation(read: dict[str, Any], operation: routes.Operation) -> dict[str, Any]:
    """What Powertools read off the handler, with the answers of the routing table."""
    version, _, rest = operation.path.removeprefix("/").partition("/")
    tag = rest.partition("/")[0] if version.startswith("v") else "service"
    merged: dict[str, Any] = {"operationId": operation.name, "summary": operation.summary, "tags": [tag]}
    scope = operation.scope
    if scope is not None:
        merged["description"] = f"Scope: `{scope}`."
    # A handler without any scope is open; where keys are not required (local service) a call without one passes too.
    merged["security"] = [] if scope is None else [{_KEY: []}]
    parameters = [_path_parameter(operation, p) for p in read.get("parameters", []) if p["in"] == "path"]
    parameters += [
        {"name": name, "in": "header", "required": False, **_REQUEST_HEADERS[name]} for name in operation.headers
    ]
    parameters += [{"name": name, "in": "query", "required": False, **_QUERY[name]} for name in operation.query]
    if parameters:
        merged["parameters"] = parameters
    if operation.body is not None:
        schema = {"$ref": _REF.format(model=operation.body)}
        read["requestBody"] = {"content": {routes.JSON: {"schema": schema}}}
    if "requestBody" in read:
        body = read["requestBody"]
        body["required"] = True
        body["content"][routes.JSON]["examples"] = examples.REQUESTS[operation.name]
        merged["requestBody"] = body
    merged["responses"] = {
        **{str(status): _answer(operation, status, answer) for status, answer in sorted(operation.answers.items())},
        **{str(status): _problem(status) for status in operation.problems},
    }
    return merged


def _path_parameter(operation: routes.Operation, generated: dict[str, Any]) -> dict[str, Any]:
    description, example = _PATH_IDS[operation.path]
    return {
        "name": generated["name"],
        "in": "path",
        "required": True,
        "description": description,
        "schema": {"type": "string", "examples": [example]},
    }


def _answer(operation: routes.Operation, status: int, answer: routes.Answer) -> dict[str, Any]:
    built: dict[str, Any] = {"description": answer.description}
    if answer.headers:
        built["headers"] = {name: _ANSWER_HEADERS[name] for name in answer.headers}
    content: dict[str, Any] = {}
    for media_type in answer.media_types:
        if media_type in {routes.JSON, routes.LD_JSON}:
            content[media_type] = {"schema": {"$ref": _REF.format(model=answer.model)}}
            example = examples.ANSWERS.get((operation.name, status))
            if example is not None:
                content[media_type]["example"] = example
        else:
            content[media_type] = {"schema": {"type": "string"}}
    if content:
        built["content"] = content
    return built


def _problem(status: int) -> dict[str, Any]:
    built: dict[str, Any] = {"description": TITLES[status]}
    if status in _PROBLEM_HEADERS:
        built["headers"] = {name: _ANSWER_HEADERS[name] for name in _PROBLEM_HEADERS[status]}
    built["content"] = {routes.PROBLEM: {"schema": {"$ref": _REF.format(model="ProblemModel")}}}
    return built


def _bodies(paths: dict[str, Any]) -> set[str]:
    """The names of the models that handlers take as bodies."""
    own = {operation.body for operation in routes.ROUTES if operation.body is not None}
    bodies = (method["requestBody"] for path in paths.values() for method in path.values() if "requestBody" in method)
    return own | {body["content"][routes.JSON]["schema"]["$ref"].rpartition("/")[2] for body in bodies}


def _schemas(bodies: set[str]) -> dict[str, Any]:
    """Schemas of what comes in and of what goes out, by pydantic itself: Powertools drops patterns."""
    answers = {a.model for operation in routes.ROUTES for a in operation.answers.values() if a.model} | {"ProblemModel"}
    classes: list[tuple[type[BaseModel], JsonSchemaMode]] = [(getattr(models, n), "validation") for n in sorted(bodies)]
    classes += [(getattr(models, name), "serialization") for name in sorted(answers)]
    _, schemas = models_json_schema(classes, ref_template=_REF)
    return dict(sorted(schemas["$defs"].items()))


def text() -> str:
    """The document as it is committed."""
    return json.dumps(document(), ensure_ascii=False, indent=1) + "\n"


def main(arguments: list[str]) -> int:
    """Write `openapi.json` beside this module; with `--check`, return 1 if it would change."""
    sys.path.insert(0, str(Path.cwd() / "functions"))
    target = Path(__file__).with_name("openapi.json")
    made = text()
    if "--check" in arguments:
        if target.exists() and target.read_text("utf-8") == made:
            return 0
        sys.stderr.write("openapi.json is not what the handlers say: run python -m factcheck.api.openapi\n")
        return 1
    target.write_text(made, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
