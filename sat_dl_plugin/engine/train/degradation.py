"""Turns sharp pictures into what a coarser, noisier sensor would have delivered.

A random one of many sensors per picture: blur of optics and motion (the modulation transfer
function), averaging over the area of a larger detector, shifts between the bands, haze, noise,
few grey values, and JPEG. The idea of training on pictures made crappy is that of Antic, Howard
and Manor (2019, "Decrappification"); the steps are those of satellite sensors.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor
from torch.nn import functional

from sat_dl_plugin.contract.errors import UsageError

_GREY_LEVELS = 255.0


@dataclass(frozen=True)
class Degradation:
    """How bad the sensors are; every amount is drawn anew for each picture.

    Lengths are in pixels of the degraded picture, so that one setting serves all scales.
    """

    scale: int
    """Pixels of the sharp picture along one side of a degraded pixel; 1 keeps the size."""
    blur_px: tuple[float, float] = (0.0, 0.5)
    """Range of the standard deviation of the Gaussian blur beside the detector's own area."""
    noise: tuple[float, float] = (0.0, 0.01)
    """Range of the standard deviation of the noise, as a share of the full range."""
    shift_px: float = 0.0
    """Largest shift of a band against the others, along rows and columns."""
    haze: float = 0.0
    """Largest share of white light over the picture; contrast falls by as much."""
    jpeg_share: float = 0.0
    """Share of the pictures that are stored as JPEG of quality 40 to 95."""
    few_levels_share: float = 0.0
    """Share of the pictures that are stored in as few as 24 grey values."""

    def __post_init__(self) -> None:
        if self.scale < 1:
            raise UsageError(f"A degradation cannot enlarge: scale {self.scale}")

    def __call__(self, sharp: Tensor, rng: np.random.Generator) -> Tensor:
        """Return a degraded batch.

        Args:
            sharp: (n, bands, h, w) in 0..1; h and w multiples of ``scale``.
            rng: Source of all randomness.

        Returns:
            (n, bands, h / scale, w / scale) in 0..1, in steps of 1/255 as 8-bit data have.
        """
        return torch.stack([self._degrade(picture, rng) for picture in sharp])

    def _degrade(self, sharp: Tensor, rng: np.random.Generator) -> Tensor:
        blurred = self._blur(sharp, rng)
        coarse = functional.avg_pool2d(blurred[None], self.scale)[0]
        if self.haze > 0.0:
            share = float(rng.uniform(0.0, self.haze))
            coarse = coarse * (1.0 - share) + share * float(rng.uniform(0.6, 0.9))
        sigma = float(rng.uniform(*self.noise))
        noise = rng.standard_normal(tuple(coarse.shape), dtype=np.float32)
        noisy = (coarse + sigma * torch.from_numpy(noise)).clamp(0.0, 1.0)
        return self._store(noisy, rng)

    def _blur(self, sharp: Tensor, rng: np.random.Generator) -> Tensor:
        """Blur and shift every band by its own Gaussian: one pass along rows, one along columns."""
        sigma = float(rng.uniform(*self.blur_px)) * self.scale
        reach = math.ceil(3.0 * sigma + self.shift_px * self.scale)
        if reach == 0:
            return sharp
        bands = sharp.shape[0]
        blurred = sharp[None]
        for axis in (2, 3):
            shifts = rng.uniform(-self.shift_px, self.shift_px, bands) * self.scale
            kernels = torch.stack([_gaussian(sigma, float(shift), reach) for shift in shifts])
            padding = (0, 0, reach, reach) if axis == 2 else (reach, reach, 0, 0)
            shape = (bands, 1, -1, 1) if axis == 2 else (bands, 1, 1, -1)
            padded = functional.pad(blurred, padding, mode="reflect")
            blurred = functional.conv2d(padded, kernels.reshape(shape), groups=bands)
        return blurred[0]

    def _store(self, picture: Tensor, rng: np.random.Generator) -> Tensor:
        """Return the picture as it comes back from its file."""
        levels = _GREY_LEVELS
        if rng.random() < self.few_levels_share:
            levels = float(rng.integers(24, 128))
        stored = torch.round(picture * levels) / levels
        if rng.random() < self.jpeg_share:
            stored = _through_jpeg(stored, int(rng.integers(40, 96)))
        return stored


def _gaussian(sigma: float, shift: float, reach: int) -> Tensor:
    """Return a Gaussian of ``2 * reach + 1`` taps around ``shift``, adding up to 1."""
    # Below this a sampled Gaussian is no longer one; a shift is then linear interpolation.
    if sigma < 0.3:
        taps = 1.0 - (torch.arange(-reach, reach + 1, dtype=torch.float32) - shift).abs()
        return taps.clamp(min=0.0)
    taps = torch.arange(-reach, reach + 1, dtype=torch.float32) - shift
    weights = torch.exp(-0.5 * (taps / sigma) ** 2)
    return weights / weights.sum()


def _through_jpeg(picture: Tensor, quality: int) -> Tensor:
    """Return a picture of one or three bands after JPEG; others have no JPEG."""
    if picture.shape[0] not in (1, 3):
        return picture
    grey: NDArray[np.uint8] = torch.round(picture * _GREY_LEVELS).to(torch.uint8).numpy()
    image = Image.fromarray(grey[0] if grey.shape[0] == 1 else np.moveaxis(grey, 0, 2))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    restored = np.asarray(Image.open(buffer), dtype=np.float32) / _GREY_LEVELS
    return torch.from_numpy(restored.reshape(*grey.shape[1:], -1)).permute(2, 0, 1)
