"""From a polygon layer of any provider to a GeoPackage that the engine reads."""

from __future__ import annotations

from qgis.core import (
    Qgis,
    QgsFeature,
    QgsFeatureRequest,
    QgsFields,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProcessingUtils,
    QgsVectorFileWriter,
    QgsWkbTypes,
)

from sat_dl_plugin.contract.errors import InputError, OutputError
from sat_dl_plugin.i18n import tr


def write_mask(source: QgsProcessingFeatureSource, context: QgsProcessingContext) -> str:
    """Write the polygons of a source, in its own CRS, and return the path of the GeoPackage.

    Only the selected features are written where the user asked for those.

    Raises:
        InputError: If the source has no polygon.
        OutputError: If the file cannot be written.
    """
    path = QgsProcessingUtils.generateTempFilename("mask.gpkg", context)
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GPKG"
    options.layerName = "mask"
    writer = QgsVectorFileWriter.create(
        path,
        QgsFields(),
        QgsWkbTypes.multiType(QgsWkbTypes.flatType(source.wkbType())),
        source.sourceCrs(),
        context.transformContext(),
        options,
    )
    written = 0
    # Rings that cross themselves still have an inside, and a mask needs no more than that.
    features = source.getFeatures(
        QgsFeatureRequest().setNoAttributes(),
        Qgis.ProcessingFeatureSourceFlag.SkipGeometryValidityChecks,
    )
    for feature in features:
        if feature.hasGeometry() and not feature.geometry().isEmpty():
            written += writer.addFeature(_geometry_only(feature))
    failure = writer.errorMessage()
    # Closes the file; the writer has no close of its own.
    del writer
    if failure:
        raise OutputError(
            tr("The mask could not be copied to a temporary file"),
            failure,
            tr("Check the mask layer and the space on the temporary disk"),
        )
    if not written:
        raise InputError(
            tr("The mask has no polygons"),
            tr("The layer is empty, or nothing is selected in it"),
            tr("Choose another mask layer, or leave the mask empty"),
        )
    return path


def _geometry_only(feature: QgsFeature) -> QgsFeature:
    bare = QgsFeature()
    geometry = feature.geometry()
    geometry.get().dropMValue()
    geometry.get().dropZValue()
    geometry.convertToMultiType()
    bare.setGeometry(geometry)
    return bare
