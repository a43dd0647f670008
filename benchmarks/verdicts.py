"""How often the verdicts are right, and how sure they may say they are.

    python benchmarks/verdicts.py ../shared/stories/C*.json [--write]

Runs the whole product in memory on story sets, takes the chosen verdicts of each set's gold, and counts per label and
per strength of the evidence how many of the verdicts given are right. `--write` keeps the smoothed shares as the
confidence of new verdicts (crosscheck/confidence.json); shares learned without a set and applied to it give the
calibration error.
"""

import argparse
import json
import sys
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from factcheck.bootstrap import Container
from factcheck.crosscheck.search import signs
from factcheck.crosscheck.verdict import STRENGTHS, strength
from factcheck.domain.values import Caller, Submission, VerdictLabel
from factcheck.models.encoder import OnnxEncoder
from factcheck.settings import Settings
from factcheck.store.memory import (
    MemoryArticleStore,
    MemoryClaimIndex,
    MemoryIdempotencyStore,
    MemoryJobQueue,
    MemoryJobStore,
    MemoryKeyStore,
)
from factcheck.store.memory_factchecks import MemoryFactCheckStore

TARGET = Path(__file__).parents[1] / "shared" / "src" / "factcheck" / "crosscheck" / "confidence.json"
CALLER = Caller(None, frozenset({"read", "submit", "contribute"}))
PRIOR_RIGHT, PRIOR_ALL = 1, 2
"""Laplace's rule of succession: a bin with few verdicts says about a half."""


@dataclass(frozen=True)
class Given:
    """One verdict that the product gave, beside the gold."""

    story: str
    label: str
    strength: float
    gold: str
    counts_right: bool

    @property
    def right(self) -> bool:
        return self.label == self.gold

    @property
    def bin(self) -> str:
        return f"{self.label} {sum(self.strength >= floor for floor in STRENGTHS)}"


def in_memory(encoder: OnnxEncoder) -> Container:
    container = Container(Settings())
    container.articles, container.index, container.jobs = MemoryArticleStore(), MemoryClaimIndex(), MemoryJobStore()
    container.queue, container.idempotency, container.keys = (
        MemoryJobQueue(),
        MemoryIdempotencyStore(),
        MemoryKeyStore(),
    )
    container.encoder, container.factchecks = encoder, MemoryFactCheckStore(signs=signs)
    return container


def verdicts_of(story: dict, encoder: OnnxEncoder) -> list[Given]:
    container = in_memory(encoder)
    ids = {}
    for row in story["articles"]:
        when = datetime.fromisoformat(row["published_at"])
        outcome = container.submit_article(
            Submission(text=row["text"], title=row["title"], source=row["source"], published_at=when),
            caller=CALLER,
            respond_async=False,
            idempotency_key=None,
            body_sha256="",
        )
        ids[row["key"]] = outcome.report.article.header.id
    for change in container.articles.changes:
        container.cross_check(change)
    given = []
    for row in story["gold"]["verdicts"]:
        report = container.read_report.article(ids[row["article"]], caller=CALLER)
        start = report.article.text.find(row["sentence"])
        end = start + len(row["sentence"])
        inside = [c for c in report.claims if c.claim.span.start < end and c.claim.span.end > start]
        if inside:
            best = max(inside, key=lambda c: (len(c.evidence), c.claim.checkworthiness))
            verdict = best.verdict
            given.append(
                Given(
                    story["id"],
                    str(verdict.label),
                    strength(verdict.label, ((e.stance, e.origin, e.confidence) for e in best.evidence)),
                    row["label"],
                    (verdict.supporting, verdict.refuting) == (row["supporting"], row["refuting"]),
                )
            )
    return given


def shares(given: list[Given]) -> dict[str, float]:
    """Smoothed share of right verdicts by bin: more evidence never says less (isotonic, by pooling adjacent bins)."""
    result = {}
    for label in VerdictLabel:
        # (right, all, bins): neighbours are pooled while the weaker says more than the stronger, or while one is empty.
        pools: list[tuple[int, int, int]] = []
        for number in range(len(STRENGTHS) + 1):
            rows = [one.right for one in given if one.bin == f"{label} {number}"]
            pools.append((sum(rows), len(rows), 1))
            while len(pools) > 1 and (0 in {pools[-1][1], pools[-2][1]} or smoothed(*pools[-2]) > smoothed(*pools[-1])):
                right, every, bins = (a + b for a, b in zip(pools.pop(), pools.pop(), strict=True))
                pools.append((right, every, bins))
        values = [smoothed(*pool) for pool in pools for _ in range(pool[2])]
        result |= {f"{label} {number}": value for number, value in enumerate(values)}
    return result


def smoothed(right: int, every: int, _bins: int) -> float:
    return round((right + PRIOR_RIGHT) / (every + PRIOR_ALL), 3)


def held_out_error(given: list[Given]) -> float:
    """Expected calibration error of shares learned without the set they are applied to."""
    bins = defaultdict(list)
    for story in {one.story for one in given}:
        learned = shares([one for one in given if one.story != story])
        for one in given:
            if one.story == story:
                bins[round(learned[one.bin], 1)].append((learned[one.bin], one.right))
    gaps = (abs(sum(c for c, _ in rows) - sum(r for _, r in rows)) for rows in bins.values())
    return round(sum(gaps) / len(given), 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stories", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true", help="keep the shares as the confidence of verdicts")
    options = parser.parse_args()
    missing = [path for path in options.stories if not path.exists()]
    if missing:
        print(f"no story sets at {missing[0]}: skipped", file=sys.stderr)
        return
    encoder = OnnxEncoder()
    given = [one for path in options.stories for one in verdicts_of(json.loads(path.read_text("utf-8")), encoder)]
    result = {
        "note": "Smoothed share of right verdicts by label and strength; made by benchmarks/verdicts.py --write.",
        "measured_on": f"{len(given)} verdicts of {len(options.stories)} development story sets",
        "accuracy": round(sum(one.right for one in given) / len(given), 3),
        "counts_right": round(sum(one.counts_right for one in given) / len(given), 3),
        "expected_calibration_error_leave_one_set_out": held_out_error(given),
        "confidence": shares(given),
    }
    print(json.dumps(result, indent=2))
    if options.write:
        TARGET.write_text(json.dumps(result, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
