"""The base of algorithms whose work QGIS does by itself, without the engine."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingContext

from sat_dl_plugin.processing.engine_algorithm import EngineAlgorithm
from sat_dl_plugin.processing.feedback_reporter import FeedbackReporter


class LocalAlgorithm(EngineAlgorithm):
    """An algorithm that needs no runtime.

    As those of the engine, it builds its job on the main thread; `carry_out` does the job in
    the thread that QGIS chooses.
    """

    group_id = "review"

    def canExecute(self) -> tuple[bool, str]:  # noqa: N802 (Qt name)
        """Return that it always can."""
        return True, ""

    def carry_out(self, job: Any, reporter: FeedbackReporter) -> dict[str, Any]:
        """Do the job and return its result.

        Raises:
            SatDlError: If that fails.
        """
        raise NotImplementedError

    def _check_input(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """Leave the input, which is no raster, to `build_job`."""

    def _run(self, reporter: FeedbackReporter) -> dict[str, Any]:
        return self.carry_out(self._job, reporter)
