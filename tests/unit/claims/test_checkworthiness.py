from dataclasses import fields

from hypothesis import given
from hypothesis import strategies as st

from factcheck.claims.checkworthiness import Signs, adjusted

places = st.tuples(st.integers(0, 400), st.integers(1, 400))
signs = st.builds(
    lambda place, **seen: Signs(**seen).placed(min(place), max(place)),
    places,
    **{field.name: st.booleans() for field in fields(Signs) if isinstance(field.default, bool)},
)


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


@given(st.floats(0.01, 0.99), st.integers(2, 60))
def test_what_an_article_tells_first_is_worth_more_than_what_it_tells_last(trained, claims):
    assert adjusted(trained, Signs().placed(0, claims)) >= adjusted(trained, Signs().placed(claims - 1, claims))


def test_a_statement_on_its_own_is_judged_as_in_the_middle_of_an_article_of_usual_length():
    assert Signs().placed(5, 11).depth == Signs().depth
    assert Signs().placed(0, 10).length == Signs().length
    assert Signs().placed(0, 1).depth == Signs().depth
