"""The job `trainsegmentation`: labelled rasters become a model that can be used at once."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.card import ModelCard
from sat_dl_plugin.contract.errors import DeviceMemoryError, OutputError
from sat_dl_plugin.contract.jobs import TrainSegmentationJob
from sat_dl_plugin.contract.reporting import PhaseReporter, Reporter
from sat_dl_plugin.engine.enhance.prior.device import (
    device_title,
    free_device_memory,
    is_out_of_memory,
)
from sat_dl_plugin.engine.train.evaluation import metrics_table, network_predictor
from sat_dl_plugin.engine.train.fit_settings import (
    DEFAULT_LEARNING_RATE,
    EpochReport,
    FitControl,
    FitResult,
    FitSettings,
)
from sat_dl_plugin.engine.train.fit_state import read_history
from sat_dl_plugin.engine.train.fitting import fit
from sat_dl_plugin.engine.train.input_scaling import InputScaling
from sat_dl_plugin.engine.train.loss import LossWeights
from sat_dl_plugin.engine.train.pictures import Examination, examine
from sat_dl_plugin.engine.train.prepared import PreparedData, load_prepared, prepare
from sat_dl_plugin.engine.train.report import duration
from sat_dl_plugin.engine.train.sampling import PatchGeometry, PatchSampler
from sat_dl_plugin.engine.train.scale_choice import Scales, choose_scales, pixel_worth
from sat_dl_plugin.engine.train.scenes import Scene, SceneGroup
from sat_dl_plugin.engine.train.training_plan import TrainingPlan, make_plan
from sat_dl_plugin.engine.train.training_result import (
    fitting_seconds,
    model_card,
    score_rows,
    training_provenance,
    write_model,
    write_training_report,
)
from sat_dl_plugin.engine.train.trial import can_look_for_rate, expected_seconds
from sat_dl_plugin.engine.train.tuning import tune
from sat_dl_plugin.engine.train.warm_start import adapt_to_scaling, open_normalisations
from sat_dl_plugin.engine.train.work_folder import WorkFolder, working_in

# Shares of the whole job at which its phases end.
_PLANNED, _PREPARED, _FITTED, _TUNED, _EXAMINED = 0.03, 0.08, 0.88, 0.94, 0.98

# Patches that show what the layers of a network to start from give on these data.
_MEASURED_PATCHES = 48

# Intersection over union below which a class counts as not learnt.
_LOST = 0.05

# What torch says when a checkpoint finds no room; it is no OSError.
_FULL_DISK = ("PytorchStreamWriter", "unexpected pos", "No space left")


def run_train_segmentation(job: TrainSegmentationJob, reporter: Reporter) -> dict[str, Any]:
    """Run the job.

    Args:
        job: What to learn from, and how.
        reporter: Hears of progress, of every epoch, and is asked for cancellation.

    Returns:
        ``output`` (the model), ``report`` (the page or None), ``scores`` per class and their
        ``means`` on the ground that was set aside, ``epochs``, ``best_epoch``, ``ended``,
        ``seconds`` and ``warnings``. Of a dry run, see `dry_run_result`.

    Raises:
        SatDlError: If the training cannot succeed, or what it makes cannot be written.
    """
    told = _Recorder(reporter)
    with ExitStack() as stack:
        plan = make_plan(job, stack, PhaseReporter(told, 0.0, _PLANNED))
        if job.dry_run:
            return dry_run_result(job, plan, told)
        prints = plan.prepared_fingerprint(job), plan.fit_fingerprint(job)
        with working_in(Path(job.work_folder), *prints, told) as folder:
            result, card, examination = _trained(job, plan, folder, told)
            say_what_was_not_learnt(
                score_rows(examination.total, card)["scores"], result.history, told
            )
            provenance = training_provenance(job, plan, result)
            write_model(job, result, card, provenance, told)
            report = write_training_report(
                job, plan, result, card, examination, provenance, told.warnings
            )
    told.progress(1.0, "Done")
    return {
        "output": str(Path(job.output).absolute()),
        "report": report,
        **score_rows(examination.total, card),
        "epochs": len(result.history),
        "best_epoch": result.best_epoch,
        "ended": result.ended,
        "seconds": fitting_seconds(result),
        "warnings": list(told.warnings),
    }


def dry_run_result(
    job: TrainSegmentationJob, plan: TrainingPlan, reporter: _Recorder
) -> dict[str, Any]:
    """Say what would be learnt from, and return it.

    Returns:
        ``class_pixels`` (one row per class and data set), ``blocks``, ``validation_blocks``,
        ``block_px``, ``gap_px``, ``patches`` (that the training ground could be cut into),
        ``bands``, ``gsd_m``, ``bytes`` (on the disk), ``seconds`` (expected at most),
        ``weights`` (of the network) and ``warnings``.
    """
    for row in plan.pixels:
        reporter.log(
            f"{row.dataset}: {row.name}: {row.training:,} pixels to train on, "
            f"{row.validation:,} to validate with"
        )
    training = sum(row.training for row in plan.pixels)
    seconds = expected_seconds(job, plan, reporter)
    patches = round(training / job.patch_px**2)
    reporter.log(
        f"Patches of {job.patch_px} pixels side by side: {patches}; training takes about "
        f"{duration(seconds)} at most on {device_title(plan.device)}."
    )
    return {
        "output": None,
        "class_pixels": [asdict(row) for row in plan.pixels],
        "blocks": plan.split.blocks,
        "validation_blocks": plan.split.drawn,
        "block_px": plan.split.block_px,
        "gap_px": plan.split.gap_px,
        "patches": patches,
        "bands": list(plan.inputs.bands),
        "gsd_m": plan.gsd_m,
        "bytes": plan.bytes_needed,
        "seconds": seconds,
        "weights": plan.weights,
        "warnings": list(reporter.warnings),
    }


def say_what_was_not_learnt(
    scores: Sequence[Mapping[str, Any]], history: Sequence[Mapping[str, Any]], reporter: Reporter
) -> None:
    """Warn of classes that the network does not find.

    Args:
        scores: A row per class, see `score_rows`.
        history: A line per epoch.
        reporter: Hears of it.
    """
    lost = [row["class_name"] for row in scores if row["iou"] is not None and row["iou"] < _LOST]
    if lost:
        steps = history[-1]["step"] if history else 0
        reporter.log(
            f"Hardly anything of {', '.join(lost)} is found on the ground that was set aside, "
            f"after {steps} batches. A network from nothing needs hundreds, and rare classes more: "
            "train longer, start from a model, or label more.",
            "warning",
        )


class _Recorder(PhaseReporter):
    """Passes everything on, and remembers warnings for the report."""

    def __init__(self, parent: Reporter) -> None:
        super().__init__(parent, 0.0, 1.0)
        self.warnings: list[str] = []

    def log(self, text: str, level: str = "info") -> None:
        """Pass the line on."""
        if level == "warning" and text not in self.warnings:
            self.warnings.append(text)
        super().log(text, level)


def _trained(
    job: TrainSegmentationJob, plan: TrainingPlan, folder: WorkFolder, told: _Recorder
) -> tuple[FitResult, ModelCard, Examination]:
    """Do all that needs the prepared images; nothing that is returned holds on to them."""
    data = _prepared(job, plan, folder, PhaseReporter(told, _PLANNED, _PREPARED))
    for note in data.notes:
        told.log(note, "warning")
    result = _fitted(job, plan, data, folder, PhaseReporter(told, _PREPARED, _FITTED))
    scenes = data.validation(plan.titles)
    return (result, *_judged(job, plan, data, result, scenes, told))


def _prepared(
    job: TrainSegmentationJob, plan: TrainingPlan, folder: WorkFolder, reporter: Reporter
) -> PreparedData:
    """Return the prepared data, those of an earlier run where there are any."""
    found = load_prepared(folder.data)
    if found is not None:
        return found
    return prepare(
        plan.inputs,
        plan.sites,
        plan.meanings,
        plan.split,
        job.scales,
        plan.network.halo_px,
        folder.data,
        reporter,
    )


def _fitted(
    job: TrainSegmentationJob,
    plan: TrainingPlan,
    data: PreparedData,
    folder: WorkFolder,
    reporter: Reporter,
) -> FitResult:
    training = data.training(plan.titles, [entry.data.weight for entry in plan.inputs.datasets])
    validation = [scene for found in data.validation(plan.titles).values() for scene in found]
    if plan.start_path is not None and not folder.is_begun:
        _make_ready(job, plan, data, training)
    telling = _Telling(plan, reporter)
    control = FitControl(
        epoch=telling.epoch,
        progress=lambda done: reporter.progress(done, "Training"),
        check_cancelled=reporter.check_cancelled,
        stopping=reporter.wants_to_finish,
    )
    settings = fit_settings(job, plan)
    looks_for_rate = settings.learning_rate is None and not folder.is_begun
    if looks_for_rate and not can_look_for_rate(job, plan, reporter):
        settings = replace(settings, learning_rate=DEFAULT_LEARNING_RATE)
        reporter.log(
            f"The learning rate is {DEFAULT_LEARNING_RATE:g}; looking for one would take too large "
            "a part of so short a training."
        )
    telling.begin(settings, read_history(folder.path))
    reporter.progress(0.0, "Training")
    while True:
        try:
            return fit(
                plan.network,
                training,
                validation,
                data.vocabulary,
                data.scaling,
                settings,
                folder.path,
                control,
            )
        except Exception as error:  # noqa: BLE001 - raised again unless memory ran out
            settings = _with_less_memory(settings, error, plan, reporter)


def _make_ready(
    job: TrainSegmentationJob,
    plan: TrainingPlan,
    data: PreparedData,
    training: Sequence[SceneGroup],
) -> None:
    """Bring what the network starts from to the values of these data."""
    if plan.start_card is not None:
        adapt_to_scaling(plan.network, plan.start_card.scaling, data.scaling)
    network = plan.network.to(plan.device)
    foreground = plan.classes.foreground
    geometry = PatchGeometry(size=job.patch_px)
    sampler = PatchSampler(training, data.vocabulary, foreground, geometry, job.seed, plan.device)
    scaling = InputScaling(data.scaling, network.bands, plan.device)
    steps = range(math.ceil(_MEASURED_PATCHES / job.batch_size))
    images = (sampler.batch(step, job.batch_size).images for step in steps)
    open_normalisations(network, (scaling.standardise(scaling.unit(image)) for image in images))


def fit_settings(job: TrainSegmentationJob, plan: TrainingPlan) -> FitSettings:
    """Return how long and how fast the network of a job learns."""
    return FitSettings(
        epochs=job.epochs or None,
        seconds=job.time_limit_s or None,
        batches_per_epoch=job.batches_per_epoch,
        batch_size=job.batch_size,
        geometry=PatchGeometry(size=job.patch_px),
        learning_rate=job.learning_rate or None,
        # An encoder that knows nothing has as much to learn as the rest.
        encoder_share=0.3 if plan.start_path is not None else 1.0,
        freeze_encoder=job.freeze_encoder,
        loss=LossWeights(overlap=job.dice, focus=job.focal),
        patience=job.patience,
        seed=job.seed,
        device=str(plan.device),
    )


def _with_less_memory(
    settings: FitSettings, error: Exception, plan: TrainingPlan, reporter: Reporter
) -> FitSettings:
    """Return settings that need half the memory, or raise what went wrong."""
    causes = [entry for entry in (error, error.__cause__) if entry is not None]
    if any(mark in str(entry) for entry in causes for mark in _FULL_DISK):
        raise OutputError(
            "The state of the training cannot be written",
            "The disk is full",
            "Free some space and run it again: it continues from the last state that was written",
        ) from error
    if not any(is_out_of_memory(entry) for entry in causes):
        raise error
    if settings.batch_size <= 1:
        raise DeviceMemoryError(
            f"There is not enough memory to train {plan.network.architecture}",
            f"Not even one patch per step fits on the {plan.device.type}",
            "Choose a smaller network, or another device",
        ) from error
    free_device_memory(plan.device)
    smaller = settings.batch_size // 2
    reporter.log(f"Memory ran out; continuing with batches of {smaller} patches.", "warning")
    return replace(settings, batch_size=smaller)


@dataclass(frozen=True)
class _Telling:
    """Tells of every epoch: a line for people, numbers for curves."""

    plan: TrainingPlan
    reporter: Reporter

    def begin(self, settings: FitSettings, earlier: Sequence[Mapping[str, Any]]) -> None:
        """Tell what curves are drawn of, and the epochs of the run that was stopped."""
        classes = {entry.name: entry.color for entry in self.plan.classes.classes if entry.id}
        limits = {"epochs": settings.epochs, "seconds": settings.seconds}
        self.reporter.detail("training", {"classes": classes, **limits})
        for line in earlier:
            self.reporter.detail("epoch", {**line, "iou": self._by_name(line["iou"])})

    def epoch(self, report: EpochReport) -> None:
        """Tell of an epoch that has just ended."""
        iou = self._by_name(report.iou)
        self.reporter.detail("epoch", {**report.to_dict(), "iou": iou})
        parts = [f"Epoch {report.epoch}: loss {report.train_loss:.3f}"]
        if report.val_loss is not None:
            parts.append(f"{report.val_loss:.3f} on what was set aside")
        if iou:
            parts.append("IoU " + ", ".join(f"{name} {value:.2f}" for name, value in iou.items()))
        self.reporter.log(", ".join(parts))

    def _by_name(self, iou: Mapping[str, float]) -> dict[str, float]:
        classes = self.plan.classes.classes
        return {classes[int(channel)].name: value for channel, value in iou.items()}


def _judged(
    job: TrainSegmentationJob,
    plan: TrainingPlan,
    data: PreparedData,
    result: FitResult,
    scenes: Mapping[str, Sequence[Scene]],
    reporter: Reporter,
) -> tuple[ModelCard, Examination]:
    """Tune the classes and score the network on the ground that was set aside."""
    exclusive = not plan.classes.overlapping
    whole = network_predictor(result.network, data.scaling, str(plan.device))

    def window(image: NDArray[Any]) -> NDArray[np.float32]:
        reporter.check_cancelled()
        return whole.predict(image)

    predict = replace(whole, predict=window)
    tuning = PhaseReporter(reporter, _FITTED, _TUNED)

    def tell(share: float) -> None:
        reporter.check_cancelled()
        tuning.progress(share, "Choosing thresholds")

    area = plan.gsd_m**2 if plan.gsd_m else 1.0
    classes = tune(predict, scenes, data.vocabulary, plan.classes.classes, exclusive, area, tell)
    thresholds = [entry.threshold for entry in classes[int(exclusive) :]]
    worth = pixel_worth(predict, scenes, data.vocabulary, thresholds, exclusive)
    scales = choose_scales(_tried_scales(job, plan), worth)
    reporter.check_cancelled()
    reporter.progress(_TUNED, "Scoring")
    card = model_card(job, plan, data, result, classes, scales)
    examination = examine(predict, scenes, data.vocabulary, card, exclusive)
    reporter.progress(_EXAMINED, "Writing the model")
    scored = metrics_table(examination.total, [entry.name for entry in card.foreground])
    key = "val" if plan.split.is_split else "train"
    metrics = {key: scored, "epochs": len(result.history), "best_epoch": result.best_epoch}
    return card.with_changes(metrics=metrics), examination


def _tried_scales(job: TrainSegmentationJob, plan: TrainingPlan) -> tuple[Scales, ...]:
    """Return the scales that the best quality may average; 1 alone where nothing is set aside."""
    # A card counts pixels per pixel of its resolution, a training sizes of pixels.
    learnt = tuple(sorted(round(1.0 / scale, 4) for scale in job.scales))
    alone: Scales = (1.0,)
    return (alone, learnt) if plan.split.is_split and learnt != alone else (alone,)
