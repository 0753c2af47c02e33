"""From half edges to rings to polygons, a batch of objects at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.engine.segment.components import connect
from sat_dl_plugin.engine.vector.outlines import (
    Outlines,
    next_in_ring,
    offsets_of,
    ragged_indices,
)


@dataclass(frozen=True)
class HalfEdges:
    """Pieces of outlines, each with its object on the right; the fields are parallel."""

    own: NDArray[np.int32]
    """Number: 4 * vertex it starts from + direction."""
    following: NDArray[np.int32]
    """Number of the one that follows."""
    inside: NDArray[np.int32]
    """Provisional number of the object on the right."""


@dataclass(frozen=True)
class Objects:
    """What is known of the objects of a raster; parallel but for the first field."""

    of: NDArray[np.int32]
    """Object of each provisional number."""
    value: NDArray[np.uint8]
    pixels: NDArray[np.float64]
    weighted_pixels: NDArray[np.float64]
    """Pixels that have a weight."""
    weight: NDArray[np.float64]
    """Sum of the weights."""


@dataclass(frozen=True)
class Vertices:
    """The vertices of all outlines; the fields are parallel."""

    x: NDArray[np.int32]
    y: NDArray[np.int32]
    is_junction: NDArray[np.bool_]


class TracedRaster:
    """Everything a tracer found, ready to be made into polygons.

    Args:
        vertices: Vertices by number.
        half_edges: Half edges of all objects.
        undecided: Shape (n, 4): a half edge, the one that follows it if two provisional
            objects are one, and these two.
        objects: The objects.
        touching: Shape (n, 2): objects that touch.
    """

    def __init__(
        self,
        vertices: Vertices,
        half_edges: HalfEdges,
        undecided: NDArray[np.int64],
        objects: Objects,
        touching: NDArray[np.int64],
    ) -> None:
        self._vertices = vertices
        self._half_edges = half_edges
        self._undecided = undecided
        self._objects = objects
        _, self._cluster = connect(len(objects.value), touching[:, 0], touching[:, 1])

    @property
    def vertex_count(self) -> int:
        """Vertices of all polygons together."""
        return len(self._half_edges.own)

    def outlines(self) -> Outlines:
        """Return the polygons of all objects."""
        every = np.arange(len(self._half_edges.own), dtype=np.int64)
        return self._assembled(every, self._undecided)

    def batches(self, vertices: int) -> Iterator[Outlines]:
        """Yield polygons: whole clusters, as many as have about so many vertices together."""
        of, edges = self._objects.of, self._half_edges
        cluster = self._cluster[of[edges.inside]]
        before = np.cumsum(np.bincount(cluster, minlength=len(self._cluster)))
        batch_of_cluster = ((before - before[0]) // vertices).astype(np.int32)
        batch = batch_of_cluster[cluster]
        late_batch = batch_of_cluster[self._cluster[of[self._undecided[:, 2]]]]
        order = np.argsort(batch, kind="stable")
        cuts = np.flatnonzero(np.diff(batch[order])) + 1
        for which in np.split(order, cuts):
            if len(which):
                late = self._undecided[late_batch == batch[which[0]]]
                yield self._assembled(which, late)

    def _assembled(self, which: NDArray[np.int64], late: NDArray[np.int64]) -> Outlines:
        """Join some half edges, all that their objects have, to rings and polygons."""
        objects, vertices = self._objects, self._vertices
        own = self._half_edges.own[which]
        order, ring_offsets = _ring_order(self._successors(own, which, late))
        vertex = own[order] >> 2
        owner = objects.of[self._half_edges.inside[which[order[ring_offsets[:-1]]]]]
        x, y = vertices.x[vertex], vertices.y[vertex]
        is_hole = _signed_areas(x, y, ring_offsets) < 0
        by_polygon = np.lexsort((is_hole, owner))
        gather = ragged_indices(ring_offsets, by_polygon)
        present, rings_of = np.unique(owner, return_counts=True)
        with np.errstate(invalid="ignore"):
            confidence = objects.weight[present] / objects.weighted_pixels[present]
        return Outlines(
            x[gather],
            y[gather],
            vertices.is_junction[vertex[gather]],
            offsets_of(np.diff(ring_offsets)[by_polygon]),
            offsets_of(rings_of),
            objects.value[present],
            objects.pixels[present].astype(np.int64),
            confidence,
            self._cluster[present],
        )

    def _successors(
        self, own: NDArray[np.int32], which: NDArray[np.int64], late: NDArray[np.int64]
    ) -> NDArray[np.int32]:
        """Return the position, among some half edges, of the one that follows each."""
        sorter = np.argsort(own).astype(np.int32)
        ordered = own[sorter]
        successor: NDArray[np.int32] = sorter[
            np.searchsorted(ordered, self._half_edges.following[which])
        ]
        of = self._objects.of
        same = late[of[late[:, 2]] == of[late[:, 3]]].astype(np.int32)
        at, instead = np.searchsorted(ordered, same[:, 0]), np.searchsorted(ordered, same[:, 1])
        successor[sorter[at]] = sorter[instead]
        return successor


def _ring_order(
    successor: NDArray[np.int32],
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return the elements of a permutation ring after ring, and where each ring starts."""
    # As in `connect`, not before it is needed.
    from scipy import sparse
    from scipy.sparse import csgraph

    size = len(successor)
    if not size:
        return np.empty(0, dtype=np.int32), np.zeros(1, dtype=np.int64)
    every = np.arange(size, dtype=np.int32)
    count, ring = connect(size, every, successor, is_sorted=True)
    first = np.empty(count, dtype=np.int32)
    first[ring[::-1]] = every[::-1]
    predecessor = np.empty(size, dtype=np.int32)
    predecessor[successor] = every
    last = predecessor[first]
    # Opened at its first element and tied to the next one, all rings become a single path,
    # which one depth-first walk in compiled code puts in order.
    path = successor.copy()
    path[last[:-1]] = first[1:]
    end = int(last[-1])
    offsets = np.arange(size + 1, dtype=np.int32)
    offsets[end + 1 :] -= 1
    graph = sparse.csr_array((np.ones(size - 1), np.delete(path, end), offsets), shape=(size, size))
    order = csgraph.depth_first_order(graph, int(first[0]), return_predecessors=False)
    return np.asarray(order, dtype=np.int32), offsets_of(np.bincount(ring, minlength=count))


def _signed_areas(
    x: NDArray[np.int32], y: NDArray[np.int32], ring_offsets: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return twice the area of each ring, positive where it runs clockwise on the screen."""
    if not len(x):
        return np.empty(0, dtype=np.int64)
    following = next_in_ring(ring_offsets)
    cross = x * y[following].astype(np.int64) - x[following].astype(np.int64) * y
    areas: NDArray[np.int64] = np.add.reduceat(cross, ring_offsets[:-1])
    return areas
