"""The job `correct`: what a smart tool makes of a click, a stroke or a polygon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Callable, Optional

import numpy as np
import shapely
import shapely.errors
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from sat_dl_plugin.contract.errors import InputError, UsageError
from sat_dl_plugin.contract.jobs import CORRECTIONS, SHAPES, CorrectionJob
from sat_dl_plugin.contract.legend import has_corners
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.review.brushing import BRUSH_PX, brushed
from sat_dl_plugin.engine.review.cutting import part_at, parts_of
from sat_dl_plugin.engine.review.growing import component_at, grown
from sat_dl_plugin.engine.review.outlining import (
    beside,
    divided,
    drawn,
    joined,
    keeping_borders,
    largest,
    moved_out,
    outline_of,
    pieces_of,
    smoothed_outline,
    squared,
    without_part,
)
from sat_dl_plugin.engine.review.snapping import edge_path, reshaped
from sat_dl_plugin.engine.review.surface import (
    FINEST_SIDE_PX,
    LARGEST_SIDE_PX,
    Patch,
    Plane,
    Surface,
    opened_surface,
    plane_around,
)
from sat_dl_plugin.engine.vector.area_of_interest import parse_crs

_REACH_PX = 6.0
_CORNER_PX = 1.2
_CELL_PX = 2.0
_STEP_PX = 0.5

# What lies farther from a click or a stroke does not change where a part ends.
_LOCAL_SIDE_PX = 320

# The number of parts of a whole city block shows at half resolution, too.
_SPLITTING_SIDE_PX = 320

# Neighbours farther away than this are not met.
_MARGIN_PX = 12.0

# Vertices that are closer to each other are one.
_SAME_PX = 1e-5

# Vertices that bend an outline less than this cost more than they show.
_PLAIN_PX = 0.15


@dataclass(frozen=True)
class _Scene:
    """The geometries of a job in the pixel coordinates of one patch or plane."""

    plane: Plane
    points: NDArray[np.float64]
    """Shape (points, 2), column and row."""
    polygon: Any
    neighbours: NDArray[np.object_]
    """Valid polygons."""
    patch: Optional[Patch] = None

    @property
    def seed(self) -> tuple[int, int]:
        """Row and column of the first point."""
        grid = self.plane.grid
        col, row = self.points[0]
        return (
            int(min(max(row, 0), grid.height - 1)),
            int(min(max(col, 0), grid.width - 1)),
        )

    @property
    def probability(self) -> NDArray[np.float32]:
        """The probabilities of the patch."""
        if self.patch is None:
            raise UsageError("This tool needs probabilities")
        return self.patch.probability


@dataclass(frozen=True)
class _Answer:
    """What a tool made, in pixel coordinates."""

    polygons: list[Any]
    level: float
    is_cut_off: bool = False


def run_correct(job: CorrectionJob, reporter: Reporter) -> dict[str, Any]:
    """Run the job.

    Args:
        job: Which tool, where, on what.
        reporter: Is asked for cancellation.

    Returns:
        ``polygons``: hexadecimal WKB of what takes the place of the polygon, none when nothing
        is left or found; ``level``: the threshold or strength that was used; ``class_id``;
        ``confidence``: mean probability in each polygon, None without probabilities;
        ``is_cut_off``: whether the object is larger than the tool can see.

    Raises:
        SatDlError: If the tool cannot be used there.
    """
    if job.tool not in CORRECTIONS:
        raise UsageError(f"Tool {job.tool!r} is unknown", f"Use one of {', '.join(CORRECTIONS)}")
    if job.shape and job.shape not in SHAPES:
        raise UsageError(f"Shape {job.shape!r} is unknown", f"Use one of {', '.join(SHAPES)}")
    reporter.check_cancelled()
    try:
        scene, answer, class_id = _answered(job)
    except shapely.errors.GEOSException as error:
        raise InputError(
            "The outlines cannot be combined at this place",
            str(error),
            "Try close by, or draw by hand here",
        ) from error
    polygons = [_valid(polygon) for polygon in answer.polygons]
    polygons = [polygon for polygon in polygons if not shapely.is_empty(polygon)]
    return {
        "polygons": [
            shapely.to_wkb(outline, hex=True) for outline in _in_layer(job, scene.plane, polygons)
        ],
        "level": answer.level,
        "class_id": class_id,
        "confidence": [_confidence(polygon, scene.patch) for polygon in polygons],
        "is_cut_off": answer.is_cut_off,
    }


def _answered(job: CorrectionJob) -> tuple[_Scene, _Answer, int]:
    """Return what a tool makes, and of which class that is."""
    surface = opened_surface(job.probabilities, job.crs) if job.probabilities else None
    class_id = job.class_id
    if job.tool in _ADDING:
        if surface is None:
            raise _needs_probabilities()
        class_id = class_id or surface.class_at(shapely.Point(_first_point(job)))
        if not job.shape:
            job = replace(job, shape=_usual_shape(class_id, surface))
        return (*_ADDING[job.tool](job, surface, class_id), class_id)
    if job.tool == "prompt":
        return (*_prompt(job), class_id)
    scene = _scene(job, surface, class_id)
    return scene, _TOOLS[job.tool](job, scene), class_id


def _grow(job: CorrectionJob, surface: Surface, class_id: int) -> tuple[_Scene, _Answer]:
    """Grow in a larger and larger patch, until the object is inside."""
    point = shapely.Point(_first_point(job))
    side = FINEST_SIDE_PX
    while True:
        patch = surface.patch(class_id, point, side)
        scene = _in_pixels(job, patch.plane, patch)
        barrier = drawn(scene.neighbours, patch.probability.shape)
        found = grown(patch.probability, scene.seed, job.level, barrier)
        is_cut = patch.cuts(found.mask)
        if not is_cut or side >= LARGEST_SIDE_PX:
            break
        side *= 2
    outline = outline_of(found.mask, job.shape, _PLAIN_PX if job.shape == "smooth" else 0.0)
    outline = beside(_valid(outline), scene.neighbours)
    if scene.polygon is not None:
        outline = joined(scene.polygon, _valid(outline))
    return scene, _Answer([outline], found.threshold, is_cut)


def _prompt(job: CorrectionJob) -> tuple[_Scene, _Answer]:
    """Ask a promptable network what the points mean."""
    # Not before it is needed: few people have such a network.
    from sat_dl_plugin.engine.review.prompts.jobs import opened_decoder, read_embedding

    _first_point(job)
    embedding, grid = read_embedding(job.embedding)
    scene = _in_pixels(job, Plane(grid, parse_crs(job.crs, "the layer")), None)
    labels = job.labels or (1,) * len(scene.points)
    if len(labels) != len(scene.points):
        raise UsageError(f"{len(labels)} labels do not go with {len(scene.points)} points")
    masks, best = opened_decoder(job.decoder).masks(embedding, scene.points, labels)
    level = best if job.level is None else min(max(round(job.level), 0), len(masks) - 1)
    mask = component_at(masks[level], scene.seed)
    outline = outline_of(mask, job.shape or "smooth", _PLAIN_PX)
    return scene, _Answer([beside(outline, scene.neighbours)], float(level))


def _usual_shape(class_id: int, surface: Surface) -> str:
    names = {entry.id: entry.name for entry in surface.legend}
    return "right-angled" if has_corners(names.get(class_id, "")) else "smooth"


def _cut(job: CorrectionJob, scene: _Scene) -> _Answer:
    reach = 1.0 if job.level is None else job.level
    inside = drawn([_polygon(scene)], scene.probability.shape)
    if not inside[scene.seed]:
        raise InputError("The click is outside of the object", "", "Click the part to remove")
    part = part_at(scene.probability, inside, scene.seed, reach)
    if not part.any():
        raise InputError(
            "There is no part to tell apart here",
            "The click is on the object's only middle",
            "Click closer to the part's own middle, or reject the whole object",
        )
    rest = largest(without_part(scene.polygon, part, inside))
    return _Answer([rest], reach, scene.patch is not None and scene.patch.cuts(part))


def _brush(job: CorrectionJob, surface: Surface, class_id: int) -> tuple[_Scene, _Answer]:
    """Add what a brush passes over, to a polygon or as a new one, or take it away."""
    _first_point(job)
    radius = BRUSH_PX if job.level is None else job.level
    line = surface.plane.to_pixels(shapely.MultiPoint(list(job.points)))
    reach = surface.plane.from_pixels(shapely.envelope(shapely.buffer(line, radius + 2)))
    patch = surface.patch(class_id, reach, FINEST_SIDE_PX)
    scene = _in_pixels(job, patch.plane, patch)
    # A large window is read decimated.
    width = radius * surface.plane.grid.transform.a / patch.plane.grid.transform.a
    if job.tool == "erase":
        return scene, _Answer(_erased(scene, patch, width), radius)
    free = ~drawn(scene.neighbours, patch.probability.shape)
    mask = brushed(patch.probability, scene.points, width, free)
    if scene.polygon is None:
        outline = beside(_valid(outline_of(mask, job.shape, _PLAIN_PX)), scene.neighbours)
    else:
        more = _valid(outline_of(mask | drawn([scene.polygon], mask.shape), "smooth", _PLAIN_PX))
        more = shapely.intersection(more, shapely.buffer(_stroke(scene), width + 1))
        more = _valid(beside(_valid(largest(more)), scene.neighbours))
        outline = joined(scene.polygon, more)
    return scene, _Answer([outline], radius)


def _erased(scene: _Scene, patch: Patch, width: float) -> list[Any]:
    inside = drawn([_polygon(scene)], patch.probability.shape)
    part = brushed(1.0 - patch.probability, scene.points, width, inside)
    if not part.any():
        raise InputError(
            "The stroke is outside of the object", "", "Drag over the part of it to take away"
        )
    return pieces_of(without_part(scene.polygon, part, inside))


def _stroke(scene: _Scene) -> Any:
    points = scene.points
    return shapely.LineString(points) if len(points) > 1 else shapely.Point(points[0])


def _snap(job: CorrectionJob, scene: _Scene) -> _Answer:
    reach = _REACH_PX if job.level is None else job.level
    if len(scene.points) < 2:
        raise InputError("The stroke is too short", "", "Drag along the border")
    path = edge_path(scene.probability, scene.points, reach)
    outline = reshaped(_polygon(scene), path)
    return _Answer([beside(largest(outline), scene.neighbours, close_gaps=False)], reach)


def _split(job: CorrectionJob, scene: _Scene) -> _Answer:
    count = 0 if job.level is None else max(2, round(job.level))
    inside = drawn([_polygon(scene)], scene.probability.shape)
    labels = parts_of(scene.probability, inside, min(count, 254))
    pieces = divided(scene.polygon, labels)
    if len(pieces) < 2:
        raise InputError(
            "There is no place to split this object",
            "It is nowhere narrow and the probabilities have no dip",
            "Draw the cut with “Split features” of QGIS",
        )
    return _Answer(pieces, float(len(pieces)))


def _offset(job: CorrectionJob, scene: _Scene) -> _Answer:
    steps = 1.0 if job.level is None else job.level
    way, is_angular = steps * _STEP_PX, job.shape == "right-angled"
    outline = moved_out(_polygon(scene), way, is_angular=is_angular)
    return _Answer([keeping_borders(outline, scene.polygon, scene.neighbours, way)], steps)


def _square(job: CorrectionJob, scene: _Scene) -> _Answer:
    tolerance = _CORNER_PX if job.level is None else job.level
    outline = squared(_polygon(scene), tolerance)
    return _Answer([beside(outline, scene.neighbours, close_gaps=False)], tolerance)


def _smooth(job: CorrectionJob, scene: _Scene) -> _Answer:
    cell = _CELL_PX if job.level is None else job.level
    outline = smoothed_outline(_polygon(scene), cell)
    return _Answer([keeping_borders(outline, scene.polygon, scene.neighbours, cell)], cell)


_TOOLS: dict[str, Callable[[CorrectionJob, _Scene], _Answer]] = {
    "cut": _cut,
    "snap": _snap,
    "split": _split,
    "offset": _offset,
    "square": _square,
    "smooth": _smooth,
}

_ADDING: dict[str, Callable[[CorrectionJob, Surface, int], tuple[_Scene, _Answer]]] = {
    "grow": _grow,
    "brush": _brush,
    "erase": _brush,
}

_WITHOUT_PROBABILITIES = ("offset", "square", "smooth")


def _scene(job: CorrectionJob, surface: Optional[Surface], class_id: int) -> _Scene:
    if not job.polygon:
        raise UsageError("No polygon was chosen", "", "Choose the object to change")
    polygon = shapely.from_wkb(job.polygon)
    if job.tool in _WITHOUT_PROBABILITIES:
        plane = plane_around(polygon, job.crs) if surface is None else surface.plane
        return _in_pixels(job, plane, None)
    if surface is None:
        raise _needs_probabilities()
    if job.tool == "split":
        patch = surface.patch(class_id, polygon, FINEST_SIDE_PX, _SPLITTING_SIDE_PX)
    else:
        _first_point(job)
        patch = surface.patch(class_id, shapely.MultiPoint(list(job.points)), _LOCAL_SIDE_PX)
    return _in_pixels(job, patch.plane, patch)


def _in_pixels(job: CorrectionJob, plane: Plane, patch: Optional[Patch]) -> _Scene:
    points = np.empty((0, 2))
    if job.points:
        moved = plane.to_pixels(shapely.MultiPoint(list(job.points)))
        points = shapely.get_coordinates(moved)
    polygon = None
    if job.polygon:
        polygon = largest(_valid(plane.to_pixels(shapely.from_wkb(job.polygon))))
    reach = (0.0, 0.0, float(plane.grid.width), float(plane.grid.height))
    if patch is None and polygon is not None:
        margin = _MARGIN_PX + (abs(job.level or 0.0) * _STEP_PX if job.tool == "offset" else 0.0)
        reach = tuple(shapely.bounds(shapely.buffer(shapely.envelope(polygon), margin)))
    neighbours = _neighbours(plane, job.neighbours, reach)
    return _Scene(plane, points, polygon, neighbours, patch)


def _in_layer(job: CorrectionJob, plane: Plane, polygons: Sequence[Any]) -> list[Any]:
    """Return polygons in the CRS of the layer, on the very vertices that were there before.

    The way to pixels and back moves vertices by some billionths of a pixel, and then borders would
    no longer be shared.
    """
    outlines = [plane.from_pixels(polygon) for polygon in polygons]
    texts = tuple(filter(None, (job.polygon, *job.neighbours)))
    if not texts or not outlines:
        return [_valid(outline) for outline in outlines]
    known = shapely.get_coordinates(_read(texts))
    tree = cKDTree(shapely.get_coordinates(plane.to_pixels(shapely.MultiPoint(known))))
    for place, (outline, polygon) in enumerate(zip(outlines, polygons)):
        away, nearest = tree.query(shapely.get_coordinates(polygon))
        same = away < _SAME_PX
        points = shapely.get_coordinates(outline)
        points[same] = known[nearest[same]]
        outlines[place] = shapely.set_coordinates(outline, points)
    # Rings that touch themselves may cross after rounding.
    return [_valid(outline) for outline in outlines]


def _neighbours(
    plane: Plane, texts: Sequence[str], reach: tuple[float, float, float, float]
) -> NDArray[np.object_]:
    """Return what lies of the neighbours within a reach, in pixel coordinates."""
    if not texts:
        return np.empty(0, dtype=object)
    # Before anything else: a neighbour may be a whole city.
    near = shapely.clip_by_rect(plane.to_pixels(_read(tuple(texts))), *reach)
    near = near[~shapely.is_empty(near)]
    broken = ~shapely.is_valid(near)
    near[broken] = shapely.make_valid(near[broken])
    kept: NDArray[np.object_] = near
    return kept


@lru_cache(maxsize=2)
def _read(texts: tuple[str, ...]) -> NDArray[np.object_]:
    """Return geometries in hexadecimal WKB; while the mouse moves they are mostly the same."""
    geometries: NDArray[np.object_] = shapely.from_wkb(list(texts))
    return geometries


def _polygon(scene: _Scene) -> Any:
    if scene.polygon is None or shapely.is_empty(scene.polygon):
        raise InputError("The object has no area", "", "Reject it, or draw it again")
    return scene.polygon


def _first_point(job: CorrectionJob) -> tuple[float, float]:
    if not job.points:
        raise UsageError(f"The tool {job.tool!r} needs a point")
    x, y = job.points[0]
    return float(x), float(y)


def _valid(geometry: Any) -> Any:
    return geometry if shapely.is_valid(geometry) else largest(shapely.make_valid(geometry))


def _confidence(polygon: Any, patch: Optional[Patch]) -> Optional[float]:
    """Return the mean probability in a polygon, None where it is not known."""
    if patch is None:
        return None
    inside = drawn([polygon], patch.probability.shape) & patch.valid
    return round(float(patch.probability[inside].mean()), 4) if inside.any() else None


def _needs_probabilities() -> InputError:
    return InputError(
        "This tool needs the probabilities of the run",
        "None were kept or they cannot be found",
        "Segment again with “Probabilities” switched on",
    )
