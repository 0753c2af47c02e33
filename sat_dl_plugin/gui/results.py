"""Puts the results of a run into the project: one group, styled, the polygons on top."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from qgis.core import (
    QgsLayerTreeGroup,
    QgsMapLayer,
    QgsProcessingAlgorithm,
    QgsProcessingDestinationParameter,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterVectorDestination,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)

from sat_dl_plugin.contract.errors import InputError
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


def add_results(run: Run, project: QgsProject) -> QgsLayerTreeGroup:
    """Add the results of a run that is done to a project, as a group at the top.

    Args:
        run: The run; it remembers the name of the group and the layers.
        project: The project.

    Raises:
        InputError: If a file is gone or cannot be read.
    """
    found = sorted(_results(run), key=lambda result: result.kind)
    layers = [_load(result, run, project) for result in found]
    group = project.layerTreeRoot().insertGroup(0, group_name(run))
    covered = False
    for result, layer in zip(found, layers):
        project.addMapLayer(layer, addToLegend=False)
        node = group.addLayer(layer)
        # One picture of the classes is enough, and polygons show the image below them.
        node.setItemVisibilityChecked(not covered)
        node.setExpanded(not covered)
        covered = covered or result.kind is not _Kind.PICTURE
    run.remember_layers(group.name(), [layer.id() for layer in layers])
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
            yield _Result(kind, str(path), _name(definition, algorithm, kind, run))


def _kind(definition: QgsProcessingDestinationParameter, run: Run) -> Optional[_Kind]:
    if isinstance(definition, QgsProcessingParameterVectorDestination):
        return _Kind.POLYGONS
    if not isinstance(definition, QgsProcessingParameterRasterDestination):
        return None
    if definition.name() == "PROBABILITIES":
        return _Kind.PROBABILITIES
    return _Kind.CLASSES if run.legend else _Kind.PICTURE


def _name(
    definition: QgsProcessingDestinationParameter,
    algorithm: QgsProcessingAlgorithm,
    kind: _Kind,
    run: Run,
) -> str:
    if kind is _Kind.PICTURE and definition.name() == "OUTPUT":
        layer = QgsProject.instance().mapLayer(run.request.layer_id)
        return tr("{} (enhanced)").format(run.request.title if layer is None else layer.name())
    return str(definition.description())


def _load(result: _Result, run: Run, project: QgsProject) -> QgsMapLayer:
    layer = (QgsVectorLayer if result.kind is _Kind.POLYGONS else QgsRasterLayer)(
        result.path, result.name
    )
    if not layer.isValid():
        raise InputError(
            tr("The result {} cannot be opened").format(Path(result.path).name),
            tr("It was moved or deleted since the run"),
            tr("Run it again"),
        )
    legend = legend_of(run.legend)
    if result.kind is _Kind.POLYGONS:
        polygons.style(layer, legend)
    elif result.kind is _Kind.CLASSES:
        class_raster.style(layer, legend)
    elif result.kind is _Kind.PROBABILITIES:
        probabilities.style(layer)
    else:
        _look_like_source(layer, project.mapLayer(run.request.layer_id))
    return layer


def _look_like_source(layer: QgsRasterLayer, source: Optional[QgsMapLayer]) -> None:
    """Draw an enhanced image with the bands and the stretch of its source, to be compared."""
    if isinstance(source, QgsRasterLayer) and source.bandCount() == layer.bandCount():
        layer.setRenderer(source.renderer().clone())
