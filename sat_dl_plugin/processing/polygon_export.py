"""From a polygon layer of any provider to a GeoPackage that the engine reads."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.core import (
    Qgis,
    QgsCoordinateTransformContext,
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

_LONGEST_NAME = 80
"""Characters of a layer's name that go into the name of a file."""


class PolygonExport:
    """Polygons whose file is written later, where it may take its time.

    Args:
        source: The polygons.
        context: Context of the run.
        owner: What they are, for errors, such as “the mask”.
        fields: Names of the fields to keep; those that the source does not have are left out.
    """

    def __init__(
        self,
        source: QgsProcessingFeatureSource,
        context: QgsProcessingContext,
        owner: str,
        fields: Sequence[str] = (),
    ) -> None:
        # Provenance names the file, which should tell a reader where the polygons came from.
        name = source.sourceName()[:_LONGEST_NAME] or "polygons"
        self.path: str = QgsProcessingUtils.generateTempFilename(f"{name}.gpkg", context)
        """The GeoPackage that `write` makes."""
        self._source = source
        self._transforms = context.transformContext()
        self._owner = owner
        self._fields = fields

    def write(self) -> str:
        """Write the polygons in their own CRS, and return the path of the GeoPackage.

        Only the selected features are written where the user asked for those.

        Raises:
            InputError: If the source has no polygon.
            OutputError: If the file cannot be written.
        """
        written, failure = _copied(self._source, self._transforms, self.path, self._fields)
        if failure:
            raise OutputError(
                tr("{} could not be copied to a temporary file").format(self._owner),
                failure,
                tr("Check the layer and the free space for temporary files"),
            )
        if not written:
            raise InputError(
                tr("{} has no polygons").format(self._owner),
                tr("The layer is empty, or nothing is selected in it"),
                tr("Choose another layer"),
            )
        return self.path


def write_polygons(
    source: QgsProcessingFeatureSource,
    context: QgsProcessingContext,
    owner: str,
    fields: Sequence[str] = (),
) -> str:
    """Write the polygons of a source at once; see `PolygonExport`."""
    return PolygonExport(source, context, owner, fields).write()


def _copied(
    source: QgsProcessingFeatureSource,
    transforms: QgsCoordinateTransformContext,
    path: str,
    fields: Sequence[str],
) -> tuple[int, str]:
    """Return how many features were written, and why not all of them."""
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GPKG"
    options.layerName = "polygons"
    # A field of the usual name could hold classes, twice the same one.
    options.layerOptions = ["FID=satdl_fid"]
    places = [
        place for place, field in enumerate(source.fields().toList()) if field.name() in fields
    ]
    kept = QgsFields()
    for place in places:
        kept.append(source.fields().at(place))
    writer = QgsVectorFileWriter.create(
        path,
        kept,
        QgsWkbTypes.multiType(QgsWkbTypes.flatType(source.wkbType())),
        source.sourceCrs(),
        transforms,
        options,
    )
    written = 0
    # Rings that cross themselves still have an inside, and the engine needs no more than that.
    features = source.getFeatures(
        QgsFeatureRequest().setSubsetOfAttributes(places),
        Qgis.ProcessingFeatureSourceFlag.SkipGeometryValidityChecks,
    )
    for feature in features:
        if feature.hasGeometry() and not feature.geometry().isEmpty():
            written += writer.addFeature(_flat(feature, places))
    failure = writer.errorMessage()
    # Closes the file; the writer has no close of its own.
    del writer
    return written, failure


def _flat(feature: QgsFeature, places: Sequence[int]) -> QgsFeature:
    flat = QgsFeature()
    flat.setAttributes([feature.attribute(place) for place in places])
    geometry = feature.geometry()
    geometry.get().dropMValue()
    geometry.get().dropZValue()
    geometry.convertToMultiType()
    flat.setGeometry(geometry)
    return flat
