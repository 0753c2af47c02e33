"""Prediction of labelled scenes and scores under the decision rule of the engine.

Classes are numbered from 1 in the order of their output channels; 0 is none of them. Where
classes exclude each other, the network has a background channel in front, so that class ``k`` is
channel ``k``; where they may overlap it is channel ``k - 1``. A class raster has room for one class
a pixel, also where several are true: such a pixel is right with any of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Callable, Optional

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from sat_dl_plugin.contract.card import ClassCard, Scaling
from sat_dl_plugin.contract.legend import NODATA_ID
from sat_dl_plugin.engine.raster.scaling import InputScaler
from sat_dl_plugin.engine.segment import ensemble
from sat_dl_plugin.engine.tiling.exact import AxisTile, exact_tiles, round_up
from sat_dl_plugin.engine.train.scenes import IGNORED, Scene, Vocabulary

Floats = NDArray[np.float32]
BoolMask = NDArray[np.bool_]
Part = tuple[slice, slice]
"""Rows and columns of a picture."""

# A pass of the 64-map U-Net over so many pixels squared takes 2 to 3 GB; most scenes fit in one.
_TILE_PX = 1280

# Enlarging interpolates, so a pixel beside a window's edge reads a little beyond it.
_INTERPOLATION_PX = 2


@dataclass(frozen=True)
class Predictor:
    """Turns pictures into probabilities, large ones window by window."""

    predict: Callable[[NDArray[Any]], Floats]
    """From stored values (bands, h, w) to probabilities (channels, h, w), all at once."""
    margin_px: int = 0
    """How far around a pixel its probabilities depend on the picture."""
    stride_px: int = 1
    """Windows begin at multiples of this."""

    def __call__(self, image: NDArray[Any]) -> Floats:
        """Return the probabilities of a whole picture.

        Args:
            image: Stored values, (bands, h, w).

        Returns:
            Probabilities, (channels, h, w).
        """
        whole: Optional[Floats] = None
        for (rows, columns), probabilities in self.parts(image):
            if probabilities.shape[1:] == image.shape[1:]:
                return probabilities
            if whole is None:
                whole = np.empty((len(probabilities), *image.shape[1:]), np.float32)
            whole[:, rows, columns] = probabilities
        if whole is None:
            raise ValueError(f"A picture of the shape {image.shape} has no pixels")
        return whole

    def parts(
        self, image: NDArray[Any], wanted: Optional[BoolMask] = None
    ) -> Iterator[tuple[Part, Floats]]:
        """Predict window by window; windows without a wanted pixel are left out.

        Args:
            image: Stored values, (bands, h, w); may be mapped from a file.
            wanted: Pixels (h, w) whose answer is wanted; all when None.

        Yields:
            Rows and columns of a window, and its probabilities (channels, rows, columns): those
            of one pass over the whole picture.
        """
        height, width = image.shape[1:]
        for down in self._tiles(height):
            for across in self._tiles(width):
                low, left = down.start, across.start
                high, right = down.stop, across.stop
                if wanted is not None:
                    inside = wanted[low:high, left:right]
                    if not inside.any():
                        continue
                    (low, high), (left, right) = _span(inside, 0, low), _span(inside, 1, left)
                (rows,) = self._tiles(height, (low, high))
                (columns,) = self._tiles(width, (left, right))
                yield _part(rows, columns), self._answer(image, rows, columns)

    def _tiles(self, length: int, part: Optional[tuple[int, int]] = None) -> list[AxisTile]:
        tile = max(_TILE_PX, 3 * round_up(self.margin_px, self.stride_px) + self.stride_px)
        return exact_tiles(length, tile, self.margin_px, self.stride_px, part)

    def _answer(self, image: NDArray[Any], rows: AxisTile, columns: AxisTile) -> Floats:
        crop = np.asarray(
            image[:, rows.read_start : rows.read_stop, columns.read_start : columns.read_stop]
        )
        top, left = rows.start - rows.read_start, columns.start - columns.read_start
        height, width = rows.stop - rows.start, columns.stop - columns.start
        return self.predict(crop)[:, top : top + height, left : left + width]


def network_predictor(network: nn.Module, scaling: Scaling, device: str = "cpu") -> Predictor:
    """Return the predictor of a network.

    Args:
        network: One of `architectures`, with ``bands``, ``stride_px`` and ``halo_px``. It is moved
            to the device, and in its evaluating state after every prediction.
        scaling: How stored values become its input.
        device: Where it computes, as torch calls it.
    """
    network.to(device)
    scaler = _scaler(scaling, network.bands)

    def predict(image: NDArray[Any]) -> Floats:
        height, width = image.shape[1:]
        network.eval()
        with torch.inference_mode():
            pixels = torch.from_numpy(scaler.apply(image, None)).unsqueeze(0).to(device)
            # Edge pixels are repeated up to the stride, as the engine does.
            margins = (0, -width % network.stride_px, 0, -height % network.stride_px)
            answer = network(functional.pad(pixels, margins, mode="replicate"))
        probabilities: Floats = answer[0, :, :height, :width].float().cpu().numpy()
        return probabilities

    return Predictor(predict, network.halo_px, network.stride_px)


def rescaled_predictor(predict: Predictor, relative: float) -> Predictor:
    """Return a predictor that works on coarser or finer pixels and returns to the picture's own.

    Args:
        predict: The predictor to use.
        relative: Size of a working pixel in pixels of the picture; over 1 is coarser.
    """
    if relative == 1.0:
        return predict

    def rescaled(image: NDArray[Any]) -> Floats:
        shape = image.shape[1:]
        working = tuple(max(1, round(side / relative)) for side in shape)
        pixels = _resized(torch.from_numpy(image.astype(np.float32)), working).numpy()
        # An average of 8-bit values is stored as one, as the engine does.
        stored = np.rint(pixels) if np.issubdtype(image.dtype, np.integer) else pixels
        probabilities = predict(stored.astype(image.dtype))
        result: Floats = _resized(torch.from_numpy(probabilities), shape).numpy()
        return result

    margin = math.ceil((predict.margin_px + _INTERPOLATION_PX) * max(relative, 1.0))
    return Predictor(rescaled, margin, max(1, math.ceil(predict.stride_px * relative)))


def mean_predictor(predictors: Sequence[Predictor]) -> Predictor:
    """Return a predictor that averages several."""

    def averaged(image: NDArray[Any]) -> Floats:
        total = predictors[0](image).copy()
        for predict in predictors[1:]:
            total += predict(image)
        total /= len(predictors)
        mean: Floats = total
        return mean

    strides = [predict.stride_px for predict in predictors]
    return Predictor(averaged, max(predict.margin_px for predict in predictors), math.lcm(*strides))


def decide(
    probabilities: Floats, thresholds: Sequence[float], exclusive: bool = True
) -> NDArray[np.uint8]:
    """Choose a class for every pixel, as the engine does.

    Args:
        probabilities: (channels, h, w) or (channels, pixels).
        thresholds: One value a class. 0 means: wherever it beats the background.
        exclusive: Whether there is a background channel in front.

    Returns:
        The most probable of the classes that reach their threshold, else 0; the shape of a
        channel.
    """
    maps = probabilities.reshape(len(probabilities), -1, probabilities.shape[-1])
    legend = [ClassCard(k, str(k), threshold=value) for k, value in enumerate(thresholds, 1)]
    needs_background = exclusive and 0.0 in thresholds
    chosen = ensemble.decide(
        maps[1:] if exclusive else maps, legend, None, maps[0] if needs_background else None
    )
    return chosen.reshape(probabilities.shape[1:])


def choose(
    predict: Predictor, scene: Scene, thresholds: Sequence[float], exclusive: bool = True
) -> NDArray[np.uint8]:
    """Predict a scene and choose a class for every pixel near its labels.

    Returns:
        Classes (h, w); 255 in windows without a label, which are not predicted.
    """
    chosen = np.full(scene.shape, NODATA_ID, np.uint8)
    for part, probabilities in predict.parts(scene.image, scene.labels != IGNORED):
        chosen[part] = decide(probabilities, thresholds, exclusive)
    return chosen


@dataclass
class Tally:
    """Pixels counted over any number of scenes."""

    vocabulary: Vocabulary
    exclusive: bool
    """Whether the classes exclude each other, so that channel 0 is background."""
    counts: NDArray[np.int64]
    """Pixels of each label (rows) that each class was chosen for (columns, 0 for none)."""

    @staticmethod
    def empty(vocabulary: Vocabulary, exclusive: bool = True) -> Tally:
        """Return a tally of nothing."""
        classes = vocabulary.channels - int(exclusive)
        counts = np.zeros((len(vocabulary.meanings), classes + 1), dtype=np.int64)
        return Tally(vocabulary, exclusive, counts)

    @property
    def channels(self) -> range:
        """The output channel of every class."""
        return range(int(self.exclusive), self.vocabulary.channels)

    def add(self, chosen: NDArray[np.uint8], labels: NDArray[np.uint8]) -> None:
        """Count the labelled pixels.

        Args:
            chosen: Classes, as from `decide`; anything where nothing is labelled.
            labels: Label values of the same shape.
        """
        labelled = labels != IGNORED
        columns = self.counts.shape[1]
        pairs = labels[labelled].astype(np.int64) * columns + chosen[labelled]
        self.counts += np.bincount(pairs, minlength=self.counts.size).reshape(self.counts.shape)

    @property
    def hits(self) -> NDArray[np.int64]:
        """Pixels of each class that were called it."""
        return self._sum(self._present * self.counts[:, 1:])

    @property
    def misses(self) -> NDArray[np.int64]:
        """Pixels of each class that were called nothing, or a class they do not have."""
        right = (self._present * self.counts[:, 1:]).sum(axis=1)
        return self._sum(self._present * (self.counts.sum(axis=1) - right)[:, None])

    @property
    def false_alarms(self) -> NDArray[np.int64]:
        """Pixels that were called each class and certainly do not have it."""
        return self._sum(self.vocabulary.absent[:, self.channels] * self.counts[:, 1:])

    @property
    def confusion(self) -> NDArray[np.int64]:
        """What the pixels of each class (rows) were called (columns); 0 is none of them.

        Left out are pixels of which is only known what they are not. A pixel of several classes
        is in the row of the one it was called, or of its first.
        """
        matrix = np.zeros((self.counts.shape[1],) * 2, dtype=np.int64)
        for label, present in enumerate(self._present):
            classes = np.flatnonzero(present) + 1
            if not len(classes):
                if self._is_background(label):
                    matrix[0] += self.counts[label]
                continue
            rows = np.full(len(matrix), classes[0])
            rows[classes] = classes
            np.add.at(matrix, (rows, np.arange(len(matrix))), self.counts[label])
        return matrix

    def iou(self) -> NDArray[np.float64]:
        """Return intersection over union of each class, NaN where it is not labelled."""
        return self._ratio(self.hits, self.hits + self.false_alarms + self.misses)

    def f1(self) -> NDArray[np.float64]:
        """Return the F1 score of each class, NaN where it is not labelled."""
        return self._ratio(2 * self.hits, 2 * self.hits + self.false_alarms + self.misses)

    def precision(self) -> NDArray[np.float64]:
        """Return the share of called pixels that are right, NaN where a class is not labelled."""
        return self._ratio(self.hits, self.hits + self.false_alarms)

    def recall(self) -> NDArray[np.float64]:
        """Return the share of present pixels that are called, NaN where a class is not labelled."""
        return self._ratio(self.hits, self.hits + self.misses)

    def mean_iou(self) -> float:
        """Return the mean over the labelled classes, NaN when there are none."""
        known = self.iou()
        known = known[~np.isnan(known)]
        return float(known.mean()) if known.size else math.nan

    @property
    def _present(self) -> BoolMask:
        table: BoolMask = self.vocabulary.present[:, self.channels]
        return table

    def _is_background(self, label: int) -> bool:
        meaning = self.vocabulary.meanings[label]
        if self.exclusive:
            return 0 in meaning.present
        return meaning.absent == frozenset(self.channels)

    @staticmethod
    def _sum(pixels: NDArray[np.int64]) -> NDArray[np.int64]:
        total: NDArray[np.int64] = pixels.sum(axis=0, dtype=np.int64)
        return total

    def _ratio(self, part: NDArray[np.int64], whole: NDArray[np.int64]) -> NDArray[np.float64]:
        # Nothing called is a precision of 0, not an unknown one: training began, classes wait.
        labelled = self.hits + self.misses > 0
        ratio: NDArray[np.float64] = np.where(labelled, part / np.maximum(whole, 1), np.nan)
        return ratio


def score(
    predict: Predictor,
    scenes: Iterable[Scene],
    vocabulary: Vocabulary,
    thresholds: Sequence[float],
    exclusive: bool = True,
) -> Tally:
    """Predict scenes and count their pixels."""
    tally = Tally.empty(vocabulary, exclusive)
    for scene in scenes:
        tally.add(choose(predict, scene, thresholds, exclusive), scene.labels)
    return tally


def metrics_table(tally: Tally, names: Sequence[str]) -> dict[str, dict[str, float]]:
    """Return the scores of every labelled class, rounded for a card.

    Args:
        tally: The counts.
        names: Names of the classes, background left out.
    """
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


def _scaler(scaling: Scaling, bands: int) -> InputScaler:
    mean = np.array(scaling.mean or (0.0,) * bands)
    std = np.array(scaling.std or (1.0,) * bands)
    gain, offset, neutral = (
        values.astype(np.float32)[:, None, None]
        for values in (scaling.factor / std, -mean / std, np.zeros(bands))
    )
    return InputScaler(gain, offset, neutral)


def _resized(maps: torch.Tensor, shape: Sequence[int]) -> torch.Tensor:
    return functional.interpolate(
        maps.unsqueeze(0), size=tuple(shape), mode="bilinear", antialias=True, align_corners=False
    )[0]


def _span(wanted: BoolMask, axis: int, offset: int) -> tuple[int, int]:
    """Return the first wanted row or column, and the one after the last."""
    found = np.flatnonzero(wanted.any(axis=1 - axis))
    return offset + int(found[0]), offset + int(found[-1]) + 1


def _part(rows: AxisTile, columns: AxisTile) -> Part:
    return slice(rows.start, rows.stop), slice(columns.start, columns.stop)
