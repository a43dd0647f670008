"""Averages two checkpoints of the cross-encoder: what the last stage learned, and what it forgot of the one before.

    .venv-train/bin/python training/average_relation.py BEFORE AFTER --share 0.7 --to FILE

The second has started from the first, so the weights between them are a network too (Wortsman et al., 2022, "Robust
fine-tuning of zero-shot models").
"""

import argparse
from pathlib import Path

import torch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("--share", type=float, default=0.7, help="of the second")
    parser.add_argument("--to", type=Path, required=True)
    options = parser.parse_args()
    before, after = (torch.load(path, map_location="cpu")["net"] for path in (options.before, options.after))
    mixed = {
        name: torch.lerp(value, after[name], options.share) if value.is_floating_point() else value
        for name, value in before.items()
    }
    torch.save({"net": mixed, "seen": 0}, options.to)


if __name__ == "__main__":
    main()
