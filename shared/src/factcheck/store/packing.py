"""Domain values as compressed JSON, and back.

JSON through pydantic, so that every value is checked when it is read; deflate with a preset dictionary of the field
names, on which short packs would otherwise spend most of their bytes. What can be had from elsewhere is left out:
fields with their default, claim ids, and the words of a claim, which are sliced from the article's text. A reading is
compressed with its article's text as dictionary, since its `standalone` forms and names repeat it.
"""

import json
import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from factcheck.domain import ids
from factcheck.domain.values import (
    Article,
    ArticleHeader,
    Attribution,
    Certainty,
    Claim,
    ClaimType,
    DateMention,
    EdgeGroup,
    Entity,
    IndexedClaim,
    IndexEntry,
    Quantity,
    Reading,
    Span,
    StoredVerdict,
    Submission,
    VerdictChange,
    VerdictSheet,
)

_LEVEL = 9

_WINDOW_BYTES = 32 * 1024
"""How far back deflate looks; of a dictionary only the last so many bytes count."""

# Read by every packed item: a change of these words needs a new `items.SCHEMA`. The commonest stand last, where they
# are cheapest to refer to.
_WORDS = (
    b'{"provenance":"fetched","owner":"key_","language":"en","title":"","url":"https://www.","callback_url":"",'
    b'"store":false,"evidence":[{"text":"","loaded_language":[{"text":"","kind":"own"}],"warnings":[{"code":"",'
    b'"detail":""}],"findings":[{"kind":"headline_unsupported""arithmetic_mismatch""attribution_mismatch"'
    b'"internal_contradiction","place":"title""text","message":"","related":[]},"copy":true,"caused_by":"art_",'
    b'"before":{"after":{"version":,"verdicts":{"verdict":{"label":"Conflicting Evidence""Refuted""Supported"'
    b'"Not Enough Evidence","confidence":0.0,"supporting":0,"refuting":0,"decided_by":"sources","explanation":"",'
    b'"as_of":"20:00:00Z"},"evidence":[{"other_claim_id":"clm_","origin":"org_"}]},"relation":{"stance":"refutes"'
    b'"supports","confidence":0.,"similarity":0.,"reason":""},"other":{"id":"art_","source":".example",'
    b'"received_at":"2026-01-01T00:00:00Z","published_at":"2026-01-01T00:00:00Z","characters":,"words":},'
    b'"edges":[{"claim_id":"clm_","other_claim_id":"clm_","other_span":{"start":,"end":},"other_text":"",'
    b'"type":"personal_experience""prediction""causation""rule""quantity""other","checkworthiness":0.,'
    b'"certainty":"denied""unverified""hedged""asserted","attribution":[{"source":"","kind":"mixed""indirect""direct",'
    b'"cue":"said""according to","span":{"start":,"end":}}],"quantities":[{"text":"","value":.0,"unit":"percent"'
    b'"person","approximate":true,"approximate":false,"bound":"range""at_most""at_least""about""exact","low":null,'
    b'"high":null,"base":{"value":.0,"unit":"metre"},"base":null,"span":{"start":,"end":}}],"dates":[{"text":"",'
    b'"start":"2026-01-01","end":"2026-01-01","span":{"start":,"end":}}],"entities":[{"text":"","kind":"organisation"'
    b'"place""person","span":{"start":,"end":}}]},{"standalone":"","span":{"start":,"end":},"checkworthiness":0.'
)


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - any domain type
    return TypeAdapter(kind)


def _plain(kind: Any, value: object) -> Any:  # noqa: ANN401 - JSON
    return _adapter(kind).dump_python(value, mode="json", exclude_defaults=True)


def _value(kind: Any, plain: object) -> Any:  # noqa: ANN401 - an instance of `kind`
    return _adapter(kind).validate_python(plain)


def pack_json(plain: object, dictionary: bytes = b"") -> bytes:
    """Compressed JSON. `dictionary`: bytes that the content repeats; the same must be given to `unpack_json`."""
    raw = json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    packer = zlib.compressobj(_LEVEL, zdict=(dictionary + _WORDS)[-_WINDOW_BYTES:])
    return packer.compress(raw) + packer.flush()


