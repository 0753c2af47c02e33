"""Several members become one answer: averaging per class, then the decision per pixel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.card import ClassCard, ModelCard
from sat_dl_plugin.contract.legend import BACKGROUND_ID, NODATA_ID
from sat_dl_plugin.engine.raster.source import BoolMask

Floats = NDArray[np.float32]

# Decided in pieces whose intermediate results stay in the cache.
_DECIDED_AT_ONCE = 65_536


def combine(answers: Sequence[tuple[ModelCard, Floats]], legend: Sequence[ClassCard]) -> Floats:
    """Average what the members say, class by class.

    Args:
        answers: Per member its card and its probabilities (channels, rows, cols).
        legend: The classes wanted, as from `class_list.merged_legend`.

    Returns:
        Probabilities (classes, rows, cols); a class is averaged over the members that know it.
    """
    ids = [entry.id for entry in legend]
    if len(answers) == 1:
        card, values = answers[0]
        channels = _channels(card, ids)
        if channels == list(range(channels[0], channels[0] + len(channels))):
            return values[channels[0] : channels[0] + len(channels)]
    out = np.zeros((len(ids), *answers[0][1].shape[1:]), np.float32)
    for index, class_id in enumerate(ids):
        parts = [
            values[channel]
            for card, values in answers
            for channel, entry in enumerate(card.classes)
            if entry.id == class_id
        ]
        for part in parts:
            out[index] += part
        out[index] /= len(parts)
    return out


def background(
    answers: Sequence[tuple[ModelCard, Floats]], legend: Sequence[ClassCard]
) -> Optional[Floats]:
    """Return the mean probability (rows, cols) of "nothing of this", where `decide` needs it.

    None when every class has a threshold of its own, or no member has such a channel.
    """
    if all(entry.threshold > 0 for entry in legend):
        return None
    channels = [
        values[channel]
        for card, values in answers
        for channel, entry in enumerate(card.classes)
        if entry.id == BACKGROUND_ID
    ]
    if not channels:
        return None
    mean: Floats = np.mean(channels, axis=0) if len(channels) > 1 else channels[0]
    return mean


def decide(
    probabilities: Floats,
    legend: Sequence[ClassCard],
    valid: Optional[BoolMask],
    nothing: Optional[Floats] = None,
) -> NDArray[np.uint8]:
    """Label every pixel.

    A pixel becomes the most probable of the classes that reach their threshold; none does:
    background; no data: 255. A class with the threshold 0 wins where it is more probable
    than the background, as in a plain argmax over all channels.

    Args:
        probabilities: Shape (classes, rows, cols).
        legend: One entry a class, with its threshold.
        valid: Mask (rows, cols), None when all pixels are valid.
        nothing: Probability (rows, cols) of the background, as from `background`.

    Returns:
        Labels (rows, cols).
    """
    _, height, width = probabilities.shape
    labels = np.empty((height, width), np.uint8)
    step = max(1, _DECIDED_AT_ONCE // max(1, width))
    for row in range(0, height, step):
        rows = slice(row, row + step)
        _decide(
            probabilities[:, rows], legend, None if nothing is None else nothing[rows], labels[rows]
        )
    if valid is not None:
        labels[~valid] = NODATA_ID
    return labels


def _decide(
    probabilities: Floats,
    legend: Sequence[ClassCard],
    nothing: Optional[Floats],
    labels: NDArray[np.uint8],
) -> None:
    """Write labels by whole-array operations: masked assignments take three times as long."""
    labels[...] = BACKGROUND_ID
    best = np.zeros(labels.shape, np.float32)
    for values, entry in zip(probabilities, legend):
        wins = values > best
        if entry.threshold > 0:
            wins &= values >= np.float32(entry.threshold)
        elif nothing is not None:
            wins &= values >= nothing
        # Not a number where infinity did not win, which fmax passes over.
        with np.errstate(invalid="ignore"):
            best = np.fmax(best, values * wins)
        chosen = wins.view(np.uint8) * np.uint8(255)
        labels &= ~chosen
        labels |= chosen & np.uint8(entry.id)


def _channels(card: ModelCard, ids: Sequence[int]) -> list[int]:
    by_id = {entry.id: channel for channel, entry in enumerate(card.classes)}
    return [by_id[class_id] for class_id in ids]
