"""The content words of a claim, folded so that inflected forms meet."""

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
"""A word without figures; an apostrophe inside belongs to it."""


_SUFFIXES = ("ations", "ation", "ingly", "edly", "ings", "ing", "ies", "ied", "ers", "er", "ed", "es", "s", "ly", "e")
_SHORTEST_STEM = 3

_REMEMBERED = 8192
"""Texts whose words are kept: a claim is compared with many others in a row."""


@dataclass(frozen=True, slots=True)
class WordClasses:
    """The closed word classes of `words.json`."""

    negators: frozenset[str]
    opposites: frozenset[frozenset[str]]
    updates: tuple[str, ...]
    wishes: tuple[str, ...]
    stop: frozenset[str]
    irregular: dict[str, str]


@lru_cache(maxsize=1)
def word_classes() -> WordClasses:
    """The word classes, read once."""
    raw = json.loads(resources.files(__package__).joinpath("words.json").read_text("utf-8"))
    return WordClasses(
        negators=frozenset(raw["negators"]),
        opposites=frozenset(frozenset(_cut(w) for w in pair) for pair in raw["opposites"]),
        updates=tuple(raw["updates"]),
        wishes=tuple(raw["wishes"]),
        stop=frozenset(raw["stop"]),
        irregular={w: base for base, words in raw["irregular"].items() for w in words},
    )


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A crude common form of a word's inflections; only compared, never shown."""
    return _cut(word_classes().irregular.get(word, word))


def _cut(word: str) -> str:
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST_STEM:
            root = word[: -len(suffix)]
            if suffix in {"ies", "ied"}:
                return root + "y"
            return root[:-1] if len(root) > _SHORTEST_STEM and root[-1] == root[-2] and root[-1] not in "ls" else root
    return word


@lru_cache(maxsize=_REMEMBERED)
def _written(text: str) -> tuple[tuple[str, str], ...]:
    """The words of a text, each as it stands there and as `tokens` has it."""
    found = WORD.findall(unicodedata.normalize("NFKC", text))
    return tuple((each, each.casefold().replace("’", "'")) for each in found)


def tokens(text: str) -> list[str]:
    """The words of a text in lower case, apostrophes straightened, numbers left out."""
    return [folded for _, folded in _written(text)]


@lru_cache(maxsize=_REMEMBERED)
def capitalised(text: str) -> tuple[tuple[int, str], ...]:
    """The capitalised words of a text, folded, without the possessive; each with how many words stand before it."""
    return tuple((i, word.removesuffix("'s")) for i, (each, word) in enumerate(_written(text)) if each[0].isupper())


@lru_cache(maxsize=_REMEMBERED)
def content(text: str) -> frozenset[str]:
    """Stems of the words that carry meaning."""
    return frozenset(filter(None, map(_meaning, tokens(text))))


@lru_cache(maxsize=65536)
def _meaning(token: str) -> str:
    """The stem of a word that carries meaning, else nothing."""
    return stem(token.removesuffix("'s")) if token not in word_classes().stop and len(token) > 1 else ""


@lru_cache(maxsize=1)
def _senses() -> dict[str, str]:
    """The stem that stands for a class of near-synonyms, by the stem of each of its words (`synonyms.txt`)."""
    lines = resources.files(__package__).joinpath("synonyms.txt").read_text("utf-8").splitlines()
    classes = [[stem(word) for word in line.split()] for line in lines if not line.startswith("#")]
    return {word: same[0] for same in reversed(classes) for word in same}


def sense(stemmed: str) -> str:
    """The stem that stands for a stem's class of near-synonyms; itself where it has none."""
    return _senses().get(stemmed, stemmed)


@lru_cache(maxsize=_REMEMBERED)
def senses(text: str) -> frozenset[str]:
    """As `content`, with near-synonyms of the news brought together: "killed" and "died" are one.

    Only for two texts that speak of one event; elsewhere words have too many senses.
    """
    return frozenset(map(sense, content(text)))


@lru_cache(maxsize=_REMEMBERED)
def names(text: str) -> frozenset[str]:
    """Capitalised words that do not open the sentence, folded."""
    return frozenset(word for i, word in capitalised(text) if i) - {"i"}


@lru_cache(maxsize=_REMEMBERED)
def negations(text: str) -> int:
    """How many negators the text has."""
    return sum(map(_negates, tokens(text)))


@lru_cache(maxsize=65536)
def _negates(token: str) -> bool:
    negators = word_classes().negators
    return token in negators or stem(token) in negators or token.endswith("n't")
