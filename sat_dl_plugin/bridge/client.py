"""Starts the worker, gives it jobs, and ends it when it does not listen."""

from __future__ import annotations

import itertools
import queue
import shutil
import subprocess
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Optional, Union

from sat_dl_plugin.bridge.death import died
from sat_dl_plugin.bridge.environment import worker_environment
from sat_dl_plugin.bridge.launch import (
    group_options,
    kill_group,
    module_command,
    wait_for_exit,
)
from sat_dl_plugin.bridge.worker_log import WorkerLog
from sat_dl_plugin.contract import messages
from sat_dl_plugin.contract.errors import (
    JobCancelled,
    RuntimeSetupError,
    SatDlError,
    UsageError,
    WorkerDiedError,
    error_from_dict,
)
from sat_dl_plugin.contract.jobs import Job
from sat_dl_plugin.contract.leftovers import (
    SCRATCH_VARIABLE,
    remove_leftovers,
    target_folders,
)
from sat_dl_plugin.contract.reporting import Reporter, SilentReporter

_POLL_S = 0.05
"""Between two looks at the reporter; a cancel must be over within two seconds."""

_CANCEL_GRACE_S = 1.2
"""For the job to stop by itself and clean up; with the kill after it, under two seconds."""

_HELLO_TIMEOUT_S = 90.0
"""A cold disk and a virus scanner have been seen to take most of a minute."""

_QUIT_GRACE_S = 2.0
"""For an idle worker to end; it has nothing left to do then."""

_DRAIN_S = 2.0
"""For the last lines of a dead worker to arrive; a grandchild may hold the pipes open."""

_LET_GO_S = 0.2
"""For the reading threads of an ended worker to end; a grandchild may keep them."""

_Event = Union[messages.Message, SatDlError, None]


