"""Turns sharp pictures into what a coarser, noisier sensor would have delivered.

A random one of many sensors per picture: blur of optics and motion (the modulation transfer
function), averaging over the area of a larger detector, shifts between the bands, haze, noise,
few grey values, and JPEG. The idea of training on pictures made crappy is that of Antic, Howard
and Manor (2019, "Decrappification"); the steps are those of satellite sensors.

A whole batch is degraded at once, on the device it is on; every random amount is drawn by NumPy,
so that all devices give the same pictures up to rounding.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from sat_dl_plugin.contract.errors import UsageError
from sat_dl_plugin.engine.train.jpeg import through_jpeg

_GREY_LEVELS = 255.0

_NOISE_LENGTH = 1 << 21
_NOISE_SEED = 20_190_503


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
    clean_share: float = 0.0
    """Share of the pictures that are only averaged over detectors and stored in 8 bits."""

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
        count = sharp.shape[0]
        crappy = (rng.random(count) >= self.clean_share).astype(np.float32)
        coarse = functional.avg_pool2d(self.blur(sharp, crappy, rng), self.scale)
        share = _per_picture(crappy * rng.uniform(0.0, self.haze, count), sharp)
        light = _per_picture(rng.uniform(0.6, 0.9, count), sharp)
        coarse = coarse * (1.0 - share) + share * light
        sigma = _per_picture(crappy * rng.uniform(*self.noise, count), sharp)
        noisy = (coarse + sigma * _noise(coarse, rng)).clamp(0.0, 1.0)
        return self._store(noisy, crappy, rng)

    def blur(self, sharp: Tensor, crappy: NDArray[np.float32], rng: np.random.Generator) -> Tensor:
        """Blur and shift every band by its own Gaussian: one pass along rows, one along columns.

        Args:
            sharp: (n, bands, h, w).
            crappy: (n,), 0 for pictures that are left as they are, otherwise 1.
            rng: Source of all randomness.
        """
        count, bands, rows, columns = sharp.shape
        sigma = crappy * rng.uniform(*self.blur_px, count) * self.scale
        reach = math.ceil(3.0 * self.blur_px[1] * self.scale + self.shift_px * self.scale)
        shifts = rng.uniform(-self.shift_px, self.shift_px, (2, count, bands)) * self.scale
        if reach == 0:
            return sharp
        # One channel a band of a picture, each with a kernel of its own.
        blurred = sharp.reshape(1, count * bands, rows, columns)
        for axis, along in enumerate(shifts):
            kernels = torch.from_numpy(_gaussians(sigma, along * crappy[:, None], reach))
            kernels = kernels.to(sharp.device).reshape(count * bands, 1, -1)
            padding = (0, 0, reach, reach) if axis == 0 else (reach, reach, 0, 0)
            padded = functional.pad(blurred, padding, mode="reflect")
            blurred = functional.conv2d(padded, kernels.unsqueeze(3 - axis), groups=count * bands)
        return blurred.reshape(count, bands, rows, columns)

    def _store(
        self, pictures: Tensor, crappy: NDArray[np.float32], rng: np.random.Generator
    ) -> Tensor:
        """Return the pictures as they come back from their files."""
        count, bands = pictures.shape[:2]
        few = rng.random(count) < self.few_levels_share * crappy
        levels = _per_picture(np.where(few, rng.integers(24, 128, count), _GREY_LEVELS), pictures)
        stored = torch.round(pictures * levels) / levels
        lossy = rng.random(count) < self.jpeg_share * crappy
        quality = rng.integers(40, 96, count)
        # There is no JPEG of other numbers of bands.
        if bands == 3 and lossy.any():
            chosen = torch.from_numpy(np.flatnonzero(lossy)).to(stored.device)
            strength = torch.from_numpy(quality[lossy]).to(stored.device)
            stored = stored.index_copy(0, chosen, through_jpeg(stored[chosen], strength))
        return torch.round(stored * _GREY_LEVELS) / _GREY_LEVELS


def vary_tone(sharp: Tensor, rng: np.random.Generator, share: float) -> Tensor:
    """Return pictures some of which are darker, flatter, hazier or of another tint.

    Other sensors and other ways of display give other tones; a network that has seen them
    keeps the tones of a picture instead of turning them into those of its training pictures.

    Args:
        sharp: (n, 3, h, w) in 0..1.
        rng: Source of all randomness.
        share: Share of the pictures that change.
    """
    count = sharp.shape[0]
    changed = rng.random(count) < share
    gamma = np.where(changed, np.exp(rng.uniform(-0.5, 0.5, count)), 1.0)
    gain = np.where(changed, rng.uniform(0.4, 1.1, count), 1.0)
    lift = np.where(changed, rng.uniform(0.0, 1.0, count) * np.maximum(1.0 - gain, 0.0), 0.0)
    tint = 1.0 + changed[:, None] * rng.uniform(-0.12, 0.12, (count, 3))
    colour = torch.from_numpy(tint.astype(np.float32)).to(sharp.device)[:, :, None, None]
    curved = sharp.clamp(min=1e-4) ** _per_picture(gamma, sharp)
    toned = curved * colour * _per_picture(gain, sharp) + _per_picture(lift, sharp)
    return torch.where(_per_picture(changed, sharp) > 0, toned.clamp(0.0, 1.0), sharp)


def _per_picture(values: NDArray[np.generic], like: Tensor) -> Tensor:
    on_device = torch.from_numpy(values.astype(np.float32)).to(like.device)
    return on_device.reshape(-1, 1, 1, 1)


@functools.lru_cache(maxsize=2)
def _normals(device: torch.device) -> Tensor:
    """Return a long row of normal deviates, the same on every device."""
    values = np.random.default_rng(_NOISE_SEED).standard_normal(_NOISE_LENGTH, dtype=np.float32)
    return torch.from_numpy(values).to(device)


def _noise(like: Tensor, rng: np.random.Generator) -> Tensor:
    """Return noise of deviation 1: for every picture another piece of one long row."""
    starts = torch.from_numpy(rng.integers(0, _NOISE_LENGTH, like.shape[0])).to(like.device)
    length = like[0].numel()
    indexes = starts[:, None] + torch.arange(length, device=like.device)
    return _normals(like.device)[indexes % _NOISE_LENGTH].reshape(like.shape)


def _gaussians(
    sigma: NDArray[np.floating], shift: NDArray[np.floating], reach: int
) -> NDArray[np.float32]:
    """Return Gaussians of ``2 * reach + 1`` taps around their shifts, each adding up to 1.

    Args:
        sigma: (n,) pixels.
        shift: (n, bands) pixels.
        reach: Taps on either side.

    Returns:
        (n, bands, 2 * reach + 1).
    """
    offsets = np.arange(-reach, reach + 1) - shift[:, :, None]
    widths = np.maximum(sigma, 1e-3)[:, None, None]
    # Below this a sampled Gaussian is no longer one; a shift is then linear interpolation.
    linear = np.clip(1.0 - np.abs(offsets), 0.0, None)
    taps = np.where(widths < 0.3, linear, np.exp(-0.5 * (offsets / widths) ** 2))
    summed: NDArray[np.float32] = (taps / taps.sum(axis=2, keepdims=True)).astype(np.float32)
    return summed
