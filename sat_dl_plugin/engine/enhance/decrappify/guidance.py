"""Sharpening bands that a network does not know by the ones that it has sharpened.

In a small neighbourhood a band is nearly a linear function of the visible ones (guided image
filtering, He et al. 2013, doi:10.1109/TPAMI.2012.213). The detail that the network added to
those is added to the band in the same proportion; where the band has nothing to do with them,
the proportion is zero and it stays what interpolation makes of it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from sat_dl_plugin.engine.enhance.enlarge import enlarge_bicubic
from sat_dl_plugin.engine.enhance.sensor import Floats

_RADIUS_PX = 4

REACH_PX = 2 * _RADIUS_PX + 2
"""Coarse pixels on each side that `Guidance` looks at."""

# Variance of noise in guides of range one; a weaker relation is not believed.
_NOISE = 1e-4


class Guidance:
    """Adds the detail of sharpened bands to others.

    Args:
        coarse: The guides before, shape (guides, rows, cols), of range one.
        fine: The guides after, shape (guides, rows * scale, cols * scale).
        scale: Fine pixels per coarse pixel along each side.
    """

    def __init__(self, coarse: Floats, fine: Floats, scale: int) -> None:
        self._scale = scale
        self._detail = fine - enlarge_bicubic(coarse, scale)
        self._coarse = coarse.astype(np.float64)
        self._means = _mean(self._coarse)
        self._inverse = self._inverted_covariance()

    def sharpen(self, band: Floats) -> Floats:
        """Return a band (rows, cols) of any unit, sharpened."""
        values = band.astype(np.float64)[None]
        # Around its mean, so that large offsets do not cancel in the covariance.
        values = values - values.mean()
        together = _mean(self._coarse * values) - self._means * _mean(values)
        slopes = np.einsum("ijrc,jrc->irc", self._inverse, together)
        fine_slopes = enlarge_bicubic(_mean(slopes).astype(np.float32), self._scale)
        added = (fine_slopes * self._detail).sum(axis=0)
        sharpened: Floats = enlarge_bicubic(band[None], self._scale)[0] + added
        return sharpened

    def _inverted_covariance(self) -> NDArray[np.float64]:
        guides = len(self._coarse)
        matrix = np.empty((*self._coarse.shape[1:], guides, guides))
        for i in range(guides):
            for j in range(i, guides):
                product = _mean(self._coarse[i] * self._coarse[j])
                matrix[..., i, j] = product - self._means[i] * self._means[j]
                matrix[..., j, i] = matrix[..., i, j]
        matrix += _NOISE * np.eye(guides)
        inverse: NDArray[np.float64] = np.linalg.inv(matrix).transpose(2, 3, 0, 1)
        return inverse


def _mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
    size = (1,) * (values.ndim - 2) + (2 * _RADIUS_PX + 1,) * 2
    mean: NDArray[np.float64] = ndimage.uniform_filter(values, size, mode="nearest")
    return mean
