"""Which pairs the relation model learns from, in which order: the same for the same seed, however far it is read.

A pair is (premise, hypothesis, label): 0 entailment, 1 neutral, 2 contradiction, 3 "not entailment" of two-way sources,
where the loss sees entailment against the rest.
"""

import gzip
import json
import random
import re
from collections.abc import Iterator

import corpora

Pair = tuple[str, str, int]

LABELS = {"entailment": 0, "neutral": 1, "contradiction": 2, "not_entailment": 3}

# Share of each source among the public pairs: sentences of news and of reference prose first. InfoTabS and TabFact are
# tables, which the product never judges.
SHARES = {
    "lingnli": 0.35,
    "wanli_subset": 0.19,
    "fever_rte_dev": 0.17,
    "disco": 0.07,
    "cad_nli": 0.06,
    "mnli_3k": 0.05,
    "covidfact": 0.03,
    "rte": 0.03,
    "dnc_factuality": 0.02,
    "dnc_megaveridicality": 0.02,
    "cb": 0.01,
}

TURNED_SHARE = 0.12
PREMISE_TURNED = 0.4
GENERATED_SHARE = 0.15
# Most pairs are short: nearly twice as many in the same time.
SHORT_WORDS = 45
LONG_SHARE = 0.25

MAX_WORDS = 70  # longer pairs cost most of the time and are cut at 96 word pieces anyway


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


_VERBS = "is|was|are|were|will|can|could|would|should|must|did|does|do"
AUXILIARY = re.compile(rf"\b({_VERBS})\b")
NEGATIVE = re.compile(rf"\b(?:({_VERBS}) not|(is|was|are|were|could|would|should|did|does|do)n't)\b")
CLAUSE = re.compile(r"\b(that|which|who|where|when|while|if|whether|before|after|because|in)\b", re.IGNORECASE)
COMPARED_PAIRS = (
    "more/less larger/smaller higher/lower better/worse older/younger longer/shorter bigger/smaller greater/lesser "
    "stronger/weaker faster/slower most/few many/few always/never everyone/nobody"
)
COMPARED = {word: other for pair in COMPARED_PAIRS.split() for word, other in (pair.split("/")[::-1], pair.split("/"))}


def turned(pair: Pair, chance: random.Random) -> Pair | None:
    """The pair with its hypothesis turned into the opposite: what followed is contradicted, and the reverse.

    So that "not", "never" and "less" are read in both directions: most contradictions of public pairs carry a "not".
    """
    premise, hypothesis, label = pair
    if label not in {0, 1, 2} or hypothesis.endswith("?"):
        return None
    negative = NEGATIVE.search(hypothesis)
    if negative and negative.group(0)[:2] not in {"do", "di"}:
        verb = negative.group(1) or negative.group(2)
        other = hypothesis[: negative.start()] + verb + hypothesis[negative.end() :]
    elif negative or re.search(r"\b(not|no|never|nobody|none)\b|n't", hypothesis):
        return None
    else:
        compared = [m for m in re.finditer(r"\b[a-z]+\b", hypothesis) if m.group(0) in COMPARED]
        auxiliary = AUXILIARY.search(hypothesis)
        if compared and (auxiliary is None or chance.random() < 0.6):
            spot = chance.choice(compared)
            other = hypothesis[: spot.start()] + COMPARED[spot.group(0)] + hypothesis[spot.end() :]
        elif (
            auxiliary
            and auxiliary.group(0) not in {"do", "did", "does"}
            and not CLAUSE.search(hypothesis[: auxiliary.start()])
        ):
            other = (
                hypothesis[: auxiliary.end()]
                + chance.choice((" not", " not", " never"))
                + hypothesis[auxiliary.end() :]
            )
        else:
            return None
    return premise, other, (2, 1, 0)[label]


def turned_in_one(pair: Pair, chance: random.Random) -> Pair | None:
    """The hypothesis turned round; or, where it followed, sometimes the premise: a "not" tells in either text."""
    premise, hypothesis, label = pair
    if label == LABELS["entailment"] and chance.random() < PREMISE_TURNED:
        other = turned((hypothesis, premise, label), chance)
        return other and (other[1], hypothesis, other[2])
    return turned(pair, chance)


def stream(seed: int, without: frozenset[str] = frozenset(), turned_share: float = TURNED_SHARE) -> Iterator[Pair]:
    """Endless: public pairs, some with their hypothesis turned round, and made ones, in their shares."""
    from relation_pairs import generated  # noqa: PLC0415  it imports this module

    chance = random.Random(seed + 1)  # noqa: S311
    long, short = public(seed, without), public(seed + 3, without, SHORT_WORDS)
    made = (p for p in generated(seed + 2) if len(f"{p[0]} {p[1]}".split()) <= SHORT_WORDS)
    opposite = (t for t in (turned_in_one(p, chance) for p in public(seed + 4, without, SHORT_WORDS)) if t is not None)
    while True:
        roll = chance.random()
        if roll < GENERATED_SHARE:
            yield next(made)
        elif roll < GENERATED_SHARE + turned_share:
            yield next(opposite)
        else:
            yield next(long if chance.random() < LONG_SHARE else short)
