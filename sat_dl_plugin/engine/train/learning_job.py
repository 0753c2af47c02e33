"""The job `learnfromcorrections`: a network learns on from what people corrected."""

from __future__ import annotations

import copy
import math
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any, Optional

import numpy as np
import torch
from numpy.typing import NDArray

from sat_dl_plugin.contract.card import ClassCard, ModelCard
from sat_dl_plugin.contract.jobs import LearnFromCorrectionsJob
from sat_dl_plugin.contract.model_versions import version_in
from sat_dl_plugin.contract.reporting import PhaseReporter, Reporter
from sat_dl_plugin.engine.enhance.prior.device import device_title
from sat_dl_plugin.engine.models.catalogue import find_network
from sat_dl_plugin.engine.provenance import Provenance, file_facts, provenance_of
from sat_dl_plugin.engine.train.comparison import Comparison, compare, metrics_of
from sat_dl_plugin.engine.train.comparison_report import ComparisonData, write_comparison
from sat_dl_plugin.engine.train.evaluation import Predictor, network_predictor
from sat_dl_plugin.engine.train.fit_settings import EpochReport, FitControl, FitResult, FitSettings
from sat_dl_plugin.engine.train.fitting import fit
from sat_dl_plugin.engine.train.learning_plan import (
    SCALES,
    LearningPlan,
    check_learning,
    make_learning_plan,
)
from sat_dl_plugin.engine.train.loop import weights_between
from sat_dl_plugin.engine.train.object_choice import choose_for_objects
from sat_dl_plugin.engine.train.prepared import PreparedData, prepare
from sat_dl_plugin.engine.train.rehearsal import Rehearsal
from sat_dl_plugin.engine.train.reopening import ReopenedModel, reopen
from sat_dl_plugin.engine.train.report import duration
from sat_dl_plugin.engine.train.sampling import PatchGeometry
from sat_dl_plugin.engine.train.scenes import Scene, SceneGroup, Vocabulary
from sat_dl_plugin.engine.train.training_result import model_name, write_model

# Shares of the whole job at which its phases end.
_PLANNED, _PREPARED, _REHEARSED, _FITTED, _COMPARED = 0.05, 0.08, 0.15, 0.88, 0.97

# Learning gets at least this share of the time, however long looking at the ground takes.
_LEAST_LEARNING = 0.3

# A step that weighs the last hundred most, because few are made.
_AVERAGE = 0.99
_STEPS_PER_EPOCH = 10
_WARM_UP = 0.1

# How far from the old weights to what was learnt the new version lies, at most: farther scores
# better beside the corrections and worse in the rest of the picture.
_MOST_NEW = 0.5

# Looked at more often, a few objects are learnt by heart, and others are found less well.
_MOST_LOOKS = 20

# Sizes of a pixel that patches are cut at, relative to the model's.
_SCALE_LIMITS = (0.8, 1.25)

_NOT_SPLIT = (
    "Too little was reviewed to set some of it aside, so nobody knows whether the new version is "
    "better. Review more, at more than one place."
)


def run_learn_from_corrections(job: LearnFromCorrectionsJob, reporter: Reporter) -> dict[str, Any]:
    """Run the job.

    Args:
        job: The network, what was reviewed, and how long it may learn.
        reporter: Hears of progress and of every epoch, and is asked for cancellation.

    Returns:
        ``output`` (the new version), ``report`` (the page or None), ``name``, ``version`` and
        ``parent``, ``scores`` per class and their ``means`` on ground that was set aside (each
        also ``_before``), ``reviewed`` (tiles, objects, rejected), ``seconds`` and ``warnings``.

    Raises:
        SatDlError: If the network cannot learn on, or nothing was reviewed.
    """
    began = time.monotonic()
    check_learning(job)
    model = reopen(find_network(job.model, job.models_folder))
    with ExitStack() as stack:
        # Windows removes no file that is still mapped; the system's own cleaning does it later.
        scratch = tempfile.TemporaryDirectory(prefix="satdl-", ignore_cleanup_errors=True)
        folder = Path(stack.enter_context(scratch))
        telling = PhaseReporter(reporter, 0.0, _PLANNED)
        plan = make_learning_plan(job, model, folder, stack, telling)
        learning = _Learning(job, plan, folder, reporter)
        notes = learning.notes()
        for note in notes:
            reporter.log(note, "warning")
        result = learning.fitted(began)
        classes = learning.chosen_classes(result)
        comparison = learning.compared(result, classes)
    card = _card(job, plan, result, classes, comparison)
    provenance = _provenance(job, plan, result)
    write_model(job, result, card, provenance, reporter)
    seconds = time.monotonic() - began
    report = _report(job, plan, result, card, comparison, provenance, notes, seconds)
    scores = comparison.rows(card) if comparison is not None else []
    for row in scores:
        if row["iou"] is not None:
            reporter.log(
                f"{row['class_name']}: IoU {row['iou_before']:.3f} before, {row['iou']:.3f} after"
            )
    reporter.progress(1.0, "Done")
    return {
        "output": str(Path(job.output).absolute()),
        "report": report,
        "name": card.name,
        "version": card.version,
        "parent": model.card.name,
        "scores": scores,
        "means": comparison.means() if comparison is not None else {"iou": None},
        "reviewed": plan.counts,
        "seconds": seconds,
        "warnings": notes,
    }


