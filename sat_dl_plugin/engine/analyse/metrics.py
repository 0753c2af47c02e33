"""Scores of classes from exact counts of pixels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Optional

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.contract.legend import BACKGROUND_ID, NODATA_ID

_LABELS = NODATA_ID + 1

Counts = NDArray[np.int64]


class PixelTally:
    """Counts pairs of labels in windows; nodata on either side is never counted."""

    def __init__(self) -> None:
        self._pairs: Counts = np.zeros((_LABELS, _LABELS), dtype=np.int64)

    def push(self, reference: NDArray[np.uint8], found: NDArray[np.uint8]) -> None:
        """Count the pixels of one window, two arrays of the same shape."""
        key = reference.astype(np.uint16)
        key *= _LABELS
        key += found
        pairs = np.bincount(key.reshape(-1), minlength=_LABELS * _LABELS)
        self._pairs += pairs.reshape(_LABELS, _LABELS)

    @property
    def confusion(self) -> Counts:
        """Pixels of each class of the reference (rows) and class found (columns), 255 x 255."""
        return self._pairs[:NODATA_ID, :NODATA_ID]

    @property
    def left_out(self) -> int:
        """Pixels that only one of the two sides has a class for."""
        return int(
            self._pairs[NODATA_ID, :NODATA_ID].sum() + self._pairs[:NODATA_ID, NODATA_ID].sum()
        )


@dataclass(frozen=True)
class Score:
    """How well one class was found; what would be divided by zero is None."""

    right: int
    """Pixels or objects that both sides have."""
    support: int
    """Those of the reference."""
    found: int
    """Those of the prediction."""

    @property
    def iou(self) -> Optional[float]:
        """Intersection over union."""
        return _ratio(self.right, self.support + self.found - self.right)

    @property
    def precision(self) -> Optional[float]:
        """Share of what was found that is right."""
        return _ratio(self.right, self.found)

    @property
    def recall(self) -> Optional[float]:
        """Share of the reference that was found."""
        return _ratio(self.right, self.support)

    @property
    def f1(self) -> Optional[float]:
        """Harmonic mean of precision and recall."""
        return _ratio(2 * self.right, self.support + self.found)


@dataclass(frozen=True)
class ClassScore:
    """The scores of one class."""

    entry: ClassCard
    pixels: Score
    objects: Optional[Score] = None
    """Only where objects were matched."""


def pixel_score(confusion: Counts, class_id: int) -> Score:
    """Return the score of one class of a confusion matrix."""
    return Score(
        right=int(confusion[class_id, class_id]),
        support=int(confusion[class_id].sum()),
        found=int(confusion[:, class_id].sum()),
    )


def present_classes(confusion: Counts) -> list[int]:
    """Return the classes that occur on either side."""
    return [int(value) for value in np.flatnonzero(confusion.sum(axis=0) + confusion.sum(axis=1))]


def overall_accuracy(confusion: Counts) -> Optional[float]:
    """Return the share of all pixels that have the right class, background included."""
    return _ratio(int(np.trace(confusion)), int(confusion.sum()))


def means(scores: Iterable[Score]) -> dict[str, Optional[float]]:
    """Return the means over classes of ``iou``, ``precision``, ``recall`` and ``f1``.

    Each is taken over the classes it is defined for: precision over those that were found,
    recall over those of the reference, the others over those of either.
    """
    listed = list(scores)
    return {
        name: _mean([getattr(score, name) for score in listed])
        for name in ("iou", "precision", "recall", "f1")
    }


def foreground(scores: Sequence[ClassScore]) -> list[ClassScore]:
    """Return the scores without that of the background, which means leave out."""
    return [score for score in scores if score.entry.id != BACKGROUND_ID]


def _mean(values: Iterable[Optional[float]]) -> Optional[float]:
    known = [value for value in values if value is not None]
    return fmean(known) if known else None


def _ratio(part: int, whole: int) -> Optional[float]:
    return part / whole if whole else None
