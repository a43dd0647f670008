"""How long a POST takes, from outside: the local service as its own process, an empty store, a 400-word article.

    python benchmarks/post.py [--runs 30] [--json benchmarks/results/post.json]

The text is made of the sentences of `events/articles`. Every run is another year, so that no run finds an earlier one.
"""

import argparse
import itertools
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[1]
WORDS = 400
CONCURRENT = 200


def text_of(words: int) -> str:
    bodies = [json.loads(p.read_text("utf-8"))["text"] for p in sorted((ROOT / "events" / "articles").glob("*.json"))]
    sentences = list(dict.fromkeys(itertools.chain.from_iterable(re.split(r"(?<=[.”\"]) +|\n\n", b) for b in bodies)))
    paragraphs, count = [], 0
    for sentence in itertools.cycle(sentences):
        if count >= words:
            return "\n\n".join(paragraphs)
        paragraphs.append(sentence)
        count += len(sentence.split())
    raise AssertionError


def start(folder: str) -> tuple[subprocess.Popen[str], str]:
    environment = os.environ | {
        "FACTCHECK_DATA_DIR": folder,
        "PYTHONPATH": f"{ROOT / 'shared/src'}:{ROOT / 'functions'}",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "factcheck.local", "serve", "--port", "0"],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if found := re.search(r"Ready: (\S+)", line):
            return process, found.group(1)
    raise SystemExit("the service did not start")


def submit(client: httpx.Client, text: str, year: int) -> tuple[float, httpx.Response]:
    body = {"text": text, "source": "bench.example", "published_at": f"{year}-01-01T00:00:00Z"}
    began = time.perf_counter()
    answer = client.post("/v1/articles", json=body)
    return time.perf_counter() - began, answer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--json", type=Path, help="write the figures here")
    options = parser.parse_args()
    text = text_of(WORDS)
    with tempfile.TemporaryDirectory() as folder:
        process, url = start(folder)
        try:
            with httpx.Client(base_url=url, timeout=120, trust_env=False) as client:
                submit(client, text + " Warming up.", 2000)
                runs = [submit(client, f"{text} Run {n} was filed by the desk.", 2001 + n) for n in range(options.runs)]
                repeats = [submit(client, f"{text} Run 0 was filed by the desk.", 2001) for _ in range(options.runs)]
                claims = len(runs[0][1].json()["claims"])
                same = {re.sub(r'"(received_at|as_of)":"[^"]*"', "", answer.text) for _, answer in repeats}
                began = time.perf_counter()
                with ThreadPoolExecutor(CONCURRENT) as threads:
                    many = list(
                        threads.map(lambda _: submit(client, f"{text} All at once.", 2500)[1], range(CONCURRENT))
                    )
                together = time.perf_counter() - began
        finally:
            process.terminate()
            process.wait()
    seconds = sorted(taken for taken, _ in runs)
    result = {
        "words": len(text.split()),
        "claims": claims,
        "runs": options.runs,
        "post_median_s": round(statistics.median(seconds), 3),
        "post_p95_s": round(seconds[int(0.95 * (len(seconds) - 1))], 3),
        "repeat_median_s": round(statistics.median(taken for taken, _ in repeats), 3),
        "repeats_identical_apart_from_times": len(same) == 1,
        "concurrent_submissions_of_one_article": CONCURRENT,
        "created": sum(answer.status_code == httpx.codes.CREATED for answer in many),
        "articles": len({answer.json()["id"] for answer in many}),
        "concurrent_total_s": round(together, 2),
    }
    print(json.dumps(result, indent=2))
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
