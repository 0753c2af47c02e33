"""What the graph of a network alone tells: its picture input, its output, how far it sees.

The receptive field is found by following intervals of input pixels through the graph
(`spans`, `propagation`), once for each of two input sizes, so that size arithmetic inside
the graph is known to follow the input rather than to hide constants.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Optional, Union

import numpy as np
import onnx

from sat_dl_plugin.contract.errors import ModelError
from sat_dl_plugin.engine.models.liveness import peak_bytes
from sat_dl_plugin.engine.models.loading import MAX_BANDS, MAX_DIM, load_proto
from sat_dl_plugin.engine.models.propagation import (
    Propagation,
    Shape,
    Spans,
    Tensor,
    small_array,
)
from sat_dl_plugin.engine.models.spans import quantum, reach

# Rows and columns differ so that they cannot be confused, and are multiples of every stride
# up to 64 (the first pair), 512 and 448; the second run of a pair doubles both.
_TRIAL_SIZES = ((960, 1344), (1024, 1536), (1792, 2240))
_MAX_LAST_DIM_BANDS = 32
_LARGEST_STRIDE = 256
# A hundred thousand float32 maps at full resolution.
_ABSURD_BYTES_PER_PX = 400_000
# Where a network of unpadded convolutions fits at all, one of these sides does.
_PINNED_SIDES = range(512, 576, 2)
# Where the graph leaves the number of bands open.
_ASSUMED_BANDS = 3
_UNMIXED_TRIAL = (512, 512)

_HEADS = {
    "Softmax": "softmax",
    "Sigmoid": "sigmoid",
    "HardSigmoid": "sigmoid",
    "QLinearSoftmax": "softmax",
    "QLinearSigmoid": "sigmoid",
    "ArgMax": "argmax",
}
# Operations behind an activation that leave its probabilities what they are.
_PASSED_THROUGH = frozenset(
    [
        "Identity",
        "Cast",
        "Transpose",
        "Reshape",
        "Squeeze",
        "Unsqueeze",
        "Slice",
        "Dropout",
        "Resize",
        "Upsample",
        "Clip",
        "Pad",
        "QuantizeLinear",
        "DequantizeLinear",
    ]
)


@dataclass(frozen=True)
class GraphFacts:
    """What one network wants and gives, read from its graph."""

    path: str
    input_name: str
    input_dtype: str
    """numpy name: float32, float16, float64, uint8 …"""
    layout: str
    """Of the input: ``NCHW`` or ``NHWC``."""
    bands: Optional[int]
    """Input channels; None when the graph leaves them open."""
    fixed_height: Optional[int]
    fixed_width: Optional[int]
    fixed_batch: Optional[int]
    output_names: tuple[str, ...]
    output_name: str
    """The output that is used: the first that is a picture."""
    output_layout: str
    """``NCHW``, ``NHWC`` or ``NHW`` (no channel axis)."""
    output_channels: Optional[int]
    """Channels of the output; for class numbers (`head` argmax) the number of classes."""
    output_is_labels: bool
    """Whether the output holds class numbers instead of one channel a class."""
    output_scale: float
    """Output pixels per input pixel along one axis."""
    output_margin: int
    """Input pixels that the output lacks at the top and at the left (unpadded convolutions)."""
    output_margin_after: int
    """The same at the bottom and at the right; differs by one at most."""
    head: str
    """Activation the graph ends in: ``softmax``, ``sigmoid``, ``argmax`` or ``none``."""
    scales_itself: bool
    """Whether the first operation scales stored values (0 to 255), so that nothing else may."""
    stride_px: int
    """Shift of the input, in pixels, under which the network repeats itself; sides must be
    multiples of it."""
    halo_px: Optional[int]
    """Farthest input pixel an output pixel sees beyond its own, rounded up to `stride_px`;
    None when that is the whole picture or cannot be known."""
    whole_picture_because: str
    """Why `halo_px` is None, in words."""
    peak_bytes_per_px: float
    """Estimated peak memory of a run per input pixel, weights not counted."""
    weights: int
    """Number of weights."""
    opset: int
    producer: str
    metadata: dict[str, str]
    """The file's ``metadata_props``."""
    size_bytes: int

    @property
    def input_size_px(self) -> Optional[int]:
        """The one input side the graph accepts, or None when it is free or oblong."""
        sides = {self.fixed_height, self.fixed_width} - {None}
        return sides.pop() if len(sides) == 1 else None

    @property
    def is_tileable(self) -> bool:
        """Whether tiles with a margin of `halo_px` give the numbers of one whole pass."""
        return self.halo_px is not None


