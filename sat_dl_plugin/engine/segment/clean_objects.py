"""Decides which components of a class map are removed or filled, band by band.

Only components that reach the last row seen, and background that touches an object whose fate
is still open, are held with their facts; of all others a verdict of one byte is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.legend import BACKGROUND_ID
from sat_dl_plugin.engine.segment.components import LabelledBand, connect

_NO_CLASS_LOW = 255
_NO_CLASS_HIGH = 0

# The arrays of all objects grow by a quarter.
_GROWTH = 4


@dataclass
class _Table:
    """Components that may still change; the fields are parallel."""

    number: NDArray[np.int64]
    """Provisional number that stands for the component."""
    value: NDArray[np.uint8]
    """Its label: background also for objects that were removed."""
    area: NDArray[np.int64]
    """Pixels."""
    open_end: NDArray[np.bool_]
    """Whether it touches the raster's edge."""
    low: NDArray[np.uint8]
    """Smallest label among the decided neighbours, nodata included."""
    high: NDArray[np.uint8]
    """Largest label among the decided neighbours, nodata included."""
    goes_on: NDArray[np.bool_]
    """Whether it reaches the last row seen."""

    def __len__(self) -> int:
        return len(self.number)

    def select(self, keep: NDArray[np.bool_]) -> _Table:
        """Return some rows of the table."""
        return _Table(*(getattr(self, entry.name)[keep] for entry in fields(self)))

    def joined(self, other: _Table) -> _Table:
        """Return both tables, one below the other."""
        names = [entry.name for entry in fields(self)]
        return _Table(*(np.concatenate([getattr(self, n), getattr(other, n)]) for n in names))

    def merged(self, count: int, group: NDArray[np.int32]) -> _Table:
        """Return one row per group: sums of areas, unions of facts."""
        number = np.full(count, np.iinfo(np.int64).max)
        np.minimum.at(number, group, self.number)
        value = np.zeros(count, dtype=np.uint8)
        value[group] = self.value
        area = np.zeros(count, dtype=np.int64)
        np.add.at(area, group, self.area)
        low = np.full(count, _NO_CLASS_LOW, dtype=np.uint8)
        np.minimum.at(low, group, self.low)
        high = np.full(count, _NO_CLASS_HIGH, dtype=np.uint8)
        np.maximum.at(high, group, self.high)
        open_end, goes_on = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
        open_end[group[self.open_end]] = True
        goes_on[group[self.goes_on]] = True
        return _Table(number, value, area, open_end, low, high, goes_on)


def _empty_table() -> _Table:
    none = np.empty(0, dtype=np.int64)
    byte, flag = none.astype(np.uint8), none.astype(bool)
    return _Table(none, byte, none, flag, byte, byte, flag)


