"""The training loop: one network, one schedule, checkpoints to go on from."""

from __future__ import annotations

import copy
import math
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Optional

import torch
from torch import Tensor, nn

from sat_dl_plugin.contract.errors import ModelError, UsageError


@dataclass(frozen=True)
class Schedule:
    """How long and how fast a network learns.

    The learning rate follows the share of the work that is done. With ``seconds`` that is the
    share of the time, so that training ends on time on any machine; only a schedule of
    ``steps`` alone gives the same weights twice.
    """

    steps: Optional[int] = None
    """Batches in all, or None when only the time counts."""
    seconds: Optional[float] = None
    """Time in all, over all resumed runs, or None when only the steps count."""
    batch_size: int = 16
    learning_rate: float = 2e-3
    """Peak learning rate of the decoder."""
    encoder_share: float = 0.3
    """Learning rate of the pretrained encoder relative to the decoder's."""
    warm_up: float = 0.04
    """Share of the work over which the learning rate rises."""
    weight_decay: float = 0.02
    overlap_weight: float = 0.5
    """Weight of the soft overlap beside the cross-entropy."""
    average: float = 0.998
    """Share of the running average of the weights that each step keeps."""
    seed: int = 1
    half_precision: bool = True
    """Compute in bfloat16 where the processor does it faster; weights stay float32."""

    def __post_init__(self) -> None:
        if not (self.steps or self.seconds):
            raise UsageError("A training schedule needs a number of steps or a time")

    def done(self, step: int, seconds: float) -> float:
        """Return the share of the work that is done, 0 to 1."""
        by_steps = step / self.steps if self.steps else 0.0
        by_time = seconds / self.seconds if self.seconds else 0.0
        return min(1.0, max(by_steps, by_time))

    def learning_rate_share(self, done: float) -> float:
        """Return the learning rate relative to its peak: linear rise, cosine fall to zero."""
        if done < self.warm_up:
            return 0.02 + 0.98 * done / self.warm_up
        position = (done - self.warm_up) / (1.0 - self.warm_up)
        return 0.5 * (1.0 + math.cos(math.pi * position))


class WeightAverage:
    """Running average of the weights and statistics of a network, which predicts better."""

    def __init__(self, network: nn.Module, keep: float) -> None:
        self._keep = keep
        self.network = copy.deepcopy(network)
        self.network.eval()

    def update(self, network: nn.Module, step: int) -> None:
        """Move towards the network; early steps move further, so that the start is forgotten."""
        keep = min(self._keep, (1.0 + step) / (10.0 + step))
        averaged = self.network.state_dict()
        with torch.no_grad():
            for name, value in network.state_dict().items():
                if value.dtype.is_floating_point:
                    averaged[name].lerp_(value, 1.0 - keep)
                else:
                    averaged[name].copy_(value)


@dataclass
class Progress:
    """What is told after every reporting interval."""

    step: int
    done: float
    """Share of the schedule, 0 to 1."""
    loss: float
    """Mean over the interval."""
    seconds_per_step: float


class TrainingLoop(ABC):
    """Trains one network; all state is in it and in its checkpoint.

    Subclasses say what a batch is and what is lost on it. Parameters whose names begin with
    ``encoder.`` are taken to be pretrained and learn more slowly.

    Args:
        network: Trained in place.
        schedule: How long and how fast.
        checkpoint: File to go on from, or None to keep nothing.
        checkpoint_seconds: Between two checkpoints.
    """

    def __init__(
        self,
        network: nn.Module,
        schedule: Schedule,
        checkpoint: Optional[Path] = None,
        checkpoint_seconds: float = 180.0,
    ) -> None:
        self.network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.schedule = schedule
        self.checkpoint = checkpoint
        self.checkpoint_seconds = checkpoint_seconds
        self.step = 0
        self.seconds = 0.0
        self.average = WeightAverage(self.network, self.schedule.average)
        self._optimizer = self._build_optimizer()

    def _build_optimizer(self) -> torch.optim.Optimizer:
        """Return AdamW with a slower encoder, and without decay on biases and normalisation."""
        groups: list[dict[str, Any]] = []
        for in_encoder in (True, False):
            for decayed in (True, False):
                chosen = [
                    parameter
                    for name, parameter in self.network.named_parameters()
                    if name.startswith("encoder.") == in_encoder and (parameter.ndim > 1) == decayed
                ]
                share = self.schedule.encoder_share if in_encoder else 1.0
                groups.append(
                    {
                        "params": chosen,
                        "share": share,
                        "weight_decay": self.schedule.weight_decay if decayed else 0.0,
                    }
                )
        return torch.optim.AdamW(groups, lr=self.schedule.learning_rate)

    @abstractmethod
    def batch_loss(self, step: int) -> Tensor:
        """Return the loss of the batch of a step; the same step gives the same batch."""

    def train_step(self) -> float:
        """Learn from one batch and return its loss."""
        schedule = self.schedule
        began = time.monotonic()
        share = schedule.learning_rate_share(schedule.done(self.step, self.seconds))
        for group in self._optimizer.param_groups:
            group["lr"] = schedule.learning_rate * share * group["share"]
        self.network.train()
        loss = self.batch_loss(self.step)
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.network.parameters(), 5.0)
        self._optimizer.step()
        self.average.update(self.network, self.step)
        self.step += 1
        self.seconds += time.monotonic() - began
        return float(loss.detach())

    @property
    def done(self) -> float:
        """Share of the schedule that is done, 0 to 1."""
        return self.schedule.done(self.step, self.seconds)

    def run(self, report: Callable[[Progress], None], report_every: int = 50) -> None:
        """Train to the end of the schedule, writing checkpoints on the way."""
        losses: list[float] = []
        began, saved = self.seconds, time.monotonic()
        while self.done < 1.0:
            losses.append(self.train_step())
            if self.step % report_every == 0 or self.done >= 1.0:
                mean = sum(losses) / len(losses)
                pace = (self.seconds - began) / len(losses)
                report(Progress(self.step, self.done, mean, pace))
                losses, began = [], self.seconds
            if time.monotonic() - saved > self.checkpoint_seconds:
                self.save()
                saved = time.monotonic()
        self.save()

    def save(self) -> None:
        """Write the checkpoint, whole or not at all."""
        if self.checkpoint is None:
            return
        self.checkpoint.parent.mkdir(parents=True, exist_ok=True)
        beside = self.checkpoint.with_suffix(".part")
        torch.save(
            {
                "step": self.step,
                "seconds": self.seconds,
                "network": self.network.state_dict(),
                "average": self.average.network.state_dict(),
                "optimizer": self._optimizer.state_dict(),
            },
            beside,
        )
        beside.replace(self.checkpoint)

    def resume(self) -> bool:
        """Go on from the checkpoint; returns False when there is none.

        Raises:
            ModelError: If the checkpoint does not fit this network.
        """
        if self.checkpoint is None or not self.checkpoint.exists():
            return False
        try:
            state = torch.load(self.checkpoint, weights_only=True)
            self.network.load_state_dict(state["network"])
            self.average.network.load_state_dict(state["average"])
            self._optimizer.load_state_dict(state["optimizer"])
            self.step = int(state["step"])
            self.seconds = float(state["seconds"])
        except (OSError, KeyError, ValueError, RuntimeError) as error:
            raise ModelError(
                f"Checkpoint {self.checkpoint} cannot be continued",
                f"{type(error).__name__}: {error}",
                "Remove it, or train without --resume",
            ) from error
        return True
