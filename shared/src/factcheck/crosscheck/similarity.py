"""Cosine similarity of int8 vectors, exact: integer dot products, then one division, the same on every machine."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from factcheck.domain.values import Vector

_LARGEST = 127


def cosine(a: Vector, b: Vector) -> float:
    """Cosine of two vectors, -1 to 1; 0 if either is all zeros.

    Raises:
        ValueError: the lengths differ.
    """
    return float(cosines([a], [b])[0, 0])


def cosines(queries: Sequence[Vector], keys: Sequence[Vector]) -> NDArray[np.float64]:
    """Cosines of every query with every key, shape (queries, keys).

    Raises:
        ValueError: the lengths differ.
    """
    if not queries or not keys:
        return np.zeros((len(queries), len(keys)))
    left, right = _matrix(queries), _matrix(keys)
    if left.shape[1] != right.shape[1]:
        raise ValueError(f"vectors of {left.shape[1]} and {right.shape[1]} dimensions cannot be compared")
    # float64 holds every integer up to 2**53 and a dot product here is below 2**23 for 384 dimensions, so the sums are
    # exact in whatever order the matrix product takes them (numpy's integer product uses no BLAS).
    dots = left @ right.T
    squares = np.outer(np.einsum("ij,ij->i", left, left), np.einsum("ij,ij->i", right, right))
    # The root of the product, not the product of roots: a vector's cosine with itself is then exactly 1.
    result: NDArray[np.float64] = np.divide(dots, np.sqrt(squares), out=np.zeros_like(dots), where=squares > 0)
    return np.clip(result, -1.0, 1.0)


def mean_vector(vectors: Sequence[Vector]) -> Vector:
    """The direction of the mean of the unit vectors, scaled as every `Vector` is; independent of their order.

    Raises:
        ValueError: there are no vectors, or their lengths differ.
    """
    if not vectors:
        raise ValueError("the mean of no vectors")
    rows = _matrix(vectors)
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    # Unit vectors in steps of 2**-40, added as integers: exact, so order does not matter.
    units = np.rint(rows / np.where(lengths > 0, lengths, 1.0)[:, None] * 2.0**40).astype(np.int64)
    total = units.sum(axis=0).astype(np.float64)
    largest = np.abs(total).max()
    if largest == 0:
        return bytes(rows.shape[1])
    return bytes(np.rint(total * (_LARGEST / largest)).astype(np.int8).tobytes())


def _matrix(vectors: Sequence[Vector]) -> NDArray[np.float64]:
    width = len(vectors[0])
    if any(len(vector) != width for vector in vectors):
        raise ValueError("vectors of different lengths")
    return np.frombuffer(b"".join(vectors), dtype=np.int8).reshape(len(vectors), width).astype(np.float64)
