"""What a run takes: the arithmetic of pixels, time and disk, and how it is told."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest
from osgeo import gdal
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsRasterLayer,
    QgsRectangle,
    QgsReferencedRectangle,
)
from qgis.PyQt.QtCore import QLocale

import sat_dl_plugin
from sat_dl_plugin.contract.card import ClassCard, ModelCard
from sat_dl_plugin.gui.where import estimate as module
from sat_dl_plugin.gui.where.estimate import (
    Estimate,
    demand,
    describe,
    duration_text,
    estimate,
    network_pixels,
    output_pixels,
    pixel_size_m,
    quality_factor,
    warning,
)
from sat_dl_plugin.tasks import rates

XYZ = "type=xyz&url=http://127.0.0.1:9/{z}/{x}/{y}.png&zmax=19&zmin=0"
GIGABYTE = 1_000_000_000
EXPECTED = Estimate(
    output_pixels=16_777_216,
    network_pixels=18e6,
    seconds=5.2,
    disk_bytes=12_300_000,
    free_bytes=GIGABYTE,
    folder="/results",
)


class Where:
    """A chosen rectangle."""

    def __init__(self, layer, *edges):
        rectangle = QgsRectangle(*edges) if edges else layer.extent()
        self._region = QgsReferencedRectangle(rectangle, layer.crs())

    def region(self):
        return self._region


class Nowhere:
    def region(self):
        return None


@pytest.fixture(autouse=True)
def english(qgis_app):
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    yield
    QLocale.setDefault(before)


@pytest.fixture
def layer(raster):
    """8 x 8 pixels of 1 m from 500000, 2999992 to 500008, 3000000."""
    return QgsRasterLayer(raster, "scene")


@pytest.fixture
def card():
    return ModelCard(
        name="m",
        classes=(ClassCard(1, "building"),),
        gsd_m=0.5,
        halo_px=64,
        scales=(1.0, 0.5),
    )


@pytest.mark.parametrize(
    ("quality", "factor"), [("fast", 1.1), ("balanced", 8.8), ("best", 8.8 + 4.4 * 0.25)]
)
def test_quality(card, quality, factor):
    assert quality_factor(card, quality) == pytest.approx(factor)


def test_networks_that_need_windows_cost_their_overlap(card):
    assert quality_factor(replace(card, halo_px=None), "fast") == pytest.approx(16 / 9)
    assert quality_factor(replace(card, input_size_px=512), "balanced") == pytest.approx(128 / 9)
    assert quality_factor(replace(card, halo_px=None), "best") == pytest.approx(16 * (8 + 4 * 0.25))


def engine_constants(file):
    """Return the constants of a module of the engine, which cannot be imported beside QGIS."""
    text = (Path(sat_dl_plugin.__file__).parent / "engine" / "segment" / file).read_text("utf-8")
    found = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign):
            # a, b = 1, 2 is as good as two lines.
            names = getattr(node.targets[0], "elts", node.targets)
            values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
            for name, value in zip(names, values):
                if isinstance(value, ast.Constant):
                    found[name.id] = value.value
    return found


def test_figures_are_those_of_the_engine():
    planning = engine_constants("planning.py")
    job = engine_constants("job.py")

    assert planning["_DENSE_WINDOW"] == module._DENSE_WINDOW
    assert planning["_DENSE_STEP"] == module._DENSE_STEP
    assert (4 / planning["_SPARSE_STEP"]) ** 2 == module._SPARSE
    assert 1.0 < module._HALO <= planning["HALO_OVERHEAD"]
    assert engine_constants("working_grid.py")["GSD_TOLERANCE"] == module._GSD_TOLERANCE
    assert job["_CLASS_BYTES_PER_PX"] == module._CLASS_BYTES
    assert job["_PROBABILITY_BYTES_PER_PX"] == module._PROBABILITY_BYTES


def test_several_models_are_counted_in_pixels_of_the_finest(card):
    coarse = replace(card, gsd_m=1.0)

    assert demand([card, coarse], "fast").gsd_m == 0.5
    assert demand([card, coarse], "fast").factor == pytest.approx(1.1 * 1.25)
    assert demand([replace(card, gsd_m=None)], "fast").gsd_m is None
    assert demand([], "fast").factor == 0


@pytest.mark.parametrize(
    ("pixel_m", "gsd_m", "expected"),
    [
        ((1.0, 1.0), 0.5, 4000.0),
        ((0.5, 0.25), 0.5, 500.0),
        ((0.25, 0.25), 0.5, 250.0),
        # Within a tenth the engine does not resample.
        ((0.54, 0.46), 0.5, 1000.0),
        ((0.56, 0.5), 0.5, 1120.0),
        ((30.0, 30.0), None, 1000.0),
    ],
)
def test_network_pixels(pixel_m, gsd_m, expected):
    assert network_pixels(1000, pixel_m, gsd_m, 1.0) == pytest.approx(expected)
    assert network_pixels(1000, pixel_m, gsd_m, 8.8) == pytest.approx(expected * 8.8)


@pytest.mark.parametrize(
    ("edges", "pixels"),
    [
        ((500000, 2999992, 500008, 3000000), 64),
        ((500002, 2999994, 500004, 2999998), 8),
        ((500002.5, 2999994, 500003.5, 2999998), 8),
        ((500002.1, 2999994.1, 500002.2, 2999994.2), 1),
        ((500002 - 1e-9, 2999994, 500004 + 1e-9, 2999998), 8),
        ((499000, 2000000, 501000, 3000000), 64),
    ],
)
def test_whole_pixels_of_the_region(layer, edges, pixels):
    region = QgsReferencedRectangle(QgsRectangle(*edges), layer.crs())

    assert output_pixels(layer, region, 0.5) == pixels


def test_metres_at_the_centre(layer, raster_factory, tmp_path):
    degrees = raster_factory(
        tmp_path / "d.tif", epsg=4326, left_top=(85.0, 60.0), pixel=0.0001, size=4
    )
    mercator = raster_factory(
        tmp_path / "m.tif", epsg=3857, left_top=(9_500_000.0, 8_399_737.9), pixel=1.0, size=4
    )

    assert pixel_size_m(layer, 0.5) == pytest.approx((1.0, 1.0), rel=1e-3)
    assert pixel_size_m(QgsRasterLayer(degrees, ""), 0.5) == pytest.approx((5.58, 11.14), rel=1e-3)
    # At 60 degrees north Web Mercator is twice as large as the ground.
    assert pixel_size_m(QgsRasterLayer(mercator, ""), 0.5) == pytest.approx((0.5, 0.5), rel=5e-3)


def test_grid_of_feet_without_a_place_on_earth(layer):
    layer.setCrs(QgsCoordinateReferenceSystem.fromWkt('LOCAL_CS["site",UNIT["foot",0.3048]]'))

    assert pixel_size_m(layer, 0.5) == pytest.approx((0.3048, 0.3048))


def test_without_crs_pixels_have_the_size_the_model_wants(tmp_path):
    path = str(tmp_path / "bare.tif")
    gdal.GetDriverByName("GTiff").Create(path, 10, 8, 1).FlushCache()
    bare = QgsRasterLayer(path, "bare")

    expected = estimate(bare, Where(bare), 0.5, 1.1, "")

    assert expected.output_pixels == 80
    assert expected.network_pixels == pytest.approx(88)


def test_server_layer_is_drawn_at_the_resolution_of_the_model(qgis_app):
    server = QgsRasterLayer(XYZ, "tiles", "wms")
    # 100 m on the map are 50 m on the ground at 60 degrees north.
    where = Where(server, 9_500_000.0, 8_399_700.0, 9_500_100.0, 8_399_800.0)

    expected = estimate(server, where, 0.5, 1.0, "")

    assert expected.output_pixels == pytest.approx(100 * 100, rel=0.03)
    assert expected.network_pixels == expected.output_pixels
    assert expected.disk_bytes > 3 * expected.output_pixels


def test_seconds_come_from_the_measured_rate(layer, monkeypatch):
    monkeypatch.setattr(rates, "network_rate", {"known": 1000.0}.get)

    assert estimate(layer, Where(layer), 0.5, 1.1, "known").seconds == pytest.approx(
        64 * 4 * 1.1 / 1000, rel=1e-3
    )
    assert estimate(layer, Where(layer), 0.5, 1.1, "unknown").seconds is None


def test_disk(layer, tmp_path):
    small = estimate(layer, Where(layer), 0.5, 1.1, "", folder=tmp_path / "not" / "yet")
    large = estimate(layer, Where(layer), 0.5, 1.1, "", probability_bands=4, folder=tmp_path)

    assert small.disk_bytes == pytest.approx(64 * 1.35, abs=1)
    assert large.disk_bytes == pytest.approx(64 * (1.35 + 4 * 0.6), abs=1)
    assert small.free_bytes > 0
    assert small.folder == str(tmp_path / "not" / "yet")


def test_nothing_to_estimate(layer):
    assert estimate(layer, Nowhere(), 0.5, 1.1, "") is None
    assert estimate(None, Where(layer), 0.5, 1.1, "") is None
    assert describe(None) == ""
    assert warning(None) == ""


def test_layer_far_outside_of_its_crs(raster_factory, tmp_path):
    wrong = QgsRasterLayer(raster_factory(tmp_path / "w.tif", left_top=(1e12, 1e12)), "wrong")

    assert estimate(wrong, Where(wrong), 0.5, 1.1, "") is None


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "16.8 Mpx · about 5 s · 12 MB"),
        ({"seconds": None}, "16.8 Mpx · time is known after the first run · 12 MB"),
        ({"output_pixels": 65_536}, "65,536 px · about 5 s · 12 MB"),
        ({"output_pixels": 3_210_000_000}, "3.2 Gpx · about 5 s · 12 MB"),
        ({"disk_bytes": 12_300_000_000}, "16.8 Mpx · about 5 s · 12.3 GB"),
    ],
)
def test_described(changes, text):
    assert describe(replace(EXPECTED, **changes)) == text


def test_numbers_follow_the_locale():
    QLocale.setDefault(QLocale(QLocale.Language.German, QLocale.Country.Germany))

    assert describe(EXPECTED).startswith("16,8 Mpx")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.2, "under 1 s"),
        (1.2, "about 1 s"),
        (80, "about 80 s"),
        (100, "about 2 min"),
        (4000, "about 67 min"),
        (9000, "about 2.5 h"),
        (300_000, "about 3 days"),
    ],
)
def test_duration(seconds, text):
    assert duration_text(seconds) == text


def test_warnings():
    assert warning(EXPECTED) == ""
    full = warning(replace(EXPECTED, free_bytes=1_000_000))
    assert "12 MB" in full
    assert "1 MB" in full
    assert "about 2.5 h" in warning(replace(EXPECTED, seconds=9000.0))
    assert warning(replace(EXPECTED, seconds=3000.0)) == ""
