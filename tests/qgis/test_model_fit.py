"""What is said of a layer, and which networks can work with it."""

from __future__ import annotations

import dataclasses

import pytest
from osgeo import gdal
from qgis.core import Qgis, QgsRasterLayer

from sat_dl_plugin.contract.card import ClassCard, ModelCard
from sat_dl_plugin.gui.image.layer_advice import advice_on
from sat_dl_plugin.gui.image.layer_facts import BandFacts, LayerFacts, data_type_text, facts_of
from sat_dl_plugin.gui.segment.card_text import details_html, summary
from sat_dl_plugin.gui.segment.model_fit import metres, warning, why_not

RGB = ("red", "green", "blue")
XYZ = "type=xyz&url=http://127.0.0.1:9/{z}/{x}/{y}.png&zmax=19&zmin=0"


def card(**fields):
    known = {"name": "town", "classes": (ClassCard(1, "building"),), "gsd_m": 0.5}
    return ModelCard(**{**known, **fields})


def facts(*names, **fields):
    bands = tuple(BandFacts(number, "", name) for number, name in enumerate(names, 1))
    known = LayerFacts(
        name="scene",
        bands=bands,
        named={band.common_name: band.number for band in bands if band.common_name},
        data_type=Qgis.DataType.Byte,
        nodata=None,
        gsd_m=0.5,
        columns=100,
        rows=100,
        crs_name="EPSG:32645 - WGS 84 / UTM zone 45N",
        is_server=False,
        is_picture=False,
    )
    return dataclasses.replace(known, **fields)


def test_a_picture_of_the_right_size_fits():
    assert why_not(card(), facts(*RGB)) == ""
    assert warning(card(), facts(*RGB)) == ""


def test_unnamed_bands_are_taken_in_order_when_their_number_is_right():
    assert why_not(card(), facts("", "", "")) == ""


def test_alpha_is_no_band_to_work_with():
    assert "has 2" in why_not(card(), facts("", "", "alpha"))


def test_too_few_bands_are_counted():
    assert why_not(card(), facts("")) == (
        "The model needs 3 bands (red, green, blue); the layer has 1."
    )


def test_a_band_nobody_can_find_is_named():
    assert why_not(card(bands=(*RGB, "nir")), facts(*RGB, "", "")) == (
        "The layer does not say which band is nir."
    )


def test_far_too_coarse_is_refused_and_somewhat_coarse_only_warned_of():
    assert why_not(card(), facts(*RGB, gsd_m=10.0)) == (
        "The layer is too coarse: 10 m per pixel, and the model needs about 0.5 m."
    )
    assert why_not(card(), facts(*RGB, gsd_m=1.0)) == ""
    assert "1 m per pixel" in warning(card(), facts(*RGB, gsd_m=1.0))
    assert warning(card(), facts(*RGB, gsd_m=0.05)) == ""


def test_without_a_coordinate_system_nothing_is_said_of_the_resolution():
    assert why_not(card(), facts(*RGB, gsd_m=None)) == ""


def test_other_kinds_of_networks_are_not_offered():
    assert why_not(card(task="embedding", classes=()), facts(*RGB)) != ""


@pytest.mark.parametrize(
    ("length", "text"), [(None, "unknown"), (0.034, "3 cm"), (0.5276, "0.528 m"), (10.0, "10 m")]
)
def test_pixel_sizes_have_sensible_digits(length, text):
    assert metres(length) == text


def test_facts_of_a_file(qgis_app, raster):
    known = facts_of(QgsRasterLayer(raster, "scene"))

    assert (known.columns, known.rows) == (8, 8)
    # UTM is up to 0.04 % off the ground.
    assert known.gsd_m == pytest.approx(1.0, rel=1e-3)
    assert [band.common_name for band in known.bands] == list(RGB)
    assert known.named == {"red": 1, "green": 2, "blue": 3}
    assert known.has_crs
    assert not known.is_server
    assert data_type_text(known.data_type) == "8 bit"


def test_degrees_are_measured_on_the_ellipsoid(qgis_app, tmp_path, raster_factory):
    path = raster_factory(tmp_path / "d.tif", epsg=4326, left_top=(85.5, 27.6), pixel=1e-5)

    # A ten thousandth of a degree at 27.6° north: 0.99 m across, 1.11 m down.
    assert facts_of(QgsRasterLayer(path, "d")).gsd_m == pytest.approx(1.046, abs=0.01)


def test_descriptions_name_bands_and_nodata_is_told(qgis_app, raster):
    dataset = gdal.Open(raster, gdal.GA_Update)
    dataset.GetRasterBand(1).SetDescription("B08 near infrared")
    dataset.GetRasterBand(1).SetNoDataValue(7)
    dataset = None

    known = facts_of(QgsRasterLayer(raster, "scene"))

    assert known.bands[0].common_name == "nir"
    assert known.bands[0].description == "B08 near infrared"
    assert known.nodata == 7


def test_a_server_that_draws_gives_colour(qgis_app):
    known = facts_of(QgsRasterLayer(XYZ, "map", "wms"))

    assert known.is_picture
    assert known.columns == 0
    assert known.gsd_m is None
    assert why_not(card(), known) == ""
    assert any("server" in advice.text for advice in advice_on(known))


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"crs_name": "", "gsd_m": None}, "CRS"),
        ({"data_type": Qgis.DataType.UInt16}, "0 to 255"),
        ({"gsd_m": 10.0}, "half a metre"),
        ({"gsd_m": 0.03}, "coarser resolution"),
    ],
)
def test_advice_names_what_limits(fields, word):
    assert any(word in advice.text for advice in advice_on(facts(*RGB, **fields)))


def test_one_band_is_a_limit_and_comes_first():
    found = advice_on(facts("pan", data_type=Qgis.DataType.UInt16))

    assert found[0].is_limit
    assert "one band" in found[0].text


def test_nothing_is_said_of_a_good_layer():
    assert advice_on(facts(*RGB)) == []


def test_a_card_in_one_line_and_in_full():
    town = card(
        licence="CC-BY-4.0",
        trained_on=("Aerial <imagery>",),
        metrics={"val": {"a_place": {"building": {"iou": 0.755}}}},
    )

    assert summary(town) == "Building · about 0.5 m per pixel · RGB"
    page = details_html(town)
    assert "CC-BY-4.0" in page
    assert "Aerial &lt;imagery&gt;" in page
    assert "a place: building 76&nbsp;%" in page or "a place: building 75&nbsp;%" in page


def test_scores_of_a_model_that_was_trained_here_are_shown():
    scores = {"building": {"iou": 0.714, "f1": 0.8}, "tree": {"iou": 0.5}}
    page = details_html(card(metrics={"val": scores, "epochs": 3, "best_epoch": 2}))

    assert "building 71&nbsp;%, tree 50&nbsp;%" in page
    assert "best" not in page
