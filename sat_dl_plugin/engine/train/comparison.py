"""Two versions of a network on the same ground: their scores, and where they differ most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Optional

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.card import ClassCard, ModelCard
from sat_dl_plugin.engine.train.evaluation import Part, Predictor, Tally, choose
from sat_dl_plugin.engine.train.pictures import Pixels, picture_of, reference_table
from sat_dl_plugin.engine.train.scenes import IGNORED, Scene, Vocabulary

_SIDE_PX = 256
_SHOWN = 6

# A patch with fewer labelled pixels says nothing.
_LEAST_LABELLED = 64

# Smaller changes of a patch are not worth a picture.
_LEAST_CHANGE = 0.005


@dataclass(frozen=True)
class ChangedPatch:
    """One patch of held-out ground as both versions see it."""

    place: str
    picture: Pixels
    """Red, green and blue, (h, w, 3)."""
    reference: Pixels
    """Classes (h, w), numbered from 1; 0 is none of them and 255 not known."""
    before: Pixels
    after: Pixels
    right_before: float
    """Share of the labelled pixels that the old version has right."""
    right_after: float

    @property
    def gain(self) -> float:
        """What the new version has right more."""
        return self.right_after - self.right_before


@dataclass(frozen=True)
class Comparison:
    """What held-out ground says about both versions."""

    before: Tally
    after: Tally
    better: tuple[ChangedPatch, ...] = ()
    """The most improved first."""
    worse: tuple[ChangedPatch, ...] = ()
    """The most worsened first."""

    def rows(self, card: ModelCard) -> list[dict[str, Any]]:
        """Return the scores of every class before and after, None where it is not labelled."""
        columns = {
            "iou": self.after.iou(),
            "iou_before": self.before.iou(),
            "f1": self.after.f1(),
            "f1_before": self.before.f1(),
        }
        pixels = self.after.hits + self.after.misses
        return [
            {
                "class_id": entry.id,
                "class_name": entry.name,
                "pixels": int(pixels[place]),
                **{name: _known(values[place]) for name, values in columns.items()},
            }
            for place, entry in enumerate(card.foreground)
        ]

    def means(self) -> dict[str, Optional[float]]:
        """Return the means over the labelled classes, None when there are none."""
        return {"iou": _known(self.after.mean_iou()), "iou_before": _known(self.before.mean_iou())}


def compare(
    before: Predictor,
    after: Predictor,
    scenes: Sequence[Scene],
    vocabulary: Vocabulary,
    card: ModelCard,
    exclusive: bool,
    classes_after: Sequence[ClassCard] = (),
    shown: int = _SHOWN,
) -> Comparison:
    """Predict held-out scenes with both versions, each by its thresholds.

    Args:
        before: The old version.
        after: The new version.
        scenes: Held-out scenes.
        vocabulary: Of their labels.
        card: Bands, classes and thresholds of the old version.
        exclusive: Whether the classes exclude each other.
        classes_after: Cards of the channels of the new version; as before when empty.
        shown: Patches to keep of each kind, at most.
    """
    thresholds = [
        [entry.threshold for entry in classes[int(exclusive) :]]
        for classes in (card.classes, classes_after or card.classes)
    ]
    tallies = Tally.empty(vocabulary, exclusive), Tally.empty(vocabulary, exclusive)
    changed: list[tuple[float, float, Scene, Part, Pixels, Pixels]] = []
    for scene in scenes:
        old, new = (
            choose(each, scene, values, exclusive)
            for each, values in zip((before, after), thresholds)
        )
        for tally, chosen in zip(tallies, (old, new)):
            tally.add(chosen, scene.labels)
        right = _right(old, scene, vocabulary, exclusive), _right(new, scene, vocabulary, exclusive)
        labelled: NDArray[np.bool_] = scene.labels != np.uint8(IGNORED)
        for part in _parts(labelled):
            known: NDArray[np.bool_] = labelled[part]
            if np.count_nonzero(known) >= _LEAST_LABELLED:
                shares = [float(each[part][known].mean()) for each in right]
                changed.append((*shares, scene, part, old[part].copy(), new[part].copy()))
    table = reference_table(vocabulary, exclusive)
    ranked = sorted(changed, key=lambda entry: entry[0] - entry[1])
    better = [entry for entry in ranked if entry[1] - entry[0] >= _LEAST_CHANGE][:shown]
    worse = [entry for entry in reversed(ranked) if entry[0] - entry[1] >= _LEAST_CHANGE][:shown]
    return Comparison(
        *tallies,
        tuple(_patch(entry, table, card) for entry in better),
        tuple(_patch(entry, table, card) for entry in worse),
    )


def _right(
    chosen: Pixels, scene: Scene, vocabulary: Vocabulary, exclusive: bool
) -> NDArray[np.bool_]:
    """Return which pixels are not contradicted by their labels."""
    first = int(exclusive)
    present, absent = vocabulary.present[:, first:], vocabulary.absent[:, first:]
    # Column 0 is "none of the classes": right where none of them is said to be there.
    table = np.ones((len(present), present.shape[1] + 1), dtype=np.bool_)
    has_any: NDArray[np.bool_] = np.any(present, axis=1)
    table[:, 0] = np.logical_not(has_any)
    table[:, 1:] = np.where(has_any[:, None], present, ~absent)
    found = np.where(chosen < table.shape[1], chosen, 0)
    right: NDArray[np.bool_] = table[scene.labels, found]
    return right


def _parts(labelled: NDArray[np.bool_]) -> list[Part]:
    """Return squares over what is labelled; the surroundings of a crop are nothing to look at."""
    rows, columns = (np.flatnonzero(labelled.any(axis=1 - axis)) for axis in (0, 1))
    if not len(rows):
        return []
    bottom, right = int(rows[-1]) + 1, int(columns[-1]) + 1
    return [
        (slice(row, min(row + _SIDE_PX, bottom)), slice(column, min(column + _SIDE_PX, right)))
        for row in range(int(rows[0]), bottom, _SIDE_PX)
        for column in range(int(columns[0]), right, _SIDE_PX)
    ]


def _patch(
    entry: tuple[float, float, Scene, Part, Pixels, Pixels], reference: Pixels, card: ModelCard
) -> ChangedPatch:
    right_before, right_after, scene, part, old, new = entry
    rows, columns = part
    return ChangedPatch(
        f"{scene.name}, column {columns.start}, row {rows.start}",
        picture_of(scene, part, card),
        reference[scene.labels[part]],
        old,
        new,
        right_before,
        right_after,
    )


def metrics_of(rows: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, float]]:
    """Return the scores of labelled classes for a card, from `Comparison.rows`."""
    names = ("iou", "iou_before", "f1", "f1_before")
    return {
        str(row["class_name"]): {name: round(row[name], 4) for name in names}
        for row in rows
        if row["iou"] is not None
    }


def _known(value: float) -> Optional[float]:
    return None if np.isnan(value) else float(value)
