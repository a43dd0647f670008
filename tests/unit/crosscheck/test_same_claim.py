"""When a fact-check checks the very same claim."""

from datetime import date

import pytest

from factcheck.app.read_article import read_statement
from factcheck.crosscheck.same_claim import same_claim
from factcheck.domain.values import EncodedSentence


def read(text):
    claim, _ = read_statement(
        text=text, published_at=None, encode=lambda texts: [EncodedSentence(bytes(384), 0.5) for _ in texts]
    )
    return claim


CHECKED = "The mayor of Varlow banned 40 breeds of dogs from the city's parks."


@pytest.mark.parametrize(
    "claim",
    [
        CHECKED,
        "Varlow's mayor banned 40 breeds of dogs from the parks of the city.",
        "A video shows the mayor of Varlow banning 40 breeds of dogs from the parks of the city.",
    ],
)
def test_the_same_in_other_words_is_the_same_claim(claim):
    assert same_claim(read(claim), read(CHECKED), 0.9)
    assert same_claim(read(CHECKED), read(claim), 0.9)


@pytest.mark.parametrize(
    "claim",
    [
        "The mayor of Varlow banned 14 breeds of dogs from the city's parks.",
        "The mayor of Varlow banned breeds of dogs from the city's parks.",
        "The mayor of Varlow never banned 40 breeds of dogs from the city's parks.",
        "The mayor of Ostvik banned 40 breeds of dogs from the city's parks.",
        "The mayor of Varlow banned 40 breeds of dogs from the city's parks, buses, trams, markets and schools in May.",
        "The mayor of Varlow banned 40 people.",
        "Dogs in parks.",
    ],
)
def test_what_differs_or_says_more_or_less_is_another_claim(claim):
    assert not same_claim(read(claim), read(CHECKED), 0.85)
    assert not same_claim(read(CHECKED), read(claim), 0.85)


def test_what_the_encoder_holds_for_unlike_is_not_looked_at():
    assert not same_claim(read(CHECKED), read(CHECKED), 0.5)


def test_days_that_differ_make_two_claims():
    may, june, bare = (
        read("The ferry to Oskholm sank on 4 May 2031 with all its cargo."),
        read("The ferry to Oskholm sank on 9 June 2031 with all its cargo."),
        read("The ferry to Oskholm sank with all its cargo."),
    )
    assert may.dates[0].start == date(2031, 5, 4)
    assert not same_claim(may, june, 0.95)
    assert same_claim(bare, may, 0.95)
