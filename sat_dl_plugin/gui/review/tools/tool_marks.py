"""What smart tools draw over the map: the outline that would come, and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.core import Qgis, QgsGeometry, QgsVectorLayer
from qgis.gui import QgsFloatingWidget, QgsMapCanvas, QgsRubberBand
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QRectF, Qt
from qgis.PyQt.QtGui import QColor, QPainter, QPaintEvent, QPalette
from qgis.PyQt.QtWidgets import QApplication, QLabel, QVBoxLayout

_FILL_OPACITY = 0.25
_LINE_WIDTH_PX = 2
_CORNER_PX = 4.0
_WIDEST_PX = 640

# Red on every ground, and never a class of the default legend alone: its line is dashed.
_REMOVED = "#d7263d"


class OutlineBand:
    """Polygons drawn over the map.

    Args:
        canvas: The map.
        is_removal: Whether it shows what goes instead of what comes.
    """

    def __init__(self, canvas: QgsMapCanvas, *, is_removal: bool = False) -> None:
        self._canvas = canvas
        self._band = QgsRubberBand(canvas, Qgis.GeometryType.Polygon)
        colour = (
            QColor(_REMOVED) if is_removal else canvas.palette().color(QPalette.ColorRole.Highlight)
        )
        self._band.setStrokeColor(colour)
        self._band.setSecondaryStrokeColor(QColor(Qt.GlobalColor.white))
        self._band.setWidth(_LINE_WIDTH_PX)
        if is_removal:
            self._band.setLineStyle(Qt.PenStyle.DashLine)
        fill = QColor(colour)
        fill.setAlphaF(_FILL_OPACITY)
        self._band.setFillColor(fill)

    def show(self, geometries: Sequence[QgsGeometry], layer: QgsVectorLayer) -> None:
        """Draw polygons in the CRS of a layer, instead of those before."""
        if self._is_gone():
            return
        self._band.reset(Qgis.GeometryType.Polygon)
        for geometry in geometries:
            self._band.addGeometry(geometry, layer)

    def clear(self) -> None:
        """Draw nothing."""
        if not self._is_gone():
            self._band.reset(Qgis.GeometryType.Polygon)

    def close(self) -> None:
        """Take it off the map for good."""
        if not self._is_gone():
            self._canvas.scene().removeItem(self._band)

    def _is_gone(self) -> bool:
        return (
            sip.isdeleted(self._canvas) or sip.isdeleted(self._band) or self._band.scene() is None
        )


class Hint(QgsFloatingWidget):
    """A few words at the bottom of the map: what the mouse does, and why nothing happens.

    Messages of QGIS cover the top.

    Args:
        canvas: The map.
    """

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas)
        self.setAnchorWidget(canvas)
        self.setAnchorPoint(QgsFloatingWidget.AnchorPoint.BottomMiddle)
        self.setAnchorWidgetPoint(QgsFloatingWidget.AnchorPoint.BottomMiddle)
        # Clicks belong to the map below.
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._label = QLabel()
        self._label.setWordWrap(True)
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.addWidget(self._label)

    @property
    def text(self) -> str:
        """What it says."""
        return self._label.text()

    def say(self, text: str) -> None:
        """Say something; an empty text hides it."""
        if text == self._label.text() and self.isVisible() == bool(text):
            return
        self._label.setText(text)
        self.setVisible(bool(text))
        self._fit()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 (Qt name)
        """Draw the ground in the colours of windows; by itself it would have those of the map."""
        palette = QApplication.palette()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(palette.color(QPalette.ColorRole.Mid))
        painter.setBrush(palette.color(QPalette.ColorRole.Window))
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), _CORNER_PX, _CORNER_PX
        )

    def _fit(self) -> None:
        # What floats is in no layout that would give it its size, and a text that may be broken
        # asks for as little width as possible.
        margins = self.layout().contentsMargins()
        beside = margins.left() + margins.right()
        wanted = self._label.fontMetrics().horizontalAdvance(self._label.text()) + beside + 4
        width = min(wanted, _WIDEST_PX, self.parentWidget().width())
        self.resize(width, self.layout().totalHeightForWidth(width))
