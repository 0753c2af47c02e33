"""Pictures with masks that no bundled network was trained on, for `annotator.py`."""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import rasterio
from affine import Affine
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.features import rasterize

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sat_dl_plugin.engine.train.datasets import (  # noqa: E402
    Picture,
    load_dubai,
    load_fields,
    load_oam,
)

SCENE_CRS = "EPSG:32640"
LEFT, TOP = 300_000.0, 2_700_000.0
_APART_M = 40_000.0
UNKNOWN = 255

_CLASSES = {
    "urban": {1: 1, 2: 3, 3: 5, 4: 8},
    "buildings": {1: 1},
    "fields": {1: 6},
    "water": {8: 8},
}
"""Name of a network -> label of its data set -> class id."""

_DUBAI_GSD, _FIELDS_GSD, _WATER_GSD = 1.0, 1.0, 10.0

# Larger pictures are cut into such parts: somebody who labels does not label all of a town.
_SIDE_PX = 512


@dataclass(frozen=True)
class Scene:
    """A picture and its truth."""

    name: str
    model: str
    """The bundled network for such pictures."""
    picture: NDArray[np.generic]
    """Shape (bands, rows, cols)."""
    truth: NDArray[np.uint8]
    """Class ids, shape (rows, cols); `UNKNOWN` where nobody knows."""
    gsd: float
    left: float
    """Where it lies; scenes must not lie on each other."""
    band_names: tuple[str, ...] = ()

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, bottom, right and top."""
        rows, cols = self.truth.shape
        return (self.left, TOP - rows * self.gsd, self.left + cols * self.gsd, TOP)

    def write(self, path: Path) -> None:
        """Write the picture as a GeoTIFF."""
        bands, rows, cols = self.picture.shape
        with rasterio.open(
            path,
            "w",
            driver="GTiff",
            width=cols,
            height=rows,
            count=bands,
            dtype=self.picture.dtype,
            crs=CRS.from_user_input(SCENE_CRS),
            transform=Affine(self.gsd, 0, self.left, 0, -self.gsd, TOP),
            **({"photometric": "RGB"} if bands == 3 else {}),
        ) as dataset:
            dataset.write(self.picture)
            if self.band_names:
                dataset.descriptions = self.band_names


def read_scenes(data: Path, model: str, names: Sequence[str]) -> Iterator[Scene]:
    """Yield the pictures that are set aside for validation.

    Args:
        data: Folder with the data sets.
        model: One of the bundled networks.
        names: Of the pictures that are wanted; empty for all.
    """
    lefts = itertools.count(LEFT, _APART_M)
    readers = {"urban": _urban, "buildings": _buildings, "fields": _fields, "water": _water}
    for scene in readers[model](data):
        if not names or scene.name in names:
            yield replace(scene, left=next(lefts))


def lying(scene: Scene) -> Scene:
    """Return a scene with its longer side across: where pictures lie means nothing."""
    rows, cols = scene.truth.shape
    if rows <= cols:
        return scene
    picture, truth = np.rot90(scene.picture, axes=(1, 2)), np.rot90(scene.truth)
    return replace(scene, picture=picture, truth=truth)


def halves(scene: Scene) -> tuple[Scene, Scene]:
    """Return the left and the right half of a scene."""
    middle = scene.truth.shape[1] // 2
    parts = (("left", slice(None, middle), 0), ("right", slice(middle, None), middle))
    first, second = (
        replace(
            scene,
            name=f"{scene.name}-{side}",
            picture=scene.picture[:, :, part],
            truth=scene.truth[:, part],
            left=scene.left + start * scene.gsd,
        )
        for side, part, start in parts
    )
    return first, second


def _urban(data: Path) -> Iterator[Scene]:
    for picture in load_dubai(data, "val"):
        yield _scene(picture.name, "urban", picture, _DUBAI_GSD)


def _buildings(data: Path) -> Iterator[Scene]:
    for picture in load_oam(data, "val"):
        rows, cols = picture.labels.shape
        corners = itertools.product(range(0, rows, _SIDE_PX), range(0, cols, _SIDE_PX))
        for number, (row, col) in enumerate(corners, start=1):
            part = np.s_[..., row : row + _SIDE_PX, col : col + _SIDE_PX]
            cut = replace(picture, image=picture.image[part], labels=picture.labels[part])
            yield _scene(f"{picture.name}-{number}", "buildings", cut, picture.gsd_m)


def _fields(data: Path) -> Iterator[Scene]:
    for picture in load_fields(data, "val"):
        yield _scene(picture.name, "fields", picture, _FIELDS_GSD)


def _water(data: Path) -> Iterator[Scene]:
    folder = data / "sentinel2_chips"
    with rasterio.open(folder / "boadella_2020-01-13_12bands.tif") as dataset:
        values, names, transform = dataset.read(), dataset.descriptions, dataset.transform
    collection = json.loads((folder / "boadella_2020-01-13_water.geojson").read_text())
    shapes = [(feature["geometry"], 8) for feature in collection["features"]]
    labels = rasterize(shapes, values.shape[1:], transform=transform, dtype="uint8")
    picture = Picture("boadella", values, labels)
    yield replace(_scene("boadella", "water", picture, _WATER_GSD), band_names=tuple(names))


def _scene(name: str, model: str, picture: Picture, gsd: float) -> Scene:
    table = np.zeros(256, np.uint8)
    table[UNKNOWN] = UNKNOWN
    for label, class_id in _CLASSES[model].items():
        table[label] = class_id
    return Scene(name, model, picture.image, table[picture.labels], gsd, LEFT)
