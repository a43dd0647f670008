"""Which pairs the relation model learns from, in which order: the same for the same seed, however far it is read.

A pair is (premise, hypothesis, label): 0 entailment, 1 neutral, 2 contradiction, 3 "not entailment" of two-way sources,
where the loss sees entailment against the rest.
"""

import gzip
import json
import random
import re
from collections.abc import Iterator
from itertools import count

import corpora

Pair = tuple[str, str, int]

LABELS = {"entailment": 0, "neutral": 1, "contradiction": 2, "not_entailment": 3}

# Share of each source among the public pairs: sentences of news and of reference prose first. InfoTabS and TabFact are
# tables, which the product never judges; captions (CAD, DISCO) teach word swaps and little else.
SHARES = {
    "fever_rte_dev": 0.24,
    "wanli_subset": 0.18,
    "lingnli": 0.21,
    "mnli_3k": 0.12,
    "rte": 0.08,
    "cad_nli": 0.05,
    "disco": 0.04,
    "covidfact": 0.03,
    "dnc_factuality": 0.02,
    "dnc_megaveridicality": 0.02,
    "cb": 0.01,
}

# The run begins with public pairs alone; then every other pair is a generated one, until those are mostly learned
# (three of four right after 10,000 pairs, when LingNLI stood at a half), then one of four.
PUBLIC_FIRST = 2_048
HALF_GENERATED_UNTIL = 14_848
GENERATED_SHARES = (0.5, 0.27)
# Short pairs to the end: nearly twice as many in the same time, and what was least learned by then was plain inference.
SHORT_FROM = 23_552
SHORT_WORDS = 42

MAX_WORDS = 75  # longer pairs cost most of the time and are cut at 96 word pieces anyway


def rows(file: str) -> Iterator[dict]:
    """The rows of train.jsonl.gz or dev.jsonl.gz."""
    with gzip.open(corpora.require(corpora.DATA / "nli" / file), "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def plain(text: str) -> str:
    """Without the marks of treebanks (-LRB-), which the product never meets."""
    text = re.sub(r"\s*-LRB-\s*", " (", text)
    text = re.sub(r"\s*-RRB-", ")", text)
    return re.sub(r"\s+", " ", text).strip()


def public(seed: int, without: frozenset[str] = frozenset(), longest: int = MAX_WORDS) -> Iterator[Pair]:
    """Endless: sources drawn by their shares, each shuffled, its labels taken in turn."""
    chance = random.Random(seed)  # noqa: S311
    pools: dict[str, dict[int, list[Pair]]] = {}
    for row in rows("train.jsonl.gz"):
        source = row["source"]
        if source not in SHARES or source in without:
            continue
        pair = (plain(row["premise"]), plain(row["hypothesis"]), LABELS[row["label"]])
        if len(f"{pair[0]} {pair[1]}".split()) <= longest:
            pools.setdefault(source, {}).setdefault(pair[2], []).append(pair)
    for labels in pools.values():
        for pairs in labels.values():
            chance.shuffle(pairs)
    names = sorted(pools)
    weights = [SHARES[name] for name in names]
    taken: dict[tuple[str, int], int] = {}
    while True:
        name = chance.choices(names, weights)[0]
        label = chance.choice(sorted(pools[name]))
        pool = pools[name][label]
        turn = taken.get((name, label), 0)
        taken[name, label] = turn + 1
        yield pool[turn % len(pool)]


def stream(seed: int, without: frozenset[str] = frozenset()) -> Iterator[Pair]:
    """Endless: public pairs, then public and generated ones in their shares."""
    chance = random.Random(seed + 1)  # noqa: S311
    real = public(seed, without)
    for _ in range(PUBLIC_FIRST):
        yield next(real)
    from relation_pairs import generated  # noqa: PLC0415  read when its turn comes

    made = generated(seed + 2)
    short = public(seed + 3, without, SHORT_WORDS)
    for index in count(PUBLIC_FIRST):
        share = GENERATED_SHARES[index >= HALF_GENERATED_UNTIL]
        plain_pairs = short if index >= SHORT_FROM else real
        pair = next(made) if chance.random() < share else next(plain_pairs)
        if index < SHORT_FROM or len(f"{pair[0]} {pair[1]}".split()) <= SHORT_WORDS:
            yield pair
