"""The sentence encoder: one int8 ONNX pass a sentence gives the search vector and the check-worthiness.

The weights, their origin and their figures are described in docs/models/encoder.md; training/ makes them.
"""

import json
import math
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from factcheck.domain.values import ClaimType, EncodedSentence, Vector, WordForm

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WEIGHTS = Path(__file__).parent / "weights"

DIMENSIONS = 384
MAX_TOKENS = 128
# 126 word pieces of real text fit in well under this; it keeps a paragraph without any space from costing time.
MAX_CHARACTERS = 4_000

CLAIM_TYPES = "claim_types.json"
TAGGER = "tagger.onnx"


STATES = ("states_2", "states_5")
"""Outputs of the encoder that the check-worthiness head reads: word pieces after the third and after the last layer."""


@dataclass(frozen=True, slots=True)
class Pass:
    """What one pass says of a text: the unit vector, what the head made of its words, and its log-odds for debates."""

    vector: "NDArray[np.float64]"
    pooled: "NDArray[np.float64]"
    log_odds: float
    states: "NDArray[np.float32]"
    """Of each word piece after the third layer: (pieces, 384)."""
    places: Sequence[tuple[int, int]]
    """Where each word piece stands in the text."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """From the head's log-odds to a probability.

    `slope` and `intercept` are Platt's, from held-out speeches. The rest is for news, which has more that is worth
    checking and other things that are not: a shift and a slope, and a linear correction over what the pass gives.
    """

    slope: float
    intercept: float
    prior_shift: float
    news_slope: float
    by_vector: "NDArray[np.float64]"
    by_pooled: "NDArray[np.float64]"

    def debate(self, one: Pass) -> float:
        """The log-odds for a sentence of a debate."""
        return self.slope * one.log_odds + self.intercept

    def news(self, one: Pass) -> float:
        """The log-odds for a sentence of news."""
        correction = float(one.vector @ self.by_vector + one.pooled @ self.by_pooled)
        return self.news_slope * (self.debate(one) + self.prior_shift) + correction


def _probability(log_odds: float) -> float:
    """0 to 1, rounded to 4 decimals: more would be noise of the quantised encoder."""
    return round(1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, log_odds)))), 4)


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What a first call starts: 65 ms and 60 MB beyond the libraries (benchmarks/encoder_speed.py)."""

    tokenizer: Any
    session: Any
    head: Any
    calibration: Calibration
    types: "NDArray[np.float64]"
    tagger: Any


class OnnxEncoder:
    """`factcheck.app.ports.Encoder` over ONNX Runtime. Safe to share between threads; loads on first use.

    Every text runs alone, unpadded and on one thread: a dynamic-range int8 network takes its scales from the whole
    batch, so neighbours or padding would change the numbers.
    """

    def __init__(self, weights: Path = WEIGHTS, *, debates: bool = False) -> None:
        """`debates`: check-worthiness of what is said in debates, and not of what stands in news."""
        self._weights = weights
        self._debates = debates
        self._lock = threading.Lock()
        self._loaded: _Loaded | None = None

    @cached_property
    def version(self) -> str:
        """The manifest's version: the model's name and a digest over every weight file."""
        return str(json.loads((self._weights / "manifest.json").read_text("utf-8"))["version"])

    def encode(self, texts: Sequence[str]) -> list[EncodedSentence]:
        """One result per text, in order. Text beyond 128 word pieces is not seen; an empty text has a vector too."""
        if not texts:
            return []
        loaded = self._load()
        judge = loaded.calibration.debate if self._debates else loaded.calibration.news
        return [
            EncodedSentence(
                _stored(one.vector),
                _probability(judge(one)),
                _leanings(loaded.types, one.vector),
                partial(_tagged, loaded.tagger, one),
            )
            for one in self.passes(texts)
        ]

    def passes(self, texts: Sequence[str]) -> Iterator[Pass]:
        """What `encode` rests on, text by text."""
        loaded = self._load()
        return (_read(loaded, text) for text in texts)

    def _load(self) -> _Loaded:
        with self._lock:
            if self._loaded is None:
                self._loaded = _start(self._weights)
            return self._loaded


