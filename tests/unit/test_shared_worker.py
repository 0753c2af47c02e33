"""One worker for several threads: who gets it, and when it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Callable, ClassVar

import pytest

from sat_dl_plugin.bridge.shared_worker import SharedWorker, WorkerSetup
from sat_dl_plugin.contract.errors import JobCancelled, WorkerDiedError
from sat_dl_plugin.contract.reporting import Reporter, SilentReporter
from tests.unit.test_bridge_client import (
    PATIENCE_S,
    ROOT,
    MisbehavingClient,
    RecordingReporter,
    is_running,
    job,
    posix_only,
    wait_until,
)

SETUP = WorkerSetup(Path(sys.executable))
LONG_S = 3600.0
"""No test waits for a worker to end that is kept for this long."""


def make_client(setup: WorkerSetup) -> MisbehavingClient:
    return MisbehavingClient(setup.python, threads=setup.threads, memory_bytes=setup.memory_bytes)


@pytest.fixture(autouse=True)
def scratch(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder for scratch files, which every test must leave empty."""
    folder = tmp_path_factory.mktemp("scratch")
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


@pytest.fixture
def shared(scratch: Path) -> Iterator[SharedWorker]:
    made = SharedWorker(make_client)
    yield made
    made.close()
    assert wait_until(lambda: list(scratch.iterdir()) == [])


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool


def run(
    shared: SharedWorker,
    behaviour: str,
    folder: Path,
    reporter: Reporter | None = None,
    *,
    setup: WorkerSetup = SETUP,
    idle_s: float = LONG_S,
) -> dict[str, Any]:
    with shared.open(setup, idle_s) as worker:
        return worker.run(job(behaviour, folder), reporter or SilentReporter())


class ReadyReporter(RecordingReporter):
    """Says when its job runs."""

    def __init__(self) -> None:
        self.is_ready = threading.Event()
        super().__init__(self.is_ready.set)


def start_job(
    shared: SharedWorker, threads: ThreadPoolExecutor, behaviour: str, folder: Path
) -> tuple[Future[dict[str, Any]], ReadyReporter]:
    """Start a job in a thread and return when it runs."""
    reporter = ReadyReporter()
    future = threads.submit(run, shared, behaviour, folder, reporter)
    assert reporter.is_ready.wait(PATIENCE_S)
    return future, reporter


def test_the_next_job_finds_the_same_process(shared: SharedWorker, tmp_path: Path) -> None:
    first = run(shared, "succeed", tmp_path)["pid"]

    assert run(shared, "succeed", tmp_path)["pid"] == first


def test_it_ends_when_it_was_idle_for_long_enough(shared: SharedWorker, tmp_path: Path) -> None:
    pid = run(shared, "succeed", tmp_path, idle_s=0.05)["pid"]

    assert wait_until(lambda: not is_running(pid))
    assert run(shared, "succeed", tmp_path)["pid"] != pid


def test_a_timer_of_an_earlier_use_ends_nothing(
    shared: SharedWorker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threading, "Timer", ManualTimer)
    ManualTimer.made.clear()
    pid = run(shared, "succeed", tmp_path, idle_s=60.0)["pid"]

    with shared.open(SETUP, 120.0) as worker:
        early = ManualTimer.made[0]
        assert early.is_cancelled
        # It was waiting for the lock when it was cancelled.
        early.fire()
        assert worker.run(job("succeed", tmp_path), SilentReporter())["pid"] == pid
    early.fire()
    assert run(shared, "succeed", tmp_path, idle_s=180.0)["pid"] == pid

    assert [timer.interval for timer in ManualTimer.made] == [60.0, 120.0, 180.0]
    ManualTimer.made[-1].fire()
    assert wait_until(lambda: not is_running(pid))


class ManualTimer:
    """A `threading.Timer` that a test lets fire."""

    made: ClassVar[list[ManualTimer]] = []

    def __init__(
        self, interval: float, function: Callable[..., None], args: tuple[object, ...]
    ) -> None:
        self.interval = interval
        self.is_cancelled = False
        self.fire = partial(function, *args)

    def start(self) -> None:
        self.made.append(self)

    def cancel(self) -> None:
        self.is_cancelled = True


def test_two_threads_use_one_process(
    shared: SharedWorker, threads: ThreadPoolExecutor, tmp_path: Path
) -> None:
    futures = [threads.submit(run, shared, "succeed", tmp_path) for _ in range(20)]

    assert len({future.result()["pid"] for future in futures}) == 1


