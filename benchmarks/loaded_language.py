"""How the judging words that are marked agree with SemEval 2023 task 3 (English), sentence by sentence.

    python benchmarks/loaded_language.py [--worst N]

A marked sentence counts as right if the annotators gave it Loaded_Language, or one of the techniques that are made of
judging words as well (name calling, exaggeration). They marked paragraphs by technique, not words, and left many
judging words unmarked where another technique mattered more: the precision here is a lower bound.
"""

import argparse
import csv
import gzip
import json
import sys
from collections import Counter
from pathlib import Path

from factcheck.claims.loaded_language import OWN_VOICE, loaded_language
from factcheck.domain.values import Span
from factcheck.text.paragraphs import blocks
from factcheck.text.quotations import quotations

DATA = Path(__file__).resolve().parents[1] / ".." / "shared" / "data" / "language" / "semeval2023_task3_en.csv.gz"
WIDER = ("Loaded_Language", "Name_Calling-Labeling", "Exaggeration-Minimisation")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worst", type=int, default=0)
    options = parser.parse_args()
    if not DATA.exists():
        print("SemEval's sentences are not beside this checkout; nothing measured")
        return 0
    with gzip.open(DATA, "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    right = wider = marked = gold = own = 0
    by_word: dict[str, Counter[bool]] = {}
    for row in rows:
        text = row["text"]
        words = loaded_language(text, [Span(0, len(text))], quotations(text, blocks(text)))
        loaded = row["Loaded_Language"] == "1"
        either = any(row[name] == "1" for name in WIDER)
        gold += loaded
        marked += bool(words)
        right += bool(words) and loaded
        wider += bool(words) and either
        own += any(word.kind == OWN_VOICE for word in words)
        for word in words:
            by_word.setdefault(word.text.casefold(), Counter())[either] += 1
    print(
        json.dumps(
            {
                "sentences": len(rows),
                "loaded": gold,
                "marked": marked,
                "marked_in_own_voice": own,
                "precision": round(right / marked, 4),
                "precision_with_name_calling_and_exaggeration": round(wider / marked, 4),
                "recall": round(right / gold, 4),
            },
            indent=1,
        )
    )
    worst = sorted(by_word.items(), key=lambda item: item[1][True] - item[1][False])
    for word, counts in worst[: options.worst]:
        print(f"   {word}: {counts[True]} right, {counts[False]} wrong")
    return 0


if __name__ == "__main__":
    sys.exit(main())
