"""How good a classifier is on ground that it has not learnt from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import confusion_matrix

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.contract.legend import NODATA_ID
from sat_dl_plugin.engine.analyse.metrics import (
    ClassScore,
    foreground,
    means,
    overall_accuracy,
    pixel_score,
)

# Counts of weighted samples are kept as whole numbers of this many pixels in all.
_COUNTED = 1e9


@dataclass(frozen=True)
class HoldoutScores:
    """Scores on samples that were set aside, as if all labelled pixels had been."""

    scores: tuple[ClassScore, ...]
    confusion: NDArray[np.int64]
    """Pixels of each class labelled (rows) and found (columns), 255 x 255, scaled."""
    samples: int
    """Number of samples behind them."""

    def rows(self) -> list[dict[str, Any]]:
        """Return a row for each class, for the log and for the card."""
        return [
            {
                "class_id": score.entry.id,
                "class_name": score.entry.name,
                **{
                    name: _rounded(getattr(score.pixels, name))
                    for name in ("iou", "precision", "recall", "f1")
                },
            }
            for score in self.scores
        ]

    def means(self) -> dict[str, Any]:
        """Return the means over the classes, background left out."""
        found = means(score.pixels for score in foreground(self.scores))
        return {name: _rounded(value) for name, value in found.items()}

    def accuracy(self) -> Any:
        """Return the share of pixels that have the right class."""
        return _rounded(overall_accuracy(self.confusion))


def score(
    class_id: NDArray[np.uint8],
    found: NDArray[np.uint8],
    weights: NDArray[np.float64],
    legend: Sequence[ClassCard],
) -> HoldoutScores:
    """Compare what was found with the labels.

    Args:
        class_id: Class of each sample.
        found: Class that the classifier gives it.
        weights: How many pixels each sample stands for, in any unit.
        legend: The classes, background included.
    """
    ids = list(range(NODATA_ID))
    counted = confusion_matrix(
        class_id, found, labels=ids, sample_weight=weights * (_COUNTED / weights.sum())
    )
    confusion = np.rint(counted).astype(np.int64)
    return HoldoutScores(
        tuple(ClassScore(entry, pixel_score(confusion, entry.id)) for entry in legend),
        confusion,
        len(class_id),
    )


def _rounded(value: Any) -> Any:
    return None if value is None else round(float(value), 4)
