"""Training patches cut at random place, scale and angle out of scenes.

Half of every batch is cut around a pixel of a foreground class, as in the Dstl recipe
(Nowaczyński et al., deepsense.ai 2017), so that rare classes are seen.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.engine.train.scenes import IGNORED, Scene, SceneGroup

# Positions remembered per scene and class; enough for the choice to look uniform.
_POSITIONS = 4096


@dataclass(frozen=True)
class PatchGeometry:
    """How patches are cut."""

    size: int = 256
    """Side of a patch, pixels."""
    scales: tuple[float, float] = (0.6, 1.6)
    """Range of the size of a patch pixel relative to the network's nominal resolution."""
    free_rotation: float = 0.5
    """Share of the patches at any angle; the others are at right angles, without blur."""


@dataclass(frozen=True)
class Patches:
    """One batch."""

    images: Tensor
    """(n, 3, size, size), float32 in 0..1."""
    targets: Tensor
    """Bit masks, (n, size, size), int32."""


class PatchSampler:
    """Draws batches; the same seed and step always give the same batch.

    Args:
        groups: The data sets, with their weights.
        channels: Output channels of the network; channel 0 is background.
        geometry: How patches are cut.
        seed: Start of all randomness.
    """

    def __init__(
        self, groups: Sequence[SceneGroup], channels: int, geometry: PatchGeometry, seed: int
    ) -> None:
        if not groups:
            raise InputError("No data sets to train on")
        self._groups = groups
        self._geometry = geometry
        self._seed = seed
        weights = np.array([group.weight for group in groups], dtype=np.float64)
        self._weights = weights / weights.sum()
        rng = np.random.default_rng([seed])
        self._areas = [_area_shares(group) for group in groups]
        self._positions = [_foreground_positions(group, channels, rng) for group in groups]

    def batch(self, step: int, size: int) -> Patches:
        """Return the batch of a step; its first half, rounded up, is centred on foreground."""
        rng = np.random.default_rng([self._seed, step])
        with_foreground = (size + 1) // 2
        cut = [self._cut(rng, foreground=index < with_foreground) for index in range(size)]
        return Patches(
            torch.stack([image for image, _ in cut]), torch.stack([target for _, target in cut])
        )

    def _cut(self, rng: np.random.Generator, foreground: bool) -> tuple[Tensor, Tensor]:
        group_index = int(rng.choice(len(self._groups), p=self._weights))
        group, positions = self._groups[group_index], self._positions[group_index]
        if foreground and positions:
            channel = sorted(positions)[int(rng.integers(len(positions)))]
            places = positions[channel]
            scene_index, row, column = places[int(rng.integers(len(places)))]
        else:
            scene_index = int(rng.choice(len(group.pyramids), p=self._areas[group_index]))
            row, column = rng.random(2)
        low, high = self._geometry.scales
        scale = math.exp(rng.uniform(math.log(low), math.log(high)))
        level = _level(group.pyramids[int(scene_index)], scale)
        angle = float(rng.uniform(0.0, 2.0 * math.pi))
        if rng.random() >= self._geometry.free_rotation:
            angle = int(rng.integers(4)) * math.pi / 2.0
        window = _Window(
            size=self._geometry.size,
            step=scale / level.scale,
            angle=angle,
            mirrored=bool(rng.random() < 0.5),
        )
        # Where in the patch the chosen place comes to lie, so that it is not always the middle.
        drift = rng.uniform(-0.35, 0.35, 2) * window.size * window.step
        centre = (row * level.shape[0] + drift[0], column * level.shape[1] + drift[1])
        return window.cut(level, centre)


def _area_shares(group: SceneGroup) -> NDArray[np.float64]:
    """Return the share of each scene in the labelled area of its group."""
    areas = np.array(
        [np.count_nonzero(levels[0].targets != IGNORED) for levels in group.pyramids],
        dtype=np.float64,
    )
    if areas.sum() == 0:
        raise InputError(f"Data set {group.name} has no labelled pixel")
    shares: NDArray[np.float64] = areas / areas.sum()
    return shares


