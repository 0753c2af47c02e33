"""Bringing new predictions into a reviewed layer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Optional

from qgis.core import (
    QgsCoordinateTransformContext,
    QgsFeature,
    QgsFeatureRequest,
    QgsFeatureSource,
    QgsRectangle,
    QgsTransaction,
    QgsVariantUtils,
    QgsVectorLayer,
    QgsVectorLayerUtils,
    QgsWkbTypes,
)

from sat_dl_plugin.contract.errors import InputError, OutputError, SatDlError
from sat_dl_plugin.contract.legend import LegendClass
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.review.disagreement_table import DisagreementTable
from sat_dl_plugin.review.outlines import area_meter, fitted
from sat_dl_plugin.review.schema import (
    CLASS_ID,
    CLASS_NAME,
    FIELDS,
    PREDICTED,
    STATUS,
    check_reviewable,
)
from sat_dl_plugin.review.update_plan import Prediction, Progress, UpdatePlan, plan_update


@dataclass(frozen=True)
class Updated:
    """What an update did."""

    removed: int
    added: int
    disagreements: int
    """Those that nobody settled before."""
    people: int
    """Polygons of people in the region, all of which stayed as they were."""
    left_out: int
    """Predictions without an area."""


def update_predictions(
    layer: QgsVectorLayer,
    source: QgsFeatureSource,
    legend: tuple[LegendClass, ...],
    region: Optional[QgsRectangle],
    transforms: QgsCoordinateTransformContext,
    progress: Progress,
) -> Updated:
    """Replace the predictions of a region by newer ones, all at once or not at all.

    What a person accepted, corrected, added or rejected stays as it is; new predictions fill
    the rest, and where both contradict each other is noted beside the layer.

    Args:
        layer: The review layer, opened by this thread.
        source: The new predictions, in any CRS.
        legend: The classes of the new predictions.
        region: Where was predicted, in the CRS of the layer; None for the box of the predictions.
        transforms: How CRS are transformed.
        progress: Is told how far it is, and stops it.

    Raises:
        InputError: If the layer or the predictions cannot be used.
        OutputError: If the layer cannot be written.
        JobCancelled: If it was stopped; nothing is changed then.
    """
    check_reviewable(layer)
    news = _News(layer, source, legend, transforms)
    predictions = list(news.predictions())
    if not predictions and region is None:
        raise InputError(
            tr("There are no new predictions"),
            tr("None of the polygons has an area and a class"),
            tr("Choose the polygons of a newer run, or set the extent that was predicted again"),
        )
    where = QgsRectangle(region) if region is not None else _box_of(predictions)
    if region is not None:
        predictions = [each for each in predictions if each.outline.intersects(where)]
    meter = area_meter(layer.crs())
    request = QgsFeatureRequest().setFilterRect(where)
    plan = plan_update(
        layer.getFeatures(request),
        predictions,
        where,
        lambda outline: round(float(meter.measureArea(outline)), 3),
        progress,
    )
    new = _carry_out(layer, plan)
    return Updated(len(plan.removed), len(plan.added), new, len(plan.looked_at), news.left_out)


class _News:
    """New predictions as the review layer would have them."""

    def __init__(
        self,
        layer: QgsVectorLayer,
        source: QgsFeatureSource,
        legend: tuple[LegendClass, ...],
        transforms: QgsCoordinateTransformContext,
    ) -> None:
        self.left_out = 0
        self._source = source
        self._ids = {entry.name: entry.id for entry in legend}
        self._names = {entry.id: entry.name for entry in legend}
        self._request = QgsFeatureRequest()
        if layer.crs().isValid() and source.sourceCrs().isValid():
            self._request.setDestinationCrs(layer.crs(), transforms)

    def predictions(self) -> Iterator[Prediction]:
        names = self._source.fields().names()
        for feature in self._source.getFeatures(self._request):
            try:
                outline = fitted(feature.geometry(), QgsWkbTypes.Type.MultiPolygon)
            except InputError:
                self.left_out += 1
                continue
            values = {name: _value(feature, name) for name in FIELDS if name in names}
            class_id = values.get(CLASS_ID) or self._ids.get(str(values.get(CLASS_NAME)))
            if class_id is None:
                self.left_out += 1
                continue
            values.update({CLASS_ID: class_id, STATUS: PREDICTED})
            values.setdefault(CLASS_NAME, self._names.get(class_id))
            yield Prediction(outline, values)


def _carry_out(layer: QgsVectorLayer, plan: UpdatePlan) -> int:
    """Return how many disagreements are new."""
    # Made before the transaction: making a table ends one.
    table = DisagreementTable(layer)
    with _transaction(layer, table.rows):
        _write(layer, plan)
        return table.replace(plan.looked_at, plan.disagreements)


@contextmanager
def _transaction(*layers: QgsVectorLayer) -> Iterator[None]:
    """Write what is written to layers of one source inside at once, or nothing of it."""
    for layer in layers:
        # Only files that are open for writing take part in transactions.
        layer.dataProvider().enterUpdateMode()
    try:
        transaction = QgsTransaction.create(list(layers))
        if transaction is None:
            raise _not_updated(layers[0], tr("Its source knows no transactions"))
        _insist(layers[0], transaction.begin())
        try:
            yield
        except SatDlError:
            transaction.rollback()
            raise
        _insist(layers[0], transaction.commit())
    finally:
        for layer in layers:
            layer.dataProvider().leaveUpdateMode()


def _insist(layer: QgsVectorLayer, answer: tuple[bool, str]) -> None:
    is_done, reason = answer
    if not is_done:
        raise _not_updated(layer, reason)


def _write(layer: QgsVectorLayer, plan: UpdatePlan) -> None:
    provider = layer.dataProvider()
    if plan.removed and not provider.deleteFeatures(list(plan.removed)):
        raise _not_updated(layer, "; ".join(provider.errors()))
    features = [_feature(layer, prediction) for prediction in plan.added]
    if features and not provider.addFeatures(features)[0]:
        raise _not_updated(layer, "; ".join(provider.errors()))


def _feature(layer: QgsVectorLayer, prediction: Prediction) -> QgsFeature:
    fields = layer.fields()
    values = {fields.indexFromName(name): value for name, value in prediction.values.items()}
    values.pop(-1, None)
    outline = prediction.outline
    if not QgsWkbTypes.isMultiType(layer.wkbType()):
        outline.convertToSingleType()
    return QgsVectorLayerUtils.createFeature(layer, outline, values)


def _value(feature: QgsFeature, name: str) -> Any:
    value = feature[name]
    return None if QgsVariantUtils.isNull(value) else value


def _box_of(predictions: list[Prediction]) -> QgsRectangle:
    box = QgsRectangle()
    for prediction in predictions:
        box.combineExtentWith(prediction.outline.boundingBox())
    return box


def _not_updated(layer: QgsVectorLayer, reason: str) -> OutputError:
    return OutputError(
        tr("The predictions of “{}” cannot be updated").format(layer.name()),
        reason,
        tr("Nothing was changed. Save open edits, check the permissions and try again"),
    )
