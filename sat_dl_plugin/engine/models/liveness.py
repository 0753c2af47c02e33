"""How much memory a network needs while its operations run in order."""

from __future__ import annotations

from dataclasses import replace

import onnx

from sat_dl_plugin.engine.models.propagation import Propagation, Tensor

# onnxruntime's blocked layout with AVX-512; 8 with AVX2.
_CHANNEL_BLOCK = 16
# Measured peak of onnxruntime 1.31 on the CPU over the sum of live tensors (a 64-map U-Net:
# 1.5, a light encoder-decoder: 1.2): free blocks that do not fit, and copies between layouts.
_ALLOCATOR_OVERHEAD = 1.5

# Computed where their input lies when nothing else needs it any more.
_IN_PLACE = frozenset(
    [
        "Relu",
        "Clip",
        "Sigmoid",
        "LeakyRelu",
        "BatchNormalization",
        "Add",
        "Mul",
        "Sub",
        "Div",
        "Reshape",
        "Squeeze",
        "Unsqueeze",
        "Identity",
        "Dropout",
        "Flatten",
        "HardSwish",
        "HardSigmoid",
        "PRelu",
        "Elu",
        "Tanh",
        "Exp",
        "Softmax",
    ]
)


def peak_bytes(graph: onnx.GraphProto, run: Propagation) -> float:
    """Return the estimated peak memory of one run, weights not counted.

    Args:
        graph: The network.
        run: Its tensors at one input size.
    """
    return _ALLOCATOR_OVERHEAD * live_bytes(graph, run)


def live_bytes(graph: onnx.GraphProto, run: Propagation) -> int:
    """Return the bytes of the tensors that are needed at once, at the fullest moment.

    Args:
        graph: The network.
        run: Its tensors at one input size.
    """
    last_use: dict[str, int] = {entry.name: len(graph.node) for entry in graph.output}
    for place, node in enumerate(graph.node):
        for name in node.input:
            last_use[name] = max(last_use.get(name, 0), place)
    live = {
        entry.name: run.tensors[entry.name].bytes
        for entry in graph.input
        if entry.name in run.tensors and not run.tensors[entry.name].is_constant
    }
    peak = total = sum(live.values())
    for place, node in enumerate(graph.node):
        ending = {name for name in node.input if name in live and last_use[name] == place}
        results = {name: _live_bytes(run, name) for name in node.output if name}
        reused = 0
        if node.op_type in _IN_PLACE:
            size = max(results.values(), default=0)
            reused = size if any(live[name] >= size for name in ending) else 0
        peak = max(peak, total + sum(results.values()) - reused)
        for name in ending:
            total -= live.pop(name)
        for name, size in results.items():
            if last_use.get(name, -1) > place:
                live[name] = size
                total += size
    return peak


def _live_bytes(run: Propagation, name: str) -> int:
    tensor = run.tensors.get(name, Tensor())
    if tensor.is_constant or tensor.shape is None:
        return 0
    if tensor.axes == (2, 3) and len(tensor.shape) == 4 and tensor.shape[1] > 1:
        # The CPU kernels keep channels in blocks.
        blocks = -(-tensor.shape[1] // _CHANNEL_BLOCK)
        padded = (tensor.shape[0], blocks * _CHANNEL_BLOCK, *tensor.shape[2:])
        return replace(tensor, shape=padded).bytes
    return tensor.bytes
