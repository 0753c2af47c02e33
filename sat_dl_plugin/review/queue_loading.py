"""Reading what the queue needs of a layer, in the background."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Optional

from qgis.core import (
    QgsFeature,
    QgsFeatureRequest,
    QgsFields,
    QgsTask,
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
        self._count = layer.featureCount()

    def run(self) -> bool:
        """Read, in a background thread; fails when not everything could be read."""
        index = QueueIndex(self._rows())
        # QGIS says nothing when it reads in the moment in which a file is opened for editing.
        if self.isCanceled() or len(index) < self._count:
            return False
        self.index = index
        return True

    def _rows(self) -> Iterator[QueueRow]:
        request = QgsFeatureRequest()
        names = [name for name in _READ if self._fields.indexFromName(name) >= 0]
        request.setSubsetOfAttributes(names, self._fields)
        places = _places(self._fields)
        for number, feature in enumerate(self._source.getFeatures(request)):
            if number % _EVERY == 0:
                if self.isCanceled():
                    return
                self.setProgress(100 * number / max(1, self._count))
            yield _row(feature, places)


def row_of(feature: QgsFeature) -> QueueRow:
    """Return what the queue knows of a polygon."""
    return _row(feature, _places(feature.fields()))


def _places(fields: QgsFields) -> tuple[int, ...]:
    """Return the places of the fields in `_READ`, -1 for those that are missing."""
    return tuple(fields.indexFromName(name) for name in _READ)


def _row(feature: QgsFeature, places: tuple[int, ...]) -> QueueRow:
    attributes = feature.attributes()
    class_id, status, confidence, area_m2 = (attributes[at] if at >= 0 else None for at in places)
    box = feature.geometry().boundingBox()
    return QueueRow(
        feature.id(),
        int(_number(class_id, 0)),
        not isinstance(status, str) or status in (PREDICTED, ""),
        _number(confidence, _NAN),
        _number(area_m2, _NAN),
        (box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()),
    )


def _number(value: Any, default: float) -> float:
    """Return a number, or a default for what is empty or was made a text by somebody."""
    return float(value) if isinstance(value, (int, float)) else default
