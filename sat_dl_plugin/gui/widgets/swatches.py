"""Colours of classes as small squares."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.PyQt.QtCore import QRectF, QSize, Qt
from qgis.PyQt.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from qgis.PyQt.QtWidgets import QStyle, QWidget

MOST_SHOWN = 8
"""Squares in one strip; more colours are left out."""


def strip_size(widget: QWidget) -> QSize:
    """Return the size of a strip of `MOST_SHOWN` squares beside the text of a widget."""
    side = _side(widget)
    return QSize(MOST_SHOWN * side, side)


def swatch_strip(colors: Sequence[str], widget: QWidget) -> QIcon:
    """Return squares in a row, in the order of the colours.

    Args:
        colors: Colours as ``#rrggbb``.
        widget: Where they are shown; its font, screen and palette decide how they look.
    """
    return QIcon(_drawn(colors[:MOST_SHOWN], strip_size(widget), widget))


def swatch(color: str, widget: QWidget) -> QIcon:
    """Return one square."""
    side = _side(widget)
    return QIcon(_drawn([color], QSize(side, side), widget))


def _side(widget: QWidget) -> int:
    return int(widget.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize))


def _drawn(colors: Sequence[str], size: QSize, widget: QWidget) -> QPixmap:
    ratio = widget.devicePixelRatioF()
    pixmap = QPixmap(size * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    # A border, so that a white class is seen on white and a black one on black.
    painter.setPen(widget.palette().color(QPalette.ColorRole.Mid))
    side = size.height()
    for place, color in enumerate(colors):
        painter.setBrush(QColor(color))
        painter.drawRoundedRect(QRectF(place * side + 1.5, 1.5, side - 4, side - 4), 2, 2)
    painter.end()
    return pixmap
