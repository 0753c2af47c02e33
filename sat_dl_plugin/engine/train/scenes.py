"""Labelled pictures, and what their labels say about the classes of a network.

A data set rarely labels all classes of a network. Every label value is therefore an index into a
`Vocabulary` of meanings: which output channels the pixel has, which it certainly has not; what is
in neither is not known, and neither loss nor score looks at it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from sat_dl_plugin.contract.errors import InputError

IGNORED = 0
"""Label of a pixel that no loss and no score looks at."""

MAX_MEANINGS = 256
"""Meanings that fit the 8 bits of a label."""


@dataclass(frozen=True)
class Meaning:
    """What a label value says about the output channels of a network."""

    present: frozenset[int] = frozenset()
    """Channels that the pixel has."""
    absent: frozenset[int] = frozenset()
    """Channels that it certainly has not."""

    def __post_init__(self) -> None:
        if self.present & self.absent:
            raise InputError(
                f"A label says that channels {sorted(self.present & self.absent)} are both "
                "present and absent"
            )


def exactly(channel: int, channels: int) -> Meaning:
    """Return the meaning of a pixel of one channel and no other."""
    return Meaning(frozenset([channel]), frozenset(range(channels)) - {channel})


def nothing_of(channels: Iterable[int]) -> Meaning:
    """Return the meaning of a pixel that is known to have none of some channels."""
    return Meaning(absent=frozenset(channels))


@dataclass(frozen=True)
class Vocabulary:
    """The meanings of the label values of all scenes of one training.

    Raises:
        InputError: If there are too many meanings, or the first is not the ignored one.
    """

    channels: int
    """Output channels of the network, a background channel included."""
    meanings: tuple[Meaning, ...]
    """By label value; that of `IGNORED` says nothing."""

    def __post_init__(self) -> None:
        if len(self.meanings) > MAX_MEANINGS:
            raise InputError(
                f"The labels have {len(self.meanings)} different meanings",
                f"At most {MAX_MEANINGS} can be told apart",
                "Train with fewer classes that overlap",
            )
        if not self.meanings or self.meanings[IGNORED] != Meaning():
            raise InputError("The first meaning of a vocabulary must be the ignored one")

    @property
    def present(self) -> NDArray[np.bool_]:
        """Whether a label says that a channel is present, (meanings, channels)."""
        return self._table([meaning.present for meaning in self.meanings])

    @property
    def absent(self) -> NDArray[np.bool_]:
        """Whether a label says that a channel is absent, (meanings, channels)."""
        return self._table([meaning.absent for meaning in self.meanings])

    def index(self, meaning: Meaning) -> int:
        """Return the label value of a meaning."""
        return self.meanings.index(meaning)

    def _table(self, sets: Sequence[frozenset[int]]) -> NDArray[np.bool_]:
        table = np.zeros((len(sets), self.channels), dtype=np.bool_)
        for row, channels in enumerate(sets):
            table[row, sorted(channels)] = True
        return table


def exclusive_vocabulary(channels: int, partial: Iterable[Iterable[int]] = ()) -> Vocabulary:
    """Return the vocabulary of classes of which a pixel has exactly one.

    Args:
        channels: Output channels, background (0) included. Label ``c + 1`` means channel ``c``.
        partial: Sets of channels that a data set labels without the others; each adds a label,
            in this order, that means "none of these".
    """
    meanings = [Meaning(), *(exactly(channel, channels) for channel in range(channels))]
    meanings += [nothing_of(labelled) for labelled in partial]
    return Vocabulary(channels, tuple(meanings))


@dataclass(frozen=True)
class Scene:
    """One labelled picture at one resolution.

    Raises:
        InputError: If picture and labels are not of one size.
    """

    name: str
    image: NDArray[Any]
    """Stored values, (bands, h, w); nodata pixels hold the mean of their band."""
    labels: NDArray[np.uint8]
    """Index into the meanings of a `Vocabulary`, (h, w); nodata pixels are `IGNORED`."""
    scale: float = 1.0
    """Size of a pixel relative to the resolution that the network is trained for."""

    def __post_init__(self) -> None:
        if self.image.ndim != 3 or self.image.shape[1:] != self.labels.shape:
            raise InputError(
                f"Scene {self.name}: image {self.image.shape} and labels "
                f"{self.labels.shape} do not fit each other"
            )

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.labels.shape
        return rows, columns

    def resampled(self, scale: float) -> Scene:
        """Return the scene with pixels ``scale`` times the network's nominal size.

        The image is averaged over area, or interpolated where pixels become smaller. A pixel
        keeps the label that covers most of it.
        """
        factor = self.scale / scale
        rows, columns = (max(1, round(side * factor)) for side in self.shape)
        change = area_average if factor < 1.0 else _interpolated
        image = np.stack([change(band, (rows, columns)) for band in self.image])
        if np.issubdtype(self.image.dtype, np.integer):
            image = np.rint(image)
        return Scene(
            self.name,
            image.astype(self.image.dtype),
            _majority(self.labels, (rows, columns)),
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


def _interpolated(band: NDArray[np.generic], shape: tuple[int, int]) -> NDArray[np.float32]:
    """Enlarge a band, linear between the centres of its pixels."""
    factors = [new / old for new, old in zip(shape, band.shape)]
    enlarged: NDArray[np.float32] = ndimage.zoom(
        band.astype(np.float32), factors, order=1, mode="nearest", grid_mode=True
    )
    return enlarged


def _overlaps(old: int, new: int) -> NDArray[np.float32]:
    """Return the share of every old cell in every new cell, (new, old); rows add up to 1."""
    edges = np.linspace(0.0, old, new + 1)
    cells = np.arange(old)
    covered = np.minimum(edges[1:, None], cells + 1) - np.maximum(edges[:-1, None], cells)
    covered = np.clip(covered, 0.0, None)
    shares: NDArray[np.float32] = (covered / covered.sum(axis=1, keepdims=True)).astype(np.float32)
    return shares


def _majority(labels: NDArray[np.uint8], shape: tuple[int, int]) -> NDArray[np.uint8]:
    """Return the label that covers most of every new pixel."""
    most = np.full(shape, -1.0, dtype=np.float32)
    winner = np.zeros(shape, dtype=np.uint8)
    for label in np.unique(labels):
        share = area_average(labels == label, shape)
        better = share > most
        winner[better] = label
        most[better] = share[better]
    return winner


@dataclass(frozen=True)
class SceneGroup:
    """The scenes of one data set, each at several resolutions, and their weight in training.

    Raises:
        InputError: If it is empty.
    """

    name: str
    pyramids: Sequence[Sequence[Scene]]
    """One entry a scene: the same ground at rising ``scale``."""
    weight: float = 1.0
    """Share of the training patches, relative to the other groups."""
    scales: tuple[float, float] = (0.6, 1.6)
    """Range of the size of a patch pixel relative to the network's nominal resolution."""

    def __post_init__(self) -> None:
        if not self.pyramids or not all(self.pyramids):
            raise InputError(f"Data set {self.name} has no scenes")


def pyramid(scene: Scene, scales: Sequence[float]) -> list[Scene]:
    """Return the scene at the scales given, each averaged from the original."""
    return [
        scene if abs(scale - scene.scale) < 1e-6 else scene.resampled(scale)
        for scale in sorted(scales)
    ]
