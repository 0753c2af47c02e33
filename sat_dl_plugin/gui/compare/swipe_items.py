"""What the swipe tool draws over the map: the ground under both sides, the handle, the names."""

from __future__ import annotations

from typing import Any

from qgis.gui import QgsMapCanvas, QgsMapCanvasItem
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QPointF, QRectF, QSizeF, Qt
from qgis.PyQt.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

# Over imagery, which is as light or dark in any theme: white with a dark rim shows on both.
_LIGHT = QColor(255, 255, 255)
_DARK = QColor(20, 20, 20)
_VEIL = QColor(20, 20, 20, 190)

_HALF_LINE_PX, _RIM_PX = 2.0, 1.0

# In heights of a line of text, so that everything grows with the font.
_GRIP_RADIUS = 0.85
_GAP = 0.5
_PADDING = 0.35
_NARROWEST_LABEL = 3.0


def two_sides(size: QSizeF, position: float, *, upright: bool) -> tuple[QRectF, QRectF]:
    """Return the sides of a map that is split by a handle, in its pixels.

    Args:
        size: Size of the map, pixels.
        position: Where the handle is, 0 (left or top) to 1.
        upright: Whether the handle stands upright and moves from left to right.
    """
    width, height = size.width(), size.height()
    if upright:
        split = float(round(position * width))
        return QRectF(0, 0, split, height), QRectF(split, 0, width - split, height)
    split = float(round(position * height))
    return QRectF(0, 0, width, split), QRectF(0, split, width, height - split)


class WholeMapItem(QgsMapCanvasItem):
    """An item that covers the map in the map's pixels, wherever it is moved.

    Args:
        canvas: The map.
        z_value: Height above the map.
    """

    def __init__(self, canvas: QgsMapCanvas, z_value: float) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.setZValue(z_value)

    def boundingRect(self) -> QRectF:  # noqa: N802 (Qt name)
        """Return the whole map, pixels."""
        if sip.isdeleted(self._canvas):
            return QRectF()
        return QRectF(QPointF(0.0, 0.0), QSizeF(self._canvas.mapSettings().outputSize()))

    def updatePosition(self) -> None:  # noqa: N802 (Qt name)
        """Stay on the whole map."""
        self.prepareGeometryChange()
        self.setPos(QPointF(0.0, 0.0))
        self.update()

    def close(self) -> None:
        """Take the item off the map for good."""
        if not sip.isdeleted(self) and self.scene() is not None:
            self.scene().removeItem(self)


class Ground(WholeMapItem):
    """Hides the map under the sides that have a picture of their own."""

    def __init__(self, canvas: QgsMapCanvas, z_value: float) -> None:
        super().__init__(canvas, z_value)
        self._covered: list[QRectF] = []

    def cover(self, sides: list[QRectF]) -> None:
        """Cover these parts of the map, pixels."""
        self._covered = sides
        self.update()

    def paint(self, painter: QPainter, *_how: Any) -> None:
        """Draw what the map has behind its layers."""
        for side in self._covered:
            painter.fillRect(side, self._canvas.canvasColor())


class Handle(WholeMapItem):
    """The line between the sides, with a grip, and the name of each side's layer."""

    def __init__(self, canvas: QgsMapCanvas, z_value: float) -> None:
        super().__init__(canvas, z_value)
        self._position = 0.5
        self._upright = True
        self._names = ("", "")

    def place(self, position: float, *, upright: bool) -> None:
        """Move the handle; see `two_sides`."""
        self._position, self._upright = position, upright
        self.update()

    def set_names(self, first: str, second: str) -> None:
        """Name the sides, left or upper one first."""
        self._names = (first, second)
        self.update()

    def paint(self, painter: QPainter, *_how: Any) -> None:
        """Draw names, line and grip."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._canvas.font())
        first, second = two_sides(self.boundingRect().size(), self._position, upright=self._upright)
        self._draw_name(painter, self._names[0], first, is_first=True)
        self._draw_name(painter, self._names[1], second, is_first=False)
        self._draw_line(painter, second.topLeft(), first.bottomRight())
        self._draw_grip(painter, (second.topLeft() + first.bottomRight()) / 2.0)
        painter.restore()

    def _draw_line(self, painter: QPainter, start: QPointF, end: QPointF) -> None:
        for colour, half in ((_DARK, _HALF_LINE_PX + _RIM_PX), (_LIGHT, _HALF_LINE_PX)):
            across = QPointF(half, 0.0) if self._upright else QPointF(0.0, half)
            painter.fillRect(QRectF(start - across, end + across), colour)

    def _draw_grip(self, painter: QPainter, centre: QPointF) -> None:
        radius = _GRIP_RADIUS * QFontMetricsF(painter.font()).height()
        painter.save()
        painter.translate(centre)
        if not self._upright:
            painter.rotate(90.0)
        painter.setPen(QPen(_DARK, _RIM_PX))
        painter.setBrush(_LIGHT)
        painter.drawEllipse(QPointF(0.0, 0.0), radius, radius)
        painter.setBrush(_DARK)
        painter.setPen(Qt.PenStyle.NoPen)
        for direction in (-1.0, 1.0):
            near, far, half = 0.2 * radius, 0.65 * radius, 0.4 * radius
            painter.drawPolygon(
                QPolygonF(
                    [
                        QPointF(direction * near, -half),
                        QPointF(direction * far, 0.0),
                        QPointF(direction * near, half),
                    ]
                )
            )
        painter.restore()

    def _draw_name(self, painter: QPainter, name: str, side: QRectF, *, is_first: bool) -> None:
        metrics = QFontMetricsF(painter.font())
        line = metrics.height()
        gap, padding = _GAP * line, _PADDING * line
        room = side.width() - 2.0 * (gap + padding)
        if not name or room < _NARROWEST_LABEL * line or side.height() < line + 2.0 * gap:
            return
        text = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, room)
        box = QRectF(0.0, 0.0, metrics.horizontalAdvance(text) + 2.0 * padding, line + padding)
        box.moveTopLeft(side.topLeft() + QPointF(gap, gap))
        if is_first and self._upright:
            box.moveRight(side.right() - gap)
        elif is_first:
            box.moveBottom(side.bottom() - gap)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_VEIL)
        painter.drawRoundedRect(box, padding, padding)
        painter.setPen(_LIGHT)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
