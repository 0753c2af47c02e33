"""How long a run still takes, out of how far it is; nothing here knows QGIS."""

from __future__ import annotations

from collections import deque
from typing import Optional

_OLDEST_S = 60.0
"""How far back progress counts; a run that slows down is noticed within a minute."""
_LEAST_S = 2.0
_LEAST_SHARE = 0.01
"""Before this much time and progress was seen, a guess would jump about."""
_TRUSTED_SHARE = 0.2
"""From this share on the run is believed more than what was expected of it."""
_SETTLING_S = 4.0
"""Time constant of the smoothing of the moment at which the run will end."""


class RemainingTime:
    """Estimates the seconds a run still takes.

    Args:
        expected_s: Seconds the whole run is expected to take, from earlier runs on this machine.
    """

    def __init__(self, expected_s: Optional[float] = None) -> None:
        self._expected_s = expected_s
        self._seen: deque[tuple[float, float]] = deque()
        self._end_s: Optional[float] = None
        self._updated_s = 0.0

    def update(self, elapsed_s: float, fraction: float) -> None:
        """Take in how far the run is.

        Args:
            elapsed_s: Seconds since the run started.
            fraction: Share that is done, 0 to 1.
        """
        if self._seen and fraction <= self._seen[-1][1]:
            return
        self._seen.append((elapsed_s, fraction))
        while len(self._seen) > 2 and elapsed_s - self._seen[1][0] > _OLDEST_S:
            self._seen.popleft()
        end_s = self._predicted_end(elapsed_s, fraction)
        if end_s is None:
            return
        if self._end_s is None:
            self._end_s = end_s
        else:
            passed_s = elapsed_s - self._updated_s
            weight = passed_s / (passed_s + _SETTLING_S)
            self._end_s += weight * (end_s - self._end_s)
        self._updated_s = elapsed_s

    def seconds(self, elapsed_s: float) -> Optional[float]:
        """Return the seconds left, or None as long as nothing sensible can be said."""
        end_s = self._expected_s if self._end_s is None else self._end_s
        if end_s is None:
            return None
        return max(end_s - elapsed_s, 0.0)

    def _predicted_end(self, elapsed_s: float, fraction: float) -> Optional[float]:
        """Return when the run will end, in seconds after its start."""
        first_s, first_fraction = self._seen[0]
        # The first report comes after the start of the worker, which says nothing of its speed.
        took_s, done = elapsed_s - first_s, fraction - first_fraction
        if took_s < _LEAST_S or done < _LEAST_SHARE:
            return None
        measured_s = elapsed_s + (1.0 - fraction) * took_s / done
        if self._expected_s is None:
            return measured_s
        trust = min(fraction / _TRUSTED_SHARE, 1.0)
        return trust * measured_s + (1.0 - trust) * max(self._expected_s, elapsed_s)
