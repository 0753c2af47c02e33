"""Propagation of shapes and spans through an ONNX graph at one concrete input size.

Every tensor gets its shape, which of its axes are rows and columns, and the `Span` of each.
An operation that mixes all positions, or that nobody here knows, loses the span (never the
shape, where it can be had), so that a network is taken for fully convolutional only when
every step of it is known to be.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Callable, Optional

import numpy as np
import onnx
from onnx import NodeProto, TensorProto

from sat_dl_plugin.contract.errors import ModelError
from sat_dl_plugin.engine.models.folding import MAX_ELEMENTS, Value, fold
from sat_dl_plugin.engine.models.spans import Span, union
from sat_dl_plugin.engine.models.trees import feature_count, is_tree_ensemble, output_count

# A gigabyte of float32.
_LARGEST_CONSTANT = 2**28

Shape = tuple[int, ...]
Spans = tuple[Span, Span]


@dataclass(frozen=True)
class Tensor:
    """What is known of one tensor."""

    shape: Optional[Shape] = None
    axes: Optional[tuple[int, int]] = None
    """Which axes are rows and columns; None when the tensor has none or they are lost."""
    spans: Optional[Spans] = None
    """Dependence of rows and columns on the input; None when on everything (or unknown)."""
    is_constant: bool = False
    """Independent of the picture's values."""
    value: Optional[Value] = None
    """The elements, for small arrays that do not depend on the picture's values."""
    labels: Optional[int] = None
    """Number of classes, for class numbers that an ArgMax made."""
    item_bytes: int = 4
    table_of: Optional[Tensor] = None
    """For a table with a row for each pixel: the picture (n, rows, columns, channels)."""

    @property
    def bytes(self) -> int:
        """Memory of the tensor, 0 when its shape is unknown."""
        return math.prod(self.shape) * self.item_bytes if self.shape is not None else 0


class Unlocal(Exception):  # noqa: N818 - a finding that ends one rule, not an error
    """An operation mixes positions from everywhere; the text says how."""


@dataclass
class Step:
    """One operation on its way through the graph."""

    node: NodeProto
    attributes: dict[str, Any]
    inputs: list[Optional[Tensor]]
    opset: int

    def tensor(self, index: int = 0) -> Tensor:
        """Return one input, an unknown tensor when it is left out."""
        given = self.inputs[index] if index < len(self.inputs) else None
        return given or Tensor()

    def value(self, index: int) -> Optional[Value]:
        """Return the elements of one input when they are known."""
        return self.tensor(index).value

    def integers(self, index: int, attribute: str) -> Optional[list[int]]:
        """Return integers that newer opsets take as an input, older ones as an attribute."""
        value = self.value(index)
        if value is not None:
            return [int(item) for item in value.reshape(-1)]
        if index < len(self.inputs) and self.inputs[index] is not None:
            raise Unlocal(f"{self.node.op_type} computes its {attribute} from the picture")
        listed = self.attributes.get(attribute)
        return None if listed is None else [int(item) for item in listed]


Rule = Callable[[Step], list[Tensor]]


class Propagation:
    """The tensors of one graph at one input size.

    Args:
        model: The network, as `loading.load_proto` returns it.
        input_name: The graph input that takes the picture.
        shape: Concrete shape of that input.
        axes: Its axes that are rows and columns.
    """

    def __init__(
        self, model: onnx.ModelProto, input_name: str, shape: Shape, axes: tuple[int, int]
    ) -> None:
        self.tensors: dict[str, Tensor] = {"": Tensor()}
        self.lost_at = ""
        """The first operation that lost the spans, in words."""
        self._opset = next(
            (entry.version for entry in model.opset_import if entry.domain in ("", "ai.onnx")), 1
        )
        self._graph = model.graph
        for initializer in model.graph.initializer:
            self.tensors[initializer.name] = _constant(initializer)
        self.tensors[input_name] = Tensor(shape, axes, (Span(), Span()))
        for node in model.graph.node:
            self._run(node)

    def _run(self, node: NodeProto) -> None:
        inputs = [self.tensors.get(name, Tensor()) if name else None for name in node.input]
        attributes = {entry.name: _attribute(entry) for entry in node.attribute}
        step = Step(node, attributes, inputs, self._opset)
        for name, tensor in zip(node.output, self._results(step)):
            if name:
                self.tensors[name] = tensor

    def _results(self, step: Step) -> list[Tensor]:
        if is_tree_ensemble(step.node):
            return _trees(step)
        constant = _constant_result(step)
        if constant is not None:
            return [constant]
        is_standard = step.node.domain in ("", "ai.onnx")
        rule = _RULES.get(step.node.op_type, _unknown) if is_standard else _unknown
        try:
            results = rule(step)
        except Unlocal as reason:
            results = [_lost(step)] * len(step.node.output)
            self._note(step, str(reason))
        except (ValueError, IndexError, KeyError, TypeError, ArithmeticError):
            results = [Tensor()] * len(step.node.output)
            self._note(step, f"{step.node.op_type} has unusual parameters")
        else:
            if results and results[0].spans is None and results[0].table_of is None:
                self._note(step, f"{step.node.op_type} looks at the whole picture")
        if step.node.op_type not in _TABLE_OPERATIONS:
            results = [replace(tensor, table_of=None) for tensor in results]
        return results

    def _note(self, step: Step, reason: str) -> None:
        had_spans = any(
            tensor is not None and (tensor.spans or tensor.table_of) for tensor in step.inputs
        )
        if had_spans and not self.lost_at:
            self.lost_at = reason


