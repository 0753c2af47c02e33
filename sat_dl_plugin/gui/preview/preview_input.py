"""What a preview looks at: the part of a layer that the map shows, and the file it is read from."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from qgis.core import (
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsReferencedRectangle,
)
from qgis.gui import QgsMapCanvas

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.gui.where.regions import is_placed, part_of_layer
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.installed_models import card_beside
from sat_dl_plugin.processing.layer_export import (
    LayerExport,
    has_own_pixels,
    is_picture,
    units_per_metre,
)
from sat_dl_plugin.tasks.preview_task import LayerCopy


@dataclass(frozen=True)
class PreviewInput:
    """Where the engine reads what is to be previewed."""

    path: str
    extent: Optional[QgsRectangle]
    """What is wanted, in the raster's own coordinates; all of it when None."""
    copy: Optional[LayerCopy] = None
    """Writes `path` first."""
    is_part: bool = False
    """Whether `path` holds less than what the map shows."""


def visible_part(canvas: QgsMapCanvas, layer: QgsRasterLayer) -> Optional[QgsRectangle]:
    """Return what the map shows of a layer, in the layer's CRS; None when that is nothing.

    Raises:
        InputError: If the layer has no place on the map.
    """
    if not is_placed(layer):
        raise InputError(
            tr("The preview cannot be drawn over layer “{}”").format(layer.name()),
            tr("The layer has no position on the map"),
            tr("Georeference it, or run the model and look at the result"),
        )
    settings = canvas.mapSettings()
    view = QgsReferencedRectangle(settings.visibleExtent(), settings.destinationCrs())
    part = part_of_layer(view, layer)
    return QgsRectangle(part) if part is not None else None


def preview_input(
    layer: QgsRasterLayer,
    file: Optional[str],
    part: QgsRectangle,
    models: tuple[str, ...],
    most_pixels: int,
    copy_path: Path,
) -> PreviewInput:
    """Return where the engine reads a part of a layer.

    Args:
        layer: The layer.
        file: Its path, as from `raster_input.gdal_path`, None where it has none.
        part: The part, in the layer's CRS.
        models: The models, which know at what resolution a server should draw.
        most_pixels: Of a layer without a file, no more than so many pixels are copied.
        copy_path: Where such a layer is copied to.

    Raises:
        SatDlError: If the layer cannot be previewed.
    """
    if file is not None:
        return PreviewInput(file, part)
    provider = layer.dataProvider()
    own_pixels = has_own_pixels(provider) and not is_picture(provider)
    gsd_m = None if own_pixels else _finest_gsd_m(layer, models)
    share = most_pixels / _pixels(layer, part, gsd_m)
    middle = QgsRectangle(part)
    if share < 1.0:
        middle.scale(math.sqrt(share))
    export = LayerExport(
        layer,
        QgsReferencedRectangle(middle, layer.crs()),
        str(copy_path),
        QgsProject.instance().transformContext(),
    )
    return PreviewInput(export.path, None, LayerCopy(export, gsd_m), is_part=share < 1.0)


def _pixels(layer: QgsRasterLayer, part: QgsRectangle, gsd_m: Optional[float]) -> float:
    """Return the pixels of a part: of the size that is asked for, else the layer's own."""
    width, height = layer.rasterUnitsPerPixelX(), layer.rasterUnitsPerPixelY()
    if gsd_m is not None:
        context = QgsProject.instance().transformContext()
        units = units_per_metre(layer.crs(), part.center(), context)
        width, height = gsd_m * units[0], gsd_m * units[1]
    return part.width() / width * part.height() / height


def _finest_gsd_m(layer: QgsRasterLayer, models: tuple[str, ...]) -> float:
    cards = [card_beside(model) for model in models]
    known = [card.gsd_m for card in cards if card is not None and card.gsd_m is not None]
    if not known:
        raise InputError(
            tr("Layer “{}” cannot be previewed with this model").format(layer.name()),
            tr("A server draws the layer, and the model does not say how large a pixel should be"),
            tr("Import the model with its resolution, or export the layer to a GeoTIFF"),
        )
    return min(known)
