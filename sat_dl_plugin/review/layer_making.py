"""Making a review layer from predicted polygons, in a GeoPackage or in PostGIS."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsDataSourceUri,
    QgsFeature,
    QgsFeatureSink,
    QgsFeatureSource,
    QgsField,
    QgsFields,
    QgsGeometry,
    QgsProviderConnectionException,
    QgsProviderRegistry,
    QgsVariantUtils,
    QgsVectorLayer,
    QgsVectorLayerExporter,
    QgsWkbTypes,
)

from sat_dl_plugin.contract.errors import InputError, JobCancelled, OutputError, SatDlError
from sat_dl_plugin.contract.legend import LegendClass
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.review.outlines import area_meter, fitted
from sat_dl_plugin.review.schema import (
    AREA_M2,
    CLASS_ID,
    CLASS_NAME,
    FIELDS,
    PREDICTED,
    STATUS,
    STATUSES,
)
from sat_dl_plugin.review.stores import store_of
from sat_dl_plugin.styling import review as review_style

GEOMETRY = "geom"

_EVERY = 200
"""Polygons between two looks at whether to stop."""

Progress = Callable[[float], bool]
"""Takes the share that is done, 0 to 1; returns whether to stop."""


@dataclass(frozen=True)
class Target:
    """Where a review layer is written to."""

    provider: str
    """``ogr`` for a GeoPackage, ``postgres`` for PostGIS."""
    uri: str
    """Path of the GeoPackage, or a `QgsDataSourceUri` with connection, schema and table."""
    table: str
    """Name of the layer in it."""


@dataclass(frozen=True)
class Made:
    """A review layer that was written."""

    uri: str
    """To open it with the provider of the target."""
    polygons: int
    repaired: int
    """Outlines that were untangled."""
    left_out: tuple[str, ...]
    """Why polygons could not be taken over, a sentence each."""


def geopackage_target(path: Path) -> Target:
    """Return a review layer in a GeoPackage of its own.

    Raises:
        OutputError: If a review layer is there already, which would be lost.
    """
    if path.suffix.lower() != ".gpkg":
        raise OutputError(
            tr("{} is no GeoPackage").format(path.name),
            tr("A review layer keeps its journal beside the polygons, which needs one"),
            tr("Choose a file that ends with .gpkg"),
        )
    if path.exists() and _was_reviewed(path):
        raise OutputError(
            tr("{} is a review layer already").format(path),
            tr("What people decided in it would be lost"),
            tr("Choose another file, or update the predictions of that layer"),
        )
    return Target("ogr", str(path), path.stem)


def postgis_target(connection: str, schema: str, table: str) -> Target:
    """Return a review layer in a table of PostGIS.

    Args:
        connection: Name of the connection, as QGIS knows it.
        schema: Where the table is made.
        table: Its name; there may be none of it yet.

    Raises:
        OutputError: If the connection is unknown or refuses, or the table exists.
    """
    metadata = QgsProviderRegistry.instance().providerMetadata("postgres")
    try:
        known = metadata.createConnection(connection)
        existing = {entry.tableName() for entry in known.tables(schema)}
    except QgsProviderConnectionException as error:
        raise OutputError(
            tr("The database “{}” cannot be opened").format(connection),
            str(error),
            tr("Check the connection in the browser of QGIS"),
        ) from error
    if table in existing:
        raise OutputError(
            tr("{}.{} exists already").format(schema, table),
            tr("What is in it would be lost"),
            tr("Choose another name"),
        )
    uri = QgsDataSourceUri(known.uri())
    uri.setDataSource(schema, table, GEOMETRY, "", "fid")
    return Target("postgres", uri.uri(False), table)  # noqa: FBT003 (Qt name)


def make_review_layer(
    source: QgsFeatureSource,
    legend: tuple[LegendClass, ...],
    target: Target,
    progress: Progress,
) -> Made:
    """Write predicted polygons as a review layer with its style, form and journal.

    A file appears when it is complete.

    Args:
        source: The polygons; fields of other names are left out.
        legend: The classes.
        target: Where the layer is written to.
        progress: Is told how far it is, and stops it.

    Returns:
        What was written.

    Raises:
        InputError: If the source has no classes.
        OutputError: If it cannot be written.
        JobCancelled: If it was stopped.
    """
    rows = _Rows(source, legend)
    if target.provider != "ogr":
        return _write(rows, legend, target, target.uri, progress)
    final = Path(target.uri)
    # In the same folder, so that it can be renamed; its table has the final name.
    unfinished = final.with_name(f".{final.stem}-unfinished.gpkg")
    try:
        # The folder for documents or results, which is proposed, need not be there yet.
        final.parent.mkdir(parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        made = _write(rows, legend, target, str(unfinished), progress)
        unfinished.replace(final)
    except OSError as error:
        raise _not_written(target, str(error)) from error
    finally:
        _remove_geopackage(unfinished)
    return Made(f"{final}|layername={target.table}", made.polygons, made.repaired, made.left_out)


class _Rows:
    """The polygons of a source as features of a review layer."""

    def __init__(self, source: QgsFeatureSource, legend: tuple[LegendClass, ...]) -> None:
        self.count = max(1, source.featureCount())
        self.crs: QgsCoordinateReferenceSystem = source.sourceCrs()
        self.repaired = 0
        self.left_out: list[str] = []
        self._source = source
        self._meter = area_meter(self.crs)
        self._names = {entry.id: entry.name for entry in legend}
        self._ids = {entry.name: entry.id for entry in legend}

    def fields(self) -> QgsFields:
        """Return the fields of a review layer."""
        fields = QgsFields()
        for name, kind in FIELDS.items():
            fields.append(QgsField(name, kind))
        return fields

    def features(self, fields: QgsFields) -> Iterator[QgsFeature]:
        """Yield one feature for each polygon that can be stored."""
        places = {name: self._source.fields().indexFromName(name) for name in FIELDS}
        for polygon in self._source.getFeatures():
            outline = polygon.geometry()
            try:
                stored = fitted(outline, QgsWkbTypes.Type.MultiPolygon)
            except InputError as error:
                self.left_out.append(tr("Polygon {}: {}").format(polygon.id(), error))
                continue
            self.repaired += not outline.isGeosValid()
            feature = QgsFeature(fields)
            feature.setGeometry(stored)
            values = {name: _value(polygon, at) for name, at in places.items()}
            feature.setAttributes([self._completed(name, values, stored) for name in FIELDS])
            yield feature

    def _completed(self, name: str, values: dict[str, Any], outline: QgsGeometry) -> Any:
        """Return the value of a field, made out of the others where it is missing."""
        value = values[name]
        if name == CLASS_ID and value is None:
            return self._ids.get(str(values[CLASS_NAME]))
        if name == CLASS_NAME and value is None:
            return self._names.get(values[CLASS_ID])
        if name == STATUS and value not in STATUSES:
            return PREDICTED
        if name == AREA_M2 and value is None:
            return round(float(self._meter.measureArea(outline)), 3)
        return value


def _write(
    rows: _Rows, legend: tuple[LegendClass, ...], target: Target, uri: str, progress: Progress
) -> Made:
    """Write the layer, then its style and journal; nothing stays of it when that fails."""
    try:
        count = _write_polygons(rows, target, uri, progress)
        opened = uri if target.provider != "ogr" else f"{uri}|layername={target.table}"
        _complete(target, opened, legend)
    except (SatDlError, OSError):
        if target.provider != "ogr":
            _drop_table(target)
        raise
    return Made(opened, count, rows.repaired, tuple(rows.left_out))


def _write_polygons(rows: _Rows, target: Target, uri: str, progress: Progress) -> int:
    fields = rows.fields()
    options = {
        "driverName": "GPKG",
        "layerName": target.table,
        "layerOptions": [f"GEOMETRY_NAME={GEOMETRY}"],
    }
    exporter = QgsVectorLayerExporter(
        uri,
        target.provider,
        fields,
        QgsWkbTypes.Type.MultiPolygon,
        rows.crs,
        False,  # noqa: FBT003 (never over what is there)
        options if target.provider == "ogr" else {},
    )
    # One that failed to make its table crashes QGIS when it is given a feature.
    _check(exporter, target)
    count = 0
    for count, feature in enumerate(rows.features(fields), start=1):
        if not exporter.addFeature(feature, QgsFeatureSink.Flag.FastInsert):
            break
        if count % _EVERY == 0 and progress(count / rows.count):
            raise JobCancelled
    exporter.flushBuffer()
    _check(exporter, target)
    # Its destructor closes the file, which must come before that is opened.
    del exporter
    return count


def _check(exporter: QgsVectorLayerExporter, target: Target) -> None:
    if exporter.errorCode() != Qgis.VectorExportResult.Success:
        raise _not_written(target, exporter.errorMessage())


def _complete(target: Target, uri: str, legend: tuple[LegendClass, ...]) -> None:
    layer = QgsVectorLayer(uri, target.table, target.provider)
    if not layer.isValid():
        raise _not_written(target, layer.error().summary())
    review_style.style(layer, legend)
    failure = layer.saveStyleToDatabase("review", tr("Review by Sat DL"), True, "")  # noqa: FBT003
    if failure:
        raise _not_written(target, failure)
    store = store_of(layer)
    try:
        # Makes the tables, so that a reviewer without the right to do so can work.
        store.sessions()
    finally:
        store.close()


def _value(feature: QgsFeature, at: int) -> Any:
    value = feature.attribute(at) if at >= 0 else None
    if QgsVariantUtils.isNull(value) or (isinstance(value, float) and math.isnan(value)):
        return None
    return value


def _was_reviewed(path: Path) -> bool:
    """Return whether a GeoPackage has a journal."""
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            found = connection.execute(
                "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'satdl_journal'"
            ).fetchone()
        finally:
            connection.close()
    except sqlite3.Error:
        # Another kind of file: it holds no review.
        return False
    return found is not None


def _drop_table(target: Target) -> None:
    uri = QgsDataSourceUri(target.uri)
    metadata = QgsProviderRegistry.instance().providerMetadata(target.provider)
    connection = metadata.createConnection(uri.connectionInfo(False), {})  # noqa: FBT003
    try:
        connection.dropVectorTable(uri.schema(), uri.table())
    except QgsProviderConnectionException:
        # It was not made yet.
        return


def _remove_geopackage(path: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _not_written(target: Target, reason: str) -> OutputError:
    return OutputError(
        tr("The review layer {} cannot be written").format(target.table),
        reason,
        tr("Check the free space and permissions, or choose another place"),
    )
