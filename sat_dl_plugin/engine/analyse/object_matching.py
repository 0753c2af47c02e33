"""Which objects of a class raster are objects of another: pairs that overlap well enough.

Everything works on runs, in row bands from top to bottom, so that memory grows with the number
of objects and not with the raster.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.legend import BACKGROUND_ID, NODATA_ID
from sat_dl_plugin.engine.analyse.metrics import Score
from sat_dl_plugin.engine.segment.components import ComponentStream, LabelledBand, connect

LEAST_IOU = 0.5
"""Intersection over union from which on two objects are the same one."""

Indexes = NDArray[np.int64]


class ObjectMatcher:
    """Matches the 4-connected objects of two class rasters."""

    def __init__(self) -> None:
        self._reference, self._found = ObjectTable(), ObjectTable()
        self._overlaps: list[Indexes] = []

    def push(self, reference: NDArray[np.uint8], found: NDArray[np.uint8]) -> None:
        """Take in the next rows of both, shape (rows, cols); 255 is no object on either side."""
        first, second = self._reference.push(reference), self._found.push(found)
        self._overlaps.append(_overlaps(first, second))

    def scores(self) -> dict[int, Score]:
        """Return the score of each class that has objects, counted in objects."""
        reference, found = self._reference, self._found
        component, size, value = reference.resolved()
        other_component, other_size, other_value = found.resolved()
        pairs = np.concatenate([np.empty((0, 3), dtype=np.int64), *self._overlaps])
        one, two, common = _summed(
            component[pairs[:, 0]], other_component[pairs[:, 1]], pairs[:, 2]
        )
        iou = common / (size[one] + other_size[two] - common)
        matched = value[one[_greedy(one, two, iou)]]
        counts = [
            np.bincount(values, minlength=NODATA_ID + 1) for values in (matched, value, other_value)
        ]
        present = np.flatnonzero(counts[1] + counts[2])
        return {
            int(key): Score(*(int(count[key]) for count in counts))
            for key in present
            if key not in (BACKGROUND_ID, NODATA_ID)
        }


class ObjectTable:
    """The objects of one class raster that arrives in row bands."""

    def __init__(self) -> None:
        self._stream = ComponentStream()
        self._values: list[NDArray[np.uint8]] = []
        self._sizes: list[Indexes] = []
        self._links: list[Indexes] = []

    def push(self, labels: NDArray[np.uint8]) -> LabelledBand:
        """Take in the next rows, shape (rows, cols), and return their components."""
        band = self._stream.push(labels)
        value = np.zeros(band.count, dtype=np.uint8)
        value[band.component] = band.runs.value
        own = band.own_runs
        size = np.bincount(
            band.component[own], weights=band.runs.length[own], minlength=band.count
        ).astype(np.int64)
        self._values.append(value)
        self._sizes.append(size)
        self._links.append(band.links)
        return band

    def resolved(self) -> tuple[Indexes, Indexes, NDArray[np.uint8]]:
        """Return the objects.

        Returns:
            The object of each provisional number, and of each object its pixels and its label.
        """
        if not self._values:
            none = np.empty(0, dtype=np.int64)
            return none, none, none.astype(np.uint8)
        values, sizes = np.concatenate(self._values), np.concatenate(self._sizes)
        links = np.concatenate(self._links)
        count, component = connect(len(values), links[:, 0], links[:, 1])
        size = np.bincount(component, weights=sizes, minlength=count).astype(np.int64)
        value = np.zeros(count, dtype=np.uint8)
        value[component] = values
        return component.astype(np.int64), size, value


def _overlaps(first: LabelledBand, second: LabelledBand) -> Indexes:
    """Return (n, 3): provisional numbers that share a class and pixels of own rows, how many."""
    starts = first.runs.is_start | second.runs.is_start
    flat = np.flatnonzero(starts)
    one = np.cumsum(first.runs.is_start.reshape(-1)[flat]) - 1
    two = np.cumsum(second.runs.is_start.reshape(-1)[flat]) - 1
    length = np.diff(flat, append=starts.size)
    value = first.runs.value[one]
    own = flat >= first.overlap * starts.shape[1]
    keep = own & (value == second.runs.value[two]) & (value != BACKGROUND_ID) & (value != NODATA_ID)
    left = first.component[one[keep]] + np.int64(first.base)
    right = second.component[two[keep]] + np.int64(second.base)
    return np.stack(_summed(left, right, length[keep]), axis=1)


def _summed(first: Indexes, second: Indexes, weight: Indexes) -> tuple[Indexes, Indexes, Indexes]:
    """Return every different pair once, with the sum of its weights."""
    order = np.lexsort((second, first))
    one, two, sums = first[order], second[order], weight[order]
    if not len(order):
        return one, two, sums
    is_new = np.ones(len(order), dtype=bool)
    is_new[1:] = (one[1:] != one[:-1]) | (two[1:] != two[:-1])
    start = np.flatnonzero(is_new)
    return one[start], two[start], np.add.reduceat(sums, start)


def _greedy(one: Indexes, two: Indexes, iou: NDArray[np.float64]) -> Indexes:
    """Return the pairs that match, best first, no object twice.

    Above one half no object has two partners; exactly there it may, and the first is taken.
    """
    chosen = np.flatnonzero(iou >= LEAST_IOU)
    chosen = chosen[np.argsort(-iou[chosen], kind="stable")]
    _, first = np.unique(one[chosen], return_index=True)
    chosen = chosen[np.sort(first)]
    _, first = np.unique(two[chosen], return_index=True)
    return chosen[np.sort(first)]
