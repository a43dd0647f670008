import pytest
from tests.builders import indexed as built
from tests.builders import quantity

from factcheck.crosscheck.event import Event
from factcheck.crosscheck.judge import Weights
from factcheck.crosscheck.statement_judge import WEIGHED, LoneStatementJudge, StatementJudge, fitted_weights
from factcheck.domain.values import Certainty, Relation, Stance

# The reading alone: a refit of statement_judge.json must not break these tests.
WEIGHTS = Weights(
    supports=tuple({"follows": 1.0}.get(name, 0.0) for name in WEIGHED),
    refutes=tuple({"excluded": 1.0}.get(name, 0.0) for name in WEIGHED),
    intercepts=(0.0, 0.0),
    least_support=0.5,
    least_refutation=0.6,
)
FOLLOWS, OPEN, EXCLUDED = (0.9, 0.05, 0.05), (0.1, 0.8, 0.1), (0.05, 0.05, 0.9)


def indexed(text, **fields):
    return built(text, id=f"clm_{text}", **fields)


def judged(claim, evidence, read, similarity=0.6):
    return StatementJudge(lambda *_: read, WEIGHTS).judge(claim, evidence, similarity, Event([claim], [evidence]))


RESIGNED = indexed("The harbour minister Anna Brel resigned on Monday.")
STILL_THERE = indexed("Anna Brel was at her desk in the harbour ministry as ever on Thursday.")


def test_a_statement_that_follows_is_supported():
    relation = judged(RESIGNED, indexed("Anna Brel, who ran the harbours, quit on Monday."), FOLLOWS)
    assert relation is not None
    assert (relation.stance, relation.confidence) == (Stance.SUPPORTS, 0.9)


def test_a_statement_that_is_excluded_is_refuted_without_any_word_or_figure_that_shows_it():
    relation = judged(RESIGNED, STILL_THERE, EXCLUDED)
    assert relation is not None
    assert (relation.stance, relation.reason) == (Stance.REFUTES, "read together, the two cannot both be true")


def test_the_same_words_support_themselves_whatever_a_network_makes_of_them():
    relation = judged(RESIGNED, indexed("The harbour minister Anna Brel  resigned on Monday"), EXCLUDED)
    assert relation is not None
    assert relation.stance is Stance.SUPPORTS


def test_a_text_that_leaves_the_statement_open_does_nothing():
    assert judged(RESIGNED, STILL_THERE, OPEN) is None


@pytest.mark.parametrize("read", [FOLLOWS, OPEN])
def test_figures_that_differ_in_the_same_words_refute_whatever_was_read(read):
    claim = indexed("The fire killed seven people at Quarrelgate Mill.", quantities=(quantity(7, text="seven people"),))
    other = indexed(
        "The fire killed twelve people at Quarrelgate Mill.", quantities=(quantity(12, text="twelve people"),)
    )
    relation = judged(claim, other, read)
    assert relation is not None
    assert (relation.stance, relation.reason) == (
        Stance.REFUTES,
        "the claim says “seven people”, it says “twelve people”",
    )


def test_what_is_read_as_following_supports_nothing_where_the_figures_differ():
    claim = indexed("Nine houses in Quarrelgate burned.", quantities=(quantity(9, text="Nine houses", unit="house"),))
    other = indexed(
        "Flames took homes up and down Quarrelgate, four houses in all.",
        quantities=(quantity(4, text="four houses", unit="house"),),
    )
    relation = judged(claim, other, FOLLOWS)
    assert relation is None or relation.stance is Stance.REFUTES


def test_hedged_evidence_weighs_less():
    hedged = indexed("Anna Brel may have quit on Monday.", certainty=Certainty.HEDGED)
    relation = judged(RESIGNED, hedged, FOLLOWS)
    assert relation is not None
    assert relation.confidence < 0.9
    assert "hedged" in relation.reason


def test_the_text_is_the_premise_and_the_statement_what_may_follow():
    asked = []

    def read(premise, hypothesis):
        asked.append((premise, hypothesis))
        return OPEN

    StatementJudge(read, WEIGHTS).judge(RESIGNED, STILL_THERE, 0.6, Event([RESIGNED], [STILL_THERE]))
    assert asked == [(STILL_THERE.claim.standalone, RESIGNED.claim.standalone)]


def test_the_fitted_weights_lean_on_the_reading():
    weights = fitted_weights()
    follows, excluded = WEIGHED.index("follows"), WEIGHED.index("excluded")
    assert weights.supports[follows] > 0 > weights.refutes[follows]
    assert weights.refutes[excluded] > 0
    assert 0 < weights.least_support <= weights.least_refutation < 1


@pytest.mark.parametrize(
    ("found", "read", "left"),
    [
        (Stance.SUPPORTS, FOLLOWS, Stance.SUPPORTS),
        (Stance.SUPPORTS, EXCLUDED, None),
        (Stance.SUPPORTS, (0.01, 0.98, 0.01), None),
        (Stance.REFUTES, FOLLOWS, Stance.REFUTES),
    ],
)
def test_what_is_stored_supports_a_lone_statement_only_where_the_reading_bears_it_out(found, read, left):
    reader = StatementJudge(lambda *_: read, WEIGHTS)
    judge = LoneStatementJudge(lambda *_: Relation(found, 0.7, 0.6, "as found"), reader)
    relation = judge.judge(RESIGNED, STILL_THERE, 0.6, Event([RESIGNED], [STILL_THERE]))
    assert (relation and relation.stance) == left
