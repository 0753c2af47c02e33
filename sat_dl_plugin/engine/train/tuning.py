"""Thresholds and cleaning rules chosen on scenes that were neither trained on nor reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.jobs import CleaningRule
from sat_dl_plugin.engine.segment.clean_definition import clean_array
from sat_dl_plugin.engine.train.evaluation import Predictor, Tally, decide
from sat_dl_plugin.engine.train.scenes import IGNORED, Scene

# Pixels kept per data set; enough for two stable digits.
_SAMPLE = 400_000
# A class is never called where background is more than about twice as likely: what pays on a few
# held-out scenes would flood scenes of another kind.
_GRID = tuple(round(0.05 * step, 2) for step in range(6, 15))
_ROUNDS = 3

# From mild to strong: radii in pixels, areas in square metres.
_CLEANING_OPTIONS: Mapping[str, tuple[Any, ...]] = {
    "opening_px": (0, 1, 2),
    "closing_px": (0, 1, 2),
    "min_object_m2": (8.0, 16.0, 32.0, 64.0),
    "max_hole_m2": (8.0, 16.0, 32.0, 64.0),
}


@dataclass(frozen=True)
class Sample:
    """Pixels of one data set to choose thresholds on."""

    probabilities: NDArray[np.float32]
    """(channels, pixels)."""
    targets: NDArray[np.uint16]
    """Bit masks, (pixels,)."""


def sample_pixels(predict: Predictor, scenes: Sequence[Scene], seed: int = 0) -> Sample:
    """Predict scenes and keep a random share of their labelled pixels."""
    rng = np.random.default_rng(seed)
    labelled = [scene.targets != IGNORED for scene in scenes]
    share = min(1.0, _SAMPLE / max(1, sum(int(mask.sum()) for mask in labelled)))
    probabilities, targets = [], []
    for scene, mask in zip(scenes, labelled):
        kept = mask & (rng.random(mask.shape) < share)
        probabilities.append(predict(scene.image)[:, kept])
        targets.append(scene.targets[kept])
    return Sample(np.concatenate(probabilities, axis=1), np.concatenate(targets))


def mean_iou(samples: Mapping[str, Sample], thresholds: Sequence[float]) -> float:
    """Return the mean over classes of the mean IoU over the data sets that label the class."""
    scores = []
    for sample in samples.values():
        tally = Tally.empty(len(thresholds) + 1)
        tally.add(decide(sample.probabilities, thresholds), sample.targets)
        scores.append(tally.iou())
    stacked = np.stack(scores)
    known = ~np.isnan(stacked)
    per_class = np.where(known, stacked, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    return float(per_class[known.any(axis=0)].mean())


def tune_thresholds(samples: Mapping[str, Sample], channels: int) -> list[float]:
    """Choose a threshold per foreground channel by coordinate ascent of `mean_iou`.

    Args:
        samples: Held-out pixels per data set.
        channels: Output channels of the network, background included.

    Returns:
        Thresholds of the channels 1 to ``channels - 1``. Of equally good values the one
        nearest to a half is taken.
    """
    thresholds = [0.5] * (channels - 1)
    for _ in range(_ROUNDS):
        before = list(thresholds)
        for index in range(len(thresholds)):
            tried = [[*thresholds[:index], value, *thresholds[index + 1 :]] for value in _GRID]
            scores = [mean_iou(samples, candidate) for candidate in tried]
            ranked = sorted(
                zip(scores, _GRID), key=lambda pair: (round(pair[0], 4), -abs(pair[1] - 0.5))
            )
            thresholds[index] = ranked[-1][1]
        if thresholds == before:
            break
    return thresholds


def cleaned_iou(
    chosen: Sequence[NDArray[np.uint8]],
    scenes: Sequence[Scene],
    channel: int,
    rule: CleaningRule,
    pixel_area_m2: float,
) -> float:
    """Return the IoU of one channel after it was cleaned.

    Args:
        chosen: Output channels chosen on each scene.
        scenes: The scenes.
        channel: The channel that is cleaned.
        rule: How.
        pixel_area_m2: Ground area that a pixel is taken for.
    """
    hits = wrong = 0
    for choice, scene in zip(chosen, scenes):
        called = clean_array(choice, {channel: rule}, pixel_area_m2) == channel
        present = scene.targets == (1 << channel)
        absent = (scene.targets != IGNORED) & ((scene.targets >> channel) & 1 == 0)
        hits += int(np.count_nonzero(called & present))
        wrong += int(np.count_nonzero(called & absent) + np.count_nonzero(~called & present))
    return hits / max(1, hits + wrong)


def tune_cleaning(
    chosen: Mapping[str, Sequence[NDArray[np.uint8]]],
    scenes: Mapping[str, Sequence[Scene]],
    channel: int,
    pixel_area_m2: float,
    slack: float = 0.002,
) -> CleaningRule:
    """Choose the cleaning of one channel, one field after the other.

    The mildest value is taken that reaches the best IoU but for ``slack``: scenes elsewhere have
    smaller objects than those it is chosen on. The first options remove specks in any case.

    Args:
        chosen: Output channels chosen on the held-out scenes, per data set.
        scenes: The held-out scenes, per data set.
        channel: The channel to clean.
        pixel_area_m2: Ground area that a pixel is taken for.
        slack: IoU that a milder rule may cost.
    """
    labelled = [
        name
        for name, found in scenes.items()
        if any((scene.targets == (1 << channel)).any() for scene in found)
    ]

    def iou(rule: CleaningRule) -> float:
        scores = [
            cleaned_iou(chosen[name], scenes[name], channel, rule, pixel_area_m2)
            for name in labelled
        ]
        return float(np.mean(scores))

    rule = CleaningRule()
    for name, values in _CLEANING_OPTIONS.items():
        rules = [replace(rule, **{name: value}) for value in values]
        scores = [iou(candidate) for candidate in rules]
        rule = next(r for r, reached in zip(rules, scores) if reached >= max(scores) - slack)
    return rule
