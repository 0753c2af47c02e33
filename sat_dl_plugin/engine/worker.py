"""The worker process: reads jobs as JSON lines, runs them one at a time, answers.

See docs/protocol.md. The protocol has file descriptors of its own, so that nothing a library
prints can end up between two messages.
"""

from __future__ import annotations

import faulthandler
import math
import os
import platform
import queue
import shutil
import signal
import sys
import threading
import time
import traceback
from collections.abc import Mapping
from contextlib import suppress
from importlib import metadata
from typing import Any, BinaryIO, Optional

from sat_dl_plugin.contract import messages
from sat_dl_plugin.contract.errors import DeviceMemoryError, JobCancelled, SatDlError
from sat_dl_plugin.contract.jobs import job_from_params
from sat_dl_plugin.contract.leftovers import (
    SCRATCH_VARIABLE,
    remove_leftovers,
    target_folders,
)
from sat_dl_plugin.contract.places import plugin_version
from sat_dl_plugin.engine.models.opened import forget_networks, keep_networks
from sat_dl_plugin.engine.run import run_job

_PROGRESS_INTERVAL_S = 0.1
_LOG_LINE_CHARACTERS = 20_000
"""Longer lines are cut: the log is for people, and a message has a largest size."""

_ORPHAN_GRACE_S = 1.5
"""How long a job may take to clean up by itself after the client is gone."""

_PACKAGES = (
    # One module, three names of the wheel.
    *("onnxruntime", "onnxruntime-gpu", "onnxruntime-directml"),
    *("numpy", "onnx", "rasterio", "shapely", "scipy", "pyogrio", "torch"),
)


def main() -> int:
    """Serve jobs on the standard streams until `quit` or until the client is gone.

    Returns:
        The exit code of the process.
    """
    requests, replies = guard_streams()
    faulthandler.enable(sys.stderr)
    keep_networks()
    return Worker(requests, replies).serve()


def guard_streams() -> tuple[BinaryIO, BinaryIO]:
    """Take the protocol off the standard streams.

    Descriptor 0 then reads nothing and descriptor 1 is the log, for Python, for native code
    and for child processes alike.

    Returns:
        The streams of requests and of replies; child processes do not inherit them.
    """
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return requests, replies


def installed_versions() -> dict[str, str]:
    """Return the versions of Sat DL, Python and the packages of the runtime.

    They come from package metadata, which takes milliseconds; nothing is imported.
    """
    versions = {"sat_dl": plugin_version(), "python": platform.python_version()}
    for name in _PACKAGES:
        with suppress(metadata.PackageNotFoundError):
            versions[name] = metadata.version(name)
    return versions


def loaded_libraries() -> tuple[dict[str, str], list[str]]:
    """Load the libraries that every raster job needs.

    Returns:
        The version of GDAL, and the execution providers of onnxruntime; what cannot be
        loaded is left out and told in the log, because the job that needs it says it better.
    """
    versions, providers = {}, []
    try:
        import rasterio

        versions["gdal"] = str(rasterio.__gdal_version__)
    except ImportError:
        traceback.print_exc()
    try:
        import onnxruntime

        # What the environment variable does not reach: event tracing of Windows builds.
        onnxruntime.disable_telemetry_events()
        providers = [str(name) for name in onnxruntime.get_available_providers()]
    except ImportError:
        traceback.print_exc()
    return versions, providers


