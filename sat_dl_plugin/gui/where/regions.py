"""Rectangles on the map, carried onto a raster layer and written as the toolbox reads them."""

from __future__ import annotations

from typing import Optional

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsReferencedRectangle,
)


def is_placed(layer: QgsRasterLayer) -> bool:
    """Return whether a layer has a place on the map, rather than bare rows and columns."""
    if layer.crs().isValid():
        return True
    # What QGIS makes of a file without georeference: its pixels hang down from 0, 0.
    bare = QgsRectangle(0.0, -layer.height(), layer.width(), 0.0)
    return bool(layer.extent() != bare)


def part_of_layer(
    region: QgsReferencedRectangle, layer: QgsRasterLayer
) -> Optional[QgsReferencedRectangle]:
    """Return what a rectangle covers of a layer, in the layer's CRS; None when they do not touch.

    Args:
        region: A rectangle in any CRS.
        layer: The raster layer; where it has no CRS the coordinates are taken as its own.
    """
    transform = QgsCoordinateTransform(
        layer.crs(), region.crs(), QgsProject.instance().transformContext()
    )
    transform.setBallparkTransformsAreAppropriate(True)
    covered = QgsRectangle(region)
    try:
        if transform.isValid() and not transform.isShortCircuited():
            # First what both have in common: a view of the whole world has no place in UTM.
            around = transform.transformBoundingBox(layer.extent())
            covered = covered.intersect(around)
            covered = transform.transformBoundingBox(covered, Qgis.TransformDirection.Reverse)
    except QgsCsException:
        return None
    covered = covered.intersect(layer.extent())
    if covered.isEmpty() or not covered.isFinite():
        return None
    return QgsReferencedRectangle(covered, layer.crs())


def extent_text(region: QgsReferencedRectangle) -> str:
    """Return a rectangle as a value of ``EXTENT``: ``xmin,xmax,ymin,ymax [EPSG:code]``.

    A CRS without an authority is written as ``[WKT:…]``, which the toolbox and ``qgis_process``
    read as well; a rectangle without CRS gets no brackets.
    """
    edges = (region.xMinimum(), region.xMaximum(), region.yMinimum(), region.yMaximum())
    numbers = ",".join(repr(float(edge)) for edge in edges)
    return f"{numbers} [{_crs_text(region.crs())}]" if region.crs().isValid() else numbers


def _crs_text(crs: QgsCoordinateReferenceSystem) -> str:
    # Numbers of user-defined CRS mean something on one machine only.
    if crs.authid() and not crs.authid().startswith("USER:"):
        return str(crs.authid())
    return "WKT:" + crs.toWkt(Qgis.CrsWktVariant.Preferred)
