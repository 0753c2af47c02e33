"""The probability of each pixel's own class, from a probability raster."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.engine.closable import Closable
from sat_dl_plugin.engine.provenance import legend_of
from sat_dl_plugin.engine.raster.grid import Grid, Window
from sat_dl_plugin.engine.raster.source import RasterSource
from sat_dl_plugin.engine.raster.writer import PROBABILITY_STEPS

# Grids agree when no corner is further off than this, in pixels.
_GRID_TOLERANCE_PX = 0.01


class ClassProbabilities(Closable):
    """A probability raster opened for reading beside a class raster.

    Args:
        path: Raster with one band per class, uint8 (0 to 254) or float (0 to 1).
        grid: Grid of the whole class raster.
        legend: Classes of the class raster, for rasters that do not name their bands.

    Raises:
        InputError: If it lies on another grid or its bands are not those classes.
    """

    def __init__(self, path: str, grid: Grid, legend: Sequence[ClassCard]) -> None:
        self._source = RasterSource(path)
        try:
            _check_grid(self._source, grid)
            self._band_of = _bands_by_class(self._source, legend)
        except BaseException:
            self._source.close()
            raise

    def close(self) -> None:
        """Close the files."""
        self._source.close()

    def read(self, window: Window, labels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return the probability of each pixel's label; NaN where it is not known.

        Args:
            window: Pixels of the whole raster.
            labels: Their labels, shape (rows, cols).
        """
        weights = np.full(labels.shape, np.nan, dtype=np.float32)
        present = np.flatnonzero(np.bincount(labels.reshape(-1), minlength=256))
        for class_id, band in self._band_of.items():
            if class_id not in present:
                continue
            values, valid = self._source.read(window, (band,))
            probability = _as_fraction(values[0])
            of_class = labels == class_id if valid is None else (labels == class_id) & valid
            np.copyto(weights, probability, where=of_class)
        return weights


def _as_fraction(values: NDArray[Any]) -> NDArray[np.float32]:
    if values.dtype == np.uint8:
        fractions: NDArray[np.float32] = values * np.float32(1 / PROBABILITY_STEPS)
        return fractions
    return values.astype(np.float32)


def _check_grid(source: RasterSource, grid: Grid) -> None:
    own = source.grid
    if (own.width, own.height) == (grid.width, grid.height) and _close(own, grid):
        return
    raise InputError(
        f"The probabilities {source.path} do not lie on the pixels of the class raster",
        f"They are {own.width} x {own.height} pixels at {tuple(own.transform)[:6]}, "
        f"the classes {grid.width} x {grid.height} at {tuple(grid.transform)[:6]}",
        "Choose the probabilities that were made together with the class raster",
    )


def _close(one: Grid, other: Grid) -> bool:
    to_pixels: Affine = ~other.transform
    corners = [(0.0, 0.0), (float(one.width), 0.0), (0.0, float(one.height))]
    moved = [to_pixels @ (one.transform @ corner) for corner in corners]
    return bool(np.allclose(moved, corners, rtol=0, atol=_GRID_TOLERANCE_PX))


def _bands_by_class(source: RasterSource, legend: Sequence[ClassCard]) -> dict[int, int]:
    recorded = legend_of(source.provenance()) or tuple(legend)
    if len(recorded) == source.band_count:
        return {entry.id: band for band, entry in enumerate(recorded, start=1)}
    raise InputError(
        f"The probabilities {source.path} have {source.band_count} bands",
        f"The classes are {', '.join(entry.name for entry in recorded) or 'not known'}",
        "Choose the probabilities that were made together with the class raster",
    )
