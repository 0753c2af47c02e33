"""Training of enhancing networks on sharp pictures that were made crappy."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Optional

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from sat_dl_plugin.engine.train.degradation import Degradation
from sat_dl_plugin.engine.train.enhancer import EnhancementNetwork
from sat_dl_plugin.engine.train.loop import Schedule, TrainingLoop
from sat_dl_plugin.engine.train.perceptual import PerceptualFeatures, PerceptualLoss
from sat_dl_plugin.engine.train.sharp_images import SharpPatches

PATCH_PX = {1: 64, 2: 48, 4: 32}
"""Scale -> side of a patch of the degraded picture."""

_GOLDEN = 0x9E3779B9


@dataclass(frozen=True)
class Aim:
    """What a network is trained for."""

    degradation: Degradation
    perceptual: Optional[PerceptualLoss] = None
    """None for the smallest error per pixel; otherwise also what looks alike."""
    pixel_weight: float = 1.0


def fidelity_aim(scale: int) -> Aim:
    """Return the aim of networks for people who measure: mild sensors, pixels only."""
    if scale == 1:
        return Aim(
            Degradation(1, (0.3, 1.0), (0.0, 0.03), 0.3, 0.15, 0.4, 0.1),
        )
    return Aim(Degradation(scale, (0.0, 0.12), (0.0, 0.004)))


def perceptual_aim(scale: int, features: PerceptualFeatures) -> Aim:
    """Return the aim of networks for people who look: bad sensors, content and style."""
    blur = (0.3, 1.2) if scale == 1 else (0.0, 0.6)
    degradation = Degradation(scale, blur, (0.0, 0.03), 0.3, 0.2, 0.4, 0.15)
    return Aim(degradation, PerceptualLoss(features, 0.3, 0.02))


class EnhancementTrainer(TrainingLoop):
    """Trains an `EnhancementNetwork`.

    Args:
        network: Trained in place.
        patches: Sharp patches, ``PATCH_PX`` times the network's scale along each side.
        aim: What it is trained for.
        schedule: How long and how fast.
        checkpoint: File to go on from, or None to keep nothing.
    """

    network: EnhancementNetwork

    def __init__(
        self,
        network: EnhancementNetwork,
        patches: SharpPatches,
        aim: Aim,
        schedule: Schedule,
        checkpoint: Optional[Path] = None,
    ) -> None:
        super().__init__(network, schedule, checkpoint)
        self._patches = patches
        self._aim = aim

    def batch_loss(self, step: int) -> Tensor:
        """Return the loss of the batch of a step."""
        rng = np.random.default_rng([self.schedule.seed, step, _GOLDEN])
        sharp = self._patches.batch(step, self.schedule.batch_size)
        degraded = self._aim.degradation(sharp, rng)
        return self.loss(degraded, sharp)

    def loss(self, degraded: Tensor, sharp: Tensor) -> Tensor:
        """Return the loss of a batch.

        Args:
            degraded: (n, 3, h, w) in 0..1.
            sharp: (n, 3, h * scale, w * scale) in 0..1.
        """
        with torch.autocast("cpu", torch.bfloat16, enabled=self.schedule.half_precision):
            predicted = self.network(degraded.contiguous(memory_format=torch.channels_last))
        predicted = predicted.float()
        loss = self._aim.pixel_weight * functional.l1_loss(predicted, sharp)
        if self._aim.perceptual is not None:
            loss = loss + self._aim.perceptual(predicted.clamp(0.0, 1.0), sharp)
        return loss
