"""Outlines of the 4-connected components of a label raster, traced band by band.

All work is on arrays: the vertices of a band are the places where runs of two neighbouring
rows begin, each knows the four pixels around it, and these alone say how an outline that
arrives there goes on. Only where two pixels of one class touch at a corner must the end of
the raster be awaited, to know whether they belong to one object.

Every point where three or more components meet is a vertex of all outlines that pass it, so
neighbours share their borders vertex by vertex (a valid coverage).
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, fields
from typing import Any, Optional

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.contract.legend import BACKGROUND_ID, NODATA_ID
from sat_dl_plugin.engine.segment.components import (
    ComponentStream,
    Contacts,
    LabelledBand,
    connect,
)
from sat_dl_plugin.engine.vector.rings import HalfEdges, Objects, TracedRaster, Vertices

# Half edges are numbered 4 * vertex + direction.
_RIGHT, _DOWN, _LEFT, _UP = range(4)
_MAX_VERTICES = 2**31 // 4


@dataclass
class _Turns:
    """How outlines that arrive at vertices go on; the fields are parallel."""

    vertex: NDArray[np.int64]
    following: NDArray[np.int64]
    """Half edge on which the outline goes on."""
    otherwise: NDArray[np.int64]
    """The one instead, if `inside` and `across` are one component; -1 where that is known."""
    inside: NDArray[np.int64]
    """Component whose outline it is; -1 for background, which gets none."""
    across: NDArray[np.int64]
    """Component of the pixel on the other side of the vertex."""
    column: NDArray[np.int32]

    def select(self, which: NDArray[np.generic]) -> _Turns:
        """Return some rows."""
        return _Turns(*(getattr(self, entry.name)[which] for entry in fields(self)))

    def joined(self, other: _Turns) -> _Turns:
        """Return both, this one first."""
        names = [entry.name for entry in fields(self)]
        return _Turns(*(np.concatenate([getattr(self, n), getattr(other, n)]) for n in names))


@dataclass(frozen=True)
class _Corner:
    """One of the four pixels around every vertex."""

    value: NDArray[np.uint8]
    run: NDArray[np.int32]


@dataclass(frozen=True)
class _Vertices:
    """The vertices of one band and the pixels around them."""

    number: NDArray[np.int64]
    column: NDArray[np.int32]
    row: NDArray[np.int32]
    nw: _Corner
    ne: _Corner
    sw: _Corner
    se: _Corner


class OutlineTracer:
    """Traces a label raster that arrives in row bands, top to bottom.

    Background (0) and nodata (255) get no outlines.

    Args:
        width: Columns of the raster.
    """

    def __init__(self, width: int) -> None:
        # A frame of background makes the raster's edge a border like any other.
        self._framed_width = width + 2
        self._stream = ComponentStream()
        self._stream.push(np.zeros((1, self._framed_width), dtype=np.uint8))
        self._vertex_count = 0
        self._open_tops = _no_turns()
        self._x: list[NDArray[np.int32]] = []
        self._y: list[NDArray[np.int32]] = []
        self._is_junction: list[NDArray[np.bool_]] = []
        self._half_edges: list[tuple[NDArray[np.int32], ...]] = []
        self._undecided: list[NDArray[np.int64]] = []
        self._touching: list[NDArray[np.int64]] = []
        self._objects = _ObjectTable()

    def push(
        self, labels: NDArray[np.uint8], weights: Optional[NDArray[np.float32]] = None
    ) -> None:
        """Trace the next rows.

        Args:
            labels: Shape (rows, width).
            weights: Same shape, a number per pixel to average over each polygon, NaN for
                none; None where there are no weights at all.
        """
        framed = np.pad(labels, ((0, 0), (1, 1)))
        framed[framed == NODATA_ID] = BACKGROUND_ID
        band = self._stream.push(framed)
        self._objects.push(band, weights)
        self._trace(band)

    def finish(self) -> TracedRaster:
        """Return what was traced; nothing may be pushed after."""
        frame = self._stream.push(np.zeros((1, self._framed_width), dtype=np.uint8))
        self._objects.push(frame, None)
        self._trace(frame)
        objects = self._objects.resolve()
        columns = [_joined([part[column] for part in self._half_edges]) for column in range(3)]
        self._half_edges.clear()
        return TracedRaster(
            Vertices(_joined(self._x), _joined(self._y), _joined(self._is_junction)),
            HalfEdges(*columns),
            _joined(self._undecided),
            objects,
            objects.of[_joined(self._touching)],
        )

    def _trace(self, band: LabelledBand) -> None:
        vertices = _find_vertices(band, self._vertex_count, self._framed_width)
        nw, ne, sw, se = vertices.nw, vertices.ne, vertices.sw, vertices.se
        degree = sum(
            (one.value != two.value).astype(np.int8)
            for one, two in ((nw, ne), (ne, se), (se, sw), (sw, nw))
        )
        self._x.append(vertices.column)
        self._y.append(vertices.row)
        self._is_junction.append(np.asarray(degree) > 2)
        self._vertex_count += len(vertices.number)
        if self._vertex_count > _MAX_VERTICES:
            raise InputError(
                "The class raster is too fragmented for polygons",
                f"Its outlines have more than {_MAX_VERTICES} vertices",
                "Clean the classes first, or use an extent",
            )
        component = band.component + np.int64(band.base)
        self._touching.append(_touching(vertices, component))
        turns = _Arrivals(vertices, component)
        eastward = turns.at(sw, se, ne, _RIGHT, sw.value != nw.value)
        westward = turns.at(ne, nw, sw, _LEFT, ne.value != se.value)
        self._record(4 * (eastward.vertex - 1) + _RIGHT, eastward)
        self._record(4 * (westward.vertex + 1) + _LEFT, westward)
        downward = turns.at(nw, sw, se, _DOWN, nw.value != ne.value)
        upward = turns.at(se, ne, nw, _UP, sw.value != se.value)
        self._add_vertical(downward, upward)

    def _add_vertical(self, downward: _Turns, upward: _Turns) -> None:
        """Record vertical half edges: upper ends are matched with lower ends by column."""
        tops = self._open_tops.joined(upward)
        tops = tops.select(_by_column(tops.column))
        bottoms = downward.select(_by_column(downward.column))
        columns = self._framed_width
        surplus = np.bincount(tops.column, minlength=columns) > np.bincount(
            bottoms.column, minlength=columns
        )
        is_last = np.append(tops.column[1:] != tops.column[:-1], True)[: len(tops.column)]
        is_open = is_last & surplus[tops.column]
        self._open_tops = tops.select(is_open)
        tops = tops.select(~is_open)
        self._record(4 * tops.vertex + _DOWN, bottoms)
        self._record(4 * bottoms.vertex + _UP, tops)

    def _record(self, own: NDArray[np.int64], turns: _Turns) -> None:
        """Keep half edges ``own`` that arrive as ``turns`` says; background's are left out."""
        is_object = turns.inside >= 0
        turns, own = turns.select(is_object), own[is_object]
        columns = (own, turns.following, turns.inside)
        self._half_edges.append(tuple(column.astype(np.int32) for column in columns))
        late = turns.otherwise >= 0
        facts = (own, turns.otherwise, turns.inside, turns.across)
        self._undecided.append(np.stack([fact[late] for fact in facts], axis=1))


