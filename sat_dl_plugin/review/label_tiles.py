"""The tiles of “What to label next” while people work through them: which is next, which is done.

Everything is read from the layer and changed in it as QGIS itself does, so its undo list, unsaved
edits and other windows that show the layer agree with what is done here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from qgis.core import (
    QgsFeature,
    QgsFeatureRequest,
    QgsGeometry,
    QgsPointXY,
    QgsRectangle,
    QgsVariantUtils,
    QgsVectorLayer,
)

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.contract.tile_states import DONE, STATE_FIELD
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.review.editing import not_editable, start_editing

RANK_FIELD = "rank"

_TINY = 1e-9
"""A rectangle without a width finds nothing."""


@dataclass(frozen=True)
class Tile:
    """One tile, without its outline."""

    fid: int
    state: str
    rank: Optional[int]
    """1 where labels pay most; None for tiles that were done when they were ranked."""


def tiles_of(layer: QgsVectorLayer) -> list[Tile]:
    """Return all tiles, those where labels pay most first.

    Raises:
        InputError: If the polygons have no states.
    """
    _state_index(layer)
    request = QgsFeatureRequest().setFlags(QgsFeatureRequest.Flag.NoGeometry)
    request.setSubsetOfAttributes([STATE_FIELD, RANK_FIELD], layer.fields())
    tiles = [_tile(feature) for feature in layer.getFeatures(request)]
    return sorted(tiles, key=lambda tile: (tile.rank is None, tile.rank or 0, tile.fid))


def left(tiles: list[Tile]) -> list[Tile]:
    """Return the tiles that are not done, in the same order."""
    return [tile for tile in tiles if tile.state != DONE]


def tile_at(layer: QgsVectorLayer, place: QgsPointXY) -> Optional[Tile]:
    """Return the tile at a place in the CRS of the layer, None where there is none.

    Raises:
        InputError: If the polygons have no states.
    """
    _state_index(layer)
    box = QgsRectangle(place, place).buffered(_TINY)
    point = QgsGeometry.fromPointXY(place)
    for feature in layer.getFeatures(QgsFeatureRequest().setFilterRect(box)):
        if feature.geometry().intersects(point):
            return _tile(feature)
    return None


def set_state(layer: QgsVectorLayer, tile: Tile, state: str, action_name: str) -> None:
    """Give a tile a state, as one step in the undo list of its layer.

    Raises:
        InputError: If the polygons have no states.
        OutputError: If the layer cannot be edited.
    """
    index = _state_index(layer)
    start_editing(layer)
    layer.beginEditCommand(action_name)
    if not layer.changeAttributeValue(tile.fid, index, state):
        layer.destroyEditCommand()
        raise not_editable(layer)
    layer.endEditCommand()
    layer.triggerRepaint()


def _state_index(layer: QgsVectorLayer) -> int:
    index = int(layer.fields().indexFromName(STATE_FIELD))
    if index < 0:
        raise InputError(
            tr("The polygons of “{}” have no states").format(layer.name()),
            tr("The layer has no field “{}”").format(STATE_FIELD),
            tr("Choose tiles that were made with “What to label next…”"),
        )
    return index


def _tile(feature: QgsFeature) -> Tile:
    names = feature.fields().names()
    state = feature[STATE_FIELD]
    rank = feature[RANK_FIELD] if RANK_FIELD in names else None
    return Tile(
        feature.id(),
        "" if QgsVariantUtils.isNull(state) else str(state),
        None if QgsVariantUtils.isNull(rank) else int(rank),
    )
