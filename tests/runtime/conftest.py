"""The built artefacts under Lambda's own emulator, against the embedded DynamoDB.

Skipped, and said so, where `make build` has not run or there is no emulator; with FACTCHECK_REQUIRE_RUNTIME=1 that fails.
"""

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from tools.built_stack import BUILD, Stack
from tools.emulator import Emulator, MissingToolError, find_emulator, find_python
from tools.local_stores import make_tables_and_key
from tools.stand_in import Calls, StandIn

from factcheck.local.engine import EmbeddedEngine, EngineUnavailableError
from factcheck.settings import Settings

EVENTS = Path(__file__).parents[2] / "events"


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1"]))
            item.add_marker(pytest.mark.enable_socket)


def unavailable(why: str) -> None:
    """Skip, or fail where the runtime tests must run."""
    if os.environ.get("FACTCHECK_REQUIRE_RUNTIME") == "1":
        pytest.fail(why, pytrace=False)
    pytest.skip(why)


@pytest.fixture(scope="session")
def stack() -> Stack:
    if not (BUILD / "template.yaml").exists():
        unavailable("Nothing is built: run `make build` for the tests of the Lambda runtime.")
    return Stack()


@pytest.fixture(scope="session")
def python(stack) -> str:
    try:
        find_emulator()
        return find_python()
    except MissingToolError as error:
        return unavailable(str(error)) or ""


@pytest.fixture(scope="session")
def opt(stack, python, tmp_path_factory):
    """Folder that a function sees as /opt; functions with the same layers share one."""
    made: dict[tuple[Path, ...], Path] = {}

    def unpacked(function: str) -> Path:
        built = stack.functions[function]
        if built.layers not in made:
            made[built.layers] = built.unpack_layers(tmp_path_factory.mktemp("layers") / "opt")
        return made[built.layers]

    return unpacked


@dataclass
class Cloud:
    """The deployment: emulators by function, one database, one record of all calls."""

    stack: Stack
    opt: object
    engine: EmbeddedEngine
    calls: Calls
    logs: Path
    stop: ExitStack
    running: dict[str, tuple[Emulator, StandIn]]

    def start(self, function: str, *, timeout_seconds: int | None = None) -> tuple[Emulator, StandIn]:
        """A cold function of its own."""
        stand_in = self.stop.enter_context(StandIn(function, self.engine.endpoint, self.calls))
        emulator = Emulator(
            self.stack.functions[function],
            self.opt(function),
            environment={
                "FACTCHECK_DYNAMODB_ENDPOINT": stand_in.endpoint,
                "AWS_ENDPOINT_URL_SQS": stand_in.endpoint,
                "FACTCHECK_CALLBACK_SECRET": "secret of the tests",
            },
            timeout_seconds=timeout_seconds,
            log=self.logs / f"{function}.log",
        )
        return self.stop.enter_context(emulator), stand_in

    def invoke(self, function: str, event):
        """Send an event to the warm function, started if need be."""
        if function not in self.running:
            self.running[function] = self.start(function)
        return self.running[function][0].invoke(event)


@pytest.fixture(scope="session")
def cloud(stack, python, opt, tmp_path_factory) -> Iterator[Cloud]:
    folder = tmp_path_factory.mktemp("cloud")
    given = Settings.from_environment(os.environ).engine_binary
    with ExitStack() as stop:
        try:
            engine = stop.enter_context(EmbeddedEngine(folder / "data", binary=Path(given) if given else None))
        except EngineUnavailableError as error:
            unavailable(str(error))
        make_tables_and_key(engine.endpoint)
        yield Cloud(stack, opt, engine, Calls(), folder, stop, {})


@pytest.fixture
def event():
    return lambda name: json.loads((EVENTS / f"{name}.json").read_text("utf-8"))
