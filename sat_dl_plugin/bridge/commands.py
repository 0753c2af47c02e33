"""Runs one long command, tells what it prints, and ends it on a cancel."""

from __future__ import annotations

import queue
import subprocess
import threading
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Callable, Optional

from sat_dl_plugin.bridge.launch import group_options, kill_group, wait_for_exit
from sat_dl_plugin.contract.reporting import Reporter

_POLL_S = 0.1
_TAIL_LINES = 60
_EXIT_S = 5.0
"""For a command that has closed its output to end."""


@dataclass(frozen=True)
class CommandOutcome:
    """How a command ended."""

    exit_code: int
    output: str
    """The last lines of its standard output and error."""


def run_command(
    command: Sequence[str],
    environment: Mapping[str, str],
    reporter: Reporter,
    on_line: Optional[Callable[[str], None]] = None,
) -> CommandOutcome:
    """Run a command to its end.

    Args:
        command: Program and arguments; no shell is involved.
        environment: The whole environment of the command.
        reporter: Asked for cancellation ten times a second.
        on_line: Hears every line of standard output and error.

    Raises:
        JobCancelled: If the user stopped it; the command and its children are dead then.
        OSError: If the program cannot be started.
    """
    process = subprocess.Popen(  # nosec B603 - an argument list that the caller built
        list(command),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=dict(environment),
        **group_options(),
    )
    lines: queue.Queue[Optional[str]] = queue.Queue()
    pump = threading.Thread(target=_pump, args=(process, lines), daemon=True)
    pump.start()
    tail: deque[str] = deque(maxlen=_TAIL_LINES)
    try:
        for line in _lines_until_end(lines, reporter):
            tail.append(line)
            if on_line is not None:
                on_line(line)
        code = wait_for_exit(process, _EXIT_S)
    finally:
        if process.poll() is None:
            kill_group(process)
            process.wait()
        pump.join(_EXIT_S)
    return CommandOutcome(-1 if code is None else code, "\n".join(tail))


def _lines_until_end(lines: queue.Queue[Optional[str]], reporter: Reporter) -> Iterator[str]:
    """Yield the lines in a queue until None, asking for cancellation meanwhile."""
    while True:
        reporter.check_cancelled()
        try:
            line = lines.get(timeout=_POLL_S)
        except queue.Empty:
            continue
        if line is None:
            return
        yield line


def _pump(process: subprocess.Popen[bytes], lines: queue.Queue[Optional[str]]) -> None:
    if process.stdout is not None:
        with process.stdout:
            for line in process.stdout:
                lines.put(line.decode("utf-8", "replace").rstrip())
    lines.put(None)
