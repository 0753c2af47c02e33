"""How much memory a tile may use, and what happens when it was too much."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Optional, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.errors import DeviceMemoryError
from sat_dl_plugin.contract.limits import memory_limit_bytes
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.models.network import Network
from sat_dl_plugin.engine.models.opened import forget_networks
from sat_dl_plugin.engine.raster.grid import Window
from sat_dl_plugin.engine.raster.source import RasterSource
from sat_dl_plugin.engine.recycled import RecycledArrays
from sat_dl_plugin.engine.segment.member import Tell

# Of the memory that is free when the job starts; the rest is for QGIS and the disk cache.
_SHARE_OF_FREE = 0.4

# Python, libraries and GDAL's cache, before the first tile (175 MB measured with a light network).
_WORKER_ITSELF_BYTES = 300 * 1024**2

# With less, tiles would be mostly halo.
_SMALLEST_BUDGET_BYTES = 128 * 1024**2

# Where the system does not tell (Windows without its API, containers): safe on any desktop.
_ASSUMED_FREE_BYTES = 4 * 1024**3

# A tile cut this small cannot be what fills the memory.
_SMALLEST_SIDE = 64


def memory_budget_bytes() -> int:
    """Return the bytes that the activations of one tile may take.

    A share of what is free, and no more than the user's limit leaves.
    """
    budget = int(_free_bytes() * _SHARE_OF_FREE)
    limit = memory_limit_bytes()
    if not limit:
        return budget
    return min(budget, max(limit - _WORKER_ITSELF_BYTES, _SMALLEST_BUDGET_BYTES))


def _free_bytes() -> int:
    try:
        # A worker still holds the memory of the last job's tiles, which the next job uses again;
        # without it every job would get smaller tiles than the one before.
        return _stated_bytes("/proc/meminfo", "MemAvailable") + _stated_bytes(
            "/proc/self/status", "RssAnon"
        )
    except OSError:
        return _physical_bytes() // 2
    except LookupError:
        return _ASSUMED_FREE_BYTES


def _stated_bytes(path: str, name: str) -> int:
    """Return an entry, stated in kB, of one of Linux's tables of memory."""
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    raise LookupError(name)


def _physical_bytes() -> int:
    try:
        # macOS has no figure for what is available; half of it usually is.
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return 2 * _ASSUMED_FREE_BYTES


class PreparedTile(Protocol):
    """What was read for one window."""

    @property
    def out(self) -> Window:
        """Raster pixels that are wanted."""


Prepared = TypeVar("Prepared", bound=PreparedTile)


class TilePredictor(Protocol[Prepared]):
    """A network bound to a raster, which gives the same numbers for windows of any size."""

    @property
    def network(self) -> Network:
        """The network."""

    def prepare(self, source: RasterSource, out: Window) -> Prepared:
        """Read what is needed to answer for a window."""

    def infer(
        self, prepared: Prepared, tell: Tell = ..., arrays: Optional[RecycledArrays] = ...
    ) -> NDArray[np.float32]:
        """Return the answer, (bands, rows, cols)."""


class MemoryLadder:
    """Predicts tiles and steps down when the device runs out of memory.

    The rungs: a smaller batch (in `Member`), tiles cut into quarters, then the CPU. Exact
    tiles give the same numbers at any size, so a step changes the speed and nothing else.
    Every step is said aloud and recorded in `steps`.

    Args:
        source: For reading the quarters of a tile again.
        reporter: Hears of every step.
    """

    def __init__(self, source: RasterSource, reporter: Reporter) -> None:
        self._source = source
        self._reporter = reporter
        self._depth = 0
        self._arrays = RecycledArrays()
        self._lock = threading.Lock()
        self.steps: list[str] = []

    def infer(
        self, member: TilePredictor[Prepared], prepared: Prepared, tell: Tell
    ) -> NDArray[np.float32]:
        """Return what `Member.infer` returns, whatever rung it takes.

        Raises:
            DeviceMemoryError: If the lowest rung fails too.
        """
        if self._depth == 0:
            try:
                return member.infer(prepared, tell, self._arrays)
            except DeviceMemoryError as error:
                self._step_down(member, prepared.out, error)
        return self._quarters(member, prepared.out, self._depth)

    def clear(self) -> None:
        """Let go of the memory that waits for further tiles."""
        self._arrays.clear()

    def _quarters(
        self, member: TilePredictor[Prepared], out: Window, depth: int
    ) -> NDArray[np.float32]:
        if depth == 0 or min(out.width, out.height) < 2:
            return self._whole(member, out)
        answers = [
            [self._quarters(member, part, depth - 1) for part in row] for row in _halves(out)
        ]
        return np.concatenate([np.concatenate(row, axis=2) for row in answers], axis=1)

    def _whole(self, member: TilePredictor[Prepared], out: Window) -> NDArray[np.float32]:
        try:
            return member.infer(member.prepare(self._source, out))
        except DeviceMemoryError as error:
            self._step_down(member, out, error)
            return self._quarters(member, out, 1)

    def _step_down(
        self, member: TilePredictor[Prepared], out: Window, error: DeviceMemoryError
    ) -> None:
        # The next job starts with all the memory there is, and on the device it asks for.
        forget_networks()
        if max(out.width, out.height) // 2 >= _SMALLEST_SIDE:
            self._depth += 1
            self._say(f"Out of memory: tiles of {out.width // 2} px from here on")
        elif member.network.move_to_cpu():
            self._depth = 0
            self._say("Out of memory on the device: going on with the CPU")
        else:
            raise error

    def _say(self, text: str) -> None:
        with self._lock:
            self.steps.append(text)
        self._reporter.log(f"{text}.", "warning")


def _halves(window: Window) -> list[list[Window]]:
    top, left = (window.height + 1) // 2, (window.width + 1) // 2
    rows = ((window.row_off, top), (window.row_off + top, window.height - top))
    cols = ((window.col_off, left), (window.col_off + left, window.width - left))
    return [[Window(c, r, width, height) for c, width in cols] for r, height in rows]
