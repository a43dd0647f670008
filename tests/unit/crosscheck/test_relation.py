import pytest
from tests.builders import indexed, quantity

from factcheck.crosscheck.relation import RuleJudge
from factcheck.domain.values import Attribution, Certainty, Span, SpeechKind, Stance

JUDGE = RuleJudge()


def test_figures_that_agree_support():
    relation = JUDGE.judge(
        indexed("The fire killed seven people.", quantities=(quantity(7),)),
        indexed("Seven people were killed in the fire.", quantities=(quantity(7),)),
        0.9,
    )
    assert relation is not None
    assert relation.stance is Stance.SUPPORTS
    assert "agree" in relation.reason


def test_figures_that_differ_refute_and_the_reason_names_both():
    relation = JUDGE.judge(
        indexed("The fire killed seven people.", quantities=(quantity(7, text="seven people"),)),
        indexed("The fire killed twelve people.", quantities=(quantity(12, text="twelve people"),)),
        0.9,
    )
    assert relation is not None
    assert (relation.stance, relation.reason) == (Stance.REFUTES, "“seven people” against “twelve people”")


def test_an_announced_update_refutes_nothing():
    relation = JUDGE.judge(
        indexed("The fire killed seven people.", quantities=(quantity(7),)),
        indexed("The toll of the fire has risen to twelve people.", quantities=(quantity(12),)),
        0.9,
    )
    assert relation is None


def test_negation_refutes():
    relation = JUDGE.judge(
        indexed("The bridge was closed on Monday."), indexed("The bridge was not closed on Monday."), 0.9
    )
    assert relation is not None
    assert relation.stance is Stance.REFUTES


def test_a_denial_refutes_and_the_reason_says_who_denies():
    denial = indexed(
        "The company dumped waste in the river.",
        certainty=Certainty.DENIED,
        attribution=(Attribution("the company", SpeechKind.INDIRECT, "denied", Span(0, 3)),),
    )
    relation = JUDGE.judge(indexed("The company dumped waste in the river."), denial, 0.95)
    assert relation is not None
    assert (relation.stance, relation.reason) == (Stance.REFUTES, "the company denies it")


def test_opposite_predicates_refute():
    relation = JUDGE.judge(indexed("The jury acquitted the mayor."), indexed("The jury convicted the mayor."), 0.9)
    assert relation is not None
    assert relation.stance is Stance.REFUTES


def test_a_hedged_witness_weighs_less_and_the_reason_says_so():
    plain = JUDGE.judge(indexed("The bridge was closed."), indexed("The bridge was closed."), 1.0)
    hedged = JUDGE.judge(
        indexed("The bridge was closed."), indexed("The bridge was closed.", certainty=Certainty.HEDGED), 1.0
    )
    assert plain is not None
    assert hedged is not None
    assert hedged.confidence < plain.confidence
    assert "hedged" in hedged.reason


def test_other_facts_in_near_words_are_neither():
    assert (
        JUDGE.judge(indexed("The mayor opened the new bridge."), indexed("The council sold the old school."), 0.5)
        is None
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Police said what caused the fire in the mill.", "Police have not said what caused the fire in the mill."),
        ("The terminal in Halverstrand opened in 1974.", "The terminal in Halverstrand opened in 1984."),
        ("The fire broke out in the tunnel under silo 7.", "Silo 9 was where the fire broke out in the tunnel."),
    ],
)
def test_what_differs_in_a_small_word_or_a_number_supports_nothing(one, other):
    for a, b in ((one, other), (other, one)):
        relation = JUDGE.judge(indexed(a), indexed(b), 0.97)
        assert relation is None or relation.stance is Stance.REFUTES
