"""What can be said of a raster layer without reading its pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Optional

from qgis.core import (
    Qgis,
    QgsCsException,
    QgsProject,
    QgsRasterDataProvider,
    QgsRasterLayer,
)

from sat_dl_plugin.contract.band_names import common_name, named_bands
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.layer_export import has_own_pixels, is_picture, units_per_metre

_COLOURS = {
    Qgis.RasterColorInterpretation.RedBand: "red",
    Qgis.RasterColorInterpretation.GreenBand: "green",
    Qgis.RasterColorInterpretation.BlueBand: "blue",
    Qgis.RasterColorInterpretation.AlphaBand: "alpha",
    Qgis.RasterColorInterpretation.GrayIndex: "gray",
    Qgis.RasterColorInterpretation.NIRBand: "nir",
    Qgis.RasterColorInterpretation.PanBand: "pan",
    Qgis.RasterColorInterpretation.CoastalBand: "coastal",
}
"""Colour interpretations under the names that GDAL and `contract.band_names` know."""

_BITS = {
    Qgis.DataType.Byte: 8,
    Qgis.DataType.Int8: 8,
    Qgis.DataType.UInt16: 16,
    Qgis.DataType.Int16: 16,
    Qgis.DataType.UInt32: 32,
    Qgis.DataType.Int32: 32,
}
_FLOATS = {Qgis.DataType.Float32: 32, Qgis.DataType.Float64: 64}


@dataclass(frozen=True)
class BandFacts:
    """One band of a raster layer."""

    number: int
    """From 1."""
    description: str
    """What the file calls it, empty for nothing."""
    common_name: str
    """STAC common name (red, nir, …), ``alpha``, or empty when unknown."""


@dataclass(frozen=True)
class LayerFacts:
    """One raster layer."""

    name: str
    bands: tuple[BandFacts, ...]
    named: dict[str, int]
    """Common name -> band, as the engine will find them."""
    data_type: Optional[Qgis.DataType]
    """That of the first band."""
    nodata: Optional[float]
    """Value of the first band that means no data."""
    gsd_m: Optional[float]
    """Metres per pixel on the ellipsoid, in the middle of the layer; None when unknown."""
    columns: int
    """0 when the layer has no pixels of its own."""
    rows: int
    crs_name: str
    """Readable name with its code; empty without a CRS."""
    is_server: bool
    is_picture: bool
    """Whether there are no values, only what a server draws."""

    @property
    def usable(self) -> tuple[int, ...]:
        """Numbers of the bands that hold values: all but alpha."""
        return tuple(band.number for band in self.bands if band.common_name != "alpha")

    @property
    def has_crs(self) -> bool:
        """Whether the layer knows where on Earth it is."""
        return bool(self.crs_name)


def facts_of(layer: QgsRasterLayer) -> LayerFacts:
    """Return the facts of a valid raster layer; takes no longer than a look at its header."""
    provider = layer.dataProvider()
    picture = is_picture(provider)
    own_pixels = has_own_pixels(provider)
    crs = layer.crs()
    bands, named = _bands(provider, picture=picture)
    return LayerFacts(
        name=layer.name(),
        bands=bands,
        named=named,
        data_type=None if picture else provider.dataType(1),
        nodata=provider.sourceNoDataValue(1) if provider.sourceHasNoDataValue(1) else None,
        gsd_m=_gsd_m(layer) if own_pixels and crs.isValid() else None,
        columns=provider.xSize() if own_pixels else 0,
        rows=provider.ySize() if own_pixels else 0,
        crs_name=crs.userFriendlyIdentifier() if crs.isValid() else "",
        is_server=layer.providerType() not in ("gdal", "virtualraster"),
        is_picture=picture,
    )


def data_type_text(data_type: Optional[Qgis.DataType]) -> str:
    """Return a data type in words."""
    if data_type in _BITS:
        return tr("{} bit").format(_BITS[data_type])
    if data_type in _FLOATS:
        return tr("{} bit, floating point").format(_FLOATS[data_type])
    return ""


def _bands(
    provider: QgsRasterDataProvider, *, picture: bool
) -> tuple[tuple[BandFacts, ...], dict[str, int]]:
    if picture:
        # Exported as red, green, blue and alpha, whatever the server sends.
        descriptions, colours = [""] * 4, ["red", "green", "blue", "alpha"]
    else:
        numbers = range(1, provider.bandCount() + 1)
        descriptions = [provider.bandDescription(number) for number in numbers]
        colours = [_COLOURS.get(provider.colorInterpretation(number), "") for number in numbers]
    bands = tuple(
        BandFacts(number, text, common_name(text) or colour)
        for number, (text, colour) in enumerate(zip(descriptions, colours), start=1)
    )
    return bands, named_bands(descriptions, colours)


def _gsd_m(layer: QgsRasterLayer) -> Optional[float]:
    """Return the square root of a pixel's area in the middle of the layer, metres."""
    try:
        across, down = units_per_metre(
            layer.crs(), layer.extent().center(), QgsProject.instance().transformContext()
        )
        area = layer.rasterUnitsPerPixelX() / across * layer.rasterUnitsPerPixelY() / down
    except (QgsCsException, ZeroDivisionError):
        return None
    return math.sqrt(abs(area)) or None
