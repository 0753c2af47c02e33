"""The light segmentation network ``unet-lite0``: an EfficientNet-Lite0 encoder, a U-Net decoder.

Two properties are designed in, and tested:

* The network is shift-exact at multiples of ``STRIDE``: all paddings are fixed numbers, never
  computed from the size of the input, so a tile whose origin lies on a multiple of the stride
  gives the numbers that one pass over the whole image gives.
* The receptive field reaches ``HALO`` pixels and no further, so a margin of that width around a
  tile is enough. It is paid for with only the first four stages of the encoder, nearest-neighbour
  upsampling inside the decoder and a single 3x3 convolution per decoder level.

Sources: EfficientNet-Lite0 (Tan & Le 2019, arXiv:1905.11946; the "lite" variants drop
squeeze-and-excitation and use ReLU6), U-Net (Ronneberger et al. 2015, arXiv:1505.04597).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from sat_dl_plugin.contract.errors import ModelError

STRIDE = 16
"""Input pixels per cell of the deepest feature map; tile origins must be multiples of it."""

IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)

# The epsilon that the ImageNet weights of the TensorFlow family were trained with.
_BATCH_NORM_EPSILON = 1e-3
# Statistics follow within a few dozen steps, because trainings on few labels are short.
_BATCH_NORM_MOMENTUM = 0.05


@dataclass(frozen=True)
class BlockShape:
    """Shape of one inverted-residual block of the encoder."""

    kernel: int
    """Side of the depthwise kernel, pixels."""
    stride: int
    """1 or 2."""
    expansion: int
    """Channels of the expansion per input channel; 1 for none."""
    channels_in: int
    channels_out: int
    centred: bool = False
    """Pad a strided kernel equally on both sides, not as TensorFlow's SAME does."""

    @property
    def padding(self) -> tuple[int, int]:
        """Pixels padded before and after, along rows and columns alike.

        TensorFlow's SAME pads an even-sized input of a strided layer less in front than
        behind. Every strided layer then moves the centre of the receptive field; the last
        one is padded equally instead, which brings it back to the middle of its cell.
        """
        total = self.kernel - self.stride if not self.centred else self.kernel - 1
        return total // 2, total - total // 2


ENCODER_BLOCKS: tuple[BlockShape, ...] = (
    BlockShape(3, 1, 1, 32, 16),
    BlockShape(3, 2, 6, 16, 24),
    BlockShape(3, 1, 6, 24, 24),
    BlockShape(5, 2, 6, 24, 40),
    BlockShape(5, 1, 6, 40, 40),
    BlockShape(3, 2, 6, 40, 80, centred=True),
    BlockShape(3, 1, 6, 80, 80),
    BlockShape(3, 1, 6, 80, 80),
)
"""EfficientNet-Lite0 up to its 80-channel stage at stride 16."""

DEEP_BLOCKS: tuple[BlockShape, ...] = (
    *ENCODER_BLOCKS,
    BlockShape(5, 1, 6, 80, 112),
    BlockShape(5, 1, 6, 112, 112),
    BlockShape(5, 1, 6, 112, 112),
)
"""EfficientNet-Lite0 up to its 112-channel stage, which sees farther at the same stride."""

# Index of the last block at stride 2, 4 and 8: the skip connections of the decoder.
_SKIP_BLOCKS = (0, 2, 4)


class ConvNormActivation(nn.Sequential):  # type: ignore[misc]  # torch is untyped to mypy
    """Convolution with fixed padding, batch normalisation and, unless told not to, ReLU6."""

    def __init__(
        self,
        channels_in: int,
        channels_out: int,
        kernel: int = 1,
        stride: int = 1,
        padding: tuple[int, int] = (0, 0),
        groups: int = 1,
        activation: bool = True,
    ) -> None:
        before, after = padding
        layers: list[nn.Module] = []
        if before != after:
            layers.append(nn.ZeroPad2d((before, after, before, after)))
        layers.append(
            nn.Conv2d(
                channels_in,
                channels_out,
                kernel,
                stride,
                padding=before if before == after else 0,
                groups=groups,
                bias=False,
            )
        )
        layers.append(
            nn.BatchNorm2d(channels_out, eps=_BATCH_NORM_EPSILON, momentum=_BATCH_NORM_MOMENTUM)
        )
        if activation:
            layers.append(nn.ReLU6(inplace=True))
        super().__init__(*layers)

    @property
    def convolution(self) -> nn.Conv2d:
        """The convolution of this block."""
        return next(layer for layer in self if isinstance(layer, nn.Conv2d))

    @property
    def normalisation(self) -> nn.BatchNorm2d:
        """The batch normalisation of this block."""
        return next(layer for layer in self if isinstance(layer, nn.BatchNorm2d))


