"""What a run will take, before it starts: pixels, seconds and disk."""

from __future__ import annotations

import math
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Optional, Protocol

from qgis.core import (
    Qgis,
    QgsCsException,
    QgsProject,
    QgsRasterBlock,
    QgsRasterLayer,
    QgsReferencedRectangle,
    QgsUnitTypes,
)
from qgis.PyQt.QtCore import QDir, QLocale

from sat_dl_plugin.contract.card import ModelCard
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.layer_export import has_own_pixels, is_picture, units_per_metre
from sat_dl_plugin.settings import results_folder
from sat_dl_plugin.tasks.rates import expected_seconds

# The engine's own figures (engine/segment): what halos of exact tiles cost, the flips and rotations
# of better qualities, the rotations of further scales, the window and step of the best one, the
# step of networks that need windows, and the difference in resolution that is not worth resampling.
_HALO = 1.1
_ORIENTATIONS, _TURNS = 8, 4
_DENSE_WINDOW, _DENSE_STEP = 256, 64
_SPARSE = (4 / 3) ** 2
_GSD_TOLERANCE = 0.10

_ROUNDING_PX = 1e-6

# What is left of results of real scenes when they are compressed, bytes per output pixel.
_CLASS_BYTES = 0.15
_PROBABILITY_BYTES = 0.6
# A GeoPackage of a densely built town; elsewhere polygons are fewer.
_POLYGON_BYTES = 1.2
# Pictures hardly shrink: red, green, blue and alpha.
_PICTURE_COPY_BYTES = 3.0

_LONG_S = 3600.0
_MINUTE_S, _HOUR_S, _DAY_S = 60.0, 3600.0, 86400.0


class Where(Protocol):
    """Says where to work, as `WhereWidget` does."""

    def region(self) -> Optional[QgsReferencedRectangle]:
        """Return what is worked on, in the CRS of the layer; None if that is nothing."""


@dataclass(frozen=True)
class Demand:
    """What models ask for at a quality, all of them together."""

    gsd_m: Optional[float]
    """Metres per pixel that ``factor`` counts in; None for the pixels of the raster."""
    factor: float
    """Pixels that go through networks per pixel of ``gsd_m``."""


@dataclass(frozen=True)
class Estimate:
    """What a run will take."""

    output_pixels: int
    """Pixels of the results."""
    network_pixels: float
    """Pixels that go through networks."""
    seconds: Optional[float]
    """How long it takes; None before anything was measured on this machine."""
    disk_bytes: int
    """Space that results and temporary copies need."""
    free_bytes: int
    """Space that is free in ``folder``."""
    folder: str = ""
    """Where the results go."""


def quality_factor(card: ModelCard, quality: str) -> float:
    """Return how many network pixels a pixel of a model's resolution costs.

    Args:
        card: The model.
        quality: ``fast``, ``balanced`` or ``best``.
    """
    tileable = card.halo_px is not None and card.input_size_px is None
    once = _HALO if tileable else _SPARSE
    if quality == "fast":
        return once
    if quality == "balanced":
        return once * _ORIENTATIONS
    if not tileable:
        once = (_DENSE_WINDOW / _DENSE_STEP) ** 2
    nominal = min(card.scales, key=lambda scale: abs(math.log(scale)))
    return once * sum(
        (_ORIENTATIONS if scale == nominal else _TURNS) * scale**2 for scale in card.scales
    )


def demand(cards: Sequence[ModelCard], quality: str) -> Demand:
    """Return what several models ask for together, counted in pixels of the finest one.

    Args:
        cards: The chosen models. Those without a GSD work on the pixels of the raster, which
            are taken to be as fine as the finest model's.
        quality: ``fast``, ``balanced`` or ``best``.
    """
    finest = min((card.gsd_m for card in cards if card.gsd_m), default=None)
    factor = sum(
        quality_factor(card, quality) * ((finest or 1.0) / (card.gsd_m or finest or 1.0)) ** 2
        for card in cards
    )
    return Demand(finest, factor)


