import pytest

from factcheck.claims.article import read_draft
from factcheck.claims.loaded_language import loaded_language
from factcheck.domain.values import Span


def marked(text: str) -> list[tuple[str, str]]:
    draft = read_draft(text, english=True)
    found = loaded_language(text, draft.sentences, draft.quotations)
    assert all(word.span.of(text) == word.text for word in found)
    return [(word.text, word.kind) for word in found]


def test_the_voice_of_the_article_is_told_from_quoted_speech():
    text = "The despot fled in a humiliating retreat. “These cowards lied to us,” Ms Orr said of the shameful deal."
    assert marked(text) == [
        ("despot", "own_voice"),
        ("humiliating", "own_voice"),
        ("cowards", "quoted"),
        ("shameful", "own_voice"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The car slammed into a wall.",
        "Toxic waste had leaked into the river.",
        "He was fined for a petty offence.",
        "Mr Savage met Ms Crooks at Crooked Lake.",
        "The plant slaughtered 400 pigs a day.",
        "Inflation has set off a vicious circle.",
        "The council approved the budget on Tuesday.",
    ],
)
def test_plain_uses_and_names_are_left_alone(text):
    assert marked(text) == []


def test_shouted_words_and_set_phrases_count():
    assert marked("DISGRACEFUL scenes: the guards turned tail.") == [
        ("DISGRACEFUL", "own_voice"),
        ("turned tail", "own_voice"),
    ]


def test_long_texts_without_marks_are_read_once():
    text = "humiliating " * 2000
    assert len(loaded_language(text, [Span(0, len(text))], ())) == 2000
