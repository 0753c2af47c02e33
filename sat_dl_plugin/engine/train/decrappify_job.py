"""The job `traindecrappify`: from sharp rasters to an enhancing network that can be used."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Optional

import numpy as np
import torch
from torch.nn import functional

from sat_dl_plugin.contract.card import ModelCard
from sat_dl_plugin.contract.errors import (
    DeviceMemoryError,
    InputError,
    JobCancelled,
    ModelError,
    SatDlError,
    UsageError,
)
from sat_dl_plugin.contract.jobs import (
    ENHANCER_AIMS,
    ENHANCER_SCALES,
    START_FROM_NOTHING,
    TrainDecrappifyJob,
)
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.enhance.prior.device import (
    choose_device,
    device_title,
    free_device_memory,
    is_out_of_memory,
)
from sat_dl_plugin.engine.models.catalogue import find_model
from sat_dl_plugin.engine.output import check_target
from sat_dl_plugin.engine.provenance import file_facts, provenance_of
from sat_dl_plugin.engine.raster.source import RasterSource
from sat_dl_plugin.engine.train.decrappify import (
    PATCH_PX,
    Aim,
    EnhancementTrainer,
    fidelity_aim,
    perceptual_aim,
    scoring_sensor,
)
from sat_dl_plugin.engine.train.enhancer import STRIDE, EnhancementNetwork, enlarge_bicubic
from sat_dl_plugin.engine.train.enhancer_export import write_enhancer
from sat_dl_plugin.engine.train.enhancer_start import network_like
from sat_dl_plugin.engine.train.enhancers import Recipe, describe_network, psnr_db
from sat_dl_plugin.engine.train.loop import Progress, Schedule
from sat_dl_plugin.engine.train.perceptual import PerceptualFeatures
from sat_dl_plugin.engine.train.sharp_images import ImageGroup, SharpImage, SharpPatches
from sat_dl_plugin.engine.train.sharp_reading import plan_pieces

_FAITHFUL, _PLEASANT = ENHANCER_AIMS
_RECIPE_AIMS = {_FAITHFUL: "fidelity", _PLEASANT: "perceptual"}

# All pixels are kept in memory, as 8-bit colours.
_MOST_PIXELS = 64_000_000

# Share of the rows of each piece that is set aside for the scores.
_SET_ASIDE = 0.125
_MOST_SCORED = 24
_SCORED_PX = 512

_LEARNING_RATE = 5e-4
# A network that has learnt already is only brought closer to its new pictures.
_CONTINUED_LEARNING_RATE = 2e-4

_READING, _TRAINING = 0.05, 0.95

_REPORT_SECONDS = 10.0
_PROGRESS_SECONDS = 1.0
_CHECKPOINT_SECONDS = 60.0

_CHECKPOINT, _PLAN = "checkpoint.pt", "job.json"


@dataclass(frozen=True, eq=False)
class _Pictures:
    """What is learnt from, and what is set aside."""

    training: tuple[SharpImage, ...]
    validation: tuple[SharpImage, ...]
    facts: tuple[dict[str, Any], ...]
    """One entry a raster."""


def run_train_decrappify(job: TrainDecrappifyJob, reporter: Reporter) -> dict[str, Any]:
    """Run the job.

    Args:
        job: What to learn from, for how long, and what for.
        reporter: Hears of progress, is asked for cancellation, and may ask for an early end.

    Returns:
        ``output``, ``name`` of the model, ``steps``, ``seconds`` of training, and ``scores``:
        ``psnr_db`` and ``bicubic_psnr_db`` on what was set aside.

    Raises:
        SatDlError: If the inputs, the parameters or the target cannot be used. A job that was
            cancelled goes on from its checkpoint when it is run again.
    """
    features = _checked(job)
    target = check_target(job.output, (*job.inputs, job.perceptual_weights))
    device = choose_device(job.device, reporter)
    pictures = _read(job, reporter)
    torch.manual_seed(job.seed)
    network, started = _network(job, reporter)
    trainer = _trainer(job, network, started, pictures, features, device)
    _resume(job, trainer, pictures, reporter)
    _train(trainer, job, reporter)
    reporter.progress(_TRAINING, "Comparing with interpolation")
    trained = trainer.average.network.cpu()
    scores = _score(trained, pictures.validation, job.scale, reporter)
    card = _card(job, trained, pictures, trainer, scores, started)
    reporter.progress(0.98, "Writing the model")
    write_enhancer(trained, card, target)
    shutil.rmtree(job.work_folder, ignore_errors=True)
    reporter.progress(1.0, "Done")
    return {
        "output": str(target),
        "name": card.name,
        "steps": trainer.step,
        "seconds": round(trainer.seconds, 1),
        "scores": scores,
    }


def _checked(job: TrainDecrappifyJob) -> Optional[PerceptualFeatures]:
    """Check the parameters and return the features that looks are compared by, if needed."""
    if job.scale not in ENHANCER_SCALES:
        raise UsageError(
            f"Networks that enlarge {job.scale} times cannot be trained",
            "",
            f"Choose one of {', '.join(map(str, ENHANCER_SCALES))}",
        )
    if job.aim not in ENHANCER_AIMS:
        raise UsageError(f"Unknown aim {job.aim!r}", "", f"Use {' or '.join(ENHANCER_AIMS)}")
    if job.time_limit_s <= 0 and job.steps <= 0:
        raise UsageError(
            "Training would never end",
            "Neither the time nor the steps have a limit",
            "Give a time limit",
        )
    if not job.inputs:
        raise UsageError("There is no raster to train on", "", "Choose sharp rasters")
    if job.aim == _FAITHFUL:
        return None
    if not job.perceptual_weights:
        raise UsageError(
            "A pleasant network cannot be trained without perceptual weights",
            "Sat DL may not include the VGG16 network that was trained for this",
            "Give its weights as an .npz file, or choose the aim “faithful”",
        )
    return PerceptualFeatures(Path(job.perceptual_weights))


def _read(job: TrainDecrappifyJob, reporter: Reporter) -> _Pictures:
    """Read the rasters piece by piece, and set a part of each piece aside."""
    training: list[SharpImage] = []
    validation: list[SharpImage] = []
    facts = []
    least = PATCH_PX[job.scale] * job.scale
    for index, path in enumerate(job.inputs):
        with ExitStack() as stack:
            source = stack.enter_context(RasterSource(path))
            pieces = plan_pieces(source, job.bands, _MOST_PIXELS // len(job.inputs), job.seed)
            facts.append(source.facts())
            for note in pieces.notes:
                reporter.log(f"{Path(path).name}: {note}.")
            for done, image in enumerate(pieces):
                reporter.check_cancelled()
                share = (index + done / len(pieces.windows)) / len(job.inputs)
                reporter.progress(_READING * share, "Reading the rasters")
                kept, aside = _set_aside(image, least)
                training.append(kept)
                validation.extend(aside)
    if not training:
        raise InputError(
            "The rasters show nothing to train on", "All pixels are nodata", "Choose others"
        )
    chosen = np.random.default_rng(job.seed).permutation(len(validation))[:_MOST_SCORED]
    scored = tuple(validation[index] for index in sorted(chosen))
    reporter.log(
        f"Learning from {sum(image.valid.sum() for image in training) / 1e6:.1f} million pixels; "
        f"{sum(image.valid.size for image in scored) / 1e6:.2f} million are set aside."
    )
    return _Pictures(tuple(training), scored, tuple(facts))


def _set_aside(image: SharpImage, least: int) -> tuple[SharpImage, list[SharpImage]]:
    """Cut the last rows off a piece, where enough rows are left to learn from."""
    rows, columns = image.valid.shape
    aside = max(int(rows * _SET_ASIDE), least // 2)
    if rows - aside < least:
        return image, []
    cut = rows - aside
    kept = SharpImage(image.name, image.pixels[:, :cut], image.valid[:cut])
    columns = min(columns, _SCORED_PX)
    strip = SharpImage(image.name, image.pixels[:, cut:, :columns], image.valid[cut:, :columns])
    return kept, [strip] if strip.valid.all() else []


def _network(job: TrainDecrappifyJob, reporter: Reporter) -> tuple[EnhancementNetwork, str]:
    """Return the network to train, and the name of the one it starts from."""
    wanted = job.start_from or Recipe(job.scale, _RECIPE_AIMS[job.aim]).name
    if wanted != START_FROM_NOTHING:
        try:
            path = find_model(wanted, job.models_folder)
        except ModelError:
            if job.start_from:
                raise
        else:
            reporter.log(f"Starting from the weights of {path.stem}.")
            return network_like(path, job.scale), path.stem
    reporter.log(
        "Starting from scratch; starting from another enhancing network is faster.", "warning"
    )
    return EnhancementNetwork(job.scale), ""


def _trainer(
    job: TrainDecrappifyJob,
    network: EnhancementNetwork,
    started: str,
    pictures: _Pictures,
    features: Optional[PerceptualFeatures],
    device: torch.device,
) -> EnhancementTrainer:
    schedule = Schedule(
        steps=job.steps or None,
        seconds=job.time_limit_s or None,
        batch_size=job.batch_size,
        seed=job.seed,
        learning_rate=_CONTINUED_LEARNING_RATE if started else _LEARNING_RATE,
        largest_gradient=1.0,
        weight_decay=0.0,
        average=0.999,
        half_precision=device.type in {"cuda", "cpu"},
    )
    patches = SharpPatches(
        [ImageGroup("inputs", pictures.training)],
        PATCH_PX[job.scale] * job.scale,
        job.seed,
        str(device),
    )
    aim: Aim = (
        fidelity_aim(job.scale)
        if features is None
        else perceptual_aim(job.scale, features.to(device))
    )
    return EnhancementTrainer(
        network,
        patches,
        aim,
        schedule,
        Path(job.work_folder) / _CHECKPOINT,
        str(device),
        checkpoint_seconds=_CHECKPOINT_SECONDS,
    )


def _resume(
    job: TrainDecrappifyJob,
    trainer: EnhancementTrainer,
    pictures: _Pictures,
    reporter: Reporter,
) -> None:
    """Go on from the checkpoint of the same job, or begin a new one in its place."""
    plan = Path(job.work_folder) / _PLAN
    told = json.dumps(_identity(job, pictures), sort_keys=True)
    if plan.is_file() and plan.read_text(encoding="utf-8") == told:
        try:
            if trainer.resume():
                reporter.log(f"Continuing at step {trainer.step}.")
                return
        except SatDlError as error:
            reporter.log(f"{error.what}; training starts over.", "warning")
    elif plan.is_file():
        reporter.log("A training with other settings was begun here; it starts over.", "warning")
    shutil.rmtree(job.work_folder, ignore_errors=True)
    plan.parent.mkdir(parents=True, exist_ok=True)
    plan.write_text(told, encoding="utf-8")


def _identity(job: TrainDecrappifyJob, pictures: _Pictures) -> dict[str, Any]:
    """Return what has to be the same to go on; limits, device and places may change."""
    fields = ("scale", "aim", "start_from", "bands", "batch_size", "seed")
    told = asdict(job)
    weights = file_facts(job.perceptual_weights)["bytes"] if job.perceptual_weights else None
    rasters = [{k: v for k, v in fact.items() if k != "path"} for fact in pictures.facts]
    return {**{name: told[name] for name in fields}, "rasters": rasters, "weights": weights}


class _Teller:
    """Says how far training is, at most once a second, and asks whether it should stop."""

    def __init__(self, trainer: EnhancementTrainer, reporter: Reporter) -> None:
        self._trainer = trainer
        self._reporter = reporter
        self._told = 0.0

    def stop(self) -> bool:
        """Return whether the user wants the network as it is; raise when it is cancelled."""
        self._reporter.check_cancelled()
        now = time.monotonic()
        if now - self._told >= _PROGRESS_SECONDS:
            self._told = now
            self._reporter.progress(
                _READING + (_TRAINING - _READING) * self._trainer.done, "Training"
            )
        return self._reporter.wants_to_finish()

    def report(self, progress: Progress) -> None:
        """Log what an interval brought."""
        self._reporter.log(
            f"Step {progress.step}, {100 * progress.done:.0f} %: loss {progress.loss:.4f}, "
            f"{progress.seconds_per_step:.2f} s per step."
        )
        self._reporter.detail("step", asdict(progress))


def _train(trainer: EnhancementTrainer, job: TrainDecrappifyJob, reporter: Reporter) -> None:
    """Train to the end; smaller batches where the memory runs out."""
    reporter.log(
        f"Training on {device_title(trainer.device)}, {job.batch_size} patches per step.", "info"
    )
    teller = _Teller(trainer, reporter)
    while True:
        try:
            trainer.run(teller.report, None, _REPORT_SECONDS, teller.stop)
        except JobCancelled:
            trainer.save()
            raise
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
            _shrink(trainer, reporter, error)
        else:
            return


def _shrink(trainer: EnhancementTrainer, reporter: Reporter, error: BaseException) -> None:
    smaller = trainer.schedule.batch_size // 2
    if smaller < 1:
        raise DeviceMemoryError(
            "The memory is too small to train this network",
            str(error).splitlines()[0] if str(error) else "",
            "Train on another device, or close other programs",
        ) from error
    trainer.schedule = replace(trainer.schedule, batch_size=smaller)
    free_device_memory(trainer.device)
    reporter.log(f"Out of memory; continuing with {smaller} patches per step.", "warning")


def _score(
    network: EnhancementNetwork, images: Sequence[SharpImage], scale: int, reporter: Reporter
) -> dict[str, float]:
    """Return how close network and interpolation come to what was set aside."""
    degrade = scoring_sensor(scale)
    found: dict[str, list[float]] = {"psnr_db": [], "bicubic_psnr_db": []}
    for number, image in enumerate(images):
        reporter.check_cancelled()
        rows, columns = (side // (scale * STRIDE) * scale * STRIDE for side in image.valid.shape)
        sharp = torch.from_numpy(image.pixels[:, :rows, :columns].copy())[None].float() / 255.0
        coarse = degrade(sharp, np.random.default_rng(number))
        with torch.inference_mode():
            enhanced = network(coarse).clamp(0.0, 1.0)
        plain = enlarge_bicubic(coarse, scale).clamp(0.0, 1.0)
        # A constant picture would count as infinitely good.
        if float(functional.mse_loss(plain, sharp)) > 0.0:
            found["psnr_db"].append(psnr_db(enhanced, sharp))
            found["bicubic_psnr_db"].append(psnr_db(plain, sharp))
    scores = {name: round(float(np.mean(values)), 3) for name, values in found.items() if values}
    _tell_scores(scores, scale, reporter)
    return scores


def _tell_scores(scores: dict[str, float], scale: int, reporter: Reporter) -> None:
    if not scores:
        reporter.log("The rasters are too small to set a part aside; nothing is scored.", "warning")
        return
    before = "the degraded picture" if scale == 1 else "bicubic interpolation"
    reporter.log(
        f"On what was set aside: {scores['psnr_db']:.2f} dB, {before} "
        f"{scores['bicubic_psnr_db']:.2f} dB (PSNR, higher is closer)."
    )


def _card(
    job: TrainDecrappifyJob,
    network: EnhancementNetwork,
    pictures: _Pictures,
    trainer: EnhancementTrainer,
    scores: dict[str, float],
    started: str,
) -> ModelCard:
    """Return the card of the trained network, with what is needed to train it again."""
    sources = [Path(path).name for path in job.inputs]
    provenance = provenance_of(
        job,
        pictures.facts,
        provider=device_title(trainer.device),
        details={"steps": trainer.step, "seconds": round(trainer.seconds)},
    )
    return describe_network(network, _RECIPE_AIMS[job.aim]).with_changes(
        name=Path(job.output).stem,
        licence=job.licence,
        trained_on=(*sources, *([f"started from {started}"] if started else [])),
        metrics={"set_aside": scores, "training": json.loads(provenance.to_json())},
    )
