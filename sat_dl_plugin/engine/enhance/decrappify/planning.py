"""The windows of an enhancement with a network: exact, aligned with blocks, fitting in memory."""

from __future__ import annotations

import math

from sat_dl_plugin.contract.errors import UsageError
from sat_dl_plugin.engine.enhance.decrappify.sharpener import Sharpener
from sat_dl_plugin.engine.raster.grid import Window
from sat_dl_plugin.engine.raster.writer import BLOCK_SIZE
from sat_dl_plugin.engine.segment.memory import memory_budget_bytes

# Larger windows gain little: their rims are a small share already.
_LARGEST_CORE_PX = 1024

# Bytes per value of the enhanced window: itself, its differences from the input, its rounding
# in double precision, and the previous window that is still being written.
_BYTES_PER_VALUE = 40


def plan_windows(sharpener: Sharpener, part: Window, tile: int) -> list[Window]:
    """Return the windows in reading order, in pixels of the part; they cover it once.

    Args:
        sharpener: Its network decides.
        part: Raster window that is wanted.
        tile: Pixels along the side of what the network sees, as the user asked; 0 to choose.

    Raises:
        UsageError: If a tile of that size has nothing left between its margins.
    """
    core = _core(sharpener, tile)
    return [
        Window(col, row, min(core, part.width - col), min(core, part.height - row))
        for row in range(0, part.height, core)
        for col in range(0, part.width, core)
    ]


def _core(sharpener: Sharpener, tile: int) -> int:
    margins = 2 * (sharpener.halo + sharpener.margin + sharpener.stride)
    block = max(1, BLOCK_SIZE // sharpener.scale)
    if sharpener.window_side is not None:
        core = min(sharpener.window_side) - margins
        if core < 1:
            raise UsageError(
                f"Windows of {min(sharpener.window_side)} px are too small for "
                f"{sharpener.network.card.name}",
                f"{margins} px of them are margins",
                "Export the network with a free input size",
            )
        return core
    if tile:
        core = max(sharpener.stride, tile - margins)
    else:
        core = min(_LARGEST_CORE_PX, _fitting(sharpener, margins))
    # Windows of whole blocks spare the file from writing a block twice.
    return core // block * block or core


def _fitting(sharpener: Sharpener, margins: int) -> int:
    """Return the largest core that memory holds, at least a stride."""
    network = sharpener.network.peak_bytes_per_px
    values = len(sharpener.bands) * sharpener.scale**2 * _BYTES_PER_VALUE
    side = math.isqrt(int(memory_budget_bytes() / max(1.0, network + values)))
    return max(side - margins, 4 * sharpener.stride)
