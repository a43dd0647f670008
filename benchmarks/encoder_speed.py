"""Prints as JSON what the encoder costs on one thread: start, milliseconds a sentence by length, memory.

PYTHONPATH=shared/src .venv/bin/python benchmarks/encoder_speed.py
"""

import json
import platform
import resource
import statistics
import time
from collections.abc import Callable

import numpy as np
import onnxruntime
import tokenizers

from factcheck.crosscheck.similarity import cosines
from factcheck.models.cells import Cells
from factcheck.models.encoder import MAX_TOKENS, OnnxEncoder

SENTENCE = "Seven people died when a ferry sank off the coast of Norland on Tuesday morning, the harbour police said. "
LENGTHS = (8, 32, 64, 128)
ROUNDS = 60


def resident_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def text_of(tokens: int, encoder: OnnxEncoder) -> str:
    """Words of the sample sentence that make exactly `tokens` word pieces with the two special ones."""
    tokenizer = encoder._load().tokenizer  # noqa: SLF001
    words = (SENTENCE * 12).split()
    for count in range(len(words), 0, -1):
        text = " ".join(words[:count])
        if len(tokenizer.encode(text).ids) <= tokens:
            return text
    raise ValueError(tokens)


def least_milliseconds(call: Callable[[], object]) -> float:
    times = []
    for _ in range(20):
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1000)
    return min(times)


def milliseconds(text: str, encoder: OnnxEncoder) -> dict[str, float]:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        encoder.encode([text])
        times.append((time.perf_counter() - start) * 1000)
    times.sort()
    return {
        "least": round(times[0], 2),
        "median": round(statistics.median(times), 2),
        "p90": round(times[int(ROUNDS * 0.9)], 2),
    }


def main() -> None:
    before = resident_mb()
    start = time.perf_counter()
    encoder = OnnxEncoder()
    encoder.encode([SENTENCE])
    first_call = (time.perf_counter() - start) * 1000
    after = resident_mb()
    start = time.perf_counter()
    OnnxEncoder().encode([SENTENCE])
    second_start = (time.perf_counter() - start) * 1000

    speed = {}
    for tokens in LENGTHS:
        text = text_of(tokens, encoder)
        encoder.encode([text])
        speed[f"ms_at_{tokens}_tokens"] = milliseconds(text, encoder)

    chance = np.random.default_rng(1)
    keys = [chance.integers(-127, 128, 384).astype(np.int8).tobytes() for _ in range(1000)]
    compare = least_milliseconds(lambda: cosines(keys[:24], keys))
    cells = Cells()
    assign = least_milliseconds(lambda: cells.assign(keys[0], 6))

    result = {
        "machine": platform.machine(),
        "python": platform.python_version(),
        "onnxruntime": onnxruntime.__version__,
        "tokenizers": tokenizers.__version__,
        "encoder": encoder.version,
        "max_tokens": MAX_TOKENS,
        "first_call_ms": round(first_call, 1),
        "second_instance_ms": round(second_start, 1),
        "memory_mb_before": round(before, 1),
        "memory_mb_after_first_call": round(after, 1),
        "memory_mb_at_the_end": round(resident_mb(), 1),
        **speed,
        "ms_for_cosines_24_by_1000": round(compare, 2),
        "ms_for_cells_of_a_vector": round(assign, 3),
    }
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
