"""Which polygon comes next, out of a hundred thousand, without reading the layer again."""

from __future__ import annotations

import enum
import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Optional

import numpy as np
from numpy.typing import NDArray

Box = tuple[float, float, float, float]
"""West, south, east, north in the CRS of the layer."""

OBJECTS_PER_TILE = 25
"""About how many objects lie in a tile of the order by tile."""


class Order(enum.Enum):
    """In which order polygons are decided on."""

    LEAST_CONFIDENT = "confidence"
    LARGEST = "area"
    BY_CLASS = "class"
    BY_TILE = "tile"
    DISAGREEMENTS = "disagreements"


@dataclass(frozen=True)
class QueueRow:
    """What the queue knows of one polygon."""

    fid: int
    class_id: int
    is_open: bool
    """Whether nobody decided on it yet."""
    confidence: float
    """0 to 1; NaN comes first, as nothing speaks for such an object."""
    area_m2: float
    box: Box


@dataclass(frozen=True)
class QueueFilter:
    """What is in the queue, and in which order."""

    order: Order = Order.LEAST_CONFIDENT
    class_id: Optional[int] = None
    """Only this class; None for all."""
    view: Optional[Box] = None
    """Only what touches this box; None for everywhere."""
    most_m2: Optional[float] = None
    """Only what is no larger, m²; None for any size."""
    most_sure: Optional[float] = None
    """Only what is no surer, 0 to 1, or has no confidence; None for all."""


@dataclass
class _Columns:
    """The rows as arrays of one length, with room to grow; ``fid`` 0 marks a free row."""

    fid: NDArray[np.int64]
    class_id: NDArray[np.int64]
    is_open: NDArray[np.bool_]
    is_there: NDArray[np.bool_]
    confidence: NDArray[np.float64]
    area_m2: NDArray[np.float64]
    box: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 4)))


