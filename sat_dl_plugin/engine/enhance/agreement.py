"""Bringing an enhanced picture into agreement with what was measured.

A fit ends before it explains every pixel, and each tile ends a little differently. What is
left over between the degraded picture and the input is put back: all of it where finer pixels
have to explain coarse ones (back-projection, Irani & Peleg 1991); where noise was to be removed,
its slow part, and its fine part as far as that is more than noise (Lee 1980).
"""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from sat_dl_plugin.engine.enhance.enlarge import REACH_PX, enlarge_bicubic
from sat_dl_plugin.engine.enhance.sensor import MIN_SHARE, BoolMask, Floats, SensorModel

# Each pass leaves a tenth of the disagreement; the second is below the rounding of 8 bits.
_PASSES = 3

AGREEMENT_REACH_PX = _PASSES * REACH_PX
"""Coarse pixels on each side that `agree` looks at, beyond what the sensor does."""

# Differences over more pixels than this belong to the radiometry and not to the noise.
_SLOW_PX = 12.0

# Fine differences are judged within about this many pixels, by how much larger they are than
# usual around. Three tenths more than the usual is still noise: less, or judging within fewer
# pixels, brings noise back where there is much of it; more loses borders.
_FINE_PX = 1.5
_LOUDER = 1.3

# What is usual is the median over squares of this side: borders are few in one, and a lake does
# not tell how much noise the land has.
_USUAL_PX = 32

# Median absolute value of Gaussian noise to its standard deviation.
_TO_DEVIATION = 1.4826


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


def restore_detail(picture: Floats, values: Floats, valid: BoolMask) -> Floats:
    """Return a denoised picture with the details put back that are more than noise.

    A fit that guesses pixels from their neighbours loses what no neighbour tells of: houses,
    narrow tracks, the very edge of a field. There the difference to what was measured is larger
    than the noise, so a Wiener filter with local variances (Lee 1980,
    doi:10.1109/TPAMI.1980.4766994) puts its share that is no noise back.

    Args:
        picture: Without noise, shape (bands, rows, cols).
        values: What was measured, of the same shape.
        valid: Shape (rows, cols).
    """
    difference = np.where(valid, values - picture, np.float32(0))
    known = valid.astype(np.float32)
    share = np.maximum(ndimage.gaussian_filter(known, _FINE_PX, mode="nearest"), 1e-3)
    squares = np.square(difference)
    power = ndimage.gaussian_filter(squares, (0, _FINE_PX, _FINE_PX), mode="nearest") / share
    noise = np.square(_LOUDER * _usual_deviation(difference, valid))
    tiny = np.finfo(np.float32).tiny
    kept = np.clip(power - noise, 0, None) / np.maximum(power, tiny)
    restored: Floats = picture + (difference * kept).astype(np.float32)
    return restored


def _usual_deviation(difference: Floats, valid: BoolMask) -> Floats:
    """Return the standard deviation of the noise around every pixel, of ``difference``'s shape."""
    bands, rows, cols = difference.shape
    high, wide = -(-rows // _USUAL_PX), -(-cols // _USUAL_PX)
    beyond = ((0, 0), (0, high * _USUAL_PX - rows), (0, wide * _USUAL_PX - cols))
    size = np.where(valid, np.abs(difference), np.float32(np.nan))
    squares = np.pad(size, beyond, constant_values=np.nan)
    squares = squares.reshape(bands, high, _USUAL_PX, wide, _USUAL_PX).swapaxes(2, 3)
    squares = squares.reshape(bands, high, wide, -1)
    usual = np.nanmedian(size, axis=(1, 2))[:, None, None] * np.ones((1, high, wide))
    enough = np.isfinite(squares).mean(axis=3) > MIN_SHARE
    usual[enough] = np.nanmedian(squares[enough], axis=1)
    places = [(np.arange(n) + 0.5) / _USUAL_PX - 0.5 for n in (rows, cols)]
    grid = np.meshgrid(*places, indexing="ij")
    around = [ndimage.map_coordinates(band, grid, order=1, mode="nearest") for band in usual]
    deviation: Floats = (_TO_DEVIATION * np.stack(around)).astype(np.float32)
    return deviation


def _slow(difference: Floats, valid: BoolMask) -> Floats:
    """Return the part of a difference that changes over many pixels, carried into the gaps."""
    weight = ndimage.gaussian_filter(valid.astype(np.float32), _SLOW_PX, mode="nearest")
    known = np.where(valid, difference, np.float32(0))
    smooth = ndimage.gaussian_filter(known, (0, _SLOW_PX, _SLOW_PX), mode="nearest")
    slow: Floats = np.where(weight > 1e-3, smooth / np.maximum(weight, 1e-3), np.float32(0))
    return slow
