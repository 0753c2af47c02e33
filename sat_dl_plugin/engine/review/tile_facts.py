"""What is known of every tile of a grid, gathered from windows that need not fit the tiles."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Optional

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.engine.raster.grid import Window

Floats = NDArray[np.float32]
Sums = NDArray[np.float64]

PICTURE_MEASURES = 4
"""For each band."""


class TileFacts:
    """Sums over the tiles of a raster.

    Args:
        width: Columns of the raster.
        height: Rows of the raster.
        size: Side of a tile, pixels; tiles at the right and lower edge are smaller.
        measures: How many numbers are gathered for each pixel.
    """

    def __init__(self, width: int, height: int, size: int, measures: int) -> None:
        self.size = size
        self.rows, self.cols = math.ceil(height / size), math.ceil(width / size)
        self._pixels = np.zeros((self.rows, self.cols))
        self._sums = np.zeros((measures, self.rows, self.cols))

    def add(
        self, window: Window, measures: Iterable[Floats], valid: Optional[NDArray[np.bool_]]
    ) -> None:
        """Add a window.

        Args:
            window: Where, pixels of the raster.
            measures: Each of shape (rows, cols).
            valid: Pixels that count, shape (rows, cols); None for all.
        """
        counted = np.ones((window.height, window.width), dtype=np.float32)
        if valid is not None:
            counted[~valid] = 0.0
        self._add(self._pixels, window, counted)
        for total, values in zip(self._sums, measures):
            self._add(total, window, values * counted)

    def valid_pixels(self) -> Sums:
        """Return the pixels of each tile that count, shape (rows, cols)."""
        return self._pixels

    def means(self) -> Sums:
        """Return the mean of each measure in each tile, shape (measures, rows, cols)."""
        means: Sums = self._sums / np.maximum(self._pixels, 1.0)
        return means

    def _add(self, total: Sums, window: Window, values: Floats) -> None:
        """Add the sums of a window's values in each tile that it touches."""
        rows = _starts(window.row_off, window.height, self.size)
        cols = _starts(window.col_off, window.width, self.size)
        top, left = window.row_off // self.size, window.col_off // self.size
        sums = np.add.reduceat(
            np.add.reduceat(values, rows, axis=0, dtype=np.float64), cols, axis=1
        )
        total[top : top + len(rows), left : left + len(cols)] += sums


def picture_measures(values: Floats) -> Iterator[Floats]:
    """Yield what describes the look of pixels: brightness and texture of each band.

    Args:
        values: Shape (bands, rows, cols).

    Yields:
        `PICTURE_MEASURES` for each band, each of shape (rows, cols): value, its square, and the
        steps to the pixels one and four away. Their means over a tile are its mean, spread, and
        fine and coarse texture.
    """
    for band in values:
        yield band
        yield band**2
        for step in (1, 4):
            texture = np.zeros_like(band)
            texture[:-step] += np.abs(band[step:] - band[:-step])
            texture[:, :-step] += np.abs(band[:, step:] - band[:, :-step])
            yield texture


def uncertainty(mean: Floats, mean_entropy: Floats) -> tuple[Floats, Floats]:
    """Return how unsure the mean of several answers is, and how much of it is disagreement.

    Every class is a question of its own with yes or no, so that networks whose classes overlap
    are measured like others. Disagreement is the mutual information of answer and voice (BALD of
    Houlsby et al. 2011, arXiv:1112.5745): the entropy of the mean less the mean entropy.

    Args:
        mean: Mean probability of each class, shape (classes, rows, cols).
        mean_entropy: Mean over the voices of the entropy of each class, bits, same shape.

    Returns:
        Entropy and disagreement, shape (rows, cols), bits, means over the classes.
    """
    of_mean = entropy(mean)
    disagreement = np.maximum(of_mean - mean_entropy, 0.0)
    return of_mean.mean(axis=0), disagreement.mean(axis=0)


def entropy(probability: Floats) -> Floats:
    """Return the entropy of yes or no, bits.

    Args:
        probability: Of yes, 0 to 1; any shape.
    """
    # Where one is certain the product is zero, whatever the logarithm of zero.
    p = np.clip(probability, 1e-7, 1.0 - 1e-7)
    bits: Floats = -(p * np.log2(p) + (1.0 - p) * np.log2(1.0 - p))
    return bits


def _starts(offset: int, length: int, size: int) -> NDArray[np.int64]:
    """Return where in a window the tiles begin."""
    first = (-offset) % size
    starts = np.arange(first, length, size, dtype=np.int64)
    return starts if first == 0 else np.concatenate([[0], starts])
