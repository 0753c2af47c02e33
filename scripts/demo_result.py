"""Show the demo's result: a table on the terminal, and a picture drawn by QGIS.

Runs in QGIS's Python: ``demo_result.py SCENE.tif CLASSES.tif OBJECTS.gpkg PICTURE.png``.
Prints one row a class, counted in the two files themselves.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Optional

import numpy as np
from osgeo import gdal, ogr
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFillSymbol,
    QgsLayoutExporter,
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsLayoutItemMap,
    QgsLayoutItemScaleBar,
    QgsLayoutItemShape,
    QgsLayoutMeasurement,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsMapLayer,
    QgsPrintLayout,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsTextFormat,
    QgsUnitTypes,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor, QFont

from sat_dl_plugin.contract.legend import BACKGROUND_ID, NODATA_ID, LegendClass
from sat_dl_plugin.engine.terminal import summary_table
from sat_dl_plugin.styling import class_raster, polygons

PANEL_MM = 130.0
GAP_MM = 5.0
HEADER_MM = 27.0
FOOTER_MM = 25.0
DPI = 200
INK = "#22303c"
FAINT_INK = "#5d6b78"
METRES = "EPSG:32645"
"""UTM zone 45N, so that the scene is drawn unsqueezed and the scale bar holds."""

TITLE = "Sat DL: from an image to classes and polygons"
PLACE = "Banepa, Nepal, about 0.5 m a pixel"
CREDIT = "Imagery: OpenAerialMap contributors, CC BY 4.0"


@dataclass(frozen=True)
class ClassResult:
    """What was found of one class."""

    entry: LegendClass
    objects: int
    area_m2: float
    share: float
    """Of the pixels with data, 0 to 1."""


def main(scene: str, classes: str, objects: str, picture: str) -> None:
    """Print the table and write the picture."""
    gdal.UseExceptions()
    ogr.UseExceptions()
    application = QgsApplication([], GUIenabled=True)
    application.initQgis()
    results = count(classes, objects)
    if not results:
        raise SystemExit(f"{classes} names no classes")
    print(
        summary_table(
            {
                "class_name": result.entry.name,
                "objects": result.objects,
                "area_m2": result.area_m2,
                "share": result.share,
            }
            for result in results
        )
    )
    draw(scene, classes, objects, picture, results)
    sys.stdout.flush()
    # QGIS may crash while Python takes it apart; the picture is written by now.
    os._exit(0)


def count(classes: str, objects: str) -> list[ClassResult]:
    """Return the classes of the result: shares from the raster, the rest from the polygons."""
    # Counted here, because GDAL's own histogram would be written beside the result.
    pixels = np.bincount(gdal.Open(classes).ReadAsArray().ravel(), minlength=256)
    valid = int(pixels.sum() - pixels[NODATA_ID])
    found = {name: (number, area) for name, number, area in rows(objects)}
    results = []
    for entry in legend_of(classes):
        number, area_m2 = found.get(entry.name, (0, 0.0))
        results.append(ClassResult(entry, number, area_m2, float(pixels[entry.id]) / max(valid, 1)))
    return results


def legend_of(classes: str) -> list[LegendClass]:
    """Return the named values of a class raster, with the colours of its colour table."""
    layer = QgsRasterLayer(classes, "classes")
    return [
        LegendClass(int(entry.value), entry.label, entry.color.name())
        for entry in layer.dataProvider().colorTable(1)
        # Values without a name are labelled with their number.
        if int(entry.value) not in (BACKGROUND_ID, NODATA_ID)
        and entry.label not in ("", str(int(entry.value)))
    ]


def rows(objects: str) -> list[tuple[str, int, float]]:
    """Return name, number and area (m²) per class of the polygons."""
    source = ogr.Open(objects)
    table = source.GetLayer(0).GetName()
    answer = source.ExecuteSQL(
        f'SELECT class_name, COUNT(*), SUM(area_m2) FROM "{table}" GROUP BY class_name'  # noqa: S608
    )
    found = [(row.GetField(0), row.GetField(1), row.GetField(2) or 0.0) for row in answer]
    source.ReleaseResultSet(answer)
    return found


def draw(
    scene: str, classes: str, objects: str, picture: str, results: Sequence[ClassResult]
) -> None:
    """Write a picture of image, classes and polygons side by side."""
    legend = [result.entry for result in results]
    image = QgsRasterLayer(scene, "image")
    class_layer = QgsRasterLayer(classes, "classes")
    class_raster.style(class_layer, legend)
    polygon_layer = QgsVectorLayer(objects, "polygons", "ogr")
    polygons.style(polygon_layer, legend)
    project = QgsProject.instance()
    project.setCrs(QgsCoordinateReferenceSystem(METRES))
    project.addMapLayers([image, class_layer, polygon_layer])

    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    width = 3 * PANEL_MM + 4 * GAP_MM
    layout.pageCollection().page(0).setPageSize(
        QgsLayoutSize(width, HEADER_MM + PANEL_MM + FOOTER_MM)
    )
    write(layout, TITLE, GAP_MM, 3.0, 250.0, size=20, bold=True)
    write(layout, PLACE, width - GAP_MM - 120.0, 6.5, 120.0, size=12, color=FAINT_INK, right=True)
    extent = common_extent(image, project)
    panels: list[tuple[str, list[QgsMapLayer]]] = [
        ("Image", [image]),
        ("Classes", [class_layer]),
        ("Polygons", [polygon_layer, image]),
    ]
    maps = []
    for index, (title, layers) in enumerate(panels):
        left = GAP_MM + index * (PANEL_MM + GAP_MM)
        write(layout, title, left, HEADER_MM - 9.0, PANEL_MM, size=13, bold=True)
        maps.append(add_map(layout, layers, extent, left))
    top = HEADER_MM + PANEL_MM + 4.0
    add_scale_bar(layout, maps[0], top)
    add_legend(layout, results, GAP_MM * 2 + PANEL_MM, top)
    write(layout, CREDIT, width - GAP_MM - 130.0, top + 13.0, 130.0, color=FAINT_INK, right=True)
    export(layout, picture)


def common_extent(image: QgsRasterLayer, project: QgsProject) -> QgsRectangle:
    """Return the square around the middle of the scene that every panel shows, metres."""
    to_metres = QgsCoordinateTransform(image.crs(), project.crs(), project)
    whole = to_metres.transformBoundingBox(image.extent())
    # A little less than the scene, whose sides are not quite parallel to the grid.
    side = 0.98 * min(whole.width(), whole.height())
    return QgsRectangle.fromCenterAndSize(whole.center(), side, side)


def place(item: QgsLayoutItem, left: float, top: float, width: float, height: float) -> None:
    """Put an item on the page and give it a size, millimetres."""
    item.attemptMove(QgsLayoutPoint(left, top))
    item.attemptResize(QgsLayoutSize(width, height))


def add_map(
    layout: QgsPrintLayout, layers: list[QgsMapLayer], extent: QgsRectangle, left: float
) -> QgsLayoutItemMap:
    """Add one panel and return it."""
    panel = QgsLayoutItemMap(layout)
    layout.addLayoutItem(panel)
    place(panel, left, HEADER_MM, PANEL_MM, PANEL_MM)
    panel.setLayers(layers)
    panel.setExtent(extent)
    panel.setBackgroundColor(QColor("#f3f1ec"))
    panel.setFrameEnabled(True)
    panel.setFrameStrokeColor(QColor(INK))
    panel.setFrameStrokeWidth(QgsLayoutMeasurement(0.2))
    return panel


def add_scale_bar(layout: QgsPrintLayout, panel: QgsLayoutItemMap, top: float) -> None:
    """Add a bar of 200 m below the first panel."""
    bar = QgsLayoutItemScaleBar(layout)
    layout.addLayoutItem(bar)
    bar.setStyle("Single Box")
    bar.setLinkedMap(panel)
    bar.setUnits(QgsUnitTypes.DistanceUnit.DistanceMeters)
    bar.setUnitLabel("m")
    bar.setNumberOfSegmentsLeft(0)
    bar.setNumberOfSegments(2)
    bar.setUnitsPerSegment(100)
    bar.setHeight(2.0)
    bar.setTextFormat(text_format(10))
    bar.update()
    bar.attemptMove(QgsLayoutPoint(GAP_MM, top))


def add_legend(
    layout: QgsPrintLayout, results: Sequence[ClassResult], left: float, top: float
) -> None:
    """Add colour, name, number of objects and share of every class, four in a row."""
    for index, result in enumerate(results):
        x = left + (index % 4) * 66.0
        y = top + (index // 4) * 7.0
        swatch = QgsLayoutItemShape(layout)
        swatch.setShapeType(QgsLayoutItemShape.Shape.Rectangle)
        swatch.setSymbol(
            QgsFillSymbol.createSimple({"color": result.entry.color, "outline_style": "no"})
        )
        layout.addLayoutItem(swatch)
        place(swatch, x, y + 0.8, 5.0, 4.0)
        name = class_raster.readable(result.entry.name)
        text = f"{name}: {result.objects:,} objects, {result.share:.1%}"
        write(layout, text, x + 6.5, y + 0.4, 59.0, size=9)


def write(
    layout: QgsPrintLayout,
    text: str,
    left: float,
    top: float,
    width: float,
    *,
    size: float = 10.0,
    bold: bool = False,
    right: bool = False,
    color: str = INK,
) -> None:
    """Add one line of text."""
    label = QgsLayoutItemLabel(layout)
    label.setText(text)
    label.setTextFormat(text_format(size, bold, color))
    label.setHAlign(Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft)
    layout.addLayoutItem(label)
    # Higher than the line, so that letters below it are not cut.
    place(label, left, top, width, size * 0.6)


def text_format(size: float, bold: bool = False, color: Optional[str] = None) -> QgsTextFormat:
    """Return the look of a text of a size in points."""
    font = QFont("DejaVu Sans")
    font.setBold(bold)
    look = QgsTextFormat()
    look.setFont(font)
    look.setSize(size)
    look.setColor(QColor(color or INK))
    return look


def export(layout: QgsPrintLayout, picture: str) -> None:
    """Write the page as a PNG."""
    settings = QgsLayoutExporter.ImageExportSettings()
    settings.dpi = DPI
    status = QgsLayoutExporter(layout).exportToImage(picture, settings)
    if status != QgsLayoutExporter.ExportResult.Success:
        raise SystemExit(f"QGIS could not write {picture} (status {status})")


if __name__ == "__main__":
    main(*sys.argv[1:])
