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
        self, values: NDArray[Any], valid: Optional[NDArray[np.bool_]]
    ) -> NDArray[np.float32]:
        """Scale values (bands, rows, cols) of any data type; invalid pixels become neutral."""
        out = values.astype(np.float32)
        out *= self.gain
        if self.offset.any():
            out += self.offset
        if self.limits is not None:
            np.clip(out, *self.limits, out=out)
        if valid is not None:
            np.copyto(out, self.neutral, where=~valid)
        return out


def make_scaler(
    scaling: Scaling, source: RasterSource, bands: tuple[int, ...]
) -> tuple[InputScaler, str]:
    """Return the scaler for one raster and one network, and a note for the log.

    A raster whose data type cannot be the one the network was trained on (16-bit or float
    where the card states 8-bit values) is stretched: its 2nd and 98th percentile per band
    become the ends of the card's range.

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
    if scaling.stored_range == (0.0, 255.0) and dtypes != {"uint8"}:
        low, high = _percentiles(source, bands)
        stretch = 255.0 / np.maximum(high - low, 1e-12)
        gain, offset = gain * stretch, -low * stretch * scaling.factor
        ranges = ", ".join(f"{a:g} to {b:g}" for a, b in zip(low, high))
        note = (
            f"The model knows 8-bit pictures; the raster's values are stretched from {ranges} "
            "(2nd to 98th percentile per band)"
        )
        if len(set(mean)) == 1 and len(set(std)) == 1:
            limits = (float(-mean[0] / std[0]), float((255 * scaling.factor - mean[0]) / std[0]))
    neutral = np.zeros(count)
    if not scaling.mean and scaling.stored_range is not None:
        # No mean is stated: the middle of the range is the least telling value.
        neutral = np.full(count, scaling.factor * sum(scaling.stored_range) / 2) / std
    scaler = InputScaler(
        _per_band(gain / std), _per_band((offset - mean) / std), _per_band(neutral), limits
    )
    return scaler, note


def _percentiles(
    source: RasterSource, bands: tuple[int, ...]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    values, valid = source.sample(bands)
    if not valid.any():
        return np.zeros(len(bands)), np.ones(len(bands))
    inside = values[:, valid].astype(np.float64)
    low, high = np.percentile(inside, (_LOW_PERCENTILE, _HIGH_PERCENTILE), axis=1)
    return low, np.where(high > low, high, low + 1.0)


def _per_band(values: NDArray[Any]) -> NDArray[np.float32]:
    return values.astype(np.float32)[:, None, None]
