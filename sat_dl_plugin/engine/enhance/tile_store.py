"""Finished tiles on disk: what a stopped job goes on from, and what the result is made of."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from pathlib import Path
from typing import Any, Optional

import numpy as np

from sat_dl_plugin.contract.errors import OutputError
from sat_dl_plugin.engine.enhance.sensor import Floats
from sat_dl_plugin.engine.output import is_running

BYTES_PER_VALUE = 2
"""Values are stored as 65 536 steps between the lowest and the highest of their band."""

_STEPS = 65535
_KEPT_DAYS = 30
_OWNER = "owner"


class TileStore:
    """One folder with a pair of files for each finished tile.

    What is written is what is read back, in the same run too, so that a job that was stopped
    and one that was not give the same pixels.

    Args:
        folder: Made when it does not exist.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / _OWNER).write_text(str(os.getpid()), encoding="ascii")
        except OSError as error:
            raise _cannot_keep(folder, error) from error

    def facts(self, index: int) -> Optional[dict[str, Any]]:
        """Return what was recorded of a finished tile; None when it is not finished."""
        if not self._values(index).exists():
            return None
        try:
            facts: dict[str, Any] = json.loads(self._facts(index).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return facts

    def save(self, index: int, picture: Optional[Floats], **facts: Any) -> None:
        """Keep a finished tile; None for one without a valid pixel.

        Raises:
            OutputError: If the disk is full.
        """
        steps = np.zeros((0, 0, 0), np.uint16)
        if picture is not None:
            low, high = picture.min(axis=(1, 2)), picture.max(axis=(1, 2))
            facts.update(low=low.tolist(), high=high.tolist())
            span = np.where(high > low, high - low, 1)[:, None, None]
            steps = np.rint((picture - low[:, None, None]) * (_STEPS / span)).astype(np.uint16)
        target = self._values(index)
        beside = target.with_suffix(".part")
        try:
            self._facts(index).write_text(json.dumps(facts), encoding="utf-8")
            with beside.open("wb") as file:
                np.save(file, steps, allow_pickle=False)
            beside.replace(target)
        except OSError as error:
            raise _cannot_keep(self.folder, error) from error

    def load(self, index: int, rows: slice, cols: slice) -> Optional[Floats]:
        """Return a part of a finished tile, or None when it has no valid pixel."""
        facts = self.facts(index) or {}
        if "low" not in facts:
            return None
        steps = np.load(self._values(index), mmap_mode="r", allow_pickle=False)[:, rows, cols]
        low, high = (np.asarray(facts[name], np.float32)[:, None, None] for name in ("low", "high"))
        values: Floats = steps.astype(np.float32) * ((high - low) / np.float32(_STEPS)) + low
        return values

    def remove(self) -> None:
        """Delete the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _values(self, index: int) -> Path:
        return self.folder / f"tile-{index:05d}.npy"

    def _facts(self, index: int) -> Path:
        return self.folder / f"tile-{index:05d}.json"


def open_store(parent: Path, identity: dict[str, Any]) -> TileStore:
    """Return the store of a job; the same identity finds its finished tiles again.

    Folders that nobody came back to are removed on the way.

    Args:
        parent: Folder of all stores.
        identity: JSON-ready: everything that the tiles depend on.
    """
    _remove_forgotten(parent)
    text = json.dumps(identity, sort_keys=True, default=str)
    name = hashlib.sha256(text.encode()).hexdigest()[:16]
    folder = parent / name
    if _is_taken(folder):
        # The same job runs twice: both are right, but they must not share files.
        folder = parent / f"{name}-{os.getpid()}"
    return TileStore(folder)


def _is_taken(folder: Path) -> bool:
    try:
        owner = int((folder / _OWNER).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return False
    # Windows cannot tell; going on with finished tiles matters more there than two runs at once.
    return owner != os.getpid() and os.name != "nt" and is_running(owner)


def _remove_forgotten(parent: Path) -> None:
    if not parent.is_dir():
        return
    oldest = time.time() - _KEPT_DAYS * 24 * 3600
    for entry in parent.iterdir():
        if entry.is_dir() and entry.stat().st_mtime < oldest and not _is_taken(entry):
            shutil.rmtree(entry, ignore_errors=True)


def _cannot_keep(folder: Path, error: OSError) -> OutputError:
    return OutputError(
        f"Cannot keep finished tiles in {folder}",
        error.strerror or str(error),
        "Free some space, or name another folder for checkpoints",
    )
