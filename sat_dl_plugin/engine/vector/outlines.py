"""Polygons in pixel coordinates as ragged arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Outlines:
    """Polygons in pixel coordinates, as ragged arrays.

    Rings are not closed (the first vertex is not repeated); the outer ring of a polygon comes
    first, then its holes. Looking at the raster with row 0 on top, outer rings run clockwise.
    """

    x: NDArray[np.int32]
    """Column border of every vertex, 0 to width."""
    y: NDArray[np.int32]
    """Row border of every vertex, 0 to height."""
    is_junction: NDArray[np.bool_]
    """Whether three or more borders meet at the vertex."""
    ring_offsets: NDArray[np.int64]
    """First vertex of every ring, and the number of vertices."""
    polygon_offsets: NDArray[np.int64]
    """First ring of every polygon, and the number of rings."""
    class_id: NDArray[np.uint8]
    """Label of every polygon."""
    pixels: NDArray[np.int64]
    """Pixels of every polygon."""
    confidence: NDArray[np.float64]
    """Mean weight of every polygon's pixels; NaN where no pixel had one."""
    cluster: NDArray[np.int32]
    """Group of every polygon: polygons that touch, also through others, are in one."""

    def __len__(self) -> int:
        return len(self.class_id)

    def select(self, keep: NDArray[np.bool_]) -> Outlines:
        """Return some of the polygons."""
        rings_of = np.diff(self.polygon_offsets)
        keep_ring = np.repeat(keep, rings_of)
        vertices_of = np.diff(self.ring_offsets)
        keep_vertex = np.repeat(keep_ring, vertices_of)
        return Outlines(
            self.x[keep_vertex],
            self.y[keep_vertex],
            self.is_junction[keep_vertex],
            offsets_of(vertices_of[keep_ring]),
            offsets_of(rings_of[keep]),
            self.class_id[keep],
            self.pixels[keep],
            self.confidence[keep],
            self.cluster[keep],
        )


def offsets_of(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where each group starts when groups of these sizes stand one after another."""
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])


def next_in_ring(ring_offsets: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return, for each vertex of ragged rings, the index of the vertex that follows it."""
    following = np.arange(1, ring_offsets[-1] + 1, dtype=np.int64)
    following[ring_offsets[1:] - 1] = ring_offsets[:-1]
    return following


def ragged_indices(offsets: NDArray[np.int64], groups: NDArray[np.integer]) -> NDArray[np.int64]:
    """Return the indices of the elements of some groups, group after group."""
    sizes = np.diff(offsets)[groups]
    starts = offsets[:-1][groups]
    ends = np.cumsum(sizes)
    indices = np.arange(ends[-1] if len(ends) else 0, dtype=np.int64)
    indices += np.repeat(starts - (ends - sizes), sizes)
    return indices
