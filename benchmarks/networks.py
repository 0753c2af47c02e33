"""Networks for measuring: made from scratch, random weights, no training."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from sat_dl_plugin.contract.card import CARD_KEY, ClassCard, ModelCard


class _Graph:
    """Collects nodes and weights of one network."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self._random = np.random.default_rng(0)

    def node(self, kind: str, *inputs: str, **attributes: object) -> str:
        name = f"{kind.lower()}{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def constant(self, name: str, values: NDArray[np.float32]) -> str:
        self.weights.append(numpy_helper.from_array(values, name))
        return name

    def conv(self, source: str, inputs: int, outputs: int, side: int = 3) -> str:
        fan_in = inputs * side * side
        kernel = self._random.normal(0, (2 / fan_in) ** 0.5, (outputs, inputs, side, side))
        name = self.constant(f"w{len(self.weights)}", kernel.astype(np.float32))
        return self.node("Conv", source, name, kernel_shape=[side, side], pads=[side // 2] * 4)


def unet64(path: Path, *, bands: int = 3, classes: int = 5, levels: int = 5) -> Path:
    """Write a U-Net with 64 feature maps at every level (Nowaczyński et al., 2017).

    Two 3x3 convolutions a level on the way down and on the way up, max pooling, nearest
    upsampling, softmax; input 0 to 1, any size that is a multiple of ``2 ** (levels - 1)``.
    """
    graph = _Graph()
    skips = []
    tensor, width = "input", bands
    for level in range(levels):
        for _ in range(2):
            tensor, width = graph.node("Relu", graph.conv(tensor, width, 64)), 64
        if level < levels - 1:
            skips.append(tensor)
            tensor = graph.node("MaxPool", tensor, kernel_shape=[2, 2], strides=[2, 2])
    scales = graph.constant("scales", np.array([1, 1, 2, 2], np.float32))
    for skip in reversed(skips):
        up = graph.node(
            "Resize",
            tensor,
            "",
            scales,
            mode="nearest",
            coordinate_transformation_mode="asymmetric",
            nearest_mode="floor",
        )
        tensor = graph.node("Concat", up, skip, axis=1)
        for width in (128, 64):
            tensor = graph.node("Relu", graph.conv(tensor, width, 64))
    logits = graph.conv(tensor, 64, classes, side=1)
    graph.nodes.append(helper.make_node("Softmax", [logits], ["probabilities"], axis=1))
    _save(graph, path, bands, classes, stride=2 ** (levels - 1))
    return path


def _save(graph: _Graph, path: Path, bands: int, classes: int, stride: int) -> None:
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            path.stem,
            [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["n", bands, "h", "w"])],
            [
                helper.make_tensor_value_info(
                    "probabilities", TensorProto.FLOAT, ["n", classes, "h", "w"]
                )
            ],
            graph.weights,
        ),
        opset_imports=[helper.make_opsetid("", 17)],
        ir_version=8,
    )
    names = ["background", *(f"class {index}" for index in range(1, classes))]
    card = ModelCard(
        name=path.stem,
        classes=tuple(ClassCard(index, name) for index, name in enumerate(names)),
        stride_px=stride,
        gsd_m=0.5,
    )
    helper.set_model_props(model, {CARD_KEY: card.to_json()})
    onnx.save(model, path)
