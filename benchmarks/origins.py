"""Near copies made by editing real articles: which of them the sketch finds, beside MinHash-LSH of `datasketch`.

    PYTHONPATH=shared/src PYTHON benchmarks/origins.py [--stored 100000] [--looked-up 200] [--json FILE]

PYTHON has `datasketch` (1.6.5) if it is to be compared with; without it that part is said to be left out. The articles
are real (`../shared/data/news`, one of each event), the copies synthetic: a share of the sentences is cut, moved or has
every third word replaced, and two sentences of another article are put on top. A copy is to be found among all
originals and all copies. The collection holds some texts twice, and what is edited out of the one is a copy of the
other: of originals that share half of their word shingles or more, counted exactly, all but one are left out.

`--stored` looks the copies up among so many articles: all others of that kind in the collection that are not the same
text as an original, and texts made of sentences taken at random from many. `--looked-up` asks the index's own lists
(`crosscheck/filing.py`, which need the models) whether a copy and its original meet there, for so many pairs.
"""

import argparse
import gzip
import importlib.util
import itertools
import json
import random
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from factcheck.crosscheck.origins import COPY_RESEMBLANCE, resemblance, sketch

NEWS = Path(__file__).parents[2] / "shared" / "data" / "news" / "articles.jsonl.gz"
SEED = 20311120
ARTICLES = 1000
SKIPPED = 2 * ARTICLES
"""Articles before these were those that the threshold was chosen on."""

SAME = 0.5
"""Share of word shingles, counted exactly, from which on two originals are one text."""

THRESHOLDS = (0.25, 0.3, 0.35, 0.5)
KEYS = (4, 8, 12, 16)
FEW = 12
"""Hashes in common, of 128, that are too few for any of the thresholds."""

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


def shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold())
    return {tuple(words[i : i + 3]) for i in range(max(1, len(words) - 2))}


class Texts:
    """Texts of which is asked whether another one shares half of its word shingles or more with any; exact."""

    def __init__(self) -> None:
        self._sizes: list[int] = []
        self._holders = defaultdict[tuple[str, ...], list[int]](list)

    def add(self, text: str) -> bool:
        """False if it is one of those that there are; else it is one of them from now on."""
        if text in self:
            return False
        found = shingles(text)
        for shingle in found:
            self._holders[shingle].append(len(self._sizes))
        self._sizes.append(len(found))
        return True

    def __contains__(self, text: str) -> bool:
        found = shingles(text)
        met = Counter(holder for shingle in found for holder in self._holders.get(shingle, ()))
        return any(both >= SAME * (len(found) + self._sizes[holder] - both) for holder, both in met.items())


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
    if not has_datasketch():
        return "left out: datasketch is not installed"
    from datasketch import MinHashLSH  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415

    hashes = [minhash(text) for text in texts]
    result: dict[str, Any] = {}
    for threshold in THRESHOLDS:
        lsh = MinHashLSH(threshold=threshold, num_perm=128)
        for number, own in enumerate(hashes):
            lsh.insert(number, own)
        met = {(min(a, b), max(a, b)) for a, own in enumerate(hashes) for b in lsh.query(own) if a != b}
        checked = {(a, b) for a, b in met if hashes[a].jaccard(hashes[b]) >= threshold}
        result[str(threshold)] = {"as_met": scores(met, truth), "checked": scores(checked, truth)}
    return result


def among(stored: Sequence[tuple[int, ...]], copies: Sequence[str], originals: int) -> dict[str, Any]:
    """The copies looked up among the sketches of stored texts, of which the first `originals` are theirs, in order."""
    own = [sketch(text) for text in copies]
    holders = defaultdict[int, list[int]](list)
    for number, found in enumerate(own):
        for value in found:
            holders[value].append(number)
    met: dict[Pair, float] = {}
    for number, theirs in enumerate(stored):
        for copy, both in Counter(c for value in theirs for c in holders.get(value, ())).items():
            if both > FEW:
                met[number, copy] = resemblance(theirs, own[copy])
    truth = {(number, number) for number in range(originals)}
    return {str(t): scores({pair for pair, value in met.items() if value >= t}, truth) for t in THRESHOLDS}


def minhash(text: str) -> Any:  # noqa: ANN401 - a MinHash of datasketch
    from datasketch import MinHash  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415

    made = MinHash(num_perm=128, seed=1)
    made.update_batch([" ".join(shingle).encode() for shingle in shingles(text)])
    return made


def datasketch_among(stored: Sequence[Any], copies: Sequence[str], originals: int) -> dict[str, Any]:
    """The same with MinHash-LSH at our threshold; what it proposes is checked."""
    from datasketch import MinHashLSH  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415

    lsh = MinHashLSH(threshold=COPY_RESEMBLANCE, num_perm=128)
    queries = [minhash(text) for text in copies]
    for number, query in enumerate(queries):
        lsh.insert(number, query)
    met = {
        (number, copy)
        for number, theirs in enumerate(stored)
        for copy in lsh.query(theirs)
        if theirs.jaccard(queries[copy]) >= COPY_RESEMBLANCE
    }
    return {str(COPY_RESEMBLANCE): scores(met, {(number, number) for number in range(originals)})}


