"""What a training will do, known before it starts: classes, blocks, and whether it can work."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Optional

import torch

from sat_dl_plugin.contract.card import ModelCard
from sat_dl_plugin.contract.jobs import TrainSegmentationJob
from sat_dl_plugin.contract.legend import BACKGROUND_ID
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.enhance.prior.device import choose_device
from sat_dl_plugin.engine.models.catalogue import find_start
from sat_dl_plugin.engine.train import checks
from sat_dl_plugin.engine.train.architectures import build_network
from sat_dl_plugin.engine.train.blocks import BlockSplit, split_sites
from sat_dl_plugin.engine.train.label_meanings import (
    IGNORED_ID,
    DataMeanings,
    LabelClass,
    NetworkClasses,
    match_classes,
)
from sat_dl_plugin.engine.train.labelled import LabelledData, LabelledInputs, open_inputs
from sat_dl_plugin.engine.train.network import SegmentationNetwork
from sat_dl_plugin.engine.train.prepared import needed_bytes
from sat_dl_plugin.engine.train.reopening import card_of
from sat_dl_plugin.engine.train.start import start_from
from sat_dl_plugin.engine.train.survey import Site, survey

# The weights, their average, two moments of the optimizer, the best weights, and the next
# checkpoint while the last one is still there.
_COPIES_OF_WEIGHTS = 11


@dataclass(frozen=True)
class ClassPixels:
    """How much is labelled of one class of one data set."""

    dataset: str
    class_id: int
    name: str
    training: int
    """Pixels that are left to train on."""
    validation: int
    """Pixels that are set aside."""
    total: int
    """Both, and those in the gap between them."""


@dataclass(frozen=True, eq=False)
class TrainingPlan:
    """Everything that is decided before the first patch is cut."""

    inputs: LabelledInputs
    sites: tuple[Site, ...]
    classes: NetworkClasses
    meanings: tuple[DataMeanings, ...]
    split: BlockSplit
    network: SegmentationNetwork
    """With the weights it starts from."""
    device: torch.device
    pixels: tuple[ClassPixels, ...]
    bytes_needed: int
    """On the disk, while the training runs."""
    start_path: Optional[Path]
    start_card: Optional[ModelCard]
    """Of the model it starts from, where that has one."""
    titles: tuple[str, ...] = field(default=())
    """Names of the data sets, each a different one."""

    @property
    def gsd_m(self) -> Optional[float]:
        """Metres per pixel of the network."""
        return self.inputs.gsd_m

    @property
    def weights(self) -> int:
        """Numbers that the network learns."""
        return sum(parameter.numel() for parameter in self.network.parameters())

    def prepared_fingerprint(self, job: TrainSegmentationJob) -> str:
        """Return a text that is the same for the same data, wherever its files lie."""
        told = {
            "bands": self.inputs.bands,
            "dtype": self.inputs.dtype.name,
            "gsd_m": self.gsd_m,
            "scales": sorted(job.scales),
            "overlapping": job.overlapping,
            "classes": [entry.id for entry in self.classes.classes],
            "split": [job.seed, job.validation, self.split.block_px, self.split.gap_px],
            "sites": [
                (
                    site.raster.facts["bytes"],
                    site.raster.bands,
                    tuple(site.grid.transform)[:6],
                    (site.grid.width, site.grid.height),
                    hashlib.sha256(site.thinned.tobytes()).hexdigest(),
                    sorted(site.pixels.items()),
                    self.inputs.datasets.index(site.data),
                )
                for site in self.sites
            ],
            "meanings": [
                [sorted(entry.class_of.items()), sorted(entry.own)] for entry in self.meanings
            ],
        }
        return _digest(told)

    def fit_fingerprint(self, job: TrainSegmentationJob) -> str:
        """Return a text that is the same while a training can go on where it was.

        The number of epochs, the time limit and the patience may change in between.
        """
        names = (
            *("architecture", "overlapping", "seed", "freeze_encoder", "learning_rate"),
            *("batch_size", "batches_per_epoch", "patch_px", "dice", "focal"),
        )
        told: dict[str, Any] = {name: getattr(job, name) for name in names}
        if self.start_path is not None:
            told["start"] = [self.start_path.name, self.start_path.stat().st_size]
        told["weights"] = [dataset.data.weight for dataset in self.inputs.datasets]
        return _digest(told)


def make_plan(job: TrainSegmentationJob, stack: ExitStack, reporter: Reporter) -> TrainingPlan:
    """Look at everything that a training needs, in seconds.

    Args:
        job: What is to be trained.
        stack: Closes what stays open.
        reporter: Hears of progress and of what may be wrong, and is asked for cancellation.

    Raises:
        SatDlError: If the training could not succeed.
    """
    checks.check_settings(job)
    start_path = find_start(job.start_from, job.models_folder)
    inputs = open_inputs(job, stack, reporter)
    checks.check_targets(job, inputs)
    sites = survey(inputs, reporter)
    checks.check_sites(sites)
    checks.say_what_is_assumed(inputs, sites, reporter)
    classes, meanings, notes = match_classes(
        [(entry.data, _labels_in(entry, sites)) for entry in inputs.datasets],
        job.classes,
        overlapping=job.overlapping,
    )
    for note in notes:
        reporter.log(note, "warning")
    torch.manual_seed(job.seed)
    network = build_network(job.architecture, len(inputs.bands), classes.channels, job.overlapping)
    if start_path is not None:
        copied = start_from(network, start_path)
        reporter.log(
            f"{copied} of {len(network.state_dict())} weight tensors come from {start_path.name}."
        )
    keys = _keys(inputs, sites, meanings)
    split = split_sites(sites, keys, job.validation / 100, network.halo_px, job.seed)
    pixels = _class_pixels(inputs, sites, classes, meanings, split)
    checks.check_classes(pixels, reporter)
    checks.say_how_it_is_split(split, network.halo_px, job.validation, reporter)
    item = inputs.dtype.itemsize
    weights = sum(
        tensor.numel() * tensor.element_size() for tensor in network.state_dict().values()
    )
    needed = needed_bytes(sites, job.scales, len(inputs.bands), item)
    plan = TrainingPlan(
        inputs=inputs,
        sites=tuple(sites),
        classes=classes,
        meanings=tuple(meanings),
        split=split,
        network=network,
        device=_device(job, reporter),
        pixels=tuple(pixels),
        bytes_needed=needed + _COPIES_OF_WEIGHTS * weights,
        start_path=start_path,
        start_card=card_of(start_path) if start_path else None,
        titles=_titles(inputs),
    )
    checks.check_room(job, plan.bytes_needed)
    return plan


def _digest(told: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(told, default=sorted).encode()).hexdigest()


def _device(job: TrainSegmentationJob, reporter: Reporter) -> torch.device:
    device = choose_device(job.device, reporter)
    if device.type in ("cpu", "cuda"):
        return device
    reporter.log(f"Training cannot use the device {device.type}; the processor does it.", "warning")
    return torch.device("cpu")


def _labels_in(data: LabelledData, sites: Sequence[Site]) -> list[LabelClass]:
    """Return the labels of a data set that occur where there is data."""
    own = [site for site in sites if site.data is data]
    occurring = {
        value for site in own for index in site.pixels for value in site.data.sets.sets[index]
    }
    return [data.names.label(value) for value in sorted(occurring - {IGNORED_ID})]


def _keys(
    inputs: LabelledInputs, sites: Sequence[Site], meanings: Sequence[DataMeanings]
) -> list[dict[int, frozenset[int]]]:
    """Return what the pixels of each label set count for in the split, for each site.

    Every class of every data set should be in both parts, and so should all that it labels.
    """
    numbers: dict[tuple[int, int], int] = {}
    keys = []
    for site in sites:
        dataset = inputs.datasets.index(site.data)
        found = {}
        for index in site.pixels:
            present = meanings[dataset].classes(site.data.sets.sets[index])
            if present is not None:
                counted = [(dataset, class_id) for class_id in (-1, *present)]
                found[index] = frozenset(numbers.setdefault(key, len(numbers)) for key in counted)
        keys.append(found)
    return keys


def _class_pixels(
    inputs: LabelledInputs,
    sites: Sequence[Site],
    classes: NetworkClasses,
    meanings: Sequence[DataMeanings],
    split: BlockSplit,
) -> list[ClassPixels]:
    names = {entry.id: entry.name for entry in classes.classes}
    names.setdefault(BACKGROUND_ID, "background")
    titles = _titles(inputs)
    tallies: dict[tuple[int, int], list[int]] = {}
    for number, site in enumerate(sites):
        dataset = inputs.datasets.index(site.data)
        for index, total in site.pixels.items():
            present = meanings[dataset].classes(site.data.sets.sets[index])
            if present is None:
                continue
            for class_id in present or (BACKGROUND_ID,):
                tally = tallies.setdefault((dataset, class_id), [0, 0, 0])
                tally[0] += split.training_pixels.get((number, index), 0)
                tally[1] += split.validation_pixels.get((number, index), 0)
                tally[2] += total
    return [
        ClassPixels(titles[dataset], class_id, names[class_id], *tally)
        for (dataset, class_id), tally in sorted(tallies.items())
    ]


def _titles(inputs: LabelledInputs) -> tuple[str, ...]:
    titles: list[str] = []
    for number, entry in enumerate(inputs.datasets, start=1):
        title = entry.title
        titles.append(f"{title} ({number})" if title in titles else title)
    return tuple(titles)
