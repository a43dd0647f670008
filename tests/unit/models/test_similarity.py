import math
from array import array

import numpy as np
import pytest

from factcheck.crosscheck.similarity import cosine, cosines, mean_vector

CHANCE = np.random.default_rng(3)
VECTORS = [CHANCE.integers(-127, 128, 384).astype(np.int8).tobytes() for _ in range(20)]


def by_hand(a, b):
    left, right = array("b", a), array("b", b)
    dot = sum(x * y for x, y in zip(left, right, strict=True))
    return dot / math.sqrt(sum(x * x for x in left) * sum(y * y for y in right))


def test_a_cosine_is_that_of_integer_arithmetic_to_the_last_bit():
    for a in VECTORS:
        for b in VECTORS:
            assert cosine(a, b) == by_hand(a, b)


def test_a_vector_is_wholly_like_itself():
    assert all(cosine(vector, vector) == 1.0 for vector in VECTORS)


def test_the_matrix_holds_the_single_cosines():
    matrix = cosines(VECTORS[:3], VECTORS[3:10])
    assert matrix.dtype == np.float64
    assert matrix.tolist() == [[cosine(a, b) for b in VECTORS[3:10]] for a in VECTORS[:3]]


def test_nothing_to_compare_is_an_empty_matrix():
    assert cosines([], VECTORS).shape == (0, 20)
    assert cosines(VECTORS, []).shape == (20, 0)


def test_a_zero_vector_is_like_nothing():
    assert cosine(bytes(384), VECTORS[0]) == 0.0
    assert cosine(bytes(384), bytes(384)) == 0.0


def test_vectors_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="dimensions"):
        cosine(bytes(383), bytes(384))
    with pytest.raises(ValueError, match="different lengths"):
        mean_vector([bytes(383), bytes(384)])


def test_a_mean_does_not_depend_on_the_order():
    for seed in range(20):
        shuffled = [VECTORS[i] for i in np.random.default_rng(seed).permutation(len(VECTORS))]
        assert mean_vector(shuffled) == mean_vector(VECTORS)


def test_the_mean_of_one_direction_is_that_direction():
    once = array("b", [127, -64, 0]).tobytes()
    assert mean_vector([once]) == once
    assert mean_vector([once] * 7) == once


def test_a_mean_weighs_directions_not_lengths():
    assert (
        mean_vector([array("b", [127, 0]).tobytes(), array("b", [0, 1]).tobytes()]) == array("b", [127, 127]).tobytes()
    )


def test_opposites_cancel_to_the_zero_vector():
    assert mean_vector([array("b", [127, 0]).tobytes(), array("b", [-127, 0]).tobytes()]) == bytes(2)


def test_the_mean_of_nothing_is_refused():
    with pytest.raises(ValueError, match="no vectors"):
        mean_vector([])
