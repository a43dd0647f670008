import importlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.handlers.fakes import FakeContainer

from factcheck import bootstrap
from factcheck.observability import logger
from factcheck.settings import Settings

EVENTS = Path(__file__).parents[2] / "events"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self):
        return json.loads(self.text)


@pytest.fixture
def event():
    return lambda name: json.loads((EVENTS / f"{name}.json").read_text("utf-8"))


@pytest.fixture
def container():
    fake = FakeContainer(Settings())
    bootstrap.use(fake)
    yield fake
    bootstrap.use(None)


@pytest.fixture
def logs():
    """Everything that is logged, as it would be written."""
    handler, written = logger().registered_handler, io.StringIO()
    before = handler.setStream(written)
    yield written
    handler.setStream(before)


@pytest.fixture
def invoke():
    def run(function, given, remaining_ms=120_000):
        handler = importlib.import_module(f"{function}.handler").lambda_handler
        context = SimpleNamespace(
            aws_request_id="8e3b",
            function_name=f"factcheck-{function}",
            get_remaining_time_in_millis=lambda: remaining_ms,
        )
        return handler(given, context)

    return run


@pytest.fixture
def call(container, invoke, event):
    """Send an event file, changed as asked, through a handler and read its answer."""

    def send(function, name, *, body=None, headers=None):
        given = name if isinstance(name, dict) else event(name)
        if body is not None:
            given["body"] = body if isinstance(body, str) else json.dumps(body)
        for key, value in (headers or {}).items():
            if value is None:
                given["headers"].pop(key, None)
            else:
                given["headers"][key] = value
        result = invoke(function, given)
        answered = {key.lower(): value for key, value in result["headers"].items()}
        return Answer(result["statusCode"], answered, result.get("body") or "")

    return send
