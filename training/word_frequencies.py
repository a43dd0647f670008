"""Counts in how many sentences of the training data each stem stands, and keeps the counts for the product.

    PYTHONPATH=shared/src .venv-train/bin/python training/word_frequencies.py

Sentences are the premises of public inference data and the training articles of PolNeAR; only counts are kept.
"""

import json
from collections import Counter

import corpora
from relation_data import plain, rows

from factcheck.crosscheck.words import content

SOURCES = {"lingnli", "fever_rte_dev", "wanli_subset", "mnli_3k", "rte", "covidfact"}
LEAST = 4
TARGET = corpora.ROOT / "shared" / "src" / "factcheck" / "crosscheck" / "frequencies.json"


def main() -> None:
    """Write `crosscheck/frequencies.json`."""
    premises = {plain(row["premise"]) for row in rows("train.jsonl.gz") if row["source"] in SOURCES}
    articles = [s for text in corpora.polnear_articles("train") for s in corpora.split_sentences(text)]
    counts = Counter(stem for sentence in [*sorted(premises), *articles] for stem in content(sentence))
    kept = {
        "note": "Sentences that hold a stem, of PolNeAR's and public inference data's training parts; fewer than four "
        "are left out. Made by training/word_frequencies.py.",
        "sentences": len(premises) + len(articles),
        "counts": {stem: count for stem, count in sorted(counts.items()) if count >= LEAST},
    }
    TARGET.write_text(json.dumps(kept, separators=(",", ":"), ensure_ascii=False) + "\n", "utf-8")
    print(kept["sentences"], len(kept["counts"]), TARGET.stat().st_size)


if __name__ == "__main__":
    main()
