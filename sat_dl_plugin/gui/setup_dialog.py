"""The dialog that explains the runtime and sets it up."""

from __future__ import annotations

import sys
from typing import Optional

from qgis.core import QgsApplication
from qgis.gui import QgsCollapsibleGroupBox, QgsFileWidget
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from sat_dl_plugin import settings
from sat_dl_plugin.bridge.runtime import RuntimeSpec, find_runtime
from sat_dl_plugin.bridge.spec import runtimes_folder
from sat_dl_plugin.contract.errors import JobCancelled
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.paths import icon_path
from sat_dl_plugin.tasks.runtime_setup import RuntimeSetupTask, SetupWish

_GIGABYTE = 1024**3
_HEIGHT_WITH_LOG = 540


class SetupDialog(QDialog):
    """Says what is installed where and how large it is, and installs it on a click.

    Args:
        parent: QGIS's main window.
    """

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Sat DL: set up the runtime"))
        self.setWindowIcon(QIcon(str(icon_path("runtime"))))
        self.setMinimumWidth(560)
        self._task: Optional[RuntimeSetupTask] = None
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(_wrapped(self._explanation()))
        layout.addLayout(self._make_facts())
        layout.addWidget(self._make_options())
        self._phase = _wrapped(self._status())
        layout.addWidget(self._phase)
        self._bar = QProgressBar()
        self._bar.setVisible(False)
        layout.addWidget(self._bar)
        self._log = QPlainTextEdit()
        self._log.setReadOnly(True)
        self._log.setVisible(False)
        layout.addWidget(self._log, 1)
        layout.addStretch()
        layout.addWidget(self._make_buttons())

    def start(self) -> None:
        """Begin to set up the runtime, with what is chosen in the dialog."""
        settings.set_runtime_python(self._python.filePath())
        settings.set_wheelhouse(self._wheelhouse.filePath())
        task = RuntimeSetupTask(
            SetupWish(
                variant=self._variant.currentData(),
                python=settings.runtime_python(),
                wheelhouse=settings.wheelhouse(),
                proxy=settings.proxy_url(),
            )
        )
        task.phase_changed.connect(self._phase.setText)
        task.line_told.connect(self._tell)
        task.progressChanged.connect(self._show_progress)
        task.taskCompleted.connect(self._succeed)
        task.taskTerminated.connect(self._fail)
        self._task = task
        self._set_running(running=True)
        QgsApplication.taskManager().addTask(task)

    def cancel(self) -> None:
        """Stop setting up, if that is going on; nothing half-made stays behind."""
        if self._task is not None:
            self._phase.setText(tr("Stopping…"))
            self._task.cancel()

    def reject(self) -> None:
        """Stop what is running, or close."""
        if self._is_running():
            self.cancel()
        else:
            super().reject()

    def _is_running(self) -> bool:
        return self._task is not None

    def _explanation(self) -> str:
        return tr(
            "<p>Networks run in a Python of their own, so that nothing is installed into QGIS "
            "and a crash cannot take your project down.</p>"
            "<p>It is made once: onnxruntime, numpy, rasterio, shapely, scipy and pyogrio are "
            "fetched from PyPI through the proxy of QGIS, and checked by running a network.</p>"
        )

    def _make_facts(self) -> QFormLayout:
        form = QFormLayout()
        place = QLabel(str(runtimes_folder()))
        place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        form.addRow(tr("Place:"), place)
        form.addRow(
            tr("Disk space:"),
            QLabel(
                tr("{:.1f} GB, with an NVIDIA GPU {:.0f} GB").format(
                    RuntimeSpec().needed_bytes / _GIGABYTE,
                    RuntimeSpec(variant="gpu").needed_bytes / _GIGABYTE,
                )
            ),
        )
        self._variant = QComboBox()
        self._variant.addItem(tr("What fits this machine"), None)
        self._variant.addItem(tr("Processor only"), "cpu")
        if sys.platform != "darwin":
            self._variant.addItem(tr("NVIDIA GPU (CUDA)"), "gpu")
        if sys.platform == "win32":
            self._variant.addItem(tr("Any GPU (DirectML)"), "directml")
        form.addRow(tr("Runs on:"), self._variant)
        return form

    def _make_options(self) -> QWidget:
        box = QgsCollapsibleGroupBox(tr("More options"))
        box.setCollapsed(True)
        form = QFormLayout(box)
        self._python = QgsFileWidget()
        self._python.setFilePath(settings.runtime_python() or "")
        self._python.setToolTip(tr("Python 3.9 or newer to make it with; QGIS's own when empty"))
        form.addRow(tr("Python:"), self._python)
        self._wheelhouse = QgsFileWidget()
        self._wheelhouse.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
        self._wheelhouse.setFilePath(str(settings.wheelhouse() or ""))
        self._wheelhouse.setToolTip(tr("Without internet: a folder with all wheels"))
        form.addRow(tr("Folder of wheels:"), self._wheelhouse)
        return box

    def _make_buttons(self) -> QDialogButtonBox:
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._start_button = self._buttons.addButton(
            tr("Set up"), QDialogButtonBox.ButtonRole.ActionRole
        )
        self._start_button.setDefault(True)
        self._start_button.clicked.connect(self.start)
        self._buttons.rejected.connect(self.reject)
        return self._buttons

    def _status(self) -> str:
        if find_runtime(RuntimeSpec()) is None:
            return tr("The runtime is not set up yet.")
        return tr("The runtime is set up.")

    def _set_running(self, *, running: bool) -> None:
        self._bar.setVisible(True)
        self._log.setVisible(True)
        self.resize(self.width(), max(self.height(), _HEIGHT_WITH_LOG))
        self._start_button.setEnabled(not running)
        self._variant.setEnabled(not running)
        close = self._buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setText(tr("Cancel") if running else tr("Close"))

    def _show_progress(self, percent: float) -> None:
        self._bar.setValue(round(percent))

    def _tell(self, text: str, level: str) -> None:
        self._log.appendPlainText(tr("Warning: {}").format(text) if level == "warning" else text)

    def _succeed(self) -> None:
        self._bar.setValue(100)
        self._phase.setText(tr("The runtime is set up. The algorithms are in the toolbox."))
        self._finish()

    def _fail(self) -> None:
        error = self._task.error if self._task is not None else None
        if error is None or isinstance(error, JobCancelled):
            self._phase.setText(tr("Stopped. Nothing was left behind."))
        else:
            self._phase.setText(tr("The runtime could not be set up."))
            self._log.appendPlainText(str(error))
        self._bar.setValue(0)
        self._finish()

    def _finish(self) -> None:
        self._task = None
        self._set_running(running=False)


def _wrapped(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return label
