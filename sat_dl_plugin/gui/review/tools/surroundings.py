"""The polygons around the mouse, as they are in the edit buffer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Optional

from qgis.core import (
    QgsFeature,
    QgsFeatureRequest,
    QgsGeometry,
    QgsPointXY,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt import sip

from sat_dl_plugin.review.schema import CLASS_ID, REJECTED, STATUS

_AHEAD = 2.0
"""Polygons are read for a rectangle this much larger than needed, for the next move."""


@dataclass(frozen=True)
class Target:
    """The polygon a tool works on."""

    fid: int
    class_id: int
    part: QgsGeometry
    """The part of it under the mouse."""
    rest: Optional[QgsGeometry]
    """Its other parts, if it has any."""


class Surroundings:
    """Reads the polygons near the mouse once and again only when something has changed.

    Rejected polygons are left out: they are not there.

    Args:
        layer: The review layer.
    """

    def __init__(self, layer: QgsVectorLayer) -> None:
        self._layer = layer
        self._covered: Optional[QgsRectangle] = None
        self._features: list[QgsFeature] = []
        self._handed: Optional[tuple[QgsRectangle, Optional[int], tuple[str, ...]]] = None
        self.revision = 0
        """Another one after every change of the layer."""
        for signal in self._signals():
            signal.connect(self._forget)

    def close(self) -> None:
        """Stop listening; undoes the constructor."""
        if sip.isdeleted(self._layer):
            return
        for signal in self._signals():
            signal.disconnect(self._forget)

    def near(self, rectangle: QgsRectangle) -> list[QgsFeature]:
        """Return the polygons that reach into a rectangle in the CRS of the layer."""
        if self._covered is None or not self._covered.contains(rectangle):
            covered = QgsRectangle(rectangle)
            covered.scale(_AHEAD)
            request = QgsFeatureRequest().setFilterRect(covered)
            index = self._layer.fields().indexFromName(STATUS)
            self._features = [
                feature
                for feature in self._layer.getFeatures(request)
                if feature.hasGeometry() and (index < 0 or feature.attribute(index) != REJECTED)
            ]
            self._covered = covered
        return [
            feature
            for feature in self._features
            if feature.geometry().boundingBox().intersects(rectangle)
        ]

    def target_at(self, point: QgsPointXY, preferred: Optional[int] = None) -> Optional[Target]:
        """Return the polygon at a point, the preferred or else the smallest one there.

        Args:
            point: In the CRS of the layer.
            preferred: Feature id.
        """
        here = QgsRectangle(point, point)
        hit = [feature for feature in self.near(here) if feature.geometry().contains(point)]
        if not hit:
            return None
        feature = min(hit, key=lambda each: (each.id() != preferred, each.geometry().area()))
        return self._target(feature, point)

    def nearest(
        self, point: QgsPointXY, reach: float, preferred: Optional[int] = None
    ) -> Optional[Target]:
        """Return the polygon whose border is nearest to a point, None beyond a reach.

        Args:
            point: In the CRS of the layer.
            reach: In units of the layer.
            preferred: Feature id of the one to take when its border is in reach.
        """
        around = QgsRectangle(
            point.x() - reach, point.y() - reach, point.x() + reach, point.y() + reach
        )
        found = []
        for feature in self.near(around):
            way = feature.geometry().closestSegmentWithContext(point)[0] ** 0.5
            if way <= reach:
                found.append((feature.id() != preferred, way, feature.id(), feature))
        return self._target(min(found)[-1], point) if found else None

    def neighbours(self, rectangle: QgsRectangle, fid: Optional[int]) -> tuple[str, ...]:
        """Return all polygons but one, cut to a rectangle, as hexadecimal WKB."""
        if self._handed is not None and self._handed[:2] == (rectangle, fid):
            return self._handed[2]
        shapes = []
        for feature in self.near(rectangle):
            if feature.id() == fid:
                continue
            geometry = feature.geometry()
            if not rectangle.contains(geometry.boundingBox()):
                # A neighbour may be a whole city, and the way to the engine is narrow.
                geometry = geometry.clipped(rectangle)
            if not geometry.isEmpty():
                shapes.append(hexadecimal(geometry))
        self._handed = (QgsRectangle(rectangle), fid, tuple(shapes))
        return self._handed[2]

    def _target(self, feature: QgsFeature, point: QgsPointXY) -> Target:
        index = self._layer.fields().indexFromName(CLASS_ID)
        class_id = int(feature.attribute(index) or 0)
        parts = feature.geometry().asGeometryCollection()
        if len(parts) == 1:
            return Target(feature.id(), class_id, parts[0], None)
        here = QgsGeometry.fromPointXY(point)
        parts.sort(key=lambda part: part.distance(here))
        return Target(feature.id(), class_id, parts[0], QgsGeometry.collectGeometry(parts[1:]))

    def _signals(self) -> tuple[Any, ...]:
        layer = self._layer
        return (
            layer.geometryChanged,
            layer.featureAdded,
            layer.featureDeleted,
            layer.attributeValueChanged,
            layer.editingStopped,
            layer.dataChanged,
        )

    def _forget(self, *_what: Any) -> None:
        self._covered = self._handed = None
        self._features = []
        self.revision += 1


def hexadecimal(geometry: QgsGeometry) -> str:
    """Return a geometry as hexadecimal WKB."""
    return bytes(geometry.asWkb().toHex()).decode("ascii")


def from_hexadecimal(text: str) -> QgsGeometry:
    """Return the geometry in hexadecimal WKB."""
    geometry = QgsGeometry()
    geometry.fromWkb(bytes.fromhex(text))
    return geometry
