"""The inverted-file cells of the article index: which of 128 fixed centroids a vector lies near.

docs/models/cells.md says what they were trained on and how many of them an article should be filed under.
"""

import json
import threading
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from factcheck.domain.values import Vector

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CENTROIDS = Path(__file__).parent / "weights" / "cells.npy"

FACTCHECK_CENTROIDS = CENTROIDS.with_name("search_cells.npy")
"""256 cells of published fact-checks; training/train_search.py makes them."""

CELLS = 128
RECOMMENDED_COUNT = 6


class Cells:
    """Assigns vectors to cells. Safe to share between threads; loads on first use."""

    def __init__(self, centroids: Path = CENTROIDS) -> None:
        self._path = centroids
        self._lock = threading.Lock()
        self._centroids: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None

    @cached_property
    def version(self) -> str:
        """The manifest's version of the centroids: an index built with another one must be rebuilt."""
        return str(json.loads(self._path.with_name("manifest.json").read_text("utf-8"))["cells_version"])

    def assign(self, vector: Vector, count: int) -> tuple[int, ...]:
        """The `count` nearest cells by cosine, as ascending numbers; of equally near ones the smaller number.

        Raises:
            ValueError: `count` is not between 1 and the number of cells, or the vector has another length.
        """
        import numpy as np  # noqa: PLC0415  (light functions import this module and never assign)

        centroids, lengths = self._load()
        if not 1 <= count <= len(centroids):
            raise ValueError(f"count must be 1 to {len(centroids)}, not {count}")
        # float64 holds these integers exactly, in whatever order they are added, and has a fast product.
        dots = centroids @ np.frombuffer(vector, dtype=np.int8).astype(np.float64)
        # The vector's own length is the same for all cells. One rounding of exact integers: the same everywhere.
        nearest = np.argsort(-(dots / lengths), kind="stable")[:count]
        return tuple(sorted(int(cell) for cell in nearest))

    def _load(self) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
        """The centroids and their lengths."""
        import numpy as np  # noqa: PLC0415

        with self._lock:
            if self._centroids is None:
                centroids = np.load(self._path, allow_pickle=False).astype(np.float64)
                self._centroids = centroids, np.sqrt((centroids * centroids).sum(axis=1))
            return self._centroids