def unpack_json(packed: bytes, dictionary: bytes = b"") -> Any:  # noqa: ANN401 - JSON
    """What `pack_json` packed."""
    return json.loads(_inflated(packed, dictionary))


def _inflated(packed: bytes, dictionary: bytes = b"") -> bytes:
    return zlib.decompressobj(zdict=(dictionary + _WORDS)[-_WINDOW_BYTES:]).decompress(packed)


# Text

TEXT_CHUNK_CHARACTERS = 80_000
"""Four bytes each at most, so a chunk fits an item even if nothing of it can be compressed."""


def pack_text(text: str) -> list[bytes]:
    """Chunks of a text; each is packed alone, so that chunks written by different versions of zlib go together."""
    starts = range(0, max(1, len(text)), TEXT_CHUNK_CHARACTERS)
    return [zlib.compress(_utf8(text[i : i + TEXT_CHUNK_CHARACTERS]), _LEVEL) for i in starts]


def unpack_text(chunks: Iterable[bytes]) -> str:
    """The text of all chunks in order."""
    return "".join(zlib.decompress(chunk).decode("utf-8", "surrogatepass") for chunk in chunks)


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


# Readings


def pack_reading(article: Article, reading: Reading, versions: dict[str, str]) -> bytes:
    """Everything an article says by itself, and what read it."""
    plain = _plain(Reading, reading)
    for claim, packed in zip(reading.claims, plain.get("claims", ()), strict=True):
        if claim.span.of(article.text) == claim.text:
            del packed["text"]
        _drop_id(claim, packed, article.header.id)
    return pack_json({"versions": versions, **plain}, _utf8(article.text[:_WINDOW_BYTES]))


def unpack_reading(packed: bytes, article: Article) -> tuple[Reading, dict[str, str]]:
    """What `pack_reading` packed, for the same article."""
    plain = unpack_json(packed, _utf8(article.text[:_WINDOW_BYTES]))
    versions = plain.pop("versions")
    for claim in plain.get("claims", ()):
        span = claim["span"]
        claim.setdefault("text", article.text[span["start"] : span["end"]])
        claim.setdefault("id", ids.claim_id(article.header.id, span["start"]))
    return _value(Reading, plain), versions


def _drop_id(claim: Claim, packed: dict[str, Any], article_id: str) -> None:
    if claim.id == ids.claim_id(article_id, claim.span.start):
        del packed["id"]


# Edges and verdicts


def pack_edges(group: EdgeGroup) -> bytes:
    """An edge group."""
    return pack_json(_plain(EdgeGroup, group))


def unpack_edges(packed: bytes) -> EdgeGroup:
    """What `pack_edges` packed."""
    group: EdgeGroup = _value(EdgeGroup, unpack_json(packed))
    return group


def pack_verdicts(verdicts: dict[str, StoredVerdict]) -> bytes:
    """The verdicts of a sheet."""
    return pack_json(_plain(dict[str, StoredVerdict], verdicts))


def unpack_sheet(version: int, packed: bytes) -> VerdictSheet:
    """The sheet whose verdicts `pack_verdicts` packed."""
    return VerdictSheet(version, _value(dict[str, StoredVerdict], unpack_json(packed)))


def pack_changes(changes: Sequence[VerdictChange]) -> bytes:
    """What one version of a sheet changed."""
    return pack_json(_plain(tuple[VerdictChange, ...], tuple(changes)))


def unpack_changes(packed: bytes) -> tuple[VerdictChange, ...]:
    """What `pack_changes` packed."""
    changes: tuple[VerdictChange, ...] = _value(tuple[VerdictChange, ...], unpack_json(packed))
    return changes


# Index entries: JSON, then the sketch, then the vectors (7 % smaller by Huffman codes alone; they hold no repetitions)

_FRAME = struct.Struct(">II")


