"""Finds a Python that a runtime can be made with.

In this order: the one the user names, QGIS's own, one that ``uv`` brings.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Union

from sat_dl_plugin.bridge.environment import worker_environment
from sat_dl_plugin.contract.errors import RuntimeSetupError

OLDEST = (3, 10)
"""The lock files start here: shapely 2.1 and numpy 2.1 did."""

NEWEST = (3, 14)
"""The newest for which every locked package has a wheel."""

_PROBE_TIMEOUT_S = 30.0
_PIP_WITH_PYTHON_OPTION = (22, 3)
"""The first pip that can install into another environment (``--python``)."""

_PROBE = """
import importlib.util, json, os, platform, struct, sys
def has(name):
    return importlib.util.find_spec(name) is not None
pip = ""
if has("pip"):
    import pip
    pip = pip.__version__
print(json.dumps({
    "version": list(sys.version_info[:3]),
    "implementation": sys.implementation.name,
    "bits": struct.calcsize("P") * 8,
    "real": os.path.realpath(getattr(sys, "_base_executable", sys.executable)),
    "venv": has("venv"),
    "ensurepip": has("ensurepip"),
    "pip": pip,
}))
"""


@dataclass(frozen=True)
class Interpreter:
    """A Python that was asked what it has."""

    path: Path
    real_path: Path
    """The installed program behind links and virtual environments."""
    version: tuple[int, ...]
    has_venv: bool
    has_ensurepip: bool
    pip_version: tuple[int, ...]
    """Empty without pip."""
    is_cpython_64: bool

    @property
    def version_text(self) -> str:
        """The version as text."""
        return ".".join(map(str, self.version))

    @property
    def installs_elsewhere(self) -> bool:
        """Whether its pip can install into an environment that has no pip."""
        return self.pip_version >= _PIP_WITH_PYTHON_OPTION

    def unfit_reason(self) -> str:
        """Return why no runtime can be made with it, or an empty text."""
        if not self.is_cpython_64:
            return "it is not a 64-bit CPython"
        if not OLDEST <= self.version[:2] <= NEWEST:
            wanted = f"{_dotted(OLDEST)} to {_dotted(NEWEST)}"
            return f"it is Python {self.version_text}; {wanted} are supported"
        if not self.has_venv:
            return "it lacks the module venv"
        return ""


def examine_interpreter(path: Union[str, Path]) -> Interpreter:
    """Start a Python and ask it what it has.

    Raises:
        RuntimeSetupError: If it cannot be started or is no Python.
    """
    try:
        answer = subprocess.run(  # nosec B603 - an interpreter the user or QGIS named
            [str(path), "-I", "-c", _PROBE],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=_PROBE_TIMEOUT_S,
            check=True,
            env=worker_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        facts = json.loads(answer.stdout.decode("utf-8").strip().splitlines()[-1])
        return Interpreter(
            path=Path(path),
            real_path=Path(facts["real"]),
            version=tuple(facts["version"]),
            has_venv=bool(facts["venv"]),
            has_ensurepip=bool(facts["ensurepip"]),
            pip_version=_numbers(facts["pip"]),
            is_cpython_64=facts["implementation"] == "cpython" and facts["bits"] == 64,
        )
    except (OSError, subprocess.SubprocessError, ValueError, KeyError, IndexError) as error:
        raise RuntimeSetupError(
            f"{path} cannot be used as a Python", str(error), "Name another interpreter"
        ) from error


def named_interpreter(path: str) -> Interpreter:
    """Return the Python the user named.

    Raises:
        RuntimeSetupError: If no runtime can be made with it.
    """
    interpreter = examine_interpreter(path)
    reason = interpreter.unfit_reason()
    if reason:
        raise RuntimeSetupError(
            f"No runtime can be made with {path}", f"Because {reason}", "Name another Python"
        )
    return interpreter


def own_interpreters() -> list[Interpreter]:
    """Return the Pythons that belong to the running QGIS (or program), working ones only."""
    found: dict[Path, Interpreter] = {}
    for path in own_interpreter_paths():
        try:
            interpreter = examine_interpreter(path)
        except RuntimeSetupError:
            # One of several places where it may be.
            continue
        found.setdefault(interpreter.real_path, interpreter)
    return list(found.values())


def own_interpreter_paths() -> list[Path]:
    """Return where the Python of the running program may be, existing files only.

    ``sys.executable`` is not enough: in QGIS for Windows and macOS it is QGIS itself.
    """
    prefixes = [Path(sys.base_prefix), Path(sys.prefix), Path(sys.base_exec_prefix)]
    if sys.platform == "win32":
        paths = [prefix / "python.exe" for prefix in prefixes]
    else:
        names = (f"python{sys.version_info[0]}.{sys.version_info[1]}", "python3")
        # macOS: QGIS.app/Contents/MacOS/QGIS with bin/python3 beside it.
        folders = [Path(sys.executable or os.devnull).parent / "bin"]
        folders += [prefix / "bin" for prefix in prefixes]
        paths = [folder / name for folder in folders for name in names]
    executable = Path(sys.executable or os.devnull)
    if executable.name.lower().startswith("python"):
        # In an embedding QGIS this is the first python3 on PATH, not always QGIS's own.
        paths.append(executable)
    existing = [path for path in paths if path.is_file()]
    return list(dict.fromkeys(existing))


def _numbers(version: str) -> tuple[int, ...]:
    parts = version.split(".")
    return tuple(int(part) for part in parts if part.isdigit())


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
