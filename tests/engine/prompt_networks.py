"""Tiny ONNX networks with the interfaces of SAM and EfficientSAM.

The encoder keeps the picture, made small, in one of its channels. The decoder says that a pixel
belongs to the object when the picture there is about as bright as under the first point.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

_FLOAT, _INT = TensorProto.FLOAT, TensorProto.INT64
_OPSET = 18


class _Graph:
    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def constant(self, values, kind=np.float32) -> str:
        name = f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.asarray(values, kind), name))
        return name

    def node(self, kind: str, *inputs: str, output: str = "", **attributes) -> str:
        name = output or f"t{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def save(self, path: Path, inputs: dict, outputs: dict) -> Path:
        graph = helper.make_graph(
            self.nodes,
            "prompt",
            [helper.make_tensor_value_info(name, *kind) for name, kind in inputs.items()],
            [helper.make_tensor_value_info(name, *kind) for name, kind in outputs.items()],
            self.weights,
        )
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=8
        )
        onnx.save_model(model, path)
        return path


def write_encoder(
    path: Path, family: str = "sam", side: int = 64, *, rows_first: bool = False
) -> Path:
    """Write an encoder whose embedding is the mean of the bands, in one channel.

    With rows first and a side of 0 pictures may have any size.
    """
    graph = _Graph()
    name = {"sam": "images", "efficientsam": "batched_images"}[family]
    shape = [1, 3, side, side] if family == "sam" else ["b", 3, "h", "w"]
    picture = name
    if rows_first:
        name, shape = "input_image", [side or "h", side or "w", 3]
        turned = graph.node("Transpose", name, perm=[2, 0, 1])
        picture = graph.node("Unsqueeze", turned, graph.constant([0], np.int64))
    graph.node(
        "ReduceMean", picture, graph.constant([1], np.int64), output="image_embeddings", keepdims=1
    )
    return graph.save(
        path,
        {name: (_FLOAT, shape)},
        {"image_embeddings": (_FLOAT, [1, 1, "rows", "cols"])},
    )


def _masks(graph: _Graph, coords: str, tolerances: tuple[float, ...]) -> str:
    """Add what finds the pixels that are as bright as the one under the first point."""
    point = graph.node("Reshape", coords, graph.constant([-1, 2], np.int64))
    first = graph.node("Slice", point, *(graph.constant([value], np.int64) for value in (0, 1, 0)))
    whole = graph.node("Cast", first, to=_INT)
    turned = graph.node("Gather", whole, graph.constant([1, 0], np.int64), axis=1)
    plane = graph.node("Squeeze", "image_embeddings", graph.constant([0, 1], np.int64))
    away = graph.node("Abs", graph.node("Sub", plane, graph.node("GatherND", plane, turned)))
    masks = [
        graph.node(
            "Unsqueeze",
            graph.node("Sub", graph.constant(tolerance), away),
            graph.constant([0], np.int64),
        )
        for tolerance in tolerances
    ]
    size = graph.node("Cast", "orig_im_size", to=_INT)
    limits = graph.node("Concat", graph.constant([len(tolerances)], np.int64), size, axis=0)
    return graph.node(
        "Slice",
        graph.node("Concat", *masks, axis=0),
        graph.constant([0, 0, 0], np.int64),
        limits,
        graph.constant([0, 1, 2], np.int64),
    )


def write_decoder(
    path: Path, family: str = "sam", tolerances=(0.05, 0.3, 1.0), extra_input: str = ""
) -> Path:
    """Write a decoder whose masks are the pixels about as bright as the one under the point.

    Its score is best for the second mask, when there is one.
    """
    graph = _Graph()
    is_sam = family == "sam"
    coords = "point_coords" if is_sam else "batched_point_coords"
    labels = "point_labels" if is_sam else "batched_point_labels"
    cut = _masks(graph, coords, tolerances)
    axes = [0] if is_sam else [0, 1]
    name = "masks" if is_sam else "output_masks"
    graph.node("Unsqueeze", cut, graph.constant(axes, np.int64), output=name)
    scores = np.full(len(tolerances), 0.5, np.float32)
    scores[min(1, len(tolerances) - 1)] = 0.9
    # Labels and the mask of a former answer change nothing, but have to be there.
    unused = graph.node("Mul", graph.node("ReduceSum", labels, keepdims=0), graph.constant(0.0))
    inputs = {
        "image_embeddings": (_FLOAT, [1, 1, "rows", "cols"]),
        coords: (_FLOAT, [1, "points", 2] if is_sam else ["b", "q", "points", 2]),
        labels: (_FLOAT, [1, "points"] if is_sam else ["b", "q", "points"]),
        "orig_im_size": (_FLOAT if is_sam else _INT, [2]),
    }
    if is_sam:
        inputs["mask_input"] = (_FLOAT, [1, 1, 256, 256])
        inputs["has_mask_input"] = (_FLOAT, [1])
        for name_of in ("mask_input", "has_mask_input"):
            nothing = graph.node(
                "Mul", graph.node("ReduceSum", name_of, keepdims=0), graph.constant(0.0)
            )
            unused = graph.node("Add", unused, nothing)
    if extra_input:
        inputs[extra_input] = (_FLOAT, [1])
    graph.node("Add", graph.constant(scores[None]), unused, output="iou_predictions")
    shape = [1, "k", "h", "w"] if is_sam else [1, 1, "k", "h", "w"]
    return graph.save(
        path,
        inputs,
        {name: (_FLOAT, shape), "iou_predictions": (_FLOAT, [1, len(tolerances)])},
    )
