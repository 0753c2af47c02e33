"""Runs of toolbox algorithms, one after the other, beside the main window."""

from __future__ import annotations

import enum
import time
from datetime import datetime
from pathlib import Path
from typing import Any, Optional

from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import QObject, pyqtSignal

from sat_dl_plugin.contract.errors import JobCancelled, SatDlError
from sat_dl_plugin.tasks.destinations import fresh_folder, remove_if_empty, with_destinations
from sat_dl_plugin.tasks.file_removal import FileRemovalTask
from sat_dl_plugin.tasks.network_speed import NetworkSpeed
from sat_dl_plugin.tasks.portable_parameters import portable, remove_mask_file, with_mask_file
from sat_dl_plugin.tasks.rates import expected_seconds, finishing_key, learn_rate
from sat_dl_plugin.tasks.remaining_time import RemainingTime
from sat_dl_plugin.tasks.run_request import RunRequest
from sat_dl_plugin.tasks.run_task import RunTask, new_algorithm

__all__ = ["Run", "RunQueue", "RunRequest", "RunState"]

_LAST_LINES = 2000
"""Of a run's log; more than any job of ours tells, less than what hurts."""

_UNLOAD_WAIT_S = 2.0
"""For a cancelled run to leave our code before the plugin goes; as long as a cancel may take."""