def _joined(arrays: list[NDArray[Any]]) -> NDArray[Any]:
    """Return the arrays as one and empty the list, so that they are not held twice."""
    joined = np.concatenate(arrays)
    arrays.clear()
    return joined


class _Arrivals:
    """Computes how outlines go on at the vertices of one band."""

    def __init__(self, vertices: _Vertices, component: NDArray[np.int64]) -> None:
        self._vertices = vertices
        self._component = component

    def at(
        self,
        inside: _Corner,
        ahead: _Corner,
        across: _Corner,
        direction: int,
        arrives: NDArray[np.bool_],
    ) -> _Turns:
        """Return the turns of the outlines that arrive in one direction.

        Args:
            inside: The pixel they have on their right.
            ahead: The pixel that follows it.
            across: The pixel beyond that on their left.
            direction: Direction in which they move.
            arrives: Which vertices have an edge from there.
        """
        which = np.flatnonzero(arrives)
        value = inside.value[which]
        ends = ahead.value[which] != value
        touches = across.value[which] == value
        left, right = (direction - 1) % 4, (direction + 1) % 4
        first = 4 * self._vertices.number[which]
        # Keeping the same pixel on the left splits outlines that touch themselves into rings
        # that touch at a point, as valid polygons need.
        following = first + np.where(ends, right, np.where(touches, left, direction))
        otherwise = np.where(ends & touches, first + left, -1)
        is_object = value != BACKGROUND_ID
        return _Turns(
            vertex=self._vertices.number[which],
            following=following,
            otherwise=otherwise,
            inside=np.where(is_object, self._component[inside.run[which]], -1),
            across=self._component[across.run[which]],
            column=self._vertices.column[which],
        )


