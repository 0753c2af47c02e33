"""Networks that add where they joined: the same numbers from less memory.

A decoder joins what it enlarged with what the encoder kept, and convolves the join. A convolution
of joined channels is the sum of the convolutions of the parts, so the join, the largest tensor of
a U-Net, need not exist. onnxruntime adds within the second convolution, in place, where it knows
the size of the picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Optional

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import NodeProto, helper, numpy_helper

from sat_dl_plugin.engine.models.propagation import Tensor

_CHANNELS = 1

# onnxruntime computes the first within a convolution that adds, the second only within one that
# does not: a convolution that changes nothing is put between.
_WITH_SUMS, _BEHIND_SUMS = "Relu", "Clip"


def split_joins(graph: onnx.GraphProto, tensors: Mapping[str, Tensor]) -> bool:
    """Replace convolutions of two joined tensors by sums of two convolutions, in place.

    Args:
        graph: A network with its weights inside.
        tensors: What is known of its tensors, as `Propagation` finds it.

    Returns:
        Whether there was any.
    """
    users: dict[str, list[NodeProto]] = {}
    for node in graph.node:
        for name in node.input:
            users.setdefault(name, []).append(node)
    for entry in graph.output:
        users.setdefault(entry.name, []).append(NodeProto())
    makers = {name: node for node in graph.node for name in node.output}
    made_at = {name: place for place, node in enumerate(graph.node) for name in node.output}
    weights = {entry.name: entry for entry in graph.initializer}
    nodes: list[NodeProto] = []
    for node in graph.node:
        join = makers.get(node.input[0]) if node.op_type == "Conv" else None
        kernel = _kernel(node, makers, weights) if join is not None else None
        if join is None or kernel is None or not _is_splittable(join, node, users):
            nodes.append(node)
            continue
        widths = [(tensors.get(name, Tensor()).shape or (0, 0))[_CHANNELS] for name in join.input]
        if min(widths) < 1 or sum(widths) != kernel.shape[_CHANNELS]:
            nodes.append(node)
            continue
        nodes.remove(join)
        parts = list(zip(join.input, np.split(kernel, widths[:1], _CHANNELS)))
        # What arises last is convolved last, and adds to what is there already.
        parts.sort(key=lambda part: made_at.get(part[0], -1), reverse=True)
        is_plain = users[node.output[0]][0].op_type == _WITH_SUMS
        nodes.extend(_sum_of_parts(graph, node, parts, is_plain))
    if len(nodes) <= len(graph.node):
        return False
    del graph.node[:]
    graph.node.extend(nodes)
    return True


def _is_splittable(
    join: NodeProto, convolution: NodeProto, users: Mapping[str, list[NodeProto]]
) -> bool:
    """Whether a convolution is the only one that needs a join, and may become a sum."""
    followers = users.get(convolution.output[0], [])
    return (
        join.op_type == "Concat"
        and len(join.input) == 2
        and _attribute(join, "axis", 0) == _CHANNELS
        and len(users[join.output[0]]) == 1
        and _attribute(convolution, "group", 1) == 1
        and len(followers) == 1
        and followers[0].op_type in (_WITH_SUMS, _BEHIND_SUMS)
    )


def _kernel(
    convolution: NodeProto,
    makers: Mapping[str, NodeProto],
    weights: Mapping[str, onnx.TensorProto],
) -> Optional[NDArray[np.float32]]:
    """Return constant weights (out, in, rows, cols), None where they are none."""
    name = convolution.input[1]
    maker = makers.get(name)
    # Weights stored in half precision.
    if maker is not None and maker.op_type == "Cast":
        name = maker.input[0]
    if name not in weights:
        return None
    return np.asarray(numpy_helper.to_array(weights[name]), np.float32)


def _sum_of_parts(
    graph: onnx.GraphProto,
    convolution: NodeProto,
    parts: list[tuple[str, NDArray[np.float32]]],
    is_plain: bool,
) -> list[NodeProto]:
    """Return the operations for (tensor, its share of the weights) in place of a convolution.

    Unless the sum is used as it is, a convolution that changes nothing follows it.
    """
    result = convolution.output[0]
    sums = []
    for source, kernel in parts:
        name = f"{result}_of_{source}"
        weights = numpy_helper.from_array(np.ascontiguousarray(kernel), f"{name}_weights")
        graph.initializer.append(weights)
        share = helper.make_node("Conv", [source, weights.name], [name], name=name)
        share.attribute.extend(convolution.attribute)
        sums.append(share)
    sums[0].input.extend(convolution.input[2:])
    names = [share.output[0] for share in sums]
    if is_plain:
        return [*reversed(sums), helper.make_node("Add", names, [result])]
    maps = len(parts[0][1])
    ones = numpy_helper.from_array(np.ones((maps, 1, 1, 1), np.float32), f"{result}_ones")
    graph.initializer.append(ones)
    total = f"{result}_sum"
    return [
        *reversed(sums),
        helper.make_node("Add", names, [total]),
        helper.make_node("Conv", [total, ones.name], [result], name=result, group=maps),
    ]


def _attribute(node: NodeProto, name: str, default: int) -> int:
    return next((entry.i for entry in node.attribute if entry.name == name), default)
