"""`sam local` against the embedded DynamoDB: invoke one function, or try every file of events/ and a running API.

    python -m tools.sam_local invoke read_report events/health.json
    python -m tools.sam_local test

Needs `make build`, Docker, and AWS's base image for python3.13 (SAM pulls it; with FACTCHECK_SAM_SKIP_PULL=1 it must be
there). The database runs on this machine, outside the container, and stays in .aws-sam/data between calls of `invoke`.
"""

import argparse
import hashlib
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from factcheck.local.engine import EmbeddedEngine, EngineUnavailableError
from tools.built_stack import BUILD, ROOT, Stack, link_or_copy
from tools.emulator import SAM_VENV
from tools.event_expectations import FAILURES, SCHEDULED, STATUS, function_of
from tools.local_stores import make_tables_and_key
from tools.stand_in import Calls, StandIn

_TEMPLATE = BUILD / "template.local.yaml"
_LAYERS = BUILD.parent / "layers"
_START_SECONDS = 120
_AT_ONCE = 4


class UnavailableError(Exception):
    """Something that this needs is missing; the message says what to do."""


def main() -> int:
    """Run one of the two commands; 3 if something that it needs is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("invoke")
    one.add_argument("function")
    one.add_argument("event", type=Path)
    commands.add_parser("test")
    arguments = parser.parse_args()
    try:
        with ExitStack() as stop:
            sam = _sam()
            if arguments.command == "invoke":
                stop.enter_context(_deployment(BUILD.parent / "data"))
                name = Stack().functions[arguments.function].name
                return subprocess.run([*sam("invoke"), name, "-e", str(arguments.event)], check=False).returncode  # noqa: S603
            stop.enter_context(_deployment(Path(stop.enter_context(tempfile.TemporaryDirectory()))))
            return _test(sam)
    except (UnavailableError, EngineUnavailableError) as error:
        sys.stderr.write(f"sam local cannot run here: {error}\n")
        return 3


def _test(sam: Any) -> int:  # noqa: ANN401 - a function
    started = time.monotonic()
    first, others = _by_turn()
    with ExitStack() as stop:
        free: SimpleQueue[Any] = SimpleQueue()
        for _ in range(_AT_ONCE):
            free.put(stop.enter_context(_warm(sam)))

        def tried(name: str) -> str | None:
            invoke = free.get()
            try:
                return _try_event(invoke, name)
            finally:
                free.put(invoke)

        # The first of each function alone: it makes the image that the others reuse, and the article that they repeat.
        results = [tried(name) for name in first]
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            results += pool.map(tried, others)
    names, failed = [*first, *others], [line for line in results if line]
    say(f"{len(names) - len(failed)} of {len(names)} events as expected, {time.monotonic() - started:.0f} s")
    failed += [line for line in [_try_api(sam)] if line]
    for line in failed:
        say(f"FAILED {line}")
    say(f"sam local: {'failed' if failed else 'passed'} after {time.monotonic() - started:.0f} s")
    return 1 if failed else 0


def _by_turn() -> tuple[list[str], list[str]]:
    """The names of the events: one for each set of layers, then the rest."""
    first: dict[tuple[Path, ...], str] = {}
    names = [
        "submit_article",
        *sorted(name for name in {**STATUS, **FAILURES, **SCHEDULED} if name != "submit_article"),
    ]
    stack = Stack()
    for name in names:
        event = json.loads((ROOT / "events" / f"{name}.json").read_text("utf-8"))
        first.setdefault(stack.functions[function_of(event)].layers, name)
    return list(first.values()), [name for name in names if name not in first.values()]


@contextmanager
def _warm(sam: Any) -> Iterator[Any]:  # noqa: ANN401
    """A function that runs `sam local invoke` with further arguments, and gives its standard output and error."""
    command = [str(SAM_VENV / "bin" / "python"), str(ROOT / "tools" / "sam_warm.py")]
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process,  # noqa: S603
    ):
        if not process.stdin or not process.stdout:
            raise RuntimeError("no pipes")
        tasks, answers = process.stdin, process.stdout
        output, errors = Path(folder, "output"), Path(folder, "errors")

        def invoke(*arguments: str) -> tuple[str, str]:
            tasks.write(json.dumps([[*sam("invoke")[1:], *arguments], str(output), str(errors)]) + "\n")
            tasks.flush()
            if not answers.readline():
                raise UnavailableError("the SAM CLI did not start; try `make invoke`.")
            return output.read_text("utf-8"), errors.read_text("utf-8")

        yield invoke


def _try_event(invoke: Any, name: str) -> str | None:  # noqa: ANN401
    started = time.monotonic()
    path = ROOT / "events" / f"{name}.json"
    function = Stack().functions[function_of(json.loads(path.read_text("utf-8")))].name
    output, errors = invoke(function, "-e", str(path))
    lines = output.strip().splitlines()
    try:
        answer = json.loads(lines[-1])
    except (IndexError, ValueError):
        return f"{name}: no answer\n{errors[-2000:]}"
    got: object
    wanted: object
    if name in SCHEDULED:
        got, wanted = answer, SCHEDULED[name]
    elif name in STATUS:
        got, wanted = answer.get("statusCode"), STATUS[name]
    else:
        got, wanted = len(answer.get("batchItemFailures", [None] * 99)), FAILURES[name]
    say(f"  {name:32} {function:16} {got} {time.monotonic() - started:5.1f} s")
    return None if got == wanted else f"{name}: {got}, not {wanted}: {lines[-1][:500]}"


def _try_api(sam: Any) -> str | None:  # noqa: ANN401
    """One round trip through `sam local start-api`: POST an article, GET its report."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [*sam("start-api"), "--host", "127.0.0.1", "--port", str(port)]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603
        try:
            _wait_for(port)
            event = json.loads((ROOT / "events" / "submit_article.json").read_text("utf-8"))
            headers = {name: event["headers"][name] for name in ("content-type", "x-api-key")}
            body = json.dumps({**json.loads(event["body"]), "source": "roundtrip.example"})
            status, _, answer = _request(port, "POST", "/v1/articles", headers, body)
            if status != 201:  # noqa: PLR2004
                return f"start-api: POST answered {status}: {answer[:500]}"
            link = json.loads(answer)["links"]["self"]
            got, _, read = _request(port, "GET", link, headers)
            if got != 200 or json.loads(read)["claims"] != json.loads(answer)["claims"]:  # noqa: PLR2004
                return f"start-api: GET answered {got}: {read[:500]}"
            got, _, _ = _request(port, "GET", "/no/such/route", headers)
            say(f"  start-api: POST /v1/articles {status}, GET {link} 200, an unknown route {got}")
        except (OSError, ValueError, http.client.HTTPException) as error:
            log.seek(0)
            return f"start-api: {error!r}\n{log.read().decode(errors='replace')[-2000:]}"
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
    return None


