"""Cutting a network in three, so that only its cheap deep part sees large tiles.

A U-Net spends most of its time and memory at high resolution, but only its deep, coarse part
sees far. Cut where the resolution changes,

    picture -> [fine encoder] -> [coarse part] -> [fine decoder] -> probabilities
                     '------- skip connections -------^

the two fine parts have small receptive fields and can run in small, cache-sized windows with
a halo of a few pixels, while the coarse part runs once over the whole tile, where its
activations need a fraction of the memory. The numbers are those of the uncut network.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Optional

import onnx
from onnx import TensorProto, helper

from sat_dl_plugin.engine.models.propagation import Propagation, Tensor

# The coarse part must need at most this share of the whole network's memory a pixel.
_COARSE_SHARE = 0.3

# Operations that leave every pixel where it is.
_POINTWISE = frozenset(
    "Abs Add And BatchNormalization Cast Ceil Clip Concat Div Dropout Elu Equal Erf Exp Floor Gelu "
    "Greater HardSigmoid HardSwish Identity LeakyRelu Less Log Max Mean Min Mish Mul Neg Not Or Pow "
    "PRelu Reciprocal Relu Round Selu Sigmoid Sign Softmax Softplus Softsign Sqrt Sub Sum Tanh "
    "ThresholdedRelu Where LogSoftmax".split()
)
_WINDOWED = frozenset(("Conv", "MaxPool", "AveragePool", "LpPool"))


@dataclass(frozen=True)
class Port:
    """A tensor that crosses a cut."""

    name: str
    channels: int
    stride: int
    """Input pixels of the network per pixel of this tensor."""

    @property
    def bytes_per_px(self) -> float:
        """Memory per input pixel of the network."""
        return 4.0 * self.channels / (self.stride * self.stride)


@dataclass(frozen=True)
class Part:
    """One of the three pieces: a network of its own."""

    model: bytes
    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]
    halo: int
    """Input pixels of the whole network by which a window of this part must be larger."""
    stride: int
    """Windows of this part start at multiples of it."""


@dataclass(frozen=True)
class Partition:
    """A network cut in three."""

    encoder: Part
    coarse: Part
    decoder: Part
    peak_bytes_per_px: float
    """Memory per input pixel: what crosses the cuts and the coarse part's activations."""


def partition(
    model: onnx.ModelProto, run: Propagation, input_name: str, output_name: str
) -> Optional[Partition]:
    """Cut a network at the resolution where it pays, or return None where it does not.

    Args:
        model: The network.
        run: Its tensors at one input size (a multiple of the network's stride).
        input_name: The picture.
        output_name: The probabilities, at the resolution of the picture.
    """
    graph = _Graph(model, run, input_name, output_name)
    if not graph.is_understood:
        return None
    whole = graph.peak_bytes_per_px(graph.nodes)
    for level in sorted({graph.stride(node) for node in graph.nodes} - {1}):
        sides = graph.split(level)
        if sides is None:
            continue
        encoder, coarse, decoder = sides
        if graph.peak_bytes_per_px(coarse) <= _COARSE_SHARE * whole:
            parts = [graph.part(nodes) for nodes in (encoder, coarse, decoder)]
            crossing = sum(port.bytes_per_px for part in parts[:2] for port in part.outputs)
            return Partition(*parts, graph.peak_bytes_per_px(coarse) + crossing)
    return None


