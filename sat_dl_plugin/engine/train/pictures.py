"""Held-out patches that a network does best and worst on, as pictures for people."""

from __future__ import annotations

import base64
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Optional

import numpy as np
from numpy.typing import NDArray
from rasterio.errors import NotGeoreferencedWarning
from rasterio.io import MemoryFile

from sat_dl_plugin.contract.card import ClassCard, ModelCard
from sat_dl_plugin.contract.legend import NODATA_ID
from sat_dl_plugin.engine.train.evaluation import Part, Predictor, Tally, choose
from sat_dl_plugin.engine.train.scenes import IGNORED, Scene, Vocabulary

Pixels = NDArray[np.uint8]

_SIDE_PX = 256
"""About, for the patches that are shown."""
_SHOWN = 6

# A patch that is hardly labelled, has hardly anything on it or nothing else teaches nobody
# anything.
_LEAST_LABELLED = 0.3
_LEAST_PRESENT = 0.01
_MOST_OF_ONE = 0.97

_LOW_PERCENTILE, _HIGH_PERCENTILE = 2.0, 98.0
_STRETCHED_ON = 500
"""Rows and columns a picture is thinned to before its range is measured."""

_TINT = 0.65
_PALE = 130.0
_HATCH_PX = 8
_QUALITY = 88


@dataclass(frozen=True)
class Patch:
    """One patch of a held-out scene."""

    place: str
    """Scene, column and row of its upper left pixel."""
    picture: Pixels
    """Red, green and blue, (h, w, 3)."""
    reference: Pixels
    """Classes (h, w), numbered from 1; 0 is none of them and 255 not known."""
    prediction: Pixels
    """Classes (h, w), before cleaning."""
    iou: float
    """Mean over the classes that are on it or were found on it."""


@dataclass(frozen=True)
class _Candidate:
    """A patch that may be shown; its pictures are made when it is."""

    scene: Scene
    part: Part
    chosen: Pixels
    iou: float


