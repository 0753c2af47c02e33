"""The labelled data sets that networks are trained on, as scenes.

A data set is a folder with ``images/``, ``masks/`` and ``index.csv``, which names the split of
every picture. A third split is cut out of the training split here: ``holdout``, spatially apart
from the rest, on which thresholds are chosen, so that ``val`` stays unseen until it is reported.
"""

from __future__ import annotations

import csv
import re
import warnings
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.errors import NotGeoreferencedWarning, RasterioError

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.engine.train.scenes import (
    IGNORED,
    Scene,
    admit,
    admit_all_but,
    targets_from_labels,
)

BACKGROUND, BUILDING, ROAD, VEGETATION, WATER = range(5)
"""Output channels of the network ``urban``."""

CHANNELS = 5

DUBAI = "dubai_landcover"
OAM = "oam_buildings"

DUBAI_MEANING: Mapping[int, int] = {
    0: IGNORED,
    1: admit([BUILDING]),
    2: admit([ROAD]),
    3: admit([VEGETATION]),
    4: admit([WATER]),
    5: admit([BACKGROUND]),
}
"""Label 5 is bare land; 0 was not labelled."""

OAM_MEANING: Mapping[int, int] = {
    0: admit_all_but(BUILDING, CHANNELS),
    1: admit([BUILDING]),
}
"""Footprints only: elsewhere anything but a building may stand."""

# Tile 8 shares ground with tile 4 (its lower left) and tile 7 (its lower right), found by
# cross-correlation of the pictures. Neither picture here shows ground that is also in another.
DUBAI_HOLDOUT = ("tile8_part3", "tile4_part8")

# The southernmost of the eight rows of map tiles over Banepa.
OAM_HOLDOUT_ROW = 220248

_TILE_NAME = re.compile(r"(?P<place>[a-z]+)_(?P<x>\d+)_(?P<y>\d+)_z(?P<zoom>\d+)")
# The zoom at which every place is read: the finest it has. The coarser ones repeat the ground.
_OAM_ZOOM = {"banepa": 19, "kampala": 21}


@dataclass(frozen=True)
class IndexEntry:
    """One line of ``index.csv``."""

    name: str
    split: str
    """``train``, ``val`` or, for the held-out part of train, ``holdout``."""
    gsd_m: float
    """Metres per pixel; 0 when the data set does not say."""


def read_index(folder: Path, held_out: Callable[[str], bool]) -> list[IndexEntry]:
    """Read ``index.csv`` and move the held-out pictures of ``train`` to ``holdout``.

    Args:
        folder: Folder of the data set.
        held_out: Whether a picture of that name belongs to the held-out part.

    Raises:
        InputError: If the file is missing or has no column ``name`` or ``split``.
    """
    try:
        with (folder / "index.csv").open(newline="", encoding="utf-8") as stream:
            lines = list(csv.DictReader(stream))
        return [
            IndexEntry(
                line["name"],
                "holdout" if line["split"] == "train" and held_out(line["name"]) else line["split"],
                float(line.get("gsd_m") or 0.0),
            )
            for line in lines
        ]
    except (OSError, KeyError, ValueError) as error:
        raise InputError(
            f"Data set {folder} cannot be read",
            f"index.csv: {type(error).__name__}: {error}",
            "Give the folder that holds the data sets",
        ) from error


