"""Comparing two layers on the map: one on each side of a handle that is dragged."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsMapLayer, QgsProject, QgsRasterLayer, QgsReferencedRectangle
from qgis.gui import QgsMapCanvas, QgsMapMouseEvent
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QPoint, Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent

from sat_dl_plugin.gui.compare.swipe_items import Ground, Handle, two_sides
from sat_dl_plugin.gui.compare.swipe_panel import SwipePanel
from sat_dl_plugin.gui.preview.layer_overlay import LayerOverlay
from sat_dl_plugin.gui.where.passing_tool import PassingTool
from sat_dl_plugin.gui.where.regions import part_of_layer
from sat_dl_plugin.i18n import tr

Pair = tuple[QgsMapLayer, QgsMapLayer]

_STEP, _LARGE_STEP = 0.01, 0.10

# Over the map (-10) and what lies on it (-1), under rubber bands and markers (0 and above).
_GROUND_Z, _PICTURE_Z, _HANDLE_Z = -0.8, -0.6, 100.0

_BACK = (Qt.Key.Key_Left, Qt.Key.Key_Up)
_FORTH = (Qt.Key.Key_Right, Qt.Key.Key_Down)
_KEYS = (*_BACK, *_FORTH, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_V)


class SwipeTool(PassingTool):
    """Shows one layer left of (or above) a handle and another one right of (or below) it.

    It works with any two layers, also with those that are switched off or lie under others. The
    handle follows the mouse while its left button is down; the arrow keys move it by 1 %, with
    Shift by 10 %, Home and End to the edges; V turns it; Escape ends. The map itself is not
    changed: everything is drawn over it and gone once another tool is chosen.

    Args:
        canvas: The map.
    """

    changed = pyqtSignal()
    """Other layers, or another place of the handle."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas)
        self._layers: Optional[Pair] = None
        self._position = 0.5
        self._upright = True
        self._overlays: list[LayerOverlay] = []
        self._ground: Optional[Ground] = None
        self._handle: Optional[Handle] = None
        self._panel: Optional[SwipePanel] = None
        self._show_cursor()

    # What others ask and want

    @property
    def layers(self) -> Optional[Pair]:
        """The layers that are compared, left or upper one first; None while nothing is."""
        return self._layers

    @property
    def position(self) -> float:
        """Where the handle is, 0 (left or top) to 1."""
        return self._position

    @property
    def is_upright(self) -> bool:
        """Whether the handle stands upright and moves from left to right."""
        return self._upright

    def why_not(self) -> str:
        """Return why nothing can be compared, or an empty text."""
        if pair_to_compare(self.canvas()) is None:
            return tr("Comparing needs two raster layers in the project.")
        return ""

    def start(
        self, first: Optional[QgsMapLayer] = None, second: Optional[QgsMapLayer] = None
    ) -> None:
        """Compare two layers, the ones that `pair_to_compare` finds where none are given.

        Does nothing where there are no two layers.

        Args:
            first: The layer of the left or upper side.
            second: The layer of the other side.
        """
        pair = (
            pair_to_compare(self.canvas()) if first is None or second is None else (first, second)
        )
        if pair is not None:
            self._layers = pair
            super().start()
            self._draw_layers()

    def set_layers(self, first: QgsMapLayer, second: QgsMapLayer) -> None:
        """Compare other layers from now on, left or upper one first."""
        if self.isActive():
            self._layers = (first, second)
            self._draw_layers()
            self.changed.emit()

    def move_to(self, position: float) -> None:
        """Move the handle, 0 (left or top) to 1."""
        self._position = min(1.0, max(0.0, position))
        self._place()
        self.changed.emit()

    def turn(self) -> None:
        """Let the handle lie instead of stand, or stand again."""
        self._upright = not self._upright
        self._show_cursor()
        self._place()
        self.changed.emit()

    def close(self) -> None:
        """Leave the map for good."""
        self.stop()
        self._clear()

    # On and off the map

    def activate(self) -> None:
        """Draw both sides over the map."""
        super().activate()
        canvas = self.canvas()
        # Before the panel hears of it, and takes another layer instead of the removed one.
        QgsProject.instance().layersWillBeRemoved.connect(self._end_with_layers)
        self._ground = Ground(canvas, _GROUND_Z)
        self._handle = Handle(canvas, _HANDLE_Z)
        for _side in range(2):
            overlay = LayerOverlay(canvas)
            overlay.setZValue(_PICTURE_Z)
            overlay.picture.changed.connect(self._place)
            self._overlays.append(overlay)
        self._panel = SwipePanel(canvas)
        self._panel.layers_chosen.connect(self._take_layers)
        self._panel.turn_wanted.connect(self.turn)
        self._panel.end_wanted.connect(self.stop)
        canvas.extentsChanged.connect(self._place)
        self._panel.show()

    def deactivate(self) -> None:
        """Take everything off the map."""
        self._clear()
        super().deactivate()

    def canvasPressEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 (Qt name)
        """Bring the handle to the mouse."""
        super().canvasPressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._follow(event.pos())

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 (Qt name)
        """Let the handle follow the mouse."""
        if self._is_down:
            self._follow(event.pos())

    def wants_key(self, event: QKeyEvent) -> bool:
        """Return whether a key moves, turns or ends; those with Ctrl or Alt belong to QGIS."""
        others = event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        ours = event.key() in _KEYS and others == Qt.KeyboardModifier.NoModifier
        return ours or super().wants_key(event)

    def take_key(self, event: QKeyEvent) -> None:
        """Move, turn or end."""
        key = event.key()
        is_large = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        step = _LARGE_STEP if is_large else _STEP
        if key in _BACK:
            self.move_to(self._position - step)
        elif key in _FORTH:
            self.move_to(self._position + step)
        elif key == Qt.Key.Key_Home:
            self.move_to(0.0)
        elif key == Qt.Key.Key_End:
            self.move_to(1.0)
        elif key == Qt.Key.Key_V:
            self.turn()
        else:
            super().take_key(event)

    def _follow(self, point: QPoint) -> None:
        size = self.canvas().mapSettings().outputSize()
        if self._upright:
            self.move_to(point.x() / max(1, size.width()))
        else:
            self.move_to(point.y() / max(1, size.height()))

    def _draw_layers(self) -> None:
        if self._layers is None or self._handle is None or self._panel is None:
            return
        for overlay, layer in zip(self._overlays, self._layers):
            overlay.set_layers([layer])
        self._handle.set_names(*(layer.name() for layer in self._layers))
        self._panel.show_layers(*self._layers)
        self._place()

    def _place(self) -> None:
        if self._handle is None or self._ground is None:
            return
        sides = two_sides(self._handle.boundingRect().size(), self._position, upright=self._upright)
        for overlay, side in zip(self._overlays, sides):
            overlay.set_clip(side)
        # Until a side is rendered for the first time the map stays to be seen, and nothing blinks.
        self._ground.cover(
            [
                side
                for overlay, side in zip(self._overlays, sides)
                if overlay.picture.image is not None
            ]
        )
        self._handle.place(self._position, upright=self._upright)

    def _clear(self) -> None:
        if self._panel is None:
            return
        QgsProject.instance().layersWillBeRemoved.disconnect(self._end_with_layers)
        if not sip.isdeleted(self.canvas()):
            self.canvas().extentsChanged.disconnect(self._place)
        for item in (*self._overlays, self._ground, self._handle):
            item.close()
        self._overlays, self._ground, self._handle = [], None, None
        if not sip.isdeleted(self._panel):
            self._panel.hide()
            self._panel.deleteLater()
        self._panel, self._layers = None, None

    def _show_cursor(self) -> None:
        self.setCursor(
            Qt.CursorShape.SplitHCursor if self._upright else Qt.CursorShape.SplitVCursor
        )

    def _take_layers(self, first: Optional[QgsMapLayer], second: Optional[QgsMapLayer]) -> None:
        if self._panel is None or first is None or second is None:
            return
        self.set_layers(first, second)
        # The keys move the handle again.
        self.canvas().setFocus()

    def _end_with_layers(self, layer_ids: list[str]) -> None:
        if self._layers is not None and any(layer.id() in layer_ids for layer in self._layers):
            self.stop()


def pair_to_compare(canvas: QgsMapCanvas) -> Optional[Pair]:
    """Return the active raster layer and the one right below it, or None without two rasters.

    Where the active layer is no raster, the topmost one takes its place; where nothing that the
    map shows lies below it, the nearest one above it is the other.

    Args:
        canvas: The map; what lies outside of its view comes last.
    """
    order = QgsProject.instance().layerTreeRoot().layerOrder()
    rasters = [layer for layer in order if isinstance(layer, QgsRasterLayer) and layer.isValid()]
    if len(rasters) < 2:
        return None
    view = QgsReferencedRectangle(
        canvas.mapSettings().visibleExtent(), canvas.mapSettings().destinationCrs()
    )
    seen = [layer for layer in rasters if part_of_layer(view, layer) is not None]
    active = canvas.currentLayer()
    first = active if active in rasters else (seen or rasters)[0]
    place = rasters.index(first)
    others = [*rasters[place + 1 :], *reversed(rasters[:place])]
    return first, next((layer for layer in others if layer in seen), others[0])
