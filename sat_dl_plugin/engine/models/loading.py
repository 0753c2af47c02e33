"""Reading of ONNX files that nobody vouches for.

Nothing here trusts the file: sizes, shapes, operator domains and references to external
weights are checked before any other code sees the network.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath

import onnx
import onnx.inliner
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from onnx import ModelProto, TensorProto

from sat_dl_plugin.contract.errors import ModelError
from sat_dl_plugin.engine.models.trees import check_trees, is_tree_ensemble

# Protobuf itself cannot hold more in one message.
MAX_FILE_BYTES = 2_000_000_000
MAX_EXTERNAL_BYTES = 16_000_000_000
MAX_NODES = 200_000
# Far above any real picture or feature map, far below what overflows a size computation.
MAX_DIM = 1_000_000
MAX_BANDS = 4096

STANDARD_DOMAINS = (
    *("", "ai.onnx", "ai.onnx.ml", "com.microsoft"),
    # What onnxruntime writes when it saves an optimised network.
    *("com.microsoft.nchwc", "com.ms.internal.nhwc"),
)
"""Operator sets that onnxruntime brings along."""

_HOW_TO_CONVERT = (
    "Export the network to ONNX first: torch.onnx.export(model, example, 'model.onnx') for "
    "PyTorch, the tf2onnx package for Keras and TensorFlow"
)
_FOREIGN_SUFFIXES = {
    ".pt": "a PyTorch checkpoint",
    ".pth": "a PyTorch checkpoint",
    ".ckpt": "a checkpoint",
    ".bin": "a bare weights file",
    ".pkl": "a Python pickle",
    ".pickle": "a Python pickle",
    ".joblib": "a Python pickle",
    ".h5": "a Keras HDF5 file",
    ".hdf5": "a Keras HDF5 file",
    ".keras": "a Keras archive",
    ".pb": "a TensorFlow graph",
    ".tflite": "a TensorFlow Lite network",
    ".safetensors": "a bare weights file",
    ".dlpk": "an Esri package",
}
_FOREIGN_STARTS = (
    (b"PK\x03\x04", "a zip archive, as PyTorch and Keras write them"),
    (b"\x89HDF", "an HDF5 file"),
    (b"\x80\x02", "a Python pickle"),
    (b"\x80\x03", "a Python pickle"),
    (b"\x80\x04", "a Python pickle"),
    (b"\x80\x05", "a Python pickle"),
)


def load_proto(path: Path) -> ModelProto:
    """Return the checked network in an ONNX file, external weights not loaded.

    Args:
        path: The ``.onnx`` file.

    Returns:
        The network, its local functions inlined.

    Raises:
        ModelError: If the file is missing, no ONNX network, or not safe to use.
    """
    _check_file(path)
    try:
        model = onnx.load(str(path), load_external_data=False)
    except (DecodeError, ValueError, RuntimeError) as error:
        raise ModelError(
            f"{path.name} is not a readable ONNX network",
            "The file is damaged, cut off or of another kind",
            "Copy or export the network again",
        ) from error
    if not model.graph.node or not model.graph.output:
        raise ModelError(
            f"{path.name} is not a readable ONNX network",
            "It holds no graph with nodes and outputs",
            "Copy or export the network again",
        )
    _check_domains(model, path.name)
    if model.functions:
        _check_functions(model, path.name)
        model = onnx.inliner.inline_local_functions(model)
    _check_tensors(model, path)
    _check_forests(model, path.name)
    return model


def external_files(model: ModelProto) -> list[str]:
    """Return the locations of external weights that the network refers to, each once."""
    found = {
        _external_entries(tensor).get("location", "")
        for tensor in _tensors(model)
        if tensor.data_location == TensorProto.EXTERNAL
    }
    return sorted(found)


def _check_file(path: Path) -> None:
    if not path.is_file():
        raise ModelError(
            f"Model file {path} does not exist", "", "Check the path or pick a model from the list"
        )
    kind = _FOREIGN_SUFFIXES.get(path.suffix.lower())
    with path.open("rb") as file:
        start = file.read(8)
    kind = kind or next((what for magic, what in _FOREIGN_STARTS if start.startswith(magic)), None)
    if kind:
        raise ModelError(
            f"{path.name} is {kind}, not an ONNX network",
            "Such files can run code when they are opened or hold no graph, so Sat DL never "
            "opens them",
            _HOW_TO_CONVERT,
        )
    size = path.stat().st_size
    if size == 0:
        raise ModelError(f"{path.name} is empty", "", "Copy or export the network again")
    if size > MAX_FILE_BYTES:
        raise ModelError(
            f"{path.name} has {size:,} bytes",
            f"ONNX files larger than {MAX_FILE_BYTES:,} bytes cannot be read",
            "Export it with its weights as external data beside the file",
        )


def _graphs(graph: onnx.GraphProto) -> Iterator[onnx.GraphProto]:
    yield graph
    for node in graph.node:
        for attribute in node.attribute:
            for inner in [attribute.g] if attribute.HasField("g") else list(attribute.graphs):
                yield from _graphs(inner)


def _nodes(model: ModelProto) -> Iterator[onnx.NodeProto]:
    for graph in _graphs(model.graph):
        yield from graph.node
    for function in model.functions:
        yield from function.node


def _tensors(model: ModelProto) -> Iterator[TensorProto]:
    for graph in _graphs(model.graph):
        yield from graph.initializer
        for sparse in graph.sparse_initializer:
            yield sparse.values
            yield sparse.indices
    for node in _nodes(model):
        for attribute in node.attribute:
            if attribute.HasField("t"):
                yield attribute.t
            yield from attribute.tensors


def _check_domains(model: ModelProto, name: str) -> None:
    own = {function.domain for function in model.functions}
    foreign: set[str] = set()
    for count, node in enumerate(_nodes(model)):
        if count > MAX_NODES:
            raise ModelError(f"{name} has more than {MAX_NODES:,} operations")
        if node.domain not in STANDARD_DOMAINS and node.domain not in own:
            foreign.add(f"{node.domain}::{node.op_type}")
    if foreign:
        raise ModelError(
            f"{name} uses operators that onnxruntime does not have: {', '.join(sorted(foreign))}",
            "They come from a library that would have to run its own code",
            "Export the network with standard ONNX operators only",
        )


def _check_forests(model: ModelProto, name: str) -> None:
    for graph in _graphs(model.graph):
        for node in filter(is_tree_ensemble, graph.node):
            if graph is not model.graph:
                raise ModelError(
                    f"{name} has decision trees inside a branch of its graph",
                    "What they look at cannot be checked there",
                    "Export it without conditions and loops",
                )
            check_trees(node, name)


def _check_functions(model: ModelProto, name: str) -> None:
    """Refuse functions that call themselves or unfold into more nodes than anyone needs."""
    bodies = {(function.domain, function.name): function.node for function in model.functions}
    sizes: dict[tuple[str, str], int] = {}

    def unfolded(key: tuple[str, str], open_calls: tuple[tuple[str, str], ...]) -> int:
        if key in open_calls or len(open_calls) > 100:
            raise ModelError(f"{name} has a function that calls itself: {key[1]}")
        if key not in sizes:
            sizes[key] = sum(
                unfolded((node.domain, node.op_type), (*open_calls, key))
                if (node.domain, node.op_type) in bodies
                else 1
                for node in bodies[key]
            )
        return sizes[key]

    calls = [(node.domain, node.op_type) for node in model.graph.node]
    total = sum(unfolded(call, ()) if call in bodies else 1 for call in calls)
    if total > MAX_NODES:
        raise ModelError(f"{name} unfolds into {total:,} operations, more than {MAX_NODES:,}")


def _check_tensors(model: ModelProto, path: Path) -> None:
    external_bytes = 0
    for tensor in _tensors(model):
        if any(dim < 0 or dim > MAX_FILE_BYTES for dim in tensor.dims):
            raise _absurd(path.name, tensor)
        if tensor.data_location == TensorProto.EXTERNAL:
            external_bytes += _check_external(tensor, path)
        elif not _data_matches(tensor):
            raise _absurd(path.name, tensor)
    if external_bytes > MAX_EXTERNAL_BYTES:
        raise ModelError(
            f"{path.name} has {external_bytes:,} bytes of weights",
            f"More than {MAX_EXTERNAL_BYTES:,} bytes are not supported",
        )


def _absurd(name: str, tensor: TensorProto) -> ModelError:
    return ModelError(
        f"{name} is damaged or hostile: weights {tensor.name[:60]!r} claim the shape "
        f"{list(tensor.dims)}, which does not match their data",
        "",
        "Copy or export the network again",
    )


def _item_bits(tensor: TensorProto) -> int:
    kinds = TensorProto.DataType
    if tensor.data_type in (TensorProto.STRING, TensorProto.UNDEFINED):
        return 0
    if tensor.data_type not in kinds.values():
        return 0
    if kinds.Name(tensor.data_type) in ("INT4", "UINT4", "FLOAT4E2M1"):
        return 4
    if kinds.Name(tensor.data_type) in ("INT2", "UINT2"):
        return 2
    return int(onnx.helper.tensor_dtype_to_np_dtype(tensor.data_type).itemsize) * 8


def _data_matches(tensor: TensorProto) -> bool:
    count = math.prod(tensor.dims)
    bits = _item_bits(tensor)
    if bits == 0:
        return bool(tensor.data_type == TensorProto.STRING and len(tensor.string_data) == count)
    if tensor.HasField("raw_data"):
        return bool(len(tensor.raw_data) == (count * bits + 7) // 8)
    complex_factor = 2 if tensor.data_type in (TensorProto.COMPLEX64, TensorProto.COMPLEX128) else 1
    stored = max(
        len(tensor.float_data),
        len(tensor.int32_data),
        len(tensor.int64_data),
        len(tensor.double_data),
        len(tensor.uint64_data),
    )
    return bool(stored == count * complex_factor) or (bits < 8 and stored * 8 >= count * bits)


def _external_entries(tensor: TensorProto) -> dict[str, str]:
    return {entry.key: entry.value for entry in tensor.external_data}


def _check_external(tensor: TensorProto, path: Path) -> int:
    """Return the size in bytes of one external tensor that lies where it may."""
    entries = _external_entries(tensor)
    location = entries.get("location", "")
    file = _contained_file(location, path)
    try:
        offset = int(entries.get("offset", "0"))
        length = int(entries.get("length", "-1"))
    except ValueError:
        raise _absurd(path.name, tensor) from None
    wanted: int = (math.prod(tensor.dims) * _item_bits(tensor) + 7) // 8
    size = file.stat().st_size
    if offset < 0 or (length >= 0 and length != wanted) or wanted > size - offset:
        raise ModelError(
            f"{location} beside {path.name} is cut off or does not belong to it",
            f"Weights {tensor.name[:60]!r} need {wanted:,} bytes at {offset:,}, the file has "
            f"{size:,}",
            "Copy both files again",
        )
    return wanted


def _contained_file(location: str, path: Path) -> Path:
    windows, posix = PureWindowsPath(location), PurePosixPath(location)
    leaves = (
        not location
        or "\x00" in location
        or windows.is_absolute()
        or posix.is_absolute()
        or bool(windows.drive or windows.root)
        or ".." in windows.parts
    )
    folder = path.parent.resolve()
    if leaves or folder not in (folder / location).resolve().parents:
        raise ModelError(
            f"{path.name} wants to read weights outside its own folder: {location[:120]!r}",
            "A network file may only refer to files beside it",
            "Do not use this file unless you trust where it comes from; ask for a network in "
            "one file",
        )
    file = (folder / location).resolve()
    if not file.is_file():
        raise ModelError(
            f"{path.name} needs the weights file {location!r}, which is missing",
            f"It was looked for in {path.parent}",
            "Copy it from where the network comes from",
        )
    return file
