"""Labels of one row of tiles, on their way from tiles to bands of whole rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.engine.closable import Closable
from sat_dl_plugin.engine.raster.grid import Window
from sat_dl_plugin.engine.raster.scratch import ScratchRaster

Labels = NDArray[np.uint8]


class TileRow(Closable):
    """Joins the tiles of one row of tiles; then the next row may begin.

    The tiles wait in a temporary file, because a row of them grows with the raster's width:
    in memory it would be 40 MB for 16384 columns. Where one tile is as wide as the raster
    nothing waits.

    Args:
        width: Columns of the raster.
        folder: Folder of the file; it vanishes by itself, also when the process is killed.
    """

    def __init__(self, width: int, folder: Path) -> None:
        self._width = width
        self._waiting = ScratchRaster(width, folder)

    def close(self) -> None:
        """Delete the temporary file."""
        self._waiting.close()

    def push(self, window: Window, labels: Labels, rows: int) -> Iterator[Labels]:
        """Take the next tile, from left to right.

        Args:
            window: Where, in pixels of the raster.
            labels: Shape (rows, cols).
            rows: Rows of the bands.

        Yields:
            Bands of whole rows, top to bottom, when the row of tiles is complete.
        """
        tops = range(0, window.height, rows)
        if window.width == self._width:
            yield from (labels[top : top + rows] for top in tops)
            return
        self._waiting.write(replace(window, row_off=0), labels)
        if window.col_stop == self._width:
            for top in tops:
                height = min(rows, window.height - top)
                yield self._waiting.read(Window(0, top, self._width, height))
