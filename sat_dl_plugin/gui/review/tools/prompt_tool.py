"""The tool that asks a promptable network of the user what is under the mouse."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Optional

from qgis.core import Qgis, QgsPointXY
from qgis.gui import QgsMapCanvas, QgsMapMouseEvent, QgsRubberBand
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtGui import QColor

from sat_dl_plugin.contract.jobs import CorrectionJob
from sat_dl_plugin.gui.review.tools.answers import Answers, Question
from sat_dl_plugin.gui.review.tools.hover_tool import HoverTool
from sat_dl_plugin.gui.review.tools.picture_view import (
    PictureView,
    PromptableNetwork,
    picture_layer,
    promptable_networks,
)
from sat_dl_plugin.gui.review.tools.surroundings import Target
from sat_dl_plugin.gui.review.tools.tool_forms import ToolForm
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.workers import Worker

_WITH, _WITHOUT = 1, 0
_COLORS = {_WITH: "#23a455", _WITHOUT: "#d7263d"}
_POINT_PX = 9

_ALSO = Qt.KeyboardModifier.ShiftModifier
_NOT = Qt.KeyboardModifier.ControlModifier


class PromptTool(HoverTool):
    """Shows the object that a promptable network sees under the mouse; a click applies it.

    A click with Shift says that the place belongs to the object, too, and one with Ctrl that it
    does not.

    Args:
        canvas: The map.
        form: What the tool is.
        answers: Asks the decoder.
        open_worker: Hands out the worker that looks at the view.
    """

    def __init__(
        self,
        canvas: QgsMapCanvas,
        form: ToolForm,
        answers: Answers,
        open_worker: Callable[[], AbstractContextManager[Worker]],
    ) -> None:
        super().__init__(canvas, form, answers)
        self._view = PictureView(canvas, open_worker)
        self._view.changed.connect(self._follow_view)
        self._network: Optional[PromptableNetwork] = None
        self._pinned: list[tuple[QgsPointXY, int]] = []
        self._marks = {label: self._mark(color) for label, color in _COLORS.items()}

    def why_not(self) -> str:
        """Return why the tool cannot be used, or an empty text."""
        reason = super().why_not()
        if reason:
            return reason
        if self._network is None and not promptable_networks():
            return tr(
                "No promptable network is installed. Import one, such as MobileSAM, with “Import "
                "promptable network” in the toolbox."
            )
        if picture_layer(self.canvas()) is None:
            return tr("The map shows no image. Switch one on.")
        return self._view.error

    def close(self) -> None:
        """Leave the map for good."""
        super().close()
        self._view.close()
        for mark in self._marks.values():
            if not sip.isdeleted(self.canvas()) and not sip.isdeleted(mark):
                self.canvas().scene().removeItem(mark)

    def activate(self) -> None:
        """Look at the view."""
        networks = promptable_networks()
        self._network = networks[0] if networks else None
        if self._network is not None:
            self._view.start(self._network)
        super().activate()

    def deactivate(self) -> None:
        """Look no more."""
        self._view.stop()
        super().deactivate()

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 (Qt name)
        """Apply what is shown, or pin a point when Shift or Ctrl is down."""
        label = _label(event.modifiers())
        is_left = event.button() == Qt.MouseButton.LeftButton
        if label is None or not is_left or not self._can_start():
            super().canvasReleaseEvent(event)
            return
        self._is_down = False
        if label == _WITHOUT and not self._takes_rejections():
            self._say(tr("This network does not understand places that are not meant."))
            return
        self._pinned.append((self._layer_point(event.pos()), label))
        self._marks[label].addPoint(self.toMapCoordinates(event.pos()))
        self._wanted = None
        self._look(event.pos())

    def _look(self, position: QPoint) -> Optional[Question]:
        self._position = QPoint(position)
        if not self._can_start():
            return None
        if not self._view.is_ready:
            self._wanted = None
            self._say(tr("The network is looking at the view…"))
            return None
        point = self._layer_point(position)
        scene = self._scene
        target = scene.surroundings.target_at(point, scene.session.current_id)
        pinned = [place for place, _label_of in self._pinned]
        places = pinned if self._is_pinned_at(point) else [*pinned, point]
        return self._ask(tuple((place.x(), place.y()) for place in places), target)

    def _job(
        self,
        points: tuple[tuple[float, float], ...],
        target: Optional[Target],
        class_id: int,
        neighbours: tuple[str, ...],
    ) -> CorrectionJob:
        labels = [label for _place, label in self._pinned]
        labels += [_WITH] * (len(points) - len(labels))
        if not class_id and self._scene.session.legend:
            # Such a network knows no classes.
            class_id = self._scene.session.legend[0].id
        return CorrectionJob(
            tool=self.form.name,
            crs=self._crs(),
            class_id=class_id,
            points=points,
            labels=tuple(labels),
            neighbours=neighbours,
            level=self._level,
            shape=self._shape(class_id),
            embedding=self._view.embedding,
            decoder=self._network.decoder,
        )

    def _pixel(self) -> float:
        return self._view.pixel_in(self._scene.layer)

    def _start_over(self) -> None:
        super()._start_over()
        self._pinned = []
        for mark in self._marks.values():
            if not sip.isdeleted(mark):
                mark.reset(Qgis.GeometryType.Point)

    def _follow_view(self) -> None:
        if not self.isActive():
            return
        self._wanted = None
        if self._position is not None:
            self._look(self._position)
        else:
            self._say()

    def _is_pinned_at(self, point: QgsPointXY) -> bool:
        return bool(self._pinned) and self._pinned[-1][0] == point

    def _takes_rejections(self) -> bool:
        return self._network is not None and self._network.takes_rejections

    def _mark(self, color: str) -> QgsRubberBand:
        mark = QgsRubberBand(self.canvas(), Qgis.GeometryType.Point)
        mark.setIcon(QgsRubberBand.IconType.ICON_CIRCLE)
        mark.setIconSize(_POINT_PX)
        mark.setColor(QColor(color))
        mark.setWidth(2)
        return mark


def _label(modifiers: Qt.KeyboardModifier) -> Optional[int]:
    if modifiers & _ALSO:
        return _WITH
    return _WITHOUT if modifiers & _NOT else None
