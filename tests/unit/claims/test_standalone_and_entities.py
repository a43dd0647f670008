from datetime import date

import pytest

from factcheck.claims.article import read_draft
from factcheck.claims.standalone import with_days
from factcheck.domain.values import DateMention, Span


def last(text: str) -> str:
    return read_draft(text, english=True).claims[-1].standalone


def entities(text: str) -> set[tuple[str, str]]:
    found = {e for claim in read_draft(text, english=True).claims for e in claim.entities}
    assert all(e.span.of(text) == e.text for e in found)
    return {(e.text, e.kind) for e in found}


@pytest.mark.parametrize(
    ("before", "sentence", "expected"),
    [
        (
            "Mayor Ina Tolk opened the bridge.",
            "Tolk has lived in Velm for years.",
            "Ina Tolk has lived in Velm for years.",
        ),
        ("Mayor Ina Tolk opened the bridge.", "She was elected in 2029.", "Ina Tolk was elected in 2029."),
        ("Mayor Ina Tolk opened the bridge.", "Her deputy stayed away.", "Ina Tolk’s deputy stayed away."),
        (
            "Mayor Ina Tolk opened the bridge.",
            "The mayor was cheered by thousands.",
            "Ina Tolk was cheered by thousands.",
        ),
        ("Scott Walsh saw a man.", "He then fired, Walsh said.", "He then fired, Walsh said."),
        ("A flood hit the town of Orsk.", "The town was evacuated at noon.", "The town of Orsk was evacuated at noon."),
        (
            "Norvik Energy closed the mine.",
            "It employs 400 people in the valley.",
            "Norvik Energy employs 400 people in the valley.",
        ),
        ("Norvik Energy closed the mine.", "The company has paid a fine.", "Norvik Energy has paid a fine."),
        (
            "“It is a disgrace,” said Ina Tolk.",
            "She added that two boats had sunk.",
            "Ina Tolk added that two boats had sunk.",
        ),
    ],
)
def test_what_has_one_antecedent_is_resolved(before, sentence, expected):
    assert last(f"{before} {sentence}") == expected


@pytest.mark.parametrize(
    ("before", "sentence"),
    [
        ("Ina Tolk, 44, met Lena Falk, 51, in Orsk.", "She was elected in 2029."),
        ("Ina Tolk, 44, met Thomas again.", "He has lived in Orsk for years."),
        ("Robert Falk, 51, opened the bridge.", "She was elected in 2029."),
        ("The towns of Orsk and Velm lie near the town of Garr.", "The city was evacuated at noon."),
        ("Norvik Energy sued Halm Motors.", "The company has paid a fine."),
        ("The rain stopped in Orsk.", "It was the wettest day in years."),
        ("Ina Tolk, 44, and Jon Tolk, 46, were there.", "Tolk has lived in Velm for years."),
        ("Mayor Ina Tolk opened the bridge.", "“She was elected in 2029,” said a guest."),
    ],
)
def test_what_is_in_doubt_stays_as_it_is(before, sentence):
    assert last(f"{before} {sentence}") == sentence


def test_days_are_spelled_out_but_not_inside_quotations():
    tuesday = date(2031, 5, 13)
    mention = DateMention("Tuesday", tuesday, tuesday, Span(0, 7))
    assert with_days("The bridge opened on Tuesday.", [mention]) == "The bridge opened on Tuesday (13 May 2031)."
    assert with_days("“It opened on Tuesday,” she said.", [mention]) == "“It opened on Tuesday,” she said."
    month = DateMention("May 2031", date(2031, 5, 1), date(2031, 5, 31), Span(0, 8))
    assert with_days("It opened in May 2031.", [month]) == "It opened in May 2031."


def test_names_are_told_apart_by_their_clearest_mention():
    text = (
        "Mayor Ina Tolk spoke in Orsk near the River Vell. Tolk sued Norvik Energy. "
        "Piet Orr, 51, lost his job. The Ministry of Transport and the Lantern were silent."
    )
    assert entities(text) >= {
        ("Ina Tolk", "person"),
        ("Tolk", "person"),
        ("Piet Orr", "person"),
        ("River Vell", "place"),
        ("Norvik Energy", "organisation"),
        ("Ministry of Transport", "organisation"),
        ("Lantern", "other"),
    }


def test_days_months_and_openers_are_no_names():
    assert entities("However, rain fell on Monday. Boats sank in May.") == set()


def test_countries_given_names_and_roles_settle_the_kind():
    found = entities("Ilya Sorn, head of the brigade, left Norway. Robert Falk stayed with Halm, operator of the mine.")
    assert found >= {("Ilya Sorn", "person"), ("Norway", "place"), ("Robert Falk", "person"), ("Halm", "other")}
