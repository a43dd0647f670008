"""Content-addressed ids: a retry converges, a repeat is seen, a claim is found from its id alone.

Ids are lower-case base32 (RFC 4648, no padding) of the first 130 bits of a SHA-256. Every field goes in with its length
before it, so no two different inputs run together.
"""

import base64
import hashlib

_ID_CHARACTERS = 26  # 26 × 5 bits = 130 bits: a collision among 10^12 articles has odds of about 10^-15


def _digest(*parts: str) -> str:
    h = hashlib.sha256()
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass")
        h.update(len(raw).to_bytes(8, "big"))
        h.update(raw)
    return base64.b32encode(h.digest()).decode("ascii").lower()[:_ID_CHARACTERS]


def article_id(text: str, source: str, owner: str | None = None) -> str:
    """`art_…` over the exact text and source; salted with the owning key for a private article."""
    parts = ("article", source, text) if owner is None else ("article", source, text, owner)
    return "art_" + _digest(*parts)


def claim_id(article: str, start: int) -> str:
    """`clm_…`: the article's id and the code point the claim starts at."""
    return f"clm_{article.removeprefix('art_')}_{start}"


def article_of_claim(claim: str) -> str:
    """The id of the article that a claim id belongs to.

    Raises:
        ValueError: `claim` is not a claim id.
    """
    prefix, _, rest = claim.partition("_")
    body, _, start = rest.rpartition("_")
    if prefix != "clm" or not is_id("art_" + body) or not (start.isascii() and start.isdigit()):
        raise ValueError("not a claim id")
    return "art_" + body


def origin_id(smallest_article_id: str) -> str:
    """`org_…` of a group of copies, from the smallest article id in it."""
    return "org_" + smallest_article_id.removeprefix("art_")


def job_id(*parts: str) -> str:
    """`job_…` over what makes the job one: an idempotency key and its owner, or a random token."""
    return "job_" + _digest("job", *parts)


def digest_id(prefix: str, *parts: str) -> str:
    """`<prefix>_…` over `parts`, for kinds of things that have no function of their own here."""
    return f"{prefix}_" + _digest(prefix, *parts)


def is_id(value: str) -> bool:
    """Whether `value` has the form of an article, origin, job or fact-check id."""
    prefix, _, body = value.partition("_")
    return prefix in {"art", "org", "job", "fck"} and len(body) == _ID_CHARACTERS and set(body) <= _ALPHABET


_ALPHABET = frozenset("abcdefghijklmnopqrstuvwxyz234567")