def _request(
    port: int, method: str, path: str, headers: dict[str, str], body: str | None = None
) -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request(method, path, None if body is None else body.encode(), headers)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()
    finally:
        connection.close()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise OSError("it did not start")


@contextmanager
def _deployment(data: Path) -> Iterator[None]:
    """The database, reachable from a container, and a built template that names it."""
    host = _address_for_containers()
    with EmbeddedEngine(data) as engine, StandIn("sam", engine.endpoint, Calls(), host=host) as door:
        make_tables_and_key(engine.endpoint)
        template = Stack().template
        endpoint = f"http://host.docker.internal:{door.port}"
        template["Globals"]["Function"]["Environment"]["Variables"] |= {
            "FACTCHECK_DYNAMODB_ENDPOINT": endpoint,
            "AWS_ENDPOINT_URL_SQS": endpoint,
        }
        _name_layers_by_content(template)
        _TEMPLATE.write_text(json.dumps(template), "utf-8")
        yield


def _name_layers_by_content(template: dict[str, Any]) -> None:
    """Let SAM take the built layers for published ones that it has downloaded before.

    For a layer of the template itself it makes the image anew at every invocation, which takes a quarter of a minute;
    for a published one only once. The name says what is inside, so that no image outlives a build.
    """
    arns = {}
    kept = set()
    for logical_id, layer in Stack().of_type("AWS::Serverless::LayerVersion"):
        built = BUILD / layer["Properties"]["ContentUri"]
        arn = f"arn:aws:lambda:eu-central-1:123456789012:layer:{logical_id}:{_digest(built)}"
        _, name, version = arn.rsplit(":", 2)
        cached = _LAYERS / f"{name}-{version}-{hashlib.sha256(arn.encode()).hexdigest()[:10]}"
        if not cached.exists():
            shutil.copytree(built, cached, copy_function=link_or_copy)
        arns[logical_id] = arn
        kept.add(cached.name)
    _LAYERS.mkdir(parents=True, exist_ok=True)
    for old in _LAYERS.iterdir():
        if old.name not in kept:
            shutil.rmtree(old)
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            properties = resource["Properties"]
            properties["Layers"] = [arns[layer["Ref"]] for layer in properties["Layers"]]


