"""Trains the check-worthiness head: a small network over the frozen token states of the int8 encoder, calibrated.

    .venv-train/bin/python training/train_checkworthiness.py [--epochs 3]

Trained on the ClaimBuster crowd-sourced sentences, calibrated on held-out debates of it (split by File_id), which also
set the threshold for debates; shifted to the prior of news on the story sets; measured on the ClaimBuster ground truth,
which nothing above has seen. The mean of all words, as search needs it, drowns the one clause that is worth checking:
the head looks at each word with its neighbours, and weighs and picks among them.
"""

import argparse
import json
import random
import time

import corpora
import encoder_states
import numpy as np
import torch
from manifest import record
from scoring import average_precision, best_f1, expected_calibration_error, f1
from sentence_vectors import session
from sklearn.linear_model import LogisticRegression

SEED = 5
WIDTH = 128
WEIGHERS = 4
BATCH = 64
LONGEST = 96  # word pieces of a training sentence
RATE = 1e-3
SMOOTHING = 0.1  # the crowd's labels are noisy
WORTHY = 2  # the class among not factual, unimportant, check-worthy


class Head(torch.nn.Module):
    """Words projected, each with its neighbours; weighted sums and maxima over them; three classes of ClaimBuster."""

    def __init__(self) -> None:
        super().__init__()
        self.project = torch.nn.Linear(encoder_states.WIDTH * len(encoder_states.LAYERS), WIDTH)
        self.neighbours = torch.nn.Conv1d(WIDTH, WIDTH, 3, padding=1)
        self.weigh = torch.nn.Linear(WIDTH, WEIGHERS)
        self.join = torch.nn.Linear(WIDTH * (WEIGHERS + 1), WIDTH)
        self.classes = torch.nn.Linear(WIDTH, 3)
        self.drop_input, self.drop = torch.nn.Dropout(0.2), torch.nn.Dropout(0.3)

    def pooled(self, states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """The words of each sentence in one: shape (batch, 640)."""
        words = torch.nn.functional.gelu(self.project(self.drop_input(states)))
        words = words + torch.nn.functional.gelu(self.neighbours(words.transpose(1, 2)).transpose(1, 2))
        away = (mask.unsqueeze(-1) - 1) * 1e4
        weights = torch.softmax(self.weigh(words) + away, dim=1)
        sums = torch.matmul(weights.transpose(1, 2), words).flatten(1)
        return torch.cat([sums, (words + away).max(1).values], dim=1)

    def judged(self, pooled: torch.Tensor) -> torch.Tensor:
        """Logits of shape (batch, 3)."""
        return self.classes(self.drop(torch.nn.functional.gelu(self.join(self.drop(pooled)))))

    def forward(self, states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Logits of shape (batch, 3)."""
        return self.judged(self.pooled(states, mask))


class Product(torch.nn.Module):
    """One sentence, unpadded: its states in, the log-odds that it is worth checking and its words in one out."""

    def __init__(self, head: Head) -> None:
        super().__init__()
        self.head = head

    def forward(self, first: torch.Tensor, last: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Shapes (1,) and (1, 640)."""
        states = torch.cat([first, last], dim=2)
        pooled = self.head.pooled(states, torch.ones_like(states[:, :, 0]))
        logits = self.head.judged(pooled)
        return logits[:, WORTHY] - torch.logsumexp(logits[:, :WORTHY], dim=1), pooled


def worthy(rows: list[dict[str, str]]) -> np.ndarray:
    return np.array([row["Verdict"] == "1" for row in rows], dtype=np.int64)


def split_by_file(rows: list[dict[str, str]], share: float) -> tuple[list[int], list[int]]:
    """Row numbers of training and of held-out debates, whole debates each."""
    names = sorted({row["File_id"] for row in rows})
    random.Random(11).shuffle(names)  # noqa: S311
    held, wanted = set(), share * len(rows)
    for name in names:
        if sum(row["File_id"] in held for row in rows) >= wanted:
            break
        held.add(name)
    inside = [i for i, row in enumerate(rows) if row["File_id"] not in held]
    outside = [i for i, row in enumerate(rows) if row["File_id"] in held]
    return inside, outside


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def macro_f1(gold: np.ndarray, found: np.ndarray) -> float:
    return (f1(gold, found) + f1(1 - gold, ~found)) / 2


def measure(gold: np.ndarray, probabilities: np.ndarray) -> dict[str, float]:
    threshold, best = best_f1(gold, probabilities)
    return {
        "sentences": len(gold),
        "positive": round(float(gold.mean()), 3),
        "average_precision": round(average_precision(gold, probabilities), 3),
        "f1_at_0.5": round(f1(gold, probabilities >= 0.5), 3),
        "macro_f1_at_0.5": round(macro_f1(gold, probabilities >= 0.5), 4),
        "best_f1": round(best, 3),
        "best_threshold": round(threshold, 3),
        "expected_calibration_error": round(expected_calibration_error(gold, probabilities), 3),
    }


def batch(states: encoder_states.States, numbers: list[int]) -> tuple[torch.Tensor, torch.Tensor]:
    longest = min(LONGEST, max(states.length(i) for i in numbers))
    rows = torch.zeros(len(numbers), longest, encoder_states.WIDTH * len(encoder_states.LAYERS))
    mask = torch.zeros(len(numbers), longest)
    for k, i in enumerate(numbers):
        one = torch.from_numpy(states.of(i)[:longest])
        rows[k, : len(one)] = one
        mask[k, : len(one)] = 1
    return rows, mask


def of_like_length(states: encoder_states.States, order: np.ndarray) -> list[list[int]]:
    """Batches whose sentences are about equally long, from pieces of a random order."""
    pieces = [sorted(order[at : at + 50 * BATCH], key=states.length) for at in range(0, len(order), 50 * BATCH)]
    return [piece[at : at + BATCH] for piece in pieces for at in range(0, len(piece), BATCH)]


def trained(states: encoder_states.States, inside: list[int], classes: np.ndarray, epochs: int) -> Head:
    torch.manual_seed(SEED)
    chance = np.random.default_rng(SEED)
    head, started = Head(), time.monotonic()
    steps = sum(len(of_like_length(states, np.array(inside))) for _ in range(epochs))
    optimiser = torch.optim.AdamW(head.parameters(), lr=RATE, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps + 1, pct_start=0.1)
    loss_of = torch.nn.CrossEntropyLoss(label_smoothing=SMOOTHING)
    for epoch in range(epochs):
        batches = of_like_length(states, chance.permutation(inside))
        total = 0.0
        for number in chance.permutation(len(batches)):
            numbers = list(batches[number])
            loss = loss_of(head(*batch(states, numbers)), torch.from_numpy(classes[numbers]))
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            total += loss.item()
        print(f"epoch {epoch}: loss {total / len(batches):.3f}, {time.monotonic() - started:.0f} s", flush=True)
    return head.eval()


def export(head: Head) -> None:
    names = [encoder_states.name_of(layer) for layer in encoder_states.LAYERS]
    example = torch.zeros(1, 7, encoder_states.WIDTH)
    torch.onnx.export(
        Product(head),
        (example, example),
        str(corpora.WEIGHTS / "checkworthiness.onnx"),
        input_names=names,
        output_names=["log_odds", "pooled"],
        dynamic_axes={name: {1: "tokens"} for name in names},
        opset_version=17,
        dynamo=False,
    )


def log_odds(states: encoder_states.States, count: int) -> np.ndarray:
    """What the exported head says of each sentence, one at a time as in the product."""
    net = session(str(corpora.WEIGHTS / "checkworthiness.onnx"))
    out = np.empty(count)
    for i in range(count):
        parts = np.split(states.of(i)[None], len(encoder_states.LAYERS), axis=2)
        names = map(encoder_states.name_of, encoder_states.LAYERS)
        out[i] = net.run(None, dict(zip(names, parts, strict=True)))[0][0]
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--epochs", type=int, default=3)
    options = parser.parse_args()
    torch.set_num_threads(1)
    rows = corpora.claimbuster("claimbuster_crowdsourced.csv")
    truth = corpora.claimbuster("claimbuster_groundtruth.csv")
    # A few ground-truth sentences stand in the crowd-sourced file too: they must not train what they measure.
    seen = {row["Text"].strip().lower() for row in truth}
    rows = [row for row in rows if row["Text"].strip().lower() not in seen]
    print(f"{len(rows)} sentences of {len({row['File_id'] for row in rows})} debates")
    states = encoder_states.gather("claimbuster", [row["Text"] for row in rows])
    inside, outside = split_by_file(rows, 0.2)
    export(trained(states, inside, np.array([int(row["Verdict"]) + 1 for row in rows]), options.epochs))

    gold = worthy(rows)[outside]
    raw = log_odds(states, len(rows))[outside]
    platt = LogisticRegression(C=1e6).fit(raw[:, None], gold)
    slope, intercept = float(platt.coef_[0, 0]), float(platt.intercept_[0])
    held_out = sigmoid(slope * raw + intercept)
    threshold = max(np.linspace(0.2, 0.8, 61), key=lambda t: macro_f1(gold, held_out >= t))

    claims = [claim for story in corpora.stories() for claim in story["gold"]["claims"]]
    news = np.array([claim["checkworthy"] for claim in claims], dtype=np.int64)
    news_states = encoder_states.gather("stories", [claim["sentence"] for claim in claims])
    news_log_odds = slope * log_odds(news_states, len(claims)) + intercept
    prior_shift = shift_to_prior(news_log_odds, float(news.mean()))

    unseen, labels = (
        sigmoid(
            slope * log_odds(encoder_states.gather("groundtruth", [r["Text"] for r in truth]), len(truth)) + intercept
        ),
        worthy(truth),
    )
    figures = {
        "prior_shift": round(prior_shift, 3),
        "debate_threshold": round(float(threshold), 3),
        "held_out_debates": measure(gold, held_out),
        "claimbuster_ground_truth": measure(labels, unseen),
        "claimbuster_ground_truth_macro_f1_at_the_debate_threshold": round(macro_f1(labels, unseen >= threshold), 4),
        "story_sets": measure(news, sigmoid(news_log_odds + prior_shift)),
        "story_sets_unshifted": measure(news, sigmoid(news_log_odds)),
        "story_sets_all_positive_f1": round(f1(news, np.ones_like(news)), 3),
    }
    print(json.dumps(figures, indent=1))
    fields = {
        "_": "Calibration of checkworthiness.onnx; docs/models/encoder.md. Made by training/train_checkworthiness.py.",
        "slope": round(slope, 6),
        "intercept": round(intercept, 6),
        "prior_shift": round(prior_shift, 6),
        "debate_threshold": round(float(threshold), 3),
        # What tells news from debates is fitted by fit_checkworthiness_signs.py, which must run after this.
        "news_slope": 1.0,
        "by_vector": [0.0] * encoder_states.WIDTH,
        "by_pooled": [0.0] * (WIDTH * (WEIGHERS + 1)),
    }
    (corpora.WEIGHTS / "checkworthiness.json").write_text(json.dumps(fields, indent=1) + "\n", "utf-8")
    record("checkworthiness.json", "checkworthiness.onnx")


def shift_to_prior(log_odds: np.ndarray, prior: float) -> float:
    """What to add to the log-odds to make the mean probability `prior`; of the labels only their share is used."""
    low, high = -10.0, 10.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if sigmoid(log_odds + middle).mean() < prior else (low, middle)
    return (low + high) / 2


if __name__ == "__main__":
    main()
