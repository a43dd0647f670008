"""Writes `claims/cue_words.txt`: the words that announce a source in PolNeAR's training articles, by how often they do.

    PYTHONPATH=shared/src:benchmarks .venv-train/bin/python training/cue_words.py

A sentence without any of them is not shown to the tagger of sources.
"""

from collections import Counter

import attribution as bench
import corpora

from factcheck.claims.article import tokenised

TARGET = corpora.ROOT / "shared" / "src" / "factcheck" / "claims" / "cue_words.txt"
FEWEST = 3
SHARE = 0.35
"""Of a word's occurrences that are part of a cue."""

HEAD = (
    "# Words that announce a source in PolNeAR's training articles three times or more, and in 35 of 100.\n"
    "# Made by training/cue_words.py; not to be edited.\n"
)


def main() -> None:
    cues: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for _, text, annotation in bench.articles("train"):
        spans = bench.gold_spans(annotation)["cue"]
        for tokens in tokenised(text):
            for token in tokens:
                if token.text.isalpha():
                    every[token.lower] += 1
                    cues[token.lower] += any(a <= token.start < b for a, b in spans)
    words = sorted(word for word, n in cues.items() if n >= FEWEST and n >= SHARE * every[word])
    TARGET.write_text(HEAD + "\n".join(words) + "\n", encoding="utf-8")
    print(f"{len(words)} words, {sum(cues[w] for w in words) / sum(cues.values()):.3f} of all words of cues")


if __name__ == "__main__":
    main()
