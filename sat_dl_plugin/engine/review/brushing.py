"""What a stroke of a brush adds to an object or takes away from it."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage

from sat_dl_plugin.engine.review.growing import Mask, clearness, solid
from sat_dl_plugin.engine.review.surface import Probability

BRUSH_PX = 12.0
"""Radius of the brush at the start, pixels."""

# Levels that are tried, as shares of the middle value under the stroke.
_SHARES = (0.15, 0.3, 0.45, 0.6, 0.7, 0.8, 0.9)

# The middle of the stroke is always painted, this share of the radius to either side.
_CORE_SHARE = 0.25

# Arms up to twice this share of the radius wide are left out.
_ARM_SHARE = 0.1

# With less of a step across the border, the network does not know where to end.
_FAINTEST_STEP = 0.02


def brushed(
    surface: Probability, stroke: NDArray[np.float64], radius_px: float, allowed: Mask
) -> Mask:
    """Return the pixels that a brush paints: those that belong to what is under the stroke.

    Of the pixels that the brush passes over, those are painted that hang together with the
    stroke at the level whose border is steep and short, as in `growing.grown`. A brush can
    neither leak beyond its width nor miss its own stroke. Where the surface has no border, it
    paints all that it passes over.

    Args:
        surface: What is wanted, shape (rows, cols), 0 to 1: the probability to add, and what it
            lacks to 1 to take away.
        stroke: Shape (points, 2), column and row.
        radius_px: Half the width of the brush, pixels.
        allowed: Pixels that may be painted, shape (rows, cols).
    """
    away = _distance(stroke, surface.shape)
    near = (away <= radius_px) & allowed
    core = (away <= max(1.0, _CORE_SHARE * radius_px)) & allowed
    if not core.any():
        return core
    top = float(np.median(surface[core]))
    masks = [_connected(near & (surface >= top * share), core) for share in _SHARES]
    marks = [clearness(surface, mask, _FAINTEST_STEP) for mask in masks]
    best = masks[int(np.argmax(marks))] if max(marks) > 0 else near
    # Without arms that are thinner than a hand would paint with such a brush.
    thin = int(_ARM_SHARE * radius_px)
    if thin:
        best = _connected(ndimage.binary_opening(best, np.ones((3, 3)), thin), core) & near
    painted: Mask = solid(best) & near
    return painted


def _distance(stroke: NDArray[np.float64], shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Return the distance of each pixel to a stroke; infinite when that lies outside."""
    line = shapely.LineString(stroke) if len(stroke) > 1 else shapely.Point(stroke[0])
    dense = _points(line)
    cols, rows = np.floor(dense).astype(np.int64).T
    inside = (rows >= 0) & (rows < shape[0]) & (cols >= 0) & (cols < shape[1])
    off = np.ones(shape, dtype=bool)
    off[rows[inside], cols[inside]] = False
    if off.all():
        return np.full(shape, np.inf)
    distance: NDArray[np.float64] = ndimage.distance_transform_edt(off)
    return distance


def _points(line: Any) -> NDArray[np.float64]:
    points: NDArray[np.float64] = shapely.get_coordinates(
        shapely.segmentize(line, 0.5) if shapely.get_type_id(line) == 1 else line
    )
    return points


def _connected(mask: Mask, core: Mask) -> Mask:
    """Return the core and what of a mask hangs together with it."""
    labels, count = ndimage.label(mask | core)
    touched = np.zeros(count + 1, dtype=bool)
    touched[labels[core]] = True
    touched[0] = False
    connected: Mask = touched[labels]
    return connected
