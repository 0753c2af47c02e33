"""The smart tool that adds or takes away what it is dragged over."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

from qgis.core import Qgis, QgsGeometry
from qgis.gui import QgsMapCanvas, QgsMapMouseEvent, QgsRubberBand
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtGui import QColor

from sat_dl_plugin.contract.jobs import CorrectionJob
from sat_dl_plugin.gui.review.tools.answers import Answers, Question
from sat_dl_plugin.gui.review.tools.stroke_tool import StrokeTool
from sat_dl_plugin.gui.review.tools.surroundings import Target
from sat_dl_plugin.gui.review.tools.tool_forms import ToolForm
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.review.changes import ReviewChange
from sat_dl_plugin.review.schema import REJECTED, STATUS

_ROUND = 12
"""Segments of a quarter of the circle that shows the brush."""


class BrushTool(StrokeTool):
    """Paints objects with the left button and takes parts away with the right one.

    A stroke that begins in a polygon extends it, any other one makes a new polygon. What the
    right button leaves nothing of is rejected. The wheel changes the width of the brush, which
    stays for the next stroke.

    Args:
        canvas: The map.
        form: What the tool is.
        answers: Asks the engine.
    """

    _buttons = (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton)
    _takes_clicks = True

    def __init__(self, canvas: QgsMapCanvas, form: ToolForm, answers: Answers) -> None:
        super().__init__(canvas, form, answers)
        self._erases = False
        self._position: Optional[QPoint] = None
        self._circle = QgsRubberBand(canvas, Qgis.GeometryType.Line)
        self._circle.setStrokeColor(QColor(Qt.GlobalColor.black))
        self._circle.setSecondaryStrokeColor(QColor(Qt.GlobalColor.white))

    def close(self) -> None:
        """Leave the map for good."""
        super().close()
        if not sip.isdeleted(self.canvas()) and not sip.isdeleted(self._circle):
            self.canvas().scene().removeItem(self._circle)

    def deactivate(self) -> None:
        """Take the circle off the map."""
        self._position = None
        self._show_circle()
        super().deactivate()

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 (Qt name)
        """Show how wide the brush is, and what it paints."""
        self._position = QPoint(event.pos())
        self._show_circle()
        super().canvasMoveEvent(event)

    @property
    def _shows_what_goes(self) -> bool:
        return self._erases

    def _aim(self, event: QgsMapMouseEvent) -> str:
        scene = self._scene
        self._erases = event.button() == Qt.MouseButton.RightButton
        # What an earlier stroke on the same way was told may be about the other button.
        self._wanted = None
        point = self._layer_point(event.pos())
        self._target = scene.surroundings.target_at(point, scene.session.current_id)
        if self._erases and self._target is None:
            return tr("Begin in the polygon that something is to be taken away from.")
        return ""

    def _job(
        self,
        points: tuple[tuple[float, float], ...],
        target: Optional[Target],
        class_id: int,
        neighbours: tuple[str, ...],
    ) -> CorrectionJob:
        job = super()._job(points, target, class_id, neighbours)
        return replace(job, tool="erase") if self._erases else job

    def _change_to_nothing(self, question: Question) -> ReviewChange:
        target = question.target
        if not self._erases or target is None:
            return super()._change_to_nothing(question)
        if target.rest is not None:
            return ReviewChange(geometries={target.fid: target.rest})
        return ReviewChange(attributes={target.fid: {STATUS: REJECTED}})

    def _change_level(self, clicks: int) -> None:
        super()._change_level(clicks)
        self._show_circle()

    def _start_over(self) -> None:
        width = self._level
        super()._start_over()
        self._level = width

    def _show_circle(self) -> None:
        if sip.isdeleted(self._circle):
            return
        pixel = 0.0 if self._scene is None else self._pixel()
        if self._position is None or not pixel:
            self._circle.reset(Qgis.GeometryType.Line)
            return
        middle = QgsGeometry.fromPointXY(self._layer_point(self._position))
        disc = middle.buffer(float(self._level) * pixel, _ROUND)
        self._circle.setToGeometry(disc.convertToType(Qgis.GeometryType.Line), self._scene.layer)