class RunState(enum.Enum):
    """Where a run is in its life."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Run(QObject):
    """One run: what was asked for, how far it is and what came of it.

    It belongs to the main thread; everything that comes from the thread of the run arrives here
    through queued signals.

    Args:
        request: What was asked for.
        parent: The queue.
    """

    changed = pyqtSignal()
    """The state, the fraction, the phase or what is known of the results changed."""
    detail_told = pyqtSignal(str, dict)
    """The job told facts to draw; they are in `details`, too."""

    def __init__(self, request: RunRequest, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self.request = request
        self.created = datetime.now()
        self.state = RunState.WAITING
        self.fraction = 0.0
        self.phase = ""
        self.stopping = False
        """Whether it was cancelled and has not stopped yet."""
        self.finishing = False
        """Whether it was told to end early with the best it has reached."""
        self.details: list[tuple[str, dict[str, Any]]] = []
        """Facts to draw in the order they were told, see `contract.reporting.Reporter.detail`."""
        self.error: Optional[SatDlError] = None
        self.log: list[str] = []
        self.results: dict[str, Any] = {}
        """Outputs of the algorithm, by name."""
        self.legend: list[dict[str, Any]] = []
        """``id``, ``name`` and ``color`` of each class, where it made classes."""
        self.summary: list[dict[str, Any]] = []
        """``class_name``, ``objects``, ``area_m2`` and ``share`` of each class, where counted."""
        self.portable_parameters: dict[str, Any] = dict(request.parameters)
        """The parameters with sources in place of layers of this project."""
        self.folder: Optional[Path] = None
        """Made for this run alone; gone again where nothing was written into it."""
        self.group = ""
        """Name of the group its layers were added in; empty when they were not."""
        self.layer_ids: list[str] = []
        """The layers in that group."""
        self.project_left = False
        """Whether the project it was started in was closed since."""
        self._task: Optional[RunTask] = None
        self._removal: Optional[FileRemovalTask] = None
        self._started_s: Optional[float] = None
        self._took_s = 0.0
        self._remaining = RemainingTime(_expected_seconds(request))
        self._speed = NetworkSpeed()

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in (RunState.DONE, RunState.FAILED, RunState.CANCELLED)

    @property
    def is_ready(self) -> bool:
        """Whether it was prepared and waits for its turn."""
        return self.state is RunState.WAITING and self._task is not None

    @property
    def output_folder(self) -> Path:
        """Where ``OUTPUT`` is: the folder of this run, or where the request wanted it."""
        output = self.results.get("OUTPUT")
        return Path(str(output)).parent if output else self.folder or Path()

    @property
    def elapsed_s(self) -> float:
        """Seconds since it started, or that it took."""
        if self._started_s is None or self.is_over:
            return self._took_s
        return time.monotonic() - self._started_s

    @property
    def remaining_s(self) -> Optional[float]:
        """Seconds it will still take, or None as long as nobody knows."""
        if self.state is not RunState.RUNNING or self.stopping:
            return None
        return self._remaining.seconds(self.elapsed_s)

    def prepare(self) -> None:
        """Get ready to run: from here on the layers are no longer needed.

        Raises:
            SatDlError: If the parameters cannot be used.
        """
        algorithm = new_algorithm(self.request.algorithm)
        self.folder = fresh_folder(self.request.title, self.created)
        request = with_mask_file(self.request, algorithm, self.folder)
        self.request = with_destinations(request, algorithm, self.folder)
        self.portable_parameters = portable(self.request.parameters, algorithm)
        task = RunTask(self.request.title, algorithm, self.request.parameters)
        task.feedback.progressChanged.connect(self._show_progress)
        task.feedback.phase_changed.connect(self._show_phase)
        task.feedback.line_told.connect(self._keep_line)
        task.feedback.detail_told.connect(self._keep_detail)
        task.prepare()
        task.taskCompleted.connect(self._succeed)
        task.taskTerminated.connect(self._stop)
        self._task = task

    def start(self) -> None:
        """Run in the background."""
        self._started_s = time.monotonic()
        self.state = RunState.RUNNING
        QgsApplication.taskManager().addTask(self._task)
        self.changed.emit()

    def cancel(self) -> None:
        """Stop, wherever it is."""
        if self.state is RunState.WAITING:
            self.end(RunState.CANCELLED)
        elif self.state is RunState.RUNNING and not self.stopping:
            self.stopping = True
            self._task.cancel()
            self.changed.emit()

    def finish(self) -> None:
        """End early with the best it has reached; only training listens."""
        if self.state is RunState.RUNNING and not self.stopping and self._task is not None:
            self.finishing = True
            self._task.feedback.is_finishing = True
            self.changed.emit()

    def remember_layers(self, group: str, layer_ids: list[str]) -> None:
        """Take note of where the results are in the project; nothing when they are not."""
        self.group, self.layer_ids = group, layer_ids
        self.changed.emit()

    def leave_project(self) -> None:
        """Take note that the project it was started in, or added to, was closed."""
        self.project_left = True
        self.remember_layers("", [])

    def wait(self, seconds: float) -> None:
        """Wait until its thread is out of our code, but no longer than this."""
        if self._task is not None and self.state is RunState.RUNNING:
            self._task.wait(seconds)

    def end(self, state: RunState, error: Optional[SatDlError] = None) -> None:
        """Come to an end."""
        if self.is_over:
            return
        self._took_s = self.elapsed_s
        self.state, self.error = state, error
        self.stopping = self.finishing = False
        # The task belongs to QGIS, which deletes it; algorithm and context go with our half.
        self._task = None
        if state is RunState.DONE:
            self.fraction = 1.0
        if self.folder is not None:
            if state is not RunState.DONE:
                remove_mask_file(self.folder)
            remove_if_empty(self.folder)
        if state is RunState.CANCELLED:
            self._remove_files()
        self.changed.emit()

    def _remove_files(self) -> None:
        """Delete what a cancelled run had finished: classes, before it traced their outlines."""
        if self.folder is None or not self.folder.is_dir():
            return
        texts = [value for value in self.request.parameters.values() if isinstance(value, str)]
        paths = [path for path in map(Path, texts) if path.parent == self.folder]
        # Kept, or Python would forget it before it ran.
        self._removal = FileRemovalTask(self.folder, paths)
        QgsApplication.taskManager().addTask(self._removal)

    def _succeed(self) -> None:
        if self._task is None:
            return
        self.results = self._task.results()
        answer = self._task.feedback.result
        self.legend = list(answer.get("legend") or [])
        self.summary = list(answer.get("summary") or [])
        self._learn_speed()
        self.end(RunState.DONE)

    def _stop(self) -> None:
        if self._task is None:
            return
        error = self._task.feedback.error
        # Cancelled before it ran there is no error; cancelled in QGIS's task bar we learn here.
        if error is None or isinstance(error, JobCancelled):
            self.end(RunState.CANCELLED)
        else:
            self.end(RunState.FAILED, error)

    def _show_progress(self, percent: float) -> None:
        if self.is_over:
            return
        self.fraction = max(self.fraction, percent / 100.0)
        self._remaining.update(self.elapsed_s, self.fraction)
        self._speed.update(self.phase, self.elapsed_s, self.fraction)
        if self._task is not None:
            self._task.setProgress(percent)
        self.changed.emit()

    def _show_phase(self, phase: str) -> None:
        self.phase = phase
        self.changed.emit()

    def _keep_line(self, text: str, level: str) -> None:
        self.log.append(text if level == "info" else f"{level}: {text}")
        del self.log[:-_LAST_LINES]

    def _keep_detail(self, kind: str, values: dict[str, Any]) -> None:
        self.details.append((kind, values))
        self.detail_told.emit(kind, values)

    def _learn_speed(self) -> None:
        pixels = self.request.network_pixels * self._speed.share
        if self.request.rate_key and pixels > 0 and self._speed.seconds > 0:
            learn_rate(self.request.rate_key, pixels, self._speed.seconds)
            learn_rate(
                finishing_key(self.request.algorithm),
                self.request.output_pixels,
                self._speed.seconds_after(self.elapsed_s),
            )


class RunQueue(QObject):
    """Runs requests one at a time, in the order they came.

    Args:
        parent: Owner.
    """

    run_added = pyqtSignal(object)
    run_finished = pyqtSignal(object)
    """A `Run` is done, has failed or was cancelled."""

    def __init__(self, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self.runs: list[Run] = []
        """In the order they came; those that are over stay until they are forgotten."""
        self._told: set[Run] = set()
        QgsProject.instance().cleared.connect(self._leave_project)

    def add(self, request: RunRequest) -> Run:
        """Take in a request; it starts when it is its turn.

        A request that cannot be carried out becomes a failed run, whose error says why.
        """
        run = Run(request, self)
        self.runs.append(run)
        run.changed.connect(self._look_after)
        self.run_added.emit(run)
        try:
            run.prepare()
        except SatDlError as error:
            run.end(RunState.FAILED, error)
        self._look_after()
        return run

    def cancel(self, run: Run) -> None:
        """Stop a run, or take it out of the queue; nothing half-written stays."""
        run.cancel()

    def forget(self, run: Run) -> None:
        """Take a run that is over off the list; its files and layers stay."""
        if run.is_over and run in self.runs:
            self.runs.remove(run)
            self._told.discard(run)
            run.deleteLater()

    def close(self) -> None:
        """Cancel everything and let go; undoes the constructor."""
        QgsProject.instance().cleared.disconnect(self._leave_project)
        active = [run for run in self.runs if not run.is_over]
        for run in active:
            run.changed.disconnect(self._look_after)
            run.cancel()
        for run in active:
            run.wait(_UNLOAD_WAIT_S)
        self.runs = []
        self._told = set()

    def _look_after(self) -> None:
        """Tell of runs that ended, and start the next."""
        for run in [each for each in self.runs if each.is_over and each not in self._told]:
            self._told.add(run)
            self.run_finished.emit(run)
        if any(run.state is RunState.RUNNING for run in self.runs):
            return
        ready = [run for run in self.runs if run.is_ready]
        if ready:
            ready[0].start()

    def _leave_project(self) -> None:
        for run in self.runs:
            run.leave_project()


def _expected_seconds(request: RunRequest) -> Optional[float]:
    if request.network_pixels <= 0:
        return None
    return expected_seconds(
        request.rate_key, request.network_pixels, request.algorithm, request.output_pixels
    )
