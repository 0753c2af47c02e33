"""From stored pixel values to network input."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Optional

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.card import Scaling
from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.engine.raster.source import RasterSource

_LOW_PERCENTILE, _HIGH_PERCENTILE = 2.0, 98.0

# A raster whose brightest value is below this is no 8-bit picture.
_DIMMEST_PICTURE = 32.0

# Factors up to this turn whole numbers of reflectance into its 0 to 1.
_DIGITAL_NUMBERS = 1e-3

# Several operations on the same values are done in pieces that stay in the cache.
_SCALED_AT_ONCE = 65_536


@dataclass(frozen=True)
class InputScaler:
    """``stored * gain + offset`` per band, and the network input that stands for "no data"."""

    gain: NDArray[np.float32]
    """Shape (bands, 1, 1)."""
    offset: NDArray[np.float32]
    """Shape (bands, 1, 1)."""
    neutral: NDArray[np.float32]
    """Network input of an invalid pixel: the mean the network knows. Shape (bands, 1, 1)."""
    limits: Optional[tuple[float, float]] = None
    """Range that scaled values are cut to, for stretched rasters."""

    def apply(
        self,
        values: NDArray[Any],
        valid: Optional[NDArray[np.bool_]],
        out: Optional[NDArray[np.float32]] = None,
    ) -> NDArray[np.float32]:
        """Scale values of any data type; invalid pixels become neutral.

        Args:
            values: Shape (bands, rows, cols).
            valid: Mask (rows, cols), None when all are valid.
            out: Where the result is written, a new array when None.
        """
        result = np.empty(values.shape, np.float32) if out is None else out
        bands, height, width = values.shape
        step = max(1, _SCALED_AT_ONCE // max(1, bands * width))
        for row in range(0, height, step):
            rows = slice(row, row + step)
            self._apply(values[:, rows], None if valid is None else valid[rows], result[:, rows])
        return result

    def _apply(
        self,
        values: NDArray[Any],
        valid: Optional[NDArray[np.bool_]],
        out: NDArray[np.float32],
    ) -> None:
        out[...] = values
        out *= self.gain
        if self.offset.any():
            out += self.offset
        if self.limits is not None:
            np.clip(out, *self.limits, out=out)
        if valid is not None:
            np.copyto(out, self.neutral, where=~valid)


def make_scaler(
    scaling: Scaling, source: RasterSource, bands: tuple[int, ...]
) -> tuple[InputScaler, str]:
    """Return the scaler for one raster and one network, and a note for the log.

    A raster whose values cannot be those the network was trained on (16-bit or reflectance
    where the card states 8-bit values) is stretched: its 2nd and 98th percentile per band
    become the ends of the card's range. 8-bit values in a wider data type stay as they are.

    Args:
        scaling: The model card's scaling.
        source: The raster; read once, decimated, when it has to be stretched.
        bands: 1-based raster bands in channel order.

    Raises:
        InputError: If the raster holds complex numbers.
    """
    dtypes = {source.dtypes[index - 1] for index in bands}
    if any(dtype.startswith("complex") for dtype in dtypes):
        raise InputError(
            f"{source.path} holds complex numbers",
            "Networks want real values",
            "Convert it to amplitude or intensity first",
        )
    count = len(bands)
    mean = np.array(scaling.mean or (0.0,) * count)
    std = np.array(scaling.std or (1.0,) * count)
    gain, offset, note = np.full(count, scaling.factor), np.zeros(count), ""
    limits = None
    inside = _sampled(source, bands) if dtypes != {"uint8"} else None
    if scaling.stored_range == (0.0, 255.0) and inside is not None and not _is_picture(inside):
        low, high = _percentiles(inside)
        stretch = 255.0 / np.maximum(high - low, 1e-12)
        gain, offset = gain * stretch, -low * stretch * scaling.factor
        ranges = ", ".join(f"{a:g} to {b:g}" for a, b in zip(low, high))
        note = (
            f"The model knows 8-bit images; the raster's values are stretched from {ranges} "
            "(2nd to 98th percentile per band)"
        )
        if len(set(mean)) == 1 and len(set(std)) == 1:
            limits = (float(-mean[0] / std[0]), float((255 * scaling.factor - mean[0]) / std[0]))
    if scaling.stored_range is None and dtypes == {"uint8"} and scaling.factor <= _DIGITAL_NUMBERS:
        note = (
            "The model knows reflectance as numbers up to 10000 or so, and the raster has bytes: "
            "expect wrong answers, unless these are the same numbers"
        )
    neutral = np.zeros(count)
    if not scaling.mean and scaling.stored_range is not None:
        # No mean is stated: the middle of the range is the least telling value.
        neutral = np.full(count, scaling.factor * sum(scaling.stored_range) / 2) / std
    scaler = InputScaler(
        _per_band(gain / std), _per_band((offset - mean) / std), _per_band(neutral), limits
    )
    return scaler, note


def _sampled(source: RasterSource, bands: tuple[int, ...]) -> NDArray[np.float64]:
    """Return valid values of the whole raster, decimated, of shape (bands, pixels)."""
    values, valid = source.sample(bands)
    return values[:, valid].astype(np.float64)


def _is_picture(inside: NDArray[np.float64]) -> bool:
    """Whether values are 0 to 255 in another data type, not reflectance 0 to 1."""
    return inside.size > 0 and inside.min() >= 0 and _DIMMEST_PICTURE <= inside.max() <= 255


def _percentiles(
    inside: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if not inside.size:
        return np.zeros(len(inside)), np.ones(len(inside))
    low, high = np.percentile(inside, (_LOW_PERCENTILE, _HIGH_PERCENTILE), axis=1)
    return low, np.where(high > low, high, low + 1.0)


def _per_band(values: NDArray[Any]) -> NDArray[np.float32]:
    return values.astype(np.float32)[:, None, None]