@dataclass(frozen=True)
class _Input:
    name: str
    dtype: str
    layout: str
    bands: Optional[int]
    height: Optional[int]
    width: Optional[int]
    batch: Optional[int]

    @property
    def axes(self) -> tuple[int, int]:
        return (2, 3) if self.layout == "NCHW" else (1, 2)

    def shape(self, rows: int, columns: int) -> Shape:
        channels = self.bands or _ASSUMED_BANDS
        if self.layout == "NCHW":
            return (self.batch or 1, channels, rows, columns)
        return (self.batch or 1, rows, columns, channels)


@dataclass(frozen=True)
class _Geometry:
    """How the output lies over the input."""

    scale: Fraction
    margin: int
    margin_after: int
    stride: int = 1
    halo: Optional[int] = None
    reason: str = ""


def read_graph(path: Union[str, Path]) -> GraphFacts:
    """Read what a network wants and gives from its graph.

    Args:
        path: The ONNX file.

    Returns:
        The facts.

    Raises:
        ModelError: If the file is no safe, readable ONNX network with one picture input
            and a picture output.
    """
    file = Path(path)
    model = load_proto(file)
    source = _picture_input(model, file.name)
    source, (name, output, geometry, run) = _analyse(model, source, file)
    head = _head(model.graph, name)
    layout, channels = _output_form(output, file.name)
    labels = _holds_labels(model.graph, name, output, channels)
    if labels:
        channels = output.labels
    elif source.bands is None and channels != _channels_of_more_bands(model, source, name, file):
        channels = None
    return GraphFacts(
        path=str(file),
        input_name=source.name,
        input_dtype=source.dtype,
        layout=source.layout,
        bands=source.bands,
        fixed_height=source.height,
        fixed_width=source.width,
        fixed_batch=source.batch,
        output_names=tuple(entry.name for entry in model.graph.output),
        output_name=name,
        output_layout=layout,
        output_channels=channels,
        output_is_labels=labels,
        output_scale=float(geometry.scale),
        output_margin=geometry.margin,
        output_margin_after=geometry.margin_after,
        head=head if not labels else "argmax",
        scales_itself=_scales_itself(model.graph, source.name),
        stride_px=geometry.stride,
        halo_px=geometry.halo,
        whole_picture_because=geometry.reason,
        peak_bytes_per_px=_bytes_per_px(model.graph, run, source, file.name),
        weights=sum(math.prod(entry.dims) for entry in model.graph.initializer),
        opset=max(
            (e.version for e in model.opset_import if e.domain in ("", "ai.onnx")), default=0
        ),
        producer=" ".join((model.producer_name, model.producer_version)).strip(),
        metadata={entry.key: entry.value for entry in model.metadata_props},
        size_bytes=file.stat().st_size,
    )


def _channels_of_more_bands(
    model: onnx.ModelProto, source: _Input, name: str, file: Path
) -> Optional[int]:
    """Return the output channels for more bands than the analysis assumed."""
    more = replace(source, bands=_ASSUMED_BANDS + 2)
    _, (other, output, _, _) = _analyse(model, more, file)
    return _output_form(output, file.name)[1] if other == name else None


def _picture_input(model: onnx.ModelProto, name: str) -> _Input:
    weights = {entry.name for entry in model.graph.initializer}
    inputs = [entry for entry in model.graph.input if entry.name not in weights]
    if len(inputs) != 1:
        raise ModelError(
            f"{name} has {len(inputs)} inputs: {', '.join(entry.name for entry in inputs)}",
            "Sat DL feeds a network one stack of bands",
            "Export it with one input",
        )
    tensor = inputs[0].type.tensor_type
    dims = [_dim(entry) for entry in tensor.shape.dim]
    if len(dims) != 4:
        raise ModelError(
            f"Input {inputs[0].name!r} of {name} has {len(dims)} dimensions: {dims}",
            "An image network takes (batch, bands, rows, columns)",
            "Export it with an image input of four dimensions",
        )
    if any(dim is not None and not 0 < dim <= MAX_DIM for dim in dims):
        raise ModelError(f"Input {inputs[0].name!r} of {name} has the impossible shape {dims}")
    layout = "NHWC" if _is_channels_last(dims) else "NCHW"
    bands, height, width = dims[1:] if layout == "NCHW" else (dims[3], dims[1], dims[2])
    if bands is None:
        bands = _bands_of_first_conv(model.graph)
    if bands is not None and bands > MAX_BANDS:
        raise ModelError(f"{name} wants {bands:,} bands, more than any image has")
    dtype = np.dtype(onnx.helper.tensor_dtype_to_np_dtype(tensor.elem_type)).name
    if dtype not in ("float32", "float16", "float64", "uint8", "uint16", "int8", "int16", "int32"):
        raise ModelError(f"Input {inputs[0].name!r} of {name} is of type {dtype}, not a number")
    return _Input(inputs[0].name, dtype, layout, bands, height, width, dims[0])


