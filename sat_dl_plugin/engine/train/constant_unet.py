"""The segmentation network ``unet64``: a U-Net with the same number of maps at every level.

Source: the Dstl recipe (Nowaczyński et al., deepsense.ai 2017), after U-Net (Ronneberger et al.
2015, arXiv:1505.04597). The article states 64 maps and about 1.7 million weights; how many
convolutions a level has is chosen here so that both hold with five levels, because every further
level doubles the reach of the receptive field, and with it the margin of an exact tile.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from sat_dl_plugin.engine.train.network import ConvNormActivation, SegmentationNetwork


class ConstantUNet(SegmentationNetwork):
    """A U-Net of constant width.

    All paddings are fixed, pooling is 2x2 and enlarging repeats pixels, so it is shift-exact at
    multiples of its stride.

    Args:
        architecture: Name that it is built by.
        bands: Channels of the image.
        channels: Output channels, a background channel included.
        overlapping: Whether a pixel may have several classes.
        maps: Feature maps at every level.
        levels: Resolutions, the finest included.
        convolutions: 3x3 convolutions a level on the way down, and again on the way up.
    """

    def __init__(
        self,
        architecture: str,
        bands: int,
        channels: int,
        overlapping: bool,
        *,
        maps: int = 64,
        levels: int = 5,
        convolutions: int = 4,
    ) -> None:
        super().__init__(architecture, bands, channels, overlapping)
        self.stride_px = 2 ** (levels - 1)
        self.halo_px = _halo(levels, convolutions)
        self.down = nn.ModuleList(
            _level(bands if level == 0 else maps, maps, convolutions) for level in range(levels)
        )
        self.lift = nn.ModuleList(_convolution(maps, maps) for _ in range(levels - 1))
        self.up = nn.ModuleList(_level(2 * maps, maps, convolutions) for _ in range(levels - 1))
        self.classify = nn.Conv2d(maps, channels, kernel_size=1)

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
