"""The shapes polygons can take: pixel edges, smooth, right-angled."""

from __future__ import annotations

import numpy as np
import shapely

from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.vector.outlines import Outlines
from sat_dl_plugin.engine.vector.right_angles import right_angled
from sat_dl_plugin.engine.vector.simplification import (
    Polygons,
    polygons_of,
    simplify,
    simplify_coverage,
    without_large_changes,
)
from sat_dl_plugin.engine.vector.smoothing import smoothed

# Smoothing leaves a vertex per pixel; those that bend the outline less than this are dropped.
_SMOOTH_TOLERANCE_PX = 0.2

# The staircase of a slanted wall lies within a pixel of the wall; it must be gone before the
# wall's direction can be seen.
_STAIRCASE_PX = 1.2

# Polygons without right angles are simplified about as much.
_RIGHT_ANGLE_TOLERANCE_PX = 1.5

_LARGE_SHIFT = 0.2
"""Share of its area by which a polygon may differ from its outline when made right-angled."""


def shaped(
    outlines: Outlines,
    shape: str,
    tolerance_px: float,
    size: tuple[int, int],
    reporter: Reporter,
) -> Polygons:
    """Return the polygons of outlines in one of the `SHAPES`, in pixel coordinates.

    In every shape polygons that touch share their borders exactly. Right angles are only made
    where a polygon touches no other; the others are simplified.

    Args:
        outlines: Pixel outlines.
        shape: ``pixel``, ``smooth`` or ``right-angled``.
        tolerance_px: Simplification, pixels; 0 for none.
        size: Width and height of the raster, pixels.
        reporter: Asked for cancellation, hears of polygons that kept another shape.
    """
    if not len(outlines):
        return polygons_of(outlines)
    if shape == "smooth":
        smooth = smoothed(outlines, size, reporter.check_cancelled)
        tolerance = max(tolerance_px, _SMOOTH_TOLERANCE_PX)
        simple = simplify_coverage(smooth, outlines.cluster, tolerance, reporter.check_cancelled)
        return without_large_changes(simple, smooth, outlines.cluster, tolerance)
    if shape == "right-angled":
        return _with_right_angles(outlines, tolerance_px, reporter)
    if tolerance_px:
        return simplify(outlines, tolerance_px, reporter.check_cancelled)
    return polygons_of(outlines)


def _with_right_angles(outlines: Outlines, tolerance_px: float, reporter: Reporter) -> Polygons:
    tolerance = max(tolerance_px, _RIGHT_ANGLE_TOLERANCE_PX)
    polygons = simplify(outlines, tolerance, reporter.check_cancelled)
    alone = np.flatnonzero(np.bincount(outlines.cluster)[outlines.cluster] == 1)
    pixel_shapes = polygons_of(outlines)[alone]
    reporter.check_cancelled()
    walls = shapely.simplify(pixel_shapes, max(tolerance_px, _STAIRCASE_PX))
    candidates = right_angled(walls)
    reporter.check_cancelled()
    # Invalid candidates cannot be compared, so they are replaced by nothing.
    candidates = np.where(shapely.is_valid(candidates), candidates, shapely.Polygon())
    difference = shapely.area(shapely.symmetric_difference(candidates, pixel_shapes))
    fits = difference <= _LARGE_SHIFT * shapely.area(pixel_shapes)
    squared: Polygons = polygons.copy()
    squared[alone[fits]] = candidates[fits]
    reporter.check_cancelled()
    kept = _undo_overlaps(squared, polygons)
    reporter.log(f"{kept} of {len(polygons)} polygons were made right-angled.")
    return squared


def _undo_overlaps(squared: Polygons, polygons: Polygons) -> int:
    """Put polygons back that now meet a neighbour they did not touch; return how many stay."""
    is_squared = squared != polygons
    while is_squared.any():
        tree = shapely.STRtree(squared)
        one, two = tree.query(squared[is_squared], predicate="intersects")
        one = np.flatnonzero(is_squared)[one]
        meets = one != two
        bad = np.unique(np.concatenate([one[meets], two[meets]]))
        bad = bad[is_squared[bad]]
        if not len(bad):
            break
        squared[bad] = polygons[bad]
        is_squared[bad] = False
    return int(np.count_nonzero(is_squared))
