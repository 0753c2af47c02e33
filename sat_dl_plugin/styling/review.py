"""The look of review layers: fill by class, outline by status, thin where unsure."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsEditFormConfig,
    QgsEditorWidgetSetup,
    QgsFillSymbol,
    QgsProperty,
    QgsRendererCategory,
    QgsSimpleFillSymbolLayer,
    QgsSymbolLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor

from sat_dl_plugin.contract.legend import BACKGROUND_ID, LegendClass
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.review.schema import (
    ACCEPTED,
    ADDED,
    AREA_M2,
    CLASS_ID,
    CLASS_NAME,
    CONFIDENCE,
    CORRECTED,
    MODEL,
    PREDICTED,
    REJECTED,
    RUN_ID,
    STATUS,
    remember_legend,
)
from sat_dl_plugin.styling.class_raster import readable

STATUS_COLORS = {
    PREDICTED: "#ffb000",
    ACCEPTED: "#23a455",
    CORRECTED: "#2f7fff",
    ADDED: "#c24df0",
    REJECTED: "#8c8c8c",
}
"""Of the outlines; dashes tell predicted and rejected apart without colours, too."""

_DASHES = {PREDICTED: "dash", REJECTED: "dot"}

_FILL_OPACITY = 0.3
_THIN_MM, _THICK_MM, _DECIDED_MM = 0.2, 0.9, 0.6


def status_names() -> dict[str, str]:
    """Return what the states of a polygon are called."""
    return {
        PREDICTED: tr("Predicted"),
        ACCEPTED: tr("Accepted"),
        CORRECTED: tr("Corrected"),
        ADDED: tr("Added"),
        REJECTED: tr("Rejected"),
    }


def style(layer: QgsVectorLayer, legend: Sequence[LegendClass]) -> None:
    """Give a review layer its look, its form, and the classes it knows."""
    remember_legend(layer, legend)
    layer.setRenderer(_renderer(legend))
    layer.setDisplayExpression(f"\"{CLASS_NAME}\" || ' (' || \"{STATUS}\" || ')'")
    _set_form(layer, legend)
    layer.triggerRepaint()


def _renderer(legend: Sequence[LegendClass]) -> QgsCategorizedSymbolRenderer:
    categories = [
        QgsRendererCategory(entry.id, _symbol(entry.color), readable(entry.name))
        for entry in legend
        if entry.id != BACKGROUND_ID
    ]
    # Nothing may be invisible, whatever somebody typed as a class.
    categories.append(QgsRendererCategory(None, _symbol("#ffffff"), tr("Another class")))
    return QgsCategorizedSymbolRenderer(CLASS_ID, categories)


def _symbol(color: str) -> QgsFillSymbol:
    fill = QColor(color)
    fill.setAlphaF(_FILL_OPACITY)
    layer = QgsSimpleFillSymbolLayer(
        fill, Qt.BrushStyle.SolidPattern, QColor(color), Qt.PenStyle.SolidLine, _DECIDED_MM
    )
    layer.setPenJoinStyle(Qt.PenJoinStyle.MiterJoin)
    rgba = f"{fill.red()},{fill.green()},{fill.blue()},{fill.alpha()}"
    for place, expression in (
        (QgsSymbolLayer.Property.StrokeColor, _by_status(STATUS_COLORS, STATUS_COLORS[PREDICTED])),
        (QgsSymbolLayer.Property.StrokeStyle, _by_status(_DASHES, "solid")),
        (QgsSymbolLayer.Property.StrokeWidth, _width()),
        (
            QgsSymbolLayer.Property.FillColor,
            f"CASE WHEN \"{STATUS}\" = '{REJECTED}' THEN '0,0,0,0' ELSE '{rgba}' END",
        ),
    ):
        layer.setDataDefinedProperty(place, QgsProperty.fromExpression(expression))
    symbol = QgsFillSymbol()
    symbol.changeSymbolLayer(0, layer)
    return symbol


def _by_status(values: dict[str, str], otherwise: str) -> str:
    # QGIS knows no CASE of a value.
    cases = " ".join(
        f"WHEN \"{STATUS}\" = '{status}' THEN '{value}'" for status, value in values.items()
    )
    return f"CASE {cases} ELSE '{otherwise}' END"


def _width() -> str:
    """Return an expression: what a person decided on is equally thick, however sure the network."""
    unsure = f'scale_linear(coalesce("{CONFIDENCE}", 0.5), 0.4, 1, {_THIN_MM}, {_THICK_MM})'
    return f"CASE WHEN \"{STATUS}\" = '{PREDICTED}' THEN {unsure} ELSE {_DECIDED_MM} END"


def _set_form(layer: QgsVectorLayer, legend: Sequence[LegendClass]) -> None:
    form: QgsEditFormConfig = layer.editFormConfig()
    classes = [{readable(entry.name): str(entry.id)} for entry in legend]
    states = [{name: status} for status, name in status_names().items()]
    for name, alias, widget, options in (
        (CLASS_ID, tr("Class"), "ValueMap", {"map": classes}),
        (CLASS_NAME, tr("Class name"), "Hidden", {}),
        (CONFIDENCE, tr("Confidence"), "TextEdit", {}),
        (AREA_M2, tr("Area (m²)"), "TextEdit", {}),
        (STATUS, tr("Status"), "ValueMap", {"map": states}),
        (MODEL, tr("Model"), "TextEdit", {}),
        (RUN_ID, tr("Run"), "Hidden", {}),
    ):
        index = layer.fields().indexFromName(name)
        if index >= 0:
            layer.setFieldAlias(index, alias)
            layer.setEditorWidgetSetup(index, QgsEditorWidgetSetup(widget, options))
            form.setReadOnly(index, name in (CONFIDENCE, AREA_M2, MODEL))
    # Drawn polygons need no form: the class is given by a key, the rest by itself.
    form.setSuppress(QgsEditFormConfig.FeatureFormSuppress.SuppressOn)
    layer.setEditFormConfig(form)
