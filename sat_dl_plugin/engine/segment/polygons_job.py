"""The job `segmenttopolygons`: segment, clean and polygonize in one go."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from sat_dl_plugin.contract.jobs import PolygonizeJob, SegmentToPolygonsJob
from sat_dl_plugin.contract.reporting import PhaseReporter, Reporter
from sat_dl_plugin.engine.output import staging_folder
from sat_dl_plugin.engine.segment.job import run_segment
from sat_dl_plugin.engine.vector.job import check_polygon_output, run_polygonize

# Predicting takes most of the time.
_SEGMENTING_SHARE = 0.85


def run_segment_to_polygons(job: SegmentToPolygonsJob, reporter: Reporter) -> dict[str, Any]:
    """Run the job; the class and probability rasters are kept only where they were asked for.

    Args:
        job: What to segment, and how to make polygons of it.
        reporter: Hears of progress and is asked for cancellation.

    Returns:
        The result of `run_polygonize`, and ``classes``, ``probabilities``, ``provider``,
        ``network_pixels`` and ``steps`` of `run_segment`.
    """
    # Before hours are spent on predicting.
    check_polygon_output(job, inputs=(job.segment.input, job.segment.mask or ""))
    with ExitStack() as stack:
        stage = stack.enter_context(staging_folder(job.output))
        classes = job.segment.output or str(stage / "classes.tif")
        # Confidence is the mean probability of a polygon, so they are needed in any case.
        probabilities = job.segment.probabilities or str(stage / "probabilities.tif")
        segment = replace(job.segment, output=classes, probabilities=probabilities, clean=True)
        segmented = run_segment(segment, PhaseReporter(reporter, 0.0, _SEGMENTING_SHARE))
        polygonize = PolygonizeJob(
            input=classes,
            output=job.output,
            probabilities=probabilities,
            min_area_m2=job.min_area_m2,
            simplify_m=job.simplify_m,
            shape=job.shape,
        )
        result = run_polygonize(polygonize, PhaseReporter(reporter, _SEGMENTING_SHARE, 1.0))
    return {
        **result,
        "classes": job.segment.output or None,
        "probabilities": job.segment.probabilities,
        **{key: segmented[key] for key in ("provider", "network_pixels", "steps")},
    }
