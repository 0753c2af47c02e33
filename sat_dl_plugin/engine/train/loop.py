"""The training loop: one network, one schedule, checkpoints to go on from."""

from __future__ import annotations

import copy
import math
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Optional

import torch
from torch import Tensor, nn

from sat_dl_plugin.contract.errors import ModelError, UsageError
from sat_dl_plugin.engine.train.pace import done_share, learning_rate_share

# A loss this many times the lowest mean of an interval is no fluctuation any more.
_ASTRAY = 4.0
_MOST_RESTARTS = 6


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
    largest_gradient: float = 5.0
    """Norm that the gradient of all weights together is cut to."""

    def __post_init__(self) -> None:
        if not (self.steps or self.seconds):
            raise UsageError("A training schedule needs a number of steps or a time")

    def done(self, step: int, seconds: float) -> float:
        """Return the share of the work that is done, 0 to 1."""
        return done_share(step, self.steps, seconds, self.seconds)

    def learning_rate_share(self, done: float) -> float:
        """Return the learning rate relative to its peak: linear rise, cosine fall to zero."""
        return learning_rate_share(done, self.warm_up)


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
        pairs = [(averaged[name], value) for name, value in network.state_dict().items()]
        moving = _columns([pair for pair in pairs if pair[1].dtype.is_floating_point])
        counts = _columns([pair for pair in pairs if not pair[1].dtype.is_floating_point])
        with torch.no_grad():
            # One operation for all: a GPU would otherwise spend its time on being asked.
            torch._foreach_lerp_(*moving, 1.0 - keep)
            if counts[0]:
                torch._foreach_copy_(*counts)


def weights_between(old: nn.Module, new: nn.Module, share: float) -> dict[str, Tensor]:
    """Return the weights on the straight line between two states of a network.

    Source: Wortsman et al. 2022, arXiv:2109.01903, who find that a network between the one before
    and the one after fine-tuning is better than both, also on pictures of another kind.

    Args:
        old: The network before it learnt on.
        new: The same one afterwards.
        share: 0 for the old weights, 1 for the new ones.
    """
    learnt = new.state_dict()
    return {
        name: torch.lerp(value.cpu(), learnt[name].cpu(), share)
        if value.dtype.is_floating_point
        else learnt[name]
        for name, value in old.state_dict().items()
    }


def _columns(pairs: list[tuple[Tensor, Tensor]]) -> tuple[list[Tensor], list[Tensor]]:
    return [first for first, _ in pairs], [second for _, second in pairs]


@dataclass
class Progress:
    """What is told after every reporting interval."""

    step: int
    done: float
    """Share of the schedule, 0 to 1."""
    loss: float
    """Mean over the interval."""
    seconds_per_step: float
    restarts: int = 0
    """How often training went astray and went back."""


@dataclass
class _Reporting:
    """When to report, and what has gathered since the last time."""

    every: Optional[int]
    seconds: float
    losses: list[Tensor]
    told: float
    saved: float

    def due(self) -> bool:
        """Whether enough steps have passed or, when no number is set, enough time."""
        if self.every is not None:
            return len(self.losses) >= self.every
        return time.monotonic() - self.told >= self.seconds


