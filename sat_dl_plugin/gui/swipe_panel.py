"""The small bar over the map that says which layers are compared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Optional

from qgis.core import Qgis, QgsMapLayer
from qgis.gui import QgsFloatingWidget, QgsMapCanvas, QgsMapLayerComboBox
from qgis.PyQt.QtCore import QSignalBlocker, Qt, pyqtSignal
from qgis.PyQt.QtGui import QIcon, QKeyEvent
from qgis.PyQt.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout

from sat_dl_plugin.i18n import tr
from sat_dl_plugin.paths import icon_path

# Names longer than this many characters are cut, so that the bar fits small maps.
_SHOWN_CHARACTERS = 16


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
        # It shows the sides of the map, which are left and right in every language.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._first = self._chooser(tr("Layer on the left or upper side"))
        self._second = self._chooser(tr("Layer on the right or lower side"))
        frame = QFrame()
        frame.setFrameShape(QFrame.Shape.StyledPanel)
        frame.setAutoFillBackground(True)
        row = QHBoxLayout(frame)
        row.addWidget(self._first)
        row.addWidget(self._button("swap", tr("Swap the sides"), self._swap))
        row.addWidget(self._second)
        row.addWidget(self._button("turnhandle", tr("Turn the handle (V)"), self.turn_wanted.emit))
        row.addWidget(
            self._button("close", tr("End the comparison (Escape)"), self.end_wanted.emit)
        )
        # The room below the frame keeps it off the edge of the map.
        layout = QVBoxLayout(self)
        layout.addWidget(frame)
        self.setToolTip(
            tr("Drag on the map, or move the handle with the arrow keys, Home and End.")
        )

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

    def _chooser(self, description: str) -> QgsMapLayerComboBox:
        chooser = QgsMapLayerComboBox()
        chooser.setFilters(Qgis.LayerFilter.SpatialLayer)
        chooser.setToolTip(description)
        chooser.setAccessibleName(description)
        chooser.setSizeAdjustPolicy(
            QgsMapLayerComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        chooser.setMinimumContentsLength(_SHOWN_CHARACTERS)
        chooser.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
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
