"""Float vectors of the shipped int8 encoder, one sentence a pass as in the product, kept in training/.work."""

import hashlib
import time

import corpora
import numpy as np
from export_encoder import MAX_TOKENS, session
from tokenizers import Tokenizer


def encode(name: str, texts: list[str]) -> np.ndarray:
    """Unit vectors, shape (texts, 384), float32. Texts met before with the same weights are read from the cache."""
    weights = (corpora.WEIGHTS / "encoder.onnx").read_bytes()
    key = hashlib.sha256(weights + "\0".join(texts).encode("utf-8", "replace")).hexdigest()[:16]
    cache = corpora.WORK / f"{name}-{key}.npy"
    if cache.exists():
        return np.load(cache)
    net = session(str(corpora.WEIGHTS / "encoder.onnx"))
    tokenizer = Tokenizer.from_file(str(corpora.WEIGHTS / "tokenizer.json"))
    tokenizer.enable_truncation(max_length=MAX_TOKENS)
    rows = np.empty((len(texts), 384), dtype=np.float32)
    start = time.monotonic()
    for i, text in enumerate(texts):
        ids = np.array([tokenizer.encode(text).ids], dtype=np.int64)
        rows[i] = net.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0][0]
    print(f"{name}: {len(texts)} vectors in {time.monotonic() - start:.0f} s", flush=True)
    np.save(cache, rows)
    return rows
