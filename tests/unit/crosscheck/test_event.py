import random

import pytest
from tests.builders import indexed as built
from tests.builders import quantity

from factcheck.crosscheck.event import FEATURES, Event, announces_update, opposites, rare_names
from factcheck.domain.values import Certainty


def indexed(text, **fields):
    """A claim whose id follows from its text."""
    return built(text, id=f"clm_{text}", **fields)


def feature(event, a, b, name, similarity=0.6):
    return event.meeting(a.claim, b.claim, similarity).features[FEATURES.index(name)]


TOLL = indexed("The fire at Quarrel Mill killed seven people.", quantities=(quantity(7, unit="person"),))
OTHER_TOLL = indexed("Twelve people died in the Quarrel Mill fire.", quantities=(quantity(12, unit="person"),))
ASIDE = indexed("The mayor of Hollin spoke of a sad day.")


def test_a_pair_has_the_same_features_from_both_its_ends():
    forward, backward = Event([TOLL, ASIDE], [OTHER_TOLL]), Event([OTHER_TOLL], [TOLL, ASIDE])
    assert forward.meeting(TOLL.claim, OTHER_TOLL.claim, 0.6).features == pytest.approx(
        backward.meeting(OTHER_TOLL.claim, TOLL.claim, 0.6).features, abs=0
    )


def test_the_order_of_claims_changes_nothing():
    many = [TOLL, ASIDE, *(indexed(f"Witness {i} of Hollin heard a bang near the mill.") for i in range(6))]
    mixed = random.Random(3).sample(many, len(many))
    first, second = Event(many, [OTHER_TOLL]), Event(mixed, [OTHER_TOLL])
    assert first.meeting(TOLL.claim, OTHER_TOLL.claim, 0.6) == second.meeting(TOLL.claim, OTHER_TOLL.claim, 0.6)


def test_the_comparison_has_the_figure_of_the_claim_first():
    event = Event([TOLL], [OTHER_TOLL])
    for claim, evidence in ((TOLL, OTHER_TOLL), (OTHER_TOLL, TOLL)):
        (differing,) = event.meeting(claim.claim, evidence.claim, 0.6).differing
        assert differing.claim.value == claim.claim.quantities[0].value


def test_a_figure_that_stands_elsewhere_in_the_other_article_is_echoed():
    alone = Event([TOLL], [OTHER_TOLL])
    echo = indexed("Seven people of one family were among them.", quantities=(quantity(7, unit="person"),))
    echoed = Event([TOLL], [OTHER_TOLL, echo])
    assert feature(alone, TOLL, OTHER_TOLL, "unechoed") == 1.0
    assert feature(echoed, TOLL, OTHER_TOLL, "unechoed") == 0.0


def test_words_that_every_claim_of_the_event_has_tell_little():
    plain = Event([TOLL], [OTHER_TOLL, ASIDE])
    repeated = Event([TOLL], [OTHER_TOLL, *(indexed(f"Quarrel Mill fire, people, part {i}.") for i in range(9))])
    assert feature(repeated, TOLL, OTHER_TOLL, "own_shared") < feature(plain, TOLL, OTHER_TOLL, "own_shared")


def test_a_denial_on_one_side_is_seen():
    denied = indexed("The mill was locked.", certainty=Certainty.DENIED)
    said = indexed("The mill was locked, a guard said.")
    assert feature(Event([denied], [said]), denied, said, "denied") == 1.0


def test_rare_names_leave_common_words_out():
    assert rare_names("The Quarrelsome company said on Tuesday that Hollinbeck would pay.") >= {"hollinbeck"}
    assert not rare_names("The president said that people would pay.")


def test_updates_and_opposites_are_found():
    assert announces_update("The toll rose to twelve.")
    assert not announces_update("Twelve died.")
    assert opposites("The jury acquitted him.", "The jury convicted him.") is not None
    assert opposites("The jury acquitted him.", "The jury acquitted him.") is None
