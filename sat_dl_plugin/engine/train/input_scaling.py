"""From stored values to those that augmentation changes, and on to network input."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from sat_dl_plugin.contract.card import Scaling


class InputScaling:
    """Stored values to about 0..1, where colours are changed, and on to network input."""

    def __init__(self, scaling: Scaling, bands: int, device: torch.device) -> None:
        mean = np.asarray(scaling.mean or (0.0,) * bands)
        std = np.asarray(scaling.std or (1.0,) * bands)
        if scaling.stored_range is not None:
            low, high = (np.full(bands, bound) for bound in scaling.stored_range)
        else:
            # Physical values have no range of their own; nearly all lie within these. Reflectance
            # does not go below 0, decibels and heights do.
            reached = mean - 3.0 * std
            low = np.where(mean > std, np.maximum(reached, 0.0), reached) / scaling.factor
            high = (mean + 3.0 * std) / scaling.factor
        self.top = 1.0 if scaling.stored_range is not None else 4.0
        self._low = _per_band(low, device)
        self._span = _per_band(high - low, device)
        self._mean = _per_band(mean, device)
        self._std = _per_band(std, device)
        self._factor = scaling.factor

    def unit(self, stored: Tensor) -> Tensor:
        """Return values about 0..1."""
        return (stored - self._low) / self._span

    def standardise(self, unit: Tensor) -> Tensor:
        """Return network input of values about 0..1."""
        stored = unit * self._span + self._low
        return (stored * self._factor - self._mean) / self._std


def _per_band(values: NDArray[Any], device: torch.device) -> Tensor:
    return torch.from_numpy(values.astype(np.float32)).reshape(1, -1, 1, 1).to(device)
