"""The way into comparing two layers on the map."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import QgsProject
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QPushButton, QVBoxLayout, QWidget

from sat_dl_plugin.gui.compare.swipe_tool import SwipeTool
from sat_dl_plugin.gui.session import DockSession
from sat_dl_plugin.gui.widgets.headings import heading
from sat_dl_plugin.gui.widgets.notice import wrapped_label
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.paths import icon_path


class CompareBox(QWidget):
    """A button that puts two layers on both sides of a handle on the map.

    Args:
        session: On whose map.
        parent: Owner.
    """

    def __init__(self, session: DockSession, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._canvas = session.canvas
        self.tool = SwipeTool(session.canvas)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(heading(tr("Compare two layers")))
        self._text = wrapped_label()
        layout.addWidget(self._text)
        self.button = QPushButton(QIcon(str(icon_path("swipe"))), tr("Comp&are on the map"))
        self.button.setCheckable(True)
        self.button.clicked.connect(self._switch)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        for signal in self._followed_signals():
            signal.connect(self.refresh)
        self.refresh()

    def refresh(self, *_what: Any) -> None:
        """Show whether two layers can be compared, and whether they are."""
        reason = self.tool.why_not()
        self._text.setText(
            reason
            or tr(
                "Drag the handle on the map to see one layer on each side, for example an image "
                "and its classes."
            )
        )
        self.button.setEnabled(not reason)
        self.button.setToolTip(reason)
        self.button.setChecked(self.tool.isActive())

    def close(self) -> bool:
        """Take the comparison off the map and stop following it."""
        for signal in self._followed_signals():
            signal.disconnect(self.refresh)
        self.tool.close()
        return super().close()

    def _followed_signals(self) -> tuple[Any, ...]:
        """Signals of what outlives the widget."""
        project = QgsProject.instance()
        return (self._canvas.mapToolSet, project.layersAdded, project.layersRemoved)

    def _switch(self, checked: bool) -> None:
        if checked:
            self.tool.start()
        else:
            self.tool.stop()
        self.refresh()
