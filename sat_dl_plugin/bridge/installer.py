"""Installs locked packages into a new virtual environment and tells how far it is."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sat_dl_plugin.bridge.commands import run_command
from sat_dl_plugin.bridge.install_errors import explain_install_failure
from sat_dl_plugin.bridge.interpreters import Interpreter
from sat_dl_plugin.bridge.means import Means
from sat_dl_plugin.bridge.redaction import redact_secrets
from sat_dl_plugin.bridge.spec import venv_python
from sat_dl_plugin.contract.errors import RuntimeSetupError
from sat_dl_plugin.contract.reporting import Reporter

_PACKAGE_LINE = re.compile(r"^(?:Collecting|Downloading|Processing|Using cached)\s+(?P<what>.+)")
NO_INSTALLER = "It has neither ensurepip nor a pip of version 22.3 or newer, and there is no uv"
# Downloading is most of the time on a slow network, unpacking on a slow disk.
_SHARE_OF_DOWNLOADS = 0.8


@dataclass(frozen=True)
class Installer:
    """The command that installs packages, and what it needs around it."""

    command: list[str]
    means: Means
    is_uv: bool = False

    def install(self, requirements: Path, reporter: Reporter) -> None:
        """Install one requirement file.

        A file with hashes is complete and is installed as it stands; in one without, the
        dependencies come along.

        Raises:
            RuntimeSetupError: If a package cannot be had or installed.
            JobCancelled: If the user stopped it.
        """
        locked = "--hash=" in requirements.read_text(encoding="utf-8")
        command = [*self.command, "--only-binary", ":all:", *self._quiet_options()]
        if locked:
            command += ["--require-hashes", "--no-deps"]
        if self.means.wheelhouse is not None:
            command += ["--no-index", "--find-links", str(self.means.wheelhouse)]
        listener = _PackageCounter(requirements, reporter)
        try:
            command += ["-r", str(requirements)]
            outcome = run_command(command, self.means.environment, reporter, listener.hear)
        except OSError as error:
            raise RuntimeSetupError(
                f"The installer {self.command[0]} cannot be started", str(error), "Run doctor"
            ) from error
        if outcome.exit_code != 0:
            raise explain_install_failure(outcome.output, self.means.wheelhouse)

    def _quiet_options(self) -> list[str]:
        if self.is_uv:
            return ["--no-progress"]
        return ["--no-input", "--disable-pip-version-check", "--progress-bar", "off"]


class _PackageCounter:
    """Turns pip's lines into progress: one package heard of is one package done."""

    def __init__(self, requirements: Path, reporter: Reporter) -> None:
        lines = requirements.read_text(encoding="utf-8").splitlines()
        # A package may be locked in several versions, for different Pythons.
        self._total = max(1, len({line.split("==")[0] for line in lines if "==" in line}))
        self._names: set[str] = set()
        self._reporter = reporter

    def hear(self, line: str) -> None:
        """Take in one line of output."""
        line = redact_secrets(line.strip())
        if line.startswith("Installing collected packages"):
            self._reporter.progress(_SHARE_OF_DOWNLOADS, "Unpacking packages")
            return
        match = _PACKAGE_LINE.match(line)
        if match:
            what = match.group("what").split(" ; ")[0].split(" --hash")[0]
            if line.startswith(("Collecting", "Processing")):
                self._names.add(what)
            done = min(1.0, len(self._names) / self._total)
            # A file name is enough; the folder or URL before it tells the user nothing.
            shown = what.rsplit("/", 1)[-1]
            self._reporter.progress(_SHARE_OF_DOWNLOADS * done, f"Getting {shown}"[:120])
        elif line:
            self._reporter.log(line, "debug")


def make_venv(
    folder: Path, interpreter: Interpreter, means: Means, reporter: Reporter
) -> Installer:
    """Make a virtual environment and return what installs into it.

    With ``ensurepip`` the environment has a pip of its own. Debian leaves that module out;
    there another Python's pip installs from outside, or else uv does.

    Raises:
        RuntimeSetupError: If the environment cannot be made or nothing can install into it.
    """
    outside = (
        [] if interpreter.has_ensurepip else _outside_command(folder, interpreter, means.helpers)
    )
    reporter.log(f"Using Python {interpreter.version_text} ({interpreter.real_path})")
    options = [] if interpreter.has_ensurepip else ["--without-pip"]
    command = [str(interpreter.path), "-I", "-m", "venv", *options, str(folder)]
    try:
        outcome = run_command(command, means.environment, reporter)
    except OSError as error:
        raise _no_venv(interpreter, str(error)) from error
    if outcome.exit_code != 0 or not venv_python(folder).exists():
        raise _no_venv(interpreter, redact_secrets(outcome.output))
    inside = [str(venv_python(folder)), "-I", "-m", "pip", "install"]
    is_uv = bool(outside) and Path(outside[0]).stem == "uv"
    return Installer(outside or inside, means, is_uv)


def can_install(interpreter: Interpreter, helpers: Sequence[Interpreter]) -> bool:
    """Return whether something can install into an environment of this Python."""
    if interpreter.has_ensurepip or shutil.which("uv"):
        return True
    return any(helper.installs_elsewhere for helper in (interpreter, *helpers))


def _outside_command(
    folder: Path, interpreter: Interpreter, helpers: Sequence[Interpreter]
) -> list[str]:
    target = str(venv_python(folder))
    for helper in (interpreter, *helpers):
        if helper.installs_elsewhere:
            return [str(helper.path), "-I", "-m", "pip", "--python", target, "install"]
    uv = shutil.which("uv")
    if uv:
        return [uv, "pip", "install", "--python", target]
    raise RuntimeSetupError(
        f"{interpreter.path} can make no runtime",
        NO_INSTALLER,
        "Install what is missing (on Debian and Ubuntu: sudo apt install python3-venv), "
        "or name another Python",
    )


def _no_venv(interpreter: Interpreter, reason: str) -> RuntimeSetupError:
    return RuntimeSetupError(
        f"{interpreter.path} cannot make a virtual environment",
        reason.strip()[-600:],
        "Name another Python, or install what is missing (on Debian and Ubuntu: "
        "sudo apt install python3-venv)",
    )
