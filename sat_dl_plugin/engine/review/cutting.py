"""Cutting objects: a part that was clicked, or the objects that grew into one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage, sparse
from scipy.sparse import csgraph

from sat_dl_plugin.engine.review.growing import Mask
from sat_dl_plugin.engine.review.surface import Probability

# What a step costs: the way itself, a step of the probability, and how narrow the place is.
_WAY, _STEP, _NARROW = 0.05, 8.0, 1.0

# What certainly stays: the thickest places of the object, and those far from the click.
_CORE_SHARE = 0.7

_SMOOTHING_PX = 1.0
_PEAK_SIDE_PX = 5
_MOST_PEAKS = 60

# Two peaks with a lower saddle than this between them are two objects.
_SADDLE_SHARE = 0.8


def part_at(
    probability: Probability, inside: Mask, seed: tuple[int, int], reach: float = 1.0
) -> Mask:
    """Return the part of an object that belongs to a click rather than to the object's core.

    Pixels go to whoever reaches them on the shorter way, as in Bai and Sapiro (2007,
    doi:10.1109/ICCV.2007.4408931): a way is longer where the probability changes and through
    narrow places.

    Args:
        probability: Shape (rows, cols), 0 to 1.
        inside: Pixels of the object.
        seed: Row and column of the click, inside.
        reach: How far the part may reach; 1 is neutral, 2 twice as far.
    """
    part = np.zeros(inside.shape, dtype=bool)
    if not inside[seed]:
        return part
    labels, _ = ndimage.label(inside)
    inside = labels == labels[seed]
    depth = ndimage.distance_transform_edt(np.pad(inside, 1))[1:-1, 1:-1]
    number = _numbered(inside)
    click = number[_disc(inside.shape, seed, float(depth[seed])) & inside]
    core = _core(inside, depth, seed)
    if not core.any():
        return part
    graph = _ways(probability[inside], depth[inside], number)
    near = csgraph.dijkstra(graph, directed=False, indices=click, min_only=True)
    far = csgraph.dijkstra(graph, directed=False, indices=number[core], min_only=True)
    part[inside] = near < far * reach
    return part


def parts_of(probability: Probability, inside: Mask, count: int = 0) -> NDArray[np.int32]:
    """Return the touching objects in a mask: a watershed between their middles.

    Middles are where an object is thick and certain. Neighbouring basins are joined, those with
    the least pass between them first (dynamics of Grimaud 1992, doi:10.1117/12.60650).

    Args:
        probability: Shape (rows, cols), 0 to 1.
        inside: Pixels of the object.
        count: How many parts; 0 for as many as there are clear ones, but at least two.

    Returns:
        Shape (rows, cols): 1, 2, … for the parts, each pixel outside has the number of the
        nearest one. Everything is 1 where there is only one middle.
    """
    depth = ndimage.distance_transform_edt(np.pad(inside, 1))[1:-1, 1:-1]
    height = ndimage.gaussian_filter(depth * probability, _SMOOTHING_PX)
    height = np.where(inside, height, 0.0)
    basins = _basins(height, inside)
    number = int(basins.max())
    if number < 2:
        return np.ones(inside.shape, dtype=np.int32)
    joined = _joined(basins, height, number, count)
    labels = joined[basins]
    nearest = ndimage.distance_transform_edt(
        labels == 0, return_distances=False, return_indices=True
    )
    everywhere: NDArray[np.int32] = labels[tuple(nearest)].astype(np.int32)
    return everywhere


def _core(inside: Mask, depth: NDArray[np.float64], seed: tuple[int, int]) -> Mask:
    """Return what certainly stays; nothing when the click is on the object's only middle."""
    away = ~_disc(inside.shape, seed, 2.0 * float(depth[seed]))
    thick = np.where(away & inside, depth, 0.0)
    core: Mask = (thick > 0) & (thick >= _CORE_SHARE * thick.max())
    return core


def _disc(shape: tuple[int, ...], centre: tuple[int, int], radius: float) -> Mask:
    rows, cols = np.ogrid[: shape[0], : shape[1]]
    disc: Mask = (rows - centre[0]) ** 2 + (cols - centre[1]) ** 2 <= radius**2
    return disc


def _numbered(inside: Mask) -> NDArray[np.int64]:
    """Return 0, 1, … for the pixels inside, in the order of rows, and -1 elsewhere."""
    number = np.full(inside.shape, -1, dtype=np.int64)
    number[inside] = np.arange(np.count_nonzero(inside))
    return number


