import random

from hypothesis import given
from hypothesis import strategies as st

from factcheck.crosscheck.origins import SKETCH_SIZE, are_copies, resemblance, sketch

WORDS = [
    "harbour",
    "council",
    "vote",
    "budget",
    "bridge",
    "river",
    "flood",
    "mayor",
    "school",
    "train",
    "market",
    "storm",
    "police",
    "court",
    "museum",
]


def story(seed: int, sentences: int = 20) -> list[str]:
    rng = random.Random(seed)
    return [" ".join(rng.choice(WORDS) + str(rng.randrange(99)) for _ in range(12)) + "." for _ in range(sentences)]


def test_a_trimmed_and_retopped_wire_story_is_a_copy():
    original = story(1)
    edited = ["A new lead was put on top of it by the desk.", *original[:14]]
    assert are_copies(sketch(" ".join(original)), sketch(" ".join(edited)))


def test_quoting_the_same_statement_does_not_make_a_copy():
    statement = story(2, 2)
    assert not are_copies(sketch(" ".join(story(3) + statement)), sketch(" ".join(story(4) + statement)))


def test_punctuation_case_and_width_do_not_matter():
    assert resemblance(sketch("The harbour, closed today"), sketch("“THE HARBOUR” closed today!")) == 1.0


@given(st.text(), st.text())
def test_resemblance_is_symmetric_bounded_and_total(a, b):
    sa, sb = sketch(a), sketch(b)
    assert len(sa) <= SKETCH_SIZE
    assert resemblance(sa, sb) == resemblance(sb, sa)
    assert 0.0 <= resemblance(sa, sb) <= 1.0
    assert not sa or resemblance(sa, sa) == 1.0
