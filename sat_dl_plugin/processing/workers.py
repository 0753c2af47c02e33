"""The seam between the toolbox and the engine: who runs a job."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Optional, Protocol

from sat_dl_plugin import settings
from sat_dl_plugin.contract.errors import RuntimeSetupError, SatDlError
from sat_dl_plugin.contract.jobs import Job
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.i18n import tr

if TYPE_CHECKING:
    from sat_dl_plugin.bridge.shared_worker import SharedWorker

_PREVIEW = "preview"
_REVIEW = "review"


class Worker(Protocol):
    """Runs jobs one after the other."""

    def run(self, job: Job, reporter: Reporter) -> dict[str, Any]:
        """Run a job to its end and return its result; raises `SatDlError`."""


class Workers(Protocol):
    """Hands out workers."""

    def missing(self, kind: str = "infer") -> str:
        """Return why no worker can be had, or an empty text when one can.

        Args:
            kind: ``infer`` for predicting, ``full`` for what trains or fits networks.
        """

    def open(self, kind: str = "infer") -> AbstractContextManager[Worker]:
        """Return a worker for a ``with`` block.

        Args:
            kind: ``infer`` for predicting, ``full`` for what trains or fits networks.

        Raises:
            RuntimeSetupError: If there is no runtime to start it with.
        """


class RuntimeWorkers:
    """Workers in the runtime that stay, with their networks loaded, for the next job.

    One process for every kind of runtime, one for previews and one for the tools of a review, so
    that these never wait for a run. Each ends after idle minutes. Safe from every thread.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._shared: dict[str, SharedWorker] = {}

    def missing(self, kind: str = "infer") -> str:
        """Return why no worker can be had; see `Workers.missing`."""
        try:
            return "" if _runtime(kind) else str(_no_runtime(kind))
        except SatDlError as error:
            return str(error)

    def open(self, kind: str = "infer") -> AbstractContextManager[Worker]:
        """Return the worker all runs share; see `Workers.open`."""
        return self._open(kind, kind)

    def open_preview(self) -> AbstractContextManager[Worker]:
        """Return the worker of the previews.

        Raises:
            RuntimeSetupError: If there is no runtime to start it with.
        """
        return self._open(_PREVIEW, "infer")

    def open_review(self) -> AbstractContextManager[Worker]:
        """Return the worker of the review's tools, which answers while the mouse moves.

        Neither a run nor a preview may keep it waiting, so it is a process of its own.

        Raises:
            RuntimeSetupError: If there is no runtime to start it with.
        """
        return self._open(_REVIEW, "infer")

    def release(self) -> None:
        """End all workers that nobody uses, which frees the memory of the GPU; returns at once."""
        for shared in self._all():
            shared.release()

    def close(self) -> None:
        """End all workers now; jobs that run are cancelled."""
        for shared in self._all():
            shared.close()

    def _all(self) -> list[SharedWorker]:
        with self._lock:
            return list(self._shared.values())

    def _open(self, name: str, kind: str) -> AbstractContextManager[Worker]:
        # Imported here, so that QGIS starts without what only a run needs.
        from sat_dl_plugin.bridge.shared_worker import SharedWorker, WorkerSetup

        python = _runtime(kind)
        if python is None:
            raise _no_runtime(kind)
        setup = WorkerSetup(
            python,
            settings.proxy_url(),
            settings.threads(),
            settings.memory_ceiling_bytes(),
        )
        with self._lock:
            shared = self._shared.setdefault(name, SharedWorker())
        return shared.open(setup, settings.idle_minutes() * 60.0)


_SHARED = RuntimeWorkers()


def shared_workers() -> RuntimeWorkers:
    """Return the workers that the toolbox and the dock share."""
    return _SHARED


def _runtime(kind: str) -> Optional[Path]:
    from sat_dl_plugin.bridge.runtime import RuntimeSpec, find_runtime

    return find_runtime(RuntimeSpec(kind))


def _no_runtime(kind: str) -> RuntimeSetupError:
    if kind == "full":
        return RuntimeSetupError(
            tr("The runtime for training is not set up"),
            tr("Training and fitting networks needs more packages than predicting"),
            tr(
                "Set up the runtime for training in the dock, or run "
                "“python3 -m sat_dl_plugin.bridge setup --kind full” in the plugins folder"
            ),
        )
    return RuntimeSetupError(
        tr("The runtime of Sat DL is not set up"),
        tr("Networks run in a Python environment of their own, which is made once"),
        tr(
            "Choose Raster ‣ Sat DL ‣ Set up the runtime…, or run "
            "“python3 -m sat_dl_plugin.bridge setup” in the plugins folder"
        ),
    )
