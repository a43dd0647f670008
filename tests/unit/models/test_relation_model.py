import hashlib
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from factcheck.models.relation import WEIGHTS, CrossEncoder, softened

PAIRS = [
    ("A ferry sank off Norland on Tuesday, and seven people died.", "Seven people died when a ferry sank."),
    ("A ferry sank off Norland on Tuesday, and seven people died.", "Nobody died when the ferry sank."),
    ("The council approved a budget of 12 million dollars.", "Rain is expected on Sunday."),
]


def in_another_process(code, *arguments):
    code = f"import sys; sys.path[:0] = {[path for path in sys.path if path]!r}; {code}"
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_a_higher_temperature_is_less_sure_of_the_same_answer():
    cool, warm = softened([3.0, 1.0, -1.0], 1.0), softened([3.0, 1.0, -1.0], 2.0)
    assert cool[0] > warm[0] > warm[1] > warm[2]


def test_probabilities_sum_to_one_even_for_extreme_logits():
    for logits in ([900.0, -900.0, 0.0], [0.1, 0.2, 0.3], [-700.0, -701.0, -702.0]):
        shares = softened(logits, 1.3)
        assert sum(shares) == pytest.approx(1.0)
        assert min(shares) >= 0


def test_importing_the_module_loads_no_library():
    code = (
        "from factcheck.models.relation import CrossEncoder; CrossEncoder(); "
        "print([m for m in ('numpy', 'onnxruntime', 'tokenizers') if m in sys.modules])"
    )
    assert in_another_process(code) == "[]"


def test_the_same_input_gives_the_same_output_in_another_process_and_between_threads():
    model = CrossEncoder()
    here = [model.probabilities(*pair) for pair in PAIRS]
    code = (
        "import json; from factcheck.models.relation import CrossEncoder; m = CrossEncoder(); "
        "print(json.dumps([m.probabilities(*p) for p in json.loads(sys.argv[1])]))"
    )
    there = json.loads(in_another_process(code, json.dumps(PAIRS)))
    assert [tuple(p) for p in there] == here
    fresh = CrossEncoder()
    with ThreadPoolExecutor(max_workers=6) as pool:
        results = list(pool.map(lambda _: [fresh.probabilities(*pair) for pair in PAIRS], range(6)))
    assert all(result == here for result in results)


def test_long_and_odd_texts_are_answered():
    model = CrossEncoder()
    for premise, hypothesis in (("", ""), ("word " * 3000, "x" * 9000), ("\ud800 broken", "emoji 🚢")):
        assert sum(model.probabilities(premise, hypothesis)) == pytest.approx(1.0)


def test_a_plain_paraphrase_is_entailed_and_another_matter_is_not():
    model = CrossEncoder()
    assert max(model.probabilities(*PAIRS[0])) == model.probabilities(*PAIRS[0])[0]
    assert model.probabilities(*PAIRS[2])[0] < 0.5


def test_the_weights_are_the_ones_that_the_card_names():
    assert CrossEncoder().version.startswith("minilm-l6-relation-int8-")
    assert CrossEncoder().version.endswith(hashlib.sha256((WEIGHTS / "relation.onnx").read_bytes()).hexdigest()[:8])


def test_all_model_files_together_stay_within_fifty_megabytes():
    assert sum(path.stat().st_size for path in WEIGHTS.iterdir()) <= 50_000_000
