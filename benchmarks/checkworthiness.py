"""Check-worthiness on debates, from the head that ships.

    python benchmarks/checkworthiness.py [--clef] [--json FILE]

ClaimBuster's ground truth: the head was trained on the crowd-sourced file only. CLEF 2019 (`--clef`, 16,421 sentences,
some minutes): the mean average precision over the transcripts, for measuring only, nothing was trained on them.
"""

import argparse
import csv
import io
import json
import sys
import tarfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from factcheck.models.encoder import WEIGHTS, OnnxEncoder

DATA = Path(__file__).resolve().parents[1] / ".." / "shared" / "data" / "checkworthiness"
EVEN = 0.5


def average_precision(gold: Sequence[bool], scores: Sequence[float]) -> float:
    hits, total = 0, 0.0
    for rank, (_, positive) in enumerate(sorted(zip(scores, gold, strict=True), key=lambda pair: -pair[0]), 1):
        if positive:
            hits += 1
            total += hits / rank
    return total / max(1, hits)


def f1(gold: Sequence[bool], found: Sequence[bool]) -> float:
    right = sum(g and f for g, f in zip(gold, found, strict=True))
    return 2 * right / max(1, sum(gold) + sum(found))


def macro_f1(gold: Sequence[bool], found: Sequence[bool]) -> float:
    return (f1(gold, found) + f1([not g for g in gold], [not f for f in found])) / 2


def claimbuster() -> tuple[list[str], list[bool]]:
    content = (DATA / "claimbuster_groundtruth.csv").read_text("utf-8", errors="replace")
    rows = list(csv.DictReader(io.StringIO(content)))
    return [row["Text"] for row in rows], [row["Verdict"] == "1" for row in rows]


def clef() -> Iterator[tuple[list[str], list[bool]]]:
    with tarfile.open(DATA / "clef2019_training.tar.gz") as archive:
        for member in sorted(archive.getmembers(), key=lambda m: m.name):
            file = archive.extractfile(member) if member.name.endswith(".tsv") else None
            if file is None:
                continue
            rows = [line.split("\t") for line in file.read().decode("utf-8", "replace").splitlines()]
            rows = [row for row in rows if row[-1] in {"0", "1"}]
            yield [row[2] for row in rows], [row[-1] == "1" for row in rows]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clef", action="store_true")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if not DATA.exists():
        print("the debates are not beside this checkout; nothing measured")
        return 0
    encoder = OnnxEncoder(debates=True)

    def scores(texts: Sequence[str]) -> list[float]:
        return [encoded.checkworthiness for encoded in encoder.encode(texts)]

    texts, gold = claimbuster()
    found = scores(texts)
    # The best one on held-out debates of the crowd-sourced file.
    threshold = json.loads((WEIGHTS / "checkworthiness.json").read_text("utf-8"))["debate_threshold"]
    report: dict[str, float | int] = {
        "claimbuster_sentences": len(texts),
        "claimbuster_macro_f1": round(macro_f1(gold, [score >= threshold for score in found]), 4),
        "claimbuster_macro_f1_at_even_odds": round(macro_f1(gold, [score >= EVEN for score in found]), 4),
        "claimbuster_average_precision": round(average_precision(gold, found), 4),
    }
    if options.clef:
        each = [average_precision(labels, scores(lines)) for lines, labels in clef() if any(labels)]
        report |= {"clef_transcripts": len(each), "clef_mean_average_precision": round(sum(each) / len(each), 4)}
    print(json.dumps(report, indent=1))
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
