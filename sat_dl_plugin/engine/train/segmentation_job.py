"""The job `trainsegmentation`: labelled rasters become a model that can be used at once."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Optional

import numpy as np
import onnx

from sat_dl_plugin.contract.card import ClassCard, ModelCard
from sat_dl_plugin.contract.errors import DeviceMemoryError, OutputError
from sat_dl_plugin.contract.jobs import TrainSegmentationJob
from sat_dl_plugin.contract.reporting import PhaseReporter, Reporter
from sat_dl_plugin.engine.enhance.prior.device import (
    device_title,
    free_device_memory,
    is_out_of_memory,
)
from sat_dl_plugin.engine.output import staged_output
from sat_dl_plugin.engine.provenance import PROVENANCE_TAG, Provenance, file_facts, provenance_of
from sat_dl_plugin.engine.train.evaluation import Tally, metrics_table, network_predictor
from sat_dl_plugin.engine.train.export import write_segmentation
from sat_dl_plugin.engine.train.fitting import (
    EpochReport,
    FitControl,
    FitResult,
    FitSettings,
    fit,
    read_history,
)
from sat_dl_plugin.engine.train.loss import LossWeights
from sat_dl_plugin.engine.train.pictures import Examination, examine
from sat_dl_plugin.engine.train.prepared import PreparedData, load_prepared, prepare
from sat_dl_plugin.engine.train.report import DataFacts, ReportData, duration, write_report
from sat_dl_plugin.engine.train.sampling import PatchGeometry
from sat_dl_plugin.engine.train.scenes import Scene
from sat_dl_plugin.engine.train.training_plan import TrainingPlan, make_plan
from sat_dl_plugin.engine.train.trial import expected_seconds
from sat_dl_plugin.engine.train.tuning import tune
from sat_dl_plugin.engine.train.work_folder import WorkFolder, working_in

# Shares of the whole job at which its phases end.
_PLANNED, _PREPARED, _FITTED, _TUNED, _EXAMINED = 0.03, 0.08, 0.88, 0.94, 0.98

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._ -]+")
_LONGEST_NAME = 80

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
            data = _prepared(job, plan, folder, PhaseReporter(told, _PLANNED, _PREPARED))
            for note in data.notes:
                told.log(note, "warning")
            result = _fitted(job, plan, data, folder, PhaseReporter(told, _PREPARED, _FITTED))
            scenes = data.validation(plan.titles)
            card, examination = _judged(job, plan, data, result, scenes, told)
            provenance = _provenance(job, plan, result)
            _write_model(job, result, card, provenance, told)
            report = _report(job, plan, result, card, examination, provenance, told)
    told.progress(1.0, "Done")
    return {
        "output": str(Path(job.output).absolute()),
        "report": report,
        **_scores(examination.total, card),
        "epochs": len(result.history),
        "best_epoch": result.best_epoch,
        "ended": result.ended,
        "seconds": _seconds(result),
        "warnings": list(told.warnings),
    }


def dry_run_result(
    job: TrainSegmentationJob, plan: TrainingPlan, reporter: _Recorder
) -> dict[str, Any]:
    """Say what would be learnt from, and return it.

    Returns:
        ``class_pixels`` (one row a class and data set), ``blocks``, ``validation_blocks``,
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


class _Recorder:
    """Passes everything on, and remembers warnings for the report."""

    def __init__(self, parent: Reporter) -> None:
        self._parent = parent
        self.warnings: list[str] = []

    def progress(self, fraction: float, phase: str) -> None:
        self._parent.progress(fraction, phase)

    def log(self, text: str, level: str = "info") -> None:
        if level == "warning" and text not in self.warnings:
            self.warnings.append(text)
        self._parent.log(text, level)

    def check_cancelled(self) -> None:
        self._parent.check_cancelled()

    def detail(self, kind: str, values: Mapping[str, Any]) -> None:
        self._parent.detail(kind, values)

    def wants_to_finish(self) -> bool:
        return self._parent.wants_to_finish()


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
    telling = _Telling(plan, reporter)
    control = FitControl(
        epoch=telling.epoch,
        progress=lambda done: reporter.progress(done, "Training"),
        check_cancelled=reporter.check_cancelled,
        stopping=reporter.wants_to_finish,
    )
    settings = fit_settings(job, plan)
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
            "Free some space and run it again: it goes on from the last state that was written",
        ) from error
    if not any(is_out_of_memory(entry) for entry in causes):
        raise error
    if settings.batch_size <= 1:
        raise DeviceMemoryError(
            f"There is not enough memory to train {plan.network.architecture}",
            f"Not even one patch a step fits on the {plan.device.type}",
            "Choose a smaller network, or another device",
        ) from error
    free_device_memory(plan.device)
    smaller = settings.batch_size // 2
    reporter.log(f"Memory ran out; going on with batches of {smaller} patches.", "warning")
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
    predict = network_predictor(result.network, data.scaling, str(plan.device))
    tuning = PhaseReporter(reporter, _FITTED, _TUNED)

    def tell(share: float) -> None:
        reporter.check_cancelled()
        tuning.progress(share, "Choosing thresholds")

    area = plan.gsd_m**2 if plan.gsd_m else 1.0
    classes = tune(predict, scenes, data.vocabulary, plan.classes.classes, exclusive, area, tell)
    reporter.check_cancelled()
    reporter.progress(_TUNED, "Scoring")
    card = _card(job, plan, data, result, classes)
    examination = examine(predict, scenes, data.vocabulary, card, exclusive)
    reporter.progress(_EXAMINED, "Writing the model")
    scored = metrics_table(examination.total, [entry.name for entry in card.foreground])
    key = "val" if plan.split.is_split else "train"
    metrics = {key: scored, "epochs": len(result.history), "best_epoch": result.best_epoch}
    return card.with_changes(metrics=metrics), examination


