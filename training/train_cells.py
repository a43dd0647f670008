"""Trains the 128 cells of the article index by spherical k-means, and measures them on pairs of related articles.

    .venv-train/bin/python training/train_cells.py            # train, write weights/cells.npy, measure
    .venv-train/bin/python training/train_cells.py --measure  # measure what is there

Trained on sentences and article means of PolNeAR and on premises of news-like NLI sources; measured on the story sets
and on the news collection, which no centroid has seen.
"""

import argparse
import itertools
import json
import random

import corpora
import numpy as np
from manifest import record
from sentence_vectors import encode

CELLS = 128
SEED = 20311
COUNTS = (4, 6, 8, 12)
PREMISES = 12_000
SENTENCES_AN_ARTICLE = 12
# An article counts as much as this many sentences: articles are what is filed.
ARTICLE_WEIGHT = 8.0


def unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-12)


def training_vectors() -> tuple[np.ndarray, np.ndarray]:
    """Vectors and their weights: article means, sentences, premises."""
    chance = random.Random(SEED)  # noqa: S311
    articles = []
    for text in corpora.polnear_articles():
        sentences = corpora.split_sentences(text)
        articles.append(sorted(chance.sample(sentences, min(len(sentences), SENTENCES_AN_ARTICLE))))
    flat = [sentence for article in articles for sentence in article]
    vectors = encode("cells-polnear", flat)
    ends = np.cumsum([len(article) for article in articles])[:-1]
    means = np.stack([unit(part.mean(0)) for part in np.split(vectors, ends) if len(part)])
    premises = corpora.nli_premises()
    premises = chance.sample(premises, min(len(premises), PREMISES))
    others = encode("cells-premises", premises)
    print(f"{len(means)} article means, {len(vectors)} PolNeAR sentences, {len(others)} premises")
    weights = np.concatenate([np.full(len(means), ARTICLE_WEIGHT), np.ones(len(vectors) + len(others))])
    return np.concatenate([means, vectors, others]).astype(np.float64), weights


def spherical_kmeans(rows: np.ndarray, weights: np.ndarray, rounds: int = 60) -> np.ndarray:
    """Unit centroids; k-means++ start, empty cells restarted at the row that is farthest from its centroid."""
    chance = np.random.default_rng(SEED)
    centroids = [rows[chance.choice(len(rows), p=weights / weights.sum())]]
    distance = 1 - rows @ centroids[0]
    for _ in range(CELLS - 1):
        odds = weights * np.maximum(distance, 0)
        centroids.append(rows[chance.choice(len(rows), p=odds / odds.sum())])
        distance = np.minimum(distance, 1 - rows @ centroids[-1])
    means = np.stack(centroids)
    before = -1.0
    for _ in range(rounds):
        near = rows @ means.T
        cell = near.argmax(1)
        best = near[np.arange(len(rows)), cell]
        sums = np.zeros_like(means)
        np.add.at(sums, cell, rows * weights[:, None])
        for empty in np.flatnonzero(np.bincount(cell, minlength=CELLS) == 0):
            sums[empty] = rows[best.argmin()]
            best[best.argmin()] = 1.0
        means = unit(sums)
        now = float((best * weights).sum() / weights.sum())
        if now - before < 1e-6:
            break
        before = now
    print(f"mean cosine to the own centroid {before:.4f}")
    return means


def to_int8(rows: np.ndarray) -> np.ndarray:
    return np.rint(rows / np.abs(rows).max(axis=-1, keepdims=True) * 127).astype(np.int8)


def nearest(means: np.ndarray, centroids: np.ndarray, count: int) -> np.ndarray:
    """Membership matrix (articles, cells): which cells an article is filed under."""
    near = to_int8(means).astype(np.float64) @ unit(centroids.astype(np.float64)).T
    chosen = np.argsort(-near, axis=1, kind="stable")[:, :count]
    member = np.zeros(near.shape, dtype=np.float32)
    np.put_along_axis(member, chosen, 1.0, axis=1)
    return member


def article_means(name: str, texts: list[list[str]]) -> np.ndarray:
    vectors = encode(name, [sentence for text in texts for sentence in text])
    ends = np.cumsum([len(text) for text in texts])[:-1]
    return np.stack([unit(unit(part).mean(0)) for part in np.split(vectors, ends)])


