"""Pairs from the events written for this project (training/authored): facts told by several outlets, and against them.

    .venv-train/bin/python training/authored_pairs.py --show 20

Every event is fictional and written for this purpose; the label of a pair follows from the place of its sentences.
"""

import argparse
import itertools
import json
import random
import zlib
from collections import Counter
from dataclasses import dataclass

import corpora
from relation_data import Pair

FOLDER = corpora.ROOT / "training" / "authored"
SUPPORTS, NEITHER, REFUTES = 0, 1, 2
OTHERS = 6
"""Sentences of other facts of the event, the likest in words, of which some are set beside each sentence."""

OF_OTHERS = 1
"""How many of them."""

NEIGHBOURS = 2
"""Facts of the event that are too near a fact for what is against it to be left as saying nothing of them."""


HELD = 8
"""One event in so many is kept from the network, to measure it."""


def events(files: str = "*.json") -> list[dict]:
    """All events, in the order of the files."""
    return [event for path in sorted(FOLDER.glob(files)) for event in json.loads(path.read_text("utf-8"))]


def is_held(event: dict) -> bool:
    """Whether the network never sees the event; told by its name, so further events change nothing for the others."""
    return zlib.crc32(event["event"].encode()) % HELD == HELD - 1


@dataclass(frozen=True)
class Told:
    """A sentence of a made article: the fact's number, and whether it is the fact, against it, or neither."""

    fact: int
    kind: str
    text: str


def articles(event: dict, seed: int) -> list[list[Told]]:
    """Three articles about the event: the first tells its facts, the others tell them otherwise or contradict some."""
    chance = random.Random(seed)  # noqa: S311
    mixes = (
        ("same", "same", "same", "same"),
        ("same", "same", "against", "neither"),
        ("same", "against", "neither", ""),
    )
    told = []
    for turn, kinds in enumerate(mixes):
        article = []
        for number, fact in enumerate(event["facts"]):
            kind = chance.choice(kinds)
            choices = fact.get(kind) or []
            if choices:
                article.append(Told(number, kind, choices[turn % len(choices)]))
        chance.shuffle(article)
        told.append(article)
    return told


def label_of(a: Told, b: Told) -> str | None:
    """What one sentence does to the other; None where the making does not say."""
    kinds = {a.kind, b.kind}
    if a.fact != b.fact:
        return None if "against" in kinds else "neither"
    if kinds == {"same"}:
        return "supports"
    if kinds == {"same", "against"}:
        return "refutes"
    return "neither" if kinds == {"same", "neither"} else None


def pairs_of(event: dict, seed: int) -> list[Pair]:
    """Pairs of one event: of every fact as many that refute as support, and beside them what shares its words."""
    chance = random.Random(seed)  # noqa: S311
    found: list[Pair] = []
    for fact in event["facts"]:
        same = fact["same"]
        for against, label in ((fact["against"], REFUTES), (fact.get("neither", []), NEITHER)):
            every = [(a, b, label) for a, b in itertools.product(same, against)]
            found += chance.sample(every, min(OF_A_FACT, len(every)))
        found += [(a, b, SUPPORTS) for a, b in itertools.combinations(same, 2)][:OF_A_FACT]
    # Two sentences of one event are mostly of different facts, and a denial denies one of them only: without these
    # pairs a net learns that some sentences contradict whatever stands beside them.
    for i, fact in enumerate(event["facts"]):
        likest = sorted((j for j in range(len(event["facts"])) if j != i), key=lambda j: -_facts_likeness(event, i, j))
        cross = [(j, s) for j in likest for s in event["facts"][j]["same"]]
        for sentence in fact["same"]:
            near = sorted((s for _, s in cross), key=lambda s: -likeness(sentence, s))[:OTHERS]
            found += [(sentence, other, NEITHER) for other in chance.sample(near, OF_OTHERS)]
        # What is against one fact may be against its neighbours too ("the bill was defeated"): those are left out.
        apart = [s for j, s in cross if j not in likest[:NEIGHBOURS]]
        found += [(sentence, chance.choice(apart), NEITHER) for sentence in fact["against"]]
        found += [(sentence, chance.choice(apart), NEITHER) for sentence in fact["neither"]]
    sentences = [sentence for fact in event["facts"] for sentence in fact["same"]]
    itself = chance.choice(sentences)
    found.append((itself, itself, SUPPORTS))
    return [(b, a, label) if chance.random() < EVEN else (a, b, label) for a, b, label in found]


OF_A_FACT = 5
"""Pairs of one label that a fact gives in one epoch: many facts teach more than many pairs of few."""

EVEN = 0.5


def _facts_likeness(event: dict, i: int, j: int) -> float:
    """Of the two sentences of two facts that share the most words."""
    return max(likeness(a, b) for a in event["facts"][i]["same"] for b in event["facts"][j]["same"])


def likeness(a: str, b: str) -> float:
    """Share of the longer words of both that both have."""
    mine, its = ({w for w in text.lower().split() if len(w) > 3} for text in (a, b))
    return len(mine & its) / (len(mine | its) or 1)


def shuffled(seed: int, files: str = "*.json") -> list[Pair]:
    """All pairs of all events that are not held, once, in an order fixed by the seed."""
    every = [pair for event in events(files) if not is_held(event) for pair in pairs_of(event, seed)]
    random.Random(seed).shuffle(every)  # noqa: S311
    return every


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--show", type=int, default=20)
    options = parser.parse_args()
    every = shuffled(1)
    for premise, hypothesis, label in every[: options.show]:
        print("SNR"[label], "|", premise, "|", hypothesis)
    print(len(events()), "events", Counter("SNR"[label] for _, _, label in every))


if __name__ == "__main__":
    main()
