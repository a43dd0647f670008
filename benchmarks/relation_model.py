"""How well the relation model does: public sets against the starting point, calibration and speed.

    PYTHONPATH=shared/src python benchmarks/relation_model.py --json benchmarks/results/relation_model.json

The public sets' development rows lie in ../shared/data/nli (absent: said and skipped). Every pair runs through the
class that ships, one pair a pass. What the model brings on the story sets is measured where its judge is fitted
(training/relation_judge.py); `--stories` takes that script's figures over into the result.
"""

import argparse
import collections
import gzip
import hashlib
import json
import random
import re
import statistics
import sys
import time
from pathlib import Path

from factcheck.models.relation import CrossEncoder

ROOT = Path(__file__).resolve().parent.parent
DEV = ROOT.parent / "shared" / "data" / "nli" / "dev.jsonl.gz"
LABELS = ("entailment", "neutral", "contradiction")

# What stands in the data's README: the same net, 40,000 pairs of the public sets, one epoch, nothing else done.
STARTING_POINT = {
    "fever_symmetric": 0.81, "fool_me_twice": 0.56, "healthver": 0.53, "lingnli": 0.64, "sick": 0.82,
    "wice_oracle": 0.50, "dnc_fw_negation": 0.50, "dnc_fw_quantification": 0.62, "dnc_fw_comparatives": 0.44,
}  # fmt: skip
CALIBRATED_ON = (
    "lingnli", "fever_symmetric", "fool_me_twice", "healthver", "sick", "cad_nli", "dnc_fw_negation",
    "equate_StressTest",
)  # fmt: skip
BALANCED = {"wice_oracle", "begin", "covidfact"}


def plain(text: str) -> str:
    """Without treebank brackets, as in training."""
    text = re.sub(r"\s*-LRB-\s*", " (", text)
    return re.sub(r"\s+", " ", re.sub(r"\s*-RRB-", ")", text)).strip()


def measured_half(identity: str) -> bool:
    """The half of the pairs that did not set the temperature (the rule of training/export_relation.py)."""
    return hashlib.sha256(identity.encode()).digest()[0] % 2 == 1


