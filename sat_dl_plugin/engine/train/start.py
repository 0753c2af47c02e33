"""Weights to start a training from: another network, or an encoder trained on something else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from sat_dl_plugin.contract.errors import ModelError
from sat_dl_plugin.engine.train.network import (
    ConvNormActivation,
    load_imagenet_weights,
    spread_bands,
)

_SLICE = re.compile(
    r"(?P<block>.*)\.slices\.(?P<slice>\d+)\.(?P<part>[01])\.(?P<layer>\d+)\.(?P<kind>\w+)"
)
_PROJECT = re.compile(r"(?P<block>.*)\.project\.(?P<slice>\d+)\.(?P<kind>weight|bias)")
_SLICED_PARTS = ("expand", "filter")
# The layers that see the bands of the image.
_FIRST_LAYERS = ("encoder.stem", "down.0.0")


def start_from(network: nn.Module, path: Path) -> int:
    """Copy what fits from a file into a network.

    Args:
        network: Changed in place.
        path: One of our ``.onnx`` networks, weights as ``.safetensors``, or ImageNet weights of
            the encoder as ``.npz``.

    Returns:
        How many of the network's weight tensors were filled.

    Raises:
        ModelError: If the file cannot be read, or nothing in it fits.
    """
    if path.suffix.lower() == ".npz":
        encoder = getattr(network, "encoder", None)
        if encoder is None:
            raise ModelError(
                f"{path} has the weights of an encoder",
                "The chosen network has none",
                "Choose the network unet-lite0, or start from another network of its kind",
            )
        load_imagenet_weights(encoder, path)
        return len(encoder.state_dict())
    copied = copy_what_fits(network, read_weights(path))
    if copied == 0:
        raise ModelError(
            f"Nothing in {path} fits the network to be trained",
            "It was built in another way",
            "Start from a network of the same architecture, or from none",
        )
    return copied


def read_weights(path: Path) -> dict[str, Tensor]:
    """Return the weights in a file by their names in the network.

    An ONNX file has its normalisations merged into the convolutions: what it gives are the
    kernels and, under the names of the normalisations, statistics that change nothing but add
    the merged bias. A network filled with them predicts what the file predicts. Weights that are
    stored in half precision come in full.

    Raises:
        ModelError: If the file cannot be read.
    """
    try:
        if path.suffix.lower() == ".safetensors":
            return dict(load_file(path))
        arrays = _arrays(onnx.load(str(path), load_external_data=False).graph)
    except (OSError, ValueError, SafetensorError, RuntimeError) as error:
        raise ModelError(f"Weights {path} cannot be read", str(error)) from error
    except Exception as error:  # protobuf raises classes of its own, by its backend
        raise ModelError(f"{path} is not an ONNX network", str(error)) from error
    named = {
        name.removeprefix("network."): torch.from_numpy(np.array(values, dtype=np.float32))
        for name, values in arrays.items()
        if values.dtype.kind == "f"
    }
    return _joined(named)


def _arrays(graph: onnx.GraphProto) -> dict[str, NDArray[Any]]:
    """Return the weights of a graph; those of half precision under the names they are used by."""
    used_as = {node.input[0]: node.output[0] for node in graph.node if node.op_type == "Cast"}
    return {
        used_as.get(entry.name, entry.name): numpy_helper.to_array(entry)
        for entry in graph.initializer
        if not entry.external_data
    }


def _joined(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Put the slices of sliced blocks together under the names of the whole blocks."""
    whole: dict[str, Tensor] = {}
    slices: dict[tuple[str, int], dict[int, Tensor]] = {}
    for name, values in weights.items():
        part, project = _SLICE.fullmatch(name), _PROJECT.fullmatch(name)
        if part:
            kind = _SLICED_PARTS[int(part["part"])]
            target = f"{part['block']}.{kind}.{part['layer']}.{part['kind']}"
            slices.setdefault((target, 0), {})[int(part["slice"])] = values
        elif project and values.ndim > 1 and _is_sliced(project["block"], weights):
            target = f"{project['block']}.project.0.{project['kind']}"
            slices.setdefault((target, 1), {})[int(project["slice"])] = values
        else:
            whole[name] = values
    for (target, axis), parts in slices.items():
        whole[target] = torch.cat([parts[index] for index in sorted(parts)], dim=axis)
    return whole


def _is_sliced(block: str, weights: Mapping[str, Tensor]) -> bool:
    return any(name.startswith(f"{block}.slices.") for name in weights)


def copy_what_fits(network: nn.Module, weights: Mapping[str, Tensor]) -> int:
    """Copy every weight whose name and shape fit into a network.

    Where only the number of input bands differs, the kernel is spread as `spread_bands` says.

    Args:
        network: Changed in place.
        weights: By name.

    Returns:
        How many tensors were copied.
    """
    own = network.state_dict()
    fitting: dict[str, Tensor] = {}
    for name, module in network.named_modules():
        if isinstance(module, ConvNormActivation):
            fitting.update(_folded(name, module, weights))
    for name, values in weights.items():
        if name in own and name not in fitting and own[name].shape == values.shape:
            fitting[name] = values
    network.load_state_dict({**own, **fitting})
    return len(fitting)


def _folded(
    name: str, layer: ConvNormActivation, weights: Mapping[str, Tensor]
) -> dict[str, Tensor]:
    """Return the kernel of a layer, and its normalisation where the bias was merged."""
    positions = {module: index for index, module in enumerate(layer)}
    kernel_name = f"{name}.{positions[layer.convolution]}.weight"
    kernel = weights.get(kernel_name)
    wanted = layer.convolution.weight.shape
    if kernel is None:
        return {}
    if name in _FIRST_LAYERS:
        kernel = spread_bands(kernel, wanted[1])
    if kernel.shape != wanted:
        return {}
    found = {kernel_name: kernel}
    bias = weights.get(f"{name}.{positions[layer.convolution]}.bias")
    if bias is not None:
        normalisation = layer.normalisation
        prefix = f"{name}.{positions[normalisation]}"
        found[f"{prefix}.weight"] = torch.ones_like(bias)
        found[f"{prefix}.bias"] = bias
        found[f"{prefix}.running_mean"] = torch.zeros_like(bias)
        found[f"{prefix}.running_var"] = torch.full_like(bias, 1.0 - normalisation.eps)
    return found
