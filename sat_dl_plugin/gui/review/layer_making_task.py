"""Making a review layer from the page, in the background."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Optional

from qgis.core import (
    QgsApplication,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QObject, QStandardPaths, pyqtSignal

from sat_dl_plugin import settings
from sat_dl_plugin.contract.errors import OutputError, SatDlError
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.run_feedback import RunFeedback
from sat_dl_plugin.review.project_setup import prepare_project


class LayerMaking(QObject):
    """Runs ``satdl:reviewlayer`` and puts its layer into the project.

    Args:
        parent: Owner.
    """

    made = pyqtSignal(object)
    """The review layer, in the project."""
    failed = pyqtSignal(object)
    """Why there is none, a `SatDlError`."""
    progressed = pyqtSignal(float)
    """Percent that are done."""

    def __init__(self, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._context: Optional[QgsProcessingContext] = None
        self._feedback: Optional[RunFeedback] = None
        self._task: Optional[QgsProcessingAlgRunnerTask] = None
        self._source_id = ""

    @property
    def is_running(self) -> bool:
        """Whether a layer is being made."""
        return self._task is not None

    def start(self, layer: QgsVectorLayer, target: Path) -> None:
        """Make a review layer from predictions."""
        algorithm = QgsApplication.processingRegistry().createAlgorithmById("satdl:reviewlayer")
        parameters = {"INPUT": layer.id(), "OUTPUT": str(target)}
        self._context = QgsProcessingContext()
        self._context.setProject(QgsProject.instance())
        fine, reason = algorithm.checkParameterValues(parameters, self._context)
        if not fine:
            self.failed.emit(OutputError(reason))
            return
        self._source_id = layer.id()
        self._feedback = RunFeedback()
        self._feedback.progressChanged.connect(self.progressed)
        self._task = QgsProcessingAlgRunnerTask(
            algorithm, parameters, self._context, self._feedback
        )
        self._task.executed.connect(self._take)
        QgsApplication.taskManager().addTask(self._task)

    def cancel(self) -> None:
        """Stop; nothing stays of the layer."""
        if self._task is not None:
            self._task.executed.disconnect(self._take)
            self._feedback.cancel()
            self._task.cancel()
            self._task = None

    def _take(self, is_done: bool, results: dict[str, Any]) -> None:
        self._task = None
        if not is_done:
            error: SatDlError = self._feedback.error or OutputError(
                tr("The review layer could not be made"), todo=tr("See the log of QGIS")
            )
            self.failed.emit(error)
            return
        path = Path(results["OUTPUT"])
        layer = QgsVectorLayer(f"{path}|layername={path.stem}", path.stem)
        project = QgsProject.instance()
        project.addMapLayer(layer, addToLegend=False)
        self._place(layer)
        prepare_project(project, layer)
        self.made.emit(layer)

    def _place(self, layer: QgsVectorLayer) -> None:
        """Put the layer above the predictions, which would be drawn twice, and hide those."""
        root = QgsProject.instance().layerTreeRoot()
        source = root.findLayer(self._source_id)
        root.insertLayer(0, layer)
        if source is not None:
            source.setItemVisibilityChecked(False)


def proposed_path(layer: QgsVectorLayer) -> Path:
    """Return a file that does not exist, where results go, or else beside the project."""
    home = QgsProject.instance().homePath()
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    folder = settings.results_folder() or Path(home or documents or str(Path.home()))
    name = re.sub(r"\W+", "_", layer.name()).strip("_") or "polygons"
    path = folder / f"{name}_review.gpkg"
    number = 2
    while path.exists():
        path = folder / f"{name}_review_{number}.gpkg"
        number += 1
    return path
