"""Exports the trained relation model as one int8 ONNX graph and fits its temperature.

    .venv-train/bin/python training/export_relation.py

Writes relation.onnx and relation.json beside the encoder's weights or under --to; prints how far int8 is from float32.
"""

import argparse
import hashlib
import itertools
import json
import random
from collections import Counter
from pathlib import Path

import corpora
import numpy as np
import onnx
import onnxruntime
import torch
from authored_pairs import events
from lean_bert import LeanBert
from manifest import RELATION, record
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from relation_data import LABELS, Pair, plain, rows
from scipy.optimize import minimize_scalar
from train_relation import RelationNet, tokenizer

OPSET = 17
MAX_TOKENS = 128
NAME = "minilm-l6-relation"
# Activations with outliers that one scale a tensor cannot hold; see export_encoder.py.
FLOAT_NODES = ["/lean/layers.0/down/MatMul"]
PIECES = 17_000
"""Word pieces that stay: with the encoder all model files are to be within 50 MB."""
UNKNOWN = 100

ROWS = 200_000
BATCH = 1_000
# Sentences as the product meets them; probes and tables would calibrate for something else.
CALIBRATION = (
    "lingnli",
    "fever_symmetric",
    "fool_me_twice",
    "healthver",
    "sick",
    "cad_nli",
    "dnc_fw_negation",
    "equate_StressTest",
)


def half(identity: str) -> str:
    """Development pairs fall into two halves by their id: one sets the temperature, the other measures it."""
    return "calibrate" if hashlib.sha256(identity.encode()).digest()[0] % 2 else "measure"


def calibration_pairs(each: int) -> list[Pair]:
    chance = random.Random(11)  # noqa: S311
    found: list[Pair] = []
    for source in CALIBRATION:
        of_source = [r for r in rows("dev.jsonl.gz") if r["source"] == source and half(r["id"]) == "calibrate"]
        picked = chance.sample(of_source, min(each, len(of_source)))
        found += [(plain(r["premise"]), plain(r["hypothesis"]), LABELS[r["label"]]) for r in picked]
    return found


