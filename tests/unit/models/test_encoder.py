import hashlib
import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from factcheck.crosscheck.similarity import cosine
from factcheck.models.encoder import DIMENSIONS, WEIGHTS, OnnxEncoder

FERRY = "Seven people died when a ferry sank off the coast of Norland on Tuesday."
FERRY_AGAIN = "A ferry went down near the Norland coast on Tuesday, killing seven."
BUDGET = "The town council approved a budget of 12 million dollars for new schools."

SENTENCES = [
    FERRY,
    FERRY_AGAIN,
    BUDGET,
    "“No one was hurt,” she said.",
    "Thank you very much.",
    "Unemployment in Veldavia fell to 4.2% in March, the lowest rate since 1998, the statistics office said.",
]


@pytest.fixture(scope="module")
def encoder():
    return OnnxEncoder()


def test_a_vector_has_one_signed_byte_a_dimension_and_a_full_scale_component(encoder):
    for sentence in encoder.encode(SENTENCES):
        components = memoryview(sentence.vector).cast("b").tolist()
        assert len(components) == DIMENSIONS
        assert max(abs(component) for component in components) == 127


def test_results_come_one_per_text_in_order(encoder):
    together = encoder.encode(SENTENCES)
    assert together == [encoder.encode([text])[0] for text in SENTENCES]
    assert encoder.encode([]) == []


def test_neighbours_do_not_change_a_result(encoder):
    (alone,) = encoder.encode([FERRY])
    crowded = encoder.encode([BUDGET * 5, FERRY, "Hi.", ""])
    assert crowded[1] == alone


def test_another_instance_gives_the_same_bytes(encoder):
    assert OnnxEncoder().encode(SENTENCES) == encoder.encode(SENTENCES)


def test_threads_that_share_a_fresh_instance_get_the_same_results(encoder):
    fresh = OnnxEncoder()
    with ThreadPoolExecutor(max_workers=8) as pool:
        results = list(pool.map(lambda _: fresh.encode(SENTENCES), range(16)))
    assert all(result == encoder.encode(SENTENCES) for result in results)


def test_a_paraphrase_is_nearer_than_another_subject(encoder):
    ferry, again, budget = (sentence.vector for sentence in encoder.encode([FERRY, FERRY_AGAIN, BUDGET]))
    assert cosine(ferry, again) > 0.7
    assert cosine(ferry, budget) < 0.3


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "\x00\x01",
        "\ud800 lone surrogate",
        "é" * 3000,
        "🚢🔥👩‍👩‍👧",
        "漢字かな交じり文",
        "\u202eright to left\u202c",
        "a" * 5000,
    ],
)
def test_any_string_is_encoded(encoder, text):
    (sentence,) = encoder.encode([text])
    assert len(sentence.vector) == DIMENSIONS
    assert 0.0 <= sentence.checkworthiness <= 1.0


def test_a_book_as_one_sentence_is_cut_and_costs_no_more_than_a_long_sentence(encoder):
    book = (FERRY + " ") * 700
    assert len(book) > 50_000
    start = time.perf_counter()
    (whole,) = encoder.encode([book])
    assert time.perf_counter() - start < 1.0
    assert whole == encoder.encode([book[:5_000]])[0]


def test_a_consequential_figure_is_more_check_worthy_than_thanks(encoder):
    figure, thanks, question = encoder.encode(
        [
            "Unemployment in Veldavia fell to 4.2% in March, the lowest rate since 1998, the statistics office said.",
            "Thank you very much.",
            "What do you think about that?",
        ]
    )
    assert figure.checkworthiness >= 0.5
    assert thanks.checkworthiness < 0.5
    assert question.checkworthiness < 0.5


def test_a_claim_in_a_long_sentence_of_opinion_is_heard():
    opinion = "Well, I think, and I have always thought, my friends, that if you look at it, "
    pride = "that is something that we can be very proud of."
    bare, wrapped = OnnxEncoder(debates=True).encode(
        [opinion + pride, opinion + "we cut the deficit by 40 percent in four years, and " + pride]
    )
    assert bare.checkworthiness < 0.1
    assert wrapped.checkworthiness > 0.4


def test_debates_and_news_share_the_vector_and_nothing_else(encoder):
    for news, debate in zip(encoder.encode(SENTENCES), OnnxEncoder(debates=True).encode(SENTENCES), strict=True):
        assert news.vector == debate.vector
        assert news.checkworthiness != debate.checkworthiness


def test_the_version_names_the_model_without_loading_it():
    encoder = OnnxEncoder()
    assert encoder.version.startswith("all-minilm-l6-v2-int8-")
    assert encoder._loaded is None


def test_every_weight_file_is_the_one_of_the_manifest():
    manifest = json.loads((WEIGHTS / "manifest.json").read_text("utf-8"))
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in WEIGHTS.iterdir()
        if path.name != "manifest.json"
    }
    assert found == manifest["files"]
    assert manifest["dims"] == DIMENSIONS


def test_importing_the_models_loads_no_numeric_library():
    code = (
        "import sys, factcheck.models.encoder as e, factcheck.models.cells as c; "
        "e.OnnxEncoder().version; c.Cells().version; "
        "print([m for m in ('numpy', 'onnxruntime', 'tokenizers') if m in sys.modules])"
    )
    paths = [path for path in sys.path if path]
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = {paths!r}; {code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
