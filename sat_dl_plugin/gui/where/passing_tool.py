"""Map tools that take the map over for a moment and hand it back to the tool before."""

from __future__ import annotations

from typing import Optional

from qgis.gui import QgsMapCanvas, QgsMapMouseEvent, QgsMapTool
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QEvent, QObject, Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent


class PassingTool(QgsMapTool):
    """A map tool that ends with Escape and gives the map back to the former tool.

    Args:
        canvas: The map.
    """

    gave_up = pyqtSignal()
    """Escape was pressed."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas)
        self._former: Optional[QgsMapTool] = None
        self._is_down = False
        self._gives_up = False

    def start(self) -> None:
        """Become the tool of the map."""
        canvas = self.canvas()
        if canvas.mapTool() is not self:
            self._former = canvas.mapTool()
            canvas.setMapTool(self)
        canvas.setFocus()

    def stop(self) -> None:
        """Hand the map back to the former tool; does nothing when another one has it already."""
        canvas = self.canvas()
        if canvas is None or sip.isdeleted(canvas) or canvas.mapTool() is not self:
            return
        former, self._former = self._former, None
        if former is not None and not sip.isdeleted(former):
            canvas.setMapTool(former)
        else:
            canvas.unsetMapTool(self)

    def give_up(self) -> None:
        """Hand the map back, once the mouse is let go: the former tool must not see half a drag."""
        self._gives_up = True
        if not self._is_down:
            self._leave()

    def activate(self) -> None:
        """Begin to listen to the keys of the map."""
        super().activate()
        self.canvas().installEventFilter(self)

    def deactivate(self) -> None:
        """Stop listening to the keys of the map."""
        self.canvas().removeEventFilter(self)
        self._is_down = self._gives_up = False
        super().deactivate()

    def canvasPressEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 (Qt name)
        """Notice that the left button is down."""
        self._is_down |= event.button() == Qt.MouseButton.LeftButton

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 (Qt name)
        """Notice that the left button is up."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._is_down = False
            if self._gives_up:
                self._leave()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt name)
        """Take keys before the map does.

        It keeps arrows for itself, and all keys while a button of the mouse is down; and QGIS
        has shortcuts that would come first.
        """
        if event.type() == QEvent.Type.ShortcutOverride and self.wants_key(event):
            event.accept()
        elif event.type() == QEvent.Type.KeyPress and self.wants_key(event):
            self.take_key(event)
            return True
        return False

    def wants_key(self, event: QKeyEvent) -> bool:
        """Return whether a key is for this tool."""
        return bool(event.key() == Qt.Key.Key_Escape)

    def take_key(self, _event: QKeyEvent) -> None:
        """Act on a key that `wants_key` asked for."""
        self.give_up()

    def _leave(self) -> None:
        self.stop()
        self.gave_up.emit()
