"""Spectral indices: what they are made of, in numpy for training and as part of a graph.

Both forms do the same operations in the same order in single precision, so that a model is
asked with the very numbers it was trained on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from sat_dl_plugin.contract.errors import UsageError

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class SpectralIndex:
    """``gain * (first - second) / (weights . bands + offset)``, cut to -1 .. 1.

    A denominator of 0 counts as 1, so that the index of a black pixel is 0.
    """

    first: str
    second: str
    source: str
    gain: float = 1.0
    weights: tuple[tuple[str, float], ...] = ()
    """Band and factor of each term of the denominator; both bands with 1 when empty."""
    offset: float = 0.0

    @property
    def terms(self) -> tuple[tuple[str, float], ...]:
        """Band and factor of each term of the denominator."""
        return self.weights or ((self.first, 1.0), (self.second, 1.0))

    @property
    def bands(self) -> tuple[str, ...]:
        """The bands that are needed, each once."""
        names = (self.first, self.second, *(name for name, _ in self.terms))
        return tuple(dict.fromkeys(names))


INDICES: dict[str, SpectralIndex] = {
    "ndvi": SpectralIndex("nir", "red", "vegetation; Rouse et al. 1974"),
    "ndwi": SpectralIndex("green", "nir", "open water; McFeeters 1996"),
    "mndwi": SpectralIndex("green", "swir16", "open water beside buildings; Xu 2006"),
    "ndbi": SpectralIndex("swir16", "nir", "built-up land; Zha, Gao and Ni 2003"),
    "nbr": SpectralIndex("nir", "swir22", "burnt land; Key and Benson 2006"),
    "evi": SpectralIndex(
        "nir",
        "red",
        "dense vegetation; Huete et al. 2002; wants reflectance 0 to 1",
        gain=2.5,
        weights=(("nir", 1.0), ("red", 6.0), ("blue", -7.5)),
        offset=1.0,
    ),
}
"""The indices by the names of `jobs.SPECTRAL_INDICES`."""


def check_indices(names: Sequence[str], bands: Sequence[str]) -> None:
    """Raise a `UsageError` when an index is unknown or needs a band that is not there."""
    for name in names:
        if name not in INDICES:
            raise UsageError(
                f"The index {name!r} is unknown", f"Known are {', '.join(INDICES)}", "Use those"
            )
        missing = [band for band in INDICES[name].bands if band not in bands]
        if missing:
            raise UsageError(
                f"The index {name.upper()} needs the band {' and '.join(missing)}",
                f"The bands are known as {', '.join(bands)}",
                f"Leave the index out, or say which band is which (for example {missing[0]}=4)",
            )


def features(values: Floats, bands: Sequence[str], indices: Sequence[str]) -> Floats:
    """Return what a classifier looks at.

    Args:
        values: Scaled values of shape (bands, pixels).
        bands: Name of each band.
        indices: Some of `INDICES`.

    Returns:
        Array of shape (pixels, bands + indices).
    """
    named = dict(zip(bands, values))
    columns = [*values, *(_computed(INDICES[name], named) for name in indices)]
    return np.stack(columns, axis=1)


def _computed(index: SpectralIndex, bands: dict[str, Floats]) -> Floats:
    total = np.float32(index.offset)
    for name, factor in index.terms:
        total = total + bands[name] * np.float32(factor)
    total = np.where(total == 0, np.float32(1), total)
    ratio = (bands[index.first] - bands[index.second]) * np.float32(index.gain) / total
    result: Floats = np.clip(ratio, np.float32(-1), np.float32(1))
    return result


class Nodes:
    """Collects the nodes and constants of a graph."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def add(self, kind: str, *inputs: str, **attributes: object) -> str:
        """Append a node and return the name of its result."""
        name = f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def constant(self, values: object, dtype: type = np.float32) -> str:
        """Add a constant and return its name."""
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(values).astype(dtype), name))
        return name


def add_features(graph: Nodes, picture: str, bands: Sequence[str], indices: Sequence[str]) -> str:
    """Append the nodes that compute `features` for a picture (n, bands, rows, columns).

    Returns:
        Name of their result, (n, bands + indices, rows, columns).
    """
    if not indices:
        return picture
    needed = {band for name in indices for band in INDICES[name].bands}
    named = {
        band: graph.add("Gather", picture, graph.constant([place], np.int64), axis=1)
        for place, band in enumerate(bands)
        if band in needed
    }
    computed = [_appended(graph, INDICES[name], named) for name in indices]
    return graph.add("Concat", picture, *computed, axis=1)


def _appended(graph: Nodes, index: SpectralIndex, bands: dict[str, str]) -> str:
    total = graph.constant(index.offset)
    for name, factor in index.terms:
        total = graph.add("Add", total, graph.add("Mul", bands[name], graph.constant(factor)))
    is_zero = graph.add("Equal", total, graph.constant(0.0))
    total = graph.add("Where", is_zero, graph.constant(1.0), total)
    difference = graph.add("Sub", bands[index.first], bands[index.second])
    ratio = graph.add("Div", graph.add("Mul", difference, graph.constant(index.gain)), total)
    return graph.add("Clip", ratio, graph.constant(-1.0), graph.constant(1.0))
