"""Mean and deviation of the bands over what is trained on, and the scaling they make."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.card import Scaling
from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.engine.chips.statistics import BandMoments, band_moments, joined_moments

_BYTE_RANGE = (0.0, 255.0)


class RunningMoments:
    """Mean and deviation of values that come piece by piece.

    Pieces are joined as in Chan, Golub & LeVeque (1983), so that long sums do not round.

    Args:
        bands: Number of bands.
    """

    def __init__(self, bands: int) -> None:
        self._bands = bands
        self._total = joined_moments((), bands)

    def add(self, values: NDArray[Any], counted: NDArray[np.bool_]) -> None:
        """Count a piece.

        Args:
            values: Stored values, (bands, h, w).
            counted: Which pixels count, (h, w).
        """
        if counted.any():
            self._total = joined_moments((self._total, band_moments(values, counted)), self._bands)

    @property
    def total(self) -> BandMoments:
        """The moments of all pieces."""
        return self._total


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