def _foreground_positions(
    group: SceneGroup, channels: int, rng: np.random.Generator
) -> dict[int, NDArray[np.float64]]:
    """Return, per foreground channel, places of its pixels as (scene, row, column) in 0..1."""
    found: dict[int, NDArray[np.float64]] = {}
    for channel in range(1, channels):
        places = []
        for index, levels in enumerate(group.pyramids):
            scene = levels[-1]
            rows, columns = np.nonzero(scene.targets == (1 << channel))
            if rows.size:
                kept = rng.choice(rows.size, min(rows.size, _POSITIONS), replace=False)
                relative = (
                    np.full(kept.size, index, dtype=np.float64),
                    (rows[kept] + 0.5) / scene.shape[0],
                    (columns[kept] + 0.5) / scene.shape[1],
                )
                places.append(np.stack(relative, axis=1))
        if places:
            found[channel] = np.concatenate(places)
    return found


def _level(levels: Sequence[Scene], scale: float) -> Scene:
    """Return the resolution that is closest to a scale, by ratio."""
    return min(levels, key=lambda scene: abs(math.log(scene.scale / scale)))


@dataclass(frozen=True)
class _Window:
    """A square window on a scene, turned and scaled."""

    size: int
    step: float
    angle: float
    mirrored: bool

    def cut(self, scene: Scene, centre: tuple[float, float]) -> tuple[Tensor, Tensor]:
        """Return image (3, size, size) in 0..1 and bit masks (size, size).

        What lies outside the scene is black in the image and ignored in the masks.
        """
        turn = np.array(
            [
                [math.cos(self.angle), -math.sin(self.angle)],
                [math.sin(self.angle), math.cos(self.angle)],
            ]
        )
        # Half the side of the upright square that holds the turned window.
        reach = 0.5 * self.size * self.step * float(np.abs(turn[0]).sum())
        middle = [_inside(place, side, reach) for place, side in zip(centre, scene.shape)]
        margin = math.ceil(reach) + 2
        top, left = math.floor(middle[0]) - margin, math.floor(middle[1]) - margin
        image, targets = _crop(scene, top, left, 2 * margin + 1)
        offsets = (np.arange(self.size) + 0.5 - self.size / 2.0) * self.step
        across = -offsets if self.mirrored else offsets
        down, right = np.meshgrid(offsets, across, indexing="ij")
        rows = turn[0, 0] * down + turn[0, 1] * right + middle[0] - top
        columns = turn[1, 0] * down + turn[1, 1] * right + middle[1] - left
        side = 2 * margin + 1
        grid = torch.from_numpy(
            np.stack([columns, rows], axis=-1).astype(np.float32) * (2.0 / side) - 1.0
        ).unsqueeze(0)
        picture = functional.grid_sample(
            image.unsqueeze(0), grid, mode="bilinear", align_corners=False
        )
        masks = functional.grid_sample(
            targets.reshape(1, 1, side, side), grid, mode="nearest", align_corners=False
        )
        return picture[0] / 255.0, masks[0, 0].round().to(torch.int32)


def _inside(place: float, side: int, reach: float) -> float:
    """Move a centre so that the window stays in the scene, or to the middle when it cannot."""
    if 2.0 * reach >= side:
        return side / 2.0
    return min(max(place, reach), side - reach)


def _crop(scene: Scene, top: int, left: int, side: int) -> tuple[Tensor, Tensor]:
    """Return a square of image and masks as float32, zero where it leaves the scene."""
    rows, columns = scene.shape
    image = torch.zeros((3, side, side))
    targets = torch.full((side, side), float(IGNORED))
    first_row, first_column = max(top, 0), max(left, 0)
    last_row, last_column = min(top + side, rows), min(left + side, columns)
    seen = np.s_[..., first_row:last_row, first_column:last_column]
    place = np.s_[..., first_row - top : last_row - top, first_column - left : last_column - left]
    image[place] = torch.from_numpy(scene.image[seen]).float()
    targets[place] = torch.from_numpy(scene.targets[seen].astype(np.float32))
    return image, targets
