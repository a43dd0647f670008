"""Under which lists of the index an article is filed, and which of those that share one are worth loading.

Three kinds of lists, each a number:

- *Words*: the two rarest content words of a claim. Claims that say the same in other words keep them; of two claims
  taken at random hardly any share them, so such a list stays short however many claims are stored.
- *Names*: the names that an article turns on. Reports of one event in different words share these.
- *Cells*: where the mean of an article's claims lies among fixed centroids, for what has neither in common.

An article is filed under the very lists that it is looked up in, so that of two articles each finds the other: whether
a pair is compared depends on the two alone. docs/decisions/0010 has what this finds and costs beside other ways.
"""

import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import resources

from factcheck.crosscheck.event import rare_names
from factcheck.crosscheck.rarity import rarity
from factcheck.crosscheck.words import content
from factcheck.domain.values import CELL_NUMBERS, IndexedClaim, RelatedArticle, Vector

WORD_LISTS = 14
"""Lists of word pairs that an article is filed under at the most: one a claim, those of the rarest words."""

NAME_LISTS = 6

CELL_LISTS = 3

_STATEMENT_WORDS = 4
"""Of a lone statement all pairs of so many of its rarest words: it is looked up, and filed nowhere."""

_RARE_NAME = 0.8

_NAMES = 1 << 52

_ARTICLE = slice(1, 49)
_CLAIM = slice(49, 97)
"""Where the signs stand in a mark."""

_SHARED_WEIGHT = 0.06

CLAIM_NEAR = 0.65
ARTICLE_NEAR = (0.80, 0.75, 0.33)
"""A bond between two articles is firm where two claims whose words they share are as near as the former, or the two
articles as near as the latter by how many lists of words and names they share: none, one, two; three are enough by
themselves. Cosines as the signs tell them. With 0.70 for one a sixth more articles are loaded among a million claims,
and no more related ones are found; with 0.50 for two fewer are. Of 4,200 articles taken at random three have such a
bond with one."""

ARTICLE_LOOSE = (0.56, 0.50, 0.25)
CLAIM_LOOSE = 0.50
"""The same for a loose bond: below it the judge finds nothing between the two (`event.Event.one`)."""

_FEW = 2
_FEW_LOOSE = (0.45, 0.15, 0.0)
"""Floors of a loose bond where one of the two has so few claims: these say little of what else it would speak of."""

SAME_DAYS = timedelta(days=2)
"""Articles with a loose bond that share words or a name and are no further apart are compared whatever else there is:
reports of one event that come in at once, in whichever order. Not those that share but a cell: of a full one those
nearest in time are read, so there are the more of these the more are stored (of a million claims 12 a look-up)."""

LOOSE = 6
"""Articles with a loose bond that are compared; where those of the same days are fewer, the nearest of the others too.
There are the more of them the more are stored. Which of the others are compared may hang on the order of arrival."""


@cache
def _measures() -> frozenset[str]:
    raw = json.loads(resources.files(__package__).joinpath("filing.json").read_text("utf-8"))
    return frozenset(raw["measures"])


def lists(claims: Sequence[IndexedClaim], vector: Vector, cells: Iterable[int]) -> dict[int, bytes]:
    """The lists of an article, each with its mark: `mark_of` it, and behind that the signs of the list's claim.

    Args:
        claims: All claims of the article, at least one.
        vector: Their mean.
        cells: The cells nearest to it.
    """
    signs = mark_of(len(claims), vector)
    filed = dict.fromkeys(cells, signs)
    filed |= {name_list(name): signs for name in names_of(c.claim.standalone for c in claims)[:NAME_LISTS]}
    by_words: dict[tuple[str, ...], Vector] = {}
    for indexed in claims:
        words = rarest(indexed.claim.standalone)[:2]
        if len(words) == 2:  # noqa: PLR2004 - a pair
            by_words.setdefault(tuple(sorted(words)), indexed.vector)
    chosen = sorted(by_words, key=lambda pair: (-math.fsum(map(rarity, pair)), pair))[:WORD_LISTS]
    return filed | {word_list(pair): signs + signs_of(by_words[pair]) for pair in chosen}


def statement_lists(text: str, vector: Vector, cells: Iterable[int]) -> dict[int, bytes]:
    """Where a lone statement is looked for: under all that an article with this claim may be filed under."""
    mark = mark_of(1, vector)
    filed = dict.fromkeys(cells, mark)
    filed |= {name_list(name): mark for name in names_of([text])}
    words = sorted(rarest(text)[:_STATEMENT_WORDS])
    both = mark + signs_of(vector)
    return filed | {word_list((a, b)): both for i, a in enumerate(words) for b in words[i + 1 :]}


