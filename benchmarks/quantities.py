"""Figures on the story sets, beside quantulum3 and Microsoft's recognizers-text.

    benchmarks/rivals.sh                 # once: .venv-bench with the others
    python benchmarks/quantities.py [--stories DIR] [--json FILE]

Every gold row that is a claim is read as one sentence by everybody; matching is that of the public scorer. The others
know no counted nouns, so they are helped: the words behind a bare number become its unit, and years are left out.
Without .venv-bench only this product is measured.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import reading

from factcheck.claims.quantities import QuantityReader
from factcheck.domain.plurals import shown_unit

ROOT = Path(__file__).resolve().parents[1]
RIVALS = ROOT / ".venv-bench" / "bin" / "python"


def rows_of(folder: Path) -> list[dict[str, Any]]:
    stories = [json.loads(file.read_text("utf-8")) for file in sorted(folder.glob("*.json"))]
    return [row for story in stories for row in story["gold"]["claims"] if row["type"] != "not_a_claim"]


def score(scorer: Any, rows: Sequence[dict[str, Any]], answers: Sequence[Any]) -> dict[str, float]:  # noqa: ANN401
    """As the public scorer counts: ages are neither asked for nor punished, a repeated figure counts once."""
    tally = scorer.Tally()
    for row, found in zip(rows, answers, strict=True):
        used: set[int] = set()
        for gold in row["quantities"]:
            match = next((i for i, q in enumerate(found) if i not in used and scorer.same_quantity(q, gold)), None)
            if match is not None:
                used.add(match)
                tally.tp += 1
            else:
                tally.fn += not scorer.age(gold)
        spare = {
            (q["value"], scorer.unit(q["unit"])) for i, q in enumerate(found) if i not in used and not scorer.age(q)
        }
        tally.fp += len(spare - {(found[i]["value"], scorer.unit(found[i]["unit"])) for i in used})
    return dict(tally.f())


def ours(texts: Sequence[str]) -> dict[str, Any]:
    """One reader for all sentences, as within an article; warmed up on as many as the others."""
    for text in texts[:5]:
        QuantityReader().read(text, 0)
    started = time.perf_counter()
    reader = QuantityReader()
    answers = [[{"value": q.value, "unit": shown_unit(q)} for q in reader.read(text, 0)] for text in texts]
    return {"seconds": round(time.perf_counter() - started, 4), "answers": answers}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=Path, default=reading.SHARED / "stories")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    rows = rows_of(options.stories)
    if not rows:
        print("no story sets beside this checkout; nothing measured")
        return 0
    texts = [row["sentence"] for row in rows]
    results = {"factcheck": ours(texts)}
    if RIVALS.exists():
        command = [str(RIVALS), str(ROOT / "benchmarks" / "rivals.py"), "quantities"]
        done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, check=True)  # noqa: S603
        results |= json.loads(done.stdout)
    else:
        print("no .venv-bench (benchmarks/rivals.sh makes it); the others are not measured")
    scorer = reading.load_scorer()
    mine = results["factcheck"]["seconds"]
    figures = {
        name: score(scorer, rows, result["answers"])
        | {"seconds": result["seconds"], "times_our_seconds": round(result["seconds"] / mine, 1)}
        for name, result in results.items()
    }
    report = {"sentences": len(texts), **figures}
    print(json.dumps(report, indent=1))
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
