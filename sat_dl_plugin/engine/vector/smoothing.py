"""Smooth outlines that stay a coverage: constrained elastic surface nets.

Every vertex of the pixel outlines, one for each pixel of their length, may move inside the
cell of one pixel around its place and no further (Gibson 1998, doi:10.1007/BFb0056277). Two
neighbouring vertices then stay inside two cells that form a rectangle, so outlines can never
cross, whatever moves them. They are moved by the low-pass filter of Taubin (1995,
doi:10.1145/218380.218473), which does not shrink them. A vertex moves by the mean of its two
neighbours, which is the same number seen from either side of a border.
"""

from __future__ import annotations

from typing import Any, Callable

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.engine.vector.outlines import Outlines, next_in_ring, offsets_of
from sat_dl_plugin.engine.vector.simplification import Polygons, polygons_from

# Half a pixel would let vertices of neighbouring cells meet.
_REACH_PX = 0.45

# One step forward and one back; together they let pass what is longer than about 20 pixels.
_STEPS = (0.5, -0.53)
_PASSES = 10

# Outlines this long, pixels, are all corner; smoothing would only make them smaller.
_SHORTEST_RING = 8


def smoothed(
    outlines: Outlines, size: tuple[int, int], check_cancelled: Callable[[], None]
) -> Polygons:
    """Return smooth polygons in pixel coordinates; neighbours still share their borders.

    Junctions of three or more borders and the raster's edge stay where they are.

    Args:
        outlines: Pixel outlines.
        size: Width and height of the raster, pixels.
        check_cancelled: Called often; may raise.
    """
    x, y, fixed, offsets = _dense(outlines)
    fixed |= (x == 0) | (y == 0) | (x == size[0]) | (y == size[1])
    lengths = np.diff(offsets)
    short = np.repeat(lengths <= _SHORTEST_RING, lengths)
    if short.any():
        place = y.astype(np.int64) << 32 | x
        fixed |= np.isin(place, place[short])
    coordinates = np.empty((len(x), 2), dtype=np.float64)
    for axis, start in enumerate((x, y)):
        coordinates[:, axis] = start + _relaxed(start, fixed, offsets, check_cancelled)
    return polygons_from(coordinates, offsets, outlines.polygon_offsets)


def _dense(
    outlines: Outlines,
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.bool_], NDArray[np.int64]]:
    """Return columns, rows, junctions and ring offsets with a vertex at every pixel corner."""
    following = next_in_ring(outlines.ring_offsets)
    step_x = outlines.x[following] - outlines.x
    step_y = outlines.y[following] - outlines.y
    length = (np.abs(step_x) + np.abs(step_y)).astype(np.int64)
    starts = offsets_of(length)
    along = (np.arange(starts[-1]) - np.repeat(starts[:-1], length)).astype(np.int32)
    x = np.repeat(outlines.x, length) + along * np.repeat(np.sign(step_x), length)
    y = np.repeat(outlines.y, length) + along * np.repeat(np.sign(step_y), length)
    fixed = np.zeros(len(x), dtype=bool)
    fixed[starts[:-1]] = outlines.is_junction
    return x, y, fixed, starts[outlines.ring_offsets]


def _relaxed(
    start: NDArray[np.int32],
    fixed: NDArray[np.bool_],
    offsets: NDArray[np.int64],
    check_cancelled: Callable[[], None],
) -> NDArray[np.float32]:
    """Return how far every vertex moves along one axis, pixels."""
    bend = (_neighbour_sum(start, offsets) - 2 * start).astype(np.float32) * np.float32(0.5)
    shift = np.zeros(len(start), dtype=np.float32)
    for _ in range(_PASSES):
        check_cancelled()
        for step in _STEPS:
            pull = _neighbour_sum(shift, offsets)
            pull *= np.float32(0.5)
            pull -= shift
            pull += bend
            pull *= np.float32(step)
            shift += pull
            np.clip(shift, -_REACH_PX, _REACH_PX, out=shift)
            shift[fixed] = 0
    return shift


def _neighbour_sum(values: NDArray[Any], offsets: NDArray[np.int64]) -> NDArray[Any]:
    """Return, for each vertex of ragged rings, the sum of the values before and after it."""
    total = np.empty_like(values)
    np.add(values[:-2], values[2:], out=total[1:-1])
    first, last = offsets[:-1], offsets[1:] - 1
    total[first] = values[last] + values[first + 1]
    total[last] = values[last - 1] + values[first]
    return total