def names_of(texts: Iterable[str]) -> list[str]:
    """The names of some claims, those that are rare and repeated first."""
    count = Counter(
        name for text in texts for name in rare_names(text) if rarity(name) >= _RARE_NAME and name not in _measures()
    )
    return sorted(count, key=lambda name: (-(1 + math.log(count[name])) * rarity(name), name))


def rarest(text: str) -> list[str]:
    """The content words of a text that say what it is about, the rarest first."""
    return sorted(content(text) - _measures(), key=lambda word: (-rarity(word), word))


def name_list(name: str) -> int:
    """The list of a name."""
    return _NAMES + _hash("name", name)


def word_list(pair: tuple[str, ...]) -> int:
    """The list of two words, given in the order of the alphabet."""
    return CELL_NUMBERS + _hash("words", *pair)


def _hash(*parts: str) -> int:
    raw = "\0".join(parts).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(raw, digest_size=6).digest(), "big")


def mark_of(claims: int, vector: Vector) -> bytes:
    """What an article is told by: how many claims it has, as far as a byte goes, and the signs of their mean."""
    return bytes([min(255, claims)]) + signs_of(vector)


def signs_of(vector: Vector) -> bytes:
    """One bit a dimension: whether it is above zero."""
    import numpy as np  # noqa: PLC0415 - with the vectors, not before

    return np.packbits(np.frombuffer(vector, dtype=np.int8) > 0).tobytes()


def _cosine(a: bytes, b: bytes) -> float:
    """What the signs of two vectors tell of their cosine; exact to about 0.05 with 384 of them. Symmetric."""
    bits = 8 * min(len(a), len(b))
    if not bits:
        return 0.0
    apart = (int.from_bytes(a, "big") ^ int.from_bytes(b, "big")).bit_count() if len(a) == len(b) else bits // 2
    return math.cos(math.pi * apart / bits)


@dataclass(frozen=True, slots=True)
class _Shared:
    """What the lists that two have in common tell: cosines of the articles and of claims, and how many lists."""

    articles: float
    claims: float
    words: int
    few: bool

    @property
    def closeness(self) -> float:
        return max(self.articles, self.claims) + _SHARED_WEIGHT * self.words


def _shared(own: Mapping[int, bytes], hit: RelatedArticle) -> _Shared:
    both = [(number, own[number], mark) for number, mark in hit.marks if number in own]
    articles = _cosine(both[0][1][_ARTICLE], both[0][2][_ARTICLE]) if both else 0.0
    # Cells and names bear no signs of a claim, and there are the most of them.
    claims = max((_cosine(a[_CLAIM], b[_CLAIM]) if len(a) > _CLAIM.start else 0.0 for _, a, b in both), default=0.0)
    words = sum(number >= CELL_NUMBERS for number, _, _ in both)
    few = bool(both) and min(min(a[:1] + b[:1], default=0) for _, a, b in both) <= _FEW
    return _Shared(articles, claims, words, few)


def closeness(own: Mapping[int, bytes], hit: RelatedArticle) -> float:
    """How near an article of the index is by the lists that it shares; symmetric.

    Args:
        own: The lists of what is looked up, as `lists` or `statement_lists` gave them.
        hit: What shares some of them.
    """
    return _shared(own, hit).closeness


def worth_comparing(own: Mapping[int, bytes], hits: Iterable[RelatedArticle], when: datetime) -> list[str]:
    """The articles to be compared claim by claim, nearest first.

    All with a firm bond, and all with a loose one that share words or a name and speak from the same days: both are
    matters of the two alone. Of the others with a loose bond the nearest, until there are `LOOSE`.

    Args:
        own: The lists of what is looked up.
        hits: What shares some of them.
        when: Whence it speaks.
    """
    firm, same_days, loose = list[tuple[float, str]](), list[tuple[float, str]](), list[tuple[float, str]]()
    for hit in hits:
        shared = _shared(own, hit)
        place = (-shared.closeness, hit.article_id)
        if _bound(shared, CLAIM_NEAR, ARTICLE_NEAR):
            firm.append(place)
        elif _bound(shared, CLAIM_LOOSE, _FEW_LOOSE if shared.few else ARTICLE_LOOSE):
            (same_days if shared.words and abs(hit.when - when) <= SAME_DAYS else loose).append(place)
    others = sorted(loose)[: max(0, LOOSE - len(same_days))]
    return [article for _, article in sorted([*firm, *same_days, *others])]


def _bound(shared: _Shared, claims: float, articles: Sequence[float]) -> bool:
    near_enough = shared.words >= len(articles) or shared.articles >= articles[shared.words]
    return near_enough or shared.claims >= claims
