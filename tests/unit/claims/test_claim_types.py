import pytest

from factcheck.app.read_article import read_statement
from factcheck.claims.claim_types import SIGNS, claim_type, decided, signs_of_type
from factcheck.domain.values import ClaimType, EncodedSentence
from factcheck.models.encoder import OnnxEncoder

SILENT = tuple(0.0 for _ in ClaimType)
TOLD = "The mill employs 420 people."


def leaning_to(kind, much):
    return tuple(much if one is kind else 0.0 for one in ClaimType)


def signs(rule):
    return signs_of_type(TOLD, (), (), rule, dated=False)


def test_without_the_encoder_the_rules_decide():
    assert all(decided(kind, signs(kind), ()) is kind for kind in ClaimType)


@pytest.mark.parametrize("kind", list(ClaimType))
def test_a_strong_leaning_of_the_encoder_outweighs_the_rules(kind):
    assert decided(ClaimType.OTHER, signs(ClaimType.OTHER), leaning_to(kind, 50.0)) is kind


def test_where_the_encoder_is_undecided_a_weighty_figure_makes_a_claim_one_of_quantity():
    statement, _ = read_statement(
        text=TOLD, published_at=None, encode=lambda texts: [EncodedSentence(bytes(384), 0.5, SILENT) for _ in texts]
    )
    assert statement.type is ClaimType.QUANTITY


def test_every_sign_has_a_value_and_exactly_one_type_is_the_rules():
    named = dict(zip(SIGNS, signs(ClaimType.RULE), strict=True))
    assert [name for name, holds in named.items() if name.startswith("rules: ") and holds] == ["rules: rule"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The harvest will double by 2040, the ministry believes.", ClaimType.PREDICTION),
        ("The flood was caused by a gate that had rusted open.", ClaimType.CAUSATION),
        ("Drivers must carry the permit with them under the new act.", ClaimType.RULE),
        ("The plant made 14 million bottles last year.", ClaimType.QUANTITY),
        ("The mayor opened the new market hall.", ClaimType.OTHER),
    ],
)
def test_plain_cases_are_typed_with_and_without_the_encoder(text, kind):
    read, _ = read_statement(text=text, published_at=None, encode=OnnxEncoder().encode)
    assert (claim_type(text, read.quantities, read.attribution), read.type) == (kind, kind)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Inspectors put the smell down to a blocked drain.", ClaimType.CAUSATION),
        ("The landslide was set off by three days of rain.", ClaimType.CAUSATION),
        ("The ferry sails again next Tuesday.", ClaimType.PREDICTION),
        ("Members are entitled to bring one guest.", ClaimType.RULE),
        ("Four hikers were injured.", ClaimType.QUANTITY),
    ],
)
def test_wordings_that_only_lean_towards_a_type_are_typed_with_the_encoder(text, kind):
    read, _ = read_statement(text=text, published_at=None, encode=OnnxEncoder().encode)
    assert read.type is kind
