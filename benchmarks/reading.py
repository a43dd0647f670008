"""How well and how fast articles are read, on the story sets beside the checkout.

    python benchmarks/reading.py [--misses N] [--encoder fake|onnx] [--only C01 C02] [--stories DIR]

Matching is that of the public scorer, `../shared/tools/score_stories.py`, whose functions it borrows.
"""

import argparse
import importlib.util
import json
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from factcheck.app.read_article import read_article
from factcheck.domain.ids import article_id
from factcheck.domain.plurals import shown_unit
from factcheck.domain.values import Claim, Encode, EncodedSentence, Finding, Sentence

SHARED = Path(__file__).resolve().parents[1] / ".." / "shared"


def fake_encode(texts: Sequence[str]) -> list[EncodedSentence]:
    return [EncodedSentence(bytes(8), 0.5) for _ in texts]


def load_scorer() -> Any:  # noqa: ANN401 - a module loaded by its path
    spec = importlib.util.spec_from_file_location("score_stories", SHARED / "tools" / "score_stories.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Board:
    """Counts over all articles."""

    def __init__(self, scorer: Any) -> None:  # noqa: ANN401
        self.scorer = scorer
        self.tallies: dict[str, Any] = defaultdict(scorer.Tally)
        self.hits: dict[str, list[bool]] = defaultdict(list)
        self.types: Counter[tuple[str, str]] = Counter()
        self.certainties: Counter[tuple[str, str]] = Counter()
        self.worth: list[tuple[float, bool]] = []
        self.misses: dict[str, list[tuple[Any, ...]]] = defaultdict(list)

    def row(
        self, gold: dict[str, Any], span: tuple[int, int], claims: Sequence[Claim], sentences: Sequence[Sentence]
    ) -> None:
        overlap = self.scorer.overlap
        near = [
            c
            for c in claims
            if overlap((c.span.start, c.span.end), span) >= 0.5 * min(c.span.end - c.span.start, span[1] - span[0])
        ]
        near.sort(key=lambda c: -overlap((c.span.start, c.span.end), span))
        here = [s for s in sentences if overlap((s.span.start, s.span.end), span) >= 0.5 * (span[1] - span[0])]
        self.worth.append(
            (max([c.checkworthiness for c in near] + [s.checkworthiness for s in here] + [0.0]), gold["checkworthy"])
        )
        predicted = any(c.checkworthiness >= 0.5 for c in near)
        t = self.tallies["checkworthy"]
        t.tp += predicted and gold["checkworthy"]
        t.fp += predicted and not gold["checkworthy"]
        t.fn += not predicted and gold["checkworthy"]
        is_claim = gold["type"] != "not_a_claim"
        t = self.tallies["claim"]
        t.tp += bool(near) and is_claim
        t.fp += bool(near) and not is_claim
        t.fn += is_claim and not near
        if bool(near) != is_claim:
            self.misses["claim"].append(("missed" if is_claim else "spurious", gold["sentence"]))
        if is_claim and not near:
            self.tallies["attribution"].fn += len(gold["attribution"])
            self.tallies["quantity"].fn += len(gold["quantities"])
        elif is_claim:
            self._details(gold, near)

    def _details(self, gold: dict[str, Any], near: Sequence[Claim]) -> None:
        for name, got, confusion in (
            ("type", near[0].type.value, self.types),
            ("certainty", near[0].certainty.value, self.certainties),
        ):
            self.hits[name].append(got == gold[name])
            confusion[gold[name], got] += 1
            if got != gold[name]:
                self.misses[name].append((f"gold {gold[name]}", f"got {got}", gold["sentence"]))
        self._attribution(gold, near)
        self._quantities(gold, near)

    def _attribution(self, gold: dict[str, Any], near: Sequence[Claim]) -> None:
        left = {self.scorer.norm(a.source): a for c in reversed(near) for a in reversed(c.attribution)}
        t = self.tallies["attribution"]
        for wanted in gold["attribution"]:
            key = next((k for k, a in left.items() if self.scorer.same_source(a.source, wanted["source"])), None)
            if key is None:
                t.fn += 1
                self.misses["attribution"].append(("missed", wanted["source"], wanted["kind"], gold["sentence"]))
                continue
            t.tp += 1
            got = left.pop(key)
            self.hits["kind"].append(got.kind.value == wanted["kind"])
            if got.kind.value != wanted["kind"]:
                self.misses["kind"].append((f"gold {wanted['kind']}", f"got {got.kind.value}", gold["sentence"]))
        t.fp += len(left)
        self.misses["attribution"] += [("spurious", a.source, a.cue, gold["sentence"]) for a in left.values()]

    def _quantities(self, gold: dict[str, Any], near: Sequence[Claim]) -> None:
        found = [{"value": q.value, "unit": shown_unit(q)} for c in near for q in c.quantities]
        used: set[int] = set()
        t = self.tallies["quantity"]
        for wanted in gold["quantities"]:
            m = next((i for i, q in enumerate(found) if i not in used and self.scorer.same_quantity(q, wanted)), None)
            if m is not None:
                used.add(m)
                t.tp += 1
            elif not self.scorer.age(wanted):
                t.fn += 1
                self.misses["quantity"].append(("missed", wanted["value"], wanted["unit"], gold["sentence"]))
        unit = self.scorer.unit
        extra = {(q["value"], unit(q["unit"])) for i, q in enumerate(found) if i not in used and not self.scorer.age(q)}
        extra -= {(found[i]["value"], unit(found[i]["unit"])) for i in used}
        t.fp += len(extra)
        if extra:
            self.misses["quantity"].append(("spurious", sorted(extra), gold["sentence"]))

    def findings(
        self, gold: list[dict[str, Any]], got: Sequence[Finding], spans: dict[str, tuple[int, int]], name: str
    ) -> None:
        t = self.tallies["finding"]
        left = list(gold)
        for finding in got:
            places = [finding.span, *finding.related]
            match = next(
                (g for g in left if g["kind"] == finding.kind.value and self._meets(g, finding, places, spans)), None
            )
            if match:
                left.remove(match)
                t.tp += 1
            else:
                t.fp += 1
                self.misses["finding"].append(("spurious", name, finding.kind.value, finding.message))
        t.fn += len(left)
        self.misses["finding"] += [("missed", name, g["kind"], g["why"]) for g in left]

    def _meets(
        self, gold: dict[str, Any], finding: Finding, places: Sequence[Any], spans: dict[str, tuple[int, int]]
    ) -> bool:
        if finding.place == "title" or gold["kind"] == "headline_unsupported" or gold["sentence"] not in spans:
            return True
        return any(self.scorer.overlap((p.start, p.end), spans[gold["sentence"]]) > 0 for p in places)

    def result(self) -> dict[str, Any]:
        macro = self.scorer.macro
        return {
            **{name: self.tallies[name].f() for name in ("claim", "checkworthy", "attribution", "quantity", "finding")},
            "checkworthy_average_precision": round(self.scorer.average_precision(self.worth), 4),
            "type_accuracy": round(statistics.mean(self.hits["type"]), 4),
            "certainty_accuracy": round(statistics.mean(self.hits["certainty"]), 4),
            "certainty_macro_f1": round(macro(self.certainties, ("asserted", "hedged", "unverified", "denied")), 4),
            "attribution_kind_accuracy": round(statistics.mean(self.hits["kind"]), 4),
        }


def load_encode(name: str) -> Encode:
    if name == "fake":
        return fake_encode
    from factcheck.models.encoder import OnnxEncoder  # noqa: PLC0415 - the fake needs no runtime

    return OnnxEncoder().encode


def measure(files: Sequence[Path], encode: Encode) -> tuple[Board, list[float]]:
    """The counts over the articles of `files`, and the seconds that each article took."""
    board = Board(load_scorer())
    times: list[float] = []
    for file in files:
        story = json.loads(file.read_text("utf-8"))
        for article in story["articles"]:
            rows = [r for r in story["gold"]["claims"] if r["article"] == article["key"]]
            started = time.perf_counter()
            read = read_article(
                article_id=article_id(article["text"], article["source"]),
                text=article["text"],
                title=article["title"],
                published_at=datetime.fromisoformat(article["published_at"]),
                language=None,
                encode=encode,
            )
            times.append(time.perf_counter() - started)
            at = 0
            spans: dict[str, tuple[int, int]] = {}
            for row in rows:
                start = article["text"].find(row["sentence"], at)
                start = article["text"].find(row["sentence"]) if start < 0 else start
                spans[row["sentence"]] = (start, at := start + len(row["sentence"]))
                board.row(row, spans[row["sentence"]], read.reading.claims, read.reading.sentences)
            gold = [f for f in story["gold"]["findings"] if f["article"] == article["key"]]
            board.findings(gold, read.reading.findings, spans, f"{file.stem}/{article['key']}")
    return board, times


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--encoder", choices=("fake", "onnx"), default="fake")
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--stories", type=Path, default=SHARED / "stories")
    parser.add_argument("--json", type=Path, help="write the figures there too")
    options = parser.parse_args()
    files = [f for f in sorted(options.stories.glob("*.json")) if not options.only or f.stem in options.only]
    if not files:
        print("no story sets beside this checkout; nothing measured")
        return 0
    board, times = measure(files, load_encode(options.encoder))
    figures = board.result() | {"articles": len(times), "median_ms": round(1000 * statistics.median(times), 2)}
    print(json.dumps(figures, indent=1))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    for kind, missed in board.misses.items() if options.misses else ():
        print(f"\n== {kind}: {len(missed)} wrong", *(f"   {m}" for m in missed[: options.misses]), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
