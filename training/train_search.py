"""Trains the search over fact-checks: word frequencies, cells and the ranker; then measures it without a database.

    .venv/bin/python training/train_search.py            # writes crosscheck/search*.json and weights/search_cells.npy
    .venv/bin/python training/train_search.py --measure  # measures what is there
    .venv/bin/python training/train_search.py --same-claims  # how often a post is held for the very claim

CheckThat! 2022 task 2A (CC BY-SA 3.0 DE): 14,231 fact-checks; 1,195 train and dev queries train the ranker, the 202
dev-test queries are only measured. `benchmarks/claim_search.py` measures the same through the API. The shipped files
hold counts, centroids and nine weights, and no row of the data.
"""

import argparse
import csv
import gzip
import hashlib
import json
from collections import Counter, defaultdict
from datetime import UTC, datetime

import corpora
import numpy as np
from manifest import record

from factcheck.app.read_article import read_statement
from factcheck.crosscheck import search
from factcheck.crosscheck.same_claim import SIMILARITY, same_claim
from factcheck.domain.values import Claim, EncodedSentence
from factcheck.models.cells import Cells
from factcheck.models.encoder import OnnxEncoder

CROSSCHECK = corpora.ROOT / "shared" / "src" / "factcheck" / "crosscheck"
CELLS_FILE = corpora.WEIGHTS / "search_cells.npy"
CELLS, ROUNDS, SEED = 256, 12, 20311
AT_LEAST = (15, 20, 30, 45, 70, 100, 150, 250, 400, 700, 1000)
DEPTH = 5
FOLDS = 5

# A review may come without a title, a summary or a date: the ranker learns from all of these.
WHOLE, NO_TITLE, NO_DATE, CLAIM_ONLY = "whole", "no title", "no date", "claim only"
FORMS = (WHOLE, NO_TITLE, NO_DATE, CLAIM_ONLY)


def factchecks() -> list[dict]:
    with gzip.open(corpora.require(corpora.DATA / "retrieval" / "factchecks.jsonl.gz"), "rt", encoding="utf-8") as rows:
        return [json.loads(row) for row in rows]


def queries(name: str) -> dict[str, str]:
    with corpora.require(corpora.DATA / "retrieval" / f"queries_{name}.tsv").open(newline="", encoding="utf-8") as file:
        return {row[0]: row[1] for row in csv.reader(file, delimiter="\t")}


def relevant(*names: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for name in names:
        for line in corpora.require(corpora.DATA / "retrieval" / f"qrels_{name}.tsv").read_text("utf-8").splitlines():
            query, _, factcheck, _ = line.split("\t")
            found[query].add(factcheck)
    return found


def published(row: dict) -> datetime | None:
    try:
        return datetime.strptime(row["date"], "%d %B %Y").replace(tzinfo=UTC)
    except (ValueError, TypeError):
        return None


def encoded(name: str, texts: list[str]) -> list[bytes]:
    """Vectors of the shipped encoder, kept in training/.work."""
    encoder = OnnxEncoder()
    key = hashlib.sha256((encoder.version + "\0".join(texts)).encode("utf-8", "replace")).hexdigest()[:16]
    cache = corpora.WORK / f"{name}-{key}.npy"
    if not cache.exists():
        corpora.WORK.mkdir(exist_ok=True)
        np.save(cache, np.stack([np.frombuffer(encoder.encode([text])[0].vector, np.int8) for text in texts]))
    return [row.tobytes() for row in np.load(cache)]


def unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9)


def train_words(rows: list[dict]) -> None:
    counts = Counter(word for row in rows for word in set(search.tokens(" ".join(texts_of(row)))))
    lists: list[list[str]] = [[] for _ in AT_LEAST]
    for word, count in sorted(counts.items()):
        level = sum(count >= bound for bound in AT_LEAST) - 1
        if level >= 0:
            lists[level].append(word)
    table = {
        "note": "How many of 14,231 fact-checks (CheckThat! 2022 task 2A, CC BY-SA 3.0 DE) a stem stands in, in steps; "
        "made by training/train_search.py. Stems below the first step are taken as rare.",
        "documents": len(rows),
        "at_least": AT_LEAST,
        "words": [" ".join(words) for words in lists],
    }
    (CROSSCHECK / "search_words.json").write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n", "utf-8")
    search._table.cache_clear()  # noqa: SLF001


def texts_of(row: dict) -> list[str]:
    return [row["vclaim"], row["title"] or "", row["subtitle"] or ""]


