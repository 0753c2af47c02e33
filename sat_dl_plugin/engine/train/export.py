"""From a trained network to one ONNX file with its card inside."""

from __future__ import annotations

import copy
import io
import json
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from sat_dl_plugin.contract.card import CARD_KEY, ModelCard
from sat_dl_plugin.contract.errors import ModelError
from sat_dl_plugin.engine.train.network import (
    ConvNormActivation,
    InvertedResidual,
    LiteUNet,
    SegmentationNetwork,
)

OPSET = 17
INPUT_NAME = "input"
OUTPUT_NAME = "probabilities"

TOLERANCE = 1e-3
"""Largest difference between torch and onnxruntime that an export may show.

Deep networks add up in another order and come to 2e-4; a wrong export differs by a tenth and more.
"""

HALF_TOLERANCE = 0.06
"""Largest difference of a probability that storing the weights in half precision may make.

On noise, where a network is least sure, the bundled ones come to 0.034; a broken file to 0.1 and
more.
"""

# Smaller weights are not worth an operation that brings them back to full precision.
_SMALLEST_HALVED = 256

# The blocks whose expansions are the largest feature maps, and how many of their channels are
# expanded at a time: whole numbers of the 16-channel blocks that onnxruntime works in.
_SLICED_BLOCKS = {1: 32, 2: 48}


def inference_network(network: SegmentationNetwork) -> SegmentationNetwork:
    """Return a copy of a network as it is exported: normalisations merged, large blocks sliced.

    Args:
        network: A trained network; it is left as it is.
    """
    copied = copy.deepcopy(network)
    copied.eval()
    fold_normalisations(copied)
    if isinstance(copied, LiteUNet):
        blocks = copied.encoder.blocks
        for index, width in _SLICED_BLOCKS.items():
            blocks[index] = SlicedResidual(blocks[index], width)
    return copied


class SlicedResidual(nn.Module):  # type: ignore[misc]  # torch is untyped to mypy
    """An inverted-residual block that expands and filters a few channels at a time.

    The channels of a depthwise filter do not mix, so this gives the same numbers while the
    expanded features, the largest of all, never exist as a whole. With a shortcut the slices are
    projected one by one and added; onnxruntime adds within the convolution when it can prove
    equal sizes, which it cannot after a strided layer: there the filtered slices are joined.

    Args:
        block: The block, with its normalisations folded in.
        width: Expanded channels at a time.
    """

    def __init__(self, block: InvertedResidual, width: int) -> None:
        super().__init__()
        expand, filtering = block.expand, block.filter
        if not isinstance(expand, ConvNormActivation):
            raise ModelError("A block without an expansion cannot be sliced")
        starts = range(0, filtering.convolution.out_channels, width)
        self.slices = nn.ModuleList(
            nn.Sequential(
                _channels_of(expand, start, start + width),
                _channels_of(filtering, start, start + width),
            )
            for start in starts
        )
        self.residual = block.residual
        self.project = block.project
        if block.residual:
            self.project = nn.ModuleList(
                _inputs_of(block.project.convolution, start, start + width) for start in starts
            )

    def forward(self, features: Tensor) -> Tensor:
        """Return the same features as the block that was sliced."""
        if not self.residual:
            joined = torch.cat([part(features) for part in self.slices], dim=1)
            projected: Tensor = self.project(joined)
            return projected
        total = features
        for part, project in zip(self.slices, self.project):
            total = total + project(part(features))
        return total


def _inputs_of(convolution: nn.Conv2d, start: int, end: int) -> nn.Conv2d:
    """Return a 1x1 convolution over some of the input channels; the first keeps the bias."""
    biased = start == 0 and convolution.bias is not None
    reduced = nn.Conv2d(end - start, convolution.out_channels, 1, bias=True)
    with torch.no_grad():
        reduced.weight.copy_(convolution.weight[:, start:end])
        reduced.bias.copy_(convolution.bias if biased else torch.zeros_like(reduced.bias))
    return reduced


