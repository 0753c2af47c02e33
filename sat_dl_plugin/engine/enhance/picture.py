"""The raster that is enhanced: its bands, its mask, and values on a scale of order one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Optional

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.engine.enhance.sensor import BoolMask, Floats
from sat_dl_plugin.engine.raster.grid import Grid, Window
from sat_dl_plugin.engine.raster.source import RasterSource
from sat_dl_plugin.engine.vector.area_of_interest import extent_window, mask_window, read_mask

# Percentiles that bound what is normal in a band; clouds and dead pixels lie beyond.
_NORMAL = (1.0, 99.0)

# How far an output may leave the range of the values around it, as a share of that range.
_OVERSHOOT = 0.25

_REAL_TYPES = "uif"


@dataclass(frozen=True)
class BandScaling:
    """How stored values of every band become values of order one, and back."""

    offset: Floats
    """Median of each band, shape (bands,)."""
    spread: Floats
    """Distance between the 1st and the 99th percentile of each band, shape (bands,)."""

    @staticmethod
    def of(values: NDArray[Any], valid: BoolMask) -> BandScaling:
        """Return the scaling that fits a sample.

        Args:
            values: Shape (bands, rows, cols).
            valid: Shape (rows, cols); at least one pixel is valid.
        """
        known = values[:, valid].astype(np.float64)
        low, offset, high = np.percentile(known, (_NORMAL[0], 50.0, _NORMAL[1]), axis=1)
        spread = high - low
        # Rare values in a flat band (a mask, snow on a lake) still have to fit.
        spread = np.where(spread > 0, spread, known.max(axis=1) - known.min(axis=1))
        # A constant band stays what it is: whatever is fitted to it counts next to nothing.
        nothing = np.maximum(np.abs(offset), 1.0) * 1e-6
        spread = np.where(spread > 0, spread, nothing)
        return BandScaling(offset.astype(np.float32), spread.astype(np.float32))

    def apply(self, values: NDArray[Any]) -> Floats:
        """Return stored values on the common scale."""
        centred = values.astype(np.float32) - self.offset[:, None, None]
        scaled: Floats = centred / self.spread[:, None, None]
        return scaled

    def undo(self, values: Floats) -> Floats:
        """Return values of the common scale as stored ones."""
        stored: Floats = values * self.spread[:, None, None] + self.offset[:, None, None]
        return stored


@dataclass(frozen=True)
class Picture:
    """The part of a raster that a job enhances."""

    source: RasterSource
    part: Window
    """Raster window that is wanted."""
    bands: tuple[int, ...]
    """1-based bands with values; alpha bands are masks."""
    scaling: BandScaling
    mask: Optional[NDArray[np.object_]]
    """Polygons of the mask layer, None without one."""

    @property
    def grid(self) -> Grid:
        """Grid of the wanted part."""
        return self.source.grid.subgrid(self.part)

    @property
    def dtype(self) -> np.dtype[Any]:
        """Data type that holds every band."""
        return np.result_type(*(self.source.dtypes[band - 1] for band in self.bands))

    def read(self, window: Window) -> tuple[NDArray[Any], BoolMask]:
        """Return stored values (bands, rows, cols) and the valid mask (rows, cols).

        Args:
            window: In pixels of the part.
        """
        values, valid = self.source.read(self._in_raster(window), self.bands)
        known = np.ones(values.shape[1:], bool) if valid is None else valid
        inside = self.inside(window)
        known = known if inside is None else known & inside
        if values.dtype.kind == "f":
            # What stands at invalid pixels must not turn sums into NaN.
            values = np.where(np.isfinite(values), values, values.dtype.type(0))
        return values, known

    def inside(self, window: Window) -> Optional[BoolMask]:
        """Return which pixels of a window are inside the mask layer; None without one."""
        if self.mask is None:
            return None
        return mask_window(self.mask, self.source.grid, self._in_raster(window))

    def _in_raster(self, window: Window) -> Window:
        part = self.part
        return Window(
            window.col_off + part.col_off,
            window.row_off + part.row_off,
            window.width,
            window.height,
        )

    def may_have_gaps(self) -> bool:
        """Return whether pixels can be invalid at all."""
        return self.mask is not None or not self.source.is_all_valid(self.bands)


def open_picture(
    source: RasterSource,
    extent: Optional[tuple[float, float, float, float]],
    extent_crs: Optional[str],
    mask: Optional[str],
) -> Picture:
    """Return the part of a raster that is to be enhanced.

    Raises:
        InputError: If it has no bands of real numbers, no valid pixel, or the extent or the
            mask do not fit.
    """
    part = source.grid.window
    if extent is not None:
        part = extent_window(extent, extent_crs, source.grid)
    bands = tuple(b for b in range(1, source.band_count + 1) if b not in source.alpha_bands)
    _check_bands(source, bands)
    values, valid = source.sample(bands, part=part)
    if not valid.any():
        raise InputError(
            f"{source.path} has no valid pixel",
            "All of it is nodata",
            "Choose another raster or extent",
        )
    polygons = read_mask(mask, source.grid) if mask else None
    return Picture(source, part, bands, BandScaling.of(values, valid), polygons)


def plausible_range(values: Floats, valid: BoolMask) -> tuple[Floats, Floats]:
    """Return the lowest and the highest value that an output may have, per band.

    The range of the input around, with some room for edges that become steeper, and not below
    zero where the input is not.

    Args:
        values: Stored values of the input around, shape (bands, rows, cols).
        valid: Shape (rows, cols); at least one pixel is valid.

    Returns:
        Two arrays of shape (bands, 1, 1).
    """
    known = values[:, valid].astype(np.float32)
    low, high = known.min(axis=1), known.max(axis=1)
    room = _OVERSHOOT * (high - low)
    floor = np.where(low >= 0, np.maximum(low - room, 0), low - room)
    return floor[:, None, None].astype(np.float32), (high + room)[:, None, None].astype(np.float32)


def _check_bands(source: RasterSource, bands: tuple[int, ...]) -> None:
    if not bands:
        raise InputError(
            f"{source.path} has no bands with values", "It only has a mask", "Choose another raster"
        )
    strange = [
        source.dtypes[b - 1]
        for b in bands
        if np.dtype(source.dtypes[b - 1]).kind not in _REAL_TYPES
    ]
    if strange:
        raise InputError(
            f"{source.path} has values of type {strange[0]}",
            "Only real numbers can be enhanced",
            "Convert it to float32 first",
        )
