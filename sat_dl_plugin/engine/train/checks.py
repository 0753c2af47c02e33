"""Whether a training can succeed: clear words in seconds, before hours are spent."""

from __future__ import annotations

import math
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Optional, Protocol

import numpy as np

from sat_dl_plugin.contract.errors import InputError, OutputError, UsageError
from sat_dl_plugin.contract.jobs import ARCHITECTURES, TrainSegmentationJob
from sat_dl_plugin.contract.legend import BACKGROUND_ID
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.analyse.comparison import is_raster
from sat_dl_plugin.engine.output import check_target
from sat_dl_plugin.engine.train.blocks import BlockSplit
from sat_dl_plugin.engine.train.labelled import LabelledData, LabelledInputs
from sat_dl_plugin.engine.train.survey import Site

FEWEST_PIXELS = 64
"""A class with fewer labelled pixels cannot be learnt; something is wrong with its labels."""

_FEW_PIXELS = 2000

_SCALE_LIMITS = (0.25, 4.0)
_MOST_SCALES = 4
MOST_BATCH = 1024
MOST_VALIDATION = 90.0

PATCH_STEP = 32
"""Sides of patches are multiples of this, because the networks halve an image five times."""

# Polygons that lie in so small a part of the rasters were hardly drawn everywhere.
_SMALL_PART = 0.3

_RESERVE_BYTES = 256 * 2**20


