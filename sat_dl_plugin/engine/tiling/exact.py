"""Exact tiles: read with a halo, keep the core.

For a fully convolutional network whose receptive field reaches ``halo`` pixels, a tile read
with that margin and aligned to the network's stride gives the very numbers of one pass over
the whole image, so the cores join without seams.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import Optional

from sat_dl_plugin.contract.errors import UsageError


@dataclass(frozen=True)
class AxisTile:
    """One tile along one axis, in pixels of the network's grid."""

    start: int
    """First core pixel."""
    stop: int
    """Pixel after the core."""
    read_start: int
    """First pixel that is read; a multiple of the stride."""
    read_stop: int
    """Pixel after those that are read; a multiple of the stride."""


def round_up(value: float, multiple: int) -> int:
    """Return the smallest multiple that is not below ``value``."""
    return math.ceil(value / multiple) * multiple


def exact_tiles(
    length: int, tile: int, halo: int, stride: int, part: Optional[tuple[int, int]] = None
) -> list[AxisTile]:
    """Cut one axis, or a part of it, into exact tiles.

    A tile at the edge of the image needs no halo there: the network's own padding is what
    one pass over the image would see. All tiles read at most ``tile`` pixels.

    Args:
        length: Pixels of the axis.
        tile: Most pixels a tile reads, halo included.
        halo: Receptive-field radius in pixels.
        stride: Alignment of everything that is read.
        part: The pixels [low, high) that are wanted; the whole axis when None.

    Returns:
        Tiles in order; their cores cover the part without gap or overlap.

    Raises:
        UsageError: If the tile leaves no core between its halos.
    """
    end = round_up(length, stride)
    halo = round_up(halo, stride)
    window = tile // stride * stride
    if end > window and window <= 2 * halo:
        raise UsageError(
            f"A tile of {tile} px is too small",
            f"This network needs a halo of {halo} px on each side and a stride of {stride} px",
            f"Use at least {2 * halo + stride} px, or 0 to let Sat DL choose",
        )
    low, high = part or (0, length)
    tiles: list[AxisTile] = []
    start = low
    while start < high:
        read_start = max(0, start // stride * stride - halo)
        read_stop = min(end, read_start + window, round_up(high, stride) + halo)
        complete = read_stop in {end, round_up(high, stride) + halo}
        stop = high if complete else min(high, read_stop - halo)
        tiles.append(AxisTile(start, stop, read_start, read_stop))
        start = stop
    return tiles


def tile_for_overhead(halo: int, stride: int, overhead: float) -> int:
    """Return the smallest tile whose ``(tile / core) ** 2`` is at most ``overhead``.

    Args:
        halo: Receptive-field radius in pixels.
        stride: The tile is a multiple of it.
        overhead: Network pixels per output pixel, above 1.
    """
    halo = round_up(halo, stride)
    core = 2 * halo / (math.sqrt(overhead) - 1)
    return round_up(core, stride) + 2 * halo


def even_side(span: int, count: int, halo: int, stride: int) -> int:
    """Return the side of so many equal tiles that read a span of pixels, neighbours overlapping."""
    return round_up((span + 2 * halo * (count - 1)) / count, stride)


def tile_shape(spans: tuple[int, int], area: int, halo: int, stride: int) -> tuple[int, int]:
    """Return the sides (rows, cols) of equal tiles that read least of a raster.

    Squares read least far inside a raster; strips as wide as a small one need no halo at their
    sides. Tiles are at least as wide as high, because rasters are read and written by rows.

    Args:
        spans: Pixels that are read in all, along rows and columns.
        area: Most pixels a tile reads; a square of it has a core between its halos.
        halo: Receptive-field radius in pixels, a multiple of the stride.
        stride: Alignment of everything that is read.
    """
    best, least = (0, 0), math.inf
    for across in itertools.count(1):
        width = even_side(spans[1], across, halo, stride)
        highest = area // width // stride * stride
        if spans[0] > highest <= 2 * halo:
            continue
        down = tile_count(spans[0], highest, halo)
        height = even_side(spans[0], down, halo, stride)
        read = pixels_read(spans, (down, across), halo)
        if read < least:
            best, least = (height, width), read
        if width <= max(height, 2 * halo + stride):
            break
    return best


def tile_count(span: int, side: int, halo: int) -> int:
    """Return how many tiles of a side read a span of pixels, neighbours overlapping."""
    return 1 if span <= side else math.ceil((span - 2 * halo) / (side - 2 * halo))


def pixels_read(spans: tuple[int, int], counts: tuple[int, int], halo: int) -> int:
    """Return how many pixels so many tiles along rows and columns read of a raster."""
    return math.prod(span + 2 * halo * (count - 1) for span, count in zip(spans, counts))
