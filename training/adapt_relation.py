"""Last stage: the trained cross-encoder goes on with pairs of one event, and a third of general ones. Resumable.

    .venv-train/bin/python training/adapt_relation.py

Reads training/.work/relation.pt, writes training/.work/relation-adapted.pt; half an hour on two cores.
"""

import argparse
import random
import time
from itertools import islice
from pathlib import Path

import corpora
import torch
from authored_pairs import shuffled
from relation_data import Pair, stream
from train_relation import CHECKPOINT_SECONDS, RelationNet, batch_of, loss_of, tokenizer

SEED = 17
RATE = 8e-5
BATCH = 32
BUCKET = 512
GENERAL = 0.33
EPOCHS = 1


def mixed(limit: int | None) -> list[Pair]:
    """The authored pairs in their order, general ones among them."""
    chance = random.Random(SEED)  # noqa: S311
    own = [pair for epoch in range(EPOCHS) for pair in shuffled(SEED + epoch)][:limit]
    general = stream(SEED)
    found: list[Pair] = []
    for pair in own:
        found.append(pair)
        if chance.random() < GENERAL / (1 - GENERAL):
            found.append(next(general))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--start", type=Path, default=corpora.WORK / "relation.pt")
    parser.add_argument("--to", type=Path, default=corpora.WORK / "relation-adapted.pt")
    parser.add_argument("--limit", type=int, help="authored pairs at the most")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.manual_seed(SEED)
    torch.set_num_threads(options.threads)
    tokens, net = tokenizer(), RelationNet()
    net.load_state_dict(torch.load(options.start, map_location="cpu")["net"])
    net.transformer.embeddings.word_embeddings.weight.requires_grad_(False)
    learned = [p for p in net.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=RATE, weight_decay=0.01, fused=True)
    pairs, seen, running = mixed(options.limit), 0, 0.0
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
            fields, labels = batch_of(tokens, batch)
            loss = loss_of(net(**fields), labels)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(learned, 1.0)
            optimizer.step()
            seen += len(batch)
            running = 0.97 * running + 0.03 * loss.item() if running else loss.item()
        now = time.monotonic()
        print(f"{seen} of {len(pairs)}, loss {running:.3f}, {(seen - before) / (now - begun):.1f} pairs/s", flush=True)
        if now - last > CHECKPOINT_SECONDS:
            keep(half_way)
            last = now
    keep(options.to)
    half_way.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
