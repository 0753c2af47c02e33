"""Which scales the best quality averages: those that pay on scenes that were not trained on.

Further scales help some networks and harm others, so none is taken because it usually helps. What
a set of scales costs is counted in passes over the picture, as the best quality makes them: eight
orientations at the scale of the network, four at others.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Callable

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.engine.segment.orientations import (
    ALL_EIGHT,
    Orientation,
    orientations_at,
    turn,
    turn_back,
)
from sat_dl_plugin.engine.train.evaluation import (
    Floats,
    Predictor,
    mean_predictor,
    rescaled_predictor,
    score,
)
from sat_dl_plugin.engine.train.scenes import IGNORED, Scene, Vocabulary

Scales = tuple[float, ...]

TRIED: tuple[Scales, ...] = ((1.0,), (0.7, 1.0), (0.8, 1.0, 1.2), (1.0, 1.4))
"""What bundled networks are tried at. Scales farther away won on single scenes only."""

# What further scales must gain, IoU, for each time that they add the cost of one scale. Smaller
# gains on a few scenes did not show on others.
_GAIN = 0.01

# Pixels per data set that are predicted for every set of scales.
_MEASURED_PX = 1_000_000
_PIECE_PX = 512
# Below this scale no network is asked to work; what it sees then reaches so much farther.
_COARSEST = 0.5


def choose_scales(tried: Sequence[Scales], worth: Callable[[Scales], float]) -> Scales:
    """Return the scales whose gain is largest after their cost was subtracted.

    Args:
        tried: Sets of scales; with one set alone, nothing is measured.
        worth: Returns the score of a set, 0 to 1.
    """
    if len(tried) == 1:
        return tried[0]
    return max(tried, key=lambda scales: worth(scales) - _GAIN * relative_cost(scales))


def relative_cost(scales: Scales) -> float:
    """Return the cost of the best quality relative to that of balanced."""
    return sum(len(orientations_at(scale, scales)) * scale**2 for scale in scales) / len(ALL_EIGHT)


def best_predictor(predict: Predictor, scales: Scales) -> Predictor:
    """Return a predictor that averages scales and orientations as the best quality does."""
    return mean_predictor(
        [
            rescaled_predictor(_turned(predict, orientations_at(scale, scales)), 1.0 / scale)
            for scale in scales
        ]
    )


def pixel_worth(
    predict: Predictor,
    scenes: Mapping[str, Sequence[Scene]],
    vocabulary: Vocabulary,
    thresholds: Sequence[float],
    exclusive: bool = True,
) -> Callable[[Scales], float]:
    """Return what scores scales by the IoU of classes, averaged over data sets.

    Args:
        predict: The network.
        scenes: Held-out scenes by data set; a part of large ones is looked at.
        vocabulary: Of their labels.
        thresholds: Of the classes.
        exclusive: Whether the classes exclude each other.
    """
    margin = math.ceil(predict.margin_px / _COARSEST)
    pieces = {name: _pieces(found, margin) for name, found in scenes.items()}

    def worth(scales: Scales) -> float:
        predictor = best_predictor(predict, scales)
        found = [
            score(predictor, part, vocabulary, thresholds, exclusive).mean_iou()
            for part in pieces.values()
        ]
        known = [value for value in found if not np.isnan(value)]
        return float(np.mean(known)) if known else 0.0

    return worth


def _turned(predict: Predictor, orientations: Sequence[Orientation]) -> Predictor:
    """Return a predictor that averages orientations."""

    def averaged(image: NDArray[Any]) -> Floats:
        total = np.zeros(0, np.float32)
        for place, orientation in enumerate(orientations):
            answer = turn_back(predict(turn(image, orientation)), orientation)
            total = total + answer if place else np.array(answer)
        mean: Floats = total / np.float32(len(orientations))
        return mean

    return Predictor(averaged, predict.margin_px, predict.stride_px)


def _pieces(scenes: Sequence[Scene], margin: int, seed: int = 0) -> list[Scene]:
    """Return labelled parts of scenes in random order, with unlabelled ground around them."""
    places = [
        (scene, row, column)
        for scene in scenes
        for row in range(0, scene.shape[0], _PIECE_PX)
        for column in range(0, scene.shape[1], _PIECE_PX)
    ]
    chosen: list[Scene] = []
    left = _MEASURED_PX
    for place in np.random.default_rng(seed).permutation(len(places)):
        scene, row, column = places[place]
        part = slice(row, row + _PIECE_PX), slice(column, column + _PIECE_PX)
        wanted = scene.labels[part]
        if left <= 0 or not (wanted != IGNORED).any():
            continue
        left -= wanted.size
        top, start = max(0, row - margin), max(0, column - margin)
        seen = slice(top, part[0].stop + margin), slice(start, part[1].stop + margin)
        labels = np.full_like(scene.labels[seen], IGNORED)
        labels[row - top :, column - start :][: wanted.shape[0], : wanted.shape[1]] = wanted
        chosen.append(Scene(scene.name, scene.image[:, seen[0], seen[1]], labels, scene.scale))
    return chosen
