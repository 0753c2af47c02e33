"""What the algorithms that write polygons share: smallest area, simplification, shape."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputString,
    QgsProcessingParameterEnum,
    QgsProcessingParameterNumber,
    QgsProcessingParameterVectorDestination,
)

from sat_dl_plugin.contract.jobs import SHAPES
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.engine_algorithm import EngineAlgorithm

MIN_AREA = "MIN_AREA"
SIMPLIFY = "SIMPLIFY"
SHAPE = "SHAPE"
SUMMARY = "SUMMARY"


def add_polygon_shape(algorithm: EngineAlgorithm) -> None:
    """Add ``MIN_AREA``, ``SIMPLIFY`` and ``SHAPE`` to an algorithm."""
    algorithm.add(
        _not_negative(MIN_AREA, tr("Smallest polygon (m²)")),
        tr("Polygons with a smaller area, in m² on the ellipsoid, are left out; 0 keeps all."),
    )
    algorithm.add(
        _not_negative(SIMPLIFY, tr("Simplification (metres)")),
        tr(
            "How far an outline may move, in metres on the ground; 0 keeps every corner. "
            "Neighbouring polygons still share their borders."
        ),
    )
    algorithm.add(
        QgsProcessingParameterEnum(
            SHAPE,
            tr("Shape of outlines"),
            options=[tr("Pixel edges"), tr("Smooth"), tr("Right-angled")],
            defaultValue=0,
        ),
        tr(
            "0 pixel edges: exactly the outline of the pixels. 1 smooth: for trees and water. "
            "2 right-angled: for buildings."
        ),
    )


def add_polygon_outputs(algorithm: EngineAlgorithm) -> None:
    """Add the vector ``OUTPUT`` and the table ``SUMMARY`` to an algorithm."""
    algorithm.add(
        QgsProcessingParameterVectorDestination(
            algorithm.OUTPUT, tr("Polygons"), QgsProcessing.SourceType.TypeVectorPolygon
        ),
        tr(
            "Polygon layer in the CRS of the raster with class_id, class_name, confidence "
            "(mean probability, 0 to 1), area_m2 (m² on the ellipsoid), status, model and run_id. "
            "Nodata and pixels of no class give no polygon."
        ),
    )
    algorithm.addOutput(
        QgsProcessingOutputString(SUMMARY, tr("Objects, area and share per class (JSON)"))
    )


def polygon_fields(
    algorithm: EngineAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> dict[str, Any]:
    """Return the fields ``min_area_m2``, ``simplify_m`` and ``shape`` of a job."""
    return {
        "min_area_m2": algorithm.parameterAsDouble(parameters, MIN_AREA, context),
        "simplify_m": algorithm.parameterAsDouble(parameters, SIMPLIFY, context),
        "shape": SHAPES[algorithm.parameterAsEnum(parameters, SHAPE, context)],
    }


def _not_negative(name: str, description: str) -> QgsProcessingParameterNumber:
    parameter = QgsProcessingParameterNumber(
        name,
        description,
        type=QgsProcessingParameterNumber.Type.Double,
        defaultValue=0.0,
        minValue=0.0,
    )
    parameter.setMetadata({"widget_wrapper": {"decimals": 2}})
    return parameter
