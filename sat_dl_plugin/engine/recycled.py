"""Large arrays whose memory is used again.

The system hands out fresh memory page by page and clears each page first, which costs as much
as writing it once more: a tile's input and answer, 200 MB for the light network, are a tenth
of a job's time when every tile gets new ones.
"""

from __future__ import annotations

import math
import threading
import weakref

import numpy as np
from numpy.typing import NDArray


class RecycledArrays:
    """Hands out float32 arrays; their memory returns when the last view of one is gone.

    Safe to share between threads.
    """

    def __init__(self) -> None:
        self._free: list[NDArray[np.float32]] = []
        self._lock = threading.Lock()

    def take(self, shape: tuple[int, ...]) -> NDArray[np.float32]:
        """Return an array with undefined values."""
        size = math.prod(shape)
        block = self._fitting(size)
        if block is None:
            block = np.empty(size, np.float32)
        # Views of views of a numpy array refer to the array that owns the memory, so its own
        # lifetime tells nothing; through a buffer they refer to this array.
        array = np.frombuffer(block.data, np.float32, size)
        weakref.finalize(array, self._give_back, block).atexit = False
        return array.reshape(shape)

    def clear(self) -> None:
        """Let go of the memory that is free now."""
        with self._lock:
            self._free.clear()

    def _fitting(self, size: int) -> NDArray[np.float32] | None:
        """Take out the smallest free block that is large enough; drop all when none is."""
        with self._lock:
            fitting = [place for place, block in enumerate(self._free) if len(block) >= size]
            if not fitting:
                # Sizes that were outgrown must not add up.
                self._free.clear()
                return None
            return self._free.pop(min(fitting, key=lambda place: len(self._free[place])))

    def _give_back(self, block: NDArray[np.float32]) -> None:
        # No lock: this may run inside `take`, in the same thread. Appending is atomic.
        self._free.append(block)
