"""Finding the store that belongs to a layer."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsDataSourceUri, QgsProviderRegistry, QgsVectorLayer

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.review.geopackage_store import GeoPackageStore
from sat_dl_plugin.review.journal import ReviewStore
from sat_dl_plugin.review.postgres_store import PostgresStore


def store_of(layer: QgsVectorLayer) -> ReviewStore:
    """Return the store beside the polygons of a layer.

    Raises:
        InputError: If the layer is kept neither in a GeoPackage nor in PostGIS.
    """
    parts = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source())
    if layer.providerType() == "ogr" and layer.dataProvider().storageType() == "GPKG":
        return GeoPackageStore(Path(str(parts["path"])), table_of(layer))
    if layer.providerType() == "postgres":
        return PostgresStore(QgsDataSourceUri(layer.source()))
    raise InputError(
        tr("“{}” cannot be reviewed where it is kept").format(layer.name()),
        tr("{} has no room for the journal").format(layer.dataProvider().storageType()),
        tr("Make a review layer from it"),
    )


def table_of(layer: QgsVectorLayer) -> str:
    """Return the name of the table that a layer of a GeoPackage shows."""
    parts = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source())
    if parts.get("layerName"):
        return str(parts["layerName"])
    # A source that names none means the first one of the file.
    sublayers = layer.dataProvider().subLayers()
    separator = layer.dataProvider().sublayerSeparator()
    return sublayers[0].split(separator)[1] if sublayers else ""
