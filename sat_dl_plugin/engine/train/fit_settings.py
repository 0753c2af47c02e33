"""How a segmentation network is fitted, what is told of it, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Callable, Optional

from sat_dl_plugin.contract.errors import UsageError
from sat_dl_plugin.engine.train.loss import LossWeights
from sat_dl_plugin.engine.train.network import SegmentationNetwork
from sat_dl_plugin.engine.train.pace import done_share, learning_rate_share
from sat_dl_plugin.engine.train.sampling import PatchGeometry

DEFAULT_LEARNING_RATE = 2e-3
"""Where the finder finds none."""


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
        steps = self.epochs * self.batches_per_epoch if self.epochs else None
        return done_share(step, steps, seconds, self.seconds)

    def learning_rate_share(self, done: float) -> float:
        """Return the learning rate relative to its peak: linear rise, cosine fall to zero."""
        return learning_rate_share(done, self.warm_up)


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
