import pytest

from factcheck.claims.article import read_draft
from factcheck.domain.values import FindingKind
from factcheck.findings.article import find_all

CONTRADICTION, MISATTRIBUTION = FindingKind.INTERNAL_CONTRADICTION, FindingKind.ATTRIBUTION_MISMATCH


def findings(text: str) -> list[tuple[FindingKind, str]]:
    return [(f.kind, f.message) for f in find_all(None, text, read_draft(text, english=True))]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "Nobody was hurt in the fire at the mill. The roof fell in. Three workers were taken to hospital.",
            ("Nobody was hurt", "Three workers were taken to hospital"),
        ),
        (
            "Not one of the patients given Ferrolin fell ill, scientists revealed on Monday. A dozen people who had the jab went down with the bug.",
            ("Not one of the patients", "went down with"),
        ),
        (
            "The tunnel under the harbour in Orsk measures 12 kilometres. Ships wait there. The tunnel under the harbour in Orsk measures 15 kilometres.",
            ("12 kilometres", "15 kilometres"),
        ),
        (
            "Ana Ruiz, 44, has run the brigade for a year. She was a diver. Ana Ruiz (47) lives in Orsk.",
            ("44", "47"),
        ),
        (
            "The council unanimously approved the budget for the harbour. It met at noon. The budget for the harbour was approved by nine votes to four.",
            ("unanimously", "nine votes to four"),
        ),
        (
            "Marco Ilves has already passed a medical at the ground. He is 22. Ilves's medical is booked for noon.",
            ("booked for noon", "already passed a medical"),
        ),
    ],
)
def test_statements_that_cannot_both_be_true_are_found(text, words):
    ((kind, message),) = findings(text)
    assert kind is CONTRADICTION
    assert all(word in message for word in words)


@pytest.mark.parametrize(
    "text",
    [
        "Nobody was hurt in the fire at the mill. In March, three workers were taken to hospital after a leak.",
        "Nobody was hurt in the fire at the mill. Three workers were hurt in Velm.",
        "Nobody was hurt, the mayor said. “Three workers were hurt,” said union leader Ina Tolk.",
        "Nobody was hurt at first. Three workers were hurt later.",
        "Nobody was hurt in the fire at the mill. Three workers might have been hurt.",
        "The tunnel under the harbour in Orsk measures 12 kilometres. The new tunnel under the harbour in Orsk measures 15 kilometres.",
        "The tunnel under the harbour in Orsk measures 12 kilometres. The tunnel under the harbour in Velm measures 15 kilometres.",
        "Ana Ruiz, 44, has run the brigade for a year. Ana Ruiz (44) lives in Orsk.",
        "Marco Ilves has already passed a medical at the ground. Ilves's second medical is booked for noon.",
    ],
)
def test_other_days_places_voices_and_things_are_no_contradiction(text):
    assert findings(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "The harbour master, Ina Tolk, has admitted that there were faults in 112 cranes.\n\n“We counted faults in 112 cranes,” said union lawyer Piet Orr.",
            ("Ina Tolk", "112 cranes", "Piet Orr"),
        ),
        (
            "The agency has already approved the drug, according to its director, Odile March. “We are examining the file,” March wrote. “No decision has been taken.”",
            ("has already approved", "No decision has been taken"),
        ),
        (
            "“The dam was built on sand and on lies,” said engineer Lena Falk. The town is angry. “The dam was built on sand and on lies,” said mayor Jon Brandt.",
            ("Lena Falk", "Jon Brandt"),
        ),
    ],
)
def test_paraphrases_that_do_not_fit_the_quotation_are_found(text, words):
    ((kind, message),) = findings(text)
    assert kind is MISATTRIBUTION
    assert all(word in message for word in words)


@pytest.mark.parametrize(
    "text",
    [
        "The harbour master, Ina Tolk, said that there were faults in 112 cranes. “There were faults in 112 cranes,” said union lawyer Piet Orr.",
        "The harbour master, Ina Tolk, has admitted that there were faults in 112 cranes. “Faults in 112 cranes are too many,” Tolk said.",
        "The agency has not approved the drug, according to its director, Odile March. “No decision has been taken,” March wrote.",
        "“The dam was built on sand and on lies,” said engineer Lena Falk. “The dam was built on sand and on lies,” Ms Falk said again.",
    ],
)
def test_paraphrases_that_fit_are_left_alone(text):
    assert findings(text) == []


def test_many_sentences_take_linear_time():
    text = "Nobody was hurt in the fire. Three workers were hurt in the fire on Monday. " * 1500
    assert findings(text) == []


def test_what_others_say_in_a_sentence_is_not_held_against_its_speaker():
    text = (
        "In response to reports that the board is opposed to a ban on trading, Jack Sand pointed out that it had met. "
        "“The leadership of the board is not opposed to a ban on trading,” Jack Sand said."
    )
    assert findings(text) == []


ADMITTED = "Chief executive Marguerite Saito admitted that her airline was “run like a circus”. "


def test_admitted_words_that_are_quoted_from_somebody_else_are_a_misattribution():
    quoted = "“It’s run like a circus, and nobody comes to see the clowns,” said baggage handler Bo Lindh."
    [(kind, message)] = findings(ADMITTED + quoted)
    assert kind is MISATTRIBUTION
    assert "“run like a circus” are quoted from baggage handler Bo Lindh" in message


def test_admitted_words_that_she_said_herself_are_not():
    own = "“It’s run like a circus, and I know it,” Marguerite Saito said."
    assert findings(ADMITTED + own) == []
    both = "“It’s run like a circus,” said Bo Lindh."
    assert findings(ADMITTED + own + " " + both) == []
