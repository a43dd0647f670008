"""A learned tagger of sources, cues and contents over words, measured on PolNeAR's development articles.

    PYTHONPATH=shared/src:benchmarks .venv-train/bin/python training/train_attribution.py [--articles N]

Two linear passes over hashed features of the words around, the classes of our word lists and what the rules say; the
second pass also sees what the first one said of the neighbours. It says how far learning goes beyond the rules, alone
and joined to them. Nothing is written for the product: docs/reading.md says why.
"""

import argparse
import json
import sys
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import attribution as bench
import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import SGDClassifier

from factcheck.claims.article import tokenised
from factcheck.claims.noun_phrases import all_verbs, people, pronoun_kinds, reporting
from factcheck.claims.reports import find_reports
from factcheck.claims.tokens import Token

BITS = 20
MASK = (1 << BITS) - 1
LABELS = ("O", "source", "cue", "content")
CLASSES = ("prepositions", "finite", "determiners", "auxiliaries", "clause_starts", "refusals", "passive", "openers")


def classes_of(token: Token) -> list[str]:
    lower = token.lower
    found = [name for name in CLASSES if lower in reporting(name)]
    found += ["verb"] * (lower in all_verbs()) + ["pronoun"] * (lower in pronoun_kinds())
    found += [name for name in ("roles", "bodies", "documents", "titles") if lower in people(name)]
    shape = "X" if token.text.isupper() else "Xx" if token.is_name else "x" if token.is_word else token.text
    return [*found, f"shape={shape}", f"suffix={lower[-3:]}", f"quoted={token.quotation >= 0}"]


def columns(names: Sequence[str]) -> np.ndarray:
    """Feature names as column numbers: words by the million would not fit into memory."""
    return np.fromiter((zlib.crc32(name.encode()) & MASK for name in names), dtype=np.int32, count=len(names))


def features(tokens: Sequence[Token], rules: Sequence[str]) -> list[np.ndarray]:
    classes = [classes_of(token) for token in tokens]
    rows: list[np.ndarray] = []
    verbs = [i for i, token in enumerate(tokens) if token.lower in all_verbs()]
    for i, token in enumerate(tokens):
        row = ["bias", f"w={token.lower}", f"rule={rules[i]}", f"first={min(i, 5)}"]
        for shift in range(-4, 5):
            k = i + shift
            if not 0 <= k < len(tokens):
                row.append(f"{shift}:edge")
                continue
            if shift:
                row.append(f"{shift}:w={tokens[k].lower}")
            row += [f"{shift}:{name}" for name in classes[k] if abs(shift) <= 2 or not name.startswith("suffix")]
            row.append(f"{shift}:rule={rules[k]}")
        if i + 1 < len(tokens):
            row.append(f"w,w+1={token.lower},{tokens[i + 1].lower}")
        if i:
            row.append(f"w-1,w={tokens[i - 1].lower},{token.lower}")
        before = [v for v in verbs if v < i]
        after = [v for v in verbs if v > i]
        row.append(f"verb before={tokens[before[-1]].lower if before else ''}")
        row.append(f"verb after={tokens[after[0]].lower if after else ''}")
        row.append(f"any cue before={any(r == 'cue' for r in rules[:i])} after={any(r == 'cue' for r in rules[i:])}")
        rows.append(columns(row))
    return rows


def rule_labels(tokens: Sequence[Token]) -> list[str]:
    labels = ["O"] * len(tokens)
    for report in find_reports(tokens):
        inside = range(report.start) if report.trailing else range(report.end, len(tokens))
        for k in inside:
            labels[k] = "content"
    for report in find_reports(tokens):
        for k in range(*report.source):
            labels[k] = "source"
        for k in range(*report.cue):
            labels[k] = "cue"
    return labels


def gold_labels(tokens: Sequence[Token], gold: bench.Spans) -> list[str]:
    labels = ["O"] * len(tokens)
    for part in ("content", "cue", "source"):
        for start, end in gold[part]:
            for k, token in enumerate(tokens):
                if start <= token.start < end:
                    labels[k] = part
    return labels


