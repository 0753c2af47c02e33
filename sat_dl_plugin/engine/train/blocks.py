"""Which ground validates: whole blocks, with a gap to what is trained on.

Neighbouring pixels look alike, so a network is only judged on ground that its training cannot have
seen (Roberts et al., "Cross-validation strategies for data with temporal, spatial, hierarchical, or
phylogenetic structure", Ecography 2017). Blocks are drawn on the ground and not in the rasters: two
rasters of one place have the same ones, whatever their CRS.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Optional

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS as ProjCRS
from pyproj import Transformer
from pyproj.exceptions import ProjError

from sat_dl_plugin.engine.raster.grid import Grid, Window
from sat_dl_plugin.engine.train.survey import Site, parts_of
from sat_dl_plugin.engine.vector.area_of_interest import (
    carried_polygons,
    mask_window,
    polygons_near,
    touched_window,
)

Polygons = NDArray[np.object_]
Floats = NDArray[np.float64]

_SIDES_PX = (2048, 1024, 512, 256, 128)
_FEWEST_BLOCKS = 8
_MOST_BLOCKS = 4096

# Chosen among that many blocks at a time, so that the seed matters and large areas stay quick.
_CANDIDATES = 192

# A narrower gap is taken only where it spares this much of the cost; see `_cost`.
_PRICE_OF_NARROW_GAP = 0.15

_PRICE_OF_TOO_MUCH = 0.25
_PRICE_OF_A_MISSING_CLASS = 3.0

MOST_VALIDATION_PIXELS = 16_000_000
"""It is predicted after every epoch; more pixels would not make it more certain."""

_CROP_PX = 1024

_NOTHING: NDArray[np.object_] = np.array([], dtype=object)


@dataclass(frozen=True, eq=False)
class _Place:
    """Sites whose ground overlaps, and the pixels that their blocks are counted in."""

    frame: Grid
    sites: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class _Counts:
    """Labelled pixels by block."""

    blocks: NDArray[np.int64]
    """Place, column and row of each block, (blocks, 3)."""
    pixels: Floats
    """Pixels of each key, (blocks, keys)."""


@dataclass(frozen=True, eq=False)
class BlockSplit:
    """The ground that is set aside."""

    validation: dict[int, Polygons]
    """Number of the site -> polygons in the CRS of its raster; their union validates."""
    withheld: dict[int, Polygons]
    """Number of the site -> the same with the gap around them; nothing inside is trained on."""
    block_px: int
    gap_px: int
    blocks: int
    """Blocks with labels."""
    drawn: int
    """Those of them that validate."""
    training_pixels: dict[tuple[int, int], int] = field(default_factory=dict)
    """Number of the site and index of its label set -> pixels that are left to train on."""
    validation_pixels: dict[tuple[int, int], int] = field(default_factory=dict)

    @property
    def is_split(self) -> bool:
        """Whether anything is set aside."""
        return bool(self.validation_pixels)

    def mask(self, site: int, grid: Grid, window: Window, *, withheld: bool) -> NDArray[np.bool_]:
        """Return which pixels of a window lie in ground that validates.

        Args:
            site: Number of the site.
            grid: Any grid in the CRS of its raster.
            window: Pixels of that grid.
            withheld: Whether the gap is meant, too.
        """
        polygons = (self.withheld if withheld else self.validation).get(site, _NOTHING)
        return mask_window(polygons, grid, window)

    def crops(self, site: int, grid: Grid) -> list[Window]:
        """Return windows that hold all ground of a site that validates.

        Args:
            site: Number of the site.
            grid: Grid of the site.
        """
        near, _ = polygons_near(self.validation.get(site, _NOTHING), grid)
        windows = [touched_window(np.array([polygon], dtype=object), grid) for polygon in near]
        return [part for window in windows if window for part in parts_of(window, _CROP_PX)]


def split_sites(
    sites: Sequence[Site],
    keys: Sequence[dict[int, frozenset[int]]],
    share: float,
    gap_px: int,
    seed: int,
) -> BlockSplit:
    """Draw blocks for validation.

    Args:
        sites: What is labelled.
        keys: For each site, index of a label set -> numbers of what the pixels count for, such as
            a class of a data set. Each should be in both parts alike.
        share: Share of the labelled pixels that is wanted for validation, 0 to 1.
        gap_px: Width of the gap, pixels at the resolution of the network. Where little is
            labelled, a half or a quarter of it is taken.
        seed: The same one draws the same blocks.

    Returns:
        The split; nothing is set aside where that is not possible.
    """
    total = sum(site.labelled_pixels for site in sites)
    forced = {i for i, site in enumerate(sites) if site.raster.file.is_validation is not None}
    wanted = min(share, MOST_VALIDATION_PIXELS / max(total, 1))
    open_sites = [i for i in range(len(sites)) if i not in forced]
    best: Optional[tuple[float, BlockSplit]] = None
    if open_sites and wanted > 0:
        places = _places(sites, open_sites, gap_px)
        best = _best_split(sites, keys, places, wanted, gap_px, seed)
    split = best[1] if best else BlockSplit({}, {}, 0, gap_px, 0, 0)
    return _counted(sites, _with_forced(sites, split, forced))


def _best_split(
    sites: Sequence[Site],
    keys: Sequence[dict[int, frozenset[int]]],
    places: Sequence[_Place],
    share: float,
    gap_px: int,
    seed: int,
) -> Optional[tuple[float, BlockSplit]]:
    best: Optional[tuple[float, BlockSplit]] = None
    for side in _SIDES_PX:
        counts = _count(sites, keys, places, side)
        if not 2 <= len(counts.blocks) <= _MOST_BLOCKS:
            continue
        for narrowing, gap in enumerate((gap_px, gap_px // 2, gap_px // 4)):
            drawn, cost = _draw(counts, share, gap / side, seed)
            cost += narrowing * _PRICE_OF_NARROW_GAP
            # Few blocks leave no choice, so that what validates is like nothing else.
            cost += max(0, _FEWEST_BLOCKS - len(counts.blocks)) * 0.05
            if drawn.any() and not drawn.all() and (best is None or cost < best[0]):
                best = cost, _polygons(sites, places, counts, drawn, side, gap)
    return best


def _places(sites: Sequence[Site], numbers: Sequence[int], gap_px: int) -> list[_Place]:
    """Group sites whose ground overlaps or is nearer than the gap."""
    group_of = {number: number for number in numbers}
    boxes = [_ground_box(sites[number], gap_px) for number in numbers]
    known = [place for place, box in enumerate(boxes) if box is not None]
    ground = np.array([boxes[place] for place in known], dtype=object)
    found = shapely.STRtree(ground).query(ground, predicate="intersects")
    pairs = [(numbers[known[a]], numbers[known[b]]) for a, b in found.T.tolist()]
    by_file: dict[str, int] = {}
    for number in numbers:
        first = by_file.setdefault(sites[number].raster.file.raster, number)
        pairs.append((first, number))
    for one, other in pairs:
        _join(group_of, one, other)
    members: dict[int, list[int]] = {}
    for number in numbers:
        members.setdefault(_root(group_of, number), []).append(number)
    return [_Place(sites[found[0]].training.grid, tuple(found)) for found in members.values()]


def _ground_box(site: Site, gap_px: int) -> Optional[shapely.Geometry]:
    """Return the rectangle around a site in degrees; None where it has no place on Earth."""
    grid = site.grid
    if grid.crs is None:
        return None
    steps = np.linspace(0.0, 1.0, 5)
    across, down = np.meshgrid(steps, steps)
    col = across.ravel() * (grid.width + 2 * gap_px) - gap_px
    row = down.ravel() * (grid.height + 2 * gap_px) - gap_px
    try:
        lon, lat = _carried(grid, ProjCRS.from_epsg(4326), col, row)
    except ProjError:
        return None
    finite = np.isfinite(lon) & np.isfinite(lat)
    if not finite.any():
        return None
    lon, lat = lon[finite], lat[finite]
    box: shapely.Geometry = shapely.box(lon.min(), lat.min(), lon.max(), lat.max())
    return box


def _root(group_of: dict[int, int], number: int) -> int:
    while group_of[number] != number:
        number = group_of[number]
    return number


def _join(group_of: dict[int, int], one: int, other: int) -> None:
    first, second = sorted((_root(group_of, one), _root(group_of, other)))
    group_of[second] = first


def _carried(grid: Grid, target: Optional[ProjCRS], col: Floats, row: Floats) -> tuple[Floats, ...]:
    """Return pixel coordinates of a grid as coordinates in another CRS."""
    t = grid.transform
    x, y = t.a * col + t.b * row + t.c, t.d * col + t.e * row + t.f
    own = None if grid.crs is None else ProjCRS.from_user_input(grid.crs.to_wkt())
    if own is None or target is None or own == target:
        return x, y
    carried: tuple[Floats, ...] = Transformer.from_crs(own, target, always_xy=True).transform(x, y)
    return carried


def _count(
    sites: Sequence[Site],
    keys: Sequence[dict[int, frozenset[int]]],
    places: Sequence[_Place],
    side: int,
) -> _Counts:
    """Count the pixels of each key by block."""
    rows: dict[tuple[int, int, int], dict[int, float]] = {}
    for number, place in enumerate(places):
        for site in place.sites:
            for col, row, index, pixels in _blocks_of(sites[site], place.frame, side):
                tally = rows.setdefault((number, col, row), {})
                for key in keys[site].get(index, ()):
                    tally[key] = tally.get(key, 0.0) + pixels
    names = sorted({key for tally in rows.values() for key in tally})
    kept = sorted(block for block, tally in rows.items() if tally)
    table = np.array([[rows[block].get(key, 0.0) for key in names] for block in kept])
    return _Counts(
        np.array(kept, dtype=np.int64).reshape(-1, 3), table.reshape(len(kept), len(names))
    )


def _blocks_of(site: Site, frame: Grid, side: int) -> list[tuple[int, int, int, int]]:
    """Return column, row, index of the label set, and pixels for what blocks hold of a site."""
    rows, cols = np.nonzero(site.thinned)
    grid = site.thinned_grid
    target = None if frame.crs is None else ProjCRS.from_user_input(frame.crs.to_wkt())
    x, y = _carried(grid, target, np.add(cols, 0.5), np.add(rows, 0.5))
    back = ~frame.transform
    block_col = np.floor((back.a * x + back.b * y + back.c) / side)
    block_row = np.floor((back.d * x + back.e * y + back.f) / side)
    known = np.isfinite(block_col) & np.isfinite(block_row)
    if not known.any():
        return []
    col, row = block_col[known].astype(np.int64), block_row[known].astype(np.int64)
    index = site.thinned[rows, cols][known].astype(np.int64)
    # One number a combination, because sorting numbers is much quicker than sorting rows.
    first_col, first_row = int(col.min()), int(row.min())
    width = int(col.max()) - first_col + 1
    codes = ((row - first_row) * width + (col - first_col)) * 256 + index
    entries, counts = np.unique(codes, return_counts=True)
    return [
        (
            code // 256 % width + first_col,
            code // 256 // width + first_row,
            code % 256,
            number * site.step**2,
        )
        for code, number in zip(entries.tolist(), counts.tolist())
    ]


def _draw(counts: _Counts, share: float, gap: float, seed: int) -> tuple[NDArray[np.bool_], float]:
    """Choose blocks one by one, each the best of some, while that lowers the cost.

    Args:
        counts: The blocks.
        share: Wanted for validation.
        gap: Width of the gap relative to a block.
        seed: Of the choice.

    Returns:
        Which blocks are drawn, and the cost that is left.
    """
    rng = np.random.default_rng(seed)
    parts = counts.pixels / counts.pixels.sum(axis=0)
    neighbours = _neighbours(counts.blocks)
    drawn = np.zeros(len(parts), dtype=np.bool_)
    got, edges = np.zeros(parts.shape[1]), 0
    cost = float(_cost(got[None], np.array([0.0]), share)[0])
    while True:
        left = np.flatnonzero(~drawn)
        if len(left) <= 1:
            return drawn, cost
        tried = rng.permutation(left)[:_CANDIDATES]
        beside = np.array([sum(drawn[n] for n in neighbours[block]) for block in tried])
        exposed = edges + np.array([len(neighbours[block]) for block in tried]) - 2 * beside
        costs = _cost(got[None] + parts[tried], exposed * gap / len(parts), share)
        chosen = int(np.argmin(costs))
        if costs[chosen] >= cost:
            return drawn, cost
        block, cost, edges = int(tried[chosen]), float(costs[chosen]), int(exposed[chosen])
        drawn[block] = True
        got += parts[block]


def _cost(got: Floats, lost: Floats, share: float) -> Floats:
    """Return how far drawn blocks are from what is wanted.

    A class that is missing in one of the parts costs most, and too much of one in the validation
    less than too little. Training ground that is lost to gaps costs the square of its share.

    Args:
        got: Share of each key that is drawn, (choices, keys).
        lost: Share of the ground in gaps, (choices,).
        share: Wanted of each key.
    """
    off = (got - share) / share
    balance = np.where(off > 0, _PRICE_OF_TOO_MUCH, 1.0) * off**2
    missing = (got <= 0) | (got >= 1)
    total: Floats = (balance + _PRICE_OF_A_MISSING_CLASS * missing).mean(axis=1)
    return total + (2.0 * lost) ** 2


def _neighbours(blocks: NDArray[np.int64]) -> list[list[int]]:
    number_of = {tuple(block): number for number, block in enumerate(blocks.tolist())}
    sides = ((0, 1), (0, -1), (1, 0), (-1, 0))
    return [
        [
            number_of[(place, col + dx, row + dy)]
            for dx, dy in sides
            if (place, col + dx, row + dy) in number_of
        ]
        for place, col, row in blocks.tolist()
    ]


def _polygons(
    sites: Sequence[Site],
    places: Sequence[_Place],
    counts: _Counts,
    drawn: NDArray[np.bool_],
    side: int,
    gap: int,
) -> BlockSplit:
    """Return the split with the drawn blocks as polygons."""
    validation: dict[int, Polygons] = {}
    withheld: dict[int, Polygons] = {}
    for number, place in enumerate(places):
        own = counts.blocks[drawn & (counts.blocks[:, 0] == number)]
        left, top = own[:, 1] * float(side), own[:, 2] * float(side)
        inner = shapely.box(left, top, left + side, top + side)
        outer = shapely.box(left - gap, top - gap, left + side + gap, top + side + gap)
        crs = None if place.frame.crs is None else ProjCRS.from_user_input(place.frame.crs.to_wkt())
        for site in place.sites if len(own) else ():
            grid = sites[site].training.grid
            for boxes, found in ((inner, validation), (outer, withheld)):
                found[site] = carried_polygons(_on_ground(boxes, place.frame), crs, grid)[0]
    return BlockSplit(validation, withheld, side, gap, len(counts.blocks), int(drawn.sum()))


def _on_ground(boxes: Polygons, frame: Grid) -> Polygons:
    t = frame.transform
    ground: Polygons = shapely.transform(
        boxes,
        lambda x, y: (t.a * x + t.b * y + t.c, t.d * x + t.e * y + t.f),
        interleaved=False,
    )
    return ground


def _with_forced(sites: Sequence[Site], split: BlockSplit, forced: set[int]) -> BlockSplit:
    """Set aside the sites, too, that were meant for validation beforehand."""
    validation, withheld = dict(split.validation), dict(split.withheld)
    for number in forced:
        if sites[number].raster.file.is_validation:
            grid = sites[number].grid
            whole = np.array([shapely.box(-1, -1, grid.width + 1, grid.height + 1)], dtype=object)
            validation[number] = withheld[number] = _on_ground(whole, grid)
    return replace(split, validation=validation, withheld=withheld)


def _counted(sites: Sequence[Site], split: BlockSplit) -> BlockSplit:
    """Count what is left to train on, and what validates."""
    training: dict[tuple[int, int], int] = {}
    validation: dict[tuple[int, int], int] = {}
    for number, site in enumerate(sites):
        grid = site.thinned_grid
        whole = np.bincount(site.thinned.ravel(), minlength=256)
        for withheld, tally in ((False, validation), (True, training)):
            mask = split.mask(number, grid, grid.window, withheld=withheld)
            inside = np.bincount(site.thinned[mask], minlength=256)
            for index, pixels in site.pixels.items():
                share = float(inside[index]) / whole[index] if whole[index] else 0.0
                kept = round(pixels * (1.0 - share if withheld else share))
                if index and kept:
                    tally[(number, index)] = kept
    return replace(split, training_pixels=training, validation_pixels=validation)
