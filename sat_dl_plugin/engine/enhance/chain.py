"""The job `enhance`: several enhancements, each on the result of the one before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from sat_dl_plugin.contract.errors import UsageError
from sat_dl_plugin.contract.jobs import (
    CHAIN_SCALES,
    ENHANCE_STEPS,
    DecrappifyJob,
    EnhanceJob,
    Job,
    PriorJob,
)
from sat_dl_plugin.contract.reporting import PhaseReporter, Reporter
from sat_dl_plugin.engine.enhance.picture import Picture, open_picture
from sat_dl_plugin.engine.enhance.result import EnhancedResult, result_bytes
from sat_dl_plugin.engine.enhance.sensor import BoolMask, Floats, SensorModel
from sat_dl_plugin.engine.models.card_sources import resolve_card
from sat_dl_plugin.engine.models.catalogue import find_network
from sat_dl_plugin.engine.output import check_target, staging_folder
from sat_dl_plugin.engine.provenance import Provenance, provenance_of
from sat_dl_plugin.engine.raster.grid import Window
from sat_dl_plugin.engine.raster.source import RasterSource
from sat_dl_plugin.engine.run import run_job

_PRIOR, _DECRAPPIFY = "prior", "decrappify"

_PRIOR_TASKS = {_PRIOR: "super-resolve", "denoise": "denoise", "fill": "fill"}

# Shares of the progress: fitting has nearly all of the work.
_FITTING, _PREDICTING, _WRITING = 20.0, 2.0, 1.0


@dataclass
class _Chain:
    """What is decided before the first step, and what the steps tell."""

    job: EnhanceJob
    picture: Picture
    scales: tuple[int, ...]
    """Of every step."""
    told: list[dict[str, Any]] = field(default_factory=list)
    """The results of the steps that are done."""

    @property
    def scale(self) -> int:
        """That of all steps together."""
        return int(np.prod(self.scales))

    @property
    def notes(self) -> list[str]:
        """What the steps had to do differently, and what they assumed."""
        return [text for result in self.told for text in result["notes"]]

    @property
    def models(self) -> list[dict[str, Any]]:
        """Identity of the network, where there is one."""
        used = [result["model"] for result in self.told if "model" in result]
        return used[:1]

    @property
    def provider(self) -> str:
        """What computed."""
        return ", ".join(dict.fromkeys(str(result["provider"]) for result in self.told))

    def steps(self) -> list[dict[str, Any]]:
        """Return what provenance records of every step."""
        return [
            {"step": step, "scale": scale, "mean_residual": result["mean_residual"]}
            for step, scale, result in zip(self.job.steps, self.scales, self.told)
        ]


def run_enhance(job: EnhanceJob, reporter: Reporter) -> dict[str, Any]:
    """Run the job.

    Args:
        job: What to enhance, how, and to where.
        reporter: Hears of progress and is asked for cancellation.

    Returns:
        ``output``, ``residual`` (path or None), ``mean_residual`` in stored units, ``bands``
        (means and variances before and after), ``provider``, ``scale``, ``steps`` (each with
        its scale and mean residual), and ``notes``.

    Raises:
        SatDlError: If input, model, parameters or targets do not fit.
    """
    _check(job)
    for path in filter(None, (job.output, job.residual)):
        check_target(path, inputs=(job.input, job.mask or "", job.model))
    with ExitStack() as stack:
        source = stack.enter_context(RasterSource(job.input))
        picture = open_picture(source, job.extent, job.extent_crs, job.mask)
        chain = _Chain(job, picture, _scales(job))
        _check_space(chain)
        folder = stack.enter_context(_step_folder(job))
        shares = _shares(job.steps)
        last = _run_steps(chain, folder, shares, reporter)
        return _write(chain, last, PhaseReporter(reporter, shares[-1], 1.0))


def _run_steps(chain: _Chain, folder: Path, shares: list[float], reporter: Reporter) -> Path:
    """Run all steps and return the raster of the last one."""
    job, current = chain.job, Path(chain.job.input)
    for index, step in enumerate(job.steps):
        target = folder / f"{Path(job.output).stem}-{index + 1}-{step}.tif"
        reporter.log(f"Step {index + 1} of {len(job.steps)}: {step}.")
        phase = PhaseReporter(reporter, shares[index], shares[index + 1])
        source = job.input if index == 0 else str(current)
        chain.told.append(run_job(_step_job(chain, step, source, str(target)), phase))
        if index and not job.intermediates:
            current.unlink()
        current = target
    return current


def _step_job(chain: _Chain, step: str, source: str, target: str) -> Job:
    job, bands = chain.job, dict(chain.job.bands)
    area: dict[str, Any] = {}
    if source == job.input:
        area = {"extent": job.extent, "extent_crs": job.extent_crs, "mask": job.mask}
    else:
        # The first step leaves the extent and the inside of the mask, and an alpha band last.
        places = {band: place for place, band in enumerate(chain.picture.bands, start=1)}
        bands = {name: places.get(band, band) for name, band in bands.items()}
    if step == _DECRAPPIFY:
        return DecrappifyJob(
            input=source,
            model=job.model,
            output=target,
            bands=bands,
            tile=job.tile,
            device=job.device,
            models_folder=job.models_folder,
            **area,
        )
    # With as many pixels as before there is nothing to super-resolve, but noise to leave out.
    cleans = step == _PRIOR and job.scale == 1
    return PriorJob(
        input=source,
        output=target,
        task="denoise" if cleans else _PRIOR_TASKS[step],
        scale=job.scale,
        iterations=job.iterations,
        seed=job.seed,
        tile=job.tile,
        device=job.device,
        checkpoints=job.checkpoints,
        **area,
    )


def _write(chain: _Chain, last: Path, reporter: Reporter) -> dict[str, Any]:
    """Write the result of the last step as that of all, compared with the very input."""
    job, picture = chain.job, chain.picture
    result = EnhancedResult(picture, SensorModel.averaging(chain.scale))

    def provenance() -> Provenance:
        return provenance_of(
            job,
            (picture.source.facts(),),
            models=tuple(chain.models),
            provider=chain.provider,
            details={
                "method": "chain",
                "scale": chain.scale,
                "steps": chain.steps(),
                "notes": chain.notes,
                **result.comparison.summary(),
            },
            parent=picture.source.provenance(),
        )

    with RasterSource(str(last)) as finished:
        places = range(1, len(picture.bands) + 1)

        def render(window: Window) -> tuple[Floats, BoolMask]:
            values, valid = finished.read(window, places)
            known = np.ones(values.shape[1:], bool) if valid is None else valid
            return values.astype(np.float32), known

        result.write(render, job.output, job.residual, provenance, reporter)
    result.comparison.log(reporter)
    return {
        "output": job.output,
        "residual": job.residual,
        **result.comparison.summary(),
        "provider": chain.provider,
        "scale": chain.scale,
        "steps": chain.steps(),
        "notes": chain.notes,
    }


def _check(job: EnhanceJob) -> None:
    if not job.steps:
        raise UsageError("No step is given", "", f"Use some of {', '.join(ENHANCE_STEPS)}")
    for step in job.steps:
        if step not in ENHANCE_STEPS:
            raise UsageError(
                f"Step {step!r} is unknown", "", f"Use some of {', '.join(ENHANCE_STEPS)}"
            )
    if _PRIOR in job.steps and job.scale not in CHAIN_SCALES:
        raise UsageError(
            f"Scale {job.scale} is impossible",
            "",
            f"Use one of {', '.join(map(str, CHAIN_SCALES))}",
        )
    if _DECRAPPIFY in job.steps and not job.model:
        raise UsageError(
            "No model is given for the step decrappify",
            "It sharpens with a trained network",
            "Name an enhancing model, or leave the step out",
        )


def _scales(job: EnhanceJob) -> tuple[int, ...]:
    """Return the scale of every step."""
    sharpening = 1
    if _DECRAPPIFY in job.steps:
        card = resolve_card(find_network(job.model, job.models_folder)).card
        sharpening = round(card.scale_factor)
    own = {_PRIOR: job.scale, _DECRAPPIFY: sharpening}
    return tuple(own.get(step, 1) for step in job.steps)


def _check_space(chain: _Chain) -> None:
    """Raise when the disk of the output cannot hold it beside the rasters of the steps."""
    scale, written = 1, []
    for one in chain.scales:
        scale *= one
        written.append(result_bytes(chain.picture, scale, residual=False))
    final = result_bytes(chain.picture, chain.scale, residual=bool(chain.job.residual))
    # Of the temporary ones, two exist at a time.
    kept = sum(written) if chain.job.intermediates else max(map(sum, zip(written, [0, *written])))
    check_target(chain.job.output, needed_bytes=final + kept)


def _shares(steps: tuple[str, ...]) -> list[float]:
    """Return the progress at which each step begins, and where the writing does."""
    work = [_PREDICTING if step == _DECRAPPIFY else _FITTING for step in steps]
    total = sum(work) + _WRITING
    return [0.0, *(float(done) for done in np.cumsum(work) / total)]


@contextmanager
def _step_folder(job: EnhanceJob) -> Iterator[Path]:
    if job.intermediates:
        folder = Path(job.intermediates)
        check_target(str(folder / "step.tif"))
        yield folder
        return
    with staging_folder(job.output) as stage:
        yield stage
