"""Which classes polygons have, and in which colours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFeatureRequest,
    QgsFeatureSource,
    QgsVariantUtils,
    QgsVectorLayer,
)

from sat_dl_plugin.contract.errors import InputError, UsageError
from sat_dl_plugin.contract.legend import (
    BACKGROUND_ID,
    DSTL_LEGEND,
    NODATA_ID,
    LegendClass,
    fallback_color,
)
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.review.schema import CLASS_ID, CLASS_NAME, legend_of_layer

_SHARED_IDS = {entry.name: entry.id for entry in DSTL_LEGEND}
# By id: “water” is drawn like “standing water”, whose id it has.
_SHARED_COLORS = {entry.id: entry.color for entry in DSTL_LEGEND}


def style_classes(layer: Optional[QgsVectorLayer]) -> dict[str, str]:
    """Return name -> colour (``#rrggbb``) of the classes that a layer is drawn with.

    Must be called on the thread of the layer.
    """
    if layer is None:
        return {}
    known = {entry.name: entry.color for entry in legend_of_layer(layer)}
    renderer = layer.renderer()
    by_name = isinstance(renderer, QgsCategorizedSymbolRenderer) and (
        renderer.classAttribute() == CLASS_NAME
    )
    if known or not by_name:
        return known
    return {
        str(category.value()): category.symbol().color().name()
        for category in renderer.categories()
        if category.value()
    }


def legend_for(
    source: QgsFeatureSource, drawn: Mapping[str, str], further: Mapping[int, str]
) -> tuple[LegendClass, ...]:
    """Return the classes of polygons, ordered by id.

    Args:
        source: The polygons.
        drawn: Name -> colour of the classes their layer is drawn with, see `style_classes`.
        further: Id -> name of classes that reviewers need, too.

    Raises:
        InputError: If the polygons have no classes.
    """
    found = {**_names_in(source), **further}
    for name in drawn:
        if name not in found.values():
            found[_free_id(name, found)] = name
    found.pop(BACKGROUND_ID, None)
    return tuple(
        LegendClass(class_id, name, _color(class_id, name, drawn, place))
        for place, (class_id, name) in enumerate(sorted(found.items()))
    )


def parsed_classes(text: str) -> dict[int, str]:
    """Return the classes of a text such as ``3=road, 4=track``.

    Raises:
        UsageError: If it is none.
    """
    found: dict[int, str] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        number, _sign, name = (each.strip() for each in part.partition("="))
        if not (number.isdecimal() and name and BACKGROUND_ID < int(number) < NODATA_ID):
            raise UsageError(
                tr("“{}” is no class").format(part),
                tr("A class is a number from 1 to 254 and a name"),
                tr("Write them like 3=road, 4=track"),
            )
        found[int(number)] = name
    return found


def _names_in(source: QgsFeatureSource) -> dict[int, str]:
    fields = source.fields()
    at_id, at_name = (fields.indexFromName(name) for name in (CLASS_ID, CLASS_NAME))
    if at_id < 0 and at_name < 0:
        raise InputError(
            tr("The polygons have no classes"),
            tr("They have no field class_id and none class_name, but {}").format(
                ", ".join(fields.names()) or tr("no field at all")
            ),
            tr("Choose polygons that Sat DL made, or rename the field with their class"),
        )
    request = QgsFeatureRequest().setFlags(QgsFeatureRequest.Flag.NoGeometry)
    request.setSubsetOfAttributes([at for at in (at_id, at_name) if at >= 0])
    pairs: dict[tuple[Any, Any], None] = {}
    for feature in source.getFeatures(request):
        pairs.setdefault(
            (_attribute(feature, at_id), _attribute(feature, at_name)),
        )
    found: dict[int, str] = {}
    for class_id, name in pairs:
        if class_id is not None:
            found.setdefault(int(class_id), str(name or class_id))
    for class_id, name in pairs:
        if class_id is None and name and name not in found.values():
            found[_free_id(str(name), found)] = str(name)
    return found


def _attribute(feature: Any, at: int) -> Any:
    value = feature.attribute(at) if at >= 0 else None
    return None if QgsVariantUtils.isNull(value) else value


def _free_id(name: str, taken: Mapping[int, str]) -> int:
    """Return the id that a name has everywhere in Sat DL, or else the first free one."""
    shared = _SHARED_IDS.get(name)
    if shared is not None and shared not in taken:
        return shared
    free = (number for number in range(11, NODATA_ID) if number not in taken)
    return next(free)


def _color(class_id: int, name: str, drawn: Mapping[str, str], place: int) -> str:
    return drawn.get(name) or _SHARED_COLORS.get(class_id) or fallback_color(place)
