"""Marks on the map: the polygon to decide on, and what the network says instead."""

from __future__ import annotations

from typing import Optional

from qgis.core import Qgis, QgsGeometry, QgsVectorLayer
from qgis.gui import QgsMapCanvas, QgsRubberBand
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor

# White with a dark edge is seen on every ground and is no colour of a status.
_LINE = QColor("#ffffff")
_EDGE = QColor("#101010")
_WIDTH_PX = 3


class CurrentMark:
    """An outline drawn over the map.

    Args:
        canvas: The map.
        is_dashed: Whether it shows what the network says.
    """

    def __init__(self, canvas: QgsMapCanvas, *, is_dashed: bool = False) -> None:
        self._canvas = canvas
        self._band = QgsRubberBand(canvas, Qgis.GeometryType.Polygon)
        self._band.setStrokeColor(_LINE)
        self._band.setSecondaryStrokeColor(_EDGE)
        self._band.setFillColor(QColor(Qt.GlobalColor.transparent))
        self._band.setWidth(_WIDTH_PX)
        if is_dashed:
            self._band.setLineStyle(Qt.PenStyle.DashLine)

    def show(self, outline: Optional[QgsGeometry], layer: QgsVectorLayer) -> None:
        """Draw an outline in the CRS of a layer; None draws nothing."""
        if self._is_gone():
            return
        self._band.reset(Qgis.GeometryType.Polygon)
        if outline is not None and not outline.isNull():
            self._band.setToGeometry(outline, layer)

    @property
    def is_shown(self) -> bool:
        """Whether something is drawn."""
        return not self._is_gone() and self._band.numberOfVertices() > 0

    def close(self) -> None:
        """Take it off the map for good."""
        if not self._is_gone():
            self._canvas.scene().removeItem(self._band)

    def _is_gone(self) -> bool:
        return (
            sip.isdeleted(self._canvas) or sip.isdeleted(self._band) or self._band.scene() is None
        )