def _steps(number: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the numbers of all pairs of 4-connected pixels that have one."""
    pairs = ((number[:-1], number[1:]), (number[:, :-1], number[:, 1:]))
    kept = [(one, two, (one >= 0) & (two >= 0)) for one, two in pairs]
    return (
        np.concatenate([one[both] for one, _, both in kept]),
        np.concatenate([two[both] for _, two, both in kept]),
    )


def _ways(
    probability: NDArray[np.float32], depth: NDArray[np.float64], number: NDArray[np.int64]
) -> sparse.csr_array:
    """Return what steps between pixels cost; values are those of the numbered pixels."""
    one, two = _steps(number)
    change = np.abs(probability[one] - probability[two])
    narrow = 1.0 / np.minimum(depth[one], depth[two])
    costs = _WAY + _STEP * change + _NARROW * narrow**2
    return sparse.csr_array((costs, (one, two)), shape=(len(depth), len(depth)))


def _basins(height: NDArray[np.float64], inside: Mask) -> NDArray[np.int32]:
    """Return a basin for every peak, 1, 2, …, and 0 outside.

    The spanning forest of the highest ways that is rooted in the peaks is a watershed (Cousty
    et al. 2009, doi:10.1109/TPAMI.2008.173).
    """
    peaks = (ndimage.maximum_filter(height, _PEAK_SIDE_PX) == height) & inside & (height > 0)
    markers, count = ndimage.label(peaks, np.ones((3, 3)))
    number = _numbered(inside)
    if not count:
        return np.zeros(inside.shape, dtype=np.int32)
    places = ndimage.maximum_position(height, markers, np.arange(1, count + 1))
    roots = np.array([number[place] for place in places])
    levels = height[inside]
    roots = roots[np.argsort(levels[roots])[-_MOST_PEAKS:]]
    one, two = _steps(number)
    top = len(levels)
    # No weight may be zero: sparse graphs take that for no way.
    depths = levels.max() - np.minimum(levels[one], levels[two]) + 1.0
    graph = sparse.csr_array(
        (
            np.concatenate([depths, np.full(len(roots), 0.5)]),
            (np.concatenate([one, np.full(len(roots), top)]), np.concatenate([two, roots])),
        ),
        shape=(top + 1, top + 1),
    )
    forest = csgraph.minimum_spanning_tree(graph).tocsr()[:top, :top]
    _, tree = csgraph.connected_components(forest, directed=False)
    basin_of = np.zeros(int(tree.max()) + 1, dtype=np.int32)
    basin_of[tree[roots]] = np.arange(1, len(roots) + 1)
    basins = np.zeros(inside.shape, dtype=np.int32)
    basins[inside] = basin_of[tree]
    return basins


def _joined(
    basins: NDArray[np.int32], height: NDArray[np.float64], number: int, count: int
) -> NDArray[np.int32]:
    """Return the number of the part that every basin belongs to, beginning with 1; 0 for 0."""
    peak = np.zeros(number + 1)
    np.maximum.at(peak, basins.reshape(-1), height.reshape(-1))
    passes = _passes(basins, height, number)
    part = np.arange(number + 1)
    left = number
    while left > max(count, 2):
        lower = np.minimum(peak[:, None], peak[None, :])
        with np.errstate(invalid="ignore", divide="ignore"):
            share = np.where(passes > 0, passes / lower, 0.0)
        one, two = np.unravel_index(int(np.argmax(share)), share.shape)
        if share[one, two] <= 0 or (not count and share[one, two] < _SADDLE_SHARE):
            break
        part[part == two] = one
        peak[one] = max(peak[one], peak[two])
        peak[two] = 0.0
        merged = np.maximum(passes[one], passes[two])
        passes[one], passes[:, one] = merged, merged
        passes[two], passes[:, two] = 0.0, 0.0
        passes[one, one] = 0.0
        left -= 1
    numbers = np.zeros(number + 1, dtype=np.int32)
    kept = np.unique(part[1:])
    numbers[kept] = np.arange(1, len(kept) + 1)
    answer: NDArray[np.int32] = numbers[part]
    answer[0] = 0
    return answer


def _passes(
    basins: NDArray[np.int32], height: NDArray[np.float64], number: int
) -> NDArray[np.float64]:
    """Return the highest pass between each two basins, 0 for those that do not touch."""
    inside = basins > 0
    one, two = _steps(_numbered(inside))
    basin, level = basins[inside], height[inside]
    border = basin[one] != basin[two]
    one, two = one[border], two[border]
    lower = np.minimum(level[one], level[two])
    passes = np.zeros((number + 1, number + 1))
    np.maximum.at(passes, (basin[one], basin[two]), lower)
    either: NDArray[np.float64] = np.maximum(passes, passes.T)
    return either
