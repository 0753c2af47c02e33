"""Class rasters read on the pixels of another grid, by nearest neighbour."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Callable, Optional

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS as ProjCRS
from pyproj import Transformer

from sat_dl_plugin.contract.legend import NODATA_ID
from sat_dl_plugin.engine.raster.grid import Grid, Window
from sat_dl_plugin.engine.vector.class_map import ClassMap, Labels

# Coordinates are computed at the nodes of a mesh and interpolated between them: at 16 pixels
# the Earth's curvature moves a point by less than a hundredth of a pixel up to 1 km pixels.
_PART_PX = 256
_NODE_PX = 16

# A raster of much smaller pixels is read in smaller parts, so that each read stays below this.
_MOST_SOURCE_PIXELS = 4_000_000

# Grids that differ by less than this share of a pixel, corner to corner, are the same.
_SAME_PX = 0.01

Floats = NDArray[np.float64]


class AlignedClasses:
    """A class raster seen through another grid.

    A pixel gets the class of the source's pixel that holds its centre, nodata outside.

    Args:
        source: The class raster.
        grid: Where its classes are wanted.
        look: Called between parts, because a source of small pixels takes long to read.
    """

    def __init__(
        self, source: ClassMap, grid: Grid, look: Callable[[], None] = lambda: None
    ) -> None:
        self._source = source
        self._look = look
        self._grid = grid
        self._to_pixel = ~source.grid.transform
        self._transformer = _transformer(grid, source.grid)
        self._shift = None if self._transformer else _whole_shift(grid, source.grid)

    @property
    def is_resampled(self) -> bool:
        """Whether the pixels of the two rasters are not the same."""
        return self._shift is None

    def read(self, window: Window) -> Labels:
        """Return the classes of a window of the grid, shape (rows, cols)."""
        if self._shift is not None:
            return self._read_shifted(window, self._shift)
        labels = np.empty((window.height, window.width), dtype=np.uint8)
        for part in _parts(window):
            labels[part.slices_in(window)] = self._read_part(part)
        return labels

    def _read_shifted(self, window: Window, shift: tuple[int, int]) -> Labels:
        labels = np.full((window.height, window.width), NODATA_ID, dtype=np.uint8)
        place = Window(
            window.col_off + shift[0], window.row_off + shift[1], window.width, window.height
        )
        common = place.intersection(self._source.grid.window)
        if common is not None:
            labels[common.slices_in(place)] = self._source.read(common)
        return labels

    def _read_part(self, part: Window) -> Labels:
        labels = np.full((part.height, part.width), NODATA_ID, dtype=np.uint8)
        col, row = self._positions(part)
        size = self._source.grid
        inside = (col >= 0) & (col < size.width) & (row >= 0) & (row < size.height)
        if not inside.any():
            return labels
        cols, rows = col[inside].astype(np.intp), row[inside].astype(np.intp)
        left, top = int(cols.min()), int(rows.min())
        needed = Window(left, top, int(cols.max()) - left + 1, int(rows.max()) - top + 1)
        if needed.pixels > _MOST_SOURCE_PIXELS and part.pixels > 1:
            for quarter in _quarters(part):
                labels[quarter.slices_in(part)] = self._read_part(quarter)
            return labels
        self._look()
        labels[inside] = self._source.read(needed)[rows - top, cols - left]
        return labels

    def _positions(self, part: Window) -> tuple[Floats, Floats]:
        """Return column and row in the source of each pixel's centre; NaN where there is none."""
        cols = np.arange(part.width, dtype=np.float64) + (part.col_off + 0.5)
        rows = np.arange(part.height, dtype=np.float64) + (part.row_off + 0.5)
        if self._transformer is None:
            return self._in_source(*np.meshgrid(cols, rows))
        node_cols, node_rows = _nodes(cols), _nodes(rows)
        nodes = self._in_source(*np.meshgrid(node_cols, node_rows))
        if not np.isfinite(nodes).all():
            return self._in_source(*np.meshgrid(cols, rows))
        across, down = _weights(cols, node_cols), _weights(rows, node_rows)
        return down @ nodes[0] @ across.T, down @ nodes[1] @ across.T

    def _in_source(self, col: Floats, row: Floats) -> tuple[Floats, Floats]:
        t, back = self._grid.transform, self._to_pixel
        x, y = t.a * col + t.b * row + t.c, t.d * col + t.e * row + t.f
        if self._transformer is not None:
            x, y = self._transformer.transform(x, y)
            lost = ~(np.isfinite(x) & np.isfinite(y))
            x, y = np.where(lost, np.nan, x), np.where(lost, np.nan, y)
        return back.a * x + back.b * y + back.c, back.d * x + back.e * y + back.f


def _parts(window: Window) -> Iterator[Window]:
    for row in range(window.row_off, window.row_stop, _PART_PX):
        for col in range(window.col_off, window.col_stop, _PART_PX):
            width, height = (
                min(_PART_PX, window.col_stop - col),
                min(_PART_PX, window.row_stop - row),
            )
            yield Window(col, row, width, height)


def _quarters(part: Window) -> Iterator[Window]:
    left, top = math.ceil(part.width / 2), math.ceil(part.height / 2)
    for row, height in ((part.row_off, top), (part.row_off + top, part.height - top)):
        for col, width in ((part.col_off, left), (part.col_off + left, part.width - left)):
            if width and height:
                yield Window(col, row, width, height)


def _nodes(centers: Floats) -> Floats:
    return np.linspace(centers[0], centers[-1], max(2, math.ceil(len(centers) / _NODE_PX) + 1))


def _weights(centers: Floats, nodes: Floats) -> Floats:
    """Return the matrix that interpolates linearly from nodes to centres."""
    weights = np.zeros((len(centers), len(nodes)))
    spacing = nodes[1] - nodes[0]
    position = (centers - nodes[0]) / spacing if spacing else np.zeros(len(centers))
    first = np.clip(position.astype(np.intp), 0, len(nodes) - 2)
    place = np.arange(len(centers))
    weights[place, first] = 1 - (position - first)
    weights[place, first + 1] += position - first
    return weights


def _transformer(grid: Grid, source: Grid) -> Optional[Transformer]:
    """Return the way from the CRS of one grid to that of the other, None where it is the same."""
    if grid.crs is None or source.crs is None:
        return None
    own = ProjCRS.from_user_input(grid.crs.to_wkt())
    other = ProjCRS.from_user_input(source.crs.to_wkt())
    return None if own == other else Transformer.from_crs(own, other, always_xy=True)


def _whole_shift(grid: Grid, source: Grid) -> Optional[tuple[int, int]]:
    """Return (columns, rows) from one grid's pixels to the other's when they are the same ones."""
    to_source = ~source.transform @ grid.transform
    left, top = round(to_source.c), round(to_source.f)
    corners = ((0.0, 0.0), (float(grid.width), 0.0), (0.0, float(grid.height)))
    moved = [to_source @ corner for corner in corners]
    expected = [(col + left, row + top) for col, row in corners]
    return (left, top) if np.allclose(moved, expected, rtol=0, atol=_SAME_PX) else None
