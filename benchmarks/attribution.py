"""Sources, cues and contents on PolNeAR's development articles (84 articles of US political news).

    python benchmarks/attribution.py [--part dev|train] [--limit N] [--json FILE] [--misses N] [--tagger]

`--tagger`: what the tagger that ships finds, which the product asks about claims for which the rules find nobody.

Exact: the same first and last character. Overlapping: at least one character in common, each gold span matched once.
PolNeAR marks attitudes, plans and fears too, and attributions that name no source; those count as they stand.
Sources and cues are where the sentence has them ("she", not the name that she stands for).
"""

import argparse
import json
import sys
import tarfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from factcheck.claims.article import tokenised
from factcheck.claims.reports import find_reports
from factcheck.claims.tagged_sources import parts_of, word_forms
from factcheck.models.encoder import OnnxEncoder

DATA = Path(__file__).resolve().parents[1] / ".." / "shared" / "data" / "attribution" / "polnear_train_dev.tar.gz"
PARTS = ("source", "cue", "content")
Spans = dict[str, list[tuple[int, int]]]


def articles(part: str) -> Iterator[tuple[str, str, str]]:
    """(name, text, annotation) of each article that was annotated."""
    with tarfile.open(DATA) as archive:
        members = {m.name: m for m in archive.getmembers() if m.isfile()}
        seen: set[str] = set()
        for name in sorted(members):
            if f"{part}/attributions/" not in name or not name.endswith(".ann"):
                continue
            # The end of the name is the annotator's; an article annotated twice counts once.
            text_name = name.replace("/attributions/", "/text/").rsplit("_", 1)[0] + ".txt"
            if text_name not in members or text_name in seen:
                continue
            seen.add(text_name)
            files = [archive.extractfile(members[n]) for n in (text_name, name)]
            text, annotation = (file.read().decode("utf-8") for file in files if file is not None)
            yield name, text, annotation


def gold_spans(annotation: str) -> Spans:
    """Source, Cue and Content of the brat file; a span in pieces goes from its first to its last character."""
    found: Spans = {part: [] for part in PARTS}
    for line in annotation.splitlines():
        if not line.startswith("T") or line.count("\t") < len(PARTS) - 1:
            continue
        label, *offsets = line.split("\t")[1].replace(";", " ").split()
        if label.lower() in found:
            numbers = [int(n) for n in offsets]
            found[label.lower()].append((min(numbers), max(numbers)))
    return found


def our_spans(text: str) -> Spans:
    """What the rules find, sentence by sentence."""
    found: Spans = {part: [] for part in PARTS}
    for tokens in tokenised(text):
        for report in find_reports(tokens):
            found["source"].append((tokens[report.source[0]].start, tokens[report.source[1] - 1].end))
            found["cue"].append((tokens[report.cue[0]].start, tokens[report.cue[1] - 1].end))
            said = list(tokens[: report.start] if report.trailing else tokens[report.end :])
            while said and said[-1].text in {",", "."}:
                said.pop()
            while said and said[0].text in {",", ":"}:
                said.pop(0)
            if said:
                found["content"].append((said[0].start, said[-1].end))
    return found


def tagged_spans(text: str, encoder: OnnxEncoder) -> Spans:
    """What the tagger finds, sentence by sentence."""
    found: Spans = {part: [] for part in PARTS}
    for tokens in tokenised(text):
        if not tokens:
            continue
        start = tokens[0].start
        (encoded,) = encoder.encode([text[start : tokens[-1].end]])
        forms = [replace(form, start=form.start - start, end=form.end - start) for form in word_forms(tokens)]
        assert encoded.tag is not None
        for part, runs in parts_of(encoded.tag(forms)).items():
            found[part] += [(tokens[first].start, tokens[last - 1].end) for first, last in runs]
    return found


def matched(gold: Sequence[tuple[int, int]], found: Sequence[tuple[int, int]], *, exact: bool) -> int:
    left = list(gold)
    hits = 0
    for span in found:
        same = [g for g in left if g == span] if exact else [g for g in left if g[0] < span[1] and span[0] < g[1]]
        if same:
            left.remove(same[0])
            hits += 1
    return hits


class Board:
    """Counts over articles, for each part exactly and overlapping."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, gold: Spans, found: Spans) -> None:
        """Count one article."""
        for part in PARTS:
            for how in ("exact", "overlap"):
                self._counts[f"{part} {how} right"] += matched(gold[part], found[part], exact=how == "exact")
            self._counts[f"{part} found"] += len(found[part])
            self._counts[f"{part} gold"] += len(gold[part])

    def result(self) -> dict[str, dict[str, object]]:
        """Precision, recall and F1."""
        report: dict[str, dict[str, object]] = {}
        for part in PARTS:
            found, gold = self._counts[f"{part} found"], self._counts[f"{part} gold"]
            report[part] = {"gold": gold}
            for how in ("exact", "overlap"):
                right = self._counts[f"{part} {how} right"]
                report[part][how] = {
                    "precision": round(right / max(1, found), 4),
                    "recall": round(right / max(1, gold), 4),
                    "f1": round(2 * right / max(1, found + gold), 4),
                }
        return report


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=("dev", "train"), default="dev")
    parser.add_argument("--limit", type=int, default=10_000)
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--tagger", action="store_true")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if not DATA.exists():
        print("PolNeAR is not beside this checkout; nothing measured")
        return 0
    board, encoder = Board(), OnnxEncoder()
    shown: list[str] = []
    number = 0
    for _, text, annotation in articles(options.part):
        if number >= options.limit:
            break
        number += 1
        gold = gold_spans(annotation)
        found = tagged_spans(text, encoder) if options.tagger else our_spans(text)
        board.add(gold, found)
        far = [g for g in gold["source"] if not any(g[0] < f[1] and f[0] < g[1] for f in found["source"])]
        shown += [f"missed   {text[s:e]!r}: {text[max(0, s - 20) : e + 70]!r}" for s, e in far]
        far = [f for f in found["source"] if not any(g[0] < f[1] and f[0] < g[1] for g in gold["source"])]
        shown += [f"spurious {text[s:e]!r}: {text[max(0, s - 20) : e + 70]!r}" for s, e in far]
    report = {"articles": number, **board.result()}
    print(json.dumps(report, indent=1), *shown[: options.misses], sep="\n")
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
