"""Classes and their reference side by side, whatever the two are."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Protocol

import rasterio
from rasterio.errors import RasterioError

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.contract.errors import InputError, UsageError
from sat_dl_plugin.contract.jobs import AccuracyJob
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.analyse.aligned import AlignedClasses
from sat_dl_plugin.engine.provenance import file_facts
from sat_dl_plugin.engine.raster.grid import Grid, Window
from sat_dl_plugin.engine.vector.area_of_interest import split_layer_path
from sat_dl_plugin.engine.vector.class_map import ClassMap, Labels
from sat_dl_plugin.engine.vector.class_polygons import (
    ClassPolygons,
    DrawnPolygons,
    read_class_polygons,
)

# Of a transform where a file says nothing: a, b, c, d, |e| and f.
_UNPLACED = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


class _Side(Protocol):
    """Something with a class at every pixel of a grid."""

    def read(self, window: Window) -> Labels:
        """Return the classes of a window; 255 where there is none to compare."""


@dataclass(frozen=True)
class Comparison:
    """Both sides on the pixels of one grid."""

    base: ClassMap
    """The side whose pixels are counted."""
    other: _Side
    base_is_input: bool
    legends: tuple[tuple[ClassCard, ...], tuple[ClassCard, ...]]
    """Classes that the input and the reference say they have."""
    inputs: tuple[dict[str, Any], ...]
    """What provenance records of the input and the reference."""
    notes: tuple[str, ...]
    """What a reader of the scores should know."""

    def read(self, window: Window) -> tuple[Labels, Labels]:
        """Return the labels of the reference and of the input in a window."""
        base, other = self.base.read(window), self.other.read(window)
        return (other, base) if self.base_is_input else (base, other)


def open_comparison(job: AccuracyJob, stack: ExitStack, reporter: Reporter) -> Comparison:
    """Open both sides of a job.

    Rasters are compared on the input's pixels: the reference is brought there by nearest
    neighbour. Polygons are drawn on the pixels of the other side.

    Args:
        job: What is compared.
        stack: Closes what was opened.
        reporter: Is asked for cancellation while reading.

    Raises:
        SatDlError: If a side cannot be used, or neither is a raster.
    """
    base_is_input = is_raster(job.input)
    if not base_is_input and not is_raster(job.reference):
        raise UsageError(
            "Neither the input nor the reference is a raster that can be opened",
            "Pixels are compared, and polygons have none of their own",
            "Give the class raster that the polygons were made from",
        )
    base_path, other_path = (
        (job.input, job.reference) if base_is_input else (job.reference, job.input)
    )
    base = stack.enter_context(ClassMap(base_path, job.extent, job.extent_crs, job.mask))
    if is_raster(other_path):
        source = stack.enter_context(ClassMap(other_path))
        other = _raster_side(source, base, reporter)
    else:
        other = _polygon_side(other_path, job.class_field if base_is_input else "", base)
    legends, inputs = (base.legend, other.legend), (base.source.facts(), other.facts)
    return Comparison(
        base=base,
        other=other.side,
        base_is_input=base_is_input,
        legends=legends if base_is_input else legends[::-1],
        inputs=inputs if base_is_input else inputs[::-1],
        notes=tuple(other.notes),
    )


def is_raster(path: str) -> bool:
    """Return whether GDAL opens a path as a raster with bands."""
    if split_layer_path(path)[1] is not None:
        return False
    try:
        with rasterio.open(path) as dataset:
            return bool(dataset.count)
    except (RasterioError, OSError, ValueError):
        return False


def merged_classes(
    legends: Sequence[Sequence[ClassCard]],
) -> tuple[dict[int, ClassCard], list[str]]:
    """Return one entry a class id, and a note for each that is called by different names.

    Args:
        legends: The first one that knows an id names it.
    """
    merged: dict[int, ClassCard] = {}
    notes = []
    for entry in (entry for legend in legends for entry in legend):
        first = merged.setdefault(entry.id, entry)
        if first.name.casefold() != entry.name.casefold() and not is_nameless(entry):
            notes.append(
                f"Class {entry.id} is called {first.name!r} and {entry.name!r}; classes are "
                "compared by their ids."
            )
    return merged, notes


def is_nameless(entry: ClassCard) -> bool:
    """Return whether a class is only called by its number."""
    return entry.name == f"class {entry.id}"


@dataclass(frozen=True)
class _Other:
    """The side that is brought to the pixels of the other one."""

    side: _Side
    legend: tuple[ClassCard, ...]
    facts: dict[str, Any]
    notes: list[str]


def _raster_side(source: ClassMap, base: ClassMap, reporter: Reporter) -> _Other:
    grid, notes = _place_of(base, source)
    side = AlignedClasses(source, grid, reporter.check_cancelled)
    if side.is_resampled:
        notes.append(f"{source.path} lies on other pixels; the nearest one was taken.")
    return _Other(side, source.legend, source.source.facts(), notes)


def _polygon_side(path: str, field: str, base: ClassMap) -> _Other:
    polygons = read_class_polygons(path, field, base.legend)
    if DrawnPolygons(polygons, base.source.grid).is_outside:
        raise InputError(
            f"The polygons of {path} lie outside of {base.path}",
            "So nothing of the raster could be compared with them",
            "Choose layers of the same place, and check the CRS of both",
        )
    return _Other(
        DrawnPolygons(polygons, base.grid),
        polygons.legend,
        file_facts(split_layer_path(path)[0]),
        _polygon_notes(path, polygons, base.grid),
    )


def _place_of(base: ClassMap, other: ClassMap) -> tuple[Grid, list[str]]:
    """Return where the base's pixels lie in the other raster, and notes on what was assumed."""
    whole = base.source.grid
    t = other.grid.transform
    has_place = other.grid.is_georeferenced or (t.a, t.b, t.c, t.d, abs(t.e), t.f) != _UNPLACED
    same_size = (other.grid.width, other.grid.height) == (whole.width, whole.height)
    if has_place or not whole.is_georeferenced or not same_size:
        return base.grid, _crs_notes(other.path, other.grid.is_georeferenced, base.grid)
    # A picture of the same scene, such as a painted mask.
    part = other.grid.subgrid(base.in_source(base.grid.window))
    return part, [
        f"{other.path} has no georeference; it has the size of {base.path} and is taken to lie "
        "on its pixels."
    ]


def _polygon_notes(path: str, polygons: ClassPolygons, grid: Grid) -> list[str]:
    notes = _crs_notes(path, polygons.crs is not None, grid)
    if polygons.unclassed:
        notes.append(
            f"Polygons of {path} without a class: {polygons.unclassed}; what they cover is left "
            "out."
        )
    return notes


def _crs_notes(path: str, has_crs: bool, grid: Grid) -> list[str]:
    if has_crs or not grid.is_georeferenced:
        return []
    return [f"{path} has no CRS; it is taken to be in that of the other side."]
