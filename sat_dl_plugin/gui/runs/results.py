"""Puts the results of a run into the project: one group, styled, the polygons on top."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsLayerTreeGroup,
    QgsMapLayer,
    QgsProcessingDestinationParameter,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterVectorDestination,
    QgsProject,
    QgsRasterLayer,
    QgsTask,
    QgsVectorLayer,
)

from sat_dl_plugin.contract.errors import InputError, SatDlError
from sat_dl_plugin.contract.legend import legend_of
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.styling import class_raster, polygons, probabilities
from sat_dl_plugin.tasks.run_queue import Run, RunState
from sat_dl_plugin.tasks.run_task import new_algorithm


class _Kind(enum.IntEnum):
    """What a result is; smaller ones are stacked higher."""

    POLYGONS = 0
    PICTURE = 1
    CLASSES = 2
    PROBABILITIES = 3


@dataclass(frozen=True)
class _Result:
    kind: _Kind
    path: str
    name: str
    is_enhanced: bool
    """Whether it is the input raster made better, not what is left over or found in it."""


class ResultLoader(QgsTask):
    """Opens the files of a run in the background; `place` puts them into the project.

    QGIS looks for the range of values of a new raster in its pixels, which would block the
    window for half a second, and longer where the files are on a network.

    Args:
        run: A run that is done.
    """

    def __init__(self, run: Run) -> None:
        super().__init__(tr("Open the results"), QgsTask.Flag.Hidden | QgsTask.Flag.CanCancel)
        self.error: Optional[SatDlError] = None
        self._run = run
        self._found = sorted(_results(run), key=lambda result: result.kind)
        self._layers: list[QgsMapLayer] = []

    def run(self) -> bool:
        """Open the files, in a background thread."""
        try:
            layers = [_open(result) for result in self._found]
        except SatDlError as error:
            self.error = error
            return False
        for layer in layers:
            layer.moveToThread(QgsApplication.instance().thread())
        self._layers = layers
        return not self.isCanceled()

    def place(self, project: QgsProject) -> QgsLayerTreeGroup:
        """Style the layers and add them as a group at the top, on the main thread.

        The run remembers the name of the group and the layers.
        """
        run = self._run
        source = project.mapLayer(run.request.layer_id)
        group = project.layerTreeRoot().insertGroup(0, group_name(run))
        for place, (result, layer) in enumerate(zip(self._found, self._layers)):
            _style(layer, result, run, source)
            project.addMapLayer(layer, addToLegend=False)
            node = group.addLayer(layer)
            # One picture of the classes is enough, and polygons show the image below them.
            node.setItemVisibilityChecked(place == 0)
            node.setExpanded(place == 0)
        run.remember_layers(group.name(), [layer.id() for layer in self._layers])
        self._layers = []
        return group


def group_name(run: Run) -> str:
    """Return the name of the group: layer, model and the time of the run."""
    return f"{run.request.title} · {run.created:%H:%M}"


def belongs_here(run: Run, project: QgsProject) -> bool:
    """Return whether the results of a run belong into a project without asking.

    They do in the project the run was started in, also when its layer was removed meanwhile; and
    in any that has the layer.
    """
    return not run.project_left or project.mapLayer(run.request.layer_id) is not None


def layers_of(run: Run, project: QgsProject) -> list[QgsMapLayer]:
    """Return those layers of a run that are in a project."""
    layers = (project.mapLayer(layer_id) for layer_id in run.layer_ids)
    return [layer for layer in layers if layer is not None]


def has_layers(run: Run) -> bool:
    """Return whether a run made files that can be shown on the map."""
    return run.state is RunState.DONE and any(True for _result in _results(run))


def remove_layers(run: Run, project: QgsProject) -> None:
    """Take the layers of a run out of a project, and its group if nothing else is in it."""
    root = project.layerTreeRoot()
    nodes = [root.findLayer(layer_id) for layer_id in run.layer_ids]
    groups = {node.parent() for node in nodes if node is not None}
    project.removeMapLayers([layer.id() for layer in layers_of(run, project)])
    for group in groups:
        if group is not root and not group.children():
            group.parent().removeChildNode(group)
    run.remember_layers("", [])


def _results(run: Run) -> Iterator[_Result]:
    algorithm = new_algorithm(run.request.algorithm)
    for definition in algorithm.destinationParameterDefinitions():
        path = run.results.get(definition.name())
        kind = _kind(definition, run)
        if path and kind is not None:
            is_enhanced = kind is _Kind.PICTURE and definition.name() == "OUTPUT"
            # With its time, because lists of layers do not show the group.
            name = f"{definition.description()} · {run.created:%H:%M}"
            name = _enhanced_name(run) if is_enhanced else name
            yield _Result(kind, str(path), name, is_enhanced)


def _kind(definition: QgsProcessingDestinationParameter, run: Run) -> Optional[_Kind]:
    if isinstance(definition, QgsProcessingParameterVectorDestination):
        return _Kind.POLYGONS
    if not isinstance(definition, QgsProcessingParameterRasterDestination):
        return None
    if definition.name() == "PROBABILITIES":
        return _Kind.PROBABILITIES
    return _Kind.CLASSES if run.legend else _Kind.PICTURE


def _enhanced_name(run: Run) -> str:
    layer = QgsProject.instance().mapLayer(run.request.layer_id)
    return tr("{} (enhanced)").format(run.request.title if layer is None else layer.name())


def _open(result: _Result) -> QgsMapLayer:
    kind = QgsVectorLayer if result.kind is _Kind.POLYGONS else QgsRasterLayer
    layer = kind(result.path, result.name)
    if not layer.isValid():
        raise InputError(
            tr("The result {} cannot be opened").format(Path(result.path).name),
            tr("It was moved or deleted since the run"),
            tr("Run it again"),
        )
    return layer


def _style(layer: QgsMapLayer, result: _Result, run: Run, source: Optional[QgsMapLayer]) -> None:
    if source is not None and not source.crs().isValid():
        # GeoPackages name what has no CRS “Undefined SRS”, which QGIS fails to transform.
        layer.setCrs(QgsCoordinateReferenceSystem())
    legend = legend_of(run.legend)
    if result.kind is _Kind.POLYGONS:
        polygons.style(layer, legend)
    elif result.kind is _Kind.CLASSES:
        class_raster.style(layer, legend)
    elif result.kind is _Kind.PROBABILITIES:
        probabilities.style(layer)
    elif result.is_enhanced and isinstance(source, QgsRasterLayer):
        _look_like(layer, source)


def _look_like(layer: QgsRasterLayer, source: QgsRasterLayer) -> None:
    """Draw an enhanced image with the bands and the stretch of its source, to be compared."""
    if source.bandCount() == layer.bandCount():
        layer.setRenderer(source.renderer().clone())
