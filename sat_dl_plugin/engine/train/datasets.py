"""The labelled data sets that the bundled networks are trained on.

A data set is a folder with ``images/``, ``index.csv``, which names the split of every picture, and
labels. A third split is cut out of the training split here: ``holdout``, spatially apart from the
rest, on which thresholds are chosen, so that ``val`` stays unseen until it is reported.
"""

from __future__ import annotations

import csv
import re
import warnings
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from scipy import ndimage
from scipy.spatial import cKDTree

from sat_dl_plugin.contract.errors import InputError

UNLABELLED = 255
"""Stored label value of ground that nobody labelled."""

DUBAI = "dubai_landcover"
OAM = "oam_buildings"
ROADS = "mass_roads"
FIELDS = "naip_fields"
TREES = "naip_urban_trees"
VEHICLES = "aerial_vehicles"
SENTINEL2 = "sentinel2_chips"

# Tile 8 shares ground with tile 4 (its lower left) and tile 7 (its lower right), found by
# cross-correlation of the pictures. Neither picture here shows ground that is also in another.
DUBAI_HOLDOUT = ("tile8_part3", "tile4_part8")

# The southernmost of the eight rows of map tiles over Banepa.
OAM_HOLDOUT_ROW = 220248


# Pictures of training scenes that no other training picture shows.
_FIELDS_HOLDOUT = ("field_07", "field_21", "field_31", "field_36")
_ROADS_HOLDOUT = ("15628870", "17278960", "21628930", "23279035")
_VEHICLES_HOLDOUT = ("minsk_0005",)

_TILE_NAME = re.compile(r"(?P<place>[a-z]+)_(?P<x>\d+)_(?P<y>\d+)_z(?P<zoom>\d+)")
# The zoom at which every place is read: the finest it has. The coarser ones repeat the ground.
_OAM_ZOOM = {"banepa": 19, "kampala": 21}
# A register of fields says nothing about the ground far from its fields, pixels.
_DANISH_REACH_PX = 6
# The middle of a crown, its rim, and the gap between neighbours, pixels of 0.6 m.
_CROWN_PX = 3.5
_CROWN_RIM_PX = 5.5
_CROWN_GAP_PX = 1.5
# truck, bus and minibus in the order of classes.txt
_LARGE_VEHICLES = (1, 2, 3)


@dataclass(frozen=True)
class Picture:
    """One picture of a data set with its labels as they are stored."""

    name: str
    image: NDArray[Any]
    """Stored values, (bands, h, w)."""
    labels: NDArray[np.uint8]
    """Stored label values, (h, w); `UNLABELLED` where there is none."""
    gsd_m: float = 0.0
    """Metres per pixel; 0 when the data set does not say."""


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


def _read(path: Path) -> NDArray[Any]:
    """Read all bands of a picture, (bands, h, w)."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            with rasterio.open(path) as dataset:
                pixels: NDArray[Any] = dataset.read()
    except RasterioError as error:
        raise InputError(f"Picture {path} cannot be read", str(error)) from error
    return pixels


def load_dubai(data: Path, split: str) -> list[Picture]:
    """Read the Dubai land-cover pictures of one split.

    Labels: 1 building, 2 road, 3 vegetation, 4 water, 5 bare land.

    Args:
        data: Folder that holds the data sets.
        split: ``train``, ``holdout`` or ``val``.
    """
    folder = data / DUBAI
    entries = read_index(folder, lambda name: name in DUBAI_HOLDOUT)
    return [
        Picture(
            entry.name,
            _read(folder / "images" / f"{entry.name}.jpg")[:3],
            _unknown(_read(folder / "masks" / f"{entry.name}.png")[0], 0),
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


def _mosaic(folder: Path, tiles: Sequence[MapTile], split: str, context: bool) -> Picture:
    """Put touching chips together; only chips of the split are labelled."""
    first_column = min(tile.column for tile in tiles)
    first_row = min(tile.row for tile in tiles)
    suffix = ".jpg" if tiles[0].place == "banepa" else ".png"
    side = _read(folder / "images" / f"{tiles[0].entry.name}{suffix}").shape[-1]
    rows = (max(tile.row for tile in tiles) - first_row + 1) * side
    columns = (max(tile.column for tile in tiles) - first_column + 1) * side
    image = np.zeros((3, rows, columns), dtype=np.uint8)
    labels = np.full((rows, columns), UNLABELLED, dtype=np.uint8)
    for tile in tiles:
        name = tile.entry.name
        row, column = (tile.row - first_row) * side, (tile.column - first_column) * side
        window = np.s_[row : row + side, column : column + side]
        if context or tile.entry.split == split:
            pixels = _read(folder / "images" / f"{name}{suffix}")[:3]
            image[:, row : row + side, column : column + side] = pixels
        if tile.entry.split == split:
            labels[window] = _read(folder / "masks" / f"{name}.tif")[0]
    return Picture(tiles[0].place, image, labels, tiles[0].entry.gsd_m)


def load_oam(data: Path, split: str, context: bool = False) -> list[Picture]:
    """Read the OpenAerialMap chips of one split as mosaics at their own resolution.

    Labels: 0 anything but a building, 1 building.

    Args:
        data: Folder that holds the data sets.
        split: ``train``, ``holdout`` or ``val``.
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
    return [_mosaic(folder, group, split, context) for group in groups]


