"""The model of the sensor: what a coarse pixel sees of the fine ones.

One definition for the loss of the deep image prior and for the residual, so that "agrees with
the input" means the same in both. Both grids cover the same ground: fine pixels
``scale * i`` to ``scale * (i + 1) - 1`` lie under coarse pixel ``i``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Optional

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
BoolMask = NDArray[np.bool_]

# Lobes of the kernel on each side of its centre, coarse pixels.
_LOBES = 2


@dataclass(frozen=True)
class SensorModel:
    """A separable kernel that averages ``scale`` x ``scale`` fine pixels, and around them."""

    scale: int
    """Fine pixels per coarse pixel along each side; 1 is the identity."""
    weights: tuple[float, ...]
    """Weights along one axis, symmetric, with the sum one."""

    @staticmethod
    def of_scale(scale: int) -> SensorModel:
        """Return the model that the enhancement uses.

        A windowed sinc (Lanczos, 2 lobes): its response at the coarse grid's Nyquist frequency
        is one half, between an ideal sensor and the 0.1 to 0.3 of real ones whose images are
        restored before they are delivered. The deep image prior's article uses it, too.
        """
        if scale == 1:
            return SensorModel(1, (1.0,))
        # As odd or even as the scale, or the centre would not be that of the coarse pixel.
        count = 2 * _LOBES * scale - scale % 2
        offsets = (np.arange(count) - (count - 1) / 2) / scale
        values = np.sinc(offsets) * np.sinc(offsets / _LOBES)
        return SensorModel(scale, tuple((values / values.sum()).tolist()))

    @staticmethod
    def averaging(scale: int) -> SensorModel:
        """Return the model of the networks that sharpen: the plain mean of the fine pixels.

        They are trained on pictures that were averaged down.
        """
        return SensorModel(scale, (1.0 / scale,) * scale)

    @property
    def reach_px(self) -> int:
        """Fine pixels that count beyond the coarse pixel's own, on each side."""
        return (len(self.weights) - self.scale) // 2

    @property
    def margin_px(self) -> int:
        """The same in whole coarse pixels."""
        return math.ceil(self.reach_px / self.scale)

    def degrade(
        self, values: Floats, valid: Optional[BoolMask] = None
    ) -> tuple[Floats, Optional[BoolMask]]:
        """Return what the sensor sees of fine pixels.

        Invalid pixels and those beyond the edge have no weight; what remains is weighted up.

        Args:
            values: Shape (bands, rows, cols); rows and cols are multiples of ``scale``.
            valid: Shape (rows, cols), or None when all are valid.

        Returns:
            Coarse values (bands, rows / scale, cols / scale), and which of them are seen by
            enough valid pixels (None when all are).
        """
        if self.scale == 1:
            return values, valid
        known = values if valid is None else np.where(valid, values, np.float32(0))
        total = self._weigh(known)
        mask = np.ones(values.shape[1:], np.float32)
        if valid is not None:
            mask = valid.astype(np.float32)
        share = self._weigh(mask[None])
        seen = share > MIN_SHARE
        means = total / np.where(seen, share, np.float32(1))
        return means.astype(np.float32, copy=False), None if valid is None else seen[0]

    def _weigh(self, values: Floats) -> Floats:
        rows = _weigh_axis(values, np.asarray(self.weights, np.float32), self.scale)
        turned = rows.transpose(0, 2, 1)
        weighed = _weigh_axis(turned, np.asarray(self.weights, np.float32), self.scale)
        result: Floats = weighed.transpose(0, 2, 1)
        return result


MIN_SHARE = 0.5
"""A coarse pixel counts when at least this share of its weights falls on valid pixels."""


def _weigh_axis(values: Floats, weights: Floats, scale: int) -> Floats:
    """Weigh along the rows, with nothing beyond the edge."""
    reach = (len(weights) - scale) // 2
    padded = np.pad(values, ((0, 0), (reach, reach), (0, 0)))
    count = values.shape[1] // scale
    out: Floats = np.zeros((values.shape[0], count, values.shape[2]), np.float32)
    for tap, weight in enumerate(weights):
        out += weight * padded[:, tap : tap + count * scale : scale]
    return out
