"""Objects that grow from a click: the connected pixels above a threshold, and which threshold."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Optional

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from sat_dl_plugin.engine.review.surface import Probability

Mask = NDArray[np.bool_]

LOWEST, HIGHEST = 0.02, 0.98
"""Thresholds between which an object can be grown."""

# Thresholds that are tried, as shares of the probability under the click.
_SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)

# How much it counts that an outline is short for what it encloses: an object that runs over into
# its neighbours has a long one.
_PLAINNESS = 0.25

# A click beside the ridge of a faint object still finds it.
_REACH_PX = 3

# Holes smaller than this share of the object are noise, as are those of a few pixels.
_HOLE_SHARE, _HOLE_PX = 0.02, 12


@dataclass(frozen=True)
class Grown:
    """An object."""

    mask: Mask
    """Shape of the probabilities; nothing where there is no object."""
    threshold: float
    """At which it was grown."""


def grown(
    probability: Probability,
    seed: tuple[int, int],
    threshold: Optional[float] = None,
    barrier: Optional[Mask] = None,
) -> Grown:
    """Return the 4-connected pixels around a seed whose probability reaches a threshold.

    Without a threshold the one is taken at which the border of the object is steep and short: the
    mean step of the probability across it is large, and so is the area that it encloses.

    Args:
        probability: Shape (rows, cols), 0 to 1.
        seed: Row and column of the click.
        threshold: 0 to 1, or None.
        barrier: Pixels the object must not take, shape (rows, cols).
    """
    surface = probability if barrier is None else np.where(barrier, np.float32(0), probability)
    start = _ridge(surface, seed)
    top = float(surface[start])
    if top <= 0.0:
        return Grown(np.zeros(surface.shape, dtype=bool), threshold or LOWEST)
    if threshold is not None:
        level = min(max(threshold, LOWEST), HIGHEST)
        return Grown(solid(_component(surface, start, level)), level)
    levels = [top * share for share in _SHARES]
    masks = [_component(surface, start, level) for level in levels]
    best = int(np.argmax([clearness(probability, mask) for mask in masks]))
    return Grown(solid(masks[best]), min(max(levels[best], LOWEST), HIGHEST))


def border_step(probability: Probability, mask: Mask) -> tuple[float, int]:
    """Return by how much the probability falls across the border of a mask, and how long it is.

    Args:
        probability: Shape (rows, cols).
        mask: The object; its border with the edge of the array does not count.

    Returns:
        The mean step, and the number of pixel edges.
    """
    total, count = 0.0, 0
    for axis in (0, 1):
        crosses = np.diff(mask, axis=axis)
        steps = np.abs(np.diff(probability, axis=axis))[crosses]
        total += float(steps.sum())
        count += steps.size
    return (total / count if count else 0.0), count


def clearness(probability: Probability, mask: Mask, faintest: float = 0.0) -> float:
    """Return how much a mask looks like an object of its own; 0 for not at all.

    Args:
        probability: Shape (rows, cols), 0 to 1.
        mask: The object, shape (rows, cols).
        faintest: With less of a step across its border, it is none.
    """
    step, length = border_step(probability, mask)
    if not length or step < faintest:
        return 0.0
    # 1 for a circle, less the longer the border is for the same area.
    plainness: float = min(1.0, 4.0 * math.pi * float(np.count_nonzero(mask)) / length**2)
    return step * math.pow(plainness, _PLAINNESS)


def _ridge(surface: Probability, seed: tuple[int, int]) -> tuple[int, int]:
    """Return the most probable pixel close to a seed, the seed itself where that is good."""
    row, col = seed
    if surface[row, col] >= 0.5:
        return seed
    rows = slice(max(0, row - _REACH_PX), row + _REACH_PX + 1)
    cols = slice(max(0, col - _REACH_PX), col + _REACH_PX + 1)
    near = surface[rows, cols]
    at = np.unravel_index(int(np.argmax(near)), near.shape)
    best = (rows.start + int(at[0]), cols.start + int(at[1]))
    return best if surface[best] > surface[row, col] * 1.5 else seed


def component_at(mask: Mask, seed: tuple[int, int]) -> Mask:
    """Return the 4-connected pixels of a mask around a seed; none when it is not in the mask."""
    labels, _ = ndimage.label(mask)
    own = int(labels[seed])
    component: Mask = labels == own if own else np.zeros(mask.shape, dtype=bool)
    return component


def _component(surface: Probability, seed: tuple[int, int], level: float) -> Mask:
    return component_at(surface >= level, seed)


def solid(mask: Mask) -> Mask:
    """Return a mask without its small holes."""
    area = int(np.count_nonzero(mask))
    if not area:
        return mask
    labels, count = ndimage.label(~mask)
    sizes = np.bincount(labels.reshape(-1), minlength=count + 1)
    sizes[0] = 0
    rim = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    fills = sizes <= max(_HOLE_PX, _HOLE_SHARE * area)
    fills[rim] = False
    fills[0] = True
    solid: Mask = fills[labels]
    return solid