class ObjectLedger:
    """Keeps account of the components of a raster that arrives in row bands.

    Args:
        min_pixels: Class id -> objects with fewer pixels are removed.
        hole_pixels: Class id -> holes with fewer pixels are filled.
    """

    def __init__(self, min_pixels: Mapping[int, int], hole_pixels: Mapping[int, int]) -> None:
        self._min_pixels = _by_value(min_pixels)
        self._hole_pixels = _by_value(hole_pixels)
        self._has_holes = bool(self._hole_pixels.any())
        self._table = _empty_table()
        self._edges: NDArray[np.int64] = np.empty((0, 2), dtype=np.int64)
        # Provisional number -> the number it was merged into, and its verdict: five bytes, all
        # that is kept of an object whose fate is known.
        self._merged_into: NDArray[np.uint32] = np.empty(0, dtype=np.uint32)
        self._verdict: NDArray[np.uint8] = np.empty(0, dtype=np.uint8)
        self._count = 0

    def push(self, band: LabelledBand) -> None:
        """Take in the components of the next rows."""
        self._reserve(band.base + band.count)
        new = self._table_of(band)
        first_new = len(self._table)
        edges = np.concatenate([self._edges, self._edges_of(band) + first_new])
        self._table.goes_on[:] = False
        table = self._table.joined(new)
        links = np.stack(
            [self._rows_of(band.links[:, 0]), band.links[:, 1] - band.base + first_new], axis=1
        )
        table, edges = self._merge(table, links, edges)
        self._settle(table, edges)

    def finish(self) -> NDArray[np.uint8]:
        """Return the final label of every provisional number; nothing may be pushed after."""
        table = self._table
        table.open_end |= table.goes_on
        table.goes_on[:] = False
        self._settle(table, self._edges)
        root = self._merged_into[: self._count]
        while True:
            further = root[root]
            if np.array_equal(further, root):
                return self._verdict[root]
            root = further

    def _table_of(self, band: LabelledBand) -> _Table:
        own = band.own_runs
        component, runs = band.component, band.runs
        value = np.zeros(band.count, dtype=np.uint8)
        value[component] = runs.value
        area = np.bincount(component[own], weights=runs.length[own], minlength=band.count).astype(
            np.int64
        )
        low = np.full(band.count, _NO_CLASS_LOW, dtype=np.uint8)
        high = np.full(band.count, _NO_CLASS_HIGH, dtype=np.uint8)
        goes_on = np.zeros(band.count, dtype=bool)
        goes_on[band.last_row_components] = True
        number = band.base + np.arange(band.count, dtype=np.int64)
        return _Table(number, value, area, self._at_edge(band), low, high, goes_on)

    def _at_edge(self, band: LabelledBand) -> NDArray[np.bool_]:
        """Return which components of the band touch the raster's first row or a side."""
        touches = np.zeros(band.count, dtype=bool)
        if not self._has_holes:
            return touches
        firsts = band.runs.first_in_rows
        lasts = np.append(firsts[1:], len(band.component)) - 1
        touches[band.component[firsts]] = True
        touches[band.component[lasts]] = True
        if band.row_off == 0:
            touches[band.component[: band.runs.count_in_rows(slice(0, 1))]] = True
        return touches

    def _edges_of(self, band: LabelledBand) -> NDArray[np.int64]:
        """Return the pairs of touching components that can matter to a hole, each once."""
        if not self._has_holes:
            return np.empty((0, 2), dtype=np.int64)
        runs, contacts, component = band.runs, band.contacts, band.component
        # Every run touches the one to its right, but for the last one of a row.
        last = np.append(runs.first_in_rows[1:], len(component)) - 1
        left = np.delete(np.arange(len(component), dtype=np.int32), last)
        one = np.concatenate([contacts.above, left])
        two = np.concatenate([contacts.below, left + np.int32(1)])
        uncertain = self._min_pixels > 1
        uncertain[BACKGROUND_ID] = True
        value_one, value_two = runs.value[one], runs.value[two]
        matters = (value_one != value_two) & (uncertain[value_one] | uncertain[value_two])
        one, two = component[one[matters]], component[two[matters]]
        key = np.minimum(one, two).astype(np.int64) * band.count + np.maximum(one, two)
        key = np.unique(key)
        return np.stack([key // band.count, key % band.count], axis=1)

    def _merge(
        self, table: _Table, links: NDArray[np.int64], edges: NDArray[np.int64]
    ) -> tuple[_Table, NDArray[np.int64]]:
        """Merge linked rows of the table and renumber the edges."""
        if not len(links):
            return table, edges
        count, group = connect(len(table), links[:, 0], links[:, 1])
        merged = table.merged(count, group)
        self._merged_into[table.number] = merged.number[group]
        edges = group[edges].astype(np.int64)
        return merged, edges[edges[:, 0] != edges[:, 1]]

    def _settle(self, table: _Table, edges: NDArray[np.int64]) -> None:
        """Decide what can be decided, and keep the rest."""
        limit = self._min_pixels[table.value]
        is_small = table.area < limit
        table.value[is_small & ~table.goes_on] = BACKGROUND_ID
        is_ground = table.value == BACKGROUND_ID
        joins = edges[is_ground[edges].all(axis=1)]
        table, edges = self._merge(table, joins, edges)
        is_ground = table.value == BACKGROUND_ID
        is_open = ~is_ground & table.goes_on & (table.area < self._min_pixels[table.value])
        is_decided = ~is_ground & ~is_open
        for here, there in ((0, 1), (1, 0)):
            self._note_neighbours(table, edges[:, here], edges[:, there], is_decided)
        edges = edges[~is_decided[edges].any(axis=1)]
        waits = table.goes_on.copy()
        waits[edges.reshape(-1)] = True
        self._verdict[table.number] = np.where(is_ground, self._fill(table), table.value)
        row = np.cumsum(waits) - 1
        self._edges = row[edges]
        self._table = table.select(waits)

    def _note_neighbours(
        self,
        table: _Table,
        here: NDArray[np.int64],
        there: NDArray[np.int64],
        is_decided: NDArray[np.bool_],
    ) -> None:
        known = is_decided[there] & ~is_decided[here]
        here, value = here[known], table.value[there[known]]
        np.minimum.at(table.low, here, value)
        np.maximum.at(table.high, here, value)

    def _fill(self, table: _Table) -> NDArray[np.uint8]:
        """Return the class that each row would be given as a hole, or background."""
        fits = (table.low == table.high) & ~table.open_end
        fits &= table.area < self._hole_pixels[table.low]
        return np.where(fits, table.low, np.uint8(BACKGROUND_ID))

    def _rows_of(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the rows of the table that stand for provisional numbers of the last band."""
        current = numbers
        while True:
            further = self._merged_into[current].astype(np.int64)
            if np.array_equal(further, current):
                break
            current = further
        order = np.argsort(self._table.number)
        return order[np.searchsorted(self._table.number, current, sorter=order)]

    def _reserve(self, count: int) -> None:
        if count > len(self._verdict):
            before = len(self._verdict)
            size = max(count, before + before // _GROWTH, 1024)
            # In place: the system moves large arrays without a copy. Nothing views them.
            self._merged_into.resize(size, refcheck=False)
            self._verdict.resize(size, refcheck=False)
            self._merged_into[before:] = np.arange(before, size, dtype=np.uint32)
        self._count = count


def _by_value(pixels: Mapping[int, int]) -> NDArray[np.int64]:
    table = np.zeros(256, dtype=np.int64)
    for class_id, count in pixels.items():
        table[class_id] = count
    return table
