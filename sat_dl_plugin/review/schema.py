"""The fields of a review layer, the states of its polygons, and where its classes are kept."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from qgis.core import QgsMapLayer, QgsVectorLayer, QgsWkbTypes
from qgis.PyQt.QtCore import QMetaType

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.contract.legend import LegendClass, legend_of
from sat_dl_plugin.i18n import tr

CLASS_ID, CLASS_NAME = "class_id", "class_name"
CONFIDENCE, AREA_M2 = "confidence", "area_m2"
STATUS, MODEL, RUN_ID = "status", "model", "run_id"

FIELDS: dict[str, QMetaType.Type] = {
    CLASS_ID: QMetaType.Type.Int,
    CLASS_NAME: QMetaType.Type.QString,
    CONFIDENCE: QMetaType.Type.Double,
    AREA_M2: QMetaType.Type.Double,
    STATUS: QMetaType.Type.QString,
    MODEL: QMetaType.Type.QString,
    RUN_ID: QMetaType.Type.QString,
}
"""Of a polygon layer of Sat DL, in this order."""

NEEDED = (CLASS_ID, STATUS)
"""Without these nothing can be reviewed; what else is missing is only not shown."""

PREDICTED, ACCEPTED, CORRECTED = "predicted", "accepted", "corrected"
ADDED, REJECTED = "added", "rejected"
STATUSES = (PREDICTED, ACCEPTED, CORRECTED, ADDED, REJECTED)
TRUE = (ACCEPTED, CORRECTED, ADDED)
"""What a person says is there."""

LEGEND_PROPERTY = "sat_dl/legend"
"""Custom property of the layer; it is part of the style that is kept beside the polygons."""


def why_no_review(layer: QgsMapLayer) -> str:
    """Return why a layer cannot be reviewed, or an empty text."""
    if not isinstance(layer, QgsVectorLayer) or not layer.isValid():
        return tr("The layer is no polygon layer, or its file is gone.")
    if layer.geometryType() != QgsWkbTypes.GeometryType.PolygonGeometry:
        return tr("The layer has no polygons.")
    missing = [name for name in NEEDED if layer.fields().indexFromName(name) < 0]
    if missing:
        return tr("The layer has no field “{}”.").format("”, “".join(missing))
    return ""


def check_reviewable(layer: QgsMapLayer) -> None:
    """Refuse a layer that cannot be reviewed.

    Raises:
        InputError: If there is a reason.
    """
    reason = why_no_review(layer)
    if reason:
        raise InputError(
            tr("“{}” cannot be reviewed").format(layer.name()),
            reason,
            tr("Make a review layer from predicted polygons, and keep its fields"),
        )


def remember_legend(layer: QgsVectorLayer, legend: Sequence[LegendClass]) -> None:
    """Keep the classes with the layer."""
    entries = [{"id": entry.id, "name": entry.name, "color": entry.color} for entry in legend]
    layer.setCustomProperty(LEGEND_PROPERTY, json.dumps(entries))


def legend_of_layer(layer: QgsVectorLayer) -> tuple[LegendClass, ...]:
    """Return the classes kept with a layer, ordered by id; none when there are none."""
    try:
        entries: Iterable[dict[str, object]] = json.loads(
            layer.customProperty(LEGEND_PROPERTY, "") or "[]"
        )
        return tuple(sorted(legend_of(entries), key=lambda entry: entry.id))
    except (ValueError, KeyError, TypeError):
        # Another program wrote the project; the classes are then read from the polygons.
        return ()