def load_roads(data: Path, split: str) -> list[Picture]:
    """Read the road windows of Massachusetts; labels: 0 anything but a road, 1 road."""
    folder = data / ROADS
    return [
        Picture(
            entry.name,
            _read(folder / "images" / f"{entry.name}.jpg")[:3],
            _read(folder / "masks" / f"{entry.name}.png")[0],
            1.0,
        )
        for entry in read_index(folder, lambda name: name.split("_")[1] in _ROADS_HOLDOUT)
        if entry.split == split
    ]


def load_fields(data: Path, split: str) -> list[Picture]:
    """Read the field pictures of the Midwest; labels: 0 other, 1 field, 2 boundary of a field."""
    folder = data / FIELDS
    return [
        Picture(
            entry.name,
            _read(folder / "images" / f"{entry.name}.png")[:3],
            _read(folder / "masks" / f"{entry.name}.png")[0],
        )
        for entry in read_index(folder, lambda name: name in _FIELDS_HOLDOUT)
        if entry.split == split
    ]


def load_danish_fields(data: Path) -> list[Picture]:
    """Read the Sentinel-2 scene of Danish fields, red, green and blue.

    Labels as of `load_fields`. Only ground near a labelled field counts as labelled, because
    the register leaves out fields that asked for no subsidy.
    """
    folder = data / SENTINEL2
    image = _read(folder / "denmark_north_B02B03B04.tif")[2::-1]
    labels = _read(folder / "denmark_north_fields_mask.tif")[0]
    far = ndimage.distance_transform_edt(labels == 0) > _DANISH_REACH_PX
    labels = np.where(far, UNLABELLED, labels).astype(np.uint8)
    return [Picture("denmark_north", _stretched(image), labels, 10.0)]


def load_trees(data: Path, split: str) -> list[Picture]:
    """Read the trees of Californian cities, bands red, green, blue and near infrared.

    Labels: 0 other, 1 the middle of a tree, apart from its neighbours, `UNLABELLED` the rim
    of a crown, which may or may not belong to it.
    """
    folder = data / TREES
    pictures = []
    for entry in read_index(folder, _tree_held_out):
        if entry.split == split:
            image = _read(folder / "images" / f"{entry.name}.tif")
            points = _tree_points(folder / "points" / f"{entry.name}.csv")
            pictures.append(Picture(entry.name, image, _tree_labels(points, image.shape[1:]), 0.6))
    return pictures


def load_tree_points(data: Path, split: str) -> dict[str, NDArray[np.float64]]:
    """Return the marked trees of the pictures of a split, (trees, 2), columns and rows."""
    folder = data / TREES
    return {
        entry.name: _tree_points(folder / "points" / f"{entry.name}.csv")
        for entry in read_index(folder, _tree_held_out)
        if entry.split == split
    }


def _tree_held_out(name: str) -> bool:
    return name.endswith("5")


