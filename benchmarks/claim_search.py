"""How well GET /v1/claims/search finds the fact-check that a post is about: MAP@5 through the local service.

    python benchmarks/claim_search.py [--json benchmarks/results/claim_search.json] [--split devtest] [--count 0]

CheckThat! 2022 task 2A, from `../shared/data/retrieval`: all 14,231 fact-checks go in through POST /v1/factchecks as
ClaimReview, then every query of the split goes through GET /v1/claims/search. Nothing else is told to the service. A
data folder may be kept with `--data`, so that a second run imports nothing.
"""

import argparse
import csv
import gzip
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import nullcontext, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

from post import WORDS, text_of  # noqa: E402
from store import Meter, submit  # noqa: E402

from factcheck.bootstrap import Container  # noqa: E402
from factcheck.local.engine import open_database  # noqa: E402
from factcheck.settings import Settings  # noqa: E402
from factcheck.store.memory import MemoryJobQueue  # noqa: E402

DATA = ROOT.parent / "shared" / "data" / "retrieval"
BATCH = 200
DEPTH = 5


def claim_review(row: dict) -> dict:
    """A row as its publisher would mark it up."""
    review = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": f"https://factchecks.example/{row['vclaim_id']}",
        "claimReviewed": row["vclaim"],
        "headline": row["title"],
        "description": row["subtitle"],
        "author": {"@type": "Person", "name": row["author"]},
    }
    with suppress(TypeError, ValueError):  # 287 have no date
        review["datePublished"] = datetime.strptime(row["date"], "%d %B %Y").date().isoformat()  # noqa: DTZ007
    return {name: value for name, value in review.items() if value}


def load(split: str) -> tuple[list[dict], dict[str, str], dict[str, set[str]]]:
    with gzip.open(DATA / "factchecks.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    file = "queries_devtest.tsv" if split == "devtest" else "queries_train_dev.tsv"
    with (DATA / file).open(newline="", encoding="utf-8") as lines:
        queries = {row[0]: row[1] for row in csv.reader(lines, delimiter="\t")}
    relevant: dict[str, set[str]] = defaultdict(set)
    for line in (DATA / f"qrels_{split}.tsv").read_text("utf-8").splitlines():
        query, _, factcheck, _ = line.split("\t")
        relevant[query].add(factcheck)
    return rows, {key: text for key, text in queries.items() if key in relevant}, relevant


def start(folder: str) -> tuple[subprocess.Popen[str], str]:
    environment = os.environ | {
        "FACTCHECK_DATA_DIR": folder,
        "FACTCHECK_LOG_LEVEL": "WARNING",
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


def import_all(client: httpx.Client, rows: list[dict]) -> dict[str, float]:
    began, counts = time.perf_counter(), {"imported": 0, "unchanged": 0, "rejected": 0}
    for at in range(0, len(rows), BATCH):
        answer = client.post("/v1/factchecks", json=[claim_review(row) for row in rows[at : at + BATCH]])
        answer.raise_for_status()
        told = answer.json()
        counts["imported"] += told["imported"]
        counts["unchanged"] += told["unchanged"]
        counts["rejected"] += len(told["rejected"])
        print(f"\r{min(at + BATCH, len(rows))} of {len(rows)} fact-checks", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return {**counts, "seconds": round(time.perf_counter() - began, 1)}


def units(folder: str, queries: list[str]) -> dict[str, dict[str, float]]:
    """Read units of a search, and of submitting a 400-word article beside so many fact-checks.

    By the consumed capacity that every answer of the engine carries.
    """
    settings = Settings(data_dir=folder)
    with open_database(settings) as endpoint:
        container = Container(replace(settings, dynamodb_endpoint=endpoint))
        meter, taken = Meter(container.dynamodb), []
        for text in queries:
            container.search_claims(text, limit=DEPTH)
            taken.append(meter.take()["read"])
        container.queue = MemoryJobQueue()
        submit(container, text_of(WORDS), "bench.example")
        article = meter.take()
    taken.sort()
    return {
        "units_a_search": {"read, median": statistics.median(taken), "read, most": taken[-1]},
        "units_an_article": article,
    }


def average_precision(found: list[str], right: set[str]) -> float:
    hits, total = 0, 0.0
    for place, key in enumerate(found[:DEPTH], 1):
        if key in right:
            hits += 1
            total += hits / place
    return total / min(len(right), DEPTH)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--split", choices=["devtest", "dev", "train"], default="devtest")
    parser.add_argument("--data", type=Path, help="keep the data folder here")
    parser.add_argument("--show-misses", action="store_true", help="print the queries whose first result is another")
    options = parser.parse_args()
    if not DATA.exists():
        sys.exit(f"skipped: {DATA.relative_to(ROOT.parent)} is not there")
    rows, queries, relevant = load(options.split)
    kept = nullcontext(str(options.data)) if options.data else tempfile.TemporaryDirectory()
    with kept as folder:
        process, url = start(folder)
        try:
            with httpx.Client(base_url=url, timeout=120, trust_env=False) as client:
                imported = import_all(client, rows)
                scores, seconds, first = [], [], 0
                for key, text in queries.items():
                    began = time.perf_counter()
                    answer = client.get("/v1/claims/search", params={"q": text, "limit": DEPTH})
                    seconds.append(time.perf_counter() - began)
                    answer.raise_for_status()
                    found = [r["url"].rpartition("/")[2] for r in answer.json()["results"]]
                    scores.append(average_precision(found, relevant[key]))
                    first += bool(found) and found[0] in relevant[key]
                    if options.show_misses and scores[-1] < 1:
                        print(f"{scores[-1]:.2f} {text}\n     {answer.json()['results'][0]['text']}")
        finally:
            process.terminate()
            process.wait()
        read = units(folder, list(queries.values())[::4])
    seconds.sort()
    result = {
        "data": "CheckThat! 2022 task 2A",
        "split": options.split,
        "factchecks": len(rows),
        "queries": len(queries),
        "import": imported,
        f"map_at_{DEPTH}": round(statistics.mean(scores), 4),
        "precision_at_1": round(first / len(queries), 4),
        **read,
        "search_median_s": round(statistics.median(seconds), 3),
        "search_p95_s": round(seconds[int(0.95 * (len(seconds) - 1))], 3),
    }
    print(json.dumps(result, indent=2))
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
