"""How fast a reviewer is: seconds from seeing an object to deciding on it."""

from __future__ import annotations

import time
from collections import deque
from statistics import median
from typing import Callable, Optional

_COUNTED = 30
"""The last so many objects say how fast the reviewer is now."""
_PAUSE_S = 120.0
"""Who looks at an object for longer was away."""


class Pace:
    """Measures the seconds per object.

    Args:
        clock: Returns seconds that only go forth.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last: deque[float] = deque(maxlen=_COUNTED)
        self._seen_at: Optional[float] = None
        self.decided = 0
        """Objects decided on since the start."""

    @property
    def seconds(self) -> Optional[float]:
        """The median of the last objects; None before the first one."""
        return median(self._last) if self._last else None

    def see(self) -> None:
        """An object is shown."""
        self._seen_at = self._clock()

    def decide(self) -> None:
        """The object that is shown was decided on."""
        self.decided += 1
        if self._seen_at is not None:
            taken_s = self._clock() - self._seen_at
            if taken_s <= _PAUSE_S:
                self._last.append(taken_s)
        self._seen_at = None
