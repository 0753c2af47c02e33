"""Running a network that was cut in three; see `partition`."""

from __future__ import annotations

from typing import Any, Callable

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.engine.models.partition import Part, Partition
from sat_dl_plugin.engine.tiling.exact import AxisTile, exact_tiles

Floats = NDArray[np.float32]
Buffers = dict[str, Floats]

# Small enough for the activations of the fine parts to stay in the cache of one core, large
# enough for their halo not to count.
FINE_WINDOW_PX = 512


class PartitionedSession:
    """Three onnxruntime sessions that answer like the uncut one.

    Args:
        pieces: The cut network.
        open_session: Makes a session of a serialised model.
    """

    def __init__(self, pieces: Partition, open_session: Callable[[bytes], Any]) -> None:
        self._pieces = pieces
        self._encoder = open_session(pieces.encoder.model)
        self._coarse = open_session(pieces.coarse.model)
        self._decoder = open_session(pieces.decoder.model)

    @property
    def peak_bytes_per_px(self) -> float:
        """Memory of one run per input pixel, beside picture and answer."""
        return self._pieces.peak_bytes_per_px

    def run(self, picture: Floats, options: Any) -> Floats:
        """Return the output for pictures (n, bands, rows, columns), sizes of whole strides."""
        return np.concatenate([self._run_one(one[None], options) for one in picture])

    def _run_one(self, picture: Floats, options: Any) -> Floats:
        size = picture.shape[2], picture.shape[3]
        pieces = self._pieces
        buffers: Buffers = {pieces.encoder.inputs[0].name: picture}
        self._run_part(pieces.encoder, self._encoder, buffers, FINE_WINDOW_PX, size, options)
        self._run_part(pieces.coarse, self._coarse, buffers, max(size), size, options)
        kept = {port.name for port in pieces.decoder.inputs}
        for name in [name for name in buffers if name not in kept]:
            del buffers[name]
        self._run_part(pieces.decoder, self._decoder, buffers, FINE_WINDOW_PX, size, options)
        return buffers[pieces.decoder.outputs[0].name]

    def _run_part(
        self,
        part: Part,
        session: Any,
        buffers: Buffers,
        window: int,
        size: tuple[int, int],
        options: Any,
    ) -> None:
        """Fill the buffers of a part's outputs, window by window."""
        window += 2 * part.halo
        rows, cols = (exact_tiles(length, window, part.halo, part.stride) for length in size)
        names = [port.name for port in part.outputs]
        for row in rows:
            for col in cols:
                feeds = {
                    port.name: _window(buffers[port.name], row, col, port.stride)
                    for port in part.inputs
                }
                answers = session.run(names, feeds, options)
                if len(rows) == len(cols) == 1:
                    buffers.update(zip(names, answers))
                    return
                for port, answer in zip(part.outputs, answers):
                    if port.name not in buffers:
                        shape = (1, port.channels, *(side // port.stride for side in size))
                        buffers[port.name] = np.empty(shape, np.float32)
                    _keep_core(buffers[port.name], answer, row, col, port.stride)


def _window(buffer: Floats, row: AxisTile, col: AxisTile, stride: int) -> Floats:
    return np.ascontiguousarray(
        buffer[
            :,
            :,
            row.read_start // stride : row.read_stop // stride,
            col.read_start // stride : col.read_stop // stride,
        ]
    )


def _keep_core(buffer: Floats, answer: Floats, row: AxisTile, col: AxisTile, stride: int) -> None:
    top, left = (row.start - row.read_start) // stride, (col.start - col.read_start) // stride
    high, wide = (row.stop - row.start) // stride, (col.stop - col.start) // stride
    core = answer[:, :, top : top + high, left : left + wide]
    first, second = row.start // stride, col.start // stride
    buffer[:, :, first : first + high, second : second + wide] = core