def _digest(folder: Path) -> int:
    """A number that stands for the content, for SAM takes the version of a layer for a number."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(str(path.relative_to(folder)).encode() + b"\0")
        digest.update(path.read_bytes())
    return int.from_bytes(digest.digest()[:6], "big")


def _address_for_containers() -> str:
    """Where containers reach this machine: the bridge's own address on Linux, never one that the network sees."""
    if sys.platform != "linux":
        return "127.0.0.1"
    asked = subprocess.run(  # noqa: S603
        [_docker(), "network", "inspect", "bridge", "-f", "{{(index .IPAM.Config 0).Gateway}}"],
        check=False,
        capture_output=True,
        text=True,
    )
    return asked.stdout.strip() or "172.17.0.1"


def _docker() -> str:
    docker = shutil.which("docker")
    if docker is None or subprocess.run([docker, "info"], check=False, capture_output=True).returncode != 0:  # noqa: S603
        raise UnavailableError("Docker is not installed or not running.")
    return docker


def _sam() -> Any:  # noqa: ANN401
    """A function that gives the command line of `sam local`."""
    program = SAM_VENV / "bin" / "sam"
    if not program.exists():
        raise UnavailableError("the SAM CLI is not installed: run `make sam-cli`.")
    if not (BUILD / "template.yaml").exists():
        raise UnavailableError("nothing is built: run `make build`.")
    _docker()
    os.environ["SAM_CLI_TELEMETRY"] = "0"
    os.environ.setdefault("AWS_DEFAULT_REGION", "eu-central-1")
    # Any will do, and without any SAM looks for some on the network.
    os.environ.setdefault("AWS_ACCESS_KEY_ID", "local")
    os.environ.setdefault("AWS_SECRET_ACCESS_KEY", "local")
    # At each start SAM asks AWS for the account's number, and goes on without it. Here it does so at once, for nobody
    # answers; on a network without AWS it would go on asking for six seconds.
    os.environ |= {"AWS_ENDPOINT_URL_STS": "http://127.0.0.1:1", "AWS_MAX_ATTEMPTS": "1"}
    options = ["--template", str(_TEMPLATE), "--layer-cache-basedir", str(_LAYERS)]
    if sys.platform == "linux":
        options += ["--add-host", "host.docker.internal:host-gateway"]
    if os.environ.get("FACTCHECK_SAM_SKIP_PULL") == "1":
        options += ["--skip-pull-image"]
    return lambda command: [str(program), "local", command, *options]


def say(line: str) -> None:
    """One line for whoever watches."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
