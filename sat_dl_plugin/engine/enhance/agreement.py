"""Bringing an enhanced picture into agreement with what was measured.

A fit ends before it explains every pixel, and each tile ends a little differently. What is
left over between the degraded picture and the input is put back: all of it where finer pixels
have to explain coarse ones (back-projection, Irani & Peleg 1991), its slow part where the
fine part of it is the noise that was to be removed.
"""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from sat_dl_plugin.engine.enhance.enlarge import REACH_PX, enlarge_bicubic
from sat_dl_plugin.engine.enhance.sensor import BoolMask, Floats, SensorModel

# Each pass leaves a tenth of the disagreement; the second is below the rounding of 8 bits.
_PASSES = 3

AGREEMENT_REACH_PX = _PASSES * REACH_PX
"""Coarse pixels on each side that `agree` looks at, beyond what the sensor does."""

# Differences over more pixels than this belong to the radiometry and not to the noise.
_SLOW_PX = 12.0


def agree(picture: Floats, values: Floats, valid: BoolMask, sensor: SensorModel) -> Floats:
    """Return the picture with the radiometry of the input.

    Args:
        picture: Shape (bands, rows * scale, cols * scale).
        values: What was measured, shape (bands, rows, cols).
        valid: Shape (rows, cols); at least one pixel is valid.
        sensor: How fine pixels become coarse ones.
    """
    fine = None
    if not valid.all():
        fine = valid.repeat(sensor.scale, axis=0).repeat(sensor.scale, axis=1)
    if sensor.scale == 1:
        return picture + _slow(values - picture, valid)
    for _ in range(_PASSES):
        seen, _ = sensor.degrade(picture, fine)
        missing = np.where(valid, values - seen, np.float32(0))
        picture = picture + enlarge_bicubic(missing, sensor.scale)
    return picture


def _slow(difference: Floats, valid: BoolMask) -> Floats:
    """Return the part of a difference that changes over many pixels, carried into the gaps."""
    weight = ndimage.gaussian_filter(valid.astype(np.float32), _SLOW_PX, mode="nearest")
    known = np.where(valid, difference, np.float32(0))
    smooth = ndimage.gaussian_filter(known, (0, _SLOW_PX, _SLOW_PX), mode="nearest")
    slow: Floats = np.where(weight > 1e-3, smooth / np.maximum(weight, 1e-3), np.float32(0))
    return slow
