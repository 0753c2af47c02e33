"""The small bar over the map that says which layers are compared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Optional

from qgis.core import Qgis, QgsMapLayer
from qgis.gui import QgsFloatingWidget, QgsMapCanvas, QgsMapLayerComboBox
from qgis.PyQt.QtCore import QEvent, QObject, QRectF, QSignalBlocker, Qt, pyqtSignal
from qgis.PyQt.QtGui import QIcon, QKeyEvent, QPainter, QPaintEvent, QPalette
from qgis.PyQt.QtWidgets import QApplication, QHBoxLayout, QToolButton

from sat_dl_plugin.i18n import tr
from sat_dl_plugin.paths import icon_path

# Names longer than this many characters are cut, so that the bar fits small maps.
_SHOWN_CHARACTERS = 20

_CORNER_PX = 4.0


class SwipePanel(QgsFloatingWidget):
    """Two layers to choose, and buttons that swap them, turn the handle and end the comparison.

    Floats at the bottom of the map.

    Args:
        canvas: The map.
    """

    layers_chosen = pyqtSignal(object, object)
    """The layer of the left or upper side and that of the other."""
    turn_wanted = pyqtSignal()
    """The handle shall stand upright, or lie."""
    end_wanted = pyqtSignal()
    """The comparison shall end."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas)
        self.setAnchorWidget(canvas)
        self.setAnchorPoint(QgsFloatingWidget.AnchorPoint.BottomMiddle)
        self.setAnchorWidgetPoint(QgsFloatingWidget.AnchorPoint.BottomMiddle)
        self._first = self._chooser(tr("Layer on the left or upper side"))
        self._second = self._chooser(tr("Layer on the right or lower side"))
        row = QHBoxLayout(self)
        self._add_sides(row)
        row.addWidget(self._button("turnhandle", tr("Turn the handle (V)"), self.turn_wanted.emit))
        row.addWidget(
            self._button("close", tr("End the comparison (Escape)"), self.end_wanted.emit)
        )
        # Keeps the bar off the edge of the map.
        spacing = row.contentsMargins().bottom()
        row.setContentsMargins(spacing, spacing, spacing, 2 * spacing)
        self._room_below = spacing
        self.setToolTip(
            tr("Drag on the map, or move the handle with the arrow keys, Home and End.")
        )
        self._fit()
        canvas.installEventFilter(self)

    def show_layers(self, first: Optional[QgsMapLayer], second: Optional[QgsMapLayer]) -> None:
        """Show which layers are compared; tells nobody."""
        for chooser, layer in ((self._first, first), (self._second, second)):
            blocker = QSignalBlocker(chooser)
            chooser.setLayer(layer)
            blocker.unblock()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 (Qt name)
        """End the comparison on Escape, also while a chooser has the keys."""
        if event.key() == Qt.Key.Key_Escape:
            self.end_wanted.emit()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt name)
        """Stay inside of a map that becomes narrower."""
        if event.type() == QEvent.Type.Resize and watched is self.parentWidget():
            self._fit()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 (Qt name)
        """Draw the bar in the colours of windows; by itself it would have those of the map."""
        palette = QApplication.palette()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(palette.color(QPalette.ColorRole.Mid))
        painter.setBrush(palette.color(QPalette.ColorRole.Window))
        bar = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5 - self._room_below)
        painter.drawRoundedRect(bar, _CORNER_PX, _CORNER_PX)

    def _fit(self) -> None:
        # What floats is in no layout that would give it its size.
        wanted = self.sizeHint()
        self.resize(min(wanted.width(), self.parentWidget().width()), wanted.height())

    def _add_sides(self, row: QHBoxLayout) -> None:
        # The sides of a map are left and right in every language.
        ends = (self._first, self._second)
        left, right = reversed(ends) if self.isRightToLeft() else ends
        row.addWidget(left)
        row.addWidget(self._button("swap", tr("Swap the sides"), self._swap))
        row.addWidget(right)

    def _chooser(self, description: str) -> QgsMapLayerComboBox:
        chooser = QgsMapLayerComboBox()
        chooser.setFilters(Qgis.LayerFilter.SpatialLayer)
        chooser.setToolTip(description)
        chooser.setAccessibleName(description)
        chooser.setSizeAdjustPolicy(
            QgsMapLayerComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        chooser.setMinimumContentsLength(_SHOWN_CHARACTERS)
        # In a narrow map the choosers give way, not the buttons.
        chooser.setMinimumWidth(chooser.minimumSizeHint().height())
        chooser.layerChanged.connect(self._tell)
        return chooser

    def _button(self, icon: str, text: str, act: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        button.setIcon(QIcon(str(icon_path(icon))))
        button.setAutoRaise(True)
        button.setToolTip(text)
        button.setAccessibleName(text)
        button.clicked.connect(lambda _checked=False: act())
        return button

    def _swap(self) -> None:
        self.show_layers(self._second.currentLayer(), self._first.currentLayer())
        self._tell()

    def _tell(self, *_layer: Any) -> None:
        self.layers_chosen.emit(self._first.currentLayer(), self._second.currentLayer())
