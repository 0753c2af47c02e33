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
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Optional

import lightning.pytorch as pl
import numpy as np
import torch
from lightning.pytorch.tuner import Tuner
from torch import Tensor

from sat_dl_plugin.contract.card import Scaling
from sat_dl_plugin.contract.errors import ModelError, SatDlError
from sat_dl_plugin.engine.train.augmentation import PhotometricAugmentation
from sat_dl_plugin.engine.train.fit_settings import (
    DEFAULT_LEARNING_RATE,
    EpochReport,
    FitControl,
    FitResult,
    FitSettings,
)
from sat_dl_plugin.engine.train.fit_state import (
    BEST,
    CHECKPOINT,
    HISTORY,
    best_epoch,
    load_weights,
    read_history,
    require_room,
    save_weights,
)
from sat_dl_plugin.engine.train.input_scaling import InputScaling
from sat_dl_plugin.engine.train.loop import WeightAverage
from sat_dl_plugin.engine.train.loss import Dictionary, segmentation_loss
from sat_dl_plugin.engine.train.network import SegmentationNetwork
from sat_dl_plugin.engine.train.sampling import PatchSampler
from sat_dl_plugin.engine.train.scenes import Scene, SceneGroup, Vocabulary
from sat_dl_plugin.engine.train.validation import Validation

FINDER_STEPS = 60
"""Steps that the learning-rate finder tries."""

# The rates between which it looks.
_FINDER_RATES = (1e-5, 1e-2)
_FINDER_SKIP = 10
_FINDER_SHARE = 0.3
_SAFE_RATES = (2e-4, 4e-3)
_CLIP = 5.0
_LOSS_CHECK_STEPS = 10

CHECKPOINT_S = 30.0
"""Seconds between two states within an epoch, which takes minutes on a processor."""


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
                f"Training reached a loss that is not a number, at step {step}",
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
        validation: Validation,
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
        self._kept = self._mark

    def on_train_start(self, *_rest: Any) -> None:
        """Start the clock, which goes on while an epoch is validated and kept."""
        self._mark = self._kept = time.monotonic()

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
        elif now - self._kept >= CHECKPOINT_S:
            with self._explaining_a_full_disk():
                require_room(self._folder)
                trainer.save_checkpoint(self._folder / CHECKPOINT, weights_only=False)
            self._kept = time.monotonic()

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
        with self._explaining_a_full_disk():
            require_room(self._folder)
            if best == report.epoch:
                save_weights(module.averaged, self._folder / BEST)
            trainer.save_checkpoint(self._folder / CHECKPOINT, weights_only=False)
            with (self._folder / HISTORY).open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(report.to_dict()) + "\n")
        self._kept = time.monotonic()
        patience = self._settings.patience
        if patience and report.epoch - best >= patience:
            self.ended = "no progress"
            trainer.should_stop = True

    @contextlib.contextmanager
    def _explaining_a_full_disk(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise ModelError(
                f"The state of the training cannot be written to {self._folder}",
                str(error),
                "Make room, or choose another place, and run it again: it goes on from the "
                "last state that was written",
            ) from error


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
        JobCancelled: If the control raises it; the folder keeps the last state.
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
        Validation(validation, network, vocabulary, scaling, device), settings, folder, control
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
        # A batch is drawn from the number of its step, which the state has.
        warnings.filterwarnings("ignore", message=".*dataloader is not resumable.*")
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
