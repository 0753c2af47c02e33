"""The seam between the toolbox and the engine: who runs a job."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Optional, Protocol

from sat_dl_plugin.contract.errors import RuntimeSetupError, SatDlError
from sat_dl_plugin.contract.jobs import Job
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.settings import proxy_url


class Worker(Protocol):
    """Runs jobs one after the other."""

    def run(self, job: Job, reporter: Reporter) -> dict[str, Any]:
        """Run a job to its end and return its result; raises `SatDlError`."""


class Workers(Protocol):
    """Hands out workers."""

    def missing(self) -> str:
        """Return why no worker can be had, or an empty text when one can."""

    def open(self) -> AbstractContextManager[Worker]:
        """Return a worker that ends with its ``with`` block.

        Raises:
            RuntimeSetupError: If there is no runtime to start it with.
        """


class RuntimeWorkers:
    """Workers in the runtime, each a process of its own."""

    def missing(self) -> str:
        """Return why no worker can be had, or an empty text when one can."""
        try:
            return "" if _runtime() else str(_no_runtime())
        except SatDlError as error:
            return str(error)

    def open(self) -> AbstractContextManager[Worker]:
        """Start a worker process; see `Workers.open`."""
        # Imported here, so that QGIS starts without what only a run needs.
        from sat_dl_plugin.bridge.client import WorkerClient

        python = _runtime()
        if python is None:
            raise _no_runtime()
        return WorkerClient(python, proxy=proxy_url())


def _runtime() -> Optional[Path]:
    from sat_dl_plugin.bridge.runtime import RuntimeSpec, find_runtime

    return find_runtime(RuntimeSpec())


def _no_runtime() -> RuntimeSetupError:
    return RuntimeSetupError(
        tr("The runtime of Sat DL is not set up"),
        tr("Networks run in a Python of their own, which is made once"),
        tr(
            "Choose Raster ‣ Sat DL ‣ Set up the runtime…, or run "
            "“python3 -m sat_dl_plugin.bridge setup” in the plugins folder"
        ),
    )
