"""Other libraries on the same texts: runs inside .venv-bench (benchmarks/rivals.sh), texts on stdin, answers on stdout.

    .venv-bench/bin/python benchmarks/rivals.py quantities|sentences < texts.json

`quantities`: for each text a list of {value, unit}; `sentences`: for each text a list of sentences. Each rival is
warmed up before its seconds are counted. Libraries are imported where they are used: this file is never shipped.
"""

import json
import re
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from typing import Any

Answer = list[Any]
_NEXT = re.compile(
    r"\s*-?\s*((?:[^\W\d_][\w'’-]*\s+){0,2}?[^\W\d_][\w'’-]*s|people|men|women|children|[^\W\d_][\w'’-]*)"
)
_YEAR = range(1900, 2101)


def timed(read: Callable[[str], Answer], texts: Sequence[str]) -> dict[str, Any]:
    for text in texts[:5]:
        read(text)
    started = time.perf_counter()
    answers = [read(text) for text in texts]
    return {"seconds": round(time.perf_counter() - started, 4), "answers": answers}


def noun_behind(text: str, end: int) -> str:
    """The help for libraries that know no counted nouns: up to the first plural behind the number, else one word."""
    match = _NEXT.match(text, end)
    return match[1] if match else ""


def quantulum(*, helped: bool) -> Callable[[str], Answer]:
    from quantulum3 import parser  # type: ignore[import-not-found]  # noqa: PLC0415

    currencies = {"dollar": "USD", "euro": "EUR", "pound sterling": "GBP", "united states dollar": "USD"}

    def read(text: str) -> Answer:
        found: Answer = []
        for quantity in parser.parse(text):
            unit = quantity.unit.name
            if helped:
                if unit == "dimensionless":
                    if quantity.value in _YEAR:
                        continue
                    unit = noun_behind(text, quantity.span[1])
                unit = currencies.get(unit, unit)
            found.append({"value": float(quantity.value), "unit": unit})
        return found

    return read


def recognizers() -> Callable[[str], Answer]:
    from recognizers_number import recognize_number, recognize_percentage  # type: ignore[import-not-found]  # noqa: PLC0415
    from recognizers_number_with_unit import (  # type: ignore[import-not-found]  # noqa: PLC0415
        recognize_currency,
        recognize_dimension,
        recognize_temperature,
    )

    def read(text: str) -> Answer:
        found: Answer = []
        taken: list[tuple[int, int]] = []
        for recognize in (recognize_currency, recognize_temperature, recognize_dimension, recognize_percentage):
            for result in recognize(text, "en-us"):
                value = (result.resolution or {}).get("value")
                if not value or any(start <= result.start <= end for start, end in taken):
                    continue
                unit = result.resolution.get("isoCurrency") or result.resolution.get("unit") or "percent"
                found.append({"value": float(str(value).rstrip("%")), "unit": unit})
                taken.append((result.start, result.end))
        for result in recognize_number(text, "en-us"):
            value = (result.resolution or {}).get("value")
            if not value or any(start <= result.start <= end for start, end in taken):
                continue
            if float(value) not in _YEAR:
                found.append({"value": float(value), "unit": noun_behind(text, result.end + 1)})
        return found

    return read


def sentence_rivals() -> dict[str, Callable[[str], Answer]]:
    import blingfire  # type: ignore[import-not-found]  # noqa: PLC0415
    import pysbd  # type: ignore[import-not-found]  # noqa: PLC0415
    import spacy  # type: ignore[import-not-found]  # noqa: PLC0415

    segmenter = pysbd.Segmenter(language="en", clean=False)
    english = spacy.blank("en")
    english.add_pipe("sentencizer")

    def by_line(split: Callable[[str], list[str]]) -> Callable[[str], Answer]:
        return lambda text: [s.strip() for line in text.split("\n") if line.strip() for s in split(line) if s.strip()]

    return {
        "blingfire line by line": by_line(lambda line: blingfire.text_to_sentences(line).split("\n")),
        "pysbd": by_line(segmenter.segment),
        "spaCy sentencizer": by_line(lambda line: [s.text for s in english(line).sents]),
    }


def main() -> int:
    warnings.simplefilter("ignore")
    texts = json.load(sys.stdin)
    rivals: dict[str, Callable[[str], Answer]] = (
        sentence_rivals()
        if sys.argv[1] == "sentences"
        else {
            "quantulum3 as it comes": quantulum(helped=False),
            "quantulum3 with nouns": quantulum(helped=True),
            "recognizers-text with nouns": recognizers(),
        }
    )
    json.dump({name: timed(read, texts) for name, read in rivals.items()}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
