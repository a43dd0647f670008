"""How rare a word is in general news and reference prose: what two claims share counts by it."""

import json
import math
from functools import cache, lru_cache
from importlib import resources


@cache
def _table() -> tuple[int, dict[str, int]]:
    raw = json.loads(resources.files(__package__).joinpath("frequencies.json").read_text("utf-8"))
    return int(raw["sentences"]), {stem: int(count) for stem, count in raw["counts"].items()}


@lru_cache(maxsize=65536)
def rarity(stem: str) -> float:
    """0 (in every sentence) to 1 (never seen): the inverse document frequency of a stem, scaled.

    `frequencies.json` is made by training/word_frequencies.py; a stem it does not hold was seen in fewer than four
    sentences.
    """
    sentences, counts = _table()
    return math.log(sentences / (1 + counts.get(stem, 1))) / math.log(sentences)
