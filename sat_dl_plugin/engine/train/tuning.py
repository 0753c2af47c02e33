"""Thresholds and cleaning rules chosen on scenes that were neither trained on nor reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from sat_dl_plugin.engine.train.evaluation import Predictor, Tally, decide
from sat_dl_plugin.engine.train.scenes import IGNORED, Scene

# Pixels kept per data set; enough for two stable digits.
_SAMPLE = 400_000
_GRID = tuple(round(0.05 * step, 2) for step in range(3, 18))
_ROUNDS = 3


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


@dataclass(frozen=True)
class CleaningRule:
    """How the pixels of one class are cleaned, in pixels."""

    opening_px: int = 0
    """Radius of the opening."""
    closing_px: int = 0
    """Radius of the closing."""
    min_object_px: int = 0
    """Objects of fewer pixels are removed."""
    max_hole_px: int = 0
    """Holes of fewer pixels are filled."""

    def apply(self, mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return the cleaned mask of a class, in the order of the fields."""
        cleaned = mask
        if self.opening_px:
            cleaned = ndimage.binary_opening(cleaned, disk(self.opening_px))
        if self.closing_px:
            padded = np.pad(cleaned, self.closing_px)
            closed = ndimage.binary_closing(padded, disk(self.closing_px))
            inner = slice(self.closing_px, -self.closing_px)
            cleaned = closed[inner, inner]
        if self.min_object_px:
            cleaned = cleaned & ~_small_parts(cleaned, self.min_object_px)
        if self.max_hole_px:
            cleaned = cleaned | _small_parts(~cleaned, self.max_hole_px)
        return cleaned


def disk(radius: int) -> NDArray[np.bool_]:
    """Return a disk-shaped structuring element of ``2 * radius + 1`` pixels across."""
    steps = np.arange(-radius, radius + 1)
    inside: NDArray[np.bool_] = steps[:, None] ** 2 + steps[None, :] ** 2 <= radius**2
    return inside


def _small_parts(mask: NDArray[np.bool_], pixels: int) -> NDArray[np.bool_]:
    """Return the connected parts (by sides) of fewer than ``pixels`` pixels."""
    parts, _ = ndimage.label(mask)
    sizes = np.bincount(parts.ravel())
    small = sizes < pixels
    small[0] = False
    chosen: NDArray[np.bool_] = small[parts]
    return chosen


def cleaned_iou(
    chosen: Sequence[NDArray[np.uint8]], scenes: Sequence[Scene], channel: int, rule: CleaningRule
) -> float:
    """Return the IoU of one channel after cleaning.

    Args:
        chosen: Output channels chosen on each scene.
        scenes: The scenes.
        channel: The channel that is cleaned.
        rule: How.
    """
    hits = wrong = 0
    for choice, scene in zip(chosen, scenes):
        mask = rule.apply(choice == channel)
        present = scene.targets == (1 << channel)
        absent = (scene.targets != IGNORED) & ((scene.targets >> channel) & 1 == 0)
        hits += int(np.count_nonzero(mask & present))
        wrong += int(np.count_nonzero(mask & absent)) + int(np.count_nonzero(~mask & present))
    return hits / max(1, hits + wrong)


def tune_cleaning(
    chosen: Mapping[str, Sequence[NDArray[np.uint8]]],
    scenes: Mapping[str, Sequence[Scene]],
    channel: int,
    slack: float = 0.002,
) -> CleaningRule:
    """Choose the cleaning of one channel, one field after the other.

    The mildest value is taken that reaches the best IoU but for ``slack``: scenes elsewhere have
    smaller objects than those it is chosen on. The first options remove specks in any case.

    Args:
        chosen: Output channels chosen on the held-out scenes, per data set.
        scenes: The held-out scenes, per data set.
        channel: The channel to clean.
        slack: IoU that a milder rule may cost.
    """
    labelled = {
        name: found
        for name, found in scenes.items()
        if any((scene.targets == (1 << channel)).any() for scene in found)
    }

    def iou(rule: CleaningRule) -> float:
        scores = [cleaned_iou(chosen[name], labelled[name], channel, rule) for name in labelled]
        return float(np.mean(scores))

    options = {
        "opening_px": (0, 1, 2),
        "closing_px": (0, 1, 2),
        "min_object_px": (32, 64, 128, 256),
        "max_hole_px": (32, 64, 128, 256),
    }
    rule = CleaningRule()
    for name, values in options.items():
        rules = [CleaningRule(**{**rule.__dict__, name: value}) for value in values]
        scores = [iou(candidate) for candidate in rules]
        rule = next(r for r, reached in zip(rules, scores) if reached >= max(scores) - slack)
    return rule
