"""Labels and what was labelled completely, on the pixels of each image."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import Any, Callable, Optional, Protocol

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.features import shapes

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.contract.legend import BACKGROUND_ID, NODATA_ID
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.analyse.aligned import AlignedClasses
from sat_dl_plugin.engine.analyse.comparison import is_nameless, is_raster
from sat_dl_plugin.engine.provenance import file_facts
from sat_dl_plugin.engine.raster.grid import Grid, Window
from sat_dl_plugin.engine.vector.area_of_interest import (
    carried_polygons,
    mask_window,
    polygons_near,
    read_labelled_area,
    split_layer_path,
)
from sat_dl_plugin.engine.vector.class_map import ClassMap
from sat_dl_plugin.engine.vector.class_polygons import (
    ClassPolygons,
    DrawnPolygons,
    Labels,
    read_class_polygons,
)

Polygons = NDArray[np.object_]


class PlacedLabels(Protocol):
    """Labels on the pixels of one image."""

    @property
    def is_outside(self) -> bool:
        """Whether it is known that nothing of the image has a label."""

    @property
    def is_resampled(self) -> bool:
        """Whether the labels lie on other pixels, so that the nearest ones are taken."""

    def read(self, window: Window) -> Labels:
        """Return the classes of a window, 255 where there is none."""

    def read_each(self, window: Window) -> dict[int, NDArray[np.bool_]]:
        """Return the pixels of each class in a window; those of polygons may overlap.

        255 stands for what is covered by labels without a class.
        """

    def outlines(self, window: Window, labels: Labels) -> list[tuple[int, Polygons]]:
        """Return the objects of a window: class id and polygons in pixels of the window.

        Args:
            window: Pixels of the image.
            labels: What `read` returned, with what is ignored.
        """


class LabelLayer(Protocol):
    """Labels as they are on the disk."""

    facts: dict[str, Any]
    """What provenance records of them."""

    @property
    def legend(self) -> tuple[ClassCard, ...]:
        """The classes, as far as they are known."""

    @property
    def stated_names(self) -> dict[int, str]:
        """What the labels themselves call their classes, as far as they do."""

    def on(self, grid: Grid) -> PlacedLabels:
        """Return the labels on the pixels of an image."""


def open_labels(
    path: str,
    class_field: str,
    grids: list[Grid],
    stack: ExitStack,
    reporter: Reporter,
    read: Callable[[str, str], ClassPolygons] = read_class_polygons,
) -> LabelLayer:
    """Open labels of either kind, and say in the log what had to be assumed or repaired.

    Args:
        path: Class raster or polygon layer.
        class_field: Field of polygons with ids or names; found when empty.
        grids: Those of the images.
        stack: Closes what was opened.
        reporter: Hears what a user should know.
        read: Reads polygons from the path and the field.

    Raises:
        InputError: If the labels cannot be used, or lie outside of all images.
    """
    if is_raster(path):
        source = stack.enter_context(ClassMap(path))
        _place_like(source, grids, reporter)
        return _RasterLabels(source, reporter)
    layer = read(path, class_field)
    _check_crs(path, layer, grids)
    for note in _notes(path, layer, grids):
        reporter.log(note, "warning")
    labels = _PolygonLabels(path, layer)
    if all(labels.on(grid).is_outside for grid in grids):
        raise InputError(
            f"The labels {path} lie outside of all images",
            "So there would be nothing to learn",
            "Choose layers of the same place, and check the CRS of both",
        )
    return labels


class LabelledArea:
    """The polygons inside which everything was labelled.

    Args:
        path: Polygon layer; None where the images were labelled completely.
        grids: Those of the images.
        reporter: Hears which of the polygons count.

    Raises:
        InputError: If the layer cannot be used, or lies outside of all images.
    """

    def __init__(self, path: Optional[str], grids: list[Grid], reporter: Reporter) -> None:
        self._layer = None if path is None else read_labelled_area(path, reporter)
        if path is not None and not any(self._touches(grid) for grid in grids):
            raise InputError(
                f"The area {path} lies outside of all images",
                "Nothing outside of it counts as labelled",
                "Choose the polygons of what was labelled, and check their CRS",
            )

    def on(self, grid: Grid) -> Optional[Polygons]:
        """Return the polygons in the CRS of an image; None where everything is labelled."""
        if self._layer is None:
            return None
        return carried_polygons(self._layer[1], self._layer[0], grid)[0]

    def _touches(self, grid: Grid) -> bool:
        polygons = self.on(grid)
        return polygons is None or bool(len(polygons_near(polygons, grid)[0]))


def say_if_resampled(path: str, placed: PlacedLabels, reporter: Reporter) -> None:
    """Say in the log that labels had to be brought to the pixels of an image."""
    if placed.is_resampled:
        reporter.log(f"{path} is on another grid than an image; the nearest pixel was used.")


def is_inside(area: Optional[Polygons], grid: Grid, window: Window) -> Optional[NDArray[np.bool_]]:
    """Return which pixels of a window were labelled; None for all."""
    return None if area is None else mask_window(area, grid, window)


class _PolygonLabels:
    def __init__(self, path: str, layer: ClassPolygons) -> None:
        self._layer = layer
        self.facts = file_facts(split_layer_path(path)[0])

    @property
    def legend(self) -> tuple[ClassCard, ...]:
        return self._layer.legend

    @property
    def stated_names(self) -> dict[int, str]:
        return self._layer.names

    def on(self, grid: Grid) -> PlacedLabels:
        return _PlacedPolygons(DrawnPolygons(self._layer, grid), grid)


class _PlacedPolygons:
    is_resampled = False

    def __init__(self, drawn: DrawnPolygons, grid: Grid) -> None:
        self._drawn, self._grid = drawn, grid

    @property
    def is_outside(self) -> bool:
        return self._drawn.is_outside

    def read(self, window: Window) -> Labels:
        return self._drawn.read(window)

    def read_each(self, window: Window) -> dict[int, NDArray[np.bool_]]:
        polygons, class_id, _ = self._drawn.near(window)
        part = self._grid.subgrid(window)
        return {
            int(value): mask_window(polygons[class_id == value], part, part.window)
            for value in np.unique(class_id)
        }

    def outlines(self, window: Window, labels: Labels) -> list[tuple[int, Polygons]]:
        polygons, class_id, place = self._drawn.near(window)
        back = ~self._grid.subgrid(window).transform
        moved = shapely.transform(
            polygons,
            lambda x, y: (back.a * x + back.b * y + back.c, back.d * x + back.e * y + back.f),
            interleaved=False,
        )
        objects = []
        for feature in np.unique(place):
            own = place == feature
            kind = int(class_id[own][0])
            if kind not in (BACKGROUND_ID, NODATA_ID):
                objects.append((kind, moved[own]))
        return objects


class _RasterLabels:
    def __init__(self, source: ClassMap, reporter: Reporter) -> None:
        self._source, self._reporter = source, reporter
        self.facts = source.source.facts()

    @property
    def legend(self) -> tuple[ClassCard, ...]:
        return self._source.legend

    @property
    def stated_names(self) -> dict[int, str]:
        return {entry.id: entry.name for entry in self._source.legend if not is_nameless(entry)}

    def on(self, grid: Grid) -> PlacedLabels:
        return _PlacedRaster(AlignedClasses(self._source, grid, self._reporter.check_cancelled))


class _PlacedRaster:
    is_outside = False

    def __init__(self, placed: AlignedClasses) -> None:
        self._placed = placed
        self.is_resampled = placed.is_resampled

    def read(self, window: Window) -> Labels:
        return self._placed.read(window)

    def read_each(self, window: Window) -> dict[int, NDArray[np.bool_]]:
        labels = self.read(window)
        return {int(value): labels == value for value in np.unique(labels)}

    def outlines(self, window: Window, labels: Labels) -> list[tuple[int, Polygons]]:
        objects = (labels != BACKGROUND_ID) & (labels != NODATA_ID)
        return [
            (int(value), np.array([shapely.geometry.shape(outline)]))
            for outline, value in shapes(labels, mask=objects, connectivity=4)
        ]


def _place_like(source: ClassMap, grids: list[Grid], reporter: Reporter) -> None:
    """Lay labels without georeference, such as a painted mask, on the one image of their size."""
    own, image = source.grid, grids[0]
    same_size = (own.width, own.height) == (image.width, image.height)
    if own.is_georeferenced or not image.is_georeferenced or len(grids) > 1 or not same_size:
        return
    source.grid = replace(own, transform=image.transform, crs=image.crs)
    reporter.log(
        f"{source.path} has no georeference; it has the size of the image and is taken to lie on "
        "its pixels."
    )


def _check_crs(path: str, layer: ClassPolygons, grids: list[Grid]) -> None:
    if layer.crs is None and len({grid.crs for grid in grids}) > 1:
        raise InputError(
            f"The CRS of the labels {path} is unknown",
            "The images have different ones, so the labels cannot be taken to be in theirs",
            "Set the CRS of the layer",
        )


def _notes(path: str, layer: ClassPolygons, grids: list[Grid]) -> list[str]:
    notes = []
    if layer.crs is None and grids[0].is_georeferenced:
        notes.append(f"The labels {path} have no CRS; they are taken to be in that of the images.")
    if layer.unclassed:
        notes.append(
            f"Labels without a class: {layer.unclassed}; what they cover is ignored, not "
            "background."
        )
    if layer.repaired:
        notes.append(f"Labels whose outline crosses itself: {layer.repaired}; they were repaired.")
    if layer.skipped:
        notes.append(f"Labels without an area: {layer.skipped}; they were skipped.")
    return notes
