from tests.builders import indexed, quantity

from factcheck.crosscheck import event as events
from factcheck.crosscheck.event import Event
from factcheck.crosscheck.judge import FEATURES, EntailmentJudge, Weights, fitted_weights, stances
from factcheck.domain.values import Attribution, Certainty, Span, SpeechKind, Stance

ENTAILS, CONTRADICTS, SAYS_NOTHING = (0.99, 0.005, 0.005), (0.005, 0.005, 0.99), (0.005, 0.99, 0.005)

RESIGNED = indexed("The harbour minister Anna Brel resigned on Monday.")
STEPPED_DOWN = indexed("Harbour minister Anna Brel stepped down on Monday.")

# Similarity and what the model says, nothing else: a refit of judge.json must not break these tests.
WEIGHTS = Weights(
    promise=tuple({"similarity": 10.0}.get(name, 0.0) for name in events.FEATURES),
    promise_intercept=-3.0,
    least_promise=0.5,
    supports=tuple({"similarity": 4.0, "entails": 1.0, "contradicts": -1.0}.get(name, 0.0) for name in FEATURES),
    refutes=tuple({"similarity": 4.0, "contradicts": 1.0, "entails": -1.0}.get(name, 0.0) for name in FEATURES),
    intercepts=(-4.0, -4.0),
    least_support=0.5,
    least_refutation=0.5,
)


def saying(answer):
    return Judging(lambda _premise, _hypothesis: answer)


class Judging:
    """The judge over two articles of one claim each."""

    def __init__(self, probabilities):
        self._judge = EntailmentJudge(probabilities, weights=WEIGHTS)

    def judge(self, claim, evidence, similarity):
        return self._judge.judge(claim, evidence, similarity, Event([claim], [evidence]))


def test_an_entailment_between_near_claims_supports_and_the_reason_names_the_model_and_shared_words():
    relation = saying(ENTAILS).judge(RESIGNED, STEPPED_DOWN, 0.9)
    assert relation is not None
    assert relation.stance is Stance.SUPPORTS
    assert "language model finds (0.99)" in relation.reason
    assert "“harbour”" in relation.reason


def test_neutral_claims_that_share_little_are_neither():
    assert saying(SAYS_NOTHING).judge(RESIGNED, indexed("Rain fell on the coast."), 0.3) is None


def test_the_model_alone_decides_nothing_between_claims_that_are_far_apart():
    far = indexed("Prices of bread rose in the north.")
    assert saying(ENTAILS).judge(RESIGNED, far, 0.25) is None
    assert saying(CONTRADICTS).judge(RESIGNED, far, 0.25) is None


def test_figures_that_differ_never_support():
    seven = indexed("The fire killed seven people.", quantities=(quantity(7),))
    twelve = indexed("The fire killed twelve people.", quantities=(quantity(12),))
    relation = saying(ENTAILS).judge(seven, twelve, 0.95)
    assert relation is None or relation.stance is Stance.REFUTES


def test_an_announced_update_refutes_nothing():
    seven = indexed("The fire killed seven people.", quantities=(quantity(7),))
    risen = indexed("The toll of the fire has risen to twelve people.", quantities=(quantity(12),))
    assert saying(CONTRADICTS).judge(seven, risen, 0.95) is None


def test_a_contradiction_where_all_figures_agree_and_no_word_denies_refutes_nothing():
    one = indexed("The fire killed seven people.", quantities=(quantity(7),))
    other = indexed("Seven people died in the fire.", quantities=(quantity(7),))
    relation = saying(CONTRADICTS).judge(one, other, 0.95)
    assert relation is None or relation.stance is Stance.SUPPORTS


def test_figures_that_differ_refute_and_the_reason_quotes_both():
    seven = indexed("The fire killed seven people.", quantities=(quantity(7, text="seven people"),))
    twelve = indexed("The fire killed twelve people.", quantities=(quantity(12, text="twelve people"),))
    relation = saying(CONTRADICTS).judge(seven, twelve, 0.95)
    assert relation is not None
    assert (relation.stance, relation.reason) == (Stance.REFUTES, "“seven people” against “twelve people”")


def test_a_denial_is_named_with_who_denies():
    statement = indexed("The company dumped waste in the river.")
    denial = indexed(
        "The company dumped waste in the river.",
        certainty=Certainty.DENIED,
        attribution=(Attribution("the company", SpeechKind.INDIRECT, "denied", Span(0, 3)),),
    )
    relation = saying(CONTRADICTS).judge(statement, denial, 0.95)
    assert relation is not None
    assert (relation.stance, relation.reason) == (Stance.REFUTES, "the company denies it")


def test_hedged_evidence_supports_less_and_says_so():
    plain = saying(ENTAILS).judge(RESIGNED, STEPPED_DOWN, 0.9)
    hedged = saying(ENTAILS).judge(RESIGNED, indexed(STEPPED_DOWN.claim.text, certainty=Certainty.HEDGED), 0.9)
    assert plain is not None
    assert hedged is not None
    assert hedged.confidence < plain.confidence
    assert hedged.reason.endswith("(the evidence is hedged)")


def test_a_pair_is_read_once_for_both_directions():
    asked = []

    def probabilities(premise, hypothesis):
        asked.append((premise, hypothesis))
        return ENTAILS

    judge = EntailmentJudge(probabilities, weights=WEIGHTS)
    event = Event([RESIGNED], [STEPPED_DOWN])
    judge.judge(RESIGNED, STEPPED_DOWN, 0.9, event)
    judge.judge(STEPPED_DOWN, RESIGNED, 0.9, event)
    evidence_first = (STEPPED_DOWN.claim.standalone, RESIGNED.claim.standalone)
    assert asked == [evidence_first, evidence_first[::-1]]


def test_the_version_names_the_model():
    assert EntailmentJudge(lambda _p, _h: ENTAILS, "net-7").version != EntailmentJudge(lambda _p, _h: ENTAILS).version


def test_probabilities_of_the_stances_leave_room_for_neither():
    supports, refutes = stances((0.0,) * len(FEATURES), WEIGHTS)
    assert 0 < supports + refutes < 1


def test_the_fitted_regression_takes_nearness_and_entailment_for_support():
    event = {"articles": 0.7, "rare_names": 0.6, "common_ground": 0.5, "length": 0.8}
    near = event | {
        "similarity": 0.9,
        "margin_least": 0.3,
        "margin_most": 0.3,
        "entails": 5.0,
        "entails_both_ways": 5.0,
    }
    near |= dict.fromkeys(("overlap", "jaccard", "rare_overlap", "rare_jaccard", "own_overlap", "names"), 0.9)
    near |= {"own_shared": 2.5, "contradicts": -5.0, "contradicts_both_ways": -5.0}
    far = event | {"similarity": 0.3, "margin_least": -0.2, "margin_most": -0.2, "entails": -3.0}
    weights = fitted_weights()
    assert stances(tuple(near.get(name, 0.0) for name in FEATURES), weights)[0] > 0.5
    assert stances(tuple(far.get(name, 0.0) for name in FEATURES), weights)[0] < 0.1
