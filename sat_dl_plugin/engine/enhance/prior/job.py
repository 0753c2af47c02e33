"""The job `deepimageprior`: from a raster to one that is easier to look at and to draw on."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy import ndimage

from sat_dl_plugin.bridge.spec import cache_folder
from sat_dl_plugin.contract.errors import UsageError
from sat_dl_plugin.contract.jobs import PRIOR_SCALES, PRIOR_TASKS, PriorJob
from sat_dl_plugin.contract.reporting import PhaseReporter, Reporter
from sat_dl_plugin.engine.enhance.picture import Picture, open_picture
from sat_dl_plugin.engine.enhance.prior.device import choose_device
from sat_dl_plugin.engine.enhance.prior.tiles import FittedTiles, TileFitter
from sat_dl_plugin.engine.enhance.result import EnhancedResult, result_bytes
from sat_dl_plugin.engine.enhance.sensor import BoolMask, Floats, SensorModel
from sat_dl_plugin.engine.enhance.tile_store import BYTES_PER_VALUE
from sat_dl_plugin.engine.output import check_target
from sat_dl_plugin.engine.provenance import Provenance, provenance_of
from sat_dl_plugin.engine.raster.grid import Window
from sat_dl_plugin.engine.raster.source import RasterSource

FILL_REACH_PX = 32
"""Gaps are filled up to this far from the nearest valid pixel."""

# Fitting has nearly all of the work.
_FITTING_SHARE = 0.97

# Overlapping tiles are kept whole.
_STORE_OVERHEAD = 1.25


@dataclass(frozen=True)
class _Setup:
    """Everything that is decided before the first tile."""

    job: PriorJob
    picture: Picture
    sensor: SensorModel

    @property
    def fills(self) -> bool:
        """Whether gaps are to be filled."""
        return self.job.task == "fill"


def run_prior(job: PriorJob, reporter: Reporter) -> dict[str, Any]:
    """Run the job.

    Args:
        job: What to enhance, how, and to where.
        reporter: Hears of progress and is asked for cancellation.

    Returns:
        ``output``, ``residual`` (path or None), ``mean_residual`` in stored units, ``bands``
        (means and variances before and after), ``provider``, ``steps`` of each tile, and
        ``notes`` (restarts and steps of the memory ladder).

    Raises:
        SatDlError: If input, parameters or targets do not fit.
    """
    _check(job)
    for path in filter(None, (job.output, job.residual)):
        check_target(path, inputs=(job.input, job.mask or ""))
    with ExitStack() as stack:
        source = stack.enter_context(RasterSource(job.input))
        picture = open_picture(source, job.extent, job.extent_crs, job.mask)
        scale = job.scale if job.task == "super-resolve" else 1
        setup = _Setup(job, picture, SensorModel.of_scale(scale))
        parent = Path(job.checkpoints) if job.checkpoints else cache_folder() / "checkpoints"
        _check_space(setup, parent)
        fitter = TileFitter(job, picture, setup.sensor, choose_device(job.device, reporter))
        tiles = fitter.run(parent, PhaseReporter(reporter, 0.0, _FITTING_SHARE))
        result = _write(setup, tiles, PhaseReporter(reporter, _FITTING_SHARE, 1.0))
        tiles.store.remove()
    return result


def _write(setup: _Setup, tiles: FittedTiles, reporter: Reporter) -> dict[str, Any]:
    job, bands = setup.job, len(setup.picture.bands)

    def render(window: Window) -> tuple[Floats, BoolMask]:
        fitted = setup.picture.scaling.undo(tiles.plan.blended(tiles.store, window, bands))
        return _finished(setup, window, fitted)

    result = EnhancedResult(setup.picture, setup.sensor)

    def provenance() -> Provenance:
        return provenance_of(
            job,
            (setup.picture.source.facts(),),
            provider=tiles.provider,
            details={
                "method": "deep image prior",
                "tiles": len(tiles.plan),
                "steps": tiles.steps,
                "notes": tiles.notes,
                "mean_residual": result.comparison.residual,
                "bands": [asdict(entry) for entry in result.comparison.bands()],
            },
            parent=setup.picture.source.provenance(),
        )

    result.write(render, job.output, job.residual, provenance, reporter)
    for line in result.comparison.lines():
        reporter.log(line)
    reporter.log(f"Mean residual |degraded(output) - input|: {result.comparison.residual:.4g}.")
    return {
        "output": job.output,
        "residual": job.residual,
        "mean_residual": result.comparison.residual,
        "bands": [asdict(entry) for entry in result.comparison.bands()],
        "provider": tiles.provider,
        "steps": tiles.steps,
        "notes": tiles.notes,
    }


def _finished(setup: _Setup, window: Window, fitted: Floats) -> tuple[Floats, BoolMask]:
    """Return the output of a window and its mask, out of what was fitted there."""
    scale = setup.sensor.scale
    if setup.fills:
        return _filled(setup.picture, window, fitted)
    coarse = Window(
        window.col_off // scale,
        window.row_off // scale,
        window.width // scale,
        window.height // scale,
    )
    _, valid = setup.picture.read(coarse)
    return fitted, valid.repeat(scale, axis=0).repeat(scale, axis=1)


def _filled(picture: Picture, window: Window, fitted: Floats) -> tuple[Floats, BoolMask]:
    """Return measured values where there are any, and fitted ones in the gaps near them."""
    around = Window(
        window.col_off - FILL_REACH_PX,
        window.row_off - FILL_REACH_PX,
        window.width + 2 * FILL_REACH_PX,
        window.height + 2 * FILL_REACH_PX,
    ).intersection(picture.grid.window)
    around = around or window
    values, known = picture.read(around)
    rows, cols = window.slices_in(around)
    if not known.any():
        return fitted, known[rows, cols]
    near = ndimage.distance_transform_edt(~known) <= FILL_REACH_PX
    inside = picture.inside(window)
    kept, near = known[rows, cols], near[rows, cols]
    near = near if inside is None else near & inside
    filled: Floats = np.where(kept, values[:, rows, cols].astype(np.float32), fitted)
    return filled, near


def _check(job: PriorJob) -> None:
    if job.task not in PRIOR_TASKS:
        raise UsageError(f"Task {job.task!r} is unknown", f"Use one of {PRIOR_TASKS}")
    if job.task == "super-resolve" and job.scale not in PRIOR_SCALES:
        raise UsageError(
            f"Scale {job.scale} is impossible",
            "",
            f"Use one of {', '.join(map(str, PRIOR_SCALES))}",
        )
    if job.iterations < 0:
        raise UsageError(
            f"{job.iterations} iterations are impossible", "", "Use 0 to stop by itself"
        )
    if job.tile < 0:
        raise UsageError(f"A tile of {job.tile} px is impossible", "", "Use 0 to let Sat DL choose")


def _check_space(setup: _Setup, parent: Path) -> None:
    picture, scale = setup.picture, setup.sensor.scale
    written = result_bytes(picture, scale, residual=bool(setup.job.residual))
    values = picture.part.pixels * len(picture.bands) * scale * scale
    store = round(values * BYTES_PER_VALUE * _STORE_OVERHEAD)
    existing = _existing(parent)
    together = existing.stat().st_dev == Path(setup.job.output).absolute().parent.stat().st_dev
    check_target(setup.job.output, needed_bytes=written + (store if together else 0))
    if not together:
        check_target(str(existing / "tiles.npy"), needed_bytes=store)


def _existing(folder: Path) -> Path:
    return next(place for place in (folder, *folder.absolute().parents) if place.is_dir())
