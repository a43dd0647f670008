"""Trains a tagger of sources, cues and contents over the encoder's word states, measured on PolNeAR.

    PYTHONPATH=shared/src:benchmarks .venv-train/bin/python training/train_attribution.py [--epochs 3] [--json FILE]

One sentence at a time: the states after the encoder's third layer, averaged over the pieces of each word, with the
classes of our word lists, the word's form and what the rules say of it, through one recurrent layer each way; the best
sequence of beginnings and insides is taken. `rules`, `tagger` and `both` are the three boards: both are all spans of
the rules, and those of the tagger that touch none of them. docs/models/attribution.md says what it is for.
"""

import argparse
import hashlib
import json
import pickle
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import attribution as bench
import corpora
import numpy as np
import torch
from encoder_states import WIDTH, name_of
from manifest import TAGGER, record
from onnxruntime.quantization import QuantType, quantize_dynamic
from sentence_vectors import MAX_TOKENS, session
from tokenizers import Tokenizer

from factcheck.claims.article import tokenised
from factcheck.claims.tagged_sources import ENDINGS, LABELS, SIGNS, WORDS, parts_of, word_forms
from factcheck.claims.tokens import Token

SEED = 7
LAYER = 2
HIDDEN = 96
BATCH = 64
RATE = 2e-3


@dataclass(frozen=True)
class Sentence:
    """A sentence as numbers: states and signs by word, hashed endings and words, labels, and where each word stands."""

    states: np.ndarray
    signs: np.ndarray
    endings: np.ndarray
    words: np.ndarray
    labels: np.ndarray
    spans: list[tuple[int, int]]


def labels_of(tokens: Sequence[Token], gold: bench.Spans) -> np.ndarray:
    out = np.zeros(len(tokens), dtype=np.int64)
    for part in ("content", "cue", "source"):
        for start, end in gold[part]:
            inside = [k for k, t in enumerate(tokens) if start <= t.start < end or t.start <= start < t.end]
            for n, k in enumerate(inside):
                goes_on = n > 0 or tokens[k].start > start + 1
                out[k] = LABELS.index(f"{'I' if goes_on else 'B'}-{part}")
    return out


class WordStates:
    """The encoder's states after a layer, a word at a time."""

    def __init__(self) -> None:
        self._net = session(str(corpora.WEIGHTS / "encoder.onnx"))
        self._tokenizer = Tokenizer.from_file(str(corpora.WEIGHTS / "tokenizer.json"))
        self._tokenizer.enable_truncation(max_length=MAX_TOKENS)

    def of(self, text: str, tokens: Sequence[Token]) -> np.ndarray:
        """Half precision, shape (words, 384); zero for words that the encoder does not see."""
        start = tokens[0].start
        encoded = self._tokenizer.encode(text[start : tokens[-1].end])
        ids = np.array([encoded.ids], dtype=np.int64)
        (states,) = self._net.run([name_of(LAYER)], {"input_ids": ids})
        word, rows, counts = 0, np.zeros((len(tokens), WIDTH), dtype=np.float32), np.zeros(len(tokens))
        for piece, (a, b) in enumerate(encoded.offsets):
            while word < len(tokens) and tokens[word].end - start <= a:
                word += 1
            if b > a and word < len(tokens):
                rows[word] += states[0, piece]
                counts[word] += 1
        return (rows / np.maximum(counts, 1)[:, None]).astype(np.float16)