class _Graph:
    """The nodes of a network that depend on the picture, with sizes and neighbours."""

    def __init__(
        self, model: onnx.ModelProto, run: Propagation, input_name: str, output_name: str
    ) -> None:
        self._model = model
        self._tensors = run.tensors
        self._input, self._output = input_name, output_name
        self._constants = [n for n in model.graph.node if self._is_constant(n)]
        self.nodes = [n for n in model.graph.node if not self._is_constant(n)]
        self._producer = {name: node for node in self.nodes for name in node.output}
        self._consumers: dict[str, list[onnx.NodeProto]] = {}
        for node in self.nodes:
            for name in self.pictures(node):
                self._consumers.setdefault(name, []).append(node)
        rows, cols = self._size(input_name) or (0, 0)
        self._pixels, self._rows = rows * cols, rows

    @property
    def is_understood(self) -> bool:
        """Whether every operation is one whose reach is known and whose sizes divide evenly."""
        return (
            self._rows > 0
            and self._size(self._output) == self._size(self._input)
            and all(
                len(node.output) == 1
                and self._size(node.output[0]) is not None
                and _reach(node, self._tensors) is not None
                for node in self.nodes
            )
        )

    def pictures(self, node: onnx.NodeProto) -> list[str]:
        """Return the inputs of a node that depend on the picture."""
        return [n for n in node.input if n == self._input or n in self._producer]

    def stride(self, node: onnx.NodeProto) -> int:
        """Return input pixels of the network per output pixel of the node."""
        return self._stride_of(node.output[0])

    def split(self, level: int) -> Optional[tuple[list[Any], list[Any], list[Any]]]:
        """Return the nodes before, at and after the strides of ``level`` and more."""
        encoder: set[str] = {self._input}
        behind: set[str] = set()
        sides: tuple[list[Any], list[Any], list[Any]] = ([], [], [])
        for node in self.nodes:
            sources, name = self.pictures(node), node.output[0]
            fine = self.stride(node) < level
            if all(source in encoder for source in sources) and (fine or self._shrinks(node)):
                encoder.add(name)
                sides[0].append(node)
            elif not fine and not any(source in behind for source in sources):
                sides[1].append(node)
            else:
                behind.add(name)
                sides[2].append(node)
        return sides if all(sides) and self._crosses_evenly(*sides[:2]) else None

    def _crosses_evenly(self, *sides: list[Any]) -> bool:
        """Whether what leaves each side lies evenly over the picture (no padding rows)."""
        for nodes in sides:
            inside = {node.output[0] for node in nodes}
            for name in inside:
                size = self._size(name) or (1, 1)
                if self._leaves(name, inside) and size[0] * self._stride_of(name) != self._rows:
                    return False
        return True

    def peak_bytes_per_px(self, nodes: Sequence[onnx.NodeProto]) -> float:
        """Return the most memory that live tensors of these nodes take, per input pixel."""
        inside = {node.output[0] for node in nodes}
        last = {name: index for index, node in enumerate(nodes) for name in self.pictures(node)}
        live = peak = 0.0
        for index, node in enumerate(nodes):
            live += self._bytes(node.output[0])
            peak = max(peak, live)
            for name in set(self.pictures(node)):
                if name in inside and last[name] == index and not self._leaves(name, inside):
                    live -= self._bytes(name)
        return peak / self._pixels

    def part(self, nodes: Sequence[onnx.NodeProto]) -> Part:
        """Return nodes as a network of its own."""
        inside = {node.output[0] for node in nodes}
        sources = dict.fromkeys(
            name for node in nodes for name in self.pictures(node) if name not in inside
        )
        results = [n.output[0] for n in nodes if self._leaves(n.output[0], inside)]
        inputs = tuple(self._port(name) for name in sources)
        outputs = tuple(self._port(name) for name in results)
        strides = [self._stride_of(name) for name in inside] + [port.stride for port in inputs]
        return Part(
            model=self._extract(nodes, inputs, outputs),
            inputs=inputs,
            outputs=outputs,
            halo=self._halo(nodes, [port.name for port in inputs]),
            stride=math.lcm(*strides),
        )

    def _halo(self, nodes: Sequence[onnx.NodeProto], inputs: Iterable[str]) -> int:
        """Return how far the nodes look beyond their own pixels, in pixels of the picture."""
        need: dict[str, int] = {}
        for node in reversed(nodes):
            here = need.get(node.output[0], 0)
            reach = _reach(node, self._tensors) or 0
            for name in self.pictures(node):
                need[name] = max(need.get(name, 0), here + reach * self._stride_of(name))
        return max((need.get(name, 0) for name in inputs), default=0)

    def _leaves(self, name: str, inside: set[str]) -> bool:
        users = self._consumers.get(name, [])
        return name == self._output or any(user.output[0] not in inside for user in users)

    def _shrinks(self, node: onnx.NodeProto) -> bool:
        sources = self.pictures(node)
        return self._bytes(node.output[0]) <= sum(self._bytes(name) for name in sources)

    def _port(self, name: str) -> Port:
        shape = self._tensors[name].shape or (1, 1, 1, 1)
        return Port(name, shape[1], self._stride_of(name))

    def _stride_of(self, name: str) -> int:
        size = self._size(name)
        # Rounded, because a padded tensor has a row or two more.
        return round(self._rows / size[0]) if size else 1

    def _size(self, name: str) -> Optional[tuple[int, int]]:
        tensor = self._tensors.get(name, Tensor())
        if tensor.shape is None or len(tensor.shape) != 4 or tensor.axes != (2, 3):
            return None
        return tensor.shape[2], tensor.shape[3]

    def _bytes(self, name: str) -> float:
        return float(self._tensors[name].bytes)

    def _is_constant(self, node: onnx.NodeProto) -> bool:
        return all(self._tensors.get(n, Tensor()).is_constant for n in node.output if n)

    def _extract(
        self, nodes: Sequence[onnx.NodeProto], inputs: Sequence[Port], outputs: Sequence[Port]
    ) -> bytes:
        needed = {name for node in nodes for name in node.input}
        constants = []
        for node in reversed(self._constants):
            if any(name in needed for name in node.output):
                constants.append(node)
                needed.update(node.input)
        graph = helper.make_graph(
            [*reversed(constants), *nodes],
            "part",
            [_value_info(port) for port in inputs],
            [_value_info(port) for port in outputs],
            [entry for entry in self._model.graph.initializer if entry.name in needed],
        )
        model = helper.make_model(
            graph, opset_imports=self._model.opset_import, ir_version=self._model.ir_version
        )
        return bytes(model.SerializeToString())


def _value_info(port: Port) -> onnx.ValueInfoProto:
    shape = ["n", port.channels, None, None]
    return helper.make_tensor_value_info(port.name, TensorProto.FLOAT, shape)


def _reach(node: onnx.NodeProto, tensors: dict[str, Tensor]) -> Optional[int]:
    """Return how many input pixels a node looks beyond its own, None when that is unknown.

    An upper bound on both sides; it only makes windows a little larger than they must be.
    """
    attributes = {entry.name: helper.get_attribute_value(entry) for entry in node.attribute}
    if node.op_type in _POINTWISE:
        return 0 if attributes.get("axis", 1) in {1, -3} else None
    if node.op_type in _WINDOWED:
        kernel = attributes.get("kernel_shape") or (tensors[node.input[1]].shape or ())[2:]
        dilations = attributes.get("dilations") or [1] * len(kernel)
        strides = attributes.get("strides") or [1] * len(kernel)
        return max(d * (k - 1) + s - 1 for k, d, s in zip(kernel, dilations, strides))
    if node.op_type == "Pad":
        return 2
    if node.op_type in {"Resize", "Upsample"}:
        source, target = tensors[node.input[0]].shape, tensors[node.output[0]].shape
        grows = source is not None and target is not None and target[2] >= source[2]
        return 2 if grows else None
    return None
