"""Touching objects of one class come apart where the probability between them has a valley.

Every pixel of a class climbs to a peak of the probability; the pixels of one peak are its basin.
Basins join over the passes between them, the highest pass first, unless the lower of the two
peaks rises above the pass by the class's ``separation`` or more (dynamics of Grimaud 1992,
doi:10.1117/12.60650): those stay objects of their own. The pixels along the line between two
objects become background, so that the objects touch neither at sides nor at corners. An object
that nowhere rises as much above the class's threshold does not stand out from the background
either, and becomes background.

Heights are logits, ln(p / (1 - p)), because what matters between two objects that the network is
sure of is the step from 0.99 to 0.9, not that from 0.6 to 0.51. They are stored in steps of 0.04,
and smoothed over a pixel, as peaks of single pixels are noise.

It is the last step of cleaning: closing would undo it. A raster is worked off in blocks of a fixed
lattice, each with a margin, so that neither tiles nor memory change the result.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.engine.closable import Closable
from sat_dl_plugin.engine.raster.grid import Window
from sat_dl_plugin.engine.raster.scratch import ScratchRaster

Labels = NDArray[np.uint8]
Heights = NDArray[np.float32]

_LOWEST, _STEP, _MOST_STEPS = -4.0, 0.04, 254
_SMOOTHING_PX = 1.0

# The margin is wider than the objects of most classes; of a wider object a peak may be overlooked
# there, and then the object stays whole. What reaches the end of the margin is never removed.
_BLOCK_PX, _MARGIN_PX = 1024, 256

# Sparse graphs take a weight of 0 for no edge, and a minimum spanning tree is sought for a maximum.
_ABOVE_ALL = 1000.0

_NEXT = ((0, 1), (1, 0), (1, 1), (1, -1))
"""Steps (rows, cols) to the neighbours of a pixel that follow it; the others lie opposite."""


@dataclass(frozen=True)
class Parting:
    """How objects of one class come apart."""

    separation: float
    """How far an object rises above the passes to its neighbours, at least; logits, over 0."""
    threshold: float = 0.0
    """Probability from which a pixel may be the class; 0 when others decide, and then no object is
    removed."""


def logit_steps(
    probabilities: NDArray[np.float32], labels: Labels, legend: Sequence[ClassCard]
) -> Labels:
    """Return what `separated` needs of probabilities, one byte a pixel.

    Args:
        probabilities: Shape (classes, rows, cols).
        labels: The classes (rows, cols) decided, before cleaning.
        legend: One entry a class, in the order of the probabilities.

    Returns:
        The logit of the decided class (rows, cols), of the most probable one where there is none:
        cleaning may yet close a gap there.
    """
    chosen = probabilities.max(axis=0)
    for values, entry in zip(probabilities, legend):
        np.copyto(chosen, values, where=labels == entry.id)
    # Not a number where there is no data.
    logits = _logits(np.nan_to_num(chosen, copy=False))
    steps = np.rint((logits - np.float32(_LOWEST)) / np.float32(_STEP))
    stored: Labels = np.clip(steps, 0, _MOST_STEPS).astype(np.uint8)
    return stored


def _logits(probabilities: NDArray[np.float32]) -> NDArray[np.float32]:
    inner = np.clip(probabilities, np.float32(1e-6), np.float32(1.0 - 1e-6))
    logits: NDArray[np.float32] = np.log(inner / (1.0 - inner))
    return logits


def separated(
    labels: Labels,
    steps: Labels,
    partings: Mapping[int, Parting],
    unseen: Optional[NDArray[np.bool_]] = None,
) -> Labels:
    """Return a class map in which touching objects are apart.

    Args:
        labels: Shape (rows, cols).
        steps: Shape (rows, cols), from `logit_steps`.
        partings: Class id -> how its objects come apart; other classes stay as they are.
        unseen: Pixels (rows, cols) beside which the raster goes on: their objects stay.

    Returns:
        New array of the same shape.
    """
    limits = np.zeros(256, np.float64)
    for class_id, parting in partings.items():
        limits[class_id] = parting.separation
    inside = limits[labels] > 0
    if not inside.any():
        unchanged: Labels = labels.copy()
        return unchanged
    # Loading it takes a fifth of a second, which jobs that separate nothing should not wait for.
    from scipy import ndimage

    heights = ndimage.gaussian_filter(steps.astype(np.float32) * np.float32(_STEP), _SMOOTHING_PX)
    grounds = np.where(inside, labels, np.uint8(0))
    objects, peaks = _objects(heights, grounds, limits)
    line = _faint(objects, peaks, grounds, partings, unseen)
    for here, there in _neighbours(labels.shape):
        apart = (objects[here] != objects[there]) & (grounds[here] == grounds[there])
        apart &= inside[here]
        lower = heights[here] <= heights[there]
        line[here] |= apart & lower
        line[there] |= apart & ~lower
    cut: Labels = np.where(line, np.uint8(0), labels)
    return cut


_Part = tuple[slice, slice]


def _neighbours(shape: tuple[int, ...]) -> Iterator[tuple[_Part, _Part]]:
    """Yield the parts of an array that hold the two pixels of all 8-connected pairs, once each."""
    rows, cols = shape
    for down, right in _NEXT:
        here = slice(0, rows - down), slice(max(0, -right), cols - max(0, right))
        there = slice(down, rows), slice(max(0, right), cols - max(0, -right))
        yield here, there


def _faint(
    objects: NDArray[np.int32],
    peaks: Heights,
    grounds: Labels,
    partings: Mapping[int, Parting],
    unseen: Optional[NDArray[np.bool_]],
) -> NDArray[np.bool_]:
    """Return the pixels (rows, cols) of objects that hardly rise above the threshold."""
    least = np.full(256, -np.inf)
    for class_id, parting in partings.items():
        if parting.threshold > 0:
            level = float(_logits(np.array(parting.threshold, np.float32))) - _LOWEST
            least[class_id] = level + parting.separation
    rises = peaks[objects] >= least[grounds]
    if unseen is not None:
        kept = np.zeros(len(peaks), bool)
        kept[objects[unseen]] = True
        rises |= kept[objects]
    faint: NDArray[np.bool_] = ~rises
    return faint


def _objects(
    heights: Heights, grounds: Labels, limits: NDArray[np.float64]
) -> tuple[NDArray[np.int32], Heights]:
    """Return the number (rows, cols) of every pixel's object, and the peaks by that number.

    The ground 0 has numbers of its own.
    """
    peaks = _peaks(heights, grounds)
    tops = np.flatnonzero(peaks == np.arange(peaks.size))
    number = np.zeros(peaks.size, np.int32)
    number[tops] = np.arange(len(tops))
    basins = number[peaks].reshape(heights.shape)
    levels = heights.reshape(-1)[tops]
    passes = _passes(basins, heights, grounds)
    joined = _joined(levels, limits[grounds.reshape(-1)[tops]], *passes)
    # A basin joins one with a higher peak, so the number of an object is that of its peak.
    return joined[basins], levels


def _peaks(heights: Heights, grounds: Labels) -> NDArray[np.int32]:
    """Return the flat index of the peak that every pixel climbs to, within its class.

    Of equally high neighbours the later one counts as higher, so that a plateau has peaks too;
    the passes between those are as high as they are.
    """
    own = np.arange(heights.size, dtype=np.int32).reshape(heights.shape)
    best, target = heights.copy(), own.copy()
    for here, there in _neighbours(heights.shape):
        same = grounds[here] == grounds[there]
        for one, other, is_higher in ((here, there, np.greater_equal), (there, here, np.greater)):
            better = is_higher(heights[other], best[one]) & same
            np.copyto(best[one], heights[other], where=better)
            np.copyto(target[one], own[other], where=better)
    climbed: NDArray[np.int32] = target.reshape(-1)
    while True:
        further = climbed[climbed]
        if np.array_equal(further, climbed):
            return climbed
        climbed = further


def _passes(
    basins: NDArray[np.int32], heights: Heights, grounds: Labels
) -> tuple[NDArray[np.int32], NDArray[np.int32], Heights]:
    """Return the pairs of basins of one class that touch, and the height of each step across."""
    found = []
    for here, there in _neighbours(basins.shape):
        across = (basins[here] != basins[there]) & (grounds[here] == grounds[there])
        across &= grounds[here] > 0
        one, two = basins[here][across], basins[there][across]
        level = np.minimum(heights[here][across], heights[there][across])
        found.append((np.minimum(one, two), np.maximum(one, two), level))
    first, second, passes = (np.concatenate(parts) for parts in zip(*found))
    return first, second, passes


def _joined(
    peaks: Heights,
    limits: NDArray[np.float64],
    first: NDArray[np.int32],
    second: NDArray[np.int32],
    passes: Heights,
) -> NDArray[np.int32]:
    """Return the basin that each basin is joined to in the end.

    Only the passes of a maximum spanning tree need be looked at: two basins that another pass
    would join are joined by the higher ones of the tree, or kept apart by one of those, and then
    by this one too.

    Args:
        peaks: Height of the peak of every basin.
        limits: Smallest valley of every basin's class.
        first: One basin of every pass.
        second: The other, with a larger number.
        passes: Height of every pass; of several between two basins the highest counts.
    """
    rows, cols, levels = _spanning_tree(len(peaks), first, second, passes)
    top = peaks.tolist()
    parent = list(range(len(peaks)))

    def root(basin: int) -> int:
        while parent[basin] != basin:
            parent[basin] = parent[parent[basin]]
            basin = parent[basin]
        return basin

    steps = (rows.tolist(), cols.tolist(), levels.tolist(), limits[rows].tolist())
    for one, two, level, limit in zip(*steps):
        low, high = sorted((root(one), root(two)), key=top.__getitem__)
        if top[low] - level < limit:
            parent[low] = high
    return np.array([root(basin) for basin in range(len(peaks))], np.int32)


def _spanning_tree(
    count: int, first: NDArray[np.int32], second: NDArray[np.int32], passes: Heights
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
    """Return the passes of a maximum spanning forest, the highest first."""
    from scipy import sparse
    from scipy.sparse import csgraph

    pairs = first.astype(np.int64) * count + second
    order = np.argsort(pairs, kind="stable")
    starts = np.flatnonzero(np.diff(pairs[order], prepend=-1))
    if not len(starts):
        return first, second, passes.astype(np.float64)
    highest = np.maximum.reduceat(passes[order], starts).astype(np.float64)
    first, second = first[order][starts], second[order][starts]
    graph = sparse.csr_array((_ABOVE_ALL - highest, (first, second)), shape=(count, count))
    tree = csgraph.minimum_spanning_tree(graph).tocoo()
    ranked = np.argsort(tree.data, kind="stable")
    return tree.row[ranked], tree.col[ranked], _ABOVE_ALL - tree.data[ranked]


class Separation(Closable):
    """Takes cleaned labels in row bands and gives them out with touching objects apart.

    Args:
        width: Columns of the raster.
        height: Rows of the raster.
        partings: Class id -> how its objects come apart.
        folder: Folder for two temporary files of one byte a pixel each.
    """

    def __init__(
        self, width: int, height: int, partings: Mapping[int, Parting], folder: Path
    ) -> None:
        self._whole = Window(0, 0, width, height)
        self._partings = dict(partings)
        self._steps = ScratchRaster(width, folder, height)
        self._labels = ScratchRaster(width, folder, height)
        self._next_row = 0

    def close(self) -> None:
        """Close the files."""
        self._steps.close()
        self._labels.close()

    def note(self, window: Window, steps: Labels) -> None:
        """Store what `logit_steps` says of a window; where nothing is stored there is no data."""
        self._steps.write(window, steps)

    def push(self, row_off: int, labels: Labels) -> Iterator[tuple[Window, Labels]]:
        """Take the next rows (rows, cols) of the labels, when all steps are stored.

        Yields:
            Blocks of the raster, in reading order, as soon as all rows are known that they need.
        """
        rows, cols = labels.shape
        self._labels.write(Window(0, row_off, cols, rows), labels)
        known = row_off + rows
        while self._next_row < self._whole.height:
            needed = min(self._next_row + _BLOCK_PX + _MARGIN_PX, self._whole.height)
            if known < needed:
                return
            for col_off in range(0, cols, _BLOCK_PX):
                yield self._block(col_off)
            self._next_row += _BLOCK_PX

    def _block(self, col_off: int) -> tuple[Window, Labels]:
        core = self._inside(Window(col_off, self._next_row, _BLOCK_PX, _BLOCK_PX))
        side = _BLOCK_PX + 2 * _MARGIN_PX
        around = self._inside(Window(col_off - _MARGIN_PX, self._next_row - _MARGIN_PX, side, side))
        labels = self._labels.read(around)
        if any((labels == class_id).any() for class_id in self._partings):
            steps = self._steps.read(around)
            labels = separated(labels, steps, self._partings, self._unseen(around))
        return core, labels[core.slices_in(around)]

    def _unseen(self, window: Window) -> NDArray[np.bool_]:
        """Return the pixels (rows, cols) of a window beside which the raster goes on."""
        unseen = np.zeros((window.height, window.width), bool)
        unseen[:1] |= window.row_off > 0
        unseen[-1:] |= window.row_stop < self._whole.height
        unseen[:, :1] |= window.col_off > 0
        unseen[:, -1:] |= window.col_stop < self._whole.width
        return unseen

    def _inside(self, window: Window) -> Window:
        part = window.intersection(self._whole)
        if part is None:
            raise ValueError(f"{window} lies outside the raster")
        return part
