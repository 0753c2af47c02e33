"""What trainings on whole chips have in common: chips, work folder, the loop and its reports."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Optional, Union

import numpy as np
import torch
from torch import nn
from torch.optim.swa_utils import update_bn

from sat_dl_plugin.contract.errors import (
    DeviceMemoryError,
    JobCancelled,
    OutputError,
    SatDlError,
    UsageError,
)
from sat_dl_plugin.contract.jobs import HISTORY_FILE, ChipTrainingJob, PretrainBackboneJob
from sat_dl_plugin.contract.reporting import PhaseReporter, Reporter
from sat_dl_plugin.engine.enhance.prior.device import (
    choose_device,
    device_title,
    free_device_memory,
    is_out_of_memory,
)
from sat_dl_plugin.engine.models.catalogue import find_start
from sat_dl_plugin.engine.output import check_target
from sat_dl_plugin.engine.provenance import Provenance, file_facts, provenance_of
from sat_dl_plugin.engine.train.autoencoder import AutoencoderTraining
from sat_dl_plugin.engine.train.chip_cutting import CutChips, bytes_of, cut_chips
from sat_dl_plugin.engine.train.chip_plan import (
    SMALLEST_CHIP_PX,
    ChipInputs,
    ChipPlan,
    chip_files,
    open_rasters,
    plan_chips,
)
from sat_dl_plugin.engine.train.fit_state import CHECKPOINT, read_history
from sat_dl_plugin.engine.train.loop import Progress, Schedule, TrainingLoop
from sat_dl_plugin.engine.train.network import Encoder
from sat_dl_plugin.engine.train.pretraining import Pretraining, whole_chips
from sat_dl_plugin.engine.train.reopening import card_of
from sat_dl_plugin.engine.train.scene_labels import SceneLabels
from sat_dl_plugin.engine.train.start import start_from
from sat_dl_plugin.engine.train.warm_start import adapt_to_scaling, open_normalisations
from sat_dl_plugin.engine.train.work_folder import WorkFolder, working_in
from sat_dl_plugin.engine.vector.area_of_interest import split_layer_path

# Shares of the whole job at which its phases end.
_PLANNED, _CUT, TRAINED = 0.03, 0.12, 0.95

_LARGEST_CHIP_PX = 1024

# Batches that the statistics of a finished network are taken from.
_STATISTICS_BATCHES = 8

# Chips that show what the layers of a network to start from give on these data.
_MEASURED_CHIPS = 48

# What torch says when a checkpoint finds no room; it is no OSError.
_FULL_DISK = ("PytorchStreamWriter", "unexpected pos", "No space left")


@dataclass(frozen=True, eq=False)
class ChipWorkshop:
    """Everything that a network on chips is trained with."""

    job: ChipTrainingJob
    inputs: ChipInputs
    plan: ChipPlan
    chips: CutChips
    folder: WorkFolder
    device: torch.device
    start_path: Optional[Path]
    """File of weights to start from."""

    @property
    def steps_per_epoch(self) -> int:
        """Batches in a round over all chips."""
        return max(1, math.ceil(len(self.chips.training.images) / self.job.batch_size))

    @property
    def patch_px(self) -> int:
        """Side of the views of a chip, pixels: half a chip, but no less than tells anything."""
        return min(self.plan.side, max(64, self.plan.side // 2))

    def schedule(self) -> Schedule:
        """Return how long and how fast a network of this job learns."""
        job = self.job
        return Schedule(
            steps=job.epochs * self.steps_per_epoch or None,
            seconds=job.time_limit_s or None,
            batch_size=job.batch_size,
            learning_rate=job.learning_rate,
            # An encoder that knows nothing has as much to learn as the rest.
            encoder_share=0.3 if self.start_path else 1.0,
            seed=job.seed,
            half_precision=self.device.type == "cuda" or _computes_halves_faster(),
        )

    def provenance(self, details: Mapping[str, Any], labels: str = "") -> Provenance:
        """Return the history of the model.

        Args:
            details: Facts of the run.
            labels: Layer of scenes, if any.
        """
        facts = [raster.facts for raster in self.inputs.rasters]
        if labels:
            facts.append(file_facts(split_layer_path(labels)[0]))
        told = {
            "chips": len(self.chips.training.images),
            "chip_px": self.plan.side,
            "start_from": self.start_path.name if self.start_path else None,
            **details,
        }
        return provenance_of(
            self.job, tuple(facts), provider=device_title(self.device), details=told
        )


def _computes_halves_faster() -> bool:
    return bool(torch.cpu.get_capabilities().get("avx512_bf16"))


def start_encoder(
    network: nn.Module, encoder: Encoder, workshop: ChipWorkshop, reporter: Reporter
) -> None:
    """Fill a network with what the job starts from, and have its encoder begin there.

    Args:
        network: Whatever of it fits is copied; changed in place.
        encoder: The part of it that sees the chips.
        workshop: With the file to start from, and what is known of the chips.
        reporter: Hears how much was copied.

    Raises:
        ModelError: If the file cannot be read, or nothing in it fits.
    """
    if workshop.start_path is None:
        return
    copied = start_from(network, workshop.start_path)
    reporter.log(f"{copied} weight tensors come from {workshop.start_path.name}.")
    chips, scaling = workshop.chips.training, workshop.chips.scaling
    card = card_of(workshop.start_path)
    if card is not None:
        adapt_to_scaling(encoder, card.scaling, scaling)
    batch = workshop.job.batch_size
    places = np.linspace(0, len(chips.images) - 1, min(len(chips.images), _MEASURED_CHIPS))
    measured = chips.chosen(places.astype(np.intp))
    open_normalisations(encoder, whole_chips(measured, scaling, size=batch))


@contextmanager
def chip_workshop(
    job: ChipTrainingJob, labels: Optional[SceneLabels], suffix: str, reporter: Reporter
) -> Iterator[ChipWorkshop]:
    """Yield everything that is needed to train on chips; what is left of it goes at the end.

    Args:
        job: What to learn from.
        labels: Where scenes are, if a layer says so.
        suffix: Of the file to be written.
        reporter: Hears of progress and is asked for cancellation.

    Raises:
        SatDlError: If the training could not succeed. After a stop the folder stays, and the
            same job goes on from it.
    """
    check_settings(job, suffix)
    start_path = find_start(job.start_from, job.models_folder)
    device = _device(job, reporter)
    planning = PhaseReporter(reporter, 0.0, _PLANNED)
    planning.progress(0.0, "Looking at the rasters")
    files = chip_files(job.inputs)
    inputs = open_rasters(files, job.bands, job.gsd_m, planning)
    # Nothing scores an encoder that was told no scenes, so that it may see all chips.
    is_scored = labels or job.verb != PretrainBackboneJob.verb or any(f.scene for f in files)
    aside = job.validation / 100 if is_scored else 0.0
    plan = plan_chips(inputs, labels, job.chip_px, job.chips, aside, job.seed)
    if plan.absent:
        reporter.log(
            f"No chip can be cut of {', '.join(sorted(plan.absent))}; they are left out.", "warning"
        )
    check_target(job.output, job.inputs, bytes_of(plan, inputs))
    prints = _prepared_fingerprint(inputs, plan), _fit_fingerprint(job, start_path)
    with working_in(Path(job.work_folder), *prints, reporter) as folder:
        cutting = PhaseReporter(reporter, _PLANNED, _CUT)
        chips = cut_chips(inputs, plan, folder.data, cutting)
        for note in chips.notes:
            reporter.log(note, "warning")
        held = len(chips.validation.images) if chips.validation else 0
        reporter.log(
            f"{len(chips.training.images)} chips of {plan.side} pixels to learn from, "
            f"{held} set aside."
        )
        yield ChipWorkshop(job, inputs, plan, chips, folder, device, start_path)


def check_settings(job: ChipTrainingJob, suffix: str) -> None:
    """Check the numbers of a job.

    Raises:
        UsageError: If one of them cannot be meant.
        OutputError: If the model has another ending.
    """
    if not (job.epochs or job.time_limit_s):
        raise UsageError(
            "Training would never end", "Neither epochs nor time have a limit", "Give one of them"
        )
    limits = {
        "Chips": (job.chip_px, SMALLEST_CHIP_PX, _LARGEST_CHIP_PX, "pixels a side"),
        "Chips in all": (job.chips, 2, 1_000_000, "chips"),
        "Batches": (job.batch_size, 2, 4096, "chips"),
        "Epochs": (job.epochs, 0, 1_000_000, "epochs"),
        "What is set aside": (job.validation, 0, 50, "percent"),
        "Learning rates": (job.learning_rate, 1e-7, 1.0, "a step"),
    }
    for name, (value, least, most, unit) in limits.items():
        if not least <= value <= most:
            raise UsageError(
                f"{name} of {value:g} {unit} are not possible", "", f"Use {least:g} to {most:g}"
            )
    if Path(job.output).suffix.lower() != suffix:
        raise OutputError(f"Cannot write {job.output}", "", f"Name a file that ends in {suffix}")


def _device(job: ChipTrainingJob, reporter: Reporter) -> torch.device:
    device = choose_device(job.device, reporter)
    if device.type in ("cpu", "cuda"):
        return device
    reporter.log(f"Training cannot use the device {device.type}; the processor does it.", "warning")
    return torch.device("cpu")


def _prepared_fingerprint(inputs: ChipInputs, plan: ChipPlan) -> str:
    """Return a text that is the same for the same chips, wherever the files lie."""
    chips = [
        [(chip.raster, asdict(chip.window), chip.scene) for chip in part]
        for part in (plan.training, plan.validation)
    ]
    rasters = [(raster.facts["bytes"], raster.bands) for raster in inputs.rasters]
    return _digest([rasters, inputs.dtype.name, inputs.gsd_m, plan.scenes, plan.side, chips])


def _fit_fingerprint(job: ChipTrainingJob, start_path: Optional[Path]) -> str:
    """Return a text that is the same while a training can go on; its length may change."""
    names = ("seed", "batch_size", "learning_rate", "architecture", "bottleneck")
    told: list[Any] = [job.verb, *(getattr(job, name, None) for name in names)]
    if start_path is not None:
        told += [start_path.name, start_path.stat().st_size]
    return _digest(told)


def _digest(told: Any) -> str:
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def train(
    loop: Union[Pretraining, AutoencoderTraining], workshop: ChipWorkshop, reporter: Reporter
) -> None:
    """Train to the end, or to where the user wants it to end, going on where an earlier run was.

    Args:
        loop: With its checkpoint in the workshop's folder.
        workshop: What it is trained with.
        reporter: Hears of every epoch, and is asked for cancellation.

    Raises:
        JobCancelled: If the user gave up; the state is kept.
        DeviceMemoryError: If a batch does not fit.
        OutputError: If the state cannot be written.
    """
    epochs = _Epochs(loop, workshop, PhaseReporter(reporter, _CUT, TRAINED))
    epochs.begin(resumed=loop.resume())
    try:
        loop.run(epochs.tell, report_every=workshop.steps_per_epoch, stop=epochs.stop)
    except SatDlError:
        raise
    except (OSError, RuntimeError, MemoryError) as error:
        raise _explained(error, workshop) from error
    if epochs.cancelled is not None:
        raise epochs.cancelled
    # The statistics of averaged weights lag behind, in short trainings by far; they are taken
    # anew, as in Izmailov et al. (2018), arXiv:1803.05407.
    examples = [loop.example(step) for step in range(_STATISTICS_BATCHES)]
    update_bn(examples, loop.average.network)
    loop.average.network.eval()


def checkpoint_of(workshop: ChipWorkshop) -> Path:
    """Return the file that the state of the training is kept in."""
    return workshop.folder.path / CHECKPOINT


class _Epochs:
    """Tells of every epoch, and asks before every step whether to go on."""

    def __init__(self, loop: TrainingLoop, workshop: ChipWorkshop, reporter: PhaseReporter) -> None:
        self._loop = loop
        self._workshop = workshop
        self._reporter = reporter
        self._history = workshop.folder.path / HISTORY_FILE
        self.cancelled: Optional[JobCancelled] = None

    def begin(self, *, resumed: bool) -> None:
        """Tell the epochs that an earlier run has behind it."""
        job = self._workshop.job
        limits = {"epochs": job.epochs or None, "seconds": job.time_limit_s or None}
        self._reporter.detail("training", {"classes": {}, **limits})
        if not resumed:
            # What was killed before its first checkpoint begins anew.
            self._history.unlink(missing_ok=True)
        for line in read_history(self._workshop.folder.path):
            self._reporter.detail("epoch", line)

    def stop(self) -> bool:
        """Return whether to end; a cancelled training ends with a checkpoint, too."""
        self._reporter.progress(self._loop.done, "Training")
        try:
            self._reporter.check_cancelled()
        except JobCancelled as error:
            self.cancelled = error
            return True
        return self._reporter.wants_to_finish()

    def tell(self, progress: Progress) -> None:
        """Log an epoch and write it down."""
        epoch = math.ceil(progress.step / self._workshop.steps_per_epoch)
        line: dict[str, Any] = {
            "epoch": epoch,
            "step": progress.step,
            "seconds": round(self._loop.seconds, 2),
            "done": progress.done,
            "learning_rate": self._workshop.job.learning_rate,
            "train_loss": progress.loss,
            "val_loss": None,
            "iou": {},
            "mean_iou": None,
        }
        self._loop.save()
        with self._history.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(line) + "\n")
        self._reporter.detail("epoch", line)
        self._reporter.log(
            f"Epoch {epoch}: loss {progress.loss:.4f}, {progress.seconds_per_step:.2f} s per step"
        )


def _explained(error: Exception, workshop: ChipWorkshop) -> Exception:
    """Return an error in words that help, or the error itself."""
    if is_out_of_memory(error):
        free_device_memory(workshop.device)
        return DeviceMemoryError(
            f"There is not enough memory for {workshop.job.batch_size} chips per step",
            f"The {workshop.device.type} has no more",
            "Take fewer chips per step, smaller chips, or another device",
        )
    if isinstance(error, OSError) or any(mark in str(error) for mark in _FULL_DISK):
        return OutputError(
            f"The state of the training cannot be written to {workshop.folder.path}",
            str(error).splitlines()[0],
            "Free some space and run it again: it continues from the last state that was written",
        )
    return error
