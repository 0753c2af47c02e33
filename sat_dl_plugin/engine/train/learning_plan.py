"""What a network will learn from corrections, known before it does."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from sat_dl_plugin.contract.card import ModelCard, Scaling
from sat_dl_plugin.contract.errors import InputError, OutputError
from sat_dl_plugin.contract.jobs import (
    LearnFromCorrectionsJob,
    TrainingData,
    TrainSegmentationJob,
)
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.enhance.prior.device import choose_device
from sat_dl_plugin.engine.output import check_target
from sat_dl_plugin.engine.raster.bands import match_bands
from sat_dl_plugin.engine.raster.scaling import make_scaler
from sat_dl_plugin.engine.raster.source import RasterSource
from sat_dl_plugin.engine.train.blocks import BlockSplit, split_sites
from sat_dl_plugin.engine.train.checks import (
    MOST_BATCH,
    MOST_VALIDATION,
    PATCH_STEP,
    check_limits,
)
from sat_dl_plugin.engine.train.corrections import (
    Reviewed,
    ReviewMeanings,
    label_numbers,
    network_classes,
    read_done_area,
    read_reviewed,
    write_labels,
)
from sat_dl_plugin.engine.train.labelled import LabelledInputs, open_inputs
from sat_dl_plugin.engine.train.reopening import ReopenedModel
from sat_dl_plugin.engine.train.survey import Site, survey

SCALES = (1.0,)
"""Sizes of a pixel that are learnt from, relative to the resolution of the model."""

FEWEST_PIXELS = 256
"""Fewer reviewed pixels teach nothing."""

# Predicting more than this before and after would take the time that is meant for learning.
_MOST_HELD_OUT = 4_000_000

_SHORTEST_S, _LONGEST_S = 1.0, 1e6
_MOST_REHEARSAL = 0.95


@dataclass(frozen=True, eq=False)
class LearningPlan:
    """What is learnt, and what is set aside."""

    model: ReopenedModel
    reviewed: tuple[Reviewed, ...]
    """Of each raster that something was reviewed on."""
    inputs: LabelledInputs
    sites: tuple[Site, ...]
    meanings: ReviewMeanings
    split: BlockSplit
    scaling: Scaling
    """How stored values of this raster become input of the network."""
    device: torch.device

    @property
    def counts(self) -> dict[str, int]:
        """How many ``tiles``, ``objects`` and ``rejected`` polygons are learnt from."""
        total: Counter[str] = Counter()
        for reviewed in self.reviewed:
            total.update(reviewed.counts)
        return dict(total)

    @property
    def titles(self) -> tuple[str, ...]:
        """A name for each raster, each a different one."""
        return tuple(f"{number} {entry.title}" for number, entry in enumerate(self.inputs.datasets))

    @property
    def reviewed_px(self) -> int:
        """How many reviewed pixels are learnt from."""
        return sum(self.split.training_pixels.values())

    def class_pixels(self, *, held_out: bool) -> dict[int, int]:
        """Return class id (0 for none) -> labelled pixels that are set aside or learnt from."""
        counts = self.split.validation_pixels if held_out else self.split.training_pixels
        total: dict[int, int] = {}
        for (number, index), pixels in counts.items():
            present = self.meanings.classes(self.sites[number].data.sets.sets[index])
            for class_id in present or (0,):
                total[class_id] = total.get(class_id, 0) + pixels
        return total


def check_learning(job: LearnFromCorrectionsJob) -> None:
    """Check the numbers and the target of a job.

    Raises:
        UsageError: If a number cannot be used.
        OutputError: If the model cannot be written, or there is one already.
    """
    limits = {
        "the time limit": (job.time_limit_s, _SHORTEST_S, _LONGEST_S),
        "the share for validation": (job.validation, 0, MOST_VALIDATION),
        "the share of rehearsal": (job.rehearsal, 0, _MOST_REHEARSAL),
        "the learning rate": (job.learning_rate, 1e-7, 1),
        "the batch size": (job.batch_size, 1, MOST_BATCH),
        "the side of patches": (job.patch_px, PATCH_STEP, 1024),
    }
    check_limits(limits, job.patch_px)
    if not job.output.lower().endswith(".onnx"):
        raise OutputError(
            f"The model cannot be written to {job.output!r}",
            "Models are ONNX files",
            "Choose a name that ends in .onnx",
        )
    target = check_target(job.output)
    if target.exists():
        raise OutputError(
            f"There is a model {target} already",
            "Versions of a model are never replaced",
            "Choose another name, such as one with a higher version",
        )


def make_learning_plan(
    job: LearnFromCorrectionsJob,
    model: ReopenedModel,
    folder: Path,
    stack: ExitStack,
    reporter: Reporter,
) -> LearningPlan:
    """Look at what was reviewed, and set some of it aside.

    Args:
        job: What to learn from.
        model: The network that learns on.
        folder: Where labels may be written.
        stack: Closes what stays open.
        reporter: Hears what was assumed, and is asked for cancellation.

    Raises:
        SatDlError: If nothing can be learnt.
    """
    card, network = model.card, model.network
    reviewed, datasets, scaling = _reviewed(job, card, folder, reporter)
    training = TrainSegmentationJob(
        datasets,
        job.output,
        overlapping=network.overlapping,
        bands={name: job.bands.get(name, 0) for name in card.bands},
        gsd_m=card.gsd_m or 0.0,
    )
    inputs = open_inputs(training, stack, reporter)
    sites = survey(inputs, reporter)
    total = sum(site.labelled_pixels for site in sites)
    if total < FEWEST_PIXELS:
        raise InputError(
            f"Only {total} pixels were reviewed where the raster has data",
            f"{FEWEST_PIXELS} are needed at the resolution of the model, and better thousands",
            "Review more polygons, or mark tiles as done",
        )
    classes = network_classes(card, overlapping=network.overlapping)
    spoken = frozenset[int]().union(*(entry.classes for entry in reviewed))
    meanings = label_numbers(card).meanings(classes, spoken)
    _tell_silence(card, spoken, reporter)
    share = min(job.validation / 100, _MOST_HELD_OUT / total)
    split = split_sites(sites, _keys(sites, meanings), share, network.halo_px, job.seed)
    device = choose_device(job.device, reporter)
    return LearningPlan(
        model, reviewed, inputs, tuple(sites), meanings, split, scaling, _usable(device)
    )


def _tell_silence(card: ModelCard, spoken: frozenset[int], reporter: Reporter) -> None:
    silent = [entry.name for entry in card.foreground if entry.id not in spoken]
    if spoken and silent:
        reporter.log(
            f"The review layer has no polygon of {', '.join(silent)}: the model learns nothing "
            "about that."
        )


def _reviewed(
    job: LearnFromCorrectionsJob, card: ModelCard, folder: Path, reporter: Reporter
) -> tuple[tuple[Reviewed, ...], tuple[TrainingData, ...], Scaling]:
    """Return what was reviewed on each raster, as data sets, and the scaling of all of them."""
    area = read_done_area(job.area, reporter)
    found, datasets, scalings = [], [], []
    for number, path in enumerate(job.inputs):
        reporter.check_cancelled()
        with RasterSource(path) as source:
            reviewed = read_reviewed(job.review, area, source.grid)
            if reviewed is None:
                reporter.log(f"Nothing was reviewed on {path}; it is left out.")
                continue
            found.append(reviewed)
            target = folder / f"labels{number}"
            datasets.append(write_labels(reviewed, card, path, source.grid, target))
            bands = match_bands(source, card.bands, job.bands).indexes
            scalings.append(_scaling_on(source, bands, card.scaling, reporter))
    if not found:
        raise InputError(
            "There is nothing to train on",
            "No tile is done, and no polygon was accepted, corrected, added or rejected here",
            "Review some polygons, or mark tiles as done, and save the layers",
        )
    if len(set(scalings)) > 1:
        raise InputError(
            "These rasters cannot be used together",
            "The model knows 8-bit images, and the rasters have other values, each in a range "
            "of its own",
            "Train on one raster at a time",
        )
    return tuple(found), tuple(datasets), scalings[0]


def _usable(device: torch.device) -> torch.device:
    return device if device.type in ("cpu", "cuda") else torch.device("cpu")


def _keys(sites: list[Site], meanings: ReviewMeanings) -> list[dict[int, frozenset[int]]]:
    """Return what the pixels of each label set count for in the split, for each site."""
    keys = []
    for site in sites:
        found = {}
        for index in site.pixels:
            present = meanings.classes(site.data.sets.sets[index])
            if present is not None:
                found[index] = frozenset(present or (0,))
        keys.append(found)
    return keys


def _scaling_on(
    source: RasterSource, bands: tuple[int, ...], scaling: Scaling, reporter: Reporter
) -> Scaling:
    """Return the scaling for the values of a raster, which prediction may have to stretch."""
    scaler, note = make_scaler(scaling, source, bands)
    if not note:
        return scaling
    reporter.log(f"{note}.")
    gain, offset = (values.ravel().astype(np.float64) for values in (scaler.gain, scaler.offset))
    mean, std = -offset / gain, 1.0 / gain
    # The ends of the model's range, in values of the raster.
    count = len(bands)
    own_mean = np.array(scaling.mean or (0.0,) * count)
    own_std = np.array(scaling.std or (1.0,) * count)
    low, high = (
        mean + std * (end * scaling.factor - own_mean) / own_std
        for end in (scaling.stored_range or (0.0, 255.0))
    )
    return Scaling(
        factor=1.0,
        mean=tuple(mean.tolist()),
        std=tuple(std.tolist()),
        stored_range=(float(low.min()), float(high.max())),
    )