def _channels_of(layer: ConvNormActivation, start: int, end: int) -> nn.Sequential:
    """Return a folded layer reduced to some of its output channels."""
    parts: list[nn.Module] = []
    for part in layer:
        if isinstance(part, nn.Conv2d):
            weight = part.weight[start:end]
            reduced = nn.Conv2d(
                weight.shape[0] if part.groups > 1 else part.in_channels,
                weight.shape[0],
                part.kernel_size,  # type: ignore[arg-type]
                part.stride,  # type: ignore[arg-type]
                part.padding,  # type: ignore[arg-type]
                groups=weight.shape[0] if part.groups > 1 else 1,
            )
            reduced.weight = nn.Parameter(weight.detach().clone())
            if part.bias is not None:
                reduced.bias = nn.Parameter(part.bias[start:end].detach().clone())
            parts.append(reduced)
        elif not isinstance(part, nn.Identity):
            parts.append(part)
    return nn.Sequential(*parts)


def fold_normalisations(network: nn.Module) -> None:
    """Merge batch normalisations into the convolutions before them, in place."""
    for module in network.modules():
        if isinstance(module, ConvNormActivation):
            convolution, normalisation = module.convolution, module.normalisation
            for index, part in enumerate(module):
                if part is convolution:
                    module[index] = fuse_conv_bn_eval(convolution, normalisation)
                elif part is normalisation:
                    module[index] = nn.Identity()


def build_onnx(network: SegmentationNetwork) -> onnx.ModelProto:
    """Return the graph of a trained network, with free batch size, height and width."""
    return export_graph(inference_network(network), OUTPUT_NAME, network.stride_px, network.bands)


def export_graph(
    network: nn.Module, output_name: str, stride: int, bands: int = 3
) -> onnx.ModelProto:
    """Return the graph of a network of pictures, with free batch size, height and width.

    Args:
        network: Ready to predict.
        output_name: What its output is called.
        stride: Heights and widths are multiples of it.
        bands: Channels of the pictures.
    """
    axes = {0: "batch", 2: "height", 3: "width"}
    answered = {0: "batch", 2: "rows", 3: "columns"} if output_name != OUTPUT_NAME else axes
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        # The exporter that traces is deprecated in favour of one that cannot write this opset.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network,
            (torch.zeros(1, bands, 4 * stride, 4 * stride),),
            buffer,
            opset_version=OPSET,
            input_names=[INPUT_NAME],
            output_names=[output_name],
            dynamic_axes={INPUT_NAME: axes, output_name: answered},
            dynamo=False,
        )
    graph = onnx.load_from_string(buffer.getvalue())
    graph.producer_name, graph.producer_version, graph.doc_string = "Sat DL", "", ""
    onnx.checker.check_model(graph, full_check=True)
    return graph


