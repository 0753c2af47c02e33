"""Fitting a segmentation network: one Lightning loop for users' data and for the bundled networks.

The scenes are kept where the network is when they fit, and patches are cut there, so a step needs
no loader processes. A step is drawn from its number alone: a training that was killed goes on with
the patches that it would have seen.
"""

from __future__ import annotations

import contextlib
import copy
import io
import json
import logging
import math
import shutil
import time
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable, Optional

import lightning.pytorch as pl
import numpy as np
import torch
from lightning.pytorch.tuner import Tuner
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from sat_dl_plugin.contract.card import Scaling
from sat_dl_plugin.contract.errors import ModelError, SatDlError, UsageError
from sat_dl_plugin.engine.train.augmentation import PhotometricAugmentation
from sat_dl_plugin.engine.train.loop import WeightAverage
from sat_dl_plugin.engine.train.loss import Dictionary, LossWeights, segmentation_loss
from sat_dl_plugin.engine.train.network import SegmentationNetwork
from sat_dl_plugin.engine.train.sampling import PatchGeometry, PatchSampler
from sat_dl_plugin.engine.train.scenes import Scene, SceneGroup, Vocabulary

CHECKPOINT = "last.ckpt"
HISTORY = "history.jsonl"

DEFAULT_LEARNING_RATE = 2e-3
"""Where the finder finds none."""

FINDER_STEPS = 60
"""Steps that the learning-rate finder tries."""

# The rates between which it looks.
_FINDER_RATES = (1e-5, 1e-2)
_FINDER_SKIP = 10
_FINDER_SHARE = 0.3
_SAFE_RATES = (2e-4, 4e-3)
_CLIP = 5.0
_LOSS_CHECK_STEPS = 10
_MINIMUM_FREE_BYTES = 64 * 2**20


@dataclass(frozen=True)
class FitSettings:
    """How long, how fast and on what a network learns.

    The learning rate follows the share of the work that is done. With ``seconds`` that is the
    share of the time, so that training ends on time on any machine; only ``epochs`` alone give
    the same weights twice.
    """

    epochs: Optional[int] = None
    """Rounds of ``batches_per_epoch``, or None when only the time counts."""
    seconds: Optional[float] = None
    """Time in all, over all resumed runs, or None when only the epochs count."""
    batches_per_epoch: int = 100
    batch_size: int = 16
    geometry: PatchGeometry = field(default_factory=PatchGeometry)
    learning_rate: Optional[float] = DEFAULT_LEARNING_RATE
    """Peak learning rate of the decoder; None to look for one first."""
    encoder_share: float = 0.3
    """Learning rate of the pretrained encoder relative to the decoder's."""
    freeze_encoder: bool = False
    warm_up: float = 0.04
    """Share of the work over which the learning rate rises."""
    weight_decay: float = 0.02
    loss: LossWeights = field(default_factory=LossWeights)
    augmentation: float = 1.0
    """Strength of the changes of colour and sharpness; 0 for none."""
    average: float = 0.998
    """Share of the running average of the weights that each step keeps."""
    patience: int = 0
    """Epochs without a better mean IoU after which training ends; 0 to go on to the end."""
    seed: int = 1
    device: str = "cpu"
    """``cpu`` or ``cuda``."""

    def __post_init__(self) -> None:
        if not (self.epochs or self.seconds):
            raise UsageError("A training needs a number of epochs or a time")

    def done(self, step: int, seconds: float) -> float:
        """Return the share of the work that is done, 0 to 1."""
        by_steps = step / (self.epochs * self.batches_per_epoch) if self.epochs else 0.0
        by_time = seconds / self.seconds if self.seconds else 0.0
        return min(1.0, max(by_steps, by_time))

    def learning_rate_share(self, done: float) -> float:
        """Return the learning rate relative to its peak: linear rise, cosine fall to zero."""
        if done < self.warm_up:
            return 0.02 + 0.98 * done / self.warm_up
        position = (done - self.warm_up) / (1.0 - self.warm_up)
        return 0.5 * (1.0 + math.cos(math.pi * position))


