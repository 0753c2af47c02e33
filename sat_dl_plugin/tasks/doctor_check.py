"""Examines the runtime beside the main window."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsTask

from sat_dl_plugin.bridge.doctor import Finding, examine
from sat_dl_plugin.contract.errors import SatDlError
from sat_dl_plugin.i18n import tr


class DoctorTask(QgsTask):
    """Looks at everything a job needs; afterwards `findings` or `error` is set."""

    def __init__(self) -> None:
        super().__init__(tr("Check the runtime of Sat DL"), QgsTask.Flag.CanCancel)
        self.findings: list[Finding] = []
        self.error: Optional[SatDlError] = None

    def run(self) -> bool:
        """Examine, in a background thread: a network is run, which takes seconds."""
        try:
            self.findings = examine()
        except SatDlError as error:
            self.error = error
        return self.error is None
