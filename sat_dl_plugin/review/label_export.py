"""Writing reviewed polygons for others: GeoPackage, GeoJSON, COCO, and WKT as Dstl did."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable, Optional

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsFeature,
    QgsFeatureRequest,
    QgsFeatureSource,
    QgsFields,
    QgsGeometry,
    QgsLayerMetadata,
    QgsRectangle,
    QgsVariantUtils,
    QgsVectorFileWriter,
    QgsWkbTypes,
)
from qgis.PyQt.QtGui import QTransform

from sat_dl_plugin.contract.errors import InputError, JobCancelled, OutputError
from sat_dl_plugin.contract.legend import LegendClass
from sat_dl_plugin.contract.places import plugin_version
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.review.schema import CLASS_ID, CLASS_NAME, STATUS

GEOPACKAGE, GEOJSON, COCO, WKT = "geopackage", "geojson", "coco", "wkt"
LABEL_FORMATS = (GEOPACKAGE, GEOJSON, COCO, WKT)
SUFFIXES = {
    GEOPACKAGE: (".gpkg",),
    GEOJSON: (".geojson", ".json"),
    COCO: (".json",),
    WKT: (".csv",),
}
"""Of the files of each format, the usual one first."""

GRID_SIZES = "_grid_sizes.csv"
"""Ending of the file beside a WKT table that says how large each picture is in it."""

LONGER_SIDE = 0.01
"""Of a picture in the units of a WKT table, about as in the contest."""

_DECIMALS_PX = 2
_DECIMALS_WKT = 9
_LEAST_PX2 = 1.0
_EVERY = 100
_ROW_NUMBER = "fid"
"""What GeoPackages call it."""

Progress = Callable[[float], bool]
"""Takes the share that is done, 0 to 1; returns whether to stop."""


@dataclass(frozen=True)
class Picture:
    """The raster that labels belong to."""

    name: str
    width: int
    height: int
    to_pixels: QTransform
    """From its CRS to columns and rows."""
    crs: QgsCoordinateReferenceSystem


@dataclass(frozen=True)
class LabelExport:
    """What is exported, and how."""

    source: QgsFeatureSource
    legend: tuple[LegendClass, ...]
    format: str
    """One of `LABEL_FORMATS`."""
    target: Path
    statuses: tuple[str, ...]
    """Only polygons with one of these, where the layer has a status."""
    picture: Optional[Picture] = None
    """For COCO, which needs one, and WKT, which is in the CRS of the layer without."""
    transforms: QgsCoordinateTransformContext = field(default_factory=QgsCoordinateTransformContext)


def export_labels(export: LabelExport, progress: Progress) -> int:
    """Write labels; the file appears when it is complete.

    Args:
        export: What and how.
        progress: Is told how far it is, and stops it.

    Returns:
        How many polygons were written.

    Raises:
        InputError: If the polygons cannot be exported that way.
        OutputError: If the file cannot be written.
        JobCancelled: If it was stopped.
    """
    if export.format == COCO and export.picture is None:
        raise InputError(
            tr("No raster is given"),
            tr("COCO uses the pixel coordinates of an image"),
            tr("Choose the raster that the polygons were drawn on"),
        )
    writers: dict[str, Callable[[LabelExport, Path, Progress], int]] = {
        GEOPACKAGE: _write_layer,
        GEOJSON: _write_layer,
        COCO: _write_coco,
        WKT: _write_wkt,
    }
    try:
        with _unfinished(export.target) as file:
            return writers[export.format](export, file, progress)
    except OSError as error:
        raise _not_written(export.target, str(error)) from error


@contextmanager
def _unfinished(target: Path) -> Iterator[Path]:
    """Yield a file beside the target that takes its place in the end."""
    file = target.with_name(f".{target.stem}-unfinished{target.suffix}")
    beside = _grid_sizes_of(file)
    try:
        yield file
        file.replace(target)
        if beside.exists():
            beside.replace(_grid_sizes_of(target))
    finally:
        for left in (file, beside):
            left.unlink(missing_ok=True)


def _grid_sizes_of(file: Path) -> Path:
    return file.with_name(file.stem + GRID_SIZES)


def _labels(
    export: LabelExport, progress: Progress, crs: Optional[QgsCoordinateReferenceSystem] = None
) -> Iterator[QgsFeature]:
    """Yield the polygons to export, in a CRS if one is given and the layer has one."""
    source = export.source
    request = QgsFeatureRequest()
    if crs is not None and crs.isValid() and source.sourceCrs().isValid():
        request.setDestinationCrs(crs, export.transforms)
    at = source.fields().indexFromName(STATUS)
    count = max(1, source.featureCount())
    for number, feature in enumerate(source.getFeatures(request)):
        if number % _EVERY == 0 and progress(number / count):
            raise JobCancelled
        if not feature.geometry().isNull() and (at < 0 or feature[at] in export.statuses):
            yield feature


# GeoPackage and GeoJSON


def _write_layer(export: LabelExport, file: Path, progress: Progress) -> int:
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GPKG" if export.format == GEOPACKAGE else "GeoJSON"
    options.layerName = export.target.stem
    if export.format == GEOPACKAGE:
        options.layerMetadata = _metadata(export)
        options.saveMetadata = True
    crs = export.source.sourceCrs()
    if export.format == GEOJSON and crs.isValid():
        # RFC 7946 knows no other.
        crs = QgsCoordinateReferenceSystem("EPSG:4326")
    fields, places = _kept_fields(export.source.fields())
    writer = QgsVectorFileWriter.create(
        str(file),
        fields,
        QgsWkbTypes.Type.MultiPolygon,
        crs,
        export.transforms,
        options,
    )
    count = 0
    for feature in _labels(export, progress, crs):
        label = QgsFeature(fields)
        label.setGeometry(feature.geometry())
        label.setAttributes([feature.attribute(at) for at in places])
        if not writer.addFeature(label):
            break
        count += 1
    writer.flushBuffer()
    if writer.hasError() != QgsVectorFileWriter.WriterError.NoError:
        raise _not_written(export.target, writer.errorMessage())
    # Its destructor closes the file.
    del writer
    return count


def _kept_fields(fields: QgsFields) -> tuple[QgsFields, list[int]]:
    """Return the fields to write and their places: the number of a row is given anew."""
    kept, places = QgsFields(), []
    for at, stored in enumerate(fields):
        if stored.name() != _ROW_NUMBER:
            kept.append(stored)
            places.append(at)
    return kept, places


# COCO


def _write_coco(export: LabelExport, file: Path, progress: Progress) -> int:
    picture = export.picture
    annotations: list[dict[str, Any]] = []
    for feature, outline in _on_picture(export, picture, progress):
        parts = [part for whole in _polygons(outline) for part in _without_holes(whole)]
        if not parts or outline.area() < _LEAST_PX2:
            continue
        annotations.append(_annotation(len(annotations) + 1, _class_of(export, feature), parts))
    content = {
        "info": _info(export),
        "images": [
            {"id": 1, "file_name": picture.name, "width": picture.width, "height": picture.height}
        ],
        "annotations": annotations,
        "categories": [
            {"id": entry.id, "name": entry.name, "supercategory": ""} for entry in export.legend
        ],
    }
    file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return len(annotations)


def _annotation(number: int, class_id: int, parts: list[QgsGeometry]) -> dict[str, Any]:
    box = QgsRectangle()
    outlines = []
    for part in parts:
        box.combineExtentWith(part.boundingBox())
        corners = part.asPolygon()[0][:-1]
        outlines.append(
            [round(value, _DECIMALS_PX) for corner in corners for value in (corner.x(), corner.y())]
        )
    return {
        "id": number,
        "image_id": 1,
        "category_id": class_id,
        "segmentation": outlines,
        "bbox": [
            round(value, _DECIMALS_PX)
            for value in (box.xMinimum(), box.yMinimum(), box.width(), box.height())
        ],
        "area": round(sum(part.area() for part in parts), _DECIMALS_PX),
        "iscrowd": 0,
    }


def _on_picture(
    export: LabelExport, picture: Picture, progress: Progress
) -> Iterator[tuple[QgsFeature, QgsGeometry]]:
    """Yield polygons with their outlines in pixels, cut to the picture."""
    frame = QgsGeometry.fromRect(QgsRectangle(0, 0, picture.width, picture.height))
    for feature in _labels(export, progress, picture.crs):
        outline = feature.geometry()
        outline.transform(picture.to_pixels)
        inside = outline.makeValid().intersection(frame)
        if not inside.isNull() and inside.area() > 0:
            yield feature, inside


def _without_holes(polygon: QgsGeometry) -> list[QgsGeometry]:
    """Return polygons without holes that cover the same; COCO knows none."""
    rings = polygon.asPolygon()
    if len(rings) < 2:
        return [polygon]
    hole = QgsGeometry.fromPolygonXY([rings[1]]).boundingBox()
    box, middle = polygon.boundingBox(), hole.center().x()
    halves = (
        QgsRectangle(box.xMinimum(), box.yMinimum(), middle, box.yMaximum()),
        QgsRectangle(middle, box.yMinimum(), box.xMaximum(), box.yMaximum()),
    )
    return [
        piece
        for half in halves
        for part in _polygons(polygon.intersection(QgsGeometry.fromRect(half)))
        for piece in _without_holes(part)
    ]


# WKT


def _write_wkt(export: LabelExport, file: Path, progress: Progress) -> int:
    """Write a row a class, as ``train_wkt_v4.csv`` of the Dstl contest (2017).

    With a picture, x runs from 0 at its left to Xmax and y from 0 at its top to Ymin, which is
    negative, and both are written beside the table as ``grid_sizes.csv`` was.
    """
    picture = export.picture
    parts: dict[int, list[QgsGeometry]] = {entry.id: [] for entry in export.legend}
    count = 0
    name = export.target.stem if picture is None else Path(picture.name).stem
    for feature, outline in _wkt_outlines(export, progress):
        parts.setdefault(_class_of(export, feature), []).extend(_polygons(outline))
        count += 1
    with file.open("w", encoding="utf-8", newline="") as opened:
        table = csv.writer(opened)
        table.writerow(("ImageId", "ClassType", "MultipolygonWKT"))
        for class_id, polygons in sorted(parts.items()):
            table.writerow((name, class_id, _wkt(polygons)))
    if picture is not None:
        x_max, y_min = _grid_size(picture)
        with _grid_sizes_of(file).open("w", encoding="utf-8", newline="") as opened:
            csv.writer(opened).writerows((("", "Xmax", "Ymin"), (name, x_max, y_min)))
    return count


def _wkt_outlines(
    export: LabelExport, progress: Progress
) -> Iterator[tuple[QgsFeature, QgsGeometry]]:
    picture = export.picture
    if picture is None:
        for feature in _labels(export, progress):
            yield feature, feature.geometry()
        return
    x_max, y_min = _grid_size(picture)
    # The contest divides by one pixel more than there is.
    scale = QTransform.fromScale(
        x_max * (picture.width + 1) / picture.width**2,
        y_min * (picture.height + 1) / picture.height**2,
    )
    for feature, outline in _on_picture(export, picture, progress):
        outline.transform(scale)
        yield feature, outline


def _grid_size(picture: Picture) -> tuple[float, float]:
    unit = LONGER_SIDE / max(picture.width, picture.height)
    return round(unit * picture.width, 9), -round(unit * picture.height, 9)


def _wkt(polygons: Sequence[QgsGeometry]) -> str:
    if not polygons:
        return "MULTIPOLYGON EMPTY"
    whole = QgsGeometry.collectGeometry(polygons)
    whole.convertToMultiType()
    return str(whole.asWkt(_DECIMALS_WKT)).replace("MultiPolygon", "MULTIPOLYGON")


# What they share


def _polygons(geometry: QgsGeometry) -> list[QgsGeometry]:
    return [
        part
        for part in geometry.asGeometryCollection()
        if part.type() == QgsWkbTypes.GeometryType.PolygonGeometry and part.area() > 0
    ]


def _class_of(export: LabelExport, feature: QgsFeature) -> int:
    at = feature.fields().indexFromName(CLASS_ID)
    if at >= 0 and not QgsVariantUtils.isNull(feature.attribute(at)):
        return int(feature.attribute(at))
    ids = {entry.name: entry.id for entry in export.legend}
    return ids.get(str(feature[CLASS_NAME]), 0)


def _info(export: LabelExport) -> dict[str, Any]:
    return {
        "description": f"Labels of {export.source.sourceName()}",
        "contributor": f"Sat DL {plugin_version()}",
        "statuses": list(export.statuses),
    }


def _metadata(export: LabelExport) -> QgsLayerMetadata:
    metadata = QgsLayerMetadata()
    metadata.setAbstract(json.dumps(_info(export), ensure_ascii=False))
    return metadata


def _not_written(target: Path, reason: str) -> OutputError:
    return OutputError(
        tr("{} cannot be written").format(target),
        reason,
        tr("Check the free space and permissions, or choose another file"),
    )
