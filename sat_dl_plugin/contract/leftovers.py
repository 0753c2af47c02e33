"""What a killed worker leaves behind, and how to find and remove it.

The engine writes beside its targets, into hidden entries named
``.TARGET.satdl-PID-RANDOM.part``; its scratch files lie in a temporary folder that the client
made for this one process and names in `SCRATCH_VARIABLE`. A process that is killed cannot
remove them; whoever killed it, or saw it die, does.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SCRATCH_VARIABLE = "SATDL_SCRATCH"
"""Environment variable of the worker: the temporary folder that ends with it."""

_FILE_PARAMETERS = ("output", "probabilities", "residual", "report")
_FOLDER_PARAMETERS = ("models_folder", "intermediates")


def target_folders(params: dict[str, Any]) -> set[Path]:
    """Return the folders a job writes into.

    Args:
        params: Parameters as from `jobs.Job.to_params`.
    """
    return set(_folders(params))


def _folders(params: dict[str, Any]) -> Iterator[Path]:
    for name, value in params.items():
        if isinstance(value, dict):
            yield from _folders(value)
        elif isinstance(value, str) and value:
            if name in _FILE_PARAMETERS:
                yield Path(value).absolute().parent
            elif name in _FOLDER_PARAMETERS:
                yield Path(value).absolute()


def remove_leftovers(folders: set[Path], pid: int) -> list[Path]:
    """Remove what a process that no longer runs left beside its targets.

    Args:
        folders: Folders it wrote into, as from `target_folders`.
        pid: Its process id.

    Returns:
        What was removed.
    """
    found = [
        entry
        for folder in sorted(folders)
        if folder.is_dir()
        for entry in folder.glob(f".*.satdl-{pid}-*")
    ]
    for entry in found:
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            try:
                entry.unlink()
            except OSError:
                continue
    return [entry for entry in found if not entry.exists()]
