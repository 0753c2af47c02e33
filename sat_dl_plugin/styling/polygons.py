"""The look of predicted polygons: translucent fill and solid outline in the class's colour."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFillSymbol,
    QgsRendererCategory,
    QgsSimpleFillSymbolLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor

from sat_dl_plugin.contract.legend import BACKGROUND_ID, LegendClass
from sat_dl_plugin.styling.class_raster import readable

CLASS_FIELD = "class_name"

# The picture below stays readable, and outlines stand out on dark and on bright ground.
_FILL_OPACITY = 0.3
_OUTLINE_MM = 0.45


def polygon_renderer(legend: Sequence[LegendClass]) -> QgsCategorizedSymbolRenderer:
    """Return one category a class, in the order of the legend."""
    return QgsCategorizedSymbolRenderer(
        CLASS_FIELD,
        [
            QgsRendererCategory(entry.name, class_symbol(entry.color), readable(entry.name))
            for entry in legend
            if entry.id != BACKGROUND_ID
        ],
    )


def class_symbol(color: str) -> QgsFillSymbol:
    """Return the fill of polygons of one class.

    Args:
        color: ``#rrggbb``.
    """
    fill = QColor(color)
    fill.setAlphaF(_FILL_OPACITY)
    layer = QgsSimpleFillSymbolLayer(
        fill, Qt.BrushStyle.SolidPattern, QColor(color), Qt.PenStyle.SolidLine, _OUTLINE_MM
    )
    layer.setPenJoinStyle(Qt.PenJoinStyle.MiterJoin)
    symbol = QgsFillSymbol()
    symbol.changeSymbolLayer(0, layer)
    return symbol


def style(layer: QgsVectorLayer, legend: Sequence[LegendClass]) -> None:
    """Give predicted polygons the colours and names of a legend."""
    layer.setRenderer(polygon_renderer(legend))
    layer.setDisplayExpression(f'"{CLASS_FIELD}"')
    layer.triggerRepaint()
