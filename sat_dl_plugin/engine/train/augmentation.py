"""Colour and sharpness changes that stand for other sensors, seasons, hazes and compressions.

Geometry (place, scale, angle, mirror) is drawn when a patch is cut; here only pixel values
change. Every change is drawn per picture and applied to the whole batch at once, on the device
of the batch.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

# Rec. 601 luma.
_LUMA = (0.299, 0.587, 0.114)
_BLOCK = 8


@dataclass(frozen=True)
class PhotometricAugmentation:
    """Changes the look of a batch of pictures."""

    strength: float = 1.0
    """0 for none, 1 for the full ranges."""
    compression: bool = True
    """Imitate JPEG, which only pictures of 8 bits come in."""
    top: float = 1.0
    """Largest value after the changes; 1 is white."""

    def __call__(self, images: Tensor, seed: int) -> Tensor:
        """Return changed pictures.

        Args:
            images: (n, bands, h, w), about 0..1.
            seed: The same seed gives the same changes.
        """
        if self.strength == 0.0:
            return images
        draw = _Draw(images, seed, self.strength)
        images = _tone(images, draw)
        images = _colour(images, draw)
        images = _haze(images, draw)
        images = _coarsen(images, draw)
        images = _soften(images, draw)
        if self.compression:
            images = _compress(images, draw)
        noise = draw.rare(0.5) * draw.between(0.0, 0.05)
        images = images + noise * draw.normal()
        return images.clamp(0.0, self.top)


class _Draw:
    """Random numbers, one a picture, shaped to be multiplied with a batch.

    They are drawn on the processor, so that every device sees the same changes and none has to
    wait for a decision; only the noise of pixels is drawn where it is needed.
    """

    def __init__(self, images: Tensor, seed: int, strength: float) -> None:
        self._rng = np.random.default_rng([seed, 1])
        self._noise = torch.Generator(device=images.device).manual_seed(seed)
        self._images = images
        self._strength = strength
        self.bands = images.shape[1]

    def numbers(self, low: float, high: float) -> NDArray[np.float32]:
        """Return one number a picture, on the processor."""
        return self._rng.uniform(low, high, len(self._images)).astype(np.float32)

    def chosen(self, probability: float) -> NDArray[np.int64]:
        """Return the indexes of the pictures that are to be changed."""
        lots = self._rng.random(len(self._images))
        return np.flatnonzero(lots < probability * self._strength)

    def between(self, low: float, high: float, channels: int = 1) -> Tensor:
        """Return numbers between two bounds, (n, channels, 1, 1)."""
        shape = (len(self._images), channels, 1, 1)
        return self.tensor(self._rng.uniform(low, high, shape).astype(np.float32))

    def around(self, spread: float, channels: int = 1) -> Tensor:
        """Return numbers within ``spread`` of 0, scaled by the strength."""
        return self.between(-spread, spread, channels) * self._strength

    def rare(self, probability: float) -> Tensor:
        """Return 1 for a picture that is to be changed and 0 for the others."""
        lots = np.zeros(len(self._images), dtype=np.float32)
        lots[self.chosen(probability)] = 1.0
        return self.tensor(lots.reshape(-1, 1, 1, 1))

    def normal(self) -> Tensor:
        """Return normal noise of the shape of the batch."""
        images = self._images
        return torch.randn(images.shape, generator=self._noise, device=images.device)

    def tensor(self, values: NDArray[np.generic]) -> Tensor:
        """Return values on the device of the batch."""
        return torch.from_numpy(values).to(self._images.device, non_blocking=True)


def _tone(images: Tensor, draw: _Draw) -> Tensor:
    """Gamma, contrast about the mean, and brightness."""
    images = images.clamp(min=1e-4) ** torch.exp(draw.around(0.5))
    middle = images.mean(dim=(1, 2, 3), keepdim=True)
    images = (images - middle) * torch.exp(draw.around(0.45)) + middle
    return (images + draw.around(0.12)).clamp(min=0.0)


def _colour(images: Tensor, draw: _Draw) -> Tensor:
    """Gain, offset and gamma per band, and saturation down to grey."""
    bands = draw.bands
    images = images * torch.exp(draw.around(0.15, bands)) + draw.around(0.04, bands)
    images = images.clamp(min=1e-4) ** torch.exp(draw.around(0.15, bands))
    if bands != len(_LUMA):
        return images
    luma = _luma(images)
    saturation = torch.exp(draw.around(0.6))
    saturation = saturation * (1.0 - draw.rare(0.05))
    return (luma + (images - luma) * saturation).clamp(min=0.0)


def _luma(images: Tensor) -> Tensor:
    weights = torch.tensor(_LUMA, device=images.device).reshape(1, 3, 1, 1)
    return (images * weights).sum(dim=1, keepdim=True)


def _haze(images: Tensor, draw: _Draw) -> Tensor:
    """Blend with a pale, slightly coloured veil."""
    share = draw.rare(0.3) * draw.between(0.0, 0.45)
    veil = (draw.between(0.55, 0.95) + draw.around(0.06, draw.bands)).clamp(0.0, 1.0)
    return images * (1.0 - share) + veil * share


def _coarsen(images: Tensor, draw: _Draw) -> Tensor:
    """Take detail away as a coarser sensor does: average over area, then enlarge again."""
    chosen = draw.chosen(0.25)
    factor = float(draw.numbers(1.3, 2.5)[0])
    if not chosen.size:
        return images
    rows, columns = images.shape[2:]
    index = draw.tensor(chosen)
    small = functional.interpolate(
        images[index], size=(round(rows / factor), round(columns / factor)), mode="area"
    )
    large = functional.interpolate(
        small, size=(rows, columns), mode="bilinear", align_corners=False
    )
    return images.index_copy(0, index, large)


def _soften(images: Tensor, draw: _Draw) -> Tensor:
    """Blur or sharpen: add or take away the difference to a blurred copy."""
    sigma = 1.2
    steps = torch.arange(-3, 4, dtype=torch.float32, device=images.device)
    kernel = torch.exp(-(steps**2) / (2.0 * sigma**2))
    kernel = (kernel / kernel.sum()).reshape(1, 1, 1, 7).repeat(draw.bands, 1, 1, 1)
    padded = functional.pad(images, (3, 3, 3, 3), mode="reflect")
    blurred = functional.conv2d(padded, kernel, groups=draw.bands)
    blurred = functional.conv2d(blurred, kernel.transpose(2, 3), groups=draw.bands)
    amount = draw.rare(0.5) * draw.between(-0.8, 1.0)
    return (images + amount * (blurred - images)).clamp(min=0.0)


def _cosines(device: torch.device) -> Tensor:
    """Return the orthonormal cosine transform of a block, (8, 8)."""
    index = torch.arange(_BLOCK, dtype=torch.float32, device=device)
    basis = torch.cos(math.pi / _BLOCK * (index[None, :] + 0.5) * index[:, None])
    basis[0] *= math.sqrt(0.5)
    return basis * math.sqrt(2.0 / _BLOCK)


def _compress(images: Tensor, draw: _Draw) -> Tensor:
    """Round the cosine coefficients of 8x8 blocks, coarser for finer detail, as JPEG does."""
    bands, rows, columns = images.shape[1:]
    chosen = draw.chosen(0.4)
    steps = draw.numbers(0.004, 0.03)
    if rows % _BLOCK or columns % _BLOCK or not chosen.size:
        return images
    index = draw.tensor(chosen)
    basis = _cosines(images.device)
    blocks = images[index].unfold(2, _BLOCK, _BLOCK).unfold(3, _BLOCK, _BLOCK)
    coefficients = basis @ blocks @ basis.T
    order = torch.arange(_BLOCK, dtype=torch.float32, device=images.device)
    detail = 1.0 + order[None, :] + order[:, None]
    step = draw.tensor(steps[chosen]).reshape(-1, 1, 1, 1, 1, 1) * detail
    rounded = torch.round(coefficients / step) * step
    restored = (basis.T @ rounded @ basis).permute(0, 1, 2, 4, 3, 5)
    restored = restored.reshape(-1, bands, rows, columns)
    return images.index_copy(0, index, restored).clamp(min=0.0)
