"""Algorithms with the real engine, where a runtime is set up."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal, ogr
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsGeometry,
    QgsProcessingException,
    QgsProject,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsVectorLayer,
)

from sat_dl_plugin.bridge.runtime import RuntimeSpec, find_runtime
from sat_dl_plugin.contract.places import shipped

NETWORK = shipped("models") / "urban.onnx"

pytestmark = pytest.mark.skipif(
    find_runtime(RuntimeSpec()) is None or not NETWORK.is_file(),
    reason="no runtime is set up, or no network is bundled",
)


@pytest.fixture
def run(provider, context, feedback):
    def run_algorithm(name, **parameters):
        algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"satdl:{name}")
        results, fine = algorithm.run(parameters, context, feedback, catchExceptions=False)
        assert fine
        return results

    return run_algorithm


@pytest.fixture
def scene(tmp_path, raster_factory) -> str:
    """A picture of 96 x 96 pixels of half a metre, with something in it."""
    path = raster_factory(tmp_path / "scene.tif", bands=3, size=96, pixel=0.5)
    noise = np.random.default_rng(7).integers(0, 255, (3, 96, 96), dtype=np.uint8)
    noise[:, 30:70, 20:60] = 220
    dataset = gdal.Open(path, gdal.GA_Update)
    dataset.WriteArray(noise)
    dataset = None
    return path


def test_from_picture_to_polygons(run, scene, tmp_path):
    results = run(
        "segmenttopolygons",
        INPUT=scene,
        MODELS=str(NETWORK),
        RULES="building: opening=0; road: opening=0; vegetation: opening=0; water: opening=0",
        OUTPUT=str(tmp_path / "p.gpkg"),
        CLASSES=str(tmp_path / "c.tif"),
    )

    classes = gdal.Open(results["CLASSES"])
    assert classes.GetGeoTransform() == gdal.Open(scene).GetGeoTransform()
    assert (classes.RasterXSize, classes.RasterYSize) == (96, 96)
    polygons = ogr.Open(results["OUTPUT"])
    layer = polygons.GetLayer(0)
    found = {field.name for field in layer.schema}
    assert {"class_id", "class_name", "confidence", "area_m2", "status", "model"} <= found
    assert layer.GetFeatureCount() == sum(row["objects"] for row in json.loads(results["SUMMARY"]))
    assert layer.GetFeatureCount() > 0


def test_three_steps(run, scene, tmp_path):
    segmented = run(
        "segment",
        INPUT=scene,
        MODELS=str(NETWORK),
        OUTPUT=str(tmp_path / "c.tif"),
        PROBABILITIES=str(tmp_path / "p.tif"),
    )
    cleaned = run("cleanclasses", INPUT=segmented["OUTPUT"], OUTPUT=str(tmp_path / "k.tif"))
    polygons = run(
        "polygonize",
        INPUT=cleaned["OUTPUT"],
        PROBABILITIES=segmented["PROBABILITIES"],
        OUTPUT=str(tmp_path / "p.gpkg"),
    )

    assert Path(polygons["OUTPUT"]).is_file()
    assert gdal.Open(segmented["PROBABILITIES"]).RasterCount == 4


def test_describe_and_import(run, tmp_path, monkeypatch):
    monkeypatch.setattr(
        "sat_dl_plugin.processing.import_model.models_folder", lambda: tmp_path / "own"
    )
    page = run("describemodel", MODEL=str(NETWORK), OUTPUT=str(tmp_path / "card.html"))
    imported = run("importmodel", MODEL=str(NETWORK), NAME="town")

    assert "building" in Path(page["OUTPUT"]).read_text(encoding="utf-8")
    assert imported["MODEL_NAME"] == "town"
    assert Path(imported["OUTPUT"]) == tmp_path / "own" / "town.onnx"
    assert Path(imported["OUTPUT"]).is_file()


def test_a_set_is_one_model(run, scene, tmp_path, monkeypatch):
    own = tmp_path / "own"
    for module in ("combine_models", "segmenting", "describe_model"):
        monkeypatch.setattr(f"sat_dl_plugin.processing.{module}.models_folder", lambda: own)
    monkeypatch.setattr(
        "sat_dl_plugin.processing.installed_models.model_folders", lambda: [NETWORK.parent, own]
    )
    combined = run("combinemodels", MODELS=str(NETWORK), NAME="two scales", SCALES="1 0.5")
    page = run("describemodel", MODEL="two scales", OUTPUT=str(tmp_path / "card.html"))
    target = str(tmp_path / "c.tif")
    segmented = run("segment", INPUT=scene, MODELS="two scales", OUTPUT=target)

    assert Path(combined["OUTPUT"]) == own / "two scales.set.json"
    assert "Members" in Path(page["OUTPUT"]).read_text(encoding="utf-8")
    record = json.loads(gdal.Open(segmented["OUTPUT"]).GetMetadataItem("SATDL_PROVENANCE"))
    assert [member["scale"] for member in record["models"][0]["members"]] == [1.0, 0.5]


def test_engines_error_reaches_the_user(run, scene, tmp_path):
    with pytest.raises(QgsProcessingException, match="99"):
        run(
            "segment",
            INPUT=scene,
            MODELS=str(NETWORK),
            BANDS="red=99; green=2; blue=3",
            OUTPUT=str(tmp_path / "c.tif"),
        )
    assert not (tmp_path / "c.tif").exists()


def test_cancel_leaves_nothing(run, raster_factory, tmp_path, feedback):
    target = tmp_path / "out"
    target.mkdir()
    # Large enough to be far from done when it is cancelled, on any machine.
    large = raster_factory(tmp_path / "large.tif", bands=3, size=1024, pixel=0.5)
    timer = threading.Timer(0.5, feedback.cancel)
    timer.start()

    with pytest.raises(QgsProcessingException, match="Cancelled"):
        run(
            "segment",
            INPUT=large,
            MODELS=str(NETWORK),
            QUALITY=2,
            OUTPUT=str(target / "c.tif"),
        )
    timer.join()
    assert list(target.iterdir()) == []


def to_degrees(xmin, ymin, xmax, ymax):
    to = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem("EPSG:32645"),
        QgsCoordinateReferenceSystem("EPSG:4326"),
        QgsProject.instance(),
    )
    return to.transformBoundingBox(QgsRectangle(xmin, ymin, xmax, ymax))


def test_extent_and_mask_in_degrees(run, scene, tmp_path):
    mask = QgsVectorLayer("Polygon?crs=EPSG:4326", "mask", "memory")
    feature = QgsFeature()
    # The left half of the scene.
    feature.setGeometry(QgsGeometry.fromRect(to_degrees(500000, 2999952, 500024, 3000000)))
    mask.dataProvider().addFeature(feature)
    extent = to_degrees(500010, 2999970, 500040, 2999990)

    results = run(
        "segment",
        INPUT=scene,
        MODELS=str(NETWORK),
        EXTENT=QgsReferencedRectangle(extent, QgsCoordinateReferenceSystem("EPSG:4326")),
        MASK=mask,
        OUTPUT=str(tmp_path / "c.tif"),
    )

    classes = gdal.Open(results["OUTPUT"])
    left, width, _, top, _, _ = classes.GetGeoTransform()
    assert (left * 2).is_integer() and (top * 2).is_integer()
    assert left == pytest.approx(500010, abs=1)
    assert classes.RasterXSize * width == pytest.approx(30, abs=2)
    assert classes.RasterYSize * width == pytest.approx(20, abs=2)
    border = round((500024 - left) / width)
    values = classes.ReadAsArray()
    assert (values[2:-2, border + 2 :] == 255).all()
    assert (values[2:-2, 2 : border - 2] != 255).all()
