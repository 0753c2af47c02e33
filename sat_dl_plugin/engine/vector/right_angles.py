"""Polygons whose sides are parallel to one direction and at right angles to it."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from sat_dl_plugin.engine.vector.outlines import next_in_ring, offsets_of
from sat_dl_plugin.engine.vector.simplification import Polygons, polygons_from

# A ring of right angles has at least two sides of each kind.
_FEWEST_SIDES = 4


def right_angled(polygons: Polygons) -> Polygons:
    """Return polygons with right angles only, in the main direction of each.

    The main direction is where the polygon's edges point, modulo a right angle, long edges
    counting more. Edges are sorted into those along it and those across; neighbours of one
    kind become one side through their mean, and the sides are cut with each other. A ring with
    fewer than four sides becomes the rectangle around it. The result may be invalid where
    sides cross; that is for the caller to check.

    Args:
        polygons: Simplified polygons; with staircases of pixels they would all be upright.
    """
    if not len(polygons):
        return polygons
    _, coordinates, (closed_offsets, polygon_offsets) = shapely.to_ragged_array(polygons)
    points, offsets = _opened(coordinates, closed_offsets)
    polygon_of_ring = np.repeat(np.arange(len(polygons)), np.diff(polygon_offsets))
    polygon_of_point = np.repeat(polygon_of_ring, np.diff(offsets))
    angle = _main_direction(points, offsets, polygon_of_point, len(polygons))
    turned = _turned(points, -angle[polygon_of_point])
    squared, new_offsets = _squared(turned, offsets)
    owner = np.repeat(polygon_of_ring, np.diff(new_offsets))
    return polygons_from(_turned(squared, angle[owner]), new_offsets, polygon_offsets)


def _opened(
    coordinates: NDArray[np.float64], closed_offsets: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Drop the repeated last point of every ring."""
    is_repeat = np.zeros(len(coordinates), dtype=bool)
    is_repeat[closed_offsets[1:] - 1] = True
    return coordinates[~is_repeat], closed_offsets - np.arange(len(closed_offsets))


def _main_direction(
    points: NDArray[np.float64],
    offsets: NDArray[np.int64],
    polygon: NDArray[np.int64],
    count: int,
) -> NDArray[np.float64]:
    """Return the direction of each polygon's edges, radians, within 45 degrees of 0."""
    edge = points[next_in_ring(offsets)] - points
    length_squared = (edge**2).sum(axis=1)
    # Four times the angle makes all directions of a right-angled figure one.
    fourfold = 4 * np.arctan2(edge[:, 1], edge[:, 0])
    cosine = np.bincount(polygon, length_squared * np.cos(fourfold), minlength=count)
    sine = np.bincount(polygon, length_squared * np.sin(fourfold), minlength=count)
    return np.arctan2(sine, cosine) / 4


def _turned(points: NDArray[np.float64], angle: NDArray[np.float64]) -> NDArray[np.float64]:
    cosine, sine = np.cos(angle), np.sin(angle)
    x, y = points[:, 0], points[:, 1]
    return np.stack([cosine * x - sine * y, sine * x + cosine * y], axis=1)


def _squared(
    points: NDArray[np.float64], offsets: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return rings of upright and level sides, and where each starts."""
    following = next_in_ring(offsets)
    edge = points[following] - points
    is_level = np.abs(edge[:, 0]) >= np.abs(edge[:, 1])
    starts_side = np.empty(len(points), dtype=bool)
    starts_side[following] = is_level[following] != is_level
    ring = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    sides = np.bincount(ring[starts_side], minlength=len(offsets) - 1)
    is_simple = sides < _FEWEST_SIDES
    position, side_ring, side_level = _sides(points, edge, is_level, starts_side, ring)
    corners = _corners(position, side_level, offsets_of(sides))
    boxes = _boxes(points, offsets)
    counts = np.where(is_simple, _FEWEST_SIDES, sides)
    new_offsets = offsets_of(counts)
    result = np.empty((new_offsets[-1], 2), dtype=np.float64)
    from_box = np.repeat(is_simple, counts)
    result[from_box] = boxes[is_simple].reshape(-1, 2)
    result[~from_box] = corners[~is_simple[side_ring]]
    return result, new_offsets


def _sides(
    points: NDArray[np.float64],
    edge: NDArray[np.float64],
    is_level: NDArray[np.bool_],
    starts_side: NDArray[np.bool_],
    ring: NDArray[np.int64],
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.bool_]]:
    """Return position, ring and kind of every side, in the order of the rings.

    Edges before a ring's first start belong to its last side.
    """
    starts = np.flatnonzero(starts_side)
    if not len(starts):
        return np.empty(0), np.empty(0, dtype=np.int64), np.empty(0, dtype=bool)
    side = np.cumsum(starts_side) - 1
    last_side = np.full(int(ring[-1]) + 1, -1)
    last_side[ring[starts]] = side[starts]
    before_first = (side < 0) | (ring[starts[np.maximum(side, 0)]] != ring)
    side = np.where(before_first, last_side[ring], side)
    known = side >= 0
    length = np.hypot(edge[:, 0], edge[:, 1])
    middle = points + edge / 2
    across = np.where(is_level, middle[:, 1], middle[:, 0])
    total = np.bincount(side[known], length[known], minlength=len(starts))
    weighted = np.bincount(side[known], (length * across)[known], minlength=len(starts))
    return weighted / np.maximum(total, 1e-12), ring[starts], is_level[starts]


def _corners(
    position: NDArray[np.float64], is_level: NDArray[np.bool_], offsets: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return where each side meets the one before it."""
    if not len(position):
        return np.empty((0, 2))
    order = np.arange(len(position))
    before = order - 1
    has_sides = np.diff(offsets) > 0
    before[offsets[:-1][has_sides]] = offsets[1:][has_sides] - 1
    x = np.where(is_level, position[before], position)
    y = np.where(is_level, position, position[before])
    return np.stack([x, y], axis=1)


def _boxes(points: NDArray[np.float64], offsets: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the corners of the rectangle around each ring, shape (rings, 4, 2)."""
    low = np.minimum.reduceat(points, offsets[:-1])
    high = np.maximum.reduceat(points, offsets[:-1])
    xs = np.stack([low[:, 0], high[:, 0], high[:, 0], low[:, 0]], axis=1)
    ys = np.stack([low[:, 1], low[:, 1], high[:, 1], high[:, 1]], axis=1)
    return np.stack([xs, ys], axis=2)