def test_a_waiting_thread_can_cancel(
    shared: SharedWorker, threads: ThreadPoolExecutor, tmp_path: Path
) -> None:
    running, reporter = start_job(shared, threads, "listen", tmp_path)
    waiting = RecordingReporter()
    waiting.cancel()

    with pytest.raises(JobCancelled):
        run(shared, "succeed", tmp_path, waiting)
    assert not running.done()

    reporter.cancel()
    with pytest.raises(JobCancelled):
        running.result(PATIENCE_S)


@pytest.mark.parametrize("behaviour", ["sleep", "listen", "ignore_cancel"])
def test_closing_cancels_the_job_and_ends_its_process(
    behaviour: str,
    shared: SharedWorker,
    threads: ThreadPoolExecutor,
    tmp_path: Path,
) -> None:
    running, _ = start_job(shared, threads, behaviour, tmp_path)
    waiting = threads.submit(run, shared, "succeed", tmp_path)

    shared.close()

    with pytest.raises(JobCancelled):
        running.result(PATIENCE_S)
    # It was waiting for the same worker, or came too late for it.
    assert waiting.exception(PATIENCE_S) is None or isinstance(waiting.exception(), JobCancelled)
    assert list(tmp_path.iterdir()) == []


def test_closing_while_the_worker_starts_starts_nothing(
    shared: SharedWorker, threads: ThreadPoolExecutor, tmp_path: Path
) -> None:
    class ClosingReporter(SilentReporter):
        def check_cancelled(self) -> None:
            # Asked while the worker says hello.
            shared.close()

    with pytest.raises(JobCancelled):
        run(shared, "sleep", tmp_path, ClosingReporter())

    assert list(tmp_path.iterdir()) == []


def test_closing_an_idle_one_ends_it(shared: SharedWorker, tmp_path: Path) -> None:
    pid = run(shared, "succeed", tmp_path)["pid"]

    shared.close()

    assert not is_running(pid)
    assert run(shared, "succeed", tmp_path)["pid"] != pid


@posix_only
def test_after_a_death_the_next_job_gets_another_process(
    shared: SharedWorker, threads: ThreadPoolExecutor, tmp_path: Path
) -> None:
    pid = run(shared, "succeed", tmp_path)["pid"]
    running, _ = start_job(shared, threads, "sleep", tmp_path)

    os.kill(pid, signal.SIGKILL)

    with pytest.raises(WorkerDiedError, match="SIGKILL"):
        running.result(PATIENCE_S)
    assert run(shared, "succeed", tmp_path)["pid"] != pid


def test_releasing_ends_an_idle_one(shared: SharedWorker, tmp_path: Path) -> None:
    pid = run(shared, "succeed", tmp_path)["pid"]

    shared.release()

    assert wait_until(lambda: not is_running(pid))


def test_releasing_leaves_one_that_is_used(shared: SharedWorker, tmp_path: Path) -> None:
    with shared.open(SETUP, LONG_S) as worker:
        pid = worker.run(job("succeed", tmp_path), SilentReporter())["pid"]
        shared.release()

        assert worker.run(job("succeed", tmp_path), SilentReporter())["pid"] == pid


@pytest.mark.parametrize("change", [{"threads": 1}, {"memory_bytes": 10**9}, {"proxy": "http://p"}])
def test_another_setup_gets_another_process(
    change: dict[str, Any], shared: SharedWorker, tmp_path: Path
) -> None:
    with shared.open(SETUP, LONG_S) as before:
        old = before.run(job("succeed", tmp_path), SilentReporter())["pid"]

        new = run(shared, "succeed", tmp_path, setup=replace(SETUP, **change))["pid"]

        # What was lent before stays what it was until it is given back.
        assert before.run(job("succeed", tmp_path), SilentReporter())["pid"] == old
    assert new != old
    assert wait_until(lambda: not is_running(old))
    assert is_running(new)


def test_a_password_of_the_proxy_is_not_shown() -> None:
    assert "secret" not in repr(replace(SETUP, proxy="http://ada:secret@gate:8080"))


@posix_only
def test_an_idle_worker_does_not_keep_the_program_alive(tmp_path: Path, scratch: Path) -> None:
    script = (
        "import sys; sys.path[:0] = sys.argv[1:2]\n"
        "from pathlib import Path\n"
        "from sat_dl_plugin.bridge.shared_worker import SharedWorker\n"
        "from tests.unit.test_shared_worker import make_client, run\n"
        "print(run(SharedWorker(make_client), 'succeed', Path(sys.argv[2]))['pid'])\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", script, str(ROOT), str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=True,
    )

    assert wait_until(lambda: not is_running(int(done.stdout)))
    assert wait_until(lambda: list(scratch.iterdir()) == [])
    assert done.stderr == ""
