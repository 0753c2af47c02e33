"""The client and the real worker process, with jobs that misbehave in every way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Callable

import pytest

from sat_dl_plugin.bridge.client import WorkerClient
from sat_dl_plugin.bridge.launch import module_command
from sat_dl_plugin.contract.errors import (
    DeviceMemoryError,
    InputError,
    JobCancelled,
    RuntimeSetupError,
    SatDlError,
    UsageError,
    WorkerDiedError,
)
from sat_dl_plugin.contract.jobs import CleanJob, Job
from sat_dl_plugin.contract.messages import MAX_LINE_BYTES
from sat_dl_plugin.contract.reporting import SilentReporter

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(__file__).with_name("misbehaving_worker.py")
PATIENCE_S = 30.0
"""Far more than anything here takes; only so that a failure ends."""

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="uses signals")


class MisbehavingClient(WorkerClient):
    """Starts the worker whose jobs misbehave."""

    def _command(self) -> list[str]:
        return [str(self._python), "-I", str(SCRIPT)]


class RecordingReporter(SilentReporter):
    """Keeps what it hears, and cancels or acts when the job says it is ready."""

    def __init__(self, when_ready: Callable[[], object] = lambda: None) -> None:
        self.phases: list[str] = []
        self.lines: list[str] = []
        self.details: list[tuple[str, Mapping[str, Any]]] = []
        self.is_cancelled = False
        self.is_finishing = False
        self._when_ready = when_ready

    def progress(self, fraction: float, phase: str) -> None:
        self.phases.append(phase)
        if phase == "ready":
            self._when_ready()

    def log(self, text: str, level: str = "info") -> None:
        self.lines.append(text)

    def check_cancelled(self) -> None:
        if self.is_cancelled:
            raise JobCancelled

    def cancel(self) -> None:
        self.is_cancelled = True

    def detail(self, kind: str, values: Mapping[str, Any]) -> None:
        self.details.append((kind, values))

    def wants_to_finish(self) -> bool:
        return self.is_finishing

    def finish(self) -> None:
        self.is_finishing = True


@pytest.fixture(autouse=True)
def scratch(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder for scratch files, which every test must leave empty."""
    folder = tmp_path_factory.mktemp("scratch")
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


@pytest.fixture
def client(scratch: Path) -> Iterator[MisbehavingClient]:
    with MisbehavingClient(Path(sys.executable)) as opened:
        yield opened
    assert list(scratch.iterdir()) == []


def job(behaviour: str, folder: Path) -> CleanJob:
    return CleanJob(input=behaviour, output=str(folder / "out.tif"))


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A killed process that nobody has waited for yet is gone, too.
    status = Path(f"/proc/{pid}/stat")
    return not (status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] == "Z")


