"""How long a POST takes, from outside: the local service as its own process, a 400-word article.

    python benchmarks/post.py [--runs 30] [--fill 100000] [--json benchmarks/results/post.json]

Into an empty store the text is made of the sentences of `events/articles`. Every run is another year, so that no run
finds an earlier one.

`--fill` stores so many claims before: the index entries of real articles, as `candidates_corpus.py` has read and kept
them (run it first; it needs ../shared/data), and when these are used up, others derived from them as `candidates.py`
does. All are dated within 44 days, the densest case. What is submitted then are other real articles of about 400 words;
each run is another one, from the same days. Half of the real ones of 340 to 460 words have 15 to 19 claims;
`--least-claims` chooses those with more. `--folder` keeps what was filled in for the next run.
"""

import argparse
import itertools
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[1]
WORDS = 400
CONCURRENT = 200
DAYS = 44
"""Stored articles lie within so many days of those that are submitted: a look-up's window is 45."""

PARAPHRASED = (0.58, 0.84, 0.94, 0.98)
"""Cosines of derived claims with the real ones: the 5th to 75th percentiles that `candidates.py` prints."""

WARMING = 3


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


def fill(folder: str, claims: int) -> dict[str, int]:
    """Index real articles until so many claims are stored; how many there are then."""
    from candidates import Derived, Stored  # noqa: PLC0415
    from candidates import fill as write_more  # noqa: PLC0415
    from candidates_corpus import NOON, kept  # noqa: PLC0415

    from factcheck.app.compare_articles import CompareArticles  # noqa: PLC0415
    from factcheck.bootstrap import Container  # noqa: PLC0415
    from factcheck.domain.values import Article  # noqa: PLC0415
    from factcheck.local.engine import open_database  # noqa: PLC0415
    from factcheck.models.cells import Cells  # noqa: PLC0415
    from factcheck.settings import Settings  # noqa: PLC0415
    from factcheck.store.claim_index import DynamoClaimIndex  # noqa: PLC0415
    from factcheck.store.dynamodb import Table  # noqa: PLC0415
    from factcheck.store.tables import create_tables  # noqa: PLC0415

    rng = random.Random(20311123)  # noqa: S311 - dates, no secret
    stored = articles = 0
    settings = Settings(data_dir=folder)
    with open_database(settings) as endpoint:
        container = Container(replace(settings, dynamodb_endpoint=endpoint))
        create_tables(container.dynamodb, container.tables)
        index, compare = container.index, container.compare
        assert isinstance(compare, CompareArticles)

        def put(entry: Any, when: datetime) -> None:  # noqa: ANN401 - an IndexEntry
            header = replace(entry.header, published_at=when, received_at=when)
            vectors = {each.claim.id: each.vector for each in entry.claims}
            # Filed anew, for the entry that was kept has no marks; the sketch is that of the text, which is not here.
            made = compare.entry(Article(header, ""), [each.claim for each in entry.claims], vectors)
            index.put(replace(made, sketch=entry.sketch))

        with ThreadPoolExecutor(4) as threads:
            writing = []
            real = list(kept())
            for article in real:
                if stored >= claims:
                    break
                when = NOON + timedelta(seconds=rng.randint(-DAYS * 86_400, DAYS * 86_400))
                writing.append(threads.submit(put, article.entry, when))
                stored, articles = stored + len(article.entry.claims), articles + 1
            for each in writing:
                each.result()
            if stored < claims:
                more = Stored()
                bases = [article.entry for article in real if article.entry.claims]
                plain = DynamoClaimIndex(container.dynamodb, container.tables)
                table = Table(container.dynamodb, container.tables.index)
                write_more([table], iter(Derived(bases, PARAPHRASED, plain, Cells())), more, claims - stored)
                stored, articles = stored + more.count, articles + more.articles
    return {"stored_claims": stored, "stored_articles": articles}


def prepared(folder: Path, claims: int) -> tuple[Path, dict[str, int]]:
    """A data folder with so many claims, and how many there are; made now, unless an earlier run left it there."""
    sys.path[:0] = [str(ROOT / "shared/src"), str(ROOT / "functions"), str(ROOT / "benchmarks")]
    data, note = folder / "data", folder / "filled.json"
    if not note.exists():
        counts = fill(str(data), claims)
        note.write_text(json.dumps(counts), "utf-8")
    return data, json.loads(note.read_text("utf-8"))


def unseen() -> Iterator[str]:
    """Real articles of about 400 words that are not stored."""
    from candidates_corpus import kept, rows  # noqa: PLC0415

    from factcheck.domain.ids import article_id  # noqa: PLC0415

    there = {article.entry.header.id for article in kept()}
    for row in rows():
        text = row["text"]
        known = article_id(text, str(row.get("outlet") or "news.example")) in there
        if not known and 0.85 * WORDS <= len(text.split()) <= 1.15 * WORDS:
            yield text


def with_claims(texts: Iterator[str], least: int) -> Iterator[str]:
    """Those of the texts in which the service reads so many claims."""
    from factcheck.app.read_article import read_article  # noqa: PLC0415
    from factcheck.domain.ids import article_id  # noqa: PLC0415
    from factcheck.models.encoder import OnnxEncoder  # noqa: PLC0415

    encoder = OnnxEncoder()
    for text in texts:
        identity = article_id(text, "bench.example")
        read = read_article(
            article_id=identity, text=text, title=None, published_at=None, language="en", encode=encoder.encode
        )
        if len(read.reading.claims) >= least:
            yield text


