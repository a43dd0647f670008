"""The whole service as its users run it: started, asked over HTTP, killed without warning, started again."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.engine

HURT_14, HURT_9 = (
    json.loads((ROOT / "events" / "articles" / name).read_text("utf-8"))
    for name in ("1-quaypost.json", "2-coastherald.json")
)


class RunningService:
    """`python -m factcheck.local serve` on a free port."""

    def __init__(self, data: Path) -> None:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("FACTCHECK_")}
        environment["PYTHONPATH"] = os.pathsep.join(str(ROOT / part) for part in ("shared/src", "functions"))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "factcheck.local", "serve", "--port", "0", "--data-dir", str(data)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.said: list[str] = []
        self._ready = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        assert self._ready.wait(60), "".join(self.said)
        found = re.search(r"Ready: (\S+)", "".join(self.said))
        assert found, "".join(self.said)
        self.http = httpx.Client(base_url=found[1], timeout=60, trust_env=False)

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said.append(line)
            if "Ready:" in line:
                self._ready.set()
        self._ready.set()

    def post(self, article: dict[str, Any], **headers: str) -> httpx.Response:
        return self.http.post("/v1/articles", json=article, headers=headers)

    def get(self, path: str) -> dict[str, Any]:
        response = self.http.get(path)
        assert response.status_code == 200, response.text
        body: dict[str, Any] = response.json()
        return body

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        self._end(signal.SIGTERM)
        return self.process.returncode

    def _end(self, how: int) -> None:
        self.http.close()
        self.process.send_signal(how)
        self.process.wait(30)
        self._reader.join(10)
        if self.process.stderr is not None:
            self.process.stderr.close()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], RunningService]]:
    running: list[RunningService] = []

    def start_one() -> RunningService:
        running.append(RunningService(tmp_path / "data"))
        return running[-1]

    yield start_one
    for service in running:
        if service.process.poll() is None:
            service.kill()


def eventually(look: Callable[[], bool], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if look():
            return True
        time.sleep(0.05)
    return look()


def label(report: dict[str, Any]) -> str:
    return str(report["claims"][0]["verdict"]["label"])


def test_nothing_answered_is_lost_by_a_kill_and_nothing_is_doubled(start: Callable[[], RunningService]):
    service = start()
    posted = service.post(HURT_14)
    assert posted.status_code == 201
    report = posted.json()
    queued = service.post(HURT_9, prefer="respond-async")
    assert queued.status_code == 202
    service.kill()  # the job may not have begun, the change of the first article may not have been seen

    service = start()
    job_path = queued.headers["location"]
    assert eventually(lambda: service.get(job_path)["status"] == "complete", 30)
    other = service.get(service.get(job_path)["links"]["article"])
    assert label(other) == "Conflicting Evidence"
    assert eventually(lambda: label(service.get(f"/v1/articles/{report['id']}")) == "Conflicting Evidence", 5)
    again = service.post(HURT_14)
    assert again.status_code == 200
    assert again.json() == service.get(f"/v1/articles/{report['id']}")
    history = service.get(f"/v1/claims/{report['claims'][0]['id']}")["history"]
    assert [entry["after"]["label"] for entry in history][-1] == "Conflicting Evidence"
    assert service.stop() == 0


def test_report_survives_a_kill_byte_for_byte(start: Callable[[], RunningService]):
    service = start()
    report = service.post(HURT_14).json()
    path = f"/v1/articles/{report['id']}"
    before = service.http.get(path).content
    service.kill()

    assert start().http.get(path).content == before


def test_same_article_submitted_by_many_at_once_is_one_article(start: Callable[[], RunningService]):
    service = start()

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: service.post(HURT_14), range(40)))

    assert {answer.status_code for answer in answers} <= {200, 201}
    assert [answer.status_code for answer in answers].count(201) == 1
    assert len({answer.json()["id"] for answer in answers}) == 1


def test_second_service_on_the_same_folder_is_refused_with_the_reason(
    start: Callable[[], RunningService], tmp_path: Path
):
    start()

    second = subprocess.run(
        [sys.executable, "-m", "factcheck.local", "serve", "--port", "0", "--data-dir", str(tmp_path / "data")],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}/shared/src{os.pathsep}{ROOT}/functions"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert second.returncode == 1
    assert "Another service is running on" in second.stderr
    assert "Traceback" not in second.stderr


def test_errors_are_problem_documents_with_cors_headers(start: Callable[[], RunningService]):
    service = start()

    for response, status in [
        (service.http.get("/nowhere", headers={"origin": "https://a.example"}), 404),
        (service.http.get("/v1/articles/art_%C3%A9", headers={"origin": "https://a.example"}), 404),
        (
            service.http.post(
                "/v1/articles", content=b"{", headers={"content-type": "application/json", "origin": "x"}
            ),
            400,
        ),
        (service.http.post("/v1/articles", json={"text": ""}, headers={"origin": "x"}), 422),
    ]:
        assert response.status_code == status
        assert response.headers["content-type"].startswith("application/problem+json")
        assert response.headers["access-control-allow-origin"] == "*"


def test_demo_prints_the_disagreement_and_the_copy():
    shown = subprocess.run(
        [sys.executable, "-m", "factcheck.local", "demo"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}/shared/src{os.pathsep}{ROOT}/functions", "COLUMNS": "100"},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )

    assert shown.returncode == 0, shown.stderr
    assert "\x1b" not in shown.stdout
    flat = " ".join(shown.stdout.split())
    assert re.search(
        r"refutes this: coastherald\.example \(\d+ \w+ \d{4}\)\. The claim says “14 people”, it says “Nine people”",
        flat,
    )
    assert re.search(
        r"refutes this: quaypost\.example \(\d+ \w+ \d{4}; the same text in inlandcourier\.example\)\. The claim", flat
    )
    assert "Copy: nearly the same text as “Fire in Halverstrand grain terminal injures 14” (quaypost.example)" in flat