@dataclass(frozen=True)
class EpochReport:
    """What is told after every epoch, and kept as a line of the history."""

    epoch: int
    step: int
    seconds: float
    done: float
    """Share of the work, 0 to 1."""
    learning_rate: float
    train_loss: float
    val_loss: Optional[float]
    """None when there is nothing to validate on, as the next two."""
    iou: Mapping[str, float]
    """By the number of the output channel; channels that are not labelled are left out."""
    mean_iou: Optional[float]

    def to_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True)
class FitResult:
    """A fitted network and how it came about."""

    network: SegmentationNetwork
    """With the averaged weights of the best epoch."""
    history: tuple[dict[str, Any], ...]
    best_epoch: int
    ended: str
    """``done``, ``no progress`` or ``stopped``."""
    learning_rate: float


@dataclass(frozen=True)
class FitControl:
    """What the caller hears and says while a network is fitted."""

    epoch: Callable[[EpochReport], None] = lambda report: None
    progress: Callable[[float], None] = lambda done: None
    """Called after every step with the share of the work."""
    check_cancelled: Callable[[], None] = lambda: None
    """Raises `JobCancelled` to give up; the checkpoint stays."""
    stopping: Callable[[], bool] = lambda: False
    """End now and keep the best."""


class InputScaling:
    """Stored values to about 0..1, where colours are changed, and on to network input."""

    def __init__(self, scaling: Scaling, bands: int, device: torch.device) -> None:
        mean = np.asarray(scaling.mean or (0.0,) * bands)
        std = np.asarray(scaling.std or (1.0,) * bands)
        if scaling.stored_range is not None:
            low, high = (np.full(bands, bound) for bound in scaling.stored_range)
        else:
            # Physical values have no range of their own; nearly all lie within these. Reflectance
            # does not go below 0, decibels and heights do.
            reached = mean - 3.0 * std
            low = np.where(mean > std, np.maximum(reached, 0.0), reached) / scaling.factor
            high = (mean + 3.0 * std) / scaling.factor
        self.top = 1.0 if scaling.stored_range is not None else 4.0
        self._low = _per_band(low, device)
        self._span = _per_band(high - low, device)
        self._mean = _per_band(mean, device)
        self._std = _per_band(std, device)
        self._factor = scaling.factor

    def unit(self, stored: Tensor) -> Tensor:
        """Return values about 0..1."""
        return (stored - self._low) / self._span

    def standardise(self, unit: Tensor) -> Tensor:
        """Return network input of values about 0..1."""
        stored = unit * self._span + self._low
        return (stored * self._factor - self._mean) / self._std


def _per_band(values: NDArray[Any], device: torch.device) -> Tensor:
    return torch.from_numpy(values.astype(np.float32)).reshape(1, -1, 1, 1).to(device)