class InvertedResidual(nn.Module):  # type: ignore[misc]  # torch is untyped to mypy
    """Expand with 1x1, filter each channel with a depthwise kernel, project back with 1x1."""

    def __init__(self, shape: BlockShape) -> None:
        super().__init__()
        hidden = shape.channels_in * shape.expansion
        self.expand: nn.Module = nn.Identity()
        if shape.expansion != 1:
            self.expand = ConvNormActivation(shape.channels_in, hidden)
        self.filter = ConvNormActivation(
            hidden, hidden, shape.kernel, shape.stride, shape.padding, groups=hidden
        )
        self.project = ConvNormActivation(hidden, shape.channels_out, activation=False)
        self.residual = shape.stride == 1 and shape.channels_in == shape.channels_out

    def forward(self, features: Tensor) -> Tensor:
        """Return the filtered features, (n, channels_out, h / stride, w / stride)."""
        filtered: Tensor = self.project(self.filter(self.expand(features)))
        return filtered + features if self.residual else filtered


class Encoder(nn.Module):  # type: ignore[misc]  # torch is untyped to mypy
    """The stem and the first blocks of EfficientNet-Lite0.

    Args:
        blocks: The blocks behind the stem.
        skips: Indexes of the blocks whose features a decoder joins.
        bands: Channels of the image.
    """

    def __init__(
        self,
        blocks: Sequence[BlockShape] = ENCODER_BLOCKS,
        skips: Sequence[int] = _SKIP_BLOCKS,
        bands: int = 3,
    ) -> None:
        super().__init__()
        self.bands = bands
        self._skips = tuple(skips)
        self.stem = ConvNormActivation(bands, 32, kernel=3, stride=2, padding=(0, 1))
        self.blocks = nn.ModuleList(InvertedResidual(shape) for shape in blocks)

    def forward(self, image: Tensor) -> list[Tensor]:
        """Return the feature maps of the skips, finest first, and those of the last block.

        Of all blocks: at strides 2, 4, 8 and 16, with 16, 24, 40 and 80 channels.
        """
        features = self.stem(image)
        skips: list[Tensor] = []
        for index, block in enumerate(self.blocks):
            features = block(features)
            if index in self._skips:
                skips.append(features)
        return [*skips, features]


class DecoderLevel(nn.Module):  # type: ignore[misc]  # torch is untyped to mypy
    """Double the size, join the encoder's features of that size, and mix with 3x3 and 1x1."""

    def __init__(self, channels_in: int, channels_skip: int, channels_out: int) -> None:
        super().__init__()
        # Reduced before it is enlarged: the same numbers as after, at a quarter of the work.
        self.reduce = ConvNormActivation(channels_in, channels_out)
        self.mix = ConvNormActivation(
            channels_out + channels_skip, channels_out, kernel=3, padding=(1, 1)
        )
        self.refine = ConvNormActivation(channels_out, channels_out)

    def forward(self, coarse: Tensor, skip: Tensor) -> Tensor:
        """Return features of the skip's size, (n, channels_out, h, w)."""
        enlarged = functional.interpolate(self.reduce(coarse), scale_factor=2.0, mode="nearest")
        mixed: Tensor = self.mix(torch.cat([enlarged, skip], dim=1))
        refined: Tensor = self.refine(mixed)
        return refined + mixed


def enlarge(maps: Tensor) -> Tensor:
    """Double the size of maps, bilinear between the centres of their pixels."""
    return functional.interpolate(maps, scale_factor=2.0, mode="bilinear", align_corners=False)


class SegmentationNetwork(nn.Module):  # type: ignore[misc]  # torch is untyped to mypy
    """A network that gives every pixel of an image the probabilities of the classes.

    Attributes:
        architecture: Name that it is built by.
        bands: Channels of the image.
        channels: Output channels, a background channel included.
        overlapping: Whether a pixel may have several classes (sigmoid) or exactly one (softmax).
        stride_px: Tile origins, heights and widths must be multiples of it.
        halo_px: Pixels on each side of a pixel that its prediction may depend on.
        coarseness: Pixels of the image per pixel of the network's own output.
    """

    stride_px: int
    halo_px: int
    coarseness: int = 1

    def __init__(self, architecture: str, bands: int, channels: int, overlapping: bool) -> None:
        super().__init__()
        self.architecture = architecture
        self.bands = bands
        self.channels = channels
        self.overlapping = overlapping

    def coarse_logits(self, standardised: Tensor) -> Tensor:
        """Return logits at the network's own resolution, (n, channels, ...)."""
        raise NotImplementedError

    def logits(self, standardised: Tensor) -> Tensor:
        """Return logits at the resolution of the image, (n, channels, h, w), float32."""
        coarse = self.coarse_logits(standardised).float()
        return enlarge(coarse.contiguous()) if self.coarseness == 2 else coarse

    def forward(self, standardised: Tensor) -> Tensor:
        """Predict an image.

        Args:
            standardised: (n, bands, h, w), each band of mean zero and deviation one over the
                training data; h and w multiples of ``stride_px``.

        Returns:
            Probabilities, (n, channels, h, w). They are enlarged after the activation, which
            is a quarter of the work and keeps their sum at one.
        """
        coarse = self.coarse_logits(standardised)
        activated = torch.sigmoid(coarse) if self.overlapping else torch.softmax(coarse, dim=1)
        return enlarge(activated) if self.coarseness == 2 else activated


