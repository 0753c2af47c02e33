"""The files of a preview: in a folder of its own in the cache, deleted as soon as may be."""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from itertools import count
from pathlib import Path
from typing import Optional

from sat_dl_plugin.settings import preview_cache_folder
from sat_dl_plugin.tasks.preview_task import PreviewTask

_PREFIX = "map-"

_ABANDONED_S = 24 * 3600.0
"""Untouched for so long, a folder is what a QGIS left that crashed."""


class PreviewFiles:
    """Hands out paths in a folder that nobody else uses; nothing of the user is in it."""

    def __init__(self) -> None:
        self._folder: Optional[Path] = None
        self._numbers = count(1)

    def new_path(self, ending: str) -> Path:
        """Return the path of a file that does not exist yet.

        Raises:
            OSError: If the folder cannot be made.
        """
        if self._folder is None or not self._folder.is_dir():
            cache = preview_cache_folder()
            cache.mkdir(parents=True, exist_ok=True)
            self._folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=cache))
            threading.Thread(target=_remove_abandoned, args=(cache,), daemon=True).start()
        return self._folder / f"{next(self._numbers)}.{ending}"

    def keep_only(self, *paths: Path) -> None:
        """Delete all other files; what is in use by another process stays until the next time."""
        if self._folder is None or not self._folder.is_dir():
            return
        for path in self._folder.iterdir():
            # What GDAL puts beside a file, and the engine's own hidden folders, stay with it.
            if path.is_file() and not path.name.startswith(tuple(kept.name for kept in paths)):
                _delete(path)

    def close(self, task: Optional[PreviewTask]) -> None:
        """Delete the folder.

        Args:
            task: A task that still runs and writes into it: what it leaves goes when it has ended.
        """
        folder, self._folder = self._folder, None
        if folder is None:
            return

        def remove() -> None:
            shutil.rmtree(folder, ignore_errors=True)

        if task is not None:
            task.taskCompleted.connect(remove)
            task.taskTerminated.connect(remove)
        remove()


def _delete(path: Path) -> None:
    try:
        path.unlink()
    except OSError:
        # Somebody still reads it.
        return


def _remove_abandoned(cache: Path) -> None:
    """Delete the folders that nobody has written into for long."""
    for folder in cache.glob(f"{_PREFIX}*"):
        try:
            age_s = time.time() - folder.stat().st_mtime
        except OSError:
            # Its owner was faster.
            continue
        if age_s > _ABANDONED_S:
            shutil.rmtree(folder, ignore_errors=True)
