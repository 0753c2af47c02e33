"""The enhancing network: a U-Net on an EfficientNet-Lite0 encoder with a fine branch.

The picture is enlarged by bicubic interpolation, and the network adds what that lacks. It works
on the pixels of its input and rearranges channels into finer pixels only at the end (sub-pixel
convolution, Shi et al. 2016, arXiv:1609.05158), which is ``scale`` squared times cheaper than
working on an enlarged picture. Encoder: EfficientNet-Lite0 (Tan & Le 2019, arXiv:1905.11946);
skip connections: U-Net (Ronneberger et al. 2015, arXiv:1505.04597); residual blocks without
normalisation: EDSR (Lim et al. 2017, arXiv:1707.02921).
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from sat_dl_plugin.contract.errors import UsageError
from sat_dl_plugin.engine.train.network import (
    ENCODER_BLOCKS,
    IMAGENET_MEAN,
    IMAGENET_STD,
    Encoder,
)

STRIDE = 8
"""Input pixels per cell of the deepest feature map; tile origins must be multiples of it."""

SCALES = (1, 2, 4)

# The stages of EfficientNet-Lite0 at strides 2, 4 and 8.
_ENCODER_DEPTH = 5
_SKIP_BLOCKS = (0, 2)

_SLOPE = 0.1
_FIRST_SHARE = 0.1


class EnhancerEncoder(Encoder):
    """Stem and first three stages of EfficientNet-Lite0, its statistics left as they are.

    Its features are at strides 2, 4 and 8, with 16, 24 and 40 channels.
    """

    def __init__(self) -> None:
        super().__init__(ENCODER_BLOCKS[:_ENCODER_DEPTH], _SKIP_BLOCKS)

    def train(self, mode: bool = True) -> EnhancerEncoder:
        """Switch training on or off; normalisation always uses its stored statistics.

        Statistics of small batches would make colours depend on the neighbours in the batch.
        """
        super().train(mode)
        for module in self.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.eval()
        return self


class Fuse(nn.Module):  # type: ignore[misc]  # torch is untyped to mypy
    """Double the size of coarse features and join them with finer ones."""

    def __init__(self, channels_coarse: int, channels_fine: int, channels_out: int) -> None:
        super().__init__()
        self.reduce = nn.Conv2d(channels_coarse, channels_out, 1)
        self.mix = nn.Conv2d(channels_out + channels_fine, channels_out, 3, padding=1)

    def forward(self, coarse: Tensor, fine: Tensor) -> Tensor:
        """Return features of the size of the finer ones."""
        enlarged = functional.interpolate(self.reduce(coarse), scale_factor=2.0, mode="nearest")
        mixed = self.mix(torch.cat([enlarged, fine], dim=1))
        return functional.leaky_relu(mixed, _SLOPE)


class ResidualBlock(nn.Module):  # type: ignore[misc]  # torch is untyped to mypy
    """Two 3x3 convolutions whose result is added."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        # Deep networks without normalisation learn steadily when every block starts by adding
        # little (Wang et al. 2018, arXiv:1809.00219).
        with torch.no_grad():
            self.second.weight.mul_(_FIRST_SHARE)

    def forward(self, features: Tensor) -> Tensor:
        """Return features of the same shape."""
        inner = functional.leaky_relu(self.first(features), _SLOPE)
        added: Tensor = features + self.second(inner)
        return added


class EnhancementNetwork(nn.Module):  # type: ignore[misc]  # torch is untyped to mypy
    """Sharper, cleaner pixels of an RGB picture, ``scale`` times as many along each side.

    Args:
        scale: 1, 2 or 4.
        width: Channels at full resolution.
        depth: Residual blocks at full resolution, half before the encoder's features join.

    Raises:
        UsageError: If there is no network of that scale.
    """

    mean: Tensor
    std: Tensor

    def __init__(self, scale: int, width: int = 40, depth: int = 6) -> None:
        super().__init__()
        if scale not in SCALES:
            raise UsageError(f"There are enhancing networks of scales {SCALES}, not {scale}")
        self.scale, self.width, self.depth = scale, width, depth
        self.register_buffer("mean", torch.tensor(IMAGENET_MEAN).reshape(1, 3, 1, 1))
        self.register_buffer("std", torch.tensor(IMAGENET_STD).reshape(1, 3, 1, 1))
        self.encoder = EnhancerEncoder()
        self.fine = nn.Conv2d(3, width, 3, padding=1)
        self.before = nn.Sequential(*(ResidualBlock(width) for _ in range(depth // 2)))
        self.levels = nn.ModuleList([Fuse(40, 24, 32), Fuse(32, 16, 24), Fuse(24, width, width)])
        self.after = nn.Sequential(*(ResidualBlock(width) for _ in range(depth - depth // 2)))
        self.finish = nn.Conv2d(width, 3 * scale**2, 3, padding=1)
        _start_from_bicubic(self.finish, scale)

    @property
    def halo_px(self) -> int:
        """Pixels of the input on each side that a pixel depends on, a multiple of `STRIDE`."""
        # Measured once; what follows at full resolution depends on the depth.
        coarse = 47
        fine = 2 * len(self.after) + 1
        return -(-(coarse + fine) // STRIDE) * STRIDE

    def forward(self, image: Tensor) -> Tensor:
        """Enhance a picture.

        Args:
            image: (n, 3, h, w), red, green and blue in 0..1; h and w multiples of ``STRIDE``.

        Returns:
            (n, 3, h * scale, w * scale), about 0..1.
        """
        features = self.features((image - self.mean) / self.std)
        added = functional.pixel_shuffle(self.finish(features), self.scale)
        return added + enlarge_bicubic(image, self.scale)

    def features(self, normalised: Tensor) -> Tensor:
        """Return the features that the sub-pixels are made of, (n, width, h, w).

        Args:
            normalised: (n, 3, h, w), of mean zero and deviation one.
        """
        half, quarter, eighth = self.encoder(normalised)
        fine = self.before(functional.leaky_relu(self.fine(normalised), _SLOPE))
        features = self.levels[0](eighth, quarter)
        features = self.levels[1](features, half)
        mixed: Tensor = self.after(self.levels[2](features, fine) + fine)
        return mixed

    def settings(self) -> dict[str, Any]:
        """Return the arguments that make a network of this shape."""
        return {"scale": self.scale, "width": self.width, "depth": self.depth}


def enlarge_bicubic(image: Tensor, scale: int) -> Tensor:
    """Enlarge a picture by bicubic interpolation, pixel areas staying aligned."""
    if scale == 1:
        return image
    return functional.interpolate(
        image, scale_factor=float(scale), mode="bicubic", align_corners=False
    )


def _start_from_bicubic(convolution: nn.Conv2d, scale: int) -> None:
    """Let the untrained network add little, and the same to all sub-pixels of a pixel.

    Sub-pixels that start equal leave no checkerboard (Aitken et al. 2017, arXiv:1707.02937).
    """
    with torch.no_grad():
        first = convolution.weight[:: scale**2] * 0.1
        convolution.weight.copy_(first.repeat_interleave(scale**2, dim=0))
        if convolution.bias is not None:
            convolution.bias.zero_()
