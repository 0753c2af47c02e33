"""Weights to start the training of an enhancing network from: those of another one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from torch import Tensor

from sat_dl_plugin.contract.errors import ModelError
from sat_dl_plugin.engine.train.enhancer import SCALES, EnhancementNetwork
from sat_dl_plugin.engine.train.start import copy_what_fits, read_weights

_BLOCK = re.compile(r"(?:before|after)\.\d+\.first\.weight")

# The layers that see the picture: the deviation of its channels was merged into their kernels.
_FIRST_KERNELS = ("encoder.stem.1.weight", "fine.weight")


def network_like(path: Path, scale: int) -> EnhancementNetwork:
    """Return a network of a scale with the shape of another one, and its weights.

    What belongs to another scale starts anew: that is the last layer alone.

    Args:
        path: One of our enhancing networks (``.onnx``).
        scale: Of the network that is wanted.

    Raises:
        ModelError: If the file cannot be read or is not an enhancing network of ours.
    """
    weights = read_weights(path)
    width, depth = _shape(path, weights)
    network = EnhancementNetwork(scale, width, depth)
    for name in _FIRST_KERNELS:
        if name in weights:
            weights[name] = weights[name] * network.std
    # Of another scale the last layer has other channels, and is left out.
    copy_what_fits(network, weights)
    return network


def _shape(path: Path, weights: Mapping[str, Tensor]) -> tuple[int, int]:
    """Return width and depth of the network that weights belong to."""
    kernel = weights.get("finish.weight")
    depth = sum(1 for name in weights if _BLOCK.fullmatch(name))
    scales = [scale for scale in SCALES if kernel is not None and len(kernel) == 3 * scale**2]
    if kernel is None or not depth or not scales:
        raise ModelError(
            f"{path} is not an enhancing network that training can start from",
            "It was built in another way than those of Sat DL",
            "Choose one of Sat DL's own enhancing networks, or none",
        )
    return int(kernel.shape[1]), depth
