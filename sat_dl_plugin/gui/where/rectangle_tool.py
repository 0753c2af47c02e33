"""Drawing a rectangle on the map, and keeping it visible."""

from __future__ import annotations

from typing import Optional

from qgis.core import (
    Qgis,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
    QgsReferencedRectangle,
)
from qgis.gui import QgsMapCanvas, QgsMapMouseEvent, QgsRubberBand
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QPoint, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QPalette
from qgis.PyQt.QtWidgets import QApplication

from sat_dl_plugin.gui.where.passing_tool import PassingTool

_FILL_OPACITY = 0.15
_LINE_WIDTH_PX = 2

# Straight in the rectangle's own CRS, curved in others: points along each side.
_POINTS_PER_SIDE = 20


class RectangleBand:
    """A rectangle drawn over the map, wherever the map goes and whatever CRS it takes.

    Args:
        canvas: The map.
    """

    def __init__(self, canvas: QgsMapCanvas) -> None:
        self._canvas = canvas
        self._region: Optional[QgsReferencedRectangle] = None
        self._band = QgsRubberBand(canvas, Qgis.GeometryType.Polygon)
        colour = canvas.palette().color(QPalette.ColorRole.Highlight)
        self._band.setStrokeColor(colour)
        self._band.setSecondaryStrokeColor(QColor(Qt.GlobalColor.white))
        self._band.setWidth(_LINE_WIDTH_PX)
        fill = QColor(colour)
        fill.setAlphaF(_FILL_OPACITY)
        self._band.setFillColor(fill)
        canvas.destinationCrsChanged.connect(self._draw)

    def show(self, region: Optional[QgsReferencedRectangle]) -> None:
        """Show a rectangle; None shows none."""
        self._region = region
        self._draw()

    def close(self) -> None:
        """Take it off the map for good; showing it again does nothing."""
        if self._is_gone():
            return
        self._canvas.destinationCrsChanged.disconnect(self._draw)
        self._canvas.scene().removeItem(self._band)

    def _is_gone(self) -> bool:
        return (
            sip.isdeleted(self._canvas) or sip.isdeleted(self._band) or self._band.scene() is None
        )

    def _draw(self) -> None:
        if self._is_gone():
            return
        self._band.reset(Qgis.GeometryType.Polygon)
        if self._region is None:
            return
        outline = QgsGeometry.fromRect(self._region).densifyByCount(_POINTS_PER_SIDE)
        transform = QgsCoordinateTransform(
            self._region.crs(),
            self._canvas.mapSettings().destinationCrs(),
            QgsProject.instance().transformContext(),
        )
        try:
            outline.transform(transform)
        except QgsCsException:
            # There is no place for it in this CRS, so there is nothing to see.
            return
        self._band.setToGeometry(outline, None)


class RectangleTool(PassingTool):
    """Draws one rectangle with the mouse and goes back to the former tool.

    Args:
        canvas: The map to draw on.
    """

    drawn = pyqtSignal(QgsReferencedRectangle)
    """A rectangle, in the CRS of the map."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._start: Optional[QPoint] = None
        self._band = RectangleBand(canvas)

    def give_up(self) -> None:
        """Forget what was half drawn, and hand the map back."""
        self._forget()
        super().give_up()

    def close(self) -> None:
        """Leave the map for good."""
        self.stop()
        self._band.close()

    def canvasPressEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 (Qt name)
        """Set the first corner."""
        super().canvasPressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._start = event.pos()

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 (Qt name)
        """Show the rectangle so far."""
        if self._start is not None:
            self._band.show(self._rectangle(self._start, event.pos()))

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 (Qt name)
        """Set the second corner; a click without a drag draws nothing."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        start = self._start
        self._forget()
        super().canvasReleaseEvent(event)
        if start is None:
            return
        way = event.pos() - start
        if min(abs(way.x()), abs(way.y())) < QApplication.startDragDistance():
            return
        rectangle = self._rectangle(start, event.pos())
        self.stop()
        self.drawn.emit(rectangle)

    def deactivate(self) -> None:
        """Forget what was half drawn; another tool takes the map over."""
        self._forget()
        super().deactivate()

    def _forget(self) -> None:
        self._start = None
        self._band.show(None)

    def _rectangle(self, start: QPoint, end: QPoint) -> QgsReferencedRectangle:
        corners: list[QgsPointXY] = [self.toMapCoordinates(point) for point in (start, end)]
        return QgsReferencedRectangle(
            QgsRectangle(*corners), self.canvas().mapSettings().destinationCrs()
        )
