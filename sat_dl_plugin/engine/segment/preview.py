"""The job `preview`: what `segment` would write, again and again while thresholds are chosen.

The probabilities of the last preview stay in memory, so that other thresholds and cleaning
rules need no network. They are float32 as in `segment`, because the pixels must be the same.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Optional

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.contract.class_list import with_thresholds
from sat_dl_plugin.contract.jobs import PreviewJob
from sat_dl_plugin.contract.reporting import PhaseReporter, Reporter
from sat_dl_plugin.engine.models.opened import model_identity, opened_models
from sat_dl_plugin.engine.raster.grid import Grid, Window
from sat_dl_plugin.engine.raster.source import RasterSource
from sat_dl_plugin.engine.segment.job import check_job, result_of
from sat_dl_plugin.engine.segment.label_sink import label_sink, separates
from sat_dl_plugin.engine.segment.planning import make_plan
from sat_dl_plugin.engine.segment.prediction import (
    Answer,
    Prediction,
    Setup,
    announce,
    part_of,
    raster_environment,
    set_up,
)
from sat_dl_plugin.engine.vector.area_of_interest import split_layer_path

# Three million pixels of a model with four classes: more than a screen shows.
_KEPT_BYTES = 64 * 1024 * 1024

# That much of a model with one class: whatever the model, no preview is larger.
_MOST_PIXELS = _KEPT_BYTES // 8

# Below this a preview shows nothing that can be judged, whatever it costs; the dense windows of
# the best quality cost so much that it must do with less.
_SMALLEST_SIDE, _SMALLEST_SIDE_BEST = 256, 96

# The halo weighs more around a smaller window, so shrinking in proportion is not enough.
_SHRINK = 0.96

_PREDICTING_SHARE = 0.8

_Key = tuple[object, ...]


@dataclass(frozen=True)
class _Kept:
    """The last prediction."""

    key: _Key
    setup: Setup
    """With all classes of the models, at their own thresholds."""
    answer: Answer
    is_part: bool
    steps: list[str]
    predict_s: float


@dataclass
class _Memory:
    """What stays between two previews."""

    kept: Optional[_Kept] = None


_memory = _Memory()


def run_preview(job: PreviewJob, reporter: Reporter) -> dict[str, Any]:
    """Run the job.

    Args:
        job: What to segment and to where, and how much of it at most.
        reporter: Hears of progress and is asked for cancellation.

    Returns:
        The result of `run_segment`, and ``pixels`` of the preview, ``predict_s``, the seconds that
        predicting took (0.0 when the probabilities were kept), ``extent`` (xmin, ymin, xmax,
        ymax) and ``outline`` (four corners x, y) of the preview in the raster's CRS, and
        ``is_part``: whether that is less than the extent asked for.

    Raises:
        SatDlError: If inputs, models or the target do not fit.
    """
    check_job(job.segment)
    predict_s = 0.0
    key, kept = _key(job), _memory.kept
    if kept is None or kept.key != key:
        kept = _predict(job, key, PhaseReporter(reporter, 0.0, _PREDICTING_SHARE))
        predict_s = kept.predict_s
    legend = with_thresholds(kept.setup.legend, job.segment.thresholds)
    setup = replace(kept.setup, job=job.segment, legend=legend)
    answer = _only(kept.answer, kept.setup.legend, legend)
    with label_sink(job.segment, setup.scene.grid, legend, setup.provenance()) as sink:
        whole = Window(0, 0, setup.scene.part.width, setup.scene.part.height)
        labels = answer.labels(legend)
        parted = separates(job.segment, legend)
        steps = answer.steps(legend, labels) if parted else None
        sink.write(whole, labels, answer.probabilities, answer.valid, steps)
        sink.finish(PhaseReporter(reporter, _PREDICTING_SHARE, 1.0))
        counts = sink.counts()
    return {
        **result_of(setup, kept.steps, counts),
        **_place(setup.scene.grid),
        "pixels": setup.scene.part.pixels,
        "is_part": kept.is_part,
        "predict_s": predict_s,
    }


def _predict(job: PreviewJob, key: _Key, reporter: Reporter) -> _Kept:
    """Predict and remember the probabilities of all classes, whatever their thresholds."""
    # First of all: there must never be two of them.
    _memory.kept = None
    segment = replace(job.segment, thresholds={})
    with ExitStack() as stack:
        source = stack.enter_context(RasterSource(segment.input))
        stack.enter_context(raster_environment(source))
        models = stack.enter_context(
            opened_models(segment.models, segment.models_folder, segment.device, segment.weights)
        )
        reporter.check_cancelled()
        wanted = part_of(segment, source)
        # Before tiles are planned: planning those of a large raster takes a minute.
        part = _shrunk(wanted, math.sqrt(_MOST_PIXELS / wanted.pixels), 1)
        setup = set_up(segment, source, models, reporter, part)
        # A wrong threshold is told before the networks work.
        with_thresholds(setup.legend, job.segment.thresholds)
        setup = _middle(setup, job.most_network_pixels)
        announce(setup, reporter)
        prediction = Prediction(_without_thresholds(setup), reporter, _all_of_it)
        start_s = time.perf_counter()
        answer = _run(prediction, setup, reporter)
        predict_s = time.perf_counter() - start_s
    is_part = setup.scene.part != wanted
    steps = prediction.ladder.steps
    _memory.kept = _Kept(key, setup, answer, is_part, steps, predict_s)
    return _memory.kept


def _all_of_it(answer: Answer) -> Answer:
    return answer


def _run(prediction: Prediction[Answer], setup: Setup, reporter: Reporter) -> Answer:
    """Return the answers of all tiles in one."""
    rows, cols = setup.scene.part.height, setup.scene.part.width
    whole = Window(0, 0, cols, rows)
    probabilities = np.zeros((len(setup.legend), rows, cols), np.float32)
    valid = np.ones((rows, cols), bool)
    nothing: list[NDArray[np.float32]] = []

    def take(window: Window, answer: Answer) -> None:
        part = window.slices_in(whole)
        if answer.probabilities is not None:
            probabilities[:, part[0], part[1]] = answer.probabilities
        if answer.nothing is not None:
            if not nothing:
                nothing.append(np.zeros((rows, cols), np.float32))
            nothing[0][part] = answer.nothing
        if answer.valid is not None:
            valid[part] = answer.valid

    prediction.run(take, reporter)
    return Answer(probabilities, nothing[0] if nothing else None, None if valid.all() else valid)


def _without_thresholds(setup: Setup) -> Setup:
    """Return the setup in which the background counts, as any class may get the threshold 0."""
    return replace(setup, legend=tuple(replace(entry, threshold=0.0) for entry in setup.legend))


def _only(answer: Answer, all_classes: Sequence[ClassCard], legend: Sequence[ClassCard]) -> Answer:
    """Return the answer without the classes that are switched off."""
    if answer.probabilities is None or len(legend) == len(all_classes):
        return answer
    ids = [entry.id for entry in all_classes]
    return replace(
        answer, probabilities=answer.probabilities[[ids.index(entry.id) for entry in legend]]
    )


def _middle(setup: Setup, most_network_pixels: int) -> Setup:
    """Return the setup for as much of the middle of the extent as may be previewed."""
    smallest = _SMALLEST_SIDE_BEST if setup.job.quality == "best" else _SMALLEST_SIDE
    most_pixels = _KEPT_BYTES // (4 * (len(setup.legend) + 1))
    while True:
        part = setup.scene.part
        allowed = most_pixels / part.pixels
        if most_network_pixels:
            allowed = min(allowed, most_network_pixels / (setup.plan.network_pixels * part.pixels))
        smaller = _shrunk(part, math.sqrt(allowed) * _SHRINK, smallest)
        if allowed >= 1.0 or smaller == part:
            return setup
        plan = make_plan(setup.plan.members, smaller, setup.job.tile)
        setup = replace(setup, scene=setup.scene.with_part(smaller), plan=plan)


def _shrunk(part: Window, factor: float, smallest: int) -> Window:
    width = min(part.width, max(smallest, int(part.width * factor)))
    height = min(part.height, max(smallest, int(part.height * factor)))
    return Window(
        part.col_off + (part.width - width) // 2,
        part.row_off + (part.height - height) // 2,
        width,
        height,
    )


def _place(grid: Grid) -> dict[str, Any]:
    outline = [
        grid.transform @ corner
        for corner in ((0, 0), (grid.width, 0), (grid.width, grid.height), (0, grid.height))
    ]
    x, y = zip(*outline)
    return {"extent": [min(x), min(y), max(x), max(y)], "outline": [list(c) for c in outline]}


def _key(job: PreviewJob) -> _Key:
    """Return everything that changes the probabilities."""
    segment = job.segment
    mask = _file_identity(split_layer_path(segment.mask)[0]) if segment.mask else ()
    return (
        (segment.models, segment.weights),
        tuple(model_identity(name, segment.models_folder) for name in segment.models),
        _file_identity(segment.input),
        _file_identity(f"{segment.input}.aux.xml"),
        tuple(sorted(segment.bands.items())),
        (segment.extent, segment.extent_crs),
        (segment.mask, mask),
        (segment.quality, segment.tile, segment.device, job.most_network_pixels),
    )


def _file_identity(path: str) -> _Key:
    try:
        stat = Path(path).stat()
    except OSError:
        # Nothing there, or a path that only GDAL understands.
        return (path,)
    return (path, stat.st_size, stat.st_mtime_ns)