def _attribute(entry: onnx.AttributeProto) -> Any:
    if entry.type == onnx.AttributeProto.TENSOR:
        return small_array(entry.t)
    if entry.type in (onnx.AttributeProto.GRAPH, onnx.AttributeProto.GRAPHS):
        return None
    value = onnx.helper.get_attribute_value(entry)
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def small_array(tensor: TensorProto) -> Optional[Value]:
    """Return the elements of small weights that lie in the file, None for all others."""
    inside = tensor.data_location != TensorProto.EXTERNAL
    if not inside or math.prod(tensor.dims) > MAX_ELEMENTS:
        return None
    return np.asarray(onnx.numpy_helper.to_array(tensor))


def _constant(tensor: TensorProto) -> Tensor:
    return Tensor(tuple(tensor.dims), is_constant=True, value=small_array(tensor))


def _constant_result(step: Step) -> Optional[Tensor]:
    """Return the result of operations that do not depend on the picture's values."""
    kind = step.node.op_type
    if kind == "Constant":
        return _literal(step)
    if kind in ("Shape", "Size"):
        return _shape_value(step)
    given = [tensor for tensor in step.inputs if tensor is not None]
    if not given or len(step.node.output) > 1 or not all(t.is_constant for t in given):
        return None
    if all(tensor.value is not None for tensor in given):
        values = [None if tensor is None else tensor.value for tensor in step.inputs]
        value = fold(kind, step.attributes, values)
        if value is not None:
            return Tensor(tuple(value.shape), is_constant=True, value=value)
    return Tensor(_constant_shape(step), is_constant=True)


def _shape_value(step: Step) -> Tensor:
    shape = step.tensor().shape
    if shape is None:
        return Tensor(is_constant=True)
    if step.node.op_type == "Size":
        value: Value = np.asarray(math.prod(shape), dtype=np.int64)
    else:
        start, end = step.attributes.get("start", 0), step.attributes.get("end")
        value = np.asarray(shape[start:end], dtype=np.int64)
    return Tensor(tuple(value.shape), is_constant=True, value=value)


def _constant_shape(step: Step) -> Optional[Shape]:
    """Return the shape of what is computed from weights too large to evaluate."""
    first = step.tensor().shape
    given = step.value(0 if step.node.op_type == "ConstantOfShape" else 1)
    if step.node.op_type in ("ConstantOfShape", "Expand") and given is not None:
        shape = tuple(int(size) for size in given.reshape(-1))
        if math.prod(shape) > _LARGEST_CONSTANT:
            raise ModelError(
                f"The network fills an array of the impossible shape {list(shape)}",
                "It is damaged or hostile",
                "Export the network again",
            )
        return shape
    if step.node.op_type in _UNARY or step.node.op_type in ("Cast", "DequantizeLinear"):
        return first
    if step.node.op_type == "Transpose" and first is not None:
        return tuple(first[axis] for axis in step.attributes.get("perm", range(len(first))[::-1]))
    if step.node.op_type in _BROADCAST:
        shapes = [tensor.shape for tensor in step.inputs if tensor is not None]
        if all(shape is not None for shape in shapes):
            return tuple(np.broadcast_shapes(*shapes))  # type: ignore[arg-type]
    return None


def _literal(step: Step) -> Tensor:
    attributes = step.attributes
    entry = next((item for item in step.node.attribute if item.name == "value"), None)
    if entry is not None:
        return _constant(entry.t)
    for name, kind in (
        ("value_int", np.int64),
        ("value_ints", np.int64),
        ("value_float", np.float32),
        ("value_floats", np.float32),
    ):
        if name in attributes:
            value = np.asarray(attributes[name], dtype=kind)
            return Tensor(value.shape, is_constant=True, value=value)
    return Tensor(is_constant=True)


def _unknown(step: Step) -> list[Tensor]:
    raise Unlocal(f"{step.node.op_type} is not known to be local")


