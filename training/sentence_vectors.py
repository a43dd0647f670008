"""Float vectors of the shipped int8 encoder, one sentence a pass as in the product, kept in training/.work."""

import hashlib
import time

import corpora
import numpy as np
import onnxruntime
from tokenizers import Tokenizer

MAX_TOKENS = 128


def session(path: str) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def vectors(net: onnxruntime.InferenceSession, tokenizer: Tokenizer, sentences: list[str]) -> np.ndarray:
    """Unit vectors, shape (sentences, 384), float32; each sentence alone."""
    rows = np.empty((len(sentences), 384), dtype=np.float32)
    for i, sentence in enumerate(sentences):
        ids = np.array([tokenizer.encode(sentence).ids], dtype=np.int64)
        rows[i] = net.run(None, {"input_ids": ids})[0][0]
    return rows


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
    start = time.monotonic()
    rows = vectors(net, tokenizer, texts)
    print(f"{name}: {len(texts)} vectors in {time.monotonic() - start:.0f} s", flush=True)
    np.save(cache, rows)
    return rows