class _Module(pl.LightningModule):  # type: ignore[misc]  # lightning is untyped to mypy
    """What Lightning runs: one network and its running average."""

    def __init__(
        self,
        network: SegmentationNetwork,
        sampler: PatchSampler,
        vocabulary: Vocabulary,
        scaling: Scaling,
        settings: FitSettings,
    ) -> None:
        super().__init__()
        device = torch.device(settings.device)
        self.network = network
        self.average = WeightAverage(network, settings.average)
        # Registered, so that it moves and is kept with the rest.
        self.averaged = self.average.network
        self.settings = settings
        self.learning_rate = settings.learning_rate or DEFAULT_LEARNING_RATE
        self.seconds = 0.0
        self.scheduled = True
        self._sampler = sampler
        self._dictionary = Dictionary(vocabulary, device)
        self._scaling = InputScaling(scaling, network.bands, device)
        self._augmentation = PhotometricAugmentation(
            settings.augmentation,
            compression=scaling.stored_range is not None,
            top=self._scaling.top,
        )
        self.averaged.requires_grad_(requires_grad=False)
        if settings.freeze_encoder:
            network.encoder.requires_grad_(requires_grad=False)

    def configure_optimizers(self) -> torch.optim.Optimizer:
        """Return AdamW with a slower encoder, and without decay on biases and normalisation."""
        groups: list[dict[str, Any]] = []
        for in_encoder in (True, False):
            for decayed in (True, False):
                chosen = [
                    parameter
                    for name, parameter in self.network.named_parameters()
                    if name.startswith("encoder.") == in_encoder
                    and (parameter.ndim > 1) == decayed
                    and parameter.requires_grad
                ]
                groups.append(
                    {
                        "params": chosen,
                        "share": self.settings.encoder_share if in_encoder else 1.0,
                        "weight_decay": self.settings.weight_decay if decayed else 0.0,
                    }
                )
        groups = [group for group in groups if group["params"]]
        return torch.optim.AdamW(groups, lr=self.learning_rate)

    def on_train_epoch_start(self) -> None:
        """Keep the statistics of a frozen encoder as they are."""
        self.averaged.eval()
        if self.settings.freeze_encoder:
            self.network.encoder.eval()

    def training_step(self, steps: Tensor, _index: int) -> Tensor:
        """Return the loss of the batch of a step."""
        step, settings = self.global_step, self.settings
        patches = self._sampler.batch(step, settings.batch_size)
        unit = self._scaling.unit(patches.images)
        changed = self._augmentation(unit, settings.seed * 1_000_003 + step)
        standardised = self._scaling.standardise(changed)
        logits = self.network.logits(standardised.contiguous(memory_format=torch.channels_last))
        known = self._dictionary(patches.labels)
        loss = segmentation_loss(logits.float(), known, self.network.overlapping, settings.loss)
        if step % _LOSS_CHECK_STEPS == 0 and not bool(torch.isfinite(loss)):
            raise ModelError(
                f"Training came to a loss that is no number, at step {step}",
                "The learning rate is too high for this data, or the data have extreme values",
                "Train again with a smaller learning rate; check nodata and outliers",
            )
        return loss

    def on_train_batch_start(self, _batch: Any, _index: int) -> None:
        """Set the learning rate of the step."""
        if not self.scheduled:
            return
        done = self.settings.done(self.global_step, self.seconds)
        rate = self.learning_rate * self.settings.learning_rate_share(done)
        for group in self.optimizers().param_groups:
            group["lr"] = rate * group["share"]

    def on_before_zero_grad(self, _optimizer: torch.optim.Optimizer) -> None:
        """Follow the weights of the last step."""
        if self.scheduled and self.global_step > 0:
            self.average.update(self.network, self.global_step)

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Keep what Lightning does not know of."""
        checkpoint["sat_dl"] = {"seconds": self.seconds, "learning_rate": self.learning_rate}

    def on_load_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Go on from it."""
        self.seconds = float(checkpoint["sat_dl"]["seconds"])
        self.learning_rate = float(checkpoint["sat_dl"]["learning_rate"])


class _Listening(pl.Callback):  # type: ignore[misc]  # lightning is untyped to mypy
    """Lets the search for a learning rate be cancelled."""

    def __init__(self, control: FitControl) -> None:
        self._control = control

    def on_train_batch_end(self, *_arguments: Any) -> None:
        """Look after every step."""
        self._control.check_cancelled()


