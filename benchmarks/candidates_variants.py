"""Articles that say again what a real article says: paraphrased, perturbed, in part. All from a seed.

A claim's words are swapped by `synonyms.json`, a clause is cut or moved, a name, a figure or a date may be changed. A
variant keeps all, half, three or one of the claims of its original; the rest comes from an article that has nothing to
do with it. So it is known which stored claims are related to which of a new article.
"""

import json
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from factcheck.crosscheck.similarity import mean_vector
from factcheck.domain import ids
from factcheck.domain.values import Claim, IndexedClaim, IndexEntry, Span, Vector

_SYNONYMS: dict[str, list[str]] = {
    word: others
    for word, others in json.loads(Path(__file__).with_name("synonyms.json").read_text("utf-8")).items()
    if word != "_"
}
_WORD = re.compile(r"[A-Za-z]+")
_FIGURE = re.compile(r"\b\d{1,3}(?:,\d{3})*(?:\.\d+)?\b")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAY = re.compile(r"\b(?:" + "|".join(_DAYS) + r")\b")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b")
_SYLLABLES = ("bre", "cal", "dor", "fen", "gar", "hol", "ist", "kem", "lun", "mor", "nav", "ost", "pel", "ros", "tav")

SWAPPED = 0.9
"""Share of the words with a synonym that are swapped."""

CUT = MOVED = 0.5
CHANGED = 0.4
"""Odds that a claim loses its last clause, has it put first, and that a name, a figure or a day in it is another."""

KINDS = {"whole": 1.0, "half": 0.5, "three claims": 3, "one claim": 1}
"""Variants of an original and how many of its claims each keeps: a share, or a number."""


def invented_name(rng: random.Random) -> str:
    return "".join(rng.choice(_SYLLABLES) for _ in range(3)).capitalize()


def reworded(text: str, rng: random.Random) -> str:
    """The same statement in other words, or one that differs in a name, a figure or a day."""

    def swap(found: re.Match[str]) -> str:
        word = found.group()
        others = _SYNONYMS.get(word.lower())
        if others is None or rng.random() >= SWAPPED:
            return word
        other = rng.choice(others)
        return other.capitalize() if word[0].isupper() else other

    text = _WORD.sub(swap, text)
    head, comma, tail = text.rstrip(".").rpartition(", ")
    if comma and len(head.split()) >= 5:
        if rng.random() < CUT:
            text = head + "."
        elif rng.random() < MOVED:
            text = f"{tail[:1].upper()}{tail[1:]}, {head[:1].lower()}{head[1:]}."
    if rng.random() < CHANGED:
        text = _FIGURE.sub(lambda m: str(1 + int(float(m.group().replace(",", "")) * rng.choice((0.5, 1.3, 2)))), text)
    if rng.random() < CHANGED:
        text = _DAY.sub(lambda _: rng.choice(_DAYS), text)
    if rng.random() < CHANGED and (names := _NAME.findall(text)):
        text = re.sub(rf"\b{rng.choice(names)}\b", invented_name(rng), text)
    return text


@dataclass(frozen=True, slots=True)
class Variant:
    """A stored article and which of its claims repeat which of the original's: (original's claim, own claim)."""

    entry: IndexEntry
    kind: str
    pairs: tuple[tuple[str, str], ...]


Encode = Callable[[Sequence[str]], Sequence[Vector]]


def variant(
    original: IndexEntry, foreign: IndexEntry, kind: str, *, encode: Encode, rng: random.Random, when: datetime
) -> Variant:
    """A variant of `original`, filled up with claims of `foreign`."""
    keep = KINDS[kind]
    count = min(len(original.claims), keep if isinstance(keep, int) else max(1, round(keep * len(original.claims))))
    chosen = sorted(rng.sample(range(len(original.claims)), count))
    texts = [reworded(original.claims[i].claim.standalone, rng) for i in chosen]
    vectors = encode(texts)
    rest = 0 if kind == "whole" else max(3, len(original.claims) - count)
    said = [(text, vector, original.claims[i].claim) for text, vector, i in zip(texts, vectors, chosen, strict=True)]
    said += [(c.claim.standalone, c.vector, c.claim) for c in foreign.claims[:rest]]
    order = list(range(len(said)))
    rng.shuffle(order)
    made = rebuilt(foreign if kind != "whole" else original, [said[i] for i in order], f"{kind} {rng.random()}", when)
    own = {order[place]: claim.claim.id for place, claim in enumerate(made.claims)}
    pairs = tuple((original.claims[i].claim.id, own[n]) for n, i in enumerate(chosen))
    return Variant(made, kind, pairs)


def rebuilt(like: IndexEntry, said: Sequence[tuple[str, Vector, Claim]], seed: str, when: datetime) -> IndexEntry:
    """An article of other claims: texts with their vectors, and the claims whose other values they take over."""
    identity = ids.article_id(seed + like.header.id, f"{ids.digest_id('src', seed)[4:10]}.example")
    claims, start = [], 0
    for text, vector, pattern in said:
        span = Span(start, start + len(text))
        claim = replace(pattern, id=ids.claim_id(identity, start), text=text, standalone=text, span=span)
        claims.append(IndexedClaim(claim, vector))
        start += len(text) + 1
    header = replace(like.header, id=identity, source=f"{identity[4:10]}.example", published_at=when, received_at=when)
    vector = mean_vector([claim.vector for claim in claims])
    return replace(like, header=header, vector=vector, claims=tuple(claims))
