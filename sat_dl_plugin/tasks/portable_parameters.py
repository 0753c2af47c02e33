"""Parameters that mean the same outside this project: files in place of layers and selections."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsMapLayer,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterMapLayer,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterVectorLayer,
    QgsProcessingUtils,
    QgsProject,
    QgsProperty,
)

from sat_dl_plugin.contract.errors import OutputError
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.mask_input import write_mask
from sat_dl_plugin.tasks.run_request import RunRequest

MASK = "MASK"
MASK_FILE = "mask.gpkg"

_LAYERS = (
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterVectorLayer,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterMapLayer,
    QgsProcessingParameterMultipleLayers,
)
_FILE_PROVIDERS = ("gdal", "ogr")


def portable(parameters: dict[str, Any], algorithm: QgsProcessingAlgorithm) -> dict[str, Any]:
    """Return parameters whose layers are sources that any process can open.

    Ask before a run: afterwards the layers may be gone from the project.
    """
    return {
        name: _portable_value(value, algorithm.parameterDefinition(name))
        for name, value in parameters.items()
        if value is not None
    }


def with_mask_file(
    request: RunRequest, algorithm: QgsProcessingAlgorithm, folder: Path
) -> RunRequest:
    """Return a request whose mask is a file, where it was a selection or a layer in memory.

    Raises:
        SatDlError: If the mask has no polygon or cannot be written.
    """
    value = request.parameters.get(MASK)
    if value in (None, "") or _is_whole_file(value):
        return request
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    source = algorithm.parameterAsSource(request.parameters, MASK, context)
    if source is None:
        # The algorithm itself says what is wrong with it.
        return request
    path = folder / MASK_FILE
    try:
        shutil.move(write_mask(source, context), path)
    except OSError as error:
        raise OutputError(
            tr("The mask could not be copied to {}").format(path), error.strerror or str(error)
        ) from error
    return replace(request, parameters={**request.parameters, MASK: str(path)})


def remove_mask_file(folder: Path) -> None:
    """Undo `with_mask_file`, for a run that made nothing."""
    # There is none, or somebody has it open.
    with suppress(OSError):
        (folder / MASK_FILE).unlink()


def _portable_value(value: Any, definition: QgsProcessingParameterDefinition) -> Any:
    if isinstance(definition, QgsProcessingParameterExtent):
        return _extent_with_crs(value)
    if not isinstance(definition, _LAYERS):
        return value
    if isinstance(value, (list, tuple)):
        return [_portable_value(each, definition) for each in value]
    layer = _layer(value)
    return value if layer is None else _source(layer)


def _extent_with_crs(value: Any) -> Any:
    """Return an extent that says its CRS; without one Processing takes that of the project."""
    code = QgsProject.instance().crs().authid()
    if not isinstance(value, str) or "[" in value or not value.strip() or not code:
        return value
    return f"{value} [{code}]"


def _layer(value: Any) -> Any:
    """Return the layer of the open project that a value names, or None."""
    if isinstance(value, QgsProcessingFeatureSourceDefinition):
        value = value.source
    if isinstance(value, QgsProperty):
        value = value.staticValue()
    if isinstance(value, QgsMapLayer):
        return value
    return QgsProject.instance().mapLayer(value) if isinstance(value, str) else None


def _source(layer: QgsMapLayer) -> str:
    if layer.providerType() in _FILE_PROVIDERS:
        return str(layer.source())
    # As Processing itself writes layers of servers and databases.
    return str(QgsProcessingUtils.encodeProviderKeyAndUri(layer.providerType(), layer.source()))


def _is_whole_file(value: Any) -> bool:
    if isinstance(value, QgsProcessingFeatureSourceDefinition) and (
        value.selectedFeaturesOnly or value.featureLimit >= 0 or value.filterExpression
    ):
        return False
    layer = _layer(value)
    # What is being edited is not in the file yet.
    return layer is None or (layer.providerType() == "ogr" and not layer.isModified())
