"""The look of the tiles that should be labelled: by state, stronger where labels pay most."""

from __future__ import annotations

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsEditFormConfig,
    QgsEditorWidgetSetup,
    QgsFillSymbol,
    QgsPalLayerSettings,
    QgsProperty,
    QgsRendererCategory,
    QgsSimpleFillSymbolLayer,
    QgsSymbolLayer,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor

from sat_dl_plugin.contract.tile_states import DOING, DONE, STATE_FIELD, WAITING
from sat_dl_plugin.i18n import tr

STATE_COLORS = {WAITING: "#ffb000", DOING: "#2f7fff", DONE: "#23a455"}

_OUTLINE_MM = 0.5
_STRONGEST, _WEAKEST = 90, 0
"""Opacity, 0 to 255, of tiles with the highest and lowest score of the grid."""

_LABEL_SCALE = 50_000.0
"""Numbers would cover each other on maps of a smaller scale."""


def state_names() -> dict[str, str]:
    """Return what the states of a tile are called."""
    return {WAITING: tr("To do"), DOING: tr("Doing"), DONE: tr("Done")}


def style(layer: QgsVectorLayer) -> None:
    """Give a grid of tiles its look, its numbers and its form."""
    names = state_names()
    layer.setRenderer(
        QgsCategorizedSymbolRenderer(
            STATE_FIELD,
            [
                QgsRendererCategory(state, _symbol(state, color), names[state])
                for state, color in STATE_COLORS.items()
            ],
        )
    )
    layer.setLabeling(QgsVectorLayerSimpleLabeling(_numbers()))
    layer.setLabelsEnabled(True)
    layer.setDisplayExpression("coalesce(to_string(\"rank\"), '')")
    _set_form(layer)
    layer.triggerRepaint()


def _symbol(state: str, color: str) -> QgsFillSymbol:
    outline = QColor(color)
    fill = QColor(color)
    fill.setAlpha(_WEAKEST)
    layer = QgsSimpleFillSymbolLayer(
        fill, Qt.BrushStyle.SolidPattern, outline, Qt.PenStyle.SolidLine, _OUTLINE_MM
    )
    layer.setPenJoinStyle(Qt.PenJoinStyle.MiterJoin)
    if state == WAITING:
        # Relative to the others: where all scores are high, all tiles would hide the image.
        share = '(maximum("score") - "score") / (maximum("score") - minimum("score"))'
        opacity = f"round({_STRONGEST} + ({_WEAKEST} - {_STRONGEST}) * coalesce({share}, 1))"
        rgba = f"color_rgba({fill.red()}, {fill.green()}, {fill.blue()}, {opacity})"
        layer.setDataDefinedProperty(
            QgsSymbolLayer.Property.FillColor, QgsProperty.fromExpression(rgba)
        )
    symbol = QgsFillSymbol()
    symbol.changeSymbolLayer(0, layer)
    return symbol


def _numbers() -> QgsPalLayerSettings:
    """Return labels with the rank of the tiles that are not done."""
    settings = QgsPalLayerSettings()
    settings.fieldName = f'CASE WHEN "{STATE_FIELD}" <> \'{DONE}\' THEN "rank" END'
    settings.isExpression = True
    settings.scaleVisibility = True
    # A scale is a fraction: the smallest map has the largest number.
    settings.minimumScale = _LABEL_SCALE
    text = QgsTextFormat()
    buffer = QgsTextBufferSettings()
    buffer.setEnabled(True)
    text.setBuffer(buffer)
    settings.setFormat(text)
    return settings


def _set_form(layer: QgsVectorLayer) -> None:
    form: QgsEditFormConfig = layer.editFormConfig()
    states = [{name: state} for state, name in state_names().items()]
    for name, alias in (
        (STATE_FIELD, tr("State")),
        ("rank", tr("Rank")),
        ("score", tr("Score (0 to 1)")),
        ("entropy", tr("Uncertainty (bits)")),
        ("disagreement", tr("Disagreement (bits)")),
    ):
        index = layer.fields().indexFromName(name)
        if index < 0:
            continue
        layer.setFieldAlias(index, alias)
        if name == STATE_FIELD:
            layer.setEditorWidgetSetup(index, QgsEditorWidgetSetup("ValueMap", {"map": states}))
        else:
            form.setReadOnly(index, True)  # noqa: FBT003 - Qt's own form
    layer.setEditFormConfig(form)
