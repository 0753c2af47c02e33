"""The tools of a review on the map: choosing a polygon, drawing an outline or a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from qgis.core import Qgis, QgsGeometry, QgsPointXY, QgsVectorLayer
from qgis.gui import QgsMapCanvas, QgsMapMouseEvent, QgsRubberBand
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QPoint, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QKeyEvent, QPalette
from qgis.PyQt.QtWidgets import QApplication

from sat_dl_plugin.gui.review.tools.smart_tool import KeyTaker
from sat_dl_plugin.gui.where.passing_tool import PassingTool

_FILL_OPACITY = 0.2
_WIDTH_PX = 2

_STRUCK = "#d7263d"
"""Red on every ground, as what goes is drawn by the smart tools."""

_FREEHAND_PX = 6
"""Pixels between two corners that a held button draws."""

_FINISH = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ReviewMapTool(PassingTool):
    """Base of the tools that pass keys on to the review.

    Args:
        canvas: The map.
    """

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas)
        self.key_takers: Sequence[KeyTaker] = ()

    def wants_key(self, event: QKeyEvent) -> bool:
        """Return whether a key is for this tool or the review."""
        return self._taker_of(event) is not None or super().wants_key(event)

    def take_key(self, event: QKeyEvent) -> None:
        """Act on a key, or have the review act on it."""
        taker = self._taker_of(event)
        if taker is None:
            super().take_key(event)
        else:
            taker.take_key(event)

    def _taker_of(self, event: QKeyEvent) -> Optional[KeyTaker]:
        return next((taker for taker in self.key_takers if taker.wants_key(event)), None)


class ChoosingTool(ReviewMapTool):
    """The tool a review has the map with: a click chooses a polygon, keys decide on it.

    Args:
        canvas: The map.
    """

    clicked = pyqtSignal(QgsPointXY)
    """A place was clicked, in the CRS of the map."""
    menu_wanted = pyqtSignal(QgsPointXY, QPoint)
    """A place was clicked with the right button: in the CRS of the map, and on the screen."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas)
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 (Qt name)
        """Tell what was clicked."""
        super().canvasReleaseEvent(event)
        place = self.toMapCoordinates(event.pos())
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(place)
        elif event.button() == Qt.MouseButton.RightButton:
            self.menu_wanted.emit(place, self.canvas().viewport().mapToGlobal(event.pos()))


