from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import NOON, card, edge, header

from factcheck.crosscheck.verdict import Witness, decide, decide_all, label
from factcheck.domain.ids import origin_id
from factcheck.domain.values import EdgeGroup, Origin, Stance, VerdictLabel

OWN = card("own")
DAY = f"{NOON.day} {NOON:%B %Y}"


def witness(
    name: str, stance: Stance, *, source: str | None = None, origin: Origin | None = None, confidence: float = 0.8
):
    other = card(name, source, origin)
    return Witness(edge(stance, confidence, other=f"clm_{other.header.id[4:]}_0"), other)


@pytest.mark.parametrize(
    ("supporting", "refuting", "expected"),
    [
        (0, 0, VerdictLabel.NOT_ENOUGH),
        (1, 0, VerdictLabel.SUPPORTED),
        (3, 0, VerdictLabel.SUPPORTED),
        (0, 2, VerdictLabel.REFUTED),
        (0, 1, VerdictLabel.CONFLICTING),
        (1, 1, VerdictLabel.CONFLICTING),
        (1, 5, VerdictLabel.CONFLICTING),
    ],
)
def test_the_table_of_the_contract(supporting, refuting, expected):
    assert label(supporting, refuting) is expected


def test_ten_copies_of_one_story_count_once():
    shared = Origin(origin_id(header("c0").id), None, tuple(f"c{i}.example" for i in range(10)))
    decided = decide(OWN, [witness(f"c{i}", Stance.SUPPORTS, origin=shared) for i in range(10)], NOON)
    assert decided.verdict.supporting == 1
    assert len(decided.evidence) == 10


def test_two_articles_of_one_outlet_count_once():
    decided = decide(OWN, [witness(n, Stance.REFUTES, source="same.example") for n in ("x", "y")], NOON)
    assert (decided.verdict.refuting, decided.verdict.label) == (1, VerdictLabel.CONFLICTING)


def test_articles_of_unknown_source_are_each_their_own():
    decided = decide(OWN, [witness(n, Stance.REFUTES, source="unknown") for n in ("x", "y")], NOON)
    assert decided.verdict.label is VerdictLabel.REFUTED


def test_the_claims_own_outlet_never_counts():
    decided = decide(OWN, [witness("later", Stance.SUPPORTS, source="own.example")], NOON)
    assert decided.verdict.label is VerdictLabel.NOT_ENOUGH
    assert decided.evidence == ()


def test_a_copy_of_the_claims_article_never_counts():
    shared = Origin(origin_id(OWN.header.id), None, ("own.example", "copy.example"))
    own = card("own", origin=shared)
    assert decide(own, [witness("copy", Stance.SUPPORTS, origin=shared)], NOON).verdict.supporting == 0


def test_an_outlet_that_the_claims_article_was_copied_from_never_counts():
    own = card("own", origin=Origin(origin_id(OWN.header.id), None, ("own.example", "wire.example")))
    assert decide(own, [witness("another", Stance.SUPPORTS, source="wire.example")], NOON).verdict.supporting == 0


def test_a_private_article_of_another_key_never_counts():
    other = card("theirs", owner="key-2")
    decided = decide(OWN, [Witness(edge(Stance.SUPPORTS), other)], NOON)
    assert decided.verdict.label is VerdictLabel.NOT_ENOUGH


def test_one_article_takes_one_stance_its_strongest():
    other = card("x")
    both = [
        Witness(edge(Stance.SUPPORTS, 0.6, other="clm_x_0"), other),
        Witness(edge(Stance.REFUTES, 0.9, other="clm_x_9"), other),
    ]
    decided = decide(OWN, both, NOON)
    assert (decided.verdict.supporting, decided.verdict.refuting) == (0, 1)
    assert [ref.other_claim_id for ref in decided.evidence] == ["clm_x_9"]


def test_one_provided_refuter_suffices_for_a_claim_without_an_article():
    decided = decide(OWN, [witness("x", Stance.REFUTES)], NOON, one_refuter_suffices=True)
    assert decided.verdict.label is VerdictLabel.REFUTED


def test_a_verdict_that_says_the_same_keeps_its_time():
    first = decide_all(OWN, ["c"], [], {}, NOON)
    later = decide_all(OWN, ["c"], [], {}, NOON + timedelta(days=1), before=first)
    assert later == first


def test_an_article_that_is_not_committed_is_no_witness():
    other = header("half-written")
    group = EdgeGroup(OWN.header.id, other, (edge(Stance.SUPPORTS, claim_id="c"),))
    assert decide_all(OWN, ["c"], [group], {}, NOON)["c"].verdict.label is VerdictLabel.NOT_ENOUGH


stances = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 3), st.sampled_from(list(Stance)), st.floats(0.5, 0.95)), max_size=12
)


@given(stances)
def test_label_counts_evidence_and_explanation_always_agree(rows):
    witnesses = [
        Witness(
            edge(stance, confidence, other=f"clm_{n}_{i}"),
            card(f"n{n}", f"s{source}.example"),
        )
        for i, (n, source, stance, confidence) in enumerate(rows)
    ]
    decided = decide(OWN, witnesses, NOON)
    verdict = decided.verdict
    assert verdict.label is label(verdict.supporting, verdict.refuting)
    assert (verdict.label is VerdictLabel.NOT_ENOUGH) == (decided.evidence == ())
    assert ("support" in verdict.explanation) or verdict.supporting == 0
    assert ("refute" in verdict.explanation) or verdict.refuting == 0
    assert 0 < verdict.confidence < 1
    assert decide(OWN, witnesses[::-1], NOON) == decided


def explained(*witnesses, reason="it too says “nine people”"):
    said = [replace(w, edge=replace(w.edge, relation=replace(w.edge.relation, reason=reason))) for w in witnesses]
    return decide(OWN, said, NOON).verdict.explanation


def test_an_explanation_names_the_source_its_day_and_the_figures():
    said = explained(witness("x", Stance.REFUTES), reason="the claim says “nine”, it says “five”")
    assert said.startswith(f"One independent source refutes this: x.example ({DAY}). The claim says “nine”, it says")


def test_of_several_sources_the_one_whose_figures_are_told_is_named():
    said = explained(witness("x", Stance.SUPPORTS, confidence=0.9), witness("y", Stance.SUPPORTS))
    assert said == (
        f"2 independent sources support this: x.example ({DAY}) and y.example ({DAY}). x.example too says “nine people”."
    )


def test_outlets_of_one_text_are_told_as_one_source():
    shared = Origin(origin_id(header("c0").id), None, ("c0.example", "c1.example"))
    said = explained(
        witness("c0", Stance.SUPPORTS, origin=shared, confidence=0.9), witness("c1", Stance.SUPPORTS, origin=shared)
    )
    assert f"this: c0.example ({DAY}; the same text in c1.example). It too says" in said
