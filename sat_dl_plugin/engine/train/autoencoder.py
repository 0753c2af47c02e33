"""An encoder that squeezes pictures into few numbers, and a decoder that draws them again.

The numbers describe a place: they serve to find similar places, to see changes, and as a start for
segmentation. Sources: Hinton & Salakhutdinov (2006), doi:10.1126/science.1127647; convolutional:
Masci et al. (2011), doi:10.1007/978-3-642-21735-7_7.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Optional

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from sat_dl_plugin.contract.card import Scaling
from sat_dl_plugin.engine.train.input_scaling import InputScaling
from sat_dl_plugin.engine.train.loop import Schedule, TrainingLoop
from sat_dl_plugin.engine.train.network import STRIDE, ConvNormActivation, Encoder
from sat_dl_plugin.engine.train.pretraining import whole_chips
from sat_dl_plugin.engine.train.scene_chips import ChipViews, SceneChips

ENCODER_WIDTH = 80
"""Channels of the last features of the encoder of ``unet-lite0``."""

# Channels of the decoder at strides 8, 4, 2 and 1.
_WIDTHS = (96, 64, 32, 16)
_VIEW_STREAM = 11


class Autoencoder(nn.Module):  # type: ignore[misc]  # torch is untyped to mypy
    """The encoder of ``unet-lite0``, a bottleneck, and a decoder that sees nothing else.

    Args:
        bands: Channels of the pictures.
        bottleneck: Numbers that describe a cell of 16 x 16 pixels.
    """

    def __init__(self, bands: int, bottleneck: int) -> None:
        super().__init__()
        self.bands = bands
        self.bottleneck = bottleneck
        self.encoder = Encoder(bands=bands)
        self.squeeze = nn.Conv2d(ENCODER_WIDTH, bottleneck, kernel_size=1)
        widths = (bottleneck, *_WIDTHS)
        self.levels = nn.ModuleList(
            nn.Sequential(
                ConvNormActivation(before, after, kernel=3, padding=(1, 1)),
                ConvNormActivation(after, after, kernel=3, padding=(1, 1)),
            )
            for before, after in zip(widths, widths[1:])
        )
        self.draw = nn.Conv2d(_WIDTHS[-1], bands, kernel_size=3, padding=1)

    def forward(self, standardised: Tensor) -> Tensor:
        """Return pictures drawn again from their descriptions.

        Args:
            standardised: (n, bands, h, w); h and w multiples of 16.
        """
        features = self.squeeze(self.encoder(standardised)[-1])
        for level in self.levels:
            features = level(functional.interpolate(features, scale_factor=2.0, mode="nearest"))
        drawn: Tensor = self.draw(features)
        return drawn


class AutoencoderTraining(TrainingLoop):
    """Trains an `Autoencoder` to draw views of chips again.

    Args:
        network: Trained in place.
        chips: What to look at.
        scaling: How stored values become network input.
        patch: Side of a view, pixels; a multiple of 16.
        schedule: How long and how fast.
        checkpoint: File to go on from, or None to keep nothing.
        device: Where the network learns.
    """

    def __init__(
        self,
        network: Autoencoder,
        chips: SceneChips,
        scaling: Scaling,
        patch: int,
        schedule: Schedule,
        checkpoint: Optional[Path] = None,
        device: str = "cpu",
    ) -> None:
        super().__init__(network, schedule, checkpoint, checkpoint_seconds=60.0, device=device)
        self._count = len(chips.images)
        self._views = ChipViews(chips, patch, (1.0, 1.0), self.device)
        self._scaling = InputScaling(scaling, chips.bands, self.device)

    def example(self, step: int) -> Tensor:
        """Return network input, the views of a step."""
        rng = np.random.default_rng([self.schedule.seed, step, _VIEW_STREAM])
        places = rng.integers(self._count, size=self.schedule.batch_size)
        unit = self._scaling.unit(self._views.cut(places, rng))
        standardised = self._scaling.standardise(unit)
        return standardised.contiguous(memory_format=torch.channels_last)

    def batch_loss(self, step: int) -> Tensor:
        """Return the mean squared error of the batch, in standard deviations."""
        wanted = self.example(step)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.schedule.half_precision):
            drawn = self.network(wanted)
        return functional.mse_loss(drawn.float(), wanted)


def reconstruction_error(
    network: Autoencoder, chips: SceneChips, scaling: Scaling, device: str = "cpu"
) -> NDArray[np.float64]:
    """Return how far chips drawn again are from what they were.

    Args:
        network: A trained network.
        chips: Chips that it has not seen, sides multiples of 16.
        scaling: How stored values become network input.
        device: Where the network is.

    Returns:
        Root mean square error of each band, in the deviations that the scaling divides by.
    """
    network.eval()
    squares = torch.zeros(network.bands, device=device)
    with torch.inference_mode():
        for batch in whole_chips(chips, scaling, device):
            squares += (network(batch) - batch).square().sum(dim=(0, 2, 3))
    errors: NDArray[np.float64] = np.sqrt(
        squares.double().cpu().numpy() * network.bands / chips.images.size
    )
    return errors


def psnr_db(errors: NDArray[np.float64], scaling: Scaling) -> float:
    """Return the peak signal-to-noise ratio of 8-bit pictures, decibels.

    Args:
        errors: As `reconstruction_error` returns them.
        scaling: With a factor that brings white to 1.
    """
    spread = np.array(scaling.std or (1.0,) * len(errors))
    return -10.0 * float(np.log10(np.mean((errors * spread) ** 2)))


class EmbeddingNetwork(nn.Module):  # type: ignore[misc]  # torch is untyped to mypy
    """The part of an autoencoder that describes, as it is exported.

    Args:
        network: A trained autoencoder; it is left as it is.
    """

    stride_px = STRIDE
    halo_px = 80
    """Reach of the encoder's receptive field, pixels."""

    def __init__(self, network: Autoencoder) -> None:
        super().__init__()
        self.bands = network.bands
        self.encoder = copy.deepcopy(network.encoder)
        self.squeeze = copy.deepcopy(network.squeeze)
        self.eval()

    def forward(self, standardised: Tensor) -> Tensor:
        """Return the description of each cell, (n, bottleneck, h / 16, w / 16)."""
        described: Tensor = self.squeeze(self.encoder(standardised)[-1])
        return described
