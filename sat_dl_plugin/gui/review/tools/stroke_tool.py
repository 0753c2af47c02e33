"""The smart tool that is dragged along a border."""

from __future__ import annotations

from typing import Optional

from qgis.core import Qgis
from qgis.gui import QgsMapCanvas, QgsMapMouseEvent, QgsRubberBand
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtWidgets import QApplication

from sat_dl_plugin.gui.review.tools.answers import Answers, Question
from sat_dl_plugin.gui.review.tools.smart_tool import SmartTool
from sat_dl_plugin.gui.review.tools.surroundings import Target
from sat_dl_plugin.gui.review.tools.tool_forms import ToolForm
from sat_dl_plugin.i18n import tr

_GRAB_PX = 40
"""A stroke begins this close to the border it changes, screen pixels."""

_STEP_PX = 4
"""Between two points of a stroke, screen pixels."""


class StrokeTool(SmartTool):
    """Shows, while it is dragged, where the border would run, and applies it when let go.

    Args:
        canvas: The map.
        form: What the tool is.
        answers: Asks the engine.
    """

    _buttons = (Qt.MouseButton.LeftButton,)
    _takes_clicks = False
    """Whether a click is a stroke, too."""

    def __init__(self, canvas: QgsMapCanvas, form: ToolForm, answers: Answers) -> None:
        super().__init__(canvas, form, answers)
        self._stroke: list[QPoint] = []
        self._target: Optional[Target] = None
        self._line = QgsRubberBand(canvas, Qgis.GeometryType.Line)
        self._line.setStrokeColor(QColor(Qt.GlobalColor.white))
        self._line.setLineStyle(Qt.PenStyle.DotLine)

    def close(self) -> None:
        """Leave the map for good."""
        super().close()
        if not sip.isdeleted(self.canvas()) and not sip.isdeleted(self._line):
            self.canvas().scene().removeItem(self._line)

    def canvasPressEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 (Qt name)
        """Begin a stroke."""
        super().canvasPressEvent(event)
        if event.button() not in self._buttons or not self._can_start():
            return
        reason = self._aim(event)
        if reason:
            self._show_nothing(reason)
        else:
            self._stroke = [QPoint(event.pos())]

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 (Qt name)
        """Let the stroke follow the mouse."""
        if not self._stroke:
            return
        if (event.pos() - self._stroke[-1]).manhattanLength() >= _STEP_PX:
            self._stroke.append(QPoint(event.pos()))
            self._line.addPoint(self.toMapCoordinates(event.pos()))
            self._look()

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 (Qt name)
        """Apply what is shown; a click without a drag changes nothing."""
        stroke = self._stroke
        if event.button() in self._buttons and stroke and not self._gives_up:
            way = (event.pos() - stroke[0]).manhattanLength()
            is_drag = way >= QApplication.startDragDistance() or len(stroke) > 2
            self._commit(self._look() if is_drag or self._takes_clicks else None)
        super().canvasReleaseEvent(event)
        self._end_stroke()

    def deactivate(self) -> None:
        """Forget a stroke that is half drawn."""
        self._end_stroke()
        super().deactivate()

    def _change_level(self, clicks: int) -> None:
        self._level = self.form.step(float(self._level), clicks)
        self._ask_again()

    def _ask_again(self) -> None:
        if self._stroke:
            self._look()
        self._say()

    def _aim(self, event: QgsMapMouseEvent) -> str:
        """Take the polygon whose border is nearest; return why there is none, or nothing."""
        scene = self._scene
        self._target = scene.surroundings.nearest(
            self._layer_point(event.pos()),
            self._layer_distance(_GRAB_PX),
            scene.session.current_id,
        )
        return "" if self._target is not None else tr("Begin close to the border of a polygon.")

    def _look(self) -> Optional[Question]:
        if len(self._stroke) < (1 if self._takes_clicks else 2):
            return None
        places = [self._layer_point(position) for position in self._stroke]
        return self._ask(tuple((place.x(), place.y()) for place in places), self._target)

    def _end_stroke(self) -> None:
        self._stroke = []
        if not sip.isdeleted(self._line):
            self._line.reset(Qgis.GeometryType.Line)