class _ObjectTable:
    """Facts of components, by provisional number."""

    def __init__(self) -> None:
        self._value: list[NDArray[np.uint8]] = []
        self._links: list[NDArray[np.int64]] = []
        self._sums: list[NDArray[np.float64]] = []
        # The frame's first row was numbered before any band.
        self._first = 1

    def push(self, band: LabelledBand, weights: Optional[NDArray[np.float32]]) -> None:
        """Take in the components of a framed band."""
        value = np.zeros(band.count, dtype=np.uint8)
        value[band.component] = band.runs.value
        self._value.append(value)
        self._links.append(band.links)
        own = band.own_runs
        columns = [band.runs.length[own].astype(np.float64)]
        columns += _run_sums(band, weights)
        component = band.component[own]
        self._sums.append(
            np.stack([np.bincount(component, column, minlength=band.count) for column in columns])
        )

    def resolve(self) -> Objects:
        """Join the provisional components to objects."""
        values = np.concatenate([np.zeros(self._first, dtype=np.uint8), *self._value])
        links = np.concatenate(self._links)
        count, of = connect(len(values), links[:, 0], links[:, 1])
        value = np.zeros(count, dtype=np.uint8)
        value[of] = values
        sums = [
            np.bincount(of[self._first :], column, minlength=count).astype(np.float64)
            for column in np.concatenate(self._sums, axis=1)
        ]
        return Objects(of, value, *sums)


def _run_sums(
    band: LabelledBand, weights: Optional[NDArray[np.float32]]
) -> list[NDArray[np.float64]]:
    """Return, for the band's own runs, the pixels with a weight and the sum of the weights."""
    start = band.runs.start[band.own_runs]
    if weights is None:
        return [np.zeros(len(start)), np.zeros(len(start))]
    start = start - band.overlap * band.labels.shape[1]
    framed = np.pad(weights, ((0, 0), (1, 1))).reshape(-1)
    known = ~np.isnan(framed)
    return [
        np.add.reduceat(known, start, dtype=np.float64),
        np.add.reduceat(np.where(known, framed, 0), start, dtype=np.float64),
    ]


def _find_vertices(band: LabelledBand, first: int, framed_width: int) -> _Vertices:
    """Return the points between the band's rows where outlines turn or meet."""
    contacts, value = band.contacts, band.runs.value
    above, below = value[contacts.above], value[contacts.below]
    differs = above != below
    has_edge = differs.copy()
    # The stretch to the left; rows begin and end in the frame, where nothing differs.
    has_edge[1:] |= differs[:-1]
    here = np.flatnonzero(has_edge)
    row, column = np.divmod(contacts.start[here], framed_width)
    return _Vertices(
        number=first + np.arange(len(here), dtype=np.int64),
        column=(column - 1).astype(np.int32),
        # The frame's row is above row 0, so the upper row's number is the border's.
        row=(row + band.row_off).astype(np.int32),
        nw=_corner(contacts, above, here - 1, is_above=True),
        ne=_corner(contacts, above, here, is_above=True),
        sw=_corner(contacts, below, here - 1, is_above=False),
        se=_corner(contacts, below, here, is_above=False),
    )


def _touching(vertices: _Vertices, component: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the pairs of components of classes that meet at a vertex, each once."""
    corners = (vertices.nw, vertices.ne, vertices.sw, vertices.se)
    keys = []
    for one, two in itertools.combinations(corners, 2):
        both = (one.value != BACKGROUND_ID) & (two.value != BACKGROUND_ID) & (one.run != two.run)
        pairs = np.sort(np.stack([component[one.run[both]], component[two.run[both]]]), axis=0)
        keys.append(pairs[0] << 32 | pairs[1])
    unique = np.unique(np.concatenate(keys))
    return np.stack([unique >> 32, unique & 0xFFFFFFFF], axis=1)


def _corner(
    contacts: Contacts,
    value: NDArray[np.uint8],
    which: NDArray[np.int64],
    *,
    is_above: bool,
) -> _Corner:
    runs = contacts.above if is_above else contacts.below
    return _Corner(value[which], runs[which])


def _by_column(column: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return the order by column that keeps the order of rows."""
    # Two-byte keys are sorted by radix, several times faster than by comparison.
    narrow = column.astype(np.uint16) if column.size and column.max() < 2**16 else column
    return np.argsort(narrow, kind="stable")


def _no_turns() -> _Turns:
    none = np.empty(0, dtype=np.int64)
    return _Turns(none, none, none, none, none, none.astype(np.int32))