def logits_of(path: Path, pairs: list[Pair]) -> np.ndarray:
    """One pair a pass, as the product runs it."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    tokens, found = tokenizer(MAX_TOKENS), []
    for premise, hypothesis, _ in pairs:
        encoded = tokens.encode(premise, hypothesis)
        ids, types = (np.asarray([row], dtype=np.int64) for row in (encoded.ids, encoded.type_ids))
        feed = {"input_ids": ids, "token_type_ids": types}
        found.append(session.run(["logits"], feed)[0][0])
    return np.asarray(found, dtype=np.float64)


def log_softmax(logits: np.ndarray) -> np.ndarray:
    shifted = logits - logits.max(1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(1, keepdims=True))


def fit_temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """The divisor of the logits with the least log loss."""

    def loss(log_t: float) -> float:
        logs = log_softmax(logits / np.exp(log_t))
        return float(-logs[np.arange(len(labels)), labels].mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-1.5, 1.5), method="bounded").x))


class Trimmed(torch.nn.Module):
    """The network with the word embeddings of the most frequent word pieces alone; the others read as unknown."""

    def __init__(self, net: RelationNet, kept: list[int]) -> None:
        super().__init__()
        table = net.transformer.embeddings.word_embeddings
        unknown = kept.index(UNKNOWN)
        places = torch.full((table.num_embeddings,), unknown, dtype=torch.int32)
        places[torch.tensor(kept)] = torch.arange(len(kept), dtype=torch.int32)
        self.register_buffer("places", places)
        self.lean = LeanBert(net.transformer, MAX_TOKENS, torch.nn.Embedding.from_pretrained(table.weight[kept]))
        self.head = net.head

    def forward(self, input_ids: torch.Tensor, token_type_ids: torch.Tensor) -> torch.Tensor:
        """Logits of entailment, neutral, contradiction: (1, 3)."""
        states = self.lean(self.places[input_ids], token_type_ids)[-1]
        return self.head(torch.cat([states[:, 0], states.mean(1)], 1))


def frequent_pieces(size: int) -> list[int]:
    """The word pieces that stay, ascending: special ones, single letters, digits, and the most frequent of the data."""
    tokens = tokenizer(10_000)
    counts: Counter[int] = Counter()
    texts = itertools.chain(
        corpora.polnear_articles(),
        (
            text
            for row in itertools.islice(rows("train.jsonl.gz"), ROWS)
            for text in (row["premise"], row["hypothesis"])
        ),
        (text for event in events() for fact in event["facts"] for kind in fact.values() for text in kind),
    )
    while batch := list(itertools.islice(texts, BATCH)):
        for encoded in tokens.encode_batch_fast(batch, add_special_tokens=False):
            counts.update(encoded.ids)
    vocabulary = tokens.get_vocab()
    always = {i for piece, i in vocabulary.items() if len(piece.removeprefix("##")) == 1 and piece.isascii()}
    always |= {vocabulary[piece] for piece in ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")}
    most = [i for i, _ in counts.most_common() if i not in always]
    stay = always | set(most[: size - len(always)])
    lost = sum(n for i, n in counts.items() if i not in stay) / counts.total()
    print(f"{len(stay)} of {len(vocabulary)} word pieces stay; {lost:.2%} of those in the texts are of the others")
    return sorted(stay)


def export_float(net: torch.nn.Module, path: Path) -> None:
    ids = torch.randint(1000, 2000, (1, 9))
    torch.onnx.export(
        net,
        (ids, torch.zeros_like(ids)),
        str(path),
        input_names=["input_ids", "token_type_ids"],
        output_names=["logits"],
        dynamic_axes={"input_ids": {1: "tokens"}, "token_type_ids": {1: "tokens"}},
        opset_version=OPSET,
        dynamo=False,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--checkpoint", type=Path, default=corpora.WORK / "relation.pt")
    parser.add_argument("--to", type=Path, default=corpora.WEIGHTS)
    parser.add_argument("--pieces", type=int, default=PIECES, help="word pieces that stay")
    parser.add_argument("--each", type=int, default=150, help="calibration pairs a source")
    options = parser.parse_args()
    torch.set_num_threads(1)

    kept = torch.load(options.checkpoint, map_location="cpu")
    net = RelationNet(attention="eager").eval()
    net.load_state_dict(kept["net"])
    raw, ready, small = (corpora.WORK / f"relation_{name}.onnx" for name in ("float32", "prepared", "int8"))
    with torch.no_grad():
        export_float(Trimmed(net, frequent_pieces(options.pieces)), raw)
    quant_pre_process(str(raw), str(ready), skip_symbolic_shape=True)
    quantize_dynamic(
        str(ready), str(small), per_channel=True, reduce_range=True, weight_type=QuantType.QInt8,
        nodes_to_exclude=FLOAT_NODES,
    )  # fmt: skip
    onnx.checker.check_model(str(small))

    pairs = calibration_pairs(options.each)
    labels = np.asarray([label for _, _, label in pairs])
    ours, exact = logits_of(small, pairs), logits_of(raw, pairs)
    figures = {
        "bytes": small.stat().st_size,
        "pairs": len(pairs),
        "temperature": round(fit_temperature(ours, labels), 4),
        "accuracy_float32": round(float((exact.argmax(1) == labels).mean()), 4),
        "accuracy_int8": round(float((ours.argmax(1) == labels).mean()), 4),
        "same_answer": round(float((exact.argmax(1) == ours.argmax(1)).mean()), 4),
        "probability_shift_mean": round(
            float(np.abs(np.exp(log_softmax(exact)) - np.exp(log_softmax(ours))).mean()), 4
        ),
    }
    print(json.dumps(figures, indent=1))

    options.to.mkdir(parents=True, exist_ok=True)
    data = small.read_bytes()
    (options.to / "relation.onnx").write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    card = {
        "version": f"{NAME}-int8-{digest[:8]}", "sha256": digest, "temperature": figures["temperature"],
        "max_tokens": MAX_TOKENS, "labels": list(LABELS)[:3],
    }  # fmt: skip
    (options.to / "relation.json").write_text(json.dumps(card, indent=1, sort_keys=True) + "\n", "utf-8")
    if options.to == corpora.WEIGHTS:
        record(*RELATION, relation_version=card["version"])


if __name__ == "__main__":
    main()
