"""The network whose structure is the prior: a narrow hourglass with thin skip connections.

Ulyanov, Vedaldi & Lempitsky, "Deep Image Prior" (2017, arXiv:1711.10925), which uses 128
channels everywhere and enters noise alone. Narrow, and shown a smoothed copy of the picture
beside the noise, it reaches the same quality many times sooner (`benchmarks/prior.py`): the
prior is in the structure and not in the capacity, and where things are need not be learnt.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

_SLOPE = 0.2

# The coarsest feature maps keep this many cells, or there is nothing left to reflect.
_SMALLEST_SIDE = 2


@dataclass(frozen=True)
class Shape:
    """The size of the network."""

    width: int = 32
    """Channels of the hourglass, at every level."""
    depth: int = 5
    """How often the hourglass halves the resolution; small pictures take fewer."""
    skip: int = 4
    """Channels of a skip connection."""
    noise_channels: int = 8
    """Channels of the fixed noise at the network's entry."""
    finish: int = 0
    """Channels of a last stage at full resolution, the hourglass then working at half of it;
    0 for an hourglass at full resolution."""

    @property
    def entry_factor(self) -> int:
        """Pixels of the picture per cell at the network's entry, along each side."""
        return 2 if self.finish else 1

    def depth_for(self, rows: int, cols: int) -> int:
        """Return how often a picture of this size is halved inside the hourglass."""
        cells = max(1, min(rows, cols)) / self.entry_factor
        return max(1, min(self.depth, int(math.log2(cells / _SMALLEST_SIDE + 1e-9))))


class PriorNetwork(nn.Module):  # type: ignore[misc]  # torch is untyped to mypy
    """From noise and a guide to the bands of a picture.

    Args:
        bands: Bands of the picture, and of the guide.
        shape: Size of the network.
        depth: How often the resolution is halved inside the hourglass.
    """

    def __init__(self, bands: int, shape: Shape, depth: int) -> None:
        super().__init__()
        width = shape.width
        entries = [shape.noise_channels + bands] + [width] * (depth - 1)
        self.skips = nn.ModuleList(_block(entry, shape.skip, kernel=1) for entry in entries)
        self.down = nn.ModuleList(
            nn.Sequential(_block(entry, width, stride=2), _block(width, width)) for entry in entries
        )
        self.up = nn.ModuleList(
            nn.Sequential(_block(width + shape.skip, width), _block(width, width, kernel=1))
            for _ in entries
        )
        self.finish = _block(width, shape.finish) if shape.finish else None
        self.head = nn.Conv2d(shape.finish or width, bands, 1)
        self.multiple = 2**depth

    def forward(self, entry: Tensor) -> Tensor:
        """Return the picture, (1, bands, rows, cols), between 0 and 1.

        Args:
            entry: Shape (1, noise channels + bands, rows, cols), at half resolution where there
                is a last stage; rows and cols are multiples of ``multiple``.
        """
        skipped: list[Tensor] = []
        features = entry
        for skip, down in zip(self.skips, self.down):
            skipped.append(skip(features))
            features = down(features)
        for up, fine in zip(reversed(list(self.up)), reversed(skipped)):
            features = up(torch.cat([fine, _doubled(features)], dim=1))
        if self.finish is not None:
            features = self.finish(_doubled(features))
        picture: Tensor = torch.sigmoid(self.head(features))
        return picture


def _doubled(features: Tensor) -> Tensor:
    larger: Tensor = functional.interpolate(
        features, scale_factor=2.0, mode="bilinear", align_corners=False
    )
    return larger


def _block(entry: int, width: int, kernel: int = 3, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(
            entry, width, kernel, stride, padding=kernel // 2, padding_mode="reflect", bias=False
        )
        if kernel > 1
        else nn.Conv2d(entry, width, 1, bias=False),
        nn.BatchNorm2d(width),
        nn.LeakyReLU(_SLOPE, inplace=True),
    )
