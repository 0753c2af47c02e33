"""Which chips train and which validate: decided by blocks on the ground, never by chip.

Neighbouring chips look alike, and overlapping ones share pixels. A network that is validated on
the neighbours of what it learnt looks better than it is.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS as ProjCRS
from pyproj import Transformer

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.engine.raster.grid import Grid, Window

TRAIN, VALIDATION, LEFT_OUT = "train", "val", ""

# Sides of blocks in chips: large ones lose few chips at their borders, but there must be
# enough of them to choose from.
_BLOCK_CHIPS = (8, 4, 2, 1)
_FEWEST_BLOCKS = 12

# A block may bring the validation this far above the share that was asked for.
_MOST_OVER = 1.25

# Positions carried from pixel to pixel differ by rounding.
_TOLERANCE_PX = 1e-3

_POINTS_PER_SIDE = 5

Boxes = NDArray[np.float64]


def boxes_in(frame: Grid, grid: Grid, windows: Sequence[Window]) -> Boxes:
    """Return where windows of a grid lie in pixels of another one.

    Args:
        frame: The grid whose pixels are the unit.
        grid: The grid of the windows, in any CRS.
        windows: The windows.

    Returns:
        One row a window: left, top, right, bottom of the rectangle around it.

    Raises:
        InputError: If a window has no place in the CRS of the frame.
    """
    steps = np.linspace(0.0, 1.0, _POINTS_PER_SIDE)
    across, down = np.meshgrid(steps, steps)
    size = np.array([(w.col_off, w.row_off, w.width, w.height) for w in windows], dtype=float)
    col = size[:, :1] + across.ravel() * size[:, 2:3]
    row = size[:, 1:2] + down.ravel() * size[:, 3:]
    t = grid.transform
    x, y = t.a * col + t.b * row + t.c, t.d * col + t.e * row + t.f
    if grid.crs is not None and frame.crs is not None and grid.crs != frame.crs:
        own, other = (ProjCRS.from_user_input(crs.to_wkt()) for crs in (grid.crs, frame.crs))
        x, y = Transformer.from_crs(own, other, always_xy=True).transform(x, y)
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise InputError(
            "The images cannot be brought to one CRS",
            "A part of one has no place in the CRS of the first",
            "Export the images one by one",
        )
    back = ~frame.transform
    col, row = back.a * x + back.b * y + back.c, back.d * x + back.e * y + back.f
    return np.stack([col.min(axis=1), row.min(axis=1), col.max(axis=1), row.max(axis=1)], axis=1)


def split_chips(
    boxes: Boxes, labelled: NDArray[np.int64], validation: float, seed: int
) -> list[str]:
    """Return the split of each chip: `TRAIN`, `VALIDATION`, or `LEFT_OUT` between the two.

    The plane is cut into square blocks, and some of them are drawn for validation. A chip that
    reaches into blocks of both kinds is left out, so no pixel on the ground is in both splits.

    Args:
        boxes: Place of each chip, as from `boxes_in`.
        labelled: Labelled pixels of each.
        validation: Percent of the labelled pixels for validation, 0 to 100.
        seed: The same one draws the same blocks.
    """
    if not len(boxes) or validation <= 0:
        return [TRAIN] * len(boxes)
    side = _block_side(boxes)
    drawn = _drawn_blocks(_blocks_of_centers(boxes, side), labelled, validation / 100, seed)
    return [_split_of(box, side, drawn) for box in boxes]


def _block_side(boxes: Boxes) -> float:
    chip = float(max((boxes[:, 2] - boxes[:, 0]).max(), (boxes[:, 3] - boxes[:, 1]).max()))
    # Chips of one size side by side end exactly where blocks do.
    chip = round(chip) if abs(chip - round(chip)) < _TOLERANCE_PX else chip
    for factor in _BLOCK_CHIPS:
        if len(set(_blocks_of_centers(boxes, chip * factor))) >= _FEWEST_BLOCKS:
            return chip * factor
    return chip


def _blocks_of_centers(boxes: Boxes, side: float) -> list[tuple[int, int]]:
    cols = np.floor((boxes[:, 0] + boxes[:, 2]) / 2 / side).astype(int)
    rows = np.floor((boxes[:, 1] + boxes[:, 3]) / 2 / side).astype(int)
    return list(zip(cols.tolist(), rows.tolist()))


def _drawn_blocks(
    blocks: list[tuple[int, int]], labelled: NDArray[np.int64], share: float, seed: int
) -> set[tuple[int, int]]:
    weights: dict[tuple[int, int], int] = {}
    for block, pixels in zip(blocks, labelled.tolist()):
        weights[block] = weights.get(block, 0) + pixels
    if share >= 1:
        return set(weights)
    names = sorted(weights)
    order = [names[place] for place in np.random.default_rng(seed).permutation(len(names))]
    target = share * sum(weights.values())
    drawn: set[tuple[int, int]] = set()
    got = 0
    for block in order:
        if got < target and got + weights[block] <= target * _MOST_OVER:
            drawn.add(block)
            got += weights[block]
    if not drawn and len(names) > 1:
        # Every block is more than was asked for; the smallest one comes nearest.
        drawn.add(min(order, key=lambda block: weights[block]))
    return drawn


def _split_of(box: NDArray[np.float64], side: float, drawn: set[tuple[int, int]]) -> str:
    left, top = (int(np.floor((value + _TOLERANCE_PX) / side)) for value in box[:2])
    right, bottom = (int(np.ceil((value - _TOLERANCE_PX) / side)) for value in box[2:])
    kinds = {
        (col, row) in drawn
        for col in range(left, max(right, left + 1))
        for row in range(top, max(bottom, top + 1))
    }
    if len(kinds) > 1:
        return LEFT_OUT
    return VALIDATION if kinds.pop() else TRAIN