def prepared(part: str) -> list[dict[str, Any]]:
    """Text, gold, spans of the rules and sentences of each article; kept in training/.work."""
    weights = (corpora.WEIGHTS / "encoder.onnx").read_bytes()
    file = corpora.WORK / f"polnear-{part}-{hashlib.sha256(weights).hexdigest()[:12]}.pickle"
    if file.exists():
        return pickle.loads(file.read_bytes())  # noqa: S301 - our own
    encoder, out, started = WordStates(), [], time.monotonic()
    for _, text, annotation in bench.articles(part):
        gold, sentences = bench.gold_spans(annotation), []
        for tokens in tokenised(text):
            if tokens:
                forms = word_forms(tokens)
                sentences.append(
                    Sentence(
                        encoder.of(text, tokens),
                        np.asarray([form.signs for form in forms], dtype=np.float16),
                        np.asarray([form.ending for form in forms], dtype=np.int64),
                        np.asarray([form.word for form in forms], dtype=np.int64),
                        labels_of(tokens, gold),
                        [(form.start, form.end) for form in forms],
                    )
                )
        out.append({"gold": gold, "rules": bench.our_spans(text), "sentences": sentences})
        if len(out) % 100 == 0:
            print(f"{part}: {len(out)} articles, {time.monotonic() - started:.0f} s", flush=True)
    file.write_bytes(pickle.dumps(out))
    return out


class Exported(torch.nn.Module):
    """The tagger as the product runs it: one sentence, log-probabilities."""

    def __init__(self, tagger: "Tagger") -> None:
        super().__init__()
        self.tagger = tagger

    def forward(
        self, states: torch.Tensor, signs: torch.Tensor, endings: torch.Tensor, words: torch.Tensor
    ) -> torch.Tensor:
        """Shape (words, labels)."""
        return torch.log_softmax(self.tagger(states, signs, endings, words), 2)[0]


