"""Near copies: which articles are one text in several outlets (syndication).

The sketch is the bottom-k sketch of the set of word 3-shingles (Broder 1997; "k minimum values"): the k smallest 32-bit
hashes. It needs no random permutations, costs one pass, and gives an unbiased estimate of the Jaccard resemblance.
"""

import hashlib
import re
import unicodedata

SKETCH_SIZE = 128
"""Standard error of the resemblance at 0.5: sqrt(0.25 / 128) = 0.044."""

_SHINGLE_WORDS = 3

COPY_RESEMBLANCE = 0.30
"""Two articles at or above it are copies: few with 40 % of the sentences cut, moved or reworded and a new lead fall
below (`benchmarks/origins.py`). Different articles of one story set stay below 0.05 unless they are copies."""

_WORD = re.compile(r"\w+")


def sketch(text: str) -> tuple[int, ...]:
    """The bottom-k sketch of a text, ascending; empty for a text without words."""
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    if not words:
        return ()
    shingles = {" ".join(words[i : i + _SHINGLE_WORDS]) for i in range(max(1, len(words) - _SHINGLE_WORDS + 1))}
    hashes = {
        int.from_bytes(hashlib.blake2b(s.encode("utf-8", "surrogatepass"), digest_size=4).digest(), "big")
        for s in shingles
    }
    return tuple(sorted(hashes)[:SKETCH_SIZE])


def resemblance(a: tuple[int, ...], b: tuple[int, ...]) -> float:
    """Estimated Jaccard resemblance of two texts from their sketches, 0 to 1; symmetric."""
    if not a or not b:
        return 0.0
    in_a, in_b = set(a), set(b)
    smallest = sorted(in_a | in_b)[:SKETCH_SIZE]
    return sum(h in in_a and h in in_b for h in smallest) / len(smallest)


def are_copies(a: tuple[int, ...], b: tuple[int, ...]) -> bool:
    """Whether two texts are near copies of one another."""
    return resemblance(a, b) >= COPY_RESEMBLANCE
