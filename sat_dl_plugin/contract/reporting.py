"""How a running job tells of itself and learns that it should stop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class Reporter(Protocol):
    """Receives the progress of a job. Implementations must be thread-safe."""

    def progress(self, fraction: float, phase: str) -> None:
        """Report the share of the whole job that is done (0 to 1) and the phase it is in."""

    def log(self, text: str, level: str = "info") -> None:
        """Report one line for the user; ``level`` is ``info``, ``warning`` or ``debug``."""

    def check_cancelled(self) -> None:
        """Raise `JobCancelled` when the user asked to stop; called at least once per tile."""

    def detail(self, kind: str, values: Mapping[str, Any]) -> None:
        """Report facts for programs that draw them, such as ``epoch``: the scores of an epoch.

        Whatever people have to know is a line of the log, too.
        """

    def wants_to_finish(self) -> bool:
        """Return whether the user asked a job that improves step by step to end with its best."""


class SilentReporter:
    """A `Reporter` that says nothing and never cancels."""

    def progress(self, fraction: float, phase: str) -> None:
        """Ignore the progress."""

    def log(self, text: str, level: str = "info") -> None:
        """Ignore the line."""

    def check_cancelled(self) -> None:
        """Never cancel."""

    def detail(self, kind: str, values: Mapping[str, Any]) -> None:
        """Ignore the facts."""

    def wants_to_finish(self) -> bool:
        """Let the job go on to its own end."""
        return False


class PhaseReporter:
    """Maps the 0-to-1 progress of one phase into its share of a longer job.

    Args:
        parent: Reporter of the whole job.
        start: Fraction of the whole job at which this phase starts.
        stop: Fraction of the whole job at which it ends.
    """

    def __init__(self, parent: Reporter, start: float, stop: float) -> None:
        self._parent = parent
        self._start = start
        self._span = stop - start

    def progress(self, fraction: float, phase: str) -> None:
        """Report the phase's own fraction as a fraction of the whole job."""
        self._parent.progress(self._start + self._span * fraction, phase)

    def log(self, text: str, level: str = "info") -> None:
        """Pass the line on."""
        self._parent.log(text, level)

    def check_cancelled(self) -> None:
        """Ask the whole job."""
        self._parent.check_cancelled()

    def detail(self, kind: str, values: Mapping[str, Any]) -> None:
        """Pass the facts on."""
        self._parent.detail(kind, values)

    def wants_to_finish(self) -> bool:
        """Ask the whole job."""
        return self._parent.wants_to_finish()
