"""Pixel grids and windows: where a pixel lies and how large it is on the ground."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Optional

from affine import Affine
from pyproj import CRS as ProjCRS
from pyproj import Geod, Transformer
from pyproj.exceptions import ProjError
from rasterio.crs import CRS

from sat_dl_plugin.contract.errors import InputError


@dataclass(frozen=True)
class Window:
    """A pixel rectangle of a grid; offsets may be negative where a halo leaves the grid."""

    col_off: int
    row_off: int
    width: int
    height: int

    @property
    def col_stop(self) -> int:
        """First column after the window."""
        return self.col_off + self.width

    @property
    def row_stop(self) -> int:
        """First row after the window."""
        return self.row_off + self.height

    @property
    def pixels(self) -> int:
        """Number of pixels inside."""
        return self.width * self.height

    def intersection(self, other: Window) -> Optional[Window]:
        """Return the common part, or None when the windows do not overlap."""
        col_off, row_off = max(self.col_off, other.col_off), max(self.row_off, other.row_off)
        width = min(self.col_stop, other.col_stop) - col_off
        height = min(self.row_stop, other.row_stop) - row_off
        if width <= 0 or height <= 0:
            return None
        return Window(col_off, row_off, width, height)

    def slices_in(self, outer: Window) -> tuple[slice, slice]:
        """Return (rows, cols) of this window inside an array that covers ``outer``."""
        row, col = self.row_off - outer.row_off, self.col_off - outer.col_off
        return slice(row, row + self.height), slice(col, col + self.width)


@dataclass(frozen=True)
class Grid:
    """Size, position and CRS of a raster."""

    width: int
    height: int
    transform: Affine
    """Pixel (col, row) to CRS coordinates; rotated and south-up grids are allowed."""
    crs: Optional[CRS] = None

    def __post_init__(self) -> None:
        if self.width < 1 or self.height < 1:
            raise InputError(f"A raster of {self.width} x {self.height} pixels is empty")
        if self.transform.determinant == 0:
            raise InputError(
                f"Geotransform {tuple(self.transform)[:6]} is degenerate",
                "Its pixels have no area",
                "Give the raster a valid georeference",
            )

    @property
    def window(self) -> Window:
        """The window of the whole grid."""
        return Window(0, 0, self.width, self.height)

    @property
    def is_georeferenced(self) -> bool:
        """Whether pixels have a place on Earth."""
        return self.crs is not None

    def subgrid(self, window: Window) -> Grid:
        """Return the grid of one window."""
        shift = Affine.translation(window.col_off, window.row_off)
        return Grid(window.width, window.height, self.transform @ shift, self.crs)

    def gsd_m(self) -> Optional[tuple[float, float]]:
        """Return metres on the ground per column and per row at the centre of the grid.

        Geodesic distances on WGS 84, so that degrees, feet and the scale error of Web
        Mercator are all accounted for; None without a CRS.
        """
        if self.crs is None:
            return None
        col, row = self.width / 2.0, self.height / 2.0
        points = ((col - 0.5, row), (col + 0.5, row), (col, row - 0.5), (col, row + 0.5))
        try:
            lon_lat = self._to_lon_lat([self.transform @ point for point in points])
            geod = Geod(ellps="WGS84")
            west, east, north, south = lon_lat
            sizes = (
                float(geod.inv(*west, *east)[2]),
                float(geod.inv(*north, *south)[2]),
            )
        except (ProjError, ValueError, OverflowError):
            sizes = (math.nan, math.nan)
        if all(math.isfinite(size) and size > 0 for size in sizes):
            return sizes
        return self._planar_gsd_m()

    def pixel_area_m2(self, assumed_gsd_m: float = 1.0) -> float:
        """Return the area of the centre pixel in square metres.

        Args:
            assumed_gsd_m: Pixel size to believe in when the grid has no CRS.
        """
        size = self.gsd_m()
        if size is None:
            return assumed_gsd_m * assumed_gsd_m
        t = self.transform
        column, row = math.hypot(t.a, t.d), math.hypot(t.b, t.e)
        # The sine of the angle between the pixel's sides; 1 unless the grid is sheared.
        return float(size[0] * size[1] * abs(t.determinant) / (column * row))

    def _to_lon_lat(self, points: list[tuple[float, float]]) -> list[tuple[float, float]]:
        source = ProjCRS.from_user_input(self.crs.to_wkt()) if self.crs else None
        transformer = Transformer.from_crs(source, "EPSG:4326", always_xy=True)
        return [transformer.transform(x, y) for x, y in points]

    def _planar_gsd_m(self) -> tuple[float, float]:
        # A CRS without a path to WGS 84 (local engineering grids): trust its unit.
        if self.crs is None or self.crs.is_geographic:
            raise InputError(
                "The raster lies outside the area its CRS can describe",
                "Its ground sampling distance cannot be computed",
                "Check the layer's CRS and georeference",
            )
        # rasterio knows the unit of projected CRS only.
        factor = float(
            ProjCRS.from_user_input(self.crs.to_wkt()).axis_info[0].unit_conversion_factor
        )
        t = self.transform
        return math.hypot(t.a, t.d) * factor, math.hypot(t.b, t.e) * factor
