"""Asking the engine while the mouse moves: one question at a time, the newest one next."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Optional

from qgis.core import QgsRectangle
from qgis.PyQt.QtCore import QObject, pyqtSignal

from sat_dl_plugin.contract.errors import JobCancelled, SatDlError
from sat_dl_plugin.contract.jobs import Job
from sat_dl_plugin.gui.review.tools.surroundings import Target
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.workers import Worker


@dataclass(frozen=True)
class Question:
    """What a tool wants to know."""

    key: tuple[Any, ...]
    """Says whether two questions are the same."""
    job: Job = field(compare=False)
    target: Optional[Target] = field(default=None, compare=False)
    """The polygon it is about."""
    reach: Optional[QgsRectangle] = field(default=None, compare=False)
    """As far as neighbours were handed over, in the CRS of the layer."""


@dataclass(frozen=True)
class Answer:
    """What the engine said; either of `result` and `error`."""

    question: Question
    result: Optional[dict[str, Any]] = None
    error: Optional[SatDlError] = None


class Answers(QObject):
    """Asks a worker in a thread of its own, so that the window never waits.

    While a question is being answered only the newest one waits: what the mouse has left behind
    need not be known.

    Args:
        open_worker: Hands out the worker; called in the thread.
    """

    answered = pyqtSignal(object)
    """An `Answer`, in the thread of this object."""

    def __init__(self, open_worker: Callable[[], AbstractContextManager[Worker]]) -> None:
        # Without a parent: the thread may outlive whoever asks, and must find this object.
        super().__init__()
        self._open_worker = open_worker
        self._change = threading.Condition()
        self._waiting: Optional[Question] = None
        self._is_closed = False
        self._thread: Optional[threading.Thread] = None

    def ask(self, question: Question) -> None:
        """Ask; takes the place of a question that still waits."""
        with self._change:
            if self._is_closed:
                return
            self._waiting = question
            self._change.notify()
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._serve, name="satdl-review", daemon=True
                )
                self._thread.start()

    def forget(self) -> None:
        """Do not ask what still waits."""
        with self._change:
            self._waiting = None

    def close(self) -> None:
        """Answer nothing any more; returns at once."""
        with self._change:
            self._is_closed = True
            self._waiting = None
            self._change.notify()

    def _serve(self) -> None:
        while True:
            with self._change:
                self._change.wait_for(lambda: self._waiting is not None or self._is_closed)
                question, self._waiting = self._waiting, None
                if self._is_closed or question is None:
                    return
            answer = self._answer(question)
            with self._change:
                if self._is_closed:
                    return
            if answer is not None:
                self.answered.emit(answer)

    def _answer(self, question: Question) -> Optional[Answer]:
        try:
            with self._open_worker() as worker:
                return Answer(question, worker.run(question.job, _CloseReporter(self)))
        except JobCancelled:
            return None
        except SatDlError as error:
            return Answer(question, error=error)
        except Exception as error:  # noqa: BLE001 - the thread has to live on for the next one
            return Answer(question, error=_defect(error))

    @property
    def is_closed(self) -> bool:
        """Whether nothing is answered any more."""
        return self._is_closed


class _CloseReporter:
    """A `contract.reporting.Reporter` that only hears whether the tools were closed."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    def progress(self, fraction: float, phase: str) -> None:
        """Ignore the progress: an answer takes a moment."""

    def log(self, text: str, level: str = "info") -> None:
        """Ignore the line: it would come again with every move of the mouse."""

    def check_cancelled(self) -> None:
        """Raise `JobCancelled` when the tools were closed."""
        if self._answers.is_closed:
            raise JobCancelled

    def detail(self, kind: str, values: Mapping[str, Any]) -> None:
        """Ignore the facts."""

    def wants_to_finish(self) -> bool:
        """Let the job go on to its own end."""
        return False


def _defect(error: Exception) -> SatDlError:
    return SatDlError(
        tr("The tool failed unexpectedly"),
        f"{type(error).__name__}: {error}",
        tr("Report it with the diagnostics"),
    )
