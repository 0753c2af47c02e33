"""From pixels to the outline of one object, and what keeps it off its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Union

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.features import rasterize
from scipy import ndimage

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.contract.reporting import SilentReporter
from sat_dl_plugin.engine.review.growing import Mask
from sat_dl_plugin.engine.vector.right_angles import right_angled
from sat_dl_plugin.engine.vector.shaping import shaped
from sat_dl_plugin.engine.vector.tracing import OutlineTracer

Geometries = Union[Sequence[Any], NDArray[np.object_]]

_POLYGON = 3

# Outlines that were smoothed lie within this of the pixels that both sides share.
_GAP_PX = 0.8

# Pieces smaller than this are left over from cutting, not objects.
_SLIVER_PX = 1.0

_LARGE_CHANGE = 0.25
"""Share of its area by which an object may change when it is made right-angled."""

_CUT_TOLERANCE_PX = 1.0
_DRAWING_PX = 0.1


def outline_of(mask: Mask, shape: str = "smooth", simplify_px: float = 0.0) -> Any:
    """Return the outline of a mask in pixel coordinates, shaped as `satdl:polygonize` does.

    Args:
        mask: Shape (rows, cols).
        shape: One of `contract.jobs.SHAPES`.
        simplify_px: Simplification, pixels.

    Returns:
        A polygon with its holes; an empty one when there are no pixels. Of several pieces the
        largest.
    """
    if not mask.any():
        return shapely.Polygon()
    return largest(shapely.MultiPolygon(list(_traced(mask.astype(np.uint8), shape, simplify_px))))


def drawn(polygons: Geometries, shape: tuple[int, ...]) -> Mask:
    """Return the pixels whose centres lie in polygons in pixel coordinates."""
    every = np.asarray(polygons, dtype=object)
    every = every[shapely.intersects(every, shapely.box(0, 0, shape[1], shape[0]))]
    if not len(every):
        return np.zeros(shape, dtype=bool)
    # Handing vertices over to GDAL takes longer than drawing them.
    plain = shapely.simplify(every, _DRAWING_PX)
    pixels: Mask = rasterize(plain, out_shape=shape, dtype="uint8").astype(bool)
    return pixels


def divided(polygon: Any, labels: NDArray[np.int32]) -> list[Any]:
    """Return a polygon cut along the borders of labels; the pieces share these exactly.

    Args:
        polygon: In pixel coordinates; its own border stays as it is.
        labels: Shape (rows, cols), 1 to 254; all pixels in and around the polygon have one.
    """
    cells = _traced(labels.astype(np.uint8), "pixel", _CUT_TOLERANCE_PX)
    pieces = [largest(piece) for piece in shapely.intersection(cells, polygon)]
    return [piece for piece in pieces if shapely.area(piece) > _SLIVER_PX]


def without_part(polygon: Any, part: Mask, inside: Mask) -> Any:
    """Return a polygon without some of its pixels; its own border stays as it is.

    Args:
        polygon: In pixel coordinates.
        part: Pixels to take away.
        inside: Pixels of the polygon.

    Returns:
        What is left, which may be in pieces; an empty geometry when nothing is.
    """
    # Pixels outside follow the nearest one inside, so that the cut reaches across the border.
    nearest = ndimage.distance_transform_edt(~inside, return_distances=False, return_indices=True)
    cells = _traced(part[tuple(nearest)].astype(np.uint8), "pixel", _CUT_TOLERANCE_PX)
    return shapely.difference(polygon, shapely.union_all(cells))


def beside(polygon: Any, neighbours: Geometries, *, close_gaps: bool = True) -> Any:
    """Return a polygon that overlaps no neighbour, and shares the borders it comes close to.

    Args:
        polygon: In pixel coordinates.
        neighbours: Valid polygons in pixel coordinates.
        close_gaps: Whether to reach out to neighbours that are less than a pixel away.
    """
    near = _near(polygon, neighbours, 2 * _GAP_PX)
    if not len(near):
        return polygon
    taken = shapely.union_all(near)
    if close_gaps:
        reach = shapely.buffer(polygon, _GAP_PX, join_style="mitre")
        gap = shapely.intersection(reach, shapely.buffer(taken, _GAP_PX, join_style="mitre"))
        polygon = shapely.union(polygon, gap)
    return largest(shapely.difference(polygon, taken))


def joined(polygon: Any, more: Any) -> Any:
    """Return a polygon with another one that touches it, or almost does.

    Args:
        polygon: In pixel coordinates.
        more: In pixel coordinates.

    Raises:
        InputError: If they lie apart.
    """
    both = shapely.union(polygon, beside(more, [polygon]))
    if not shapely.is_empty(more) and shapely.get_type_id(both) != _POLYGON:
        raise InputError(
            "What was clicked does not touch the polygon",
            "",
            "Click closer to it, or add it as an object of its own",
        )
    return both


def moved_out(polygon: Any, distance_px: float, *, is_angular: bool) -> Any:
    """Return a polygon whose border is moved outwards, inwards when negative.

    Args:
        polygon: In pixel coordinates.
        distance_px: How far, pixels.
        is_angular: Whether corners stay corners.
    """
    join = "mitre" if is_angular else "round"
    return largest(shapely.buffer(polygon, distance_px, join_style=join, mitre_limit=3.0))


def squared(polygon: Any, tolerance_px: float) -> Any:
    """Return a polygon with right angles only.

    Args:
        polygon: In pixel coordinates.
        tolerance_px: Bends that are smaller than this are no corners.

    Raises:
        InputError: If that would make another object of it.
    """
    simple = shapely.simplify(polygon, tolerance_px)
    (candidate,) = right_angled(np.array([simple], dtype=object))
    if shapely.is_valid(candidate):
        change = shapely.area(shapely.symmetric_difference(candidate, polygon))
        if change <= _LARGE_CHANGE * shapely.area(polygon):
            return candidate
    raise InputError(
        "The object cannot be made right-angled",
        f"It would change by more than {_LARGE_CHANGE:.0%} of its area",
        "Turn the mouse wheel for coarser corners, or draw it again",
    )


def smoothed_outline(polygon: Any, cell_px: float) -> Any:
    """Return a polygon with the smooth outline that `satdl:polygonize` gives.

    Args:
        polygon: In pixel coordinates.
        cell_px: Side of the cells it is drawn with first; larger ones make it smoother.

    Raises:
        InputError: If nothing is left of it.
    """
    xmin, ymin, xmax, ymax = shapely.bounds(polygon)
    left, top = xmin - 2 * cell_px, ymin - 2 * cell_px
    cols, rows = (int(np.ceil(way / cell_px)) + 4 for way in (xmax - xmin, ymax - ymin))
    cells = shapely.transform(polygon, lambda points: (points - (left, top)) / cell_px)
    outline = outline_of(drawn([cells], (rows, cols)), "smooth")
    if shapely.is_empty(outline):
        raise InputError(
            "Nothing of the object would be left", "It is too small", "Turn the mouse wheel back"
        )
    return shapely.transform(outline, lambda points: points * cell_px + (left, top))


def keeping_borders(changed: Any, before: Any, neighbours: Geometries, moved_px: float) -> Any:
    """Return a changed polygon that still shares the borders it shared before.

    Args:
        changed: In pixel coordinates.
        before: The polygon before.
        neighbours: Valid polygons in pixel coordinates.
        moved_px: How far the border has moved at most, pixels.
    """
    near = _near(before, neighbours, _GAP_PX)
    if len(near):
        reach = _GAP_PX + abs(moved_px)
        rim = shapely.buffer(shapely.union_all(near), reach, join_style="mitre")
        changed = shapely.union(changed, shapely.intersection(before, rim))
    return beside(changed, neighbours, close_gaps=False)


def largest(geometry: Any) -> Any:
    """Return the largest polygon in a geometry, an empty one when there is none."""
    pieces = [
        piece for piece in shapely.get_parts(geometry) if shapely.get_type_id(piece) == _POLYGON
    ]
    nested = [
        piece
        for part in shapely.get_parts(geometry)
        if shapely.get_type_id(part) > _POLYGON
        for piece in shapely.get_parts(part)
        if shapely.get_type_id(piece) == _POLYGON
    ]
    return max((*pieces, *nested), key=shapely.area, default=shapely.Polygon())


def pieces_of(geometry: Any) -> list[Any]:
    """Return the polygons of a geometry that are more than slivers, the largest first."""
    pieces = [
        piece
        for piece in shapely.get_parts(geometry)
        if shapely.get_type_id(piece) == _POLYGON and shapely.area(piece) > _SLIVER_PX
    ]
    return sorted(pieces, key=shapely.area, reverse=True)


def _near(polygon: Any, others: Geometries, distance_px: float) -> NDArray[np.object_]:
    every = np.asarray(others, dtype=object)
    near: NDArray[np.object_] = every[shapely.dwithin(every, polygon, distance_px)]
    return near


def _traced(labels: NDArray[np.uint8], shape: str, simplify_px: float) -> NDArray[np.object_]:
    tracer = OutlineTracer(labels.shape[1])
    tracer.push(labels)
    size = (labels.shape[1], labels.shape[0])
    return shaped(tracer.finish().outlines(), shape, simplify_px, size, SilentReporter())
