"""What a denial denies, for a network to read."""

import pytest

from factcheck.crosscheck.reading import taken_back


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Norvik Water denied that any gates had been opened on Friday.", "Any gates had been opened on Friday."),
        ("The minister dismissed reports that she had asked to be moved.", "She had asked to be moved."),
        ("Rovers rejected as idle talk the suggestion that the coach would go.", None),
        ("The clinic rejected media reports of two deaths in its care.", "Two deaths in its care."),
        ("Reports that the bridge at Tarn had collapsed are false, police said.", "The bridge at Tarn had collapsed"),
        ("She denied having seen the letter from the bank.", "Having seen the letter from the bank."),
    ],
)
def test_what_a_sentence_says_is_not_so_is_taken_from_it(text, said):
    assert taken_back(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "The bank denied the claims.",
        "The court dismissed 849 cases of that kind since July.",
        "The council rejected the plan by nine votes to four.",
        "He denied it.",
        "The gates were opened on Friday night.",
    ],
)
def test_nothing_is_taken_from_a_sentence_that_does_not_say_what_is_not_so(text):
    assert taken_back(text) is None
