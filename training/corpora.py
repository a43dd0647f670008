"""Reads the research data under ../shared/data for the training scripts; says which file is missing and stops."""

import csv
import gzip
import io
import json
import re
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
STORIES = ROOT.parent / "shared" / "stories"
WEIGHTS = ROOT / "shared" / "src" / "factcheck" / "models" / "weights"
WORK = ROOT / "training" / ".work"

# Sources whose premises read like sentences of news or reference prose (not captions, tables or recast templates).
NEWS_LIKE_NLI = ("rte", "mnli_3k", "fever_rte_dev", "lingnli")

_END_OF_SENTENCE = re.compile(r"(?<=[.!?])[\"”’')]*\s+(?=[\"“‘'(]?[A-Z0-9])")


def require(path: Path) -> Path:
    """`path`, or the end of the script with a line that says what is missing."""
    if not path.exists():
        sys.exit(f"skipped: {path.relative_to(ROOT.parent)} is not there; see training/README.md")
    return path


def split_sentences(text: str) -> list[str]:
    """A rough split, good enough to gather training vectors; the product's own splitter lives in factcheck.text."""
    sentences = []
    for paragraph in text.splitlines():
        sentences += [part.strip() for part in _END_OF_SENTENCE.split(paragraph)]
    return [sentence for sentence in sentences if len(sentence) >= 20]


def polnear_articles(part: str = "train") -> Iterator[str]:
    """Texts of PolNeAR articles, in the order of their names."""
    with tarfile.open(require(DATA / "attribution" / "polnear_train_dev.tar.gz")) as archive:
        names = sorted(
            name for name in archive.getnames() if name.startswith(f"{part}/text/") and name.endswith(".txt")
        )
        for name in names:
            member = archive.extractfile(name)
            assert member is not None
            yield member.read().decode("utf-8")


def nli_premises(sources: tuple[str, ...] = NEWS_LIKE_NLI, file: str = "train.jsonl.gz") -> list[str]:
    """Distinct premises of the given sources, in the order of the file."""
    with gzip.open(require(DATA / "nli" / file), "rt", encoding="utf-8") as lines:
        rows = map(json.loads, lines)
        return list(dict.fromkeys(row["premise"] for row in rows if row["source"] in sources))


def claimbuster(file: str) -> list[dict[str, str]]:
    """Rows of a ClaimBuster file: Text, File_id, Verdict (-1 not factual, 0 unimportant, 1 check-worthy)."""
    content = require(DATA / "checkworthiness" / file).read_text("utf-8", errors="replace")
    return list(csv.DictReader(io.StringIO(content)))


def news_articles() -> Iterator[dict[str, str]]:
    """Rows of the news collection (research use: measure with it, never train on it)."""
    with gzip.open(require(DATA / "news" / "articles.jsonl.gz"), "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def stories() -> list[dict]:
    """The fictional story sets with their gold annotation, by name."""
    require(STORIES)
    return [json.loads(path.read_text("utf-8")) for path in sorted(STORIES.glob("C*.json"))]
