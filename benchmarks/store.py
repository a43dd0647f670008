"""What one article costs in DynamoDB: read and write units of submitting it, of the change worker, and of reading it.

    python benchmarks/store.py [--json benchmarks/results/store.json]

On the embedded engine, by the consumed capacity that every answer carries. The 400-word article is that of
`benchmarks/post.py`; "related" is the same after the three articles of `events/articles`, whose sentences it shares.
`--folder` names one that `benchmarks/post.py --fill … --folder …` has filled: real articles of about 400 words are then
submitted to a copy of it too, each with all that the change worker does after it.
"""

import argparse
import itertools
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

from post import WORDS, text_of, unseen  # noqa: E402

from factcheck.bootstrap import Container  # noqa: E402
from factcheck.domain.values import Caller, Change, ChangeKind, Submission  # noqa: E402
from factcheck.local.engine import open_database  # noqa: E402
from factcheck.models.encoder import OnnxEncoder  # noqa: E402
from factcheck.settings import Settings  # noqa: E402
from factcheck.store.memory import MemoryJobQueue  # noqa: E402
from factcheck.store.tables import create_tables  # noqa: E402

CALLER = Caller(None, frozenset({"read", "submit", "contribute"}))
NOON = datetime.fromisoformat("2031-09-20T12:00:00Z")
NOON_OF_FILLED = datetime.fromisoformat("2031-03-02T12:00:00Z")
READS = {"GetItem", "Query", "BatchGetItem"}
LOADS = 50


class Meter:
    """Adds up the units that the engine says a client has consumed."""

    def __init__(self, client: Any) -> None:  # noqa: ANN401 - a botocore client
        self.units: Counter[str] = Counter()
        client.meta.events.register("provide-client-params.dynamodb", self._ask)
        client.meta.events.register("after-call.dynamodb", self._count)

    def _ask(self, params: dict[str, Any], model: Any, **_: object) -> dict[str, Any]:  # noqa: ANN401
        asks = "ReturnConsumedCapacity" in model.input_shape.members
        return params | {"ReturnConsumedCapacity": "TOTAL"} if asks else params

    def _count(self, parsed: dict[str, Any], model: Any, **_: object) -> None:  # noqa: ANN401
        consumed = parsed.get("ConsumedCapacity", [])
        for part in consumed if isinstance(consumed, list) else [consumed]:
            self.units["read" if model.name in READS else "write"] += part.get("CapacityUnits", 0)

    def take(self) -> dict[str, float]:
        taken, self.units = dict(self.units), Counter()
        return {kind: taken.get(kind, 0.0) for kind in ("read", "write")}


@contextmanager
def store(encoder: OnnxEncoder, filled: Path | None = None) -> Iterator[tuple[Container, Meter]]:
    with tempfile.TemporaryDirectory() as folder:
        if filled:
            shutil.copytree(filled / "data", folder, dirs_exist_ok=True)
        settings = Settings(data_dir=folder)
        with open_database(settings) as endpoint:
            container = Container(replace(settings, dynamodb_endpoint=endpoint))
            container.encoder, container.queue = encoder, MemoryJobQueue()
            create_tables(container.dynamodb, container.tables)
            yield container, Meter(container.dynamodb)


def submit(container: Container, text: str, source: str, when: datetime = NOON) -> Any:  # noqa: ANN401 - a report
    outcome = container.submit_article(
        Submission(text=text, source=source, published_at=when),
        caller=CALLER,
        respond_async=False,
        idempotency_key=None,
        body_sha256="",
    )
    return outcome.report


def measure(container: Container, meter: Meter, text: str) -> dict[str, Any]:
    meter.take()
    report = submit(container, text, "bench.example")
    article = report.article.header.id
    result = {"words": len(text.split()), "claims": len(report.claims), "submit": meter.take()}
    container.cross_check(Change(article, ChangeKind.COMMITTED, NOON))
    result["change_worker"] = meter.take()
    seconds = []
    for _ in range(LOADS):
        began = time.perf_counter()
        container.articles.load(article)
        seconds.append(time.perf_counter() - began)
    result["load"] = {"read": meter.take()["read"] / LOADS, "median_ms": round(statistics.median(seconds) * 1000, 1)}
    return result


def measure_filled(container: Container, meter: Meter, runs: int) -> dict[str, Any]:
    """Real articles of the same days as those that are stored, one after another."""
    spent: dict[str, list[float]] = {"read": [], "write": []}
    for number, text in enumerate(itertools.islice(unseen(), runs)):
        meter.take()
        report = submit(container, text, "bench.example", NOON_OF_FILLED + timedelta(minutes=number))
        container.cross_check(Change(report.article.header.id, ChangeKind.COMMITTED, NOON_OF_FILLED))
        for kind, units in meter.take().items():
            spent[kind].append(units)
    return {
        "articles": runs,
        **{
            f"{kind}_units_in_all": {
                "median": statistics.median(units),
                "mean": round(statistics.mean(units), 1),
                "p95": sorted(units)[int(0.95 * (len(units) - 1))],
            }
            for kind, units in spent.items()
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="one that post.py has filled")
    parser.add_argument("--runs", type=int, default=40, help="articles that are submitted to it")
    parser.add_argument("--json", type=Path, help="write the figures here")
    options = parser.parse_args()
    encoder, text, result = OnnxEncoder(), text_of(WORDS), {}
    with store(encoder) as (container, meter):
        result["alone"] = measure(container, meter, text)
    with store(encoder) as (container, meter):
        for path in sorted((ROOT / "events" / "articles").glob("*.json")):
            body = json.loads(path.read_text("utf-8"))
            submit(container, body["text"], body["source"])
        result["related"] = measure(container, meter, text)
    if options.folder:
        with store(encoder, options.folder) as (container, meter):
            counts = json.loads((options.folder / "filled.json").read_text("utf-8"))
            result["filled"] = counts | measure_filled(container, meter, options.runs)
    print(json.dumps(result, indent=2))
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
