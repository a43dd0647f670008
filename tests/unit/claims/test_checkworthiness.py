from dataclasses import fields

from hypothesis import given
from hypothesis import strategies as st

from factcheck.claims.checkworthiness import Signs, adjusted

signs = st.builds(Signs, **{field.name: st.booleans() for field in fields(Signs)})


@given(signs, st.floats(0, 1), st.floats(0, 1))
def test_a_higher_trained_score_never_gives_a_lower_result(sign, a, b):
    assert adjusted(min(a, b), sign) <= adjusted(max(a, b), sign)


@given(signs, st.floats(-1, 2))
def test_results_are_scores(sign, trained):
    assert 0 <= adjusted(trained, sign) <= 1


@given(st.floats(0, 1))
def test_what_asserts_nothing_is_never_worth_checking(trained):
    assert adjusted(trained, Signs(asserts=False)) < 0.5


@given(st.floats(0, 1))
def test_figures_lift_and_personal_experience_lowers(trained):
    assert adjusted(trained, Signs(figure=True)) >= adjusted(trained, Signs())
    assert adjusted(trained, Signs(experience=True)) <= adjusted(trained, Signs())
