"""Tells a `QgsTask` what long work reports, and the work when the task is cancelled."""

from __future__ import annotations

from typing import Protocol

from qgis.PyQt.QtCore import pyqtBoundSignal

from sat_dl_plugin.contract.errors import JobCancelled
from sat_dl_plugin.contract.reporting import SilentReporter


class TellingTask(Protocol):
    """A task with the signals ``phase_changed(str)`` and ``line_told(str, str)``."""

    phase_changed: pyqtBoundSignal
    line_told: pyqtBoundSignal

    def setProgress(self, progress: float) -> None:  # noqa: N802 (Qt name)
        """Show the share that is done, in percent."""

    def isCanceled(self) -> bool:  # noqa: N802 (Qt name)
        """Return whether the user stopped it."""


class TaskReporter(SilentReporter):
    """A `contract.reporting.Reporter` on top of a task; its signals cross threads."""

    def __init__(self, task: TellingTask) -> None:
        self._task = task
        self._phase = ""

    def progress(self, fraction: float, phase: str) -> None:
        """Show the share of the work that is done, and its phase when that changes."""
        self._task.setProgress(100.0 * fraction)
        if phase != self._phase:
            self._phase = phase
            self._task.phase_changed.emit(phase)

    def log(self, text: str, level: str = "info") -> None:
        """Show one line."""
        self._task.line_told.emit(text, level)

    def check_cancelled(self) -> None:
        """Raise `JobCancelled` when the task was cancelled."""
        if self._task.isCanceled():
            raise JobCancelled
