"""Square pieces of rasters that show one scene each, and random views of them."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from sat_dl_plugin.contract.errors import InputError

UNKNOWN = -1
"""Scene of a chip that nobody named."""

# Chips that take no more than this share of a device's free memory are kept on it.
_DEVICE_SHARE = 0.25

# The eight ways to turn and mirror a square, (8, 2, 2).
_TURNS = np.array(
    [
        [[1, 0], [0, 1]],
        [[0, -1], [1, 0]],
        [[-1, 0], [0, -1]],
        [[0, 1], [-1, 0]],
        [[-1, 0], [0, 1]],
        [[0, 1], [1, 0]],
        [[1, 0], [0, -1]],
        [[0, -1], [-1, 0]],
    ],
    dtype=np.float64,
)


@dataclass(frozen=True)
class SceneChips:
    """Chips of one size.

    Raises:
        InputError: If there is none, or images and scenes are not as many.
    """

    images: NDArray[Any]
    """Stored values, (chips, bands, side, side); may be mapped from a file."""
    scenes: NDArray[np.int64]
    """Index of the scene class of each chip, or `UNKNOWN`, (chips,)."""

    def __post_init__(self) -> None:
        if not len(self.images):
            raise InputError("No chips to train on")
        if len(self.images) != len(self.scenes):
            raise InputError(f"{len(self.images)} chips have {len(self.scenes)} scenes")

    @property
    def bands(self) -> int:
        """Channels of a chip."""
        return int(self.images.shape[1])

    @property
    def side(self) -> int:
        """Width and height of a chip, pixels."""
        return int(self.images.shape[2])

    def chosen(self, places: NDArray[np.intp]) -> SceneChips:
        """Return some of the chips."""
        return SceneChips(self.images[places], self.scenes[places])


class ChipViews:
    """Cuts views out of chips: at random places, turned, mirrored and, if wished, scaled.

    Args:
        chips: What to look at.
        size: Side of a view, pixels.
        scales: Range of the pixels of a chip per pixel of a view; (1, 1) copies pixels as they are.
        device: Where views are needed; chips that fit are kept there.

    Raises:
        InputError: If a chip is smaller than a view.
    """

    def __init__(
        self, chips: SceneChips, size: int, scales: tuple[float, float], device: torch.device
    ) -> None:
        if chips.side < size:
            raise InputError(
                f"Chips of {chips.side} pixels are smaller than views of {size} pixels"
            )
        self._size = size
        self._side = chips.side
        self._scales = (scales[0], min(scales[1], chips.side / size))
        self._device = device
        with warnings.catch_warnings():
            # Chips in a file are mapped for reading only, and nothing here writes to them.
            warnings.filterwarnings("ignore", message=".*not writable.*")
            images = torch.from_numpy(chips.images)
        self._images = images.to(device) if _fits(chips, device) else images

    def cut(self, places: NDArray[np.intp], rng: np.random.Generator) -> Tensor:
        """Return one view of each chip named.

        Args:
            places: Indexes of chips, (n,).
            rng: Source of all randomness.

        Returns:
            Stored values, (n, bands, size, size), float32.
        """
        shape = (len(places), self._images.shape[1], self._size, self._size)
        theta = torch.from_numpy(self._windows(len(places), rng)).to(self._device)
        index = torch.from_numpy(np.asarray(places, dtype=np.int64)).to(self._images.device)
        whole = self._images[index].to(self._device).float()
        grid = functional.affine_grid(theta, list(shape), align_corners=False)
        return functional.grid_sample(
            whole, grid, mode="bilinear", padding_mode="border", align_corners=False
        )

    def _windows(self, count: int, rng: np.random.Generator) -> NDArray[np.float32]:
        """Return the maps from views to chips, both -1 to 1 along x and y, (count, 2, 3)."""
        low, high = (math.log(scale) for scale in self._scales)
        covered = self._size * np.exp(rng.uniform(low, max(low, high), count))
        turns = _TURNS[rng.integers(len(_TURNS), size=count)]
        free = self._side - covered
        # Whole pixels, so that a view that is not scaled is not blurred either.
        offsets = np.floor(rng.random((2, count)) * (free + 1.0))
        centres = (np.minimum(offsets, free) * 2.0 + covered) / self._side - 1.0
        theta = np.empty((count, 2, 3), dtype=np.float32)
        theta[:, :, :2] = turns * (covered / self._side)[:, None, None]
        theta[:, :, 2] = centres.T
        return theta


def _fits(chips: SceneChips, device: torch.device) -> bool:
    if device.type != "cuda":
        return bool(device.type == "cpu")
    free, _ = torch.cuda.mem_get_info(device)
    return bool(chips.images.nbytes <= _DEVICE_SHARE * free)