def _dim(entry: onnx.TensorShapeProto.Dimension) -> Optional[int]:
    if not entry.HasField("dim_value"):
        return None
    # Some exporters write 0 or -1 for a free dimension.
    return int(entry.dim_value) if entry.dim_value not in (0, -1) else None


def _is_channels_last(dims: list[Optional[int]]) -> bool:
    first, second, last = dims[1], dims[2], dims[3]
    if last is None or last > _MAX_LAST_DIM_BANDS:
        return False
    return first is None or first > _MAX_LAST_DIM_BANDS or (first == second and last < first)


def _bands_of_first_conv(graph: onnx.GraphProto) -> Optional[int]:
    shapes = {entry.name: entry.dims for entry in graph.initializer}
    for node in graph.node:
        if node.op_type == "Conv" and len(node.input) > 1 and node.input[1] in shapes:
            groups = [entry.i for entry in node.attribute if entry.name == "group"]
            return int(shapes[node.input[1]][1]) * (groups[0] if groups else 1)
    return None


_Analysis = tuple[str, Tensor, _Geometry, Propagation]
"""The output that is used, its tensor, how it lies over the input, and the run behind it."""


def _trials(source: _Input) -> list[list[tuple[int, int]]]:
    """Return the input sizes to try; each entry is one size or one that is doubled."""
    if source.height and source.width:
        return [[(source.height, source.width)]]
    trials = []
    for rows, columns in _TRIAL_SIZES:
        first = (source.height or rows, source.width or columns)
        second = (source.height or 2 * rows, source.width or 2 * columns)
        trials.append([first, second])
    return trials


def _analyse(model: onnx.ModelProto, source: _Input, file: Path) -> tuple[_Input, _Analysis]:
    """Return the input, its size pinned where only some sizes fit, and the analysis."""
    best: Optional[_Analysis] = None
    refusal: Optional[ModelError] = None
    for sizes in _trials(source):
        try:
            found = _analysis(model, source, sizes, file)
        except ModelError as error:
            refusal = refusal or error
            continue
        if found is not None and found[2].halo is not None:
            return source, found
        best = best or found
    if best is None and not (source.height or source.width):
        pinned = _pinned(model, source, file)
        if pinned is not None:
            return pinned
    if best is None and refusal is not None:
        raise refusal
    if best is None:
        return source, _probed(model, source, file)
    if not (source.height and source.width):
        # Attention grows with the square of the size: judge memory at an ordinary one.
        run = Propagation(model, source.name, source.shape(*_UNMIXED_TRIAL), source.axes)
        best = (*best[:3], run)
    return source, best


def _analysis(
    model: onnx.ModelProto, source: _Input, sizes: list[tuple[int, int]], file: Path
) -> Optional[_Analysis]:
    runs = [Propagation(model, source.name, source.shape(*size), source.axes) for size in sizes]
    name = _picture_output(model.graph, runs[0], source)
    if name is None:
        return None
    outputs = [run.tensors[name] for run in runs]
    return name, outputs[0], _geometry(sizes, outputs, runs, file.name), runs[0]


def _pinned(
    model: onnx.ModelProto, source: _Input, file: Path
) -> Optional[tuple[_Input, _Analysis]]:
    """Return one side at which a network fits that fits at none of the ordinary sizes.

    Skips of unpadded networks are cut by numbers that hold for certain sides only.
    """
    for side in _PINNED_SIDES:
        try:
            found = _analysis(model, source, [(side, side)], file)
        except ModelError:
            continue
        if found is not None and found[2].halo is not None:
            return replace(source, height=side, width=side), found
    return None


