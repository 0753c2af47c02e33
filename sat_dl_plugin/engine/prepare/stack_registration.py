"""By how much a raster lies beside another one: sub-pixel registration by phase correlation.

Several windows over the common area are compared, each with its own cross-correlation, whose
peak is found on a grid refined around it by a matrix product instead of a large transform
(Guizar-Sicairos, Thurman and Fienup 2008). What most windows say counts, and nothing is moved
when they do not say the same.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Callable, Optional

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from scipy import fft, ndimage

from sat_dl_plugin.engine.prepare.stack_reader import GridReader
from sat_dl_plugin.engine.raster.grid import Grid, Window
from sat_dl_plugin.engine.raster.source import BoolMask, RasterSource

# Sides of the compared windows, pixels of the coarser raster.
_LARGEST_PX = 256
_SMALLEST_PX = 48

# Windows along each side of the scene, at most.
_ALONG = 5

# A window counts when at least this share of it is valid in both rasters.
_MIN_VALID_SHARE = 0.6

# Height of a peak over the rest of its surface, in standard deviations. What only looks alike
# by chance stays below 6 in windows of these sizes.
_MIN_SHARPNESS = 7.0

# Windows that lie farther than this from the others, pixels of the coarser raster, disagree.
_AGREEMENT_PX = 0.75

# At least this share of the windows that have a peak has to agree.
_MIN_AGREEING = 0.5

# So many windows have to agree; where there are fewer, their peaks have to be sharper.
_MIN_WINDOWS = 3
_LONELY_SHARPNESS = 10.0

_TOO_LITTLE = "too little of it overlaps the reference"

_ROUNDS = 4
_SETTLED_PX = 0.01
_STEPS_PER_PX = 50

Floats = NDArray[Any]


@dataclass(frozen=True)
class Registration:
    """What was found out about one raster."""

    shift_px: tuple[float, float] = (0.0, 0.0)
    """(right, down) in pixels of the reference by which the raster is to be moved."""
    spread_px: float = 0.0
    """Median distance of the windows from it, pixels of the reference."""
    windows: int = 0
    """Windows that agree."""
    looked_at: int = 0
    """Windows that both rasters have data in."""
    refusal: str = ""
    """Why the raster is left where it is; empty when the shift can be trusted."""


@dataclass(frozen=True)
class Scene:
    """A raster and the bands whose mean is compared."""

    source: RasterSource
    bands: tuple[int, ...]


@dataclass(frozen=True)
class _Picture:
    """The mean of the bands in one window of the working grid."""

    window: Window
    values: Floats
    known: BoolMask


@dataclass(frozen=True)
class _Found:
    """The peaks of one round, shifts in pixels of the working grid."""

    shifts: Floats
    weights: Floats
    looked_at: int


def register(
    reference: Scene, moving: Scene, part: Window, look: Callable[[], None] = lambda: None
) -> Registration:
    """Find the shift that brings one raster onto another.

    Args:
        reference: What stays in place.
        moving: What is to be moved.
        part: Window of the reference that is wanted.
        look: Called between windows; may raise to stop.
    """
    fixed_grid, moving_grid = reference.source.grid, moving.source.grid
    seen = GridReader(reference.source, reference.bands, moving_grid, "nearest")
    over = seen.needed(moving_grid.window)
    common = None if over is None else over.intersection(part)
    if common is None:
        return Registration(refusal=_TOO_LITTLE)
    work, factor = _working_grid(moving, fixed_grid.subgrid(common))
    side = _window_side(work)
    if side < _SMALLEST_PX:
        return Registration(refusal=f"the common area is smaller than {_SMALLEST_PX} pixels")
    windows = list(_windows(work, side))
    fixed = list(_pictures(reference, work, (0.0, 0.0), windows, look))
    shift = np.zeros(2)
    for _round in range(_ROUNDS):
        place = (float(shift[0]), float(shift[1]))
        found = _compare(fixed, _pictures(moving, work, place, windows, look))
        step, agreeing, spread = _consensus(found)
        refusal = _refusal(found, agreeing)
        if refusal:
            return Registration(looked_at=found.looked_at, refusal=refusal)
        shift = shift + step
        if math.hypot(*step) < _SETTLED_PX:
            break
    shift_px = (float(shift[0]) * factor, float(shift[1]) * factor)
    return Registration(shift_px, spread * factor, agreeing, found.looked_at)


def _refusal(found: _Found, agreeing: int) -> str:
    if not found.looked_at:
        return _TOO_LITTLE
    # One window has nothing to agree with, where there are more to ask.
    wanted = min(_MIN_WINDOWS, found.looked_at)
    lonely = found.looked_at < _MIN_WINDOWS and found.weights.max(initial=0) < _LONELY_SHARPNESS
    if len(found.shifts) < wanted or lonely:
        return "its correlation with the reference is too weak to trust"
    if agreeing < max(wanted, _MIN_AGREEING * len(found.shifts)):
        return f"only {agreeing} of {len(found.shifts)} places agree on a shift"
    return ""


def _working_grid(moving: Scene, grid: Grid) -> tuple[Grid, float]:
    """Return the grid for comparing, and its pixels' size in pixels of the reference.

    Its pixels are those of the coarser raster: what is finer is in one of the two only.
    """
    ratio = GridReader(moving.source, moving.bands, grid, "cubic").ratio
    coarser = max(1.0, 1.0 / max(ratio))
    width = max(1, math.floor(grid.width / coarser))
    height = max(1, math.floor(grid.height / coarser))
    return Grid(width, height, grid.transform @ Affine.scale(coarser), grid.crs), coarser


def _window_side(grid: Grid) -> int:
    shorter = min(grid.width, grid.height)
    # Small scenes are one or a few windows of half their size.
    return min(_LARGEST_PX, max(shorter // 2, min(shorter, 2 * _SMALLEST_PX)))


def _windows(grid: Grid, side: int) -> Iterator[Window]:
    for row in _starts(grid.height, side):
        for col in _starts(grid.width, side):
            yield Window(col, row, side, side)


def _starts(length: int, side: int) -> list[int]:
    count = min(_ALONG, max(1, math.ceil(2 * (length - side) / side) + 1))
    return [int(start) for start in np.linspace(0, length - side, count)]


def _pictures(
    scene: Scene,
    grid: Grid,
    shift: tuple[float, float],
    windows: list[Window],
    look: Callable[[], None],
) -> Iterator[_Picture]:
    reader = GridReader(scene.source, scene.bands, grid, "cubic", shift, look)
    for window in windows:
        look()
        values, known = reader.read(window)
        yield _Picture(window, values.mean(axis=0, dtype=np.float64), known)


def _compare(fixed: list[_Picture], moved: Iterator[_Picture]) -> _Found:
    shifts, weights, looked_at = [], [], 0
    for first, second in zip(fixed, moved):
        known = first.known & second.known
        if known.mean() < _MIN_VALID_SHARE:
            continue
        looked_at += 1
        peak = _peak(_edges(first.values, known), _edges(second.values, known))
        if peak is not None and peak[1] >= _MIN_SHARPNESS:
            shifts.append(peak[0])
            weights.append(peak[1])
    return _Found(np.reshape(shifts, (-1, 2)), np.asarray(weights, np.float64), looked_at)


def _edges(picture: Floats, known: BoolMask) -> Floats:
    """Return the strength of edges, with the mean zero, fading out towards the sides.

    Edges are where they are in every band, be they bright on dark or dark on bright.
    """
    level = picture[known].mean()
    strength = ndimage.gaussian_gradient_magnitude(np.where(known, picture, level), 1.0)
    # The root keeps a few bright roofs from deciding alone.
    strength = np.sqrt(strength)
    # Where data end there is an edge that has nothing to do with the ground.
    sure = ndimage.binary_erosion(known, iterations=4, border_value=1)
    level = strength[sure].mean() if sure.any() else 0.0
    taper = np.outer(*(np.hanning(side) for side in picture.shape))
    faded: Floats = np.where(sure, strength - level, 0.0) * taper
    return faded


def _peak(first: Floats, second: Floats) -> Optional[tuple[tuple[float, float], float]]:
    """Return the shift (right, down) of the second picture onto the first, and its sharpness."""
    cross = fft.fft2(first) * np.conj(fft.fft2(second))
    power = np.abs(cross)
    if not power.any():
        return None
    # Half way to the phase alone, whose noise would count as much as the picture.
    cross = cross / np.sqrt(power + 1e-9 * power.max())
    surface = fft.ifft2(cross).real
    side = surface.shape[0]
    row, col = np.unravel_index(int(surface.argmax()), surface.shape)
    sharpness = (surface.max() - surface.mean()) / surface.std()
    rough = np.array([_signed(int(col), side), _signed(int(row), side)], np.float64)
    if np.abs(rough).max() > side / 4:
        return None
    shift = _refined(cross, rough)
    return (float(shift[0]), float(shift[1])), float(sharpness)


def _signed(index: int, side: int) -> int:
    return index - side if index > side // 2 else index


def _refined(cross: Floats, rough: Floats) -> Floats:
    """Return the peak of the correlation around a rough place, by a refined transform there."""
    side = cross.shape[0]
    frequency = fft.fftfreq(side)
    reach = np.arange(-_STEPS_PER_PX, _STEPS_PER_PX + 1) / _STEPS_PER_PX
    cols, rows = rough[0] + reach, rough[1] + reach
    left = np.exp(2j * np.pi * np.outer(rows, frequency))
    right = np.exp(2j * np.pi * np.outer(frequency, cols))
    fine = (left @ cross @ right).real
    row, col = np.unravel_index(int(fine.argmax()), fine.shape)
    refined: Floats = np.array([cols[col], rows[row]])
    return refined


def _consensus(found: _Found) -> tuple[Floats, int, float]:
    """Return what most windows say, how many they are, and how far they are from it."""
    if not len(found.shifts):
        return np.zeros(2), 0, 0.0
    middle = _weighted_median(found.shifts, found.weights)
    for _round in range(2):
        distance = np.hypot(*(found.shifts - middle).T)
        agree = distance <= _AGREEMENT_PX
        if not agree.any():
            return np.zeros(2), 0, 0.0
        middle = _weighted_median(found.shifts[agree], found.weights[agree])
    return middle, int(agree.sum()), float(np.median(distance[agree]))


def _weighted_median(values: Floats, weights: Floats) -> Floats:
    medians = []
    for column in values.T:
        order = np.argsort(column)
        heaped = np.cumsum(weights[order]) - weights[order] / 2
        medians.append(float(np.interp(weights.sum() / 2, heaped, column[order])))
    median: Floats = np.asarray(medians)
    return median
