"""Nearest in meaning: what a query asks for, how a stored statement is filed by words, and how hits are ranked.

A hit is scored by a logistic regression over its words (BM25; Robertson & Zaragoza 2009) and its vectors (cosine with
the whole query and with its nearest sentence), and, where the query is a post pasted with its signature, over how soon
after the post the fact-check came out. `training/train_search.py` makes the two data files and says how they do.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib import resources
from itertools import pairwise

from factcheck.crosscheck.similarity import cosines
from factcheck.crosscheck.words import stem, word_classes
from factcheck.domain.values import Vector

FEATURES = ("words", "best_words", "whole", "sentence", "dated", "soon", "before", "distance")

CELLS_FILED = 2
CELLS_SEARCHED = 16
"""Of 256: two to file under and sixteen to look into find 0.90 of what is meant at a fifteenth of the reads; the words
find most of the rest (docs/models/search.md)."""

WORDS_SEARCHED = 16
"""The rarest words of a query; a post has about 25."""

WIDEST_WORD = 1000
"""Words of more fact-checks than this, of 14,000, are not filed: they tell little and are in everything."""

SENTENCES = 6
"""Sentences of a query that are compared on their own, besides the whole."""

HITS = 40
"""Taken from each look-up, by words and by cells, to be ranked."""

_GUESS = 0.1
_SHORTEST_SENTENCE = 3  # words
_LONGEST_WORD = 64  # characters; a word is part of a key
_SOON = (-3, 30)  # days after a post in which most of its fact-checks appear
_FLOOR = 10.0
"""The best score by words counts as this at least: a single common word in an all but empty store is no match."""

_SATURATION, _LENGTH_WEIGHT, _MEAN_LENGTH = 1.2, 0.75, 25.0  # BM25's k1 and b, and the mean length of a fact-check
_UNLISTED = 8  # fact-checks that a word is taken to be in, if the table does not know it

_ADDRESS = re.compile(r"(?:https?://|pic\.twitter\.com/|www\.)\S*", re.IGNORECASE)
_GLUED_ADDRESS = re.compile(r"(?=pic\.twitter\.com/|https?://)")
_SIGNATURE = re.compile(
    r"\s*[—–-]\s*(?P<who>[^—]{0,80}?)\((?P<handle>@\w+)\)"
    r"\s*(?P<month>[A-Z][a-z]{2,8})\.? (?P<day>\d{1,2}), (?P<year>\d{4})[\s\"”]*$"
)
_TAG = re.compile(r"[#@](\w+)")
_CAMEL = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_a-zA-Z]+")
_NOT_READ = re.compile(r"[^\w\s.,;:!?'\"’“”‘%$€£&/()-]")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.,]\d+)*")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("January", "Jan"), ("February", "Feb"), ("March", "Mar"), ("April", "Apr"), ("May",), ("June", "Jun"),
            ("July", "Jul"), ("August", "Aug"), ("September", "Sep", "Sept"), ("October", "Oct"), ("November", "Nov"),
            ("December", "Dec"),
        ),
        1,
    )
    for name in names
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A query, read. `written_on` is the day in the signature of a post; `words` stand rarest first."""

    text: str
    sentences: tuple[str, ...]
    words: tuple[str, ...]
    written_on: date | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that may answer a query: a fact-check's or a claim's statement, its other words, and its day."""

    id: str
    text: str
    more: str
    vector: Vector
    when: datetime | None


def read_query(query: str) -> SearchQuery:
    """Take a query apart; links go, tags and handles become words, the signature of a pasted post becomes its date."""
    signature = _SIGNATURE.search(query)
    written_on, who = None, ""
    if signature is not None:
        written_on = _day(signature)
        who = f"{signature['who']} {_split(signature['handle'][1:])}"
        query = query[: signature.start()]
    text = _ADDRESS.sub(" ", _GLUED_ADDRESS.sub(" ", query))
    text = _TAG.sub(lambda tag: f" {_split(tag[1])} ", text)
    text = " ".join(_NOT_READ.sub(" ", text).split()).strip(' "') or query.strip()
    sentences = [s for s in _SENTENCE_END.split(text) if len(s.split()) >= _SHORTEST_SENTENCE]
    found = dict.fromkeys(tokens(f"{text} {who}"))
    return SearchQuery(
        text=text,
        sentences=tuple(s for s in sentences if s != text)[:SENTENCES],
        words=tuple(sorted(found, key=lambda word: (_frequency(word), word))),
        written_on=written_on,
    )


def searched_words(query: SearchQuery) -> tuple[str, ...]:
    """The words to look up, rarest first."""
    return tuple(word for word in query.words if _frequency(word) <= WIDEST_WORD)[:WORDS_SEARCHED]


def filed_words(*texts: str | None) -> tuple[str, ...]:
    """The words under which a statement with these texts is filed, in alphabetical order."""
    found = {word for text in texts if text for word in tokens(text)}
    return tuple(sorted(word for word in found if _frequency(word) <= WIDEST_WORD))


def tokens(text: str) -> list[str]:
    """Stems of the words that carry meaning, and numbers, in order."""
    stop = word_classes().stop
    found = []
    for token in _TOKEN.findall(text):
        word = token.casefold().replace("’", "'").removesuffix("'s")
        if len(word) > _LONGEST_WORD:
            continue
        if word[0].isdigit():
            found.append(word.replace(",", ""))
        elif len(word) > 1 and word not in stop:
            found.append(stem(word))
    return found


def rarity(word: str) -> float:
    """Inverse document frequency, in nats."""
    return math.log(1.0 + _table().documents / (_frequency(word) + 0.5))


def by_words(found: dict[str, Iterable[str]]) -> list[str]:
    """The ids found under words, best first: by the sum of the words' rarity; at most `HITS`."""
    sums: dict[str, float] = {}
    for word in sorted(found):
        weight = rarity(word)
        for each in found[word]:
            sums[each] = sums.get(each, 0.0) + weight
    return sorted(sums, key=lambda each: (-round(sums[each], 9), each))[:HITS]


