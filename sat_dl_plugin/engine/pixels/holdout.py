"""Which samples are set aside for the scores: whole blocks of ground, never single pixels.

Neighbouring pixels are alike, so a classifier that is scored on the neighbours of what it
learnt looks better than it is (Roberts et al. 2017, doi:10.1111/ecog.02881).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS as ProjCRS
from pyproj import Transformer
from sklearn.model_selection import StratifiedGroupKFold

from sat_dl_plugin.engine.pixels.samples import Samples
from sat_dl_plugin.engine.raster.grid import Grid

# Sides of blocks in pixels of the first raster, the largest that leaves enough blocks.
_SIDES_PX = (1024, 512, 256, 128, 64, 32, 16)
_FEWEST_BLOCKS = 24

# A class in a single block cannot be both learnt and scored; more blocks make it likelier that
# each side gets some of it.
_FEWEST_BLOCKS_OF_A_CLASS = 4

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


def set_aside(samples: Samples, grids: Sequence[Grid], percent: float, seed: int) -> Bools:
    """Return which samples are set aside for the scores.

    Blocks are chosen so that each class has about the same share on both sides.

    Args:
        samples: All samples.
        grids: Those of the images.
        percent: Share of the samples that is wanted, 0 to 50.
        seed: The same one chooses the same blocks.

    Returns:
        One value a sample; none is True where the samples lie in too few blocks.

    Source:
        `sklearn.model_selection.StratifiedGroupKFold`.
    """
    nothing = np.zeros(len(samples.class_id), dtype=bool)
    folds = round(100 / percent) if percent > 0 else 0
    if folds < 2:
        return nothing
    groups = _blocks(samples, _positions(samples, grids))
    if len(np.unique(groups)) < folds:
        return nothing
    splitter = StratifiedGroupKFold(n_splits=folds, shuffle=True, random_state=seed)
    _, chosen = next(splitter.split(nothing, samples.class_id, groups))
    nothing[chosen] = True
    return nothing


def _positions(samples: Samples, grids: Sequence[Grid]) -> Ints:
    """Return where samples lie: scene, column and row in pixels of the first image.

    Images with a georeference share one scene, so that pictures of the same ground do not end up
    on both sides. All others are scenes of their own.
    """
    found = np.empty((len(samples.class_id), 3), dtype=np.int64)
    for place, grid in enumerate(grids):
        own = samples.image == place
        col, row = (samples.position[own].T + 0.5).astype(np.float64)
        if grid.is_georeferenced and place:
            col, row = _carried(col, row, grid, grids[0])
        scene = 0 if grid.is_georeferenced else place
        found[own] = np.stack([np.full(len(col), scene), np.floor(col), np.floor(row)], axis=1)
    return found


def _carried(
    col: NDArray[np.float64], row: NDArray[np.float64], grid: Grid, frame: Grid
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    t, back = grid.transform, ~frame.transform
    x, y = t.a * col + t.b * row + t.c, t.d * col + t.e * row + t.f
    if grid.crs is not None and frame.crs is not None and grid.crs != frame.crs:
        own, other = (ProjCRS.from_user_input(crs.to_wkt()) for crs in (grid.crs, frame.crs))
        x, y = Transformer.from_crs(own, other, always_xy=True).transform(x, y)
        # Places the first raster's CRS cannot express are far from all others.
        x, y = np.nan_to_num(x, posinf=0, neginf=0), np.nan_to_num(y, posinf=0, neginf=0)
    return back.a * x + back.b * y + back.c, back.d * x + back.e * y + back.f


def _blocks(samples: Samples, positions: Ints) -> Ints:
    """Return the number of each sample's block."""
    groups = np.zeros(len(positions), dtype=np.int64)
    for side in _SIDES_PX:
        blocks = positions // np.array([1, side, side])
        groups = np.unique(blocks, axis=0, return_inverse=True)[1].reshape(-1)
        of_class = [len(np.unique(groups[samples.class_id == value])) for value in samples.classes]
        if groups.max() + 1 >= _FEWEST_BLOCKS and min(of_class) >= _FEWEST_BLOCKS_OF_A_CLASS:
            break
    return groups
