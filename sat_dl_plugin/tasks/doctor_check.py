"""Examines the runtime beside the main window."""

from __future__ import annotations

from qgis.core import QgsTask

from sat_dl_plugin.bridge.doctor import examine, report
from sat_dl_plugin.contract.errors import SatDlError
from sat_dl_plugin.i18n import tr


class DoctorTask(QgsTask):
    """Looks at everything a job needs; afterwards `report` holds the text."""

    def __init__(self) -> None:
        super().__init__(tr("Check the runtime of Sat DL"))
        self.report = ""

    def run(self) -> bool:
        """Examine, in a background thread: a network is run, which takes seconds."""
        try:
            self.report = report(examine())
        except SatDlError as error:
            self.report = str(error)
        return True