def train_cells(vectors: list[bytes]) -> None:
    rows = unit(np.stack([np.frombuffer(v, np.int8) for v in vectors]).astype(np.float64))
    chance = np.random.default_rng(SEED)
    centroids = rows[chance.choice(len(rows), CELLS, replace=False)]
    for _ in range(ROUNDS):
        cell = (rows @ centroids.T).argmax(1)
        sums = np.zeros_like(centroids)
        np.add.at(sums, cell, rows)
        centroids = unit(np.where(np.linalg.norm(sums, axis=1, keepdims=True) > 0, sums, centroids))
    np.save(CELLS_FILE, np.rint(centroids / np.abs(centroids).max(1, keepdims=True) * 127).astype(np.int8))
    record(CELLS_FILE.name)


class Corpus:
    """The fact-checks, found as the product finds them."""

    def __init__(self, rows: list[dict], vectors: list[bytes]) -> None:
        self.rows, self.vectors = rows, vectors
        self.ids = [f"{n:05d}" for n in range(len(rows))]
        self.by_word: dict[str, list[str]] = defaultdict(list)
        self.by_cell: dict[int, list[str]] = defaultdict(list)
        self.cells = Cells(CELLS_FILE)
        for key, row, vector in zip(self.ids, rows, vectors, strict=True):
            for word in search.filed_words(row["vclaim"], row["title"]):
                self.by_word[word].append(key)
            for cell in self.cells.assign(vector, search.CELLS_FILED):
                self.by_cell[cell].append(key)
        self.signs = [search.signs(vector) for vector in vectors]

    def found(self, query: search.SearchQuery, whole: bytes) -> list[int]:
        """Numbers of the rows to be ranked."""
        by_words = search.by_words({word: self.by_word[word] for word in search.searched_words(query)})
        near = {k for c in self.cells.assign(whole, search.CELLS_SEARCHED) for k in self.by_cell[c]}
        by_signs = search.by_signs(whole, {key: self.signs[int(key)] for key in near})
        return sorted({int(key) for key in [*by_words, *by_signs]})

    def candidate(self, number: int, form: str) -> search.Candidate:
        """A row in one of `FORMS`."""
        row = self.rows[number]
        claim, title, summary = texts_of(row)
        more = {CLAIM_ONLY: "", NO_TITLE: summary}.get(form, f"{title} {summary}")
        when = None if form in {NO_DATE, CLAIM_ONLY} else published(row)
        return search.Candidate(self.ids[number], claim, more, self.vectors[number], when)


def average_precision(ranked: list[int], right: set[int]) -> float:
    hits, total = 0, 0.0
    for place, number in enumerate(ranked[:DEPTH], 1):
        if number in right:
            hits += 1
            total += hits / place
    return total / min(len(right), DEPTH)


def fit(rows: np.ndarray, right: np.ndarray, ridge: float = 1.0) -> tuple[float, np.ndarray]:
    """Logistic regression by Newton's method, over standardised features."""
    mean, spread = rows.mean(0), rows.std(0) + 1e-9
    design = np.column_stack([np.ones(len(rows)), (rows - mean) / spread])
    weights = np.zeros(design.shape[1])
    penalty = np.diag([0.0] + [ridge] * rows.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-design @ weights))
        curve = design.T @ (design * (chance * (1 - chance))[:, None]) + penalty
        step = np.linalg.solve(curve, design.T @ (right - chance) - penalty @ weights)
        weights += step
        if np.abs(step).max() < 1e-8:
            break
    slopes = weights[1:] / spread
    return float(weights[0] - slopes @ mean), slopes


def statement(text: str, vector: bytes, when: datetime | None = None) -> Claim:
    claim, _ = read_statement(
        text=text, published_at=when, encode=lambda texts: [EncodedSentence(vector, 0.5) for _ in texts]
    )
    return claim