def signs(vector: Vector) -> bytes:
    """One bit a dimension: whether it is above zero."""
    import numpy as np  # noqa: PLC0415 - with the vectors, not before

    return np.packbits(np.frombuffer(vector, dtype=np.int8) > 0).tobytes()


def by_signs(vector: Vector, found: dict[str, bytes]) -> list[str]:
    """The ids whose signs lie nearest to the vector, best first; at most `HITS`."""
    import numpy as np  # noqa: PLC0415

    if not found:
        return []
    ordered = sorted(found)
    bits = np.unpackbits(np.frombuffer(b"".join(found[each] for each in ordered), dtype=np.uint8))
    rows = bits.reshape(len(ordered), -1)[:, : len(vector)].astype(np.float64)
    # Integers in float64: exact whatever the order of the sums. A sign of 0 counts -1, which only shifts all alike.
    near = rows @ np.frombuffer(vector, dtype=np.int8).astype(np.float64)
    return [ordered[int(i)] for i in np.argsort(-near, kind="stable")[:HITS]]


def near_by_signs(vectors: Sequence[Vector], found: dict[str, bytes], floor: float) -> list[str]:
    """The ids whose cosine with one of the vectors may reach `floor`, as far as their signs tell; at most `HITS`."""
    import numpy as np  # noqa: PLC0415

    if not found or not vectors:
        return []
    ordered = sorted(found)
    bits = np.unpackbits(np.frombuffer(b"".join(found[each] for each in ordered), dtype=np.uint8))
    rows = bits.reshape(len(ordered), -1)[:, : len(vectors[0])].astype(np.float64) * 2.0 - 1.0
    queries = np.stack([np.frombuffer(vector, dtype=np.int8) for vector in vectors]).astype(np.float64)
    dots = queries @ rows.T
    lengths = np.sqrt((queries * queries).sum(axis=1) * rows.shape[1])
    told = (dots / np.maximum(lengths, 1.0)[:, None]).max(axis=0)
    # The signs of a Gaussian vector keep √(2/π) of its cosines; a little less is asked for, since it is a guess.
    wanted = (floor - _GUESS) * math.sqrt(2.0 / math.pi)
    best = [int(i) for i in np.argsort(-told, kind="stable")[:HITS]]
    return [ordered[i] for i in best if told[i] >= wanted]


