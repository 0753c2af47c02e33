"""Connected components of label rasters, on runs instead of pixels.

A run is a maximal horizontal stretch of one value. Class maps have ten to fifty times fewer
runs than pixels, so everything behind `find_runs` is cheap. Components are 4-connected, as
the polygons of GDAL are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

import numpy as np
from numpy.typing import NDArray

IndexArray = NDArray[np.int32]


@dataclass(frozen=True)
class Runs:
    """The runs of one array of labels, in raster order; the fields are parallel."""

    is_start: NDArray[np.bool_]
    """Shape (rows, cols): whether a run starts at the pixel."""
    start: NDArray[np.int64]
    """Flat index of the first pixel."""
    value: NDArray[np.uint8]
    """Label of the run's pixels."""

    @property
    def length(self) -> NDArray[np.int64]:
        """Pixels of each run."""
        return np.diff(self.start, append=self.is_start.size)

    @property
    def first_in_rows(self) -> NDArray[np.int64]:
        """Index of the first run of each row."""
        counts = np.count_nonzero(self.is_start, axis=1)
        return np.concatenate([[0], np.cumsum(counts[:-1], dtype=np.int64)])

    def count_in_rows(self, rows: slice) -> int:
        """Return the number of runs in some rows."""
        return int(np.count_nonzero(self.is_start[rows]))


@dataclass(frozen=True)
class Contacts:
    """Where runs of neighbouring rows lie over each other; the fields are parallel.

    In raster order of the upper row. Each entry is one maximal stretch of columns with the
    same two runs.
    """

    start: NDArray[np.int64]
    """Flat index, in the upper row, of the first pixel of the stretch."""
    above: IndexArray
    """Index of the upper run."""
    below: IndexArray
    """Index of the lower run."""


def find_runs(labels: NDArray[np.uint8]) -> Runs:
    """Return the runs of a (rows, cols) array."""
    is_start = np.empty(labels.shape, dtype=bool)
    is_start[:, :1] = True
    np.not_equal(labels[:, 1:], labels[:, :-1], out=is_start[:, 1:])
    start = np.flatnonzero(is_start)
    return Runs(is_start, start, labels.reshape(-1)[start])


def find_contacts(runs: Runs) -> Contacts:
    """Return the contacts of all neighbouring rows."""
    upper, lower = runs.is_start[:-1], runs.is_start[1:]
    start = np.flatnonzero(upper | lower)
    # Every start of the upper rows is among these positions, so counting them numbers the runs.
    above = np.cumsum(upper.reshape(-1)[start], dtype=np.int32) - np.int32(1)
    first_below = runs.count_in_rows(slice(0, 1))
    below = np.cumsum(lower.reshape(-1)[start], dtype=np.int32) + np.int32(first_below - 1)
    return Contacts(start, above, below)


def label_runs(runs: Runs, contacts: Contacts) -> tuple[int, IndexArray]:
    """Return the number of 4-connected components and the component of each run."""
    same = runs.value[contacts.above] == runs.value[contacts.below]
    return connect(len(runs.start), contacts.above[same], contacts.below[same], is_sorted=True)


def connect(
    count: int, first: NDArray[np.integer], second: NDArray[np.integer], *, is_sorted: bool = False
) -> tuple[int, IndexArray]:
    """Return the number of connected components of a graph and the component of each node.

    Args:
        count: Number of nodes.
        first: One end of each edge.
        second: The other end.
        is_sorted: Whether ``first`` never falls, which saves sorting the edges.
    """
    # Loading it takes a fifth of a second, which a job's first tile should not wait for.
    from scipy import sparse
    from scipy.sparse import csgraph

    if not len(first):
        return count, np.arange(count, dtype=np.int32)
    if not is_sorted:
        order = np.argsort(first, kind="stable")
        first, second = first[order], second[order]
    offsets = np.zeros(count + 1, dtype=np.int32)
    np.cumsum(np.bincount(first, minlength=count), out=offsets[1:])
    weights = np.ones(len(second), dtype=np.float64)
    graph = sparse.csr_array((weights, second.astype(np.int32), offsets), shape=(count, count))
    number, component = csgraph.connected_components(graph, directed=False)
    return int(number), np.asarray(component, dtype=np.int32)


@dataclass(frozen=True)
class LabelledBand:
    """One row band with its components, numbered provisionally.

    Except in the first band the arrays start with the last row of the band before, so that
    contacts across the border are like any others; those runs carry new numbers, and `links`
    says which old ones they continue.
    """

    row_off: int
    """Row of the raster at which the arrays start."""
    overlap: int
    """Rows at the start that belong to the band before: 0 or 1."""
    labels: NDArray[np.uint8]
    """Shape (overlap + rows, cols)."""
    runs: Runs
    contacts: Contacts
    component: IndexArray
    """Component of each run: 0 to ``count - 1``, to which `base` is added."""
    count: int
    base: int
    """Provisional number of this band's component 0."""
    links: NDArray[np.int64]
    """Shape (n, 2): provisional numbers that are one and the same component."""

    @property
    def own_runs(self) -> slice:
        """The runs of the rows that no earlier band had."""
        return slice(self.runs.count_in_rows(slice(0, self.overlap)), None)

    @property
    def last_row_components(self) -> IndexArray:
        """Component of each run of the last row."""
        return self.component[len(self.component) - self.runs.count_in_rows(slice(-1, None)) :]


class ComponentStream:
    """Labels the components of a raster that arrives in row bands, top to bottom."""

    def __init__(self) -> None:
        self._row = 0
        self._next = 0
        self._last_row: Optional[NDArray[np.uint8]] = None
        self._last_numbers: NDArray[np.int64] = np.empty(0, dtype=np.int64)

    @property
    def count(self) -> int:
        """Provisional numbers handed out so far."""
        return self._next

    def push(self, labels: NDArray[np.uint8]) -> LabelledBand:
        """Label the next rows, shape (rows, cols), at least one row."""
        overlap = 0 if self._last_row is None else 1
        stacked = labels if self._last_row is None else np.concatenate([self._last_row, labels])
        runs = find_runs(stacked)
        contacts = find_contacts(runs)
        count, component = label_runs(runs, contacts)
        continued = component[: len(self._last_numbers)] + np.int64(self._next)
        band = LabelledBand(
            row_off=self._row - overlap,
            overlap=overlap,
            labels=stacked,
            runs=runs,
            contacts=contacts,
            component=component,
            count=count,
            base=self._next,
            links=np.stack([self._last_numbers, continued], axis=1),
        )
        self._last_row = labels[-1:].copy()
        self._last_numbers = band.last_row_components + np.int64(self._next)
        self._row += len(labels)
        self._next += count
        return band
