"""Says what is there, what is missing, and what to do about it, without telling secrets."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from sat_dl_plugin.bridge.creation import check_runtime
from sat_dl_plugin.bridge.environment import worker_environment
from sat_dl_plugin.bridge.hardware import OLDEST_DRIVER, NvidiaGpu, nvidia_gpus
from sat_dl_plugin.bridge.installer import NO_INSTALLER, can_install
from sat_dl_plugin.bridge.interpreters import examine_interpreter, own_interpreters
from sat_dl_plugin.bridge.redaction import redact
from sat_dl_plugin.bridge.runtime import (
    CHOSEN_PYTHON,
    InstalledRuntime,
    RuntimeSpec,
    find_runtime,
    list_runtimes,
)
from sat_dl_plugin.bridge.spec import cache_folder
from sat_dl_plugin.contract.errors import SatDlError
from sat_dl_plugin.contract.places import plugin_version
from sat_dl_plugin.contract.reporting import SilentReporter

OK = "ok"
NOTE = "note"
PROBLEM = "problem"

_SETUP = "python3 -m sat_dl_plugin.bridge setup"
_SMALL_MEMORY_BYTES = 3 * 1024**3
"""A light network needs about 1.5 GB, QGIS about as much."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    level: str
    """`OK`, `NOTE` (may matter) or `PROBLEM` (nothing works until it is solved)."""
    subject: str
    text: str
    """What was found."""
    advice: str = ""
    """One line on what to do; empty when there is nothing to do."""


def main() -> int:
    """Print the report; returns 1 when there is a problem, else 0."""
    findings = examine()
    sys.stdout.write(report(findings) + "\n")
    return 1 if any(finding.level == PROBLEM for finding in findings) else 0


def examine(try_runtime: bool = True) -> list[Finding]:
    """Look at everything a job needs.

    Args:
        try_runtime: Whether to run a network in the runtime, which takes some seconds.

    Returns:
        The findings; no text in them holds a secret or names the user.
    """
    findings = [
        Finding(OK, "Sat DL", f"version {plugin_version()}"),
        Finding(OK, "System", f"{platform.platform()}, {platform.machine()}"),
        Finding(OK, "Python of this program", platform.python_version()),
        *_examine_pythons(),
        _examine_memory(),
        _examine_disk(),
        *_examine_gpu(),
        _examine_network(),
        *_examine_runtimes(),
        *_examine_chosen_runtime(try_runtime),
    ]
    return [
        Finding(entry.level, entry.subject, redact(entry.text), redact(entry.advice))
        for entry in findings
    ]


def report(findings: list[Finding]) -> str:
    """Return the findings as text, one line each and one more for an advice."""
    marks = {OK: "  ok ", NOTE: "note ", PROBLEM: "FAIL "}
    lines = []
    for finding in findings:
        text = " ".join(finding.text.split())
        lines.append(f"{marks[finding.level]} {finding.subject}: {text}")
        if finding.advice:
            lines.append(f"       → {' '.join(finding.advice.split())}")
    return "\n".join(lines)


def _examine_pythons() -> list[Finding]:
    subject = "Python for a new runtime"
    own = own_interpreters()
    reasons = []
    for interpreter in own:
        reason = interpreter.unfit_reason()
        if not reason and can_install(interpreter, own):
            text = f"{interpreter.version_text}, {interpreter.real_path}"
            return [Finding(OK, subject, text)]
        reasons.append(f"{interpreter.path}: {reason or NO_INSTALLER}")
    advice = "Install python3-venv (Debian, Ubuntu), name a Python (--python), or let uv bring one"
    return [Finding(NOTE, subject, "; ".join(reasons) or "none was found", advice)]


def _examine_memory() -> Finding:
    total = _memory_bytes()
    if total is None:
        return Finding(OK, "Memory", "size unknown")
    text = f"{total / 1e9:.1f} GB, {os.cpu_count()} processors"
    if total < _SMALL_MEMORY_BYTES:
        return Finding(NOTE, "Memory", text, "Choose a small TILE (256)")
    return Finding(OK, "Memory", text)


def _memory_bytes() -> Optional[int]:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        # Windows; the system's own tools tell it there.
        return None


