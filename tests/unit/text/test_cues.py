import json
import re
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.text.cues import Cues

SENTENCES = [
    "The council will expand the harbour by 2040, unless the court says no.",
    "She told us that nobody could have known; it might well happen again.",
    "According to the firm, the gate had not been opened because of a fault.",
    "Reports of a burst dam could not be independently verified on Monday.",
    "WILL THEY EVER LEARN? I very much doubt it, he's not going to change.",
    "Drivers must carry a permit, and anyone who doesn’t is liable to a fine.",
    "“I saw it with my own eyes,” said the 34-year-old, who was asleep at the time.",
    "",
]


def entries():
    for name in ("certainty", "detection", "claim_types"):
        lists = json.loads(resources.files("factcheck.claims").joinpath(f"{name}.json").read_text("utf-8"))
        for key, patterns in lists.items():
            if not key.startswith("_") and all(isinstance(one, str) for one in patterns):
                yield pytest.param(patterns, id=f"{name} {key}")


def whole(patterns):
    return re.compile("|".join(f"(?:{one})" for one in patterns), re.IGNORECASE)


@pytest.mark.parametrize("patterns", list(entries()))
def test_finds_what_the_alternation_of_our_lists_finds(patterns):
    cues, plain = Cues(patterns), whole(patterns)
    # Cues of the lists themselves, stripped of their signs, are sentences that nearly match.
    near = [re.sub(r"\(\?:|[\\()?|\[\]]", " ", one) for one in patterns]
    for text in SENTENCES + near:
        ours, theirs = cues.search(text), plain.search(text)
        assert (ours and ours.span()) == (theirs and theirs.span())
        assert cues.sub(" ", text) == plain.sub(" ", text)


@given(st.text(alphabet="abcx .", max_size=30))
def test_finds_what_any_alternation_finds(text):
    patterns = [
        r"ab+c",
        r"(?:ca|bx)\s?a",
        r"x{2}",
        r"(?<!a)bc?a\b",
        r"[abc]x\.",
        r"(?P<name>aa|cc)b*x",
        r"cab|xab|(?:ab)?cc",
    ]
    ours, theirs = Cues(patterns).search(text), whole(patterns).search(text)
    assert (ours and ours.span()) == (theirs and theirs.span())


@pytest.mark.parametrize("pattern", ["(?:ab)*c?", "a?b?", "[ab]", r"\w+", "(?!ab)x?", "ab|c*"])
def test_a_pattern_that_needs_no_word_is_always_tried(pattern):
    for text in ("", "b", "zz", "xab"):
        ours, theirs = Cues([pattern]).search(text), whole([pattern]).search(text)
        assert (ours and ours.span()) == (theirs and theirs.span())


def test_upper_and_lower_case_are_one():
    assert Cues(["Could Not"]).search("it COULD NOT be").span() == (3, 12)
