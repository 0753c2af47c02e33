"""From the polygon layer of a mask to a GeoPackage that the engine reads."""

from __future__ import annotations

from qgis.core import QgsProcessingContext, QgsProcessingFeatureSource

from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.polygon_export import write_polygons


def write_mask(source: QgsProcessingFeatureSource, context: QgsProcessingContext) -> str:
    """Write the polygons of a source, in its own CRS, and return the path of the GeoPackage.

    Only the selected features are written where the user asked for those.

    Raises:
        InputError: If the source has no polygon.
        OutputError: If the file cannot be written.
    """
    return write_polygons(source, context, tr("The mask"))