def _card(
    job: TrainSegmentationJob,
    plan: TrainingPlan,
    data: PreparedData,
    result: FitResult,
    classes: Sequence[ClassCard],
) -> ModelCard:
    network = result.network
    names = [entry.data.name or entry.title for entry in plan.inputs.datasets]
    if plan.start_path is not None:
        names.append(f"Weights to start from: {plan.start_path.name}")
    return ModelCard(
        name=model_name(job.output),
        classes=tuple(classes),
        bands=plan.inputs.bands,
        licence=job.licence,
        trained_on=tuple(names),
        gsd_m=plan.gsd_m,
        scaling=data.scaling,
        stride_px=network.stride_px,
        halo_px=network.halo_px,
        # A card counts pixels per pixel of its resolution, a training sizes of pixels.
        scales=tuple(sorted(round(1.0 / scale, 4) for scale in job.scales)),
        description=f"Trained with Sat DL: {network.architecture}, {len(names)} data set(s).",
    )


def model_name(output: str) -> str:
    """Return the name of a model that is written to a path."""
    name = _NOT_IN_NAMES.sub("_", Path(output).stem).lstrip("._ -")[:_LONGEST_NAME]
    return name or "model"


def _provenance(job: TrainSegmentationJob, plan: TrainingPlan, result: FitResult) -> Provenance:
    rasters = [raster for entry in plan.inputs.datasets for raster in entry.rasters]
    labels = sorted({raster.file.labels.split("|")[0] for raster in rasters})
    return provenance_of(
        job,
        (*(raster.facts for raster in rasters), *(file_facts(path) for path in labels)),
        provider=device_title(plan.device),
        legend=tuple(entry for entry in plan.classes.classes if entry.id),
        details={
            "epochs": len(result.history),
            "best_epoch": result.best_epoch,
            "ended": result.ended,
            "learning_rate": result.learning_rate,
            "block_px": plan.split.block_px,
            "gap_px": plan.split.gap_px,
            "class_pixels": [asdict(row) for row in plan.pixels],
        },
    )


def _write_model(
    job: TrainSegmentationJob,
    result: FitResult,
    card: ModelCard,
    provenance: Provenance,
    reporter: Reporter,
) -> None:
    with staged_output(job.output) as path:
        difference = write_segmentation(result.network, card, path)
        model = onnx.load(str(path))
        model.metadata_props.add(key=PROVENANCE_TAG, value=provenance.to_json())
        path.write_bytes(model.SerializeToString())
    reporter.log(
        f"The model was checked against the trained network; probabilities differ by at most "
        f"{difference:.1e}."
    )


def _report(
    job: TrainSegmentationJob,
    plan: TrainingPlan,
    result: FitResult,
    card: ModelCard,
    examination: Examination,
    provenance: Provenance,
    reporter: _Recorder,
) -> Optional[str]:
    if not job.report:
        return None
    shown = ReportData(
        card=card,
        exclusive=not plan.classes.overlapping,
        architecture=job.architecture,
        weights=plan.weights,
        history=result.history,
        best_epoch=result.best_epoch or None,
        examination=examination,
        data=_data_facts(plan),
        settings=_settings(job, plan, result),
        notes=reporter.warnings,
        seconds=_seconds(result),
        provenance=provenance,
    )
    return str(write_report(Path(job.report), shown))


def _data_facts(plan: TrainingPlan) -> list[DataFacts]:
    facts = []
    for entry, title in zip(plan.inputs.datasets, plan.titles):
        own = [row for row in plan.pixels if row.dataset == title]
        facts.append(
            DataFacts(
                name=title,
                rasters=len(entry.rasters),
                training_px={row.name: row.training for row in own},
                validation_px={row.name: row.validation for row in own},
            )
        )
    return facts


def _settings(job: TrainSegmentationJob, plan: TrainingPlan, result: FitResult) -> dict[str, str]:
    limit = f"{job.time_limit_s / 60:g} min" if job.time_limit_s else "none"
    return {
        "Started from": plan.start_path.name if plan.start_path else "nothing",
        "Computed on": device_title(plan.device),
        "Patches": f"{job.batch_size} of {job.patch_px} px a step, {job.batches_per_epoch} steps "
        "an epoch",
        "Learning rate": f"{result.learning_rate:.2g}",
        "Scales": ", ".join(f"{scale:g}" for scale in sorted(job.scales)),
        "Blocks": f"{plan.split.drawn} of {plan.split.blocks} set aside, {plan.split.block_px} px, "
        f"gap {plan.split.gap_px} px",
        "Time limit": limit,
        "Seed": str(job.seed),
    }


def _scores(total: Tally, card: ModelCard) -> dict[str, Any]:
    columns = {
        "iou": total.iou(),
        "precision": total.precision(),
        "recall": total.recall(),
        "f1": total.f1(),
    }
    rows = [
        {
            "class_id": entry.id,
            "class_name": entry.name,
            **{name: _known(values[place]) for name, values in columns.items()},
        }
        for place, entry in enumerate(card.foreground)
    ]
    means = {name: _known(np.nanmean(v)) if len(rows) else None for name, v in columns.items()}
    return {"scores": rows, "means": means}


def _known(value: Any) -> Optional[float]:
    return None if math.isnan(value) else float(value)


def _seconds(result: FitResult) -> float:
    return float(result.history[-1]["seconds"]) if result.history else 0.0
