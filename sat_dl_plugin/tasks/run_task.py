"""One algorithm of the toolbox, run in a background task that QGIS's task bar shows."""

from __future__ import annotations

import threading
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProject,
    QgsTask,
)

from sat_dl_plugin.contract.errors import SatDlError, UsageError
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.run_feedback import RunFeedback
from sat_dl_plugin.tasks.first_run import try_new_models


class RunTask(QgsTask):
    """Runs an algorithm as the toolbox does: prepared and ended on the main thread.

    Not `QgsProcessingAlgRunnerTask`, which prepares when it is made, tells nobody why that
    failed, and whose name in the task bar is that of the algorithm.

    Args:
        title: Name in the task bar.
        algorithm: A fresh instance, as from `new_algorithm`.
        parameters: What Processing gets.
    """

    def __init__(
        self, title: str, algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any]
    ) -> None:
        # The panel tells how runs end; QGIS would tell of one that was cancelled that it failed.
        super().__init__(title, QgsTask.Flag.CanCancel | QgsTask.Flag.Silent)
        self.feedback = RunFeedback()
        self._algorithm = algorithm
        self._parameters = parameters
        self._context = QgsProcessingContext()
        self._context.setProject(QgsProject.instance())
        self._context.setFeedback(self.feedback)
        self._over = threading.Event()
        self._results: dict[str, Any] = {}

    def prepare(self) -> None:
        """Turn layers into paths, on the main thread.

        Raises:
            SatDlError: If the parameters cannot be used.
        """
        try:
            fine = self._algorithm.prepare(self._parameters, self._context, self.feedback)
        except QgsProcessingException as error:
            raise self._error(str(error)) from None
        if not fine:
            raise self._error("")

    def run(self) -> bool:
        """Run, in a background thread."""
        try:
            try_new_models(self._parameters, self.feedback)
            self._results = self._algorithm.runPrepared(
                self._parameters, self._context, self.feedback
            )
        except SatDlError as error:
            self.feedback.error = error
        except QgsProcessingException as error:
            self.feedback.error = self._error(str(error))
        finally:
            self._over.set()
        return self.feedback.error is None

    def cancel(self) -> None:
        """Ask the run to stop; also called by QGIS's task bar."""
        self.feedback.cancel()
        super().cancel()

    def results(self) -> dict[str, Any]:
        """End a successful run, on the main thread, and return its outputs."""
        ended = self._algorithm.postProcess(self._context, self.feedback)
        return {**self._results, **ended}

    def wait(self, seconds: float) -> None:
        """Wait until the background thread has left the algorithm, but no longer than this."""
        self._over.wait(seconds)

    def _error(self, text: str) -> SatDlError:
        """Return what the algorithm left; without that it is a defect, told by a traceback."""
        if self.feedback.error is not None:
            return self.feedback.error
        self.feedback.reportError(text)
        lines = text.strip().splitlines()
        return SatDlError(
            tr("The run failed unexpectedly"),
            lines[-1].strip() if lines else "",
            tr("Report it with the diagnostics"),
        )


def new_algorithm(algorithm_id: str) -> QgsProcessingAlgorithm:
    """Return a fresh instance of an algorithm.

    Raises:
        UsageError: If there is none of this id.
    """
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(algorithm_id)
    if algorithm is None:
        raise UsageError(
            tr("There is no algorithm {}").format(algorithm_id),
            tr("Its provider is switched off or was removed"),
            tr("Activate “Sat DL” in the Processing options"),
        )
    return algorithm
