"""The job `pretrainbackbone`: from pictures, with scenes or without, to weights to start from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Optional

import torch
from torch import nn

from sat_dl_plugin.contract.card import CARD_KEY
from sat_dl_plugin.contract.errors import InputError, UsageError
from sat_dl_plugin.contract.jobs import BACKBONES, PretrainBackboneJob
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.models.card_sources import usable_name
from sat_dl_plugin.engine.output import staged_output
from sat_dl_plugin.engine.provenance import PROVENANCE_TAG
from sat_dl_plugin.engine.train.architectures import build_network
from sat_dl_plugin.engine.train.chip_training import (
    TRAINED,
    ChipWorkshop,
    checkpoint_of,
    chip_workshop,
    start_encoder,
    train,
)
from sat_dl_plugin.engine.train.network import Encoder
from sat_dl_plugin.engine.train.pretraining import (
    ContrastiveNetwork,
    ContrastivePretraining,
    Looks,
    SceneClassifier,
    ScenePretraining,
    scene_accuracy,
    write_encoder,
)
from sat_dl_plugin.engine.train.scene_labels import SceneLabels, read_scene_labels

WEIGHTS_SUFFIX = ".safetensors"

_SCENES, _UNLABELLED = "scenes", "unlabelled"


def run_pretrain_backbone(job: PretrainBackboneJob, reporter: Reporter) -> dict[str, Any]:
    """Run the job.

    Args:
        job: What to look at, and how long.
        reporter: Hears of progress and of every epoch, and is asked for cancellation.

    Returns:
        ``output`` (the weights), ``method`` (``scenes`` or ``unlabelled``), ``scenes`` (their
        names), ``accuracy`` (mean share of each scene's chips named right among those set aside,
        or None), ``chips``, ``validation_chips``, ``steps`` and ``seconds``.

    Raises:
        SatDlError: If the training cannot succeed, or its result cannot be written.
    """
    if job.architecture not in BACKBONES:
        raise UsageError(
            f"There is no network {job.architecture!r} with an encoder",
            "",
            f"Use {' or '.join(BACKBONES)}",
        )
    labels = read_scene_labels(job.labels, job.class_field) if job.labels else None
    if labels is not None and labels.skipped:
        reporter.log(
            f"{labels.skipped} features have no scene, or are neither points nor polygons; they "
            "are left out.",
            "warning",
        )
    with chip_workshop(job, labels, WEIGHTS_SUFFIX, reporter) as workshop:
        torch.manual_seed(job.seed)
        encoder = _encoder(job, workshop, reporter)
        loop = _loop(encoder, workshop, labels, reporter)
        train(loop, workshop, reporter)
        reporter.progress(TRAINED, "Scoring")
        trained = loop.average.network
        accuracy = _accuracy(trained, workshop, reporter)
        result = {
            "output": job.output,
            "method": _SCENES if workshop.plan.scenes else _UNLABELLED,
            "scenes": list(workshop.plan.scenes),
            "accuracy": accuracy,
            "chips": len(workshop.chips.training.images),
            "validation_chips": len(workshop.plan.validation),
            "steps": loop.step,
            "seconds": round(loop.seconds, 1),
        }
        _write(trained.encoder, job, workshop, result)
    reporter.progress(1.0, "Done")
    return result


def _encoder(job: PretrainBackboneJob, workshop: ChipWorkshop, reporter: Reporter) -> Encoder:
    network = build_network(job.architecture, len(workshop.inputs.bands), 2, overlapping=False)
    encoder: Encoder = network.encoder
    start_encoder(network, encoder, workshop, reporter)
    return encoder


def _loop(
    encoder: Encoder,
    workshop: ChipWorkshop,
    labels: Optional[SceneLabels],
    reporter: Reporter,
) -> ScenePretraining | ContrastivePretraining:
    """Return what is to be trained: a classifier where scenes are known."""
    width = encoder.blocks[-1].project.convolution.out_channels
    looks = Looks(workshop.chips.scaling, workshop.patch_px)
    chips, schedule = workshop.chips.training, workshop.schedule()
    checkpoint, device = checkpoint_of(workshop), str(workshop.device)
    scenes = workshop.plan.scenes
    if not scenes:
        reporter.log("No scene is named; the network learns from the images alone.")
        network = ContrastiveNetwork(encoder, width)
        return ContrastivePretraining(network, chips, looks, schedule, checkpoint, device)
    if len(scenes) == 1:
        raise InputError(
            f"All chips are of one scene, {scenes[0]!r}",
            "Telling scenes apart needs two at least",
            "Name more scenes, or leave the names out to learn without them",
        )
    counts = [int((chips.scenes == index).sum()) for index in range(len(scenes))]
    reporter.log(
        "Chips to learn from: "
        + ", ".join(f"{name} {count}" for name, count in zip(scenes, counts))
    )
    classifier = SceneClassifier(encoder, width, len(scenes))
    return ScenePretraining(classifier, chips, looks, schedule, checkpoint, device)


def _accuracy(network: nn.Module, workshop: ChipWorkshop, reporter: Reporter) -> Optional[float]:
    aside = workshop.chips.validation
    if aside is None or not workshop.plan.scenes:
        return None
    found = scene_accuracy(network, aside, workshop.chips.scaling, str(workshop.device))
    if found is not None:
        reporter.log(
            f"{found:.0%} of the chips that were set aside are named right, each scene counting "
            f"the same; guessing names {1 / len(workshop.plan.scenes):.0%} right."
        )
    return found


def _write(
    encoder: nn.Module, job: PretrainBackboneJob, workshop: ChipWorkshop, result: dict[str, Any]
) -> None:
    """Write the weights with what is known of them, inside and beside as JSON."""
    told = ("method", "scenes", "accuracy", "steps")
    with staged_output(job.output) as path:
        card = {
            "name": usable_name(path.stem),
            "task": "backbone",
            "architecture": job.architecture,
            "licence": job.licence,
            "bands": list(workshop.inputs.bands),
            "gsd_m": workshop.inputs.gsd_m,
            "scaling": workshop.chips.scaling.__dict__,
            "trained_on": [Path(entry.file.path).name for entry in workshop.inputs.rasters],
            **{name: result[name] for name in told},
        }
        text = json.dumps(card, indent=2, ensure_ascii=False)
        provenance = workshop.provenance({name: result[name] for name in told}, job.labels)
        write_encoder(encoder, path, {CARD_KEY: text, PROVENANCE_TAG: provenance.to_json()})
        path.with_suffix(".json").write_text(f"{text}\n", encoding="utf-8")
