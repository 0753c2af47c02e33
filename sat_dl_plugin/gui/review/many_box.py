"""Accepting many polygons at once, saving, and what comes after a review."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QHBoxLayout, QMenu, QProgressBar, QPushButton, QVBoxLayout, QWidget

from sat_dl_plugin.contract.legend import LegendClass
from sat_dl_plugin.gui.review.commands import REJECT_SMALLER, REJECT_UNSURE
from sat_dl_plugin.gui.review.flow_layout import FlowLayout
from sat_dl_plugin.gui.widgets.headings import heading
from sat_dl_plugin.gui.widgets.swatches import swatch
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.styling.class_raster import readable


class ManyBox(QWidget):
    """Buttons for the whole layer.

    Args:
        parent: Owner.
    """

    accept_view_wanted = pyqtSignal()
    accept_class_wanted = pyqtSignal(int)
    """Id of a class."""
    command_given = pyqtSignal(str)
    """Name of a command."""
    save_wanted = pyqtSignal()
    stop_wanted = pyqtSignal()
    """The action on many polygons should end."""
    update_wanted = pyqtSignal()
    export_wanted = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(heading(tr("All at once")))
        self.view_button = QPushButton(tr("Accept all in &view  V"))
        self.view_button.setToolTip(tr("Everything of the queue that the map shows"))
        self.view_button.clicked.connect(lambda _checked: self.accept_view_wanted.emit())
        self.class_button = QPushButton(tr("Accept all of a &class"))
        self.class_button.setMenu(QMenu(self.class_button))
        self.smaller_button = QPushButton(tr("Reject up to this size  K"))
        self.smaller_button.setToolTip(tr("All undecided polygons of its class that are no larger"))
        self.unsure_button = QPushButton(tr("Reject up to this confidence  L"))
        self.unsure_button.setToolTip(
            tr("All undecided polygons of its class that are not more confident")
        )
        for button, name in (
            (self.smaller_button, REJECT_SMALLER),
            (self.unsure_button, REJECT_UNSURE),
        ):
            button.clicked.connect(lambda _checked, name=name: self.command_given.emit(name))
        self.save_button = QPushButton(
            QgsApplication.getThemeIcon("mActionSaveAllEdits.svg"), tr("&Save edits")
        )
        self.save_button.clicked.connect(lambda _checked: self.save_wanted.emit())
        self.update_button = QPushButton(tr("&Update predictions…"))
        self.update_button.setToolTip(
            tr("Bring in a newer prediction; what people decided stays as it is")
        )
        self.update_button.clicked.connect(lambda _checked: self.update_wanted.emit())
        self.export_button = QPushButton(tr("E&xport labels…"))
        self.export_button.clicked.connect(lambda _checked: self.export_wanted.emit())
        for buttons in (
            (self.view_button, self.class_button),
            (self.smaller_button, self.unsure_button),
            (self.save_button, self.update_button, self.export_button),
        ):
            flow = FlowLayout()
            for button in buttons:
                flow.addWidget(button)
            column.addLayout(flow)
        column.addWidget(self._make_progress())

    def set_legend(self, legend: Sequence[LegendClass]) -> None:
        """Offer the classes of a layer."""
        menu = self.class_button.menu()
        menu.clear()
        for entry in legend:
            action = menu.addAction(swatch(entry.color, self), readable(entry.name))
            action.triggered.connect(
                lambda _checked, class_id=entry.id: self.accept_class_wanted.emit(class_id)
            )

    def show_state(self, *, is_busy: bool, is_modified: bool) -> None:
        """Grey out what makes no sense now."""
        for button in (
            *(self.view_button, self.class_button, self.update_button),
            *(self.smaller_button, self.unsure_button),
        ):
            button.setEnabled(not is_busy)
        self.save_button.setEnabled(is_modified and not is_busy)
        self._progress.setVisible(is_busy)

    def show_progress(self, done: int, count: int) -> None:
        """Show how far an action on many polygons is."""
        self.bar.setRange(0, count)
        self.bar.setValue(done)

    def _make_progress(self) -> QWidget:
        self._progress = QWidget()
        row = QHBoxLayout(self._progress)
        row.setContentsMargins(0, 0, 0, 0)
        self.bar = QProgressBar()
        self.stop_button = QPushButton(tr("S&top"))
        self.stop_button.setToolTip(tr("What is done so far stays, as one step to undo"))
        self.stop_button.clicked.connect(lambda _checked: self.stop_wanted.emit())
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop_button)
        self._progress.hide()
        return self._progress
