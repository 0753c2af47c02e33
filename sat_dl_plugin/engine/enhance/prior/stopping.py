"""When to stop: a deep image prior fits the picture first, and its noise later.

Two rules, compared in `benchmarks/prior.py`. `HeldOut`, for noise and gaps: pixels that the fit
never sees tell when it begins to learn noise, because noise cannot be guessed.
`MovingVariance`, for super-resolution, is that of Wang et al., "Early Stopping for Deep Image
Prior" (2021, arXiv:2112.06074): the outputs of successive steps differ least where the picture
is best.
"""

from __future__ import annotations

from collections import deque
from typing import Optional

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.engine.enhance.sensor import BoolMask, Floats


class HeldOut:
    """Stops when the error on held-out pixels has not fallen for a while.

    Args:
        patience: Share of the steps so far that may pass without a better result.
        shortest: Steps that are waited for at least.
        gain: Relative fall of the error that counts as better.
    """

    def __init__(self, patience: float = 0.35, shortest: int = 100, gain: float = 0.002) -> None:
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


class MovingVariance:
    """Stops when the variance of the last outputs has not fallen for a while.

    Args:
        window: Outputs whose variance is taken.
        patience: Steps that may pass without a lower variance.
    """

    def __init__(self, window: int = 50, patience: int = 200) -> None:
        self._outputs: deque[Floats] = deque(maxlen=window)
        self._sum: Optional[NDArray[np.float64]] = None
        self._squares = 0.0
        self._patience = patience
        self._best = np.inf
        self._best_step = 0

    def better(self, step: int, output: Floats) -> bool:
        """Take the output of a step; returns whether the variance is the lowest so far.

        Args:
            step: The step.
            output: Values of some pixels, the same ones every time; shape (values,).
        """
        if self._sum is None:
            self._sum = np.zeros(output.shape, np.float64)
        if len(self._outputs) == self._outputs.maxlen:
            self._forget(self._outputs[0])
        self._outputs.append(output)
        self._sum += output
        self._squares += float(np.square(output, dtype=np.float64).sum())
        if len(self._outputs) < (self._outputs.maxlen or 0):
            return False
        count = len(self._outputs)
        variance = (self._squares - float(np.square(self._sum).sum()) / count) / count
        if variance >= self._best:
            return False
        self._best, self._best_step = variance, step
        return True

    def should_stop(self, step: int) -> bool:
        """Return whether waiting longer is pointless."""
        return np.isfinite(self._best).item() and step - self._best_step >= self._patience

    def _forget(self, output: Floats) -> None:
        if self._sum is not None:
            self._sum -= output
        self._squares -= float(np.square(output, dtype=np.float64).sum())


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
