"""What all smart tools share: asking, showing the answer, wheel and keys, applying it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Optional, Protocol

from qgis.core import QgsGeometry, QgsPointXY, QgsRectangle
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QPoint, Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent, QWheelEvent

from sat_dl_plugin.contract.errors import SatDlError
from sat_dl_plugin.contract.jobs import CorrectionJob
from sat_dl_plugin.contract.legend import has_corners
from sat_dl_plugin.gui.review.tools.answers import Answer, Answers, Question
from sat_dl_plugin.gui.review.tools.probability_source import (
    ProbabilitySource,
    find_probabilities,
)
from sat_dl_plugin.gui.review.tools.surroundings import (
    Surroundings,
    Target,
    from_hexadecimal,
    hexadecimal,
)
from sat_dl_plugin.gui.review.tools.tool_forms import ToolForm
from sat_dl_plugin.gui.review.tools.tool_marks import Hint, OutlineBand
from sat_dl_plugin.gui.where.passing_tool import PassingTool
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.review.changes import NewObject, ReviewChange
from sat_dl_plugin.review.schema import CONFIDENCE, CORRECTED
from sat_dl_plugin.review.session import ReviewSession

_WHEEL_CLICK = 120
"""Eighths of a degree of one click of a mouse wheel."""

# Neighbours are handed over as far as most objects reach, pixels of the probabilities.
_NEAR_PX = 160

_FORWARD = (Qt.Key.Key_Plus, Qt.Key.Key_Equal)
_BACK = (Qt.Key.Key_Minus,)


class KeyTaker(Protocol):
    """Acts on keys while a smart tool has the map."""

    def wants_key(self, event: QKeyEvent) -> bool:
        """Return whether a key is for it."""

    def take_key(self, event: QKeyEvent) -> None:
        """Act on a key that it wants."""


class ToolScene:
    """What the smart tools of one session share.

    Args:
        session: The review.
    """

    def __init__(self, session: ReviewSession) -> None:
        self.session = session
        self.layer = session.layer
        self.surroundings = Surroundings(session.layer)
        self.class_id = 0
        """Class of new objects; 0 for the most probable one under the mouse."""
        self._source: Optional[ProbabilitySource] = None
        self._is_searched = False

    @property
    def probabilities(self) -> Optional[ProbabilitySource]:
        """The probabilities of the layer; looked for once, see `search_again`."""
        if not self._is_searched:
            self._source = find_probabilities(self.layer)
            self._is_searched = True
        return self._source

    def search_again(self) -> None:
        """Look for the probabilities again when they are needed next."""
        if self._source is None:
            self._is_searched = False

    def close(self) -> None:
        """Stop listening to the layer."""
        self.surroundings.close()


class SmartTool(PassingTool):
    """Base of the tools that ask the engine for an outline and apply it with one click.

    Args:
        canvas: The map.
        form: What the tool is.
        answers: Asks the engine.
    """

    applied = pyqtSignal()
    """A correction was made."""
    ended = pyqtSignal()
    """Another tool has the map."""

    def __init__(self, canvas: QgsMapCanvas, form: ToolForm, answers: Answers) -> None:
        super().__init__(canvas)
        self.form = form
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.key_takers: Sequence[KeyTaker] = ()
        """Get the keys that the tool itself does not want."""
        self._answers = answers
        self._scene: Optional[ToolScene] = None
        self._level: Optional[float] = form.first_level
        self._wheel = 0
        self._extends = False
        self._wanted: Optional[Question] = None
        self._shown: Optional[Question] = None
        self._result: list[QgsGeometry] = []
        self._details: dict[str, object] = {}
        self._to_apply: Optional[Question] = None
        self._comes = OutlineBand(canvas)
        self._goes = OutlineBand(canvas, is_removal=True)
        self._hint: Optional[Hint] = None

    # What others ask and want

    @property
    def scene(self) -> Optional[ToolScene]:
        """What it works on."""
        return self._scene

    @property
    def level(self) -> Optional[float]:
        """What the wheel has set; None while the tool chooses."""
        return self._level

    @property
    def outlines(self) -> list[QgsGeometry]:
        """What is shown and would be applied, in the CRS of the layer."""
        return list(self._result)

    @property
    def hint_text(self) -> str:
        """What the map says about the tool."""
        return "" if self._hint is None else self._hint.text

    def set_scene(self, scene: Optional[ToolScene]) -> None:
        """Work on another review; None for none, which ends the tool."""
        self._scene = scene
        self._start_over()
        if scene is None:
            self.stop()

    def why_not(self) -> str:
        """Return why the tool cannot be used, or an empty text."""
        if self._scene is None:
            return tr("Start a review first.")
        if self.form.needs_probabilities and self._scene.probabilities is None:
            return tr(
                "There are no probabilities for these polygons. Segment again with "
                "“Probabilities” switched on, or add the run's probability raster to the project."
            )
        return ""

    def take_answer(self, answer: Answer) -> None:
        """Show an answer, and apply it when it was clicked already."""
        if not self.isActive() or self._scene is None or self._wanted is None:
            return
        question = answer.question
        if question.key[0] != self.form.name or question.key[1] != self._revision():
            return
        if answer.error is not None or answer.result is None:
            if question == self._wanted:
                self._show_nothing(str(answer.error or ""))
            return
        geometries = [from_hexadecimal(text) for text in answer.result["polygons"]]
        if self._asked_for_more(question, geometries):
            return
        self._shown, self._result = question, geometries
        self._details = answer.result
        self._draw(question, geometries)
        if self._to_apply == question:
            self._apply()

    def close(self) -> None:
        """Leave the map for good."""
        self.stop()
        self._comes.close()
        self._goes.close()

    # On and off the map

    def start(self) -> None:
        """Become the tool of the map; after another smart tool the one before that comes back."""
        before = self.canvas().mapTool()
        super().start()
        if isinstance(before, SmartTool) and before is not self:
            self._former, before._former = before._former, None

    def activate(self) -> None:
        """Say what the mouse does."""
        super().activate()
        self._hint = Hint(self.canvas())
        if self._scene is not None:
            self._scene.search_again()
        self._say()

    def deactivate(self) -> None:
        """Take everything off the map."""
        self._start_over()
        if self._hint is not None:
            self._hint.hide()
            self._hint.deleteLater()
            self._hint = None
        super().deactivate()
        self.ended.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 (Qt name)
        """Change the level; with Ctrl or Shift the wheel zooms as ever."""
        if event.modifiers() != Qt.KeyboardModifier.NoModifier:
            event.ignore()
            return
        event.accept()
        self._wheel += event.angleDelta().y()
        clicks, self._wheel = int(self._wheel / _WHEEL_CLICK), self._wheel % _WHEEL_CLICK
        if clicks < 0 and self._wheel:
            self._wheel -= _WHEEL_CLICK
        if clicks:
            self._change_level(clicks)

    def wants_key(self, event: QKeyEvent) -> bool:
        """Return whether a key changes the level, ends the tool, or is for the review."""
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (*_FORWARD, *_BACK, Qt.Key.Key_0):
            return bool(
                plain in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
            )
        return super().wants_key(event) or any(taker.wants_key(event) for taker in self.key_takers)

    def take_key(self, event: QKeyEvent) -> None:
        """Change the level, end, or hand the key on."""
        key = event.key()
        if key in _FORWARD:
            self._change_level(1)
        elif key in _BACK:
            self._change_level(-1)
        elif key == Qt.Key.Key_0:
            self._level = self.form.first_level
            self._ask_again()
        elif key == Qt.Key.Key_Escape:
            super().take_key(event)
        else:
            taker = next(taker for taker in self.key_takers if taker.wants_key(event))
            taker.take_key(event)

    # For the tools themselves

    @property
    def _shows_what_goes(self) -> bool:
        return self.form.name == "cut"

    def _ask_again(self) -> None:
        """Ask for the same place with another level."""
        raise NotImplementedError

    def _ask(
        self,
        points: tuple[tuple[float, float], ...],
        target: Optional[Target],
        reach: Optional[QgsRectangle] = None,
    ) -> Optional[Question]:
        """Ask the engine, unless that is what was asked last; return the question.

        Args:
            points: In the CRS of the layer.
            target: The polygon.
            reach: As far as neighbours are handed over; around points and polygon when None.
        """
        scene = self._scene
        if scene is None:
            return None
        reach = reach or self._reach(points, target)
        fid = None if target is None else target.fid
        class_id = scene.class_id if target is None else target.class_id
        key = (
            self.form.name,
            self._revision(),
            fid,
            points,
            self._level,
            self._extends,
            class_id,
            reach.asWktCoordinates(),
        )
        question = self._wanted
        if question is None or question.key != key:
            neighbours = scene.surroundings.neighbours(reach, fid)
            job = self._job(points, target, class_id, neighbours)
            question = Question(key, job, target, reach)
            self._wanted = question
            self._answers.ask(question)
        return question

    def _job(
        self,
        points: tuple[tuple[float, float], ...],
        target: Optional[Target],
        class_id: int,
        neighbours: tuple[str, ...],
    ) -> CorrectionJob:
        source = self._scene.probabilities
        is_regrown = self.form.name == "grow" and not self._extends
        return CorrectionJob(
            tool=self.form.name,
            probabilities="" if source is None else source.path,
            crs=self._crs(),
            class_id=class_id,
            points=points,
            polygon="" if target is None or is_regrown else hexadecimal(target.part),
            neighbours=neighbours,
            level=self._level,
            shape=self._shape(class_id),
        )

    def _crs(self) -> str:
        crs = self._scene.layer.crs()
        return (crs.authid() or crs.toWkt()) if crs.isValid() else ""

    def _pixel(self) -> float:
        """Return the side of a pixel in units of the layer, 0 where there are none."""
        source = self._scene.probabilities
        return 0.0 if source is None else source.pixel

    def _shape(self, class_id: int) -> str:
        """Return the shape of a class; nothing for a class that is still to be found."""
        for entry in self._scene.session.legend:
            if entry.id == class_id:
                return "right-angled" if has_corners(entry.name) else "smooth"
        return ""

    def _commit(self, question: Optional[Question]) -> None:
        """Apply the answer of a question, as soon as it is there."""
        self._to_apply = question
        if question is not None and question == self._shown:
            self._apply()

    def _layer_point(self, position: QPoint) -> QgsPointXY:
        return self.toLayerCoordinates(self._scene.layer, position)

    def _layer_distance(self, pixels: float) -> float:
        """Return screen pixels as a distance in the CRS of the layer."""
        middle = self.canvas().rect().center()
        one = self._layer_point(middle)
        other = self._layer_point(middle + QPoint(round(pixels), 0))
        return float(one.distance(other))

    def _can_start(self) -> bool:
        reason = self.why_not()
        if reason:
            self._show_nothing(reason)
        return not reason

    def _show_nothing(self, reason: str) -> None:
        self._shown, self._result, self._to_apply = None, [], None
        self._comes.clear()
        self._goes.clear()
        self._say(reason)

    def _say(self, reason: str = "") -> None:
        if self._hint is None:
            return
        reason = reason or self.why_not()
        if reason:
            self._hint.say(reason)
            return
        parts = [self.form.hint]
        level = self._details.get("level") if self._result else self._level
        if level is not None:
            parts.append(tr("{} (mouse wheel)").format(self.form.level_text(float(level))))
        if self._details.get("is_cut_off") and self._result:
            parts.append(tr("The object is larger than the tool can see."))
        self._hint.say(" · ".join(parts))

    def _start_over(self) -> None:
        self._answers.forget()
        self._wanted = None
        self._level = self.form.first_level
        self._wheel = 0
        self._details = {}
        self._show_nothing("")

    # What comes of it

    def _revision(self) -> int:
        return 0 if self._scene is None else self._scene.surroundings.revision

    def _reach(
        self, points: tuple[tuple[float, float], ...], target: Optional[Target]
    ) -> QgsRectangle:
        pixel = self._pixel()
        rectangle = QgsRectangle() if target is None else target.part.boundingBox()
        for x, y in points:
            rectangle.combineExtentWith(x, y)
        side = max(rectangle.width(), rectangle.height())
        margin = _NEAR_PX * pixel if pixel else side / 4
        # In steps, so that what was read and handed over is good for the next move, too.
        return _in_steps(rectangle.buffered(margin), margin / 2)

    def _asked_for_more(self, question: Question, geometries: list[QgsGeometry]) -> bool:
        """Ask again with more neighbours when an object reaches beyond those handed over."""
        pixel = self._pixel()
        if self.form.needs_polygon or not geometries or not pixel:
            return False
        box = geometries[0].boundingBox()
        if question != self._wanted or question.reach.contains(box):
            return False
        box.combineExtentWith(question.reach)
        reach = box.buffered(_NEAR_PX * pixel)
        again = self._ask(question.job.points, question.target, reach)
        if self._to_apply == question:
            self._to_apply = again
        return True

    def _draw(self, question: Question, geometries: list[QgsGeometry]) -> None:
        layer = self._scene.layer
        self._comes.show(geometries, layer)
        self._goes.clear()
        if self._shows_what_goes and question.target is not None:
            self._goes.show([self._gone(question.target, geometries)], layer)
        self._say()

    def _gone(self, target: Target, geometries: list[QgsGeometry]) -> QgsGeometry:
        """Return what is left out of a polygon, without the slivers that rounding makes."""
        gone = QgsGeometry(target.part)
        for geometry in geometries:
            gone = gone.difference(geometry)
        sliver = 0.05 * self._pixel()
        return gone.buffer(-sliver, 1).buffer(sliver, 1)

    def _apply(self) -> None:
        """Carry out what is shown, as one step to undo."""
        question, geometries = self._shown, self._result
        self._to_apply = None
        change = self._change(question, geometries)
        if change.is_empty:
            self._show_nothing(_nothing_there(question))
            return
        try:
            self._scene.session.apply(self.form.action, change)
        except SatDlError as error:
            self._show_nothing(str(error))
            return
        self._start_over()
        self.applied.emit()

    def _change(self, question: Question, geometries: list[QgsGeometry]) -> ReviewChange:
        if not geometries:
            return self._change_to_nothing(question)
        target = question.target
        sizes = [geometry.area() for geometry in geometries]
        kept = sizes.index(max(sizes))
        sure = list(self._details.get("confidence") or [None] * len(geometries))
        attributes = [{} if value is None else {CONFIDENCE: value} for value in sure]
        if target is None:
            class_id = int(self._details["class_id"])
            return ReviewChange(
                added=[NewObject(geometries[0], class_id, attributes=attributes[0])]
            )
        outline = geometries[kept]
        if target.rest is not None:
            outline = QgsGeometry.collectGeometry([outline, *target.rest.asGeometryCollection()])
        added = [
            NewObject(geometry, target.class_id, CORRECTED, attributes[index])
            for index, geometry in enumerate(geometries)
            if index != kept
        ]
        return ReviewChange(geometries={target.fid: outline}, added=added)

    def _change_to_nothing(self, _question: Question) -> ReviewChange:
        """Return what happens when nothing would be left or found."""
        return ReviewChange()


def _in_steps(rectangle: QgsRectangle, step: float) -> QgsRectangle:
    return QgsRectangle(
        math.floor(rectangle.xMinimum() / step) * step,
        math.floor(rectangle.yMinimum() / step) * step,
        math.ceil(rectangle.xMaximum() / step) * step,
        math.ceil(rectangle.yMaximum() / step) * step,
    )


def _nothing_there(question: Question) -> str:
    if question.target is None:
        return tr("There is nothing of this class here. Draw it by hand.")
    return tr("Nothing would be left of the polygon. Reject it instead.")
