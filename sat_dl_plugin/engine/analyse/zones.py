"""Zones: named polygons that are looked at one by one, also where they overlap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Optional

import numpy as np
import pyogrio
import pyogrio.errors
import shapely
from numpy.typing import NDArray
from rasterio.features import rasterize

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.engine.raster.grid import Grid, Window
from sat_dl_plugin.engine.vector.area_of_interest import (
    carried_polygons,
    parse_crs,
    polygon_parts,
    polygons_near,
    split_layer_path,
)

_NO_NAME = "no name"

Indexes = NDArray[np.intp]


@dataclass(frozen=True)
class Zones:
    """The zones of a layer in the CRS of a grid; the last two fields are parallel."""

    names: tuple[str, ...]
    """One a zone."""
    polygons: NDArray[np.object_]
    """Valid single polygons."""
    zone: Indexes
    """Place in `names` of the zone that each polygon belongs to."""

    def __len__(self) -> int:
        return len(self.names)


@dataclass(frozen=True)
class DrawnLayer:
    """Zones that do not overlap, drawn on a window."""

    zones: Indexes
    """Places in `Zones.names` of the zones that are near."""
    number: NDArray[np.int32]
    """Shape (rows, cols): 1 for the first of `zones`, 2 for the second …; 0 for none."""


def read_zones(path: str, field: str, grid: Grid) -> Zones:
    """Read a layer of zones in the CRS of a grid.

    Features of one name are one zone. What lies far from the grid is cut off, and zones without
    any part near it are left out.

    Args:
        path: Any format that GDAL reads; ``path|layername=x`` picks a layer.
        field: Field with the names; features are numbered when empty.
        grid: Grid of what is counted.

    Raises:
        InputError: If the layer cannot be read, has no such field or no polygons.
    """
    file, layer = split_layer_path(path)
    meta, wkb, values = _read(file, layer, path, field)
    geometries = shapely.from_wkb(wkb, "fix")
    polygons, feature = polygon_parts(geometries)
    if not len(polygons):
        raise InputError(
            f"The zones {path} have no polygons",
            f"The layer has {len(geometries)} features, none with an area",
            "Choose a layer of polygons",
        )
    carried, part_of = carried_polygons(polygons, parse_crs(meta["crs"], path), grid)
    texts = np.array([_name(value) for value in values], dtype=object)[feature[part_of]]
    # In the order of the layer.
    names = list(dict.fromkeys(texts.tolist()))
    place = {name: index for index, name in enumerate(names)}
    return Zones(tuple(names), carried, np.array([place[text] for text in texts], dtype=np.intp))


class DrawnZones:
    """Zones on the pixels of a grid; a pixel belongs to the zones that its centre lies in.

    Args:
        zones: In the CRS of the grid.
        grid: Grid of the pixels.
    """

    def __init__(self, zones: Zones, grid: Grid) -> None:
        self._grid = grid
        layer_of = _layers(zones)[zones.zone]
        self._layers = [
            (zones.polygons[layer_of == layer], zones.zone[layer_of == layer])
            for layer in range(int(layer_of.max(initial=-1)) + 1)
        ]

    def layers(self, window: Window) -> Iterator[DrawnLayer]:
        """Yield the zones of a window, those that overlap in different layers."""
        part = self._grid.subgrid(window)
        for polygons, zone in self._layers:
            near, place = polygons_near(polygons, part)
            if not len(near):
                continue
            zones, number = np.unique(zone[place], return_inverse=True)
            drawn = rasterize(
                zip(near, (number + 1).tolist()),
                out_shape=(window.height, window.width),
                transform=part.transform,
                fill=0,
                dtype="int32",
            )
            yield DrawnLayer(zones, drawn)


def _read(
    file: str, layer: Optional[str], path: str, field: str
) -> tuple[dict[str, Any], NDArray[Any], NDArray[Any]]:
    try:
        fields = [str(name) for name in pyogrio.read_info(file, layer=layer)["fields"]]
        if field and field not in fields:
            raise InputError(
                f"The zones {path} have no field {field!r}",
                f"Their fields are {', '.join(fields) or 'none'}",
                "Choose the field with the names, or none",
            )
        meta, _, wkb, columns = pyogrio.raw.read(
            file, layer=layer, columns=[field] if field else [], force_2d=True
        )
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, OSError) as error:
        raise InputError(
            f"Cannot read the zones {path}",
            str(error).splitlines()[0],
            "Choose a polygon layer that opens in QGIS",
        ) from error
    if wkb is None:
        raise InputError(
            f"The zones {path} have no polygons", "It is a table", "Choose a layer of polygons"
        )
    return meta, wkb, columns[0] if field else np.arange(1, len(wkb) + 1)


def _name(value: Any) -> str:
    if isinstance(value, (float, np.floating)):
        # A column of whole numbers with gaps is read as floating point with NaN.
        return _NO_NAME if np.isnan(value) else f"{value:.15g}"
    return ("" if value is None else str(value).strip()) or _NO_NAME


def _layers(zones: Zones) -> NDArray[np.int64]:
    """Return a layer for each zone, so that those of one layer do not overlap."""
    tree = shapely.STRtree(zones.polygons)
    first, second = tree.query(zones.polygons, predicate="intersects")
    other = zones.zone[first] < zones.zone[second]
    first, second = first[other], second[other]
    overlap = ~shapely.touches(zones.polygons[first], zones.polygons[second])
    neighbours: list[set[int]] = [set() for _ in range(len(zones))]
    for one, two in zip(zones.zone[first[overlap]], zones.zone[second[overlap]]):
        neighbours[two].add(int(one))
    layer = np.zeros(len(zones), dtype=np.int64)
    for zone, earlier in enumerate(neighbours):
        taken = {int(layer[one]) for one in earlier}
        layer[zone] = next(free for free in range(len(taken) + 1) if free not in taken)
    return layer