def same_claims(rows: list[dict], vectors: list[bytes]) -> dict[str, int]:
    """Posts, and sentences of posts, that are held for the very claim of a fact-check: the annotated one or another."""
    numbers = {row["vclaim_id"]: n for n, row in enumerate(rows)}
    gold = {k: {numbers[f] for f in v} for k, v in relevant("train", "dev", "devtest").items()}
    posts = [(key, text) for name in ("train_dev", "devtest") for key, text in queries(name).items() if gold.get(key)]
    read = [search.read_query(text) for _, text in posts]
    owners = [key for (key, _), query in zip(posts, read, strict=True) for _ in (query.text, *query.sentences)]
    texts = [text for query in read for text in (query.text, *query.sentences)]
    known = unit(np.stack([np.frombuffer(v, np.int8) for v in vectors]).astype(np.float32))
    counts = Counter()
    for key, text, vector in zip(owners, texts, encoded("search-queries", texts), strict=True):
        near = known @ unit(np.frombuffer(vector, np.int8).astype(np.float32))
        for number in np.flatnonzero(near >= SIMILARITY):
            checked = statement(rows[number]["vclaim"], vectors[number], published(rows[number]))
            if same_claim(statement(text, vector), checked, float(near[number])):
                counts["annotated" if number in gold[key] else "another"] += 1
    return dict(counts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--measure", action="store_true", help="train nothing")
    parser.add_argument("--same-claims", action="store_true", help="only count the posts held for the very claim")
    options = parser.parse_args()
    rows = factchecks()
    vectors = encoded("search-claims", [row["vclaim"] for row in rows])
    if options.same_claims:
        print(same_claims(rows, vectors))
        return
    if not options.measure:
        train_words(rows)
        train_cells(vectors)
    corpus = Corpus(rows, vectors)
    numbers = {row["vclaim_id"]: n for n, row in enumerate(rows)}
    posts = [*queries("train_dev").items(), *queries("devtest").items()]
    gold = {k: {numbers[f] for f in v} for k, v in relevant("train", "dev", "devtest").items()}
    posts = [(key, text) for key, text in posts if gold.get(key)]
    unseen = {key for key, _ in queries("devtest").items()}
    read = [search.read_query(text) for _, text in posts]
    flat = [text for query in read for text in (query.text, *query.sentences)]
    at, made = 0, encoded("search-queries", flat)
    table: dict[str, list[np.ndarray]] = {form: [] for form in FORMS}
    found: list[list[int]] = []
    for query in read:
        whole, parts = made[at], made[at + 1 : at + 1 + len(query.sentences)]
        at += 1 + len(query.sentences)
        found.append(corpus.found(query, whole))
        for form in FORMS:
            hits = [corpus.candidate(number, form) for number in found[-1]]
            table[form].append(np.array(search.features_of(query, whole, parts, hits)))
    right = [np.array([n in gold[key] for n in hits], float) for (key, _), hits in zip(posts, found, strict=True)]
    learn = [i for i, (key, _) in enumerate(posts) if key not in unseen]
    test = [i for i, (key, _) in enumerate(posts) if key in unseen]

    def fitted(chosen: list[int]) -> tuple[float, np.ndarray]:
        return fit(
            np.vstack([table[form][i] for form in FORMS for i in chosen]),
            np.concatenate([right[i] for _ in FORMS for i in chosen]),
        )

    def measured(weights: np.ndarray, chosen: list[int], form: str) -> float:
        scores = []
        for i in chosen:
            order = np.argsort(-(table[form][i] @ weights), kind="stable")
            scores.append(average_precision([found[i][j] for j in order], gold[posts[i][0]]))
        return round(float(np.mean(scores)), 4)

    # Posts about the same fact-check stay in one fold.
    fold = {i: min(gold[posts[i][0]]) % FOLDS for i in learn}
    held_out = [
        measured(fitted([i for i in learn if fold[i] != f])[1], [i for i in learn if fold[i] == f], WHOLE)
        for f in range(FOLDS)
    ]
    if options.measure:
        raw = json.loads((CROSSCHECK / "search.json").read_text("utf-8"))
        intercept, weights = raw["intercept"], np.array([raw["weights"][name] for name in search.FEATURES])
    else:
        intercept, weights = fitted(learn)
    figures = {
        "queries": {"train": len(learn), "dev_test": len(test)},
        "candidates_a_query": round(float(np.mean([len(hits) for hits in found])), 1),
        "candidates_hold_the_right_one": {
            name: round(float(np.mean([bool(gold[posts[i][0]] & set(found[i])) for i in chosen])), 4)
            for name, chosen in (("train", learn), ("dev_test", test))
        },
        "map_at_5_train_cross_validated": round(float(np.mean(held_out)), 4),
        "map_at_5_dev_test": {form: measured(weights, test, form) for form in FORMS},
    }
    print(json.dumps(figures, indent=1))
    if not options.measure:
        ranker = {
            "note": "Logistic regression over candidates for posts of CheckThat! 2022 task 2A (train and dev; CC BY-SA "
            "3.0 DE); made by training/train_search.py.",
            "figures": figures,
            "intercept": round(intercept, 4),
            "weights": dict(zip(search.FEATURES, map(float, weights.round(4)), strict=True)),
        }
        (CROSSCHECK / "search.json").write_text(json.dumps(ranker, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
