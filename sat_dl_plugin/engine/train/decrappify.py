"""Training of enhancing networks on sharp pictures that were made crappy."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from sat_dl_plugin.engine.train.degradation import Degradation, vary_tone
from sat_dl_plugin.engine.train.enhancer import EnhancementNetwork
from sat_dl_plugin.engine.train.loop import Schedule, TrainingLoop
from sat_dl_plugin.engine.train.perceptual import PerceptualFeatures, PerceptualLoss
from sat_dl_plugin.engine.train.sharp_images import SharpPatches

PATCH_PX = {1: 64, 2: 48, 4: 40}
"""Scale -> side of a patch of the degraded picture."""

_GOLDEN = 0x9E3779B9

# Pixels of the result over which colours are compared when it is as fine as the input.
_COLOUR_PX = 4


# Pixels of the input over which a pattern has to repeat to be one.
_PATTERN_PX = 8


@dataclass(frozen=True)
class Aim:
    """What a network is trained for."""

    degradation: Degradation
    perceptual: Optional[PerceptualLoss] = None
    """None for the smallest error per pixel; otherwise also what looks alike."""
    pixel_weight: float = 1.0
    agreement_weight: float = 0.0
    """Weight of the error that is left after averaging over pixels of the input, so that what
    is invented cancels out over each of them."""
    pattern_weight: float = 0.0
    """Weight of what repeats in every pixel of the input: features that compare looks do not mind
    a regular pattern of the sub-pixels, which people see at once."""
    tone_share: float = 0.0
    """Share of the pictures that are shown in another tone."""


def fidelity_aim(scale: int) -> Aim:
    """Return the aim of networks for people who measure: mild sensors, pixels only."""
    if scale == 1:
        degradation = Degradation(
            1, (0.3, 1.0), (0.0, 0.03), 0.3, jpeg_share=0.4, few_levels_share=0.1
        )
        return Aim(degradation, tone_share=0.3)
    return Aim(Degradation(scale, (0.0, 0.25), (0.0, 0.008), clean_share=0.85), tone_share=0.2)


def perceptual_aim(scale: int, features: PerceptualFeatures) -> Aim:
    """Return the aim of networks for people who look: bad sensors, content and style.

    Haze is not taken away: how much of it there is cannot be seen in a patch, so networks that
    try darken every picture by what is usual. It is among the tones that are kept.
    """
    if scale == 1:
        degradation = Degradation(1, (0.3, 1.2), (0.0, 0.03), 0.3, 0.0, 0.4, 0.15, 0.15)
    else:
        degradation = Degradation(scale, (0.0, 0.5), (0.0, 0.02), 0.3, 0.0, 0.3, 0.1, 0.3)
    return Aim(
        degradation,
        PerceptualLoss(features, 0.3, 0.02),
        agreement_weight=1.0,
        pattern_weight=8.0 if scale > 1 else 0.0,
        tone_share=0.4,
    )


def scoring_sensor(scale: int) -> Degradation:
    """Return what networks are scored on: plain averaging, or for a repair mild sensors."""
    if scale == 1:
        return fidelity_aim(1).degradation
    return Degradation(scale, (0.0, 0.0), (0.0, 0.0))


class EnhancementTrainer(TrainingLoop):
    """Trains an `EnhancementNetwork`.

    Args:
        network: Trained in place.
        patches: Sharp patches, a multiple of the network's scale along each side, on ``device``.
        aim: What it is trained for.
        schedule: How long and how fast.
        checkpoint: File to go on from, or None to keep nothing.
        device: Where the network learns.
        snapshot: File for the averaged weights alone.
        checkpoint_seconds: Between two checkpoints.
    """

    network: EnhancementNetwork

    def __init__(
        self,
        network: EnhancementNetwork,
        patches: SharpPatches,
        aim: Aim,
        schedule: Schedule,
        checkpoint: Optional[Path] = None,
        device: str = "cpu",
        snapshot: Optional[Path] = None,
        checkpoint_seconds: float = 60.0,
    ) -> None:
        super().__init__(network, schedule, checkpoint, checkpoint_seconds, device, snapshot)
        self._patches = patches
        self._aim = aim

    def describe(self) -> dict[str, Any]:
        """Return the shape of the network beside what every checkpoint says."""
        return {**super().describe(), "settings": self.network.settings()}

    def batch_loss(self, step: int) -> Tensor:
        """Return the loss of the batch of a step."""
        rng = np.random.default_rng([self.schedule.seed, step, _GOLDEN])
        sharp = self._patches.batch(step, self.schedule.batch_size)
        sharp = vary_tone(sharp, rng, self._aim.tone_share)
        return self.loss(self._aim.degradation(sharp, rng), sharp)

    def loss(self, degraded: Tensor, sharp: Tensor) -> Tensor:
        """Return the loss of a batch.

        Args:
            degraded: (n, 3, h, w) in 0..1.
            sharp: (n, 3, h * scale, w * scale) in 0..1.
        """
        half = torch.autocast(
            self.device.type, torch.bfloat16, enabled=self.schedule.half_precision
        )
        with half:
            predicted = self.network(degraded.contiguous(memory_format=torch.channels_last))
        predicted = predicted.float()
        loss = self._aim.pixel_weight * functional.l1_loss(predicted, sharp)
        if self._aim.agreement_weight > 0.0:
            size = self.network.scale if self.network.scale > 1 else _COLOUR_PX
            error = functional.avg_pool2d(predicted - sharp, size)
            loss = loss + self._aim.agreement_weight * error.abs().mean()
        if self._aim.pattern_weight > 0.0:
            pattern = repeated_pattern(predicted - sharp, self.network.scale)
            loss = loss + self._aim.pattern_weight * pattern
        if self._aim.perceptual is not None:
            found, wanted = (
                picture.contiguous(memory_format=torch.channels_last)
                for picture in (predicted.clamp(0.0, 1.0), sharp)
            )
            loss = loss + self._aim.perceptual(found, wanted, half)
        return loss


def repeated_pattern(error: Tensor, scale: int) -> Tensor:
    """Return how much of an error repeats in every pixel of the input, a mean in its units.

    Args:
        error: (n, bands, h * scale, w * scale).
        scale: Sub-pixels along each side of a pixel of the input.
    """
    phases = functional.pixel_unshuffle(error, scale)
    means = functional.avg_pool2d(phases, _PATTERN_PX)
    by_band = means.unflatten(1, (error.shape[1], scale**2))
    return (by_band - by_band.mean(dim=2, keepdim=True)).abs().mean()
