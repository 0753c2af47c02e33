"""The job `segment`: from a raster file to a class raster and probabilities."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Optional

import numpy as np
import rasterio
from numpy.typing import NDArray

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.contract.class_list import merged_legend, with_thresholds
from sat_dl_plugin.contract.errors import UsageError
from sat_dl_plugin.contract.jobs import QUALITIES, SegmentJob
from sat_dl_plugin.contract.reporting import PhaseReporter, Reporter
from sat_dl_plugin.engine.models.catalogue import load_network
from sat_dl_plugin.engine.models.network import Network
from sat_dl_plugin.engine.output import check_target
from sat_dl_plugin.engine.provenance import Provenance, provenance_of
from sat_dl_plugin.engine.raster.grid import Grid, Window
from sat_dl_plugin.engine.raster.source import BoolMask, RasterSource
from sat_dl_plugin.engine.segment.ensemble import (
    Floats,
    background,
    combine,
    decide,
)
from sat_dl_plugin.engine.segment.label_sink import LabelSink, label_sink
from sat_dl_plugin.engine.segment.member import Prepared, Tell
from sat_dl_plugin.engine.segment.memory import MemoryLadder
from sat_dl_plugin.engine.segment.pipeline import TilePipeline
from sat_dl_plugin.engine.segment.planning import Plan, make_members, make_plan
from sat_dl_plugin.engine.vector.area_of_interest import extent_window, mask_window, read_mask

# GDAL's own default is a share of the whole machine; blocks shared by neighbouring tiles and
# the rows of blocks being written are all that is worth keeping.
_BLOCK_CACHE_BYTES = 48 * 1024 * 1024
_STRIP_CACHE_LIMIT_BYTES = 768 * 1024 * 1024

# What zstd leaves of the outputs of real scenes, with some room.
_CLASS_BYTES_PER_PX, _PROBABILITY_BYTES_PER_PX = 0.15, 0.6

# The network has most of the work when labels are cleaned afterwards.
_PREDICTING_SHARE = 0.9


@dataclass(frozen=True)
class _Scene:
    """The opened inputs of one job."""

    source: RasterSource
    part: Window
    """Raster window that is wanted."""
    grid: Grid
    """Grid of the output: ``part`` of the raster's grid."""
    mask: Optional[Any]
    """Geometries of the mask layer in the raster's CRS, None without one."""

    def inside(self, out: Window) -> Optional[BoolMask]:
        """Return the mask (rows, cols) of raster pixels inside the mask layer, None = all."""
        if self.mask is None:
            return None
        return mask_window(self.mask, self.source.grid, out)

    def to_output(self, window: Window) -> Window:
        """Return a raster window in pixels of the output."""
        return Window(
            window.col_off - self.part.col_off,
            window.row_off - self.part.row_off,
            window.width,
            window.height,
        )


@dataclass(frozen=True)
class _Setup:
    """Everything that is decided before the first tile."""

    job: SegmentJob
    scene: _Scene
    networks: tuple[Network, ...]
    legend: tuple[ClassCard, ...]
    plan: Plan

    @property
    def provider(self) -> str:
        """The execution providers truly used."""
        return ", ".join(sorted({network.provider for network in self.networks}))

    @property
    def assumed_gsd_m(self) -> Optional[float]:
        """Pixel size that areas assume, None where the raster has a CRS."""
        if self.scene.source.grid.is_georeferenced:
            return None
        return next((n.card.gsd_m for n in self.networks if n.card.gsd_m), 1.0)


@dataclass(frozen=True)
class _TileInput:
    """What the reading thread hands over; no members where nothing is to be predicted."""

    out: Window
    prepared: tuple[Prepared, ...]
    valid: Optional[BoolMask]


_Answer = tuple[Optional[Floats], Optional[Floats], Optional[BoolMask]]
"""Probabilities, probability of the background, valid mask."""


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
    _check(job)
    targets = [path for path in (job.output, job.probabilities) if path]
    for path in targets:
        check_target(path, inputs=(job.input, job.mask or "", *job.models))
    with ExitStack() as stack:
        source = stack.enter_context(RasterSource(job.input))
        stack.enter_context(rasterio.Env(GDAL_CACHEMAX=_cache_bytes(source), GDAL_NUM_THREADS=1))
        setup = _set_up(job, source, reporter)
        _check_space(setup)
        _announce(setup, reporter)
        run = _SegmentRun(setup, reporter)
        with label_sink(job, setup.scene.grid, setup.legend, _provenance(setup)) as sink:
            run.predict(sink, PhaseReporter(reporter, 0.0, _PREDICTING_SHARE))
            sink.finish(PhaseReporter(reporter, _PREDICTING_SHARE, 1.0))
            if run.ladder.steps:
                sink.record(_provenance(setup, memory_steps=run.ladder.steps))
            counts = sink.counts()
    return _result(setup, run.ladder.steps, counts)


def _set_up(job: SegmentJob, source: RasterSource, reporter: Reporter) -> _Setup:
    scene = _open_scene(job, source, reporter)
    networks = tuple(
        load_network(name, models_folder=job.models_folder, device=job.device)
        for name in job.models
    )
    reporter.check_cancelled()
    legend = with_thresholds(merged_legend([n.card for n in networks]), job.thresholds)
    members = make_members(source, networks, job.bands, job.quality, job.tile, reporter)
    plan = make_plan(members, scene.part, job.tile)
    return _Setup(job, scene, networks, legend, plan)


