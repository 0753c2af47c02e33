"""Evaluation of the small integer arithmetic by which exporters compute sizes."""

from __future__ import annotations

import math
from typing import Any, Callable, Optional

import numpy as np
from numpy.typing import NDArray

Value = NDArray[Any]

MAX_ELEMENTS = 4096
"""Larger arrays are never sizes, and a hostile file must not make us allocate."""

Attributes = dict[str, Any]

# TensorProto.DataType numbers of the integer and boolean types.
_INTEGER_TYPES = (2, 3, 4, 5, 6, 7, 9, 12, 13)


def fold(op_type: str, attributes: Attributes, inputs: list[Optional[Value]]) -> Optional[Value]:
    """Return the result of one operation on known small arrays.

    Args:
        op_type: ONNX operator.
        attributes: Its attributes.
        inputs: Its inputs; None for those that are left out.

    Returns:
        The result, or None when the operation is none of those that size arithmetic needs.
    """
    operation = _OPERATIONS.get(op_type)
    if operation is None or not inputs:
        return None
    try:
        result = operation(attributes, *inputs)
    except (ValueError, TypeError, IndexError, ZeroDivisionError, OverflowError):
        return None
    return result if result is None or result.size <= MAX_ELEMENTS else None


def _divide(_: Attributes, a: Value, b: Value) -> Value:
    if np.issubdtype(a.dtype, np.integer):
        if not np.all(b):
            raise ZeroDivisionError
        # ONNX truncates towards zero, numpy's // rounds down.
        return np.asarray(np.trunc(np.divide(a, b)).astype(a.dtype))
    return np.asarray(a / b)


def _slice(attributes: Attributes, data: Value, *bounds: Optional[Value]) -> Value:
    if bounds:
        starts, ends, axes, steps = (list(bounds) + [None] * 4)[:4]
    else:
        starts, ends = np.asarray(attributes["starts"]), np.asarray(attributes["ends"])
        axes, steps = attributes.get("axes"), None
    if starts is None or ends is None:
        raise ValueError
    for place, start in enumerate(starts.tolist()):
        axis = int(axes[place]) if axes is not None else place
        step = int(steps[place]) if steps is not None else 1
        cut = [slice(None)] * data.ndim
        cut[axis] = slice(start, None if step < 0 and ends[place] < -1e9 else ends[place], step)
        data = data[tuple(cut)]
    return data


def _axes(attributes: Attributes, given: Optional[Value]) -> Optional[tuple[int, ...]]:
    if given is not None:
        return tuple(int(axis) for axis in given.reshape(-1))
    return tuple(attributes["axes"]) if "axes" in attributes else None


def _unsqueeze(attributes: Attributes, data: Value, axes: Optional[Value] = None) -> Value:
    return np.expand_dims(data, _axes(attributes, axes) or (0,))


def _squeeze(attributes: Attributes, data: Value, axes: Optional[Value] = None) -> Value:
    return np.squeeze(data, _axes(attributes, axes))


def _range(_: Attributes, start: Value, stop: Value, step: Value) -> Value:
    if abs(float(stop) - float(start)) > MAX_ELEMENTS * abs(float(step)):
        raise ValueError
    return np.arange(start.item(), stop.item(), step.item(), dtype=start.dtype)


def _constant_of_shape(attributes: Attributes, shape: Value) -> Value:
    if math.prod(shape.tolist()) > MAX_ELEMENTS:
        raise ValueError
    value = attributes.get("value")
    return np.full(tuple(shape.tolist()), 0.0 if value is None else value.reshape(-1)[0])


def _expand(_: Attributes, data: Value, shape: Value) -> Value:
    target = np.broadcast_shapes(data.shape, tuple(shape.tolist()))
    if math.prod(target) > MAX_ELEMENTS:
        raise ValueError
    return np.broadcast_to(data, target)


def _reduce(function: Callable[..., Value]) -> Callable[..., Value]:
    def apply(attributes: Attributes, data: Value, axes: Optional[Value] = None) -> Value:
        keep = bool(attributes.get("keepdims", 1))
        return np.asarray(function(data, axis=_axes(attributes, axes), keepdims=keep))

    return apply


def _plain(function: Callable[..., Any]) -> Callable[..., Value]:
    return lambda _, *inputs: np.asarray(function(*inputs))


_OPERATIONS: dict[str, Callable[..., Optional[Value]]] = {
    "Add": _plain(np.add),
    "Sub": _plain(np.subtract),
    "Mul": _plain(np.multiply),
    "Div": _divide,
    "Mod": _plain(np.mod),
    "Min": _plain(lambda *values: np.minimum.reduce(np.broadcast_arrays(*values))),
    "Max": _plain(lambda *values: np.maximum.reduce(np.broadcast_arrays(*values))),
    "Neg": _plain(np.negative),
    "Abs": _plain(np.abs),
    "Floor": _plain(np.floor),
    "Ceil": _plain(np.ceil),
    "Round": _plain(np.round),
    "Sqrt": _plain(np.sqrt),
    "Equal": _plain(np.equal),
    "Greater": _plain(np.greater),
    "Less": _plain(np.less),
    "Not": _plain(np.logical_not),
    "And": _plain(np.logical_and),
    "Or": _plain(np.logical_or),
    "Where": _plain(np.where),
    "Identity": _plain(lambda data: data),
    "Cast": lambda attributes, data: data.astype(
        np.int64 if attributes.get("to") in _INTEGER_TYPES else np.float64
    ),
    "Gather": lambda attributes, data, index: np.take(data, index, axis=attributes.get("axis", 0)),
    "Concat": lambda attributes, *parts: np.concatenate(parts, axis=attributes["axis"]),
    "Reshape": lambda _, data, shape: data.reshape(
        tuple(data.shape[i] if n == 0 else n for i, n in enumerate(shape.tolist()))
    ),
    "Transpose": lambda attributes, data: np.transpose(data, attributes.get("perm")),
    "Slice": _slice,
    "Unsqueeze": _unsqueeze,
    "Squeeze": _squeeze,
    "Range": _range,
    "ConstantOfShape": _constant_of_shape,
    "Expand": _expand,
    "ReduceProd": _reduce(np.prod),
    "ReduceSum": _reduce(np.sum),
    "ReduceMax": _reduce(np.max),
    "ReduceMin": _reduce(np.min),
}
