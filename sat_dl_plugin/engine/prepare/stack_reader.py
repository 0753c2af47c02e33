"""One raster seen through another grid: other pixels, another CRS, and a shift, in one step."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Callable, Optional

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.enums import Resampling
from rasterio.errors import RasterioError
from rasterio.warp import reproject
from rasterio.warp import transform as transform_points

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.engine.raster.grid import Grid, Window
from sat_dl_plugin.engine.raster.source import BoolMask, RasterSource

KERNELS = {
    "nearest": Resampling.nearest,
    "bilinear": Resampling.bilinear,
    "cubic": Resampling.cubic,
}
"""How values between pixels are made, by the names of `contract.jobs.RESAMPLINGS`."""

# From this many source pixels under one of the grid on, the mean of them is taken.
_SHRINKING = 1.1

# A pixel is valid when at least this share of what it is made of is valid.
_MIN_VALID_SHARE = 0.5

# Of one read; a raster of much smaller pixels is read in smaller parts.
_MOST_SOURCE_VALUES = 12_000_000

# Points along each side of a window that are carried into the source to see what it needs.
_OUTLINE_POINTS = 9

# Grids of one CRS, or of none, are in one plane, whatever its name.
_PLANE = CRS.from_epsg(3857)

_AWAY = 1000.0

Values = NDArray[Any]


class GridReader:
    """A raster on the pixels of another grid.

    Args:
        source: The raster.
        bands: Its bands that are wanted, from 1.
        grid: Where they are wanted.
        resampling: A name of `KERNELS`. Unless it is ``nearest``, shrinking averages instead.
        shift_px: (right, down) in pixels of ``grid`` that the raster is moved by.
        look: Called between parts, because a source of small pixels takes long to read.
    """

    def __init__(
        self,
        source: RasterSource,
        bands: tuple[int, ...],
        grid: Grid,
        resampling: str,
        shift_px: tuple[float, float] = (0.0, 0.0),
        look: Callable[[], None] = lambda: None,
    ) -> None:
        self._source = source
        self._bands = bands
        self._look = look
        # To move the raster is to look for it at the opposite place.
        self._transform = grid.transform @ Affine.translation(-shift_px[0], -shift_px[1])
        self._crs, self._source_crs = _common_crs(grid, source.grid)
        self._to_pixel = ~source.grid.transform
        self.ratio = self._pixels_per_pixel(grid)
        """Source pixels under one pixel of the grid (columns, rows), at its centre."""
        kernel = KERNELS[resampling]
        if kernel is not Resampling.nearest and max(self.ratio) > _SHRINKING:
            kernel = Resampling.average
        self.kernel = kernel
        """What is truly done."""
        stored = np.result_type(*(source.dtypes[band - 1] for band in bands))
        # Whole numbers of 32 bits do not fit into float32.
        exact = stored.kind == "f" or stored.itemsize < np.dtype(np.float32).itemsize
        self._dtype = np.result_type(np.float32, stored if exact else np.float64)

    def read(self, window: Window) -> tuple[Values, BoolMask]:
        """Return values (bands, rows, cols) in floating point and the valid mask (rows, cols).

        What stands at invalid pixels is 0.
        """
        needed = self.needed(window)
        if needed is None:
            return self._nothing(window)
        if needed.pixels * len(self._bands) > _MOST_SOURCE_VALUES and window.pixels > 1:
            values, valid = self._nothing(window)
            for quarter in _quarters(window):
                rows, cols = quarter.slices_in(window)
                values[:, rows, cols], valid[rows, cols] = self.read(quarter)
            return values, valid
        self._look()
        return self._warp(window, needed)

    def covers(self, window: Window) -> bool:
        """Return whether the centres of all pixels of a window lie inside the raster."""
        cols, rows = self._outline(window, 0.5)
        size = self._source.grid
        inside = (cols >= 0) & (cols < size.width) & (rows >= 0) & (rows < size.height)
        return bool(inside.all())

    def overlaps(self, window: Window) -> bool:
        """Return whether anything of the raster may be inside a window."""
        return self.needed(window) is not None

    def _nothing(self, window: Window) -> tuple[Values, BoolMask]:
        shape = (window.height, window.width)
        return np.zeros((len(self._bands), *shape), self._dtype), np.zeros(shape, bool)

    def _warp(self, window: Window, needed: Window) -> tuple[Values, BoolMask]:
        values, known = self._read_padded(needed)
        place = self._source.grid.transform @ Affine.translation(needed.col_off, needed.row_off)
        target = self._transform @ Affine.translation(window.col_off, window.row_off)
        if self._crs == self._source_crs:
            # GDAL takes pixels of one unit at the origin for pixels without a place.
            away = Affine.translation(_AWAY - target.c, _AWAY - target.f)
            place, target = away @ place, away @ target
        out, valid = self._nothing(window)
        options = {
            "src_transform": place,
            "src_crs": self._source_crs,
            "dst_transform": target,
            "dst_crs": self._crs,
            "num_threads": 1,
            "tolerance": 0.0,
            # Left to itself GDAL takes the scale from each window, a little another one each time.
            "XSCALE": str(min(1.0, 1.0 / self.ratio[0])),
            "YSCALE": str(min(1.0, 1.0 / self.ratio[1])),
        }
        averages = self.kernel is Resampling.average
        share = np.zeros(valid.shape, np.float32)
        try:
            reproject(
                values,
                out,
                src_nodata=np.nan,
                dst_nodata=np.nan,
                resampling=self.kernel,
                **options,
            )
            reproject(
                known.astype(np.float32),
                share,
                resampling=self.kernel if averages else Resampling.nearest,
                **options,
            )
        except RasterioError as error:
            raise InputError(
                f"{self._source.path} cannot be carried to the grid of the reference",
                str(error).splitlines()[0],
                "Check the CRS of both",
            ) from error
        valid = (share >= _MIN_VALID_SHARE) & np.isfinite(out).all(axis=0)
        return np.where(valid, out, out.dtype.type(0)), valid

    def _read_padded(self, needed: Window) -> tuple[Values, BoolMask]:
        """Read a window that may leave the raster; NaN where nothing is known."""
        shape = (needed.height, needed.width)
        values = np.full((len(self._bands), *shape), np.nan, self._dtype)
        known = np.zeros(shape, bool)
        inside = needed.intersection(self._source.grid.window)
        if inside is None:
            return values, known
        read, valid = self._source.read(inside, self._bands)
        rows, cols = inside.slices_in(needed)
        known[rows, cols] = True if valid is None else valid
        values[:, rows, cols] = read if valid is None else np.where(valid, read, np.nan)
        return values, known

    def needed(self, window: Window) -> Optional[Window]:
        """Return the source pixels that a window is made of, None where there are none.

        A few of them may lie beyond the edges of the raster.
        """
        cols, rows = self._outline(window)
        fine = np.isfinite(cols) & np.isfinite(rows)
        if not fine.any():
            return None
        # A cubic kernel reaches two pixels; a curved outline may bulge between its points.
        margin = [2 * math.ceil(max(1.0, ratio)) + 2 for ratio in self.ratio]
        left = math.floor(cols[fine].min()) - margin[0]
        right = math.ceil(cols[fine].max()) + margin[0]
        top = math.floor(rows[fine].min()) - margin[1]
        bottom = math.ceil(rows[fine].max()) + margin[1]
        wanted = Window(left, top, right - left, bottom - top)
        size = self._source.grid
        # Beyond the raster only the reach of the kernel is of interest.
        around = Window(
            -margin[0], -margin[1], size.width + 2 * margin[0], size.height + 2 * margin[1]
        )
        if wanted.intersection(size.window) is None:
            return None
        return wanted.intersection(around)

    def _outline(self, window: Window, inset: float = 0.0) -> tuple[Values, Values]:
        """Return columns and rows in the source of points along a window and inside it."""
        cols = np.linspace(window.col_off + inset, window.col_stop - inset, _OUTLINE_POINTS)
        rows = np.linspace(window.row_off + inset, window.row_stop - inset, _OUTLINE_POINTS)
        return self._in_source(*np.meshgrid(cols, rows))

    def _in_source(self, cols: Values, rows: Values) -> tuple[Values, Values]:
        t, back = self._transform, self._to_pixel
        x = (t.a * cols + t.b * rows + t.c).ravel()
        y = (t.d * cols + t.e * rows + t.f).ravel()
        if self._crs != self._source_crs:
            try:
                moved = transform_points(self._crs, self._source_crs, x.tolist(), y.tolist())
            except RasterioError as error:
                raise InputError(
                    f"{self._source.path} and the reference have CRS without a way between them",
                    str(error).splitlines()[0],
                    "Check the CRS of both",
                ) from error
            x, y = np.asarray(moved[0], np.float64), np.asarray(moved[1], np.float64)
        return back.a * x + back.b * y + back.c, back.d * x + back.e * y + back.f

    def _pixels_per_pixel(self, grid: Grid) -> tuple[float, float]:
        middle = (grid.width / 2.0, grid.height / 2.0)
        cols, rows = self._in_source(
            np.array([middle[0], middle[0] + 1, middle[0]]),
            np.array([middle[1], middle[1], middle[1] + 1]),
        )
        # Each axis of the source, whichever way the grid is turned.
        steps = (
            math.hypot(cols[1] - cols[0], cols[2] - cols[0]),
            math.hypot(rows[1] - rows[0], rows[2] - rows[0]),
        )
        if not all(math.isfinite(step) and step > 0 for step in steps):
            raise _no_overlap(self._source.path)
        return steps


def _no_overlap(path: str) -> InputError:
    return InputError(
        f"{path} does not overlap the reference",
        "It has no pixel inside the result",
        "Leave it out, or check its CRS and the extent",
    )


def check_overlap(reader: GridReader, path: str, window: Window) -> None:
    """Raise an `InputError` when nothing of a raster is inside a window of the grid."""
    if not reader.overlaps(window):
        raise _no_overlap(path)


def _common_crs(grid: Grid, source: Grid) -> tuple[CRS, CRS]:
    """Return the CRS of both; a plane of any name where they are equal."""
    if grid.crs is None or source.crs is None or grid.crs == source.crs:
        return _PLANE, _PLANE
    return grid.crs, source.crs


def _quarters(window: Window) -> Iterator[Window]:
    width, height = math.ceil(window.width / 2), math.ceil(window.height / 2)
    for row in range(window.row_off, window.row_stop, height):
        for col in range(window.col_off, window.col_stop, width):
            yield Window(
                col, row, min(width, window.col_stop - col), min(height, window.row_stop - row)
            )