class LiteUNet(SegmentationNetwork):
    """EfficientNet-Lite0 without its last stages, and a U-Net decoder to half resolution.

    Args:
        architecture: Name that it is built by.
        bands: Channels of the image.
        channels: Output channels, a background channel included.
        overlapping: Whether a pixel may have several classes.
        blocks: The encoder's.
        widths: Channels of the decoder at strides 8, 4 and 2.
        halo_px: Reach of the receptive field, pixels.
    """

    stride_px = STRIDE
    coarseness = 2

    def __init__(
        self,
        architecture: str,
        bands: int,
        channels: int,
        overlapping: bool,
        *,
        blocks: Sequence[BlockShape],
        widths: tuple[int, int, int],
        halo_px: int,
    ) -> None:
        super().__init__(architecture, bands, channels, overlapping)
        self.halo_px = halo_px
        self.encoder = Encoder(blocks, bands=bands)
        eighth, quarter, half = widths
        self.levels = nn.ModuleList(
            [
                DecoderLevel(blocks[-1].channels_out, 40, eighth),
                DecoderLevel(eighth, 24, quarter),
                DecoderLevel(quarter, 16, half),
            ]
        )
        self.classify = nn.Conv2d(half, channels, kernel_size=1)

    def coarse_logits(self, standardised: Tensor) -> Tensor:
        """Return logits at half the size of the image."""
        *skips, features = self.encoder(standardised)
        for level, skip in zip(self.levels, reversed(skips)):
            features = level(features, skip)
        logits: Tensor = self.classify(features)
        return logits


def load_imagenet_weights(encoder: nn.Module, path: Path) -> None:
    """Fill an encoder with ImageNet weights.

    Args:
        encoder: Has the ``stem`` and the first ``blocks`` of EfficientNet-Lite0; filled in place.
            With another number of bands than three, every band starts like `spread_bands` says.
        path: ``.npz`` with the keys of the PyPI package efficientnet-lite-pytorch.

    Raises:
        ModelError: If the file cannot be read or lacks a key.
    """
    try:
        with np.load(path, allow_pickle=False) as stored:
            arrays = {key: stored[key].astype(np.float32) for key in stored.files}
        _fill(encoder.stem, arrays, "_conv_stem", "_bn0")
        for index, block in enumerate(encoder.blocks):
            prefix = f"_blocks.{index}."
            if isinstance(block.expand, ConvNormActivation):
                _fill(block.expand, arrays, f"{prefix}_expand_conv", f"{prefix}_bn0")
            _fill(block.filter, arrays, f"{prefix}_depthwise_conv", f"{prefix}_bn1")
            _fill(block.project, arrays, f"{prefix}_project_conv", f"{prefix}_bn2")
    except (OSError, KeyError, ValueError, RuntimeError) as error:
        raise ModelError(
            f"Encoder weights {path} cannot be used",
            f"{type(error).__name__}: {error}",
            "Give the EfficientNet-Lite0 ImageNet weights as .npz",
        ) from error


def _fill(layer: ConvNormActivation, arrays: dict[str, np.ndarray], conv: str, norm: str) -> None:
    """Copy one convolution and its normalisation from arrays named as in the source package."""
    with torch.no_grad():
        kernel = torch.from_numpy(arrays[f"{conv}.weight"])
        if layer.convolution.groups == 1:
            kernel = spread_bands(kernel, layer.convolution.in_channels)
        layer.convolution.weight.copy_(kernel)
        normalisation = layer.normalisation
        normalisation.weight.copy_(torch.from_numpy(arrays[f"{norm}.weight"]))
        normalisation.bias.copy_(torch.from_numpy(arrays[f"{norm}.bias"]))
        for name in ("running_mean", "running_var"):
            statistic = getattr(normalisation, name)
            statistic.copy_(torch.from_numpy(arrays[f"{norm}.{name}"]))


def spread_bands(kernel: Tensor, bands: int) -> Tensor:
    """Return a first kernel for another number of bands.

    The bands that both have keep their weights, further bands get the mean of all, and the whole
    is scaled so that an image whose bands are alike gives the features it gave before.

    Args:
        kernel: (maps, old bands, rows, columns).
        bands: New number of bands.
    """
    old = kernel.shape[1]
    if bands == old:
        return kernel
    further = kernel.mean(dim=1, keepdim=True).expand(-1, max(0, bands - old), -1, -1)
    spread = torch.cat([kernel[:, : min(old, bands)], further], dim=1)
    return spread * (old / bands)
