"""Mean and deviation of the bands over what is trained on, and the scaling they make."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.card import Scaling
from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.engine.chips.statistics import BandMoments, band_moments, joined_moments

_BYTE_RANGE = (0.0, 255.0)


_SAMPLED = 50_000
"""Values of each band that show where nearly all of them lie."""

_NEARLY_ALL = (0.005, 0.995)

# So many times as far as nearly all values spread, no sensor measures.
_UNLIKELY = 10_000.0


class RunningMoments:
    """Mean and deviation of values that come piece by piece, and what is far off.

    Pieces are joined as in Chan, Golub & LeVeque (1983), so that long sums do not round.

    Args:
        bands: Number of bands.
    """

    def __init__(self, bands: int) -> None:
        self._bands = bands
        self._total = joined_moments((), bands)
        self._sample = np.empty((bands, 0))
        self._lowest = np.full(bands, np.inf)
        self._highest = np.full(bands, -np.inf)

    def add(self, values: NDArray[Any], counted: NDArray[np.bool_]) -> None:
        """Count a piece.

        Args:
            values: Stored values, (bands, h, w).
            counted: Which pixels count, (h, w).
        """
        if not counted.any():
            return
        self._total = joined_moments((self._total, band_moments(values, counted)), self._bands)
        counting = values[:, counted].astype(np.float64)
        self._lowest = np.fmin(self._lowest, counting.min(axis=1))
        self._highest = np.fmax(self._highest, counting.max(axis=1))
        self._sample = _thinned(np.concatenate([self._sample, _thinned(counting)], axis=1))

    @property
    def total(self) -> BandMoments:
        """The moments of all pieces."""
        return self._total

    def notes(self, bands: tuple[str, ...]) -> list[str]:
        """Return notes for the log about values that are hardly measured ones.

        Args:
            bands: Names of the bands.
        """
        if not self._sample.size:
            return []
        low, high = np.quantile(self._sample, _NEARLY_ALL, axis=1)
        reached = np.maximum(self._highest - high, low - self._lowest)
        return [
            f"Nearly all values of band {name} lie between {low[index]:g} and {high[index]:g}, but "
            f"they reach from {self._lowest[index]:g} to {self._highest[index]:g}. If a value "
            "stands for nodata, state it in the raster; otherwise next to nothing can be learnt."
            for index, name in enumerate(bands)
            if low[index] < high[index] and reached[index] > _UNLIKELY * (high[index] - low[index])
        ]


def _thinned(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return at most so many values of each band, (bands, n), as tell where they lie."""
    return values[:, :: -(-values.shape[1] // _SAMPLED)]


def scaling_of(
    moments: BandMoments, dtype: np.dtype[Any], bands: tuple[str, ...]
) -> tuple[Scaling, list[str]]:
    """Return the scaling that gives zero mean and unit variance, and notes for the log.

    8-bit values are taken to be a picture, so that other rasters are stretched to them in
    prediction; all others are taken to be physical.

    Args:
        moments: Of the labelled pixels that are trained on.
        dtype: In which values are kept.
        bands: Names of the bands.

    Raises:
        InputError: If there is no pixel, or a value is no number.
    """
    if not moments.pixels:
        raise InputError(
            "No pixel is left to train on",
            "Labels and data are nowhere at the same place outside of what validates",
            "Label more, or set less aside for validation",
        )
    if not (np.isfinite(moments.mean).all() and np.isfinite(moments.deviation).all()):
        raise InputError(
            "The values of the images have no mean",
            "They are too large to be measured values",
            "State the value that stands for nodata, or repair the image",
        )
    is_picture = dtype == np.uint8
    factor = 1.0 / 255.0 if is_picture else 1.0
    flat = moments.deviation <= 1e-9 * np.maximum(np.abs(moments.mean), 1e-30)
    notes = [
        f"Band {name} has one value only, {mean:g}; nothing can be learnt from it."
        for name, mean, is_flat in zip(bands, moments.mean, flat)
        if is_flat
    ]
    spread = np.where(flat, 1.0, moments.deviation * factor)
    scaling = Scaling(
        factor=factor,
        mean=tuple(float(value) for value in moments.mean * factor),
        std=tuple(float(value) for value in spread),
        stored_range=_BYTE_RANGE if is_picture else None,
    )
    return scaling, notes
