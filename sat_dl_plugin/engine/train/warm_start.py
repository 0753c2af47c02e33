"""Weights of an exported model, made ready to learn from other data.

An export merges normalisations into kernels, and `start` fills them in as normalisations that
change nothing. So filled, a network predicts what the file predicts, but a training normalises by
the statistics of batches: from the first step on it would compute something else, and what was
learnt would be lost. Here the merged normalisations get the statistics that the data have, and
weights that undo them, which leaves predictions as they are and makes training begin there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Optional, Union

import numpy as np
import torch
from torch import Tensor, nn

from sat_dl_plugin.contract.card import Scaling
from sat_dl_plugin.engine.train.network import ConvNormActivation, Encoder, SegmentationNetwork

LearningNetwork = Union[SegmentationNetwork, Encoder]

# Statistics that `start` gives to merged normalisations differ from those of new ones by this.
_CLOSE = 1e-7

# Beyond these, in deviations of what a network knows, values are of another unit.
_MOST_GAIN = 10.0
_MOST_SHIFT = 6.0


def has_merged_normalisation(layer: ConvNormActivation) -> bool:
    """Return whether the normalisation of a layer came merged out of an exported model."""
    norm = layer.normalisation
    variance = torch.full_like(norm.running_var, 1.0 - norm.eps)
    return bool(
        torch.allclose(norm.running_var, variance, rtol=0.0, atol=_CLOSE)
        and (norm.running_mean == 0).all()
        and (norm.weight == 1).all()
    )


def adapt_to_scaling(network: LearningNetwork, before: Scaling, after: Scaling) -> bool:
    """Have the first layer see what it knows in input that is scaled otherwise.

    Where both networks have the same bands, each is brought back on its own; else all alike. Values
    of another kind, such as reflectance in place of 8 bits, stay as they are scaled: zero mean and
    unit variance is all that they have in common.

    Args:
        network: Filled with weights of an exported model; changed in place.
        before: Scaling of that model's input.
        after: Scaling of the input it will get.

    Returns:
        Whether the first layer was changed.
    """
    first = _first_layer(network)
    if first is None or not has_merged_normalisation(first):
        return False
    own = _per_band(before, network.bands)
    gain, offset = _per_band(after, network.bands)
    factor = before.factor / after.factor
    gains, offsets = factor * gain / own[0], (factor * offset - own[1]) / own[0]
    alike = np.abs(np.log(gains)).max() < np.log(_MOST_GAIN) and np.abs(offsets).max() < _MOST_SHIFT
    if before.stored_range != after.stored_range or not alike:
        return False
    ratio, shift = torch.from_numpy(gains).float(), torch.from_numpy(offsets).float()
    with torch.no_grad():
        kernel = first.convolution.weight
        first.normalisation.bias += (kernel * shift.to(kernel)[None, :, None, None]).sum((1, 2, 3))
        kernel *= ratio.to(kernel)[None, :, None, None]
    return True


def open_normalisations(network: LearningNetwork, batches: Iterable[Tensor]) -> int:
    """Give merged normalisations the statistics of data, without changing predictions.

    Args:
        network: Changed in place.
        batches: Network input, (n, bands, h, w), as training will see it.

    Returns:
        How many normalisations were opened.
    """
    layers = [
        layer
        for layer in network.modules()
        if isinstance(layer, ConvNormActivation) and has_merged_normalisation(layer)
    ]
    tallies = [_Tally(layer) for layer in layers]
    was_training = network.training
    network.eval()
    with torch.inference_mode():
        for batch in batches:
            network(batch)
    network.train(was_training)
    for tally in tallies:
        tally.apply()
    return len(layers)


@dataclass
class _Tally:
    """Mean and variance of what one layer's convolution gives."""

    layer: ConvNormActivation

    def __post_init__(self) -> None:
        self._count = 0
        self._sum: Union[Tensor, float] = 0.0
        self._squares: Union[Tensor, float] = 0.0
        self._hook = self.layer.convolution.register_forward_hook(self._look)

    def _look(self, _module: nn.Module, _inputs: Any, found: Tensor) -> None:
        values = found.double()
        self._count += values.numel() // values.shape[1]
        self._sum = self._sum + values.sum((0, 2, 3))
        self._squares = self._squares + values.square().sum((0, 2, 3))

    def apply(self) -> None:
        """Set the normalisation to what was seen, and its weights to undo that."""
        self._hook.remove()
        if not self._count or isinstance(self._sum, float) or isinstance(self._squares, float):
            return
        mean = self._sum / self._count
        variance = (self._squares / self._count - mean.square()).clamp_min(0.0)
        norm = self.layer.normalisation
        # Inference tensors cannot be written into those that learn.
        mean, variance = mean.clone(), variance.clone()
        with torch.no_grad():
            norm.running_mean.copy_(mean)
            norm.running_var.copy_(variance)
            norm.bias += mean.to(norm.bias)
            norm.weight.copy_(torch.sqrt(variance + norm.eps))


def _first_layer(network: LearningNetwork) -> Optional[ConvNormActivation]:
    """Return the layer that sees the image."""
    for layer in network.modules():
        if isinstance(layer, ConvNormActivation):
            return layer if layer.convolution.in_channels == network.bands else None
    return None


def _per_band(scaling: Scaling, bands: int) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return deviation and mean of each band; those of all bands where their number differs."""
    std = np.array(scaling.std or (1.0,) * bands)
    mean = np.array(scaling.mean or (0.0,) * bands)
    if len(std) == bands:
        return std, mean
    return np.full(bands, std.mean()), np.full(bands, mean.mean())