def pack_entry(entry: IndexEntry) -> bytes:
    """An index entry, complete in itself."""
    claims = []
    for indexed in entry.claims:
        packed = _plain(Claim, indexed.claim)
        _drop_id(indexed.claim, packed, entry.header.id)
        if packed["text"] == packed["standalone"]:
            del packed["standalone"]
        claims.append(packed)
    plain = {
        "header": _plain(ArticleHeader, entry.header),
        "cells": entry.cells,
        "sketch": "" if _fits_words(entry.sketch) else entry.sketch,
        "claims": claims,
        "sizes": [len(entry.vector), *_run_lengths([len(indexed.vector) for indexed in entry.claims])],
    }
    head = pack_json(plain)
    sketch = struct.pack(f">{len(entry.sketch)}I", *entry.sketch) if plain["sketch"] == "" else b""
    coder = zlib.compressobj(_LEVEL, strategy=zlib.Z_HUFFMAN_ONLY)
    vectors = coder.compress(entry.vector + b"".join(indexed.vector for indexed in entry.claims)) + coder.flush()
    return _FRAME.pack(len(head), len(sketch)) + head + sketch + vectors


@dataclass(frozen=True, slots=True)
class _PackedClaim:
    """A claim as `pack_entry` leaves it: what can be had from elsewhere is None."""

    text: str
    span: Span
    type: ClaimType
    checkworthiness: float
    certainty: Certainty
    id: str | None = None
    standalone: str | None = None
    attribution: tuple[Attribution, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    dates: tuple[DateMention, ...] = ()
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True)
class _PackedEntry:
    header: ArticleHeader
    cells: tuple[int, ...]
    sketch: str | tuple[int, ...]
    claims: tuple[_PackedClaim, ...]
    sizes: list[int]


def unpack_entry(packed: bytes) -> IndexEntry:
    """What `pack_entry` packed."""
    head_size, sketch_size = _FRAME.unpack_from(packed)
    position = _FRAME.size + head_size
    raw = _inflated(packed[_FRAME.size : position])
    try:
        # Without Python's own JSON in between: a look-up unpacks a dozen entries, which is half of what it takes.
        plain: _PackedEntry = _adapter(_PackedEntry).validate_json(raw)
    except ValueError:  # half a surrogate pair is no JSON to it
        plain = _value(_PackedEntry, json.loads(raw))
    sketch: tuple[int, ...] = () if isinstance(plain.sketch, str) else plain.sketch
    if plain.sketch == "":
        sketch = struct.unpack_from(f">{sketch_size // 4}I", packed, position)
    vectors = zlib.decompress(packed[position + sketch_size :])
    own, *runs = plain.sizes
    sizes = [size for size, count in zip(runs[::2], runs[1::2], strict=True) for _ in range(count)]
    position = own
    claims = []
    for claim, size in zip(plain.claims, sizes, strict=True):
        claims.append(IndexedClaim(_unpacked(claim, plain.header.id), vectors[position : position + size]))
        position += size
    return IndexEntry(plain.header, vectors[:own], plain.cells, sketch, tuple(claims))


def _unpacked(claim: _PackedClaim, article_id: str) -> Claim:
    return Claim(
        ids.claim_id(article_id, claim.span.start) if claim.id is None else claim.id,
        claim.text,
        claim.span,
        claim.text if claim.standalone is None else claim.standalone,
        claim.type,
        claim.checkworthiness,
        claim.certainty,
        claim.attribution,
        claim.quantities,
        claim.dates,
        claim.entities,
    )


def _fits_words(numbers: Iterable[int]) -> bool:
    return all(0 <= number < 1 << 32 for number in numbers)


def _run_lengths(sizes: Iterable[int]) -> list[int]:
    runs: list[int] = []
    for size in sizes:
        if runs and runs[-2] == size:
            runs[-1] += 1
        else:
            runs += [size, 1]
    return runs


# Jobs


def pack_header(header: ArticleHeader) -> bytes:
    """An article's header."""
    return pack_json(_plain(ArticleHeader, header))


def unpack_header(packed: bytes) -> ArticleHeader:
    """What `pack_header` packed."""
    header: ArticleHeader = _value(ArticleHeader, unpack_json(packed))
    return header


def pack_submission(submission: Submission) -> bytes:
    """What a caller asked to have analysed."""
    return pack_json(_plain(Submission, submission))


def unpack_submission(packed: bytes) -> Submission:
    """What `pack_submission` packed."""
    submission: Submission = _value(Submission, unpack_json(packed))
    return submission


def pack_report(report: str) -> bytes:
    """A finished report, already JSON."""
    return zlib.compress(_utf8(report), _LEVEL)


def unpack_report(packed: bytes) -> str:
    """What `pack_report` packed."""
    return zlib.decompress(packed).decode("utf-8", "surrogatepass")
