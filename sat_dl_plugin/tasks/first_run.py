"""The first run of a model begins with its self-test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qgis.core import QgsProcessingFeedback
from qgis.PyQt.QtCore import QLocale

from sat_dl_plugin.contract.errors import DeviceMemoryError, ModelError, WorkerDiedError
from sat_dl_plugin.contract.jobs import SelfTestJob
from sat_dl_plugin.contract.text_forms import split_entries
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.engine_algorithm import EngineAlgorithm
from sat_dl_plugin.processing.feedback_reporter import FeedbackReporter
from sat_dl_plugin.settings import models_folder
from sat_dl_plugin.tasks.self_tests import needs_self_test, remember_failure, remember_success


class _AsideReporter(FeedbackReporter):
    """Leaves the progress bar and the log to the run that follows."""

    def progress(self, fraction: float, phase: str) -> None:
        """Show nothing: the phase was told before."""

    def log(self, text: str, level: str = "info") -> None:
        """Drop the line: the run says the same."""


def try_new_models(parameters: Mapping[str, Any], feedback: QgsProcessingFeedback) -> None:
    """Try those models of a run on a small picture that were never tried before.

    Safe from the thread of the run. A failure is remembered; the next run goes on without
    another test, so that the user has the last word.

    Args:
        parameters: What Processing gets; models are read from ``MODELS``.
        feedback: Hears of it, and is asked for cancellation.

    Raises:
        ModelError: If a model does not do what its card says.
        JobCancelled: If the user stopped the run.
        RuntimeSetupError: If there is no runtime.
    """
    models = parameters.get("MODELS", "")
    names = split_entries(models) if isinstance(models, str) else list(models or ())
    device = str(parameters.get("DEVICE") or "auto")
    for name in filter(needs_self_test, map(str, names)):
        _try_model(name, device, feedback)


def _try_model(name: str, device: str, feedback: QgsProcessingFeedback) -> None:
    feedback.setProgressText(tr("Testing {} on a small image").format(name))
    job = SelfTestJob(name, models_folder=str(models_folder()), device=device)
    try:
        with EngineAlgorithm.workers.open() as worker:
            result = worker.run(job, _AsideReporter(feedback))
    except ModelError as error:
        remember_failure(name, error)
        raise
    except (DeviceMemoryError, WorkerDiedError) as error:
        # That says more about the machine; the run has ways to do with less memory.
        feedback.pushWarning(str(error))
        return
    remember_success(name, device, result)
    speed = float(result.get("pixels_per_s", 0.0)) / 1e6
    feedback.pushInfo(
        tr("{} passed its self-test: {} million pixels a second").format(
            name, QLocale().toString(speed, "f", 2)
        )
    )
