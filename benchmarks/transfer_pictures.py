"""The pictures of the transfer benchmark, in one file that a machine without GDAL can read.

Two domains, each with labels for every pixel and a scene for every chip:

``fine``
    0.13 to 0.15 m: drone pictures of Nepal and Uganda with buildings (scenes: open, loose and dense
    building), frames over Germany and Belarus (scenes: with and without vehicles, no other labels).
``coarse``
    About 1 m: Dubai with land cover (scenes: what most of the chip is), Massachusetts (scenes: with
    and without roads, no other labels here).

For autoencoders the same ground is kept at 0.3 m, 1 m and 4 m, without labels.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sat_dl_plugin.engine.train.scenes import Scene, area_average

CHIP_PX = 256
AUTOENCODER_CHIP_PX = 160
UNLABELLED = 255

DOMAINS = ("fine", "coarse")
RESOLUTIONS = ("0.3 m", "1 m", "4 m")

# Classes of the labels, 0 included: what is neither is land.
CLASSES = {
    "fine": ("other", "building"),
    "coarse": ("land", "building", "road", "vegetation", "water"),
}

_QUALITY = 85
_COARSE_CHIPS = 240
_ROAD_CHIPS = 60
_VEHICLE_CHIPS = 100
_AUTOENCODER_CHIPS = {"train": 180, "val": 48}
_VALIDATION_PX = 512
_SEED = 20

# Dubai's bare land, which is what its network calls everything else.
_LAND = 5
# Bounds of the share of buildings between open, loose and dense.
_DENSITIES = (0.08, 0.45)
_ROAD_SHARE = 0.03
_FINE_GSD_M = 0.13
_SHARP_GSD_M = 0.3


@dataclass(frozen=True)
class Chip:
    """One square picture."""

    name: str
    """``set/split/number``."""
    image: NDArray[np.uint8]
    """Red, green, blue, (3, side, side)."""
    labels: NDArray[np.uint8]
    """Class of each pixel, or `UNLABELLED`, (side, side)."""
    scene: str
    """Scene class; empty when there is none."""


def read_chips(path: Path, name: str) -> list[Chip]:
    """Return the chips of a set and split.

    Args:
        path: File that `write_chips` wrote.
        name: ``set/split``, such as ``fine/train`` or ``4 m/val``.
    """
    chips = []
    with np.load(path, allow_pickle=False) as stored:
        for key in stored:
            if key.startswith(f"{name}/") and key.endswith("/image"):
                own = key.removesuffix("/image")
                image = np.moveaxis(_decoded(stored[key]), 2, 0)
                labels = np.full(image.shape[1:], UNLABELLED, dtype=np.uint8)
                if f"{own}/labels" in stored:
                    labels = _decoded(stored[f"{own}/labels"])
                scene = str(stored[f"{own}/scene"])
                chips.append(Chip(own, np.ascontiguousarray(image), labels, scene))
    return chips


def write_chips(data: Path, path: Path) -> None:
    """Cut the chips of all sets out of the data sets and write them to one file.

    Args:
        data: Folder that holds the data sets.
        path: ``.npz`` to write.
    """
    arrays: dict[str, Any] = {}
    for chip in _all_chips(data):
        arrays[f"{chip.name}/image"] = _encoded(np.moveaxis(chip.image, 0, 2), "JPEG")
        arrays[f"{chip.name}/scene"] = np.array(chip.scene)
        if (chip.labels != UNLABELLED).any():
            arrays[f"{chip.name}/labels"] = _encoded(chip.labels, "PNG")
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(path, **arrays)


def _decoded(content: NDArray[np.uint8]) -> NDArray[np.uint8]:
    with Image.open(io.BytesIO(content.tobytes())) as image:
        return np.asarray(image, dtype=np.uint8).copy()


def _encoded(pixels: NDArray[np.uint8], form: str) -> NDArray[np.uint8]:
    buffer = io.BytesIO()
    settings = {"quality": _QUALITY} if form == "JPEG" else {"optimize": True}
    Image.fromarray(pixels).save(buffer, form, **settings)
    return np.frombuffer(buffer.getvalue(), dtype=np.uint8)


def _all_chips(data: Path) -> Iterator[Chip]:
    for split in ("train", "val"):
        fine, vehicles = _fine_scenes(data, split), _vehicle_scenes(data, split)
        coarse, roads = _coarse_scenes(data, split), _road_scenes(data, split)
        if split == "train":
            yield from _domain("fine", [(fine, 10_000), (vehicles, _VEHICLE_CHIPS)])
            yield from _domain("coarse", [(coarse, _COARSE_CHIPS), (roads, _ROAD_CHIPS)])
        else:
            yield from _numbered("fine/val", _squares(fine, _VALIDATION_PX, 10_000))
            middles = [_middle(scene) for scene in coarse]
            yield from _numbered("coarse/val", _squares(middles, _VALIDATION_PX, 10_000))
        pyramids = {
            "0.3 m": [_reduced(scene, _SHARP_GSD_M) for scene in [*fine, *vehicles]],
            "1 m": [*coarse[::2], *roads[::2]],
            "4 m": [_reduced(s, 4.0) for s in [*coarse, *roads, *_field_scenes(data, split)]],
        }
        for name, scenes in pyramids.items():
            bare = [Scene(s.name, s.image, np.full(s.shape, UNLABELLED, np.uint8)) for s in scenes]
            squares = _squares(bare, AUTOENCODER_CHIP_PX, _AUTOENCODER_CHIPS[split])
            yield from _numbered(f"{name}/{split}", squares)


def _domain(name: str, sources: Sequence[tuple[list[Scene], int]]) -> Iterator[Chip]:
    chips = [chip for scenes, limit in sources for chip in _squares(scenes, CHIP_PX, limit)]
    return _numbered(f"{name}/train", chips)


def _numbered(name: str, chips: Sequence[Chip]) -> Iterator[Chip]:
    for number, chip in enumerate(chips):
        yield Chip(f"{name}/{number:04d}", chip.image, chip.labels, chip.scene)


def _squares(scenes: Sequence[Scene], side: int, limit: int) -> list[Chip]:
    """Cut scenes into squares side by side, as many as fit, and choose some at random."""
    chips = []
    for scene in scenes:
        for row in range(0, scene.shape[0] - side + 1, side):
            for column in range(0, scene.shape[1] - side + 1, side):
                window = np.s_[row : row + side, column : column + side]
                image = scene.image[:, row : row + side, column : column + side]
                # Mosaics of map tiles have holes.
                if np.mean(image.max(axis=0) == 0) < 0.2:
                    chips.append(_chip(scene, image, scene.labels[window]))
    if len(chips) <= limit:
        return chips
    kept = np.random.default_rng(_SEED).choice(len(chips), size=limit, replace=False)
    return [chips[index] for index in sorted(kept)]


def _chip(scene: Scene, image: NDArray[Any], labels: NDArray[np.uint8]) -> Chip:
    source, labelled = scene.name.split("/")[0], labels[labels != UNLABELLED]
    if not labelled.size:
        return Chip("", image, labels, "")
    if source == "vehicles":
        kind = "vehicles" if (labelled > 0).any() else "no vehicles"
        return Chip("", image, np.full_like(labels, UNLABELLED), kind)
    if source == "roads":
        kind = "roads" if np.mean(labelled > 0) > _ROAD_SHARE else "no roads"
        return Chip("", image, np.full_like(labels, UNLABELLED), kind)
    if source == "coarse":
        most = int(np.bincount(labelled, minlength=5).argmax())
        return Chip("", image, labels, CLASSES["coarse"][most])
    density = int(np.searchsorted(_DENSITIES, np.mean(labelled == 1)))
    return Chip("", image, labels, ("open", "loose", "dense")[density])


def _reduced(scene: Scene, gsd_m: float) -> Scene:
    """Return the picture with larger pixels; the scale of a scene is its resolution here."""
    factor = scene.scale / gsd_m
    shape = tuple(max(1, round(side * factor)) for side in scene.shape)
    image = np.rint(np.stack([area_average(band, shape) for band in scene.image]))
    labels = np.full(shape, UNLABELLED, dtype=np.uint8)
    return Scene(scene.name, image.astype(np.uint8), labels, gsd_m)


def _middle(scene: Scene) -> Scene:
    row, column = ((side - _VALIDATION_PX) // 2 for side in scene.shape)
    window = np.s_[row : row + _VALIDATION_PX, column : column + _VALIDATION_PX]
    return Scene(scene.name, scene.image[(slice(None), *window)], scene.labels[window], scene.scale)


# The readers need GDAL, which a machine that only trains has not.
def _fine_scenes(data: Path, split: str) -> list[Scene]:
    from sat_dl_plugin.engine.train.datasets import load_oam

    scenes = [
        Scene(f"buildings/{p.name}", p.image, p.labels, p.gsd_m) for p in load_oam(data, split)
    ]
    # Uganda at twice the resolution is averaged to that of Nepal.
    return [s.resampled(2 * s.scale) if s.scale < 0.1 else s for s in scenes]


def _vehicle_scenes(data: Path, split: str) -> list[Scene]:
    from sat_dl_plugin.engine.train.datasets import load_vehicles

    scenes = []
    for picture in load_vehicles(data, split):
        scene = Scene(f"vehicles/{picture.name}", picture.image, picture.labels, picture.gsd_m)
        small = picture.gsd_m < 0.75 * _FINE_GSD_M
        scenes.append(scene.resampled(_FINE_GSD_M) if small else scene)
    return scenes


def _coarse_scenes(data: Path, split: str) -> list[Scene]:
    from sat_dl_plugin.engine.train.datasets import load_dubai

    return [
        Scene(
            f"coarse/{p.name}", p.image, np.where(p.labels == _LAND, 0, p.labels).astype(np.uint8)
        )
        for p in load_dubai(data, split)
    ]


def _road_scenes(data: Path, split: str) -> list[Scene]:
    from sat_dl_plugin.engine.train.datasets import load_roads

    return [Scene(f"roads/{p.name}", p.image, p.labels) for p in load_roads(data, split)]


def _field_scenes(data: Path, split: str) -> list[Scene]:
    from sat_dl_plugin.engine.train.datasets import load_fields

    return [Scene(f"fields/{p.name}", p.image, p.labels) for p in load_fields(data, split)]