class _SegmentRun:
    """The three stages of the tile pipeline for one job."""

    def __init__(self, setup: _Setup, reporter: Reporter) -> None:
        self._setup = setup
        self._scene = setup.scene
        self.ladder = MemoryLadder(setup.scene.source, reporter)

    def predict(self, sink: LabelSink, reporter: Reporter) -> None:
        """Predict all tiles into the sink."""
        legend = self._setup.legend

        def finish(window: Window, answer: _Answer) -> None:
            probabilities, nothing, valid = answer
            labels = None
            if probabilities is not None:
                labels = decide(probabilities, legend, valid, nothing)
            sink.write(self._scene.to_output(window), labels, probabilities, valid)

        def stop() -> None:
            for network in self._setup.networks:
                network.stop()

        pipeline = TilePipeline(self._prepare, self._infer, finish, stop)
        pipeline.run(self._setup.plan.windows, reporter, "Predicting")

    def _prepare(self, out: Window) -> _TileInput:
        inside = self._scene.inside(out)
        if inside is not None and not inside.any():
            return _TileInput(out, (), inside)
        prepared = tuple(m.prepare(self._scene.source, out) for m in self._setup.plan.members)
        valid = inside
        for member_input in prepared:
            if member_input.valid is not None:
                valid = member_input.valid if valid is None else valid & member_input.valid
        if valid is not None and not valid.any():
            return _TileInput(out, (), valid)
        return _TileInput(out, prepared, valid)

    def _infer(self, tile: _TileInput, tell: Tell) -> _Answer:
        if not tile.prepared:
            return None, None, tile.valid
        members, answers = self._setup.plan.members, []
        for index, (member, prepared) in enumerate(zip(members, tile.prepared)):

            def tell_of(share: float, before: int = index) -> None:
                tell((before + share) / len(members))

            answers.append((member.network.card, self.ladder.infer(member, prepared, tell_of)))
        legend = self._setup.legend
        return combine(answers, legend), background(answers, legend), tile.valid


def _check(job: SegmentJob) -> None:
    if not job.models:
        raise UsageError("No model was chosen", "", "Name one or more models")
    if job.quality not in QUALITIES:
        raise UsageError(f"Quality {job.quality!r} is unknown", f"Use one of {QUALITIES}")
    if not job.output and not job.probabilities:
        raise UsageError("No output was asked for", "", "Name a class or probability raster")
    if job.tile < 0:
        raise UsageError(f"A tile of {job.tile} px is impossible", "", "Use 0 to let Sat DL choose")


def _open_scene(job: SegmentJob, source: RasterSource, reporter: Reporter) -> _Scene:
    part = source.grid.window
    if job.extent is not None:
        part = extent_window(job.extent, job.extent_crs, source.grid)
    mask = read_mask(job.mask, source.grid) if job.mask else None
    if not source.grid.is_georeferenced:
        reporter.log("The raster has no georeference; areas assume the model's pixel size.")
    return _Scene(source, part, source.grid.subgrid(part), mask)


def _cache_bytes(source: RasterSource) -> int:
    """Return GDAL's cache size: a row of tiles for strips, a few blocks otherwise."""
    if source.block_width < source.grid.width:
        return _BLOCK_CACHE_BYTES
    row_bytes = source.grid.width * sum(np.dtype(t).itemsize for t in source.dtypes)
    # Strips are as wide as the raster: every tile of a row of tiles decodes the same strips.
    return min(_STRIP_CACHE_LIMIT_BYTES, _BLOCK_CACHE_BYTES + row_bytes * 3072)


def _check_space(setup: _Setup) -> None:
    pixels, classes = setup.scene.part.pixels, len(setup.legend)
    if setup.job.output:
        check_target(setup.job.output, needed_bytes=round(pixels * _CLASS_BYTES_PER_PX))
    if setup.job.probabilities:
        item = 4 if setup.job.float_probabilities else _PROBABILITY_BYTES_PER_PX
        check_target(setup.job.probabilities, needed_bytes=round(pixels * classes * item))


def _announce(setup: _Setup, reporter: Reporter) -> None:
    for network in setup.networks:
        for warning in getattr(network, "warnings", ()):
            reporter.log(f"{network.card.name}: {warning}.", "warning")
    names = ", ".join(f"{network.card.name} on {network.provider}" for network in setup.networks)
    windows = setup.plan.windows
    reporter.log(
        f"Segmenting {sum(window.pixels for window in windows) / 1e6:.2f} Mpx in {len(windows)} "
        f"tile(s) with {names}; {setup.plan.network_pixels:.2f} network pixels per output pixel "
        f"({setup.job.quality})."
    )


def _provenance(setup: _Setup, **details: Any) -> Provenance:
    members = setup.plan.members
    return provenance_of(
        setup.job,
        (setup.scene.source.facts(),),
        models=tuple(network.identity() for network in setup.networks),
        provider=setup.provider,
        legend=setup.legend,
        assumed_gsd_m=setup.assumed_gsd_m,
        details={
            "network_pixels_per_output_pixel": round(setup.plan.network_pixels, 3),
            "tiles": len(setup.plan.windows),
            "bands": {m.network.card.name: list(m.bands) for m in members},
            **details,
        },
        parent=setup.scene.source.provenance(),
    )


def _result(setup: _Setup, steps: list[str], counts: NDArray[np.int64]) -> dict[str, Any]:
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
