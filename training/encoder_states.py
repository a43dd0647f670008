"""Token states of the shipped encoder, gathered for the heads that read them."""

import hashlib
import time
from collections.abc import Sequence

import corpora
import numpy as np
from sentence_vectors import MAX_TOKENS, session
from tokenizers import Tokenizer

# After the third and after the last layer: what the words are, and what they mean in their sentence.
LAYERS = (2, 5)
WIDTH = 384


def name_of(layer: int) -> str:
    return f"states_{layer}"


class States:
    """Token states of many sentences, one after the other: those of sentence i are rows starts[i] to starts[i + 1]."""

    def __init__(self, starts: np.ndarray, rows: Sequence[np.ndarray]) -> None:
        self.starts = starts
        self._rows = rows

    def of(self, i: int) -> np.ndarray:
        """float32, shape (tokens, layers x 384)."""
        part = slice(self.starts[i], self.starts[i + 1])
        return np.concatenate([rows[part] for rows in self._rows], axis=1).astype(np.float32)

    def length(self, i: int) -> int:
        """How many word pieces sentence i has."""
        return int(self.starts[i + 1] - self.starts[i])


def gather(name: str, texts: list[str]) -> States:
    """The states of LAYERS for each text alone; kept in training/.work as half precision."""
    weights = (corpora.WEIGHTS / "encoder.onnx").read_bytes()
    key = hashlib.sha256(weights + "\0".join(texts).encode("utf-8", "replace")).hexdigest()[:16]
    files = [corpora.WORK / f"{name}-{key}-{what}.npy" for what in ("starts", *map(name_of, LAYERS))]
    if not all(file.exists() for file in files):
        net = session(str(corpora.WEIGHTS / "encoder.onnx"))
        tokenizer = Tokenizer.from_file(str(corpora.WEIGHTS / "tokenizer.json"))
        tokenizer.enable_truncation(max_length=MAX_TOKENS)
        started = time.monotonic()
        found: list[list[np.ndarray]] = []
        for text in texts:
            ids = np.array([tokenizer.encode(text).ids], dtype=np.int64)
            out = net.run([name_of(k) for k in LAYERS], {"input_ids": ids})
            found.append([states[0].astype(np.float16) for states in out])
        print(f"{name}: states of {len(texts)} sentences in {time.monotonic() - started:.0f} s", flush=True)
        np.save(files[0], np.cumsum([0, *(len(one[0]) for one in found)]))
        for k in range(len(LAYERS)):
            np.save(files[k + 1], np.concatenate([one[k] for one in found]))
    starts, *rows = [np.load(file, mmap_mode=None) for file in files]
    return States(starts, rows)
