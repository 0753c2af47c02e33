"""Overlapping tiles of equal size, and how they become one picture again."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sat_dl_plugin.engine.enhance.sensor import Floats
from sat_dl_plugin.engine.enhance.tile_store import TileStore
from sat_dl_plugin.engine.raster.grid import Window
from sat_dl_plugin.engine.tiling.blended import axis_weights, starts_touching, tile_starts


@dataclass(frozen=True)
class AxisPlan:
    """The tiles along one axis, in pixels of the input."""

    tile: int
    step: int
    starts: tuple[int, ...]

    @staticmethod
    def covering(length: int, tile: int, overlap: int) -> AxisPlan:
        """Return the fewest tiles that cover an axis, all as small as that allows."""
        if length <= tile:
            return AxisPlan(length, length, (0,))
        overlap = min(overlap, tile // 2)
        count = math.ceil((length - overlap) / (tile - overlap))
        even = math.ceil((length + (count - 1) * overlap) / count)
        step = even - overlap
        return AxisPlan(even, step, tuple(tile_starts(length, even, step)))

    def weights(self, scale: int) -> list[Floats]:
        """Return the weight profile of every tile in pixels of the output."""
        starts = [start * scale for start in self.starts]
        return axis_weights(starts, self.tile * scale, self.step * scale)


class TilePlan:
    """Where the tiles of a picture lie and how they are blended.

    Args:
        width: Columns of the input.
        height: Rows of the input.
        tile: Most pixels of a tile along one side.
        overlap: Pixels that neighbours share.
        scale: Output pixels per input pixel.
    """

    def __init__(self, width: int, height: int, tile: int, overlap: int, scale: int) -> None:
        self.scale = scale
        self.cols = AxisPlan.covering(width, tile, overlap)
        self.rows = AxisPlan.covering(height, tile, overlap)
        self._col_weights = self.cols.weights(scale)
        self._row_weights = self.rows.weights(scale)

    def __len__(self) -> int:
        return len(self.cols.starts) * len(self.rows.starts)

    @property
    def windows(self) -> list[Window]:
        """The tiles in reading order, in pixels of the input."""
        return [
            Window(col, row, self.cols.tile, self.rows.tile)
            for row in self.rows.starts
            for col in self.cols.starts
        ]

    @property
    def overhead(self) -> float:
        """Fitted pixels per output pixel."""
        width = self.cols.starts[-1] + self.cols.tile
        height = self.rows.starts[-1] + self.rows.tile
        return sum(w.pixels for w in self.windows) / (width * height)

    def blended(self, store: TileStore, window: Window, bands: int) -> Floats:
        """Return a part of the output as (bands, rows, cols); zero where no tile is.

        Args:
            store: Holds the finished tiles.
            window: In pixels of the output.
            bands: Bands of the output.
        """
        total = np.zeros((bands, window.height, window.width), np.float32)
        share = np.zeros((window.height, window.width), np.float32)
        for index, tile, weights in self._touching(window):
            common = tile.intersection(window)
            if common is None:
                continue
            rows, cols = common.slices_in(tile)
            picture = store.load(index, rows, cols)
            if picture is None:
                continue
            weight: Floats = weights[0][rows, None] * weights[1][None, cols]
            row, col = common.slices_in(window)
            total[:, row, col] += picture * weight
            share[row, col] += weight
        # Where a tile without a valid pixel would have had a share, its neighbours have it all.
        blended = total / np.where(share > 0, share, np.float32(1))
        return blended.astype(np.float32, copy=False)

    def _touching(self, window: Window) -> Iterator[tuple[int, Window, tuple[Floats, Floats]]]:
        scale = self.scale
        width, height = self.cols.tile * scale, self.rows.tile * scale
        col_starts = [start * scale for start in self.cols.starts]
        row_starts = [start * scale for start in self.rows.starts]
        for row in starts_touching(row_starts, height, window.row_off, window.row_stop):
            for col in starts_touching(col_starts, width, window.col_off, window.col_stop):
                tile = Window(col_starts[col], row_starts[row], width, height)
                index = row * len(col_starts) + col
                yield index, tile, (self._row_weights[row], self._col_weights[col])
