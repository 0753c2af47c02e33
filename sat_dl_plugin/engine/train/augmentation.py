"""Colour and sharpness changes that stand for other sensors, seasons, hazes and compressions.

Geometry (place, scale, angle, mirror) is drawn when a patch is cut; here only pixel values
change. Every change is drawn per picture and applied to the whole batch at once.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

# Rec. 601 luma.
_LUMA = (0.299, 0.587, 0.114)
_BLOCK = 8


class PhotometricAugmentation:
    """Changes the look of a batch of pictures.

    Args:
        strength: 0 for none, 1 for the full ranges.
    """

    def __init__(self, strength: float = 1.0) -> None:
        self._strength = strength

    def __call__(self, images: Tensor, seed: int) -> Tensor:
        """Return changed pictures.

        Args:
            images: (n, 3, h, w) in 0..1.
            seed: The same seed gives the same changes.
        """
        if self._strength == 0.0:
            return images
        draw = _Draw(images.shape[0], seed, self._strength)
        images = _tone(images, draw)
        images = _colour(images, draw)
        images = _haze(images, draw)
        images = _coarsen(images, draw)
        images = _soften(images, draw)
        images = _compress(images, draw)
        noise = draw.rare(0.5) * draw.between(0.0, 0.05)
        images = images + noise * torch.randn(images.shape, generator=draw.generator)
        return images.clamp(0.0, 1.0)


class _Draw:
    """Random numbers, one a picture, shaped to be multiplied with a batch."""

    def __init__(self, count: int, seed: int, strength: float) -> None:
        self.generator = torch.Generator().manual_seed(seed)
        self._count = count
        self._strength = strength

    def uniform(self, channels: int = 1) -> Tensor:
        """Return numbers in 0..1, (n, channels, 1, 1)."""
        return torch.rand((self._count, channels, 1, 1), generator=self.generator)

    def between(self, low: float, high: float, channels: int = 1) -> Tensor:
        """Return numbers between two bounds."""
        return low + (high - low) * self.uniform(channels)

    def around(self, spread: float, channels: int = 1) -> Tensor:
        """Return numbers within ``spread`` of 0, scaled by the strength."""
        return self.between(-spread, spread, channels) * self._strength

    def rare(self, probability: float) -> Tensor:
        """Return 1 for a picture that is to be changed and 0 for the others."""
        return (self.uniform() < probability * self._strength).float()


def _tone(images: Tensor, draw: _Draw) -> Tensor:
    """Gamma, contrast about the mean, and brightness."""
    images = images.clamp(1e-4, 1.0) ** torch.exp(draw.around(0.5))
    middle = images.mean(dim=(1, 2, 3), keepdim=True)
    images = (images - middle) * torch.exp(draw.around(0.45)) + middle
    return (images + draw.around(0.12)).clamp(0.0, 1.0)


def _colour(images: Tensor, draw: _Draw) -> Tensor:
    """Gain, offset and gamma per band, and saturation down to grey."""
    images = images * torch.exp(draw.around(0.15, 3)) + draw.around(0.04, 3)
    images = images.clamp(1e-4, 1.0) ** torch.exp(draw.around(0.15, 3))
    luma = _luma(images)
    saturation = torch.exp(draw.around(0.6))
    saturation = saturation * (1.0 - draw.rare(0.05))
    return (luma + (images - luma) * saturation).clamp(0.0, 1.0)


def _luma(images: Tensor) -> Tensor:
    weights = torch.tensor(_LUMA).reshape(1, 3, 1, 1)
    return (images * weights).sum(dim=1, keepdim=True)


def _haze(images: Tensor, draw: _Draw) -> Tensor:
    """Blend with a pale, slightly coloured veil."""
    share = draw.rare(0.3) * draw.between(0.0, 0.45)
    veil = (draw.between(0.55, 0.95) + draw.around(0.06, 3)).clamp(0.0, 1.0)
    return images * (1.0 - share) + veil * share


def _coarsen(images: Tensor, draw: _Draw) -> Tensor:
    """Take detail away as a coarser sensor does: average over area, then enlarge again."""
    chosen = draw.rare(0.25).reshape(-1) > 0
    factor = 1.3 + 1.2 * float(draw.uniform()[0])
    if not bool(chosen.any()):
        return images
    rows, columns = images.shape[2:]
    small = functional.interpolate(
        images[chosen], size=(round(rows / factor), round(columns / factor)), mode="area"
    )
    result = images.clone()
    result[chosen] = functional.interpolate(
        small, size=(rows, columns), mode="bilinear", align_corners=False
    )
    return result


def _soften(images: Tensor, draw: _Draw) -> Tensor:
    """Blur or sharpen: add or take away the difference to a blurred copy."""
    sigma = 1.2
    steps = torch.arange(-3, 4, dtype=torch.float32)
    kernel = torch.exp(-(steps**2) / (2.0 * sigma**2))
    kernel = (kernel / kernel.sum()).reshape(1, 1, 1, 7).repeat(3, 1, 1, 1)
    padded = functional.pad(images, (3, 3, 3, 3), mode="reflect")
    blurred = functional.conv2d(padded, kernel, groups=3)
    blurred = functional.conv2d(blurred, kernel.transpose(2, 3), groups=3)
    amount = draw.rare(0.5) * draw.between(-0.8, 1.0)
    return (images + amount * (blurred - images)).clamp(0.0, 1.0)


def _cosines() -> Tensor:
    """Return the orthonormal cosine transform of a block, (8, 8)."""
    index = torch.arange(_BLOCK, dtype=torch.float32)
    basis = torch.cos(math.pi / _BLOCK * (index[None, :] + 0.5) * index[:, None])
    basis[0] *= math.sqrt(0.5)
    return basis * math.sqrt(2.0 / _BLOCK)


def _compress(images: Tensor, draw: _Draw) -> Tensor:
    """Round the cosine coefficients of 8x8 blocks, coarser for finer detail, as JPEG does."""
    bands, rows, columns = images.shape[1:]
    chosen = draw.rare(0.4)
    if rows % _BLOCK or columns % _BLOCK or not bool(chosen.any()):
        return images
    basis = _cosines()
    picked = chosen.reshape(-1) > 0
    blocks = images[picked].unfold(2, _BLOCK, _BLOCK).unfold(3, _BLOCK, _BLOCK)
    coefficients = basis @ blocks @ basis.T
    order = torch.arange(_BLOCK, dtype=torch.float32)
    detail = 1.0 + order[None, :] + order[:, None]
    step = draw.between(0.004, 0.03)[picked].reshape(-1, 1, 1, 1, 1, 1) * detail
    rounded = torch.round(coefficients / step) * step
    restored = (basis.T @ rounded @ basis).permute(0, 1, 2, 4, 3, 5)
    result = images.clone()
    result[picked] = restored.reshape(-1, bands, rows, columns)
    return result.clamp(0.0, 1.0)
