"""U-Nets of a constant and of a doubling number of maps.

``unet64`` has the same number of maps at every level. Source: the Dstl recipe (Nowaczyński et al.,
deepsense.ai 2017), after U-Net (Ronneberger et al. 2015, arXiv:1505.04597). The article states 64
maps and about 1.7 million weights; how many convolutions a level has is chosen here so that both
hold with five levels, because every further level doubles the reach of the receptive field, and
with it the margin of an exact tile.

``unet16`` is the U-Net of 2015 with a quarter of its maps: two convolutions a level, 16 maps that
double from level to level. It is what networks are compared with, at a cost that a processor can
pay.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from sat_dl_plugin.engine.train.network import ConvNormActivation, SegmentationNetwork


class UNet(SegmentationNetwork):
    """A U-Net of any width.

    All paddings are fixed, pooling is 2x2 and enlarging repeats pixels, so it is shift-exact at
    multiples of its stride.

    Args:
        architecture: Name that it is built by.
        bands: Channels of the image.
        channels: Output channels, a background channel included.
        overlapping: Whether a pixel may have several classes.
        widths: Feature maps of every level, the finest first.
        convolutions: 3x3 convolutions a level on the way down, and again on the way up.
    """

    def __init__(
        self,
        architecture: str,
        bands: int,
        channels: int,
        overlapping: bool,
        *,
        widths: Sequence[int],
        convolutions: int,
    ) -> None:
        super().__init__(architecture, bands, channels, overlapping)
        self.stride_px = 2 ** (len(widths) - 1)
        self.halo_px = _halo(len(widths), convolutions)
        finer = list(reversed(widths[:-1]))
        self.down = nn.ModuleList(
            _level(before, width, convolutions) for before, width in zip((bands, *widths), widths)
        )
        self.lift = nn.ModuleList(
            _convolution(coarse, width) for coarse, width in zip(reversed(widths), finer)
        )
        self.up = nn.ModuleList(_level(2 * width, width, convolutions) for width in finer)
        self.classify = nn.Conv2d(widths[0], channels, kernel_size=1)

    def coarse_logits(self, standardised: Tensor) -> Tensor:
        """Return logits at the size of the image."""
        skips: list[Tensor] = []
        features = standardised
        for index, level in enumerate(self.down):
            features = level(functional.max_pool2d(features, 2) if index else features)
            skips.append(features)
        for lift, level, skip in zip(self.lift, self.up, reversed(skips[:-1])):
            enlarged = functional.interpolate(features, scale_factor=2.0, mode="nearest")
            features = level(torch.cat([lift(enlarged), skip], dim=1))
        logits: Tensor = self.classify(features)
        return logits


def _convolution(channels_in: int, channels_out: int) -> ConvNormActivation:
    return ConvNormActivation(channels_in, channels_out, kernel=3, padding=(1, 1))


def _level(channels_in: int, maps: int, convolutions: int) -> nn.Sequential:
    widths = [channels_in, *[maps] * convolutions]
    return nn.Sequential(*(_convolution(a, b) for a, b in zip(widths, widths[1:])))


def _halo(levels: int, convolutions: int) -> int:
    """Return the reach of the receptive field, pixels, rounded up to the stride."""
    deepest = 1 << (levels - 1)
    # Every convolution reaches one cell of its level; all but the deepest have those of the way
    # up and the one after enlarging, and enlarging starts up to a cell beside its pixel.
    reach = convolutions * deepest + sum(
        (2 * convolutions + 1) * (1 << level) for level in range(levels - 1)
    )
    reach += deepest - 1
    return -(-reach // deepest) * deepest
