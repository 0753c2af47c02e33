"""From a trained enhancing network to one ONNX file with its card inside."""

from __future__ import annotations

from pathlib import Path

import onnx
import torch
from onnx import helper
from torch import Tensor, nn
from torch.nn import functional

from sat_dl_plugin.contract.card import CARD_KEY, ModelCard
from sat_dl_plugin.engine.train.enhancer import STRIDE, EnhancementNetwork, enlarge_bicubic
from sat_dl_plugin.engine.train.export import (
    TOLERANCE,
    check_difference,
    export_graph,
    fold_normalisations,
    largest_difference,
    store_halves,
    write_with_card,
)

OUTPUT_NAME = "enhanced"

HALF_TOLERANCE = 2e-3
"""Largest difference that storing the weights in half precision may make: half of a step of
8 bits."""

# Pixels on each side that bicubic interpolation looks at.
_REACH = 2


class InferenceEnhancer(nn.Module):  # type: ignore[misc]  # torch is untyped to mypy
    """The network as it is exported: statistics folded in, interpolation as a convolution.

    onnxruntime's own interpolation goes pixel by pixel; a convolution that gives all
    sub-pixels of a pixel at once takes a sixth of the time and shares the rearrangement of the
    network's own.

    Args:
        network: A trained network; it is left as it is.
    """

    def __init__(self, network: EnhancementNetwork) -> None:
        super().__init__()
        self.network = EnhancementNetwork(**network.settings())
        self.network.load_state_dict(network.state_dict())
        self.network.eval()
        fold_normalisations(self.network)
        with torch.no_grad():
            self.network.encoder.stem.convolution.weight.div_(network.std)
            self.network.fine.weight.div_(network.std)
        self.network.std.fill_(1.0)
        self.bicubic = _bicubic_convolution(network.scale)

    def forward(self, image: Tensor) -> Tensor:
        """Return the enhanced picture, (n, 3, h * scale, w * scale)."""
        network = self.network
        added = network.finish(network.features(image - network.mean))
        if network.scale == 1:
            repaired: Tensor = added + image
            return repaired
        edges = functional.pad(image, (_REACH,) * 4, mode="replicate")
        return functional.pixel_shuffle(added + self.bicubic(edges), network.scale)


def write_enhancer(network: EnhancementNetwork, card: ModelCard, path: Path) -> float:
    """Write the ONNX file and, beside it, its card; check the file against the network.

    Weights are stored in half precision and computed with in full.

    Args:
        network: The trained network.
        card: Its card.
        path: Where to write; the card gets the same name with ``.json``.

    Returns:
        The largest difference between torch and onnxruntime over a test picture.

    Raises:
        ModelError: If the exported graph does not give what the network gives.
    """
    graph = export_graph(InferenceEnhancer(network).eval(), OUTPUT_NAME, STRIDE)
    _check(network, graph, TOLERANCE)
    store_halves(graph)
    helper.set_model_props(graph, {CARD_KEY: card.to_json()})
    difference = _check(network, graph, HALF_TOLERANCE)
    write_with_card(graph.SerializeToString(), card, path)
    return difference


def _check(network: EnhancementNetwork, graph: onnx.ModelProto, tolerance: float) -> float:
    difference = largest_difference(network, graph.SerializeToString(), OUTPUT_NAME, STRIDE)
    check_difference(difference, tolerance)
    return difference


def _bicubic_convolution(scale: int) -> nn.Conv2d:
    """Return the convolution whose rearranged channels are the picture, interpolated."""
    side = 2 * _REACH + 1
    impulse = torch.zeros(1, 1, 2 * side + 1, 2 * side + 1)
    impulse[..., side, side] = 1.0
    answer = enlarge_bicubic(impulse, scale)
    convolution = nn.Conv2d(3, 3 * scale**2, side, groups=3, bias=False)
    # What one pixel gives its neighbours, seen from the neighbours.
    phases = functional.pixel_unshuffle(answer, scale)[0]
    first = side - _REACH
    kernel = phases[:, first : first + side, first : first + side].flip(1, 2)
    with torch.no_grad():
        convolution.weight.copy_(kernel.unsqueeze(1).repeat(3, 1, 1, 1))
    return convolution
