"""Sharp pictures to learn enhancement from, and batches cut out of them."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import torch
from numpy.typing import NDArray
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from torch import Tensor

from sat_dl_plugin.contract.errors import InputError

_PERCENTILES = (0.5, 99.5)


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


def read_sharp_image(path: Path, bands: tuple[int, int, int] = (1, 2, 3)) -> SharpImage:
    """Read a raster as a picture of 8 bits.

    Values beyond 8 bits are stretched from the 0.5th to the 99.5th percentile of all three
    bands together, so that colours stay in proportion.

    Args:
        path: Any raster that GDAL reads.
        bands: Red, green and blue, counted from 1; a single band is read three times.

    Raises:
        InputError: If it cannot be read.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            with rasterio.open(path) as dataset:
                indexes = bands if dataset.count >= max(bands) else (1, 1, 1)
                values = dataset.read(indexes)
                valid = np.all(dataset.read_masks(indexes) > 0, axis=0)
    except RasterioError as error:
        raise InputError(f"Picture {path} cannot be read", str(error)) from error
    return SharpImage(path.stem, _as_bytes(values, valid), valid)


class SharpPatches:
    """Draws batches of sharp patches; the same seed and step always give the same batch.

    Args:
        groups: Where patches are cut from.
        size: Side of a patch, pixels.
        seed: Start of all randomness.

    Raises:
        InputError: If no picture is as large as a patch.
    """

    def __init__(self, groups: Iterable[ImageGroup], size: int, seed: int) -> None:
        self._size = size
        self._seed = seed
        usable = [
            ImageGroup(group.name, fitting, group.weight)
            for group in groups
            if (fitting := [image for image in group.images if min(image.valid.shape) >= size])
        ]
        if not usable:
            raise InputError(
                f"No picture has {size} x {size} pixels",
                todo="Give larger pictures, or choose a smaller patch",
            )
        self._groups = usable
        weights = np.array([group.weight for group in usable], dtype=np.float64)
        self._weights = weights / weights.sum()
        self._areas = [_shares(group) for group in usable]

    def batch(self, step: int, size: int) -> Tensor:
        """Return the patches of a step, (n, 3, size, size), float32 in 0..1."""
        rng = np.random.default_rng([self._seed, step])
        patches = np.stack([self._cut(rng) for _ in range(size)])
        return torch.from_numpy(patches).float() / 255.0

    def _cut(self, rng: np.random.Generator) -> NDArray[np.uint8]:
        group_index = int(rng.choice(len(self._groups), p=self._weights))
        image = self._groups[group_index].images[
            int(rng.choice(len(self._areas[group_index]), p=self._areas[group_index]))
        ]
        rows, columns = self._window(image, rng)
        patch = image.pixels[:, rows, columns]
        patch = np.rot90(patch, int(rng.integers(4)), axes=(1, 2))
        if rng.random() < 0.5:
            patch = patch[:, :, ::-1]
        return np.ascontiguousarray(patch)

    def _window(self, image: SharpImage, rng: np.random.Generator) -> tuple[slice, slice]:
        """Return the most valid of a few random windows."""
        best, window = -1.0, (slice(0), slice(0))
        for _ in range(8):
            row, column = (int(rng.integers(side - self._size + 1)) for side in image.valid.shape)
            candidate = (slice(row, row + self._size), slice(column, column + self._size))
            share = float(image.valid[candidate].mean())
            if share > best:
                best, window = share, candidate
            if best == 1.0:
                break
        return window


def _shares(group: ImageGroup) -> NDArray[np.float64]:
    areas = np.array([image.valid.sum() for image in group.images], dtype=np.float64)
    shares: NDArray[np.float64] = areas / areas.sum()
    return shares


def _as_bytes(values: NDArray[Any], valid: NDArray[np.bool_]) -> NDArray[np.uint8]:
    if values.dtype == np.uint8:
        return values
    known = values[:, valid].astype(np.float32)
    low, high = np.percentile(known, _PERCENTILES) if known.size else (0.0, 1.0)
    stretched = (values.astype(np.float32) - low) * (255.0 / max(float(high - low), 1e-6))
    shown: NDArray[np.uint8] = np.clip(np.rint(stretched), 0, 255).astype(np.uint8)
    return shown