def submit(client: httpx.Client, text: str, published: str) -> tuple[float, httpx.Response]:
    body = {"text": text, "source": "bench.example", "published_at": published}
    began = time.perf_counter()
    answer = client.post("/v1/articles", json=body)
    return time.perf_counter() - began, answer


def measure(client: httpx.Client, runs: int) -> dict[str, Any]:
    """Into an empty store."""
    text = text_of(WORDS)
    submit(client, text + " Warming up.", "2000-01-01T00:00:00Z")
    taken = [
        submit(client, f"{text} Run {n} was filed by the desk.", f"{2001 + n}-01-01T00:00:00Z") for n in range(runs)
    ]
    repeats = [submit(client, f"{text} Run 0 was filed by the desk.", "2001-01-01T00:00:00Z") for _ in range(runs)]
    same = {re.sub(r'"(received_at|as_of)":"[^"]*"', "", answer.text) for _, answer in repeats}
    began = time.perf_counter()
    with ThreadPoolExecutor(CONCURRENT) as threads:
        many = list(
            threads.map(lambda _: submit(client, f"{text} All at once.", "2500-01-01T00:00:00Z")[1], range(CONCURRENT))
        )
    together = time.perf_counter() - began
    return {
        "words": len(text.split()),
        "claims": len(taken[0][1].json()["claims"]),
        **spread([seconds for seconds, _ in taken]),
        "repeat_median_s": round(statistics.median(seconds for seconds, _ in repeats), 3),
        "repeats_identical_apart_from_times": len(same) == 1,
        "concurrent_submissions_of_one_article": CONCURRENT,
        "created": sum(answer.status_code == httpx.codes.CREATED for answer in many),
        "articles": len({answer.json()["id"] for answer in many}),
        "concurrent_total_s": round(together, 2),
    }


def processor_seconds(process: int) -> float:
    """What a process and its children have taken so far; 0 where there is no /proc."""
    stat = Path(f"/proc/{process}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text("ascii").rpartition(")")[2].split()
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    children = [
        each for tasks in Path(f"/proc/{process}/task").glob("*/children") for each in tasks.read_text().split()
    ]
    return own + sum(processor_seconds(int(child)) for child in children)


def measure_filled(client: httpx.Client, texts: list[str], process: int) -> dict[str, Any]:
    """Real articles, one after another, into a store that holds others of the same days."""
    noon = datetime.fromisoformat("2031-03-02T12:00:00Z")
    days = [(noon + timedelta(minutes=n)).isoformat() for n in range(len(texts))]
    for text, day in zip(texts[:WARMING], days, strict=False):
        submit(client, text, day)
    before = processor_seconds(process)
    taken = [submit(client, text, day) for text, day in zip(texts[WARMING:], days[WARMING:], strict=True)]
    spent = processor_seconds(process) - before
    reports = [answer.json() for _, answer in taken]
    claims = sorted(len(report["claims"]) for report in reports)
    return {
        "words": round(statistics.mean(report["article"]["words"] for report in reports)),
        "claims": round(statistics.mean(claims), 1),
        "claims_p5_p95": [claims[int(part * (len(claims) - 1))] for part in (0.05, 0.95)],
        "with_a_verdict": sum(bool(claim["evidence"]) for report in reports for claim in report["claims"]),
        **spread([seconds for seconds, _ in taken]),
        # Of service, change worker and database: what a machine that is shared does not change.
        "processor_s_a_post": round(spent / len(taken), 3),
    }


def spread(seconds: list[float]) -> dict[str, Any]:
    ordered = sorted(seconds)
    return {
        "runs": len(ordered),
        "post_median_s": round(statistics.median(ordered), 3),
        "post_p95_s": round(ordered[int(0.95 * (len(ordered) - 1))], 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--fill", type=int, default=0, help="claims that are stored before")
    parser.add_argument("--least-claims", type=int, default=0, help="submit real articles with so many claims alone")
    parser.add_argument("--folder", type=Path, help="fill this one, and take it as it is if it was filled before")
    parser.add_argument("--json", type=Path, help="write the figures here")
    options = parser.parse_args()
    result: dict[str, Any] = {"load_average_before": round(os.getloadavg()[0], 1)}
    with ExitStack() as stack:
        if options.fill:
            filled, counts = prepared(
                options.folder or Path(stack.enter_context(tempfile.TemporaryDirectory())), options.fill
            )
            result |= counts
            # A copy, so that every run finds the same.
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            shutil.copytree(filled, folder, dirs_exist_ok=True)
            found = with_claims(unseen(), options.least_claims) if options.least_claims else unseen()
            texts = list(itertools.islice(found, options.runs + WARMING))
        else:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
        process, url = start(folder)
        try:
            with httpx.Client(base_url=url, timeout=120, trust_env=False) as client:
                if options.fill:
                    result |= measure_filled(client, texts, process.pid)
                else:
                    result |= measure(client, options.runs)
        finally:
            process.terminate()
            process.wait()
    result["load_average_after"] = round(os.getloadavg()[0], 1)
    print(json.dumps(result, indent=2))
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
