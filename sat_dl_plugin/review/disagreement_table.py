"""Where disagreements of people and predictions are kept: a table beside the review layer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Optional

from qgis.core import (
    Qgis,
    QgsDataSourceUri,
    QgsFeature,
    QgsField,
    QgsFields,
    QgsGeometry,
    QgsProviderRegistry,
    QgsVariantUtils,
    QgsVectorLayer,
    QgsVectorLayerExporter,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QMetaType

from sat_dl_plugin.contract.errors import OutputError
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.review.schema import CLASS_ID, CLASS_NAME, CONFIDENCE, RUN_ID
from sat_dl_plugin.review.stores import table_of
from sat_dl_plugin.review.update_plan import Disagreement

OPEN, KEPT, TAKEN = "open", "kept", "taken"
"""What became of a disagreement: nobody looked yet, the person's or the network's word holds."""

_ENDING = "_disagreements"
_FEATURE, _KIND, _STATE = "feature", "kind", "state"
_FIELDS = {
    _FEATURE: QMetaType.Type.LongLong,
    _KIND: QMetaType.Type.QString,
    CLASS_ID: QMetaType.Type.Int,
    CLASS_NAME: QMetaType.Type.QString,
    CONFIDENCE: QMetaType.Type.Double,
    RUN_ID: QMetaType.Type.QString,
    _STATE: QMetaType.Type.QString,
}


@dataclass(frozen=True)
class OpenDisagreement:
    """A disagreement that nobody settled yet."""

    row: int
    """Its id in the table."""
    feature: int
    """Id of the person's polygon in the review layer."""
    kind: str
    """See `sat_dl_plugin.review.update_plan`."""
    outline: Optional[QgsGeometry]
    """What the network says, in the CRS of the review layer; None when it found nothing."""
    class_id: Optional[int]
    class_name: str
    confidence: Optional[float]


class DisagreementTable:
    """The disagreements of one review layer.

    Args:
        layer: The review layer.

    Raises:
        OutputError: If the table is missing and cannot be made.
    """

    def __init__(self, layer: QgsVectorLayer) -> None:
        self._place = _Place(layer)
        self.rows = self._place.opened()
        if not self.rows.isValid():
            self._place.make(layer)
            self.rows = self._place.opened()
        if not self.rows.isValid():
            raise _no_table(layer, self.rows.error().summary())

    @classmethod
    def existing(cls, layer: QgsVectorLayer) -> Optional[DisagreementTable]:
        """Return the table of a layer that was updated before; None when it never was."""
        return cls(layer) if _Place(layer).opened().isValid() else None

    def unsettled(self) -> list[OpenDisagreement]:
        """Return the disagreements that nobody settled yet."""
        return [_read(row) for row in self.rows.getFeatures() if row[_STATE] == OPEN]

    def settle(self, rows: Iterable[int], state: str) -> None:
        """State what became of disagreements.

        Raises:
            OutputError: If that cannot be written.
        """
        index = self.rows.fields().indexFromName(_STATE)
        changes = {row: {index: state} for row in rows}
        if changes and not self.rows.dataProvider().changeAttributeValues(changes):
            raise _not_written(self.rows)

    def replace(self, looked_at: Iterable[int], found: Iterable[Disagreement]) -> int:
        """Put the outcome of an update in the place of older open ones on the same polygons.

        What a person settled already is not asked again.

        Args:
            looked_at: Ids of people's polygons that the update compared.
            found: The disagreements of the update.

        Returns:
            How many are new.

        Raises:
            OutputError: If that cannot be written.
        """
        again = set(looked_at)
        old = [row for row in self.rows.getFeatures() if row[_FEATURE] in again]
        settled = {_question(row) for row in old if row[_STATE] == KEPT}
        rows = [_row(self.rows.fields(), each) for each in found]
        new = [row for row in rows if _question(row) not in settled]
        provider = self.rows.dataProvider()
        gone = [row.id() for row in old if row[_STATE] == OPEN]
        is_done = not gone or provider.deleteFeatures(gone)
        if not is_done or (new and not provider.addFeatures(new)[0]):
            raise _not_written(self.rows)
        return len(new)


class _Place:
    """Where the table of a layer is."""

    def __init__(self, layer: QgsVectorLayer) -> None:
        self._provider = layer.providerType()
        if self._provider == "postgres":
            uri = QgsDataSourceUri(layer.source())
            uri.setTable(uri.table() + _ENDING)
            uri.setSql("")
            self._name, self._uri, self._source = uri.table(), uri.uri(False), uri.uri(False)  # noqa: FBT003
            return
        parts = QgsProviderRegistry.instance().decodeUri(self._provider, layer.source())
        self._name = table_of(layer) + _ENDING
        self._uri = str(parts["path"])
        self._source = f"{self._uri}|layername={self._name}"

    def opened(self) -> QgsVectorLayer:
        options = QgsVectorLayer.LayerOptions()
        options.loadDefaultStyle = False
        return QgsVectorLayer(self._source, self._name, self._provider, options)

    def make(self, layer: QgsVectorLayer) -> None:
        fields = QgsFields()
        for name, kind in _FIELDS.items():
            fields.append(QgsField(name, kind))
        options = {"driverName": "GPKG", "layerName": self._name, "update": True}
        exporter = QgsVectorLayerExporter(
            self._uri,
            self._provider,
            fields,
            QgsWkbTypes.Type.MultiPolygon,
            layer.crs(),
            False,  # noqa: FBT003 (never over what is there)
            options if self._provider == "ogr" else {},
        )
        if exporter.errorCode() != Qgis.VectorExportResult.Success:
            raise _no_table(layer, exporter.errorMessage())


def _read(row: QgsFeature) -> OpenDisagreement:
    outline = row.geometry()
    values = {
        name: None if QgsVariantUtils.isNull(row[name]) else row[name]
        for name in (CLASS_ID, CLASS_NAME, CONFIDENCE)
    }
    return OpenDisagreement(
        row=row.id(),
        feature=int(row[_FEATURE]),
        kind=str(row[_KIND]),
        outline=None if outline.isNull() else outline,
        class_id=values[CLASS_ID],
        class_name=values[CLASS_NAME] or "",
        confidence=values[CONFIDENCE],
    )


def _row(fields: QgsFields, found: Disagreement) -> QgsFeature:
    row = QgsFeature(fields)
    row[_FEATURE], row[_KIND], row[_STATE] = found.feature, found.kind, OPEN
    if found.prediction is not None:
        row.setGeometry(found.prediction.outline)
        for name in (CLASS_ID, CLASS_NAME, CONFIDENCE, RUN_ID):
            row[name] = found.prediction.values.get(name)
    return row


def _question(row: QgsFeature) -> tuple[int, str, int]:
    """Return what a disagreement is about: settled once, it is the same question again."""
    class_id = 0 if QgsVariantUtils.isNull(row[CLASS_ID]) else int(row[CLASS_ID])
    return int(row[_FEATURE]), str(row[_KIND]), class_id


def _no_table(layer: QgsVectorLayer, reason: str) -> OutputError:
    return OutputError(
        tr("The disagreements on “{}” cannot be kept").format(layer.name()),
        reason,
        tr("Check the permissions of the file or the database"),
    )


def _not_written(rows: QgsVectorLayer) -> OutputError:
    return OutputError(
        tr("The disagreements cannot be written"),
        "; ".join(rows.dataProvider().errors()),
        tr("Check free space and permissions, and whether another program holds the file"),
    )