class WorkerClient:
    """One worker process, started when it is needed and used for one job at a time.

    Args:
        python: The runtime's interpreter, as from `runtime.find_runtime`.
        log_file: File for the worker's log, bounded in size; None keeps the tail in memory.
        proxy: URL of the proxy for rasters that are read over the network.
        threads: Threads a network may use; 0 for all.
        memory_bytes: Memory that a job should stay below; 0 lets the engine choose.
    """

    def __init__(
        self,
        python: Path,
        *,
        log_file: Optional[Path] = None,
        proxy: Optional[str] = None,
        threads: int = 0,
        memory_bytes: int = 0,
    ) -> None:
        self._python = python
        self._proxy = proxy
        self._threads = threads
        self._memory_bytes = memory_bytes
        self._log = WorkerLog(log_file)
        self._process: Optional[subprocess.Popen[bytes]] = None
        self._hello: messages.Message = {}
        self._scratch = ""
        self._events: queue.Queue[_Event] = queue.Queue()
        self._pumps: list[threading.Thread] = []
        self._job_numbers = itertools.count(1)
        self._one_at_a_time = threading.Lock()
        self._is_killed = threading.Event()

    def __enter__(self) -> WorkerClient:
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close()

    @property
    def pid(self) -> Optional[int]:
        """Process id of the worker's Python, or None when none runs."""
        return int(self._hello["pid"]) if self._is_running() and self._hello else None

    def start(self, reporter: Optional[Reporter] = None) -> messages.Message:
        """Start the worker, unless it runs, and return its hello.

        Args:
            reporter: Asked for cancellation while the worker starts.

        Raises:
            RuntimeSetupError: If the interpreter cannot be started or speaks another protocol.
            WorkerDiedError: If it ended before it said hello.
            JobCancelled: If the user stopped it, or `kill` was called.
        """
        if self._is_killed.is_set():
            raise JobCancelled
        if self._is_running() and self._hello:
            return self._hello
        self._launch()
        try:
            self._hello = self._await_hello(reporter or SilentReporter())
        except BaseException:
            self._kill()
            if self._is_killed.is_set():
                raise JobCancelled from None
            raise
        return self._hello

    def run(self, job: Job, reporter: Reporter) -> dict[str, Any]:
        """Run one job to its end.

        Args:
            job: What to do.
            reporter: Hears of progress and is asked for cancellation, from this thread.

        Returns:
            The job's result. A job that was done before it heard of a cancel still returns it.

        Raises:
            SatDlError: The job's own error, when the worker refused or failed and lives on.
            WorkerDiedError: If the worker ended; the next job starts another.
            JobCancelled: If the user stopped it; the worker was killed if it did not listen.
                Also after `kill`.
        """
        while not self._one_at_a_time.acquire(timeout=_POLL_S):
            # Another thread's job runs; this one can be cancelled while it waits.
            reporter.check_cancelled()
        try:
            return self._run(job, reporter)
        finally:
            self._one_at_a_time.release()

    def close(self) -> None:
        """End the worker: an idle one by asking, any other by force."""
        process = self._process
        if process is None:
            return
        # It may be gone already.
        with suppress(OSError):
            self._write(messages.quit_worker())
        if wait_for_exit(process, _QUIT_GRACE_S) is None:
            self._kill()
        self._forget()

    def kill(self) -> None:
        """End the worker at once, for good and from any thread.

        A job that runs raises `JobCancelled` in its own thread, which also cleans up.
        """
        self._is_killed.set()
        if self._one_at_a_time.acquire(blocking=False):
            try:
                self._kill()
            finally:
                self._one_at_a_time.release()
            return
        process = self._process
        if process is not None and process.poll() is None:
            kill_group(process)

    def _run(self, job: Job, reporter: Reporter) -> dict[str, Any]:
        self.start(reporter)
        job_id = str(next(self._job_numbers))
        params = job.to_params()
        request = messages.run(job_id, job.verb, params)
        if len(messages.encode(request)) > messages.MAX_LINE_BYTES:
            raise UsageError(
                "The parameters of the job are too large to be handed over",
                f"They may have {messages.MAX_LINE_BYTES} bytes",
                "Give large things as files",
            )
        try:
            self._send(request)
            return self._await_result(job_id, reporter)
        except (WorkerDiedError, _NotListeningError):
            self._kill_and_clean(params)
            if self._is_killed.is_set():
                raise JobCancelled from None
            raise
        except SatDlError:
            # The worker's own answer: it lives on.
            raise
        except BaseException:
            # The reporter failed, or Ctrl-C: nobody waits for this job any more.
            self._kill_and_clean(params)
            raise

    def _command(self) -> list[str]:
        return module_command(self._python, "sat_dl_plugin.engine.worker")

    def _environment(self) -> dict[str, str]:
        return worker_environment(
            proxy=self._proxy, threads=self._threads, memory_bytes=self._memory_bytes
        )

    def _is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _launch(self) -> None:
        self._forget()
        self._scratch = tempfile.mkdtemp(prefix="satdl-")
        scratch = dict.fromkeys(("TMPDIR", "TMP", "TEMP", SCRATCH_VARIABLE), self._scratch)
        try:
            process = subprocess.Popen(  # nosec B603 - our own module in the runtime's Python
                self._command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={**self._environment(), **scratch},
                **group_options(),
            )
        except OSError as error:
            self._forget()
            raise RuntimeSetupError(
                f"The runtime's Python {self._python} cannot be started",
                error.strerror or str(error),
                "Set up the runtime again",
            ) from error
        self._process = process
        self._events = queue.Queue()
        self._log.clear()
        pumps = ((_read_messages, process.stdout, self._events), (self._log.pump, process.stderr))
        self._pumps = [
            threading.Thread(target=target, args=arguments, daemon=True, name="satdl-pump")
            for target, *arguments in pumps
        ]
        for pump in self._pumps:
            pump.start()

    def _await_hello(self, reporter: Reporter) -> messages.Message:
        deadline_s = time.monotonic() + _HELLO_TIMEOUT_S
        while time.monotonic() < deadline_s:
            reporter.check_cancelled()
            if self._is_killed.is_set():
                raise JobCancelled
            event = self._next_event()
            if event.get("type") == messages.HELLO:
                if event.get("protocol") != messages.PROTOCOL_VERSION:
                    raise RuntimeSetupError(
                        f"The worker speaks protocol {event.get('protocol')}",
                        f"This version of Sat DL speaks {messages.PROTOCOL_VERSION}",
                        "Restart QGIS, so that both sides are of one version",
                    )
                return event
        raise RuntimeSetupError(
            f"The worker did not start within {_HELLO_TIMEOUT_S:.0f} s",
            self._log.tail() or "Its log is empty",
            "Try again; a virus scanner may be reading the runtime for the first time",
        )

    def _await_result(self, job_id: str, reporter: Reporter) -> dict[str, Any]:
        """Pass messages on until the one that ends the job, and the cancel the other way."""
        give_up_s: Optional[float] = None
        is_finishing = False
        while True:
            event = self._next_event()
            if event.get("job") == job_id:
                kind = event["type"]
                if kind == messages.DONE:
                    return dict(event.get("result") or {})
                if kind == messages.FAILED:
                    raise error_from_dict(event.get("error") or {})
                if kind == messages.CANCELLED:
                    raise JobCancelled
            if not is_finishing and reporter.wants_to_finish():
                is_finishing = True
                self._send(messages.finish(job_id))
            if give_up_s is None:
                if self._wants_to_stop(event, job_id, reporter):
                    give_up_s = time.monotonic() + _CANCEL_GRACE_S
                    self._send(messages.cancel(job_id))
            elif time.monotonic() >= give_up_s:
                raise _NotListeningError

    @staticmethod
    def _wants_to_stop(event: messages.Message, job_id: str, reporter: Reporter) -> bool:
        try:
            if event.get("job") == job_id:
                if event["type"] == messages.PROGRESS:
                    reporter.progress(float(event["fraction"]), str(event["phase"]))
                elif event["type"] == messages.LOG:
                    reporter.log(str(event["text"]), str(event["level"]))
                elif event["type"] == messages.DETAIL:
                    reporter.detail(str(event["kind"]), dict(event["values"]))
            reporter.check_cancelled()
        except JobCancelled:
            return True
        return False

    def _next_event(self) -> messages.Message:
        """Return the next message, or an empty one after a short wait."""
        try:
            event = self._events.get(timeout=_POLL_S)
        except queue.Empty:
            return {}
        if isinstance(event, dict):
            return event
        if event is not None:
            # Not dead yet, but no longer to be understood; the caller kills it.
            raise died(None, f"{self._log.tail()}\n{event}")
        raise self._death()

    def _send(self, message: messages.Message) -> None:
        try:
            self._write(message)
        except OSError as error:
            raise self._death() from error

    def _write(self, message: messages.Message) -> None:
        if self._process is None or self._process.stdin is None:
            raise BrokenPipeError("The worker is not running")
        self._process.stdin.write(messages.encode(message))
        self._process.stdin.flush()

    def _death(self) -> WorkerDiedError:
        """Return the error for a worker that is gone."""
        code = None
        if self._process is not None:
            code = wait_for_exit(self._process, _DRAIN_S)
        if self._pumps:
            self._pumps[-1].join(_DRAIN_S)
        return died(code, self._log.tail())

    def _kill_and_clean(self, params: dict[str, Any]) -> None:
        pid = self._hello.get("pid")
        self._kill()
        if pid is not None:
            remove_leftovers(target_folders(params), int(pid))

    def _kill(self) -> None:
        """Kill the worker and everything it started."""
        if self._process is not None:
            kill_group(self._process)
            # Without this the process stays as a zombie and its files stay open.
            wait_for_exit(self._process, _DRAIN_S)
        self._forget()

    def _forget(self) -> None:
        """Let go of a worker that has ended."""
        process, self._process, self._hello = self._process, None, {}
        scratch, self._scratch = self._scratch, ""
        if scratch:
            shutil.rmtree(scratch, ignore_errors=True)
        if process is None:
            return
        for pump in self._pumps:
            pump.join(_LET_GO_S)
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is None or (stream is not process.stdin and self._is_pumped()):
                # Closing a stream that a thread still reads would wait for that thread.
                continue
            try:
                stream.close()
            except OSError:
                # What could not be flushed to a dead process.
                continue

    def _is_pumped(self) -> bool:
        return any(pump.is_alive() for pump in self._pumps)


class _NotListeningError(JobCancelled):
    """The user stopped the job and the worker did not answer in time."""


def _read_messages(stream: BinaryIO, events: queue.Queue[_Event]) -> None:
    """Put every message of a stream into a queue, and None at its end."""
    while True:
        line = stream.readline(messages.MAX_LINE_BYTES + 1)
        if not line:
            events.put(None)
            return
        try:
            events.put(messages.decode(line))
        except SatDlError as error:
            events.put(error)
            return
