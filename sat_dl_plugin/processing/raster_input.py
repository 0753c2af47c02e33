"""From a raster layer of any provider to a path that GDAL opens in another process."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from osgeo import gdal
from qgis.core import (
    QgsProcessingContext,
    QgsProcessingUtils,
    QgsProviderRegistry,
    QgsRasterLayer,
)

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.i18n import tr

_MEMORY_PREFIXES = ("/vsimem/", "MEM:")

_DRIVERS_OF_QGIS_ONLY = {"ECW", "MrSID", "PostGISRaster", "GeoRaster"}
"""GDAL drivers that installers of QGIS bring and the wheels of the runtime do not."""


def gdal_path(layer: QgsRasterLayer, context: QgsProcessingContext) -> Optional[str]:
    """Return the path with which GDAL opens a layer's pixels, or None when there is none.

    Open options of the layer (``|option:…``) are kept by wrapping it in a small VRT file.
    """
    if layer.providerType() != "gdal":
        return None
    source = layer.source()
    parts = QgsProviderRegistry.instance().decodeUri("gdal", source)
    if parts.get("authcfg"):
        # Only QGIS can read its own credentials, and they must not leave it.
        return None
    path = source.split("|", 1)[0]
    if path.startswith(_MEMORY_PREFIXES):
        return _copied_from_memory(path, context)
    if _driver_of(path) in _DRIVERS_OF_QGIS_ONLY:
        return None
    if not parts.get("openOptions"):
        return path
    return _wrapped_with_options(path, list(parts["openOptions"]), context)


def unreadable(value: Any) -> InputError:
    """Return the error for an input that QGIS could not open as a raster."""
    text = str(value)
    if not text or value is None:
        return InputError(tr("No input raster is given"), todo=tr("Choose a raster layer"))
    if "://" not in text and not text.startswith("/vsi") and not Path(text).exists():
        return InputError(
            tr("Raster {!r} does not exist").format(text),
            tr("It is neither a layer of the project nor a file"),
            tr("Check the path"),
        )
    complaint, parts = _looked_into(text)
    if parts:
        return InputError(
            tr("{!r} holds several rasters").format(text),
            todo=tr("Choose one of them, such as {}").format(parts[0]),
        )
    return InputError(
        tr("{!r} cannot be opened as a raster").format(text),
        complaint or tr("The file is not a raster, or it is damaged"),
        tr("Choose another file, or check this one with “gdalinfo”"),
    )


def _copied_from_memory(path: str, context: QgsProcessingContext) -> str:
    # No other process sees what lies in the memory of this one.
    source = _opened(path, [])
    target = QgsProcessingUtils.generateTempFilename("input.tif", context)
    copy = gdal.GetDriverByName("GTiff").CreateCopy(target, source)
    copy.FlushCache()
    return target


def _wrapped_with_options(path: str, options: list[str], context: QgsProcessingContext) -> str:
    source = _opened(path, options)
    wrapped = QgsProcessingUtils.generateTempFilename("input.vrt", context)
    copy = gdal.GetDriverByName("VRT").CreateCopy(wrapped, source)
    copy.FlushCache()
    return wrapped


def _opened(path: str, options: list[str]) -> gdal.Dataset:
    try:
        dataset = gdal.OpenEx(path, gdal.OF_RASTER, open_options=options)
    except RuntimeError as error:
        raise unreadable(path) from error
    if dataset is None:
        raise unreadable(path)
    return dataset


def _driver_of(path: str) -> str:
    driver = gdal.IdentifyDriverEx(path, gdal.OF_RASTER)
    return driver.ShortName if driver is not None else ""


def _looked_into(path: str) -> tuple[str, list[str]]:
    """Return why GDAL does not open a file, and the rasters in it when it is a container."""
    gdal.ErrorReset()
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        dataset = gdal.OpenEx(path, gdal.OF_RASTER)
        parts = [] if dataset is None else [name for name, _about in dataset.GetSubDatasets()]
        return str(gdal.GetLastErrorMsg()), parts
    except RuntimeError as error:
        return str(error), []
    finally:
        gdal.PopErrorHandler()
