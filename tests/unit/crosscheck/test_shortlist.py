import itertools
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.arrivals import arrivals
from tests.builders import claim, quantity

from factcheck.crosscheck import candidates
from factcheck.crosscheck.event import FEATURES, Event
from factcheck.crosscheck.judge import EventJudge, fitted_weights, stances
from factcheck.crosscheck.shortlist import LEAST, Shortlist, bounds
from factcheck.crosscheck.similarity import cosines
from factcheck.domain.values import Certainty, IndexedClaim

UNKNOWN_BUT_FOR_THEIR_MOST = {"agreeing", "differing", "unechoed", "lone", "slot", "opposites"}

SENTENCES = sorted({sentence for each in arrivals(40, sentences=2) for sentence in re.split(r"(?<=\.)\s+", each.text)})


def built(text, vector, **fields):
    return IndexedClaim(claim(text, **fields), vector)


claims = st.builds(
    lambda text, vector, counts, denied: built(
        text,
        id=f"clm_{text}{vector.hex()}{counts}{denied}",
        vector=vector,
        quantities=tuple(quantity(float(n), unit=unit) for n, unit in counts),
        certainty=Certainty.DENIED if denied else Certainty.ASSERTED,
    ),
    st.sampled_from(SENTENCES),
    st.binary(min_size=4, max_size=4),
    st.lists(
        st.tuples(st.sampled_from([7, 12, 210, 0.5]), st.sampled_from(["person", "people", "percent"])), max_size=3
    ),
    st.booleans(),
)
articles = st.lists(claims, min_size=1, max_size=7, unique_by=lambda c: c.claim.id)


def pairs(mine, its):
    near = cosines([c.vector for c in mine], [c.vector for c in its])
    for i, j in itertools.product(range(len(mine)), range(len(its))):
        yield i, j, round(float(near[i, j]), 6)


@given(articles, articles)
@settings(max_examples=60, deadline=None)
def test_the_features_of_all_pairs_at_once_are_those_of_each_or_more_where_they_are_not_known(mine, its):
    its = [c for c in its if c not in mine] or [built("Nothing was said.", id="clm_other", vector=b"\1\2\3\4")]
    event = Event(mine, its)
    together, _ = bounds(event)
    for i, j, similarity in pairs(mine, its):
        alone = event.meeting(mine[i].claim, its[j].claim, similarity).features
        for name, value, all_values in zip(FEATURES, alone, together, strict=True):
            if name in UNKNOWN_BUT_FOR_THEIR_MOST:
                assert all_values[i, j] >= value, name
            elif name in {"margin_least", "margin_most"}:
                assert all_values[i, j] == pytest.approx(value, abs=4e-6) or all_values[i, j] >= value, name
            else:
                assert all_values[i, j] == pytest.approx(value, abs=2e-6), name


@given(articles, articles)
@settings(max_examples=60, deadline=None)
def test_whatever_the_judge_says_of_a_pair_it_stays_and_so_does_all_that_is_likely(mine, its):
    its = [c for c in its if c not in mine] or [built("Nothing was said.", id="clm_other", vector=b"\1\2\3\4")]
    event, judge = Event(mine, its), EventJudge()
    stay = Shortlist()(event)
    for i, j, similarity in pairs(mine, its):
        likely = max(stances(event.meeting(mine[i].claim, its[j].claim, similarity).features, fitted_weights()))
        said = judge.judge(mine[i], its[j], similarity, event)
        assert stay[i, j] or (said is None and likely < LEAST)


def test_the_same_pairs_stay_whichever_article_comes_first():
    mine = [built(s, id=f"clm_a{n}", vector=bytes([n, 9, 40, 3])) for n, s in enumerate(SENTENCES[:9])]
    its = [built(s, id=f"clm_b{n}", vector=bytes([40, n, 9, 3])) for n, s in enumerate(SENTENCES[9:21])]
    assert np.array_equal(Shortlist()(Event(mine, its)), Shortlist()(Event(its, mine)).T)


def test_of_unrelated_claims_hardly_any_stay():
    mine = [
        built(f"The harbour of Tarnholm took in {n} cutters.", id=f"clm_a{n}", vector=bytes([9, n, 1, 2]))
        for n in range(20)
    ]
    its = [built(f"Velde signed law {n} on orchards.", id=f"clm_b{n}", vector=bytes([n, 200, 9, 3])) for n in range(20)]
    assert Shortlist()(Event(mine, its)).sum() <= 20


def test_only_pairs_that_are_marked_are_given_out():
    mine = [built(f"{n} said so.", id=f"clm_a{n}", vector=b"\1\2\3\4") for n in range(3)]
    marked = np.zeros((3, 3), dtype=np.bool_)
    marked[1, 2] = True
    assert [(p.own, p.other) for p in candidates.pairs(mine, mine, marked)] == [(mine[1], mine[2])]
