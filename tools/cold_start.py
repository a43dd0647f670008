"""Measures cold starts of the built functions under the Lambda emulator.

From the invocation of a function that has never run to its answer. The emulator starts the interpreter with the first
invocation, so that is all of it but Lambda's own work: fetching the package, starting the sandbox.

    python -m tools.cold_start [--rounds 11] [--write benchmarks/results/cold_start.json]

The functions take turns, so that whatever else the machine does meets all of them alike.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

from factcheck.local.engine import EmbeddedEngine
from tools.built_stack import BUILD, LIMIT_MIB, ROOT, BuiltFunction, Stack
from tools.emulator import Emulator
from tools.local_stores import make_tables_and_key
from tools.stand_in import Calls, StandIn

LIGHT_BUDGET = 1.3
"""Times a bare Powertools handler with one route; where the database is read, one that reads an item of it."""
HEAVY = ("submit_article", "check_claim", "import_factchecks")
BARE = {"bare": "bare_handler", "bare, reads an item": "bare_reader"}
HEAVY_BUDGET_SECONDS = 2.5

Samples: TypeAlias = dict[str, list[tuple[float, float]]]

CASES = {
    "bare": ("read_report", "health"),
    "read_report, health": ("read_report", "health"),
    "bare, reads an item": ("read_report", "read_report"),
    "read_report, a report": ("read_report", "read_report"),
    "submit_article": ("submit_article", "submit_article"),
    "check_claim": ("check_claim", "check_claim"),
    "import_factchecks": ("import_factchecks", "import_factchecks"),
    "cross_check": ("cross_check", "cross_check"),
}


def main() -> int:
    """Measure, print, and write if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--write", type=Path)
    arguments = parser.parse_args()
    if not (BUILD / "template.yaml").exists():
        sys.stderr.write("Nothing is built: run `make build` first.\n")
        return 2
    seconds = measure(arguments.rounds)
    result = summary(seconds, arguments.rounds)
    sys.stdout.write(json.dumps(result, indent=2) + "\n")
    if arguments.write:
        arguments.write.parent.mkdir(parents=True, exist_ok=True)
        arguments.write.write_text(json.dumps(result, indent=2) + "\n", "utf-8")
    return 0 if result["within_budget"] else 1


def measure(rounds: int) -> Samples:
    """Each cold start by case: seconds by the clock, and of processor time."""
    seconds: Samples = {case: [] for case in CASES}
    with ExitStack() as stop:
        folder = Path(stop.enter_context(tempfile.TemporaryDirectory()))
        engine = stop.enter_context(EmbeddedEngine(folder / "data"))
        endpoint = stop.enter_context(StandIn("any", engine.endpoint, Calls())).endpoint
        make_tables_and_key(engine.endpoint)
        stack = Stack()
        opt = {name: function.unpack_layers(folder / name / "opt") for name, function in stack.functions.items()}
        with _cold(stack.functions["submit_article"], opt["submit_article"], endpoint) as emulator:
            stored = emulator.invoke(_event("submit_article", 0))["headers"]["Location"]
        for turn in range(rounds + 1):
            for case, (name, event_name) in CASES.items():
                function = stack.functions[name]
                if case in BARE:
                    handler = f"{BARE[case]}.lambda_handler"
                    function = replace(function, name="Bare", code=Path(__file__).parent, handler=handler)
                event = _event(event_name, turn + 1)
                if event_name == "read_report":
                    event["rawPath"] = event["requestContext"]["http"]["path"] = stored
                with _cold(function, opt[name], endpoint) as emulator:
                    started = time.perf_counter()
                    emulator.invoke(event)
                    elapsed = time.perf_counter() - started, emulator.cpu_seconds
                if turn:  # the first turn fills the page cache
                    seconds[case].append(elapsed)
    return seconds


def summary(samples: Samples, rounds: int) -> dict[str, Any]:
    """Medians in seconds, the ratio to the bare handler, and the packages' sizes."""
    clock = {case: [elapsed for elapsed, _ in values] for case, values in samples.items()}
    median = {case: statistics.median(values) for case, values in clock.items()}
    cpu = {case: statistics.median(used for _, used in values) for case, values in samples.items()}
    ratio = median["read_report, health"] / median["bare"]
    return {
        "what": "first answer of a function that has never run, under the Lambda Runtime Interface Emulator",
        "command": "make bench-cold-start",
        "machine": f"{platform.machine()}, {os.cpu_count()} processors",
        "load": round(os.getloadavg()[1], 1),
        "measured_at": datetime.now(UTC).date().isoformat(),
        "rounds": rounds,
        "median_seconds": {case: round(value, 3) for case, value in median.items()},
        "fastest_seconds": {case: round(min(values), 3) for case, values in clock.items()},
        "median_processor_seconds": {case: round(value, 3) for case, value in cpu.items()},
        "light_ratio_to_bare": round(ratio, 2),
        "light_ratio_to_bare_by_processor_time": round(cpu["read_report, health"] / cpu["bare"], 2),
        "report_ratio_to_bare_that_reads": round(median["read_report, a report"] / median["bare, reads an item"], 2),
        "report_ratio_to_bare_that_reads_by_processor_time": round(
            cpu["read_report, a report"] / cpu["bare, reads an item"], 2
        ),
        "light_ratio_budget": LIGHT_BUDGET,
        "heavy_budget_seconds": HEAVY_BUDGET_SECONDS,
        "within_budget": ratio <= LIGHT_BUDGET and max(median[case] for case in HEAVY) <= HEAVY_BUDGET_SECONDS,
        "unzipped_mib": {name: round(function.unzipped_mib, 1) for name, function in Stack().functions.items()},
        "unzipped_limit_mib": LIMIT_MIB,
    }


@contextmanager
def _cold(function: BuiltFunction, opt: Path, endpoint: str) -> Iterator[Emulator]:
    environment = {"FACTCHECK_DYNAMODB_ENDPOINT": endpoint, "AWS_ENDPOINT_URL_SQS": endpoint}
    with Emulator(function, opt, environment=environment) as emulator:
        yield emulator


def _event(name: str, turn: int) -> dict[str, Any]:
    event: dict[str, Any] = json.loads((ROOT / "events" / f"{name}.json").read_text("utf-8"))
    if name == "submit_article":  # a new article each time
        event["body"] = json.dumps({**json.loads(event["body"]), "source": f"outlet{turn}.example"})
    return event


if __name__ == "__main__":
    raise SystemExit(main())
