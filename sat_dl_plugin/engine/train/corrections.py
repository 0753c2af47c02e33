"""What people decided on in a review layer, as labels to learn from.

Where tiles are done, everything was labelled: what has no polygon is none of the reviewed classes.
Elsewhere only polygons that a person touched count, and say no more than they do: an accepted,
corrected or added one is its class, a rejected one is certainly not its class. All else is unknown,
never background. About classes without any polygon in the layer, such as the boundaries that keep
fields apart, nothing is said anywhere: nobody has looked at them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

import numpy as np
import pyogrio
import pyogrio.errors
import shapely
from numpy.typing import NDArray
from pyproj import CRS as ProjCRS

from sat_dl_plugin.contract.card import ModelCard
from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.contract.jobs import TrainingData
from sat_dl_plugin.contract.legend import BACKGROUND_ID, NODATA_ID
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.raster.grid import Grid
from sat_dl_plugin.engine.train.label_meanings import DataMeanings, NetworkClasses
from sat_dl_plugin.engine.train.scenes import Meaning, exactly, nothing_of
from sat_dl_plugin.engine.vector.area_of_interest import (
    carried_polygons,
    parse_crs,
    polygons_near,
    read_labelled_area,
    split_layer_path,
)

Polygons = NDArray[np.object_]

Area = tuple[Optional[ProjCRS], Polygons]
"""CRS and polygons of what was labelled completely."""

CLASS_FIELD, STATUS_FIELD = "class_id", "status"

PREDICTED, REJECTED = "predicted", "rejected"
TRUE = ("accepted", "corrected", "added")
"""States of polygons that a person says are there."""

_LABEL_FIELD = "label"


@dataclass(frozen=True, eq=False)
class Reviewed:
    """What was reviewed of one raster, in its CRS."""

    polygons: Polygons
    class_id: NDArray[np.int64]
    status: NDArray[np.object_]
    done: Polygons
    """Inside these everything was labelled."""
    classes: frozenset[int]
    """Ids of all classes that the review layer has polygons of, wherever they lie."""

    @property
    def true(self) -> NDArray[np.bool_]:
        """Which polygons a person says are there."""
        found: NDArray[np.bool_] = np.isin(self.status, TRUE)
        return found

    @property
    def rejected(self) -> NDArray[np.bool_]:
        """Which polygons a person says are wrong."""
        found: NDArray[np.bool_] = self.status == REJECTED
        return found

    @property
    def counts(self) -> dict[str, int]:
        """How many ``tiles``, ``objects`` and ``rejected`` polygons there are to learn from."""
        return {
            "tiles": len(self.done),
            "objects": int(np.count_nonzero(self.true)),
            "rejected": int(np.count_nonzero(self.rejected)),
        }


def read_done_area(path: str, reporter: Reporter) -> Optional[Area]:
    """Read what was labelled completely; None when the path is empty.

    Args:
        path: Tiles with a state, of which those done count, even if none is, or polygons.
        reporter: Hears how many tiles count.

    Raises:
        InputError: If the layer cannot be read or has no polygons.
    """
    return read_labelled_area(path, reporter, is_needed=False) if path else None


def read_reviewed(review: str, area: Optional[Area], grid: Grid) -> Optional[Reviewed]:
    """Read a review layer and what of it lies on a raster.

    Args:
        review: Polygons with a class id and a status; ``path|layername=x`` picks a layer.
        area: What `read_done_area` has read.
        grid: Grid of the raster. What lies outside is left out.

    Returns:
        What was reviewed; None when nothing was on this raster.

    Raises:
        InputError: If the review layer cannot be read.
    """
    geometries, class_id, status, crs = _read(review)
    polygons, place = carried_polygons(geometries, crs, grid)
    near, inside = polygons_near(polygons, grid)
    place = place[inside]
    done: Polygons = np.array([], dtype=object)
    if area is not None and len(area[1]):
        done = polygons_near(carried_polygons(area[1], area[0], grid)[0], grid)[0]
    classes = frozenset(class_id.tolist())
    found = Reviewed(near, class_id[place], status[place], done, classes)
    return found if len(done) or (found.true | found.rejected).any() else None


def _read(
    path: str,
) -> tuple[Polygons, NDArray[np.int64], NDArray[np.object_], Any]:
    file, layer = split_layer_path(path)
    wanted = [CLASS_FIELD, STATUS_FIELD]
    try:
        meta, _, wkb, columns = pyogrio.raw.read(file, layer=layer, columns=wanted, force_2d=True)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, OSError) as error:
        raise InputError(
            f"Cannot read the review layer {path}",
            str(error),
            "Choose a polygon layer that opens in QGIS",
        ) from error
    found = dict(zip(meta["fields"], columns))
    missing = [name for name in wanted if name not in found]
    if missing or wkb is None:
        raise InputError(
            f"{path} is not a review layer",
            f"It has no field {missing[0]!r}" if missing else "It has no polygons",
            "Make a review layer from predictions, and choose it",
        )
    values = found[CLASS_FIELD]
    if values.dtype.kind not in "iuf":
        raise InputError(
            f"Field {CLASS_FIELD!r} of {path} holds no numbers",
            "It is the id of a class",
            "Choose a review layer that Sat DL made",
        )
    known = np.isfinite(values) if values.dtype.kind == "f" else np.ones(len(values), dtype=bool)
    ids = np.where(known, values, BACKGROUND_ID).astype(np.int64)
    kept = ids != BACKGROUND_ID
    polygons = shapely.from_wkb(wkb, "fix")
    return polygons[kept], ids[kept], found[STATUS_FIELD][kept], parse_crs(meta["crs"], path)


@dataclass(frozen=True)
class ReviewMeanings(DataMeanings):
    """What labels of a review say; those of tiles that are done mean themselves."""

    only: Mapping[int, int]
    """Label value -> the class that is there, of which nothing else is known."""
    denied: Mapping[int, frozenset[int]]
    """Label value -> classes that are certainly not there, of which nothing else is known."""

    def meaning(self, values: Iterable[int]) -> Meaning:
        """Return what it says that a pixel is covered by labels, by none when empty."""
        covering = frozenset(values)
        partial = covering & (self.only.keys() | self.denied.keys())
        if not partial:
            return super().meaning(covering)
        present = frozenset(
            self.network.channel_of(self.only[v]) for v in partial & self.only.keys()
        )
        absent = frozenset(
            self.network.channel_of(class_id)
            for value in partial & self.denied.keys()
            for class_id in self.denied[value]
        )
        if self.network.overlapping:
            return Meaning(present, absent - present)
        if present:
            return exactly(min(present), self.network.channels)
        return nothing_of(absent)


@dataclass(frozen=True)
class LabelNumbers:
    """The values that labels are drawn with."""

    ids: tuple[int, ...]
    """Class ids of the network, background left out."""

    def full(self, class_id: int) -> int:
        """Return the label of a class where everything was labelled."""
        known = class_id in self.ids
        return 1 + (self.ids.index(class_id) if known else len(self.ids))

    def only(self, class_id: int) -> int:
        """Return the label of a class where nothing else is known."""
        return self._second + self.full(class_id)

    def denied(self, class_id: int) -> int:
        """Return the label of what is not a class, where nothing else is known."""
        return 2 * self._second + self.full(class_id)

    @property
    def _second(self) -> int:
        return len(self.ids) + 1

    def meanings(self, network: NetworkClasses, reviewed: frozenset[int]) -> ReviewMeanings:
        """Return what the labels say about the channels of the network.

        Args:
            network: Its classes.
            reviewed: Ids of the classes that were reviewed. Where everything was labelled and
                nothing is drawn there is none of these; all of the network's when it is empty.
        """
        spoken = reviewed & frozenset(self.ids) or frozenset(self.ids)
        every = frozenset(self.ids)
        unknown = BACKGROUND_ID
        return ReviewMeanings(
            network=network,
            own=frozenset(map(network.channel_of, spoken)),
            class_of={self.full(class_id): class_id for class_id in self.ids},
            only={self.only(class_id): class_id for class_id in self.ids},
            denied={
                **{self.denied(class_id): frozenset([class_id]) for class_id in self.ids},
                # A class that the network does not know leaves none of its own.
                self.only(unknown): every,
            },
        )


def network_classes(card: ModelCard, *, overlapping: bool) -> NetworkClasses:
    """Return the classes of a model in the order of its channels."""
    return NetworkClasses(card.classes, overlapping)


def write_labels(
    reviewed: Reviewed, card: ModelCard, raster: str, grid: Grid, folder: Path
) -> TrainingData:
    """Write what was reviewed as polygons with a label each, and what they cover.

    Args:
        reviewed: In the CRS of the raster.
        card: Of the network.
        raster: Path of the raster.
        grid: Its grid.
        folder: A new folder to write to.

    Returns:
        The data set: inside its area, labels are `LabelNumbers`.

    Raises:
        InputError: If there are too many classes.
    """
    numbers = label_numbers(card)
    labels, values = _labels(reviewed, numbers)
    area = np.concatenate([reviewed.done, labels[values > numbers.full(BACKGROUND_ID)]])
    crs = None if grid.crs is None else grid.crs.to_wkt()
    folder.mkdir()
    paths = [str(folder / f"{name}.gpkg") for name in ("labels", "area")]
    # Done tiles without a single polygon still are something to learn from.
    drawn = (labels, values) if len(labels) else (area[:1], np.array([numbers.full(0)]))
    _write(paths[0], drawn[0], {_LABEL_FIELD: drawn[1].astype(np.int32)}, crs)
    _write(paths[1], area, {}, crs)
    return TrainingData((raster,), paths[0], _LABEL_FIELD, paths[1], name=Path(raster).stem)


def label_numbers(card: ModelCard) -> LabelNumbers:
    """Return the values that labels for a model are drawn with.

    Raises:
        InputError: If the model has too many classes.
    """
    numbers = LabelNumbers(tuple(entry.id for entry in card.foreground))
    if numbers.denied(BACKGROUND_ID) >= NODATA_ID:
        raise InputError(
            f"The model has {len(numbers.ids)} classes, too many to learn from corrections",
            f"Three labels per class have to fit {NODATA_ID - 1} values",
            "Train a model of fewer classes",
        )
    return numbers


def _labels(reviewed: Reviewed, numbers: LabelNumbers) -> tuple[Polygons, NDArray[np.int64]]:
    """Return polygons and their labels in the order of drawing: what counts more comes later."""
    done = shapely.union_all(reviewed.done)
    shapely.prepare(done)
    true, rejected = reviewed.true, reviewed.rejected
    full = np.array([numbers.full(entry) for entry in reviewed.class_id], dtype=np.int64)
    only = np.array([numbers.only(entry) for entry in reviewed.class_id], dtype=np.int64)
    not_it = np.array([numbers.denied(entry) for entry in reviewed.class_id], dtype=np.int64)
    # What is not one of the network's classes does not need to be denied.
    deniable = rejected & np.isin(reviewed.class_id, numbers.ids)
    parts = [
        _cut(reviewed.polygons, deniable, not_it, done, inside=False),
        _cut(reviewed.polygons, ~(true | rejected), full, done, inside=True),
        _cut(reviewed.polygons, true, only, done, inside=False),
        _cut(reviewed.polygons, true, full, done, inside=True),
    ]
    return (
        np.concatenate([polygons for polygons, _ in parts]),
        np.concatenate([values for _, values in parts]),
    )


def _cut(
    polygons: Polygons,
    wanted: NDArray[np.bool_],
    values: NDArray[np.int64],
    done: shapely.Geometry,
    *,
    inside: bool,
) -> tuple[Polygons, NDArray[np.int64]]:
    """Return the parts of the wanted polygons inside or outside of what is done."""
    own, labels = polygons[wanted], values[wanted]
    touching = shapely.intersects(own, done)
    change = shapely.intersection if inside else shapely.difference
    own = own.copy()
    own[touching] = change(own[touching], done)
    if inside:
        own, labels = own[touching], labels[touching]
    parts, place = shapely.get_parts(own, return_index=True)
    keep = (shapely.get_type_id(parts) == shapely.GeometryType.POLYGON) & (shapely.area(parts) > 0)
    return parts[keep], labels[place][keep]


def _write(
    path: str, polygons: Polygons, fields: Mapping[str, NDArray[Any]], crs: Optional[str]
) -> None:
    pyogrio.raw.write(
        path,
        shapely.to_wkb(polygons),
        list(fields.values()),
        list(fields),
        geometry_type="Polygon",
        crs=crs,
    )