def _read(path: Path) -> NDArray[np.uint8]:
    """Read all bands of a picture, (bands, h, w)."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            with rasterio.open(path) as dataset:
                pixels: NDArray[np.uint8] = dataset.read()
    except RasterioError as error:
        raise InputError(f"Picture {path} cannot be read", str(error)) from error
    return pixels


def load_dubai(data: Path, split: str) -> list[Scene]:
    """Read the Dubai land-cover pictures of one split, at their own pixel size.

    Args:
        data: Folder that holds the data sets.
        split: ``train``, ``holdout`` or ``val``.
    """
    folder = data / DUBAI
    entries = read_index(folder, lambda name: name in DUBAI_HOLDOUT)
    return [
        Scene(
            entry.name,
            _read(folder / "images" / f"{entry.name}.jpg")[:3],
            targets_from_labels(_read(folder / "masks" / f"{entry.name}.png")[0], DUBAI_MEANING),
        )
        for entry in entries
        if entry.split == split
    ]


@dataclass(frozen=True)
class MapTile:
    """One chip of a slippy map."""

    entry: IndexEntry
    place: str
    column: int
    row: int


def _oam_held_out(name: str) -> bool:
    found = _TILE_NAME.fullmatch(name)
    return bool(found and found["place"] == "banepa" and int(found["y"]) == OAM_HOLDOUT_ROW)


def _map_tiles(folder: Path) -> dict[str, list[MapTile]]:
    """Return the labelled chips of every place at its finest zoom."""
    places: dict[str, list[MapTile]] = defaultdict(list)
    for entry in read_index(folder, _oam_held_out):
        found = _TILE_NAME.fullmatch(entry.name)
        if found and int(found["zoom"]) == _OAM_ZOOM.get(found["place"]):
            tile = MapTile(entry, found["place"], int(found["x"]), int(found["y"]))
            places[tile.place].append(tile)
    return places


def _neighbourhoods(tiles: Sequence[MapTile]) -> list[list[MapTile]]:
    """Group chips that touch each other by a side or a corner."""
    left = {(tile.column, tile.row): tile for tile in tiles}
    groups: list[list[MapTile]] = []
    while left:
        _, first = left.popitem()
        group, front = [first], [first]
        while front:
            tile = front.pop()
            for column in range(tile.column - 1, tile.column + 2):
                for row in range(tile.row - 1, tile.row + 2):
                    neighbour = left.pop((column, row), None)
                    if neighbour is not None:
                        group.append(neighbour)
                        front.append(neighbour)
        groups.append(group)
    return groups


def _mosaic(
    folder: Path, tiles: Sequence[MapTile], split: str, context: bool, gsd_m: float
) -> Scene:
    """Put touching chips together; only chips of the split are labelled."""
    first_column = min(tile.column for tile in tiles)
    first_row = min(tile.row for tile in tiles)
    suffix = ".jpg" if tiles[0].place == "banepa" else ".png"
    side = _read(folder / "images" / f"{tiles[0].entry.name}{suffix}").shape[-1]
    rows = (max(tile.row for tile in tiles) - first_row + 1) * side
    columns = (max(tile.column for tile in tiles) - first_column + 1) * side
    image = np.zeros((3, rows, columns), dtype=np.uint8)
    targets = np.full((rows, columns), IGNORED, dtype=np.uint16)
    for tile in tiles:
        name = tile.entry.name
        row, column = (tile.row - first_row) * side, (tile.column - first_column) * side
        window = np.s_[row : row + side, column : column + side]
        if context or tile.entry.split == split:
            pixels = _read(folder / "images" / f"{name}{suffix}")[:3]
            image[:, row : row + side, column : column + side] = pixels
        if tile.entry.split == split:
            labels = _read(folder / "masks" / f"{name}.tif")[0]
            targets[window] = targets_from_labels(labels, OAM_MEANING)
    return Scene(tiles[0].place, image, targets, tiles[0].entry.gsd_m / gsd_m)


def load_oam(data: Path, split: str, gsd_m: float, context: bool = False) -> list[Scene]:
    """Read the OpenAerialMap chips of one split as mosaics at their own resolution.

    Args:
        data: Folder that holds the data sets.
        split: ``train``, ``holdout`` or ``val``.
        gsd_m: The network's resolution, metres per pixel; sets the ``scale`` of the scenes.
        context: Show the pictures of the other splits around the labelled chips, without
            labels, as a map that goes on would. Only for scoring, never for training.
    """
    folder = data / OAM
    groups = [
        group
        for tiles in _map_tiles(folder).values()
        for group in _neighbourhoods(
            [tile for tile in tiles if context or tile.entry.split == split]
        )
        if any(tile.entry.split == split for tile in group)
    ]
    return [_mosaic(folder, group, split, context, gsd_m) for group in groups]
