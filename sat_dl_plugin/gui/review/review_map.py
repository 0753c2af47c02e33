"""The review on the map: the tools, their keys, the marks, and moving from one to the next."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Optional

from qgis.core import QgsGeometry, QgsPointXY, QgsRasterLayer, QgsRectangle
from qgis.gui import QgsMapCanvas
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, QPoint, pyqtSignal
from qgis.PyQt.QtWidgets import QMenu

from sat_dl_plugin.gui.review.commands import (
    ACCEPT,
    ACCEPT_VIEW,
    BACK,
    FILL,
    MERGE,
    NEXT,
    REDO,
    REDRAW,
    REJECT,
    REJECT_SMALLER,
    REJECT_UNSURE,
    SPLIT,
    STRIKE,
    TILE_DONE,
    UNDO,
    CommandKeys,
    commands,
)
from sat_dl_plugin.gui.review.current_mark import CurrentMark
from sat_dl_plugin.gui.review.map_tools import (
    ChoosingTool,
    DrawingTool,
    ReviewMapTool,
    StrikingTool,
    in_layer,
)
from sat_dl_plugin.gui.review.review_control import ReviewControl
from sat_dl_plugin.gui.review.tools.review_tools import ReviewTools
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.styling.class_raster import readable

_SMALLEST_SHARE, _LARGEST_SHARE = 0.08, 0.6
"""Of the view that an object may take before the scale is changed for it."""
_SHARE = 0.2
"""Of the view that an object takes then; the rest is context."""
_LEAST_PX = 150
"""Pixels of the picture in the width of the view, however small the object."""


class ReviewMap(QObject):
    """Everything of a review that is on the map.

    Args:
        canvas: The map.
        raster: Returns the picture that is reviewed on, if it is known.
        parent: Owner.
    """

    accept_view_wanted = pyqtSignal()
    reject_like_wanted = pyqtSignal(str)
    """Polygons like the current one are wrong: the command that says which."""
    tile_done_wanted = pyqtSignal(QgsPointXY)
    """The tile at a place of the map is done."""
    view_changed = pyqtSignal()
    """The map shows another place."""
    acted = pyqtSignal()
    """The next action begins: what was said of the one before is out of date."""

    def __init__(
        self,
        canvas: QgsMapCanvas,
        raster: Callable[[], Optional[QgsRasterLayer]],
        parent: Optional[QObject] = None,
    ) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._raster = raster
        self._control: Optional[ReviewControl] = None
        self._is_merging = False
        self._menu_place: Optional[QgsPointXY] = None
        self._mark: Optional[CurrentMark] = None
        self._other_mark: Optional[CurrentMark] = None
        self.choosing = ChoosingTool(canvas)
        self.drawing = DrawingTool(canvas)
        self.cutting = DrawingTool(canvas, is_line=True)
        self.striking = StrikingTool(canvas)
        self.tools = ReviewTools(canvas, self)
        self._actions: dict[str, Callable[[], None]] = {}
        self.keys = CommandKeys(
            {name: partial(self.give, name) for name in commands()}, self.choose_class
        )
        # Its own keys first: the smart tools come after those of the queue.
        for tool in self._own_tools:
            tool.key_takers = (self.keys, self.tools)
        self.tools.set_key_taker(self.keys)
        self.choosing.clicked.connect(self._take_click)
        self.choosing.menu_wanted.connect(self._show_menu)
        self.drawing.drawn.connect(self._take_outline)
        self.cutting.drawn.connect(self._take_line)
        self.striking.struck.connect(self._take_strike)

    def close(self) -> None:
        """Take everything off the map for good."""
        self.end()
        self.tools.set_key_taker(None)
        self.tools.close()
        for tool in self._own_tools:
            tool.stop()
            # The map, which they are children of, lives on and would hold what they know.
            tool.key_takers = ()
            if not sip.isdeleted(tool):
                tool.deleteLater()

    def begin(self, control: ReviewControl) -> None:
        """Put a review on the map."""
        self._control = control
        self._actions = {
            ACCEPT: control.accept,
            REJECT: control.reject,
            NEXT: control.go_next,
            BACK: control.go_back,
            UNDO: control.undo,
            REDO: control.redo,
            REDRAW: self.drawing.start,
            SPLIT: self.cutting.start,
            MERGE: self._begin_merge,
            FILL: control.fill_holes,
            ACCEPT_VIEW: self.accept_view_wanted.emit,
            STRIKE: self.striking.start,
            REJECT_SMALLER: partial(self.reject_like_wanted.emit, REJECT_SMALLER),
            REJECT_UNSURE: partial(self.reject_like_wanted.emit, REJECT_UNSURE),
            TILE_DONE: lambda: self.tile_done_wanted.emit(self._looked_at()),
        }
        self._mark = CurrentMark(self._canvas)
        self._other_mark = CurrentMark(self._canvas, is_dashed=True)
        control.arrived.connect(self.show_current)
        control.changed.connect(self._draw_marks)
        self._canvas.extentsChanged.connect(self.view_changed)
        self.tools.set_session(control.session)
        self.tools.set_class(control.class_id)
        self.choosing.start()

    def end(self) -> None:
        """Take a review off the map."""
        control, self._control = self._control, None
        if control is None:
            return
        self._is_merging = False
        self._actions = {}
        self.tools.set_session(None)
        for tool in reversed(self._own_tools):
            tool.stop()
        for mark in (self._mark, self._other_mark):
            mark.close()
        control.arrived.disconnect(self.show_current)
        control.changed.disconnect(self._draw_marks)
        if not sip.isdeleted(self._canvas):
            self._canvas.extentsChanged.disconnect(self.view_changed)

    # What others want

    def give(self, name: str, place: Optional[QgsPointXY] = None) -> None:
        """Carry out a command; the map has the keys afterwards.

        Args:
            name: Of the command.
            place: Where it was chosen in a menu, which the mouse is over instead of the map.
        """
        if self._control is None:
            return
        self._menu_place = place
        self._is_merging = False
        self.acted.emit()
        self.take_keys()
        self._actions[name]()

    def choose_class(self, number: int) -> None:
        """Give the current polygon, and new ones, the n-th class of the legend, from 1."""
        if self._control is None:
            return
        self.acted.emit()
        self.take_keys()
        self._control.set_class(number)
        self.tools.set_class(self._control.class_id)

    def view(self) -> Optional[QgsRectangle]:
        """Return what the map shows, in the CRS of the layer; None without a review."""
        if self._control is None:
            return None
        layer = self._control.session.layer
        return self._canvas.mapSettings().mapToLayerCoordinates(layer, self._canvas.extent())

    def show_current(self) -> None:
        """Move the map to the current polygon; the scale changes only where it must."""
        feature = self._control.session.current if self._control is not None else None
        if feature is None or self._control.queue.choice.view is not None:
            return
        box = feature.geometry().boundingBox()
        there = self._canvas.mapSettings().layerExtentToOutputExtent(
            self._control.session.layer, box
        )
        self._canvas.setExtent(_around(there, self._canvas.extent(), self._least_width()))
        self._canvas.refresh()

    # On the map

    @property
    def _own_tools(self) -> tuple[ReviewMapTool, ...]:
        return (self.choosing, self.drawing, self.cutting, self.striking)

    def _least_width(self) -> float:
        """Return the width of a view in which the pixels of the picture are not too large."""
        raster = self._raster()
        if raster is None or not raster.isValid() or not raster.width():
            return 0.0
        settings = self._canvas.mapSettings()
        extent = settings.layerExtentToOutputExtent(raster, raster.extent())
        return float(_LEAST_PX * extent.width() / raster.width())

    def take_keys(self) -> None:
        """Let the review have the map and its keys, unless one of its tools has it."""
        own = (*self._own_tools, *self.tools.tools.values())
        if not any(tool.isActive() for tool in own):
            self.choosing.start()
        self._canvas.setFocus()

    def _looked_at(self) -> QgsPointXY:
        """Return the place under the mouse, the middle of the map where it is elsewhere."""
        if self._menu_place is not None:
            return self._menu_place
        if self._canvas.underMouse():
            return self._canvas.getCoordinateTransform().toMapCoordinates(
                self._canvas.mouseLastXY()
            )
        return self._canvas.center()

    def _begin_merge(self) -> None:
        if self._control.session.current is not None:
            self.choosing.start()
            self._is_merging = True
            self._control.told.emit(tr("Click the polygon to merge with."))

    def _take_click(self, place: QgsPointXY) -> None:
        fid = self._under(place)
        is_merging, self._is_merging = self._is_merging, False
        if self._control is None or fid is None:
            return
        self.acted.emit()
        if is_merging:
            self._control.merge(fid)
        else:
            self._control.go_to(fid)

    def _under(self, place: QgsPointXY) -> Optional[int]:
        if self._control is None:
            return None
        layer = self._control.session.layer
        point = self._canvas.mapSettings().mapToLayerCoordinates(layer, place)
        return self._control.queue.under(point.x(), point.y())

    def _take_outline(self, outline: QgsGeometry) -> None:
        if self._control is not None:
            layer = self._control.session.layer
            self._control.redraw(in_layer(self.drawing, outline, layer))

    def _take_line(self, line: QgsGeometry) -> None:
        if self._control is not None:
            self._control.split(in_layer(self.cutting, line, self._control.session.layer))

    def _take_strike(self, stroke: QgsGeometry) -> None:
        if self._control is not None:
            self._control.reject_touched(
                in_layer(self.striking, stroke, self._control.session.layer)
            )

    def _show_menu(self, place: QgsPointXY, screen: QPoint) -> None:
        """Offer everything at the mouse, for those who leave the keyboard alone."""
        fid = self._under(place)
        if self._control is None:
            return
        if fid is not None:
            self._control.go_to(fid)
        menu = QMenu(self._canvas)
        for command in commands().values():
            action = menu.addAction(f"{command.title}\t{command.letters}")
            action.triggered.connect(lambda _checked, name=command.name: self.give(name, place))
        classes = menu.addMenu(tr("Class"))
        for number, entry in enumerate(self._control.session.legend, start=1):
            action = classes.addAction(f"{readable(entry.name)}\t{number}")
            action.triggered.connect(lambda _checked, at=number: self.choose_class(at))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(screen)

    def _draw_marks(self) -> None:
        if self._control is None:
            return
        session = self._control.session
        current = session.current
        self._mark.show(None if current is None else current.geometry(), session.layer)
        found = self._control.settling.of(session.current_id) if self._control.is_settling else None
        self._other_mark.show(None if found is None else found.outline, session.layer)


def _around(box: QgsRectangle, view: QgsRectangle, least_width: float) -> QgsRectangle:
    """Return a view with a box in its middle, of the same scale if the box suits that."""
    shares = (
        box.width() / max(view.width(), 1e-12),
        box.height() / max(view.height(), 1e-12),
    )
    share = max(shares)
    factor = 1.0 if _SMALLEST_SHARE <= share <= _LARGEST_SHARE else share / _SHARE
    factor = max(factor, min(1.0, least_width / max(view.width(), 1e-12)))
    moved = QgsRectangle(view)
    moved.scale(factor, box.center())
    return moved