def export(tagger: "Tagger") -> None:
    """Writes tagger.onnx, int8, beside the encoder's weights."""
    raw, small = corpora.WORK / "tagger_float32.onnx", corpora.WORK / "tagger_int8.onnx"
    words = torch.zeros(1, 9, dtype=torch.long)
    inputs = (torch.zeros(1, 9, WIDTH), torch.zeros(1, 9, SIGNS), words, words)
    names = ["states", "signs", "endings", "words"]
    axes = {name: {1: "words"} for name in names} | {"parts": {0: "words"}}
    torch.onnx.export(
        Exported(tagger).eval(), inputs, str(raw), input_names=names, output_names=["parts"], dynamic_axes=axes,
        opset_version=17, dynamo=False,
    )  # fmt: skip
    quantize_dynamic(str(raw), str(small), per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
    (corpora.WEIGHTS / TAGGER).write_bytes(small.read_bytes())
    record(TAGGER)


class Tagger(torch.nn.Module):
    """Scores of LABELS for each word of a sentence."""

    def __init__(self) -> None:
        super().__init__()
        self.endings, self.words = torch.nn.Embedding(ENDINGS, 16), torch.nn.Embedding(WORDS, 32)
        self.project = torch.nn.Linear(WIDTH + SIGNS + 48, HIDDEN)
        self.both_ways = torch.nn.LSTM(HIDDEN, HIDDEN, batch_first=True, bidirectional=True)
        self.score = torch.nn.Linear(2 * HIDDEN, len(LABELS))
        self.drop, self.drop_input = torch.nn.Dropout(0.3), torch.nn.Dropout(0.2)

    def forward(
        self, states: torch.Tensor, signs: torch.Tensor, endings: torch.Tensor, words: torch.Tensor
    ) -> torch.Tensor:
        """Shape (batch, words, labels)."""
        forms = [self.drop_input(self.endings(endings)), self.drop(self.words(words))]
        joined = torch.cat([self.drop_input(states), signs, *forms], dim=2)
        hidden, _ = self.both_ways(self.drop(torch.nn.functional.gelu(self.project(joined))))
        return self.score(self.drop(hidden))


def batch(sentences: Sequence[Sentence]) -> tuple[list[torch.Tensor], torch.Tensor]:
    longest = max(len(s.labels) for s in sentences)
    inputs = [
        torch.zeros(len(sentences), longest, WIDTH),
        torch.zeros(len(sentences), longest, SIGNS),
        torch.zeros(len(sentences), longest, dtype=torch.long),
        torch.zeros(len(sentences), longest, dtype=torch.long),
    ]
    labels = torch.full((len(sentences), longest), -100)
    for k, s in enumerate(sentences):
        for tensor, values in zip(inputs, (s.states, s.signs, s.endings, s.words), strict=True):
            tensor[k, : len(s.labels)] = torch.from_numpy(values).to(tensor.dtype)
        labels[k, : len(s.labels)] = torch.from_numpy(s.labels)
    return inputs, labels


def trained(sentences: list[Sentence], epochs: int) -> Tagger:
    torch.manual_seed(SEED)
    chance, tagger, started = np.random.default_rng(SEED), Tagger(), time.monotonic()
    batches = (len(sentences) + BATCH - 1) // BATCH
    optimiser = torch.optim.AdamW(tagger.parameters(), lr=RATE, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=epochs * batches + 1, pct_start=0.1)
    loss_of = torch.nn.CrossEntropyLoss(ignore_index=-100)
    for epoch in range(epochs):
        order, total = chance.permutation(len(sentences)), 0.0
        # Sentences of like length together, from pieces of a random order.
        wide = 50 * BATCH
        pieces = [
            sorted(order[at : at + wide], key=lambda i: len(sentences[i].labels)) for at in range(0, len(order), wide)
        ]
        parts = [piece[at : at + BATCH] for piece in pieces for at in range(0, len(piece), BATCH)]
        for number in chance.permutation(len(parts)):
            inputs, labels = batch([sentences[i] for i in parts[number]])
            loss = loss_of(tagger(*inputs).flatten(0, 1), labels.flatten())
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(tagger.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total += loss.item()
        print(f"epoch {epoch}: loss {total / len(parts):.3f}, {time.monotonic() - started:.0f} s", flush=True)
    return tagger.eval()


def tagged(tagger: Tagger, sentence: Sentence) -> bench.Spans:
    inputs, _ = batch([sentence])
    with torch.no_grad():
        scores = torch.log_softmax(tagger(*inputs), 2)[0].numpy()
    return {
        part: [(sentence.spans[first][0], sentence.spans[last - 1][1]) for first, last in runs]
        for part, runs in parts_of(scores.tolist()).items()
    }


def joined(ours: bench.Spans, learned: bench.Spans) -> bench.Spans:
    """All spans of the rules, and those of the tagger that touch none of them."""
    return {
        part: ours[part] + [s for s in learned[part] if not any(o[0] < s[1] and s[0] < o[1] for o in ours[part])]
        for part in bench.PARTS
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--without-states", action="store_true", help="words and signs alone: no pass of the encoder")
    parser.add_argument("--keep", type=Path, help="keep the tagger there, as PyTorch does, or take it from there")
    parser.add_argument("--write", action="store_true", help="write tagger.onnx beside the encoder's weights")
    options = parser.parse_args()
    torch.set_num_threads(1)
    dev, train = prepared("dev"), prepared("train")
    if options.without_states:
        for article in (*dev, *train):
            article["sentences"] = [replace(s, states=np.zeros((1, 1), np.float16)) for s in article["sentences"]]
    if options.keep and options.keep.exists():
        tagger = Tagger().eval()
        tagger.load_state_dict(torch.load(options.keep))
    else:
        tagger = trained([sentence for article in train for sentence in article["sentences"]], options.epochs)
        if options.keep:
            torch.save(tagger.state_dict(), options.keep)
    if options.write:
        export(tagger)
    boards = {name: bench.Board() for name in ("rules", "tagger", "both")}
    for article in dev:
        learned: bench.Spans = {part: [] for part in bench.PARTS}
        for sentence in article["sentences"]:
            for part, found in tagged(tagger, sentence).items():
                learned[part] += found
        boards["rules"].add(article["gold"], article["rules"])
        boards["tagger"].add(article["gold"], learned)
        boards["both"].add(article["gold"], joined(article["rules"], learned))
    report = {"training_articles": len(train), **{name: board.result() for name, board in boards.items()}}
    print(json.dumps(report, indent=1))
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
