"""The look of class rasters: one flat colour a class, with readable names."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.core import QgsPalettedRasterRenderer, QgsRasterDataProvider, QgsRasterLayer
from qgis.PyQt.QtGui import QColor

from sat_dl_plugin.contract.legend import BACKGROUND_ID, LegendClass


def class_raster_renderer(
    provider: QgsRasterDataProvider, legend: Sequence[LegendClass]
) -> QgsPalettedRasterRenderer:
    """Return a palette of the legend; pixels of no class and nodata stay transparent."""
    classes = [
        QgsPalettedRasterRenderer.Class(entry.id, QColor(entry.color), readable(entry.name))
        for entry in legend
        if entry.id != BACKGROUND_ID
    ]
    return QgsPalettedRasterRenderer(provider, 1, classes)


def style(layer: QgsRasterLayer, legend: Sequence[LegendClass]) -> None:
    """Give a class raster the colours and names of a legend."""
    layer.setRenderer(class_raster_renderer(layer.dataProvider(), legend))
    layer.triggerRepaint()


def readable(name: str) -> str:
    """Return a class name as it stands in a legend, with a capital first letter."""
    return name[:1].upper() + name[1:]
