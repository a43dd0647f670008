"""Functions run as in Lambda: one event at a time in each environment, and no environment sees another's state."""

import threading
from pathlib import Path

import pytest

from factcheck.local.environments import Environments, InvocationContext

HANDLER = """
import threading
state = {"in_use": False, "calls": 0}

def lambda_handler(event, context):
    assert not state["in_use"]
    state["in_use"] = True
    state["calls"] += 1
    event["barrier"].wait(5) if "barrier" in event else None
    state["in_use"] = False
    return {"calls": state["calls"], "function": context.function_name, "left": context.get_remaining_time_in_millis()}
"""


@pytest.fixture
def functions(tmp_path: Path) -> Path:
    (tmp_path / "echo").mkdir()
    (tmp_path / "echo" / "handler.py").write_text(HANDLER)
    return tmp_path


def test_events_at_the_same_time_get_environments_of_their_own(functions: Path):
    environments = Environments(functions, concurrency=3)
    barrier = threading.Barrier(3)  # passes only if three run at once

    results = [environments.submit("echo", {"barrier": barrier}, 30) for _ in range(3)]

    assert [result.result(10)["calls"] for result in results] == [1, 1, 1]
    environments.close()


def test_environment_is_used_again(functions: Path):
    environments = Environments(functions)
    environments.prepare("echo")

    calls = [environments.submit("echo", {}, 30).result(10)["calls"] for _ in range(3)]

    assert calls == [1, 2, 3]
    environments.close()


def test_context_counts_down_from_the_time_out(functions: Path):
    environments = Environments(functions)

    result = environments.submit("echo", {}, 30).result(10)

    assert result["function"] == "echo"
    assert 29_000 < result["left"] <= 30_000
    environments.close()


def test_remaining_time_is_never_negative():
    assert InvocationContext("echo", timeout_seconds=-1).get_remaining_time_in_millis() == 0


def test_unknown_function_is_named(functions: Path):
    environments = Environments(functions)

    with pytest.raises(ImportError, match="no function nothing"):
        environments.submit("nothing", {}, 30).result(10)
    environments.close()
