"""Whole-scene prediction and scores under the decision rule of the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from sat_dl_plugin.engine.train.network import STRIDE, SegmentationNetwork
from sat_dl_plugin.engine.train.scenes import IGNORED, Scene

Predictor = Callable[[NDArray[np.uint8]], NDArray[np.float32]]
"""From an image (3, h, w) to probabilities (channels, h, w)."""


def network_predictor(network: SegmentationNetwork) -> Predictor:
    """Return a predictor that passes whole pictures through a network once."""

    def predict(image: NDArray[np.uint8]) -> NDArray[np.float32]:
        rows, columns = image.shape[1:]
        network.eval()
        with torch.inference_mode():
            pixels = torch.from_numpy(image).float().unsqueeze(0) / 255.0
            # Edge pixels are repeated up to the stride, as the engine does.
            margins = (0, -columns % STRIDE, 0, -rows % STRIDE)
            padded = functional.pad(pixels, margins, mode="replicate")
            probabilities = network(padded)
        result: NDArray[np.float32] = probabilities[0, :, :rows, :columns].numpy()
        return result

    return predict


def decide(probabilities: NDArray[np.float32], thresholds: Sequence[float]) -> NDArray[np.uint8]:
    """Choose an output channel for every pixel.

    Args:
        probabilities: (channels, ...); channel 0 is background.
        thresholds: One value per foreground channel.

    Returns:
        The most probable of the foreground channels that reach their threshold, else 0.
    """
    limits = np.asarray(thresholds, dtype=np.float32).reshape(-1, *[1] * (probabilities.ndim - 1))
    allowed = np.where(probabilities[1:] >= limits, probabilities[1:], -1.0)
    best = allowed.argmax(axis=0)
    reached = np.take_along_axis(allowed, best[None], axis=0)[0] >= 0.0
    chosen: NDArray[np.uint8] = np.where(reached, best + 1, 0).astype(np.uint8)
    return chosen


@dataclass
class Tally:
    """Pixels counted over any number of scenes, one entry per foreground channel."""

    hits: NDArray[np.int64]
    false_alarms: NDArray[np.int64]
    misses: NDArray[np.int64]

    @staticmethod
    def empty(channels: int) -> Tally:
        """Return a tally of nothing for a network with ``channels`` output channels."""
        return Tally(*(np.zeros(channels - 1, dtype=np.int64) for _ in range(3)))

    def add(self, chosen: NDArray[np.uint8], targets: NDArray[np.uint16]) -> None:
        """Count the pixels whose label decides about a channel.

        Args:
            chosen: Output channel chosen at every pixel.
            targets: Bit masks of the classes a pixel may have.
        """
        labelled = targets != IGNORED
        for index in range(len(self.hits)):
            channel = index + 1
            present = targets == (1 << channel)
            absent = labelled & ((targets >> channel) & 1 == 0)
            called = chosen == channel
            self.hits[index] += np.count_nonzero(called & present)
            self.misses[index] += np.count_nonzero(~called & present)
            self.false_alarms[index] += np.count_nonzero(called & absent)

    def iou(self) -> NDArray[np.float64]:
        """Return intersection over union per foreground channel, NaN where nothing is labelled."""
        return self._ratio(self.hits, self.hits + self.false_alarms + self.misses)

    def f1(self) -> NDArray[np.float64]:
        """Return the F1 score per foreground channel, NaN where nothing is labelled."""
        return self._ratio(2 * self.hits, 2 * self.hits + self.false_alarms + self.misses)

    def precision(self) -> NDArray[np.float64]:
        """Return the share of called pixels that are right, per foreground channel."""
        return self._ratio(self.hits, self.hits + self.false_alarms)

    def recall(self) -> NDArray[np.float64]:
        """Return the share of present pixels that are called, per foreground channel."""
        return self._ratio(self.hits, self.hits + self.misses)

    def _ratio(self, part: NDArray[np.int64], whole: NDArray[np.int64]) -> NDArray[np.float64]:
        present = (self.hits + self.misses > 0) & (whole > 0)
        ratio: NDArray[np.float64] = np.where(present, part / np.maximum(whole, 1), np.nan)
        return ratio


def score(predict: Predictor, scenes: Sequence[Scene], thresholds: Sequence[float]) -> Tally:
    """Predict scenes and count their pixels."""
    tally = Tally.empty(len(thresholds) + 1)
    for scene in scenes:
        tally.add(decide(predict(scene.image), thresholds), scene.targets)
    return tally


def metrics_table(tally: Tally, names: Sequence[str]) -> dict[str, dict[str, float]]:
    """Return the scores of every labelled class, rounded for a card."""
    columns: Mapping[str, NDArray[np.float64]] = {
        "iou": tally.iou(),
        "f1": tally.f1(),
        "precision": tally.precision(),
        "recall": tally.recall(),
    }
    return {
        name: {metric: round(float(values[index]), 4) for metric, values in columns.items()}
        for index, name in enumerate(names)
        if not np.isnan(columns["iou"][index])
    }


def rescaled_predictor(predict: Predictor, relative: float) -> Predictor:
    """Return a predictor that works on coarser or finer pixels and returns to the image's own.

    Args:
        predict: The predictor to use.
        relative: Size of a working pixel in pixels of the image; over 1 is coarser.
    """
    if relative == 1.0:
        return predict

    def rescaled(image: NDArray[np.uint8]) -> NDArray[np.float32]:
        shape = image.shape[1:]
        working = tuple(max(1, round(side / relative)) for side in shape)
        pixels = _resized(torch.from_numpy(image).float(), working)
        probabilities = predict(pixels.round().clamp(0, 255).to(torch.uint8).numpy())
        result: NDArray[np.float32] = _resized(torch.from_numpy(probabilities), shape).numpy()
        return result

    return rescaled


def _resized(maps: torch.Tensor, shape: Sequence[int]) -> torch.Tensor:
    return functional.interpolate(
        maps.unsqueeze(0), size=tuple(shape), mode="bilinear", antialias=True, align_corners=False
    )[0]


def mean_predictor(predictors: Sequence[Predictor]) -> Predictor:
    """Return a predictor that averages several."""

    def averaged(image: NDArray[np.uint8]) -> NDArray[np.float32]:
        total = predictors[0](image).copy()
        for predict in predictors[1:]:
            total += predict(image)
        total /= len(predictors)
        mean: NDArray[np.float32] = total
        return mean

    return averaged
