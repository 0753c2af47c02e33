"""Reading what the queue needs of a layer, in the background."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Optional

from qgis.core import (
    QgsFeature,
    QgsFeatureRequest,
    QgsTask,
    QgsVariantUtils,
    QgsVectorLayer,
    QgsVectorLayerFeatureSource,
)

from sat_dl_plugin.i18n import tr
from sat_dl_plugin.review.queue_index import QueueIndex, QueueRow
from sat_dl_plugin.review.schema import AREA_M2, CLASS_ID, CONFIDENCE, PREDICTED, STATUS

_NAN = float("nan")
_READ = (CLASS_ID, STATUS, CONFIDENCE, AREA_M2)
_EVERY = 500
"""Features between two looks at whether the task was cancelled."""


class QueueTask(QgsTask):
    """Reads all polygons of a layer, unsaved edits included, and sorts nothing yet.

    Args:
        layer: The review layer.
    """

    def __init__(self, layer: QgsVectorLayer) -> None:
        super().__init__(
            tr("Read “{}” for review").format(layer.name()),
            QgsTask.Flag.CanCancel | QgsTask.Flag.Hidden,
        )
        self.index: Optional[QueueIndex] = None
        """What was read, once the task is done."""
        # Layers must not cross threads; this copy of what is in it may.
        self._source = QgsVectorLayerFeatureSource(layer)
        self._fields = layer.fields()
        self._count = max(1, layer.featureCount())

    def run(self) -> bool:
        """Read, in a background thread."""
        index = QueueIndex(self._rows())
        if self.isCanceled():
            return False
        self.index = index
        return True

    def _rows(self) -> Iterator[QueueRow]:
        request = QgsFeatureRequest()
        names = [name for name in _READ if self._fields.indexFromName(name) >= 0]
        request.setSubsetOfAttributes(names, self._fields)
        for number, feature in enumerate(self._source.getFeatures(request)):
            if number % _EVERY == 0:
                if self.isCanceled():
                    return
                self.setProgress(100 * number / self._count)
            yield row_of(feature)


def row_of(feature: QgsFeature) -> QueueRow:
    """Return what the queue knows of a polygon."""
    box = feature.geometry().boundingBox()
    return QueueRow(
        feature.id(),
        int(_number(feature, CLASS_ID, 0)),
        _value(feature, STATUS) in (PREDICTED, None, ""),
        _number(feature, CONFIDENCE, _NAN),
        _number(feature, AREA_M2, _NAN),
        (box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()),
    )


def _value(feature: QgsFeature, name: str) -> Any:
    at = feature.fields().indexFromName(name)
    value = feature.attribute(at) if at >= 0 else None
    return None if QgsVariantUtils.isNull(value) else value


def _number(feature: QgsFeature, name: str, default: float) -> float:
    value = _value(feature, name)
    try:
        return default if value is None else float(value)
    except (TypeError, ValueError):
        # Somebody made a text of the field.
        return default