def network_pixels(
    output_pixels: float, pixel_m: tuple[float, float], gsd_m: Optional[float], factor: float
) -> float:
    """Return the pixels that go through networks.

    Args:
        output_pixels: Pixels of the raster that are worked on.
        pixel_m: Width and height of a pixel on the ground, metres.
        gsd_m: Metres per pixel the network works at; None for the raster's own pixels.
        factor: Network pixels per pixel of ``gsd_m``, see `quality_factor`.
    """
    if gsd_m is None:
        return output_pixels * factor
    scale_x, scale_y = (side / gsd_m for side in pixel_m)
    if max(abs(scale_x - 1.0), abs(scale_y - 1.0)) <= _GSD_TOLERANCE:
        return output_pixels * factor
    return output_pixels * scale_x * scale_y * factor


def pixel_size_m(layer: QgsRasterLayer, gsd_m: Optional[float]) -> tuple[float, float]:
    """Return width and height of a layer's pixels on the ground at its centre, metres.

    Layers without a CRS, and those that a server draws at any resolution, are taken to have
    the model's resolution; the engine does so too.

    Args:
        layer: The raster layer.
        gsd_m: Metres per pixel of the model, None if it does not say.
    """
    crs = layer.crs()
    if not crs.isValid() or not has_own_pixels(layer.dataProvider()):
        return gsd_m or 1.0, gsd_m or 1.0
    across, down = _pixel_size(layer)
    if not crs.ellipsoidAcronym():
        # A local grid without a place on Earth: trust its unit.
        metres = QgsUnitTypes.fromUnitToUnitFactor(crs.mapUnits(), Qgis.DistanceUnit.Meters)
        return across * metres, down * metres
    centre, transforms = layer.extent().center(), QgsProject.instance().transformContext()
    units_x, units_y = units_per_metre(crs, centre, transforms)
    return across / units_x, down / units_y


def output_pixels(
    layer: QgsRasterLayer, region: QgsReferencedRectangle, gsd_m: Optional[float]
) -> int:
    """Return the whole pixels of a layer that a rectangle touches.

    Args:
        layer: The raster layer; where a server draws it, pixels have the model's resolution.
        region: A rectangle on the layer, in its CRS.
        gsd_m: Metres per pixel of the model, None if it does not say.
    """
    if has_own_pixels(layer.dataProvider()):
        across, down = _pixel_size(layer)
        extent = layer.extent()
        return _touched(
            (region.xMinimum() - extent.xMinimum()) / across,
            (region.xMaximum() - extent.xMinimum()) / across,
            layer.width(),
        ) * _touched(
            (extent.yMaximum() - region.yMaximum()) / down,
            (extent.yMaximum() - region.yMinimum()) / down,
            layer.height(),
        )
    units_x, units_y = units_per_metre(
        layer.crs(), region.center(), QgsProject.instance().transformContext()
    )
    side = gsd_m or 1.0
    columns = math.ceil(region.width() / (side * units_x))
    return columns * math.ceil(region.height() / (side * units_y))


def estimate(
    layer: Optional[QgsRasterLayer],
    where: Where,
    gsd_m: Optional[float],
    quality_factor: float,
    rate_key: str,
    *,
    algorithm: str = "",
    probability_bands: int = 0,
    folder: Optional[Path] = None,
) -> Optional[Estimate]:
    """Return what a run will take, or None where there is nothing to work on.

    Args:
        layer: The raster layer.
        where: The `WhereWidget`, or what else says where to work.
        gsd_m: Metres per pixel that the models work at, see `demand`.
        quality_factor: Network pixels per pixel of ``gsd_m``, see `demand`.
        rate_key: As from `rate_key` in ``tasks/rates.py``; empty for no time.
        algorithm: Id of what will run, for the time that it takes after the network.
        probability_bands: How many classes keep their probabilities as a raster.
        folder: Where the results go; the folder in the settings, or the temporary one, when None.
    """
    region = where.region()
    if layer is None or region is None:
        return None
    try:
        pixels = output_pixels(layer, region, gsd_m)
        pixel_m = pixel_size_m(layer, gsd_m)
    except (QgsCsException, ZeroDivisionError, ValueError, OverflowError):
        # The layer lies outside of what its CRS can describe; the run will say so.
        return None
    through_networks = network_pixels(pixels, pixel_m, gsd_m, quality_factor)
    target = folder or results_folder() or Path(QDir.tempPath())
    return Estimate(
        output_pixels=pixels,
        network_pixels=through_networks,
        seconds=expected_seconds(rate_key, through_networks, algorithm, pixels),
        disk_bytes=round(pixels * (_result_bytes(probability_bands) + _copy_bytes(layer))),
        free_bytes=_free_bytes(target),
        folder=str(target),
    )


