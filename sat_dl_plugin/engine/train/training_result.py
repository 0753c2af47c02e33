"""What a training ends with: the model with its card and provenance, scores and the report."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Optional, Union

import numpy as np
import onnx

from sat_dl_plugin.contract.card import ClassCard, ModelCard
from sat_dl_plugin.contract.jobs import LearnFromCorrectionsJob, TrainSegmentationJob
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.enhance.prior.device import device_title
from sat_dl_plugin.engine.output import staged_output
from sat_dl_plugin.engine.provenance import PROVENANCE_TAG, Provenance, file_facts, provenance_of
from sat_dl_plugin.engine.train.evaluation import Tally
from sat_dl_plugin.engine.train.export import write_segmentation
from sat_dl_plugin.engine.train.fit_settings import FitResult
from sat_dl_plugin.engine.train.pictures import Examination
from sat_dl_plugin.engine.train.prepared import PreparedData
from sat_dl_plugin.engine.train.report import DataFacts, ReportData, write_report
from sat_dl_plugin.engine.train.training_plan import TrainingPlan

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._ -]+")
_LONGEST_NAME = 80


def model_card(
    job: TrainSegmentationJob,
    plan: TrainingPlan,
    data: PreparedData,
    result: FitResult,
    classes: Sequence[ClassCard],
    scales: Sequence[float],
) -> ModelCard:
    """Return the card of the trained network, without scores.

    Args:
        job: What was trained.
        plan: What it was trained on.
        data: Values of the bands.
        result: The network.
        classes: One entry an output channel, with thresholds and cleaning rules.
        scales: What the best quality averages.
    """
    network = result.network
    names = [*plan.titles, *_inherited(plan)]
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
        scales=tuple(scales),
        description=f"{network.architecture}, trained with Sat DL.",
    )


def model_name(output: str) -> str:
    """Return the name of a model that is written to a path."""
    name = _NOT_IN_NAMES.sub("_", Path(output).stem).lstrip("._ -")[:_LONGEST_NAME]
    return name or "model"


def training_provenance(
    job: TrainSegmentationJob, plan: TrainingPlan, result: FitResult
) -> Provenance:
    """Return what is needed to train the network again."""
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


def write_model(
    job: Union[TrainSegmentationJob, LearnFromCorrectionsJob],
    result: FitResult,
    card: ModelCard,
    provenance: Provenance,
    reporter: Reporter,
) -> None:
    """Write the model, checked against the network, with its card beside it.

    Raises:
        ModelError: If the model does not predict what the network predicts.
        OutputError: If it cannot be written.
    """
    with staged_output(job.output) as path:
        difference = write_segmentation(result.network, card, path)
        model = onnx.load(str(path))
        model.metadata_props.add(key=PROVENANCE_TAG, value=provenance.to_json())
        path.write_bytes(model.SerializeToString())
    reporter.log(
        f"The model was checked against the trained network; probabilities differ by at most "
        f"{difference:.1e}."
    )


def write_training_report(
    job: TrainSegmentationJob,
    plan: TrainingPlan,
    result: FitResult,
    card: ModelCard,
    examination: Examination,
    provenance: Provenance,
    notes: Sequence[str],
) -> Optional[str]:
    """Write the report, and return the path of its page; None where none is wanted.

    Raises:
        OutputError: If it cannot be written.
    """
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
        notes=notes,
        seconds=fitting_seconds(result),
        provenance=provenance,
    )
    return str(write_report(Path(job.report), shown))


def _inherited(plan: TrainingPlan) -> list[str]:
    """Return what the weights to start from were trained on, as far as they say."""
    if plan.start_path is None:
        return []
    known = plan.start_card.trained_on if plan.start_card is not None else ()
    start = plan.start_path
    return [f"{entry} (through {start.stem})" for entry in known] or [f"Weights of {start.name}"]


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


def score_rows(total: Tally, card: ModelCard) -> dict[str, Any]:
    """Return ``scores`` of each class and their ``means``; None where a class is not labelled."""
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
    known = ~np.isnan(columns["iou"])
    means = {
        name: float(values[known].mean()) if known.any() else None
        for name, values in columns.items()
    }
    return {"scores": rows, "means": means}


def _known(value: Any) -> Optional[float]:
    return None if math.isnan(value) else float(value)


def fitting_seconds(result: FitResult) -> float:
    """Return how long the network learnt, over all runs that went on."""
    return float(result.history[-1]["seconds"]) if result.history else 0.0
