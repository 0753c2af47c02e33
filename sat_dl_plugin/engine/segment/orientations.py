"""The eight flips and rotations of a square: the dihedral group D4."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Orientation = tuple[int, bool]
"""Quarter turns, then whether the result is mirrored."""

IDENTITY: tuple[Orientation, ...] = ((0, False),)
ALL_EIGHT: tuple[Orientation, ...] = tuple(
    (turns, mirrored) for mirrored in (False, True) for turns in range(4)
)

Floats = NDArray[np.float32]


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
