"""Small ONNX networks, generated: a few kilobytes each, with random positive weights.

Positive weights and inputs keep activations from switching a dependence off, so that a test
can see every pixel a network looks at.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper


class Net:
    """Builds one graph, node by node. Every method returns the name of its result."""

    def __init__(self, bands: int = 3, seed: int = 0) -> None:
        self.rng = np.random.default_rng(seed)
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self.channels = {"x": bands}
        self.bands = bands

    def node(self, kind: str, inputs: list[str], channels: int | None = None, **attributes) -> str:
        name = f"t{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        known = [self.channels[entry] for entry in inputs if entry in self.channels]
        self.channels[name] = channels if channels is not None else (known or [1])[0]
        return name

    def constant(self, values, dtype=np.float32) -> str:
        name = f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.asarray(values, dtype), name))
        return name

    def random(self, *shape: int) -> str:
        return self.constant(self.rng.uniform(0.1, 1.0, shape) / np.prod(shape[1:]))

    def conv(self, x: str, channels: int, k: int = 3, pad: int | None = None, **attributes) -> str:
        group = attributes.get("group", 1)
        if "auto_pad" not in attributes:
            dilation = attributes.get("dilations", [1])[0]
            side = dilation * (k - 1) // 2 if pad is None else pad
            attributes["pads"] = [side] * 4
        weight = self.random(channels, self.channels[x] // group, k, k)
        return self.node("Conv", [x, weight], channels, **attributes)

    def conv_up(self, x: str, channels: int, k: int = 2, **attributes) -> str:
        weight = self.random(self.channels[x], channels, k, k)
        return self.node("ConvTranspose", [x, weight], channels, strides=[2, 2], **attributes)

    def relu(self, x: str) -> str:
        return self.node("Relu", [x])

    def pool(self, x: str, kind: str = "MaxPool", k: int = 2, **attributes) -> str:
        return self.node(kind, [x], kernel_shape=[k, k], strides=[2, 2], **attributes)

    def concat(self, *parts: str) -> str:
        return self.node("Concat", list(parts), sum(self.channels[p] for p in parts), axis=1)

    def resize(self, x: str, scale: float = 2.0, **attributes) -> str:
        scales = self.constant([1, 1, scale, scale])
        return self.node("Resize", [x, "", scales], **attributes)

    def resize_like(self, x: str, other: str, **attributes) -> str:
        """Resize to another tensor's size, computed in the graph as exporters write it."""
        size = self.node("Slice", [self.node("Shape", [other]), *self._ints(2, 4, 0)])
        front = self.node("Slice", [self.node("Shape", [x]), *self._ints(0, 2, 0)])
        sizes = self.node("Concat", [front, size], axis=0)
        return self.node("Resize", [x, "", "", sizes], self.channels[x], **attributes)

    def _ints(self, *values: int) -> list[str]:
        return [self.constant([value], np.int64) for value in values]

    def save(
        self,
        path: Path,
        output: str,
        shape: tuple = ("n", "bands", "rows", "columns"),
        opset: int = 18,
        metadata: dict[str, str] | None = None,
        kind: int = TensorProto.FLOAT,
        input_kind: int = TensorProto.FLOAT,
    ) -> Path:
        dims = [self.bands if entry == "bands" else entry for entry in shape]
        graph = helper.make_graph(
            self.nodes,
            "net",
            [helper.make_tensor_value_info("x", input_kind, dims)],
            [helper.make_tensor_value_info(output, kind, None)],
            self.weights,
        )
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8
        )
        helper.set_model_props(model, metadata or {})
        onnx.save_model(model, path)
        return path


@pytest.fixture
def net() -> type[Net]:
    """The builder of test networks."""
    return Net


@pytest.fixture
def simple_network(tmp_path: Path) -> Callable[..., Path]:
    """Write a one-convolution network, optionally with an activation behind it."""

    def write(
        name: str = "simple",
        classes: int = 4,
        bands: int = 3,
        head: str = "Softmax",
        metadata: dict[str, str] | None = None,
        **options,
    ) -> Path:
        builder = Net(bands)
        output = builder.conv("x", classes)
        if head:
            attributes = {} if head == "Sigmoid" else {"axis": 1}
            output = builder.node(head, [output], **attributes)
        kind = TensorProto.INT64 if head == "ArgMax" else TensorProto.FLOAT
        path = tmp_path / f"{name}.onnx"
        return builder.save(path, output, metadata=metadata, kind=kind, **options)

    return write