def deepness_keys(card: ModelCard, tile_size: int) -> dict[str, Any]:
    """Return the metadata that the QGIS plugin Deepness reads, before JSON encoding.

    Deepness scales 8-bit pixels to 0..1, subtracts the mean, divides by the deviation, and
    has a single threshold for all classes. Its overlap is rounded up so that it holds the halo
    on both sides of a tile.

    Args:
        card: The card of the network.
        tile_size: Side of the tiles that Deepness shall cut, pixels.
    """
    thresholds = [entry.threshold for entry in card.foreground]
    overlap = -(-200 * (card.halo_px or 0) // tile_size)
    return {
        "model_type": "Segmentor",
        "class_names": {str(i): entry.name for i, entry in enumerate(card.classes)},
        "resolution": round(100.0 * (card.gsd_m or 0.0), 3),
        "tile_size": tile_size,
        "tiles_size": tile_size,
        "tiles_overlap": overlap,
        "standardization_mean": list(card.scaling.mean) or [0.0] * len(card.bands),
        "standardization_std": list(card.scaling.std) or [1.0] * len(card.bands),
        "seg_thresh": round(float(np.mean(thresholds)), 3),
        "seg_small_segment": 0,
    }


def store_halves(graph: onnx.ModelProto) -> None:
    """Store large weights in half precision, in place.

    onnxruntime brings them back to full precision once, when it loads them, so that speed and
    memory of predictions stay as they are.

    Raises:
        ModelError: If a weight is too large for half precision.
    """
    casts = []
    for tensor in graph.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size < _SMALLEST_HALVED:
            continue
        if np.abs(values).max() > np.finfo(np.float16).max:
            raise ModelError(
                f"The weights {tensor.name} cannot be stored in half precision",
                f"The largest is {np.abs(values).max():.3g}",
                "Store the network in full precision",
            )
        name = tensor.name
        tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16), f"{name}.half"))
        casts.append(helper.make_node("Cast", [f"{name}.half"], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *graph.graph.node]
    del graph.graph.node[:]
    graph.graph.node.extend(nodes)
    onnx.checker.check_model(graph, full_check=True)


def write_segmentation(
    network: SegmentationNetwork,
    card: ModelCard,
    path: Path,
    deepness_tile: int = 1024,
    half: bool = False,
) -> float:
    """Write the ONNX file and, beside it, its card; check the file against the network.

    Args:
        network: The trained network.
        card: Its card.
        path: Where to write; the card gets the same name with ``.json``.
        deepness_tile: Tile that Deepness is told to use, pixels.
        half: Store weights in half precision, for half the size.

    Returns:
        The largest difference between torch and onnxruntime over a test picture.

    Raises:
        ModelError: If the exported graph does not predict what the network predicts.
    """
    graph = build_onnx(network)
    difference = _check(network, graph, TOLERANCE)
    if half:
        store_halves(graph)
        difference = _check(network, graph, HALF_TOLERANCE)
    metadata = {CARD_KEY: card.to_json()}
    for key, value in deepness_keys(card, deepness_tile).items():
        metadata[key] = json.dumps(value)
    helper.set_model_props(graph, metadata)
    write_with_card(graph.SerializeToString(), card, path)
    return difference


def _check(network: SegmentationNetwork, graph: onnx.ModelProto, tolerance: float) -> float:
    content = graph.SerializeToString()
    difference = largest_difference(network, content, OUTPUT_NAME, network.stride_px, network.bands)
    check_difference(difference, tolerance)
    return difference


def check_difference(difference: float, tolerance: float) -> None:
    """Compare what an exported graph and its network differ by with what is allowed.

    Raises:
        ModelError: If it is more.
    """
    if not difference <= tolerance:
        raise ModelError(
            f"The exported network differs by {difference:.2e} from the trained one",
            f"At most {tolerance} is allowed",
            "Report this with the versions of torch and onnxruntime",
        )


def largest_difference(
    network: nn.Module, content: bytes, output_name: str, stride: int, bands: int = 3
) -> float:
    """Compare an exported graph with its network on noise and on a flat picture."""
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    pictures = np.random.default_rng(0).random((2, bands, 11 * stride, 8 * stride))
    pictures[1] = pictures[1, :, :1, :1]
    batch: NDArray[np.float32] = pictures.astype(np.float32)
    network.eval()
    with torch.inference_mode():
        expected = network(torch.from_numpy(batch)).numpy()
    (found,) = session.run([output_name], {INPUT_NAME: batch})
    return float(np.abs(expected - found).max())


def write_with_card(content: bytes, card: ModelCard, path: Path) -> None:
    """Write an ONNX file and, beside it, its card."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _write_whole(path, content)
    _write_whole(path.with_suffix(".json"), (card.to_json() + "\n").encode("utf-8"))


def read_metadata(path: Path) -> Mapping[str, str]:
    """Return the metadata of an ONNX file."""
    graph = onnx.load(str(path), load_external_data=False)
    return {entry.key: entry.value for entry in graph.metadata_props}


def _write_whole(path: Path, content: bytes) -> None:
    beside = path.with_name(path.name + ".part")
    beside.write_bytes(content)
    beside.replace(path)
