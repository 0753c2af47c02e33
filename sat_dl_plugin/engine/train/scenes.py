"""Labelled pictures in memory, and what their labels say about the classes of a network.

A data set rarely labels all classes of a network. Its every label value is therefore mapped to
the *set* of classes that the pixel may have: one class where the label is exact, all classes but
one where it says "no building", and none where the pixel is to be ignored. A set is stored as a
bit mask, bit ``c`` for output channel ``c``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.errors import InputError

IGNORED = 0
"""Bit mask of a pixel that no loss and no score looks at."""

MAX_CHANNELS = 16
"""Output channels that fit the 16 bits of a mask."""


def admit(channels: Iterable[int]) -> int:
    """Return the bit mask of a set of output channels."""
    mask = 0
    for channel in channels:
        if not 0 <= channel < MAX_CHANNELS:
            raise InputError(f"Output channel {channel} is outside 0..{MAX_CHANNELS - 1}")
        mask |= 1 << channel
    return mask


def admit_all_but(channel: int, channels: int) -> int:
    """Return the bit mask of all ``channels`` output channels except one."""
    return admit(c for c in range(channels) if c != channel)


def targets_from_labels(
    labels: NDArray[np.uint8], meaning: Mapping[int, int]
) -> NDArray[np.uint16]:
    """Translate label values into bit masks.

    Args:
        labels: Stored label values, (h, w).
        meaning: Bit mask of every label value; values that are not listed are ignored.

    Returns:
        Bit masks, (h, w).
    """
    table = np.full(256, IGNORED, dtype=np.uint16)
    for value, mask in meaning.items():
        table[value] = mask
    return table[labels]


@dataclass(frozen=True)
class Scene:
    """One labelled picture at one resolution."""

    name: str
    image: NDArray[np.uint8]
    """Red, green, blue, (3, h, w)."""
    targets: NDArray[np.uint16]
    """Bit mask of the classes each pixel may have, (h, w)."""
    scale: float = 1.0
    """Size of a pixel relative to the resolution that the network is trained for."""

    def __post_init__(self) -> None:
        if self.image.ndim != 3 or self.image.shape[1:] != self.targets.shape:
            raise InputError(
                f"Scene {self.name}: image {self.image.shape} and labels "
                f"{self.targets.shape} do not fit each other"
            )

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.targets.shape
        return rows, columns

    def resampled(self, scale: float) -> Scene:
        """Return the scene with pixels ``scale`` times the network's nominal size.

        The image is averaged over area. A pixel keeps the mask that covers most of it.
        """
        factor = self.scale / scale
        rows, columns = (max(1, round(side * factor)) for side in self.shape)
        image = np.stack([area_average(band, (rows, columns)) for band in self.image])
        return Scene(
            self.name,
            np.clip(np.rint(image), 0, 255).astype(np.uint8),
            _majority(self.targets, (rows, columns)),
            scale,
        )


def area_average(band: NDArray[np.generic], shape: tuple[int, int]) -> NDArray[np.float32]:
    """Resample a band so that every new pixel is the exact mean of the area it covers.

    Args:
        band: Values, (h, w).
        shape: New rows and columns.

    Returns:
        Means, of the new shape.
    """
    rows, columns = (_overlaps(old, new) for old, new in zip(band.shape, shape))
    averaged: NDArray[np.float32] = rows @ band.astype(np.float32) @ columns.T
    return averaged


def _overlaps(old: int, new: int) -> NDArray[np.float32]:
    """Return the share of every old cell in every new cell, (new, old); rows add up to 1."""
    edges = np.linspace(0.0, old, new + 1)
    cells = np.arange(old)
    covered = np.minimum(edges[1:, None], cells + 1) - np.maximum(edges[:-1, None], cells)
    covered = np.clip(covered, 0.0, None)
    shares: NDArray[np.float32] = (covered / covered.sum(axis=1, keepdims=True)).astype(np.float32)
    return shares


def _majority(targets: NDArray[np.uint16], shape: tuple[int, int]) -> NDArray[np.uint16]:
    """Return the mask that covers most of every new pixel."""
    masks = np.unique(targets)
    most = np.full(shape, -1.0, dtype=np.float32)
    winner = np.zeros(shape, dtype=np.uint16)
    for mask in masks:
        share = area_average(targets == mask, shape)
        better = share > most
        winner[better] = mask
        most[better] = share[better]
    return winner


@dataclass(frozen=True)
class SceneGroup:
    """The scenes of one data set, each at several resolutions, and their weight in training."""

    name: str
    pyramids: Sequence[Sequence[Scene]]
    """One entry a scene: the same ground at rising ``scale``."""
    weight: float = 1.0
    """Share of the training patches, relative to the other groups."""

    def __post_init__(self) -> None:
        if not self.pyramids or not all(self.pyramids):
            raise InputError(f"Data set {self.name} has no scenes")


def pyramid(scene: Scene, scales: Sequence[float]) -> list[Scene]:
    """Return the scene at the scales given, each averaged from the original."""
    return [
        scene if abs(scale - scene.scale) < 1e-6 else scene.resampled(scale)
        for scale in sorted(scales)
    ]
