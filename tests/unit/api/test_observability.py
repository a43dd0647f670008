"""Logs and metrics: ids and figures, never words of an article."""

import io
import json

import pytest

from factcheck import observability


@pytest.fixture
def lines():
    observability.configure(stage=observability.LOCAL_STAGE, level="INFO")  # whatever ran before
    handler, written = observability.logger().registered_handler, io.StringIO()
    before = handler.setStream(written)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    handler.setStream(before)


class Context:
    aws_request_id = "8e3b"
    function_name = "factcheck-read"


@pytest.fixture
def deployed():
    observability.configure(stage="prod", level="INFO")
    yield
    observability.configure(stage=observability.LOCAL_STAGE, level="INFO")


def test_each_line_names_the_invocation(lines):
    def handler(event, context):
        observability.logger().info("seen")
        return {}

    observability.observed(handler)({}, Context())
    (line,) = lines()
    assert (line["message"], line["invocation"], line["function"]) == ("seen", "8e3b", "factcheck-read")


def test_what_escapes_a_handler_is_logged_without_its_message_and_goes_on(lines):
    def handler(event, context):
        raise ValueError("words of the article")

    with pytest.raises(ValueError, match="words"):
        observability.observed(handler)({}, Context())
    (line,) = lines()
    assert line["error"] == "ValueError"
    assert line["frames"]
    assert "words" not in json.dumps(line)


def test_a_deployed_service_writes_its_stage_and_metrics_with_units(deployed, capsys):
    observability.count_request("GET /v1/articles/{id}", failed=False, milliseconds=12.5)
    observability.count_request("POST /v1/articles", failed=True, milliseconds=7.0)
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (first["route"], first["Latency"], first["Failed"]) == ("GET /v1/articles/{id}", [12.5], [0])
    assert (second["route"], second["Latency"], second["Failed"]) == ("POST /v1/articles", [7.0], [1])
    units = {m["Name"]: m["Unit"] for m in first["_aws"]["CloudWatchMetrics"][0]["Metrics"]}
    assert units == {"Latency": "Milliseconds", "Failed": "Count"}


def test_a_laptop_writes_no_metrics(capsys):
    observability.count_request("GET /health", failed=False, milliseconds=1.0)
    assert capsys.readouterr().out == ""