class TrainingLoop(ABC):
    """Trains one network; all state is in it and in its checkpoint.

    Subclasses say what a batch is and what is lost on it. Parameters whose names begin with
    ``encoder.`` are taken to be pretrained and learn more slowly.

    Args:
        network: Trained in place.
        schedule: How long and how fast.
        checkpoint: File to go on from, or None to keep nothing.
        checkpoint_seconds: Between two checkpoints.
        device: Where the network learns.
        snapshot: File for the averaged weights alone, written as often; they are all that an
            export needs.
    """

    def __init__(
        self,
        network: nn.Module,
        schedule: Schedule,
        checkpoint: Optional[Path] = None,
        checkpoint_seconds: float = 180.0,
        device: str = "cpu",
        snapshot: Optional[Path] = None,
    ) -> None:
        self.network = network.to(  # type: ignore[call-overload]
            device=device, memory_format=torch.channels_last
        )
        self.device = torch.device(device)
        self.schedule = schedule
        self.checkpoint = checkpoint
        self.checkpoint_seconds = checkpoint_seconds
        self.snapshot = snapshot
        self.step = 0
        self.seconds = 0.0
        self.restarts = 0
        self.average = WeightAverage(self.network, self.schedule.average)
        self._optimizer = self._build_optimizer()
        self._lowest_loss = math.inf
        self._sound: Optional[dict[str, dict[str, Tensor]]] = None

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
        return torch.optim.AdamW(
            groups, lr=self.schedule.learning_rate, fused=self.device.type == "cuda"
        )

    @abstractmethod
    def batch_loss(self, step: int) -> Tensor:
        """Return the loss of the batch of a step; the same step gives the same batch."""

    def train_step(self) -> Tensor:
        """Learn from one batch and return its loss, without waiting for the device."""
        schedule = self.schedule
        began = time.monotonic()
        share = schedule.learning_rate_share(schedule.done(self.step, self.seconds))
        share *= 0.5**self.restarts
        for group in self._optimizer.param_groups:
            group["lr"] = schedule.learning_rate * share * group["share"]
        self.network.train()
        loss = self.batch_loss(self.step)
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.network.parameters(), schedule.largest_gradient)
        self._optimizer.step()
        self.average.update(self.network, self.step)
        self.step += 1
        self.seconds += time.monotonic() - began
        return loss.detach()

    @property
    def done(self) -> float:
        """Share of the schedule that is done, 0 to 1."""
        return self.schedule.done(self.step, self.seconds)

    def run(
        self,
        report: Callable[[Progress], None],
        report_every: Optional[int] = 50,
        report_seconds: float = 60.0,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        """Train to the end of the schedule, writing checkpoints on the way.

        Args:
            report: Told the progress after every interval.
            report_every: Steps of an interval; None to count seconds instead.
            report_seconds: Seconds of an interval when no steps are given.
            stop: Asked before every step; when it says so, training ends with a checkpoint.

        Raises:
            ModelError: If the loss runs away again and again, at ever smaller steps.
        """
        now = time.monotonic()
        reporting = _Reporting(report_every, report_seconds, [], now, now)
        while self.done < 1.0 and not stop():
            reporting.losses.append(self.train_step())
            if reporting.due() or self.done >= 1.0:
                self._tell(reporting, report)
            if time.monotonic() - reporting.saved > self.checkpoint_seconds:
                self.save()
                reporting.saved = time.monotonic()
        self.save()

    def _tell(self, reporting: _Reporting, report: Callable[[Progress], None]) -> None:
        mean = float(torch.stack(reporting.losses).mean())
        now = time.monotonic()
        pace = (now - reporting.told) / len(reporting.losses)
        self._go_back_if_astray(mean)
        report(Progress(self.step, self.done, mean, pace, self.restarts))
        # What is measured for a report counts as training time: a limit is one for all.
        self.seconds += time.monotonic() - now
        reporting.losses, reporting.told = [], time.monotonic()

    def _go_back_if_astray(self, loss: float) -> None:
        """Return to the last sound weights, and halve the steps, when the loss has run away."""
        if math.isfinite(loss) and loss <= _ASTRAY * self._lowest_loss:
            self._lowest_loss = min(loss, self._lowest_loss)
            self._sound = {
                "network": _copied(self.network.state_dict()),
                "average": _copied(self.average.network.state_dict()),
            }
            return
        if self._sound is None or self.restarts >= _MOST_RESTARTS:
            raise ModelError(
                f"Training diverged: the loss is {loss}",
                "Smaller steps did not help",
                "Check the training pictures for values that are not reflectance, or give more",
            )
        self.restarts += 1
        self.network.load_state_dict(self._sound["network"])
        self.average.network.load_state_dict(self._sound["average"])
        self._optimizer = self._build_optimizer()

    def save(self) -> None:
        """Write the checkpoint and the snapshot, each whole or not at all."""
        if self.snapshot is not None:
            _write_whole(self.snapshot, {**self.describe(), "average": self._average_weights()})
        if self.checkpoint is not None:
            state = {
                **self.describe(),
                "network": self.network.state_dict(),
                "average": self._average_weights(),
                "optimizer": self._optimizer.state_dict(),
            }
            _write_whole(self.checkpoint, state)

    def describe(self) -> dict[str, Any]:
        """Return what a checkpoint says beside the weights; numbers and texts only."""
        return {"step": self.step, "seconds": self.seconds}

    def _average_weights(self) -> dict[str, Tensor]:
        return {
            name: value.detach().cpu().contiguous()
            for name, value in self.average.network.state_dict().items()
        }

    def resume(self) -> bool:
        """Go on from the checkpoint; returns False when there is none.

        Raises:
            ModelError: If the checkpoint does not fit this network.
        """
        if self.checkpoint is None or not self.checkpoint.exists():
            return False
        try:
            state = torch.load(self.checkpoint, weights_only=True, map_location=self.device)
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


def _copied(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {name: value.detach().clone() for name, value in weights.items()}


def _write_whole(path: Path, state: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".part")
    torch.save(dict(state), beside)
    beside.replace(path)
