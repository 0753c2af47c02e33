"""The worker's log: a file of bounded size and the last lines in memory."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import BinaryIO, Optional

_LARGEST_FILE_BYTES = 1024 * 1024
_TAIL_BYTES = 16 * 1024


class WorkerLog:
    """Receives what the worker writes to its standard error.

    Args:
        path: File to append to; None keeps only the tail in memory. A file that has become
            too large is renamed to ``NAME.1``, over the last such file.
    """

    def __init__(self, path: Optional[Path] = None) -> None:
        self._path = path
        self._tail = bytearray()
        self._lock = threading.Lock()

    def pump(self, stream: BinaryIO) -> None:
        """Take in everything from a stream until it ends; runs in a thread of its own."""
        # `read1` returns what is there instead of waiting for a full buffer.
        read = getattr(stream, "read1", stream.read)
        while True:
            chunk: bytes = read(8192)
            if not chunk:
                return
            self.add(chunk)

    def add(self, chunk: bytes) -> None:
        """Add some bytes."""
        with self._lock:
            self._tail += chunk
            del self._tail[:-_TAIL_BYTES]
            if self._path is not None:
                try:
                    self._append(self._path, chunk)
                except OSError:
                    # A log that cannot be written must not stop a job; the tail stays.
                    self._path = None

    def clear(self) -> None:
        """Forget the tail, as when another worker is started."""
        with self._lock:
            self._tail.clear()

    def tail(self, lines: int = 20) -> str:
        """Return the last lines."""
        with self._lock:
            text = bytes(self._tail).decode("utf-8", "replace")
        return "\n".join(text.strip().splitlines()[-lines:])

    @staticmethod
    def _append(path: Path, chunk: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size + len(chunk) > _LARGEST_FILE_BYTES:
            path.replace(path.with_name(path.name + ".1"))
        with path.open("ab") as file:
            file.write(chunk)
