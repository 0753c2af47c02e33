"""Thresholds and separations that fit reviewed ground, for a version that learnt from it.

A few numbers can be chosen on ground that is far too small to train weights on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.contract.legend import has_corners
from sat_dl_plugin.engine.train.evaluation import Floats, Predictor
from sat_dl_plugin.engine.train.object_scores import called_pixels, object_counts
from sat_dl_plugin.engine.train.scenes import IGNORED, Scene, Vocabulary

LEAST_GAIN = 0.1
"""What IoU and object F1 together must gain: what gains less here loses as often elsewhere."""

_THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
_SEPARATIONS = (0.0, 2.0, 4.0, 6.0)

# A class of fewer objects keeps its card, and smaller ones are no objects.
_FEWEST_OBJECTS = 5
_SMALLEST_PX = 30

# Every choice is tried on all of it.
_MOST_PX = 1_000_000


@dataclass(frozen=True)
class _Piece:
    probabilities: Floats
    """Shape (channels, rows, cols), the background in front."""
    labels: NDArray[np.uint8]
    """Shape (rows, cols)."""


def choose_for_objects(
    predict: Predictor,
    scenes: Sequence[Scene],
    vocabulary: Vocabulary,
    classes: Sequence[ClassCard],
) -> tuple[ClassCard, ...]:
    """Choose thresholds, and how far things that touch are taken apart, class by class.

    Args:
        predict: A network whose classes exclude each other.
        scenes: Ground that is labelled completely.
        vocabulary: Of its labels.
        classes: Cards of the channels, the background in front.

    Returns:
        The cards; changed only where `LEAST_GAIN` is reached.
    """
    pieces = list(_pieces(predict, scenes))
    chosen = list(classes)
    for place in range(1, len(chosen)):
        chosen[place] = _best(pieces, vocabulary, chosen, place)
    return tuple(chosen)


def _pieces(predict: Predictor, scenes: Sequence[Scene]) -> Iterator[_Piece]:
    """Predict what is labelled, as much as is looked at."""
    left = _MOST_PX
    for scene in scenes:
        for part, probabilities in predict.parts(scene.image, scene.labels != np.uint8(IGNORED)):
            if left <= 0:
                return
            labels = scene.labels[part]
            left -= labels.size
            yield _Piece(probabilities, labels)


def _best(
    pieces: Sequence[_Piece], vocabulary: Vocabulary, classes: Sequence[ClassCard], place: int
) -> ClassCard:
    """Return the card of a class that fits best, the present one unless another is much better."""
    present = classes[place]
    worth, objects = _worth(pieces, vocabulary, classes, place)
    if objects < _FEWEST_OBJECTS:
        return present
    # Only things with walls, and those that the card parts already, are things that touch.
    touch = present.separation > 0 or has_corners(present.name)
    separations = _SEPARATIONS if touch else (present.separation,)
    best, most = present, worth + LEAST_GAIN
    # Of equally good ones the nearest to the present is taken.
    for threshold in sorted(_THRESHOLDS, key=lambda value: abs(value - present.threshold)):
        for separation in separations:
            tried = [*classes]
            tried[place] = replace(present, threshold=threshold, separation=separation)
            reached, _ = _worth(pieces, vocabulary, tried, place)
            if reached > most:
                best, most = tried[place], reached
    return best


def _worth(
    pieces: Sequence[_Piece], vocabulary: Vocabulary, classes: Sequence[ClassCard], place: int
) -> tuple[float, int]:
    """Return the sum of pixel IoU and object F1 of a class, and how many objects there are."""
    is_there = vocabulary.present[:, place]
    is_known = is_there | vocabulary.absent[:, place]
    shared = either = hits = found = wanted = 0
    for piece in pieces:
        true = is_there[piece.labels]
        called = called_pixels(piece.probabilities, classes, place) & is_known[piece.labels]
        shared += int(np.count_nonzero(called & true))
        either += int(np.count_nonzero(called | true))
        counts = object_counts(called, true, _SMALLEST_PX)
        hits, found, wanted = hits + counts[0], found + counts[1], wanted + counts[2]
    return shared / max(either, 1) + 2.0 * hits / max(found + wanted, 1), wanted
