"""A raster of single bytes in a temporary file, for what a job needs again later."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.errors import OutputError
from sat_dl_plugin.engine.closable import Closable
from sat_dl_plugin.engine.raster.grid import Window

Bytes = NDArray[np.uint8]


class ScratchRaster(Closable):
    """Keeps one byte a pixel outside of memory; what was never written is 0.

    One thread at a time. A mapped file would be simpler, but its pages count as the process's
    memory until the system takes them back.

    Args:
        width: Columns.
        folder: Folder of the file; it vanishes by itself, also when the process is killed.
        height: Rows that may be read before they were written; writing goes beyond them.

    Raises:
        OutputError: If the file cannot be made or written.
    """

    def __init__(self, width: int, folder: Path, height: int = 0) -> None:
        self._width = width
        self._file = tempfile.TemporaryFile(  # noqa: SIM115 - closed by close()
            dir=folder, prefix="satdl-scratch-", buffering=0
        )
        try:
            self._file.truncate(width * height)
        except OSError as error:
            self._file.close()
            raise no_room(error) from error

    def close(self) -> None:
        """Delete the temporary file."""
        self._file.close()

    def write(self, window: Window, values: Bytes) -> None:
        """Store the values (rows, cols) of a window."""
        pieces = values.reshape(1, -1) if window.width == self._width else values
        try:
            for row, piece in enumerate(np.ascontiguousarray(pieces)):
                self._go_to(window, row)
                rest = piece.data
                while rest:
                    rest = rest[self._file.write(rest) :]
        except OSError as error:
            raise no_room(error) from error

    def read(self, window: Window) -> Bytes:
        """Return the values (rows, cols) of a window."""
        values = np.empty((window.height, window.width), np.uint8)
        pieces = values.reshape(1, -1) if window.width == self._width else values
        for row, piece in enumerate(pieces):
            self._go_to(window, row)
            rest = piece.data
            while rest:
                rest = rest[self._file.readinto(rest) :]
        return values

    def _go_to(self, window: Window, row: int) -> None:
        self._file.seek((window.row_off + row) * self._width + window.col_off)


def no_room(error: OSError) -> OutputError:
    """Return the error of a job whose temporary file cannot be written."""
    return OutputError(
        "Cannot write a temporary file",
        error.strerror or str(error),
        "Free some space in the folder for temporary files",
    )
