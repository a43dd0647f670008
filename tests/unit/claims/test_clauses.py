from factcheck.claims.article import read_draft
from factcheck.domain.values import Certainty


def claims(text: str):
    return [(c.span.of(text), c.certainty, c.standalone) for c in read_draft(text, english=True).claims]


def test_what_follows_a_denial_is_a_claim_of_its_own():
    text = "Tom Holt denied that he took bribes but said that he had met the builder twice."
    assert claims(text) == [
        ("Tom Holt denied that he took bribes", Certainty.DENIED, "Tom Holt denied that he took bribes"),
        (
            "said that he had met the builder twice.",
            Certainty.ASSERTED,
            "Tom Holt said that he had met the builder twice.",
        ),
    ]


def test_a_doubt_is_no_claim_but_what_follows_it_is():
    text = "The reports could not be independently verified, and the army has not commented on them."
    assert [words for words, _, _ in claims(text)] == ["the army has not commented on them."]


def test_two_full_clauses_around_a_semicolon_are_two_claims():
    text = "The bridge on Mill Road was closed; the two on Quay Street stayed open."
    assert [words for words, _, _ in claims(text)] == [
        "The bridge on Mill Road was closed",
        "the two on Quay Street stayed open.",
    ]


def test_a_sentence_is_not_cut_where_a_part_would_not_stand_alone():
    for text in (
        "The party took 41% of the vote and 51 seats; its rival 39% and 50.",
        "Ana Ruiz said the bridge on Mill Road was closed; the two on Quay Street stayed open.",
        "The bridge was closed, and the road was flooded.",
        "The bridge on Mill Road was closed; it will open again in two weeks.",
    ):
        assert [words for words, _, _ in claims(text)] == [text]
