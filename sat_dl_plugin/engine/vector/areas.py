"""Ellipsoidal areas of polygons in pixel coordinates, and of pixels.

A cylindrical equal-area projection on the ellipsoid of WGS 84 keeps areas exactly, but taking
millions of vertices there would cost more than everything else. The ground area of a unit of
pixel space changes so slowly that it is computed on a coarse mesh and looked up at each
polygon's centroid; only polygons many kilometres wide are projected.
"""

from __future__ import annotations

import math
from typing import Any, Optional

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS as ProjCRS
from pyproj import Transformer
from pyproj.exceptions import CRSError, ProjError

from sat_dl_plugin.engine.raster.grid import Grid, Window

_MESH = 33

# Below this width the scale at the centroid is the mean over the polygon to about 1e-7.
_SMALL_M = 5_000.0

_POINTS_PER_WIDTH = 64

# Half the distance over which derivatives are taken: far above rounding, far below curvature.
_DERIVATIVE_M = 0.25


class GroundArea:
    """Measures areas in pixel coordinates of a grid in square metres.

    Args:
        grid: The grid of the pixels.
        assumed_gsd_m: Pixel size to believe in when the grid has no CRS.
    """

    def __init__(self, grid: Grid, assumed_gsd_m: float = 1.0) -> None:
        self._grid = grid
        self._pixel_area = grid.pixel_area_m2(assumed_gsd_m)
        self._transformer = _to_equal_area(grid)
        self._scale = self._mesh()

    def of(self, polygons: NDArray[np.object_]) -> NDArray[np.float64]:
        """Return the area of each polygon, m²; coordinates are (column, row) of the grid."""
        areas = np.asarray(shapely.area(polygons), dtype=np.float64)
        if self._scale is None or not len(polygons):
            return areas * self._pixel_area
        middle = shapely.get_coordinates(shapely.centroid(polygons))
        areas *= self._scale.ev(middle[:, 0], middle[:, 1])
        bounds = shapely.bounds(polygons)
        width = np.maximum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1])
        large = np.flatnonzero(width * math.sqrt(self._pixel_area) > _SMALL_M)
        # Straight sides of the raster's CRS are curves in the other, so they get more points.
        step = np.maximum(1.0, width[large] / _POINTS_PER_WIDTH)
        dense = shapely.segmentize(polygons[large], step)
        areas[large] = shapely.area(shapely.transform(dense, self._project, interleaved=False))
        return areas

    def of_pixels(self, window: Window) -> NDArray[np.float64]:
        """Return the area of each pixel of a window, m², shape (rows, cols)."""
        shape = (window.height, window.width)
        if self._scale is None:
            return np.full(shape, self._pixel_area)
        cols = np.arange(window.width) + (window.col_off + 0.5)
        rows = np.arange(window.height) + (window.row_off + 0.5)
        return np.ascontiguousarray(self._scale(cols, rows).T)

    def _project(
        self, col: NDArray[np.float64], row: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        t = self._grid.transform
        x, y = t.a * col + t.b * row + t.c, t.d * col + t.e * row + t.f
        if self._transformer is None:
            return x, y
        projected: tuple[NDArray[np.float64], NDArray[np.float64]] = self._transformer.transform(
            x, y
        )
        return projected

    def _mesh(self) -> Optional[Any]:
        """Return square metres per square pixel as a function of column and row, if known."""
        if self._transformer is None:
            return None
        # Loads half of scipy, so not before it is needed.
        from scipy.interpolate import RectBivariateSpline

        width, height = self._grid.width, self._grid.height
        cols, rows = np.linspace(0, width, _MESH), np.linspace(0, height, _MESH)
        col, row = (part.reshape(-1) for part in np.meshgrid(cols, rows, indexing="ij"))
        step = _DERIVATIVE_M / math.sqrt(self._pixel_area)
        # Never beyond the raster: nothing lies beyond a pole.
        west, east = np.maximum(col - step, 0), np.minimum(col + step, width)
        north, south = np.maximum(row - step, 0), np.minimum(row + step, height)
        along = np.subtract(self._project(east, row), self._project(west, row)) / (east - west)
        down = np.subtract(self._project(col, south), self._project(col, north)) / (south - north)
        scale = np.abs(along[0] * down[1] - along[1] * down[0])
        if not (np.isfinite(scale).all() and (scale > 0).all()):
            return None
        return RectBivariateSpline(cols, rows, scale.reshape(_MESH, _MESH))


def _to_equal_area(grid: Grid) -> Optional[Transformer]:
    """Return the way to an equal-area projection, or None when there is none."""
    if grid.crs is None:
        return None
    x, y = grid.transform @ (grid.width / 2, grid.height / 2)
    try:
        source = ProjCRS.from_user_input(grid.crs.to_wkt())
        lon, _ = Transformer.from_crs(source, "EPSG:4326", always_xy=True).transform(x, y)
        if not math.isfinite(lon):
            return None
        # Without wrapping at the date line, which would tear polygons apart.
        equal_area = ProjCRS.from_proj4(f"+proj=cea +ellps=WGS84 +over +lon_0={lon:.6f}")
        return Transformer.from_crs(source, equal_area, always_xy=True)
    except (CRSError, ProjError):
        return None
