"""Articles on one event that arrive at once, through the whole service: the verdicts are those of a run from scratch."""

import json
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.arrivals import arrivals
from tests.world import World

from factcheck import bootstrap
from factcheck.api.render import report_json
from factcheck.domain.values import Caller, Submission
from factcheck.local.service import Service
from factcheck.settings import Settings

pytestmark = pytest.mark.engine

EVERYBODY = Caller(None, frozenset({"read", "submit", "contribute", "admin"}))
ARTICLES = arrivals(24)


def judged(reports: list[dict[str, Any]]) -> dict[str, Any]:
    """What the reports say, but the times and where it stands."""
    found: dict[str, Any] = {}
    for report in reports:
        found[report["id"]] = (report["article"]["origin"], report["article"]["copy_of"])
        for claim in report["claims"]:
            verdict = {name: value for name, value in claim["verdict"].items() if name != "as_of"}
            found[claim["id"]] = (verdict, claim["evidence"])
    return found


@pytest.fixture(scope="module")
def from_scratch() -> dict[str, Any]:
    world, real = World(), bootstrap.Container(Settings())
    world.encoder, world.cells, world.judge = real.encoder, real.cells, real.judge
    ids = []
    for each in ARTICLES:
        outcome = world.submit_article(
            Submission(text=each.text, source=each.source, published_at=each.published_at),
            caller=EVERYBODY,
            respond_async=False,
            idempotency_key=None,
            body_sha256="",
        )
        assert outcome.report is not None
        ids.append(outcome.report.article.header.id)
        world.run_changes()
    return judged([json.loads(report_json(world.read_report.article(each, caller=EVERYBODY))) for each in ids])


def test_the_event_is_disputed_and_copied(from_scratch: dict[str, Any]):
    labels = {said[0]["label"] for said in from_scratch.values() if isinstance(said[0], dict)}
    assert {"Supported", "Conflicting Evidence"} <= labels
    assert sum(said[1] is not None for said in from_scratch.values() if isinstance(said[0], str)) > 3


@pytest.mark.parametrize("seed", [1, 2])
def test_all_at_once_in_any_order_end_in_the_verdicts_from_scratch(
    tmp_path: Path, from_scratch: dict[str, Any], seed: int
):
    order = random.Random(seed).sample(ARTICLES, len(ARTICLES))
    with (
        Service(Settings(data_dir=str(tmp_path), log_level="ERROR")) as service,
        httpx.Client(base_url=service.url, timeout=60, trust_env=False) as client,
        ThreadPoolExecutor(8) as threads,
    ):
        answers = list(threads.map(lambda each: client.post("/v1/articles", json=each.body()), order))
        assert {answer.status_code for answer in answers} == {201}
        assert service.wait_for_changes(60)
        reports = [client.get(answer.json()["links"]["self"]).json() for answer in answers]

    assert judged(reports) == from_scratch
