"""Which runtime is meant, which lock files define it, and where it lies."""

from __future__ import annotations

import hashlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from sat_dl_plugin.contract.errors import OutputError, RuntimeSetupError, UsageError
from sat_dl_plugin.contract.places import shipped

KINDS = ("infer", "full")
VARIANTS = ("cpu", "gpu", "directml")

_HASH_DIGITS = 12
_GIGABYTE = 1024**3


@dataclass(frozen=True)
class RuntimeSpec:
    """One of the runtimes that can be created."""

    kind: str = "infer"
    """``infer`` predicts; ``full`` also trains and brings torch."""
    variant: str = "cpu"
    """``cpu``, ``gpu`` (CUDA on Linux and Windows) or ``directml`` (any GPU on Windows)."""

    def __post_init__(self) -> None:
        for label, value, known in (
            ("kind", self.kind, KINDS),
            ("variant", self.variant, VARIANTS),
        ):
            if value not in known:
                raise UsageError(f"Runtime {label} {value!r} is none of {', '.join(known)}")

    @property
    def name(self) -> str:
        """The name of the lock file, without its extension."""
        return f"{self.kind}-{self.variant}"

    @property
    def needed_bytes(self) -> int:
        """Disk space its creation needs, rounded up from measured sizes."""
        infer = 7.0 if self.variant == "gpu" else 1.0
        # The torch that Linux gets by default brings CUDA, whatever onnxruntime uses.
        torch = {"linux": 8.0}.get(sys.platform, 2.0)
        return int((infer + (torch if self.kind == "full" else 0)) * _GIGABYTE)


def lock_files(spec: RuntimeSpec) -> tuple[Path, ...]:
    """Return the requirement files of a runtime, in the order they are installed.

    Those named ``torch.txt`` have no hashes, all others do.

    Raises:
        RuntimeSetupError: If there is no such file.
    """
    folder = shipped("resources") / "runtime"
    names = [f"{spec.name}.txt"]
    if spec.kind == "full":
        names.append("torch.txt")
    missing = [name for name in names if not (folder / name).is_file()]
    if missing:
        raise RuntimeSetupError(
            f"Sat DL is not installed completely: {missing[0]} is missing",
            "It lists the packages of the runtime",
            "Install the plugin again",
        )
    return tuple(folder / name for name in names)


def runtime_folder(spec: RuntimeSpec) -> Path:
    """Return where a runtime lies; the folder's name holds a hash of its lock files."""
    digest = hashlib.sha256()
    for lock in lock_files(spec):
        digest.update(lock.read_bytes())
    return runtimes_folder() / f"{spec.name}-{digest.hexdigest()[:_HASH_DIGITS]}"


def cache_folder() -> Path:
    """Return the folder of everything Sat DL can make again, in the user's cache."""
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        base = Path(local) if local else Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        named = os.environ.get("XDG_CACHE_HOME", "")
        # The XDG specification asks to ignore relative paths.
        base = Path(named) if Path(named).is_absolute() else Path.home() / ".cache"
    return base / "sat_dl"


def runtimes_folder() -> Path:
    """Return the folder all runtimes lie in: the one the user chose, else one in the cache."""
    try:
        chosen = _choice_file().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        # Nobody chose one.
        chosen = ""
    return Path(chosen) if Path(chosen).is_absolute() else default_runtimes_folder()


def default_runtimes_folder() -> Path:
    """Return the folder of runtimes where the user chose none."""
    return cache_folder() / "runtimes"


def choose_runtimes_folder(folder: Optional[Path]) -> None:
    """Remember the folder of runtimes, for QGIS, scripts and terminals alike.

    Runtimes that lie elsewhere stay there and are not found any more.

    Args:
        folder: An absolute path; None for the default.

    Raises:
        UsageError: If the path is not absolute.
        OutputError: If the choice cannot be written.
    """
    file = _choice_file()
    if folder is not None and not folder.is_absolute():
        raise UsageError(f"{folder} is not a full path", "", "Name the folder from its root on")
    try:
        if folder is None or folder == default_runtimes_folder():
            file.unlink(missing_ok=True)
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        written = file.with_name(f"{file.name}.{os.getpid()}")
        written.write_text(f"{folder}\n", encoding="utf-8")
        written.replace(file)
    except OSError as error:
        raise OutputError(
            f"The place of the runtime cannot be remembered in {file}",
            error.strerror or str(error),
            "Check who owns its folder",
        ) from error


def _choice_file() -> Path:
    return cache_folder() / "runtimes_folder.txt"


def venv_python(folder: Path) -> Path:
    """Return the interpreter of a virtual environment."""
    if sys.platform == "win32":
        return folder / "Scripts" / "python.exe"
    return folder / "bin" / "python3"
