"""Making outlines fit a review layer: repaired where that is possible, refused where not."""

from __future__ import annotations

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsDistanceArea,
    QgsGeometry,
    QgsProject,
    QgsWkbTypes,
)

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.i18n import tr

_WGS84 = "EPSG:7030"
"""The ellipsoid of predicted areas, so that both can be compared."""


def fitted(geometry: QgsGeometry, kind: QgsWkbTypes.Type) -> QgsGeometry:
    """Return an outline as a layer of polygons or multipolygons can store it.

    A ring that crosses itself is untangled, and parts without an area are left out.

    Raises:
        InputError: If nothing with an area is left.
    """
    made = QgsGeometry(geometry)
    if not made.isNull():
        # Heights of vertices have no meaning here, and most formats would refuse them.
        made.get().dropZValue()
        made.get().dropMValue()
    reason = ""
    if not made.isNull() and not made.isGeosValid():
        errors = made.validateGeometry(QgsGeometry.ValidationMethod.ValidatorGeos)
        reason = errors[0].what() if errors else made.lastError()
        made = made.makeValid()
    parts = [part for part in _polygons(made) if part.area() > 0]
    if not parts:
        raise InputError(
            tr("This outline encloses no area"),
            reason or tr("A polygon needs at least three corners that are not on one line"),
            tr("Draw it again"),
        )
    made = parts[0] if len(parts) == 1 else QgsGeometry.collectGeometry(parts)
    made.convertToMultiType()
    if QgsWkbTypes.isMultiType(kind):
        return made
    if len(parts) > 1:
        raise InputError(
            tr("This outline falls into {} parts").format(len(parts)),
            tr("The layer stores polygons of one part each"),
            tr("Draw the parts one by one, or make a review layer, which stores them"),
        )
    made.convertToSingleType()
    return made


def area_meter(crs: QgsCoordinateReferenceSystem) -> QgsDistanceArea:
    """Return what measures areas on the ellipsoid in square metres.

    Without a CRS, coordinates are taken for metres.
    """
    meter = QgsDistanceArea()
    if crs.isValid():
        meter.setSourceCrs(crs, QgsProject.instance().transformContext())
        meter.setEllipsoid(_WGS84)
    return meter


def _polygons(geometry: QgsGeometry) -> list[QgsGeometry]:
    if geometry.isNull():
        return []
    return [
        part
        for part in geometry.asGeometryCollection()
        if part.type() == QgsWkbTypes.GeometryType.PolygonGeometry
    ]
