"""Last stages: the trained cross-encoder goes on with pairs of one event, and general ones among them. Resumable.

    .venv-train/bin/python training/adapt_relation.py --mine

Reads training/.work/relation.pt, writes training/.work/relation-adapted.pt; half an hour on two cores.
"""

import argparse
import itertools
import random
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import authored_pairs as authored
import corpora
import torch
from relation_data import Pair, stream
from relation_pairs import real
from tokenizers import Tokenizer
from train_relation import CHECKPOINT_SECONDS, RelationNet, batch_of, loss_of, tokenizer

SEED = 17
RATE = 8e-5
BATCH = 32
BUCKET = 512
GENERAL = 0.25
"""Share of general pairs."""

BESIDE = 0.05
"""Share of pairs of two sentences of one real article."""

EPOCHS = 1
MINED = 16
"""Pairs of an event that do nothing to one another and that the net takes most for contradictions."""


def beside(seed: int) -> Iterator[Pair]:
    """Endless: two sentences of one real article that share the most words, which say different things."""
    chance = random.Random(seed)  # noqa: S311
    articles = real()[1]
    while True:
        sentences = chance.choice(articles)
        one = chance.choice(sentences)
        near = sorted((s for s in sentences if s != one), key=lambda s: -authored.likeness(one, s))
        yield one, chance.choice(near[:3]), authored.NEITHER


@torch.no_grad()
def mined(net: RelationNet, tokens: Tokenizer) -> list[Pair]:
    """Of every event the pairs of sentences on different facts to which the net gives the most for refuting."""
    net.eval()
    found: list[Pair] = []
    for event in (e for e in authored.events() if not authored.is_held(e)):
        facts = [fact["same"] for fact in event["facts"]]
        every = [(a, b) for one, other in itertools.combinations(facts, 2) for a in one for b in other]
        near = sorted(every, key=lambda p: -authored.likeness(*p))[: len(every) // 3]
        refuting: list[float] = []
        ordered = sorted(near, key=lambda p: len(p[0]) + len(p[1]))
        for start in range(0, len(ordered), 2 * BATCH):
            fields, _ = batch_of(tokens, [(*p, authored.NEITHER) for p in ordered[start : start + 2 * BATCH]])
            refuting += torch.softmax(net(**fields), 1)[:, authored.REFUTES].tolist()
        worst = sorted(zip(refuting, ordered, strict=True), reverse=True)[:MINED]
        found += [(a, b, authored.NEITHER) for _, (a, b) in worst]
    print(f"{len(found)} pairs that are taken for contradictions", flush=True)
    return found


def mined_once(net: RelationNet, tokens: Tokenizer, path: Path) -> list[Pair]:
    """The mined pairs, kept in a file so that a run that goes on has those of its start."""
    if not path.exists():
        torch.save(mined(net, tokens), path)
    return torch.load(path)


def mixed(seed: int, hard: list[Pair], limit: int | None, new: str | None) -> list[Pair]:
    """The authored pairs and the hard ones, general ones among them; below a limit those of the new files go first."""
    chance = random.Random(seed)  # noqa: S311
    own = hard + [pair for epoch in range(EPOCHS) for pair in authored.shuffled(seed + epoch)]
    chance.shuffle(own)
    own = ((authored.shuffled(seed, new) if new else []) + own)[:limit]
    chance.shuffle(own)
    general, two = stream(seed), beside(seed)
    found: list[Pair] = []
    for pair in own:
        found.append(pair)
        if chance.random() < GENERAL / (1 - GENERAL - BESIDE):
            found.append(next(general))
        if chance.random() < BESIDE / (1 - GENERAL - BESIDE):
            found.append(next(two))
    return found


def learnt(
    net: RelationNet, optimizer: torch.optim.Optimizer, fields: dict[str, torch.Tensor], labels: torch.Tensor
) -> float:
    """One step on one batch; its loss."""
    loss = loss_of(net(**fields), labels)
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(optimizer.param_groups[0]["params"], 1.0)
    optimizer.step()
    return loss.item()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--start", type=Path, default=corpora.WORK / "relation.pt")
    parser.add_argument("--to", type=Path, default=corpora.WORK / "relation-adapted.pt")
    parser.add_argument("--limit", type=int, help="authored pairs at the most")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--new", help="files of events (a pattern) whose pairs are taken whole, before the others")
    parser.add_argument("--mine", action="store_true", help="also the pairs that the net at the start takes wrongly")
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    tokens, net = tokenizer(), RelationNet()
    net.load_state_dict(torch.load(options.start, map_location="cpu")["net"])
    net.transformer.embeddings.word_embeddings.weight.requires_grad_(False)
    learned = [p for p in net.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=RATE, weight_decay=0.01, fused=True)
    hard = mined_once(net, tokens, options.to.with_suffix(".mined")) if options.mine else []
    pairs, seen, running = mixed(options.seed, hard, options.limit, options.new), 0, 0.0
    half_way = options.to.with_suffix(".half")
    if half_way.exists():
        kept = torch.load(half_way, map_location="cpu")
        net.load_state_dict(kept["net"])
        optimizer.load_state_dict(kept["optimizer"])
        seen = kept["seen"]
        print(f"resumed after {seen} pairs", flush=True)

    def keep(path: Path) -> None:
        part = path.with_suffix(".part")
        torch.save({"net": net.state_dict(), "optimizer": optimizer.state_dict(), "seen": seen}, part)
        part.replace(path)

    net.train()
    begun, before = time.monotonic(), seen
    last = begun
    order = iter(pairs[seen:])
    while bucket := sorted(islice(order, BUCKET), key=lambda p: len(p[0]) + len(p[1])):
        batches = [bucket[i : i + BATCH] for i in range(0, len(bucket), BATCH)]
        random.Random(seen).shuffle(batches)  # noqa: S311
        for batch in batches:
            for group in optimizer.param_groups:
                group["lr"] = RATE * min(1.0, seen / 800, (len(pairs) - seen) / (0.6 * len(pairs)))
            loss = learnt(net, optimizer, *batch_of(tokens, batch))
            seen += len(batch)
            running = 0.97 * running + 0.03 * loss if running else loss
        now = time.monotonic()
        print(f"{seen} of {len(pairs)}, loss {running:.3f}, {(seen - before) / (now - begun):.1f} pairs/s", flush=True)
        if now - last > CHECKPOINT_SECONDS:
            keep(half_way)
            last = now
    keep(options.to)
    half_way.unlink(missing_ok=True)
    options.to.with_suffix(".mined").unlink(missing_ok=True)


if __name__ == "__main__":
    main()
