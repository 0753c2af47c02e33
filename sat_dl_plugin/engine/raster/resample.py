"""Separable, tile-independent resampling of values beside their mask.

Both grids cover the same ground, pixel 0 to pixel 0. Shrinking averages the area of a pixel,
enlarging interpolates linearly. The weights depend on absolute pixel positions only, so a
window resampled on its own has the very values it has inside the whole raster, and invalid
pixels have weight zero, so they never leak into their neighbours.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Optional

import numpy as np
from numpy.typing import NDArray

# A resampled pixel is valid when at least this share of what it is made of is valid.
_MIN_VALID_SHARE = 0.5

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class AxisResampling:
    """How one axis of ``source`` pixels becomes ``target`` pixels over the same length."""

    source: int
    """Source pixels of the whole axis."""
    target: int
    """Target pixels of the whole axis."""
    ratio: float
    """Source pixels per target pixel; ``source`` may be rounded up from ``target * ratio``."""

    @staticmethod
    def between(source: int, target: int) -> AxisResampling:
        """Return the resampling between two grids of the same length."""
        return AxisResampling(source, target, source / target)

    @property
    def is_identity(self) -> bool:
        """Whether both grids are the same."""
        return self.ratio == 1.0

    def source_range(self, start: int, stop: int) -> tuple[int, int]:
        """Return the source pixels that the target pixels [start, stop) are made of."""
        if self.is_identity:
            return start, stop
        if self.ratio > 1:
            # The small guard keeps 3.0000000001 from asking for a fourth pixel.
            low, high = math.floor(start * self.ratio + 1e-9), math.ceil(stop * self.ratio - 1e-9)
        else:
            low = math.floor((start + 0.5) * self.ratio - 0.5)
            high = math.floor((stop - 0.5) * self.ratio - 0.5) + 2
        return max(low, 0), min(high, self.source)

    def taps(self, start: int, stop: int, offset: int) -> tuple[NDArray[np.intp], Floats]:
        """Return source indexes and weights of the target pixels [start, stop).

        Args:
            start: First target pixel.
            stop: Target pixel after the last one.
            offset: Source pixel that is element 0 of the array to be resampled.

        Returns:
            Indexes and weights, both of shape (stop - start, taps); weights sum to one.
        """
        target = np.arange(start, stop)
        if self.ratio > 1:
            low = target * self.ratio
            first = np.floor(low + 1e-9).astype(np.intp)
            index = first[:, None] + np.arange(math.ceil(self.ratio) + 1)
            overlap = np.minimum(index + 1, (low + self.ratio)[:, None]) - np.maximum(
                index, low[:, None]
            )
            weights = np.clip(overlap, 0.0, None)
        else:
            center = (target + 0.5) * self.ratio - 0.5
            first = np.floor(center).astype(np.intp)
            index = first[:, None] + np.arange(2)
            second = center - first
            weights = np.stack((1.0 - second, second), axis=1)
        weights /= weights.sum(axis=1, keepdims=True)
        return np.clip(index, 0, self.source - 1) - offset, weights.astype(np.float32)


def resample(
    values: Floats,
    rows: AxisResampling,
    cols: AxisResampling,
    origin: tuple[int, int],
    window: tuple[int, int, int, int],
) -> Floats:
    """Resample one window of fully valid values.

    Args:
        values: Array (bands, rows, cols) that holds at least the window's source range.
        rows: Resampling of the row axis.
        cols: Resampling of the column axis.
        origin: (row, col) of ``values[:, 0, 0]`` in the source grid.
        window: Target pixels (row_start, row_stop, col_start, col_stop).

    Returns:
        Array (bands, row_stop - row_start, col_stop - col_start), float32.
    """
    row_start, row_stop, col_start, col_stop = window
    out = values
    if rows.is_identity:
        out = out[:, row_start - origin[0] : row_stop - origin[0], :]
    else:
        index, weights = rows.taps(row_start, row_stop, origin[0])
        out = _weighted(out, index, weights, axis=1)
    if cols.is_identity:
        return out[:, :, col_start - origin[1] : col_stop - origin[1]]
    index, weights = cols.taps(col_start, col_stop, origin[1])
    return _weighted(out, index, weights, axis=2)


def resample_masked(
    values: Floats,
    valid: Optional[NDArray[np.bool_]],
    rows: AxisResampling,
    cols: AxisResampling,
    origin: tuple[int, int],
    window: tuple[int, int, int, int],
) -> tuple[Floats, Optional[NDArray[np.bool_]]]:
    """Resample values whose invalid pixels must not count.

    Args:
        values: As in `resample`; what stands at invalid pixels does not matter.
        valid: Valid mask (rows, cols) of ``values``, or None when all are valid.
        rows: Resampling of the row axis.
        cols: Resampling of the column axis.
        origin: As in `resample`.
        window: As in `resample`.

    Returns:
        Resampled values and their valid mask (None when all are valid).
    """
    if valid is None:
        return resample(values, rows, cols, origin, window), None
    share = resample(valid[None].astype(np.float32), rows, cols, origin, window)
    known = np.where(valid, values, np.float32(0))
    mixed = resample(known, rows, cols, origin, window)
    with np.errstate(divide="ignore", invalid="ignore"):
        mixed = np.where(share > 0, mixed / share, np.float32(0))
    return mixed, share[0] >= _MIN_VALID_SHARE


def _weighted(values: Floats, index: NDArray[np.intp], weights: Floats, axis: int) -> Floats:
    out: Optional[Floats] = None
    last = values.shape[axis] - 1
    for tap in range(index.shape[1]):
        weight = weights[:, tap]
        if not weight.any():
            continue
        # A tap of weight zero may point past the array that was read.
        part = np.take(values, np.clip(index[:, tap], 0, last), axis=axis)
        part *= weight[:, None] if axis == 1 else weight
        out = part if out is None else np.add(out, part, out=out)
    if out is None:  # pragma: no cover - weights always sum to one
        raise ValueError("resampling without weights")
    return out
