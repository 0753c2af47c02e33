"""Sharpening bands that a network does not know by the ones that it has sharpened.

In a small neighbourhood the detail of a band is nearly a linear function of that of the visible
ones (guided image filtering, He et al. 2013, doi:10.1109/TPAMI.2012.213). The finer detail that
the network added to those is added to the band in the same proportion, as far as the relation
explains the band; where it has nothing to do with them, or is itself blurred, it stays what
interpolation makes of it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from sat_dl_plugin.engine.enhance.enlarge import enlarge_bicubic
from sat_dl_plugin.engine.enhance.sensor import Floats

_RADIUS_PX = 4

# Detail is what differs from the mean of this many pixels on each side. Relations between
# levels say little about detail: on Sentinel-2's near infrared they gain 0.1 dB, those
# between details 0.6 dB.
_DETAIL_RADIUS_PX = 1

REACH_PX = 2 * _RADIUS_PX + _DETAIL_RADIUS_PX + 2
"""Coarse pixels on each side that `Guidance` looks at."""

# Variance of the detail of guides of range one that is noise: about a step of 8 bits.
_NOISE = 1e-5

_SMALLEST = 1e-12


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
        self._coarse = _detail(coarse)
        self._means = _mean(self._coarse)
        self._inverse = self._inverted_covariance()

    def sharpen(self, band: Floats) -> Floats:
        """Return a band (rows, cols) of any unit, sharpened."""
        values = _detail(band[None])
        mean = _mean(values)
        together = _mean(self._coarse * values) - self._means * mean
        slopes = np.einsum("ijrc,jrc->irc", self._inverse, together)
        variance = np.maximum(_mean(values**2) - mean**2, _SMALLEST)
        explained = np.clip((slopes * together).sum(axis=0) / variance, 0, 1)
        slopes = slopes * explained
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


def _detail(values: Floats) -> NDArray[np.float64]:
    exact = values.astype(np.float64)
    return exact - _mean(exact, _DETAIL_RADIUS_PX)


def _mean(values: NDArray[np.float64], radius: int = _RADIUS_PX) -> NDArray[np.float64]:
    size = (1,) * (values.ndim - 2) + (2 * radius + 1,) * 2
    mean: NDArray[np.float64] = ndimage.uniform_filter(values, size, mode="nearest")
    return mean