@dataclass
class Examination:
    """What held-out scenes say about a network."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    """Pixels counted, by data set."""
    best: list[Patch] = field(default_factory=list)
    """The best first."""
    worst: list[Patch] = field(default_factory=list)
    """The worst first."""

    @property
    def total(self) -> Tally:
        """The pixels of all data sets.

        Raises:
            ValueError: If nothing was examined.
        """
        first, *others = self.tallies.values()
        counts = first.counts.copy()
        for tally in others:
            counts += tally.counts
        return Tally(first.vocabulary, first.exclusive, counts)


def examine(
    predict: Predictor,
    scenes: Mapping[str, Sequence[Scene]],
    vocabulary: Vocabulary,
    card: ModelCard,
    exclusive: bool,
    shown: int = _SHOWN,
) -> Examination:
    """Predict held-out scenes once: count their pixels and keep the patches to look at.

    Args:
        predict: What is examined.
        scenes: Held-out scenes by data set.
        vocabulary: Of their labels.
        card: Bands, classes and thresholds.
        exclusive: Whether the classes exclude each other.
        shown: Patches to keep at each end, at most.
    """
    thresholds = [entry.threshold for entry in card.classes[int(exclusive) :]]
    result = Examination()
    candidates: list[_Candidate] = []
    for name, found in scenes.items():
        tally = Tally.empty(vocabulary, exclusive)
        for scene in found:
            chosen = choose(predict, scene, thresholds, exclusive)
            tally.add(chosen, scene.labels)
            candidates = _extremes([*candidates, *_candidates(scene, chosen, tally)], shown)
        result.tallies[name] = tally
    table = reference_table(vocabulary, exclusive)
    patches = [_patch(candidate, table, card) for candidate in candidates]
    result.worst = patches[: min(shown, len(patches) // 2)]
    result.best = patches[::-1][: min(shown, len(patches) - len(result.worst))]
    return result


def overlay(picture: Pixels, classes: Pixels, legend: Sequence[ClassCard]) -> Pixels:
    """Return a faint grey picture with its classes in their colours and the unknown hatched.

    Args:
        picture: Red, green and blue, (h, w, 3).
        classes: (h, w), numbered from 1; 0 is none of them and 255 not known.
        legend: The classes in the order of their numbers.
    """
    grey = picture.astype(np.float32).mean(axis=2, keepdims=True)
    # Pale, so that grey and dark colours of classes can be told from the ground.
    shown = np.repeat(_PALE + (1 - _PALE / 255) * grey, 3, axis=2)
    edges = _edges(classes)
    for index, entry in enumerate(legend, 1):
        color = np.array(_rgb(entry.color), np.float32)
        of = classes == index
        shown[of] = (1 - _TINT) * shown[of] + _TINT * color
        shown[of & edges] = 0.6 * color
    rows, columns = np.indices(classes.shape)
    unknown = classes == NODATA_ID
    shown[unknown] = 0.5 * shown[unknown]
    shown[unknown & ((rows + columns) % _HATCH_PX < _HATCH_PX // 2)] *= 0.6
    blended: Pixels = shown.round().astype(np.uint8)
    return blended


def data_uri(picture: Pixels) -> str:
    """Return a picture (h, w, 3) as a JPEG inside of a link."""
    height, width, bands = picture.shape
    with warnings.catch_warnings(), MemoryFile() as memory:
        # It lies nowhere on earth.
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        profile = {"driver": "JPEG", "height": height, "width": width, "count": bands}
        with memory.open(**profile, dtype="uint8", QUALITY=_QUALITY) as target:
            target.write(np.moveaxis(picture, 2, 0))
        content = base64.b64encode(memory.read()).decode("ascii")
    return f"data:image/jpeg;base64,{content}"


def picture_of(scene: Scene, part: Part, card: ModelCard) -> Pixels:
    """Return a part of a scene as people see it: red, green and blue, (h, w, 3)."""
    bands = _shown_bands(card.bands)
    crop = np.stack([np.asarray(scene.image[band][part]) for band in bands], axis=2)
    if card.scaling.stored_range == (0.0, 255.0):
        return _eight_bit(crop)
    ranges = [_range(scene.image[band]) for band in bands]
    low = np.array([each[0] for each in ranges])
    width = np.array([each[1] for each in ranges]) - low
    stretched = (crop - low) / np.maximum(width, 1e-12)
    return _eight_bit(255 * stretched)


def _edges(classes: Pixels) -> NDArray[np.bool_]:
    """Return the pixels whose right or lower neighbour is of another class."""
    edges = np.zeros(classes.shape, np.bool_)
    edges[:, :-1] |= classes[:, 1:] != classes[:, :-1]
    edges[:-1] |= classes[1:] != classes[:-1]
    return edges


def _candidates(scene: Scene, chosen: Pixels, like: Tally) -> Iterator[_Candidate]:
    labelled = scene.labels != IGNORED
    if not labelled.any():
        return
    for rows in _cuts(labelled.any(axis=1)):
        for columns in _cuts(labelled.any(axis=0)):
            part = rows, columns
            tally = Tally.empty(like.vocabulary, like.exclusive)
            iou = _patch_iou(tally, chosen[part], scene.labels[part])
            if iou is not None:
                yield _Candidate(scene, part, chosen[part].copy(), iou)


def _cuts(labelled: NDArray[np.bool_]) -> Iterator[slice]:
    """Cut one axis, from its first label to its last, into equal parts as large as a patch."""
    found = np.flatnonzero(labelled)
    start, stop = int(found[0]), int(found[-1]) + 1
    edges = np.linspace(start, stop, max(1, round((stop - start) / _SIDE_PX)) + 1).astype(int)
    for low, high in zip(edges[:-1], edges[1:]):
        yield slice(int(low), int(high))


def _patch_iou(tally: Tally, chosen: Pixels, labels: Pixels) -> Optional[float]:
    """Return the mean IoU of a patch, None when there is too little on it."""
    labelled = np.bincount(labels[labels != IGNORED], minlength=1)
    if labelled.sum() < _LEAST_LABELLED * labels.size:
        return None
    if labelled.max() > _MOST_OF_ONE * labelled.sum():
        return None
    tally.add(chosen, labels)
    present = tally.hits + tally.misses
    touched = present + tally.false_alarms
    if present.sum() < _LEAST_PRESENT * labels.size:
        return None
    return float((tally.hits[touched > 0] / touched[touched > 0]).mean())


def _extremes(candidates: Sequence[_Candidate], shown: int) -> list[_Candidate]:
    """Return as many of the worst and the best as will be shown, the worst first."""
    ranked = sorted(candidates, key=lambda candidate: candidate.iou)
    return ranked if len(ranked) <= 2 * shown else ranked[:shown] + ranked[-shown:]


def _patch(candidate: _Candidate, reference: Pixels, card: ModelCard) -> Patch:
    scene, (rows, columns) = candidate.scene, candidate.part
    return Patch(
        f"{scene.name}, column {columns.start}, row {rows.start}",
        picture_of(scene, candidate.part, card),
        reference[scene.labels[candidate.part]],
        candidate.chosen,
        candidate.iou,
    )


def reference_table(vocabulary: Vocabulary, exclusive: bool) -> Pixels:
    """Return the class that is shown for every label, 255 for what is not known."""
    table = np.full(len(vocabulary.meanings), NODATA_ID, np.uint8)
    everything = frozenset(range(vocabulary.channels))
    for label, meaning in enumerate(vocabulary.meanings):
        classes = sorted(meaning.present - ({0} if exclusive else set()))
        if classes:
            table[label] = classes[0] + int(not exclusive)
        elif meaning.present or (not exclusive and meaning.absent == everything):
            table[label] = 0
    return table


def _eight_bit(values: NDArray[Any]) -> Pixels:
    rounded: Pixels = np.clip(np.rint(values), 0, 255).astype(np.uint8)
    return rounded


def _shown_bands(names: Sequence[str]) -> tuple[int, int, int]:
    if all(name in names for name in ("red", "green", "blue")):
        return names.index("red"), names.index("green"), names.index("blue")
    return (0, 1, 2) if len(names) >= 3 else (0, 0, 0)


def _range(band: NDArray[Any]) -> tuple[float, float]:
    """Return the 2nd and the 98th percentile of a band, measured on a part of its pixels."""
    thinned = band[tuple(slice(None, None, max(1, side // _STRETCHED_ON)) for side in band.shape)]
    low, high = np.percentile(thinned, (_LOW_PERCENTILE, _HIGH_PERCENTILE))
    return float(low), float(high)


def _rgb(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
