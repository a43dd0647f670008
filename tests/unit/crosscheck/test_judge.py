from tests.builders import indexed as built
from tests.builders import quantity

from factcheck.crosscheck.event import FEATURES, Event
from factcheck.crosscheck.judge import EventJudge, Weights, fitted_weights, stances
from factcheck.domain.values import Attribution, Certainty, Span, SpeechKind, Stance

# Similarity and the signs of a conflict, nothing else: a refit of judge.json must not break these tests.
WEIGHTS = Weights(
    supports=tuple(
        {"similarity": 10.0, "unechoed": -9.0, "denied": -9.0, "opposites": -9.0}.get(name, 0.0) for name in FEATURES
    ),
    refutes=tuple({"similarity": 8.0}.get(name, 0.0) for name in FEATURES),
    intercepts=(-5.0, -5.0),
    least_support=0.5,
    least_refutation=0.5,
)


def indexed(text, **fields):
    """A claim whose id follows from its text and certainty."""
    return built(text, id=f"clm_{text}{fields.get('certainty', '')}", **fields)


def judged(claim, evidence, similarity=0.95, weights=WEIGHTS):
    return EventJudge(weights).judge(claim, evidence, similarity, Event([claim], [evidence]))


RESIGNED = indexed("The harbour minister Anna Brel resigned on Monday.")
STEPPED_DOWN = indexed("Harbour minister Anna Brel stepped down on Monday.")
SEVEN = indexed("The fire killed seven people at Quarrelgate Mill.", quantities=(quantity(7, text="seven people"),))
TWELVE = indexed("The fire killed twelve people at Quarrelgate Mill.", quantities=(quantity(12, text="twelve people"),))


def test_near_claims_support_and_the_reason_names_shared_words():
    relation = judged(RESIGNED, STEPPED_DOWN)
    assert relation is not None
    assert relation.stance is Stance.SUPPORTS
    assert relation.reason == "it reports the same and speaks of “harbour minister Anna Brel” and “Monday” too"


def test_claims_that_are_far_apart_are_neither():
    assert judged(RESIGNED, indexed("Rain fell on the coast."), 0.3) is None


def test_figures_that_agree_are_quoted():
    other = indexed("Seven people died at Quarrelgate Mill.", quantities=(quantity(7, text="Seven people"),))
    relation = judged(SEVEN, other)
    assert relation is not None
    assert relation.reason == "it too says “Seven people”"


def test_figures_that_differ_refute_and_the_reason_quotes_both():
    relation = judged(SEVEN, TWELVE)
    assert relation is not None
    assert (relation.stance, relation.reason) == (
        Stance.REFUTES,
        "the claim says “seven people”, it says “twelve people”",
    )


def test_the_reason_has_the_figure_of_the_claim_first_from_either_end():
    back = judged(TWELVE, SEVEN)
    assert back is not None
    assert back.reason == "the claim says “twelve people”, it says “seven people”"


def test_an_announced_update_neither_refutes_nor_supports():
    risen = indexed("The toll of the fire at Quarrelgate Mill rose to twelve people.", quantities=(quantity(12),))
    assert judged(SEVEN, risen) is None


def test_however_likely_nothing_is_refuted_without_a_sign_that_a_reader_can_check():
    eager = Weights(WEIGHTS.supports, WEIGHTS.refutes, (-9.0, 5.0), 0.99, 0.5)
    assert judged(RESIGNED, indexed("The harbour minister Anna Brel opened a bridge."), weights=eager) is None


def test_figures_that_differ_in_claims_with_little_in_common_refute_nothing():
    other = indexed("Twelve people were at the mayor's dinner.", quantities=(quantity(12),))
    assert judged(SEVEN, other) is None


def test_opposites_refute():
    relation = judged(indexed("The jury acquitted mayor Hollinbeck."), indexed("The jury convicted mayor Hollinbeck."))
    assert relation is not None
    assert relation.stance is Stance.REFUTES


def test_reports_in_the_same_words_that_name_nobody_refute_nothing():
    one = indexed("Net profit of the quarter was seven people more.", quantities=(quantity(7),))
    other = indexed("Net profit of the quarter was twelve people more.", quantities=(quantity(12),))
    assert judged(one, other) is None