class DrawingTool(ReviewMapTool):
    """Draws one outline or line and gives the map back.

    The left button adds a corner, which snaps as the project says, or draws freely while it is
    held down; the right button, a double click or Enter ends, Backspace takes the last corner
    back, Escape gives up.

    Args:
        canvas: The map.
        is_line: Whether it draws a line instead of an outline.
    """

    drawn = pyqtSignal(QgsGeometry)
    """An outline or a line, in the CRS of the map."""

    def __init__(self, canvas: QgsMapCanvas, *, is_line: bool = False) -> None:
        super().__init__(canvas)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._is_line = is_line
        self._corners: list[QgsPointXY] = []
        self._pressed_at: Optional[QPoint] = None
        self._band: Optional[QgsRubberBand] = None

    def activate(self) -> None:
        """Begin a new outline."""
        super().activate()
        self._corners = []
        self._band = self._made_band()

    def deactivate(self) -> None:
        """Take what is drawn off the map."""
        if self._band is not None and not sip.isdeleted(self._band):
            self.canvas().scene().removeItem(self._band)
        self._band = None
        self._pressed_at = None
        super().deactivate()

    def canvasPressEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 (Qt name)
        """Add a corner."""
        super().canvasPressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = event.pos()
            self._corners.append(event.snapPoint())
            self._draw()

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 (Qt name)
        """Let the line follow the mouse, or draw freely while the button is down."""
        if self._pressed_at is not None:
            way = event.pos() - self._pressed_at
            if way.manhattanLength() >= _FREEHAND_PX:
                self._pressed_at = event.pos()
                self._corners.append(self.toMapCoordinates(event.pos()))
        self._draw(event.snapPoint())

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 (Qt name)
        """End drawing freely, or all of it; the tool after this one must not see the button."""
        self._pressed_at = None
        super().canvasReleaseEvent(event)
        if event.button() == Qt.MouseButton.RightButton:
            self.finish()

    def canvasDoubleClickEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 (Qt name)
        """End."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.finish()

    def wants_key(self, event: QKeyEvent) -> bool:
        """Return whether a key is for this tool: those that draw come before those that decide."""
        own = event.key() in _FINISH or (event.key() == Qt.Key.Key_Backspace and self._corners)
        return bool(own) or super().wants_key(event)

    def take_key(self, event: QKeyEvent) -> None:
        """End, take a corner back, or have the review act."""
        if event.key() in _FINISH:
            self.finish()
        elif event.key() == Qt.Key.Key_Backspace and self._corners:
            self._corners.pop()
            self._draw()
        else:
            super().take_key(event)

    def finish(self) -> None:
        """Hand over what is drawn, when it is enough, and give the map back."""
        least = 2 if self._is_line else 3
        corners = list(self._corners)
        self.stop()
        if len(corners) >= least:
            self.drawn.emit(
                QgsGeometry.fromPolylineXY(corners)
                if self._is_line
                else QgsGeometry.fromPolygonXY([corners])
            )

    def _made_band(self) -> QgsRubberBand:
        kind = Qgis.GeometryType.Line if self._is_line else Qgis.GeometryType.Polygon
        band = QgsRubberBand(self.canvas(), kind)
        color = QApplication.palette().color(QPalette.ColorRole.Highlight)
        band.setStrokeColor(color)
        band.setSecondaryStrokeColor(QColor(Qt.GlobalColor.white))
        band.setWidth(_WIDTH_PX)
        fill = QColor(color)
        fill.setAlphaF(_FILL_OPACITY)
        band.setFillColor(fill)
        return band

    def _draw(self, mouse: Optional[QgsPointXY] = None) -> None:
        if self._band is None:
            return
        points = [*self._corners, *([] if mouse is None or not self._corners else [mouse])]
        if self._is_line or len(points) < 3:
            geometry = QgsGeometry.fromPolylineXY(points)
        else:
            geometry = QgsGeometry.fromPolygonXY([points])
        self._band.reset(geometry.type() if points else self._band_type())
        if len(points) > 1:
            self._band.setToGeometry(geometry, None)

    def _band_type(self) -> Qgis.GeometryType:
        return Qgis.GeometryType.Line if self._is_line else Qgis.GeometryType.Polygon


class StrikingTool(ReviewMapTool):
    """Tells which places were clicked or dragged across, until Escape.

    Args:
        canvas: The map.
    """

    struck = pyqtSignal(QgsGeometry)
    """A point or a line, in the CRS of the map."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._places: list[QgsPointXY] = []
        self._band: Optional[QgsRubberBand] = None

    def activate(self) -> None:
        """Begin with nothing drawn."""
        super().activate()
        self._band = QgsRubberBand(self.canvas(), Qgis.GeometryType.Line)
        self._band.setStrokeColor(QColor(_STRUCK))
        self._band.setSecondaryStrokeColor(QColor(Qt.GlobalColor.white))
        self._band.setWidth(_WIDTH_PX)

    def deactivate(self) -> None:
        """Forget a stroke that is half drawn, and take it off the map."""
        self._end()
        if self._band is not None and not sip.isdeleted(self._band):
            self.canvas().scene().removeItem(self._band)
        self._band = None
        super().deactivate()

    def canvasPressEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 (Qt name)
        """Begin a stroke."""
        super().canvasPressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._places = [self.toMapCoordinates(event.pos())]

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 (Qt name)
        """Draw the stroke."""
        if self._places and self._band is not None:
            self._places.append(self.toMapCoordinates(event.pos()))
            self._band.setToGeometry(QgsGeometry.fromPolylineXY(self._places), None)

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 (Qt name)
        """Tell the stroke."""
        places = self._places
        if event.button() == Qt.MouseButton.LeftButton and places and not self._gives_up:
            is_line = len(places) > 1
            self.struck.emit(
                QgsGeometry.fromPolylineXY(places)
                if is_line
                else QgsGeometry.fromPointXY(places[0])
            )
        super().canvasReleaseEvent(event)
        self._end()

    def _end(self) -> None:
        self._places = []
        if self._band is not None and not sip.isdeleted(self._band):
            self._band.reset(Qgis.GeometryType.Line)


def in_layer(tool: PassingTool, geometry: QgsGeometry, layer: QgsVectorLayer) -> QgsGeometry:
    """Return what was drawn on the map in the CRS of a layer."""
    change = tool.canvas().mapSettings().layerTransform(layer)
    moved = QgsGeometry(geometry)
    if change.isValid():
        moved.transform(change, Qgis.TransformDirection.Reverse)
    return moved
