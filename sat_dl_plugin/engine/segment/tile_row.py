"""Labels of one row of tiles, on their way from tiles to bands of whole rows."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Optional

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.errors import OutputError
from sat_dl_plugin.engine.raster.grid import Window

Labels = NDArray[np.uint8]


class TileRow:
    """Joins the tiles of one row of tiles; then the next row may begin.

    The tiles wait in a temporary file, because a row of them grows with the raster's width:
    in memory it would be 40 MB for 16384 columns. Where one tile is as wide as the raster it
    needs no file.

    Args:
        width: Columns of the raster.
        folder: Folder of the file; it vanishes by itself, also when the process is killed.
    """

    def __init__(self, width: int, folder: Path) -> None:
        self._width = width
        self._file = tempfile.TemporaryFile(  # noqa: SIM115 - closed by close()
            dir=folder, prefix="satdl-tiles-"
        )
        self._windows: list[Window] = []

    def __enter__(self) -> TileRow:
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close()

    def close(self) -> None:
        """Delete the temporary file."""
        self._file.close()

    def push(self, window: Window, labels: Labels, rows: int) -> Iterator[Labels]:
        """Take the next tile, from left to right.

        Args:
            window: Where, in pixels of the raster.
            labels: Shape (rows, cols).
            rows: Rows of the bands.

        Yields:
            Bands of whole rows, top to bottom, when the row of tiles is complete.
        """
        if window.width == self._width:
            yield from (labels[row : row + rows] for row in range(0, window.height, rows))
            return
        self._store(labels)
        self._windows.append(window)
        if window.col_stop == self._width:
            yield from (self._band(row, rows) for row in range(0, window.height, rows))
            self._windows.clear()
            self._file.seek(0)

    def _store(self, labels: Labels) -> None:
        try:
            self._file.write(np.ascontiguousarray(labels).data)
        except OSError as error:
            raise OutputError(
                "Cannot write the temporary file of the tiles",
                error.strerror or str(error),
                "Free some space in the folder for temporary files",
            ) from error

    def _band(self, row: int, rows: int) -> Labels:
        """Return some rows of the tiles, which lie in the file one after the other."""
        rows = min(rows, self._windows[0].height - row)
        band = np.empty((rows, self._width), np.uint8)
        start = 0
        for window in self._windows:
            self._file.seek(start + row * window.width)
            piece = np.frombuffer(self._file.read(rows * window.width), np.uint8)
            band[:, window.col_off : window.col_stop] = piece.reshape(rows, window.width)
            start += window.pixels
        return band
