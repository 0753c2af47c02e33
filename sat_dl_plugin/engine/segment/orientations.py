"""The eight flips and rotations of a square: the dihedral group D4."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Orientation = tuple[int, bool]
"""Quarter turns, then whether the result is mirrored."""

IDENTITY: tuple[Orientation, ...] = ((0, False),)
ALL_EIGHT: tuple[Orientation, ...] = tuple(
    (turns, mirrored) for mirrored in (False, True) for turns in range(4)
)
FOUR_TURNS: tuple[Orientation, ...] = ALL_EIGHT[:4]

Floats = NDArray[np.float32]


def orientations_at(scale: float, scales: Sequence[float]) -> tuple[Orientation, ...]:
    """Return how a picture is turned at one of the scales that are averaged.

    All eight ways at the scale nearest to 1. Another scale is another view already: seen in eight
    ways it costs twice as much as in four, and says nearly the same.
    """
    nominal = min(scales, key=lambda other: abs(math.log(other)))
    return ALL_EIGHT if scale == nominal else FOUR_TURNS


def turn(values: Floats, orientation: Orientation) -> Floats:
    """Return an array (…, rows, cols) in another orientation, contiguous."""
    turns, mirrored = orientation
    out = np.rot90(values, turns, axes=(-2, -1)) if turns else values
    out = out[..., ::-1] if mirrored else out
    return np.ascontiguousarray(out)


def turn_back(values: Floats, orientation: Orientation) -> Floats:
    """Undo `turn` (a view)."""
    turns, mirrored = orientation
    out = values[..., ::-1] if mirrored else values
    return np.rot90(out, -turns, axes=(-2, -1)) if turns else out
