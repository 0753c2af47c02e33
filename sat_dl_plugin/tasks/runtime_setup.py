"""Creates the runtime beside the main window."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from qgis.core import QgsTask
from qgis.PyQt.QtCore import pyqtSignal

from sat_dl_plugin.bridge.hardware import recommended_variant
from sat_dl_plugin.bridge.runtime import RuntimeSpec, create_runtime
from sat_dl_plugin.contract.errors import SatDlError
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.tasks.task_reporter import TaskReporter


@dataclass(frozen=True)
class SetupWish:
    """What the user chose in the setup dialog."""

    variant: Optional[str] = None
    """As in `RuntimeSpec`; None takes what fits the machine."""
    python: Optional[str] = None
    wheelhouse: Optional[Path] = None
    proxy: Optional[str] = None
    """URL with credentials: never shown, never logged."""


class RuntimeSetupTask(QgsTask):
    """Creates the runtime; afterwards either `error` or `python` is set."""

    phase_changed = pyqtSignal(str)
    line_told = pyqtSignal(str, str)

    def __init__(self, wish: SetupWish) -> None:
        super().__init__(tr("Set up the runtime of Sat DL"), QgsTask.Flag.CanCancel)
        self._wish = wish
        self.python: Optional[Path] = None
        self.error: Optional[SatDlError] = None

    def run(self) -> bool:
        """Create the runtime, in a background thread."""
        try:
            spec = RuntimeSpec(variant=self._wish.variant or recommended_variant())
            self.python = create_runtime(
                spec,
                TaskReporter(self),
                python=self._wish.python,
                wheelhouse=self._wish.wheelhouse,
                proxy=self._wish.proxy,
            )
        except SatDlError as error:
            self.error = error
        return self.error is None