def wait_until(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def test_the_worker_says_hello_with_its_versions(client: MisbehavingClient) -> None:
    hello = client.start()

    assert hello["versions"]["python"].startswith("3.")
    assert "sat_dl" in hello["versions"]
    assert isinstance(hello["providers"], list)
    assert hello["pid"] == client.pid


def test_what_libraries_print_does_not_reach_the_protocol(
    client: MisbehavingClient, tmp_path: Path
) -> None:
    reporter = RecordingReporter()

    result = client.run(job("print_everywhere", tmp_path), reporter)

    assert result["output"] == str(tmp_path / "out.tif")
    assert reporter.phases[0] == "step 0"
    assert "forged" in client._log.tail()
    assert "from a child" in client._log.tail()


def test_a_job_that_reads_standard_input_finds_it_empty(
    client: MisbehavingClient, tmp_path: Path
) -> None:
    assert client.run(job("read_input", tmp_path), SilentReporter())["read"] == ""


@pytest.mark.parametrize(
    ("behaviour", "kind", "words"),
    [
        ("refuse", InputError, "No raster. It is a text file. Choose a raster."),
        ("defect", SatDlError, "ZeroDivisionError: a defect"),
        ("exit", SatDlError, "SystemExit"),
        ("not_json", SatDlError, "not JSON serializable"),
        ("memory", DeviceMemoryError, "an array of 9 TB"),
    ],
)
def test_a_worker_that_says_no_lives_on(
    behaviour: str,
    kind: type[SatDlError],
    words: str,
    client: MisbehavingClient,
    tmp_path: Path,
) -> None:
    pid = client.start()["pid"]

    with pytest.raises(kind, match=words) as caught:
        client.run(job(behaviour, tmp_path), SilentReporter())

    assert not isinstance(caught.value, WorkerDiedError)
    assert client.run(job("succeed", tmp_path), SilentReporter())["pid"] == pid


def test_an_unknown_job_is_refused(client: MisbehavingClient) -> None:
    class UnknownJob(Job):
        verb = "unknown"

        def to_params(self) -> dict[str, object]:
            return {}

    with pytest.raises(UsageError, match="unknown"):
        client.run(UnknownJob(), SilentReporter())


def test_parameters_and_results_that_are_too_large_are_refused(
    client: MisbehavingClient, tmp_path: Path
) -> None:
    huge = CleanJob(input="succeed", output="o" * (MAX_LINE_BYTES + 1))

    with pytest.raises(UsageError, match="too large"):
        client.run(huge, SilentReporter())
    with pytest.raises(SatDlError, match="its result has"):
        client.run(job("huge_result", tmp_path), SilentReporter())
    assert client.run(job("succeed", tmp_path), SilentReporter())


def test_log_lines_of_a_job_reach_the_reporter(client: MisbehavingClient, tmp_path: Path) -> None:
    reporter = RecordingReporter()

    client.run(job("succeed", tmp_path), reporter)

    assert reporter.lines == ["a line"]


@posix_only
def test_a_worker_that_is_killed_is_an_error_of_its_own(
    client: MisbehavingClient, tmp_path: Path
) -> None:
    (tmp_path / "out.tif").write_text("precious")
    pid = client.start()["pid"]
    reporter = RecordingReporter(lambda: os.kill(pid, signal.SIGKILL))

    with pytest.raises(WorkerDiedError, match="SIGKILL") as caught:
        client.run(job("sleep", tmp_path), reporter)

    assert "out of memory" in caught.value.why
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.tif"]
    assert (tmp_path / "out.tif").read_text() == "precious"


@posix_only
def test_after_a_death_the_next_job_gets_another_worker(
    client: MisbehavingClient, tmp_path: Path
) -> None:
    pid = client.start()["pid"]

    with pytest.raises(WorkerDiedError, match="about to crash") as caught:
        client.run(job("crash", tmp_path), SilentReporter())

    assert "SIGSEGV" in caught.value.what
    # The interpreter's own account of the crash.
    assert "in _crash" in caught.value.why
    assert client.run(job("succeed", tmp_path), SilentReporter())["pid"] != pid


def test_a_worker_that_talks_gibberish_is_ended(client: MisbehavingClient, tmp_path: Path) -> None:
    pid = client.start()["pid"]

    with pytest.raises(WorkerDiedError, match="no JSON"):
        client.run(job("gibberish", tmp_path), SilentReporter())

    assert not is_running(pid)


def test_a_job_that_listens_cleans_up_and_the_worker_lives_on(
    client: MisbehavingClient, tmp_path: Path
) -> None:
    pid = client.start()["pid"]
    reporter = RecordingReporter()
    reporter._when_ready = reporter.cancel

    with pytest.raises(JobCancelled):
        client.run(job("listen", tmp_path), reporter)

    assert list(tmp_path.iterdir()) == []
    assert client.run(job("succeed", tmp_path), SilentReporter())["pid"] == pid


@posix_only
def test_a_job_that_is_told_to_finish_ends_with_its_best_and_the_next_goes_on(
    client: MisbehavingClient, tmp_path: Path
) -> None:
    reporter = RecordingReporter()
    reporter._when_ready = reporter.finish

    first = client.run(job("improve", tmp_path), reporter)
    unaware = RecordingReporter()
    unaware._when_ready = lambda: len(unaware.phases) == 30 and unaware.finish()
    second = client.run(job("improve", tmp_path), unaware)

    assert first["best"] >= 2
    assert second["best"] > 30


def test_details_of_a_job_reach_the_reporter_with_null_for_what_is_no_number(
    client: MisbehavingClient, tmp_path: Path
) -> None:
    reporter = RecordingReporter()
    reporter._when_ready = reporter.finish

    client.run(job("improve", tmp_path), reporter)

    assert reporter.details[0] == ("epoch", {"epoch": 1, "iou": {"1": 0.5}, "val_loss": None})


def test_native_code_that_ignores_a_cancel_is_killed_with_its_children(
    client: MisbehavingClient, tmp_path: Path
) -> None:
    pid = client.start()["pid"]
    reporter = RecordingReporter()
    reporter._when_ready = reporter.cancel

    with pytest.raises(JobCancelled):
        client.run(job("ignore_cancel", tmp_path), reporter)

    assert not is_running(pid)
    child = int(reporter.lines[0])
    assert wait_until(lambda: not is_running(child))
    assert list(tmp_path.iterdir()) == []
    assert client.run(job("succeed", tmp_path), SilentReporter())["pid"] != pid


def test_a_job_that_is_cancelled_before_it_starts_starts_nothing(
    client: MisbehavingClient, tmp_path: Path
) -> None:
    reporter = RecordingReporter()
    reporter.cancel()

    with pytest.raises(JobCancelled):
        client.run(job("sleep", tmp_path), reporter)

    assert client.pid is None
    assert list(tmp_path.iterdir()) == []


def test_a_job_that_waits_for_another_can_be_cancelled(
    client: MisbehavingClient, tmp_path: Path
) -> None:
    waiting, running = RecordingReporter(), RecordingReporter()
    waiting.cancel()

    def cancel_the_waiting_one() -> None:
        thread = threading.Thread(target=run_cancelled)
        thread.start()
        thread.join()
        running.cancel()

    outcome: list[BaseException] = []

    def run_cancelled() -> None:
        try:
            client.run(job("succeed", tmp_path), waiting)
        except JobCancelled as error:
            outcome.append(error)

    running._when_ready = cancel_the_waiting_one
    with pytest.raises(JobCancelled):
        client.run(job("listen", tmp_path), running)

    assert len(outcome) == 1


def test_a_reporter_that_fails_ends_the_worker(client: MisbehavingClient, tmp_path: Path) -> None:
    def fail() -> None:
        raise RuntimeError("the dialog is gone")

    pid = client.start()["pid"]

    with pytest.raises(RuntimeError, match="the dialog is gone"):
        client.run(job("sleep", tmp_path), RecordingReporter(fail))

    assert not is_running(pid)
    assert list(tmp_path.iterdir()) == []


def test_closing_ends_the_worker(tmp_path: Path) -> None:
    with MisbehavingClient(Path(sys.executable)) as client:
        pid = client.start()["pid"]

    assert not is_running(pid)


@posix_only
@pytest.mark.parametrize("behaviour", ["sleep", "listen"])
def test_the_worker_ends_with_its_client(behaviour: str, tmp_path: Path, scratch: Path) -> None:
    script = (
        "import sys; sys.path[:0] = sys.argv[1:3]\n"
        "from pathlib import Path\n"
        "from test_bridge_client import MisbehavingClient, RecordingReporter, job\n"
        "client = MisbehavingClient(Path(sys.executable))\n"
        "pid = client.start()['pid']\n"
        "reporter = RecordingReporter(lambda: print(pid, flush=True))\n"
        "client.run(job(sys.argv[3], Path(sys.argv[4])), reporter)\n"
    )
    arguments = [str(ROOT), str(SCRIPT.parent), behaviour, str(tmp_path)]
    with subprocess.Popen(
        [sys.executable, "-c", script, *arguments], stdout=subprocess.PIPE
    ) as killed:
        assert killed.stdout is not None
        pid = int(killed.stdout.readline())
        killed.kill()

    assert wait_until(lambda: not is_running(pid))
    assert list(tmp_path.iterdir()) == []
    assert list(scratch.iterdir()) == []


def test_an_interpreter_that_is_not_there_is_a_setup_error(tmp_path: Path, scratch: Path) -> None:
    with pytest.raises(RuntimeSetupError, match="cannot be started"):
        WorkerClient(tmp_path / "gone").start()

    assert list(scratch.iterdir()) == []


def test_a_worker_that_cannot_start_tells_the_end_of_its_log(tmp_path: Path) -> None:
    class Broken(WorkerClient):
        def _command(self) -> list[str]:
            return [sys.executable, "-c", "raise SystemExit('no such library')"]

    with pytest.raises(WorkerDiedError, match="no such library"):
        Broken(Path(sys.executable)).start()


def test_the_log_file_stays_small(tmp_path: Path) -> None:
    from sat_dl_plugin.bridge.worker_log import WorkerLog

    log = WorkerLog(tmp_path / "logs" / "worker.log")
    for number in range(3000):
        log.add(f"{number:08d} {'x' * 1000}\n".encode())

    sizes = [path.stat().st_size for path in (tmp_path / "logs").iterdir()]
    assert len(sizes) == 2
    assert max(sizes) <= 1024 * 1024
    assert log.tail(1).startswith("00002999")


def test_nothing_of_the_working_folder_or_other_plugins_is_importable(tmp_path: Path) -> None:
    """A plugin next to ours called `numpy` must not become the worker's numpy."""
    code = (
        "import json, sys, importlib.util\n"
        "print(sys.path[0], file=sys.stderr)\n"
        "print(importlib.util.find_spec('json').origin)\n"
        "def main(): return 0\n"
    )
    plugins = tmp_path / "plugins"
    package = plugins / "sat_dl_plugin"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "probe.py").write_text(code)
    for folder in (plugins, tmp_path):
        (folder / "json.py").write_text("raise RuntimeError('shadowed')")
    command = module_command(Path(sys.executable), "sat_dl_plugin.probe")
    command[command.index(str(ROOT / "sat_dl_plugin"))] = str(package)

    answer = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert answer.returncode == 0, answer.stderr
    assert str(tmp_path) not in answer.stdout
