"""Thresholds and cleaning rules chosen on scenes that were neither trained on nor reported.

Scores are averaged over the data sets that label a class, and then over the classes, so that
neither a large data set nor a frequent class decides alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Callable, Optional

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.contract.jobs import CleaningRule
from sat_dl_plugin.engine.segment.clean_definition import clean_array
from sat_dl_plugin.engine.train.evaluation import (
    Predictor,
    Tally,
    choose,
    decide,
)
from sat_dl_plugin.engine.train.scenes import IGNORED, Scene, Vocabulary

Scenes = Mapping[str, Sequence[Scene]]
"""Held-out scenes by data set."""

# Pixels kept per data set; enough for two stable digits.
_SAMPLE = 400_000
# A class is never called where background is more than about twice as likely: what pays on a few
# held-out scenes would flood scenes of another kind.
_GRID = tuple(round(0.05 * step, 2) for step in range(6, 15))
_ROUNDS = 3

# From mild to strong, pixels: nobody draws what is smaller than the first of the sizes.
_RADII_PX = (0, 1, 2)
_SIZES_PX = (4, 8, 16, 32, 64, 128, 256)
# IoU that a milder rule may cost: scenes elsewhere have smaller objects than those it is chosen on.
_SLACK = 0.002
# Per data set: every rule tried cleans all of them once.
_CLEANED_PX = 4_000_000
_PIECE_PX = 1024


@dataclass(frozen=True)
class Sample:
    """Pixels of one data set to choose thresholds on."""

    probabilities: NDArray[np.float32]
    """(channels, pixels)."""
    labels: NDArray[np.uint8]
    """Label values, (pixels,)."""


@dataclass(frozen=True)
class Piece:
    """A part of a scene to choose cleaning rules on."""

    chosen: NDArray[np.uint8]
    """Classes (h, w) before cleaning; 255 where nothing was predicted."""
    labels: NDArray[np.uint8]
    """Label values, (h, w)."""
    pixel_area_m2: float


def tune(
    predict: Predictor,
    scenes: Scenes,
    vocabulary: Vocabulary,
    classes: Sequence[ClassCard],
    exclusive: bool,
    pixel_area_m2: float,
    tell: Callable[[float], None] = lambda share: None,
) -> tuple[ClassCard, ...]:
    """Choose a threshold and a cleaning rule for every class that the scenes label.

    Args:
        predict: What is tuned.
        scenes: Held-out scenes by data set.
        vocabulary: Of their labels.
        classes: One card an output channel, the background's in front where there is one.
        exclusive: Whether the classes exclude each other.
        pixel_area_m2: Ground area of a pixel of a scene of scale 1.
        tell: Hears the share that is done, 0 to 1; may raise to stop.

    Returns:
        The cards, in the same order. A class without a labelled pixel keeps its card.
    """
    foreground = list(classes)[int(exclusive) :]
    samples = {}
    for place, (name, found) in enumerate(scenes.items()):
        tell(0.3 * place / len(scenes))
        samples[name] = sample_pixels(predict, found)
    thresholds = tune_thresholds(samples, vocabulary, [c.threshold for c in foreground], exclusive)
    pieces = {}
    for place, (name, found) in enumerate(scenes.items()):
        tell(0.3 + 0.3 * place / len(scenes))
        pieces[name] = list(cut_pieces(predict, found, thresholds, exclusive, pixel_area_m2))
    tuned = []
    for index, entry in enumerate(foreground, 1):
        tell(0.6 + 0.4 * (index - 1) / len(foreground))
        rule = tune_cleaning(pieces, vocabulary, index, exclusive)
        changes = {} if rule is None else asdict(rule)
        tuned.append(replace(entry, threshold=thresholds[index - 1], **changes))
    tell(1.0)
    return (*list(classes)[: int(exclusive)], *tuned)


def sample_pixels(predict: Predictor, scenes: Sequence[Scene], seed: int = 0) -> Sample:
    """Predict scenes and keep a random share of their labelled pixels."""
    rng = np.random.default_rng(seed)
    labelled = sum(int(np.count_nonzero(scene.labels != IGNORED)) for scene in scenes)
    share = min(1.0, _SAMPLE / max(1, labelled))
    probabilities, labels = [], []
    for scene in scenes:
        kept = (scene.labels != IGNORED) & (rng.random(scene.shape) < share)
        for part, answer in predict.parts(scene.image, kept):
            probabilities.append(answer[:, kept[part]])
            labels.append(scene.labels[part][kept[part]])
    if not probabilities:
        return Sample(np.empty((0, 0), np.float32), np.empty(0, np.uint8))
    return Sample(np.concatenate(probabilities, axis=1), np.concatenate(labels))


def mean_iou(
    samples: Mapping[str, Sample],
    vocabulary: Vocabulary,
    thresholds: Sequence[float],
    exclusive: bool = True,
) -> float:
    """Return the mean over classes of the mean IoU over the data sets that label the class."""
    scores = []
    for sample in samples.values():
        tally = Tally.empty(vocabulary, exclusive)
        if sample.labels.size:
            tally.add(decide(sample.probabilities, thresholds, exclusive), sample.labels)
        scores.append(tally.iou())
    stacked = np.stack(scores)
    known = ~np.isnan(stacked)
    if not known.any():
        return 0.0
    per_class = np.where(known, stacked, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    return float(per_class[known.any(axis=0)].mean())


def tune_thresholds(
    samples: Mapping[str, Sample],
    vocabulary: Vocabulary,
    start: Sequence[float],
    exclusive: bool = True,
) -> list[float]:
    """Choose a threshold per class by coordinate ascent of `mean_iou`.

    Args:
        samples: Held-out pixels per data set.
        vocabulary: Of their labels.
        start: Threshold of every class to begin with; a class that no sample labels keeps it.
        exclusive: Whether the classes exclude each other.

    Returns:
        Thresholds of the classes. Of equally good values the one nearest to a half is taken.
    """
    thresholds = list(start)
    present = vocabulary.present[:, int(exclusive) :]
    labelled = np.zeros(len(thresholds), dtype=np.bool_)
    for sample in samples.values():
        labelled |= present[np.unique(sample.labels)].any(axis=0)
    for _ in range(_ROUNDS):
        before = list(thresholds)
        for index in np.flatnonzero(labelled):
            tried = [[*thresholds[:index], value, *thresholds[index + 1 :]] for value in _GRID]
            scores = [mean_iou(samples, vocabulary, one, exclusive) for one in tried]
            ranked = sorted(
                zip(scores, _GRID), key=lambda pair: (round(pair[0], 4), -abs(pair[1] - 0.5))
            )
            thresholds[index] = ranked[-1][1]
        if thresholds == before:
            break
    return thresholds


def cut_pieces(
    predict: Predictor,
    scenes: Sequence[Scene],
    thresholds: Sequence[float],
    exclusive: bool,
    pixel_area_m2: float,
    seed: int = 0,
) -> Iterator[Piece]:
    """Predict as much of the scenes as cleaning rules are chosen on, in random order."""
    windows = [
        (scene, (slice(row, row + _PIECE_PX), slice(column, column + _PIECE_PX)))
        for scene in scenes
        for row in range(0, scene.shape[0], _PIECE_PX)
        for column in range(0, scene.shape[1], _PIECE_PX)
    ]
    left = _CLEANED_PX
    for place in np.random.default_rng(seed).permutation(len(windows)):
        scene, part = windows[place]
        labels = scene.labels[part]
        if left <= 0 or not (labels != IGNORED).any():
            continue
        left -= labels.size
        cut = Scene(scene.name, scene.image[:, part[0], part[1]], labels, scene.scale)
        chosen = choose(predict, cut, thresholds, exclusive)
        yield Piece(chosen, labels, pixel_area_m2 * scene.scale**2)


def tune_cleaning(
    pieces: Mapping[str, Sequence[Piece]],
    vocabulary: Vocabulary,
    index: int,
    exclusive: bool = True,
) -> Optional[CleaningRule]:
    """Choose the cleaning of one class, one field after the other.

    The mildest value is taken that reaches the best IoU but for a little. The smallest object and
    the largest hole are never 0, so that specks go in any case.

    Args:
        pieces: Parts of held-out scenes by data set.
        vocabulary: Of their labels.
        index: Number of the class, from 1.
        exclusive: Whether the classes exclude each other.

    Returns:
        The rule, or None where no piece labels the class.
    """
    channel = index - 1 + int(exclusive)
    labels = np.flatnonzero(vocabulary.present[:, channel])
    labelled = [
        found
        for found in pieces.values()
        if any(np.isin(piece.labels, labels).any() for piece in found)
    ]
    if not labelled:
        return None

    def iou(rule: CleaningRule) -> float:
        scores = [_cleaned_iou(found, vocabulary, index, rule, exclusive) for found in labelled]
        return float(np.mean(scores))

    smallest_m2 = min(piece.pixel_area_m2 for found in labelled for piece in found)
    sizes_m2 = tuple(_rounded(size * smallest_m2) for size in _SIZES_PX)
    options: Mapping[str, Sequence[Any]] = {
        "opening_px": _RADII_PX,
        "closing_px": _RADII_PX,
        "min_object_m2": sizes_m2,
        "max_hole_m2": sizes_m2,
    }
    rule = CleaningRule()
    for name, values in options.items():
        rules = [replace(rule, **{name: value}) for value in values]
        scores = [iou(candidate) for candidate in rules]
        rule = next(r for r, reached in zip(rules, scores) if reached >= max(scores) - _SLACK)
    return rule


def _cleaned_iou(
    pieces: Sequence[Piece],
    vocabulary: Vocabulary,
    index: int,
    rule: CleaningRule,
    exclusive: bool,
) -> float:
    tally = Tally.empty(vocabulary, exclusive)
    for piece in pieces:
        tally.add(clean_array(piece.chosen, {index: rule}, piece.pixel_area_m2), piece.labels)
    return float(np.nan_to_num(tally.iou()[index - 1]))


def _rounded(area_m2: float) -> float:
    """Return an area with two digits: more would claim a precision that nobody has."""
    return float(f"{area_m2:.2g}")
