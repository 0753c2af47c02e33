"""Creates a runtime: built beside its place, renamed when a real inference has passed in it."""

from __future__ import annotations

import json
import os
import platform
import secrets
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

from sat_dl_plugin.bridge.commands import run_command
from sat_dl_plugin.bridge.environment import install_environment, worker_environment
from sat_dl_plugin.bridge.installer import NO_INSTALLER, can_install, make_venv
from sat_dl_plugin.bridge.interpreters import (
    Interpreter,
    named_interpreter,
    own_interpreters,
)
from sat_dl_plugin.bridge.launch import module_command
from sat_dl_plugin.bridge.manifest import is_usable, write_manifest
from sat_dl_plugin.bridge.means import Means
from sat_dl_plugin.bridge.redaction import redact_secrets
from sat_dl_plugin.bridge.spec import (
    RuntimeSpec,
    lock_files,
    runtime_folder,
    runtimes_folder,
    venv_python,
)
from sat_dl_plugin.bridge.uv import bring_interpreter
from sat_dl_plugin.contract.errors import OutputError, RuntimeSetupError
from sat_dl_plugin.contract.reporting import PhaseReporter, Reporter

_BUILDING = ".building-"
_OWNER = "owner.json"
_REMOVE_ATTEMPTS = 10
_REMOVE_PAUSE_S = 0.3
"""Windows refuses to delete or rename what a virus scanner is still looking at."""

_ABANDONED_AFTER_S = 24 * 3600.0
"""A building folder of another machine (shared home) is nobody's after this long."""

_building_here: set[Path] = set()


@dataclass(frozen=True)
class Sources:
    """Where the parts of a runtime come from."""

    python: Optional[str] = None
    """Interpreter the user names; found otherwise."""
    wheelhouse: Optional[Path] = None
    """Folder of wheels, instead of an index."""
    proxy: Optional[str] = None
    """URL of a proxy; handed to child processes in their environment only."""


def create(
    spec: RuntimeSpec, reporter: Reporter, sources: Sources, *, replace: bool = False
) -> Path:
    """Create a runtime and return its interpreter; see `runtime.create_runtime`."""
    folder = runtime_folder(spec)
    remove_abandoned()
    _check_sources(spec, sources)
    _check_disk(spec)
    own = tuple(own_interpreters())
    means = Means(install_environment(proxy=sources.proxy), own, sources.wheelhouse)
    reporter.progress(0.0, "Looking for a Python")
    interpreter = _find_interpreter(sources.python, means, reporter)
    with _building_folder(folder) as building:
        reporter.progress(0.03, "Making an empty environment")
        installer = make_venv(building, interpreter, means, reporter)
        files = lock_files(spec)
        for index, requirements in enumerate(files):
            start, stop = (0.08 + 0.84 * (index + step) / len(files) for step in (0, 1))
            installer.install(requirements, PhaseReporter(reporter, start, stop))
        reporter.progress(0.93, "Trying a network in it")
        facts = check_runtime(venv_python(building), spec, reporter)
        _drop_scripts(building)
        write_manifest(building, spec, interpreter, facts)
        _publish(building, folder, replace=replace)
    reporter.progress(1.0, "The runtime is ready")
    return venv_python(folder)


def check_runtime(python: Path, spec: RuntimeSpec, reporter: Reporter) -> dict[str, Any]:
    """Run a network and write and read geodata in a runtime.

    Args:
        python: Its interpreter.
        spec: What it should be able to do.
        reporter: Hears what could not be used, and is asked for cancellation.

    Returns:
        What `engine.selfcheck` found: versions, providers, providers that were used.

    Raises:
        RuntimeSetupError: If the runtime does not work.
    """
    command = module_command(python, "sat_dl_plugin.engine.selfcheck", spec.kind)
    try:
        outcome = run_command(command, worker_environment(), reporter)
        lines = outcome.output.splitlines()
        facts = json.loads(lines[-1]) if outcome.exit_code == 0 and lines else None
    except (OSError, ValueError) as error:
        raise _check_failed(python, str(error)) from error
    if not isinstance(facts, dict):
        # The last line of a traceback says it; the lines before may be the library's own reason.
        tail = redact_secrets(" ".join(line.strip() for line in lines[-3:]))
        raise _check_failed(python, f"{tail} (exit code {outcome.exit_code})")
    for line in lines[:-1]:
        reporter.log(line, "warning")
    reporter.log(f"A network ran on {', '.join(facts.get('providers_used', ()))}")
    return facts


def remove_folder(folder: Path) -> None:
    """Remove a folder so that nobody ever sees half of it under its own name.

    Raises:
        OutputError: If it is in use.
    """
    doomed = folder
    if _BUILDING not in folder.name:
        doomed = folder.with_name(f"{folder.name}{_BUILDING}{os.getpid()}-{secrets.token_hex(2)}")
        _rename(folder, doomed)
    for _ in range(_REMOVE_ATTEMPTS):
        shutil.rmtree(doomed, ignore_errors=True)
        if not doomed.exists():
            return
        time.sleep(_REMOVE_PAUSE_S)