def hashed(rows: Sequence[np.ndarray]) -> csr_matrix:
    ends = np.cumsum([0, *(len(row) for row in rows)])
    ones = np.ones(int(ends[-1]), dtype=np.float32)
    return csr_matrix((ones, np.concatenate(rows), ends), shape=(len(rows), MASK + 1))


def loaded(part: str, limit: int) -> list[dict[str, Any]]:
    found = []
    for number, (_, text, annotation) in enumerate(bench.articles(part)):
        if number >= limit:
            break
        gold = bench.gold_spans(annotation)
        sentences = []
        for tokens in tokenised(text):
            if tokens:
                rules = rule_labels(tokens)
                sentences.append((tokens, features(tokens, rules), gold_labels(tokens, gold)))
        found.append({"text": text, "gold": gold, "sentences": sentences})
    return found


def with_neighbours(rows: Sequence[np.ndarray], said: Sequence[str]) -> list[np.ndarray]:
    """The features with what the first pass said of the words around."""
    out = []
    for i, row in enumerate(rows):
        near = [f"said {shift}={said[i + shift]}" for shift in range(-4, 5) if 0 <= i + shift < len(said)]
        near.append(f"said two={said[i - 1] if i else ''},{said[i + 1] if i + 1 < len(said) else ''}")
        out.append(np.concatenate([row, columns(near)]))
    return out


def spans(tokens: Sequence[Token], labels: Sequence[str]) -> bench.Spans:
    found: bench.Spans = {part: [] for part in bench.PARTS}
    i = 0
    while i < len(tokens):
        k = i
        while k + 1 < len(tokens) and labels[k + 1] == labels[i]:
            k += 1
        if labels[i] != "O":
            found[labels[i]].append((tokens[i].start, tokens[k].end))
        i = k + 1
    return found


def joined(ours: bench.Spans, learned: bench.Spans) -> bench.Spans:
    """All spans of the rules, and those of the tagger that touch none of them."""
    return {
        part: ours[part] + [s for s in learned[part] if not any(o[0] < s[1] and s[0] < o[1] for o in ours[part])]
        for part in bench.PARTS
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=840)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    train, dev = loaded("train", options.articles), loaded("dev", 1_000)
    flat = [s for article in train for s in article["sentences"]]
    print(f"{len(train)} articles, {sum(len(s[0]) for s in flat)} words", flush=True)
    gold = np.array([LABELS.index(label) for s in flat for label in s[2]])
    kwargs = {"loss": "log_loss", "alpha": 2e-6, "max_iter": 4, "tol": None, "random_state": 7, "average": True}
    half = len(flat) // 2

    def fitted(part: Sequence[Any], rows: Sequence[Any]) -> SGDClassifier:
        labels = np.array([LABELS.index(label) for s in part for label in s[2]])
        return SGDClassifier(**kwargs).fit(hashed(rows), labels)

    def told(model: SGDClassifier, part: Sequence[Any]) -> list[list[str]]:
        return [[LABELS[k] for k in model.predict(hashed(s[1]))] for s in part]

    # Each half is told of its neighbours by the model of the other half, as unseen articles will be.
    first, second = (fitted(p, [r for s in p for r in s[1]]) for p in (flat[:half], flat[half:]))
    said = told(second, flat[:half]) + told(first, flat[half:])
    print("first pass done", flush=True)
    rows = [r for s, labels in zip(flat, said, strict=True) for r in with_neighbours(s[1], labels)]
    final = SGDClassifier(**kwargs).fit(hashed(rows), gold)
    boards = {name: bench.Board() for name in ("rules", "tagger", "both")}
    for article in dev:
        learned: bench.Spans = {part: [] for part in bench.PARTS}
        for tokens, sentence_rows, _ in article["sentences"]:
            one = [LABELS[k] for k in first.predict(hashed(sentence_rows))]
            labels = [LABELS[k] for k in final.predict(hashed(with_neighbours(sentence_rows, one)))]
            for part, found in spans(tokens, labels).items():
                learned[part] += found
        ours = bench.our_spans(article["text"])
        boards["rules"].add(article["gold"], ours)
        boards["tagger"].add(article["gold"], learned)
        boards["both"].add(article["gold"], joined(ours, learned))
    report = {"training_articles": len(train), **{name: board.result() for name, board in boards.items()}}
    print(json.dumps(report, indent=1))
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
