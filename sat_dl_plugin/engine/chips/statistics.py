"""What is inside chips: classes and the mean and spread of every band."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Optional

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.legend import NODATA_ID

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class BandMoments:
    """Number, mean and summed squared deviation of each band's valid pixels."""

    pixels: int
    mean: Floats
    squares: Floats

    @property
    def deviation(self) -> Floats:
        """Standard deviation of each band."""
        spread: Floats = np.sqrt(self.squares / max(self.pixels, 1))
        return spread


def band_moments(values: NDArray[Any], valid: Optional[NDArray[np.bool_]]) -> BandMoments:
    """Return the moments of one chip.

    Args:
        values: Shape (bands, rows, cols).
        valid: Shape (rows, cols); None when all are.
    """
    flat = values.reshape(len(values), -1) if valid is None else values[:, valid]
    if not flat.shape[1]:
        return BandMoments(0, np.zeros(len(values)), np.zeros(len(values)))
    flat = flat.astype(np.float64)
    mean = flat.mean(axis=1)
    return BandMoments(flat.shape[1], mean, ((flat - mean[:, None]) ** 2).sum(axis=1))


def joined_moments(parts: Iterable[BandMoments], bands: int) -> BandMoments:
    """Return the moments of many chips together, without the rounding of one long sum."""
    total = BandMoments(0, np.zeros(bands), np.zeros(bands))
    for part in parts:
        pixels = total.pixels + part.pixels
        if not part.pixels:
            continue
        step = part.mean - total.mean
        total = BandMoments(
            pixels,
            total.mean + step * (part.pixels / pixels),
            total.squares + part.squares + step**2 * (total.pixels * part.pixels / pixels),
        )
    return total


def class_counts(labels: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return how many pixels each of the 256 labels has."""
    counts: NDArray[np.int64] = np.bincount(labels.ravel(), minlength=NODATA_ID + 1)
    return counts


def band_rows(moments: BandMoments, names: Sequence[str]) -> list[dict[str, Any]]:
    """Return a row a band, ready for JSON."""
    return [
        {
            "band": place + 1,
            "name": names[place],
            "mean": float(moments.mean[place]),
            "std": float(moments.deviation[place]),
            "valid_pixels": moments.pixels,
        }
        for place in range(len(names))
    ]
