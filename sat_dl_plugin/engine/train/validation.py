"""Scores of a network on labelled scenes, after every epoch of its training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from sat_dl_plugin.contract.card import Scaling
from sat_dl_plugin.engine.train.input_scaling import InputScaling
from sat_dl_plugin.engine.train.loss import Dictionary, LossWeights, segmentation_loss
from sat_dl_plugin.engine.train.network import SegmentationNetwork
from sat_dl_plugin.engine.train.scenes import Scene, Vocabulary


class Validation:
    """Scenes to score a network on after every epoch."""

    def __init__(
        self,
        scenes: Sequence[Scene],
        network: SegmentationNetwork,
        vocabulary: Vocabulary,
        scaling: Scaling,
        device: torch.device,
    ) -> None:
        self._scenes = scenes
        self._stride = network.stride_px
        self._device = device
        self._dictionary = Dictionary(vocabulary, device)
        self._scaling = InputScaling(scaling, network.bands, device)

    def score(self, network: SegmentationNetwork) -> tuple[Optional[float], dict[str, float]]:
        """Return the mean loss and the IoU per labelled channel."""
        if not self._scenes:
            return None, {}
        network.eval()
        losses, tallies = [], []
        with torch.inference_mode():
            for scene in self._scenes:
                loss, tally = self._scene(network, scene)
                losses.append(loss)
                tallies.append(tally)
        hits, either = torch.stack(tallies).sum(dim=0).cpu().double()
        first = 0 if network.overlapping else 1
        iou = {
            str(channel): round(float(hits[channel] / either[channel]), 4)
            for channel in range(first, network.channels)
            if either[channel] > 0
        }
        return float(torch.stack(losses).mean()), iou

    def _scene(self, network: SegmentationNetwork, scene: Scene) -> tuple[Tensor, Tensor]:
        stored = torch.from_numpy(np.array(scene.image))[None].to(self._device).float()
        rows, columns = scene.shape
        margins = (0, -columns % self._stride, 0, -rows % self._stride)
        padded = functional.pad(stored, margins, mode="replicate")
        standardised = self._scaling.standardise(self._scaling.unit(padded))
        logits = network.logits(standardised)[:, :, :rows, :columns]
        labels = torch.from_numpy(np.array(scene.labels))[None].to(self._device)
        known = self._dictionary(labels)
        weights = LossWeights(overlap=0.0)
        loss = segmentation_loss(logits, known, network.overlapping, weights)
        if network.overlapping:
            called = logits > 0.0
        else:
            called = functional.one_hot(logits.argmax(dim=1), network.channels)
            called = called.permute(0, 3, 1, 2).bool()
        hits = (called & known.present).sum(dim=(0, 2, 3))
        wrong = (called & known.absent).sum(dim=(0, 2, 3))
        present = known.present.sum(dim=(0, 2, 3))
        labelled = (present > 0).long()
        return loss, torch.stack([hits, (present + wrong) * labelled])
