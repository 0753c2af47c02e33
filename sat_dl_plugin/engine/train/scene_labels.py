"""Where scenes are: points or polygons with a class each, on the pixels of a raster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Optional

import numpy as np
import pyogrio
import pyogrio.errors
import shapely
from numpy.typing import NDArray
from pyproj import CRS as ProjCRS
from pyproj import Transformer
from pyproj.exceptions import ProjError

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.engine.raster.grid import Grid, Window
from sat_dl_plugin.engine.vector.area_of_interest import parse_crs, split_layer_path
from sat_dl_plugin.engine.vector.class_polygons import CLASS_FIELDS

MOST_SCENES = 200
"""A field with more texts holds names of places, not of scenes."""

_POINT, _POLYGON = (0, 4), (3, 6)


@dataclass(frozen=True)
class SceneLabels:
    """Points and polygons of scenes; the first two fields are parallel."""

    places: NDArray[np.object_]
    """Points and polygons in `crs`, none of them empty."""
    names: tuple[str, ...]
    """Scene of each."""
    crs: Optional[ProjCRS]
    """None where the layer has none: it is taken to be in that of the rasters."""
    skipped: int = 0
    """Features without a scene, or neither point nor polygon."""

    def on(self, grid: Grid) -> NDArray[np.object_]:
        """Return the places in pixels of a grid, as (column, row).

        Raises:
            InputError: If they cannot be carried into the CRS of the grid.
        """
        back = ~grid.transform

        def to_pixels(points: NDArray[np.float64]) -> NDArray[np.float64]:
            x, y = points.T
            if self.crs is not None and grid.crs is not None:
                own = ProjCRS.from_user_input(grid.crs.to_wkt())
                carry = Transformer.from_crs(self.crs, own, always_xy=True)
                x, y = carry.transform(x, y, errcheck=True)
            return np.stack(
                [back.a * x + back.b * y + back.c, back.d * x + back.e * y + back.f], axis=1
            )

        carried: NDArray[np.object_]
        try:
            carried = shapely.transform(self.places, to_pixels)
        except ProjError as error:
            raise InputError(
                "The scene labels cannot be brought to the CRS of a raster",
                str(error),
                "Check the CRS of both layers",
            ) from error
        return carried


def read_scene_labels(path: str, class_field: str = "") -> SceneLabels:
    """Read points or polygons with a scene each.

    Args:
        path: Any format that GDAL reads; ``path|layername=x`` picks a layer.
        class_field: Field with names or numbers; `CLASS_FIELDS` are tried when empty.

    Raises:
        InputError: If the layer cannot be read, lacks the field, or names no scene.
    """
    file, layer = split_layer_path(path)
    try:
        fields = [str(name) for name in pyogrio.read_info(file, layer=layer)["fields"]]
        field = _field(path, fields, class_field)
        meta, _, wkb, columns = pyogrio.raw.read(file, layer=layer, columns=[field], force_2d=True)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, OSError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(
            f"Cannot open {path} as a vector layer", str(error), "Check that the file is complete"
        ) from error
    if wkb is None:
        raise InputError(f"{path} is a table without places", "", "Choose points or polygons")
    places = shapely.from_wkb(wkb, "fix")
    names = [_scene_name(value) for value in columns[0]]
    kinds = shapely.get_type_id(places)
    usable = np.isin(kinds, (*_POINT, *_POLYGON)) & ~shapely.is_empty(places)
    usable &= np.array([bool(name) for name in names])
    kept = [name for name, use in zip(names, usable) if use]
    _check_scenes(path, field, kept)
    return SceneLabels(
        places[usable],
        tuple(kept),
        parse_crs(meta["crs"], path),
        int(len(places) - usable.sum()),
    )


def windows_of(place: Any, grid: Grid, side: int) -> list[Window]:
    """Return the chips of one point or polygon.

    A point has one around it. A polygon has those side by side whose middles it covers, or one
    around its own middle when it is too small.

    Args:
        place: In pixels of the grid.
        grid: Of the raster.
        side: Of a chip, pixels.
    """
    left, top, right, bottom = shapely.bounds(place)
    windows = []
    if shapely.get_dimensions(place) == 2:
        rows = np.arange(top + side / 2, bottom, side)
        cols = np.arange(left + side / 2, right, side)
        x, y = (axis.ravel() for axis in np.meshgrid(cols, rows))
        inside = shapely.contains_xy(place, x, y)
        windows = [_around(x, y, side) for x, y in zip(x[inside], y[inside])]
    if not windows:
        middle = shapely.point_on_surface(place)
        windows = [_around(shapely.get_x(middle), shapely.get_y(middle), side)]
    return [window for window in windows if window.intersection(grid.window) == window]


def _around(x: float, y: float, side: int) -> Window:
    return Window(round(x - side / 2), round(y - side / 2), side, side)


def _field(path: str, fields: Sequence[str], stated: str) -> str:
    found = [stated] if stated else [name for name in CLASS_FIELDS if name in fields]
    if not found or found[0] not in fields:
        raise InputError(
            f"Nothing says which scenes are in {path}",
            f"Its fields are {', '.join(fields) or 'none'}",
            "Choose the field with the scenes",
        )
    return found[0]


def _scene_name(value: Any) -> str:
    if value is None or (isinstance(value, (float, np.floating)) and np.isnan(value)):
        return ""
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        return str(int(value))
    return str(value).strip()


def _check_scenes(path: str, field: str, names: Sequence[str]) -> None:
    if not names:
        raise InputError(
            f"Field {field!r} of {path} names no scene",
            "All of its features are empty, or neither points nor polygons",
            "Choose another layer or field, or leave the labels out",
        )
    if len(set(names)) > MOST_SCENES:
        raise InputError(
            f"Field {field!r} of {path} has {len(set(names))} different values",
            f"No more than {MOST_SCENES} scenes are told apart",
            "Choose the field with the scenes",
        )