def remove_abandoned() -> list[Path]:
    """Remove building folders whose makers are gone; returns those that were removed."""
    folder = runtimes_folder()
    if not folder.is_dir():
        return []
    abandoned = [entry for entry in sorted(folder.glob(f"*{_BUILDING}*")) if _is_abandoned(entry)]
    for entry in abandoned:
        remove_folder(entry)
    return abandoned


def _find_interpreter(named: Optional[str], means: Means, reporter: Reporter) -> Interpreter:
    """Return the Python to use: the named one, QGIS's own, or one that uv brings."""
    if named:
        return named_interpreter(named)
    for interpreter in means.helpers:
        reason = interpreter.unfit_reason()
        if not reason and can_install(interpreter, means.helpers):
            return interpreter
        reason = reason or NO_INSTALLER
        reporter.log(f"{interpreter.path} does not fit: {reason}")
    return bring_interpreter(means, reporter)


def _check_sources(spec: RuntimeSpec, sources: Sources) -> None:
    if spec.variant == "directml" and sys.platform != "win32":
        raise RuntimeSetupError(
            "The variant directml exists on Windows only", "", "Choose auto, cpu or gpu"
        )
    if spec.variant == "gpu" and sys.platform == "darwin":
        raise RuntimeSetupError(
            "There is no variant gpu for macOS",
            "The variant cpu uses the GPU through CoreML there",
            "Choose auto or cpu",
        )
    if sources.wheelhouse is not None and not sources.wheelhouse.is_dir():
        raise RuntimeSetupError(
            f"The wheelhouse {sources.wheelhouse} is not a folder", "", "Name a folder of wheels"
        )


def _check_disk(spec: RuntimeSpec) -> None:
    folder = runtimes_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise RuntimeSetupError(
            f"The folder {folder} cannot be made", str(error), "Check who owns its parent"
        ) from error
    if free < spec.needed_bytes:
        raise RuntimeSetupError(
            "There is too little disk space for the runtime",
            f"{spec.needed_bytes / 1e9:.1f} GB are needed in {folder} and {free / 1e9:.1f} GB "
            "are free",
            "Free some space, or remove old runtimes (bridge remove --outdated)",
        )


@contextmanager
def _building_folder(folder: Path) -> Iterator[Path]:
    """Yield a new folder beside ``folder``; whatever is left of it at the end is removed."""
    building = folder.with_name(f"{folder.name}{_BUILDING}{os.getpid()}-{secrets.token_hex(2)}")
    building.mkdir()
    _building_here.add(building)
    owner = {"host": platform.node(), "pid": os.getpid()}
    try:
        (building / _OWNER).write_text(json.dumps(owner), encoding="utf-8")
        yield building
    finally:
        if building.exists():
            remove_folder(building)
        _building_here.discard(building)


def _is_abandoned(building: Path) -> bool:
    if building in _building_here:
        return False
    try:
        owner = json.loads((building / _OWNER).read_text(encoding="utf-8"))
        host, pid = str(owner["host"]), int(owner["pid"])
    except (OSError, ValueError, KeyError, TypeError):
        # Between its making and the writing of its owner, or on its way out.
        host, pid = "", -1
    if host == platform.node():
        return pid == os.getpid() or not _is_running(pid)
    try:
        return time.time() - building.stat().st_mtime > _ABANDONED_AFTER_S
    except OSError:
        return False


def _is_running(pid: int) -> bool:
    if sys.platform == "win32":
        return _is_running_on_windows(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_running_on_windows(pid: int) -> bool:
    """Ask for the process; signal 0 would end it there."""
    import ctypes

    query_limited_information = 0x1000
    still_active = 259
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - exists on Windows only
    handle = kernel.OpenProcess(query_limited_information, False, pid)  # noqa: FBT003
    if not handle:
        return False
    code = ctypes.c_ulong()
    kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return code.value == still_active


def _drop_scripts(building: Path) -> None:
    """Remove programs whose first line names the folder that is about to be renamed.

    ``python -m NAME`` does the same for all of them and keeps working.
    """
    python = venv_python(building)
    for entry in python.parent.iterdir():
        if not entry.name.lower().startswith("python") and (entry.is_file() or entry.is_symlink()):
            entry.unlink()


def _publish(building: Path, folder: Path, *, replace: bool) -> None:
    """Give the finished runtime its name; whoever was first wins, unless told to replace it."""
    (building / _OWNER).unlink()
    if folder.exists() and (replace or not is_usable(folder)):
        # Not usable: its Python is gone, as after an upgrade of the system.
        remove_folder(folder)
    try:
        _rename(building, folder)
    except OutputError:
        if not is_usable(folder):
            raise


def _rename(source: Path, target: Path) -> None:
    for attempt in range(_REMOVE_ATTEMPTS):
        try:
            source.rename(target)
            return
        except OSError as error:
            if attempt + 1 == _REMOVE_ATTEMPTS or target.exists():
                raise OutputError(
                    f"{source} cannot be renamed to {target.name}",
                    error.strerror or str(error),
                    "Close other QGIS windows and try again",
                ) from error
        time.sleep(_REMOVE_PAUSE_S)


def _check_failed(python: Path, reason: str) -> RuntimeSetupError:
    return RuntimeSetupError(
        f"No network can be run with {python}",
        f"A small one was tried: {reason}",
        "Run doctor; another variant (cpu) or another Python may work",
    )
