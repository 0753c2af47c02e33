"""Borders that follow the strongest edge of the probabilities along a stroke of the mouse."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage, sparse
from scipy.sparse import csgraph

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.engine.review.surface import Probability

_EDGE_WIDTH_PX = 1.0

# A pixel on the strongest edge costs this much of one without any.
_CHEAPEST = 0.03

# Vertices of the path that bend it less than this are steps of pixels.
_STAIRCASE_PX = 0.75

_AHEAD = ((0, 1), (1, 0), (1, 1), (1, -1))


def edge_path(
    probability: Probability, stroke: NDArray[np.float64], reach_px: float
) -> NDArray[np.float64]:
    """Return the way along the strongest edge of the probabilities near a stroke.

    The cheapest way through the pixels near the stroke, which cost the less the steeper the
    probability is there (intelligent scissors of Mortensen and Barrett 1995,
    doi:10.1145/218380.218442).

    Args:
        probability: Shape (rows, cols), 0 to 1.
        stroke: Shape (points, 2): column and row of at least two points.
        reach_px: How far from the stroke the edge may lie, pixels.

    Returns:
        Shape (points, 2), column and row, from the beginning of the stroke to its end.

    Raises:
        InputError: If the stroke lies outside.
    """
    edge = ndimage.gaussian_gradient_magnitude(probability, _EDGE_WIDTH_PX)
    line = shapely.LineString(stroke)
    number, place = _corridor(line, probability.shape, reach_px)
    if len(place) < 2:
        raise InputError("The stroke is too short", "", "Drag along the border")
    near = edge[place[:, 0], place[:, 1]]
    cost = _CHEAPEST + (1.0 - near / max(float(near.max()), 1e-6))
    start = _strongest_near(stroke[0], place, near, reach_px)
    end = _strongest_near(stroke[-1], place, near, reach_px)
    graph = _graph(number, cost)
    _, before = csgraph.dijkstra(graph, directed=False, indices=start, return_predecessors=True)
    way = [end]
    while way[-1] != start and before[way[-1]] >= 0:
        way.append(int(before[way[-1]]))
    middles = place[way[::-1]][:, ::-1] + 0.5
    if len(middles) < 2:
        return np.asarray(stroke, dtype=np.float64)
    simple = shapely.simplify(shapely.LineString(middles), _STAIRCASE_PX)
    path: NDArray[np.float64] = shapely.get_coordinates(simple)
    return path


def reshaped(polygon: Any, path: NDArray[np.float64]) -> Any:
    """Return a polygon whose border runs along a path between the path's ends.

    The ends are tied to the nearest points of the border; of the two ways around, the one is kept
    that changes the polygon less.

    Args:
        polygon: A valid polygon.
        path: Shape (points, 2).

    Raises:
        InputError: If no valid polygon comes of it.
    """
    rings = [polygon.exterior, *polygon.interiors]
    which = int(np.argmin([_apart(each, path) for each in rings]))
    ring, others = rings[which], rings[:which] + rings[which + 1 :]
    first, last = (ring.project(shapely.Point(point)) for point in (path[0], path[-1]))
    areas = [
        _polygon_of(np.concatenate([_arc(ring, first, last), path[::-1]])),
        _polygon_of(np.concatenate([_arc(ring, last, first), path])),
    ]
    areas = [area for area in areas if area is not None]
    if which:
        shell, others = shapely.Polygon(others[0]), others[1:]
        areas = [shapely.difference(shell, area) for area in areas]
    holes = shapely.union_all([shapely.Polygon(other) for other in others])
    candidates = [shapely.difference(area, holes) for area in areas]
    candidates = [each for each in candidates if shapely.is_valid(each) and shapely.area(each)]
    if not candidates:
        raise InputError(
            "The border cannot follow this stroke",
            "The outline would cross itself",
            "Drag once along the border, without loops",
        )
    return min(
        candidates,
        key=lambda each: float(shapely.area(shapely.symmetric_difference(each, polygon))),
    )


def _corridor(
    line: Any, shape: tuple[int, ...], reach_px: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the number of each pixel near a line (-1 elsewhere), and row and column of each."""
    far = np.ones(shape, dtype=bool)
    dense = shapely.get_coordinates(shapely.segmentize(line, 0.5))
    cols, rows = np.floor(dense).astype(np.int64).T
    inside = (rows >= 0) & (rows < shape[0]) & (cols >= 0) & (cols < shape[1])
    far[rows[inside], cols[inside]] = False
    if far.all():
        raise InputError("The stroke lies outside of the probabilities", "", "Draw by hand here")
    near = ndimage.distance_transform_edt(far) <= reach_px
    number = np.full(shape, -1, dtype=np.int64)
    number[near] = np.arange(np.count_nonzero(near))
    return number, np.argwhere(near)


def _strongest_near(
    point: NDArray[np.float64],
    place: NDArray[np.int64],
    strength: NDArray[np.float64],
    reach_px: float,
) -> int:
    away = np.hypot(place[:, 1] + 0.5 - point[0], place[:, 0] + 0.5 - point[1])
    # Nearer ones first where edges are alike.
    score = np.where(away <= max(reach_px, 1.5), strength * (1.0 - 0.5 * away / reach_px), -1.0)
    return int(np.argmax(score)) if score.max() >= 0 else int(np.argmin(away))


def _graph(number: NDArray[np.int64], cost: NDArray[np.float64]) -> sparse.csr_array:
    """Return what it costs to go from a pixel to its eight neighbours."""
    ones, twos = [], []
    for down, right in _AHEAD:
        first = number[: number.shape[0] - down, max(0, -right) : number.shape[1] - max(0, right)]
        second = number[down:, max(0, right) : number.shape[1] + min(0, right)]
        both = (first >= 0) & (second >= 0)
        ones.append(first[both])
        twos.append(second[both])
    lengths = np.concatenate(
        [np.full(len(one), np.hypot(*ahead)) for one, ahead in zip(ones, _AHEAD)]
    )
    one, two = np.concatenate(ones), np.concatenate(twos)
    weights = lengths * (cost[one] + cost[two]) / 2.0
    return sparse.csr_array((weights, (one, two)), shape=(len(cost), len(cost)))


def _apart(ring: Any, path: NDArray[np.float64]) -> float:
    ends = shapely.points(path[[0, -1]])
    return float(np.sum(shapely.distance(ring, ends)))


def _arc(ring: Any, start: float, stop: float) -> NDArray[np.float64]:
    """Return the points of a ring from one place along it to another, in its direction."""
    coordinates = shapely.get_coordinates(ring)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(coordinates, axis=0).T))])
    if start <= stop:
        between = coordinates[(along > start) & (along < stop)]
    else:
        between = np.concatenate(
            [coordinates[:-1][along[:-1] > start], coordinates[:-1][along[:-1] < stop]]
        )
    ends = [shapely.get_coordinates(ring.interpolate(place)) for place in (start, stop)]
    return np.concatenate([ends[0], between, ends[1]])


def _polygon_of(coordinates: NDArray[np.float64]) -> Any:
    """Return the largest valid polygon in a ring of points, or None."""
    if len(coordinates) < 3:
        return None
    valid = shapely.make_valid(shapely.Polygon(coordinates))
    pieces = [piece for piece in shapely.get_parts(valid) if shapely.get_type_id(piece) == 3]
    return max(pieces, key=shapely.area) if pieces else None