def describe(expected: Optional[Estimate]) -> str:
    """Return an estimate for people: “16.8 Mpx · about 5 s · 12 MB”; empty for None."""
    if expected is None:
        return ""
    time = (
        tr("time is known after the first run")
        if expected.seconds is None
        else duration_text(expected.seconds)
    )
    return " · ".join((_pixels_text(expected.output_pixels), time, _size_text(expected.disk_bytes)))


def warning(expected: Optional[Estimate]) -> str:
    """Return what speaks against a run, or an empty text: too little disk, very long."""
    if expected is None:
        return ""
    warnings = []
    if expected.disk_bytes > expected.free_bytes:
        warnings.append(
            tr("About {} of disk space is needed, and {} is free in {}.").format(
                _size_text(expected.disk_bytes),
                _size_text(expected.free_bytes),
                QDir.toNativeSeparators(expected.folder),
            )
        )
    if expected.seconds is not None and expected.seconds > _LONG_S:
        warnings.append(
            tr("It takes {}. A smaller region or a faster quality takes less.").format(
                duration_text(expected.seconds)
            )
        )
    return "\n".join(warnings)


def duration_text(seconds: float) -> str:
    """Return a rough duration for people: “about 12 min”."""
    locale = QLocale()
    if seconds < 1.0:
        return tr("under 1 s")
    if seconds < 1.5 * _MINUTE_S:
        return tr("about {} s").format(locale.toString(round(seconds)))
    if seconds < 1.5 * _HOUR_S:
        return tr("about {} min").format(locale.toString(round(seconds / _MINUTE_S)))
    if seconds < 2 * _DAY_S:
        return tr("about {} h").format(locale.toString(seconds / _HOUR_S, "f", 1))
    return tr("about {} days").format(locale.toString(round(seconds / _DAY_S)))


def _pixel_size(layer: QgsRasterLayer) -> tuple[float, float]:
    extent = layer.extent()
    return extent.width() / layer.width(), extent.height() / layer.height()


def _touched(start: float, stop: float, count: int) -> int:
    # Edges that hit a border of pixels up to rounding must not take in one more.
    first = max(0, math.floor(start + _ROUNDING_PX))
    last = min(count, math.ceil(stop - _ROUNDING_PX))
    return max(1, last - first)


def _result_bytes(probability_bands: int) -> float:
    return _CLASS_BYTES + _POLYGON_BYTES + probability_bands * _PROBABILITY_BYTES


def _copy_bytes(layer: QgsRasterLayer) -> float:
    """Return the bytes per pixel of a temporary copy, 0 for layers that are files."""
    if layer.providerType() == "gdal":
        return 0.0
    provider = layer.dataProvider()
    if is_picture(provider):
        return _PICTURE_COPY_BYTES
    bands = range(1, provider.bandCount() + 1)
    return float(sum(QgsRasterBlock.typeSize(provider.dataType(band)) for band in bands))


def _free_bytes(folder: Path) -> int:
    # Folders that are made by the run do not exist yet.
    for candidate in (folder, *folder.parents):
        try:
            return shutil.disk_usage(candidate).free
        except OSError:
            continue
    return 0


def _pixels_text(pixels: int) -> str:
    locale = QLocale()
    if pixels >= 1_000_000_000:
        return tr("{} Gpx").format(locale.toString(pixels / 1e9, "f", 1))
    if pixels >= 100_000:
        return tr("{} Mpx").format(locale.toString(pixels / 1e6, "f", 1))
    return tr("{} px").format(locale.toString(pixels))


def _size_text(size: int) -> str:
    decimals = 0 if size < 1_000_000_000 else 1
    return QLocale().formattedDataSize(size, decimals, QLocale.DataSizeFormat.DataSizeSIFormat)
