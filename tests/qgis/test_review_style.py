"""How polygons of a review look: fill by class, outline by status, thin where unsure."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import (
    QgsExpressionContext,
    QgsFeature,
    QgsRenderContext,
    QgsSymbolLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QColor

from sat_dl_plugin.contract.legend import legend_of
from sat_dl_plugin.review.schema import STATUSES
from sat_dl_plugin.styling.review import STATUS_COLORS, style
from tests.qgis.review_layers import LEGEND, write_predictions

PROPERTIES = QgsSymbolLayer.Property


@pytest.fixture
def layer(qgis_app: object, tmp_path: Path) -> QgsVectorLayer:
    made = QgsVectorLayer(write_predictions(tmp_path / "review.gpkg"), "review")
    style(made, legend_of(LEGEND))
    return made


def drawn(layer: QgsVectorLayer, what: QgsSymbolLayer.Property, **values) -> object:
    """Return a property of the symbol that a polygon with certain attributes is drawn with."""
    feature = QgsFeature(next(layer.getFeatures()))
    for name, value in values.items():
        feature[name] = value
    context = QgsExpressionContext()
    context.setFeature(feature)
    context.setFields(layer.fields())
    # All are held: Python would let go of what they belong to while they are asked.
    categories = layer.renderer().categories()
    place = layer.renderer().categoryIndexForValue(feature["class_id"])
    symbol = categories[place].symbol()
    symbol_layer = symbol.symbolLayer(0)
    properties = symbol_layer.dataDefinedProperties()
    found, is_valid = properties.property(what).value(context, "nothing")
    assert is_valid
    return found


@pytest.mark.parametrize("status", STATUSES)
def test_the_outline_has_the_colour_of_the_status(layer: QgsVectorLayer, status: str) -> None:
    assert drawn(layer, PROPERTIES.StrokeColor, status=status) == STATUS_COLORS[status]


def test_statuses_are_told_apart_without_colours(layer: QgsVectorLayer) -> None:
    styles = [drawn(layer, PROPERTIES.StrokeStyle, status=status) for status in STATUSES]

    assert styles == ["dash", "solid", "solid", "solid", "dot"]


def test_what_the_network_was_unsure_of_is_thin(layer: QgsVectorLayer) -> None:
    unsure, sure = (
        drawn(layer, PROPERTIES.StrokeWidth, status="predicted", confidence=confidence)
        for confidence in (0.4, 0.95)
    )
    unknown = drawn(layer, PROPERTIES.StrokeWidth, status="predicted", confidence=None)
    decided = {
        drawn(layer, PROPERTIES.StrokeWidth, status="accepted", confidence=confidence)
        for confidence in (0.4, 0.95)
    }

    assert unsure < unknown < sure
    assert len(decided) == 1


def test_the_fill_has_the_colour_of_the_class(layer: QgsVectorLayer) -> None:
    for entry in LEGEND:
        text = drawn(layer, PROPERTIES.FillColor, class_id=entry["id"])
        red, green, blue, alpha = (int(part) for part in text.split(","))
        assert QColor(red, green, blue) == QColor(entry["color"])
        assert 0 < alpha < 255
    assert drawn(layer, PROPERTIES.FillColor, status="rejected").endswith(",0")


def test_no_class_is_invisible(layer: QgsVectorLayer) -> None:
    renderer, context = layer.renderer().clone(), QgsRenderContext()
    feature = QgsFeature(next(layer.getFeatures()))
    feature["class_id"] = 99
    renderer.startRender(context, layer.fields())
    assert renderer.willRenderFeature(feature, context)
    renderer.stopRender(context)
