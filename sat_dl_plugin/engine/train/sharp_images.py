"""Sharp pictures to learn enhancement from, and batches cut out of them on any device."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from sat_dl_plugin.contract.errors import InputError

# How often a window is drawn anew in the hope of one that shows ground everywhere.
_TRIES = 16


@dataclass(frozen=True)
class SharpImage:
    """One picture."""

    name: str
    pixels: NDArray[np.uint8]
    """Red, green, blue, (3, h, w)."""
    valid: NDArray[np.bool_]
    """Pixels that show ground, (h, w)."""


@dataclass(frozen=True)
class ImageGroup:
    """Pictures of one source, and their weight in training."""

    name: str
    images: Sequence[SharpImage]
    weight: float = 1.0
    """Share of the training patches, relative to the other groups."""


@dataclass(frozen=True)
class _Place:
    """Where a picture lies in the row of all pixels."""

    start: int
    columns: int
    image: SharpImage
    complete: bool
    """Whether every pixel shows ground, so that any window is as good as another."""


class SharpPatches:
    """Draws batches of sharp patches; the same seed and step always give the same batch.

    All pixels are kept on the device in one row, and a batch is one look-up in it: mirrored
    and turned patches are other indexes, not other copies.

    Args:
        groups: Where patches are cut from.
        size: Side of a patch, pixels.
        seed: Start of all randomness.
        device: Where the pictures are kept and the patches are made.

    Raises:
        InputError: If no picture is as large as a patch.
    """

    def __init__(
        self,
        groups: Iterable[ImageGroup],
        size: int,
        seed: int,
        device: str = "cpu",
    ) -> None:
        self._size = size
        self._seed = seed
        usable = [
            (group.weight, fitting)
            for group in groups
            if (fitting := [image for image in group.images if min(image.valid.shape) >= size])
        ]
        if not usable:
            raise InputError(
                f"No picture has {size} x {size} pixels",
                todo="Give larger pictures, or choose a smaller patch",
            )
        images = [image for _, fitting in usable for image in fitting]
        shares = [weight * _shares(fitting) for weight, fitting in usable]
        self._shares = np.concatenate(shares) / sum(weight for weight, _ in usable)
        self._places = list(_lay_out(images))
        rows = [torch.from_numpy(image.pixels.reshape(3, -1).T) for image in images]
        self._pixels = torch.cat(rows).to(device)

    def batch(self, step: int, count: int) -> Tensor:
        """Return the patches of a step, (count, 3, size, size), float32 in 0..1."""
        rng = np.random.default_rng([self._seed, step])
        chosen = rng.choice(len(self._places), size=count, p=self._shares)
        windows = [self._window(self._places[index], rng) for index in chosen]
        turns = rng.integers(0, 2, (count, 3))
        drawn = torch.from_numpy(np.concatenate([np.array(windows), turns], axis=1))
        return self._cut(drawn.to(self._pixels.device, non_blocking=True))

    def _cut(self, drawn: Tensor) -> Tensor:
        """Return patches from (count, 5): start, columns, and whether to mirror twice and turn."""
        start, columns, upside_down, mirrored, turned = drawn[:, :, None, None].unbind(1)
        steps = torch.arange(self._size, device=drawn.device)
        down, across = steps[None, :, None], steps[None, None, :]
        row = torch.where(turned > 0, across, down)
        column = torch.where(turned > 0, down, across)
        row = torch.where(upside_down > 0, self._size - 1 - row, row)
        column = torch.where(mirrored > 0, self._size - 1 - column, column)
        patches = self._pixels[start + row * columns + column]
        return patches.permute(0, 3, 1, 2).float() / 255.0

    def _window(self, place: _Place, rng: np.random.Generator) -> tuple[int, int]:
        """Return the first pixel and the row length of the most valid of a few windows."""
        best, start = -1.0, 0
        for _ in range(_TRIES):
            row, column = (
                int(rng.integers(side - self._size + 1)) for side in place.image.valid.shape
            )
            share = 1.0
            if not place.complete:
                window = np.s_[row : row + self._size, column : column + self._size]
                share = float(place.image.valid[window].mean())
            if share > best:
                best, start = share, place.start + row * place.columns + column
            if best == 1.0:
                break
        return start, place.columns


def _lay_out(images: Iterable[SharpImage]) -> Iterable[_Place]:
    start = 0
    for image in images:
        yield _Place(start, image.valid.shape[1], image, bool(image.valid.all()))
        start += image.valid.size


def _shares(images: Sequence[SharpImage]) -> NDArray[np.float64]:
    areas = np.array([image.valid.sum() for image in images], dtype=np.float64)
    shares: NDArray[np.float64] = areas / max(float(areas.sum()), 1.0)
    return shares