class QueueIndex:
    """Polygons in an order, kept up to date change by change.

    Sorting 100 000 polygons takes some ten milliseconds and is done when the order is chosen;
    after that a step reads arrays only.

    Args:
        rows: All polygons of the layer.
    """

    def __init__(self, rows: Iterable[QueueRow] = ()) -> None:
        self._columns = _columns(list(rows))
        self._size = len(self._columns.fid)
        self._place = {int(fid): at for at, fid in enumerate(self._columns.fid)}
        self._sorted: dict[Order, NDArray[np.int64]] = {}
        self._chosen: frozenset[int] = frozenset()

    def __len__(self) -> int:
        return len(self._place)

    def __contains__(self, fid: int) -> bool:
        return fid in self._place

    def choose(self, fids: Collection[int]) -> None:
        """State which polygons are in the queue of disagreements."""
        self._chosen = frozenset(fids)
        self._sorted.pop(Order.DISAGREEMENTS, None)

    def put(self, row: QueueRow) -> None:
        """Add a polygon, or bring what is known of it up to date."""
        at = self._place.get(row.fid)
        if at is None:
            at = self._new_place(row.fid)
        elif self._would_move(at, row):
            self._sorted.clear()
        columns = self._columns
        columns.class_id[at], columns.is_open[at] = row.class_id, row.is_open
        columns.confidence[at], columns.area_m2[at] = row.confidence, row.area_m2
        columns.box[at] = row.box

    def close(self, fids: Iterable[int], *, is_open: bool = False) -> None:
        """State that somebody decided on polygons, or that the decision was taken back."""
        places = [self._place[fid] for fid in fids if fid in self._place]
        self._columns.is_open[places] = is_open

    def remove(self, fid: int) -> None:
        """Forget a polygon that is gone."""
        at = self._place.pop(fid, None)
        if at is not None:
            self._columns.is_there[at] = False

    def remove_unsaved(self) -> None:
        """Forget the polygons that have no lasting id yet."""
        for fid in [fid for fid in self._place if fid < 0]:
            self.remove(fid)

    def row(self, fid: int) -> Optional[QueueRow]:
        """Return what is known of a polygon."""
        at = self._place.get(fid)
        if at is None:
            return None
        columns = self._columns
        west, south, east, north = (float(value) for value in columns.box[at])
        return QueueRow(
            fid,
            int(columns.class_id[at]),
            bool(columns.is_open[at]),
            float(columns.confidence[at]),
            float(columns.area_m2[at]),
            (west, south, east, north),
        )

    def next(
        self, after: Optional[int], choice: QueueFilter, without: Collection[int] = ()
    ) -> Optional[int]:
        """Return the next polygon to decide on; from the start again after the last one.

        Args:
            after: Where the reviewer is; None for the start.
            choice: What is in the queue.
            without: Polygons to pass over, as those that others hold.
        """
        places = self._waiting(choice)
        places = places[~np.isin(self._columns.fid[places], list(without))]
        if not len(places):
            return None
        start = 0
        at = self._place.get(after) if after is not None else None
        if at is not None:
            ranks = self._ranks(choice.order)
            start = int(np.searchsorted(ranks[places], ranks[at], side="right"))
        chosen = int(self._columns.fid[places[start % len(places)]])
        # Alone in the queue, it would be its own successor.
        return None if chosen == after else chosen

    def position(self, fid: Optional[int], choice: QueueFilter) -> tuple[int, int]:
        """Return the number of a polygon in the queue, from 1, and how many it holds.

        What was decided on already counts, so that the number grows with the work; 0 when the
        polygon is not in the queue.
        """
        places = self._all(choice)
        at = self._place.get(fid) if fid is not None else None
        found = np.flatnonzero(places == at) if at is not None else np.empty(0, np.int64)
        return (int(found[0]) + 1 if len(found) else 0), len(places)

    def waiting(self, choice: QueueFilter) -> list[int]:
        """Return the polygons that are still to be decided on, in order."""
        return [int(fid) for fid in self._columns.fid[self._waiting(choice)]]

    def count_waiting(self, choice: QueueFilter) -> int:
        """Return how many polygons are still to be decided on."""
        return len(self._waiting(choice))

    def at(self, x: float, y: float) -> list[int]:
        """Return polygons whose boxes hold a point, the smallest one first."""
        box = self._columns.box
        inside = (
            self._columns.is_there
            & (box[:, 0] <= x)
            & (box[:, 1] <= y)
            & (box[:, 2] >= x)
            & (box[:, 3] >= y)
        )
        places = np.flatnonzero(inside)
        places = places[np.argsort(self._columns.area_m2[places], kind="stable")]
        return [int(fid) for fid in self._columns.fid[places]]

    # Order

    def _waiting(self, choice: QueueFilter) -> NDArray[np.int64]:
        places = self._all(choice)
        if choice.order is Order.DISAGREEMENTS:
            return places
        return places[self._columns.is_open[places]]

    def _all(self, choice: QueueFilter) -> NDArray[np.int64]:
        """Return the places of the polygons in the queue, decided on or not, in order."""
        places = self._order(choice.order)
        keep = self._columns.is_there[places]
        if choice.class_id is not None:
            keep &= self._columns.class_id[places] == choice.class_id
        if choice.view is not None:
            west, south, east, north = choice.view
            box = self._columns.box[places]
            keep &= (box[:, 0] <= east) & (box[:, 2] >= west)
            keep &= (box[:, 1] <= north) & (box[:, 3] >= south)
        if choice.most_m2 is not None:
            keep &= self._columns.area_m2[places] <= choice.most_m2
        if choice.most_sure is not None:
            keep &= ~(self._columns.confidence[places] > choice.most_sure)
        return places[keep]

    def _order(self, order: Order) -> NDArray[np.int64]:
        known = self._sorted.get(order)
        if known is None:
            known = self._sorted[order] = self._sort(order)
        return known

    def _ranks(self, order: Order) -> NDArray[np.int64]:
        places = self._order(order)
        ranks = np.full(len(self._columns.fid), len(places), dtype=np.int64)
        ranks[places] = np.arange(len(places))
        return ranks

    def _sort(self, order: Order) -> NDArray[np.int64]:
        columns = self._columns
        places = np.flatnonzero(columns.is_there)
        if order is Order.DISAGREEMENTS:
            places = places[np.isin(columns.fid[places], list(self._chosen))]
        # NaN sorts last, hence its place before everything.
        confidence = np.nan_to_num(columns.confidence[places], nan=-1.0)
        keys: list[NDArray[np.generic]] = [columns.fid[places], confidence]
        if order is Order.LARGEST:
            keys.append(-np.nan_to_num(columns.area_m2[places]))
        elif order is Order.BY_CLASS:
            keys.append(columns.class_id[places])
        elif order is Order.BY_TILE:
            keys.append(_tiles(columns.box[places]))
        return places[np.lexsort(keys)]

    # Rows

    def _new_place(self, fid: int) -> int:
        if self._size == len(self._columns.fid):
            self._grow()
        at = self._size
        self._size += 1
        self._columns.fid[at] = fid
        self._columns.is_there[at] = True
        self._place[fid] = at
        self._sorted.clear()
        return at

    def _would_move(self, at: int, row: QueueRow) -> bool:
        """Return whether a change puts a polygon elsewhere in some order."""
        columns = self._columns
        return bool(
            columns.class_id[at] != row.class_id
            or columns.confidence[at] != row.confidence
            or not math.isclose(columns.area_m2[at], row.area_m2)
        )

    def _grow(self) -> None:
        columns = self._columns
        more = max(64, len(columns.fid) // 2)
        for name in ("fid", "class_id", "is_open", "is_there", "confidence", "area_m2", "box"):
            old = getattr(columns, name)
            room = np.zeros((more, *old.shape[1:]), dtype=old.dtype)
            setattr(columns, name, np.concatenate([old, room]))


def _columns(rows: Sequence[QueueRow]) -> _Columns:
    return _Columns(
        fid=np.array([row.fid for row in rows], dtype=np.int64),
        class_id=np.array([row.class_id for row in rows], dtype=np.int64),
        is_open=np.array([row.is_open for row in rows], dtype=np.bool_),
        is_there=np.ones(len(rows), dtype=np.bool_),
        confidence=np.array([row.confidence for row in rows], dtype=np.float64),
        area_m2=np.array([row.area_m2 for row in rows], dtype=np.float64),
        box=np.array([row.box for row in rows], dtype=np.float64).reshape(-1, 4),
    )


def _tiles(box: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the number of the tile each box has its middle in, row by row, every other back.

    Neighbouring numbers are neighbouring tiles, so the map moves little from one to the next.
    """
    if not len(box):
        return np.empty(0, dtype=np.int64)
    x, y = (box[:, 0] + box[:, 2]) / 2, (box[:, 1] + box[:, 3]) / 2
    width, height = float(np.ptp(x)), float(np.ptp(y))
    tiles = max(1.0, len(box) / OBJECTS_PER_TILE)
    side = math.sqrt(max(width * height, 1e-12) / tiles) or 1.0
    columns, rows = (max(1, math.ceil(length / side)) for length in (width, height))
    column = np.minimum(((x - x.min()) / side).astype(np.int64), columns - 1)
    row = np.minimum(((y.max() - y) / side).astype(np.int64), rows - 1)
    column = np.where(row % 2 == 0, column, columns - 1 - column)
    number: NDArray[np.int64] = row * columns + column
    return number
