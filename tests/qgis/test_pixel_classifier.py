"""Pixel classifiers: parameters become jobs, and what is trained classifies."""

from __future__ import annotations

import numpy as np
import pytest
from osgeo import gdal, ogr, osr
from qgis.core import QgsProcessing, QgsProject, QgsVectorLayer

from sat_dl_plugin.bridge.runtime import RuntimeSpec, find_runtime
from sat_dl_plugin.contract.jobs import SegmentJob, TrainPixelClassifierJob, job_from_params
from sat_dl_plugin.processing.classify_pixels import ClassifyPixels
from sat_dl_plugin.processing.train_pixel_classifier import TrainPixelClassifier

LEFT, TOP, SIDE = 500000, 3000000, 64


@pytest.fixture
def build(context, feedback, provider):
    def run(algorithm, **parameters):
        return algorithm().create().build_job(parameters, context, feedback)

    return run


@pytest.fixture
def check(context, provider):
    def run(algorithm, **parameters):
        return algorithm().create().checkParameterValues(parameters, context)

    return run


@pytest.fixture
def scene(tmp_path) -> str:
    """Water is dark in near infrared, in the left half; the right half is land."""
    path = str(tmp_path / "scene.tif")
    dataset = gdal.GetDriverByName("GTiff").Create(path, SIDE, SIDE, 2, gdal.GDT_UInt16)
    dataset.SetGeoTransform((LEFT, 10, 0, TOP, 0, -10))
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(32645)
    dataset.SetProjection(crs.ExportToWkt())
    noise = np.random.default_rng(0).integers(0, 200, (2, SIDE, SIDE))
    for place, (name, water, land) in enumerate((("B03", 900, 800), ("B08", 300, 2500)), start=1):
        values = np.where(np.arange(SIDE) < SIDE // 2, water, land) + noise[place - 1]
        dataset.GetRasterBand(place).WriteArray(values.astype(np.uint16))
        dataset.GetRasterBand(place).SetDescription(name)
    return path


@pytest.fixture
def labels(tmp_path):
    """Polygons of both classes, by name, in degrees."""
    path = str(tmp_path / "labels.gpkg")
    utm, degrees = osr.SpatialReference(), osr.SpatialReference()
    utm.ImportFromEPSG(32645)
    degrees.ImportFromEPSG(4326)
    degrees.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    source = ogr.GetDriverByName("GPKG").CreateDataSource(path)
    layer = source.CreateLayer("labels", degrees, ogr.wkbPolygon)
    layer.CreateField(ogr.FieldDefn("kind", ogr.OFTString))
    for kind, col in (("water", 2), ("land", 36)):
        x0, x1, y0, y1 = (LEFT + 10 * col, LEFT + 10 * (col + 25), TOP - 620, TOP - 20)
        ring = ogr.Geometry(ogr.wkbLinearRing)
        for x, y in ((x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)):
            ring.AddPoint_2D(x, y)
        polygon = ogr.Geometry(ogr.wkbPolygon)
        polygon.AddGeometry(ring)
        polygon.Transform(osr.CoordinateTransformation(utm, degrees))
        feature = ogr.Feature(layer.GetLayerDefn())
        feature["kind"] = kind
        feature.SetGeometry(polygon)
        layer.CreateFeature(feature)
    source = None
    layer = QgsVectorLayer(path, "labels", "ogr")
    QgsProject.instance().addMapLayer(layer)
    yield layer
    QgsProject.instance().clear()


def test_all_parameters_of_a_training_reach_the_job(build, scene, labels, tmp_path):
    job = build(
        TrainPixelClassifier,
        INPUT=[scene],
        LABELS=labels.id(),
        CLASS_FIELD="kind",
        AREA=labels.id(),
        METHOD=2,
        INDICES=[1, 5],
        BANDS="green=1; nir",
        TREES=8,
        LEAVES=50,
        SAMPLES=500,
        BALANCE=False,
        VALIDATION=25.0,
        SEED=3,
        LICENCE="CC0-1.0",
        OUTPUT=str(tmp_path / "water"),
    )

    assert job == TrainPixelClassifierJob(
        inputs=(scene,),
        labels=job.labels,
        output=str(tmp_path / "water.onnx"),
        class_field="kind",
        area=job.area,
        method="mean",
        indices=("ndwi", "evi"),
        bands={"green": 1, "nir": 0},
        trees=8,
        leaves=50,
        samples=500,
        balance=False,
        validation=25.0,
        seed=3,
        licence="CC0-1.0",
    )
    assert job_from_params(job.verb, job.to_params()) == job
    assert ogr.Open(job.labels).GetLayer(0).GetFeatureCount() == 2
    assert ogr.Open(job.area).GetLayer(0).GetFeatureCount() == 2


def test_defaults_are_those_of_the_job(build, scene, labels):
    job = build(
        TrainPixelClassifier,
        INPUT=scene,
        LABELS=labels.id(),
        OUTPUT=QgsProcessing.TEMPORARY_OUTPUT,
    )

    assert job == TrainPixelClassifierJob((scene,), job.labels, job.output)
    assert job.output.endswith(".onnx")


def test_training_asks_for_the_runtime_that_trains():
    assert TrainPixelClassifier().runtime_kind == "full"
    assert ClassifyPixels().runtime_kind == "infer"


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"INPUT": ["/gone.tif"]}, "gone.tif"),
        ({"CLASS_FIELD": "species"}, "kind"),
        ({"BANDS": "nir=x"}, "nir"),
    ],
)
def test_what_cannot_be_used_is_said(changes, word, check, scene, labels, tmp_path):
    parameters = {"INPUT": [scene], "LABELS": labels.id(), "OUTPUT": str(tmp_path / "a.onnx")}

    fine, reason = check(TrainPixelClassifier, **{**parameters, **changes})

    assert (fine, word in reason) == (False, True)


