"""From a `SegmentJob` to probabilities, tile by tile; what is made of them is the caller's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Callable, Generic, Optional, TypeVar

import numpy as np
import rasterio
from numpy.typing import NDArray

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.contract.class_list import merged_legend, with_thresholds
from sat_dl_plugin.contract.jobs import SegmentJob
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.models.network import Network
from sat_dl_plugin.engine.models.open_model import OpenMember, OpenModel, networks_of
from sat_dl_plugin.engine.provenance import Provenance, provenance_of
from sat_dl_plugin.engine.raster.grid import Grid, Window
from sat_dl_plugin.engine.raster.source import BoolMask, RasterSource
from sat_dl_plugin.engine.segment.ensemble import Floats, background, combine, decide
from sat_dl_plugin.engine.segment.member import Prepared, Tell
from sat_dl_plugin.engine.segment.memory import MemoryLadder
from sat_dl_plugin.engine.segment.pipeline import TilePipeline
from sat_dl_plugin.engine.segment.planning import Plan, make_members, make_plan
from sat_dl_plugin.engine.segment.separation import logit_steps
from sat_dl_plugin.engine.vector.area_of_interest import extent_window, mask_window, read_mask

# GDAL's own default is a share of the whole machine; blocks shared by neighbouring tiles and
# the rows of blocks being written are all that is worth keeping.
_BLOCK_CACHE_BYTES = 48 * 1024 * 1024
_STRIP_CACHE_LIMIT_BYTES = 768 * 1024 * 1024


@dataclass(frozen=True)
class Scene:
    """The opened inputs of one job."""

    source: RasterSource
    part: Window
    """Raster window that is wanted."""
    grid: Grid
    """Grid of the output: ``part`` of the raster's grid."""
    mask: Optional[Any]
    """Geometries of the mask layer in the raster's CRS, None without one."""
    facts: dict[str, Any]
    """What provenance records of the raster."""
    parent: Optional[dict[str, Any]]
    """The raster's own provenance, None where Sat DL did not make it."""

    def inside(self, out: Window) -> Optional[BoolMask]:
        """Return the mask (rows, cols) of raster pixels inside the mask layer, None = all."""
        if self.mask is None:
            return None
        return mask_window(self.mask, self.source.grid, out)

    def with_part(self, part: Window) -> Scene:
        """Return the scene of which another part is wanted."""
        return replace(self, part=part, grid=self.source.grid.subgrid(part))

    def to_output(self, window: Window) -> Window:
        """Return a raster window in pixels of the output."""
        return Window(
            window.col_off - self.part.col_off,
            window.row_off - self.part.row_off,
            window.width,
            window.height,
        )


@dataclass(frozen=True)
class Setup:
    """Everything that is decided before the first tile."""

    job: SegmentJob
    scene: Scene
    models: tuple[OpenModel, ...]
    legend: tuple[ClassCard, ...]
    plan: Plan

    @property
    def networks(self) -> tuple[Network, ...]:
        """The networks of all models, each once."""
        return networks_of(self.models)

    @property
    def provider(self) -> str:
        """The execution providers truly used."""
        return ", ".join(sorted({network.provider for network in self.networks}))

    @property
    def assumed_gsd_m(self) -> Optional[float]:
        """Pixel size that areas assume, None where the raster has a CRS."""
        if self.scene.source.grid.is_georeferenced:
            return None
        return next((model.card.gsd_m for model in self.models if model.card.gsd_m), 1.0)

    def provenance(self, **details: Any) -> Provenance:
        """Return the provenance of the outputs.

        Args:
            details: Facts of the run, beside those that are known before it.
        """
        members = self.plan.members
        return provenance_of(
            self.job,
            (self.scene.facts,),
            models=tuple(model.identity() for model in self.models),
            provider=self.provider,
            legend=self.legend,
            assumed_gsd_m=self.assumed_gsd_m,
            details={
                "network_pixels_per_output_pixel": round(self.plan.network_pixels, 3),
                "tiles": len(self.plan.windows),
                "bands": {m.network.card.name: list(m.bands) for m in members},
                **details,
            },
            parent=self.scene.parent,
        )


@dataclass(frozen=True)
class Answer:
    """What the networks say about one window; nothing where it has no data at all."""

    probabilities: Optional[Floats]
    """Shape (classes, rows, cols)."""
    nothing: Optional[Floats]
    """Probability (rows, cols) of the background, as from `ensemble.background`."""
    valid: Optional[BoolMask]
    """Valid mask (rows, cols), None when all are valid."""

    def labels(self, legend: Sequence[ClassCard]) -> Optional[NDArray[np.uint8]]:
        """Return the labels (rows, cols), None without any data."""
        if self.probabilities is None:
            return None
        return decide(self.probabilities, legend, self.valid, self.nothing)

    def steps(
        self, legend: Sequence[ClassCard], labels: Optional[NDArray[np.uint8]]
    ) -> Optional[NDArray[np.uint8]]:
        """Return what parts touching objects of these labels (rows, cols); None without any."""
        if self.probabilities is None or labels is None:
            return None
        return logit_steps(self.probabilities, labels, legend)


@dataclass(frozen=True)
class _TileInput:
    """What the reading thread hands over; no members where nothing is to be predicted."""

    out: Window
    prepared: tuple[Prepared, ...]
    valid: Optional[BoolMask]


