"""Keeps weights/manifest.json: the fingerprint of every weight file, and the versions made from them."""

import hashlib
import json

import corpora

# Not part of the encoder: other cells change no vector, but need the index rebuilt; the network of relations has a
# version of its own; what is said of types and
# sources is no part of what is stored for comparing.
CELLS = "cells.npy"
SEARCH_CELLS = "search_cells.npy"
RELATION = frozenset({"relation.onnx", "relation.json"})
CLAIM_TYPES = "claim_types.json"
TAGGER = "tagger.onnx"
PATH = corpora.WEIGHTS / "manifest.json"


def record(*names: str, **fields: object) -> None:
    """Writes the sha256 of the named files and the given fields into the manifest, and derives both versions anew."""
    manifest = json.loads(PATH.read_text("utf-8")) if PATH.exists() else {"files": {}}
    manifest.update(fields)
    for name in names:
        manifest["files"][name] = hashlib.sha256((corpora.WEIGHTS / name).read_bytes()).hexdigest()
    manifest["files"] = dict(sorted(manifest["files"].items()))
    manifest["version"] = f"{manifest['name'].lower()}-int8-{digest(manifest, encoder=True)}"
    manifest["cells_version"] = f"cells-{digest(manifest, encoder=False)}"
    PATH.write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", "utf-8")


def digest(manifest: dict, *, encoder: bool) -> str:
    """A digest over the fingerprints of the encoder and its heads, or over those of the cells."""
    files = sorted(manifest["files"].items())
    lines = [
        f"{n}:{h}\n"
        for n, h in files
        if (n not in {CELLS, SEARCH_CELLS, CLAIM_TYPES, TAGGER, *RELATION} if encoder else n == CELLS)
    ]
    return hashlib.sha256("".join(lines).encode()).hexdigest()[:8]
