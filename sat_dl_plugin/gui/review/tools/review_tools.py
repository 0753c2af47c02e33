"""The smart tools of the Review page: their buttons, their keys, and the review they work on."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Optional

from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QObject, Qt, pyqtSignal
from qgis.PyQt.QtGui import QIcon, QKeyEvent
from qgis.PyQt.QtWidgets import QAction

from sat_dl_plugin.gui.review.tools.answers import Answers
from sat_dl_plugin.gui.review.tools.brush_tool import BrushTool
from sat_dl_plugin.gui.review.tools.hover_tool import HoverTool
from sat_dl_plugin.gui.review.tools.prompt_tool import PromptTool
from sat_dl_plugin.gui.review.tools.smart_tool import KeyTaker, SmartTool, ToolScene
from sat_dl_plugin.gui.review.tools.stroke_tool import StrokeTool
from sat_dl_plugin.gui.review.tools.tool_forms import ToolForm, tool_forms
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.paths import icon_path
from sat_dl_plugin.processing.workers import Worker, shared_workers
from sat_dl_plugin.review.session import ReviewSession

OpenWorker = Callable[[], AbstractContextManager[Worker]]


class ReviewTools(QObject):
    """All smart tools on one map.

    Args:
        canvas: The map.
        parent: Owner.
        open_worker: Hands out the worker that answers and looks at views; those of the review and
            of previews when None.
    """

    applied = pyqtSignal()
    """A tool has made a correction."""

    def __init__(
        self,
        canvas: QgsMapCanvas,
        parent: Optional[QObject] = None,
        open_worker: Optional[OpenWorker] = None,
    ) -> None:
        super().__init__(parent)
        self._answers = Answers(open_worker or shared_workers().open_review)
        self._answers.answered.connect(self._pass_on)
        self._scene: Optional[ToolScene] = None
        self._class_id = 0
        self.tools: dict[str, SmartTool] = {}
        """By name, as in `contract.jobs.CORRECTIONS`."""
        self.actions: list[QAction] = []
        """One a tool, in their order; pressed while the tool has the map."""
        open_preview = open_worker or shared_workers().open_preview
        for form in tool_forms():
            self._add(form, self._made(canvas, form, open_preview))
        self.set_key_taker(None)

    def set_key_taker(self, taker: Optional[KeyTaker]) -> None:
        """Say who gets the keys that no smart tool wants, such as those of the queue."""
        takers = (self,) if taker is None else (self, taker)
        for tool in self.tools.values():
            tool.key_takers = takers

    def set_session(self, session: Optional[ReviewSession]) -> None:
        """Work on another review, None for none."""
        if self._scene is not None:
            self._scene.close()
        self._scene = None if session is None else ToolScene(session)
        if self._scene is not None:
            self._scene.class_id = self._class_id
        for tool in self.tools.values():
            tool.set_scene(self._scene)
        for action in self.actions:
            action.setEnabled(session is not None)

    def set_class(self, class_id: int) -> None:
        """Choose the class of new objects; 0 for the most probable one under the mouse."""
        self._class_id = class_id
        if self._scene is not None:
            self._scene.class_id = class_id

    def wants_key(self, event: QKeyEvent) -> bool:
        """Return whether a key starts a tool."""
        return self._tool_of(event) is not None

    def take_key(self, event: QKeyEvent) -> None:
        """Start the tool that a key stands for."""
        tool = self._tool_of(event)
        if tool is not None:
            tool.start()

    def close(self) -> None:
        """Take all tools off the map; undoes the constructor."""
        self._answers.close()
        self._answers.answered.disconnect(self._pass_on)
        for tool in self.tools.values():
            tool.close()
        if self._scene is not None:
            self._scene.close()
            self._scene = None

    def _made(self, canvas: QgsMapCanvas, form: ToolForm, open_preview: OpenWorker) -> SmartTool:
        if form.name == "prompt":
            return PromptTool(canvas, form, self._answers, open_preview)
        kinds = {"snap": StrokeTool, "brush": BrushTool}
        return kinds.get(form.name, HoverTool)(canvas, form, self._answers)

    def _add(self, form: ToolForm, tool: SmartTool) -> None:
        action = QAction(QIcon(str(icon_path(f"review_{form.name}"))), form.title, self)
        action.setCheckable(True)
        action.setEnabled(False)
        action.setToolTip(tr("{} ({}): {}").format(form.title, form.letter, form.hint))
        # The action follows the tool: QGIS presses and releases it with the tool of the map.
        tool.setAction(action)
        action.triggered.connect(lambda: tool.start() if action.isChecked() else tool.stop())
        tool.applied.connect(self.applied)
        self.tools[form.name] = tool
        self.actions.append(action)

    def _tool_of(self, event: QKeyEvent) -> Optional[SmartTool]:
        if event.modifiers() != Qt.KeyboardModifier.NoModifier or self._scene is None:
            return None
        found = (tool for tool in self.tools.values() if tool.form.key == event.key())
        return next(found, None)

    def _pass_on(self, answer: object) -> None:
        for tool in self.tools.values():
            if tool.isActive():
                tool.take_answer(answer)