def _examine_disk() -> Finding:
    folder = cache_folder()
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    free = shutil.disk_usage(existing).free
    text = f"{free / 1e9:.1f} GB free for {folder}"
    if not os.access(existing, os.W_OK):
        return Finding(PROBLEM, "Disk", f"{existing} cannot be written", "Check who owns it")
    if free < RuntimeSpec().needed_bytes:
        needed = f"{RuntimeSpec().needed_bytes / 1e9:.1f} GB"
        return Finding(NOTE, "Disk", text, f"A runtime needs {needed}; free some space")
    return Finding(OK, "Disk", text)


def _examine_gpu() -> list[Finding]:
    gpus = nvidia_gpus()
    if gpus:
        return [_examine_nvidia(gpu) for gpu in gpus]
    if sys.platform == "win32":
        return [Finding(OK, "GPU", "no NVIDIA driver; DirectML uses any other GPU")]
    if sys.platform == "darwin":
        return [Finding(OK, "GPU", "used through CoreML")]
    return [Finding(OK, "GPU", "no NVIDIA driver; networks run on the processor")]


def _examine_nvidia(gpu: NvidiaGpu) -> Finding:
    text = f"{gpu.name}, {gpu.memory}, driver {gpu.driver}"
    if gpu.is_driver_new_enough:
        return Finding(OK, "GPU", text)
    return Finding(NOTE, "GPU", text, f"Update its driver to {OLDEST_DRIVER} or newer to use it")


def _examine_network() -> Finding:
    kept = worker_environment()
    proxies = sorted({name.upper() for name in kept if name.upper().endswith("_PROXY")})
    if proxies:
        # The values may hold passwords; that they are set is enough.
        return Finding(OK, "Proxy", f"set in the environment ({', '.join(proxies)})")
    return Finding(OK, "Proxy", "none in the environment")


def _examine_runtimes() -> list[Finding]:
    findings = []
    for runtime in list_runtimes():
        text = f"{runtime.kind}, {runtime.variant}, {_described(runtime)}, {runtime.folder}"
        if not runtime.is_usable:
            advice = f"Its Python is gone; run “{_SETUP}” again"
            findings.append(Finding(NOTE, "Runtime", f"{text} (broken)", advice))
        elif not runtime.is_current:
            advice = "It is of another version; “… bridge remove --outdated” frees the space"
            findings.append(Finding(NOTE, "Runtime", f"{text} (not used)", advice))
        else:
            findings.append(Finding(OK, "Runtime", text))
    return findings


def _described(runtime: InstalledRuntime) -> str:
    versions = runtime.manifest.get("versions") or {}
    shown = [f"{name} {version}" for name, version in versions.items() if name != "sat_dl"]
    return ", ".join(shown) or "versions unknown"


def _examine_chosen_runtime(try_runtime: bool) -> list[Finding]:
    """Look at the runtime a job would use now."""
    python = find_runtime()
    if python is None:
        return [Finding(PROBLEM, "Runtime in use", "none", f"Run “{_SETUP}”")]
    subject = "Runtime in use"
    chosen = f" (named by {CHOSEN_PYTHON})" if os.environ.get(CHOSEN_PYTHON) else ""
    try:
        version = examine_interpreter(python).version_text
        findings = [Finding(OK, subject, f"Python {version}, {python}{chosen}")]
        if try_runtime:
            findings += _tried(python)
    except SatDlError as error:
        advice = f"Unset {CHOSEN_PYTHON}" if chosen else f"Run “{_SETUP}” after removing it"
        return [Finding(PROBLEM, subject, f"{python}{chosen}: {error}", advice)]
    return findings


def _tried(python: Path) -> list[Finding]:
    """Run a network in a runtime."""
    facts = check_runtime(python, RuntimeSpec(), SilentReporter())
    used = facts.get("providers_used") or []
    findings = [
        Finding(OK, "Providers", f"{', '.join(used)} computed a test network correctly"),
        Finding(OK, "Packages", ", ".join(f"{k} {v}" for k, v in facts["versions"].items())),
    ]
    usable = any(gpu.is_driver_new_enough for gpu in nvidia_gpus())
    if usable and "CUDAExecutionProvider" not in used:
        advice = f"Run “{_SETUP} --variant gpu” to use it"
        findings.append(Finding(NOTE, "GPU", "there is one, but networks do not use it", advice))
    return findings
