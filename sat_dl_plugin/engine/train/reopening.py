"""From an exported model back to the network it was made of, so that it can learn on.

An export merges normalisations into convolutions and slices large blocks; `start.read_weights`
undoes that. The architecture is recognised by the names and shapes of the weights, and what comes
out is compared with the file, so a model that learns on begins exactly where it was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Optional

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import numpy_helper
from torch import Tensor, nn

from sat_dl_plugin.contract.card import CARD_KEY, ModelCard
from sat_dl_plugin.contract.digests import file_sha256
from sat_dl_plugin.contract.errors import ModelError
from sat_dl_plugin.engine.models.card_sources import resolve_card
from sat_dl_plugin.engine.train.architectures import ARCHITECTURES, build_network
from sat_dl_plugin.engine.train.export import TOLERANCE, read_metadata
from sat_dl_plugin.engine.train.network import ConvNormActivation, SegmentationNetwork
from sat_dl_plugin.engine.train.start import copy_what_fits, read_weights

# Counters of normalisations, which no export keeps and no prediction needs.
_COUNTERS = "num_batches_tracked"

_ACTIVATIONS = {"Softmax": False, "Sigmoid": True}


class SteadyNormalisation(nn.BatchNorm2d):  # type: ignore[misc]  # torch is untyped to mypy
    """A normalisation that never looks at the statistics of a batch.

    Those of an exported network are merged into its kernels. Normalised by a batch, it would
    predict something else from the first step on.
    """

    def train(self, mode: bool = True) -> SteadyNormalisation:
        """Stay as in prediction; weight and bias learn all the same."""
        super().train(mode=False)
        return self


@dataclass(frozen=True, eq=False)
class ReopenedModel:
    """A model as it can learn on."""

    path: Path
    network: SegmentationNetwork
    """Predicts what the file predicts."""
    card: ModelCard
    """The file's, with the scaling that this network wants."""
    sha256: str
    """Of the file."""


def reopen(path: Path) -> ReopenedModel:
    """Return the network in a file that Sat DL exported.

    Args:
        path: ONNX file of a segmentation network.

    Raises:
        ModelError: If it is no network of ours, or does not predict what the file predicts.
    """
    card = resolve_card(path).card
    try:
        model = onnx.load(str(path), load_external_data=False)
    except Exception as error:  # protobuf raises classes of its own, by its backend
        raise ModelError(f"{path} is not an ONNX network", str(error)) from error
    if card.task != "segmentation" or card.activation != "none":
        raise _stranger(card, "It is no network that finds classes, as Sat DL exports them")
    overlapping = _overlapping(model.graph, card)
    network = _network_with(read_weights(path), overlapping, card)
    subtracted = _subtracted(model.graph, network.bands)
    _check(network, subtracted, model, card)
    scaling = card.scaling
    if subtracted is not None:
        std = np.array(scaling.std or (1.0,) * network.bands)
        mean = np.array(scaling.mean or (0.0,) * network.bands) + subtracted * std
        scaling = replace(scaling, mean=tuple(mean.tolist()), std=tuple(std.tolist()))
    return ReopenedModel(path, network, card.with_changes(scaling=scaling), file_sha256(path))


def card_of(path: Path) -> Optional[ModelCard]:
    """Return what a model to start from says of itself; None of weights alone.

    Args:
        path: Model or weights, ours or not.
    """
    if path.suffix.lower() != ".onnx":
        return None
    try:
        # Knows what graphs of the first version subtract by themselves.
        return reopen(path).card
    except ModelError:
        stated = read_metadata(path).get(CARD_KEY)
    return ModelCard.from_json(stated) if stated else None


def _overlapping(graph: onnx.GraphProto, card: ModelCard) -> bool:
    """Return whether the graph ends in a probability for each class of its own."""
    found = {node.op_type for node in graph.node} & set(_ACTIVATIONS)
    if len(found) != 1:
        raise _stranger(card, "Its output is not made as that of our networks")
    return _ACTIVATIONS[found.pop()]


def _network_with(
    weights: dict[str, Tensor], overlapping: bool, card: ModelCard
) -> SegmentationNetwork:
    """Return the architecture that all weights have a place in, filled with them."""
    for architecture in ARCHITECTURES:
        network = build_network(architecture, len(card.bands), len(card.classes), overlapping)
        wanted = {name for name in network.state_dict() if not name.endswith(_COUNTERS)}
        if copy_what_fits(network, weights) == len(wanted):
            _steady(network)
            network.eval()
            return network
    raise _stranger(card, f"Its weights belong to none of {', '.join(ARCHITECTURES)}")


def _steady(network: SegmentationNetwork) -> None:
    """Have all normalisations keep their statistics."""
    for layer in network.modules():
        if not isinstance(layer, ConvNormActivation):
            continue
        for place, part in enumerate(layer):
            if isinstance(part, nn.BatchNorm2d):
                steady = SteadyNormalisation(part.num_features, eps=part.eps)
                steady.load_state_dict(part.state_dict())
                layer[place] = steady


def _subtracted(graph: onnx.GraphProto, bands: int) -> Optional[np.ndarray]:
    """Return what the graph itself subtracts from each band, None when it does not.

    Exports of the first version had the mean in the graph, and the deviation in the first kernel.
    """
    arrays = {entry.name: entry for entry in graph.initializer}
    for node in graph.node:
        if node.op_type == "Sub" and node.input[0] == graph.input[0].name:
            values = numpy_helper.to_array(arrays[node.input[1]])
            return np.broadcast_to(values.reshape(-1), (bands,)).astype(np.float64)
    return None


def _check(
    network: SegmentationNetwork,
    subtracted: Optional[np.ndarray],
    model: onnx.ModelProto,
    card: ModelCard,
) -> None:
    """Compare the network with the file on noise.

    Raises:
        ModelError: If they differ.
    """
    side = 8 * network.stride_px
    noise = np.random.default_rng(0).random((1, network.bands, side, side), dtype=np.float32)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    (expected,) = session.run(None, {session.get_inputs()[0].name: noise})
    offset = np.zeros(network.bands) if subtracted is None else subtracted
    with torch.inference_mode():
        shifted = noise - offset.astype(np.float32)[None, :, None, None]
        found = network(torch.from_numpy(shifted)).numpy()
    if found.shape != expected.shape or not np.abs(found - expected).max() <= TOLERANCE:
        raise _stranger(card, "Built anew from its weights, it predicts something else")


def _stranger(card: ModelCard, reason: str) -> ModelError:
    return ModelError(
        f"The model {card.name!r} cannot be trained further",
        reason,
        "Choose a network that came with Sat DL or was trained with it; with the labels of the "
        "review a new one can be trained instead",
    )