def story_articles() -> tuple[list[list[str]], list[str], list[tuple[int, int]]]:
    """Sentences and set of every article, and the pairs of articles that hold a gold supports or refutes pair."""
    texts, events, places = [], [], {}
    related = set()
    for story in corpora.stories():
        for article in story["articles"]:
            places[story["id"], article["key"]] = len(texts)
            gold = [claim["sentence"] for claim in story["gold"]["claims"] if claim["article"] == article["key"]]
            texts.append(gold)
            events.append(story["id"])
        for relation in story["gold"]["relations"]:
            if relation["relation"] in ("supports", "refutes"):
                ends = (places[story["id"], relation["a"][0]], places[story["id"], relation["b"][0]])
                related.add((min(ends), max(ends)))
    return texts, events, sorted(related)


def news_sample(count: int = 1500) -> tuple[list[list[str]], list[str]]:
    """FNC-1 bodies with their event, and others as bystanders; at most 20 sentences each."""
    chance = random.Random(SEED)  # noqa: S311
    with_event, without = [], []
    for row in corpora.news_articles():
        sentences = corpora.split_sentences(" ".join(row["text"].split()))[:20]
        if sentences:
            (with_event if row.get("event_id") else without).append((sentences, str(row.get("event_id") or "")))
    chosen = chance.sample(with_event, min(len(with_event), count // 2)) + chance.sample(without, count - count // 2)
    return [sentences for sentences, _ in chosen], [event for _, event in chosen]


def figures(means: np.ndarray, pairs: list[tuple[int, int]], centroids: np.ndarray) -> list[dict[str, float]]:
    rows = []
    for count in COUNTS:
        member = nearest(means, centroids, count)
        shared = member @ member.T > 0
        others = (shared.sum() - len(means)) / (len(means) * (len(means) - 1))
        load = member.mean(0)
        rows.append(
            {
                "k": count,
                "pairs": len(pairs),
                "pairs_sharing_a_cell": round(float(np.mean([shared[a, b] for a, b in pairs])), 4),
                "all_articles_sharing_a_cell": round(float(others), 4),
                "share_of_articles_in_the_fullest_cell": round(float(load.max()), 4),
            }
        )
    return rows


def exact(means: np.ndarray, stories: list[tuple[int, int]], news: list[tuple[int, int]]) -> list[dict[str, float]]:
    """What a threshold on the cosine of the means would read instead: the bound for any index over these vectors."""
    cosines = means @ means.T
    rows = []
    for recall in (0.99, 0.98, 0.95):
        threshold = float(np.quantile([cosines[pair] for pair in news], 1 - recall))
        rows.append(
            {
                "threshold": round(threshold, 3),
                "news_pairs_found": recall,
                "story_pairs_found": round(float(np.mean([cosines[pair] >= threshold for pair in stories])), 4),
                "all_articles_read": round(float((cosines >= threshold).mean()), 4),
            }
        )
    return rows


def measure(centroids: np.ndarray) -> dict[str, object]:
    texts, events, related = story_articles()
    story_means = article_means("cells-stories", texts)
    same_set = [(a, b) for a, b in itertools.combinations(range(len(texts)), 2) if events[a] == events[b]]
    news_texts, news_events = news_sample()
    news_means = article_means("cells-news", news_texts)
    pairs = [
        (a, b)
        for a, b in itertools.combinations(range(len(news_texts)), 2)
        if news_events[a] and news_events[a] == news_events[b]
    ]
    # FNC-1 events are derived by machine: the closer pairs are those that comparing claims could bring anything for.
    close = [(a, b) for a, b in pairs if news_means[a] @ news_means[b] >= 0.6]
    everything = np.concatenate([story_means, news_means])
    bodies = np.array([bool(event) for event in news_events])
    return {
        "story_sets_same_set": figures(everything, same_set, centroids),
        "story_sets_pairs_with_a_gold_relation": figures(everything, related, centroids),
        "news_same_event": figures(news_means, pairs, centroids),
        "news_same_event_cosine_0.6": figures(news_means, close, centroids),
        "fnc1_bodies_alone": [
            {"k": row["k"], "all_articles_sharing_a_cell": row["all_articles_sharing_a_cell"]}
            for row in figures(news_means[bodies], [(0, 0)], centroids)
        ],
        "exact_search_on_the_means": exact(everything, same_set, [(a + len(texts), b + len(texts)) for a, b in pairs]),
        "news_articles": len(news_texts),
        "news_same_event_pairs_below_cosine_0.6": len(pairs) - len(close),
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--measure", action="store_true", help="measure the cells in the weights folder, train none")
    options = arguments.parse_args()
    path = corpora.WEIGHTS / "cells.npy"
    if not options.measure:
        np.save(path, to_int8(spherical_kmeans(*training_vectors())), allow_pickle=False)
        record("cells.npy")
    print(json.dumps(measure(np.load(path)), indent=1))


if __name__ == "__main__":
    main()