def _report(
    job: LearnFromCorrectionsJob,
    plan: LearningPlan,
    result: FitResult,
    card: ModelCard,
    comparison: Optional[Comparison],
    provenance: Provenance,
    notes: Sequence[str],
    seconds: float,
) -> Optional[str]:
    """Write the report, and return the path of its page; None where none is wanted."""
    if not job.report:
        return None
    data = ComparisonData(
        card=card,
        exclusive=not result.network.overlapping,
        parent=plan.model.card.name,
        comparison=comparison,
        learnt_px=plan.class_pixels(held_out=False),
        history=result.history,
        settings=_settings(job, plan, result, seconds),
        notes=notes,
        provenance=provenance,
    )
    return str(write_comparison(Path(job.report), data))


class _Learning:
    """Prepares what was reviewed, has the network learn it, and compares.

    Args:
        job: How long and how fast.
        plan: What is learnt.
        folder: Where files may be written.
        reporter: That of the whole job.
    """

    def __init__(
        self, job: LearnFromCorrectionsJob, plan: LearningPlan, folder: Path, reporter: Reporter
    ) -> None:
        self._job, self._plan, self._folder, self._reporter = job, plan, folder, reporter
        self._device = str(plan.device)
        network = plan.model.network
        self._old_network = copy.deepcopy(network)
        self._old = self._predictor(self._old_network)
        self._data: PreparedData = prepare(
            plan.inputs,
            plan.sites,
            [plan.meanings] * len(plan.inputs.datasets),
            plan.split,
            SCALES,
            network.halo_px,
            folder / "data",
            PhaseReporter(reporter, _PLANNED, _PREPARED),
        )
        self._vocabulary: Vocabulary = self._data.vocabulary
        self._held_out: list[Scene] = []
        if plan.split.is_split:
            found = self._data.validation(plan.titles)
            self._held_out = [scene for scenes in found.values() for scene in scenes]

    def notes(self) -> list[str]:
        """Return what is worth a warning."""
        names = {entry.id: entry.name for entry in self._plan.model.card.foreground}
        found = {value for each in self._plan.reviewed for value in each.class_id.tolist()}
        unknown = sorted(found - set(names))
        notes = []
        if unknown:
            listed = ", ".join(map(str, unknown))
            notes.append(
                f"The model has no class {listed}; such polygons count as none of its classes."
            )
        if not self._held_out:
            notes.append(_NOT_SPLIT)
        return notes

    def fitted(self, began: float) -> FitResult:
        """Have the network learn until the time is over, and go a part of the way there."""
        job, plan, network = self._job, self._plan, self._plan.model.network
        groups = self._groups()
        left = job.time_limit_s - (time.monotonic() - began) - self._comparing_s()
        settings = FitSettings(
            epochs=self._most_epochs(),
            seconds=max(left, _LEAST_LEARNING * job.time_limit_s),
            batches_per_epoch=_STEPS_PER_EPOCH,
            batch_size=job.batch_size,
            geometry=PatchGeometry(size=job.patch_px),
            learning_rate=job.learning_rate,
            freeze_encoder=job.freeze_encoder and hasattr(network, "encoder"),
            warm_up=_WARM_UP,
            average=_AVERAGE,
            seed=job.seed,
            device=self._device,
        )
        telling = PhaseReporter(self._reporter, _REHEARSED, _FITTED)
        control = FitControl(
            epoch=self._tell_epoch,
            progress=lambda done: telling.progress(done, "Learning"),
            check_cancelled=telling.check_cancelled,
            stopping=telling.wants_to_finish,
        )
        self._reporter.log(
            f"Learning for {duration(settings.seconds or 0.0)} on {device_title(plan.device)}."
        )
        # The ground that is set aside chooses nothing, so that its scores can be believed.
        result = fit(
            network,
            groups,
            [],
            self._vocabulary,
            plan.scaling,
            settings,
            self._folder / "fit",
            control,
        )
        share = _share_of_new(job, plan)
        between = weights_between(self._old_network, result.network, share)
        result.network.load_state_dict(between)
        return result

    def _most_epochs(self) -> int:
        """Return the epochs after which every reviewed pixel was looked at often enough."""
        job = self._job
        looked_at_px = job.batch_size * (1.0 - job.rehearsal) * job.patch_px**2
        return math.ceil(_MOST_LOOKS * self._plan.reviewed_px / looked_at_px / _STEPS_PER_EPOCH)

    def chosen_classes(self, result: FitResult) -> tuple[ClassCard, ...]:
        """Return the classes with what the tiles that are done say about thresholds.

        Single polygons say nothing: beside them nobody knows whether too much was found.
        """
        old = self._plan.model.card.classes
        done = any(len(entry.done) for entry in self._plan.reviewed)
        if result.network.overlapping or not done:
            return old
        self._reporter.progress(_FITTED, "Choosing thresholds")
        scenes = list(chain.from_iterable(self._pyramids()))
        predict = self._predictor(result.network)
        chosen = choose_for_objects(predict, scenes, self._vocabulary, old)
        for before, after in zip(old, chosen):
            if before != after:
                self._reporter.log(
                    f"{after.name}: threshold {after.threshold:g} instead of "
                    f"{before.threshold:g}, separation {after.separation:g} instead of "
                    f"{before.separation:g}, which fits the reviewed tiles better."
                )
        return chosen

    def compared(self, result: FitResult, classes: Sequence[ClassCard]) -> Optional[Comparison]:
        """Compare both versions on the ground that was set aside; None where there is none."""
        if not self._held_out:
            return None
        self._reporter.progress(_FITTED, "Comparing")
        return compare(
            self._old,
            self._predictor(result.network),
            self._held_out,
            self._vocabulary,
            self._plan.model.card.with_changes(scaling=self._plan.scaling),
            not result.network.overlapping,
            classes,
        )

    def _groups(self) -> list[SceneGroup]:
        """Return the corrections, and what the old version is sure of around them."""
        job = self._job
        groups = [SceneGroup("corrections", self._pyramids(), 1.0 - job.rehearsal, _SCALE_LIMITS)]
        telling = PhaseReporter(self._reporter, _PREPARED, _REHEARSED)
        if job.rehearsal > 0:
            rehearsal = Rehearsal(
                self._old, self._vocabulary, overlapping=self._plan.model.network.overlapping
            )
            scenes = rehearsal.scenes(self._data, self._plan.sites, self._plan.split, telling)
            self._vocabulary = rehearsal.vocabulary
            if scenes:
                alone = [[scene] for scene in scenes]
                groups.append(SceneGroup("rehearsal", alone, job.rehearsal, _SCALE_LIMITS))
        return groups

    def _pyramids(self) -> list[list[Scene]]:
        """Return what is learnt from, every scene at its sizes of pixels."""
        titles = self._plan.titles
        groups = self._data.training(titles, [1.0] * len(titles))
        return [list(scenes) for group in groups for scenes in group.pyramids]

    def _comparing_s(self) -> float:
        """Return how long comparing will take, measured on a part of the ground."""
        if not self._held_out:
            return 0.0
        scene = min(self._held_out, key=lambda each: each.labels.size)
        began = time.monotonic()
        self._old(scene.image)
        each_s = (time.monotonic() - began) / scene.labels.size
        return 2.0 * each_s * sum(entry.labels.size for entry in self._held_out)

    def _predictor(self, network: torch.nn.Module) -> Predictor:
        """Return a predictor that can be cancelled."""
        whole = network_predictor(network, self._plan.scaling, self._device)

        def window(image: NDArray[Any]) -> NDArray[np.float32]:
            self._reporter.check_cancelled()
            return whole.predict(image)

        return replace(whole, predict=window)

    def _tell_epoch(self, report: EpochReport) -> None:
        self._reporter.detail("epoch", report.to_dict())