def test_a_denial_is_named_with_who_denies():
    statement = indexed("The company dumped waste in the river.")
    denial = indexed(
        "The company dumped waste in the river.",
        certainty=Certainty.DENIED,
        attribution=(Attribution("the company", SpeechKind.INDIRECT, "denied", Span(0, 3)),),
    )
    relation = judged(statement, denial)
    assert relation is not None
    assert (relation.stance, relation.reason) == (Stance.REFUTES, "the company denies it")


def test_hedged_evidence_supports_less_and_says_so():
    plain = judged(RESIGNED, STEPPED_DOWN, 0.9)
    hedged = judged(RESIGNED, indexed(STEPPED_DOWN.claim.text, certainty=Certainty.HEDGED), 0.9)
    assert plain is not None
    assert hedged is not None
    assert hedged.confidence < plain.confidence
    assert hedged.reason.endswith("(the evidence is hedged)")


def test_the_fitted_regressions_take_nearness_for_support():
    event = {"articles": 0.7, "rare_names": 0.6, "common_ground": 0.5, "length": 0.8}
    near = event | {"similarity": 0.9, "margin_least": 0.3, "margin_most": 0.3, "own_shared": 2.5}
    near |= dict.fromkeys(("overlap", "jaccard", "rare_overlap", "rare_jaccard", "own_overlap", "names"), 0.9)
    far = event | {"similarity": 0.3, "margin_least": -0.2, "margin_most": -0.2}
    weights = fitted_weights()
    assert stances(tuple(near.get(name, 0.0) for name in FEATURES), weights)[0] > 0.5
    assert stances(tuple(far.get(name, 0.0) for name in FEATURES), weights)[0] < 0.1


def test_what_words_alone_make_alike_supports_only_if_one_may_follow_from_the_other():
    asked = []

    def reads(follows):
        def read(text, statement):
            asked.append((text, statement))
            return follows, 1 - follows, 0.0

        return EventJudge(WEIGHTS, read)

    event = Event([RESIGNED], [STEPPED_DOWN])
    assert reads(0.2).judge(RESIGNED, STEPPED_DOWN, 0.8, event) is None
    assert {len(asked), len(set(asked))} == {2}  # in both directions, once each
    relation = reads(0.6).judge(RESIGNED, STEPPED_DOWN, 0.8, event)
    assert relation is not None
    assert relation.stance is Stance.SUPPORTS


def test_nearly_the_same_sentence_or_a_figure_in_common_is_not_read():
    def read(*_):
        raise AssertionError

    other = indexed("Seven people died at Quarrelgate Mill.", quantities=(quantity(7, text="Seven people"),))
    for mine, its, similarity in ((RESIGNED, STEPPED_DOWN, 0.95), (SEVEN, other, 0.8)):
        assert EventJudge(WEIGHTS, read).judge(mine, its, similarity, Event([mine], [its])) is not None


def test_reports_of_a_kind_support_nothing_of_one_another():
    mine = indexed("Shr 38 cts vs 30 cts", quantities=(quantity(38, "cent", text="38 cts"),))
    its = indexed("Shr loss 7 cts vs loss 11 cts", quantities=(quantity(7, "cent", text="7 cts"),))
    assert judged(mine, its, 0.95, WEIGHTS) is None


def test_claims_of_articles_that_share_no_name_support_nothing_in_words_of_their_own():
    mine = [indexed(f"The firm said that its quarter {n} was better than the last.") for n in range(4)]
    its = [indexed(f"A company reported that a quarter {n} had been good.") for n in range(4)]
    event = Event(mine, its)
    assert EventJudge(WEIGHTS).judge(mine[0], its[0], 0.8, event) is None
    named = [indexed(f"Ostrava Merrick said that its quarter {n} was better than the last.") for n in range(4)]
    told = [indexed(f"Ostrava Merrick reported that a quarter {n} had been good.") for n in range(4)]
    assert EventJudge(WEIGHTS).judge(named[0], told[0], 0.8, Event(named, told)) is not None
