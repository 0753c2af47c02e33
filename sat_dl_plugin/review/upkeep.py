"""Keeps status, class name and area right when the tools of QGIS change a polygon."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import QgsGeometry, QgsVectorLayer
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject

from sat_dl_plugin.contract.legend import LegendClass
from sat_dl_plugin.review.outlines import area_meter
from sat_dl_plugin.review.schema import (
    ACCEPTED,
    AREA_M2,
    CLASS_ID,
    CLASS_NAME,
    CORRECTED,
    PREDICTED,
    STATUS,
)

_TO_CORRECTED = (PREDICTED, ACCEPTED)


class Upkeep(QObject):
    """Adds to the edit commands of other tools what belongs to them.

    What it changes is part of the same step to undo. Undoing and redoing are no edit commands, so
    nothing is added to them.

    Args:
        layer: The review layer.
        legend: Its classes.
        parent: Owner.
    """

    def __init__(
        self,
        layer: QgsVectorLayer,
        legend: tuple[LegendClass, ...],
        parent: Optional[QObject] = None,
    ) -> None:
        super().__init__(parent)
        self.is_off = False
        """Whether the command at work does all of that itself."""
        self._layer = layer
        self._names = {entry.id: entry.name for entry in legend}
        self._meter = area_meter(layer.crs())
        for signal, slot in self._connections():
            signal.connect(slot)

    def close(self) -> None:
        """Stop listening; undoes the constructor."""
        if sip.isdeleted(self._layer):
            return
        for signal, slot in self._connections():
            signal.disconnect(slot)

    def area_m2(self, geometry: QgsGeometry) -> float:
        """Return the area of an outline in the CRS of the layer, m²."""
        return round(float(self._meter.measureArea(geometry)), 3)

    def class_name(self, class_id: int) -> str:
        """Return the name of a class; an unknown one has its number for a name."""
        return self._names.get(class_id, str(class_id))

    def _connections(self) -> tuple[tuple[Any, Any], ...]:
        layer = self._layer
        return (
            (layer.geometryChanged, self._take_geometry),
            (layer.attributeValueChanged, self._take_attribute),
            (layer.featureAdded, self._take_feature),
        )

    @property
    def _is_wanted(self) -> bool:
        return not self.is_off and self._layer.isEditCommandActive()

    def _take_geometry(self, fid: int, geometry: QgsGeometry) -> None:
        if self._is_wanted:
            self._set(fid, AREA_M2, self.area_m2(geometry))
            self._mark_corrected(fid)

    def _take_attribute(self, fid: int, index: int, value: Any) -> None:
        if not self._is_wanted or index != self._layer.fields().indexFromName(CLASS_ID):
            return
        self._set(fid, CLASS_NAME, self.class_name(int(value or 0)))
        self._mark_corrected(fid)

    def _take_feature(self, fid: int) -> None:
        """Give a new polygon its area; what was split off or pasted is no prediction."""
        if not self._is_wanted or fid >= 0:
            return
        feature = self._layer.getFeature(fid)
        self._set(fid, AREA_M2, self.area_m2(feature.geometry()))
        self._mark_corrected(fid)

    def _mark_corrected(self, fid: int) -> None:
        index = self._layer.fields().indexFromName(STATUS)
        if index >= 0 and self._layer.getFeature(fid).attribute(index) in _TO_CORRECTED:
            self._set(fid, STATUS, CORRECTED)

    def _set(self, fid: int, name: str, value: Any) -> None:
        index = self._layer.fields().indexFromName(name)
        if index >= 0:
            self._layer.changeAttributeValue(fid, index, value)
