"""A feedback that keeps what Processing loses: the three parts of an error, the job's result."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import QgsProcessingFeedback
from qgis.PyQt.QtCore import pyqtSignal

from sat_dl_plugin.contract.errors import SatDlError


class RunFeedback(QgsProcessingFeedback):
    """The feedback of a run that Sat DL itself starts.

    A `QgsProcessingException` carries one text only, and the outputs of an algorithm name files
    only. `EngineAlgorithm` leaves both in full here. Signals come from the thread of the run.
    """

    phase_changed = pyqtSignal(str)
    line_told = pyqtSignal(str, str)
    """A line for the user and its level: ``info``, ``warning`` or ``error``."""
    detail_told = pyqtSignal(str, dict)
    """Facts to draw, see `contract.reporting.Reporter.detail`."""

    def __init__(self) -> None:
        super().__init__(False)  # noqa: FBT003 - what is told is shown here, not logged by QGIS
        self.error: Optional[SatDlError] = None
        self.result: dict[str, Any] = {}
        """What the engine answered, with ``legend`` and ``summary`` where it makes classes."""
        self.is_finishing = False
        """Whether the job should end early with the best it has reached."""

    def setProgressText(self, text: str) -> None:  # noqa: N802 (Qt name)
        """Tell of another phase."""
        self.phase_changed.emit(text)

    def pushInfo(self, info: str) -> None:  # noqa: N802 (Qt name)
        """Tell a line."""
        self.line_told.emit(info, "info")

    def pushConsoleInfo(self, info: str) -> None:  # noqa: N802 (Qt name)
        """Tell a line of a table."""
        self.line_told.emit(info, "info")

    def pushWarning(self, warning: str) -> None:  # noqa: N802 (Qt name)
        """Tell a warning."""
        self.line_told.emit(warning, "warning")

    def reportError(self, error: str, fatalError: bool = False) -> None:  # noqa: N802, N803
        """Tell an error."""
        self.line_told.emit(error, "error")
