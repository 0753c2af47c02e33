"""When to stop: a deep image prior fits the picture first, and its noise later.

Two rules, for two kinds of tasks. `HeldOut`, for noise and gaps: pixels that the fit never sees
tell when it begins to learn noise, because noise cannot be guessed. `Settled`, for
super-resolution, where coarse pixels are too few to spare any and a longer fit does no harm:
it ends when nothing happens any more. `benchmarks/prior.py` compares them with the windowed
moving variance of Wang et al. (2021, arXiv:2112.06074), which stops denoising far too soon.
"""

from __future__ import annotations

from typing import Optional

import numpy as np

from sat_dl_plugin.engine.enhance.sensor import BoolMask, Floats


class HeldOut:
    """Stops when the error on held-out pixels has not fallen for a while.

    Args:
        patience: Share of the steps so far that may pass without a better result.
        shortest: Steps that are waited for at least.
        gain: Relative fall of the error that counts as better; most of the error is noise, which
            no fit can lower.
    """

    def __init__(self, patience: float = 0.35, shortest: int = 100, gain: float = 0.0005) -> None:
        self._patience = patience
        self._shortest = shortest
        self._gain = gain
        self._best = np.inf
        self._best_step = 0

    def better(self, step: int, error: float) -> bool:
        """Take the error of a step; returns whether it is the best so far."""
        if not error < self._best * (1.0 - self._gain):
            return False
        self._best, self._best_step = error, step
        return True

    def should_stop(self, step: int) -> bool:
        """Return whether waiting longer is pointless."""
        waited = step - self._best_step
        return waited >= max(self._shortest, self._patience * step)


class Settled:
    """Stops when the result hardly changes any more while the steps grow by almost a half.

    Args:
        first: Step of the first look.
        growth: Steps from look to look grow by this factor.
        change: Root mean square change that is none, as a share of the raster's own range.
    """

    def __init__(self, first: int = 70, growth: float = 1.45, change: float = 0.002) -> None:
        self._next = first
        self._growth = growth
        self._change = change
        self._before: Optional[Floats] = None

    def is_due(self, step: int) -> bool:
        """Return whether this step is one to look at."""
        return step >= self._next

    def should_stop(self, step: int, result: Floats) -> bool:
        """Take the result of a step that is due; returns whether it is as good as final."""
        self._next = round(step * self._growth)
        before, self._before = self._before, result
        if before is None:
            return False
        return float(np.sqrt(np.square(result - before).mean())) < self._change


def held_out_pixels(valid: BoolMask, share: float, rng: np.random.Generator) -> BoolMask:
    """Return which pixels are kept from the fit.

    Args:
        valid: Pixels that are known, shape (rows, cols).
        share: Of the known pixels, 0 to 1.
        rng: Source of chance.
    """
    chosen: BoolMask = valid & (rng.random(valid.shape) < share)
    # A picture of a few pixels needs all of them.
    return chosen if chosen.sum() >= _FEWEST else np.zeros_like(valid)


# Fewer values than this say nothing about the error.
_FEWEST = 24
