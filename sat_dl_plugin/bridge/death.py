"""Why a worker may have died, guessed from its exit code and the end of its log."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from typing import Optional

from sat_dl_plugin.bridge.redaction import redact_secrets
from sat_dl_plugin.contract.errors import WorkerDiedError


@dataclass(frozen=True)
class _Cause:
    why: str
    todo: str


_MEMORY = _Cause(
    "Most likely the machine ran out of memory",
    "Set a lower memory limit, choose a smaller part of the layer, or close other programs",
)
_CRASH = _Cause(
    "Native code crashed (a library, a driver or a damaged network)",
    "Try DEVICE cpu; if it happens again, report it with the log",
)
_INSTRUCTION = _Cause(
    "A library uses instructions that this processor does not have",
    "Run doctor and report what it prints",
)
_MAPPING = _Cause(
    "A file that was being read or written vanished or the disk is full",
    "Check the disk and the network drive, then run it again",
)
_STOPPED = _Cause("Somebody or the system ended it", "Run it again")
_LIBRARY = _Cause("A library of the runtime could not be loaded", "Create the runtime again")
_UNKNOWN = _Cause("The reason is not known", "Run doctor and report what it prints with the log")

# On Windows a crash ends the process with the NTSTATUS code of the exception.
_WINDOWS = {
    0xC0000017: _MEMORY,
    0xC000012D: _MEMORY,
    0xC0000005: _CRASH,
    0xC00000FD: _CRASH,
    0xC0000374: _CRASH,
    0xC0000409: _CRASH,
    0xC000001D: _INSTRUCTION,
    0xC0000006: _MAPPING,
    0xC0000135: _LIBRARY,
    0xC0000139: _LIBRARY,
    0xC000013A: _STOPPED,
}
_SIGNALS = {
    "SIGKILL": _MEMORY,
    "SIGSEGV": _CRASH,
    "SIGABRT": _CRASH,
    "SIGFPE": _CRASH,
    "SIGILL": _INSTRUCTION,
    "SIGBUS": _MAPPING,
    "SIGTERM": _STOPPED,
    "SIGINT": _STOPPED,
    "SIGHUP": _STOPPED,
}
_MEMORY_WORDS = ("MemoryError", "bad_alloc", "Cannot allocate memory", "out of memory")
# A shell reports a child that signal N ended as 128 + N.
_SHELL_SIGNAL_BASE = 128


def died(exit_code: Optional[int], log_tail: str) -> WorkerDiedError:
    """Return the error for a worker that ended without an answer.

    Args:
        exit_code: As `subprocess.Popen.returncode` gives it (negative for a signal); None
            when the process could not be waited for.
        log_tail: The last lines of its log.
    """
    name = _signal_name(exit_code)
    cause = _cause(exit_code, name, log_tail)
    ending = f"exit code {_readable(exit_code)}" + (f", {name}" if name else "")
    tail = redact_secrets(log_tail.strip())
    why = f"{cause.why}. End of its log:\n{tail}\n" if tail else cause.why
    return WorkerDiedError(
        f"The worker process ended without an answer ({ending})", why, cause.todo
    )


def _cause(exit_code: Optional[int], signal_name: str, log_tail: str) -> _Cause:
    if any(word in log_tail for word in _MEMORY_WORDS):
        return _MEMORY
    if exit_code is not None and exit_code & 0xFFFFFFFF in _WINDOWS:
        return _WINDOWS[exit_code & 0xFFFFFFFF]
    return _SIGNALS.get(signal_name, _UNKNOWN)


def _signal_name(exit_code: Optional[int]) -> str:
    if exit_code is None:
        return ""
    number = -exit_code if exit_code < 0 else exit_code - _SHELL_SIGNAL_BASE
    try:
        return signal.Signals(number).name
    except ValueError:
        return ""


def _readable(exit_code: Optional[int]) -> str:
    if exit_code is None:
        return "unknown"
    # Windows' codes are looked up in hexadecimal.
    return hex(exit_code & 0xFFFFFFFF) if abs(exit_code) > 0xFFFF else str(exit_code)
