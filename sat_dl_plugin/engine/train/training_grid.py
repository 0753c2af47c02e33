"""Rasters on the pixels that a network is trained at: any size of pixels, any data type."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Optional

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.engine.raster.grid import Grid, Window
from sat_dl_plugin.engine.raster.resample import AxisResampling, resample_masked
from sat_dl_plugin.engine.raster.source import RasterSource
from sat_dl_plugin.engine.segment.working_grid import GSD_TOLERANCE, MAX_ENLARGEMENT

_KEPT_DTYPES = ("uint8", "uint16", "int16", "float32")


@dataclass(frozen=True)
class TrainingGrid:
    """The grid of a raster with other pixels over the same ground."""

    grid: Grid
    rows: AxisResampling
    cols: AxisResampling

    @staticmethod
    def of(raster: Grid, gsd_m: Optional[float], scale: float) -> TrainingGrid:
        """Return the grid of a raster for training.

        As in prediction, a raster within a tenth of the resolution is taken as it is.

        Args:
            raster: The raster's own grid.
            gsd_m: Metres per pixel of the network; None for the raster's own pixels.
            scale: Size of a pixel relative to that.

        Raises:
            InputError: If the raster is far too coarse.
        """
        own = raster.gsd_m() if gsd_m is not None else None
        x, y = (size / gsd_m for size in own) if own and gsd_m else (1.0, 1.0)
        if max(x, y) > MAX_ENLARGEMENT:
            raise InputError(
                f"Pixels of {max(own or (0.0,)):.3g} m are too coarse",
                f"The network is to be trained at {gsd_m:g} m per pixel",
                "Choose a larger pixel size for the training, or leave this raster out",
            )
        if max(abs(x - 1), abs(y - 1)) <= GSD_TOLERANCE:
            x = y = 1.0
        width = max(1, round(raster.width * x / scale))
        height = max(1, round(raster.height * y / scale))
        shrink = Affine.scale(raster.width / width, raster.height / height)
        return TrainingGrid(
            Grid(width, height, raster.transform @ shrink, raster.crs),
            AxisResampling.between(raster.height, height),
            AxisResampling.between(raster.width, width),
        )

    def scaled(self, window: Window, other: TrainingGrid) -> Window:
        """Return the window of another training grid of the raster over the same ground."""
        x = other.grid.width / self.grid.width
        y = other.grid.height / self.grid.height
        left, top = round(window.col_off * x), round(window.row_off * y)
        right, bottom = round(window.col_stop * x), round(window.row_stop * y)
        return Window(left, top, max(1, right - left), max(1, bottom - top))

    def read(
        self, source: RasterSource, bands: Sequence[int], window: Window
    ) -> tuple[NDArray[Any], Optional[NDArray[np.bool_]]]:
        """Read one window of this grid.

        Args:
            source: The raster.
            bands: 1-based bands.
            window: Pixels of this grid.

        Returns:
            Values (bands, rows, cols) in the data type of `stored_dtype`, and the valid mask,
            None when all pixels are valid.
        """
        top, bottom = self.rows.source_range(window.row_off, window.row_stop)
        left, right = self.cols.source_range(window.col_off, window.col_stop)
        values, valid = source.read(Window(left, top, right - left, bottom - top), bands)
        dtype = stored_dtype(source, bands)
        if self.rows.is_identity and self.cols.is_identity:
            return values.astype(dtype, copy=False), valid
        place = (window.row_off, window.row_stop, window.col_off, window.col_stop)
        mixed, valid = resample_masked(
            values.astype(np.float32), valid, self.rows, self.cols, (top, left), place
        )
        if dtype.kind in "iu":
            limits = np.iinfo(dtype)
            mixed = np.clip(np.rint(mixed), limits.min, limits.max)
        return mixed.astype(dtype), valid


def stored_dtype(source: RasterSource, bands: Sequence[int]) -> np.dtype[Any]:
    """Return the data type in which values are kept for training.

    Raises:
        InputError: If the raster holds complex numbers.
    """
    own = {np.dtype(source.dtypes[index - 1]) for index in bands}
    if any(dtype.kind == "c" for dtype in own):
        raise InputError(
            f"{source.path} holds complex numbers",
            "Networks want real values",
            "Convert it to amplitude or intensity first",
        )
    return common_dtype(own)


def common_dtype(dtypes: Iterable[np.dtype[Any]]) -> np.dtype[Any]:
    """Return the smallest data type that is kept and holds values of all that are given."""
    found = np.result_type(*dtypes)
    return found if found.name in _KEPT_DTYPES else np.dtype(np.float32)
