"""How far a training has come, and how fast it learns there."""

from __future__ import annotations

import math
from typing import Optional

_START = 0.02
"""Share of the peak learning rate at which a training begins."""


def done_share(step: int, steps: Optional[int], seconds: float, limit_s: Optional[float]) -> float:
    """Return the share of the work that is done, 0 to 1: what is farther, steps or time.

    Args:
        step: Batches so far.
        steps: Batches in all, or None when only the time counts.
        seconds: Time so far.
        limit_s: Time in all, or None when only the steps count.
    """
    by_steps = step / steps if steps else 0.0
    by_time = seconds / limit_s if limit_s else 0.0
    return min(1.0, max(by_steps, by_time))


def learning_rate_share(done: float, warm_up: float) -> float:
    """Return the learning rate relative to its peak: linear rise, cosine fall to zero.

    Args:
        done: Share of the work, 0 to 1.
        warm_up: Share of the work over which it rises.
    """
    if done < warm_up:
        return _START + (1.0 - _START) * done / warm_up
    position = (done - warm_up) / (1.0 - warm_up)
    return 0.5 * (1.0 + math.cos(math.pi * position))
