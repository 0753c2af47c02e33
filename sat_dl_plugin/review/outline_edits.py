"""Splitting, merging and filling outlines."""

from __future__ import annotations

from qgis.core import Qgis, QgsGeometry

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.i18n import tr


def split_by(outline: QgsGeometry, line: QgsGeometry) -> list[QgsGeometry]:
    """Cut an outline along a line.

    Args:
        outline: Polygon or multipolygon.
        line: A line in the same CRS; it has to cross the outline from side to side.

    Returns:
        The parts, the largest one first.

    Raises:
        InputError: If the line does not cut anything off.
    """
    shape = QgsGeometry(outline)
    result, others, _points = shape.splitGeometry(
        line.asPolyline(),
        False,  # noqa: FBT003 (borders of neighbours stay)
    )
    parts = [part for part in (shape, *others) if part.area() > 0]
    if result != Qgis.GeometryOperationResult.Success or len(parts) < 2:
        raise InputError(
            tr("The line does not split the polygon"),
            tr("It has to begin and to end outside of it"),
            tr("Draw it from one side across to the other"),
        )
    return sorted(parts, key=lambda part: part.area(), reverse=True)


def merged(outline: QgsGeometry, neighbour: QgsGeometry) -> QgsGeometry:
    """Unite two outlines.

    Raises:
        InputError: If they cannot be united.
    """
    union = outline.combine(neighbour)
    if union.isNull() or union.isEmpty():
        raise InputError(
            tr("The polygons cannot be merged"),
            union.lastError() or tr("One of them is not there any more"),
            tr("Choose another one"),
        )
    return union


def without_holes(outline: QgsGeometry) -> QgsGeometry:
    """Return an outline whose holes are filled.

    Raises:
        InputError: If it has none.
    """
    filled = outline.removeInteriorRings()
    if filled.area() <= outline.area():
        raise InputError(
            tr("The polygon has no holes"), todo=tr("Redraw it if its outline is wrong")
        )
    return filled
