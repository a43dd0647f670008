"""Exact-sentence F1 on the story sets: `python benchmarks/sentences.py [--misses N]`."""

import argparse
import json
import sys
from pathlib import Path

from factcheck.text.sentences import locate

STORIES = Path(__file__).resolve().parents[1] / ".." / "shared" / "stories"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", type=int, default=0)
    options = parser.parse_args()
    files = sorted(STORIES.glob("*.json"))
    if not files:
        print("no story sets beside this checkout; nothing measured")
        return 0
    right = found = gold = 0
    misses: list[str] = []
    for file in files:
        story = json.loads(file.read_text("utf-8"))
        for article in story["articles"]:
            text = article["text"]
            expected = [row["sentence"] for row in story["gold"]["claims"] if row["article"] == article["key"]]
            got = [sentence.span.of(text) for sentence in locate(text)]
            right += len(set(got) & set(expected))
            found += len(set(got))
            gold += len(set(expected))
            misses += [f"{file.stem} missed   {s!r}" for s in expected if s not in got]
            misses += [f"{file.stem} spurious {s!r}" for s in got if s not in expected]
    precision, recall = right / found, right / gold
    print(
        f"sentences {gold}  precision {precision:.4f}  recall {recall:.4f}  f1 {2 * right / (found + gold):.4f}",
        *misses[: options.misses],
        sep="\n",
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