def _picture_output(graph: onnx.GraphProto, run: Propagation, source: _Input) -> Optional[str]:
    """Return the first output that is a picture, its rows and columns marked in the run."""
    rows, columns = (run.tensors[source.name].shape or ())[source.axes[0] : source.axes[1] + 1]
    for entry in graph.output:
        tensor = run.tensors.get(entry.name, Tensor())
        axes = tensor.axes if tensor.shape and len(tensor.shape) in (3, 4) else None
        if axes is None and tensor.shape is not None:
            axes = _guessed_axes(tensor.shape, rows, columns)
        if axes is None or tensor.shape is None or min(tensor.shape) < 1:
            continue
        if tensor.shape[axes[0]] * tensor.shape[axes[1]] > 1:
            run.tensors[entry.name] = replace(tensor, axes=axes)
            return str(entry.name)
    return None


def _guessed_axes(shape: Shape, rows: int, columns: int) -> Optional[tuple[int, int]]:
    """Return the axes whose sizes have the input's proportions."""
    candidates = {4: ((2, 3), (1, 2)), 3: ((1, 2),)}.get(len(shape), ())
    for axes in candidates:
        if shape[axes[0]] * columns == shape[axes[1]] * rows and shape[axes[0]] > 1:
            return axes
    return None


def _geometry(
    sizes: list[tuple[int, int]], outputs: list[Tensor], runs: list[Propagation], name: str
) -> _Geometry:
    spans = [output.spans for output in outputs]
    known = [entry for entry in spans if entry is not None]
    if len(known) == len(outputs) and all(entry == known[0] for entry in known):
        exact = _local_geometry(sizes, outputs, known[0], runs[0])
        if exact is not None:
            return exact
        reason = "the output does not follow the size of the input evenly"
    else:
        reason = runs[0].lost_at or "its windows change with the size of the input"
    rough = _rough_geometry(sizes[0], outputs[0], reason, name)
    return replace(rough, stride=_coarsest_stride(sizes[0], runs[0]))


