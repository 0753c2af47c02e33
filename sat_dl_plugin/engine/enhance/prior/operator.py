"""The sensor model as an operation that a network can be fitted through."""

from __future__ import annotations

from typing import Optional

import torch
from torch import Tensor
from torch.nn import functional

from sat_dl_plugin.engine.enhance.sensor import MIN_SHARE, SensorModel


class SensorOperator:
    """`SensorModel.degrade` for tensors, differentiable.

    Args:
        sensor: The model.
        valid: Mask of the fine pixels, (rows, cols); None when all are valid.
        rows: Fine rows, a multiple of the scale.
        cols: Fine columns, a multiple of the scale.
        device: Where it computes.
    """

    def __init__(
        self,
        sensor: SensorModel,
        valid: Optional[Tensor],
        rows: int,
        cols: int,
        device: torch.device,
    ) -> None:
        self._scale = sensor.scale
        self._reach = sensor.reach_px
        self._weights = torch.tensor(sensor.weights, dtype=torch.float32, device=device)
        mask = torch.ones(1, 1, rows, cols, device=device)
        if valid is not None:
            mask = mask * valid.to(device)
        self._mask = None if valid is None else mask
        share = self._weigh(mask)
        self._share = torch.where(share > MIN_SHARE, share, torch.ones_like(share))

    def __call__(self, picture: Tensor) -> Tensor:
        """Return what the sensor sees of a picture (1, bands, rows, cols)."""
        if self._scale == 1:
            return picture
        known = picture if self._mask is None else picture * self._mask
        return self._weigh(known) / self._share

    def _weigh(self, picture: Tensor) -> Tensor:
        if self._scale == 1:
            return picture
        bands, reach, scale = picture.shape[1], self._reach, self._scale
        column = self._weights.view(1, 1, -1, 1).expand(bands, 1, -1, 1)
        rows = functional.conv2d(
            picture, column, stride=(scale, 1), padding=(reach, 0), groups=bands
        )
        row = self._weights.view(1, 1, 1, -1).expand(bands, 1, 1, -1)
        return functional.conv2d(rows, row, stride=(1, scale), padding=(0, reach), groups=bands)
