"""Where labels are, and how many: a quick look at all inputs before anything is prepared."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Optional

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from scipy import ndimage

from sat_dl_plugin.contract.reporting import PhaseReporter, Reporter
from sat_dl_plugin.engine.raster.grid import Grid, Window
from sat_dl_plugin.engine.raster.source import RasterSource
from sat_dl_plugin.engine.train.labelled import LabelledData, LabelledInputs, LabelledRaster
from sat_dl_plugin.engine.train.training_grid import TrainingGrid
from sat_dl_plugin.engine.vector.area_of_interest import polygons_near, touched_window

MARGIN_PX = 192
"""Pixels around what was labelled that are kept too, because networks look at surroundings."""

# What is labelled is looked for in cells of this side.
_CELL_PX = 64

# Sites are thinned to this many pixels to decide on blocks.
_COARSE_PIXELS = 4_000_000

_PART_PX = 1024


@dataclass(frozen=True, eq=False)
class Site:
    """A part of a raster that has labels, at the resolution of the network."""

    data: LabelledData
    raster: LabelledRaster
    training: TrainingGrid
    """Grid of the whole raster."""
    window: Window
    """The part, pixels of that grid."""
    step: int
    """Pixels of the part for each one of `thinned`."""
    thinned: NDArray[np.uint8]
    """Index in `LabelledData.sets` of every ``step``-th pixel; 0 for nodata and not labelled."""
    pixels: dict[int, int] = field(default_factory=dict)
    """Index in `LabelledData.sets` -> pixels; not thinned, but nodata is estimated."""

    @property
    def grid(self) -> Grid:
        """Grid of the part."""
        return self.training.grid.subgrid(self.window)

    @property
    def thinned_grid(self) -> Grid:
        """Grid of `thinned`."""
        rows, cols = self.thinned.shape
        own = self.grid
        return Grid(cols, rows, own.transform @ Affine.scale(self.step), own.crs)

    @property
    def labelled_pixels(self) -> int:
        """Pixels that are not ignored."""
        return sum(count for index, count in self.pixels.items() if index)


def survey(inputs: LabelledInputs, reporter: Reporter) -> list[Site]:
    """Find what is labelled.

    Args:
        inputs: The opened data sets.
        reporter: Hears of progress and is asked for cancellation.

    Returns:
        The parts of rasters with labels.
    """
    sites: list[Site] = []
    todo = [(data, raster) for data in inputs.datasets for raster in data.rasters]
    for place, (data, raster) in enumerate(todo):
        own = PhaseReporter(reporter, place / len(todo), (place + 1) / len(todo))
        training = TrainingGrid.of(raster.grid, inputs.gsd_m, 1.0)
        found = [
            _surveyed(data, raster, training, window, own)
            for window in _labelled_windows(raster, training.grid)
        ]
        labelled = [site for site in found if site.labelled_pixels]
        if not labelled:
            reporter.log(
                f"Nothing of {raster.file.raster} has both data and a label; it is left out.",
                "warning",
            )
        sites.extend(labelled)
    return sites


def parts_of(window: Window, side: int) -> Iterator[Window]:
    """Yield the squares that a window is made of, row by row."""
    for row in range(window.row_off, window.row_stop, side):
        for col in range(window.col_off, window.col_stop, side):
            height, width = min(side, window.row_stop - row), min(side, window.col_stop - col)
            yield Window(col, row, width, height)


def _labelled_windows(raster: LabelledRaster, grid: Grid) -> list[Window]:
    """Return the parts of a grid that hold the area that was labelled, with a margin."""
    area = raster.area.on(grid)
    if area is None:
        return [grid.window]
    cells = np.zeros((math.ceil(grid.height / _CELL_PX), math.ceil(grid.width / _CELL_PX)), bool)
    for polygon in polygons_near(area, grid)[0]:
        inside = touched_window(np.array([polygon], dtype=object), grid)
        if inside is None:
            continue
        cells[
            max(0, inside.row_off - MARGIN_PX) // _CELL_PX : _cells_to(inside.row_stop),
            max(0, inside.col_off - MARGIN_PX) // _CELL_PX : _cells_to(inside.col_stop),
        ] = True
    slices = _rectangles(cells)
    windows = [
        Window(
            cols.start * _CELL_PX,
            rows.start * _CELL_PX,
            (cols.stop - cols.start) * _CELL_PX,
            (rows.stop - rows.start) * _CELL_PX,
        )
        for rows, cols in slices
    ]
    cut = [window.intersection(grid.window) for window in windows]
    return [window for window in cut if window is not None]


def _cells_to(stop: int) -> int:
    return math.ceil((stop + MARGIN_PX) / _CELL_PX)


def _rectangles(cells: NDArray[np.bool_]) -> list[tuple[slice, slice]]:
    """Return rectangles that do not touch each other and hold all marked cells."""
    marked, before = cells.copy(), -1
    while True:
        labels, found = ndimage.label(marked, structure=np.ones((3, 3)))
        slices: list[tuple[slice, slice]] = list(ndimage.find_objects(labels))
        if found == before:
            return slices
        before = found
        for rows, cols in slices:
            marked[rows, cols] = True


def _surveyed(
    data: LabelledData,
    raster: LabelledRaster,
    training: TrainingGrid,
    window: Window,
    reporter: Reporter,
) -> Site:
    step = max(1, math.ceil(math.sqrt(window.pixels / _COARSE_PIXELS)))
    shape = (math.ceil(window.height / step), math.ceil(window.width / step))
    thinned = np.zeros(shape, dtype=np.uint8)
    counts = np.zeros(256, dtype=np.int64)
    with data.drawing(raster, training.grid) as drawing:
        parts = list(parts_of(window, step * math.ceil(_PART_PX / step)))
        for done, part in enumerate(parts):
            reporter.check_cancelled()
            reporter.progress(done / len(parts), "Looking at the labels")
            indexes = drawing.read(part)
            counts += np.bincount(indexes.ravel(), minlength=256)
            rows, cols = part.slices_in(window)
            few = indexes[::step, ::step]
            top, left = rows.start // step, cols.start // step
            thinned[top : top + few.shape[0], left : left + few.shape[1]] = few
    valid = _validity(raster, training, window, shape)
    if valid is not None:
        before = np.bincount(thinned.ravel(), minlength=256)
        thinned[~valid] = 0
        after = np.bincount(thinned.ravel(), minlength=256)
        # What is too rare to be among the thinned pixels is taken to have data.
        share = np.where(before > 0, after / np.maximum(before, 1), 1.0)
        counts = np.rint(counts * share).astype(np.int64)
    pixels = {int(index): int(counts[index]) for index in np.flatnonzero(counts)}
    return Site(data, raster, training, window, step, thinned, pixels)


def _validity(
    raster: LabelledRaster, training: TrainingGrid, window: Window, shape: tuple[int, int]
) -> Optional[NDArray[np.bool_]]:
    """Return which pixels of a thinned window have data; None for all."""
    with RasterSource(raster.file.raster) as source:
        if source.is_all_valid(raster.bands) and raster.dtype.kind != "f":
            return None
        top, bottom = training.rows.source_range(window.row_off, window.row_stop)
        left, right = training.cols.source_range(window.col_off, window.col_stop)
        part = Window(left, top, right - left, bottom - top)
        _, valid = source.sample(raster.bands, max(shape), part)
    rows, cols = (
        np.minimum(np.arange(size) * have // size, have - 1)
        for size, have in zip(shape, valid.shape)
    )
    spread: NDArray[np.bool_] = valid[rows[:, None], cols[None, :]]
    return spread