def _lost(step: Step) -> Tensor:
    """Return the result of an operation that is not local: the shape at best."""
    source = step.tensor()
    if step.node.op_type in _SAME_SHAPE:
        return replace(source, spans=None, value=None, is_constant=False)
    return Tensor()


def _spatial(step: Step) -> Tensor:
    """Return the first input as a picture (n, channels, rows, columns), or give up."""
    source = step.tensor()
    if source.shape is None or len(source.shape) != 4:
        raise Unlocal(f"{step.node.op_type} works on something that is no picture")
    if source.axes not in (None, (2, 3)):
        return replace(source, axes=(2, 3), spans=None)
    return replace(source, axes=(2, 3))


def _pads(step: Step, sizes: Shape, kernel: Shape, stride: Shape, dilation: Shape) -> list[int]:
    """Return the padding (top, left, bottom, right) in positions."""
    mode = step.attributes.get("auto_pad", "NOTSET")
    if mode == "VALID":
        return [0, 0, 0, 0]
    if mode == "NOTSET":
        return [int(pad) for pad in step.attributes.get("pads", (0, 0, 0, 0))]
    before, after = [], []
    for axis in range(2):
        wanted = -(-sizes[axis] // stride[axis])
        reach = dilation[axis] * (kernel[axis] - 1) + 1
        total = max((wanted - 1) * stride[axis] + reach - sizes[axis], 0)
        small, large = total // 2, total - total // 2
        before.append(small if mode == "SAME_UPPER" else large)
        after.append(large if mode == "SAME_UPPER" else small)
    return before + after


def _pair(step: Step, name: str, default: int = 1) -> Shape:
    given = step.attributes.get(name)
    return (default, default) if given is None else (int(given[0]), int(given[1]))


def _windowed(step: Step, source: Tensor, channels: int, kernel: Shape) -> list[Tensor]:
    """Return the result of a convolution or a pooling window."""
    shape = _known(source)
    stride, dilation = _pair(step, "strides"), _pair(step, "dilations")
    pads = _pads(step, shape[2:], kernel, stride, dilation)
    spans: list[Optional[Span]] = []
    sizes = []
    for axis in range(2):
        reach = dilation[axis] * (kernel[axis] - 1) + 1
        free = shape[2 + axis] + pads[axis] + pads[2 + axis] - reach
        if step.attributes.get("ceil_mode"):
            size = -(-free // stride[axis]) + 1
            # A window may not start in the padding at the far side.
            if (size - 1) * stride[axis] >= shape[2 + axis] + pads[axis]:
                size -= 1
        else:
            size = free // stride[axis] + 1
        sizes.append(size)
        span = source.spans[axis] if source.spans else None
        spans.append(
            span.convolved(kernel[axis], stride[axis], dilation[axis], pads[axis]) if span else None
        )
    return [Tensor((shape[0], channels, *sizes), (2, 3), _both(spans))]


def _both(spans: list[Optional[Span]]) -> Optional[Spans]:
    return None if spans[0] is None or spans[1] is None else (spans[0], spans[1])


def _known(tensor: Tensor) -> Shape:
    if tensor.shape is None:
        raise Unlocal("a shape cannot be computed beforehand")
    return tensor.shape


def _weights(step: Step) -> Shape:
    weights = step.tensor(1)
    if not weights.is_constant:
        raise Unlocal(f"{step.node.op_type} takes its weights from the picture")
    return _known(weights)


def _conv(step: Step) -> list[Tensor]:
    weights = _weights(step)
    return _windowed(step, _spatial(step), weights[0], weights[2:])


def _pool(step: Step) -> list[Tensor]:
    source = _spatial(step)
    kernel = _pair(step, "kernel_shape")
    indices = [Tensor()] * (len(step.node.output) - 1)
    return [*_windowed(step, source, _known(source)[1], kernel), *indices]


def _conv_transpose(step: Step) -> list[Tensor]:
    source, weights = _spatial(step), _weights(step)
    if step.attributes.get("auto_pad", "NOTSET") not in ("NOTSET", "VALID"):
        raise Unlocal("ConvTranspose computes its padding from the size")
    if step.attributes.get("output_shape"):
        raise Unlocal("ConvTranspose has a fixed size")
    shape, kernel = _known(source), weights[2:]
    stride, dilation = _pair(step, "strides"), _pair(step, "dilations")
    extra, pads = _pair(step, "output_padding", 0), step.attributes.get("pads", (0, 0, 0, 0))
    sizes, spans = [], []
    for axis in range(2):
        reach = dilation[axis] * (kernel[axis] - 1) + 1
        whole = stride[axis] * (shape[2 + axis] - 1) + extra[axis] + reach
        sizes.append(whole - pads[axis] - pads[2 + axis])
        span = source.spans[axis] if source.spans else None
        spans.append(
            span.transposed(kernel[axis], stride[axis], dilation[axis], pads[axis])
            if span
            else None
        )
    channels = weights[1] * int(step.attributes.get("group", 1))
    return [Tensor((shape[0], channels, *sizes), (2, 3), _both(spans))]


def _global_pool(step: Step) -> list[Tensor]:
    shape = _known(_spatial(step))
    return [Tensor((*shape[:2], 1, 1), (2, 3))]


def _unary(step: Step) -> list[Tensor]:
    """Each element from the element at the same place (and from weights)."""
    return [step.tensor()] + [Tensor()] * (len(step.node.output) - 1)


def _cast(step: Step) -> list[Tensor]:
    kind = int(step.attributes.get("to", TensorProto.FLOAT))
    if step.node.op_type == "CastLike":
        return [step.tensor()]
    size = onnx.helper.tensor_dtype_to_np_dtype(kind).itemsize
    return [replace(step.tensor(), item_bytes=int(size))]


def _normalised(step: Step) -> list[Tensor]:
    """Softmax and its kin: fine along channels, not along rows or columns."""
    source = step.tensor()
    shape = _known(source)
    axis = int(step.attributes.get("axis", -1 if step.opset >= 13 else 1)) % len(shape)
    mixed = {axis} if step.opset >= 13 else set(range(axis, len(shape)))
    if step.node.op_type == "LayerNormalization":
        axis = int(step.attributes.get("axis", -1)) % len(shape)
        mixed = set(range(axis, len(shape)))
    if source.axes is None or mixed & set(source.axes):
        raise Unlocal(f"{step.node.op_type} runs over all positions")
    return [source] + [Tensor()] * (len(step.node.output) - 1)


def _broadcast(step: Step) -> list[Tensor]:
    """Element by element, with the shorter operand repeated."""
    operands = [tensor for tensor in step.inputs if tensor is not None]
    shape = tuple(int(n) for n in np.broadcast_shapes(*[_known(operand) for operand in operands]))
    pictures = [operand for operand in operands if operand.axes is not None]
    if not pictures:
        return [Tensor(shape, item_bytes=max(operand.item_bytes for operand in operands))]
    lead = max(pictures, key=_area)
    rank = len(shape)
    axes = (_from_end(lead, 0, rank), _from_end(lead, 1, rank))
    spans = lead.spans
    for operand in operands:
        spans = _joined(spans, _seen_at(operand, axes, shape))
    labels = next((operand.labels for operand in pictures if operand.labels), None)
    kind = max(operand.item_bytes for operand in pictures)
    return [Tensor(shape, axes, spans, labels=labels, item_bytes=kind)]


def _from_end(tensor: Tensor, which: int, rank: int) -> int:
    axes, shape = tensor.axes, tensor.shape
    if axes is None or shape is None:
        raise Unlocal("rows and columns are lost")
    return axes[which] + rank - len(shape)


def _area(tensor: Tensor) -> int:
    if tensor.axes is None or tensor.shape is None:
        return 0
    return tensor.shape[tensor.axes[0]] * tensor.shape[tensor.axes[1]]


def _seen_at(operand: Tensor, axes: tuple[int, int], shape: Shape) -> Optional[Spans]:
    """Return the spans of an operand along the result's rows and columns."""
    own, rank = _known(operand), len(shape)
    if operand.is_constant:
        places = [axis - (rank - len(own)) for axis in axes]
        if any(place >= 0 and own[place] > 1 for place in places):
            raise Unlocal("weights differ from place to place")
        return (Span((), (), 0), Span((), (), 0))
    if operand.axes is None or operand.spans is None:
        return None
    aligned = tuple(_from_end(operand, which, rank) for which in (0, 1))
    if aligned != axes or any(own[operand.axes[i]] != shape[axes[i]] for i in (0, 1)):
        return None
    return operand.spans


def _joined(first: Optional[Spans], second: Optional[Spans]) -> Optional[Spans]:
    if first is None or second is None:
        return None
    if not second[0].low:
        return first
    if not first[0].low:
        return second
    return _both([union(first[0], second[0]), union(first[1], second[1])])


def _concat(step: Step) -> list[Tensor]:
    operands = [tensor for tensor in step.inputs if tensor is not None]
    shapes = [_known(operand) for operand in operands]
    axis = int(step.attributes["axis"]) % len(shapes[0])
    shape = list(shapes[0])
    shape[axis] = sum(other[axis] for other in shapes)
    for other in shapes[1:]:
        if [n for i, n in enumerate(other) if i != axis] != [
            n for i, n in enumerate(shapes[0]) if i != axis
        ]:
            raise Unlocal("Concat joins pictures of different sizes")
    lead = next((operand for operand in operands if operand.axes is not None), None)
    if lead is None or lead.axes is None:
        return [Tensor(tuple(shape))]
    if axis in lead.axes:
        return [Tensor(tuple(shape), lead.axes)]
    spans = lead.spans
    for operand in operands:
        spans = _joined(spans, _seen_at(operand, lead.axes, tuple(shape)))
    return [Tensor(tuple(shape), lead.axes, spans)]


def _resize(step: Step) -> list[Tensor]:
    source = _spatial(step)
    shape = _known(source)
    sizes, scales = _resize_target(step, shape)
    result = Tensor((*shape[:2], *sizes), (2, 3))
    if sizes == shape[2:] and scales[0] == scales[1] == 1:
        return [replace(result, spans=source.spans)]
    transform = step.attributes.get("coordinate_transformation_mode", "half_pixel")
    if step.node.op_type == "Upsample" or step.opset < 11:
        transform = "asymmetric"
    centred = transform in ("half_pixel", "pytorch_half_pixel", "half_pixel_symmetric")
    if not (centred or transform == "asymmetric") or step.attributes.get("antialias"):
        return [result]
    if step.attributes.get("keep_aspect_ratio_policy", "stretch") != "stretch":
        return [result]
    if source.spans is None:
        return [result]
    spans = [
        source.spans[i].resized(scales[i], _interpolated(step, scales[i]), centred) for i in (0, 1)
    ]
    return [replace(result, spans=_both(spans))]


def _resize_target(step: Step, shape: Shape) -> tuple[Shape, tuple[Fraction, Fraction]]:
    """Return the new rows and columns and the exact scale of each axis."""
    given_axes = step.attributes.get("axes")
    axes = list(range(4)) if given_axes is None else [int(axis) % 4 for axis in given_axes]
    old_form = step.node.op_type == "Upsample" or step.opset < 11
    sizes_value = None if old_form else step.value(3)
    scales_value = step.value(1 if old_form else 2)
    if scales_value is None and old_form and "scales" in step.attributes:
        scales_value = np.asarray(step.attributes["scales"])
    new, scales = list(shape), [Fraction(1)] * 4
    if sizes_value is not None and sizes_value.size == len(axes):
        for axis, size in zip(axes, sizes_value.tolist()):
            new[axis], scales[axis] = int(size), Fraction(int(size), shape[axis])
    elif scales_value is not None and scales_value.size == len(axes):
        for axis, scale in zip(axes, scales_value.tolist()):
            exact = Fraction(float(scale)).limit_denominator(64)
            if abs(float(exact) - scale) > 1e-6 * scale:
                raise Unlocal(f"Resize scales by {scale}, which is no simple fraction")
            new[axis], scales[axis] = math.floor(shape[axis] * exact), exact
    else:
        raise Unlocal("Resize computes its size from the picture")
    if new[:2] != list(shape[:2]):
        raise Unlocal("Resize changes the channels")
    return tuple(new[2:]), (scales[2], scales[3])


def _interpolated(step: Step, scale: Fraction) -> Callable[[Fraction], list[int]]:
    """Return the function from a place to the positions that are interpolated there."""
    mode = step.attributes.get("mode", "nearest")
    if mode == "cubic":
        return lambda place: [math.floor(place) + tap for tap in (-1, 0, 1, 2)]
    if mode in ("linear", "bilinear"):
        return lambda place: [math.floor(place), math.ceil(place)]
    rounding = step.attributes.get("nearest_mode", "round_prefer_floor")
    if step.node.op_type == "Upsample" or step.opset < 11:
        rounding = "floor"
    shift = {"floor": Fraction(0), "ceil": Fraction(1)}.get(rounding, Fraction(1, 2))
    # Ties, and all places that a float32 cannot hold exactly, may go to either neighbour.
    dyadic = scale.numerator & (scale.numerator - 1) == 0
    doubt = Fraction(0) if dyadic and shift.denominator == 1 else Fraction(1, 1024)

    def nearest(place: Fraction) -> list[int]:
        if rounding == "ceil":
            return [math.ceil(place - doubt), math.ceil(place + doubt)]
        return [math.floor(place + shift - doubt), math.floor(place + shift + doubt)]

    return nearest


def _pad(step: Step) -> list[Tensor]:
    source = step.tensor()
    shape = _known(source)
    pads = step.integers(1, "pads")
    if pads is None:
        raise Unlocal("Pad computes its widths from the picture")
    chosen = step.integers(3, "axes") or list(range(len(shape)))
    before, after = [0] * len(shape), [0] * len(shape)
    for place, axis in enumerate(chosen):
        before[axis], after[axis] = pads[place], pads[place + len(chosen)]
    new = tuple(n + before[i] + after[i] for i, n in enumerate(shape))
    if source.axes is None or source.spans is None:
        return [Tensor(new, source.axes)]
    if step.attributes.get("mode") == "wrap" and any(before[a] or after[a] for a in source.axes):
        raise Unlocal("Pad repeats the other side of the picture")
    spans = tuple(span.shifted(-before[a]) for span, a in zip(source.spans, source.axes))
    return [Tensor(new, source.axes, (spans[0], spans[1]))]


def _slice(step: Step) -> list[Tensor]:
    source = step.tensor()
    shape = list(_known(source))
    starts, ends = step.integers(1, "starts"), step.integers(2, "ends")
    if starts is None or ends is None:
        raise Unlocal("Slice computes its bounds from the picture")
    axes = step.integers(3, "axes") or list(range(len(starts)))
    steps = step.integers(4, "steps") or [1] * len(starts)
    spans: list[Optional[Span]] = list(source.spans) if source.spans else [None, None]
    for start, end, raw_axis, stride in zip(starts, ends, axes, steps):
        axis = raw_axis % len(shape)
        first, last, _ = slice(start, end, stride).indices(shape[axis])
        if source.axes and axis in source.axes:
            if stride < 1:
                raise Unlocal("Slice mirrors the picture")
            which = source.axes.index(axis)
            span = spans[which]
            spans[which] = span.convolved(1, stride, 1, -first) if span else None
        shape[axis] = len(range(first, last, stride))
    return [Tensor(tuple(shape), source.axes, _both(spans), item_bytes=source.item_bytes)]


def _split(step: Step) -> list[Tensor]:
    source = step.tensor()
    shape = _known(source)
    axis = int(step.attributes.get("axis", 0)) % len(shape)
    count = len(step.node.output)
    part = -(-shape[axis] // count)
    lengths = step.integers(1, "split")
    if lengths is None:
        lengths = [min(part, shape[axis] - part * place) for place in range(count)]
    if source.axes and axis in source.axes:
        raise Unlocal("Split cuts the picture")
    parts = [(*shape[:axis], length, *shape[axis + 1 :]) for length in lengths]
    return [replace(source, shape=tuple(part_shape)) for part_shape in parts]


def _transpose(step: Step) -> list[Tensor]:
    source = step.tensor()
    shape = _known(source)
    order = [int(axis) for axis in step.attributes.get("perm", range(len(shape))[::-1])]
    axes = None
    if source.axes is not None:
        axes = (order.index(source.axes[0]), order.index(source.axes[1]))
    return [replace(source, shape=tuple(shape[axis] for axis in order), axes=axes)]


def _reshaped(step: Step, source: Tensor, shape: Shape) -> list[Tensor]:
    """Follow rows and columns through a new shape; they may not be torn apart."""
    old = _known(source)
    if math.prod(old) != math.prod(shape):
        raise Unlocal(f"{step.node.op_type} does not fit this size")
    if source.table_of is not None:
        return [_picture_again(source, shape)]
    if source.axes is None:
        return [Tensor(shape, labels=source.labels)]
    if len(old) == 4 and {*source.axes} == {1, 2} and len(shape) == 2 and shape[1] == old[3]:
        return [Tensor(shape, item_bytes=source.item_bytes, table_of=source)]
    found = []
    for axis in source.axes:
        before, after = math.prod(old[:axis]), math.prod(old[axis + 1 :])
        places = [
            i
            for i, size in enumerate(shape)
            if size == old[axis]
            and math.prod(shape[:i]) == before
            and math.prod(shape[i + 1 :]) == after
        ]
        if not places:
            return [Tensor(shape, labels=source.labels)]
        found.append(places[0])
    return [replace(source, shape=shape, axes=(found[0], found[1]))]


def _picture_again(table: Tensor, shape: Shape) -> Tensor:
    """Return a table of pixels as the picture that its rows were taken from, other channels."""
    picture, channels = table.table_of, _known(table)[1]
    if picture is None or shape != (*_known(picture)[:3], channels):
        return Tensor(shape)
    return replace(picture, shape=shape, item_bytes=table.item_bytes, labels=None)


def _trees(step: Step) -> list[Tensor]:
    """Each row of a table by itself.

    Raises:
        ModelError: If the trees look at anything but the values of a pixel.
    """
    table = step.tensor()
    if table.table_of is None or table.shape is None:
        raise ModelError(
            "The model's decision trees look at something other than single pixels",
            "What they ask for cannot be checked there",
            "Export it with the picture reshaped to a table with a row for each pixel",
        )
    needed = feature_count(step.attributes)
    if needed > table.shape[1]:
        raise ModelError(
            f"The model's decision trees ask for {needed:,} values and get {table.shape[1]:,}",
            "It is damaged or hostile",
            "Export it again",
        )
    numbers = Tensor(
        (table.shape[0], output_count(step.node.op_type, step.attributes)), table_of=table.table_of
    )
    if step.node.op_type == "TreeEnsembleRegressor":
        return [numbers]
    return [Tensor((table.shape[0],), item_bytes=8), numbers]


def _reshape(step: Step) -> list[Tensor]:
    source = step.tensor()
    target = step.integers(1, "shape")
    if target is None:
        raise Unlocal("Reshape computes its shape from the picture")
    if source.shape is None and min(target) > 0:
        return [Tensor(tuple(target))]
    old = _known(source)
    keep = not step.attributes.get("allowzero")
    new = [old[i] if size == 0 and keep else size for i, size in enumerate(target)]
    if -1 in new:
        rest = math.prod(size for size in new if size != -1)
        new[new.index(-1)] = math.prod(old) // max(rest, 1)
    return _reshaped(step, source, tuple(new))


def _gather(step: Step) -> list[Tensor]:
    """Pick along an axis, by numbers that do not depend on the picture."""
    source, index = step.tensor(), step.tensor(1)
    old, picked = _known(source), _known(index)
    axis = int(step.attributes.get("axis", 0)) % len(old)
    shape = (*old[:axis], *picked, *old[axis + 1 :])
    if source.axes is None or axis in source.axes or not index.is_constant:
        return [Tensor(shape)]
    shift = len(picked) - 1
    first, second = (place + shift if place > axis else place for place in source.axes)
    return [replace(source, shape=shape, axes=(first, second), labels=None)]


def _gemm(step: Step) -> list[Tensor]:
    rows = _known(step.tensor())[1 if step.attributes.get("transA") else 0]
    columns = _known(step.tensor(1))[0 if step.attributes.get("transB") else 1]
    return [Tensor((rows, columns))]


def _flatten(step: Step) -> list[Tensor]:
    old = _known(step.tensor())
    axis = int(step.attributes.get("axis", 1))
    return _reshaped(step, step.tensor(), (math.prod(old[:axis]), math.prod(old[axis:])))


def _squeeze(step: Step) -> list[Tensor]:
    source = step.tensor()
    old = _known(source)
    listed = step.integers(1, "axes")
    gone = (
        {i for i, n in enumerate(old) if n == 1}
        if listed is None
        else {axis % len(old) for axis in listed}
    )
    if source.axes and gone & set(source.axes):
        return [Tensor(tuple(n for i, n in enumerate(old) if i not in gone))]
    kept = [i for i in range(len(old)) if i not in gone]
    axes = (kept.index(source.axes[0]), kept.index(source.axes[1])) if source.axes else None
    return [replace(source, shape=tuple(old[i] for i in kept), axes=axes)]


def _unsqueeze(step: Step) -> list[Tensor]:
    source = step.tensor()
    old = list(_known(source))
    axes = step.integers(1, "axes") or []
    rank = len(old) + len(axes)
    new_places = {axis % rank for axis in axes}
    kept = [i for i in range(rank) if i not in new_places]
    sizes = iter(old)
    shape = tuple(1 if i in new_places else next(sizes) for i in range(rank))
    moved = (kept[source.axes[0]], kept[source.axes[1]]) if source.axes else None
    return [replace(source, shape=shape, axes=moved)]


def _reduce(step: Step) -> list[Tensor]:
    source = step.tensor()
    old = _known(source)
    listed = step.integers(1, "axes")
    mixed = set(range(len(old))) if listed is None else {axis % len(old) for axis in listed}
    keep = bool(step.attributes.get("keepdims", 1))
    return [_without(source, mixed, keep)]


def _without(source: Tensor, mixed: set[int], keep: bool) -> Tensor:
    old = _known(source)
    kept = list(range(len(old))) if keep else [i for i in range(len(old)) if i not in mixed]
    shape = tuple(1 if i in mixed else old[i] for i in kept)
    if source.axes is None or mixed & set(source.axes):
        return Tensor(shape, source.axes if keep else None)
    axes = (kept.index(source.axes[0]), kept.index(source.axes[1]))
    return replace(source, shape=shape, axes=axes, labels=None)


def _arg_max(step: Step) -> list[Tensor]:
    source = step.tensor()
    axis = int(step.attributes.get("axis", 0)) % len(_known(source))
    result = _without(source, {axis}, bool(step.attributes.get("keepdims", 1)))
    return [replace(result, labels=_known(source)[axis], item_bytes=8)]


def _depth_to_space(step: Step) -> list[Tensor]:
    source = _spatial(step)
    n, channels, rows, columns = _known(source)
    block = int(step.attributes["blocksize"])
    spans = None
    if source.spans:
        # Every output position is one input position, seen through `block` phases.
        spans = _both(
            [
                span.remap(block * span.period, span.period, lambda i: [i // block])
                for span in source.spans
            ]
        )
    return [Tensor((n, channels // block**2, rows * block, columns * block), (2, 3), spans)]


def _space_to_depth(step: Step) -> list[Tensor]:
    source = _spatial(step)
    n, channels, rows, columns = _known(source)
    block = int(step.attributes["blocksize"])
    spans = None
    if source.spans:
        spans = _both([span.convolved(block, block, 1, 0) for span in source.spans])
    return [Tensor((n, channels * block**2, rows // block, columns // block), (2, 3), spans)]


def _mat_mul(step: Step) -> list[Tensor]:
    """A linear map of the last axis, when that is neither rows nor columns."""
    source, weights = step.tensor(), step.tensor(1)
    left, right = _known(source), _known(weights)
    if not weights.is_constant or len(right) != 2:
        return [Tensor(_product_shape(left, right))]
    shape = (*left[:-1], right[1])
    if source.axes is None or len(left) - 1 in source.axes:
        return [Tensor(shape)]
    return [replace(source, shape=shape)]


def _product_shape(left: Shape, right: Shape) -> Shape:
    outer = np.broadcast_shapes(left[:-2], right[:-2])
    return (*(int(n) for n in outer), left[-2], right[-1])


# Operations whose result has the shape of their first input.
_SAME_SHAPE = frozenset(
    [
        "InstanceNormalization",
        "GroupNormalization",
        "MeanVarianceNormalization",
        "LpNormalization",
        "LayerNormalization",
        "RMSNormalization",
        "Softmax",
        "LogSoftmax",
        "Hardmax",
    ]
)
_UNARY = frozenset(
    [
        "Abs",
        "BatchNormalization",
        "Ceil",
        "Celu",
        "Clip",
        "Cos",
        "DequantizeLinear",
        "Dropout",
        "Elu",
        "Erf",
        "Exp",
        "Floor",
        "Gelu",
        "HardSigmoid",
        "HardSwish",
        "Identity",
        "IsNaN",
        "LRN",
        "LeakyRelu",
        "Log",
        "Mish",
        "Neg",
        "Not",
        "QuantizeLinear",
        "Reciprocal",
        "Relu",
        "Round",
        "Selu",
        "Shrink",
        "Sigmoid",
        "Sign",
        "Sin",
        "Softplus",
        "Softsign",
        "Sqrt",
        "Swish",
        "Tanh",
        "ThresholdedRelu",
    ]
)
# Operations that leave the rows of a table where they are, or turn pixels into rows and back.
_TABLE_OPERATIONS = frozenset(["Reshape", "Flatten", "Cast", "CastLike", "Identity", "Clip"])
_BROADCAST = frozenset(
    [
        "Add",
        "And",
        "Div",
        "Equal",
        "Greater",
        "GreaterOrEqual",
        "Less",
        "LessOrEqual",
        "Max",
        "Mean",
        "Min",
        "Mod",
        "Mul",
        "Or",
        "PRelu",
        "Pow",
        "Sub",
        "Sum",
        "Where",
        "Xor",
    ]
)

_RULES: dict[str, Rule] = {
    **dict.fromkeys(_UNARY, _unary),
    **dict.fromkeys(_BROADCAST, _broadcast),
    **dict.fromkeys(("Softmax", "LogSoftmax", "LayerNormalization", "Hardmax"), _normalised),
    **{
        f"Reduce{name}": _reduce
        for name in ("Mean", "Sum", "Max", "Min", "Prod", "L1", "L2", "LogSumExp", "SumSquare")
    },
    "Conv": _conv,
    "ConvTranspose": _conv_transpose,
    "MaxPool": _pool,
    "AveragePool": _pool,
    "LpPool": _pool,
    "GlobalAveragePool": _global_pool,
    "GlobalMaxPool": _global_pool,
    "Cast": _cast,
    "CastLike": _cast,
    "Concat": _concat,
    "Resize": _resize,
    "Upsample": _resize,
    "Pad": _pad,
    "Slice": _slice,
    "Split": _split,
    "Transpose": _transpose,
    "Reshape": _reshape,
    "Flatten": _flatten,
    "Gather": _gather,
    "Gemm": _gemm,
    "Squeeze": _squeeze,
    "Unsqueeze": _unsqueeze,
    "ArgMax": _arg_max,
    "ArgMin": _arg_max,
    "DepthToSpace": _depth_to_space,
    "SpaceToDepth": _space_to_depth,
    "MatMul": _mat_mul,
}