def has_datasketch() -> bool:
    return importlib.util.find_spec("datasketch") is not None


def filler(articles: Sequence[list[str]], count: int, rng: random.Random) -> Iterator[str]:
    """Texts of sentences that stand in many different articles."""
    sentences = [sentence for own in articles for sentence in own]
    for _ in range(count):
        yield " ".join(rng.choice(sentences) for _ in range(rng.randrange(10, 25)))


def looked_up(originals: Sequence[str], copies: Sequence[str]) -> dict[str, Any]:
    """How many copies share a list of the index with their original, and are near enough there to be loaded."""
    from factcheck.app.read_article import read_article  # noqa: PLC0415
    from factcheck.crosscheck import filing  # noqa: PLC0415
    from factcheck.crosscheck.similarity import mean_vector  # noqa: PLC0415
    from factcheck.domain import ids  # noqa: PLC0415
    from factcheck.domain.values import IndexedClaim, RelatedArticle  # noqa: PLC0415
    from factcheck.models.cells import Cells  # noqa: PLC0415
    from factcheck.models.encoder import OnnxEncoder  # noqa: PLC0415

    encoder, cells, now = OnnxEncoder(), Cells(), datetime(2031, 1, 1, tzinfo=UTC)

    def lists(text: str) -> dict[int, bytes]:
        read = read_article(
            article_id=ids.article_id(text, "x"),
            text=text,
            title=None,
            published_at=None,
            language="en",
            encode=encoder.encode,
        )
        claims = [IndexedClaim(claim, read.vectors[claim.id]) for claim in read.reading.claims]
        if not claims:
            return {}
        vector = mean_vector([claim.vector for claim in claims])
        return filing.lists(claims, vector, cells.assign(vector, filing.CELL_LISTS))

    found = decided = both = 0
    for original, copy in zip(originals, copies, strict=True):
        mine, its = lists(original), lists(copy)
        hit = RelatedArticle("art_x", now, tuple((n, mark) for n, mark in sorted(mine.items()) if n in its))
        loaded = bool(hit.marks) and filing.worth_loading(its, hit)
        near = resemblance(sketch(original), sketch(copy)) >= COPY_RESEMBLANCE
        found, decided, both = found + loaded, decided + near, both + (loaded and near)
    return {"pairs": len(originals), "loaded": found, "decided": decided, "loaded_and_decided": both}


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
    parser.add_argument("--stored", type=int, default=0, help="articles that the copies are looked up among")
    parser.add_argument("--looked-up", type=int, default=0, help="pairs that are looked up in the index's lists")
    parser.add_argument("--json", type=Path, help="write the figures here")
    options = parser.parse_args()
    if not NEWS.exists():
        print("left out: the news collection is not here")
        return
    rng = random.Random(SEED)  # noqa: S311 - a sample, no secret
    articles, events = news()
    rng.shuffle(articles)
    originals, different = list[list[str]](), Texts()
    for own in articles[SKIPPED:]:
        if len(originals) < ARTICLES and different.add(" ".join(own)):
            originals.append(own)
    donors = articles[:ARTICLES]
    words = sorted({word for sentences in donors for word in sentences[-1].split()})
    texts = [" ".join(own) for own in originals]
    stored, real = list(texts), 0
    if options.stored:
        stored += [text for own in articles if (text := " ".join(own)) not in different]
        real = len(stored)
        stored += filler(articles, options.stored - len(stored), rng)
    result: dict[str, Any] = {
        "articles": len(originals),
        "stored": len(stored),
        "made_up": max(0, options.stored - real),
        "threshold_in_use": COPY_RESEMBLANCE,
    }
    sketches = [sketch(text) for text in stored]
    minhashes = [minhash(text) for text in stored] if options.stored and has_datasketch() else []
    truth = {(number, number + len(originals)) for number in range(len(originals))}
    for name, low in (("5_to_40_percent_touched", 0.05), ("40_percent_touched", 0.4)):
        copies = [
            edited(own, donor[:2], words, rng.uniform(low, 0.4), rng)
            for own, donor in zip(originals, donors, strict=True)
        ]
        part = {"sketch": ours(texts + copies, truth), "datasketch": datasketch(texts + copies, truth)}
        if options.stored:
            part["among_stored"] = among(sketches, copies, len(texts))
            if minhashes:
                part["datasketch_among_stored"] = datasketch_among(minhashes, copies, len(texts))
        if options.looked_up:
            part["looked_up"] = looked_up(texts[: options.looked_up], copies[: options.looked_up])
        result[name] = part
        print(json.dumps({name: part}), flush=True)
    result["fnc1"] = fnc1(events)
    print(json.dumps(result, indent=2))
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