def _local_geometry(
    sizes: list[tuple[int, int]], outputs: list[Tensor], spans: Spans, run: Propagation
) -> Optional[_Geometry]:
    step = spans[0].step
    if step != spans[1].step:
        return None
    lacks = {
        size[which] - _side(output, which) * step
        for size, output in zip(sizes, outputs)
        for which in (0, 1)
    }
    lack = lacks.pop()
    if lacks or lack < 0 or lack.denominator != 1:
        return None
    margin = int(lack) // 2
    involved = [span for tensor in run.tensors.values() for span in tensor.spans or ()]
    stride = quantum(span for span in involved if span.low)
    beyond = max(reach(span, margin) for span in spans)
    halo = -(-beyond // stride) * stride
    return _Geometry(1 / step, margin, int(lack) - margin, stride, halo)


def _side(output: Tensor, which: int) -> int:
    if output.axes is None or output.shape is None:
        raise ModelError("The network's output has no rows and columns")
    return output.shape[output.axes[which]]


def _coarsest_stride(size: tuple[int, int], run: Propagation) -> int:
    """Return the least multiple of all whole-number reductions inside the network.

    Sizes that are no multiple of it would be rounded on the way down and not fit on the way
    up again.
    """
    stride = 1
    for tensor in run.tensors.values():
        if tensor.axes is None or tensor.shape is None or tensor.is_constant:
            continue
        rows, columns = (tensor.shape[axis] for axis in tensor.axes)
        if rows > 1 and size[0] * columns == size[1] * rows and size[0] % rows == 0:
            together = math.lcm(stride, size[0] // rows)
            stride = together if together <= _LARGEST_STRIDE else stride
    return stride


def _rough_geometry(size: tuple[int, int], output: Tensor, reason: str, name: str) -> _Geometry:
    """Return how an output lies over the input, from its size alone."""
    sides = (_side(output, 0), _side(output, 1))
    scales = [Fraction(side, given) for side, given in zip(sides, size)]
    if scales[0] == scales[1] and 1 in (scales[0].numerator, scales[0].denominator):
        return _Geometry(scales[0], 0, 0, reason=reason)
    lacks = {given - side for side, given in zip(sides, size)}
    if len(lacks) == 1 and 0 < min(lacks) < min(size):
        lack = lacks.pop()
        return _Geometry(Fraction(1), lack // 2, lack - lack // 2, reason=reason)
    raise ModelError(
        f"{name} turns {size[0]} x {size[1]} pixels into {sides[0]} x {sides[1]}",
        "That is neither a whole-number scale nor an even margin, so its output cannot be "
        "laid over the image",
        "Export it with an output of the input's size",
    )


def _probed(model: onnx.ModelProto, source: _Input, file: Path) -> _Analysis:
    """Run the network once to learn the size of an output that nothing declares."""
    # `trial` needs the facts' type from here.
    from sat_dl_plugin.engine.models.trial import run_once

    size = (source.height or 256, source.width or 256)
    picture = np.zeros(source.shape(*size), source.dtype)
    results = run_once(file, source.name, picture)
    run = Propagation(model, source.name, source.shape(*size), source.axes)
    for entry, result in zip(model.graph.output, results):
        run.tensors[entry.name] = Tensor(tuple(np.shape(result)))
    name = _picture_output(model.graph, run, source)
    if name is None:
        shapes = ", ".join(
            f"{e.name} {list(np.shape(r))}" for e, r in zip(model.graph.output, results)
        )
        raise ModelError(
            f"{file.name} does not return an image",
            f"An image of {size[0]} x {size[1]} pixels gives {shapes}",
            "Use a segmentation network: one value per class and pixel",
        )
    output = run.tensors[name]
    reason = run.lost_at or "its output size is only known by running it"
    rough = _rough_geometry(size, output, reason, file.name)
    return name, output, replace(rough, stride=_coarsest_stride(size, run)), run


def _output_form(output: Tensor, name: str) -> tuple[str, Optional[int]]:
    shape, axes = output.shape or (), output.axes
    if len(shape) == 4 and axes == (2, 3):
        return "NCHW", shape[1]
    if len(shape) == 4 and axes == (1, 2):
        return "NHWC", shape[3]
    if len(shape) == 3 and axes == (1, 2):
        return "NHW", 1
    raise ModelError(f"{name} gives an output of the unusual shape {list(shape)}")


def _producers(graph: onnx.GraphProto) -> dict[str, onnx.NodeProto]:
    return {name: node for node in graph.node for name in node.output if name}


def _head(graph: onnx.GraphProto, output: str) -> str:
    producers = _producers(graph)
    node = producers.get(output)
    while node is not None and node.op_type in _PASSED_THROUGH and node.input:
        node = producers.get(node.input[0])
    return _HEADS.get(node.op_type, "none") if node is not None else "none"


# A divisor, factor or offset beyond these shows that bytes are expected, not fractions.
_BYTE_DIVISOR, _BYTE_FACTOR, _BYTE_OFFSET = 50.0, 0.02, 20.0


def _scales_itself(graph: onnx.GraphProto, name: str) -> bool:
    """Return whether the network divides or shifts its input as bytes need it."""
    literals = {
        node.output[0]: attribute.t
        for node in graph.node
        if node.op_type == "Constant"
        for attribute in node.attribute
        if attribute.name == "value"
    }
    weights = {**{entry.name: entry for entry in graph.initializer}, **literals}
    for node in graph.node:
        if name not in node.input:
            continue
        if node.op_type in ("Cast", "Transpose", "Identity"):
            name = node.output[0]
            continue
        others = [weights[other] for other in node.input if other in weights]
        if node.op_type not in ("Div", "Mul", "Sub", "Add") or not others:
            return False
        value = small_array(others[0])
        if value is None or not value.size:
            return False
        largest = float(np.max(np.abs(value)))
        return {
            "Div": largest > _BYTE_DIVISOR,
            "Mul": 0 < largest < _BYTE_FACTOR,
        }.get(node.op_type, largest > _BYTE_OFFSET)
    return False


def _holds_labels(
    graph: onnx.GraphProto, name: str, output: Tensor, channels: Optional[int]
) -> bool:
    if output.labels is not None:
        return True
    declared = next(entry for entry in graph.output if entry.name == name)
    kind = declared.type.tensor_type.elem_type
    is_whole = kind in (onnx.TensorProto.INT64, onnx.TensorProto.INT32, onnx.TensorProto.UINT8)
    return is_whole and channels == 1


def _bytes_per_px(graph: onnx.GraphProto, run: Propagation, source: _Input, name: str) -> float:
    shape = run.tensors[source.name].shape or (1, 1, 1, 1)
    pixels = shape[0] * shape[source.axes[0]] * shape[source.axes[1]]
    needed = peak_bytes(graph, run) / pixels
    if needed > _ABSURD_BYTES_PER_PX:
        raise ModelError(
            f"{name} would need {needed:,.0f} bytes of memory for every pixel",
            "It is damaged, hostile, or not made for images",
            "Export the network again",
        )
    return needed
