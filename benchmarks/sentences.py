"""Exact-sentence F1 on the story sets, beside blingfire, pysbd and spaCy's sentencizer.

benchmarks/rivals.sh                 # once: .venv-bench with the others
python benchmarks/sentences.py [--misses N] [--stories DIR] [--json FILE]
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from factcheck.text.sentences import locate

ROOT = Path(__file__).resolve().parents[1]
STORIES = ROOT / ".." / "shared" / "stories"
RIVALS = ROOT / ".venv-bench" / "bin" / "python"


def score(gold: Sequence[Sequence[str]], answers: Sequence[Sequence[str]]) -> dict[str, float]:
    right = sum(len(set(a) & set(g)) for a, g in zip(answers, gold, strict=True))
    found, wanted = sum(len(set(a)) for a in answers), sum(len(set(g)) for g in gold)
    return {
        "precision": round(right / found, 4),
        "recall": round(right / wanted, 4),
        "f1": round(2 * right / (found + wanted), 4),
    }


def ours(texts: Sequence[str]) -> dict[str, Any]:
    locate(texts[0])
    started = time.perf_counter()
    answers = [[sentence.span.of(text) for sentence in locate(text)] for text in texts]
    return {"seconds": round(time.perf_counter() - started, 4), "answers": answers}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--stories", type=Path, default=STORIES)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    files = sorted(options.stories.glob("*.json"))
    if not files:
        print("no story sets beside this checkout; nothing measured")
        return 0
    texts: list[str] = []
    gold: list[list[str]] = []
    for file in files:
        story = json.loads(file.read_text("utf-8"))
        for article in story["articles"]:
            texts.append(article["text"])
            gold.append([row["sentence"] for row in story["gold"]["claims"] if row["article"] == article["key"]])
    results = {"factcheck": ours(texts)}
    if RIVALS.exists():
        command = [str(RIVALS), str(ROOT / "benchmarks" / "rivals.py"), "sentences"]
        done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, check=True)  # noqa: S603
        results |= json.loads(done.stdout)
    else:
        print("no .venv-bench (benchmarks/rivals.sh makes it); the others are not measured")
    report: dict[str, Any] = {"articles": len(texts), "sentences": sum(map(len, gold))}
    report |= {name: score(gold, r["answers"]) | {"seconds": r["seconds"]} for name, r in results.items()}
    print(json.dumps(report, indent=1))
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    misses = [
        line
        for expected, got in zip(gold, results["factcheck"]["answers"], strict=True)
        for line in [f"missed   {s!r}" for s in expected if s not in got]
        + [f"spurious {s!r}" for s in got if s not in expected]
    ]
    print(*misses[: options.misses], sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
