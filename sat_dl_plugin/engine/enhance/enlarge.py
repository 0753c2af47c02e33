"""Enlarging by whole numbers, window by window, with pixel areas staying aligned."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from sat_dl_plugin.engine.enhance.sensor import BoolMask, Floats

REACH_PX = 2
"""Coarse pixels on each side that `enlarge_bicubic` looks at."""

# The kernel of torch's interpolation, which the networks' own enlargement uses (Keys 1981).
_SHARPNESS = -0.75


def enlarge_bicubic(values: Floats, scale: int) -> Floats:
    """Enlarge by bicubic interpolation; pixels beyond the edge repeat it.

    Args:
        values: Shape (bands, rows, cols).
        scale: Fine pixels per coarse pixel along each side.

    Returns:
        Shape (bands, rows * scale, cols * scale).
    """
    if scale == 1:
        return values
    columns = _enlarge_rows(values, scale).transpose(0, 2, 1)
    enlarged: Floats = _enlarge_rows(columns, scale).transpose(0, 2, 1)
    return enlarged


def repeat_mask(valid: BoolMask, scale: int) -> BoolMask:
    """Return the mask of the fine pixels: those of a valid coarse pixel are all valid."""
    return valid.repeat(scale, axis=0).repeat(scale, axis=1)


def fill_near(values: Floats, valid: BoolMask, reach: int, otherwise: Floats) -> Floats:
    """Continue valid values into the gaps beside them, so that a gap's edge is no edge.

    Only as far as ``reach``, so that what a pixel gets does not depend on where a tile ends.

    Args:
        values: Shape (bands, rows, cols); what stands at invalid pixels does not matter.
        valid: Shape (rows, cols).
        reach: How far, pixels.
        otherwise: What stands farther away, shape (bands, 1, 1).
    """
    if valid.all():
        return values
    if not valid.any():
        return np.broadcast_to(otherwise, values.shape).astype(np.float32)
    distance, places = ndimage.distance_transform_edt(~valid, return_indices=True)
    filled: Floats = np.where(distance <= reach, values[:, places[0], places[1]], otherwise)
    return filled


def _enlarge_rows(values: Floats, scale: int) -> Floats:
    bands, rows, cols = values.shape
    padded = np.pad(values, ((0, 0), (REACH_PX, REACH_PX), (0, 0)), mode="edge")
    out = np.empty((bands, rows * scale, cols), np.float32)
    for phase in range(scale):
        centre = (phase + 0.5) / scale - 0.5
        first = int(np.floor(centre)) - 1
        part = out[:, phase::scale]
        part[:] = 0
        for tap in range(first, first + 4):
            weight = np.float32(_kernel(abs(centre - tap)))
            start = REACH_PX + tap
            part += weight * padded[:, start : start + rows]
    return out


def _kernel(distance: float) -> float:
    a = _SHARPNESS
    if distance <= 1:
        return ((a + 2) * distance - (a + 3)) * distance**2 + 1
    return a * (((distance - 5) * distance + 8) * distance - 4)
