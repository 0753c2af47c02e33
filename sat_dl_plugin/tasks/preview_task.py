"""One preview: a picture of the layer where it is no file, then the engine's `PreviewJob`."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

from qgis.core import QgsProcessingFeedback, QgsTask

from sat_dl_plugin.contract.errors import JobCancelled, SatDlError
from sat_dl_plugin.contract.jobs import PreviewJob
from sat_dl_plugin.contract.reporting import SilentReporter
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.layer_export import LayerExport
from sat_dl_plugin.processing.workers import Worker


@dataclass(frozen=True)
class LayerCopy:
    """A layer without a file of its own, to be copied before it is previewed."""

    export: LayerExport
    gsd_m: Optional[float]
    """Metres per pixel for layers without pixels of their own."""


class PreviewTask(QgsTask):
    """Runs a preview in the background; afterwards `result` or `error` is set.

    Both stay None when it was cancelled. The task bar does not show it: previews come and go
    with every move of the map.

    Args:
        job: What to preview.
        open_worker: Hands out the worker of the previews.
        copy: Writes the job's input first, None where it is a file.
    """

    def __init__(
        self,
        job: PreviewJob,
        open_worker: Callable[[], AbstractContextManager[Worker]],
        copy: Optional[LayerCopy] = None,
    ) -> None:
        flags = QgsTask.Flag.CanCancel | QgsTask.Flag.Hidden | QgsTask.Flag.Silent
        super().__init__(tr("Preview of Sat DL"), flags)
        self.job = job
        self._open_worker = open_worker
        self._copy = copy
        self._feedback = QgsProcessingFeedback(False)  # noqa: FBT003 - log nothing
        self.result: Optional[dict[str, Any]] = None
        self.error: Optional[SatDlError] = None

    def run(self) -> bool:
        """Copy and predict, in a background thread."""
        reporter = _CancelReporter(self._feedback)
        try:
            if self._copy is not None:
                self._write(self._copy, reporter)
            with self._open_worker() as worker:
                self.result = worker.run(self.job, reporter)
        except JobCancelled:
            return False
        except SatDlError as error:
            self.error = error
            return False
        return True

    def cancel(self) -> None:
        """Ask the preview to stop."""
        self._feedback.cancel()
        super().cancel()

    def _write(self, copy: LayerCopy, reporter: _CancelReporter) -> None:
        path = Path(copy.export.path)
        if not path.exists():
            copy.export.write(copy.gsd_m, reporter, self._feedback)


class _CancelReporter(SilentReporter):
    """Only hears of the cancellation: a preview takes a second, and comes with every move."""

    def __init__(self, feedback: QgsProcessingFeedback) -> None:
        self._feedback = feedback

    def check_cancelled(self) -> None:
        """Raise `JobCancelled` when the task was cancelled."""
        if self._feedback.isCanceled():
            raise JobCancelled
