"""Where the probabilities of predicted polygons are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

from osgeo import gdal
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsMapLayer,
    QgsPalettedRasterRenderer,
    QgsProject,
    QgsProviderRegistry,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
)

PROBABILITIES_PROPERTY = "sat_dl/probabilities"
"""Custom property of a layer of polygons: path of the raster."""

_PROVENANCE_ITEM = "SATDL_PROVENANCE"
_CLASS_ITEM = "class_id"


@dataclass(frozen=True)
class ProbabilitySource:
    """A probability raster, seen from a layer of polygons."""

    path: str
    class_ids: tuple[int, ...]
    """Class of each band, as far as the raster says."""
    extent: QgsRectangle
    """In the CRS of the layer."""
    pixel: float
    """Side of a pixel in units of the layer."""


def find_probabilities(
    layer: QgsVectorLayer, project: Optional[QgsProject] = None
) -> Optional[ProbabilitySource]:
    """Return the probabilities that belong to a layer, or None.

    Looked for in this order: what the layer remembers, what the provenance of its file names,
    and the probability rasters of the project that reach the layer, first those of its group.

    Args:
        layer: Predicted polygons, or a review layer.
        project: Project of the layer; the current one when None.
    """
    for path in _candidates(layer, project or QgsProject.instance()):
        source = _opened(path, layer)
        if source is not None:
            return source
    return None


def remember_probabilities(layer: QgsVectorLayer, path: str) -> None:
    """Let a layer remember its probabilities, in the project and in its style."""
    layer.setCustomProperty(PROBABILITIES_PROPERTY, path)


def is_picture(layer: QgsRasterLayer) -> bool:
    """Return whether a layer is an image in a file: no classes and no probabilities."""
    if layer.providerType() != "gdal" or not layer.isValid():
        return False
    if isinstance(layer.renderer(), QgsPalettedRasterRenderer):
        return False
    dataset = _dataset(_path_of(layer))
    return dataset is not None and not _class_ids(dataset)


def _candidates(layer: QgsVectorLayer, project: QgsProject) -> Iterator[str]:
    remembered = str(layer.customProperty(PROBABILITIES_PROPERTY, "") or "")
    if remembered:
        yield project.pathResolver().readPath(remembered)
    path = _path_of(layer)
    if path:
        record = _provenance(path)
        parameters = record.get("parameters") or {}
        named = parameters.get("probabilities") or (parameters.get("segment") or {}).get(
            "probabilities"
        )
        if named:
            yield str(named)
            # The results of a run may have been moved together.
            yield str(Path(path).with_name(Path(str(named)).name))
    yield from (_path_of(raster) for raster in _rasters(layer, project))


def _rasters(layer: QgsVectorLayer, project: QgsProject) -> list[QgsRasterLayer]:
    """Return the rasters of the project, those in the group of a layer first."""
    root = project.layerTreeRoot()
    node = root.findLayer(layer.id())
    group = node.parent() if node is not None else root
    own = [each.layer() for each in group.findLayers()]
    every = [*own, *project.mapLayers().values()]
    rasters = [each for each in every if isinstance(each, QgsRasterLayer) and each.isValid()]
    return list(dict.fromkeys(rasters))


def _path_of(layer: QgsMapLayer) -> str:
    parts = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source())
    return str(parts.get("path") or "")


def _provenance(path: str) -> dict[str, Any]:
    """Return what a polygon file says of how it was made, nothing when it does not."""
    try:
        dataset = gdal.OpenEx(path, gdal.OF_VECTOR)
        text = dataset.GetMetadataItem(_PROVENANCE_ITEM) if dataset else None
        record = json.loads(text or "{}")
    except (RuntimeError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def _opened(path: str, layer: QgsVectorLayer) -> Optional[ProbabilitySource]:
    """Return a raster when it holds probabilities and reaches a layer."""
    dataset = _dataset(path)
    if dataset is None:
        return None
    class_ids = _class_ids(dataset)
    if not class_ids:
        return None
    left, width, _, top, _, height = dataset.GetGeoTransform()
    extent = QgsRectangle(
        left, top, left + width * dataset.RasterXSize, top + height * dataset.RasterYSize
    )
    crs = QgsCoordinateReferenceSystem.fromWkt(dataset.GetProjection())
    there = QgsCoordinateTransform(crs, layer.crs(), QgsProject.instance().transformContext())
    middle = extent.center()
    pixel = QgsRectangle(middle.x(), middle.y(), middle.x() + abs(width), middle.y() + abs(height))
    try:
        if there.isValid() and not there.isShortCircuited():
            extent, pixel = (there.transformBoundingBox(each) for each in (extent, pixel))
    except QgsCsException:
        return None
    side = max(pixel.width(), pixel.height())
    return ProbabilitySource(path, class_ids, extent, side)


def _dataset(path: str) -> Optional[gdal.Dataset]:
    if not path:
        return None
    try:
        return gdal.Open(path)
    except RuntimeError:
        return None


def _class_ids(dataset: gdal.Dataset) -> tuple[int, ...]:
    """Return the class of each band, nothing when bands are no probabilities."""
    bands = [dataset.GetRasterBand(index + 1) for index in range(dataset.RasterCount)]
    items = [band.GetMetadataItem(_CLASS_ITEM) for band in bands]
    if all(item and item.isdigit() for item in items):
        return tuple(int(item) for item in items)
    return ()
