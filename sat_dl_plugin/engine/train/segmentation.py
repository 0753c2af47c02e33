"""Training of a segmentation network on patches with partial labels."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

import torch
from torch import Tensor

from sat_dl_plugin.engine.train.augmentation import PhotometricAugmentation
from sat_dl_plugin.engine.train.loop import Schedule, TrainingLoop
from sat_dl_plugin.engine.train.loss import partial_label_loss, soft_overlap_loss
from sat_dl_plugin.engine.train.network import SegmentationNetwork, enlarge
from sat_dl_plugin.engine.train.sampling import PatchSampler


class SegmentationTrainer(TrainingLoop):
    """Trains a `SegmentationNetwork`.

    Args:
        network: Trained in place.
        sampler: Where batches come from.
        schedule: How long and how fast.
        checkpoint: File to go on from, or None to keep nothing.
    """

    network: SegmentationNetwork

    def __init__(
        self,
        network: SegmentationNetwork,
        sampler: PatchSampler,
        schedule: Schedule,
        checkpoint: Optional[Path] = None,
    ) -> None:
        super().__init__(network, schedule, checkpoint)
        self._sampler = sampler
        self._augmentation = PhotometricAugmentation()

    def batch_loss(self, step: int) -> Tensor:
        """Return the loss of the batch of a step."""
        patches = self._sampler.batch(step, self.schedule.batch_size)
        seed = self.schedule.seed * 1_000_003 + step
        return self.loss(self._augmentation(patches.images, seed), patches.targets)

    def loss(self, images: Tensor, targets: Tensor) -> Tensor:
        """Return the loss of a batch, taken at the network's own half resolution upsampled."""
        with torch.autocast("cpu", torch.bfloat16, enabled=self.schedule.half_precision):
            half = self.network.half_size_logits(
                images.contiguous(memory_format=torch.channels_last)
            )
        logits = enlarge(half.float().contiguous())
        exact = partial_label_loss(logits, targets)
        if self.schedule.overlap_weight == 0.0:
            return exact
        return exact + self.schedule.overlap_weight * soft_overlap_loss(logits, targets)
