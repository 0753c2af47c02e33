"""The job `decrappify`: from a raster to a sharper and cleaner one, with a trained network."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, Optional

import numpy as np

from sat_dl_plugin.contract.errors import ModelError, UsageError
from sat_dl_plugin.contract.jobs import DecrappifyJob
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.enhance.decrappify.channels import plan_channels
from sat_dl_plugin.engine.enhance.decrappify.planning import plan_windows
from sat_dl_plugin.engine.enhance.decrappify.sharpener import PreparedPicture, Sharpener
from sat_dl_plugin.engine.enhance.decrappify.stretch import Stretch
from sat_dl_plugin.engine.enhance.enlarge import repeat_mask
from sat_dl_plugin.engine.enhance.picture import Picture, open_picture
from sat_dl_plugin.engine.enhance.result import EnhancedResult, result_bytes
from sat_dl_plugin.engine.enhance.sensor import Floats
from sat_dl_plugin.engine.models.network import Network
from sat_dl_plugin.engine.models.opened import opened_networks
from sat_dl_plugin.engine.output import check_target
from sat_dl_plugin.engine.provenance import Provenance, provenance_of
from sat_dl_plugin.engine.raster.grid import Window
from sat_dl_plugin.engine.raster.source import RasterSource
from sat_dl_plugin.engine.segment.member import Tell
from sat_dl_plugin.engine.segment.memory import MemoryLadder
from sat_dl_plugin.engine.segment.pipeline import TilePipeline
from sat_dl_plugin.engine.segment.prediction import raster_environment

TASK = "enhancement"
"""Task in the cards of the networks that this job runs."""


@dataclass(frozen=True)
class _Setup:
    """Everything that is decided before the first window."""

    job: DecrappifyJob
    picture: Picture
    sharpener: Sharpener
    windows: Sequence[Window]
    """In pixels of the picture's part."""
    notes: tuple[str, ...] = field(default=())

    def in_raster(self, window: Window) -> Window:
        """Return a window of the part in pixels of the raster."""
        part = self.picture.part
        return Window(
            window.col_off + part.col_off,
            window.row_off + part.row_off,
            window.width,
            window.height,
        )


def run_decrappify(job: DecrappifyJob, reporter: Reporter) -> dict[str, Any]:
    """Run the job.

    Args:
        job: What to enhance, with which network, to where.
        reporter: Hears of progress and is asked for cancellation.

    Returns:
        ``output``, ``residual`` (path or None), ``mean_residual`` in stored units, ``bands``
        (means and variances before and after), ``provider``, ``model`` (its identity), ``scale``,
        and ``notes`` (steps of the memory ladder, what was assumed).

    Raises:
        SatDlError: If input, model, parameters or targets do not fit.
    """
    if job.tile < 0:
        raise UsageError(f"A tile of {job.tile} px is impossible", "", "Use 0 to let Sat DL choose")
    for path in filter(None, (job.output, job.residual)):
        check_target(path, inputs=(job.input, job.mask or "", job.model))
    with ExitStack() as stack:
        source = stack.enter_context(RasterSource(job.input))
        stack.enter_context(raster_environment(source))
        networks = stack.enter_context(opened_networks((job.model,), job.models_folder, job.device))
        reporter.check_cancelled()
        setup = _set_up(job, source, networks[0], reporter)
        scale = setup.sharpener.scale
        check_target(
            job.output,
            needed_bytes=result_bytes(setup.picture, scale, residual=bool(job.residual)),
        )
        return _enhance(setup, reporter)


