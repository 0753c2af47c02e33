"""Several members become one answer: averaging per class, then the decision per pixel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Optional

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.card import ClassCard, ModelCard
from sat_dl_plugin.contract.legend import BACKGROUND_ID, NODATA_ID
from sat_dl_plugin.engine.raster.source import BoolMask

Floats = NDArray[np.float32]

# Decided in pieces whose intermediate results stay in the cache.
_DECIDED_AT_ONCE = 65_536


@dataclass(frozen=True)
class Voice:
    """Whose answer is combined: the card of a network, and what it counts per class."""

    card: ModelCard
    shares: Mapping[int, float]
    """Class id -> share above 0 in the mean; classes that are not in it are not taken. Only the
    ratio to the shares of others matters."""


Answers = Sequence[tuple[Voice, Floats]]
"""Per member its voice and its probabilities (channels, rows, cols)."""


def combine(answers: Answers, legend: Sequence[ClassCard]) -> Floats:
    """Average what the members say, class by class.

    Args:
        answers: What each member says.
        legend: The classes wanted, as from `class_list.merged_legend`.

    Returns:
        Probabilities (classes, rows, cols); a class is averaged, weighted by the shares, over the
        members that it is taken from.
    """
    ids = [entry.id for entry in legend]
    if len(answers) == 1:
        voice, values = answers[0]
        channels = _channels(voice.card, ids)
        if channels == list(range(channels[0], channels[0] + len(channels))):
            return values[channels[0] : channels[0] + len(channels)]
    out = np.zeros((len(ids), *answers[0][1].shape[1:]), np.float32)
    for mean, class_id in zip(out, ids):
        _average(_parts(answers, class_id), mean)
    return out


def background(answers: Answers, legend: Sequence[ClassCard]) -> Optional[Floats]:
    """Return the mean probability (rows, cols) of "nothing of this", where `decide` needs it.

    None when every class has a threshold of its own, or no member has such a channel.
    """
    if all(entry.threshold > 0 for entry in legend):
        return None
    parts = _parts(answers, BACKGROUND_ID)
    if len(parts) <= 1:
        return parts[0][1] if parts else None
    mean = np.zeros(answers[0][1].shape[1:], np.float32)
    _average(parts, mean)
    return mean


def _parts(answers: Answers, class_id: int) -> list[tuple[float, Floats]]:
    """Return share and probabilities (rows, cols) of a class, of each member it is taken from."""
    return [
        (voice.shares[class_id], values[channel])
        for voice, values in answers
        if class_id in voice.shares
        for channel, entry in enumerate(voice.card.classes)
        if entry.id == class_id
    ]


def _average(parts: Sequence[tuple[float, Floats]], mean: Floats) -> None:
    """Write the weighted mean of arrays to ``mean``, which is zero."""
    total = sum(share for share, _ in parts)
    is_plain = len({share for share, _ in parts}) == 1
    for share, values in parts:
        mean += values if is_plain else values * np.float32(share / total)
    if is_plain:
        mean /= len(parts)


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
