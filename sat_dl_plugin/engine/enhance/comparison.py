"""How an enhanced picture compares with its input: residual, means and variances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.enhance.sensor import BoolMask

Sums = NDArray[np.float64]


class _Moments:
    """Count, mean and variance per band of values that come in parts."""

    def __init__(self, bands: int) -> None:
        self.count = 0
        self.mean: Sums = np.zeros(bands)
        self._squares: Sums = np.zeros(bands)

    def add(self, values: NDArray[Any]) -> None:
        """Take values of shape (bands, pixels)."""
        count = values.shape[1]
        if not count:
            return
        part = values.astype(np.float64)
        mean = part.mean(axis=1)
        squares = np.square(part - mean[:, None]).sum(axis=1)
        # Merging parts this way stays exact where sums of squares would cancel.
        total = self.count + count
        shift = mean - self.mean
        self._squares += squares + np.square(shift) * (self.count * count / total)
        self.mean = self.mean + shift * (count / total)
        self.count = total

    @property
    def variance(self) -> Sums:
        """Variance of each band."""
        spread: Sums = self._squares / max(self.count, 1)
        return spread


@dataclass(frozen=True)
class BandComparison:
    """One band before and after, in stored units."""

    band: str
    mean_before: float
    mean_after: float
    variance_before: float
    variance_after: float
    residual: float
    """Mean of ``|degraded(output) - input|``."""


class Comparison:
    """Collects the comparison of all bands over the parts of a raster."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = tuple(names)
        bands = len(self._names)
        self._before, self._after, self._residual = (_Moments(bands) for _ in range(3))

    def add_before(self, values: NDArray[Any], valid: BoolMask) -> None:
        """Take a part of the input: values (bands, rows, cols) and mask (rows, cols)."""
        self._before.add(values[:, valid])

    def add_after(self, values: NDArray[Any], valid: BoolMask) -> None:
        """Take a part of the output."""
        self._after.add(values[:, valid])

    def add_residual(self, values: NDArray[Any], valid: BoolMask) -> None:
        """Take a part of the residual."""
        self._residual.add(values[:, valid])

    @property
    def residual(self) -> float:
        """Mean residual over all bands, in stored units."""
        return float(self._residual.mean.mean())

    def bands(self) -> list[BandComparison]:
        """Return one entry a band."""
        columns = zip(
            self._names,
            self._before.mean.tolist(),
            self._after.mean.tolist(),
            self._before.variance.tolist(),
            self._after.variance.tolist(),
            self._residual.mean.tolist(),
        )
        return [BandComparison(*column) for column in columns]

    def lines(self) -> list[str]:
        """Return the comparison for a log."""
        return [
            f"{entry.band}: mean {entry.mean_before:.6g} before, {entry.mean_after:.6g} after; "
            f"variance {entry.variance_before:.6g} before, {entry.variance_after:.6g} after; "
            f"mean residual {entry.residual:.4g}"
            for entry in self.bands()
        ]

    def summary(self) -> dict[str, Any]:
        """Return ``mean_residual`` and ``bands`` for results and provenance, JSON-ready."""
        return {
            "mean_residual": self.residual,
            "bands": [asdict(entry) for entry in self.bands()],
        }

    def log(self, reporter: Reporter) -> None:
        """Tell how the picture compares with its input."""
        for line in self.lines():
            reporter.log(line)
        reporter.log(f"Mean residual |degraded(output) - input|: {self.residual:.4g}.")
