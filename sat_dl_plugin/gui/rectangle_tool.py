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
from qgis.gui import QgsMapCanvas, QgsMapMouseEvent, QgsMapTool, QgsRubberBand
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QEvent, QObject, QPoint, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QPalette
from qgis.PyQt.QtWidgets import QApplication

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
        """Take it off the map for good."""
        if sip.isdeleted(self._canvas):
            return
        self._canvas.destinationCrsChanged.disconnect(self._draw)
        if not sip.isdeleted(self._band):
            self._canvas.scene().removeItem(self._band)

    def _draw(self) -> None:
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


class RectangleTool(QgsMapTool):
    """Draws one rectangle with the mouse and goes back to the former tool.

    Args:
        canvas: The map to draw on.
    """

    drawn = pyqtSignal(QgsReferencedRectangle)
    """A rectangle, in the CRS of the map."""
    gave_up = pyqtSignal()
    """Escape was pressed."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._former: Optional[QgsMapTool] = None
        self._start: Optional[QPoint] = None
        self._band = RectangleBand(canvas)

    def start(self) -> None:
        """Become the tool of the map."""
        canvas = self.canvas()
        if canvas.mapTool() is not self:
            self._former = canvas.mapTool()
            canvas.setMapTool(self)
        canvas.setFocus()

    def stop(self) -> None:
        """Hand the map back to the former tool."""
        canvas = self.canvas()
        if sip.isdeleted(canvas) or canvas.mapTool() is not self:
            return
        if self._former is not None and not sip.isdeleted(self._former):
            canvas.setMapTool(self._former)
        else:
            canvas.unsetMapTool(self)
        self._former = None

    def close(self) -> None:
        """Leave the map for good."""
        self.stop()
        self._band.close()

    def canvasPressEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 (Qt name)
        """Set the first corner."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._start = event.pos()

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 (Qt name)
        """Show the rectangle so far."""
        if self._start is not None:
            self._band.show(self._rectangle(self._start, event.pos()))

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 (Qt name)
        """Set the second corner; a click without a drag draws nothing."""
        start, self._start = self._start, None
        if start is None or event.button() != Qt.MouseButton.LeftButton:
            return
        self._band.show(None)
        way = event.pos() - start
        if min(abs(way.x()), abs(way.y())) < QApplication.startDragDistance():
            return
        rectangle = self._rectangle(start, event.pos())
        self.stop()
        self.drawn.emit(rectangle)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt name)
        """Give up on Escape, which a map does not hand to its tool while a button is down."""
        if event.type() != QEvent.Type.KeyPress or event.key() != Qt.Key.Key_Escape:
            return False
        self.stop()
        self.gave_up.emit()
        return True

    def activate(self) -> None:
        """Begin to listen to the map's keys."""
        super().activate()
        self.canvas().installEventFilter(self)

    def deactivate(self) -> None:
        """Forget what was half drawn; another tool takes the map over."""
        self.canvas().removeEventFilter(self)
        self._start = None
        self._band.show(None)
        super().deactivate()

    def _rectangle(self, start: QPoint, end: QPoint) -> QgsReferencedRectangle:
        corners: list[QgsPointXY] = [self.toMapCoordinates(point) for point in (start, end)]
        return QgsReferencedRectangle(
            QgsRectangle(*corners), self.canvas().mapSettings().destinationCrs()
        )
