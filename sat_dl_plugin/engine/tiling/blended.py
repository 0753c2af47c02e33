"""Blended tiles: overlapping windows whose weights add up to one at every pixel.

For networks that are not fully convolutional (or accept one size only); in the best quality with
the dense stride of the Dstl recipe (window 256, stride 64; deepsense.ai, 2017).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.errors import UsageError


def tile_starts(length: int, tile: int, step: int) -> list[int]:
    """Return the first pixel of each tile along one axis.

    Tiles stand ``step`` pixels apart; the last one is moved back so that it ends with the
    axis, because networks see real pixels better than padding.

    Args:
        length: Pixels of the axis; at least ``tile`` (pad smaller images first).
        tile: Pixels of a tile.
        step: Pixels between tiles, 1 to ``tile``.

    Raises:
        UsageError: If the step leaves gaps or the axis is shorter than a tile.
    """
    if not 1 <= step <= tile or length < tile:
        raise UsageError(f"Tiles of {tile} px every {step} px cannot cover {length} px")
    starts = list(range(0, length - tile + 1, step))
    if starts[-1] + tile < length:
        starts.append(length - tile)
    return starts


def axis_weights(starts: list[int], tile: int, step: int) -> list[NDArray[np.float32]]:
    """Return the weight profile of every tile along one axis.

    A profile is 1 in the core and falls as a raised cosine over the overlap; profiles are
    then divided by their sum, so that they add up to one wherever tiles meet, also where
    the last tile was moved back. The outer product of a row and a column profile is the
    weight of a tile, and those add up to one as well.

    Args:
        starts: As from `tile_starts`.
        tile: Pixels of a tile.
        step: Regular distance of the tiles.

    Returns:
        One array of ``tile`` weights in (0, 1] for each start.

    Source:
        Pielawski & Wählby (2020), doi:10.1371/journal.pone.0229839.
    """
    profile = _raised_cosine(tile, min(tile - step, tile // 2))
    total = np.zeros(starts[-1] + tile)
    for start in starts:
        total[start : start + tile] += profile
    return [(profile / total[start : start + tile]).astype(np.float32) for start in starts]


def starts_touching(starts: list[int], tile: int, low: int, high: int) -> range:
    """Return the indexes of the tiles that touch the pixels [low, high)."""
    touching = [i for i, start in enumerate(starts) if start < high and start + tile > low]
    return range(touching[0], touching[-1] + 1)


def _raised_cosine(tile: int, overlap: int) -> NDArray[np.float64]:
    profile = np.ones(tile)
    if overlap:
        phase = (np.arange(overlap) + 0.5) / overlap
        ramp = 0.5 - 0.5 * np.cos(np.pi * phase)
        profile[:overlap] = ramp
        profile[tile - overlap :] = ramp[::-1]
    return profile
