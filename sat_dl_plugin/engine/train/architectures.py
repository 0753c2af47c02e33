"""The segmentation networks that can be trained, by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Callable

from sat_dl_plugin.contract.errors import UsageError
from sat_dl_plugin.engine.train.network import (
    DEEP_BLOCKS,
    ENCODER_BLOCKS,
    LiteUNet,
    SegmentationNetwork,
)
from sat_dl_plugin.engine.train.unet import UNet

LITE = "unet-lite0"
LITE_DEEP = "unet-lite0-deep"
CONSTANT = "unet64"
CLASSIC = "unet16"

PRETRAINED = (LITE, LITE_DEEP)
"""Those whose encoder can know ImageNet before it learns."""


def _lite(bands: int, channels: int, overlapping: bool) -> SegmentationNetwork:
    return LiteUNet(
        LITE,
        bands,
        channels,
        overlapping,
        blocks=ENCODER_BLOCKS,
        widths=(96, 48, 16),
        halo_px=96,
    )


def _lite_deep(bands: int, channels: int, overlapping: bool) -> SegmentationNetwork:
    return LiteUNet(
        LITE_DEEP,
        bands,
        channels,
        overlapping,
        blocks=DEEP_BLOCKS,
        widths=(128, 64, 32),
        halo_px=192,
    )


def _constant(bands: int, channels: int, overlapping: bool) -> SegmentationNetwork:
    return UNet(CONSTANT, bands, channels, overlapping, widths=(64,) * 5, convolutions=4)


def _classic(bands: int, channels: int, overlapping: bool) -> SegmentationNetwork:
    widths = (16, 32, 64, 128, 256)
    return UNet(CLASSIC, bands, channels, overlapping, widths=widths, convolutions=2)


_BUILDERS: Mapping[str, Callable[[int, int, bool], SegmentationNetwork]] = {
    LITE: _lite,
    LITE_DEEP: _lite_deep,
    CONSTANT: _constant,
    CLASSIC: _classic,
}

ARCHITECTURES = tuple(_BUILDERS)
"""``unet-lite0``: light, for processors; ``unet-lite0-deep``: sees farther, about half as fast;
``unet64``: the constant-64 U-Net of the Dstl recipe, for GPUs; ``unet16``: a small U-Net of the
first kind, to compare with."""


def build_network(
    architecture: str, bands: int, channels: int, overlapping: bool
) -> SegmentationNetwork:
    """Return an untrained network.

    Args:
        architecture: One of `ARCHITECTURES`.
        bands: Channels of the image.
        channels: Output channels, a background channel included when classes exclude each other.
        overlapping: Whether a pixel may have several classes.

    Raises:
        UsageError: If there is no such architecture.
    """
    if architecture not in _BUILDERS:
        raise UsageError(
            f"There is no network architecture {architecture!r}",
            f"There are {', '.join(ARCHITECTURES)}",
        )
    return _BUILDERS[architecture](bands, channels, overlapping)
