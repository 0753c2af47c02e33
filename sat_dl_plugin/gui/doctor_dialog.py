"""The dialog that shows what the doctor found."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsApplication
from qgis.PyQt.QtGui import QFontDatabase, QIcon
from qgis.PyQt.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from sat_dl_plugin.i18n import tr
from sat_dl_plugin.paths import icon_path
from sat_dl_plugin.tasks.doctor_check import DoctorTask


class DoctorDialog(QDialog):
    """Examines the runtime and shows a report that can be copied.

    Args:
        parent: QGIS's main window.
    """

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Sat DL: check the runtime"))
        self.setWindowIcon(QIcon(str(icon_path("doctor"))))
        self.resize(720, 420)
        layout = QVBoxLayout(self)
        self._state = QLabel(tr("Examining, this takes a few seconds…"))
        layout.addWidget(self._state)
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        layout.addWidget(self._text, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        self._copy_button = buttons.addButton(tr("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        self._copy_button.setEnabled(False)
        self._copy_button.clicked.connect(self.copy)
        layout.addWidget(buttons)
        self._task: Optional[DoctorTask] = DoctorTask()
        self._task.taskCompleted.connect(self._show_report)
        QgsApplication.taskManager().addTask(self._task)

    def copy(self) -> None:
        """Put the report into the clipboard."""
        QgsApplication.clipboard().setText(self._text.toPlainText())
        self._state.setText(tr("The report is in the clipboard. It names no user and no secret."))

    def _show_report(self) -> None:
        if self._task is not None:
            self._text.setPlainText(self._task.report)
        self._task = None
        self._state.setText(tr("Lines with an arrow say what to do."))
        self._copy_button.setEnabled(True)
