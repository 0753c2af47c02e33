"""Objects and areas of a polygon layer, zone by zone."""

from __future__ import annotations

import math
from typing import Optional

import numpy as np
import shapely
from affine import Affine
from numpy.typing import NDArray
from rasterio.crs import CRS

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.contract.jobs import AreaReportJob
from sat_dl_plugin.contract.legend import NODATA_ID
from sat_dl_plugin.engine.analyse.area_tally import LABELS, ClassAreas
from sat_dl_plugin.engine.analyse.zones import Zones
from sat_dl_plugin.engine.raster.grid import Grid
from sat_dl_plugin.engine.vector.area_of_interest import carried_polygons, parse_crs, read_mask
from sat_dl_plugin.engine.vector.areas import GroundArea
from sat_dl_plugin.engine.vector.class_polygons import ClassPolygons

# Only how finely areas are looked up depends on this.
_GRID_SIDE = 1024

Polygons = NDArray[np.object_]


def grid_over(layer: ClassPolygons) -> Grid:
    """Return a grid that covers a layer, for measuring in its CRS."""
    left, bottom, right, top = shapely.total_bounds(layer.polygons)
    pixel = max(right - left, top - bottom) / _GRID_SIDE
    return Grid(
        max(1, math.ceil((right - left) / pixel)),
        max(1, math.ceil((top - bottom) / pixel)),
        Affine(pixel, 0, left, 0, -pixel, top),
        None if layer.crs is None else CRS.from_user_input(layer.crs.to_wkt()),
    )


class PolygonAreas:
    """Measures the polygons of a layer.

    Args:
        layer: The polygons.
        grid: From `grid_over`.
        job: Says the extent and the mask that everything is cut to.

    Raises:
        SatDlError: If the extent or the mask cannot be used, or nothing lies inside.
    """

    def __init__(self, layer: ClassPolygons, grid: Grid, job: AreaReportJob) -> None:
        self._to_pixel = ~grid.transform
        # Without a CRS the unit of the coordinates is taken for a metre.
        self._ground = GroundArea(grid, grid.transform.a)
        self._region = _region(job, grid)
        polygons, class_id = layer.polygons, layer.class_id
        if self._region is not None:
            polygons = shapely.intersection(polygons, self._region)
        kept = (shapely.area(polygons) > 0) & (class_id != NODATA_ID)
        if not kept.any():
            raise InputError(
                f"{job.input} has no polygons to report on",
                "None with a class lies inside the extent and the mask",
                "Choose another extent or mask, or leave them empty",
            )
        self._polygons, self._class_id = polygons[kept], class_id[kept]

    def whole(self) -> ClassAreas:
        """Return the counts of all polygons, one place.

        Shares refer to the extent and the mask, or to all polygons where there are none.
        """
        area_m2 = self._measured(self._polygons)
        counts = _counted(np.zeros(len(area_m2), dtype=np.intp), self._class_id, area_m2, 1)
        if self._region is None:
            return ClassAreas(*counts, counts[1].sum(axis=1))
        return ClassAreas(*counts, self._measured(np.array([self._region])))

    def zones(self, zones: Zones) -> ClassAreas:
        """Return the counts of each zone; shares refer to the part of it that is looked at."""
        wholes = np.array(
            [shapely.union_all(zones.polygons[zones.zone == zone]) for zone in range(len(zones))],
            dtype=object,
        )
        if self._region is not None:
            wholes = shapely.intersection(wholes, self._region)
        zone, place = shapely.STRtree(self._polygons).query(wholes, predicate="intersects")
        area_m2 = self._measured(shapely.intersection(self._polygons[place], wholes[zone]))
        inside = area_m2 > 0
        counts = _counted(zone[inside], self._class_id[place[inside]], area_m2[inside], len(zones))
        return ClassAreas(*counts, self._measured(wholes))

    def _measured(self, polygons: Polygons) -> NDArray[np.float64]:
        """Return the area of polygons and collections of them, m²."""
        t = self._to_pixel
        parts, place = shapely.get_parts(polygons, return_index=True)

        def move(
            x: NDArray[np.float64], y: NDArray[np.float64]
        ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
            return t.a * x + t.b * y + t.c, t.d * x + t.e * y + t.f

        # Parts that only touch are lines and points, which have no area and no place to measure.
        solid = shapely.area(parts) > 0
        areas = self._ground.of(shapely.transform(parts[solid], move, interleaved=False))
        sums: NDArray[np.float64] = np.bincount(place[solid], areas, len(polygons)).astype(float)
        return sums


def _counted(
    place: NDArray[np.intp], class_id: NDArray[np.uint8], area_m2: NDArray[np.float64], places: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return objects and areas of each label in each place, shape (places, 256)."""
    objects = np.zeros((places, LABELS), dtype=np.int64)
    areas = np.zeros((places, LABELS), dtype=np.float64)
    np.add.at(objects, (place, class_id), 1)
    np.add.at(areas, (place, class_id), area_m2)
    return objects, areas


def _region(job: AreaReportJob, grid: Grid) -> Optional[shapely.Geometry]:
    """Return what the extent and the mask leave, None when there are neither."""
    region = None
    if job.mask:
        region = shapely.union_all(read_mask(job.mask, grid, "polygon layer"))
    if job.extent:
        box = np.array([shapely.box(*job.extent)])
        carried, _ = carried_polygons(box, parse_crs(job.extent_crs, "the extent"), grid)
        extent = shapely.union_all(carried)
        region = extent if region is None else shapely.intersection(region, extent)
    return region