def test_classifying_is_segmenting_with_one_model(build, scene, tmp_path):
    classifier = tmp_path / "water.onnx"
    classifier.write_bytes(b"")

    job = build(
        ClassifyPixels,
        INPUT=scene,
        CLASSIFIER=str(classifier),
        THRESHOLDS="water=0.4",
        BANDS="nir=2",
        OUTPUT=str(tmp_path / "classes.tif"),
        PROBABILITIES=str(tmp_path / "p.tif"),
    )

    assert job == SegmentJob(
        input=scene,
        models=(str(classifier),),
        output=str(tmp_path / "classes.tif"),
        probabilities=str(tmp_path / "p.tif"),
        thresholds={"water": 0.4},
        bands={"nir": 2},
        models_folder=job.models_folder,
    )


def test_a_classifier_has_to_be_named(check, scene, tmp_path):
    fine, reason = check(ClassifyPixels, INPUT=scene, OUTPUT=str(tmp_path / "classes.tif"))

    assert (fine, bool(reason)) == (False, True)


@pytest.mark.skipif(find_runtime(RuntimeSpec("full")) is None, reason="no runtime that trains")
def test_with_the_engine(provider, context, feedback, scene, labels, tmp_path):
    model, classes = str(tmp_path / "water.onnx"), str(tmp_path / "classes.tif")
    training = {"INPUT": scene, "LABELS": labels.id(), "CLASS_FIELD": "kind", "OUTPUT": model}

    results, fine = TrainPixelClassifier().create().run(training, context, feedback)
    assert fine, feedback.textLog()
    assert results["MEAN_IOU"] > 0.95
    classifying = {"INPUT": scene, "CLASSIFIER": model, "OUTPUT": classes}
    _, fine = ClassifyPixels().create().run(classifying, context, feedback)

    assert fine, feedback.textLog()
    found = gdal.Open(classes).ReadAsArray()
    assert len(np.unique(found[:, : SIDE // 2])) == len(np.unique(found[:, SIDE // 2 :])) == 1
    assert found[0, 0] != found[0, -1]
