"""How different two pictures look: content, style and a learned distance on VGG16 features.

Sources: VGG16 (Simonyan & Zisserman 2014, arXiv:1409.1556); content and style as Gram matrices
(Gatys, Ecker & Bethge 2015, arXiv:1508.06576); learned perceptual distance (Zhang et al. 2018,
arXiv:1801.03924); blur before subsampling (Zhang 2019, arXiv:1904.11486), with the wider padding
of the shift-tolerant distance (Ghildyal & Liu 2022, arXiv:2207.13686).
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from sat_dl_plugin.contract.errors import ModelError

_STAGES = (("1_1", "1_2"), ("2_1", "2_2"), ("3_1", "3_2", "3_3"), ("4_1", "4_2", "4_3"))
_CONTENT_STAGE = 2
"""The third stage keeps shapes but not the exact values of pixels."""

_SMALLEST_NORM = 1e-6


class PerceptualFeatures(nn.Module):  # type: ignore[misc]  # torch is untyped to mypy
    """The features of VGG16 after each of its first four stages, and how to compare them.

    Args:
        path: ``.npz`` with kernels ``convS_L.weight`` (OIHW) and ``.bias``, ``lin0`` to ``lin3``
            (the weights of the learned distance), and ``shift`` and ``scale`` of the input.

    Raises:
        ModelError: If the file cannot be read or lacks an array.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        try:
            with np.load(path, allow_pickle=False) as stored:
                for key in stored.files:
                    array = torch.from_numpy(stored[key].astype(np.float32))
                    if array.ndim == 4:
                        array = array.contiguous(memory_format=torch.channels_last)
                    self.register_buffer(key.replace(".", "_"), array)
            self._require_all()
        except (OSError, ValueError, AttributeError) as error:
            raise ModelError(
                f"Perceptual weights {path} cannot be used",
                f"{type(error).__name__}: {error}",
                "Give the VGG16 weights as .npz, or train without style",
            ) from error
        taps = torch.tensor([1.0, 2.0, 1.0])
        self.register_buffer("blur", (taps[:, None] * taps[None, :] / 16.0)[None, None])

    def forward(self, pictures: Tensor) -> list[Tensor]:
        """Return the features of a batch (n, 3, h, w) in 0..1, finest stage first."""
        shift = self.shift.reshape(1, 3, 1, 1)
        features = (2.0 * pictures - 1.0 - shift) / self.scale.reshape(1, 3, 1, 1)
        found = []
        for index, stage in enumerate(_STAGES):
            if index > 0:
                features = self._halve(features)
            for layer in stage:
                kernel = getattr(self, f"conv{layer}_weight")
                bias = getattr(self, f"conv{layer}_bias")
                features = functional.relu(functional.conv2d(features, kernel, bias, padding=1))
            found.append(features)
        return found

    def distance(self, first: list[Tensor], second: list[Tensor]) -> Tensor:
        """Return the learned distance of each pair of pictures from their features, (n,)."""
        total = torch.zeros(first[0].shape[0], device=first[0].device)
        for index, (a, b) in enumerate(zip(first, second)):
            squared = (_unit_length(a) - _unit_length(b)) ** 2
            weighted = functional.conv2d(squared, getattr(self, f"lin{index}_weight"))
            total = total + weighted.mean(dim=(1, 2, 3))
        return total

    def _halve(self, features: Tensor) -> Tensor:
        largest = functional.max_pool2d(features, 2, stride=1)
        channels = largest.shape[1]
        padded = functional.pad(largest, (2, 2, 2, 2), mode="reflect")
        return functional.conv2d(
            padded, self.blur.expand(channels, 1, 3, 3), stride=2, groups=channels
        )

    def _require_all(self) -> None:
        for stage in _STAGES:
            for layer in stage:
                getattr(self, f"conv{layer}_weight")
                getattr(self, f"conv{layer}_bias")
        for index in range(len(_STAGES)):
            getattr(self, f"lin{index}_weight")


@dataclass(frozen=True)
class PerceptualLoss:
    """Pixels, content and style of a picture against the sharp one.

    The weights bring the three to the same order of size for untrained networks.
    """

    features: PerceptualFeatures
    content_weight: float = 1.0
    style_weight: float = 1.0

    def __call__(
        self,
        predicted: Tensor,
        sharp: Tensor,
        precision: Optional[AbstractContextManager[Any]] = None,
    ) -> Tensor:
        """Return the loss beside the pixels' own, a scalar.

        Args:
            predicted: (n, 3, h, w) in 0..1.
            sharp: The same shape.
            precision: What features are computed in (`torch.autocast`); they are always compared
                in full precision.
        """
        with precision or nullcontext():
            with torch.no_grad():
                wanted = [stage.float() for stage in self.features(sharp)]
            found = [stage.float() for stage in self.features(predicted)]
        distance = self.features.distance(found, wanted).mean()
        style = sum(
            functional.l1_loss(gram_matrix(a), gram_matrix(b)) / gram_matrix(b).abs().mean()
            for a, b in zip(found, wanted)
        )
        return self.content_weight * distance + self.style_weight * style / len(found)


def gram_matrix(features: Tensor) -> Tensor:
    """Return the correlations between channels, (n, channels, channels), means over pixels."""
    flat = features.flatten(2)
    products: Tensor = flat @ flat.transpose(1, 2) / flat.shape[2]
    return products


def _unit_length(features: Tensor) -> Tensor:
    return features / (features.norm(dim=1, keepdim=True) + _SMALLEST_NORM)
