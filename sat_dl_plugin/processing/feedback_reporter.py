"""Tells Processing's feedback what a job reports, and the job when the user cancels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

from qgis.core import QgsProcessingFeedback

from sat_dl_plugin.contract.errors import JobCancelled
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.layer_names import LayerNames
from sat_dl_plugin.processing.run_feedback import RunFeedback


class FeedbackReporter:
    """A `contract.reporting.Reporter` on top of a `QgsProcessingFeedback`.

    Args:
        feedback: Who is told.
        names: Layers behind the temporary files that the job is about.
    """

    def __init__(self, feedback: QgsProcessingFeedback, names: Optional[LayerNames] = None) -> None:
        self._feedback = feedback
        self._names = names or LayerNames()
        self._phase = ""

    @property
    def feedback(self) -> QgsProcessingFeedback:
        """The feedback behind this reporter."""
        return self._feedback

    def progress(self, fraction: float, phase: str) -> None:
        """Show the share of the job that is done, and its phase when that changes."""
        if phase != self._phase:
            self._phase = phase
            self._feedback.setProgressText(phase)
        self._feedback.setProgress(100.0 * fraction)

    def log(self, text: str, level: str = "info") -> None:
        """Show one line."""
        text = self._names.in_text(text)
        if level == "warning":
            self._feedback.pushWarning(text)
        elif level == "debug":
            self._feedback.pushDebugInfo(text)
        else:
            self._feedback.pushInfo(text)

    def check_cancelled(self) -> None:
        """Raise `JobCancelled` when the user pressed Cancel."""
        if self._feedback.isCanceled():
            raise JobCancelled(tr("Cancelled, nothing was written"))

    def detail(self, kind: str, values: Mapping[str, Any]) -> None:
        """Show facts where something draws them."""
        if isinstance(self._feedback, RunFeedback):
            self._feedback.detail_told.emit(kind, dict(values))

    def wants_to_finish(self) -> bool:
        """Return whether the user pressed the button that ends the job with its best."""
        return isinstance(self._feedback, RunFeedback) and self._feedback.is_finishing
