"""In which order tiles should be labelled: the unsure ones first, and no two alike."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Nobody labels more tiles than this in one round; the others follow by uncertainty alone.
_MOST_CHOSEN = 1000


def ranked(
    unsure: Floats, looks: Floats, known: NDArray[np.bool_], diversity: float
) -> tuple[NDArray[np.int64], Floats]:
    """Return the order of tiles, and what each was worth when it was chosen.

    One tile after the other is chosen: the one whose uncertainty, times its distance to the
    nearest tile that is labelled or chosen already, is largest. That is the greedy choice of
    centres of Sener and Savarese (2018, arXiv:1708.00489), weighted by uncertainty.

    Args:
        unsure: Uncertainty of each tile, 0 or more, any unit.
        looks: Shape (tiles, features): what each looks like, any units.
        known: Tiles that are labelled already; they are not ranked.
        diversity: 0 for uncertainty alone, 1 for uncertainty times distance.

    Returns:
        Indices of the tiles that are not known, best first; and for each of all tiles a worth
        from 0 to 1.
    """
    share = _to_one(unsure)
    features = _standardised(looks)
    nearest = np.full(len(unsure), np.inf)
    for index in np.flatnonzero(known).tolist():
        np.minimum(nearest, _distances(features, index), out=nearest)
    left = ~known
    order: list[int] = []
    worth = np.zeros(len(unsure))
    for _ in range(min(int(left.sum()), _MOST_CHOSEN)):
        value = np.where(left, _worth(share, nearest, diversity), -1.0)
        best = int(np.argmax(value))
        worth[best] = value[best]
        order.append(best)
        left[best] = False
        np.minimum(nearest, _distances(features, best), out=nearest)
    rest = np.flatnonzero(left)
    worth[rest] = _worth(share, nearest, diversity)[rest]
    order.extend(rest[np.argsort(-worth[rest], kind="stable")].tolist())
    return np.array(order, dtype=np.int64), worth


def _worth(share: Floats, nearest: Floats, diversity: float) -> Floats:
    finite = nearest[np.isfinite(nearest)]
    widest = float(finite.max()) if finite.size else 0.0
    # Before anything is known all tiles are equally far from it.
    far = np.ones(len(share)) if widest <= 0 else np.minimum(nearest / widest, 1.0)
    worth: Floats = share * ((1.0 - diversity) + diversity * far)
    return worth


def _to_one(values: Floats) -> Floats:
    """Return values from almost 0 to 1; all 1 where they are alike, so that looks decide."""
    low, high = float(values.min(initial=0.0)), float(values.max(initial=0.0))
    if high - low <= 1e-12:
        return np.ones(len(values))
    # Not quite 0: a tile without doubt is still worth more the less it looks like others.
    return 0.02 + 0.98 * (values - low) / (high - low)


def _standardised(looks: Floats) -> Floats:
    spread = looks.std(axis=0)
    kept: Floats = (looks - looks.mean(axis=0)) / np.where(spread > 1e-12, spread, 1.0)
    return kept


def _distances(features: Floats, index: int) -> Floats:
    distances: Floats = np.sqrt(((features - features[index]) ** 2).sum(axis=1))
    return distances
