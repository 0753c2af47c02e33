"""The job `segment`: from a raster file to a class raster and probabilities."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Optional

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.errors import UsageError
from sat_dl_plugin.contract.jobs import QUALITIES, SegmentJob
from sat_dl_plugin.contract.model_set import check_weight
from sat_dl_plugin.contract.reporting import PhaseReporter, Reporter
from sat_dl_plugin.engine.models.opened import opened_models
from sat_dl_plugin.engine.output import check_target
from sat_dl_plugin.engine.raster.grid import Window
from sat_dl_plugin.engine.raster.source import BoolMask, RasterSource
from sat_dl_plugin.engine.segment.label_sink import label_sink, separates
from sat_dl_plugin.engine.segment.prediction import (
    Answer,
    Prediction,
    Setup,
    announce,
    raster_environment,
    set_up,
)

# What zstd leaves of the outputs of real scenes, with some room.
_CLASS_BYTES_PER_PX, _PROBABILITY_BYTES_PER_PX = 0.15, 0.6

# The network has most of the work when labels are cleaned afterwards.
_PREDICTING_SHARE = 0.9


@dataclass(frozen=True)
class _Tile:
    """What is written of one tile, as `LabelSink.write` takes it."""

    labels: Optional[NDArray[np.uint8]]
    probabilities: Optional[NDArray[np.float32]]
    valid: Optional[BoolMask]
    steps: Optional[NDArray[np.uint8]]


def run_segment(job: SegmentJob, reporter: Reporter) -> dict[str, Any]:
    """Run the job.

    Args:
        job: What to segment, with which models, to where.
        reporter: Hears of progress and is asked for cancellation.

    Returns:
        ``output``, ``probabilities``, ``legend``, ``summary`` (class, area, share),
        ``provider``, ``network_pixels`` per output pixel, and ``steps`` of the memory ladder.

    Raises:
        SatDlError: If inputs, models or targets do not fit.
    """
    check_job(job)
    with ExitStack() as stack:
        source = stack.enter_context(RasterSource(job.input))
        stack.enter_context(raster_environment(source))
        models = stack.enter_context(
            opened_models(job.models, job.models_folder, job.device, job.weights)
        )
        reporter.check_cancelled()
        setup = set_up(job, source, models, reporter)
        _check_space(setup)
        announce(setup, reporter)

        parted = separates(job, setup.legend)

        def digest(answer: Answer) -> _Tile:
            probabilities = answer.probabilities if job.probabilities else None
            labels = answer.labels(setup.legend)
            steps = answer.steps(setup.legend, labels) if parted else None
            return _Tile(labels, probabilities, answer.valid, steps)

        prediction = Prediction(setup, reporter, digest)
        with label_sink(job, setup.scene.grid, setup.legend, setup.provenance()) as sink:

            def take(window: Window, tile: _Tile) -> None:
                sink.write(window, tile.labels, tile.probabilities, tile.valid, tile.steps)

            prediction.run(take, PhaseReporter(reporter, 0.0, _PREDICTING_SHARE))
            sink.finish(PhaseReporter(reporter, _PREDICTING_SHARE, 1.0))
            steps = prediction.ladder.steps
            if steps:
                sink.record(setup.provenance(memory_steps=steps))
            counts = sink.counts()
    return result_of(setup, steps, counts)


def check_job(job: SegmentJob) -> None:
    """Raise a `SatDlError` when the job can be seen to be impossible before anything is opened."""
    if not job.models:
        raise UsageError("No model was chosen", "", "Name one or more models")
    if job.weights and len(job.weights) != len(job.models):
        raise UsageError(
            f"{len(job.weights)} weights were given for {len(job.models)} models",
            "",
            "Give one weight for each model, in their order, or none",
        )
    for name, weight in zip(job.models, job.weights):
        check_weight(weight, name)
    if job.quality not in QUALITIES:
        raise UsageError(f"Quality {job.quality!r} is unknown", f"Use one of {QUALITIES}")
    if not job.output and not job.probabilities:
        raise UsageError("No output was asked for", "", "Name a class or probability raster")
    if job.tile < 0:
        raise UsageError(f"A tile of {job.tile} px is impossible", "", "Use 0 to let Sat DL choose")
    for path in filter(None, (job.output, job.probabilities)):
        check_target(path, inputs=(job.input, job.mask or "", *job.models))


def result_of(setup: Setup, steps: list[str], counts: NDArray[np.int64]) -> dict[str, Any]:
    """Return what `run_segment` returns.

    Args:
        setup: The job and what was decided before the first tile.
        steps: Of the memory ladder.
        counts: How many pixels have each label, 256 numbers.
    """
    area = setup.scene.grid.pixel_area_m2(setup.assumed_gsd_m or 1.0)
    seen = int(counts[:-1].sum())
    summary = [
        {
            "class_id": entry.id,
            "class_name": entry.name,
            "area_m2": float(counts[entry.id] * area),
            "share": float(counts[entry.id] / seen) if seen else 0.0,
        }
        for entry in setup.legend
    ]
    return {
        "output": setup.job.output or None,
        "probabilities": setup.job.probabilities,
        "legend": [{"id": c.id, "name": c.name, "color": c.color} for c in setup.legend],
        "summary": summary,
        "provider": setup.provider,
        "network_pixels": setup.plan.network_pixels,
        "steps": steps,
    }


def _check_space(setup: Setup) -> None:
    pixels, classes = setup.scene.part.pixels, len(setup.legend)
    if setup.job.output:
        check_target(setup.job.output, needed_bytes=round(pixels * _CLASS_BYTES_PER_PX))
    if setup.job.probabilities:
        item = 4 if setup.job.float_probabilities else _PROBABILITY_BYTES_PER_PX
        check_target(setup.job.probabilities, needed_bytes=round(pixels * classes * item))
