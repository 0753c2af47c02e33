"""Measures the part of a run in which the network is what takes the time."""

from __future__ import annotations

from typing import Optional

NETWORK_PHASE = "Predicting"
"""As the engine names it."""


class NetworkSpeed:
    """Listens to the progress of a run; afterwards `seconds` and `share` are known."""

    def __init__(self) -> None:
        self._before = 0.0
        self._first: Optional[tuple[float, float]] = None
        self._last: Optional[tuple[float, float]] = None

    @property
    def seconds(self) -> float:
        """Seconds between the first and the last report of the network."""
        if self._first is None or self._last is None:
            return 0.0
        return self._last[0] - self._first[0]

    @property
    def share(self) -> float:
        """Share of all pixels the network saw in these seconds, 0 to 1.

        Less than one: the first report comes when something is done already, after the worker was
        started and the network was loaded.
        """
        if self._first is None or self._last is None or self._last[1] <= self._before:
            return 0.0
        return (self._last[1] - self._first[1]) / (self._last[1] - self._before)

    def seconds_after(self, elapsed_s: float) -> float:
        """Return the seconds since the network's last report: cleaning, polygons, writing."""
        return 0.0 if self._last is None else elapsed_s - self._last[0]

    def update(self, phase: str, elapsed_s: float, fraction: float) -> None:
        """Take in one report of progress."""
        if phase == NETWORK_PHASE:
            self._first = self._first or (elapsed_s, fraction)
            self._last = (elapsed_s, fraction)
        elif self._first is None:
            self._before = fraction
