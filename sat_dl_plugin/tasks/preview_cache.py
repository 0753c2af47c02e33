"""Looks at the kept previews, or removes them, beside the main window."""

from __future__ import annotations

import shutil
from pathlib import Path

from qgis.core import QgsTask

from sat_dl_plugin.i18n import tr


class PreviewCacheTask(QgsTask):
    """Finds out how much the kept previews take; afterwards `used_bytes` tells.

    Args:
        folder: Where they lie; it need not exist.
        clear: Whether to remove them first; what another program has open stays.
    """

    def __init__(self, folder: Path, *, clear: bool = False) -> None:
        super().__init__(tr("Look at the previews of Sat DL"), QgsTask.Flag.Hidden)
        self._folder = folder
        self._clear = clear
        self.used_bytes = 0

    def run(self) -> bool:
        """Remove and count files, in a background thread."""
        if self._clear:
            shutil.rmtree(self._folder, ignore_errors=True)
        for path in self._folder.rglob("*"):
            try:
                self.used_bytes += path.stat().st_size if path.is_file() else 0
            except OSError:
                # A preview that was replaced in the meantime.
                continue
        return True