class _Watch(pl.Callback):  # type: ignore[misc]  # lightning is untyped to mypy
    """Tells, validates, keeps the history and the best weights, and ends in time."""

    def __init__(
        self,
        validation: _Validation,
        settings: FitSettings,
        folder: Path,
        control: FitControl,
    ) -> None:
        self._validation = validation
        self._settings = settings
        self._folder = folder
        self._control = control
        self._losses: list[Tensor] = []
        self._mark = time.monotonic()
        self.history = read_history(folder)
        self.ended = "done"

    def on_train_start(self, *_rest: Any) -> None:
        """Start the clock, which goes on while an epoch is validated and kept."""
        self._mark = time.monotonic()

    def on_train_batch_end(
        self, trainer: pl.Trainer, module: _Module, outputs: Any, *_rest: Any
    ) -> None:
        """Count the step, and look whether it was the last."""
        self._control.check_cancelled()
        loss = outputs["loss"] if isinstance(outputs, Mapping) else outputs
        self._losses.append(loss.detach())
        now = time.monotonic()
        module.seconds += now - self._mark
        self._mark = now
        done = self._settings.done(trainer.global_step, module.seconds)
        self._control.progress(done)
        if self._control.stopping():
            self.ended = "stopped"
        if done >= 1.0 or self.ended == "stopped":
            trainer.should_stop = True

    def on_train_epoch_end(self, trainer: pl.Trainer, module: _Module) -> None:
        """Validate, tell, and keep what is best."""
        if not self._losses:
            return
        train_loss = float(torch.stack(self._losses).float().mean())
        self._losses = []
        module.average.update(module.network, trainer.global_step)
        val_loss, iou = self._validation.score(module.averaged)
        report = EpochReport(
            epoch=trainer.current_epoch + 1,
            step=trainer.global_step,
            seconds=round(module.seconds, 2),
            done=self._settings.done(trainer.global_step, module.seconds),
            learning_rate=max(group["lr"] for group in module.optimizers().param_groups),
            train_loss=train_loss,
            val_loss=val_loss,
            iou=iou,
            mean_iou=float(np.mean(list(iou.values()))) if iou else None,
        )
        self._keep(report, module, trainer)
        self._control.epoch(report)

    def _keep(self, report: EpochReport, module: _Module, trainer: pl.Trainer) -> None:
        self.history.append(report.to_dict())
        best = best_epoch(self.history)
        try:
            _require_room(self._folder)
            if best == report.epoch:
                save_weights(module.averaged, self._folder / BEST)
            trainer.save_checkpoint(self._folder / CHECKPOINT, weights_only=False)
            with (self._folder / HISTORY).open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(report.to_dict()) + "\n")
        except OSError as error:
            raise ModelError(
                f"The state of the training cannot be written to {self._folder}",
                str(error),
                "Make room, or choose another place, and run it again: it goes on from the "
                "last state that was written",
            ) from error
        patience = self._settings.patience
        if patience and report.epoch - best >= patience:
            self.ended = "no progress"
            trainer.should_stop = True


BEST = "best.pt"


def save_weights(network: SegmentationNetwork, path: Path) -> None:
    """Write the weights of a network, whole or not at all."""
    beside = path.with_name(path.name + ".part")
    torch.save({name: value.cpu() for name, value in network.state_dict().items()}, beside)
    beside.replace(path)


def load_weights(network: SegmentationNetwork, path: Path) -> SegmentationNetwork:
    """Fill a network with weights that `save_weights` wrote, and return it ready to predict."""
    network.load_state_dict(torch.load(path, weights_only=True, map_location="cpu"))
    network.eval()
    return network


