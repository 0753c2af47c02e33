"""Results are files, and must not overwrite what they are made from, nor each other."""

from __future__ import annotations

import os
from typing import Any, Optional

from qgis.core import (
    QgsMapLayer,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterMapLayer,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterRasterLayer,
    QgsProcessingUtils,
    QgsProperty,
    QgsProviderRegistry,
)

from sat_dl_plugin.contract.errors import OutputError
from sat_dl_plugin.i18n import tr

_INPUTS = (
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterMapLayer,
    QgsProcessingParameterMultipleLayers,
)
_DATABASES = ("memory", "ogr", "postgis", "postgres", "spatialite", "mssql", "oracle", "hana")
"""What QGIS puts before the colon of a destination that is no file."""


def check_targets(
    algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> None:
    """Refuse targets that are no file, the file of an input, or the same file twice.

    Raises:
        OutputError: If there is such a target.
    """
    taken: dict[str, str] = {}
    for definition in algorithm.parameterDefinitions():
        if isinstance(definition, _INPUTS):
            given = parameters.get(definition.name())
            for value in given if isinstance(given, (list, tuple)) else [given]:
                file = _file_of_layer(value, context)
                if file:
                    taken[file] = definition.description()
    for definition in algorithm.destinationParameterDefinitions():
        target = _text_of_target(parameters.get(definition.name()))
        database = target.partition(":")[0]
        if database in _DATABASES:
            # What follows the colon may hold a password.
            raise OutputError(
                tr("“{}” cannot be written to “{}:”").format(definition.description(), database),
                tr("Results are files, not tables of a database or layers in memory"),
                tr("Choose a file, or use a temporary one"),
            )
        file = _normal(target)
        if file in taken:
            raise OutputError(
                tr("“{}” would overwrite “{}”, {}").format(
                    definition.description(), taken[file], file
                ),
                todo=tr("Choose another file for the result"),
            )
        if file:
            taken[file] = definition.description()


def _file_of_layer(value: Any, context: QgsProcessingContext) -> str:
    if isinstance(value, QgsProcessingFeatureSourceDefinition):
        value = value.source
    if isinstance(value, QgsProperty):
        value = value.staticValue()
    if isinstance(value, str) and value:
        value = QgsProcessingUtils.mapLayerFromString(value, context)
    if not isinstance(value, QgsMapLayer):
        return ""
    parts = QgsProviderRegistry.instance().decodeUri(value.providerType(), value.source())
    return _normal(parts.get("path"))


def _text_of_target(value: Any) -> str:
    if isinstance(value, QgsProcessingOutputLayerDefinition):
        value = value.sink.staticValue()
    return value if isinstance(value, str) else ""


def _normal(path: Optional[str]) -> str:
    if not path or path == QgsProcessing.TEMPORARY_OUTPUT:
        return ""
    return os.path.normcase(os.path.realpath(path))
