"""Long commands are heard line by line and end, with their children, on a cancel."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from sat_dl_plugin.bridge.commands import run_command
from sat_dl_plugin.contract.errors import JobCancelled
from sat_dl_plugin.contract.reporting import SilentReporter

PATIENCE_S = 30.0


class Cancelled(SilentReporter):
    """Cancels once a line was heard."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def check_cancelled(self) -> None:
        if self.lines:
            raise JobCancelled


def test_lines_and_exit_code_are_told() -> None:
    script = "import sys; print('one'); print('two', file=sys.stderr); sys.exit(7)"
    heard: list[str] = []

    outcome = run_command(
        [sys.executable, "-u", "-c", script], dict(os.environ), SilentReporter(), heard.append
    )

    assert outcome.exit_code == 7
    assert heard == ["one", "two"]
    assert outcome.output == "one\ntwo"


def test_only_the_given_environment_is_seen() -> None:
    script = "import os; print(sorted(set(os.environ) - {'LC_CTYPE'}))"

    outcome = run_command([sys.executable, "-c", script], {"SEEN": "1"}, SilentReporter())

    assert outcome.output == "['SEEN']"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
def test_a_cancel_ends_the_command_and_its_children() -> None:
    reporter = Cancelled()
    command = ["/bin/sh", "-c", "sleep 60 & echo $!; wait"]

    with pytest.raises(JobCancelled):
        run_command(command, dict(os.environ), reporter, reporter.lines.append)

    child = int(reporter.lines[0])
    deadline = time.monotonic() + PATIENCE_S
    while _is_running(child) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not _is_running(child)


def test_a_program_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        run_command([str(tmp_path / "gone")], {}, SilentReporter())


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # Killed, and nobody has waited for it yet.
    status = Path(f"/proc/{pid}/stat")
    return not (status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] == "Z")
