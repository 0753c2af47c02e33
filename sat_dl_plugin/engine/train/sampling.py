"""Training patches cut at random place, scale and angle out of scenes.

Half of every batch is cut around a pixel of a foreground class, as in the Dstl recipe
(Nowaczyński et al., deepsense.ai 2017), so that rare classes are seen.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.engine.train.scenes import IGNORED, Scene, SceneGroup, Vocabulary

# Positions remembered per scene and class; enough for the choice to look uniform.
_POSITIONS = 4096
# Scenes that take no more than this share of a device's free memory are kept on it.
_DEVICE_SHARE = 0.25


@dataclass(frozen=True)
class PatchGeometry:
    """How patches are cut."""

    size: int = 256
    """Side of a patch, pixels."""
    free_rotation: float = 0.5
    """Share of the patches at any angle; the others are at right angles, without blur."""
    foreground: float = 0.5
    """Share of every batch that is cut around a pixel of a class."""
    upright: bool = False
    """Neither turn nor mirror, for comparison with training that does not."""


@dataclass(frozen=True)
class Patches:
    """One batch."""

    images: Tensor
    """Stored values, (n, bands, size, size), float32."""
    labels: Tensor
    """Label values, (n, size, size), uint8."""


class PatchSampler:
    """Draws batches; the same seed and step always give the same batch.

    Args:
        groups: The data sets, with their weights.
        vocabulary: What their labels mean.
        foreground: Channels to cut patches around, all alike.
        geometry: How patches are cut.
        seed: Start of all randomness.
        device: Where batches are needed; scenes that fit are kept there.

    Raises:
        InputError: If there is nothing to train on.
    """

    def __init__(
        self,
        groups: Sequence[SceneGroup],
        vocabulary: Vocabulary,
        foreground: Sequence[int],
        geometry: PatchGeometry,
        seed: int,
        device: torch.device,
    ) -> None:
        if not groups:
            raise InputError("No data sets to train on")
        self._groups = groups
        self._geometry = geometry
        self._seed = seed
        self._device = device
        weights = np.array([group.weight for group in groups], dtype=np.float64)
        self._weights = weights / weights.sum()
        rng = np.random.default_rng([seed])
        self._areas = [_area_shares(group) for group in groups]
        present = vocabulary.present
        self._positions = [_positions(group, present, foreground, rng) for group in groups]
        kept = device if _fits(groups, device) else torch.device("cpu")
        self._levels = [
            [[_Level(scene, kept) for scene in levels] for levels in group.pyramids]
            for group in groups
        ]

    def batch(self, step: int, size: int) -> Patches:
        """Return the batch of a step; its first part is centred on foreground."""
        rng = np.random.default_rng([self._seed, step])
        around = math.ceil(size * self._geometry.foreground)
        cuts = [self._draw(rng, foreground=index < around) for index in range(size)]
        side = self._geometry.size
        theta = torch.from_numpy(np.stack([cut.theta for cut in cuts])).to(self._device)
        grids = functional.affine_grid(theta, [size, 1, side, side], align_corners=False)
        pairs = [cut.sample(grids[i : i + 1], self._device) for i, cut in enumerate(cuts)]
        return Patches(
            torch.cat([image for image, _ in pairs]), torch.cat([labels for _, labels in pairs])
        )

    def _draw(self, rng: np.random.Generator, foreground: bool) -> _Cut:
        group_index = int(rng.choice(len(self._groups), p=self._weights))
        group, positions = self._groups[group_index], self._positions[group_index]
        if foreground and positions:
            channel = sorted(positions)[int(rng.integers(len(positions)))]
            places = positions[channel]
            scene_index, row, column = places[int(rng.integers(len(places)))]
        else:
            scene_index = int(rng.choice(len(group.pyramids), p=self._areas[group_index]))
            row, column = rng.random(2)
        low, high = group.scales
        scale = math.exp(rng.uniform(math.log(low), math.log(high)))
        level = _nearest(self._levels[group_index][int(scene_index)], scale)
        window = self._window(rng, scale / level.scale)
        # Where in the patch the chosen place comes to lie, so that it is not always the middle.
        drift = rng.uniform(-0.35, 0.35, 2) * window.size * window.step
        rows, columns = level.shape
        return window.on(level, (row * rows + drift[0], column * columns + drift[1]))

    def _window(self, rng: np.random.Generator, step: float) -> _Window:
        geometry = self._geometry
        angle = float(rng.uniform(0.0, 2.0 * math.pi))
        if rng.random() >= geometry.free_rotation:
            angle = int(rng.integers(4)) * math.pi / 2.0
        mirrored = bool(rng.random() < 0.5)
        if geometry.upright:
            angle, mirrored = 0.0, False
        return _Window(geometry.size, step, angle, mirrored)


class _Level:
    """One scene at one resolution, as tensors."""

    def __init__(self, scene: Scene, device: torch.device) -> None:
        self.scale = scene.scale
        self.shape = scene.shape
        self.image = _tensor(scene.image, device)
        self.labels = _tensor(scene.labels, device)


def _tensor(array: NDArray[Any], device: torch.device) -> Tensor:
    with warnings.catch_warnings():
        # A picture in a file is mapped for reading only, and nothing here writes to it.
        warnings.filterwarnings("ignore", message=".*not writable.*")
        return torch.from_numpy(array).to(device)


def _fits(groups: Sequence[SceneGroup], device: torch.device) -> bool:
    if device.type != "cuda":
        return bool(device.type == "cpu")
    size = sum(
        scene.image.nbytes + scene.labels.nbytes
        for group in groups
        for levels in group.pyramids
        for scene in levels
    )
    free, _ = torch.cuda.mem_get_info(device)
    return bool(size <= _DEVICE_SHARE * free)


def _area_shares(group: SceneGroup) -> NDArray[np.float64]:
    """Return the share of each scene in the labelled area of its group."""
    areas = np.array(
        [np.count_nonzero(levels[0].labels != IGNORED) for levels in group.pyramids],
        dtype=np.float64,
    )
    if areas.sum() == 0:
        raise InputError(f"Data set {group.name} has no labelled pixel")
    shares: NDArray[np.float64] = areas / areas.sum()
    return shares


def _positions(
    group: SceneGroup,
    present: NDArray[np.bool_],
    foreground: Sequence[int],
    rng: np.random.Generator,
) -> dict[int, NDArray[np.float64]]:
    """Return, per foreground channel, places of its pixels as (scene, row, column) in 0..1."""
    found: dict[int, list[NDArray[np.float64]]] = {}
    for index, levels in enumerate(group.pyramids):
        scene = levels[-1]
        for channel in foreground:
            rows, columns = np.nonzero(present[:, channel][scene.labels])
            if rows.size:
                kept = rng.choice(rows.size, min(rows.size, _POSITIONS), replace=False)
                relative = (
                    np.full(kept.size, index, dtype=np.float64),
                    (rows[kept] + 0.5) / scene.shape[0],
                    (columns[kept] + 0.5) / scene.shape[1],
                )
                found.setdefault(channel, []).append(np.stack(relative, axis=1))
    return {channel: np.concatenate(places) for channel, places in found.items()}


def _nearest(levels: Sequence[_Level], scale: float) -> _Level:
    """Return the resolution that is closest to a scale, by ratio."""
    return min(levels, key=lambda level: abs(math.log(level.scale / scale)))


@dataclass(frozen=True)
class _Window:
    """A square window, turned and scaled."""

    size: int
    """Pixels of the patch."""
    step: float
    """Pixels of the scene per pixel of the patch."""
    angle: float
    mirrored: bool

    def on(self, level: _Level, centre: tuple[float, float]) -> _Cut:
        """Place the window on a scene, moved inside where it can be."""
        cosine, sine = math.cos(self.angle), math.sin(self.angle)
        # Half the side of the upright square that holds the turned window.
        reach = 0.5 * self.size * self.step * (abs(cosine) + abs(sine))
        middle = [_inside(place, side, reach) for place, side in zip(centre, level.shape)]
        firsts = [max(math.floor(place - reach) - 2, 0) for place in middle]
        lasts = [
            min(math.ceil(place + reach) + 2, side) for place, side in zip(middle, level.shape)
        ]
        rows, columns = (last - first for first, last in zip(firsts, lasts))
        side = self.size * self.step
        mirror = -1.0 if self.mirrored else 1.0
        x = (middle[1] - firsts[1]) * 2.0 / columns - 1.0
        y = (middle[0] - firsts[0]) * 2.0 / rows - 1.0
        theta = np.array(
            [
                [cosine * mirror * side / columns, sine * side / columns, x],
                [-sine * mirror * side / rows, cosine * side / rows, y],
            ],
            dtype=np.float32,
        )
        window = (slice(firsts[0], lasts[0]), slice(firsts[1], lasts[1]))
        return _Cut(level, window, theta)


@dataclass(frozen=True)
class _Cut:
    """A patch to be interpolated from an upright part of a scene."""

    level: _Level
    window: tuple[slice, slice]
    theta: NDArray[np.float32]
    """From patch to part, both -1 to 1 along x and y, (2, 3)."""

    def sample(self, grid: Tensor, device: torch.device) -> tuple[Tensor, Tensor]:
        """Return image (1, bands, size, size) and labels (1, size, size).

        Outside the scene the image goes on with its border, and the labels are ignored.
        """
        rows, columns = self.window
        image = self.level.image[None, :, rows, columns].to(device).float()
        labels = self.level.labels[None, None, rows, columns].to(device).float()
        picture = functional.grid_sample(
            image, grid, mode="bilinear", padding_mode="border", align_corners=False
        )
        found = functional.grid_sample(labels, grid, mode="nearest", align_corners=False)
        return picture, found[:, 0].round().to(torch.uint8)


def _inside(place: float, side: int, reach: float) -> float:
    """Move a centre so that the window stays in the scene, or to the middle when it cannot."""
    if 2.0 * reach >= side:
        return side / 2.0
    return min(max(place, reach), side - reach)
