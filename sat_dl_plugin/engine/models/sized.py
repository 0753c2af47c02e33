"""Sessions for pictures of one size, which take less memory than one for any size.

onnxruntime plans memory before it runs only where it knows every size, and adds in place only
where it knows that sizes agree. A U-Net of 64 maps takes half as many bytes a pixel.
"""

from __future__ import annotations

import threading
from typing import Any, Callable, Optional, Union

import onnx

from sat_dl_plugin.engine.models.graph import GraphFacts
from sat_dl_plugin.engine.models.joins import split_joins
from sat_dl_plugin.engine.models.liveness import live_bytes
from sat_dl_plugin.engine.models.loading import external_files
from sat_dl_plugin.engine.models.propagation import Propagation

# Smaller pictures are done before another session is open.
_SMALLEST_BYTES = 128 * 1024**2

# What onnxruntime 1.31 takes beside the tensors that are needed at once: 69 bytes a pixel with a
# 64-map U-Net (837 measured, 4096 x 2160 pixels), 44 with the light network (142, 2528 x 2528).
_UNPLANNED_BYTES_PER_PX = 64

_TRIAL_STRIDES = 32

Shape = tuple[int, ...]


class SizedNetwork:
    """A network that adds where the original joined, opened for one size of picture at a time.

    Args:
        model: The network, its joins split.
        peak_bytes_per_px: Estimated peak memory of one run per input pixel.
    """

    def __init__(self, model: onnx.ModelProto, peak_bytes_per_px: float) -> None:
        self.peak_bytes_per_px = peak_bytes_per_px
        self._model = model
        self._lock = threading.Lock()
        self._shape: Shape = ()
        self._session: Any = None

    @classmethod
    def of(cls, source: Union[str, bytes], facts: GraphFacts) -> Optional[SizedNetwork]:
        """Return the network in a file, None where it joins nothing that can be added.

        Args:
            source: Path or content of the file; checked by `loading.load_proto`.
            facts: What its graph tells.
        """
        free = facts.fixed_height is facts.fixed_width is facts.fixed_batch is None
        if not (facts.is_tileable and free and facts.bands and facts.layout == "NCHW"):
            return None
        model = onnx.load_from_string(source) if isinstance(source, bytes) else onnx.load(source)
        side = _TRIAL_STRIDES * facts.stride_px
        shape, axes = (1, facts.bands, side, side), (2, 3)
        joined = Propagation(model, facts.input_name, shape, axes)
        if external_files(model) or not split_joins(model.graph, joined.tensors):
            return None
        split = Propagation(model, facts.input_name, shape, axes)
        peak = live_bytes(model.graph, split) / side**2 + _UNPLANNED_BYTES_PER_PX
        return cls(model, peak)

    def session(self, shape: Shape, opened: Callable[[bytes], Any]) -> Optional[Any]:
        """Return a session for pictures of one shape, None where that is not worth it.

        Args:
            shape: (n, bands, rows, columns).
            opened: Opens a session of a network's content.
        """
        if shape[0] != 1 or shape[2] * shape[3] * self.peak_bytes_per_px < _SMALLEST_BYTES:
            return None
        with self._lock:
            if shape != self._shape:
                # Its memory has to be free before the next asks for its own.
                self._session = None
                self._session, self._shape = opened(self._sized(shape)), shape
            return self._session

    def _sized(self, shape: Shape) -> bytes:
        """Return the network for one shape of its picture."""
        graph = self._model.graph
        del graph.value_info[:]
        weights = {entry.name for entry in graph.initializer}
        (picture,) = (entry for entry in graph.input if entry.name not in weights)
        for dim, size in zip(picture.type.tensor_type.shape.dim, shape):
            dim.dim_value = size
        for entry in graph.output:
            entry.type.tensor_type.ClearField("shape")
        return bytes(self._model.SerializeToString())
