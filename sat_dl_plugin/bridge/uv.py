"""Gets ``uv`` and lets it bring a Python, for machines whose own does not fit."""

from __future__ import annotations

import hashlib
import re
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Optional

from sat_dl_plugin.bridge.commands import run_command
from sat_dl_plugin.bridge.install_errors import explain_install_failure
from sat_dl_plugin.bridge.interpreters import Interpreter, examine_interpreter
from sat_dl_plugin.bridge.means import Means
from sat_dl_plugin.bridge.spec import cache_folder, venv_python
from sat_dl_plugin.contract.errors import RuntimeSetupError
from sat_dl_plugin.contract.places import shipped
from sat_dl_plugin.contract.reporting import Reporter

BROUGHT_VERSION = "3.12"
"""Of the Python that uv brings: every locked package has wheels for it everywhere."""

_PROGRAM = "uv.exe" if sys.platform == "win32" else "uv"


def bring_interpreter(means: Means, reporter: Reporter) -> Interpreter:
    """Let uv install a Python into the cache folder, and return it.

    Args:
        means: Among them Pythons that no runtime can be made with, but whose pip can fetch uv.
        reporter: Hears of progress and is asked for cancellation.

    Raises:
        RuntimeSetupError: If uv or the Python cannot be had.
    """
    uv = str(find_uv(means, reporter))
    folder = cache_folder() / "pythons"
    environment = {**means.environment, "UV_PYTHON_INSTALL_DIR": str(folder)}
    reporter.log(f"Getting Python {BROUGHT_VERSION} with uv")
    options = ["--no-bin", "--no-registry"] if sys.platform == "win32" else ["--no-bin"]
    _run_uv([uv, "python", "install", BROUGHT_VERSION, *options], environment, reporter)
    query = [uv, "python", "find", BROUGHT_VERSION, "--managed-python", "--no-project"]
    found = _run_uv(query, environment, reporter).strip().splitlines()
    return examine_interpreter(found[-1] if found else "")


def find_uv(means: Means, reporter: Reporter) -> Path:
    """Return the program uv: the one on PATH, one fetched earlier, or one fetched now."""
    on_path = shutil.which("uv")
    if on_path:
        return Path(on_path)
    lock = shipped("resources") / "runtime" / "uv.txt"
    folder = cache_folder() / "tools" / f"uv-{_locked_version(lock)}"
    if (folder / _PROGRAM).is_file():
        return folder / _PROGRAM
    reporter.log("Getting uv, a program that brings a Python")
    with tempfile.TemporaryDirectory() as scratch:
        wheel = _wheel_in(means.wheelhouse, lock) if means.wheelhouse else None
        if wheel is None:
            _download(lock, Path(scratch), means, reporter)
            wheel = _wheel_in(Path(scratch), lock)
        if wheel is None:
            raise _no_uv("There is no wheel of uv for this machine")
        return _unpack(wheel, folder)


def _download(lock: Path, target: Path, means: Means, reporter: Reporter) -> None:
    """Download the locked wheel of uv with any pip that can be had."""
    command = _pip_of(means, target, reporter)
    command += ["download", "--no-deps", "--require-hashes", "--only-binary", ":all:"]
    command += ["--no-input", "--disable-pip-version-check", "--dest", str(target)]
    if means.wheelhouse is not None:
        command += ["--no-index", "--find-links", str(means.wheelhouse)]
    outcome = run_command([*command, "-r", str(lock)], means.environment, reporter)
    if outcome.exit_code != 0:
        raise explain_install_failure(outcome.output, means.wheelhouse)


def _pip_of(means: Means, scratch: Path, reporter: Reporter) -> list[str]:
    for helper in means.helpers:
        if helper.pip_version:
            return [str(helper.path), "-I", "-m", "pip"]
    for helper in means.helpers:
        if helper.has_venv and helper.has_ensurepip:
            folder = scratch / "venv"
            command = [str(helper.path), "-I", "-m", "venv", str(folder)]
            run_command(command, means.environment, reporter)
            return [str(venv_python(folder)), "-I", "-m", "pip"]
    raise _no_uv("No Python with pip was found to fetch uv with")


def _wheel_in(folder: Path, lock: Path) -> Optional[Path]:
    """Return the wheel of uv in a folder whose hash the lock knows."""
    known = set(re.findall(r"sha256:([0-9a-f]{64})", lock.read_text(encoding="utf-8")))
    for wheel in sorted(folder.glob("uv-*.whl")):
        if hashlib.sha256(wheel.read_bytes()).hexdigest() in known:
            return wheel
    return None


def _unpack(wheel: Path, folder: Path) -> Path:
    """Take the program out of a wheel; it appears in ``folder`` whole or not at all."""
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if name.endswith(f"scripts/{_PROGRAM}")]
        if not names:
            raise _no_uv(f"{wheel.name} holds no program")
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as part:
            part.write(archive.read(names[0]))
    program = Path(part.name)
    program.chmod(0o755)
    return program.replace(folder / _PROGRAM)


def _run_uv(command: list[str], environment: dict[str, str], reporter: Reporter) -> str:
    outcome = run_command(command, environment, reporter)
    if outcome.exit_code != 0:
        raise explain_install_failure(outcome.output, None)
    return outcome.output


def _locked_version(lock: Path) -> str:
    match = re.search(r"^uv==([0-9.]+)", lock.read_text(encoding="utf-8"), re.MULTILINE)
    if match is None:
        raise _no_uv("Its lock file is damaged")
    return match.group(1)


def _no_uv(why: str) -> RuntimeSetupError:
    return RuntimeSetupError(
        "No Python was found to make the runtime with, and uv could not be had to bring one",
        why,
        "Install Python 3.10 or newer with venv (on Debian and Ubuntu: "
        "sudo apt install python3-venv) or name one",
    )