def _require_room(folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < _MINIMUM_FREE_BYTES:
        raise OSError(f"only {free / 2**20:.0f} MB are free")


def read_history(folder: Path) -> list[dict[str, Any]]:
    """Return the epochs that a folder's training has behind it; a torn last line is left out."""
    path = folder / HISTORY
    if not path.exists():
        return []
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            lines.append(json.loads(line))
        except ValueError:
            break
    return lines


def best_epoch(history: Sequence[Mapping[str, Any]]) -> int:
    """Return the epoch of the highest mean IoU, the last one when nothing was validated."""
    if not history:
        return 0
    scored = [line for line in history if line["mean_iou"] is not None]
    chosen = max(scored, key=lambda line: float(line["mean_iou"])) if scored else history[-1]
    return int(chosen["epoch"])


class _Validation:
    """Scenes to score a network on after every epoch."""

    def __init__(
        self,
        scenes: Sequence[Scene],
        network: SegmentationNetwork,
        vocabulary: Vocabulary,
        scaling: Scaling,
        device: torch.device,
    ) -> None:
        self._scenes = scenes
        self._stride = network.stride_px
        self._device = device
        self._dictionary = Dictionary(vocabulary, device)
        self._scaling = InputScaling(scaling, network.bands, device)

    def score(self, network: SegmentationNetwork) -> tuple[Optional[float], dict[str, float]]:
        """Return the mean loss and the IoU per labelled channel."""
        if not self._scenes:
            return None, {}
        network.eval()
        losses, tallies = [], []
        with torch.inference_mode():
            for scene in self._scenes:
                loss, tally = self._scene(network, scene)
                losses.append(loss)
                tallies.append(tally)
        hits, either = torch.stack(tallies).sum(dim=0).cpu().double()
        first = 0 if network.overlapping else 1
        iou = {
            str(channel): round(float(hits[channel] / either[channel]), 4)
            for channel in range(first, network.channels)
            if either[channel] > 0
        }
        return float(torch.stack(losses).mean()), iou

    def _scene(self, network: SegmentationNetwork, scene: Scene) -> tuple[Tensor, Tensor]:
        stored = torch.from_numpy(np.array(scene.image))[None].to(self._device).float()
        rows, columns = scene.shape
        margins = (0, -columns % self._stride, 0, -rows % self._stride)
        padded = functional.pad(stored, margins, mode="replicate")
        standardised = self._scaling.standardise(self._scaling.unit(padded))
        logits = network.logits(standardised)[:, :, :rows, :columns]
        labels = torch.from_numpy(np.array(scene.labels))[None].to(self._device)
        known = self._dictionary(labels)
        weights = LossWeights(overlap=0.0)
        loss = segmentation_loss(logits, known, network.overlapping, weights)
        if network.overlapping:
            called = logits > 0.0
        else:
            called = functional.one_hot(logits.argmax(dim=1), network.channels)
            called = called.permute(0, 3, 1, 2).bool()
        hits = (called & known.present).sum(dim=(0, 2, 3))
        wrong = (called & known.absent).sum(dim=(0, 2, 3))
        present = known.present.sum(dim=(0, 2, 3))
        labelled = (present > 0).long()
        return loss, torch.stack([hits, (present + wrong) * labelled])


def fit(
    network: SegmentationNetwork,
    training: Sequence[SceneGroup],
    validation: Sequence[Scene],
    vocabulary: Vocabulary,
    scaling: Scaling,
    settings: FitSettings,
    folder: Path,
    control: Optional[FitControl] = None,
) -> FitResult:
    """Fit a network, or go on where an earlier run in the same folder was interrupted.

    Args:
        network: Trained in place; its class and background channels are those of the vocabulary.
        training: Scenes to learn from.
        validation: Scenes at scale 1 to choose the best epoch on; may be empty.
        vocabulary: What the labels mean.
        scaling: How stored values become network input.
        settings: How long and how fast.
        folder: Keeps `CHECKPOINT`, `HISTORY` and the best weights.
        control: Who hears of it and may end it.

    Raises:
        InputError: If there is nothing to learn from.
        ModelError: If the loss is no number, or the state cannot be written or continued.
        JobCancelled: If the control raises it; the folder keeps the last epoch.
    """
    control = control or FitControl()
    folder.mkdir(parents=True, exist_ok=True)
    device = torch.device(settings.device)
    torch.manual_seed(settings.seed)
    first = 0 if network.overlapping else 1
    foreground = range(first, network.channels)
    sampler = PatchSampler(
        training, vocabulary, foreground, settings.geometry, settings.seed, device
    )
    network.to(device=device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    module = _Module(network, sampler, vocabulary, scaling, settings)
    watch = _Watch(
        _Validation(validation, network, vocabulary, scaling, device), settings, folder, control
    )
    checkpoint = folder / CHECKPOINT
    resumed = checkpoint.exists()
    if settings.learning_rate is None and not resumed:
        module.learning_rate = _find_learning_rate(module, settings, folder, control)
    _run(_trainer(settings, [watch], folder), module, settings, checkpoint if resumed else None)
    best = copy.deepcopy(module.averaged).cpu()
    load_weights(best, folder / BEST)
    return FitResult(
        best, tuple(watch.history), best_epoch(watch.history), watch.ended, module.learning_rate
    )


def _run(
    trainer: pl.Trainer, module: _Module, settings: FitSettings, checkpoint: Optional[Path]
) -> None:
    steps = torch.utils.data.DataLoader(torch.arange(settings.batches_per_epoch))
    with warnings.catch_warnings():
        # The batches are made on the device; loader processes would have nothing to do.
        warnings.filterwarnings("ignore", message=".*num_workers.*")
        warnings.filterwarnings("ignore", message=".*eval mode at the start.*")
        warnings.filterwarnings("ignore", message=".*LeafSpec.*")
        try:
            trainer.fit(module, steps, ckpt_path=checkpoint, weights_only=True)
        except SatDlError:
            raise
        except (KeyError, RuntimeError, ValueError) as error:
            if checkpoint is None:
                raise
            raise ModelError(
                f"The training in {checkpoint.parent} cannot be continued",
                f"{type(error).__name__}: {error}",
                "Remove the folder to start again",
            ) from error


def _trainer(
    settings: FitSettings, callbacks: list[pl.Callback], folder: Path, steps: int = -1
) -> pl.Trainer:
    # It tells what it is about to do, and advertises.
    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*GPU available but not used.*")
        return pl.Trainer(
            accelerator="gpu" if settings.device.startswith("cuda") else "cpu",
            devices=1,
            precision=_precision(settings.device),
            max_epochs=settings.epochs or -1,
            max_steps=steps,
            gradient_clip_val=_CLIP,
            callbacks=callbacks,
            logger=False,
            enable_checkpointing=False,
            enable_progress_bar=False,
            enable_model_summary=False,
            default_root_dir=folder,
        )


def _precision(device: str) -> Any:
    """Return half precision where the device computes faster with it."""
    if device.startswith("cuda"):
        return "bf16-mixed" if torch.cuda.is_bf16_supported() else "16-mixed"
    return "bf16-mixed" if torch.cpu.get_capabilities().get("avx512_bf16") else "32-true"


def _find_learning_rate(
    module: _Module, settings: FitSettings, folder: Path, control: FitControl
) -> float:
    """Try rising learning rates and return one that learns fast and safely.

    Lightning tries them and restores the weights. What it suggests, the steepest fall, is at the
    mercy of the noise of single batches; taken is a share of the rate at which the smoothed loss
    is lowest.

    Source: Smith (2017), arXiv:1506.01186.
    """
    module.scheduled = False
    trainer = _trainer(settings, [_Listening(control)], folder, steps=FINDER_STEPS)
    steps = torch.utils.data.DataLoader(torch.arange(FINDER_STEPS))
    low, high = _FINDER_RATES
    # It draws its progress on the terminal, which nobody asked for.
    with contextlib.redirect_stderr(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = Tuner(trainer).lr_find(
            module, steps, min_lr=low, max_lr=high, num_training=FINDER_STEPS, update_attr=False
        )
    module.scheduled = True
    if found is None or len(found.results["loss"]) <= _FINDER_SKIP:
        return DEFAULT_LEARNING_RATE
    # The first losses are smoothed from nothing and mean little.
    losses = found.results["loss"][_FINDER_SKIP:]
    lowest = found.results["lr"][_FINDER_SKIP + int(np.argmin(losses))]
    return float(np.clip(_FINDER_SHARE * lowest, *_SAFE_RATES))