def raster_environment(source: RasterSource) -> rasterio.Env:
    """Return the settings of GDAL for reading a raster tile by tile."""
    return rasterio.Env(GDAL_CACHEMAX=_cache_bytes(source), GDAL_NUM_THREADS=1)


def set_up(
    job: SegmentJob,
    source: RasterSource,
    models: Sequence[OpenModel],
    reporter: Reporter,
    part: Optional[Window] = None,
) -> Setup:
    """Decide everything that can be decided before the first tile.

    Args:
        job: What to segment.
        source: Its raster, opened.
        models: Its models, opened.
        reporter: Hears what was assumed.
        part: Raster window that is wanted; that of the job's extent when None.

    Raises:
        SatDlError: If inputs and models do not fit.
    """
    scene = _open_scene(job, source, part or part_of(job, source), reporter)
    legend = with_thresholds(merged_legend([model.card for model in models]), job.thresholds)
    members = make_members(source, models, job.bands, job.quality, job.tile, reporter)
    plan = make_plan(members, scene.part, job.tile)
    return Setup(job, scene, tuple(models), legend, plan)


Digest = TypeVar("Digest")


def part_of(job: SegmentJob, source: RasterSource) -> Window:
    """Return the raster window of a job's extent.

    Raises:
        InputError: If the extent lies outside the raster.
    """
    if job.extent is None:
        return source.grid.window
    return extent_window(job.extent, job.extent_crs, source.grid)


class Prediction(Generic[Digest]):
    """The stages of the tile pipeline for one job.

    Args:
        setup: What was decided before the first tile.
        reporter: Hears of steps down the memory ladder.
        digest: Makes what the writer needs of an answer, in the predicting thread: when that
            is no view of the answer, the next answer can take the same memory.
    """

    def __init__(
        self, setup: Setup, reporter: Reporter, digest: Callable[[Answer], Digest]
    ) -> None:
        self._setup = setup
        self._scene = setup.scene
        self._digest = digest
        self.ladder = MemoryLadder(setup.scene.source, reporter)

    def run(self, take: Callable[[Window, Digest], None], reporter: Reporter) -> None:
        """Predict all tiles.

        Args:
            take: Gets every window, in pixels of the output and in reading order, and the
                digest of what the networks say about it; called in a thread of its own.
            reporter: Hears of progress and is asked for cancellation.
        """

        def finish(window: Window, digest: Digest) -> None:
            take(self._scene.to_output(window), digest)

        def stop() -> None:
            for network in self._setup.networks:
                network.stop()

        pipeline = TilePipeline(self._prepare, self._infer, finish, stop)
        try:
            pipeline.run(self._setup.plan.windows, reporter, "Predicting")
        finally:
            self.ladder.clear()

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

    def _infer(self, tile: _TileInput, tell: Tell) -> Digest:
        return self._digest(self._answer(tile, tell))

    def _answer(self, tile: _TileInput, tell: Tell) -> Answer:
        if not tile.prepared:
            return Answer(None, None, tile.valid)
        members, answers = self._setup.plan.members, []
        for index, (member, prepared) in enumerate(zip(members, tile.prepared)):

            def tell_of(share: float, before: int = index) -> None:
                tell((before + share) / len(members))

            answers.append((member.voice, self.ladder.infer(member, prepared, tell_of)))
        legend = self._setup.legend
        return Answer(combine(answers, legend), background(answers, legend), tile.valid)


def announce(setup: Setup, reporter: Reporter) -> None:
    """Tell what is going to be predicted, and what the networks warn of."""
    for network in setup.networks:
        for warning in getattr(network, "warnings", ()):
            reporter.log(f"{network.card.name}: {warning}.", "warning")
    for model in setup.models:
        if model.source is not None:
            members = ", ".join(map(_member_text, model.members))
            reporter.log(f"{model.card.name} is a set of {members}.")
    names = ", ".join(f"{network.card.name} on {network.provider}" for network in setup.networks)
    windows = setup.plan.windows
    reporter.log(
        f"Segmenting {sum(window.pixels for window in windows) / 1e6:.2f} Mpx in {len(windows)} "
        f"tile(s) with {names}; {setup.plan.network_pixels:.2f} network pixels per output pixel "
        f"({setup.job.quality})."
    )


def _member_text(member: OpenMember) -> str:
    weight = f" with weight {member.weight:g}" if member.weight != 1.0 else ""
    scale = f" at scale {member.scale:g}" if member.scale is not None else ""
    return f"{member.network.card.name}{scale}{weight}"


def _open_scene(job: SegmentJob, source: RasterSource, part: Window, reporter: Reporter) -> Scene:
    mask = read_mask(job.mask, source.grid) if job.mask else None
    if not source.grid.is_georeferenced:
        reporter.log("The raster has no georeference; areas assume the model's pixel size.")
    grid = source.grid.subgrid(part)
    return Scene(source, part, grid, mask, source.facts(), source.provenance())


def _cache_bytes(source: RasterSource) -> int:
    """Return GDAL's cache size: a row of tiles for strips, a few blocks otherwise."""
    if source.block_width < source.grid.width:
        return _BLOCK_CACHE_BYTES
    row_bytes = source.grid.width * sum(np.dtype(t).itemsize for t in source.dtypes)
    # Strips are as wide as the raster: every tile of a row of tiles decodes the same strips.
    return min(_STRIP_CACHE_LIMIT_BYTES, _BLOCK_CACHE_BYTES + row_bytes * 3072)