def rank(
    query: SearchQuery, whole: Vector, sentences: Sequence[Vector], candidates: Sequence[Candidate]
) -> list[tuple[float, Candidate]]:
    """The candidates with their similarity, 0 to 1, best first.

    Args:
        query: As read.
        whole: The vector of `query.text`.
        sentences: The vectors of `query.sentences`.
        candidates: In any order.
    """
    scored = [
        (similarity_of(features), candidate)
        for features, candidate in zip(features_of(query, whole, sentences, candidates), candidates, strict=True)
    ]
    return sorted(scored, key=lambda hit: (-round(hit[0], 9), hit[1].id))


def similarity_of(features: Sequence[float]) -> float:
    """The probability that a hit with these features is what the query speaks of."""
    intercept, weights = _weights()
    return 1.0 / (1.0 + math.exp(-intercept - sum(w * f for w, f in zip(weights, features, strict=True))))


def features_of(
    query: SearchQuery, whole: Vector, sentences: Sequence[Vector], candidates: Sequence[Candidate]
) -> list[tuple[float, ...]]:
    """A row of `FEATURES` for each candidate."""
    if not candidates:
        return []
    near = cosines([whole, *sentences], [candidate.vector for candidate in candidates])
    scores = [_bm25(query.words, tokens(f"{c.text} {c.more}")) for c in candidates]
    best = max(_FLOOR, *scores)
    return [
        (score, score / best, float(near[0, i]), float(near[:, i].max()), *_timing(query.written_on, candidate.when))
        for i, (score, candidate) in enumerate(zip(scores, candidates, strict=True))
    ]


def _bm25(query: Iterable[str], document: Sequence[str]) -> float:
    counts = Counter(document)
    damping = _SATURATION * (1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * len(document) / _MEAN_LENGTH)
    return sum(
        rarity(word) * count * (_SATURATION + 1) / (count + damping) for word in query if (count := counts.get(word, 0))
    )


def _timing(written_on: date | None, when: datetime | None) -> tuple[float, float, float, float]:
    if written_on is None or when is None:
        return 0.0, 0.0, 0.0, 0.0
    days = (when.date() - written_on).days
    return 1.0, float(_SOON[0] <= days <= _SOON[1]), float(days < _SOON[0]), math.log1p(abs(days)) / 8.0


def _day(signature: re.Match[str]) -> date | None:
    month = _MONTHS.get(signature["month"])
    try:
        return None if month is None else date(int(signature["year"]), month, int(signature["day"]))
    except ValueError:
        return None


def _split(tag: str) -> str:
    """`#DraftOurDaughters` in words."""
    return " ".join(_CAMEL.findall(tag)) or tag


@dataclass(frozen=True, slots=True)
class _Table:
    documents: int
    frequencies: dict[str, int]


@lru_cache(maxsize=1)
def _table() -> _Table:
    raw = json.loads(resources.files(__package__).joinpath("search_words.json").read_text("utf-8"))
    bounds = [*raw["at_least"], raw["documents"]]
    middles = [round(math.sqrt(low * high)) for low, high in pairwise(bounds)]
    return _Table(
        documents=raw["documents"],
        frequencies={
            word: middle for middle, words in zip(middles, raw["words"], strict=True) for word in words.split()
        },
    )


def _frequency(word: str) -> int:
    return _table().frequencies.get(word, _UNLISTED)


@lru_cache(maxsize=1)
def _weights() -> tuple[float, tuple[float, ...]]:
    raw = json.loads(resources.files(__package__).joinpath("search.json").read_text("utf-8"))
    return float(raw["intercept"]), tuple(float(raw["weights"][name]) for name in FEATURES)