def _start(weights: Path) -> _Loaded:
    # Imported here: numpy and ONNX Runtime cost 0.2 s, and most functions never encode anything.
    import onnxruntime  # noqa: PLC0415
    from tokenizers import Tokenizer  # noqa: PLC0415

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.use_deterministic_compute = True
    # Every length is another shape: remembered allocation patterns would only grow.
    options.enable_mem_pattern = False
    options.log_severity_level = 3

    def session(name: str) -> Any:  # noqa: ANN401 - ONNX Runtime has no types
        return onnxruntime.InferenceSession(str(weights / name), options, providers=["CPUExecutionProvider"])

    tokenizer = Tokenizer.from_file(str(weights / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_length=MAX_TOKENS)
    calibration = read_calibration(weights / "checkworthiness.json")
    types = _read_types(weights / CLAIM_TYPES)
    return _Loaded(
        tokenizer, session("encoder.onnx"), session("checkworthiness.onnx"), calibration, types, session(TAGGER)
    )


def _read_types(path: Path) -> "NDArray[np.float64]":
    """What the vector says of each claim type: (types, dimensions), in the order of `ClaimType`."""
    import numpy as np  # noqa: PLC0415

    fields = json.loads(path.read_text("utf-8"))
    return np.asarray([fields[kind] for kind in ClaimType], dtype=np.float64)


def _leanings(types: "NDArray[np.float64]", vector: "NDArray[np.float64]") -> tuple[float, ...]:
    return tuple(round(float(x), 4) for x in types @ vector)


def read_calibration(path: Path) -> Calibration:
    """The calibration as the scripts of training/ write it."""
    import numpy as np  # noqa: PLC0415

    fields = json.loads(path.read_text("utf-8"))
    return Calibration(
        slope=float(fields["slope"]),
        intercept=float(fields["intercept"]),
        prior_shift=float(fields["prior_shift"]),
        news_slope=float(fields["news_slope"]),
        by_vector=np.asarray(fields["by_vector"], dtype=np.float64),
        by_pooled=np.asarray(fields["by_pooled"], dtype=np.float64),
    )


def _read(loaded: _Loaded, text: str) -> Pass:
    import numpy as np  # noqa: PLC0415

    # A lone surrogate is a legal str that no UTF-8 tokenizer takes.
    readable = text[:MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8")
    encoded = loaded.tokenizer.encode(readable)
    ids = np.asarray([encoded.ids], dtype=np.int64)
    vector, *states = loaded.session.run(["vector", *STATES], {"input_ids": ids})
    log_odds, pooled = loaded.head.run(["log_odds", "pooled"], dict(zip(STATES, states, strict=True)))
    return Pass(
        vector[0].astype(np.float64),
        pooled[0].astype(np.float64),
        float(log_odds[0]),
        states[0][0],
        encoded.offsets,
    )


def _tagged(tagger: Any, one: Pass, words: Sequence[WordForm]) -> list[list[float]]:  # noqa: ANN401 - no types
    """Log-probabilities of the parts of an attribution: (words, labels). Words beyond the pass have no state."""
    import numpy as np  # noqa: PLC0415

    if not words:
        return []
    states, counts, at = np.zeros((len(words), DIMENSIONS), dtype=np.float32), np.zeros(len(words)), 0
    for piece, (start, end) in enumerate(one.places):
        while at < len(words) and words[at].end <= start:
            at += 1
        if end > start and at < len(words):
            states[at] += one.states[piece]
            counts[at] += 1
    feed = {
        "states": (states / np.maximum(counts, 1)[:, None]).astype(np.float32)[None],
        "signs": np.asarray([[word.signs for word in words]], dtype=np.float32),
        "endings": np.asarray([[word.ending for word in words]], dtype=np.int64),
        "words": np.asarray([[word.word for word in words]], dtype=np.int64),
    }
    (parts,) = tagger.run(["parts"], feed)
    found: list[list[float]] = parts.tolist()
    return found


def _stored(vector: "NDArray[np.float64]") -> Vector:
    import numpy as np  # noqa: PLC0415

    scaled = np.rint(vector * (127.0 / np.abs(vector).max())).astype(np.int8)
    return bytes(scaled.tobytes())
