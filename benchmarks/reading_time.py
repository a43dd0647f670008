"""How the time of reading grows with the length, for prose and for texts made to be hard.

    python benchmarks/reading_time.py [--json FILE]
    python benchmarks/reading_time.py --article      # a 400-word article, encoder included

For growth the encoder is left out: it is one pass a sentence (benchmarks/encoder_speed.py), so it grows with their
number.
`growth` is processor seconds a character at the greatest length over those at 1,000 characters: 1 is linear, less is
better. Lengths take turns and the least of the runs counts, so that a busy machine does not pass for growth. For the
article, `references` is its processor time in units of a fixed loop that takes turns with it.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import reading

from factcheck.app.read_article import read_article
from factcheck.domain.ids import article_id

PROSE = (
    "PORT VELM (NPA) — Two people were killed and 14 hurt on Tuesday when a ferry struck a pier, officials said. "
    "“We heard a crash,” said Ana Ruiz, 41, who runs the kiosk. She added that 3.2 million euros had been spent on "
    "the pier since 2029, or 12 percent of the budget. According to the harbour office, about a third of the "
    "212 passengers had left. The cause could not be independently verified. The minister denied any fault.\n\n"
)
MAKERS: dict[str, Callable[[int], str]] = {
    "prose": lambda n: (PROSE * (n // len(PROSE) + 1))[:n],
    "one sentence": lambda n: ("the men who said that the boat of the town had sunk and " * (n // 56 + 1))[:n],
    "no marks": lambda n: ("seven men said it " * (n // 18 + 1))[:n],
    "capitals": lambda n: (PROSE.upper() * (n // len(PROSE) + 1))[:n],
    "open quotes": lambda n: ("“He said “that " * (n // 15 + 1))[:n],
    "digits": lambda n: ("1,234.5 of 12 " * (n // 14 + 1))[:n],
    "commas": lambda n: ("Ana Ruiz, head of the ward, " * (n // 28 + 1))[:n],
    "names": lambda n: ("Ana Ruiz Orr " * (n // 13 + 1))[:n],
    "one word": lambda n: "a" * n,
    "blanks": lambda n: "a" + " " * (n - 2) + "b",
    "html": lambda n: ("<p class='x'>Two <b>men</b> died, police said.</p>\n" * (n // 51 + 1))[:n],
    "emoji": lambda n: ("👀🔥 Two men died! 😱 " * (n // 20 + 1))[:n],
}
LENGTHS = (1_000, 10_000, 50_000, 200_000)
ROUNDS = 4
RUNS = 20
REFERENCE_STEPS = 1_000_000


def seconds(text: str, repeats: int) -> float:
    started = time.process_time()
    for _ in range(repeats):
        read_article(
            article_id=article_id(text, "bench.example"),
            text=text,
            title="Two die",
            published_at=datetime(2031, 5, 13, tzinfo=UTC),
            language="en",
            encode=reading.fake_encode,
        )
    return (time.process_time() - started) / repeats


def reference() -> float:
    """Processor time of a fixed loop: how fast the machine is just now."""
    started = time.process_time()
    total = 0
    for i in range(REFERENCE_STEPS):
        total += i * i
    return time.process_time() - started


def whole_article() -> dict[str, float]:
    """Wall and processor time of reading 400 words of different sentences, warm, encoder included."""
    stories = sorted((Path(__file__).resolve().parents[1] / "tests" / "quality" / "stories").glob("*.json"))
    articles = [a["text"] for file in stories for a in json.loads(file.read_text("utf-8"))["articles"]]
    text = " ".join(" ".join(articles).split()[:400])
    encode = reading.load_encode("onnx")
    walls: list[float] = []
    processors: list[float] = []
    ratios: list[float] = []
    for _ in range(RUNS + 2):
        wall, processor = time.perf_counter(), time.process_time()
        read_article(
            article_id=article_id(text, "bench.example"),
            text=text,
            title="Two die",
            published_at=datetime(2031, 5, 13, tzinfo=UTC),
            language="en",
            encode=encode,
        )
        walls.append(time.perf_counter() - wall)
        processors.append(time.process_time() - processor)
        ratios.append(processors[-1] / reference())
    return {
        "words": 400,
        "runs": RUNS,
        "median_ms": round(1000 * statistics.median(walls[2:]), 1),
        "median_processor_ms": round(1000 * statistics.median(processors[2:]), 1),
        "least_processor_ms": round(1000 * min(processors[2:]), 1),
        "references": round(statistics.median(ratios[2:]), 3),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--article", action="store_true")
    options = parser.parse_args()
    if options.article:
        print(json.dumps(whole_article(), indent=1))
        return 0
    report: dict[str, dict[str, float]] = {}
    for name, make in MAKERS.items():
        texts = [make(n) for n in LENGTHS]
        best = [float("inf")] * len(LENGTHS)
        seconds(texts[0], 3)
        for _ in range(ROUNDS):
            for i, text in enumerate(texts):
                best[i] = min(best[i], seconds(text, max(1, 20_000 // LENGTHS[i])))
        report[name] = {f"ms_at_{n}": round(1000 * t, 2) for n, t in zip(LENGTHS, best, strict=True)}
        report[name]["growth"] = round((best[-1] / LENGTHS[-1]) / (best[0] / LENGTHS[0]), 3)
        print(f"{name:14}", report[name], flush=True)
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
