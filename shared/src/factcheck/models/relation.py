"""The cross-encoder: one int8 ONNX pass over two texts says whether the second follows from the first.

The weights, their origin and their figures are described in docs/models/relation.md; training/ makes them.
"""

import json
import math
import threading
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

WEIGHTS = Path(__file__).parent / "weights"

# Word pieces reach 128 long before; a text without any space would cost time.
MAX_CHARACTERS = 2_000

_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class _Loaded:
    tokenizer: Any
    session: Any
    temperature: float


class CrossEncoder:
    """Entailment, neutrality and contradiction of two texts. Safe to share between threads; loads on first use.

    Every pair runs alone, unpadded and on one thread: a dynamic-range int8 network takes its scales from the whole
    batch, so neighbours or padding would change the numbers.
    """

    def __init__(self, weights: Path = WEIGHTS) -> None:
        self._weights = weights
        self._lock = threading.Lock()
        self._loaded: _Loaded | None = None

    @cached_property
    def version(self) -> str:
        """The model's name and a digest of its weights."""
        return str(self._card["version"])

    @cached_property
    def _card(self) -> dict[str, Any]:
        card: dict[str, Any] = json.loads((self._weights / "relation.json").read_text("utf-8"))
        return card

    def probabilities(self, premise: str, hypothesis: str) -> tuple[float, float, float]:
        """(entailment, neutral, contradiction), calibrated, summing to 1; the longer text is cut at 128 word pieces."""
        import numpy as np  # noqa: PLC0415

        loaded = self._load()
        encoded = loaded.tokenizer.encode(_readable(premise), _readable(hypothesis))
        ids = np.asarray([encoded.ids], dtype=np.int64)
        types = np.asarray([encoded.type_ids], dtype=np.int64)
        feed = {"input_ids": ids, "token_type_ids": types}
        (logits,) = loaded.session.run(["logits"], feed)
        return softened([float(x) for x in logits[0]], loaded.temperature)

    def _load(self) -> _Loaded:
        with self._lock:
            if self._loaded is None:
                self._loaded = _start(self._weights, self._card)
            return self._loaded


def softened(logits: list[float], temperature: float) -> tuple[float, float, float]:
    """Softmax of the logits over the temperature, rounded to 4 decimals: more would be noise of the quantised net."""
    highest = max(logits)
    shares = [math.exp((x - highest) / temperature) for x in logits]
    entailment, _, contradiction = (share / sum(shares) for share in shares)
    first, last = round(entailment, _DECIMALS), round(contradiction, _DECIMALS)
    return first, round(1.0 - first - last, _DECIMALS), last


def _readable(text: str) -> str:
    # A lone surrogate is a legal str that no UTF-8 tokenizer takes.
    return text[:MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8")


def _start(weights: Path, card: dict[str, Any]) -> _Loaded:
    # Imported here: numpy and ONNX Runtime cost 0.2 s, and most functions never judge anything.
    import onnxruntime  # noqa: PLC0415
    from tokenizers import Tokenizer  # noqa: PLC0415

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.use_deterministic_compute = True
    # Every length is another shape: remembered allocation patterns would only grow.
    options.enable_mem_pattern = False
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(weights / "relation.onnx"), options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(weights / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_length=int(card["max_tokens"]), strategy="longest_first")
    return _Loaded(tokenizer, session, float(card["temperature"]))