def _share_of_new(job: LearnFromCorrectionsJob, plan: LearningPlan) -> float:
    """Return how far the new version goes, 0 to 1: less far, the less it has seen.

    What fills one patch counts as much as what the network knew before.
    """
    return _MOST_NEW * plan.reviewed_px / (plan.reviewed_px + job.patch_px**2)


def _card(
    job: LearnFromCorrectionsJob,
    plan: LearningPlan,
    result: FitResult,
    classes: tuple[ClassCard, ...],
    comparison: Optional[Comparison],
) -> ModelCard:
    """Return the card of the new version: that of the old one with what has changed."""
    old = plan.model.card
    name = model_name(job.output)
    rasters = ", ".join(entry.title for entry in plan.inputs.datasets)
    scored = metrics_of(comparison.rows(old)) if comparison is not None else {}
    return old.with_changes(
        name=name,
        version=_version(name, old.version),
        classes=classes,
        parent=f"{old.name} {old.version}".strip(),
        trained_on=(*old.trained_on, f"Corrections of {old.name} on {rasters}"),
        stride_px=result.network.stride_px,
        halo_px=result.network.halo_px,
        metrics={"corrections": scored} if scored else {},
        description=f"{old.name}, learnt on from corrections. {old.description}".strip(),
        guessed=(),
    )