class Worker:
    """Runs the jobs that arrive on one stream and answers on another.

    Args:
        requests: Stream of requests, one a line.
        replies: Stream the messages are written to.
    """

    def __init__(self, requests: BinaryIO, replies: BinaryIO) -> None:
        self._requests = requests
        self._replies = replies
        self._reply_lock = threading.Lock()
        self._waiting: queue.Queue[Optional[messages.Message]] = queue.Queue()
        self._cancelled: set[str] = set()
        self._finishing: set[str] = set()
        self._orphaned = threading.Event()
        self._idle = threading.Event()
        self._idle.set()
        self._params: dict[str, Any] = {}

    def serve(self) -> int:
        """Say hello, then answer requests until told to quit; returns the exit code."""
        # Before any import that takes time: whoever quits while we load is heard.
        threading.Thread(target=self._read_requests, name="satdl-requests", daemon=True).start()
        versions, providers = loaded_libraries()
        greeting = messages.hello({**installed_versions(), **versions}, providers)
        self._send({**greeting, "pid": os.getpid()})
        while True:
            request = self._waiting.get()
            if request is None:
                return 0
            self._idle.clear()
            self._send(self._answer(request))
            self._idle.set()

    def is_cancelled(self, job_id: str) -> bool:
        """Return whether a job should stop."""
        return self._orphaned.is_set() or job_id in self._cancelled

    def is_finishing(self, job_id: str) -> bool:
        """Return whether a job should end early with what it has reached."""
        return job_id in self._finishing

    def send(self, message: messages.Message) -> None:
        """Write one message; safe from every thread."""
        self._send(message)

    def _answer(self, request: messages.Message) -> messages.Message:
        """Run the requested job and return the message that ends it."""
        job_id = str(request.get("job"))
        self._params = request.get("params") or {}
        try:
            job = job_from_params(str(request.get("verb")), self._params)
            result = run_job(job, StreamReporter(self, job_id))
            return _checked(messages.done(job_id, result))
        except JobCancelled:
            return messages.cancelled(job_id)
        except SatDlError as error:
            return messages.failed(job_id, error)
        except MemoryError as error:
            forget_networks()
            traceback.print_exc()
            return messages.failed(job_id, _memory_error(error))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - the worker outlives any job
            traceback.print_exc()
            return messages.failed(job_id, _defect(error))
        finally:
            self._cancelled.discard(job_id)
            self._finishing.discard(job_id)
            sys.stderr.flush()

    def _read_requests(self) -> None:
        while True:
            line = self._requests.readline(messages.MAX_LINE_BYTES + 1)
            if not line:
                self._client_gone()
                return
            try:
                request = messages.decode(line)
            except SatDlError as error:
                sys.stderr.write(f"Ignored a request: {error}\n")
                continue
            if request["type"] == messages.RUN:
                self._waiting.put(request)
            elif request["type"] == messages.CANCEL:
                self._cancelled.add(str(request.get("job")))
            elif request["type"] == messages.FINISH:
                self._finishing.add(str(request.get("job")))
            elif request["type"] == messages.QUIT:
                self._waiting.put(None)

    def _send(self, message: messages.Message) -> None:
        try:
            with self._reply_lock:
                self._replies.write(messages.encode(message))
                self._replies.flush()
        except OSError:
            # Nobody listens any more; the reading thread sees the same and ends the process.
            self._orphaned.set()

    def _client_gone(self) -> None:
        """End this process, and what it started, after a short time to clean up."""
        self._orphaned.set()
        self._idle.wait(_ORPHAN_GRACE_S)
        remove_leftovers(target_folders(self._params), os.getpid())
        if SCRATCH_VARIABLE in os.environ:
            shutil.rmtree(os.environ[SCRATCH_VARIABLE], ignore_errors=True)
        if hasattr(os, "getpgrp") and os.getpgrp() == os.getpid():
            os.killpg(os.getpid(), signal.SIGKILL)
        os._exit(1)


class StreamReporter:
    """Reports one job to the client.

    Args:
        worker: Where the messages go and cancellation is known.
        job_id: The job's id.
    """

    def __init__(self, worker: Worker, job_id: str) -> None:
        self._worker = worker
        self._job_id = job_id
        self._last_sent_s = -math.inf
        self._last_phase = ""

    def progress(self, fraction: float, phase: str) -> None:
        """Send the progress, at most ten times a second within one phase."""
        now_s = time.monotonic()
        due = now_s - self._last_sent_s >= _PROGRESS_INTERVAL_S
        if due or phase != self._last_phase or fraction >= 1.0:
            self._last_sent_s, self._last_phase = now_s, phase
            share = min(max(float(fraction), 0.0), 1.0) if math.isfinite(fraction) else 0.0
            self._worker.send(messages.progress(self._job_id, share, phase))

    def log(self, text: str, level: str = "info") -> None:
        """Send one line for the user."""
        self._worker.send(messages.log(self._job_id, str(text)[:_LOG_LINE_CHARACTERS], level))

    def check_cancelled(self) -> None:
        """Raise `JobCancelled` when the client asked to stop or is gone."""
        if self._worker.is_cancelled(self._job_id):
            raise JobCancelled

    def detail(self, kind: str, values: Mapping[str, Any]) -> None:
        """Send facts for programs that draw them."""
        self._worker.send(messages.detail(self._job_id, kind, values))

    def wants_to_finish(self) -> bool:
        """Return whether the client asked to end early."""
        return self._worker.is_finishing(self._job_id)


def _checked(answer: messages.Message) -> messages.Message:
    """Return the message; what cannot be sent is a defect of the job and told as one."""
    size = len(messages.encode(answer))
    if size > messages.MAX_LINE_BYTES:
        raise OverflowError(f"its result has {size} bytes")
    return answer


def _memory_error(error: MemoryError) -> DeviceMemoryError:
    return DeviceMemoryError(
        "There is not enough memory for this job",
        str(error),
        "Choose a smaller TILE, a smaller extent, or close other programs",
    )


def _defect(error: BaseException) -> SatDlError:
    return SatDlError(
        f"The job failed unexpectedly: {type(error).__name__}: {error}",
        "This is a defect of Sat DL or of a library it uses",
        "Report it with the end of the worker's log",
    )