def _tree_points(path: Path) -> NDArray[np.float64]:
    """Return the tree positions of a picture, (trees, 2), columns and rows."""
    if not path.exists():
        return np.zeros((0, 2))
    with path.open(newline="", encoding="utf-8") as stream:
        lines = list(csv.DictReader(stream))
    return np.array([(float(line["x"]), float(line["y"])) for line in lines]).reshape(-1, 2)


def _tree_labels(points: NDArray[np.float64], shape: Sequence[int]) -> NDArray[np.uint8]:
    """Draw a disc around every tree, cut where it meets the disc of a neighbour."""
    labels = np.zeros(tuple(shape), dtype=np.uint8)
    if not len(points):
        return labels
    rows, columns = np.indices(tuple(shape)) + 0.5
    places = np.stack([columns.ravel(), rows.ravel()], axis=1)
    tree = cKDTree(points)
    distances, _ = tree.query(places, k=2)
    nearest, second = (column.reshape(labels.shape) for column in distances.T)
    labels[nearest <= _CROWN_RIM_PX] = UNLABELLED
    labels[nearest <= _CROWN_PX] = 1
    labels[(second - nearest < _CROWN_GAP_PX) & (nearest <= _CROWN_RIM_PX)] = 0
    return labels


def load_vehicles(data: Path, split: str) -> list[Picture]:
    """Read the vehicles; labels: 0 other, 1 small vehicle, 2 large vehicle.

    The boxes are upright while the vehicles are not, so only an ellipse in the middle of a
    box is labelled and its rim is left open.
    """
    folder = data / VEHICLES
    pictures = []
    for line in _vehicle_lines(folder):
        if line["split"] == split:
            image = _read(folder / "images" / line["name"])[:3]
            boxes = (folder / "labels" / line["name"]).with_suffix(".txt")
            labels = _vehicle_labels(boxes, image.shape[1:])
            pictures.append(Picture(line["name"], image, labels, float(line["approx_gsd_m"])))
    return pictures


def _vehicle_lines(folder: Path) -> list[dict[str, str]]:
    with (folder / "index.csv").open(newline="", encoding="utf-8") as stream:
        lines = list(csv.DictReader(stream))
    for line in lines:
        if line["split"] == "train" and line["scene"] in _VEHICLES_HOLDOUT:
            line["split"] = "holdout"
    return lines


def _vehicle_labels(boxes: Path, shape: Sequence[int]) -> NDArray[np.uint8]:
    labels = np.zeros(tuple(shape), dtype=np.uint8)
    rows, columns = shape
    for line in boxes.read_text(encoding="utf-8").splitlines():
        kind, x, y, width, height = (float(value) for value in line.split()[:5])
        left, right = (x - width / 2) * columns, (x + width / 2) * columns
        top, bottom = (y - height / 2) * rows, (y + height / 2) * rows
        window = np.s_[
            max(int(top), 0) : min(int(bottom) + 1, rows),
            max(int(left), 0) : min(int(right) + 1, columns),
        ]
        v, u = np.mgrid[window]
        radius = np.hypot(
            (u + 0.5 - (left + right) / 2) / max((right - left) / 2, 0.5),
            (v + 0.5 - (top + bottom) / 2) / max((bottom - top) / 2, 0.5),
        )
        value = 2 if int(kind) in _LARGE_VEHICLES else 1
        part = labels[window]
        part[(radius <= 1.3) & (part == 0)] = UNLABELLED
        part[radius <= 0.75] = value
    return labels


def _unknown(labels: NDArray[np.uint8], value: int) -> NDArray[np.uint8]:
    """Return labels with one stored value marked as not labelled."""
    known: NDArray[np.uint8] = np.where(labels == value, UNLABELLED, labels).astype(np.uint8)
    return known


def _stretched(image: NDArray[Any]) -> NDArray[np.uint8]:
    """Stretch each band from its 2nd to its 98th percentile to 8 bits, as the engine does."""
    bands = []
    for band in image:
        low, high = np.percentile(band[band > 0], (2, 98))
        bands.append(np.clip((band - low) * 255.0 / max(high - low, 1.0), 0, 255))
    stretched: NDArray[np.uint8] = np.stack(bands).astype(np.uint8)
    return stretched
