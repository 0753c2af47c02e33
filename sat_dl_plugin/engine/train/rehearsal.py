"""What a network is sure of on ground that nobody reviewed, so that it does not forget it.

A network that learns from few corrections alone forgets what it knew (catastrophic forgetting). It
therefore repeats its own confident answers beside them, as in learning without forgetting (Li &
Hoiem 2016, arXiv:1606.09282), with labels in place of soft targets, so that the same loss serves.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.train.blocks import BlockSplit
from sat_dl_plugin.engine.train.evaluation import Floats, Predictor
from sat_dl_plugin.engine.train.prepared import PreparedData
from sat_dl_plugin.engine.train.scenes import (
    IGNORED,
    Meaning,
    Scene,
    Vocabulary,
    exactly,
)
from sat_dl_plugin.engine.train.survey import Site

SURE = 0.9
"""Probability from which an answer is repeated; one below ``1 - SURE`` is a sure no."""


class Rehearsal:
    """Scenes with the confident answers of a network, and the labels that stand for them.

    Args:
        predict: The network as it is before it learns.
        vocabulary: Of the labels that there are.
        overlapping: Whether a pixel may have several classes.
    """

    def __init__(self, predict: Predictor, vocabulary: Vocabulary, *, overlapping: bool) -> None:
        self._predict = predict
        self._channels = vocabulary.channels
        self._meanings = list(vocabulary.meanings)
        self._overlapping = overlapping

    @property
    def vocabulary(self) -> Vocabulary:
        """The labels of both."""
        return Vocabulary(self._channels, tuple(self._meanings))

    def scenes(
        self, data: PreparedData, sites: Sequence[Site], split: BlockSplit, reporter: Reporter
    ) -> list[Scene]:
        """Return the surroundings of what was reviewed, without what is set aside.

        Args:
            data: What was reviewed, with its surroundings.
            sites: Where it lies.
            split: What is set aside.
            reporter: Hears of progress and is asked for cancellation.
        """
        found = []
        for level in data.levels:
            reporter.progress(level.site / len(sites), "Looking at the surroundings")
            site = sites[level.site]
            image = np.load(level.path(data.folder, "image"), mmap_mode="r")
            wanted = np.load(level.path(data.folder, "training")) == IGNORED
            if split.is_split:
                wanted &= ~split.mask(level.site, site.grid, site.grid.window, withheld=True)
            if level.has_holes:
                wanted &= np.load(level.path(data.folder, "valid")) != 0
            labels = np.full(wanted.shape, IGNORED, dtype=np.uint8)
            for part, probabilities in self._predict.parts(image, wanted):
                reporter.check_cancelled()
                labels[part] = np.where(wanted[part], self._labels(probabilities), IGNORED)
            if labels.any():
                found.append(Scene(site.raster.name, image, labels, level.scale))
        return found

    def _labels(self, probabilities: Floats) -> NDArray[np.uint8]:
        """Return the label of every pixel, `IGNORED` where the network is not sure."""
        if self._overlapping:
            return self._several(probabilities)
        best = probabilities.argmax(axis=0)
        table = np.array(
            [self._index(exactly(c, self._channels)) for c in range(self._channels)], dtype=np.uint8
        )
        labels: NDArray[np.uint8] = np.where(
            probabilities.max(axis=0) >= SURE, table[best], np.uint8(IGNORED)
        )
        return labels

    def _several(self, probabilities: Floats) -> NDArray[np.uint8]:
        yes, no = probabilities >= SURE, probabilities <= 1.0 - SURE
        codes = np.zeros(probabilities.shape[1:], dtype=np.int64)
        for present, absent in zip(yes, no):
            codes = codes * 3 + present + 2 * absent
        kinds, where = np.unique(codes, return_inverse=True)
        indexes = [self._index(self._meaning_of(int(code))) for code in kinds]
        labels: NDArray[np.uint8] = np.array(indexes, dtype=np.uint8)[where.reshape(codes.shape)]
        return labels

    def _meaning_of(self, code: int) -> Meaning:
        digits = [code // 3**place % 3 for place in reversed(range(self._channels))]
        present = frozenset(c for c, digit in enumerate(digits) if digit == 1)
        return Meaning(present, frozenset(c for c, digit in enumerate(digits) if digit == 2))

    def _index(self, meaning: Meaning) -> int:
        if meaning not in self._meanings:
            self._meanings.append(meaning)
        return self._meanings.index(meaning)
