"""Deletes the files of a run beside the main window; large ones on a network take their time."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from qgis.core import QgsTask

from sat_dl_plugin.i18n import tr


class FileRemovalTask(QgsTask):
    """Deletes results with what QGIS and GDAL put beside them; afterwards `kept` is known.

    Args:
        folder: Folder of the run; it goes too when nothing else is in it.
        paths: The results.
    """

    def __init__(self, folder: Path, paths: Sequence[Path]) -> None:
        super().__init__(tr("Delete results"), QgsTask.Flag.Hidden)
        self._folder = folder
        self._paths = list(paths)
        self.kept: list[str] = []
        """What could not be deleted, and why."""

    def run(self) -> bool:
        """Delete, in a background thread."""
        for path in self._files():
            try:
                path.unlink()
            except FileNotFoundError:
                continue
            except OSError as error:
                self.kept.append(f"{path.name}: {error.strerror or error}")
        # Files the user put there stay.
        with suppress(OSError):
            self._folder.rmdir()
        return not self.kept

    def _files(self) -> list[Path]:
        """Return the results in the folder of the run and their companions (.aux.xml, .qml)."""
        stems = {path.stem for path in self._paths if path.parent == self._folder}
        if not self._folder.is_dir():
            return []
        return [
            entry
            for entry in self._folder.iterdir()
            if entry.is_file() and entry.name.split(".")[0] in stems
        ]


class FolderRemovalTask(QgsTask):
    """Deletes a folder that only Sat DL writes into, with all that is in it.

    Args:
        folder: The folder.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(tr("Delete {}").format(folder.name), QgsTask.Flag.Hidden)
        self._folder = folder

    def run(self) -> bool:
        """Delete, in a background thread."""
        shutil.rmtree(self._folder, ignore_errors=True)
        return not self._folder.exists()
