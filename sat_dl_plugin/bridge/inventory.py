"""What of the runtime is there, how large it is, and what the machine could run it on."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from sat_dl_plugin.bridge.hardware import NvidiaGpu, nvidia_gpus, recommended_variant
from sat_dl_plugin.bridge.runtime import (
    InstalledRuntime,
    RuntimeSpec,
    find_runtime,
    list_runtimes,
)
from sat_dl_plugin.bridge.spec import runtimes_folder


@dataclass(frozen=True)
class Inventory:
    """Everything a page about the runtime shows."""

    folder: Path
    """Where runtimes lie; it need not exist."""
    free_bytes: int
    """Free disk space there, 0 where it is not known."""
    gpus: tuple[NvidiaGpu, ...]
    recommended_variant: str
    runtimes: tuple[InstalledRuntime, ...]
    """All that lie in the folder, those of other versions of Sat DL included."""
    sizes_bytes: tuple[int, ...]
    """Of each of `runtimes`, in their order."""
    python: Optional[Path]
    """Interpreter that networks run in, None where there is none."""
    training_python: Optional[Path]
    """Interpreter that has torch, None where there is none."""

    @property
    def in_use(self) -> Optional[InstalledRuntime]:
        """The runtime that networks run in, None where it is none of ours."""
        return next((entry for entry in self.runtimes if entry.python == self.python), None)

    @property
    def size_bytes(self) -> int:
        """Disk space of all runtimes."""
        return sum(self.sizes_bytes)

    @property
    def unneeded(self) -> tuple[InstalledRuntime, ...]:
        """Runtimes of other versions, broken ones, and those another one can stand in for."""
        training = {
            entry.variant for entry in self.runtimes if entry.kind == "full" and _is_sound(entry)
        }
        return tuple(
            entry
            for entry in self.runtimes
            if not _is_sound(entry) or (entry.kind == "infer" and entry.variant in training)
        )

    @property
    def unneeded_bytes(self) -> int:
        """Disk space of `unneeded`."""
        doomed = self.unneeded
        pairs = zip(self.runtimes, self.sizes_bytes)
        return sum(size for entry, size in pairs if entry in doomed)


def take_inventory() -> Inventory:
    """Look at the disk and the GPU; takes seconds where the runtimes are large.

    Raises:
        SatDlError: If the installation of Sat DL is incomplete.
    """
    folder = runtimes_folder()
    runtimes = tuple(list_runtimes())
    return Inventory(
        folder=folder,
        free_bytes=_free_bytes(folder),
        gpus=tuple(nvidia_gpus()),
        recommended_variant=recommended_variant(),
        runtimes=runtimes,
        sizes_bytes=tuple(folder_bytes(entry.folder) for entry in runtimes),
        python=find_runtime(RuntimeSpec()),
        training_python=find_runtime(RuntimeSpec("full")),
    )


def folder_bytes(folder: Path) -> int:
    """Return the size of all files in a folder; what vanishes meanwhile counts as nothing."""
    total = 0
    for parent, _folders, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(parent, name)).st_size  # noqa: PTH118 - much faster
            except OSError:
                continue
    return total


def _is_sound(runtime: InstalledRuntime) -> bool:
    return runtime.is_current and runtime.is_usable


def _free_bytes(folder: Path) -> int:
    """Return the free space on the disk a folder is, or would be, on."""
    for place in (folder, *folder.parents):
        try:
            return shutil.disk_usage(place).free
        except OSError:
            continue
    return 0
