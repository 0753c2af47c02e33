"""How a stack is stored: a data type and a nodata value for all, names and facts of each band."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

import numpy as np
from numpy.typing import NDArray
from rasterio.enums import ColorInterp

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.engine.raster.source import BandLayout, BoolMask, RasterSource

# Colours say something about the stack only where they are unique.
_COLORS = (ColorInterp.red, ColorInterp.green, ColorInterp.blue)

# They were those of the file that the band comes from.
_STALE = "STATISTICS_"


@dataclass(frozen=True)
class Layer:
    """One of the rasters of a stack."""

    source: RasterSource
    name: str
    """What its bands are called after."""
    bands: tuple[int, ...]
    """Its 1-based bands with values; alpha bands are masks."""


@dataclass(frozen=True)
class Storage:
    """Data type and nodata of a stack."""

    dtype: np.dtype[Any]
    nodata: Optional[float]
    """None where every pixel is valid."""

    def store(self, values: NDArray[Any], valid: BoolMask) -> NDArray[Any]:
        """Return values (bands, rows, cols) as they are stored, nodata where they are invalid."""
        if self.dtype.kind == "f":
            return np.where(valid, values, self.nodata or 0.0).astype(self.dtype)
        limits = np.iinfo(self.dtype)
        # The largest whole numbers of 64 bits are not among the floating-point ones.
        whole = np.clip(np.rint(values), limits.min, np.nextafter(float(limits.max) + 1, 0))
        stored: NDArray[Any] = whole.astype(self.dtype)
        if self.nodata is None:
            return stored
        # A measured value must not vanish because it happens to be the one for nodata.
        nodata = int(self.nodata)
        stored[stored == nodata] = nodata + 1 if nodata < limits.max else nodata - 1
        stored[:, ~valid] = nodata
        return stored


def layers_of(sources: Sequence[RasterSource], names: Sequence[str]) -> tuple[Layer, ...]:
    """Return the rasters with names that differ.

    Args:
        sources: The rasters.
        names: What they are called; those of the files when empty.

    Raises:
        InputError: If a raster has no bands of real numbers.
    """
    layers: list[Layer] = []
    taken: dict[str, int] = {}
    for place, source in enumerate(sources):
        name = (names[place] if place < len(names) else "") or Path(source.path).stem
        taken[name] = taken.get(name, 0) + 1
        unique = name if taken[name] == 1 else f"{name} ({taken[name]})"
        layers.append(Layer(source, unique, value_bands(source)))
    return tuple(layers)


def value_bands(source: RasterSource) -> tuple[int, ...]:
    """Return the 1-based bands with values, thus no alpha bands.

    Raises:
        InputError: If there are none, or they are no real numbers.
    """
    bands = tuple(b for b in range(1, source.band_count + 1) if b not in source.alpha_bands)
    if not bands:
        raise InputError(
            f"{source.path} has no bands with values", "It only has a mask", "Leave it out"
        )
    strange = [source.dtypes[b - 1] for b in bands if source.dtypes[b - 1].startswith("complex")]
    if strange:
        raise InputError(
            f"{source.path} has values of type {strange[0]}",
            "Only real numbers can be stacked",
            "Convert it first, for example to its amplitude",
        )
    return bands


def storage_of(layers: Sequence[Layer], has_gaps: bool) -> Storage:
    """Return a data type that holds the values of all rasters, and one value for nodata.

    Args:
        layers: The rasters.
        has_gaps: Whether a pixel of any of them can be invalid on the common grid.
    """
    dtype = np.result_type(*(x.source.dtypes[b - 1] for x in layers for b in x.bands))
    if dtype.kind == "b":
        dtype = np.dtype(np.uint8)
    if dtype.kind == "f":
        dtype = np.result_type(dtype, np.float32)
        return Storage(dtype, float("nan"))
    if not has_gaps:
        return Storage(dtype, None)
    declared = {x.source.layout.nodata[b - 1] for x in layers for b in x.bands}
    common = declared.pop() if len(declared) == 1 else None
    if common is not None and float(common).is_integer() and _fits(common, dtype):
        return Storage(dtype, float(common))
    if dtype == np.uint8:
        # Every value of 8 bits may be a measured one.
        dtype = np.dtype(np.uint16)
    limits = np.iinfo(dtype)
    return Storage(dtype, float(limits.max if dtype.kind == "u" else limits.min))


def band_layout(layers: Sequence[Layer], facts: Sequence[dict[str, str]]) -> BandLayout:
    """Return what the stack says about its bands.

    Args:
        layers: The rasters, in the order of their bands.
        facts: Metadata items of every band of a raster, one entry a raster.
    """
    rows: list[tuple[Any, ...]] = []
    colors: list[ColorInterp] = []
    for layer, items in zip(layers, facts):
        layout, texts = layer.source.layout, layer.source.band_descriptions
        for band in layer.bands:
            place = band - 1
            color = layout.interpretations[place]
            known = color if color in _COLORS and color not in colors else ColorInterp.undefined
            colors.append(known)
            title = texts[place] or (color.name if color in _COLORS else f"band {band}")
            tags = {k: v for k, v in layout.tags[place].items() if not k.startswith(_STALE)}
            rows.append(
                (
                    f"{layer.name}: {title}",
                    known,
                    None,
                    layout.scales[place],
                    layout.offsets[place],
                    layout.units[place],
                    {**tags, **items},
                    layout.imagery[place],
                )
            )
    return BandLayout(*zip(*rows))


def _fits(value: float, dtype: np.dtype[Any]) -> bool:
    limits = np.iinfo(dtype)
    return bool(limits.min <= value <= limits.max)