class Counted(Protocol):
    """How much is labelled of one class of one data set."""

    @property
    def class_id(self) -> int:
        """Id of the class; `BACKGROUND_ID` for what has none."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def training(self) -> int:
        """Pixels that are left to train on."""

    @property
    def validation(self) -> int:
        """Pixels that are set aside."""

    @property
    def total(self) -> int:
        """All of them."""


def check_limits(limits: Mapping[str, tuple[float, float, float]], patch_px: int) -> None:
    """Check the numbers of a training.

    Args:
        limits: What a number is called -> the number, the least and the largest that can be used.
        patch_px: Side of the patches, pixels.

    Raises:
        UsageError: If one of them cannot be used.
    """
    for name, (value, smallest, largest) in limits.items():
        if not (math.isfinite(value) and smallest <= value <= largest):
            raise UsageError(
                f"{value:g} is not a valid value for {name}",
                f"It has to be {smallest:g} to {largest:g}",
                "Choose another value",
            )
    if patch_px % PATCH_STEP:
        raise UsageError(
            f"Patches of {patch_px} pixels cannot be used",
            f"Their side is a multiple of {PATCH_STEP}",
            "Choose 256, for instance",
        )


def check_settings(job: TrainSegmentationJob) -> None:
    """Check the numbers of a job.

    Raises:
        UsageError: If one of them cannot be used.
    """
    if job.architecture not in ARCHITECTURES:
        raise UsageError(
            f"There is no network architecture {job.architecture!r}",
            f"There are {', '.join(ARCHITECTURES)}",
        )
    limits = {
        "epochs": (job.epochs, 0, 100_000),
        "the time limit": (job.time_limit_s, 0, 1e9),
        "the patience": (job.patience, 0, 100_000),
        "batches per epoch": (job.batches_per_epoch, 1, 100_000),
        "the batch size": (job.batch_size, 1, MOST_BATCH),
        "the side of patches": (job.patch_px, PATCH_STEP, 1024),
        "the learning rate": (job.learning_rate, 0, 1),
        "the share for validation": (job.validation, 0, MOST_VALIDATION),
        "the weight of the overlap": (job.dice, 0, 100),
        "the focal exponent": (job.focal, 0, 10),
    }
    check_limits(limits, job.patch_px)
    if not job.epochs and not job.time_limit_s:
        raise UsageError(
            "The training would never end",
            "Neither a number of epochs nor a time limit is given",
            "Give one of the two, or both",
        )
    low, high = _SCALE_LIMITS
    scales_fit = all(low <= scale <= high for scale in job.scales)
    if not scales_fit or 1.0 not in job.scales or not len(job.scales) <= _MOST_SCALES:
        raise UsageError(
            f"The scales {', '.join(f'{scale:g}' for scale in job.scales)} cannot be used",
            f"There are 1 to {_MOST_SCALES} of them, {low:g} to {high:g}, and 1 is one of them",
            "Choose 1 and 1.5, for instance",
        )
    if any(not (math.isfinite(d.weight) and d.weight > 0) for d in job.datasets):
        raise UsageError("The weight of a data set is not positive", "", "Leave it at 1")


def check_targets(job: TrainSegmentationJob, inputs: LabelledInputs) -> None:
    """Check that model, report and checkpoints can be written.

    Raises:
        OutputError: If one of them cannot.
    """
    if not job.output.lower().endswith(".onnx"):
        raise OutputError(
            f"The model cannot be written to {job.output!r}",
            "Models are ONNX files",
            "Choose a name that ends in .onnx",
        )
    read = [entry.file for data in inputs.datasets for entry in data.rasters]
    paths = {path for file in read for path in (file.raster, file.labels.split("|")[0])}
    check_target(job.output, tuple(sorted(paths)))
    folders = [Path(job.work_folder), *([Path(job.report)] if job.report else [])]
    for folder in folders:
        parent = folder.absolute().parent
        if folder.exists() and not folder.is_dir():
            raise OutputError(f"{folder} is not a folder", "", "Choose another name")
        if not parent.is_dir() or not os.access(folder if folder.exists() else parent, os.W_OK):
            raise OutputError(
                f"The folder {folder} cannot be written",
                "It does not exist, or you have no permission to write there",
                "Choose another folder",
            )


def check_room(job: TrainSegmentationJob, needed_bytes: int) -> None:
    """Check that prepared images and checkpoints fit on the disk.

    Args:
        job: Whose work folder they are for; what it holds already needs no more room.
        needed_bytes: Size of all of it.

    Raises:
        OutputError: If they do not fit.
    """
    folder = Path(job.work_folder).absolute()
    there = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    free = shutil.disk_usage(folder if folder.exists() else folder.parent).free
    missing = needed_bytes - there + _RESERVE_BYTES - free
    if missing > 0:
        raise OutputError(
            f"Not enough disk space for the training in {folder}",
            f"{needed_bytes / 1e6:,.0f} MB are needed for images and checkpoints, and "
            f"{free / 1e6:,.0f} MB are free",
            "Free some space, state another folder to work in, label a smaller area, or choose "
            "larger pixels",
        )


def check_sites(sites: Sequence[Site]) -> None:
    """Check that something is labelled.

    Raises:
        InputError: If nothing is.
    """
    if not sites:
        raise InputError(
            "Nothing can be learned from this data",
            "No pixel has both data and a label inside the area that was labelled",
            "Check that images, labels and area cover the same place, their CRS and nodata values",
        )


def check_classes(pixels: Sequence[Counted], reporter: Reporter) -> None:
    """Check that there is enough of every class, and say where there is little.

    Raises:
        InputError: If a class cannot be learnt.
    """
    for class_id in sorted({entry.class_id for entry in pixels} - {BACKGROUND_ID}):
        own = [entry for entry in pixels if entry.class_id == class_id]
        total, training = sum(e.total for e in own), sum(e.training for e in own)
        name = own[0].name
        if total < FEWEST_PIXELS:
            raise InputError(
                f"Class {name!r} has only {total} labelled pixels",
                f"A class needs {FEWEST_PIXELS} at the least, and better thousands, at the "
                "resolution of the training",
                "Label more of it, leave the class out, or choose smaller pixels",
            )
        if not training:
            raise InputError(
                f"No pixel of class {name!r} is left to train on",
                "All of them lie at one place, and that is needed to validate",
                "Label the class elsewhere too, or set less aside for validation",
            )
        if training < _FEW_PIXELS:
            reporter.log(
                f"Class {name!r} has only {training} pixels to train on; expect little of it.",
                "warning",
            )
        if any(e.validation for e in pixels) and not any(e.validation for e in own):
            reporter.log(
                f"Class {name!r} is nowhere in the validation, so its score stays unknown.",
                "warning",
            )


def say_what_is_assumed(inputs: LabelledInputs, sites: Sequence[Site], reporter: Reporter) -> None:
    """Say in the log where an area is missing, and where pixels have no size."""
    for data in inputs.datasets:
        if data.data.area or data.rasters[0].file.is_validation is not None:
            continue
        share = _share_with_polygons(data, sites)
        text = (
            f"No area is given for {data.title}, so its images count as labelled completely: "
            "where there is no label is background."
        )
        if share is not None and share < _SMALL_PART:
            reporter.log(
                f"{text} Its labels lie in only {share:.0%} of the images. If only that part was "
                "labelled, give it as the area, or the network learns that there is nothing "
                "elsewhere.",
                "warning",
            )
        else:
            reporter.log(text)
    if inputs.gsd_m is None:
        reporter.log("The images have no CRS; their pixels are used as they are.")


def say_how_it_is_split(split: BlockSplit, halo_px: int, share: float, reporter: Reporter) -> None:
    """Say in the log what validates, and what that is worth."""
    if not split.is_split:
        if share > 0:
            reporter.log(
                "The labels cover too little ground to set some of it aside, so scores will be of "
                "the ground that was trained on and tell nothing about other places. Label a "
                "larger area.",
                "warning",
            )
        else:
            reporter.log(
                "Nothing is set aside for validation: scores will be of the ground that was "
                "trained on and tell nothing about other places.",
                "warning",
            )
        return
    if split.blocks:
        reporter.log(
            f"{split.drawn} of {split.blocks} blocks of {split.block_px} pixels are set aside for "
            f"validation, with a gap of {split.gap_px} pixels around them."
        )
    if split.gap_px < halo_px and split.blocks:
        reporter.log(
            f"The gap is narrower than what the network sees around a pixel ({halo_px} pixels), "
            "because little is labelled; scores may be a little too good."
        )


def _share_with_polygons(data: LabelledData, sites: Sequence[Site]) -> Optional[float]:
    """Return the share of the images that rectangles around their polygons cover."""
    if is_raster(data.rasters[0].file.labels):
        return None
    whole = covered = 0
    for site in sites:
        if site.data is data:
            # The first two sets are what is ignored and what has no label.
            rows, cols = np.nonzero(site.thinned > 1)
            whole += site.thinned.size
            covered += (np.ptp(rows) + 1) * (np.ptp(cols) + 1) if rows.size else 0
    return covered / whole if whole else None
