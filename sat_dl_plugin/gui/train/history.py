"""The epochs of a training, as its job tells of them; nothing here knows QGIS."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

TRAINING, EPOCH = "training", "epoch"
"""Kinds of details, see `engine.train.segmentation_job`."""

Values = list[Optional[float]]
"""One an epoch, None where nothing is known."""


class TrainingHistory:
    """Losses and scores by epoch, out of the details of a run."""

    def __init__(self) -> None:
        self.colors: dict[str, str] = {}
        """Colour of each class, in the order of the model's."""
        self.epoch_limit: Optional[int] = None
        self.seconds_limit: Optional[float] = None
        self.epochs: list[float] = []
        """Numbers of the epochs, rising."""
        self.train_loss: Values = []
        self.val_loss: Values = []
        self.mean_iou: Values = []
        self.iou: dict[str, Values] = {}
        """By class, as long as `epochs`."""
        self.seconds = 0.0
        """Time of training so far, over all resumed runs."""

    def add(self, kind: str, values: Mapping[str, Any]) -> None:
        """Take in one detail; of another kind than known here is ignored."""
        if kind == TRAINING:
            self.colors = dict(values.get("classes") or {})
            self.epoch_limit = values.get("epochs")
            self.seconds_limit = values.get("seconds")
        elif kind == EPOCH:
            self._add_epoch(values)

    @property
    def best_epoch(self) -> Optional[int]:
        """The epoch whose weights would be kept now, None before there is one."""
        known = [
            (score, -epoch) for score, epoch in zip(self.mean_iou, self.epochs) if score is not None
        ]
        if known:
            return round(-max(known)[1])
        return round(self.epochs[-1]) if self.epochs else None

    def at(self, values: Values, epoch: Optional[float]) -> Optional[float]:
        """Return the value of one of the columns at an epoch."""
        return values[self.epochs.index(epoch)] if epoch in self.epochs else None

    def _add_epoch(self, values: Mapping[str, Any]) -> None:
        epoch = float(values["epoch"])
        # The epochs of the run before are told again when a training goes on.
        while self.epochs and self.epochs[-1] >= epoch:
            self._drop_last()
        self.epochs.append(epoch)
        self.seconds = float(values.get("seconds") or 0.0)
        for column, name in (
            (self.train_loss, "train_loss"),
            (self.val_loss, "val_loss"),
            (self.mean_iou, "mean_iou"),
        ):
            column.append(values.get(name))
        scores = values.get("iou") or {}
        for name in dict.fromkeys([*self.colors, *self.iou, *scores]):
            column = self.iou.setdefault(name, [None] * (len(self.epochs) - 1))
            column.append(scores.get(name))

    def _drop_last(self) -> None:
        for column in (
            self.epochs,
            self.train_loss,
            self.val_loss,
            self.mean_iou,
            *self.iou.values(),
        ):
            column.pop()
