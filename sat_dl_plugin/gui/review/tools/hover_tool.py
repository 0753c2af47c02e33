"""Smart tools that show what a click would do at the place under the mouse."""

from __future__ import annotations

from typing import Optional

from qgis.gui import QgsMapCanvas, QgsMapMouseEvent
from qgis.PyQt.QtCore import QPoint, Qt

from sat_dl_plugin.gui.review.tools.answers import Answers, Question
from sat_dl_plugin.gui.review.tools.smart_tool import SmartTool
from sat_dl_plugin.gui.review.tools.tool_forms import ToolForm

_EXTENDING_PX = 120
"""A part that is added lies this close to its polygon, screen pixels."""

_NO_POINT = ("split", "offset", "square", "smooth")
"""Tools for which it is all the same where in a polygon the mouse is."""


class HoverTool(SmartTool):
    """Shows the outline that a click would give, wherever the mouse is.

    The wheel changes it, a click applies it.

    Args:
        canvas: The map.
        form: What the tool is.
        answers: Asks the engine.
    """

    def __init__(self, canvas: QgsMapCanvas, form: ToolForm, answers: Answers) -> None:
        super().__init__(canvas, form, answers)
        self._position: Optional[QPoint] = None

    def activate(self) -> None:
        """Show what is under the mouse at once."""
        super().activate()
        position = self.canvas().mouseLastXY()
        if self.canvas().underMouse() and self.canvas().rect().contains(position):
            self._look(position)

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 (Qt name)
        """Show what a click would do here."""
        if event.buttons() == Qt.MouseButton.NoButton:
            self._note_modifiers(event)
            self._look(event.pos())

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 (Qt name)
        """Do it."""
        super().canvasReleaseEvent(event)
        if event.button() != Qt.MouseButton.LeftButton or not self.isActive():
            return
        self._note_modifiers(event)
        self._commit(self._look(event.pos()))

    def _note_modifiers(self, event: QgsMapMouseEvent) -> None:
        is_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._extends = is_shift and self.form.can_extend

    def _change_level(self, clicks: int) -> None:
        level = self._level
        if level is None and self._result:
            level = float(self._details["level"])
        if level is None:
            return
        self._level = self.form.step(level, clicks)
        self._ask_again()

    def _ask_again(self) -> None:
        if self._position is not None:
            self._look(self._position)
        self._say()

    def _look(self, position: QPoint) -> Optional[Question]:
        """Ask what a click at a place of the map would do."""
        self._position = QPoint(position)
        if not self._can_start():
            return None
        point = self._layer_point(position)
        scene = self._scene
        if self._extends:
            reach = self._layer_distance(_EXTENDING_PX)
            target = scene.surroundings.nearest(point, reach, scene.session.current_id)
        else:
            target = scene.surroundings.target_at(point, scene.session.current_id)
        if target is None and (self.form.needs_polygon or self._extends):
            self._wanted = None
            self._answers.forget()
            self._show_nothing("")
            return None
        points = () if self.form.name in _NO_POINT else ((point.x(), point.y()),)
        return self._ask(points, target)
