"""Results appear whole or not at all: written beside the target, renamed when complete."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Union

from sat_dl_plugin.contract.errors import OutputError, SatDlError

# A GeoTIFF directory, a GeoPackage's empty tables and rounding fit into this many bytes.
_DISK_RESERVE_BYTES = 16 * 1024 * 1024

_NO_PLACE = {errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS, errno.EFBIG}


def check_target(target: str, inputs: tuple[str, ...] = (), needed_bytes: int = 0) -> Path:
    """Return the target as a path after checking that it can be written.

    Args:
        target: Path of the file to write.
        inputs: Paths that the job reads; the target must be none of them.
        needed_bytes: Expected size of the result.

    Raises:
        OutputError: If the folder is missing or read-only, the target is a folder or one of
            the inputs, or the disk has too little space.
    """
    path = Path(target).absolute()
    if path.is_dir():
        raise OutputError(f"Cannot write {path}", "It is a folder", "Name a file")
    if not path.parent.is_dir():
        raise OutputError(
            f"Cannot write {path}",
            f"The folder {path.parent} does not exist",
            "Create the folder or choose another one",
        )
    for name in inputs:
        if _same_file(name, path):
            raise OutputError(
                f"The output {path} is also an input",
                "Writing it would destroy what is being read",
                "Choose another name for the output",
            )
    if not os.access(path.parent, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise OutputError(
            f"Cannot write {path}", "You have no permission to write there", "Choose another folder"
        )
    free = shutil.disk_usage(path.parent).free
    if free < needed_bytes + _DISK_RESERVE_BYTES:
        raise OutputError(
            f"Not enough disk space for {path}",
            f"About {_megabytes(needed_bytes)} MB are needed and {_megabytes(free)} MB are free",
            "Free some space or choose another disk",
        )
    return path


@contextmanager
def staged_output(target: Union[str, Path]) -> Iterator[Path]:
    """Yield a path to write to; move it and its side files to the target when all went well.

    Anything already at the target is untouched until the very end.

    Raises:
        OutputError: If writing failed for want of space or permission.
    """
    path = Path(target).absolute()
    with staging_folder(path) as stage:
        try:
            yield stage / path.name
            _publish(stage, path)
        except SatDlError:
            raise
        except OSError as error:
            if error.errno in _NO_PLACE:
                raise _output_error(path, error) from error
            raise


@contextmanager
def staging_folder(target: Union[str, Path]) -> Iterator[Path]:
    """Yield a hidden folder beside a target that is deleted at the end.

    It lies beside the target so that the final renames stay on one disk, and carries the
    process id, so that what a killed process leaves can be recognised and removed.
    """
    path = Path(target).absolute()
    _remove_abandoned(path)
    try:
        stage = Path(
            tempfile.mkdtemp(
                prefix=f".{path.name}.satdl-{os.getpid()}-", suffix=".part", dir=path.parent
            )
        )
    except OSError as error:
        raise _output_error(path, error) from error
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _publish(stage: Path, path: Path) -> None:
    if not (stage / path.name).exists():
        raise OutputError(f"Nothing was written for {path}", "The format's driver made no file")
    # The main file last: whoever sees it also sees its side files.
    for entry in sorted(stage.iterdir(), key=lambda entry: entry.name == path.name):
        entry.replace(path.parent / entry.name)


def _remove_abandoned(path: Path) -> None:
    """Delete staging folders of this target whose process no longer runs."""
    prefix = f".{path.name}.satdl-"
    for entry in path.parent.glob(f"{_glob_escape(prefix)}*.part"):
        pid = entry.name[len(prefix) :].split("-", 1)[0]
        if pid.isdigit() and not is_running(int(pid)):
            shutil.rmtree(entry, ignore_errors=True)


def _glob_escape(text: str) -> str:
    return "".join(f"[{char}]" if char in "*?[" else char for char in text)


def is_running(pid: int) -> bool:
    """Return whether a process exists; always True on Windows, which has no harmless way to ask."""
    if os.name == "nt":
        # Signal 0 would end the process on Windows; leave the folder to its owner there.
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _same_file(name: str, path: Path) -> bool:
    try:
        return Path(name).exists() and path.exists() and path.samefile(name)
    except OSError:
        return False


def _output_error(path: Path, error: OSError) -> OutputError:
    return OutputError(
        f"Cannot write {path}",
        error.strerror or str(error),
        "Free some space or choose another folder",
    )


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.0f}"
