"""Review layers made from predictions: fields, style, form, classes."""

from __future__ import annotations

from pathlib import Path

import pytest
from osgeo import ogr
from qgis.core import QgsFeature, QgsGeometry, QgsVectorLayer

from sat_dl_plugin.contract.errors import InputError, JobCancelled, OutputError, UsageError
from sat_dl_plugin.contract.legend import LegendClass
from sat_dl_plugin.review.layer_making import geopackage_target, make_review_layer
from sat_dl_plugin.review.legends import legend_for, parsed_classes, style_classes
from sat_dl_plugin.review.schema import FIELDS, legend_of_layer
from sat_dl_plugin.review.session import ReviewSession
from sat_dl_plugin.styling import polygons
from tests.qgis.review_layers import square, write_predictions


def go_on(_share: float) -> bool:
    return False


def made_from(layer: QgsVectorLayer, path: Path) -> QgsVectorLayer:
    legend = legend_for(layer, style_classes(layer), {})
    made = make_review_layer(layer, legend, geopackage_target(path), go_on)
    return QgsVectorLayer(made.uri, "review")


@pytest.fixture
def predictions(qgis_app: object, tmp_path: Path) -> QgsVectorLayer:
    return QgsVectorLayer(write_predictions(tmp_path / "predicted.gpkg"), "predicted")


def test_a_review_layer_has_what_the_predictions_have(predictions, tmp_path) -> None:
    layer = made_from(predictions, tmp_path / "review.gpkg")

    assert layer.featureCount() == 6
    assert layer.fields().names() == ["fid", *FIELDS]
    assert layer.crs() == predictions.crs()
    for before, after in zip(predictions.getFeatures(), layer.getFeatures()):
        assert [before[name] for name in FIELDS] == [after[name] for name in FIELDS]
        assert after.geometry().isGeosEqual(before.geometry())
    assert sorted(path.name for path in tmp_path.glob("*review*")) == ["review.gpkg"]


def test_it_brings_its_style_its_form_and_its_classes(predictions, tmp_path) -> None:
    polygons.style(predictions, [LegendClass(3, "road", "#010203"), LegendClass(8, "x", "#040506")])
    layer = made_from(predictions, tmp_path / "review.gpkg")

    legend = legend_of_layer(layer)
    assert [(entry.id, entry.name, entry.color) for entry in legend] == [
        (1, "building", "#d1495b"),
        (3, "road", "#010203"),
        (5, "tree", "#2e7d4f"),
        (11, "x", "#040506"),
    ]
    assert [category.label() for category in layer.renderer().categories()] == [
        *("Building", "Road", "Tree", "X", "Another class")
    ]
    fields = layer.fields()
    setup = fields.at(fields.indexFromName("class_id")).editorWidgetSetup()
    assert setup.type() == "ValueMap"
    assert setup.config()["map"][1] == {"Road": "3"}
    assert fields.at(fields.indexFromName("status")).editorWidgetSetup().type() == "ValueMap"


def test_it_can_be_reviewed_at_once(predictions, tmp_path) -> None:
    session = ReviewSession(made_from(predictions, tmp_path / "review.gpkg"))
    session.set_class([1], 5)
    session.save()

    assert session.layer.getFeature(1)["class_name"] == "tree"
    session.close()


def test_what_is_missing_is_made_up_for(qgis_app, tmp_path) -> None:
    layer = QgsVectorLayer("Polygon?crs=EPSG:32645&field=class_name:string", "drawn", "memory")
    feature = QgsFeature(layer.fields())
    feature.setGeometry(QgsGeometry.fromWkt(square(500000, 3000000)))
    feature["class_name"] = "road"
    layer.dataProvider().addFeature(feature)

    (made,) = made_from(layer, tmp_path / "review.gpkg").getFeatures()
    assert (made["class_id"], made["status"]) == (3, "predicted")
    assert made["area_m2"] == pytest.approx(64.0, rel=2e-3)


def test_broken_outlines_are_repaired_or_told(qgis_app, tmp_path) -> None:
    layer = QgsVectorLayer("Polygon?crs=EPSG:32645&field=class_id:integer", "drawn", "memory")
    for wkt in ("POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))", "POLYGON ((0 0, 1 0, 2 0, 0 0))"):
        feature = QgsFeature(layer.fields())
        feature.setGeometry(QgsGeometry.fromWkt(wkt))
        feature["class_id"] = 1
        layer.dataProvider().addFeature(feature)
    target = geopackage_target(tmp_path / "review.gpkg")
    made = make_review_layer(layer, legend_for(layer, {}, {}), target, go_on)

    assert (made.polygons, made.repaired) == (1, 1)
    assert "encloses no area" in made.left_out[0]


def test_polygons_without_classes_are_refused(qgis_app) -> None:
    layer = QgsVectorLayer("Polygon?field=height:double", "drawn", "memory")
    with pytest.raises(InputError, match=r"no classes.*height"):
        legend_for(layer, {}, {})


def test_a_layer_without_crs_stays_without(qgis_app, tmp_path) -> None:
    path = write_predictions(tmp_path / "predicted.gpkg", epsg=0)
    layer = made_from(QgsVectorLayer(path), tmp_path / "review.gpkg")

    assert layer.featureCount() == 6
    session = ReviewSession(layer)
    session.accept([1])
    assert layer.getFeature(1)["status"] == "accepted"
    layer.rollBack()
    session.close()


def test_a_reviewed_file_is_never_replaced(predictions, tmp_path) -> None:
    made_from(predictions, tmp_path / "review.gpkg")
    with pytest.raises(OutputError, match="already"):
        geopackage_target(tmp_path / "review.gpkg")
    with pytest.raises(OutputError, match="no GeoPackage"):
        geopackage_target(tmp_path / "review.shp")


def test_the_folder_is_made(predictions, tmp_path) -> None:
    layer = made_from(predictions, tmp_path / "not" / "there" / "review.gpkg")

    assert layer.featureCount() == 6


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="a folder that nobody can write to")
def test_a_place_that_cannot_be_written_to_is_told(predictions) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        made_from(predictions, Path("/proc/self/review.gpkg"))


def test_stopping_leaves_nothing(qgis_app, tmp_path) -> None:
    layer = QgsVectorLayer(write_predictions(tmp_path / "many.gpkg", 500))
    target = geopackage_target(tmp_path / "review.gpkg")
    with pytest.raises(JobCancelled):
        make_review_layer(layer, legend_for(layer, {}, {}), target, lambda _share: True)

    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["many.gpkg"]


def test_classes_can_be_added() -> None:
    assert parsed_classes(" 3=road, 12 = lake ") == {3: "road", 12: "lake"}
    assert parsed_classes("") == {}
    for wrong in ("road", "0=none", "255=x", "3="):
        with pytest.raises(UsageError):
            parsed_classes(wrong)


def test_other_programs_can_read_it(predictions, tmp_path) -> None:
    made_from(predictions, tmp_path / "review.gpkg")
    source = ogr.Open(str(tmp_path / "review.gpkg"))
    names = {source.GetLayer(at).GetName() for at in range(source.GetLayerCount())}
    assert {"review", "satdl_journal", "satdl_sessions", "satdl_claims"} <= names
