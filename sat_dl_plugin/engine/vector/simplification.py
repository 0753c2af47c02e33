"""Simplification that keeps the borders of neighbours shared and moves no junction.

Corners are removed by area (Visvalingam and Whyatt 1993, doi:10.1179/000870493786962263),
in two stages. The smallest possible corners of a pixel outline, half a pixel large, are
removed here: such a triangle of grid points has no other grid point in or on it (Pick's
theorem), so nothing can ever be crossed, and both neighbours see the same numbers. That
leaves a third fewer vertices to `shapely.coverage_simplify`, which does the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Callable

import numpy as np
import shapely
from numpy.typing import NDArray

from sat_dl_plugin.engine.vector.outlines import Outlines, next_in_ring, offsets_of

Polygons = NDArray[np.object_]

# Twice the area, in pixels, of the corners that can be removed without looking around.
_SMALLEST_CORNER = 1

# Rings this small keep their vertices, so that none collapses.
_SMALLEST_RING = 4

# GEOS keeps tables of all vertices of a call; beyond this many they leave the cache and the
# time per vertex grows several times.
_BATCH_VERTICES = 5_000

# An object about as small as the tolerance would become a triangle; one that loses or gains
# more than this share of its area is simplified less.
_LARGEST_CHANGE = 0.1


def polygons_of(outlines: Outlines) -> Polygons:
    """Return shapely polygons in pixel coordinates (column, row)."""
    coordinates = np.stack([outlines.x, outlines.y], axis=1).astype(np.float64)
    return polygons_from(coordinates, outlines.ring_offsets, outlines.polygon_offsets)


def polygons_from(
    coordinates: NDArray[np.float64],
    ring_offsets: NDArray[np.int64],
    polygon_offsets: NDArray[np.int64],
) -> Polygons:
    """Return shapely polygons of ragged rings whose first vertex is not repeated."""
    if len(polygon_offsets) < 2:
        return np.empty(0, dtype=object)
    closed = np.insert(np.arange(len(coordinates)), ring_offsets[1:], ring_offsets[:-1])
    closed_offsets = ring_offsets + np.arange(len(ring_offsets))
    polygons: Polygons = shapely.from_ragged_array(
        shapely.GeometryType.POLYGON, coordinates[closed], (closed_offsets, polygon_offsets)
    )
    return polygons


def simplify(
    outlines: Outlines, tolerance_px: float, check_cancelled: Callable[[], None]
) -> Polygons:
    """Return simplified polygons in pixel coordinates; neighbours still share their borders.

    Args:
        outlines: Pixel outlines.
        tolerance_px: Side of the square, in pixels, whose area the corners that are removed
            may have at most.
        check_cancelled: Called often; may raise.
    """
    is_thinned = 2 * tolerance_px**2 >= _SMALLEST_CORNER
    exact = polygons_of(thinned(outlines) if is_thinned else outlines)
    simple = simplify_coverage(exact, outlines.cluster, tolerance_px, check_cancelled)
    return without_large_changes(simple, exact, outlines.cluster, tolerance_px)


def simplify_coverage(
    polygons: Polygons,
    cluster: NDArray[np.int32],
    tolerance: float,
    check_cancelled: Callable[[], None],
) -> Polygons:
    """Apply `shapely.coverage_simplify` to groups of touching polygons.

    Args:
        polygons: A valid coverage.
        cluster: Group of every polygon; polygons of different groups do not touch.
        tolerance: Square root of the area of the largest corner to remove.
        check_cancelled: Called once a batch; may raise.
    """
    simplified: Polygons = polygons.copy()
    for batch in _batches(shapely.get_num_coordinates(polygons), cluster):
        check_cancelled()
        simplified[batch] = shapely.coverage_simplify(polygons[batch], tolerance)
    return simplified


def without_large_changes(
    simplified: Polygons, exact: Polygons, cluster: NDArray[np.int32], tolerance: float
) -> Polygons:
    """Return simplified polygons, those simplified less that are hardly themselves any more.

    Only polygons that touch no other are looked at; else one speck would hold up a whole map.

    Args:
        simplified: What `simplify_coverage` made.
        exact: The polygons before.
        cluster: Group of every polygon; polygons of different groups do not touch.
        tolerance: What they were simplified with.
    """
    if not len(exact):
        return simplified
    result: Polygons = simplified.copy()
    areas = shapely.area(exact)
    alone = np.bincount(cluster)[cluster] == 1
    for weaker in (tolerance / 2, tolerance / 4, 0.0):
        bent = alone & (np.abs(shapely.area(result) - areas) > _LARGEST_CHANGE * areas)
        if not bent.any():
            break
        # Alone, the simplification of one does not depend on the others.
        result[bent] = shapely.coverage_simplify(exact[bent], weaker) if weaker else exact[bent]
    return result


def thinned(outlines: Outlines) -> Outlines:
    """Remove the corners of half a pixel (and straight ones), smallest rings excepted."""
    x, y = outlines.x.astype(np.int64), outlines.y.astype(np.int64)
    fixed, offsets = outlines.is_junction.copy(), outlines.ring_offsets
    while True:
        _fix_small_rings(x, y, fixed, offsets)
        removable = _removable(x, y, fixed, offsets)
        if not removable.any():
            break
        keep = ~removable
        offsets = offsets_of(np.add.reduceat(keep, offsets[:-1], dtype=np.int64))
        x, y, fixed = x[keep], y[keep], fixed[keep]
    # Whether vertices were junctions is of no more use once corners are cut.
    return replace(
        outlines,
        x=x.astype(np.int32),
        y=y.astype(np.int32),
        is_junction=fixed,
        ring_offsets=offsets,
    )


def _fix_small_rings(
    x: NDArray[np.int64],
    y: NDArray[np.int64],
    fixed: NDArray[np.bool_],
    offsets: NDArray[np.int64],
) -> None:
    """Fix the vertices of small rings, and the same vertices in the rings beside them."""
    sizes = np.diff(offsets)
    small = np.repeat(sizes <= _SMALLEST_RING, sizes) & ~fixed
    if not small.any():
        return
    place = y << 32 | x
    fixed |= np.isin(place, place[small])


def _removable(
    x: NDArray[np.int64],
    y: NDArray[np.int64],
    fixed: NDArray[np.bool_],
    offsets: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Return vertices to remove at once, no two of them neighbours in a ring."""
    if not len(x):
        return np.zeros(0, dtype=bool)
    following = next_in_ring(offsets)
    previous = np.empty_like(following)
    previous[following] = np.arange(len(following))
    one_x, one_y = x - x[previous], y - y[previous]
    corner = np.abs(one_x * one_y[following] - one_x[following] * one_y)
    candidate: NDArray[np.bool_] = (corner <= _SMALLEST_CORNER) & ~fixed
    # A scrambled order that depends on the place alone is the same for both neighbours, and
    # picks about a third of a staircase at once.
    order = ((y << 32 | x) * np.int64(-7046029254386353131)) >> 1
    order[~candidate] = np.iinfo(np.int64).max
    candidate &= (order < order[previous]) & (order < order[following])
    return candidate


def _batches(
    vertices: NDArray[np.int64], cluster: NDArray[np.int32]
) -> Iterator[NDArray[np.int64]]:
    """Yield indices of polygons: whole clusters, together about `_BATCH_VERTICES`."""
    order = np.argsort(cluster, kind="stable")
    starts = np.flatnonzero(np.diff(cluster[order], prepend=-1))
    before = offsets_of(vertices[order])[starts]
    batch = before // _BATCH_VERTICES
    cuts = starts[np.flatnonzero(np.diff(batch, prepend=-1))]
    yield from (part for part in np.split(order, cuts[1:]) if len(part))
