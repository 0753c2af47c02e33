"""Describing, importing, combining, testing and copying models beside the main window."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Optional

from qgis.core import QgsTask
from qgis.PyQt.QtCore import pyqtSignal

from sat_dl_plugin.contract.errors import ModelError, SatDlError
from sat_dl_plugin.contract.jobs import CombineJob, DescribeJob, ImportJob, SelfTestJob
from sat_dl_plugin.contract.reporting import PhaseReporter
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.engine_algorithm import EngineAlgorithm
from sat_dl_plugin.tasks.model_files import export_model, networks_at
from sat_dl_plugin.tasks.self_tests import remember_failure, remember_success
from sat_dl_plugin.tasks.task_reporter import TaskReporter

_IMPORT_SHARE = 0.5
"""Of the progress of an import; the self-test takes the rest."""


class ModelTask(QgsTask):
    """Work on one model; afterwards `error` is set when it failed or was cancelled.

    Subclasses do it in `work`.

    Args:
        title: What QGIS shows in its task bar.
    """

    phase_changed = pyqtSignal(str)
    line_told = pyqtSignal(str, str)

    def __init__(self, title: str) -> None:
        super().__init__(title, QgsTask.Flag.CanCancel)
        self.error: Optional[SatDlError] = None

    def run(self) -> bool:
        """Do the work, in a background thread."""
        try:
            self.work(TaskReporter(self))
        except SatDlError as error:
            self.error = error
        return self.error is None

    def work(self, reporter: TaskReporter) -> None:
        """Do it; raises `SatDlError`."""
        raise NotImplementedError


class DescribeTask(ModelTask):
    """Reads what is known of a network; afterwards `networks` and, for one, `result` are set.

    Args:
        chosen: What the user chose: a file or a folder.
        job: How it is to be described; its model is the network that is found there.
    """

    def __init__(self, chosen: Path, job: DescribeJob) -> None:
        super().__init__(tr("Read the model {}").format(chosen.name))
        self._chosen = chosen
        self._job = job
        self.networks: list[Path] = []
        """Several when the user chose a folder with several."""
        self.result: dict[str, Any] = {}

    def work(self, reporter: TaskReporter) -> None:
        """Find the network and describe it."""
        self.networks = networks_at(self._chosen)
        if len(self.networks) == 1:
            with EngineAlgorithm.workers.open() as worker:
                self.result = worker.run(replace(self._job, model=str(self.networks[0])), reporter)


class SelfTestTask(ModelTask):
    """Tries a model on a small picture and remembers how that ended.

    Args:
        job: Which model, on which device.
    """

    def __init__(self, job: SelfTestJob) -> None:
        super().__init__(tr("Test the model {}").format(job.model))
        self._job = job
        self.result: dict[str, Any] = {}

    def work(self, reporter: TaskReporter) -> None:
        """Run the test."""
        with EngineAlgorithm.workers.open() as worker:
            self.result = worker.run(self._job, reporter)

    def finished(self, result: bool) -> None:
        """Remember the outcome, on the main thread, unless it is that of the machine."""
        _remember(self._job, self.result if result else {}, self.error)


class ImportTask(ModelTask):
    """Imports a network and tries it; afterwards `result` and maybe `test_error` are set.

    A model that fails its test stays: its card can be corrected by importing it again.

    Args:
        job: What to import.
        device: Where it is tried.
    """

    def __init__(self, job: ImportJob, device: str) -> None:
        super().__init__(tr("Import the model {}").format(Path(job.model).name))
        self._job = job
        self._device = device
        self.result: dict[str, Any] = {}
        self.test_result: dict[str, Any] = {}
        self.test_error: Optional[SatDlError] = None

    def work(self, reporter: TaskReporter) -> None:
        """Import, then test."""
        with EngineAlgorithm.workers.open() as worker:
            self.result = worker.run(self._job, PhaseReporter(reporter, 0.0, _IMPORT_SHARE))
            try:
                self.test_result = worker.run(
                    self._test_job(), PhaseReporter(reporter, _IMPORT_SHARE, 1.0)
                )
            except SatDlError as error:
                # What is imported is imported, also when the user stops the test.
                self.test_error = error

    def finished(self, result: bool) -> None:
        """Remember how the test ended, on the main thread."""
        if result and self.result:
            _remember(self._test_job(), self.test_result, self.test_error)

    def _test_job(self) -> SelfTestJob:
        return SelfTestJob(
            str(self.result["name"]), models_folder=self._job.models_folder, device=self._device
        )


class CombineTask(ModelTask):
    """Saves several models as one set; afterwards `result` is set.

    Args:
        job: Which models, and how.
    """

    def __init__(self, job: CombineJob) -> None:
        super().__init__(tr("Save the set {}").format(job.name))
        self._job = job
        self.result: dict[str, Any] = {}

    def work(self, reporter: TaskReporter) -> None:
        """Save it."""
        with EngineAlgorithm.workers.open() as worker:
            self.result = worker.run(self._job, reporter)


class ExportTask(ModelTask):
    """Copies a network and its card, or a set with its members; afterwards `copies` is set.

    Args:
        name: What the model is called.
        path: The ONNX file, or that of the set.
        folder: Where to.
    """

    def __init__(self, name: str, path: Path, folder: Path) -> None:
        super().__init__(tr("Export the model {}").format(name))
        self._path = path
        self._folder = folder
        self.copies: list[Path] = []

    def work(self, reporter: TaskReporter) -> None:
        """Copy all of them."""
        self.copies = export_model(self._path, self._folder)


def _remember(job: SelfTestJob, result: dict[str, Any], error: Optional[SatDlError]) -> None:
    # Only what the model itself did wrong: a worker that died says nothing about it.
    if isinstance(error, ModelError):
        remember_failure(job.model, error)
    elif error is None and result:
        remember_success(job.model, job.device, result)
