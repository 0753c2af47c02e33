"""From a trained network to one ONNX file with its card inside."""

from __future__ import annotations

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
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from sat_dl_plugin.contract.card import CARD_KEY, ModelCard
from sat_dl_plugin.contract.errors import ModelError
from sat_dl_plugin.engine.train.network import (
    STRIDE,
    ConvNormActivation,
    InvertedResidual,
    SegmentationNetwork,
)

OPSET = 17
INPUT_NAME = "input"
OUTPUT_NAME = "probabilities"

TOLERANCE = 1e-4
"""Largest difference between torch and onnxruntime that an export may show."""

# The block whose expansion is at half the input's size, and how many of its channels are
# expanded at a time: a whole number of the 16-channel blocks that onnxruntime works in.
_SLICED_BLOCK, _SLICE = 1, 32


class InferenceNetwork(nn.Module):  # type: ignore[misc]  # torch is untyped to mypy
    """The network as it is exported: statistics folded in, probabilities out.

    Args:
        network: A trained network; it is left as it is.
    """

    def __init__(self, network: SegmentationNetwork) -> None:
        super().__init__()
        self.network = SegmentationNetwork(network.classes, network.widths)
        self.network.load_state_dict(network.state_dict())
        self.network.eval()
        _fold(self.network)
        blocks = self.network.encoder.blocks
        blocks[_SLICED_BLOCK] = SlicedResidual(blocks[_SLICED_BLOCK], _SLICE)

    def forward(self, image: Tensor) -> Tensor:
        """Return the probabilities of the classes, (n, classes, h, w)."""
        probabilities: Tensor = self.network(image)
        return probabilities


class SlicedResidual(nn.Module):  # type: ignore[misc]  # torch is untyped to mypy
    """An inverted-residual block that expands and filters a few channels at a time.

    The channels of a depthwise filter do not mix, so this gives the same numbers while the
    expanded features, the largest of all, never exist as a whole.
    """

    def __init__(self, block: InvertedResidual, width: int) -> None:
        super().__init__()
        expand, filtering = block.expand, block.filter
        if block.residual or not isinstance(expand, ConvNormActivation):
            raise ModelError("Only an expanding block without a shortcut can be sliced")
        hidden = filtering.convolution.out_channels
        self.slices = nn.ModuleList(
            nn.Sequential(
                _channels_of(expand, start, start + width),
                _channels_of(filtering, start, start + width),
            )
            for start in range(0, hidden, width)
        )
        self.project = block.project

    def forward(self, features: Tensor) -> Tensor:
        """Return the same features as the block that was sliced."""
        filtered = torch.cat([part(features) for part in self.slices], dim=1)
        projected: Tensor = self.project(filtered)
        return projected


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


def _fold(network: SegmentationNetwork) -> None:
    """Merge every batch normalisation into the convolution before it."""
    for module in network.modules():
        if isinstance(module, ConvNormActivation):
            convolution, normalisation = module.convolution, module.normalisation
            for index, part in enumerate(module):
                if part is convolution:
                    module[index] = fuse_conv_bn_eval(convolution, normalisation)
                elif part is normalisation:
                    module[index] = nn.Identity()
    # The division by the deviation of the input moves into the first kernel. The subtraction of
    # the mean must stay before the padding, so that the padding is the mean colour.
    with torch.no_grad():
        network.encoder.stem.convolution.weight.div_(network.std)
    network.std.fill_(1.0)


def build_onnx(network: SegmentationNetwork) -> onnx.ModelProto:
    """Return the graph of a trained network, with free batch size, height and width."""
    exported = InferenceNetwork(network).eval()
    axes = {0: "batch", 2: "height", 3: "width"}
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        # The exporter that traces is deprecated in favour of one that cannot write this opset.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            exported,
            (torch.zeros(1, 3, 4 * STRIDE, 4 * STRIDE),),
            buffer,
            opset_version=OPSET,
            input_names=[INPUT_NAME],
            output_names=[OUTPUT_NAME],
            dynamic_axes={INPUT_NAME: axes, OUTPUT_NAME: axes},
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


def write_model(
    network: SegmentationNetwork, card: ModelCard, path: Path, deepness_tile: int = 1024
) -> float:
    """Write the ONNX file and, beside it, its card; check the file against the network.

    Args:
        network: The trained network.
        card: Its card.
        path: Where to write; the card gets the same name with ``.json``.
        deepness_tile: Tile that Deepness is told to use, pixels.

    Returns:
        The largest difference between torch and onnxruntime over a test picture.

    Raises:
        ModelError: If the exported graph does not predict what the network predicts.
    """
    graph = build_onnx(network)
    metadata = {CARD_KEY: card.to_json()}
    for key, value in deepness_keys(card, deepness_tile).items():
        metadata[key] = json.dumps(value)
    onnx.helper.set_model_props(graph, metadata)
    content = graph.SerializeToString()
    difference = largest_difference(network, content)
    if not difference <= TOLERANCE:
        raise ModelError(
            f"The exported network differs by {difference:.2e} from the trained one",
            f"At most {TOLERANCE} is allowed",
            "Report this with the versions of torch and onnxruntime",
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    _write_whole(path, content)
    _write_whole(path.with_suffix(".json"), (card.to_json() + "\n").encode("utf-8"))
    return difference


def largest_difference(network: SegmentationNetwork, content: bytes) -> float:
    """Compare an exported graph with its network on noise and on a flat picture."""
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    pictures = np.random.default_rng(0).random((2, 3, 11 * STRIDE, 8 * STRIDE))
    pictures[1] = pictures[1, :, :1, :1]
    batch: NDArray[np.float32] = pictures.astype(np.float32)
    network.eval()
    with torch.inference_mode():
        expected = network(torch.from_numpy(batch)).numpy()
    (found,) = session.run([OUTPUT_NAME], {INPUT_NAME: batch})
    return float(np.abs(expected - found).max())


def read_metadata(path: Path) -> Mapping[str, str]:
    """Return the metadata of an ONNX file."""
    graph = onnx.load(str(path), load_external_data=False)
    return {entry.key: entry.value for entry in graph.metadata_props}


def _write_whole(path: Path, content: bytes) -> None:
    beside = path.with_name(path.name + ".part")
    beside.write_bytes(content)
    beside.replace(path)
