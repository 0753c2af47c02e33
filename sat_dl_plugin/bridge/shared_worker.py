"""A worker that several threads use and that ends when nobody has for a while."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, Optional

from sat_dl_plugin.bridge.client import WorkerClient


@dataclass(frozen=True)
class WorkerSetup:
    """What a worker process is started with; another one needs another process."""

    python: Path
    """The runtime's interpreter, as from `runtime.find_runtime`."""
    proxy: Optional[str] = field(default=None, repr=False)
    """URL of the proxy; it may hold a password."""
    threads: int = 0
    """Threads a network may use; 0 for all."""
    memory_bytes: int = 0
    """Memory that a job should stay below; 0 lets the engine choose."""

    def make_client(self) -> WorkerClient:
        """Return a client of its own; the process starts with the first job."""
        return WorkerClient(
            self.python, proxy=self.proxy, threads=self.threads, memory_bytes=self.memory_bytes
        )


@dataclass(eq=False)
class _Tenancy:
    """One client, and who uses it."""

    setup: WorkerSetup
    client: WorkerClient
    users: int = 0
    lendings: int = 0
    """How often it was lent, so that a timer knows whether it is the last one."""
    timer: Optional[threading.Timer] = None


class SharedWorker:
    """Hands out one worker process to whoever needs it, and keeps it for the next.

    The process starts with the first job. It ends when nobody has used it for a while, on
    `release` and `close`, and when somebody asks for another setup; jobs that run then end in
    the process they started in. Safe from every thread.

    Args:
        make_client: Makes the client for a setup.
    """

    def __init__(
        self, make_client: Callable[[WorkerSetup], WorkerClient] = WorkerSetup.make_client
    ) -> None:
        self._make_client = make_client
        self._lock = threading.Lock()
        self._current: Optional[_Tenancy] = None
        self._lent: list[_Tenancy] = []

    @contextmanager
    def open(self, setup: WorkerSetup, idle_s: float) -> Iterator[WorkerClient]:
        """Lend the worker to a ``with`` block, which does not end it.

        Args:
            setup: What it should be started with.
            idle_s: Seconds after which it ends when nobody has used it since this block.
        """
        tenancy = self._lend(setup)
        try:
            yield tenancy.client
        finally:
            self._take_back(tenancy, idle_s)

    def release(self) -> None:
        """End the worker unless somebody uses it; returns at once."""
        with self._lock:
            if self._current is not None and not self._current.users:
                self._retire(self._current)

    def close(self) -> None:
        """End the worker now, also in the middle of a job, which is then cancelled."""
        with self._lock:
            doomed = list(self._lent)
            if self._current is not None and not self._current.users:
                doomed.append(self._current)
            self._current = None
            for tenancy in doomed:
                _stop_timer(tenancy)
        for tenancy in doomed:
            tenancy.client.kill()

    def _lend(self, setup: WorkerSetup) -> _Tenancy:
        with self._lock:
            current = self._current
            if current is not None and current.setup != setup:
                self._retire(current)
            if self._current is None:
                self._current = _Tenancy(setup, self._make_client(setup))
            tenancy = self._current
            _stop_timer(tenancy)
            if not tenancy.users:
                self._lent.append(tenancy)
            tenancy.users += 1
            tenancy.lendings += 1
            return tenancy

    def _take_back(self, tenancy: _Tenancy, idle_s: float) -> None:
        with self._lock:
            tenancy.users -= 1
            if tenancy.users:
                return
            self._lent.remove(tenancy)
            if tenancy is not self._current:
                _end_in_background(tenancy.client)
                return
            timer = threading.Timer(idle_s, self._end_idle, (tenancy, tenancy.lendings))
            # It must not keep the program alive.
            timer.daemon = True
            tenancy.timer = timer
            timer.start()

    def _end_idle(self, tenancy: _Tenancy, lendings: int) -> None:
        with self._lock:
            # It may have been lent or ended while this thread waited for the lock.
            if tenancy is self._current and tenancy.lendings == lendings:
                self._retire(tenancy)

    def _retire(self, tenancy: _Tenancy) -> None:
        """Give the worker to nobody else; it ends when its last user is done."""
        _stop_timer(tenancy)
        self._current = None
        if not tenancy.users:
            _end_in_background(tenancy.client)


def _stop_timer(tenancy: _Tenancy) -> None:
    if tenancy.timer is not None:
        tenancy.timer.cancel()
        tenancy.timer = None


def _end_in_background(client: WorkerClient) -> None:
    """Ask a worker that nobody uses to end; that can take seconds."""
    threading.Thread(target=client.close, name="satdl-close", daemon=True).start()
