"""The page about the runtime: what it is, setting it up, and taking care of it."""

from __future__ import annotations

from typing import Optional, Union

from qgis.core import QgsApplication
from qgis.gui import QgsCollapsibleGroupBox
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QCloseEvent, QShowEvent
from qgis.PyQt.QtWidgets import (
    QFrame,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from sat_dl_plugin import settings
from sat_dl_plugin.bridge.inventory import Inventory
from sat_dl_plugin.contract.errors import JobCancelled
from sat_dl_plugin.gui.runs.phases import phase_text
from sat_dl_plugin.gui.runtime.doctor_report import DoctorReport
from sat_dl_plugin.gui.runtime.runtime_status import RuntimeStatus
from sat_dl_plugin.gui.runtime.setup_choice import SetupChoice
from sat_dl_plugin.gui.session import DockSession
from sat_dl_plugin.gui.widgets.notice import Notice, Question, wrapped_label
from sat_dl_plugin.gui.widgets.quantities import size_text
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.workers import shared_workers
from sat_dl_plugin.tasks.doctor_check import DoctorTask
from sat_dl_plugin.tasks.run_queue import RunState
from sat_dl_plugin.tasks.runtime_setup import (
    InventoryTask,
    RuntimeRemovalTask,
    RuntimeSetupTask,
    SetupWish,
)

_LOG_LINES = 2000
_LOG_LINES_SHOWN = 10

ChangingTask = Union[RuntimeSetupTask, RuntimeRemovalTask]


class SetupPage(QScrollArea):
    """Sets the runtime up, and shows, checks, repairs and removes it.

    Everything that takes time runs in the background; `close` stops it.

    Args:
        session: Hears of changes through its `runtime_changed`, and tells of those of others.
        parent: Owner.
    """

    options_wanted = pyqtSignal()
    """The user wants to change the place of the runtime, which is one of the options of QGIS."""

    def __init__(self, session: DockSession, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._session = session
        self._inventory: Optional[Inventory] = None
        self._looking: Optional[InventoryTask] = None
        self._look_again = False
        self._task: Optional[ChangingTask] = None
        self._doctor: Optional[DoctorTask] = None
        self._closed = False
        self._build()
        session.runtime_changed.connect(self.refresh)
        self._show_sections()

    # What the dock and the menu call

    def refresh(self) -> None:
        """Look again at what is installed."""
        if self._looking is not None:
            self._look_again = True
            return
        self._looking = InventoryTask()
        self._looking.taskCompleted.connect(self._take_inventory)
        self._looking.taskTerminated.connect(self._take_inventory)
        QgsApplication.taskManager().addTask(self._looking)

    def start(self) -> None:
        """Set the runtime up, with what is chosen on the page."""
        self._begin(RuntimeSetupTask(self.choice.wish()))

    def add_training(self) -> None:
        """Install what enhancing and training need, for the same device."""
        self._begin(RuntimeSetupTask(self._wish_like_installed(kind="full", anew=False)))

    def repair(self) -> None:
        """Make the runtime in use anew; the old one stays until the new one works."""
        runtime = self._inventory.in_use if self._inventory is not None else None
        if runtime is not None:
            self._begin(RuntimeSetupTask(self._wish_like_installed(kind=runtime.kind, anew=True)))

    def ask_to_remove(self) -> None:
        """Ask in the page whether everything that was installed is to go."""
        if self._inventory is None:
            return
        folders = [runtime.folder for runtime in self._inventory.runtimes]
        self.question.ask(
            tr(
                "Remove the runtime and free {}? Models and results stay. It can be set up "
                "again at any time."
            ).format(size_text(self._inventory.size_bytes)),
            tr("Remove"),
            tr("&Keep it"),
            lambda: self._begin(RuntimeRemovalTask(folders)),
        )

    def clean_up(self) -> None:
        """Remove runtimes that nothing uses any more."""
        if self._inventory is not None:
            folders = [runtime.folder for runtime in self._inventory.unneeded]
            self._begin(RuntimeRemovalTask(folders))

    def free_memory(self) -> None:
        """End the workers that wait for the next run."""
        shared_workers().release()
        self.notice.show_text(tr("Models that were kept in memory have been unloaded."))

    def check(self) -> None:
        """Examine everything a run needs, and show the report in the page."""
        if self._doctor is not None:
            return
        self.report.wait()
        self.report.show()
        self.check_button.hide()
        self._doctor = DoctorTask()
        self._doctor.taskCompleted.connect(self._show_findings)
        self._doctor.taskTerminated.connect(self._show_findings)
        QgsApplication.taskManager().addTask(self._doctor)

    def cancel(self) -> None:
        """Stop what changes the runtime; nothing half-made stays behind."""
        if self._task is not None:
            self.phase.setText(tr("Stopping…"))
            self.cancel_button.setEnabled(False)
            self._task.cancel()

    def is_working(self) -> bool:
        """Return whether the runtime is being set up, repaired or removed."""
        return self._task is not None

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 (Qt name)
        """Look at what is installed: it may have changed in the options or in a terminal."""
        super().showEvent(event)
        if not self._closed:
            self.refresh()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 (Qt name)
        """Stop everything, let go of the session."""
        self.cancel()
        for task in (self._looking, self._doctor):
            if task is not None and not sip.isdeleted(task):
                task.cancel()
        # A window can be closed twice.
        if not self._closed:
            self._closed = True
            self._session.runtime_changed.disconnect(self.refresh)
        super().closeEvent(event)

    # Widgets

    def _build(self) -> None:
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWindowTitle(tr("Sat DL: runtime"))
        inner = QWidget()
        layout = QVBoxLayout(inner)
        self.notice, self.question = Notice(), Question()
        self.choice, self.status = SetupChoice(), RuntimeStatus()
        self.report = DoctorReport()
        self.looking = wrapped_label(tr("Looking at the runtime…"))
        for widget in (
            self.notice,
            self.question,
            self.looking,
            self.choice,
            self.status,
            self._make_progress(),
            self.report,
        ):
            layout.addWidget(widget)
        self.check_button = QPushButton(tr("Check &this computer"))
        self.check_button.clicked.connect(self.check)
        layout.addWidget(self.check_button)
        layout.addWidget(self._make_log())
        layout.addStretch(1)
        self.report.hide()
        self.setWidget(inner)
        self._connect()

    def _connect(self) -> None:
        self.choice.start_wanted.connect(self.start)
        self.choice.place_wanted.connect(self.options_wanted)
        self.status.check_wanted.connect(self.check)
        self.status.repair_wanted.connect(self.repair)
        self.status.remove_wanted.connect(self.ask_to_remove)
        self.status.free_wanted.connect(self.free_memory)
        self.status.training_wanted.connect(self.add_training)
        self.status.clean_wanted.connect(self.clean_up)
        self.report.closed.connect(self._close_report)

    def _make_progress(self) -> QWidget:
        self._progress = QWidget()
        layout = QVBoxLayout(self._progress)
        layout.setContentsMargins(0, 0, 0, 0)
        self.phase = wrapped_label()
        self.bar = QProgressBar()
        self.cancel_button = QPushButton(tr("C&ancel"))
        self.cancel_button.clicked.connect(self.cancel)
        for widget in (self.phase, self.bar, self.cancel_button):
            layout.addWidget(widget)
        return self._progress

    def _make_log(self) -> QWidget:
        self._log_box = QgsCollapsibleGroupBox(tr("Log"))
        self._log_box.setCollapsed(True)
        layout = QVBoxLayout(self._log_box)
        self.log = QPlainTextEdit()
        self.log.setReadOnly(True)
        self.log.setMaximumBlockCount(_LOG_LINES)
        self.log.setMinimumHeight(_LOG_LINES_SHOWN * self.fontMetrics().lineSpacing())
        layout.addWidget(self.log)
        self._log_box.hide()
        return self._log_box

    def _show_sections(self) -> None:
        """Show what belongs to the state the runtime is in."""
        known, working = self._inventory is not None, self.is_working()
        ready = self._inventory is not None and self._inventory.python is not None
        self.looking.setVisible(not known and not working)
        self.choice.setVisible(known and not ready and not working)
        self.status.setVisible(known and ready and not working)
        self.check_button.setVisible(self.choice.isVisibleTo(self) and self.report.isHidden())
        self._progress.setVisible(working)

    # What happens

    def _wish_like_installed(self, *, kind: str, anew: bool) -> SetupWish:
        runtime = self._inventory.in_use if self._inventory is not None else None
        return SetupWish(
            kind=kind,
            variant=runtime.variant if runtime is not None else None,
            python=settings.runtime_python(),
            wheelhouse=settings.wheelhouse(),
            proxy=settings.proxy_url(),
            anew=anew,
        )

    def _begin(self, task: ChangingTask) -> None:
        if self._task is not None:
            return
        if self._has_runs():
            self.notice.show_text(
                tr("A run is in progress. Wait until it ends, or cancel it first.")
            )
            return
        # A worker that waits would keep files of the runtime open.
        shared_workers().release()
        self._task = task
        self.notice.hide()
        self.question.hide()
        self._close_report()
        self.log.clear()
        self.bar.setValue(0)
        self.bar.setMaximum(100 if isinstance(task, RuntimeSetupTask) else 0)
        self.phase.setText(tr("Starting…") if self.bar.maximum() else tr("Removing…"))
        self.cancel_button.setEnabled(True)
        if isinstance(task, RuntimeSetupTask):
            self._log_box.show()
            task.phase_changed.connect(self._show_phase)
            task.line_told.connect(self._tell)
            task.progressChanged.connect(self._show_progress)
        task.taskCompleted.connect(self._finish)
        task.taskTerminated.connect(self._finish)
        self._show_sections()
        QgsApplication.taskManager().addTask(task)

    def _has_runs(self) -> bool:
        active = (RunState.WAITING, RunState.RUNNING)
        return any(run.state in active for run in self._session.runs.runs)

    def _show_phase(self, phase: str) -> None:
        if self.cancel_button.isEnabled():
            # One line: names of packages are long, and the page must not jump with each.
            width = self.phase.width()
            metrics = self.phase.fontMetrics()
            self.phase.setText(
                metrics.elidedText(phase_text(phase), Qt.TextElideMode.ElideRight, width)
            )
        self.log.appendPlainText(phase)

    def _show_progress(self, percent: float) -> None:
        self.bar.setValue(round(percent))

    def _tell(self, text: str, level: str) -> None:
        self.log.appendPlainText(tr("Warning: {}").format(text) if level == "warning" else text)

    def _finish(self) -> None:
        task, self._task = self._task, None
        if task is None:
            return
        if isinstance(task.error, JobCancelled) or (task.error is None and task.isCanceled()):
            self.notice.show_text(tr("Stopped. Nothing incomplete was left behind."))
        elif task.error is not None:
            self.log.appendPlainText(str(task.error))
            self.notice.show_error(task.error)
        elif isinstance(task, RuntimeSetupTask):
            self.notice.show_text(tr("The runtime is ready to use."))
            self._log_box.hide()
        else:
            self.notice.show_text(tr("The runtime has been removed."))
        self._inventory = None
        self._show_sections()
        # Where the message is.
        self.verticalScrollBar().setValue(0)
        # Leads to `refresh` here as well.
        self._session.runtime_changed.emit()

    def _take_inventory(self) -> None:
        task, self._looking = self._looking, None
        if task is None:
            return
        if self._look_again:
            self._look_again = False
            self.refresh()
            return
        if task.error is not None:
            self.notice.show_error(task.error)
        if task.inventory is not None:
            self._inventory = task.inventory
            self.choice.show_inventory(task.inventory)
            if task.inventory.python is not None:
                self.status.show_inventory(task.inventory)
        self._show_sections()

    def _show_findings(self) -> None:
        task, self._doctor = self._doctor, None
        if task is None:
            return
        if task.error is not None:
            self._close_report()
            self.notice.show_error(task.error)
        else:
            self.report.show_findings(task.findings)

    def _close_report(self) -> None:
        self.report.hide()
        self._show_sections()