def _version(name: str, old: str) -> str:
    stated = version_in(name)
    if stated is not None:
        return str(stated)
    return str(int(old) + 1) if old.isdecimal() else "2"


def _provenance(job: LearnFromCorrectionsJob, plan: LearningPlan, result: FitResult) -> Provenance:
    model = plan.model
    rasters = [raster.facts for entry in plan.inputs.datasets for raster in entry.rasters]
    layers = [file_facts(path.split("|")[0]) for path in (job.review, job.area) if path]
    return provenance_of(
        job,
        (*rasters, *layers),
        models=(_model_facts(model),),
        provider=device_title(plan.device),
        legend=model.card.foreground,
        details={
            "reviewed": plan.counts,
            "steps": int(result.history[-1]["step"]) if result.history else 0,
            "share_of_new": round(_share_of_new(job, plan), 3),
            "ended": result.ended,
            "learnt_px": plan.class_pixels(held_out=False),
            "held_out_px": plan.class_pixels(held_out=True),
            "block_px": plan.split.block_px,
            "gap_px": plan.split.gap_px,
        },
    )


def _model_facts(model: ReopenedModel) -> dict[str, Any]:
    card = model.card
    return {
        "name": card.name,
        "version": card.version,
        "sha256": model.sha256,
        "licence": card.licence,
    }


def _settings(
    job: LearnFromCorrectionsJob, plan: LearningPlan, result: FitResult, seconds: float
) -> dict[str, str]:
    counts = plan.counts
    steps = int(result.history[-1]["step"]) if result.history else 0
    return {
        "Old version": f"{plan.model.card.name}, version {plan.model.card.version}",
        "Reviewed": f"{counts['tiles']} tiles done, {counts['objects']} polygons accepted, "
        f"corrected or added, {counts['rejected']} rejected",
        "Network": plan.model.network.architecture
        + (", the encoder stays as it was" if job.freeze_encoder else ""),
        "Learnt": f"{steps} steps of {job.batch_size} patches of {job.patch_px} px",
        "Rehearsal": f"{100 * job.rehearsal:.0f} % of the patches",
        "Learning rate": f"{job.learning_rate:g}",
        "Weights": f"{100 * _share_of_new(job, plan):.0f} % of the way from the old version to "
        "what was learnt",
        "Set aside": f"{plan.split.drawn} of {plan.split.blocks} blocks, "
        f"{plan.split.block_px} px, gap {plan.split.gap_px} px",
        "Computed on": device_title(plan.device),
        "Time": f"{duration(seconds)} of {duration(job.time_limit_s)}",
    }
