"""Polygons with a class each: reading them with clear words, and drawing them on pixels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Optional

import numpy as np
import pyogrio
import pyogrio.errors
import shapely
from numpy.typing import NDArray
from pyproj import CRS as ProjCRS
from rasterio.features import rasterize

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.contract.legend import (
    BACKGROUND_ID,
    DSTL_LEGEND,
    NODATA_ID,
    fallback_color,
)
from sat_dl_plugin.engine.raster.grid import Grid, Window
from sat_dl_plugin.engine.vector.area_of_interest import (
    carried_polygons,
    parse_crs,
    polygon_parts,
    polygons_near,
    split_layer_path,
)

Labels = NDArray[np.uint8]

CLASS_FIELDS = ("class_id", "class_name")
"""Where classes are looked for when no field is named, in this order."""

_NAME_FIELD = "class_name"
_STATUS_FIELD = "status"
_REJECTED = "rejected"

_BACKGROUND_NAMES = ("background", "other", "none", "nothing")

# More unknown names than this would only hide the message.
_MOST_NAMES_SHOWN = 8

# A field with more texts holds names of objects, not of classes.
_MOST_NEW_CLASSES = 100

_DSTL = {entry.id: entry.name for entry in DSTL_LEGEND}
_COLORS = {entry.id: entry.color for entry in DSTL_LEGEND}


@dataclass(frozen=True)
class ClassPolygons:
    """The polygons of a layer; the first two fields are parallel."""

    polygons: NDArray[np.object_]
    """Valid single polygons in `crs`, in the order of the layer."""
    class_id: NDArray[np.uint8]
    """Class of each; `NODATA_ID` where the layer does not say one."""
    crs: Optional[ProjCRS]
    """None where the layer has none."""
    names: dict[int, str]
    """What the layer calls its classes, as far as it says."""
    unclassed: int
    """Features without a class."""
    repaired: int = 0
    """Features whose outline was invalid, crossing itself for instance."""
    skipped: int = 0
    """Features that are empty or no polygons."""

    @property
    def legend(self) -> tuple[ClassCard, ...]:
        """The classes that occur."""
        present = {int(value) for value in np.unique(self.class_id)} - {BACKGROUND_ID, NODATA_ID}
        return tuple(_class_card(value, self.names) for value in sorted(present))


def read_class_polygons(
    path: str,
    class_field: str = "",
    known: Iterable[ClassCard] = (),
    *,
    any_name: bool = False,
    sole: Optional[ClassCard] = None,
) -> ClassPolygons:
    """Read a polygon layer with a class per feature.

    Polygons whose ``status`` is ``rejected`` are left out: a person said that they are wrong.

    Args:
        path: Any format that GDAL reads; ``path|layername=x`` picks a layer.
        class_field: Field with ids (0 to 254) or names; `CLASS_FIELDS` are tried when empty.
        known: Classes whose names may stand in the field, beside those all of Sat DL shares.
        any_name: Take every text for a class; those that are unknown get ids of their own, in
            alphabetical order. With classes in ``known``, names of Sat DL are unknown.
        sole: The class of all polygons, where no field is stated and none is found.

    Raises:
        InputError: If the layer cannot be read, has no polygons, no such field, or the field
            holds something that is no class.
    """
    file, layer = split_layer_path(path)
    field, wanted = _fields(file, layer, path, class_field, has_default=sole is not None)
    meta, wkb, columns = _read(file, layer, path, wanted)
    if sole is not None and not field:
        columns[field] = np.full(len(wkb), sole.id)
    geometries = shapely.from_wkb(wkb, "fix")
    kept = np.ones(len(geometries), dtype=bool)
    if _STATUS_FIELD in columns:
        kept = columns[_STATUS_FIELD] != _REJECTED
    values, drawable = columns[field][kept], geometries[kept]
    id_of = _ids_by_name(values, field, path, known, any_name=any_name)
    ids = _class_ids(values, field, path, id_of)
    polygons, place = polygon_parts(drawable)
    if not len(polygons):
        raise InputError(
            f"{path} has no polygons",
            f"It has {len(geometries)} features, none with an area that counts",
            "Choose a layer of polygons",
        )
    return ClassPolygons(
        polygons=polygons,
        class_id=ids[place],
        crs=parse_crs(meta["crs"], path),
        names=_names(ids, columns, field, kept) if field or sole is None else {sole.id: sole.name},
        unclassed=int(np.count_nonzero(ids == NODATA_ID)),
        repaired=int(np.count_nonzero(~shapely.is_valid(drawable[np.unique(place)]))),
        skipped=len(drawable) - len(np.unique(place)),
    )


class DrawnPolygons:
    """Class polygons on the pixels of a grid.

    A pixel belongs to the polygon that has its centre; where several do, to the last one.

    Args:
        layer: The polygons.
        grid: Grid of the pixels.
    """

    def __init__(self, layer: ClassPolygons, grid: Grid) -> None:
        self._grid = grid
        self._polygons, place = carried_polygons(layer.polygons, layer.crs, grid)
        self._class_id = layer.class_id[place]

    @property
    def is_outside(self) -> bool:
        """Whether no polygon is near the grid."""
        near, _ = polygons_near(self._polygons, self._grid)
        return not len(near)

    def near(
        self, window: Window
    ) -> tuple[NDArray[np.object_], NDArray[np.uint8], NDArray[np.intp]]:
        """Return the polygons near a window in the grid's CRS.

        Those with very many vertices are cut to the window, which may leave several pieces.

        Returns:
            Single polygons, the class of each, and the place in the layer of the polygon that
            each is a piece of.
        """
        near, place = polygons_near(self._polygons, self._grid.subgrid(window))
        return near, self._class_id[place], place

    def read(self, window: Window) -> Labels:
        """Return the classes of a window: 0 outside of all polygons, 255 without a class."""
        part = self._grid.subgrid(window)
        shape = (window.height, window.width)
        near, place = polygons_near(self._polygons, part)
        if not len(near):
            return np.zeros(shape, dtype=np.uint8)
        drawn: Labels = rasterize(
            zip(near, self._class_id[place].tolist()),
            out_shape=shape,
            transform=part.transform,
            fill=BACKGROUND_ID,
            dtype="uint8",
        )
        return drawn


def _fields(
    file: str, layer: Optional[str], path: str, stated: str, *, has_default: bool
) -> tuple[str, list[str]]:
    """Return the field with the classes, empty for a default, and all that are needed."""
    try:
        fields = [str(name) for name in pyogrio.read_info(file, layer=layer)["fields"]]
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, OSError) as error:
        raise _unreadable(path, error) from error
    if stated and stated not in fields:
        raise InputError(
            f"{path} has no field {stated!r}",
            f"Its fields are {_listed(fields)}",
            "Choose the field with the classes",
        )
    found = [stated] if stated else [name for name in CLASS_FIELDS if name in fields]
    extra = {_NAME_FIELD, _STATUS_FIELD} & set(fields)
    if not found and has_default:
        return "", sorted(extra)
    if not found:
        raise InputError(
            f"Nothing says which class the polygons of {path} have",
            f"There is no field {' or '.join(CLASS_FIELDS)}; its fields are {_listed(fields)}",
            "Choose the field with the classes",
        )
    return found[0], sorted({found[0], *extra})


def _read(
    file: str, layer: Optional[str], path: str, fields: Sequence[str]
) -> tuple[dict[str, Any], NDArray[Any], dict[str, NDArray[Any]]]:
    try:
        meta, _, wkb, columns = pyogrio.raw.read(
            file, layer=layer, columns=list(fields), force_2d=True
        )
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, OSError) as error:
        raise _unreadable(path, error) from error
    if wkb is None:
        raise InputError(f"{path} is a table without polygons", "", "Choose a layer of polygons")
    return meta, wkb, dict(zip(meta["fields"], columns))


def _class_ids(
    values: NDArray[Any], field: str, path: str, id_of: dict[str, int]
) -> NDArray[np.uint8]:
    """Return the class of each feature, `NODATA_ID` where the field is empty."""
    if values.dtype.kind == "O":
        ids = _ids_of_texts(values, field, path, id_of)
    elif values.dtype.kind in "iuf":
        ids = _ids_of_numbers(values, field, path)
    else:
        raise InputError(
            f"Field {field!r} of {path} holds no classes",
            f"Its values are {values.dtype}",
            "Choose a field with ids or names",
        )
    if (ids == NODATA_ID).all():
        raise InputError(
            f"Field {field!r} of {path} is empty",
            f"None of its {len(ids)} features has a class",
            "Fill the field, or choose another one",
        )
    return ids


def _ids_by_name(
    values: NDArray[Any], field: str, path: str, known: Iterable[ClassCard], *, any_name: bool
) -> dict[str, int]:
    """Return the class of every name that may stand in a field, in lower case."""
    # The names of the legend at hand go before those that all of Sat DL shares.
    stated = {entry.name.casefold(): entry.id for entry in known}
    by_name = dict.fromkeys(_BACKGROUND_NAMES, BACKGROUND_ID)
    if not (any_name and stated):
        by_name.update({name.casefold(): key for key, name in _DSTL.items()})
    by_name.update(stated)
    if any_name and values.dtype.kind == "O":
        texts = {"" if value is None else str(value).strip() for value in values}
        new = {text.casefold() for text in texts if text and _id_of(text, by_name) is None}
        if len(new) > _MOST_NEW_CLASSES:
            raise InputError(
                f"Field {field!r} of {path} has {len(new)} different texts",
                f"No more than {_MOST_NEW_CLASSES} classes are told apart",
                "Choose the field with the classes",
            )
        reserved = set(by_name.values()) | set(_DSTL)
        free = (value for value in range(1, NODATA_ID) if value not in reserved)
        by_name.update(zip(sorted(new), free))
    return by_name


def _ids_of_numbers(values: NDArray[Any], field: str, path: str) -> NDArray[np.uint8]:
    # A column of whole numbers with gaps is read as floating point with NaN.
    empty = np.isnan(values) if values.dtype.kind == "f" else np.zeros(len(values), dtype=bool)
    stated = values[~empty]
    wrong = stated[(stated < 0) | (stated >= NODATA_ID) | (stated != np.floor(stated))]
    if len(wrong):
        raise InputError(
            f"Field {field!r} of {path} has the value {wrong[0]:g}",
            f"Class ids are whole numbers from 0 to {NODATA_ID - 1}",
            "Choose the field with the classes, or correct the value",
        )
    ids = np.full(len(values), NODATA_ID, dtype=np.uint8)
    ids[~empty] = stated.astype(np.uint8)
    return ids


def _ids_of_texts(
    values: NDArray[Any], field: str, path: str, by_name: dict[str, int]
) -> NDArray[np.uint8]:
    texts = ["" if value is None else str(value).strip() for value in values]
    id_of = {text: _id_of(text, by_name) for text in set(texts)}
    unknown = sorted(text for text, value in id_of.items() if value is None)
    if unknown:
        classes = sorted((key, name) for name, key in by_name.items() if key != BACKGROUND_ID)
        raise InputError(
            f"Field {field!r} of {path} has values that are not classes: {_listed(unknown)}",
            f"Known classes are {', '.join(f'{key} {name}' for key, name in classes)}",
            "Use these names or ids, and empty the field of polygons that must not count",
        )
    return np.array([id_of[text] for text in texts], dtype=np.uint8)


def _id_of(text: str, by_name: dict[str, int]) -> Optional[int]:
    if not text:
        return NODATA_ID
    if text.casefold() in by_name:
        return by_name[text.casefold()]
    return int(text) if text.isdecimal() and int(text) < NODATA_ID else None


def _names(
    ids: NDArray[np.uint8], columns: dict[str, NDArray[Any]], field: str, kept: NDArray[np.bool_]
) -> dict[int, str]:
    """Return the name of each class, that of its first feature."""
    # Beside a field of the user's own, the names are no concern of ours.
    own = field in CLASS_FIELDS and _NAME_FIELD in columns
    column = columns[_NAME_FIELD if own else field][kept]
    if column.dtype.kind != "O":
        return {}
    present, first = np.unique(ids, return_index=True)
    names = {int(value): str(column[at] or "").strip() for value, at in zip(present, first)}
    return {value: name for value, name in names.items() if name and not name.isdecimal()}


def _class_card(value: int, names: dict[int, str]) -> ClassCard:
    name = names.get(value) or _DSTL.get(value) or f"class {value}"
    return ClassCard(value, name, _COLORS.get(value) or fallback_color(value - 1))


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(repr(name) for name in names[:_MOST_NAMES_SHOWN])
    more = len(names) - _MOST_NAMES_SHOWN
    return f"{shown} and {more} more" if more > 0 else shown or "none"


def _unreadable(path: str, error: Exception) -> InputError:
    return InputError(
        f"Cannot read {path}",
        str(error).splitlines()[0] if str(error) else type(error).__name__,
        "Choose a raster or polygon layer that opens in QGIS",
    )
