"""The job `polygonize`: from a class raster to a polygon layer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Optional, Union

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.contract.errors import UsageError
from sat_dl_plugin.contract.jobs import SHAPES, PolygonizeJob, SegmentToPolygonsJob
from sat_dl_plugin.contract.legend import NODATA_ID
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.output import check_target
from sat_dl_plugin.engine.provenance import Provenance, provenance_of
from sat_dl_plugin.engine.raster.source import RasterSource
from sat_dl_plugin.engine.vector.areas import GroundArea
from sat_dl_plugin.engine.vector.class_map import ClassMap
from sat_dl_plugin.engine.vector.layer import (
    PolygonTable,
    driver_for,
    empty_table,
    joined_tables,
    write_layer,
)
from sat_dl_plugin.engine.vector.probabilities import ClassProbabilities
from sat_dl_plugin.engine.vector.rings import TracedRaster
from sat_dl_plugin.engine.vector.shaping import shaped
from sat_dl_plugin.engine.vector.simplification import polygons_of
from sat_dl_plugin.engine.vector.summary import legend_rows, summarize
from sat_dl_plugin.engine.vector.tracing import OutlineTracer

_TRACING_SHARE = 0.5
_SHAPING_SHARE = 0.85

# Enough that the work on a batch outweighs its overhead, few enough to take some 100 MB.
_BATCH_VERTICES = 400_000


def run_polygonize(job: PolygonizeJob, reporter: Reporter) -> dict[str, Any]:
    """Run the job.

    Args:
        job: What to polygonize, how, to where.
        reporter: Hears of progress and is asked for cancellation.

    Returns:
        ``output``, ``legend``, ``summary`` (objects, area and share of each class) and
        ``features``, the number of polygons.

    Raises:
        SatDlError: If the input is not a class raster, the probabilities do not belong to it, or
            the output cannot be written.
    """
    inputs = (job.input, job.probabilities or "", job.mask or "")
    target = check_polygon_output(job, inputs=inputs)
    with ExitStack() as stack:
        source = stack.enter_context(ClassMap(job.input, job.extent, job.extent_crs, job.mask))
        weights = None
        if job.probabilities:
            weights = stack.enter_context(
                ClassProbabilities(job.probabilities, source.source.grid, source.legend)
            )
        traced, valid_pixels = _trace(source, weights, reporter)
        if source.assumed_gsd_m is not None:
            reporter.log(
                f"The raster has no georeference; areas assume {source.assumed_gsd_m:g} m pixels."
            )
        table = _shape(job, source, traced, reporter)
        source.note_classes(np.unique(table.class_id))
        legend = source.legend
        provenance = _provenance(job, source, legend)
    reporter.progress(_SHAPING_SHARE, "Writing")
    reporter.check_cancelled()
    write_layer(target, table, source.grid.transform, source.grid.crs, legend, provenance)
    reporter.progress(1.0, "Writing")
    return {
        "output": job.output,
        "features": len(table),
        "legend": legend_rows(legend),
        "summary": _summary(table, legend, valid_pixels * source.pixel_area_m2),
    }


def check_polygon_output(
    job: Union[PolygonizeJob, SegmentToPolygonsJob], inputs: tuple[str, ...]
) -> Path:
    """Return where the polygons go, after checking what can be known before any is made.

    Args:
        job: States the target, and the shape and size of the polygons.
        inputs: Paths that the job reads.

    Raises:
        UsageError: If the shape or a size is impossible, or the target's format keeps no polygons.
        OutputError: If the target cannot be written.
    """
    if job.shape not in SHAPES:
        raise UsageError(f"Shape {job.shape!r} is unknown", f"Use one of {', '.join(SHAPES)}")
    for label, value in (("Smallest area", job.min_area_m2), ("Simplification", job.simplify_m)):
        if not (math.isfinite(value) and value >= 0):
            raise UsageError(f"{label} {value} is not a valid size", "", "Use 0 or more")
    target = check_target(job.output, inputs=inputs)
    driver_for(job.output)
    return target


def _trace(
    source: ClassMap, weights: Optional[ClassProbabilities], reporter: Reporter
) -> tuple[TracedRaster, int]:
    """Return what was traced and the number of pixels with data."""
    tracer, valid = OutlineTracer(source.grid.width), 0
    for window in source.windows():
        reporter.check_cancelled()
        labels = source.read(window)
        valid += int(np.count_nonzero(labels != NODATA_ID))
        own = None if weights is None else weights.read(source.in_source(window), labels)
        tracer.push(labels, own)
        done = window.row_stop / source.grid.height
        reporter.progress(_TRACING_SHARE * done, "Tracing outlines")
    return tracer.finish(), valid


def _shape(
    job: PolygonizeJob, source: ClassMap, traced: TracedRaster, reporter: Reporter
) -> PolygonTable:
    """Return the polygons in their final shape, made batch by batch to save memory."""
    ground = GroundArea(source.grid, source.assumed_gsd_m or 1.0)
    tolerance_px = job.simplify_m / math.sqrt(source.pixel_area_m2)
    size = (source.grid.width, source.grid.height)
    # Whether right angles bring polygons too close to others shows only when all are there.
    whole = job.shape == "right-angled"
    tables, done = [empty_table()], 0.0
    for batch in [traced.outlines()] if whole else traced.batches(_BATCH_VERTICES):
        outlines = batch
        if job.min_area_m2:
            # On the pixel outlines, so that the choice does not depend on the shape.
            outlines = batch.select(ground.of(polygons_of(batch)) >= job.min_area_m2)
        polygons = shaped(outlines, job.shape, tolerance_px, size, reporter)
        area_m2 = ground.of(polygons)
        tables.append(PolygonTable(polygons, outlines.class_id, outlines.confidence, area_m2))
        done += len(batch.x) / max(traced.vertex_count, 1)
        span = _SHAPING_SHARE - _TRACING_SHARE
        reporter.progress(_TRACING_SHARE + span * min(done, 1.0), "Shaping polygons")
    return joined_tables(tables)


def _provenance(job: PolygonizeJob, source: ClassMap, legend: Sequence[ClassCard]) -> Provenance:
    record = source.provenance or {}
    inputs = [source.source.facts()]
    if job.probabilities:
        with RasterSource(job.probabilities) as probabilities:
            inputs.append(probabilities.facts())
    return provenance_of(
        job,
        tuple(inputs),
        models=tuple(record.get("models") or ()),
        provider=str(record.get("provider") or ""),
        legend=tuple(legend),
        assumed_gsd_m=source.assumed_gsd_m,
        parent=source.provenance,
    )


def _summary(
    table: PolygonTable, legend: Sequence[ClassCard], valid_area_m2: float
) -> list[dict[str, Any]]:
    objects: NDArray[np.int64] = np.bincount(table.class_id, minlength=256)
    area_m2 = np.zeros(256, dtype=np.float64)
    np.add.at(area_m2, table.class_id, table.area_m2)
    return summarize(legend, objects, area_m2, valid_area_m2)
