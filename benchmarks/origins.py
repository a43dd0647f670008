"""Near copies made by editing real articles: which of them the sketch finds, beside MinHash-LSH of `datasketch`.

    PYTHONPATH=shared/src PYTHON benchmarks/origins.py [--json benchmarks/results/origins.json]

PYTHON has `datasketch` (1.6.5) if it is to be compared with; without it that part is said to be left out. The articles
are real (`../shared/data/news`, one of each event), the copies synthetic: a share of the sentences is cut, moved or has
every third word replaced, and two sentences of another article are put on top. A copy is to be found among all
originals and all copies. This measures the decision and bounded keys over it, not the look-up of the store, which goes
by cells of vectors.
"""

import argparse
import gzip
import itertools
import json
import random
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from factcheck.crosscheck.origins import COPY_RESEMBLANCE, resemblance, sketch

NEWS = Path(__file__).parents[2] / "shared" / "data" / "news" / "articles.jsonl.gz"
SEED = 20311120
ARTICLES = 1000
SKIPPED = 2 * ARTICLES
"""Articles before these were those that the threshold was chosen on."""

THRESHOLDS = (0.25, 0.3, 0.35, 0.5)
KEYS = (4, 8, 12, 16)
_SENTENCE = re.compile(r"(?<=[.!?”\"])\s+")
Pair = tuple[int, int]


def news() -> tuple[list[list[str]], dict[str, list[str]]]:
    """Sentences of one article of each event, and the texts of each event that has several."""
    texts, events = dict[str, list[str]](), defaultdict[str, list[str]](list)
    with gzip.open(NEWS, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            text = " ".join(row["text"].split())
            if row.get("event_id"):
                events[str(row["event_id"])].append(text)
            sentences = _SENTENCE.split(text)
            if 10 <= len(sentences) <= 60:
                texts.setdefault(str(row.get("event_id") or row["id"]), sentences)
    return list(texts.values()), {event: found for event, found in events.items() if len(found) > 1}


def edited(
    sentences: Sequence[str], lead: Sequence[str], words: Sequence[str], share: float, rng: random.Random
) -> str:
    kept: list[str] = []
    moved: list[str] = []
    touched = set(rng.sample(range(len(sentences)), round(share * len(sentences))))
    for number, sentence in enumerate(sentences):
        how = rng.choice(("cut", "move", "reword")) if number in touched else "keep"
        if how == "keep":
            kept.append(sentence)
        elif how == "move":
            moved.append(sentence)
        elif how == "reword":
            tokens = sentence.split()
            kept.append(" ".join(rng.choice(words) if i % 3 == 1 else token for i, token in enumerate(tokens)))
    for sentence in moved:
        kept.insert(rng.randrange(len(kept) + 1), sentence)
    return " ".join([*lead, *kept])


def sharing(keys: Sequence[Iterable[int]]) -> set[Pair]:
    """Pairs that have a key in common."""
    holders = defaultdict[int, list[int]](list)
    for number, own in enumerate(keys):
        for key in own:
            holders[key].append(number)
    return {pair for held in holders.values() for pair in itertools.combinations(held, 2)}


def scores(found: set[Pair], truth: set[Pair]) -> dict[str, Any]:
    right = len(found & truth)
    return {
        "recall": round(right / len(truth), 4),
        "precision": round(right / len(found), 4) if found else None,
        "wrong": len(found) - right,
    }


def alike(texts: Sequence[str], a: int, b: int) -> bool:
    """Whether the originals behind two texts share 0.3 of their shingles: the collection repeats some articles."""
    half = len(texts) // 2
    words = [texts[number % half].casefold().split() for number in (a, b)]
    first, second = ({tuple(own[i : i + 3]) for i in range(len(own) - 2)} for own in words)
    return len(first & second) >= 0.3 * len(first | second)


def ours(texts: Sequence[str], truth: set[Pair]) -> dict[str, Any]:
    sketches = [sketch(text) for text in texts]
    near = {(a, b): resemblance(sketches[a], sketches[b]) for a, b in sharing(sketches)}
    decided = {pair for pair, value in near.items() if value >= COPY_RESEMBLANCE}
    return {
        "by_threshold": {
            str(t): scores({pair for pair, value in near.items() if value >= t}, truth) for t in THRESHOLDS
        },
        "wrong_whose_originals_are_alike": sum(alike(texts, a, b) for a, b in decided - truth),
        "filed_under_its_smallest_hashes": {
            str(count): scores(decided & sharing([own[:count] for own in sketches]), truth) for count in KEYS
        },
    }


def datasketch(texts: Sequence[str], truth: set[Pair]) -> dict[str, Any] | str:
    try:
        from datasketch import MinHash, MinHashLSH  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415
    except ModuleNotFoundError:
        return "left out: datasketch is not installed"
    hashes = []
    for text in texts:
        words = re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold())
        minhash = MinHash(num_perm=128, seed=1)
        minhash.update_batch(list({" ".join(words[i : i + 3]).encode() for i in range(max(1, len(words) - 2))}))
        hashes.append(minhash)
    result: dict[str, Any] = {}
    for threshold in THRESHOLDS:
        lsh = MinHashLSH(threshold=threshold, num_perm=128)
        for number, minhash in enumerate(hashes):
            lsh.insert(number, minhash)
        met = {(min(a, b), max(a, b)) for a, own in enumerate(hashes) for b in lsh.query(own) if a != b}
        checked = {(a, b) for a, b in met if hashes[a].jaccard(hashes[b]) >= threshold}
        result[str(threshold)] = {"as_met": scores(met, truth), "checked": scores(checked, truth)}
    return result


def fnc1(events: dict[str, list[str]]) -> dict[str, Any]:
    """How near real reports of one event are: no gold says which of them are copies."""
    values = [
        resemblance(a, b)
        for texts in events.values()
        for a, b in itertools.combinations([sketch(text) for text in texts[:20]], 2)
    ]
    bounds = [0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.7, 1.01]
    return {
        "events": len(events),
        "pairs": len(values),
        "pairs_by_resemblance": {f"{a}-{b}": sum(a <= v < b for v in values) for a, b in itertools.pairwise(bounds)},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures here")
    options = parser.parse_args()
    if not NEWS.exists():
        print("left out: the news collection is not here")
        return
    rng = random.Random(SEED)  # noqa: S311 - a sample, no secret
    articles, events = news()
    rng.shuffle(articles)
    originals, donors = articles[SKIPPED:][:ARTICLES], articles[SKIPPED + ARTICLES :][:ARTICLES]
    words = sorted({word for sentences in donors for word in sentences[-1].split()})
    result: dict[str, Any] = {"articles": len(originals), "threshold_in_use": COPY_RESEMBLANCE}
    truth = {(number, number + len(originals)) for number in range(len(originals))}
    for name, low in (("5_to_40_percent_touched", 0.05), ("40_percent_touched", 0.4)):
        copies = [
            edited(own, donor[:2], words, rng.uniform(low, 0.4), rng)
            for own, donor in zip(originals, donors, strict=True)
        ]
        texts = [" ".join(own) for own in originals] + copies
        result[name] = {"sketch": ours(texts, truth), "datasketch": datasketch(texts, truth)}
    result["fnc1"] = fnc1(events)
    print(json.dumps(result, indent=2))
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
