"""The rooms and who may know whom (ARCHITECTURE.md). Read from the imports of the source, so a new arrow fails here first."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "shared" / "src" / "factcheck"
FUNCTIONS = ROOT / "functions"

PURE = {"domain", "text", "claims", "findings", "crosscheck"}

# room -> rooms of the package that it may import
ALLOWED = {
    "domain": set(),
    "text": {"domain"},
    "claims": {"domain", "text"},
    "findings": {"domain", "text", "claims"},
    "crosscheck": {"domain"},
    "models": {"domain", "crosscheck"},
    "sources": {"domain"},
    "store": {"domain"},
    "app": {"domain", "text", "claims", "findings", "crosscheck"},
    "api": {"domain", "app", "bootstrap", "observability", "settings", "sources"},
    "local": None,  # the laptop's composition: may know everything
}

ADAPTERS = {"models", "sources", "store"}
"""They implement the ports, so they may see `app.ports`, and nothing else of `app`."""

WORLD = {
    "boto3",
    "botocore",
    "httpx",
    "os",
    "socket",
    "subprocess",
    "requests",
    "urllib.request",
    "aws_lambda_powertools",
    "sqlite3",
    "random",
    "time",
}


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def sources(room: str) -> list[Path]:
    return sorted((PACKAGE / room).rglob("*.py"))


@pytest.mark.parametrize("room", sorted(r for r, allowed in ALLOWED.items() if allowed is not None))
def test_a_room_imports_only_what_lies_before_it(room):
    for path in sources(room):
        known = {name for name in imports(path) if name.startswith("factcheck.")}
        if room in ADAPTERS:
            known = {name for name in known if not name.startswith("factcheck.app.ports") and name != "factcheck.app"}
        assert {name.split(".")[1] for name in known} - {room} <= ALLOWED[room], path


@pytest.mark.parametrize("room", sorted(PURE))
def test_a_pure_room_touches_nothing_of_the_world(room):
    for path in sources(room):
        assert not imports(path) & WORLD, path


def test_every_room_is_named_here():
    rooms = {p.name for p in PACKAGE.iterdir() if p.is_dir() and p.name != "__pycache__"}
    assert rooms == set(ALLOWED)


def test_handlers_know_only_the_api_the_use_cases_and_the_composition_root():
    handlers = sorted(FUNCTIONS.rglob("*.py"))
    assert handlers
    for path in handlers:
        rooms = {name.split(".")[1] for name in imports(path) if name.startswith("factcheck.")}
        assert rooms <= {"api", "app", "bootstrap", "domain", "observability"}, path
        assert not imports(path) & {"boto3", "botocore", "httpx", "os"}, path


def handlers() -> list[str]:
    return sorted(p.parent.name for p in FUNCTIONS.glob("*/handler.py"))


@pytest.mark.parametrize("name", handlers())
def test_importing_a_handler_needs_no_environment_and_no_network(name):
    code = (
        "import socket, sys\n"
        "def refuse(*a, **k): raise AssertionError('network at import')\n"
        "socket.socket.connect = refuse\n"
        f"import {name}.handler\n"
        "heavy = {'numpy', 'onnxruntime', 'tokenizers', 'boto3', 'httpx', 'trafilatura', 'pint'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    path = f"{ROOT / 'functions'}:{ROOT / 'shared' / 'src'}"
    run = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": path}, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr


def test_the_worker_that_reaches_the_web_loads_no_model():
    """Its package has none of the models' libraries."""
    code = (
        "import sys\n"
        "from factcheck.bootstrap import Container\n"
        "from factcheck.settings import Settings\n"
        "container = Container(Settings())\n"
        "container.jobs = container.queue = object()\n"
        "container.fetch_job, container.abandon_job\n"
        "heavy = {'numpy', 'onnxruntime', 'tokenizers', 'pint'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    path = f"{ROOT / 'functions'}:{ROOT / 'shared' / 'src'}"
    run = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": path}, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
