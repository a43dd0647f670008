"""Many articles on one event at once: are the verdicts at the end those of a run from scratch, and what does it take?

    PYTHONPATH=shared/src:functions python benchmarks/arrival.py [--articles 500] [--orders 1] [--json FILE]

The articles are made up (`tests/arrivals.py`): figures differ, some deny what others say, one in five is a copy. Each
order is a fresh local service, to which 8 clients submit all articles, shuffled; when the change worker has nothing
left to do, every report is read. The run from scratch takes them one after another, in an order of its own, into stores
in memory, and lets the change worker run once at the end. Times are also given in processor seconds of this process,
its models and its database, for a machine that is shared.
"""

import argparse
import json
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from store import CALLER, Meter  # noqa: E402
from tests.arrivals import Arrival, arrivals  # noqa: E402
from tests.world import World  # noqa: E402

from factcheck import bootstrap  # noqa: E402
from factcheck.api.render import report_json  # noqa: E402
from factcheck.app.cross_check import CrossCheck  # noqa: E402
from factcheck.crosscheck.judge import EventJudge  # noqa: E402
from factcheck.domain.values import Submission  # noqa: E402
from factcheck.local.service import Service  # noqa: E402
from factcheck.models.cells import Cells  # noqa: E402
from factcheck.models.encoder import OnnxEncoder  # noqa: E402
from factcheck.models.relation import CrossEncoder  # noqa: E402
from factcheck.settings import Settings  # noqa: E402

CLIENTS = 8
PATIENCE_SECONDS = 3600.0
Judged = dict[str, tuple[Any, ...]]


def submit(client: httpx.Client, arrival: Arrival) -> str:
    while True:
        answer = client.post("/v1/articles", json=arrival.body())
        if answer.status_code in {httpx.codes.CREATED, httpx.codes.OK}:
            return str(answer.json()["id"])
        if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
            raise SystemExit(f"{answer.status_code}: {answer.text}")
        time.sleep(1)  # as its Retry-After asks, or because it took the gateway's 30 seconds


def judged(reports: Iterable[dict[str, Any]]) -> Judged:
    """What the reports say of every claim, but the times and the words."""
    found: Judged = {}
    for report in reports:
        found[report["id"]] = (report["article"]["origin"], report["article"]["copy_of"])
        for claim in report["claims"]:
            verdict = claim["verdict"]
            counts = (verdict["supporting"], verdict["refuting"])
            evidence = tuple((e["claim_id"], e["stance"], e["origin"]) for e in claim["evidence"])
            found[claim["id"]] = (verdict["label"], verdict["confidence"], *counts, evidence)
    return found


def from_scratch(order: Sequence[Arrival]) -> Judged:
    """The same use-cases over stores in memory, one article after another."""
    world = World()
    world.encoder, world.cells = OnnxEncoder(), Cells()
    world.judge = EventJudge(read=CrossEncoder().probabilities)
    ids = []
    for each in order:
        submission = Submission(text=each.text, source=each.source, published_at=each.published_at)
        outcome = world.submit_article(
            submission, caller=CALLER, respond_async=False, idempotency_key=None, body_sha256=""
        )
        assert outcome.report is not None
        ids.append(outcome.report.article.header.id)
    world.cross_check.batch(world.take_changes())
    return judged(json.loads(report_json(world.read_report.article(each, caller=CALLER))) for each in ids)


class Counting(CrossCheck):
    """Counts how often verdicts are recomputed."""

    judgements = 0

    def _judged(self, causes: Any) -> Any:  # noqa: ANN401 - as the base has it
        Counting.judgements += len(causes)
        return super()._judged(causes)


def at_once(order: Sequence[Arrival]) -> tuple[Judged, dict[str, Any]]:
    """A fresh service takes the articles, which start in this order."""
    began, processor, Counting.judgements = time.perf_counter(), processor_seconds(), 0
    with tempfile.TemporaryDirectory() as folder, Service(Settings(data_dir=folder, log_level="WARNING")) as service:
        container = bootstrap.container()
        container.cross_check = Counting(articles=container.articles, index=container.index, clock=container.clock)
        meter = Meter(container.dynamodb)
        with (
            httpx.Client(base_url=service.url, timeout=120, trust_env=False) as client,
            ThreadPoolExecutor(CLIENTS) as threads,
        ):
            ids = list(threads.map(lambda arrival: submit(client, arrival), order))
            arrived = time.perf_counter()
            if not service.wait_for_changes(PATIENCE_SECONDS):
                raise SystemExit("the change worker did not finish")
            figures: dict[str, Any] = {
                "arrival_s": round(arrived - began, 1),
                "until_idle_s": round(time.perf_counter() - arrived, 1),
                **{f"{kind}_units": round(units) for kind, units in meter.take().items()},
                "judgements": Counting.judgements,
            }
            reports = (client.get(f"/v1/articles/{each}").raise_for_status().json() for each in ids)
            verdicts = judged(reports)
    return verdicts, figures | {"processor_s": round(processor_seconds() - processor, 1)}


def processor_seconds() -> float:
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in spent)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--sentences", type=int, default=3, help="of each article")
    parser.add_argument("--orders", type=int, default=1, help="shuffled orders, all at once")
    parser.add_argument("--json", type=Path, help="write the figures here")
    options = parser.parse_args()
    articles = arrivals(options.articles, sentences=options.sentences)
    rng = random.Random(7)  # noqa: S311 - an order, no secret
    began = processor_seconds()
    scratch = from_scratch(rng.sample(articles, len(articles)))
    alone = round(processor_seconds() - began, 1)
    claims = {name: said for name, said in scratch.items() if name.startswith("clm_")}
    result: dict[str, Any] = {
        "articles": len(articles),
        "claims": len(claims),
        "labels": Counter(str(said[0]) for said in claims.values()),
        "copies": sum(said[1] is not None for name, said in scratch.items() if name.startswith("art_")),
        "most_sources": max(said[2] + said[3] for said in claims.values()),
        "clients": CLIENTS,
        "from_scratch_processor_s": alone,
        "at_once": [],
    }
    for _ in range(options.orders):
        verdicts, figures = at_once(rng.sample(articles, len(articles)))
        differing = [name for name in scratch.keys() | verdicts.keys() if scratch.get(name) != verdicts.get(name)]
        for name in differing[:3]:
            print(name, scratch.get(name), verdicts.get(name), sep="\n  ")
        result["at_once"].append({**figures, "differing": len(differing)})
    print(json.dumps(result, indent=2))
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", "utf-8")
    if any(figures["differing"] for figures in result["at_once"]):
        raise SystemExit("the verdicts depend on the order of arrival")


if __name__ == "__main__":
    main()
