import numpy as np
import pytest

from factcheck.models.cells import CELLS, CENTROIDS, Cells


@pytest.fixture
def four_cells(tmp_path):
    path = tmp_path / "cells.npy"
    np.save(path, np.array([[127, 0], [0, 127], [-127, 0], [127, 0]], dtype=np.int8))
    return Cells(path)


def packed(*components: int):
    return np.array(components, dtype=np.int8).tobytes()


def test_the_nearest_cells_come_as_ascending_numbers(four_cells):
    assert four_cells.assign(packed(10, 127), 2) == (0, 1)
    assert four_cells.assign(packed(-127, 90), 2) == (1, 2)


def test_of_equally_near_cells_the_smaller_number_is_taken(four_cells):
    assert four_cells.assign(packed(127, 0), 1) == (0,)
    assert four_cells.assign(packed(127, 0), 2) == (0, 3)


def test_a_zero_vector_has_cells_too(four_cells):
    assert four_cells.assign(packed(0, 0), 3) == (0, 1, 2)


@pytest.mark.parametrize("count", [0, 5])
def test_a_count_that_no_index_can_have_is_refused(four_cells, count):
    with pytest.raises(ValueError, match="count must be 1 to 4"):
        four_cells.assign(packed(1, 1), count)


def test_each_shipped_centroid_lies_in_its_own_cell():
    centroids = np.load(CENTROIDS, allow_pickle=False)
    assert centroids.shape == (CELLS, 384)
    assert centroids.dtype == np.int8
    cells = Cells()
    assert [cells.assign(row.tobytes(), 1) for row in centroids] == [(i,) for i in range(CELLS)]


def test_more_cells_contain_fewer():
    cells = Cells()
    vector = np.load(CENTROIDS)[5].tobytes()
    assert set(cells.assign(vector, 4)) < set(cells.assign(vector, 8))