def _set_up(
    job: DecrappifyJob, source: RasterSource, network: Network, reporter: Reporter
) -> _Setup:
    _check_network(network)
    picture = open_picture(source, job.extent, job.extent_crs, job.mask)
    channels = plan_channels(picture, network.card, job.bands)
    stretched = [
        Stretch.of(network.card.scaling, source, tuple(picture.bands[place] for place in places))
        for places in channels.passes
    ]
    notes = tuple(dict.fromkeys(filter(None, (channels.note, *(text for _, text in stretched)))))
    for text in (*network.warnings, *notes):
        reporter.log(f"{network.card.name}: {text}.")
    sharpener = Sharpener(
        network=network,
        bands=picture.bands,
        channels=channels,
        stretches=tuple(stretch for stretch, _ in stretched),
        shape=(source.grid.height, source.grid.width),
    )
    windows = plan_windows(sharpener, picture.part, job.tile)
    return _Setup(job, picture, sharpener, windows, notes)


def _check_network(network: Network) -> None:
    card = network.card
    if card.task != TASK:
        raise ModelError(
            f"The model {card.name!r} is for {card.task}, not for enhancement",
            "It does not give pictures",
            "Choose a model that enhances, or state its task when you import it",
        )
    if card.scale_factor < 1 or card.scale_factor != round(card.scale_factor):
        raise ModelError(
            f"The model {card.name!r} has a scale of {card.scale_factor:g}",
            "Only whole numbers from 1 are possible",
            "Choose another model",
        )
    if network.output_margin_px:
        raise ModelError(
            f"The model {card.name!r} cuts {network.output_margin_px} px off each side",
            "Only networks that pad their input can enhance",
            "Export it with padded convolutions",
        )


def _enhance(setup: _Setup, reporter: Reporter) -> dict[str, Any]:
    job, sharpener, picture = setup.job, setup.sharpener, setup.picture
    result = EnhancedResult(picture, sharpener.sensor)
    ladder = MemoryLadder(picture.source, reporter)
    seen = sum(sharpener.network_pixels(setup.in_raster(window)) for window in setup.windows)
    reporter.log(
        f"Enhancing {picture.part.pixels / 1e6:.2f} Mpx to {sharpener.scale} times as many along "
        f"each side in {len(setup.windows)} tile(s) with {sharpener.network.card.name} on "
        f"{sharpener.network.provider}; {seen / picture.part.pixels:.2f} network pixels per pixel."
    )

    def provenance() -> Provenance:
        return provenance_of(
            job,
            (picture.source.facts(),),
            models=(sharpener.network.identity(),),
            provider=sharpener.network.provider,
            details={
                "method": "decrappify",
                "scale": sharpener.scale,
                "tiles": len(setup.windows),
                "guided_bands": [picture.bands[place] for place in sharpener.channels.guided],
                "notes": [*setup.notes, *ladder.steps],
                **result.comparison.summary(),
            },
            parent=picture.source.provenance(),
        )

    with result.opened(job.output, job.residual, provenance) as take:

        def prepare(window: Window) -> Optional[PreparedPicture]:
            inside = picture.inside(window)
            if inside is not None and not inside.any():
                return None
            prepared = sharpener.prepare(picture.source, setup.in_raster(window))
            return prepared if prepared.has_data else None

        def infer(prepared: Optional[PreparedPicture], tell: Tell) -> Optional[Floats]:
            return None if prepared is None else ladder.infer(sharpener, prepared, tell)

        def finish(window: Window, enhanced: Optional[Floats]) -> None:
            _, known = picture.read(window)
            valid = repeat_mask(known, sharpener.scale)
            if enhanced is None:
                enhanced = np.zeros((len(picture.bands), *valid.shape), np.float32)
            take(window, window, enhanced, valid)

        pipeline = TilePipeline(prepare, infer, finish, sharpener.network.stop)
        pipeline.run(setup.windows, reporter, "Enhancing")
    result.comparison.log(reporter)
    return {
        "output": job.output,
        "residual": job.residual,
        **result.comparison.summary(),
        "provider": sharpener.network.provider,
        "model": sharpener.network.identity(),
        "scale": sharpener.scale,
        "notes": [*setup.notes, *ladder.steps],
    }