def windows(premise: str, hypothesis: str) -> list[str]:
    """A long premise in overlapping stretches of 75 words, so that no part of it is cut away."""
    words = premise.split()
    size = max(40, 85 - len(hypothesis.split()))
    if len(words) <= size:
        return [premise]
    return [" ".join(words[i : i + size]) for i in range(0, len(words) - size // 3, size * 2 // 3)]


def judged(model: CrossEncoder, premise: str, hypothesis: str) -> tuple[float, float, float]:
    """The window with the most to say."""
    found = [model.probabilities(part, hypothesis) for part in windows(premise, hypothesis)]
    return min(found, key=lambda p: p[1])


def public_sets(model: CrossEncoder, each: int) -> tuple[dict, dict]:
    """Accuracy per source; calibration error on the pairs that did not set the temperature."""
    by_source = collections.defaultdict(list)
    with gzip.open(DEV, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            by_source[row["source"]].append(row)
    chance, table, calibration = random.Random(3), {}, []  # noqa: S311
    for source, found in sorted(by_source.items()):
        rows = chance.sample(found, min(each, len(found)))
        answers = [judged(model, plain(r["premise"]), plain(r["hypothesis"])) for r in rows]
        gold = {r["label"] for r in rows}
        two_way = "not_entailment" in gold
        hits = collections.defaultdict(list)
        among = []
        for row, p in zip(rows, answers, strict=True):
            said = ("entailment" if p[0] >= 0.5 else "not_entailment") if two_way else LABELS[p.index(max(p))]
            hits[row["label"]].append(said == row["label"])
            if not two_way:
                options = [i for i in range(3) if LABELS[i] in gold]
                among.append(LABELS[max(options, key=lambda i: p[i])] == row["label"])
                if source in CALIBRATED_ON and measured_half(row["id"]):
                    calibration.append((max(p), said == row["label"]))
        flat = [hit for found_ in hits.values() for hit in found_]
        table[source] = {"pairs": len(rows), "accuracy": round(statistics.mean(flat), 3)}
        if not two_way and gold != set(LABELS):
            table[source]["accuracy_among_its_labels"] = round(statistics.mean(among), 3)
        if source in BALANCED:
            table[source]["balanced"] = round(statistics.mean(statistics.mean(h) for h in hits.values()), 3)
        if source in STARTING_POINT:
            table[source]["starting_point"] = STARTING_POINT[source]
        print(source, table[source], file=sys.stderr, flush=True)
    return table, reliability(calibration)


def reliability(pairs: list[tuple[float, bool]]) -> dict:
    """Expected calibration error in ten bins of equal width, with the bins."""
    bins = collections.defaultdict(list)
    for sure, hit in pairs:
        bins[min(9, int(sure * 10))].append((sure, hit))
    error, shown = 0.0, []
    for index, found in sorted(bins.items()):
        sure, right = statistics.mean(s for s, _ in found), statistics.mean(h for _, h in found)
        error += len(found) / len(pairs) * abs(sure - right)
        shown.append(
            {"from": index / 10, "pairs": len(found), "confidence": round(sure, 3), "accuracy": round(right, 3)}
        )
    return {"pairs": len(pairs), "expected_calibration_error": round(error, 4), "bins": shown}


def speed(model: CrossEncoder, rounds: int = 40) -> dict:
    """Milliseconds a pair at 64 and at 128 word pieces (one thread), and of the first call."""
    started = time.perf_counter()
    model.probabilities("A fire broke out.", "There was a fire.")
    first = time.perf_counter() - started
    found = {"first_call_ms": round(first * 1000, 1)}
    for pieces in (64, 128):
        words = "town " * ((pieces - 3) // 2), "river " * (pieces - 3 - (pieces - 3) // 2)
        took = []
        for _ in range(rounds):
            started = time.perf_counter()
            model.probabilities(*words)
            took.append((time.perf_counter() - started) * 1000)
        found[f"{pieces}_least_ms"] = round(min(took), 1)
        found[f"{pieces}_median_ms"] = round(statistics.median(took), 1)
    return found


def speed_of(graph: Path, rounds: int = 30) -> dict:
    """The same for any graph with the same inputs, one thread."""
    import numpy as np  # noqa: PLC0415
    import onnxruntime  # noqa: PLC0415

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    found = {}
    for pieces in (64, 128):
        ids = np.full((1, pieces), 2237, dtype=np.int64)
        feed = {"input_ids": ids, "token_type_ids": np.zeros_like(ids)}
        took = []
        for _ in range(rounds):
            started = time.perf_counter()
            session.run(None, feed)
            took.append((time.perf_counter() - started) * 1000)
        found[f"{pieces}_least_ms"] = round(min(took), 1)
        found[f"{pieces}_median_ms"] = round(statistics.median(took), 1)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--weights", type=Path, help="folder of relation.onnx; the shipped one if not given")
    parser.add_argument("--each", type=int, default=300, help="pairs a public source")
    parser.add_argument("--skip", nargs="*", default=[], choices=("public", "speed"))
    parser.add_argument("--json", type=Path)
    parser.add_argument("--stories", type=Path, help="figures of training/relation_judge.py --json")
    parser.add_argument("--float32", type=Path, help="the unquantised graph, to compare the speed with")
    options = parser.parse_args()
    model = CrossEncoder(options.weights) if options.weights else CrossEncoder()
    result: dict = {"version": model.version}
    if "speed" not in options.skip:
        result["speed"] = speed(model)
        if options.float32:
            result["speed_float32"] = speed_of(options.float32)
    if "public" not in options.skip:
        if DEV.exists():
            result["public"], result["calibration"] = public_sets(model, options.each)
        else:
            print("no public development pairs: skipped", file=sys.stderr)
    if options.stories:
        result["stories"] = json.loads(options.stories.read_text("utf-8"))
    print(json.dumps(result, indent=1))
    if options.json:
        options.json.write_text(json.dumps(result, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
